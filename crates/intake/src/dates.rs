//! Dates and times as files write them, and the order of day and month, decided once per file, never per row.

use jiff::civil::{Date, Time};

use crate::{DateOrder, Precision, Reason, Warning, WarningCode};

/// A date as written, before the file's order of day and month is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// It can be read in one way only: the year stands first, or day and month are equal.
    Certain(Date),
    /// Two small numbers and a year.
    Ordered {
        /// The number written first.
        first: i8,
        /// The number written second.
        second: i8,
        /// The year.
        year: i16,
    },
}

/// Reads a date with `-`, `/`, `.` or blanks between its parts, the month as number or Indonesian or English name, a
/// day's name before a comma left aside. A two-digit year is of this century.
pub(crate) fn read_date(text: &str) -> Option<Written> {
    let text = text.rsplit_once(',').map_or(text, |(_, date)| date).trim();
    if text.len() > 24 || !text.is_ascii() {
        return None;
    }
    let mut parts = text.split(['-', '/', '.', ' ']);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    if a.len() == 4 {
        let date = Date::new(number(a, 4)?, number(b, 2)? as i8, number(c, 2)? as i8).ok()?;
        return Some(Written::Certain(date));
    }
    let year = match c.len() {
        4 => number(c, 4)?,
        2 => 2000 + number(c, 2)?,
        _ => return None,
    };
    let first = number(a, 2)? as i8;
    if let Some(month) = month_named(b) {
        return Date::new(year, month, first).ok().map(Written::Certain);
    }
    let second = number(b, 2)? as i8;
    if first == second {
        return Date::new(year, second, first).ok().map(Written::Certain);
    }
    Some(Written::Ordered { first, second, year })
}

/// The month of an Indonesian or English name, whole or shortened to three letters and more.
pub(crate) fn month_named(name: &str) -> Option<i8> {
    const NAMES: [(&str, i8); 25] = [
        ("januari", 1),
        ("january", 1),
        ("februari", 2),
        ("february", 2),
        ("pebruari", 2),
        ("maret", 3),
        ("march", 3),
        ("april", 4),
        ("mei", 5),
        ("may", 5),
        ("juni", 6),
        ("june", 6),
        ("juli", 7),
        ("july", 7),
        ("agustus", 8),
        ("august", 8),
        ("ags", 8),
        ("agt", 8),
        ("september", 9),
        ("oktober", 10),
        ("october", 10),
        ("november", 11),
        ("nopember", 11),
        ("desember", 12),
        ("december", 12),
    ];
    let name = name.trim().trim_end_matches('.').to_ascii_lowercase();
    if name.len() < 3 {
        return None;
    }
    NAMES.iter().find(|(whole, _)| whole.starts_with(&name)).map(|(_, month)| *month)
}

/// Reads `7:05`, `07:05:09`, `07.05`, `7:05 PM`. A fraction of a second is cut off.
pub(crate) fn read_time(text: &str) -> Option<(Time, Precision)> {
    let text = text.trim();
    if text.len() > 20 || !text.is_ascii() {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let (clock, half) = if let Some(clock) = lower.strip_suffix("am") {
        (clock.trim_end(), Some(0))
    } else if let Some(clock) = lower.strip_suffix("pm") {
        (clock.trim_end(), Some(12))
    } else {
        (lower.as_str(), None)
    };
    let mut parts = if clock.contains(':') { clock.splitn(3, ':') } else { clock.splitn(3, '.') };
    let mut hour = number(parts.next()?, 2)? as i8;
    let minute_text = parts.next()?;
    if minute_text.len() != 2 {
        return None;
    }
    let minute = number(minute_text, 2)? as i8;
    let (second, precision) = match parts.next() {
        None => (0, Precision::Minute),
        Some(text) => {
            let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
            if whole.len() != 2 || fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            (number(whole, 2)? as i8, Precision::Second)
        }
    };
    if let Some(half) = half {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + half;
    }
    Some((Time::new(hour, minute, second, 0).ok()?, precision))
}

/// Splits `date time` before the clock, and reads both parts. A zone's name behind the time is left aside.
///
/// # Errors
///
/// The reason for the problem row.
pub(crate) fn read_date_and_time(text: &str) -> Result<(Written, Time, Precision), Reason> {
    let text = text.trim();
    let text = ["WIB", "WITA", "WIT"].iter().find_map(|zone| text.strip_suffix(zone)).unwrap_or(text).trim_end();
    let end = text.find(':').unwrap_or(text.len());
    let cut = text[..end].rfind([' ', 'T', '\t']).ok_or(Reason::BadTime)?;
    let date = read_date(text[..cut].trim_end_matches([',', ' '])).ok_or(Reason::BadDate)?;
    let (time, precision) = read_time(&text[cut + 1..]).ok_or(Reason::BadTime)?;
    Ok((date, time, precision))
}

/// What the dates of one file say about its order of day and month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Votes {
    /// Dates only a day-first order can mean.
    pub day_first: u64,
    /// Dates only a month-first order can mean.
    pub month_first: u64,
    /// Dates both orders can mean, differently.
    pub open: u64,
    /// All dates noted.
    pub all: u64,
}

