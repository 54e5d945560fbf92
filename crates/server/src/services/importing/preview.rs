//! What a file would do, shown before it is taken in. Nothing is stored.

use std::collections::BTreeMap;

use hadir_domain::ids::PersonId;
use hadir_intake::{FileFacts, Problem};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, matching, people};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::error::ServiceError;
use super::super::files::NamedFile;
use super::{Order, Taken};
use crate::app::App;
use crate::lang::Lang;

const SHOWN_PROBLEMS: usize = 200;
const SHOWN_EVENTS: usize = 50;
const SHOWN_KEYS: usize = 500;

/// What a file says and whom it means.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Preview {
    /// Its name.
    pub file: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Stable name of the format.
    pub format: String,
    /// Rows that carry data.
    pub rows: u64,
    /// Punches of identified persons.
    pub events: u64,
    /// Without exact repeats.
    pub distinct_events: u64,
    /// Persons.
    pub employees: u64,
    /// Person-days.
    pub employee_days: u64,
    /// The earliest punch.
    pub first: Option<String>,
    /// The latest punch.
    pub last: Option<String>,
    /// The period the file names.
    pub period: Option<String>,
    /// Status tokens by code.
    pub codes: BTreeMap<String, u64>,
    /// Rows of nobody.
    pub unidentified: u64,
    /// Punches whose time cannot be right.
    pub suspect_clock: u64,
    /// What the operator should know.
    pub warnings: Vec<PreviewWarning>,
    /// The first rows that were not understood.
    pub malformed: Vec<PreviewProblem>,
    /// How many there are.
    pub malformed_total: u64,
    /// The first punches with whom they mean.
    pub sample: Vec<PreviewEvent>,
    /// Keys nobody is known by.
    pub unmatched_keys: Vec<UnmatchedKey>,
    /// Whether a terminal must be named before it can be taken in.
    pub device_needed: bool,
}

/// A warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreviewWarning {
    /// Stable code.
    pub code: String,
    /// In Indonesian.
    pub detail: String,
    /// In English.
    pub detail_en: String,
}

/// A row that was not understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreviewProblem {
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The line, from 1.
    pub line: u64,
    /// The cell.
    pub cell: Option<String>,
    /// Stable code.
    pub reason: String,
    /// The row as text.
    pub text: String,
    /// The sentence in Indonesian.
    pub detail: String,
    /// The sentence in English.
    pub detail_en: String,
}

impl PreviewProblem {
    /// A problem of a file.
    pub fn of(file: &str, problem: &Problem) -> Self {
        Self {
            sheet: problem.row.sheet.clone(),
            line: problem.row.line,
            cell: problem.row.cell.clone(),
            reason: problem.reason.as_str().into(),
            text: String::from_utf8_lossy(&problem.raw).into_owned(),
            detail: problem.sentence(file, Lang::Id.into()),
            detail_en: problem.sentence(file, Lang::En.into()),
        }
    }
}

/// A punch and whom it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreviewEvent {
    /// The key in the file.
    pub person_key: String,
    /// The name in the file.
    pub name: Option<String>,
    /// Local time.
    pub local_time: String,
    /// The key pressed.
    pub state: Option<String>,
    /// Whom it means.
    pub matched: Option<PreviewPerson>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreviewPerson {
    /// The lasting key.
    pub id: uuid::Uuid,
    /// Name.
    pub name: String,
}

/// A key nobody is known by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnmatchedKey {
    /// The key in the file.
    pub person_key: String,
    /// The name in the file.
    pub name: Option<String>,
    /// How many punches and codes.
    pub events: u64,
}

/// Reads a file and says what it would do.
///
/// # Errors
///
/// When it is not understood, or its terminal or unit is not known.
pub async fn preview(app: &App, instansi: &Instansi, file: &NamedFile, order: &Order) -> Result<Preview, ServiceError> {
    let (taken, device_needed) = match super::take(app, instansi, file, order).await {
        Err(error) if error.code == "device_needed" => {
            let without = Order { source: hadir_domain::punches::Source::Portal, ..order.clone() };
            (super::take(app, instansi, file, &without).await?, true)
        }
        other => (other?, false),
    };
    let who = whom(app, instansi, &taken, device_needed).await?;
    Ok(show(&taken, device_needed, &who))
}

