//! A roll typed at the desk from a signed sheet: a date, and a row a person with arrival and departure.

use jiff::civil::Date;

use crate::dates::read_time;
use crate::keys::{clean_key, is_nobody};
use crate::text::Text;
use crate::{Event, Format, IntakeError, Options, Period, Precision, Reading, Reason, RowRef, Side};

/// The first line.
const HEAD: &str = "hadir-daftar-manual-1";

/// Why the file is not a typed roll, if it is not.
pub(crate) fn fits(text: &Text) -> Result<(), String> {
    match text.lines().next() {
        Some((_, raw)) if text.decode(raw).trim() == HEAD => Ok(()),
        _ => Err(format!("the first line is not {HEAD}")),
    }
}

/// Reads every row.
pub(crate) fn read(text: &Text, options: &Options) -> Result<Reading, IntakeError> {
    let mut reading = Reading::new(Format::TypedRoll);
    let mut on: Option<Date> = None;
    for (line, raw) in text.lines().skip(1) {
        if raw.len() > options.caps.line {
            reading.count_row(&options.caps)?;
            reading.set_aside(RowRef::line(line), Reason::TooLong, raw, &options.caps);
            continue;
        }
        let written = text.decode(raw);
        let cells: Vec<&str> = written.trim().split(';').map(str::trim).collect();
        match cells.as_slice() {
            ["tanggal", date] => on = date.parse().ok(),
            ["unit", _] | ["nomor", "datang", "pulang"] | [""] => {}
            _ => {
                reading.count_row(&options.caps)?;
                let at = RowRef::line(line);
                match row(&cells, on, &at) {
                    Ok(events) => reading.events.extend(events),
                    Err(reason) => reading.set_aside(at, reason, raw, &options.caps),
                }
            }
        }
    }
    reading.period = on.map(|on| Period::Span { from: on, to: on });
    Ok(reading)
}

fn row(cells: &[&str], on: Option<Date>, at: &RowRef) -> Result<Vec<Event>, Reason> {
    let [key, arrived, left] = cells else { return Err(Reason::TooFewColumns) };
    let key = clean_key(key)?;
    if is_nobody(&key) {
        return Err(Reason::BadPersonKey);
    }
    let on = on.ok_or(Reason::BadDate)?;
    let mut events = Vec::new();
    for (written, side) in [(arrived, Side::In), (left, Side::Out)] {
        if written.is_empty() {
            continue;
        }
        let (time, _) = read_time(written).ok_or(Reason::BadTime)?;
        let mut event = Event::new(&key, on.to_datetime(time), at.clone());
        event.precision = Precision::Minute;
        event.side = Some(side);
        events.push(event);
    }
    if events.is_empty() { Err(Reason::BadTime) } else { Ok(events) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::datetime;

    fn read_all(text: &str) -> Reading {
        let text = Text::of(text.as_bytes());
        fits(&text).unwrap();
        read(&text, &Options::default()).unwrap()
    }

    #[test]
    fn each_row_gives_an_arrival_and_a_departure() {
        let reading = read_all(
            "hadir-daftar-manual-1\ntanggal;2026-01-19\nunit;DISDIK\nnomor;datang;pulang\n\
             209909262120010001;07:15;16:02\n209909262120010002;;16:00\n",
        );

        assert_eq!((reading.rows, reading.events.len(), reading.problems.len()), (2, 3, 0));
        let first = &reading.events[0];
        assert_eq!((first.time, first.side), (datetime(2026, 1, 19, 7, 15, 0, 0), Some(Side::In)));
        assert_eq!(reading.events[2].side, Some(Side::Out));
        assert_eq!(reading.period, Some(Period::Span { from: first.time.date(), to: first.time.date() }));
    }

    #[test]
    fn a_row_that_says_nothing_is_set_aside_with_its_reason() {
        let reading = read_all(
            "hadir-daftar-manual-1\ntanggal;2026-01-19\n209909262120010001;;\n2099;25:00;\n;07:00;16:00\n2099;07:00\n",
        );

        let reasons: Vec<Reason> = reading.problems.iter().map(|problem| problem.reason).collect();
        assert_eq!(reasons, [Reason::BadTime, Reason::BadTime, Reason::BadPersonKey, Reason::TooFewColumns]);
        assert_eq!((reading.rows, reading.events.len()), (4, 0));
    }

    #[test]
    fn another_file_is_no_typed_roll() {
        assert!(fits(&Text::of(b"nip;tanggal;jam\n")).is_err());
    }
}
