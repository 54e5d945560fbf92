//! One moment as JSON messages and portals write it: the year first, with or without an offset.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use crate::dates::{Written, read_date_and_time};
use crate::{Precision, Reason};

/// A moment, local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// Local time; in the operator's zone where the source carries an offset.
    pub time: DateTime,
    /// Seconds known or not.
    pub precision: Precision,
    /// The offset of `time`, only where the source carries one.
    pub offset: Option<Offset>,
}

/// Reads `2026-02-03T07:12:44+07:00`, `…Z`, `2026-02-03 07:12`. What carries an offset is brought into `zone`.
///
/// # Errors
///
/// The reason for the problem row.
pub(crate) fn read_stamp(text: &str, zone: &TimeZone) -> Result<Stamp, Reason> {
    let (local, offset) = split_offset(text.trim())?;
    let (written, time, precision) = read_date_and_time(local)?;
    let Written::Certain(date) = written else { return Err(Reason::BadDate) };
    let time = date.to_datetime(time);
    let Some(offset) = offset else { return Ok(Stamp { time, precision, offset: None }) };
    let instant = offset.to_timestamp(time).map_err(|_| Reason::BadTime)?;
    let there = zone.to_offset(instant);
    Ok(Stamp { time: there.to_datetime(instant), precision, offset: Some(there) })
}

/// Whether a text carries an offset.
pub(crate) fn has_offset(text: &str) -> bool {
    matches!(split_offset(text.trim()), Ok((_, Some(_))))
}

fn split_offset(text: &str) -> Result<(&str, Option<Offset>), Reason> {
    if let Some(local) = text.strip_suffix(['Z', 'z']) {
        return Ok((local, Some(Offset::UTC)));
    }
    let Some(clock) = text.find(':') else { return Ok((text, None)) };
    let Some(sign) = text[clock..].find(['+', '-']).map(|at| at + clock) else { return Ok((text, None)) };
    let digits: String = text[sign + 1..].chars().filter(|c| *c != ':').collect();
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Reason::BadTime);
    }
    let (hours, minutes) = digits.split_at(2);
    let hours: i32 = hours.parse().map_err(|_| Reason::BadTime)?;
    let minutes: i32 = if minutes.is_empty() { 0 } else { minutes.parse().map_err(|_| Reason::BadTime)? };
    if hours > 14 || minutes > 59 {
        return Err(Reason::BadTime);
    }
    let seconds = (hours * 60 + minutes) * 60;
    let seconds = if text.as_bytes()[sign] == b'-' { -seconds } else { seconds };
    Ok((text[..sign].trim_end(), Some(Offset::from_seconds(seconds).map_err(|_| Reason::BadTime)?)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;
    use jiff::tz::offset;

    use super::*;

    fn jakarta() -> TimeZone {
        TimeZone::get("Asia/Jakarta").unwrap()
    }

    #[test]
    fn a_moment_with_an_offset_is_brought_into_the_operators_zone() {
        let local =
            Stamp { time: datetime(2026, 2, 3, 7, 12, 44, 0), precision: Precision::Second, offset: Some(offset(7)) };
        for text in [
            "2026-02-03T07:12:44+07:00",
            "2026-02-03T00:12:44Z",
            "2026-02-03T08:12:44.5+0800",
            "2026-02-02T20:12:44-04",
        ] {
            assert_eq!(read_stamp(text, &jakarta()), Ok(local), "{text}");
        }
    }

    #[test]
    fn a_moment_without_an_offset_stays_as_written() {
        let stamp = read_stamp("2026-02-03 07:12", &jakarta()).unwrap();

        assert_eq!(
            (stamp.time, stamp.precision, stamp.offset),
            (datetime(2026, 2, 3, 7, 12, 0, 0), Precision::Minute, None)
        );
    }

    #[test]
    fn nonsense_has_a_reason() {
        assert_eq!(read_stamp("2026-02-03", &jakarta()), Err(Reason::BadTime));
        assert_eq!(read_stamp("03-02-2026 07:12:00", &jakarta()), Err(Reason::BadDate));
        assert_eq!(read_stamp("2026-02-03T07:12:44+99:00", &jakarta()), Err(Reason::BadTime));
        assert_eq!(read_stamp("", &jakarta()), Err(Reason::BadTime));
    }
}
