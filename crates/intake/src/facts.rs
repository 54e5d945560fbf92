//! The figures of a file, as `hadir inspect --json` prints them.

use std::collections::{BTreeMap, HashSet};

use hadir_domain::punches::Clock;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{Event, Format, Lang, Reading, Reason, WarningCode};

/// Figures of one file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FileFacts {
    /// The file as it was named.
    pub file: String,
    /// Which format it is.
    pub format: Format,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Rows that carry data, good and bad.
    pub rows: u64,
    /// Punches of identified persons.
    pub events: u64,
    /// After dropping exact repeats: same person key and time.
    pub distinct_events: u64,
    /// Persons with a punch, a code, a total or an enrolment in the file.
    pub employees: u64,
    /// Days of persons with a punch or a code.
    pub employee_days: u64,
    /// The earliest punch, suspect clocks included. Local time, with an offset only where the format carries one.
    pub first: Option<String>,
    /// The latest punch.
    pub last: Option<String>,
    /// Rows that could not be understood.
    pub malformed: Vec<Malformed>,
    /// Rows of nobody.
    pub unidentified: u64,
    /// Punches whose time cannot be right although well formed.
    pub suspect_clock: u64,
    /// Status tokens by code.
    pub codes: BTreeMap<String, u64>,
    /// The period the file names.
    pub period: Option<String>,
    /// What the operator should know.
    pub warnings: Vec<WarningFact>,
}

/// One row that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Malformed {
    /// The sheet, in a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The line or row, from 1.
    pub line: u64,
    /// The cell, in a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// Why.
    pub reason: Reason,
    /// The row, with damaged bytes shown as U+FFFD.
    pub text: String,
}

/// One warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WarningFact {
    /// What kind.
    pub code: WarningCode,
    /// The particulars.
    pub detail: String,
}

impl FileFacts {
    /// The figures of one file, warnings in the given language.
    pub fn of(file: &str, bytes: &[u8], reading: &Reading, lang: Lang) -> Self {
        let mut moments: Vec<(&str, jiff::civil::DateTime)> =
            reading.events.iter().map(|event| (event.person_key.as_str(), event.time)).collect();
        moments.sort_unstable();
        moments.dedup();
        let mut days: Vec<(&str, jiff::civil::Date)> = moments.iter().map(|(key, time)| (*key, time.date())).collect();
        days.extend(reading.statuses.iter().map(|cell| (cell.person_key.as_str(), cell.date)));
        days.sort_unstable();
        days.dedup();
        let mut people: HashSet<&str> = days.iter().map(|(key, _)| *key).collect();
        people.extend(reading.totals.iter().map(|total| total.person_key.as_str()));
        people.extend(reading.people.iter().map(|person| person.person_key.as_str()));
        people.extend(reading.roster.iter().map(|pin| pin.number.as_deref().unwrap_or(&pin.pin)));
        let mut codes = BTreeMap::new();
        for cell in &reading.statuses {
            *codes.entry(cell.code.clone()).or_default() += 1;
        }
        Self {
            file: file.to_owned(),
            format: reading.format,
            sha256: hex::encode(Sha256::digest(bytes)),
            rows: reading.rows,
            events: reading.events.len() as u64,
            distinct_events: moments.len() as u64,
            employees: people.len() as u64,
            employee_days: days.len() as u64,
            first: reading.events.iter().min_by_key(|event| event.time).map(written),
            last: reading.events.iter().max_by_key(|event| event.time).map(written),
            malformed: reading
                .problems
                .iter()
                .map(|problem| Malformed {
                    sheet: problem.row.sheet.clone(),
                    line: problem.row.line,
                    cell: problem.row.cell.clone(),
                    reason: problem.reason,
                    text: String::from_utf8_lossy(&problem.raw).into_owned(),
                })
                .collect(),
            unidentified: reading.unidentified,
            suspect_clock: reading.events.iter().filter(|event| event.clock == Clock::Suspect).count() as u64,
            codes,
            period: reading.period.map(|period| period.to_string()),
            warnings: reading
                .warnings
                .iter()
                .map(|warning| WarningFact { code: warning.code, detail: warning.detail(lang).to_owned() })
                .collect(),
        }
    }
}

/// `2026-01-05T07:02:11`, with `+07:00` behind it where the format carries offsets.
fn written(event: &Event) -> String {
    match event.offset {
        None => event.time.to_string(),
        Some(offset) => {
            let seconds = offset.seconds();
            let sign = if seconds < 0 { '-' } else { '+' };
            let minutes = seconds.abs() / 60;
            format!("{}{sign}{:02}:{:02}", event.time, minutes / 60, minutes % 60)
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;
    use crate::RowRef;

    #[test]
    fn repeats_are_counted_once_and_first_and_last_are_local() {
        let mut reading = Reading::new(Format::Hikvision);
        let at = |hour| datetime(2026, 1, 5, hour, 2, 11, 0);
        reading.events = vec![
            Event::new("7", at(16), RowRef::line(1)),
            Event::new("7", at(7), RowRef::line(2)),
            Event::new("7", at(7), RowRef::line(3)),
            Event::new("8", at(7), RowRef::line(4)),
        ];
        let facts = FileFacts::of("a", b"", &reading, Lang::Id);
        assert_eq!((facts.events, facts.distinct_events, facts.employees, facts.employee_days), (4, 3, 2, 2));
        assert_eq!(facts.first.as_deref(), Some("2026-01-05T07:02:11"));

        reading.events[0].offset = Some(jiff::tz::offset(7));
        let facts = FileFacts::of("a", b"", &reading, Lang::Id);
        assert_eq!(facts.last.as_deref(), Some("2026-01-05T16:02:11+07:00"));
    }
}
