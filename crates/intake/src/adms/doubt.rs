//! Whether one row's clock can be right, measured against its arrival.

use jiff::SignedDuration;
use jiff::civil::DateTime;

use crate::clock::EARLIEST;

/// A row may be ahead of its arrival by this much before its clock is doubted.
const AHEAD: SignedDuration = SignedDuration::from_mins(2);
/// Rows of January 2015 that arrive this many days later come from a clock that restarted.
const RESTART_DAYS: i64 = 270;

/// Why a row's clock is doubted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClockDoubt {
    /// In the days after a battery reset: 2000, or the first days of 2015 on some builds.
    BatteryReset,
    /// Before any such terminal was made.
    BeforePlausible,
    /// More than two minutes ahead of its arrival.
    Future,
}

impl ClockDoubt {
    /// The stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BatteryReset => "battery_reset",
            Self::BeforePlausible => "before_plausible",
            Self::Future => "future",
        }
    }
}

/// Judges one row against its arrival, both in the terminal's zone. A doubt is a flag; the row stays a punch.
pub fn clock_reset(time: DateTime, received: DateTime) -> Option<ClockDoubt> {
    let behind = received.duration_since(time);
    if behind < -AHEAD {
        Some(ClockDoubt::Future)
    } else if time.year() == 2000 {
        Some(ClockDoubt::BatteryReset)
    } else if time.date() < EARLIEST {
        Some(ClockDoubt::BeforePlausible)
    } else if time.year() == 2015 && time.month() == 1 && behind > SignedDuration::from_hours(24 * RESTART_DAYS) {
        Some(ClockDoubt::BatteryReset)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    #[test]
    fn a_row_is_measured_against_its_arrival() {
        let received = datetime(2025, 3, 3, 7, 12, 44, 0);
        let doubt = |time| clock_reset(time, received);

        assert_eq!(doubt(datetime(2025, 3, 3, 7, 14, 44, 0)), None);
        assert_eq!(doubt(datetime(2025, 3, 3, 7, 14, 45, 0)), Some(ClockDoubt::Future));
        assert_eq!(doubt(datetime(2024, 3, 3, 7, 14, 45, 0)), None);
        assert_eq!(doubt(datetime(2000, 1, 1, 0, 4, 0, 0)), Some(ClockDoubt::BatteryReset));
        assert_eq!(doubt(datetime(2015, 1, 1, 0, 4, 0, 0)), Some(ClockDoubt::BatteryReset));
        assert_eq!(doubt(datetime(1999, 12, 31, 23, 0, 0, 0)), Some(ClockDoubt::BeforePlausible));
    }

    #[test]
    fn rows_of_2015_that_arrived_in_2015_are_believed() {
        assert_eq!(clock_reset(datetime(2015, 1, 5, 7, 0, 0, 0), datetime(2015, 1, 5, 7, 0, 1, 0)), None);
    }
}
