//! Packs of kind `sidak`: how long a call lasts, and how long everybody has for what follows.

use hadir_domain::sidak::{SidakPeriod, SidakRule, SidakTable};

use crate::figures::{self, Figure, Figures};
use crate::pack::Header;

/// The figures of a pack.
pub(crate) const FIGURES: [Figure; 6] = [
    ("call_minutes", "minute", 1, 120),
    ("head_minutes", "minute", 1, 600),
    ("answer_workdays", "workday", 1, 60),
    ("head_workdays", "workday", 1, 60),
    ("council_workdays", "workday", 1, 120),
    ("instruction_workdays", "workday", 1, 250),
];

/// What one pack says.
pub(crate) type SidakRules = Figures<{ FIGURES.len() }>;

/// Puts the rules of nation, province and region over each other. They hold within the days the nation's pack covers.
pub(crate) fn table(layers: &[(&str, &SidakRules)], cover: &Header) -> SidakTable {
    let periods = cover.spans(layers.iter().flat_map(|(_, rules)| rules.turns())).filter_map(|(from, to)| {
        let (
            [call_minutes, head_minutes, answer_workdays, head_workdays, council_workdays, instruction_workdays],
            rule,
        ) = figures::on(layers, 0, from)?;
        let rule = SidakRule {
            call_minutes,
            head_minutes,
            answer_workdays,
            head_workdays,
            council_workdays,
            instruction_workdays,
            rule,
        };
        Some(SidakPeriod { from, to, rule })
    });
    SidakTable::new(periods.collect())
}
