//! Packs of kind `proses_disiplin`: the clocks of a case; and of kind `majelis_etik`: how an ethics council is made up.

use hadir_domain::discipline_cases::{CaseRule, CaseTable, Clock, CouncilRule, CouncilTable, Limit, Period};

use crate::figures::{self, Figure, Figures};
use crate::pack::Header;

/// The figures of a pack: every clock in working days, in the order of [`Clock::ALL`], and the size of a team.
pub(crate) const FIGURES: [Figure; 23] = [
    ("explain", "workday", 1, 60),
    ("verify", "workday", 1, 60),
    ("summon", "workday", 1, 60),
    ("summons_ahead", "workday", 1, 60),
    ("second_summons", "workday", 1, 60),
    ("report", "workday", 1, 60),
    ("decide", "workday", 1, 120),
    ("hand_over", "workday", 1, 60),
    ("send", "workday", 1, 60),
    ("in_force", "workday", 1, 60),
    ("object", "workday", 1, 60),
    ("answer_objection", "workday", 1, 120),
    ("appeal", "workday", 1, 60),
    ("reply_appeal", "workday", 1, 120),
    ("decide_appeal", "workday", 1, 260),
    ("head_look", "workday", 1, 60),
    ("council_look", "workday", 1, 120),
    ("pay_verify", "workday", 1, 60),
    ("pay_pass", "workday", 1, 60),
    ("pay_decide", "workday", 1, 60),
    ("remind", "workday", 0, 30),
    ("escalate", "workday", 1, 60),
    ("team_least", "person", 1, 15),
];

/// The figures of a council. `0` and `1` are no and yes.
pub(crate) const COUNCIL: [Figure; 3] =
    [("least_others", "person", 1, 15), ("odd", "yes_no", 0, 1), ("not_below", "yes_no", 0, 1)];

/// What one pack says of clocks.
pub(crate) type ProcessRules = Figures<{ FIGURES.len() }>;

/// What one pack says of councils.
pub(crate) type CouncilRules = Figures<{ COUNCIL.len() }>;

/// Puts the clocks of nation, province and region over each other. They hold within the days the nation's pack covers.
pub(crate) fn table(layers: &[(&str, &ProcessRules)], cover: &Header) -> CaseTable {
    let periods = cover.spans(layers.iter().flat_map(|(_, rules)| rules.turns())).filter_map(|(from, to)| {
        let mut limits = figures::cited(layers, from)?.map(|(value, rule)| Limit { value, rule }).into_iter();
        let clocks = Clock::ALL.iter().map(|clock| Some((*clock, limits.next()?))).collect::<Option<_>>()?;
        Some(Period { from, to, rule: CaseRule { clocks, team_least: limits.next()? } })
    });
    CaseTable::new(periods.collect())
}

/// Puts what nation, province and region say of councils over each other.
pub(crate) fn councils(layers: &[(&str, &CouncilRules)], cover: &Header) -> CouncilTable {
    let periods = cover.spans(layers.iter().flat_map(|(_, rules)| rules.turns())).filter_map(|(from, to)| {
        let [least_others, odd, not_below] = figures::cited(layers, from)?.map(|(value, rule)| Limit { value, rule });
        Some(Period { from, to, rule: CouncilRule { least_others, odd, not_below } })
    });
    CouncilTable::new(periods.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clock_has_its_figure_under_its_own_name() {
        let names: Vec<&str> = FIGURES.iter().map(|figure| figure.0).collect();
        let clocks: Vec<&str> = Clock::ALL.iter().map(|clock| clock.as_str()).chain(["team_least"]).collect();
        assert_eq!(names, clocks);
    }
}