impl Votes {
    /// Takes one date into account.
    pub fn note(&mut self, written: Written) {
        self.all += 1;
        if let Written::Ordered { first, second, .. } = written {
            match (first, second) {
                (13..=31, 1..=12) => self.day_first += 1,
                (1..=12, 13..=31) => self.month_first += 1,
                (1..=12, 1..=12) => self.open += 1,
                _ => {}
            }
        }
    }

    /// Decides for the whole file. The operator's answer wins; then impossible values; a file with values of both
    /// kinds is decided only when one kind is ten times as frequent. Otherwise nothing is guessed.
    pub fn decide(self, answer: Option<DateOrder>) -> Decided {
        let Self { day_first, month_first, open, all } = self;
        if day_first + month_first + open == 0 {
            return Decided { order: answer, warning: None };
        }
        if let Some(order) = answer.filter(|order| *order != DateOrder::YearMonthDay) {
            return Decided { order: Some(order), warning: None };
        }
        let order = if day_first > 0 && day_first >= month_first.saturating_mul(10) {
            Some(DateOrder::DayMonthYear)
        } else if month_first > 0 && month_first >= day_first.saturating_mul(10) {
            Some(DateOrder::MonthDayYear)
        } else {
            None
        };
        let warning = match order {
            Some(order) if day_first == 0 || month_first == 0 => Warning::new(
                WarningCode::DateOrderInferred,
                format!("{}, {open} dari {all} tanggal bermakna ganda", order.as_str()),
                format!("{}, {open} of {all} rows ambiguous", order.as_str()),
            ),
            Some(order) => {
                let other = day_first.min(month_first);
                Warning::new(
                    WarningCode::DateOrderMixed,
                    format!("{} dipakai; {other} tanggal tidak cocok dengannya", order.as_str()),
                    format!("{} is used; {other} dates do not fit it", order.as_str()),
                )
            }
            None if day_first > 0 => Warning::new(
                WarningCode::DateOrderMixed,
                format!(
                    "{day_first} tanggal hanya mungkin DD/MM/YYYY dan {month_first} hanya mungkin MM/DD/YYYY; \
                     sebutkan urutannya"
                ),
                format!("{day_first} dates can only be DD/MM/YYYY and {month_first} only MM/DD/YYYY; name the order"),
            ),
            None => Warning::new(
                WarningCode::DateOrderAmbiguous,
                format!("{open} dari {all} tanggal dapat dibaca DD/MM/YYYY atau MM/DD/YYYY; sebutkan urutannya"),
                format!("{open} of {all} dates can be DD/MM/YYYY or MM/DD/YYYY; name the order"),
            ),
        };
        Decided { order, warning: Some(warning) }
    }
}

/// The order of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decided {
    /// The order, unless it cannot be told.
    pub order: Option<DateOrder>,
    /// What to tell the operator.
    pub warning: Option<Warning>,
}

impl Decided {
    /// The date meant.
    ///
    /// # Errors
    ///
    /// [`Reason::AmbiguousDate`] where the order is needed and unknown, [`Reason::BadDate`] where no such day exists.
    pub fn date(&self, written: Written) -> Result<Date, Reason> {
        match (written, self.order) {
            (Written::Certain(date), _) => Ok(date),
            (Written::Ordered { first, second, year }, Some(DateOrder::DayMonthYear)) => {
                Date::new(year, second, first).map_err(|_| Reason::BadDate)
            }
            (Written::Ordered { first, second, year }, Some(DateOrder::MonthDayYear)) => {
                Date::new(year, first, second).map_err(|_| Reason::BadDate)
            }
            (Written::Ordered { first, second, .. }, _) if first > 31 || second > 31 || first.min(second) > 12 => {
                Err(Reason::BadDate)
            }
            (Written::Ordered { first: 0, .. } | Written::Ordered { second: 0, .. }, _) => Err(Reason::BadDate),
            (Written::Ordered { .. }, _) => Err(Reason::AmbiguousDate),
        }
    }
}

