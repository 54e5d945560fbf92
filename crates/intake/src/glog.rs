//! GLog text (`001_GL.TXT`, `GLG_001.TXT`, `AGL_001.TXT`) of the FK, SmackBio, Realand family and its many labels.
//!
//! `No, machine, EnNo, [empty], Name, [empty], code, code, DateTime`. Header and rows may differ in their empty
//! columns and headers arrive damaged, so columns are counted from both ends. Numbers are padded with zeros. The date
//! order is decided once per file. EnNo 0 is a face or finger nobody was recognised by.

use jiff::civil::Time;

use crate::dates::{Votes, Written, read_date_and_time};
use crate::text::Text;
use crate::{Event, Format, IntakeError, Options, Precision, Reading, Reason, RowRef, Warning, WarningCode, clock};

/// Longest EnNo without its padding.
const KEY_LIMIT: usize = 24;
/// Longest name kept.
const NAME_LIMIT: usize = 120;
/// Lines looked at to tell the format.
const SNIFF_LINES: usize = 1000;
/// No, machine, EnNo, two codes, date and time: the least a row has.
const LEAST_COLUMNS: usize = 6;

/// Why the file is not a GLog, if it is not.
pub(crate) fn fits(text: &Text) -> Result<(), String> {
    for (_, line) in text.lines().take(SNIFF_LINES) {
        let line = text.decode(&line[..line.len().min(4096)]);
        if Header::of(&line).is_some() || parse(&line).is_ok() {
            return Ok(());
        }
    }
    Err("no header with EnNo and DateTime, and no line ends in two codes, a date and a time".into())
}

/// Reads every line.
pub(crate) fn read(text: &Text, options: &Options) -> Result<Reading, IntakeError> {
    let mut reading = Reading::new(Format::Glog);
    reading.warnings.extend(text.warning());

    let mut votes = Votes::default();
    let mut lines = text.lines().peekable();
    let header = lines.peek().and_then(|(_, line)| header_of_file(&text.decode(line)));
    match &header {
        Some(_) => drop(lines.next()),
        None => reading.warnings.push(damaged("tidak ada baris judul", "there is no header line")),
    }
    if header.as_ref().is_some_and(|header| header.damaged) {
        reading.warnings.push(damaged("judul tidak lengkap", "the header is incomplete"));
    }
    let codes = header.map_or(Codes::Unknown, |header| header.codes);

    for (_, line) in lines.clone() {
        if line.len() <= options.caps.line
            && let Ok(row) = parse(&text.decode(line))
        {
            votes.note(row.on);
        }
    }
    let order = votes.decide(options.date_order);
    reading.warnings.extend(order.warning.clone());

    for (number, line) in lines {
        reading.count_row(&options.caps)?;
        let at = RowRef::line(number);
        if line.len() > options.caps.line {
            reading.set_aside(at, Reason::TooLong, line, &options.caps);
            continue;
        }
        let decoded = text.decode(line);
        let row = parse(&decoded).and_then(|row| order.date(row.on).map(|on| (row, on)));
        match row {
            Err(reason) => reading.set_aside(at, reason, line, &options.caps),
            Ok((row, _)) if row.key.is_empty() => reading.of_nobody(at, line, &options.caps),
            Ok((row, on)) => {
                let mut event = Event::new(row.key, on.to_datetime(row.at), at);
                event.precision = row.precision;
                event.name = Some(row.name).filter(|name| !name.is_empty());
                event.device = code(row.machine);
                (event.state, event.verify) = match codes {
                    Codes::StateThenVerify => (code(row.first), code(row.second)),
                    Codes::VerifyThenState => (code(row.second), code(row.first)),
                    Codes::GroupThenVerify | Codes::Unknown => (None, code(row.second)),
                };
                reading.note_device(event.device.as_deref());
                reading.events.push(event);
            }
        }
    }
    clock::mark_suspect(&mut reading);
    clock::mark_order(&mut reading);
    Ok(reading)
}

/// What the two columns before the date mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Codes {
    /// `INOUT`, `Mode`
    StateThenVerify,
    /// `Mode`, `IOMd`
    VerifyThenState,
    /// `GMNo`, `Mode`
    GroupThenVerify,
    /// No header says; the second one is kept as verification.
    Unknown,
}

#[derive(Debug)]
struct Header {
    codes: Codes,
    damaged: bool,
}

