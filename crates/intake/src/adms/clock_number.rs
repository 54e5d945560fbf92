//! The number terminals of the family count time in: months of 31 days since 2000.

use jiff::civil::{DateTime, date};

/// Seconds of a day.
const DAY_S: u32 = 86_400;

/// A local time as the terminal's number. Years outside 2000 to 2099 lose their century, as on the terminal.
pub fn encode_time(time: DateTime) -> u32 {
    let year = u32::from(time.year().rem_euclid(100).unsigned_abs());
    let (month, day) = (u32::from(time.month().unsigned_abs()), u32::from(time.day().unsigned_abs()));
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    let seconds = i32::from(hour) * 3600 + i32::from(minute) * 60 + i32::from(second);
    (year * 12 * 31 + (month - 1) * 31 + day - 1) * DAY_S + seconds.unsigned_abs()
}

/// The local time of a terminal's number, unless it names a day no calendar has.
pub fn decode_time(number: u32) -> Option<DateTime> {
    let (days, seconds) = (number / DAY_S, (number % DAY_S) as i32);
    let (year, month, day) = (days / 372, days / 31 % 12 + 1, days % 31 + 1);
    if year > 99 {
        return None;
    }
    // All three are below 2100 here.
    let on = jiff::civil::Date::new(2000 + year as i16, month as i8, day as i8).ok()?;
    debug_assert!(on >= date(2000, 1, 1));
    Some(on.at((seconds / 3600) as i8, (seconds / 60 % 60) as i8, (seconds % 60) as i8, 0))
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_number_counts_months_of_31_days() {
        assert_eq!(encode_time(datetime(2000, 1, 1, 0, 0, 0, 0)), 0);
        assert_eq!(encode_time(datetime(2000, 2, 1, 0, 0, 1, 0)), 31 * 86_400 + 1);
        assert_eq!(encode_time(datetime(2025, 3, 3, 7, 15, 22, 0)), (25 * 372 + 2 * 31 + 2) * 86_400 + 26_122);
    }

    #[test]
    fn days_no_calendar_has_are_none() {
        assert_eq!(decode_time((31 + 30) * 86_400), None, "31 February");
        assert_eq!(decode_time(u32::MAX), None);
    }

    proptest! {
        #[test]
        fn a_time_comes_back_from_its_number(year in 2000i16..2100, month in 1i8..=12, day in 1i8..=28, s in 0i32..86_400) {
            let time = datetime(year, month, day, (s / 3600) as i8, (s / 60 % 60) as i8, (s % 60) as i8, 0);
            prop_assert_eq!(decode_time(encode_time(time)), Some(time));
        }

        #[test]
        fn a_number_that_names_a_time_comes_back_from_it(number: u32) {
            if let Some(time) = decode_time(number) {
                prop_assert_eq!(encode_time(time), number);
            }
        }
    }
}
