//! `table=OPERLOG` and the user tables: who is enrolled, what was done at the terminal, and secrets that go no further.
//!
//! Lines of all kinds come mixed; the first word tells the kind. Every line is blanked of its secrets before anything
//! else looks at it, so that neither a name nor a problem can carry one.

mod secrets;

use jiff::civil::DateTime;

use self::secrets::{Blanked, blank, is_rest_of_template};
use super::pairs::{pairs, value};
use crate::terminal_row::{join, person, read_time_of_row};
use crate::text::{Lines, decode_name, trim};
use crate::{Caps, Problem, Reason, RowRef};

/// Longest name, operator or detail that is taken over.
const WORD_LIMIT: usize = 96;
/// First words of lines that carry a fingerprint, a face, a palm or a picture of somebody.
const TEMPLATES: [&str; 12] = [
    "FP",
    "FINGERTMP",
    "TEMPLATEV10",
    "FACE",
    "FACEV7",
    "FVEIN",
    "PALM",
    "BIODATA",
    "BIOTEMPLATE",
    "USERPIC",
    "BIOPHOTO",
    "EXTUSERPIC",
];

/// Everything one body says. `lines` is `people` + `events` + `templates` + `problems`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OperLog {
    /// Who is enrolled, as the terminal says now.
    pub people: Vec<EnrolledPerson>,
    /// What was done at the terminal.
    pub events: Vec<MachineEvent>,
    /// Lines with biometric data: counted and dropped.
    pub templates: u64,
    /// Lines that could not be understood, secrets blanked.
    pub problems: Vec<Problem>,
    /// Lines that carry data.
    pub lines: u64,
    /// The body with every password and template replaced by `-`, all else byte for byte: what may be kept.
    pub redacted: Vec<u8>,
    /// Whether anything was replaced.
    pub has_secrets: bool,
}

/// Somebody enrolled on a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolledPerson {
    /// The number on the terminal.
    pub pin: String,
    /// The name typed there; a hint, and somebody else's text.
    pub name: String,
    /// 0 ordinary, 2 registrar, 6 and 14 administrators, 10 as the terminal defines.
    pub privilege: u16,
    /// Whether a card is enrolled. Its number is not taken over.
    pub card: bool,
}

/// Something done at, or by, a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MachineEvent {
    /// The protocol's number: 0 power on, 21 clock set, 23 attendance log deleted …
    pub code: u16,
    /// The number of the person who did it; `0` for nobody or the machine itself.
    pub operator: String,
    /// The terminal's local clock.
    pub time: DateTime,
    /// Four details, as written; what is missing is empty.
    pub detail: [String; 4],
}

/// Reads the body of an `OPERLOG` upload. Names are decoded by what they look like.
pub fn operlog(body: &[u8], caps: &Caps) -> OperLog {
    operlog_in(body, None, caps)
}

/// Reads the body of a `USERINFO` upload or of `tabledata` of users.
pub fn userinfo(body: &[u8]) -> OperLog {
    operlog(body, &Caps::default())
}

/// The same, names decoded by the language the terminal said it speaks.
pub fn operlog_in(body: &[u8], language: Option<&str>, caps: &Caps) -> OperLog {
    let mut log = OperLog { redacted: Vec::with_capacity(body.len().min(1 << 20)), ..OperLog::default() };
    let mut copied = 0;
    let mut after_template = false;
    for (number, start, raw) in Lines::of(body).placed() {
        log.lines += 1;
        log.redacted.extend_from_slice(&body[copied..start]);
        copied = start + raw.len();
        let rest_of_template = after_template && is_rest_of_template(raw);
        let Blanked { line, secrets, template } = if rest_of_template { Blanked::whole() } else { blank(raw) };
        log.redacted.extend_from_slice(&line);
        log.has_secrets |= secrets;
        let read = match rest_of_template {
            true => Err(Reason::Truncated),
            false => read_line(&line, template, raw.len() > caps.line, language),
        };
        after_template = rest_of_template || matches!(read, Ok(Line::Template));
        match read {
            Ok(Line::Person(person)) => log.people.push(person),
            Ok(Line::Event(event)) => log.events.push(event),
            Ok(Line::Template) => log.templates += 1,
            Err(reason) => {
                let kept = if log.problems.len() < caps.raw_problems { &line[..] } else { &[] };
                log.problems.push(Problem::new(RowRef::line(number), reason, kept));
            }
        }
    }
    log.redacted.extend_from_slice(&body[copied..]);
    log
}

enum Line {
    Person(EnrolledPerson),
    Event(MachineEvent),
    Template,
}

