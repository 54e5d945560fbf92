//! Working hours by date and week, each with the rule they come from. Built from rule packs.

use std::sync::Arc;

use jiff::civil::{Date, Time, Weekday};
use serde::{Deserialize, Serialize};

use crate::calendar::Week;

/// The rule a figure rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleRef {
    /// The pack, e.g. `nasional/jam-kerja`.
    pub pack: String,
    /// Law and article, e.g. `Perpres 21/2023 Ps 4(1)`.
    pub source: String,
    /// Whether the text was checked.
    pub confirmed: bool,
}

/// The hours of one working day. Minutes are whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayHours {
    /// When work starts, local time.
    pub starts: Time,
    /// When work ends, local time.
    pub ends: Time,
    /// Length of the break, not counted as work.
    pub break_minutes: u16,
    /// Lateness up to this many minutes is none; past it the whole lateness counts.
    pub grace_minutes: u16,
    /// Arriving up to this many minutes late is made good by leaving as much later.
    pub flex_minutes: u16,
    /// The rule they come from; shared, because every verdict of the day names it.
    pub rule: Arc<RuleRef>,
}

/// Hours that hold from one day to another, for one kind of week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoursPeriod {
    /// First day.
    pub from: Date,
    /// Last day; open when `None`.
    pub to: Option<Date>,
    /// The week they are made for.
    pub week: Week,
    /// Monday to Sunday; `None` where no work is due.
    pub by_weekday: [Option<DayHours>; 7],
}

/// No pack says how long work takes on that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no working hours are known for {date}")]
pub struct HoursNotCovered {
    /// The date asked for.
    pub date: Date,
}

/// All hours known to one instansi. Later periods stand before earlier ones (Ramadan over the plain week).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HoursTable {
    periods: Vec<HoursPeriod>,
}

impl HoursTable {
    /// Makes a table; of periods that overlap the last in the list holds.
    pub fn new(periods: Vec<HoursPeriod>) -> Self {
        Self { periods }
    }

    /// The hours of a date in that kind of week; `None` where no work is due on the weekday.
    ///
    /// # Errors
    ///
    /// [`HoursNotCovered`] when no period holds on the date.
    pub fn on(&self, date: Date, week: Week) -> Result<Option<&DayHours>, HoursNotCovered> {
        self.periods
            .iter()
            .rev()
            .find(|period| period.week == week && period.from <= date && period.to.is_none_or(|to| date <= to))
            .map(|period| period.by_weekday[weekday_index(date.weekday())].as_ref())
            .ok_or(HoursNotCovered { date })
    }
}

fn weekday_index(weekday: Weekday) -> usize {
    usize::try_from(weekday.to_monday_zero_offset()).unwrap_or(0)
}
