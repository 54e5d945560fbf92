//! Packs of kind `cek_silang`: when heads are asked about their people, how many, how long they have, and what follows
//! from silence.

use hadir_domain::cross_checks::{CrossRule, CrossWeights};
use jiff::civil::Date;

use crate::figures::{self, Figure, Figures};
use crate::pack::Header;

/// The figures of a pack.
pub(crate) const FIGURES: [Figure; 20] = [
    ("draw_minute", "minute", 0, 1_439),
    ("answer_minutes", "minute", 5, 480),
    ("remind_minutes", "minute", 0, 240),
    ("superior_minutes", "minute", 0, 2_400),
    ("agency_minutes", "minute", 0, 4_800),
    ("size_base", "person", 1, 50),
    ("size_share", "percent", 0, 100),
    ("size_most", "person", 0, 100),
    ("coverage_days", "workday", 1, 250),
    ("weight_base", "ticket", 1, 1_000),
    ("weight_doubtful", "ticket", 0, 1_000),
    ("weight_contradicted", "ticket", 0, 1_000),
    ("weight_open_doubt", "ticket", 0, 1_000),
    ("weight_unseen_day", "ticket", 0, 100),
    ("weight_unheard", "ticket", 0, 1_000),
    ("weight_new_here", "ticket", 0, 1_000),
    ("counter_week", "person", 0, 100),
    ("counter_minutes", "minute", 5, 480),
    ("quality_days", "day", 7, 366),
    ("quality_least", "person", 1, 1_000),
];

/// What one pack says.
pub(crate) type CrossRules = Figures<{ FIGURES.len() }>;

/// What holds on a day: the region's word, else the province's, else the nation's; `None` outside the days the nation's
/// pack covers.
pub(crate) fn on(layers: &[(&str, &CrossRules)], cover: &Header, date: Date) -> Option<CrossRule> {
    if !cover.covers(date) {
        return None;
    }
    // The time for an answer is what a list is about.
    let (values, rule) = figures::on(layers, 1, date)?;
    let [
        draw_minute,
        answer_minutes,
        remind_minutes,
        superior_minutes,
        agency_minutes,
        size_base,
        size_share,
        size_most,
        coverage_days,
        base,
        doubtful,
        contradicted,
        open_doubt,
        unseen_day,
        unheard,
        new_here,
        counter_week,
        counter_minutes,
        quality_days,
        quality_least,
    ] = values;
    Some(CrossRule {
        draw_minute,
        answer_minutes,
        remind_minutes,
        superior_minutes,
        agency_minutes,
        size_base,
        size_share,
        size_most,
        coverage_days,
        weights: CrossWeights { base, doubtful, contradicted, open_doubt, unseen_day, unheard, new_here },
        counter_week,
        counter_minutes,
        quality_days,
        quality_least,
        rule,
    })
}
