//! Packs of kind `pemeriksaan`: from which figures a pattern of checking is a reason to look at an office.

use std::collections::BTreeSet;
use std::sync::Arc;

use hadir_domain::audit::{AuditPeriod, AuditRule, AuditTable, Points};
use hadir_domain::hours::RuleRef;
use jiff::civil::Date;

use crate::pack::{Dated, Header, Scope, Tally, read_numbers, top, turns};
use crate::read::{Reader, Section};

/// Name, unit and range of every figure, in the order of [`AuditRules::numbers`].
const FIGURES: [(&str, &str, i64, i64); 26] = [
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

/// What one pack says. A region may say some of it for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AuditRules {
    numbers: Vec<Vec<Dated<u16>>>,
}

impl AuditRules {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Self {
        let must = *scope == Scope::National;
        let numbers = FIGURES
            .iter()
            .map(|(name, unit, least, most)| read_numbers(r, root, header, name, unit, must, *least..=*most))
            .collect();
        Self { numbers }
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.numbers.iter().flatten().for_each(|value| tally.count(value.provenance.confirmed));
        tally
    }
}

/// Puts the rules of nation, province and region over each other. They hold within the days the nation's pack covers.
pub(crate) fn table(layers: &[(&str, &AuditRules)], cover: &Header) -> AuditTable {
    let (from, to) = (cover.covers_from, cover.covers_to);
    let inside = |date: &Date| from <= *date && to.is_none_or(|to| *date <= to);
    let starts: BTreeSet<Date> = layers
        .iter()
        .flat_map(|(_, rules)| rules.numbers.iter().flat_map(|values| turns(values)))
        .filter(inside)
        .collect();
    let ends = starts.iter().skip(1).map(|next| next.yesterday().ok()).chain([to]);
    let periods = starts.iter().zip(ends).filter_map(|(from, to)| {
        let mut place = 0..FIGURES.len();
        let mut next = || {
            let place = place.next()?;
            top(layers, |rules| &rules.numbers[place], *from)
        };
        let (pack, look) = next()?;
        let rule = RuleRef {
            pack: pack.to_owned(),
            source: look.provenance.source.clone(),
            confirmed: look.provenance.confirmed,
        };
        let mut next = || next().map(|(_, value)| value.value);
        // Fields are read in the order they are written, which is that of `FIGURES`.
        let rule = AuditRule {
            look: look.value,
            full_rolls: next()?,
            full_expected: next()?,
            repeat_people: next()?,
            repeat_days: next()?,
            repeat_share: next()?,
            late_workdays: next()?,
            late_share: next()?,
            bulk_count: next()?,
            bulk_seconds: next()?,
            idle_due: next()?,
            idle_peers: next()?,
            share_least: next()?,
            share_top: next()?,
            share_factor: next()?,
            digits_least: next()?,
            digits_round: next()?,
            digits_chi: next()?,
            points: Points {
                full: next()?,
                repeats: next()?,
                late: next()?,
                bulk: next()?,
                idle: next()?,
                share: next()?,
                digits: next()?,
            },
            answer_workdays: next()?,
            rule: Arc::new(rule),
        };
        Some(AuditPeriod { from: *from, to, rule })
    });
    AuditTable::new(periods.collect())
}
