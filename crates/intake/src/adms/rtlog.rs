//! `table=rtlog` and `tabledata` of the access-control dialect (3.x): `key=value` lines, punches among doors and alarms.

use jiff::civil::DateTime;

use super::clock_number::decode_time;
use super::pairs::{Pair, pairs, value};
use super::rows::Taker;
use super::{DoorEvent, Extra, Row, Rows};
use crate::terminal_row::{CODE_LIMIT, person, read_time_of_row};
use crate::text::{Lines, decode_name};
use crate::{Caps, Reason};

/// Events of a person let in after verification. 0 is the ordinary one; the others (open hours, first person, several
/// persons, fingerprint, card and fingerprint) are as the maker's list of door events names them.
const VERIFIED: [u32; 10] = [0, 1, 2, 3, 14, 15, 16, 17, 18, 19];

/// Reads an `rtlog` body, or `tabledata` of `tablename=transaction`.
pub fn rtlog(body: &[u8], caps: &Caps) -> Rows {
    let mut taker = Taker::new(caps);
    for (line, start, raw) in Lines::of(body).placed() {
        if !taker.may_read(line, raw) {
            continue;
        }
        let place = start..start + raw.len();
        match read_line(raw) {
            Ok(Line::Punch(row)) => taker.rows.events.push(Row { line, raw: place, ..*row }),
            Ok(Line::Nobody) => taker.set_aside(line, Reason::Unidentified, raw),
            Ok(Line::Other { code, pin, time }) => {
                taker.rows.events_ignored.push(DoorEvent { line, code: Some(code), pin, time: Some(time), raw: place });
            }
            Err(reason) => taker.set_aside(line, reason, raw),
        }
    }
    taker.rows
}

enum Line {
    Punch(Box<Row>),
    Nobody,
    Other { code: String, pin: Option<String>, time: DateTime },
}

fn read_line(raw: &[u8]) -> Result<Line, Reason> {
    let pairs = pairs(without_table(raw));
    let time = time(&pairs)?;
    let event = value(&pairs, "event").or_else(|| value(&pairs, "eventtype")).ok_or(Reason::TooFewColumns)?;
    let code: u32 = std::str::from_utf8(event).ok().and_then(|code| code.parse().ok()).ok_or(Reason::UnknownCode)?;
    let pin = match value(&pairs, "pin") {
        None => None,
        Some(pin) => person(pin)?,
    };
    if !VERIFIED.contains(&code) {
        return Ok(Line::Other { code: code.to_string(), pin: pin.map(str::to_owned), time });
    }
    let Some(pin) = pin else { return Ok(Line::Nobody) };
    let word = |names: [&str; 2]| {
        let written = names.iter().find_map(|name| value(&pairs, name)).filter(|word| word.len() <= CODE_LIMIT);
        written.map(|word| decode_name(word, None))
    };
    let index = value(&pairs, "index").and_then(|index| std::str::from_utf8(index).ok()?.parse().ok());
    Ok(Line::Punch(Box::new(Row {
        line: 0,
        pin: pin.to_owned(),
        time,
        state: word(["inoutstatus", "inoutstate"]),
        verify: word(["verifytype", "verified"]),
        work_code: word(["workcode", "workcode"]),
        extra: Extra { record_number: index.filter(|index| *index != 0), ..extra(&pairs) },
        raw: 0..0,
    })))
}

fn extra(pairs: &[Pair]) -> Extra {
    let degrees =
        value(pairs, "temperature").and_then(|written| std::str::from_utf8(written).ok()?.parse::<f64>().ok());
    Extra {
        mask: match value(pairs, "maskflag") {
            Some(b"0") => Some(false),
            Some(b"1") => Some(true),
            _ => None,
        },
        temperature: degrees.filter(|degrees| *degrees > 0.0 && *degrees < 100.0),
        ..Extra::default()
    }
}

/// `tabledata` lines begin with the table's name and a blank.
fn without_table(raw: &[u8]) -> &[u8] {
    match raw.iter().position(|b| *b == b' ') {
        Some(at) if raw[..at].iter().all(u8::is_ascii_alphabetic) => &raw[at + 1..],
        _ => raw,
    }
}

/// A written time, or the terminal's number of one.
fn time(pairs: &[Pair]) -> Result<DateTime, Reason> {
    let written = value(pairs, "time").or_else(|| value(pairs, "time_second")).ok_or(Reason::BadTime)?;
    if !written.iter().all(u8::is_ascii_digit) {
        return read_time_of_row(written);
    }
    let number = std::str::from_utf8(written).ok().and_then(|number| number.parse().ok());
    number.and_then(decode_time).ok_or(Reason::BadTime)
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;
    use crate::adms::encode_time;

    fn read(body: &str) -> Rows {
        rtlog(body.as_bytes(), &Caps::default())
    }

    #[test]
    fn a_verified_person_is_a_punch_with_the_terminals_own_number() {
        let line = "time=2025-03-03 07:15:22\tpin=1021\tcardno=0\teventaddr=1\tevent=0\tinoutstatus=0\tverifytype=15\tindex=88\n";
        for body in [line.to_owned(), line.replace('\t', " "), line.to_uppercase()] {
            let rows = read(&body);
            let row = &rows.events[0];

            assert_eq!((row.pin.as_str(), row.time), ("1021", datetime(2025, 3, 3, 7, 15, 22, 0)));
            assert_eq!(
                (row.state.as_deref(), row.verify.as_deref(), row.extra.record_number),
                (Some("0"), Some("15"), Some(88))
            );
        }
    }

    #[test]
    fn doors_alarms_and_refusals_are_kept_and_are_no_punches() {
        let rows = read(
            "time=2025-03-03 07:15:22\tpin=0\tevent=27\tindex=1\n\
             time=2025-03-03 07:15:23\tpin=7\tevent=23\tindex=2\n\
             time=2025-03-03 07:15:24\tpin=0\tevent=0\tindex=3\n",
        );

        assert_eq!((rows.lines, rows.events.len(), rows.events_ignored.len(), rows.nobody.len()), (3, 0, 2, 1));
        assert_eq!(
            (rows.events_ignored[1].pin.as_deref(), rows.events_ignored[1].code.as_deref()),
            (Some("7"), Some("23"))
        );
    }

    #[test]
    fn stored_transactions_carry_the_terminals_number_of_time() {
        let number = encode_time(datetime(2025, 3, 3, 7, 15, 22, 0));
        let rows = read(&format!(
            "transaction cardno=0\tpin=1021\tverified=1\tdoorid=1\teventtype=0\tinoutstate=1\ttime_second={number}\tindex=9\r\n\
             transaction pin=1022\tverified=1\teventtype=0\ttime_second=2025-03-03 07:15:23\tindex=10\r\n"
        ));

        assert_eq!(
            (rows.events[0].time, rows.events[0].state.as_deref()),
            (datetime(2025, 3, 3, 7, 15, 22, 0), Some("1"))
        );
        assert_eq!((rows.events[1].pin.as_str(), rows.events[1].extra.record_number), ("1022", Some(10)));
    }

    #[test]
    fn what_cannot_be_read_is_a_problem() {
        let rows = read(
            "pin=1\tevent=0\ntime=2025-03-03 07:15:22\tpin=1\ntime=2025-03-03 07:15:22\tpin=a b\tevent=0\ntime=2025-03-03 07:15:22\tpin=1\tevent=x\n",
        );

        let reasons: Vec<Reason> = rows.problems.iter().map(|problem| problem.reason).collect();
        assert_eq!(reasons, [Reason::BadTime, Reason::TooFewColumns, Reason::BadPersonKey, Reason::UnknownCode]);
    }
}
