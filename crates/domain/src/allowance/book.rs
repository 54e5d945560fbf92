//! Lines and doubts as they are found.

use std::sync::Arc;

use jiff::civil::Date;

use super::doubt::{About, Doubt, Why};
use super::line::{Because, Line};
use super::money::{Percent, Rupiah};
use super::schedule::Rule;

/// What was found so far, of one base.
pub(super) struct Book {
    pub base: Rupiah,
    pub lines: Vec<Line>,
    pub doubts: Vec<Doubt>,
}

impl Book {
    pub fn new(base: Rupiah) -> Self {
        Self { base, lines: Vec::new(), doubts: Vec::new() }
    }

    /// Writes a line; a percentage of nothing is none.
    pub fn take(&mut self, date: Date, rule: &Arc<Rule>, percent: Percent, because: Because) {
        if percent > Percent::ZERO {
            let rupiah = percent.of(self.base);
            self.lines.push(Line { date, rule: rule.clone(), percent, rupiah, because });
        }
    }

    /// Says what is open on a day.
    pub fn doubt(&mut self, date: Date, about: About, why: Why) {
        self.doubts.push(Doubt { date: Some(date), about, why });
    }

    /// Says what is open about the month.
    pub fn doubt_all(&mut self, about: About, why: Why) {
        self.doubts.push(Doubt { date: None, about, why });
    }
}
