//! The ladder of discipline for absence: from a person's days to an *indication*.
//!
//! Nothing here punishes. Days without a valid reason are counted as the regulation of each day counts them, and what comes
//! out names the regulation, the article and the dates; an official verifies, hears the person and decides. Days that are
//! not settled wait and are named, minutes are a ledger of their own, and what no rule answers stays unknown.
//!
//! The rules are dated data (pack kind `disiplin_kerja`); which day is a workday is asked of the caller.

mod assess;
mod count;
mod judge;
mod minutes;
mod rules;
mod sanction;
#[cfg(test)]
mod tests;
mod unknown;
mod words;

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;

use crate::calendar::{Calendar, Week};
use crate::status::Status;

pub use assess::{AlsoFrom, Assessment, Counters, Indication, Proposal, Standard, assess};
pub(crate) use count::longest;
pub use count::{LeftOut, Why, runs};
pub use rules::{DisciplineRules, Interim, MinuteRule, Regulation, Rung, Silence, Span, Stretch};
pub use sanction::Also;

pub use crate::sanctions::{Level, Sanction};
pub use words::NOTICE;

/// What is known of a person's days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The year whose days add up, January to December.
    pub year: i16,
    /// The day of the assessment; what lies after it does not count.
    pub on: Date,
    /// Whole days without a valid reason, of that year and of others (a streak runs on over New Year).
    pub absent: BTreeSet<Date>,
    /// Minutes late and minutes left early; a date may stand there more than once.
    pub short: Vec<ShortDay>,
    /// Days that are not settled: a source has not spoken yet. They are named as waiting and never counted.
    pub pending: BTreeSet<Date>,
}

impl Facts {
    /// What stored days say: each with its status, whether it is settled, and the minutes late and left early.
    pub fn of_days(year: i16, on: Date, days: impl IntoIterator<Item = (Date, Status, bool, u32, u32)>) -> Self {
        let mut facts = Self { year, on, absent: BTreeSet::new(), short: Vec::new(), pending: BTreeSet::new() };
        for (date, status, settled, late, early) in days {
            if status == Status::Tk {
                let list = if settled { &mut facts.absent } else { &mut facts.pending };
                list.insert(date);
            }
            if settled && (late > 0 || early > 0) {
                facts.short.push(ShortDay { date, late, early });
            }
        }
        facts
    }
}

/// The minutes missing on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShortDay {
    /// The date.
    pub date: Date,
    /// Whole minutes late.
    pub late: u32,
    /// Whole minutes left early.
    pub early: u32,
}

/// Whether somebody had to work on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Yes.
    Duty,
    /// No: weekend, day off, free by roster.
    Free,
    /// A day of the week on which work is due, in a time whose days off nobody listed.
    Uncovered,
}

/// Answers for each date whether work was due.
pub type DueOn<'a> = dyn Fn(Date) -> Due + 'a;

/// The person's own roster says what a day off is; `otherwise` speaks only where nothing was judged.
pub fn by_days<'a>(statuses: &'a HashMap<Date, Status>, otherwise: &'a DueOn<'a>) -> impl Fn(Date) -> Due + 'a {
    move |date| match statuses.get(&date) {
        Some(Status::Libur) => Due::Free,
        Some(_) => Due::Duty,
        None => otherwise(date),
    }
}

/// Work is due by the calendar of a region. Where it covers nothing, days outside the week are free all the same.
pub fn by_calendar(calendar: &Calendar, week: Week) -> impl Fn(Date) -> Due + '_ {
    move |date| match calendar.day(date, week) {
        Ok(day) if day.workday => Due::Duty,
        Err(_) if week.works_on(date.weekday()) => Due::Uncovered,
        _ => Due::Free,
    }
}
