//! Packs of kind `keraguan`: how long people have to answer a doubt, and how many cases open by themselves.

use std::collections::BTreeSet;
use std::sync::Arc;

use hadir_domain::doubts::{DoubtPeriod, DoubtRule, DoubtTable};
use hadir_domain::hours::RuleRef;
use jiff::civil::Date;

use crate::pack::{Dated, Header, Scope, Tally, read_numbers, top, turns};
use crate::read::{Reader, Section};

/// Name, unit and range of every figure, in the order of [`DoubtRules::numbers`].
const FIGURES: [(&str, &str, i64, i64); 5] = [
    ("answer_workdays", "workday", 1, 60),
    ("review_workdays", "workday", 1, 120),
    ("appeal_workdays", "workday", 1, 120),
    ("cases_cap", "case", 0, 1000),
    ("queue_cap", "punch", 1, 60_000),
];

/// What one pack says. A region may say some of it for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DoubtRules {
    numbers: Vec<Vec<Dated<u16>>>,
}

impl DoubtRules {
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
pub(crate) fn table(layers: &[(&str, &DoubtRules)], cover: &Header) -> DoubtTable {
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
        let (pack, answer) = next()?;
        let rule = RuleRef {
            pack: pack.to_owned(),
            source: answer.provenance.source.clone(),
            confirmed: answer.provenance.confirmed,
        };
        let mut next = || next().map(|(_, value)| value.value);
        // Fields are read in the order they are written, which is that of `FIGURES`.
        let rule = DoubtRule {
            answer_workdays: answer.value,
            review_workdays: next()?,
            appeal_workdays: next()?,
            cases_cap: next()?,
            queue_cap: next()?,
            rule: Arc::new(rule),
        };
        Some(DoubtPeriod { from: *from, to, rule })
    });
    DoubtTable::new(periods.collect())
}
