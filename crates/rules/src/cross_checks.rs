//! Packs of kind `cek_silang`: when heads are asked about their people, how many, how long they have, and what follows
//! from silence.

use std::sync::Arc;

use hadir_domain::cross_checks::{CrossRule, CrossWeights};
use hadir_domain::hours::RuleRef;
use jiff::civil::Date;

use crate::pack::{Dated, Header, Scope, Tally, read_numbers, top};
use crate::read::{Reader, Section};

/// The numbers of a pack: name, unit, smallest and largest value, in the order of [`CrossRules::numbers`].
const NUMBERS: [(&str, &str, i64, i64); 20] = [
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

/// What one pack says. A regional pack may say only a part; the rest is the nation's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CrossRules {
    numbers: [Vec<Dated<u16>>; NUMBERS.len()],
}

impl CrossRules {
    pub fn read(r: &mut Reader, root: &mut Section, header: &Header, scope: &Scope) -> Self {
        let must = *scope == Scope::National;
        let numbers =
            NUMBERS.map(|(name, unit, least, most)| read_numbers(r, root, header, name, unit, must, least..=most));
        Self { numbers }
    }

    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.numbers.iter().flatten().for_each(|value| tally.count(value.provenance.confirmed));
        tally
    }
}

/// What holds on a day: the region's word, else the province's, else the nation's; `None` outside the days the nation's
/// pack covers.
pub(crate) fn on(layers: &[(&str, &CrossRules)], cover: &Header, date: Date) -> Option<CrossRule> {
    if date < cover.covers_from || cover.covers_to.is_some_and(|to| to < date) {
        return None;
    }
    let found = |place: usize| top(layers, |rules: &CrossRules| &rules.numbers[place], date);
    let mut values = [0; NUMBERS.len()];
    for (place, value) in values.iter_mut().enumerate() {
        *value = found(place)?.1.value;
    }
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
    let (pack, answer) = found(1)?;
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
        rule: Arc::new(RuleRef {
            pack: pack.to_owned(),
            source: answer.provenance.source.clone(),
            confirmed: answer.provenance.confirmed,
        }),
    })
}