fn read_line(line: &[u8], template: bool, too_long: bool, language: Option<&str>) -> Result<Line, Reason> {
    let (word, rest) = first_word(line);
    let is = |known: &&str| word.eq_ignore_ascii_case(known.as_bytes());
    if template || TEMPLATES.iter().any(is) {
        Ok(Line::Template)
    } else if too_long {
        Err(Reason::TooLong)
    } else if is(&"OPLOG") {
        event(rest).map(Line::Event)
    } else if word.is_empty() || is(&"USER") || is(&"USERINFO") {
        enrolled(rest, language).map(Line::Person)
    } else {
        Err(Reason::UnknownCode)
    }
}

/// The word before the first blank or TAB, and what follows. A line that begins with `key=value` has no word.
fn first_word(line: &[u8]) -> (&[u8], &[u8]) {
    let line = trim(line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line));
    let end = line.iter().position(|b| matches!(b, b' ' | b'\t')).unwrap_or(line.len());
    if line[..end].contains(&b'=') { (&[], line) } else { (&line[..end], trim(&line[end..])) }
}

fn enrolled(rest: &[u8], language: Option<&str>) -> Result<EnrolledPerson, Reason> {
    let pairs = pairs(rest);
    let first = |names: [&str; 2]| names.iter().find_map(|name| value(&pairs, name));
    let pin = person(value(&pairs, "pin").unwrap_or_default())?.ok_or(Reason::BadPersonKey)?;
    let name = value(&pairs, "name").map(|name| decode_name(name, language)).unwrap_or_default();
    if name.len() > WORD_LIMIT {
        return Err(Reason::TooLong);
    }
    let privilege = match first(["pri", "privilege"]) {
        None => 0,
        Some(written) => std::str::from_utf8(written).ok().and_then(|n| n.parse().ok()).ok_or(Reason::UnknownCode)?,
    };
    let card = first(["card", "cardno"]).is_some_and(|card| card.iter().any(|b| !matches!(b, b'0' | b'[' | b']')));
    Ok(EnrolledPerson { pin: pin.to_owned(), name, privilege, card })
}