/// Digits only, at most `width` of them.
fn number(text: &str, width: usize) -> Option<i16> {
    if text.is_empty() || text.len() > width || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn votes(dates: &[&str]) -> Votes {
        let mut votes = Votes::default();
        dates.iter().filter_map(|text| read_date(text)).for_each(|written| votes.note(written));
        votes
    }

    #[test]
    fn a_day_over_twelve_decides_the_order_of_the_whole_file() {
        let decided = votes(&["03/11/2025", "13/11/2025"]).decide(None);

        assert_eq!(decided.order, Some(DateOrder::DayMonthYear));
        assert_eq!(decided.date(read_date("03/11/2025").unwrap()), Ok(date(2025, 11, 3)));
        assert_eq!(decided.warning.unwrap().detail_en, "DD/MM/YYYY, 1 of 2 rows ambiguous");
    }

    #[test]
    fn an_american_file_is_told_by_its_second_number() {
        let decided = votes(&["7/1/2020", "7/14/2020"]).decide(None);

        assert_eq!(decided.order, Some(DateOrder::MonthDayYear));
        assert_eq!(decided.date(read_date("7/1/2020").unwrap()), Ok(date(2020, 7, 1)));
    }

    #[test]
    fn an_undecidable_order_is_never_guessed_but_the_operator_may_name_it() {
        let open = votes(&["03/11/2025", "04/11/2025"]);

        let asked = open.decide(None);
        assert_eq!(asked.date(read_date("03/11/2025").unwrap()), Err(Reason::AmbiguousDate));
        assert_eq!(asked.warning.unwrap().code, WarningCode::DateOrderAmbiguous);

        let told = open.decide(Some(DateOrder::MonthDayYear));
        assert_eq!(told.date(read_date("03/11/2025").unwrap()), Ok(date(2025, 3, 11)));
    }

    #[test]
    fn equal_day_and_month_need_no_order() {
        assert_eq!(read_date("05/05/2025"), Some(Written::Certain(date(2025, 5, 5))));
    }

    #[test]
    fn one_stray_date_does_not_turn_a_file_around() {
        let mut dates = vec!["13/11/2025"; 20];
        dates.push("11/14/2025");
        let decided = votes(&dates).decide(None);

        assert_eq!(decided.order, Some(DateOrder::DayMonthYear));
        assert_eq!(decided.date(read_date("11/14/2025").unwrap()), Err(Reason::BadDate));
        assert_eq!(decided.warning.unwrap().code, WarningCode::DateOrderMixed);
    }

    #[test]
    fn a_file_mixed_evenly_is_left_open() {
        let decided = votes(&["13/11/2025", "11/14/2025"]).decide(None);

        assert_eq!(decided.order, None);
        assert_eq!(decided.date(read_date("13/11/2025").unwrap()), Err(Reason::AmbiguousDate));
    }

    #[test]
    fn times_are_read_as_offices_write_them() {
        assert_eq!(read_time("7:05"), Some((time(7, 5, 0, 0), Precision::Minute)));
        assert_eq!(read_time("07.05"), Some((time(7, 5, 0, 0), Precision::Minute)));
        assert_eq!(read_time("07:05:09"), Some((time(7, 5, 9, 0), Precision::Second)));
        assert_eq!(read_time("07:05:09.123"), Some((time(7, 5, 9, 0), Precision::Second)));
        assert_eq!(read_time("12:05 AM"), Some((time(0, 5, 0, 0), Precision::Minute)));
        assert_eq!(read_time("7:05 pm"), Some((time(19, 5, 0, 0), Precision::Minute)));
        assert_eq!(read_time("24:00:00"), None);
        assert_eq!(read_time("07:05:60"), None);
        assert_eq!(read_time("-1:05"), None);
    }

    #[test]
    fn months_may_be_named_and_days_too() {
        let fifth = Some(Written::Certain(date(2026, 1, 5)));
        for text in ["5 Januari 2026", "05-Jan-26", "Senin, 05 Januari 2026", "05 january 2026"] {
            assert_eq!(read_date(text), fifth, "{text}");
        }
        assert_eq!(read_date("17 Ags 2026"), Some(Written::Certain(date(2026, 8, 17))));
        assert_eq!(read_date("17 Xyz 2026"), None);
    }

    #[test]
    fn a_moment_is_cut_before_its_clock() {
        let (written, at, _) = read_date_and_time("05 Januari 2026 07:12:33 WIB").unwrap();
        assert_eq!((written, at), (Written::Certain(date(2026, 1, 5)), time(7, 12, 33, 0)));
        assert!(read_date_and_time("05/01/2026, 07.12").is_ok());
        assert_eq!(read_date_and_time("05/01/2026"), Err(Reason::BadTime));
    }

    #[test]
    fn days_that_do_not_exist_are_bad_dates() {
        assert_eq!(read_date("2025-02-30"), None);
        let day_first = votes(&["13/11/2025"]).decide(None);
        assert_eq!(day_first.date(read_date("31/02/2025").unwrap()), Err(Reason::BadDate));
        assert_eq!(day_first.date(read_date("00/02/2025").unwrap()), Err(Reason::BadDate));
    }
}
