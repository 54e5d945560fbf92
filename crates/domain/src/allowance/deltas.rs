//! Corrections that come after pay day: what they change is carried into the next month, by day and rule.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::input::Month;
use super::line::{Assessment, Line};
use super::money::Rupiah;
use super::schedule::Rule;

/// What a correction changed of one rule on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    /// The day.
    pub date: Date,
    /// The rule.
    pub rule: Arc<Rule>,
    /// What was taken.
    pub was: Rupiah,
    /// What should have been.
    pub now: Rupiah,
}

impl Delta {
    /// What is still to be taken; negative where it is given back.
    pub fn rupiah(&self) -> Rupiah {
        self.now - self.was
    }

    /// How the line is called in the month that carries it, in Indonesian.
    pub fn label(&self) -> String {
        format!("selisih bulan {}: {} {}", Month::of(self.date), self.date, self.rule.id)
    }
}

/// What was taken by a rule for a day: a line as it was paid, or what was carried of it since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The day.
    pub date: Date,
    /// The rule.
    pub rule: Arc<Rule>,
    /// How much; negative where it was given back.
    pub rupiah: Rupiah,
}

impl From<&Line> for Taken {
    fn from(line: &Line) -> Self {
        Self { date: line.date, rule: line.rule.clone(), rupiah: line.rupiah }
    }
}

/// The differences between two computations of one month, by day and rule; what stayed as it was is left out.
///
/// They add up to the difference of the cuts, so that what was paid and what is carried are together what should have been
/// paid. A cap is a rule as any other.
pub fn deltas(before: &Assessment, after: &Assessment) -> Vec<Delta> {
    deltas_of(before.lines.iter().map(Taken::from), after)
}

/// The same against everything that was taken for the month so far: its lines as paid, and what later months carried of it.
pub fn deltas_of(taken: impl IntoIterator<Item = Taken>, after: &Assessment) -> Vec<Delta> {
    let mut sums: BTreeMap<(Date, Arc<str>), Delta> = BTreeMap::new();
    let before = taken.into_iter().map(|taken| (taken, true));
    for (line, old) in before.chain(after.lines.iter().map(|line| (line.into(), false))) {
        let delta = sums.entry((line.date, line.rule.id.clone())).or_insert_with(|| Delta {
            date: line.date,
            rule: line.rule,
            was: Rupiah::ZERO,
            now: Rupiah::ZERO,
        });
        *(if old { &mut delta.was } else { &mut delta.now }) += line.rupiah;
    }
    sums.into_values().filter(|delta| delta.was != delta.now).collect()
}

/// What deltas come to together; negative where it is given back.
pub fn carried(deltas: &[Delta]) -> Rupiah {
    deltas.iter().map(Delta::rupiah).sum()
}
