//! `table=ATTLOG`: punches, one a line.
//!
//! `PIN TAB time TAB status TAB verify TAB workcode TAB … mask TAB temperature TAB converted TAB offset or counter TAB
//! extended`. Firmware writes four to twelve columns and some add more; rebrands that write blanks instead of TABs
//! write the first five.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::rows::Taker;
use super::{Extra, Row, Rows};
use crate::terminal_row::{CODE_LIMIT, Columns, person};
use crate::text::{Lines, decode_name};
use crate::{Caps, Place, Reason};

/// Columns a line has at least, empty ones counted, where TABs part them.
const FEWEST_COLUMNS: usize = 4;
/// What a terminal writes where it measured nothing.
const NOT_MEASURED: &[u8] = b"255";
/// Seconds of the widest offset a terminal may write, and the step between offsets.
const OFFSET_LIMIT_S: i32 = 50_400;
const OFFSET_STEP_S: i32 = 900;

/// Reads the body of an `ATTLOG` upload.
pub fn attlog(body: &[u8], caps: &Caps) -> Rows {
    let mut taker = Taker::new(caps);
    let mark = if body.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    for (line, start, raw) in Lines::of(&body[mark..]).placed() {
        if !taker.may_read(line, raw) {
            continue;
        }
        match read_line(raw) {
            Ok(Some(row)) => {
                let start = mark + start;
                taker.rows.events.push(Row { line, raw: start..start + raw.len(), ..row });
            }
            Ok(None) => taker.set_aside(line, Reason::Unidentified, raw),
            Err(reason) => taker.set_aside(line, reason, raw),
        }
    }
    taker.rows
}

fn read_line(raw: &[u8]) -> Result<Option<Row>, Reason> {
    let columns = Columns::split(raw)?;
    let (time, codes) = columns.time_and_codes()?;
    if columns.by_tabs() && columns.written() < FEWEST_COLUMNS {
        return Err(Reason::TooFewColumns);
    }
    if codes.iter().take(3).any(|code| code.len() > CODE_LIMIT) {
        return Err(Reason::TooLong);
    }
    let Some(pin) = person(columns.pin())? else { return Ok(None) };
    Ok(Some(Row {
        line: 0,
        pin: pin.to_owned(),
        time,
        state: code(codes.first()),
        verify: code(codes.get(1)),
        work_code: code(codes.get(2)),
        extra: if columns.by_tabs() { extra(codes) } else { Extra::default() },
        raw: 0..0,
    }))
}

/// A code as text, where the column is filled.
fn code(column: Option<&&[u8]>) -> Option<String> {
    column.filter(|column| !column.is_empty()).map(|column| decode_name(column, None))
}

/// The columns behind work code and the two reserved ones.
fn extra(codes: &[&[u8]]) -> Extra {
    let Some(late) = codes.get(5..) else { return Extra::default() };
    let column = |at: usize| late.get(at).copied().unwrap_or_default();
    Extra {
        mask: match column(0) {
            b"0" => Some(false),
            b"1" => Some(true),
            _ => None,
        },
        temperature: Some(column(1)).filter(|written| *written != NOT_MEASURED).and_then(degrees),
        offset_s: offset(column(3)),
        record_number: counter(column(3)),
        gps: gps(column(4)),
        precision: None,
    }
}

/// Degrees a body or a room can have.
fn degrees(written: &[u8]) -> Option<f64> {
    let degrees: f64 = std::str::from_utf8(written).ok()?.parse().ok()?;
    (degrees > 0.0 && degrees < 100.0).then_some(degrees)
}

/// A signed number of seconds in steps of a quarter of an hour. Anything else is no offset for certain.
fn offset(written: &[u8]) -> Option<i32> {
    let (sign, digits) = match written {
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return None,
    };
    if digits.is_empty() || digits.len() > 5 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let seconds = sign * std::str::from_utf8(digits).ok()?.parse::<i32>().ok()?;
    (seconds.abs() <= OFFSET_LIMIT_S && seconds % OFFSET_STEP_S == 0).then_some(seconds)
}

/// The record's running number. Zero is what firmware without one writes.
fn counter(written: &[u8]) -> Option<u64> {
    if !written.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(written).ok()?.parse().ok().filter(|number| *number != 0)
}

