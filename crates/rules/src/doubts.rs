//! Packs of kind `keraguan`: how long people have to answer a doubt, and how many cases open by themselves.

use hadir_domain::doubts::{DoubtPeriod, DoubtRule, DoubtTable};

use crate::figures::{self, Figure, Figures};
use crate::pack::Header;

/// The figures of a pack.
pub(crate) const FIGURES: [Figure; 5] = [
    ("answer_workdays", "workday", 1, 60),
    ("review_workdays", "workday", 1, 120),
    ("appeal_workdays", "workday", 1, 120),
    ("cases_cap", "case", 0, 1000),
    ("queue_cap", "punch", 1, 60_000),
];

/// What one pack says.
pub(crate) type DoubtRules = Figures<{ FIGURES.len() }>;

/// Puts the rules of nation, province and region over each other. They hold within the days the nation's pack covers.
pub(crate) fn table(layers: &[(&str, &DoubtRules)], cover: &Header) -> DoubtTable {
    let periods = cover.spans(layers.iter().flat_map(|(_, rules)| rules.turns())).filter_map(|(from, to)| {
        let ([answer_workdays, review_workdays, appeal_workdays, cases_cap, queue_cap], rule) =
            figures::on(layers, 0, from)?;
        let rule = DoubtRule { answer_workdays, review_workdays, appeal_workdays, cases_cap, queue_cap, rule };
        Some(DoubtPeriod { from, to, rule })
    });
    DoubtTable::new(periods.collect())
}
