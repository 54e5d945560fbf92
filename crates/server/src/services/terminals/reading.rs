//! From the bytes of a terminal's message to records on their way in. Nothing is stored here.

use std::collections::BTreeMap;
use std::sync::Arc;

use hadir_domain::ids::PunchId;
use hadir_domain::punches::{Clock, Source};
use hadir_intake::adms::{self, ClockDoubt, Row};
use hadir_intake::vendors::FkHeaders;
use hadir_intake::{Caps, Problem};
use hadir_store::claim::{Claim, ClaimedPlace, ClaimedRow, Precision};
use hadir_store::problems::NewProblem;
use hadir_store::punches::NewPunch;
use hadir_store::terminals::events::DeviceEvent;
use hadir_store::terminals::feeds::FeedKind;
use hadir_store::terminals::people::DevicePerson;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use super::feeding::{self, Envelope};
use super::known::Known;
use crate::system::System;

/// The role whose work unreadable rows are.
const OWNER: &str = "operator";

/// Longest line, and most rows of one message.
const CAPS: Caps = Caps { bytes: 5 << 20, rows: 200_000, line: 64 << 10, raw_problems: 10_000, unzipped: 0, cells: 0 };

/// Reason of a message nobody knows how to read.
pub const UNKNOWN_TABLE: &str = "unknown_table";

/// What a message says.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// Lines that carry something.
    pub lines: u64,
    /// Punches, in the order of their lines.
    pub punches: Vec<NewPunch>,
    /// Rows not understood or of nobody.
    pub problems: Vec<NewProblem>,
    /// Who is enrolled.
    pub people: Vec<DevicePerson>,
    /// What happened at the terminal.
    pub events: Vec<DeviceEvent>,
    /// What it says of itself.
    pub options: Vec<(String, String)>,
    /// The body without passwords and templates, where it held some.
    pub redacted: Option<Vec<u8>>,
    /// Whether anybody knows how to read it.
    pub understood: bool,
}

impl Content {
    /// Whether its lines are rows of attendance.
    pub fn is_punches(&self) -> bool {
        self.understood && self.people.is_empty() && self.events.is_empty() && self.options.is_empty()
    }
}

/// Where and when a message came.
#[derive(Clone, Copy)]
pub struct Arrival<'a> {
    /// The terminal.
    pub known: &'a Known,
    /// Source of random keys and salts.
    pub system: &'a System,
    /// When it came first.
    pub received_at: Timestamp,
    /// The language of names typed at the terminal, as it says.
    pub language: Option<&'a str>,
}

/// Reads a message of the push protocol by the table it names.
pub fn read(arrival: Arrival<'_>, kind: &str, body: &[u8]) -> Content {
    match kind {
        "attlog" => of_rows(arrival, &adms::attlog(body, &CAPS)),
        "rtlog" | "transaction" => of_rows(arrival, &adms::rtlog(body, &CAPS)),
        "operlog" => of_log(arrival, adms::operlog_in(body, arrival.language, &CAPS)),
        "userinfo" | "user" => of_log(arrival, adms::operlog_in(body, arrival.language, &CAPS)),
        "options" | "registry" => {
            Content { lines: 1, options: adms::options(body), understood: true, ..Content::default() }
        }
        "fkweb_other" => Content { understood: true, ..Content::default() },
        feed => match FeedKind::parse(feed) {
            Some(feed) => of_feed(arrival, feed, body),
            None => unknown(arrival, kind, body),
        },
    }
}

/// A message of another maker, read again as it came.
fn of_feed(arrival: Arrival<'_>, feed: FeedKind, body: &[u8]) -> Content {
    let fk = FkHeaders { request_code: "realtime_glog", dev_id: &arrival.known.serial, ..FkHeaders::default() };
    let envelope = Envelope { fk, ..Envelope::default() };
    let zone = arrival.known.instansi.zone.time_zone();
    feeding::content(arrival, &feeding::read(feed, envelope, &zone, body))
}

/// Rows of any feed as records. Doors and alarms stay in the kept message; they are no punches and not counted as rows.
pub fn of_rows(arrival: Arrival<'_>, rows: &adms::Rows) -> Content {
    let ignored = rows.events_ignored.len() as u64;
    Content {
        lines: rows.lines.saturating_sub(ignored),
        punches: rows.events.iter().map(|row| punch(arrival, row)).collect(),
        problems: rows.problems.iter().chain(&rows.nobody).map(|one| problem(arrival, one)).collect(),
        understood: true,
        ..Content::default()
    }
}

