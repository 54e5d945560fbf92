//! Outside working hours a demo shows the last working day again, at the same pace or faster.

use hadir_domain::calendar::{Calendar, Week};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A past day laid over the present: tells which moment of that day a moment of now stands for.
///
/// Nothing is recorded twice: what is shown is the past as it was known at [`Replay::moment`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replay {
    /// The day that is shown.
    pub day: Date,
    /// When the button was pressed.
    pub pressed_at: Timestamp,
    /// From which moment of that day.
    pub from: Timestamp,
    /// The last moment; the replay stands still there.
    pub to: Timestamp,
    /// How many times faster than life, at least 1.
    pub speed: u32,
}

impl Replay {
    /// Shows the last workday before today from 06.30 to 17.00 in the city's zone. Needs no city: the past is stored.
    ///
    /// `None` when the calendar knows no workday before today.
    pub fn of_last_workday(calendar: &Calendar, zone: &TimeZone, pressed_at: Timestamp, speed: u32) -> Option<Self> {
        let day = last_workday_before(calendar, zone.to_datetime(pressed_at).date())?;
        let at = |hour, minute| zone.to_timestamp(day.at(hour, minute, 0, 0)).ok();
        Some(Self { day, pressed_at, from: at(6, 30)?, to: at(17, 0)?, speed: speed.max(1) })
    }

    /// The moment of the past that `now` stands for.
    pub fn moment(&self, now: Timestamp) -> Timestamp {
        let passed = now.duration_since(self.pressed_at).max(SignedDuration::ZERO);
        let passed = passed.checked_mul(i32::try_from(self.speed).unwrap_or(i32::MAX)).unwrap_or(SignedDuration::MAX);
        self.from.checked_add(passed).map_or(self.to, |moment| moment.min(self.to))
    }

    /// Whether the day has been shown to its end.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.moment(now) == self.to
    }
}
/// The last workday of a five-day office before a date, as far as the calendar reaches.
fn last_workday_before(calendar: &Calendar, date: Date) -> Option<Date> {
    let mut day = date.yesterday().ok()?;
    while !calendar.day(day, Week::Five).ok()?.workday {
        day = day.yesterday().ok()?;
    }
    Some(day)
}
