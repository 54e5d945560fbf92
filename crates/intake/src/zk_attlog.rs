//! `N_attlog.dat`: the USB export of ZKTeco-family terminals.
//!
//! `PIN TAB time TAB device TAB status TAB verify TAB workcode`, the PIN padded with blanks, LF or CRLF. Some
//! programs leave the work code off, some write blanks instead of TABs; seven columns and more are the order of the
//! push protocol, which has no device: `PIN time status verify workcode …`. Times are the terminal's local clock.

use std::borrow::Cow;

use jiff::civil::DateTime;

use crate::terminal_row::{CODE_LIMIT, Columns, person};
use crate::text::Text;
use crate::{Event, Format, IntakeError, Options, Reading, Reason, RowRef, clock};

/// Lines looked at to tell the format.
const SNIFF_LINES: usize = 1000;

/// Why the file is not an attlog, if it is not.
pub(crate) fn fits(text: &Text) -> Result<(), String> {
    let looked = text.lines().take(SNIFF_LINES);
    match looked.map(|(_, line)| parse(line)).any(|row| !matches!(row, Row::Bad(_))) {
        true => Ok(()),
        false => Err("no line reads as number, date and time, codes".into()),
    }
}

/// Reads every line.
pub(crate) fn read(text: &Text, options: &Options) -> Result<Reading, IntakeError> {
    let mut reading = Reading::new(Format::ZkAttlog);
    reading.warnings.extend(text.warning());
    for (number, line) in text.lines() {
        reading.count_row(&options.caps)?;
        let row = RowRef::line(number);
        if line.len() > options.caps.line {
            reading.set_aside(row, Reason::TooLong, line, &options.caps);
            continue;
        }
        match parse(line) {
            Row::Punch { pin, time, fields } => {
                let mut event = Event::new(pin, time, row);
                event.device = owned(text, fields.device);
                event.state = owned(text, fields.status);
                event.verify = owned(text, fields.verify);
                event.work_code = owned(text, fields.work_code);
                reading.note_device(event.device.as_deref());
                reading.events.push(event);
            }
            Row::Nobody => reading.of_nobody(row, line, &options.caps),
            Row::Bad(reason) => reading.set_aside(row, reason, line, &options.caps),
        }
    }
    clock::mark_suspect(&mut reading);
    clock::mark_order(&mut reading);
    Ok(reading)
}

enum Row<'a> {
    Punch { pin: &'a str, time: DateTime, fields: Fields<'a> },
    Nobody,
    Bad(Reason),
}

#[derive(Default)]
struct Fields<'a> {
    device: Option<&'a [u8]>,
    status: Option<&'a [u8]>,
    verify: Option<&'a [u8]>,
    work_code: Option<&'a [u8]>,
}

fn parse(line: &[u8]) -> Row<'_> {
    match try_parse(line) {
        Ok(row) => row,
        Err(reason) => Row::Bad(reason),
    }
}

fn try_parse(line: &[u8]) -> Result<Row<'_>, Reason> {
    let columns = Columns::split(line)?;
    let (time, codes) = columns.time_and_codes()?;
    if columns.by_tabs() && codes.len() < 2 {
        return Err(Reason::TooFewColumns);
    }
    if codes.iter().any(|code| code.len() > CODE_LIMIT) && codes.len() < 5 {
        return Err(Reason::TooLong);
    }
    let Some(pin) = person(columns.pin())? else { return Ok(Row::Nobody) };
    let fields = match *codes {
        [status, verify, work_code, _, _, ..] => {
            Fields { device: None, status: Some(status), verify: Some(verify), work_code: Some(work_code) }
        }
        [device, status, verify, work_code] => {
            Fields { device: Some(device), status: Some(status), verify: Some(verify), work_code: Some(work_code) }
        }
        [device, status, verify] => {
            Fields { device: Some(device), status: Some(status), verify: Some(verify), work_code: None }
        }
        [status, verify] => Fields { status: Some(status), verify: Some(verify), ..Fields::default() },
        [status] => Fields { status: Some(status), ..Fields::default() },
        [] => Fields::default(),
    };
    Ok(Row::Punch { pin, time, fields })
}

