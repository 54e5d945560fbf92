//! What a cell means: a time, a date, a person's number.

use jiff::civil::{Date, DateTime, Time};

use crate::dates::{Decided, Written, read_date, read_time};
use crate::{Precision, Reason};

use super::grid::Cell;

/// The longest number or name that stands for a person.
const KEY_LEN: usize = 80;
/// Whole numbers above lose digits in a spreadsheet.
const EXACT: f64 = 9_007_199_254_740_991.0;

/// A time of day as a cell tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TimeOfDay {
    /// The time.
    pub time: Time,
    /// How exactly it is written.
    pub precision: Precision,
    /// It was a fraction of a day between two seconds.
    pub rounded: bool,
    /// It was a number rather than text, so that the precision shows only in the whole column.
    pub is_number: bool,
    /// The date, where the cell carries one of its own.
    pub date: Option<Date>,
}

/// Reads a time written as text, as a fraction of a day, as a time cell, or as `7,25` meaning 07.25.
///
/// # Errors
///
/// [`Reason::BadTime`] for anything else.
pub(crate) fn time_of(cell: &Cell) -> Result<TimeOfDay, Reason> {
    match cell {
        Cell::Text(text) => time_of_text(text).ok_or(Reason::BadTime),
        Cell::Time(fraction) => time_of_fraction(*fraction).ok_or(Reason::BadTime),
        Cell::Number(number) if (0.0..1.0).contains(number) => time_of_fraction(*number).ok_or(Reason::BadTime),
        Cell::Number(number) => time_of_decimal(*number).ok_or(Reason::BadTime),
        Cell::DateTime(at) => Ok(TimeOfDay {
            time: at.time(),
            precision: Precision::Second,
            rounded: false,
            is_number: true,
            date: Some(at.date()),
        }),
        Cell::Error(_) | Cell::Bool(_) => Err(Reason::BadCell),
        Cell::Empty => Err(Reason::BadTime),
    }
}

/// Reads a time in text; a zone's name after it is left away.
pub(crate) fn time_of_text(text: &str) -> Option<TimeOfDay> {
    let trimmed = text.trim();
    let upper = trimmed.to_ascii_uppercase();
    let zone = ["WIB", "WITA", "WIT"].iter().find(|zone| upper.ends_with(**zone)).map_or(0, |zone| zone.len());
    let trimmed = trimmed.get(..trimmed.len().checked_sub(zone)?)?.trim_end();
    if let Some((time, precision)) = read_time(trimmed) {
        return Some(TimeOfDay { time, precision, rounded: false, is_number: false, date: None });
    }
    // A fraction of a day that was saved as text: 0.309241.
    let fraction: f64 = trimmed.replace(',', ".").parse().ok().filter(|_| trimmed.starts_with('0'))?;
    (trimmed.len() > 4).then(|| time_of_fraction(fraction)).flatten()
}

fn time_of_fraction(fraction: f64) -> Option<TimeOfDay> {
    if !(0.0..1.0).contains(&fraction) {
        return None;
    }
    let exact = fraction * 86_400.0;
    let seconds = (exact.round() as i32).min(86_399);
    let time = Time::new((seconds / 3600) as i8, (seconds / 60 % 60) as i8, (seconds % 60) as i8, 0).ok()?;
    let rounded = (exact - f64::from(seconds)).abs() > 0.01;
    Some(TimeOfDay { time, precision: Precision::Second, rounded, is_number: true, date: None })
}

/// `7.25` typed where the spreadsheet takes the point for a decimal sign: 07.25; `7.3` is 07.30.
fn time_of_decimal(number: f64) -> Option<TimeOfDay> {
    if !(0.0..24.0).contains(&number) || number.fract() == 0.0 {
        return None;
    }
    let hundredths = (number * 100.0).round();
    if (number * 100.0 - hundredths).abs() > 1e-6 {
        return None;
    }
    let hundredths = hundredths as i16;
    let time = Time::new((hundredths / 100) as i8, (hundredths % 100) as i8, 0, 0).ok()?;
    Some(TimeOfDay { time, precision: Precision::Minute, rounded: false, is_number: false, date: None })
}

/// A date as a cell tells it, before the file's order is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateOfCell {
    /// Text.
    Written(Written),
    /// A date cell.
    Cell(DateTime),
}

impl DateOfCell {
    /// The date meant.
    ///
    /// # Errors
    ///
    /// As [`Decided::date`].
    pub fn date(self, decided: &Decided) -> Result<Date, Reason> {
        match self {
            Self::Written(written) => decided.date(written),
            Self::Cell(at) => Ok(at.date()),
        }
    }
}

/// Reads a date from text (a weekday before and a time behind it are left away) or a date cell.
pub(crate) fn date_of(cell: &Cell) -> Option<DateOfCell> {
    match cell {
        Cell::DateTime(at) => Some(DateOfCell::Cell(*at)),
        Cell::Text(text) => date_of_text(text).map(DateOfCell::Written),
        _ => None,
    }
}