/// `{"GPSInfo":{"longitude":…,"latitude":…}}` in base64; -1 stands for none.
fn gps(written: &[u8]) -> Option<Place> {
    if written.is_empty() {
        return None;
    }
    let value: Value = serde_json::from_slice(&STANDARD.decode(written).ok()?).ok()?;
    let info = value.get("GPSInfo")?;
    let degree = |name: &str| match info.get(name)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let (latitude, longitude): (f64, f64) = (degree("latitude")?, degree("longitude")?);
    let on_earth = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
    let none = latitude == -1.0 && longitude == -1.0;
    (on_earth && !none).then_some(Place { latitude, longitude, accuracy_m: None })
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    fn read(body: &str) -> Rows {
        attlog(body.as_bytes(), &Caps::default())
    }

    fn only(body: &str) -> Row {
        let rows = read(body);
        assert_eq!((rows.lines, rows.events.len()), (1, 1), "{rows:?}");
        rows.events[0].clone()
    }

    fn reason(line: &str) -> Reason {
        read(line).problems[0].reason
    }

    #[test]
    fn the_example_of_the_protocol_is_two_punches() {
        let body = "1021\t2025-03-03 07:12:44\t0\t1\t\t0\t0\t\n0044\t2025-03-03 07:12:51\t0\t15\t0\t0\t0\n";
        let rows = read(body);

        assert_eq!((rows.lines, rows.events.len()), (2, 2));
        let (first, second) = (&rows.events[0], &rows.events[1]);
        assert_eq!((first.pin.as_str(), first.time), ("1021", datetime(2025, 3, 3, 7, 12, 44, 0)));
        assert_eq!(
            (first.state.as_deref(), first.verify.as_deref(), first.work_code.as_deref()),
            (Some("0"), Some("1"), None)
        );
        assert_eq!((second.pin.as_str(), second.line, second.work_code.as_deref()), ("0044", 2, Some("0")));
        assert_eq!(&body[second.raw.clone()], "0044\t2025-03-03 07:12:51\t0\t15\t0\t0\t0");
    }

    #[test]
    fn every_width_seen_is_read() {
        for tail in [
            "0\t1",
            "0\t1\t\t0",
            "0\t1\t0\t0\t0",
            "0\t1\t0\t0\t0\t",
            "0\t1\t0\t0\t0\t0",
            "0\t1\t\t0\t0\t255\t255\t255",
            "255\t15\t0\t0\t0\t1\t36.5\t36.5\t+28800",
            "0\t1\t0\t0\t0\t255\t255\t255\t+25200\te30=",
            "\t\t\t\t",
        ] {
            let row = only(&format!("1021\t2025-03-03 07:12:44\t{tail}"));
            assert_eq!((row.pin.as_str(), row.time), ("1021", datetime(2025, 3, 3, 7, 12, 44, 0)), "{tail}");
        }
    }

    #[test]
    fn line_ends_of_all_kinds_part_rows() {
        let rows =
            read("1\t2025-03-03 07:00:00\t0\t1\r\n2\t2025-03-03 07:00:01\t0\t1\t \n\n3\t2025-03-03 07:00:02\t0\t1");

        let pins: Vec<&str> = rows.events.iter().map(|row| row.pin.as_str()).collect();
        assert_eq!((pins, rows.events[2].line), (vec!["1", "2", "3"], 4));
        assert_eq!(read("1\t2025-03-03 07:00:00\t0\t1\r2\t2025-03-03 07:00:01\t0\t1\r").events.len(), 2);
    }

    #[test]
    fn blanks_part_columns_where_there_is_no_tab() {
        let rows = read("7 2025-03-03 07:12:51\n7 2025-03-03 07:12:52 1\n 7  2025-03-03 07:12:53 1 15 3\n");

        assert_eq!(rows.events.len(), 3);
        assert_eq!((rows.events[0].state.as_deref(), rows.events[1].state.as_deref()), (None, Some("1")));
        assert_eq!((rows.events[2].verify.as_deref(), rows.events[2].work_code.as_deref()), (Some("15"), Some("3")));
    }

    #[test]
    fn mask_and_temperature_are_read_where_they_were_measured() {
        let measured = only("1\t2025-03-03 07:00:00\t0\t15\t0\t0\t0\t1\t36.6\t37.1").extra;
        let not = only("1\t2025-03-03 07:00:00\t0\t15\t0\t0\t0\t255\t255\t255").extra;

        assert_eq!((measured.mask, measured.temperature), (Some(true), Some(36.6)));
        assert_eq!(not, Extra::default());
    }

    #[test]
    fn column_eleven_is_an_offset_only_where_it_can_be_nothing_else() {
        let eleventh = |written: &str| {
            let row = only(&format!("1\t2025-03-03 07:00:00\t0\t1\t0\t0\t0\t255\t255\t255\t{written}"));
            (row.extra.offset_s, row.extra.record_number)
        };

        assert_eq!(eleventh("+25200"), (Some(25_200), None));
        assert_eq!(eleventh("-12600"), (Some(-12_600), None));
        assert_eq!(eleventh("25200"), (None, Some(25_200)));
        assert_eq!(eleventh("+25201"), (None, None));
        assert_eq!(eleventh("+51300"), (None, None));
        assert_eq!(eleventh("0"), (None, None));
    }

    #[test]
    fn the_place_of_very_new_firmware_is_read() {
        let with = |json: &str| {
            let extended = STANDARD.encode(json);
            only(&format!("1\t2025-03-03 07:00:00\t0\t1\t0\t0\t0\t255\t255\t255\t+25200\t{extended}")).extra.gps
        };

        let place = with(r#"{"GPSInfo":{"longitude":"107.6","latitude":-6.9}}"#).unwrap();
        assert_eq!((place.latitude, place.longitude), (-6.9, 107.6));
        assert_eq!(with(r#"{"GPSInfo":{"longitude":-1,"latitude":-1}}"#), None);
        assert_eq!(with(r#"{"GPSInfo":{"longitude":-1,"latitude":900}}"#), None);
    }

    #[test]
    fn a_bad_row_costs_no_other_and_keeps_its_bytes() {
        let rows = read("5\t2025-03-03 25:00:00\t0\t1\n6\t2025-03-03 07:00:00\t0\t1\n\u{0}\u{1}\u{2}\n");

        assert_eq!((rows.lines, rows.events.len(), rows.problems.len()), (3, 1, 2));
        assert_eq!(
            (rows.problems[0].row.line, rows.problems[0].raw.as_slice()),
            (1, &b"5\t2025-03-03 25:00:00\t0\t1"[..])
        );
    }

    #[test]
    fn every_kind_of_bad_row_has_its_reason() {
        assert_eq!(reason("5\t2025-03-03 07:00:-1\t0\t1"), Reason::BadTime);
        assert_eq!(reason("5\t2025-02-30 07:00:00\t0\t1"), Reason::BadDate);
        assert_eq!(reason("\t2025-03-03 07:00:00\t0\t1"), Reason::BadPersonKey);
        assert_eq!(reason("5;6\t2025-03-03 07:00:00\t0\t1"), Reason::BadPersonKey);
        assert_eq!(reason(&format!("{}\t2025-03-03 07:00:00\t0\t1", "9".repeat(25))), Reason::BadPersonKey);
        assert_eq!(reason("5\t2025-03-03 07:00:00"), Reason::TooFewColumns);
        assert_eq!(reason("5\t2025-03-03 07:00:00\t0"), Reason::TooFewColumns);
        assert_eq!(reason(&format!("5\t2025-03-03 07:00:00\t{}\t0", "9".repeat(30))), Reason::TooLong);
        assert_eq!(reason(&format!("5\t2025-03-03 07:00:00{}", "\t1".repeat(30))), Reason::TooManyColumns);
        assert_eq!(reason(&"7".repeat(1 << 17)), Reason::TooLong);
    }

    #[test]
    fn number_zero_is_nobody_and_is_kept() {
        let rows = read("0\t2025-03-03 07:00:00\t0\t1\n");

        assert_eq!((rows.lines, rows.events.len(), rows.nobody[0].reason), (1, 0, Reason::Unidentified));
    }
}