impl Header {
    /// Recognises a header by two of its words, so that one damaged word does no harm.
    fn of(line: &str) -> Option<Self> {
        let upper = line.to_ascii_uppercase();
        let words: Vec<&str> = upper.split(['\t', ' ']).map(str::trim).filter(|word| !word.is_empty()).collect();
        let has = |names: &[&str]| words.iter().any(|word| names.contains(word));
        let known = [has(&["NO"]), has(&["ENNO"]), has(&["NAME"]), has(&["DATETIME"]), has(&["TMNO", "MCHN"])];
        let hits = known.iter().filter(|hit| **hit).count();
        if hits < 2 || !(has(&["ENNO"]) || has(&["DATETIME"]) || hits >= 3) {
            return None;
        }
        let codes = if has(&["INOUT"]) {
            Codes::StateThenVerify
        } else if has(&["IOMD"]) {
            Codes::VerifyThenState
        } else if has(&["GMNO"]) {
            Codes::GroupThenVerify
        } else {
            Codes::Unknown
        };
        Some(Self { codes, damaged: hits < known.len() || codes == Codes::Unknown })
    }
}

/// The first line as header. One that neither reads as a header nor as a row, nor even ends in digits, is a header
/// too damaged to read.
fn header_of_file(line: &str) -> Option<Header> {
    if let Some(header) = Header::of(line) {
        return Some(header);
    }
    let ends_in_digit = line.trim_end().ends_with(|last: char| last.is_ascii_digit());
    let starts_with_digit = line.trim_start().starts_with(|first: char| first.is_ascii_digit());
    let is_header = !ends_in_digit && !starts_with_digit && line.contains('\t') && parse(line).is_err();
    is_header.then_some(Header { codes: Codes::Unknown, damaged: true })
}

struct Row {
    machine: String,
    /// Without padding; empty for nobody.
    key: String,
    name: String,
    first: String,
    second: String,
    on: Written,
    at: Time,
    precision: Precision,
}

fn parse(line: &str) -> Result<Row, Reason> {
    let tabs = line.contains('\t');
    let mut columns: Vec<&str> = if tabs {
        line.split('\t').take(64).map(|column| column.trim_matches([' ', '\r', '\0', '\u{1A}'])).collect()
    } else {
        line.split(' ').filter(|column| !column.is_empty()).take(64).collect()
    };
    while columns.last().is_some_and(|column| column.is_empty()) {
        columns.pop();
    }
    // Date and time stand in one column, or, parted by a TAB or a blank, in the last two.
    let last = columns.pop().ok_or(Reason::TooFewColumns)?;
    let stamp = if last.len() > 8 || columns.is_empty() {
        last.to_owned()
    } else {
        format!("{} {last}", columns.pop().unwrap_or_default())
    };
    if columns.len() + 1 < LEAST_COLUMNS {
        return Err(Reason::TooFewColumns);
    }
    let (on, at, precision) = read_date_and_time(&stamp)?;
    let [_, machine, key, name @ .., first, second] = columns.as_slice() else { return Err(Reason::TooFewColumns) };
    let name: Vec<&str> = name.iter().copied().filter(|part| !part.is_empty()).collect();
    let name: String = name.join(" ").chars().take(NAME_LIMIT).collect();
    if key.is_empty() || !key.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(Reason::BadPersonKey);
    }
    let key = key.trim_start_matches('0');
    if key.len() > KEY_LIMIT {
        return Err(Reason::BadPersonKey);
    }
    if machine.len() > KEY_LIMIT || first.len() > KEY_LIMIT || second.len() > KEY_LIMIT {
        return Err(Reason::TooLong);
    }
    Ok(Row {
        machine: (*machine).to_owned(),
        key: key.to_owned(),
        name,
        first: (*first).to_owned(),
        second: (*second).to_owned(),
        on,
        at,
        precision,
    })
}