fn date_of_text(text: &str) -> Option<Written> {
    let text = text.trim();
    let text = text.split_once(',').map_or(text, |(weekday, rest)| {
        if weekday.chars().all(|sign| sign.is_alphabetic() || sign == '\'') { rest.trim() } else { text }
    });
    if let Some(written) = read_date(text) {
        return Some(written);
    }
    if let Some((date, time)) = text.split_once([' ', 'T'])
        && read_time(time).is_some()
    {
        return read_date(date);
    }
    let plain = super::words::plain(text);
    let mut words = plain.split(' ');
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    let date = Date::new(super::period::year(year)?, super::words::month(month)?, day.parse().ok()?).ok()?;
    words.next().is_none().then_some(Written::Certain(date))
}

/// Reads the number or name the file knows a person by. Signs that keep a spreadsheet from rounding are left away,
/// as are the blanks inside a NIP.
///
/// # Errors
///
/// [`Reason::NumberRounded`] when digits are lost, [`Reason::BadPersonKey`] when nothing usable is left.
pub(crate) fn key_of(cell: &Cell) -> Result<String, Reason> {
    match cell {
        Cell::Number(number) if number.fract() != 0.0 || *number < 0.0 => Err(Reason::BadPersonKey),
        Cell::Number(number) if *number > EXACT => Err(Reason::NumberRounded),
        Cell::Number(number) => Ok(format!("{number:.0}")),
        Cell::Text(text) => key_of_text(text),
        Cell::Empty | Cell::Bool(_) | Cell::DateTime(_) | Cell::Time(_) => Err(Reason::BadPersonKey),
        Cell::Error(_) => Err(Reason::BadCell),
    }
}

/// As [`key_of`], from text.
pub(crate) fn key_of_text(text: &str) -> Result<String, Reason> {
    let mut key = text.trim_matches(|sign: char| sign.is_whitespace() || matches!(sign, '`' | '\'' | '’' | '‘' | '"'));
    for prefix in ["NIPPPK", "NIP", "NI PPPK", "NRP", "NIK"] {
        if key.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix)) {
            let rest = key[prefix.len()..].trim_start_matches([' ', '.', ':', '`', '\'']);
            if rest.starts_with(|sign: char| sign.is_ascii_digit()) {
                key = rest;
                break;
            }
        }
    }
    let upper = key.to_ascii_uppercase().replace(',', ".");
    if upper.contains("E+") && upper.parse::<f64>().is_ok() {
        return Err(Reason::NumberRounded);
    }
    let joined: String = key.chars().filter(|sign| !sign.is_whitespace()).collect();
    if joined.len() >= 8 && joined.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(joined);
    }
    let key: Vec<&str> = key.split_whitespace().collect();
    let key = key.join(" ");
    if key.is_empty() || key.len() > KEY_LEN || key.chars().any(char::is_control) || matches!(key.as_str(), "-" | "–")
    {
        return Err(Reason::BadPersonKey);
    }
    Ok(key)
}

/// A name, blanks tidied, or nothing.
pub(crate) fn name_of(cell: &Cell) -> Option<String> {
    let Cell::Text(text) = cell else { return None };
    let name: Vec<&str> = text.split_whitespace().collect();
    let name = name.join(" ");
    (!name.is_empty() && name != "-").then(|| name.chars().take(200).collect())
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn a_time_is_read_as_text_fraction_or_typed_decimal() {
        let read = |cell: Cell| time_of(&cell).map(|read| read.time);

        assert_eq!(read(Cell::Text("07.25 WIB".into())), Ok(time(7, 25, 0, 0)));
        assert_eq!(read(Cell::Number(0.3125)), Ok(time(7, 30, 0, 0)));
        assert_eq!(read(Cell::Time(0.999_999)), Ok(time(23, 59, 59, 0)));
        assert_eq!(read(Cell::Number(7.25)), Ok(time(7, 25, 0, 0)));
        assert_eq!(read(Cell::Number(16.1)), Ok(time(16, 10, 0, 0)));
        assert_eq!(read(Cell::Text("0.309259".into())), Ok(time(7, 25, 20, 0)));
        assert_eq!(read(Cell::Number(7.75)), Err(Reason::BadTime));
        assert_eq!(read(Cell::Number(45.0)), Err(Reason::BadTime));
        assert_eq!(read(Cell::Text("25.10".into())), Err(Reason::BadTime));
    }

    #[test]
    fn a_key_loses_what_spreadsheets_add_and_nothing_else() {
        let key = |text: &str| key_of(&Cell::Text(text.into()));

        assert_eq!(key("`209901012099021001").as_deref(), Ok("209901012099021001"));
        assert_eq!(key("NIP. 20990101 209902 1 001").as_deref(), Ok("209901012099021001"));
        assert_eq!(key("0042").as_deref(), Ok("0042"));
        assert_eq!(key("2.0990101E+17"), Err(Reason::NumberRounded));
        assert_eq!(key_of(&Cell::Number(2.0990101e17)), Err(Reason::NumberRounded));
        assert_eq!(key_of(&Cell::Number(1021.0)).as_deref(), Ok("1021"));
        assert_eq!(key(" - "), Err(Reason::BadPersonKey));
    }

    #[test]
    fn dates_are_read_with_weekday_name_or_month_name() {
        let certain = |at| Some(DateOfCell::Written(Written::Certain(at)));

        assert_eq!(date_of(&Cell::Text("Senin, 5 Januari 2026".into())), certain(date(2026, 1, 5)));
        assert_eq!(date_of(&Cell::Text("2026-01-05 00:00:00".into())), certain(date(2026, 1, 5)));
        assert_eq!(date_of(&Cell::Text("Jumlah".into())), None);
    }
}
