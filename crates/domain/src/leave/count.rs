//! How much of a leave counts: days on which duty was due, or the calendar.

use std::collections::BTreeMap;

use jiff::Unit;
use jiff::civil::Date;

use crate::roster::Part;

/// The longest leave that is counted day by day: four years, the longest any rule knows.
pub const MOST_DAYS: i32 = 4 * 366;

/// Whether a person has duty on a day, papers left aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Due {
    /// Duty is due, by the calendar or by the person's roster.
    Duty,
    /// A weekend, a holiday, cuti bersama, or free by the roster.
    Free,
}

/// What a day asks of a person; `None` where no calendar reaches, which refuses the count.
pub type DueOn<'a> = dyn Fn(Date) -> Option<Due> + 'a;

/// A span that cannot be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    /// The last day lies before the first.
    #[error("the last day lies before the first")]
    Reversed,
    /// Longer than any leave.
    #[error("longer than any leave may be")]
    TooLong,
    /// No calendar for that day.
    #[error("no calendar covers {0}")]
    NotCovered(Date),
}

/// Half-days of duty from one day to another (both inclusive), by calendar year.
///
/// A whole day on which duty is due counts two, a half day one; weekends, holidays and cuti bersama count nothing
/// unless the roster asks for duty on them. A year of the span without any duty stands with zero.
///
/// # Errors
///
/// [`CountError`]; a day without a calendar is not guessed.
pub fn count(from: Date, to: Date, part: Part, due: &DueOn<'_>) -> Result<BTreeMap<i16, u16>, CountError> {
    check_span(from, to)?;
    let each = if part == Part::Whole { 2 } else { 1 };
    let mut years = BTreeMap::new();
    let mut day = from;
    loop {
        let counted = years.entry(day.year()).or_insert(0);
        if due(day).ok_or(CountError::NotCovered(day))? == Due::Duty {
            *counted += each;
        }
        if day >= to {
            return Ok(years);
        }
        day = day.tomorrow().map_err(|_| CountError::NotCovered(day))?;
    }
}

pub(super) fn check_span(from: Date, to: Date) -> Result<(), CountError> {
    let days = (to - from).get_days();
    if days < 0 {
        Err(CountError::Reversed)
    } else if days >= MOST_DAYS {
        Err(CountError::TooLong)
    } else {
        Ok(())
    }
}

/// A span of the calendar in half-days, a whole month standing for thirty days: three months are 180 whichever they are.
pub fn nominal_half_days(from: Date, to: Date, part: Part) -> i32 {
    let end = to.tomorrow().unwrap_or(to);
    if end <= from {
        return 0;
    }
    let span = from.until((Unit::Month, end)).unwrap_or_default();
    let halves = span.get_months() * 60 + span.get_days() * 2;
    if part == Part::Whole { halves } else { (halves + 1) / 2 }
}
