//! Which days count, and which stand in a row.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Due, DueOn, Facts};

/// A date that does not count, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// The date.
    pub date: Date,
    /// Why.
    pub why: Why,
}

/// Why a date does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Nobody had to work.
    DayOff,
    /// It lies after the day of the assessment.
    AfterOn,
    /// It is not settled yet.
    Waiting,
    /// It belongs to another year; it may still stand in a streak.
    OtherYear,
}

impl Why {
    /// The code in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DayOff => "day_off",
            Self::AfterOn => "after_on",
            Self::Waiting => "waiting",
            Self::OtherYear => "other_year",
        }
    }
}

/// The days that count. Everything ascending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counted {
    /// Workdays of all years, up to the day of the assessment.
    pub days: Vec<Date>,
    /// The same, and days of a time no calendar covers.
    pub with_uncovered: Vec<Date>,
    /// Unsettled workdays of that year up to the day of the assessment, and the days no calendar covers among them.
    pub waiting: Vec<Date>,
    pub left_out: Vec<LeftOut>,
}

impl Counted {
    pub fn of(facts: &Facts, due: &DueOn<'_>) -> Self {
        let mut is = Self { days: vec![], with_uncovered: vec![], waiting: vec![], left_out: vec![] };
        for date in facts.absent.iter().copied() {
            let mut out = |why| is.left_out.push(LeftOut { date, why });
            if date > facts.on {
                out(Why::AfterOn);
                continue;
            }
            let is_due = due(date);
            if is_due == Due::Free {
                out(Why::DayOff);
                continue;
            }
            if facts.pending.contains(&date) {
                out(Why::Waiting);
                continue;
            }
            if date.year() != facts.year {
                out(Why::OtherYear);
            }
            is.with_uncovered.push(date);
            if is_due == Due::Duty {
                is.days.push(date);
            }
        }
        let waits = |date: &Date| *date <= facts.on && due(*date) != Due::Free;
        is.waiting = facts.pending.iter().copied().filter(waits).collect();
        is
    }

    /// The days no calendar covers.
    pub fn uncovered(&self) -> Vec<Date> {
        self.with_uncovered.iter().copied().filter(|date| self.days.binary_search(date).is_err()).collect()
    }
}

/// Days of duty that follow each other with nothing but free days between.
pub fn runs(days: &[Date], due: &DueOn<'_>) -> Vec<Vec<Date>> {
    let mut runs: Vec<Vec<Date>> = Vec::new();
    for date in days.iter().copied() {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| only_free_between(*last, date, due)) => run.push(date),
            _ => runs.push(vec![date]),
        }
    }
    runs
}

fn only_free_between(after: Date, before: Date, due: &DueOn<'_>) -> bool {
    after.series(1.day()).skip(1).take_while(|date| *date < before).all(|date| due(date) == Due::Free)
}

/// The runs of which at least one day lies in the year.
pub(super) fn touching(runs: Vec<Vec<Date>>, year: i16) -> Vec<Vec<Date>> {
    runs.into_iter().filter(|run| run.iter().any(|date| date.year() == year)).collect()
}

pub(crate) fn longest(runs: &[Vec<Date>]) -> u16 {
    runs.iter().map(|run| many(run.len())).max().unwrap_or(0)
}

pub(super) fn many(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