struct Who {
    people: Vec<Option<PersonId>>,
    names: BTreeMap<PersonId, String>,
}

async fn whom(app: &App, instansi: &Instansi, taken: &Taken<'_>, device_needed: bool) -> Result<Who, StoreError> {
    let events = taken.reading.events.iter().map(|event| (event.person_key.as_str(), event.time.date()));
    let codes = taken.reading.statuses.iter().map(|cell| (cell.person_key.as_str(), cell.date));
    let keys: Vec<(&str, Date)> = events.chain(codes).collect();
    if device_needed {
        return Ok(Who { people: vec![None; keys.len()], names: BTreeMap::new() });
    }
    let device = taken.device.as_ref().map(|row| row.device.id);
    app.db
        .read(async |tx| {
            let found = matching::who(tx, instansi.id, taken.source, device, &keys).await?;
            let mut wanted: Vec<PersonId> = found.iter().take(SHOWN_EVENTS).flatten().copied().collect();
            wanted.sort_unstable();
            wanted.dedup();
            let named = people::get_many(tx, instansi.id, &wanted).await?;
            Ok(Who { people: found, names: named.into_iter().map(|person| (person.id, person.name)).collect() })
        })
        .await
}

fn show(taken: &Taken<'_>, device_needed: bool, who: &Who) -> Preview {
    let reading = &taken.reading;
    let name = &taken.file.name;
    let facts = FileFacts::of(name, &taken.file.bytes, reading, Lang::Id.into());
    let mut unmatched: BTreeMap<&str, UnmatchedKey> = BTreeMap::new();
    let events = reading.events.iter().map(|event| (event.person_key.as_str(), event.name.as_ref()));
    let codes = reading.statuses.iter().map(|cell| (cell.person_key.as_str(), cell.name.as_ref()));
    for ((key, named), person) in events.chain(codes).zip(&who.people) {
        if person.is_none() {
            let entry = unmatched.entry(key).or_insert_with(|| UnmatchedKey {
                person_key: key.to_owned(),
                name: named.cloned(),
                events: 0,
            });
            entry.events += 1;
        }
    }
    Preview {
        file: facts.file,
        sha256: facts.sha256,
        format: facts.format.as_str().into(),
        rows: facts.rows,
        events: facts.events,
        distinct_events: facts.distinct_events,
        employees: facts.employees,
        employee_days: facts.employee_days,
        first: facts.first,
        last: facts.last,
        period: facts.period,
        codes: facts.codes,
        unidentified: facts.unidentified,
        suspect_clock: facts.suspect_clock,
        warnings: reading
            .warnings
            .iter()
            .map(|warning| PreviewWarning {
                code: warning.code.as_str().into(),
                detail: warning.sentence(name, Lang::Id.into()),
                detail_en: warning.sentence(name, Lang::En.into()),
            })
            .collect(),
        malformed: reading.problems.iter().take(SHOWN_PROBLEMS).map(|one| PreviewProblem::of(name, one)).collect(),
        malformed_total: reading.problems.len() as u64,
        sample: reading
            .events
            .iter()
            .zip(&who.people)
            .take(SHOWN_EVENTS)
            .map(|(event, person)| PreviewEvent {
                person_key: event.person_key.clone(),
                name: event.name.clone(),
                local_time: event.time.to_string(),
                state: event.state.clone(),
                matched: person
                    .and_then(|id| who.names.get(&id).map(|name| PreviewPerson { id: id.0, name: name.clone() })),
            })
            .collect(),
        unmatched_keys: unmatched.into_values().take(SHOWN_KEYS).collect(),
        device_needed,
    }
}
