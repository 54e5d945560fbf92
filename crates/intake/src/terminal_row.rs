//! One line as terminals of the ZKTeco family write it: number, local time, codes. The USB export and the push
//! protocol share it.

use jiff::civil::{Date, DateTime, Time};

use crate::Reason;
use crate::text::trim;

/// Longest PIN any terminal of the family writes.
pub(crate) const PIN_LIMIT: usize = 24;
/// Longest status, verify or work code.
pub(crate) const CODE_LIMIT: usize = 24;
/// Columns of the widest row known, and some air.
const COLUMN_LIMIT: usize = 16;

/// A line taken apart at its TABs, or at its blanks where there is no TAB.
pub(crate) struct Columns<'a> {
    columns: [&'a [u8]; COLUMN_LIMIT],
    filled: usize,
    written: usize,
    by_tabs: bool,
}

impl<'a> Columns<'a> {
    /// Takes a line apart.
    ///
    /// # Errors
    ///
    /// [`Reason::TooManyColumns`] beyond what any terminal writes.
    #[inline]
    pub fn split(line: &'a [u8]) -> Result<Self, Reason> {
        let by_tabs = line.contains(&b'\t');
        let mut columns = [&b""[..]; COLUMN_LIMIT];
        let (filled, written) = if by_tabs {
            split_tabs(line, &mut columns)?
        } else {
            let count = split_blanks(line, &mut columns)?;
            (count, count)
        };
        Ok(Self { columns, filled, written, by_tabs })
    }

    /// Whether TABs part the columns, so that an empty one keeps its place.
    pub fn by_tabs(&self) -> bool {
        self.by_tabs
    }

    /// How many columns the line has, empty ones at its end among them.
    pub fn written(&self) -> usize {
        self.written
    }

    /// The person's number as written.
    pub fn pin(&self) -> &'a [u8] {
        self.columns[0]
    }

    /// The local time, and the columns behind it up to the last filled one.
    ///
    /// # Errors
    ///
    /// The reason for the problem row.
    #[inline]
    pub fn time_and_codes(&self) -> Result<(DateTime, &[&'a [u8]]), Reason> {
        match &self.columns[..self.filled] {
            [_, _] if self.by_tabs && self.written == 2 => Err(Reason::TooFewColumns),
            [] | [_] => Err(Reason::TooFewColumns),
            [_, at, codes @ ..] if at.len() > 10 => Ok((read_time_of_row(at)?, codes)),
            [_, on, at, codes @ ..] => Ok((join(on, at)?, codes)),
            [_, _] => Err(if self.by_tabs { Reason::BadTime } else { Reason::TooFewColumns }),
        }
    }
}

/// The number of a person: letters and digits. `None` is nobody, the number zero.
///
/// # Errors
///
/// [`Reason::BadPersonKey`] for empty, too long, or with other characters.
#[inline]
pub(crate) fn person(pin: &[u8]) -> Result<Option<&str>, Reason> {
    if pin.is_empty() || pin.len() > PIN_LIMIT || !pin.iter().all(u8::is_ascii_alphanumeric) {
        return Err(Reason::BadPersonKey);
    }
    if pin.iter().all(|b| *b == b'0') {
        return Ok(None);
    }
    std::str::from_utf8(pin).map(Some).map_err(|_| Reason::BadPersonKey)
}

/// Splits at TABs. Answers the columns up to the last one that is filled, and all of them.
fn split_tabs<'a>(line: &'a [u8], columns: &mut [&'a [u8]; COLUMN_LIMIT]) -> Result<(usize, usize), Reason> {
    let mut count = 0;
    let mut filled = 0;
    for column in line.split(|b| *b == b'\t') {
        let column = trim(column);
        if count < COLUMN_LIMIT {
            columns[count] = column;
        } else if !column.is_empty() {
            return Err(Reason::TooManyColumns);
        }
        count += 1;
        if !column.is_empty() {
            filled = count;
        }
    }
    Ok((filled, count))
}

fn split_blanks<'a>(line: &'a [u8], columns: &mut [&'a [u8]; COLUMN_LIMIT]) -> Result<usize, Reason> {
    let mut count = 0;
    for column in trim(line).split(|b| *b == b' ').filter(|column| !column.is_empty()) {
        *columns.get_mut(count).ok_or(Reason::TooManyColumns)? = column;
        count += 1;
    }
    Ok(count)
}

/// `YYYY-MM-DD HH:MM:SS`, any number of blanks between.
pub(crate) fn read_time_of_row(at: &[u8]) -> Result<DateTime, Reason> {
    let (on, at) = at.split_at_checked(10).ok_or(Reason::BadTime)?;
    let time = trim(at);
    if time.len() == at.len() {
        return Err(Reason::BadTime);
    }
    join(on, time)
}

/// A date and a time of day, as terminals write them.
pub(crate) fn join(on: &[u8], at: &[u8]) -> Result<DateTime, Reason> {
    let [y1, y2, y3, y4, b'-' | b'/', m1, m2, b'-' | b'/', d1, d2] = on else { return Err(Reason::BadDate) };
    let year = two(*y1, *y2).zip(two(*y3, *y4)).map(|(century, year)| i16::from(century) * 100 + i16::from(year));
    let (Some(year), Some(month), Some(day)) = (year, two(*m1, *m2), two(*d1, *d2)) else {
        return Err(Reason::BadDate);
    };
    let date = Date::new(year, month, day).map_err(|_| Reason::BadDate)?;
    let [h1, h2, b':', m1, m2, b':', s1, s2] = at else { return Err(Reason::BadTime) };
    let (Some(hour), Some(minute), Some(second)) = (two(*h1, *h2), two(*m1, *m2), two(*s1, *s2)) else {
        return Err(Reason::BadTime);
    };
    Ok(date.to_datetime(Time::new(hour, minute, second, 0).map_err(|_| Reason::BadTime)?))
}

fn two(tens: u8, ones: u8) -> Option<i8> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| ((tens - b'0') * 10 + (ones - b'0')) as i8)
}
