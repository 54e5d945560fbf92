//! Packs of kind `pemeriksaan`: from which figures a pattern of checking is a reason to look at an office.

use hadir_domain::audit::{AuditPeriod, AuditRule, AuditTable, Points};

use crate::figures::{self, Figure, Figures};
use crate::pack::Header;

/// The figures of a pack.
pub(crate) const FIGURES: [Figure; 26] = [
    ("look", "point", 1, 1000),
    ("full_rolls", "roll", 1, 400),
    ("full_expected", "person_day", 1, 1000),
    ("repeat_people", "person", 2, 1000),
    ("repeat_days", "day", 2, 400),
    ("repeat_share", "hundredth_percent", 1, 10_000),
    ("late_workdays", "workday", 0, 60),
    ("late_share", "hundredth_percent", 1, 10_000),
    ("bulk_count", "decision", 2, 1000),
    ("bulk_seconds", "second", 1, 3600),
    ("idle_due", "person_day", 1, 60_000),
    ("idle_peers", "hundredth_percent", 0, 10_000),
    ("share_least", "correction", 2, 10_000),
    ("share_top", "hundredth_percent", 1, 10_000),
    ("share_factor", "times", 1, 1000),
    ("digits_least", "entry", 10, 60_000),
    ("digits_round", "hundredth_percent", 1, 10_000),
    ("digits_chi", "chi_square", 1, 10_000),
    ("points_full", "point", 0, 1000),
    ("points_repeats", "point", 0, 1000),
    ("points_late", "point", 0, 1000),
    ("points_bulk", "point", 0, 1000),
    ("points_idle", "point", 0, 1000),
    ("points_share", "point", 0, 1000),
    ("points_digits", "point", 0, 1000),
    ("answer_workdays", "workday", 1, 120),
];

/// What one pack says.
pub(crate) type AuditRules = Figures<{ FIGURES.len() }>;

/// Puts the rules of nation, province and region over each other. They hold within the days the nation's pack covers.
pub(crate) fn table(layers: &[(&str, &AuditRules)], cover: &Header) -> AuditTable {
    let periods = cover.spans(layers.iter().flat_map(|(_, rules)| rules.turns())).filter_map(|(from, to)| {
        let (values, rule) = figures::on(layers, 0, from)?;
        let [
            look,
            full_rolls,
            full_expected,
            repeat_people,
            repeat_days,
            repeat_share,
            late_workdays,
            late_share,
            bulk_count,
            bulk_seconds,
            idle_due,
            idle_peers,
            share_least,
            share_top,
            share_factor,
            digits_least,
            digits_round,
            digits_chi,
            full,
            repeats,
            late,
            bulk,
            idle,
            share,
            digits,
            answer_workdays,
        ] = values;
        let rule = AuditRule {
            look,
            full_rolls,
            full_expected,
            repeat_people,
            repeat_days,
            repeat_share,
            late_workdays,
            late_share,
            bulk_count,
            bulk_seconds,
            idle_due,
            idle_peers,
            share_least,
            share_top,
            share_factor,
            digits_least,
            digits_round,
            digits_chi,
            points: Points { full, repeats, late, bulk, idle, share, digits },
            answer_workdays,
            rule,
        };
        Some(AuditPeriod { from, to, rule })
    });
    AuditTable::new(periods.collect())
}
