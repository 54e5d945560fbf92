//! A terminal's own clock: set by somebody, running a little fast or slow, at its beginning after a dead battery.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// Where the clock starts after a dead battery: 2000-01-01 00:00:00, whatever the zone.
const BEGINNING: DateTime = DateTime::constant(2000, 1, 1, 0, 0, 0, 0);
/// Seconds of a day.
const DAY_S: i64 = 86_400;

/// The clock of one terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnClock {
    zone_hours: i8,
    set_at: Timestamp,
    showed: DateTime,
    drift_s_a_day: i64,
}

impl OwnClock {
    /// A clock that is right at `now`, in a zone, and gains so many seconds a day.
    pub fn right(now: Timestamp, zone_hours: i8, drift_s_a_day: i64) -> Self {
        Self { zone_hours, set_at: now, showed: local(now, zone_hours), drift_s_a_day }
    }

    /// What it shows.
    pub fn shows(&self, now: Timestamp) -> DateTime {
        let passed = now.duration_since(self.set_at);
        let gained = passed.as_secs() * self.drift_s_a_day / DAY_S;
        whole_seconds(self.showed.saturating_add(passed + SignedDuration::from_secs(gained)))
    }

    /// Sets it to what an answer says: a moment, and the zone to show it in.
    pub fn set_to_moment(&mut self, now: Timestamp, said: Timestamp, zone_hours: i8) {
        self.zone_hours = zone_hours;
        self.set_to(now, local(said, zone_hours));
    }

    /// Sets it to a local time.
    pub fn set_to(&mut self, now: Timestamp, shown: DateTime) {
        self.set_at = now;
        self.showed = shown;
    }

    /// The battery is dead and power returns: it starts from its beginning.
    pub fn begins_again(&mut self, now: Timestamp) {
        self.set_to(now, BEGINNING);
    }

    /// The zone it shows.
    pub fn zone_hours(&self) -> i8 {
        self.zone_hours
    }
}

fn local(at: Timestamp, zone_hours: i8) -> DateTime {
    whole_seconds(Offset::constant(zone_hours).to_datetime(at))
}

fn whole_seconds(time: DateTime) -> DateTime {
    time.with().subsec_nanosecond(0).build().unwrap_or(time)
}

/// The local time behind the number terminals count it in: months of 31 days since 2000.
pub(super) fn of_number(number: u32) -> Option<DateTime> {
    let (days, seconds) = (i64::from(number) / DAY_S, i64::from(number) % DAY_S);
    let (year, month, day) = (2000 + days / 372, days / 31 % 12 + 1, days % 31 + 1);
    let on = jiff::civil::Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    Some(on.at(0, 0, 0, 0).saturating_add(SignedDuration::from_secs(seconds)))
}