fn code(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn damaged(id: &str, en: &str) -> Warning {
    Warning::new(WarningCode::DamagedHeader, id, en)
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;
    use crate::DateOrder;

    const MCHN: &str = "No\tMchn\tEnNo\t\tName\t\tMode\tIOMd\tDateTime\t\r\n";

    fn read_with(bytes: &[u8], date_order: Option<DateOrder>) -> Reading {
        let options = Options { date_order, ..Options::default() };
        read(&Text::of(bytes), &options).unwrap()
    }

    fn read_all(text: &str) -> Reading {
        read_with(text.as_bytes(), None)
    }

    fn codes(reading: &Reading) -> Vec<WarningCode> {
        reading.warnings.iter().map(|warning| warning.code).collect()
    }

    #[test]
    fn columns_are_counted_from_both_ends() {
        let reading = read_all(&format!("{MCHN}000004\t1\t000001071\tHENDRA    \t1\t0\t2025/11/03  07:26:31\t\r\n"));
        let event = &reading.events[0];

        assert_eq!((event.person_key.as_str(), event.name.as_deref()), ("1071", Some("HENDRA")));
        assert_eq!(event.time, datetime(2025, 11, 3, 7, 26, 31, 0));
        assert_eq!((event.verify.as_deref(), event.state.as_deref()), (Some("1"), Some("0")));
        assert_eq!((reading.rows, codes(&reading)), (1, vec![]));
    }

    #[test]
    fn an_american_and_an_indonesian_file_are_told_apart_by_impossible_values() {
        let header = "No\tTMNo\tEnNo\tName\tGMNo\tMode\tDateTime\n";
        let row = |on: &str| format!("1\t1\t00007\tSARI\t1\t1\t{on} 07:00:00\n");

        let american = read_all(&format!("{header}{}{}", row("11/03/2025"), row("11/14/2025")));
        let indonesian = read_all(&format!("{header}{}{}", row("03/11/2025"), row("14/11/2025")));

        let times = |reading: &Reading| reading.events.iter().map(|event| event.time).collect::<Vec<_>>();
        assert_eq!(times(&american), times(&indonesian));
        assert_eq!(times(&american)[0], datetime(2025, 11, 3, 7, 0, 0, 0));
        assert_eq!(codes(&american), [WarningCode::DateOrderInferred]);
    }

    #[test]
    fn an_undecidable_file_keeps_its_rows_until_the_operator_answers() {
        let file = "No\tTMNo\tEnNo\tName\tGMNo\tMode\tDateTime\n1\t1\t7\tSARI\t1\t1\t11/03/2025 07:00:00\n";

        let open = read_with(file.as_bytes(), None);
        let told = read_with(file.as_bytes(), Some(DateOrder::DayMonthYear));

        assert_eq!(open.problems[0].reason, Reason::AmbiguousDate);
        assert_eq!(codes(&open), [WarningCode::DateOrderAmbiguous]);
        assert_eq!(told.events[0].time, datetime(2025, 3, 11, 7, 0, 0, 0));
    }

    #[test]
    fn an_unrecognised_face_is_nobody() {
        let file = "No\tTMNo\tEnNo\tName\tINOUT\tMode\tDateTime\n\
                    1\t1\t00000000\t\t0\t4\t2025/11/03 07:00:00\n2\t1\t00000012\tSARI\t0\t4\t2025/11/03 07:00:09\n";
        let reading = read_all(file);

        assert_eq!((reading.rows, reading.unidentified, reading.events.len()), (2, 1, 1));
        assert_eq!(reading.events[0].state.as_deref(), Some("0"));
        assert_eq!(reading.events[0].verify.as_deref(), Some("4"));
    }

    #[test]
    fn damaged_and_missing_headers_do_no_harm() {
        let row = "000004\t1\t000001071\tHENDRA    \t1\t0\t2025/11/03  07:26:31\t\r\n";

        for header in
            ["No\tMc\u{FFFD}n\tEnNo\t\tNa\t\tMode\tIOMd\tDateTi\t\r\n", "\u{FFFD}\u{FFFD}\t\t\u{FFFD}\r\n", ""]
        {
            let reading = read_all(&format!("{header}{row}"));
            assert_eq!((reading.rows, reading.events.len()), (1, 1), "{header:?}");
            assert!(codes(&reading).contains(&WarningCode::DamagedHeader));
        }
    }

    #[test]
    fn utf16_and_old_code_pages_are_read() {
        let text = format!("{MCHN}000004\t1\t000001071\tANDRÉ\t1\t0\t2025/11/03  07:26:31\t\r\n");
        let little: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let big: Vec<u8> = [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let western: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();

        for bytes in [little, big, western] {
            let reading = read_with(&bytes, None);
            assert_eq!(reading.events[0].name.as_deref(), Some("ANDRÉ"));
            assert_eq!(codes(&reading), [WarningCode::CodePage]);
        }
    }

    #[test]
    fn a_chinese_code_page_keeps_the_name() {
        let mut bytes = MCHN.as_bytes().to_vec();
        bytes.extend_from_slice(b"000004\t1\t000001071\t\xD5\xC5\xC8\xFD\t1\t0\t2025/11/03  07:26:31\t\r\n");

        assert_eq!(read_with(&bytes, None).events[0].name.as_deref(), Some("张三"));
    }

    #[test]
    fn a_bad_row_never_stops_a_file() {
        let file = format!(
            "{MCHN}000001\t1\t000000002\tSARI\t1\t0\t2025/11/03  07:61:51\t\r\n000002\t1\r\n\
             000003\t1\t0000!0002\tSARI\t1\t0\t2025/11/03  07:01:51\t\r\n\
             000004\t1\t000000002\tSARI\t1\t0\t2025/11/03  07:01:51\t\r\n"
        );
        let reading = read_all(&file);

        let reasons: Vec<Reason> = reading.problems.iter().map(|problem| problem.reason).collect();
        assert_eq!(reasons, [Reason::BadTime, Reason::TooFewColumns, Reason::BadPersonKey]);
        assert_eq!((reading.rows, reading.events.len()), (4, 1));
    }
}
