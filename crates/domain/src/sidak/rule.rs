//! The times of a sidak and of what follows, by date. They come from packs of kind `sidak`.

use std::sync::Arc;

use jiff::civil::Date;

use crate::hours::RuleRef;

/// What holds on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SidakRule {
    /// Minutes people have to answer a call.
    pub call_minutes: u16,
    /// Minutes heads have for their roll and the agenda.
    pub head_minutes: u16,
    /// Working days a person has to explain.
    pub answer_workdays: u16,
    /// Working days a head has for their word on an explanation.
    pub head_workdays: u16,
    /// Working days the ethics council has.
    pub council_workdays: u16,
    /// Working days an office has for an instruction without a day of its own.
    pub instruction_workdays: u16,
    /// The source.
    pub rule: Arc<RuleRef>,
}

/// One rule and the days it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SidakPeriod {
    /// First day.
    pub from: Date,
    /// Last day; open when `None`.
    pub to: Option<Date>,
    /// What holds.
    pub rule: SidakRule,
}

/// The rules by date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SidakTable(Vec<SidakPeriod>);

/// No pack covers that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no rule of sidak covers {0}")]
pub struct SidakNotCovered(pub Date);

impl SidakTable {
    /// The periods, in any order, not overlapping.
    pub fn new(periods: Vec<SidakPeriod>) -> Self {
        Self(periods)
    }

    /// What holds on a day.
    ///
    /// # Errors
    ///
    /// [`SidakNotCovered`] outside the packs; nothing is guessed.
    pub fn on(&self, day: Date) -> Result<&SidakRule, SidakNotCovered> {
        self.0
            .iter()
            .find(|period| period.from <= day && period.to.is_none_or(|to| day <= to))
            .map(|period| &period.rule)
            .ok_or(SidakNotCovered(day))
    }
}