fn of_log(arrival: Arrival<'_>, log: adms::OperLog) -> Content {
    let device = arrival.known.device;
    let people = log.people.into_iter().map(|one| {
        let person = DevicePerson {
            device,
            pin: one.pin.clone(),
            name: one.name,
            privilege: i64::from(one.privilege),
            seen_at: arrival.received_at,
        };
        (one.pin, person)
    });
    // A PIN that stands twice in one message: the later line counts.
    let people: BTreeMap<String, DevicePerson> = people.collect();
    let events = log.events.into_iter().map(|one| DeviceEvent {
        device,
        local_time: one.time,
        code: i64::from(one.code),
        operator: one.operator,
        detail: one.detail.join(" ").trim_end().to_owned(),
        received_at: arrival.received_at,
    });
    Content {
        lines: log.lines,
        events: events.collect(),
        people: people.into_values().collect(),
        problems: log.problems.iter().map(|one| problem(arrival, one)).collect(),
        redacted: log.has_secrets.then_some(log.redacted),
        understood: true,
        ..Content::default()
    }
}

/// A message nobody knows how to read: kept, with somebody to look at it.
pub fn unknown(arrival: Arrival<'_>, kind: &str, body: &[u8]) -> Content {
    let mut raw = format!("table={kind}\n").into_bytes();
    raw.extend_from_slice(&body[..body.len().min(2000)]);
    let problem = new_problem(arrival, UNKNOWN_TABLE, raw);
    Content { lines: 1, problems: vec![problem], ..Content::default() }
}

fn punch(arrival: Arrival<'_>, row: &Row) -> NewPunch {
    let mut claim = Claim::new(Source::Machine, row.pin.clone(), row.time);
    claim.device = Some(arrival.known.device);
    claim.state.clone_from(&row.state);
    claim.verify.clone_from(&row.verify);
    claim.work_code.clone_from(&row.work_code);
    claim.row = Some(ClaimedRow { cell: None, line: row.line, sheet: None });
    if row.extra.precision == Some(hadir_intake::Precision::Minute) {
        claim.precision = Precision::Minute;
    }
    claim.place = row.extra.gps.map(|place| ClaimedPlace {
        accuracy_m: place.accuracy_m,
        latitude: place.latitude,
        longitude: place.longitude,
    });
    claim.detail = detail(row).map(Arc::new);
    let here = arrival.known.zone.time_zone().to_datetime(arrival.received_at);
    if let Some(doubt) = adms::clock_reset(row.time, here) {
        claim.labels.push(format!("clock_{}", doubt.as_str()));
        // A few minutes ahead are a matter of drift; a day ahead would count on a day that has not come.
        let cannot_be = doubt != ClockDoubt::Future || row.time > here.saturating_add(1.day());
        if cannot_be {
            claim.clock = Clock::Suspect;
        }
    }
    NewPunch {
        id: PunchId(arrival.system.uuid()),
        salt: arrival.system.bytes(),
        received_at: arrival.received_at,
        import: None,
        client_id: None,
        claim,
    }
}

/// What only newer firmware says, as it said it.
fn detail(row: &Row) -> Option<Value> {
    let mut detail = serde_json::Map::new();
    if let Some(mask) = row.extra.mask {
        detail.insert("mask".into(), json!(mask));
    }
    if let Some(number) = row.extra.record_number {
        detail.insert("record_number".into(), json!(number));
    }
    if let Some(temperature) = row.extra.temperature {
        detail.insert("temperature".into(), json!(temperature));
    }
    if let Some(offset) = row.extra.offset_s {
        detail.insert("utc_offset_s".into(), json!(offset));
    }
    (!detail.is_empty()).then_some(Value::Object(detail))
}

fn problem(arrival: Arrival<'_>, one: &Problem) -> NewProblem {
    new_problem(arrival, one.reason.as_str(), one.raw.clone())
}

/// The line's number is left out of what tells problems apart: a repeated row may stand elsewhere in its message.
fn new_problem(arrival: Arrival<'_>, reason: &str, raw: Vec<u8>) -> NewProblem {
    NewProblem {
        id: arrival.system.uuid(),
        source: Source::Machine.as_str().into(),
        import: None,
        file: None,
        device: Some(arrival.known.device),
        sheet: None,
        line: None,
        cell: None,
        reason: reason.into(),
        raw,
        owner_role: OWNER.into(),
        received_at: arrival.received_at,
    }
}
