//! The table: offices by kinds of employment, and its check.

use std::collections::BTreeMap;

use super::Standing;
use super::tally::Tally;
use crate::people::EmployeeType;

/// One roster day of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParityDay {
    /// The kind of employment on that day.
    pub kind: EmployeeType,
    /// The place of the office's line in the table.
    pub line: usize,
    /// What it came to.
    pub standing: Standing,
    /// Minutes the roster asks for, break left out; 0 where it asks for none.
    pub contracted_minutes: u16,
    /// Minutes late.
    pub late_minutes: u32,
    /// Minutes left early.
    pub early_minutes: u32,
}

/// A sum that does not hold; nothing is shown then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DoesNotAdd {
    /// The days of a cell are not the sum of their standings.
    #[error("the days of a group are not the sum of what they came to")]
    Cell,
    /// More or fewer people than the roster has.
    #[error("{found} people are counted, the roster has {roster}")]
    People {
        /// People in the groups.
        found: u64,
        /// People of the roster.
        roster: u64,
    },
    /// More or fewer days than the roster has.
    #[error("{found} days are counted, the roster has {roster}")]
    Days {
        /// Days in the groups.
        found: u64,
        /// Days of the roster.
        roster: u64,
    },
}

/// Counts by office and kind of employment. The order in which people are added means nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    cells: BTreeMap<(usize, EmployeeType), Tally>,
    people: u64,
    days: u64,
}

impl Table {
    /// Adds one person by their roster days in the order of their dates; somebody without a day is not of the roster.
    ///
    /// Days count where they lie; the person counts once, in the group of the last day.
    pub fn add_person(&mut self, days: &[ParityDay]) {
        let Some(last) = days.last() else { return };
        let home = (last.line, last.kind);
        self.people += 1;
        self.days += u64::try_from(days.len()).unwrap_or(u64::MAX);
        if days.iter().all(|day| (day.line, day.kind) == home) {
            return self.cells.entry(home).or_default().add(&Tally::of_person(days, true));
        }
        let mut groups: BTreeMap<(usize, EmployeeType), Vec<&ParityDay>> = BTreeMap::new();
        for day in days {
            groups.entry((day.line, day.kind)).or_default().push(day);
        }
        for (group, days) in groups {
            self.cells.entry(group).or_default().add(&Tally::of_person(days, group == home));
        }
    }

    /// Every kind with a person or a day, in the order reports print them.
    pub fn kinds(&self) -> Vec<EmployeeType> {
        EmployeeType::ALL.into_iter().filter(|kind| self.cells.keys().any(|(_, there)| there == kind)).collect()
    }

    /// One kind in one office.
    pub fn cell(&self, line: usize, kind: EmployeeType) -> Option<&Tally> {
        self.cells.get(&(line, kind))
    }

    /// One kind in all offices.
    pub fn of_kind(&self, kind: EmployeeType) -> Tally {
        self.sum(|(_, there)| there == kind)
    }

    /// All kinds of one office.
    pub fn of_line(&self, line: usize) -> Tally {
        self.sum(|(there, _)| there == line)
    }

    /// Everybody.
    pub fn whole(&self) -> Tally {
        self.sum(|_| true)
    }

    fn sum(&self, chosen: impl Fn((usize, EmployeeType)) -> bool) -> Tally {
        let mut sum = Tally::default();
        self.cells.iter().filter(|(key, _)| chosen(**key)).for_each(|(_, tally)| sum.add(tally));
        sum
    }

    /// Holds the cells against the roster they were made from.
    ///
    /// # Errors
    ///
    /// [`DoesNotAdd`] names the sum that does not hold.
    pub fn check(&self) -> Result<(), DoesNotAdd> {
        if !self.cells.values().all(Tally::adds_up) {
            return Err(DoesNotAdd::Cell);
        }
        let whole = self.whole();
        if whole.people != self.people {
            return Err(DoesNotAdd::People { found: whole.people, roster: self.people });
        }
        if whole.roster != self.days {
            return Err(DoesNotAdd::Days { found: whole.roster, roster: self.days });
        }
        Ok(())
    }
}