fn owned(text: &Text, field: Option<&[u8]>) -> Option<String> {
    field.filter(|field| !field.is_empty()).map(|field| match std::str::from_utf8(field) {
        Ok(field) => field.to_owned(),
        Err(_) => Cow::into_owned(text.decode(field)),
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    fn read_all(bytes: &[u8]) -> Reading {
        read(&Text::of(bytes), &Options::default()).unwrap()
    }

    fn reason(line: &str) -> Reason {
        match parse(line.as_bytes()) {
            Row::Bad(reason) => reason,
            _ => panic!("{line} was read"),
        }
    }

    #[test]
    fn six_columns_name_the_device_first() {
        let reading = read_all(b"     1021\t2025-03-03 07:12:44\t1\t255\t15\t0\r\n");
        let event = &reading.events[0];

        assert_eq!((event.person_key.as_str(), event.time), ("1021", datetime(2025, 3, 3, 7, 12, 44, 0)));
        assert_eq!(event.device.as_deref(), Some("1"));
        assert_eq!(event.state.as_deref(), Some("255"));
        assert_eq!(event.verify.as_deref(), Some("15"));
        assert_eq!(event.work_code.as_deref(), Some("0"));
        assert_eq!(reading.devices, ["1"]);
    }

    #[test]
    fn padding_goes_and_leading_zeros_stay() {
        let reading = read_all(b"0044\t2025-03-03 07:12:51\t1\t0\t1\n  0044  \t2025-03-03 16:00:00\t1\t1\t1\n");

        assert!(reading.events.iter().all(|event| event.person_key == "0044" && event.work_code.is_none()));
    }

    #[test]
    fn blanks_part_columns_where_there_is_no_tab() {
        let reading = read_all(b"  7   2025-03-03   07:12:51  1 0 1 0\n8 2025-03-03 07:13:00 1 1\n");

        assert_eq!(reading.events.len(), 2);
        assert_eq!(reading.events[0].verify.as_deref(), Some("1"));
        assert_eq!(reading.events[1].state.as_deref(), Some("1"));
    }

    #[test]
    fn rows_of_the_push_protocol_have_no_device() {
        let reading = read_all(b"1021\t2025-03-03 07:12:44\t0\t1\t\t0\t0\t\n");

        assert_eq!(reading.events[0].device, None);
        assert_eq!(reading.events[0].state.as_deref(), Some("0"));
        assert_eq!(reading.events[0].verify.as_deref(), Some("1"));
    }

    #[test]
    fn a_bad_row_never_stops_a_file() {
        let reading = read_all(b"5\t2025-03-03 25:00:00\t1\t0\t1\t0\nnonsense\n5\t2025-03-03 07:00:00\t1\t0\t1\t0");

        assert_eq!((reading.rows, reading.events.len(), reading.problems.len()), (3, 1, 2));
        assert_eq!(reading.problems[0].row.line, 1);
        assert_eq!(reading.problems[1].raw, b"nonsense");
    }

    #[test]
    fn every_kind_of_bad_row_has_its_reason() {
        assert_eq!(reason("5\t2025-03-03 07:00:-1\t1\t0\t1\t0"), Reason::BadTime);
        assert_eq!(reason("5\t2025-02-30 07:00:00\t1\t0\t1\t0"), Reason::BadDate);
        assert_eq!(reason("\t2025-03-03 07:00:00\t1\t0\t1\t0"), Reason::BadPersonKey);
        assert_eq!(reason("5;6\t2025-03-03 07:00:00\t1\t0\t1\t0"), Reason::BadPersonKey);
        assert_eq!(reason(&format!("{}\t2025-03-03 07:00:00\t1\t0\t1\t0", "9".repeat(25))), Reason::BadPersonKey);
        assert_eq!(reason("5\t2025-03-03 07:00:00"), Reason::TooFewColumns);
        assert_eq!(reason("5\t2025-03-03 07:0"), Reason::TooFewColumns);
        assert_eq!(reason(&format!("5\t2025-03-03 07:00:00\t{}\t0\t1\t0", "9".repeat(30))), Reason::TooLong);
        assert_eq!(reason(&format!("5\t2025-03-03 07:00:00{}", "\t1".repeat(30))), Reason::TooManyColumns);
    }

    #[test]
    fn number_zero_is_nobody() {
        let reading = read_all(b"0\t2025-03-03 07:00:00\t1\t0\t1\t0\n");

        assert_eq!((reading.rows, reading.unidentified, reading.events.len()), (1, 1, 0));
    }

    #[test]
    fn an_endless_line_is_one_problem_of_two_kilobytes() {
        let reading = read_all(&vec![b'7'; 1 << 20]);

        assert_eq!(reading.problems[0].reason, Reason::TooLong);
        assert_eq!(reading.problems[0].raw.len(), 2048);
    }
}