fn event(rest: &[u8]) -> Result<MachineEvent, Reason> {
    let columns: Vec<&[u8]> = match rest.contains(&b'\t') {
        true => rest.split(|b| *b == b'\t').map(trim).collect(),
        false => rest.split(|b| *b == b' ').filter(|word| !word.is_empty()).collect(),
    };
    let [code, operator, at, details @ ..] = columns.as_slice() else { return Err(Reason::TooFewColumns) };
    let code = std::str::from_utf8(code).ok().and_then(|code| code.parse().ok()).ok_or(Reason::UnknownCode)?;
    let (time, details) = match details {
        [clock, details @ ..] if at.len() == 10 => (join(at, clock)?, details),
        _ => (read_time_of_row(at)?, details),
    };
    if operator.len() > WORD_LIMIT || details.iter().any(|detail| detail.len() > WORD_LIMIT) {
        return Err(Reason::TooLong);
    }
    let detail = |at: usize| details.get(at).map(|detail| decode_name(detail, None)).unwrap_or_default();
    Ok(MachineEvent {
        code,
        operator: decode_name(operator, None),
        time,
        detail: [detail(0), detail(1), detail(2), detail(3)],
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    fn read(body: &[u8]) -> OperLog {
        let log = operlog(body, &Caps::default());
        let told = log.people.len() + log.events.len() + log.problems.len();
        assert_eq!(log.lines, told as u64 + log.templates);
        log
    }

    #[test]
    fn lines_of_all_kinds_come_mixed() {
        let log = read(
            b"USER PIN=1021\tName=SITI CONTOH\tPri=14\tPasswd=4711\tCard=[7A1B2C3D00]\tGrp=1\tTZ=0000000100000000\n\
              FP PIN=1021\tFID=6\tSize=1124\tValid=1\tTMP=SlFTUzIxAAAE==\r\n\
              OPLOG 4\t1021\t2025-03-03 07:12:44\t0\t0\t0\t0\n\
              OPLOG\t21\t1021\t2025-03-03 07:13:00\t1\t\t\t\n\
              BIODATA Pin=7\tNo=0\tIndex=0\tValid=1\tType=9\tTmp=AAAA\n\
              BIOPHOTO PIN=7\tFileName=7.jpg\tType=9\tSize=5\tContent=BBBB\n",
        );

        assert_eq!((log.lines, log.templates, log.has_secrets), (6, 3, true));
        let person = EnrolledPerson { pin: "1021".into(), name: "SITI CONTOH".into(), privilege: 14, card: true };
        assert_eq!(log.people, [person]);
        assert_eq!((log.events[0].code, log.events[1].code), (4, 21));
        assert_eq!((log.events[1].time, log.events[1].detail[0].as_str()), (datetime(2025, 3, 3, 7, 13, 0, 0), "1"));
        let kept = String::from_utf8(log.redacted).unwrap();
        assert!(kept.contains("Passwd=-\tCard=[7A1B2C3D00]"), "{kept}");
        assert!(
            kept.contains("TMP=-\r\nOPLOG 4") && kept.contains("Tmp=-\n") && kept.ends_with("Content=-\n"),
            "{kept}"
        );
    }

    #[test]
    fn blanks_may_part_fields_and_keys_come_in_any_case() {
        let log =
            read(b"user pin=0044 name=BUDI CONTOH pri=0 passwd=12 34 card=0\nOPLOG 0 0 2025-03-03 07:00:00 0 0 0 0\n");

        let person = EnrolledPerson { pin: "0044".into(), name: "BUDI CONTOH".into(), privilege: 0, card: false };
        assert_eq!((log.people, log.events[0].code), (vec![person], 0));
        assert_eq!(
            log.redacted,
            b"user pin=0044 name=BUDI CONTOH pri=0 passwd=- card=0\nOPLOG 0 0 2025-03-03 07:00:00 0 0 0 0\n"
        );
    }

    #[test]
    fn the_user_tables_have_no_first_word_or_another() {
        let log = userinfo(
            b"PIN=1\tName=A\tPri=0\tPasswd=\nuser uid=1\tcardno=77\tpin=2\tpassword=9\tname=B\tprivilege=14\n",
        );

        let pins: Vec<(&str, u16, bool)> =
            log.people.iter().map(|person| (person.pin.as_str(), person.privilege, person.card)).collect();
        assert_eq!(pins, [("1", 0, false), ("2", 14, true)]);
        assert!(log.redacted.starts_with(b"PIN=1\tName=A\tPri=0\tPasswd=\n") && !log.redacted.contains(&b'9'));
    }

    #[test]
    fn names_of_other_pages_are_decoded() {
        let chinese = b"USER PIN=1\tName=\xD5\xC5\xC8\xFD\tPri=0\n";
        let western = b"USER PIN=1\tName=Andr\xE9\tPri=0\n";
        let name = |body, language| operlog_in(body, language, &Caps::default()).people[0].name.clone();

        assert_eq!(name(chinese, Some("83")), "张三");
        assert_eq!(name(chinese, Some("73")), "ÕÅÈý");
        assert_eq!((name(chinese, None), name(western, None)), ("张三".into(), "André".into()));
    }

    #[test]
    fn a_bad_line_costs_no_other_and_shows_no_secret() {
        let log = read(
            b"USER PIN=\tName=X\tPasswd=4711\nOPLOG x\t0\t2025-03-03 07:00:00\nOPLOG 4\t0\t2025-13-03 07:00:00\nWAS IST\nOPLOG 4\n\
              USER PIN=5\tName=Passwd=4711\n",
        );

        let reasons: Vec<Reason> = log.problems.iter().map(|problem| problem.reason).collect();
        assert_eq!(
            reasons,
            [Reason::BadPersonKey, Reason::UnknownCode, Reason::BadDate, Reason::UnknownCode, Reason::TooFewColumns]
        );
        assert_eq!((log.problems[0].raw.as_slice(), log.people.len()), (&b"USER PIN=\tName=X\tPasswd=-"[..], 1));
        assert!(!format!("{:?} {:?}", log.problems, log.people).contains("4711"));
    }

    #[test]
    fn a_template_broken_over_lines_is_blanked_to_its_end() {
        let log =
            read(b"FP PIN=1\tFID=6\tTMP=SlFTUzIx\nAAAAQUJDREVGR0hJSktM\nTU5PUFFSU1RVVldYWVo=\nUSER PIN=1\tName=A\n");

        assert_eq!((log.templates, log.problems.len(), log.people.len()), (1, 2, 1));
        assert_eq!(log.redacted, b"FP PIN=1\tFID=6\tTMP=-\n-\n-\nUSER PIN=1\tName=A\n");
    }

    #[test]
    fn a_picture_longer_than_a_line_may_be_is_still_only_counted() {
        let log = read(&[b"USERPIC PIN=1\tContent=".to_vec(), vec![b'A'; 200_000]].concat());

        assert_eq!((log.templates, log.redacted.as_slice()), (1, &b"USERPIC PIN=1\tContent=-"[..]));
    }
}
