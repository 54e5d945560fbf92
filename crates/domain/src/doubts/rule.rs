//! The times and caps of cases, by date. They come from packs of kind `keraguan`.

use std::sync::Arc;

use jiff::civil::Date;

use crate::hours::RuleRef;

/// What holds on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoubtRule {
    /// Working days the person has to answer.
    pub answer_workdays: u16,
    /// Working days officers have for their next step.
    pub review_workdays: u16,
    /// Working days within which the person may appeal.
    pub appeal_workdays: u16,
    /// Cases that open by themselves, per 1,000 people a month.
    pub cases_cap: u16,
    /// Doubtful punches a month that are put before reviewers, per 1,000 people; the rest stands below them.
    pub queue_cap: u16,
    /// The source.
    pub rule: Arc<RuleRef>,
}

/// One rule and the days it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoubtPeriod {
    /// First day.
    pub from: Date,
    /// Last day; open when `None`.
    pub to: Option<Date>,
    /// What holds.
    pub rule: DoubtRule,
}

/// The rules by date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DoubtTable(Vec<DoubtPeriod>);

/// No pack covers that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no rule of doubts covers {0}")]
pub struct DoubtNotCovered(pub Date);

impl DoubtTable {
    /// The periods, in any order, not overlapping.
    pub fn new(periods: Vec<DoubtPeriod>) -> Self {
        Self(periods)
    }

    /// What holds on a day.
    ///
    /// # Errors
    ///
    /// [`DoubtNotCovered`] outside the packs; nothing is guessed.
    pub fn on(&self, day: Date) -> Result<&DoubtRule, DoubtNotCovered> {
        self.0
            .iter()
            .find(|period| period.from <= day && period.to.is_none_or(|to| day <= to))
            .map(|period| &period.rule)
            .ok_or(DoubtNotCovered(day))
    }
}
