//! The clocks of a case and the make-up of teams and councils, by date. They come from packs.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::words::Clock;
use crate::calendar::NotCovered;
use crate::hours::RuleRef;

/// One figure with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// How many working days, or how many people.
    pub value: u16,
    /// Article, and whether it was checked.
    pub rule: Arc<RuleRef>,
}

/// What holds of cases on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRule {
    /// Every clock in working days.
    pub clocks: BTreeMap<Clock, Limit>,
    /// Fewest members of an examining team, chair and secretary included.
    pub team_least: Limit,
}

impl CaseRule {
    /// How long a clock runs, in working days.
    pub fn days(&self, clock: Clock) -> u16 {
        self.clocks.get(&clock).map_or(0, |limit| limit.value)
    }

    /// The article of a clock.
    pub fn article(&self, clock: Clock) -> Option<&Arc<RuleRef>> {
        self.clocks.get(&clock).map(|limit| &limit.rule)
    }
}

/// How an ethics council is made up on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CouncilRule {
    /// Fewest members beside chair and secretary.
    pub least_others: Limit,
    /// Whether the number of all of them must be odd.
    pub odd: Limit,
    /// Whether nobody may be of lower office than the person.
    pub not_below: Limit,
}

/// A rule and the days it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period<R> {
    /// First day.
    pub from: Date,
    /// Last day; open when `None`.
    pub to: Option<Date>,
    /// What holds.
    pub rule: R,
}

/// Rules by date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByDate<R>(Vec<Period<R>>);

impl<R> Default for ByDate<R> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// No pack covers that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no rule of discipline cases covers {0}")]
pub struct CaseNotCovered(pub Date);

impl<R> ByDate<R> {
    /// The periods, in any order, not overlapping.
    pub fn new(periods: Vec<Period<R>>) -> Self {
        Self(periods)
    }

    /// What holds on a day.
    ///
    /// # Errors
    ///
    /// [`CaseNotCovered`] outside the packs; nothing is guessed.
    pub fn on(&self, day: Date) -> Result<&R, CaseNotCovered> {
        self.0
            .iter()
            .find(|period| period.from <= day && period.to.is_none_or(|to| day <= to))
            .map(|period| &period.rule)
            .ok_or(CaseNotCovered(day))
    }
}

/// A term whose end is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Uncovered {
    /// No calendar reaches it.
    #[error(transparent)]
    Calendar(#[from] NotCovered),
    /// No rule says how long it is.
    #[error(transparent)]
    Rule(#[from] CaseNotCovered),
}

/// Clocks by date.
pub type CaseTable = ByDate<CaseRule>;

/// Councils by date.
pub type CouncilTable = ByDate<CouncilRule>;
