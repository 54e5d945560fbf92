//! How discrepancies and what is done about them look over the wire, and how filters are read.

use std::collections::HashMap;

use hadir_domain::access::Action;
use hadir_domain::ids::PersonId;
use hadir_domain::people::Person;
use hadir_domain::reconcile::{DiscrepancyType, Outcome, Says, SettleState, SettleWord, Speaker, is_overdue};
use hadir_domain::units::Unit;
use hadir_store::reconcile::discrepancies::CauseRow;
use hadir_store::reconcile::settlements::{ListFilter, Listed, StateFilter};
use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::shapes::{PersonRef, UnitRef, date_of};
use crate::auth::Caller;
use crate::error::ApiError;
use crate::services::settling::causes::{ClockBehind, OpenCause};
use crate::services::settling::viewing::SettleSays;

/// Which discrepancies.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichDiscrepancies {
    /// `waiting` for all in which somebody has to do something, or `open`, `assigned`, `proposed`, `settled`, `reopened`,
    /// `gone`; all without.
    pub state: Option<String>,
    /// Its type, as `time_differs`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Code or key of a unit, with all below it.
    pub unit: Option<String>,
    /// A source on either side, as `portal`.
    pub source: Option<String>,
    /// Key of the cause behind them.
    pub cause: Option<Uuid>,
    /// Key of the bundle they are proposed in.
    pub bundle: Option<Uuid>,
    /// In whose hand; `me` for one's own.
    pub owner: Option<String>,
    /// Only those whose time ran out.
    pub overdue: Option<bool>,
    /// Key of a person.
    pub person: Option<Uuid>,
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// From the page before.
    pub cursor: Option<String>,
}

impl WhichDiscrepancies {
    /// As a filter within what the caller may see.
    pub(super) fn read(&self, caller: &Caller, all_units: &[Unit]) -> Result<ListFilter, ApiError> {
        let mut filter = ListFilter::within(caller.require(Action::ReconcileRead)?);
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let overdue = self.overdue == Some(true);
        filter.state = match given(&self.state).as_deref() {
            None if overdue => StateFilter::Waiting,
            None => StateFilter::Any,
            Some("waiting") => StateFilter::Waiting,
            Some(code) => StateFilter::Only(code_of("state", SettleState::parse(code))?),
        };
        filter.kind = given(&self.kind).map(|code| code_of("type", DiscrepancyType::parse(&code))).transpose()?;
        filter.source = given(&self.source).map(|code| code_of("source", Speaker::parse(&code))).transpose()?;
        if let Some(named) = given(&self.unit) {
            filter.unit = Some(caller.require_unit(Action::ReconcileRead, all_units, &named)?.id);
        }
        filter.owner = given(&self.owner).map(|owner| if owner == "me" { caller.by.clone() } else { owner });
        (filter.cause, filter.bundle, filter.person) = (self.cause, self.bundle, self.person.map(PersonId));
        filter.due_before = overdue.then_some(caller.today);
        filter.from = given(&self.from).map(|text| date_of("from", &text)).transpose()?;
        filter.to = given(&self.to).map(|text| date_of("to", &text)).transpose()?;
        Ok(filter)
    }
}

/// A code of a list, or 422 naming the field.
pub(super) fn code_of<T>(field: &str, read: Option<T>) -> Result<T, ApiError> {
    read.ok_or_else(|| {
        ApiError::field(field, "unknown_code", "Pilih salah satu dari daftar.", "Choose one of the list.")
    })
}

/// One side in short.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiscrepancySide {
    source: String,
    /// Null when it is silent.
    value: Option<String>,
}

/// What is proposed.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiscrepancyProposed {
    /// `a_right`, `b_right`, `both_wrong` or `cannot_be_known`.
    outcome: String,
    by_login: String,
    /// The bundle it came with.
    bundle: Option<Uuid>,
}

/// A discrepancy in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiscrepancyItem {
    id: Uuid,
    person: PersonRef,
    date: String,
    unit: Option<UnitRef>,
    /// Its type.
    #[serde(rename = "type")]
    kind: String,
    /// Other types that fit too.
    also: Vec<String>,
    a: DiscrepancySide,
    b: DiscrepancySide,
    detail: String,
    detail_en: String,
    cause: Option<Uuid>,
    /// What the evidence suggests: an outcome.
    suggested: Option<String>,
    because: String,
    because_en: String,
    /// `open`, `assigned`, `proposed`, `settled`, `reopened` or `gone`.
    state: String,
    /// Login in whose hand it is.
    owner: Option<String>,
    proposed: Option<DiscrepancyProposed>,
    due_on: String,
    overdue: bool,
    found_at: String,
    /// SHA-256 of what the sources say; a step may name it.
    evidence: String,
}

impl DiscrepancyItem {
    /// A row with the names it needs.
    pub(super) fn of(one: &Listed, people: &HashMap<PersonId, Person>, units: &[Unit], today: Date) -> Self {
        let row = &one.row;
        let nameless = || PersonRef { id: row.person.0, name: String::new(), number_masked: None };
        let side = |(speaker, value): &(Speaker, Option<String>)| DiscrepancySide {
            source: speaker.as_str().to_owned(),
            value: value.clone(),
        };
        let proposed = one.outcome.zip(one.proposed_by.clone()).map(|(outcome, by_login)| DiscrepancyProposed {
            outcome: outcome.as_str().to_owned(),
            by_login,
            bundle: one.bundle,
        });
        Self {
            id: row.id,
            person: people.get(&row.person).map_or_else(nameless, PersonRef::from),
            date: row.on.to_string(),
            unit: units.iter().find(|unit| unit.id == row.unit).map(UnitRef::from),
            kind: row.kind.as_str().to_owned(),
            also: row.also.iter().map(|kind| kind.as_str().to_owned()).collect(),
            a: side(&row.a),
            b: side(&row.b),
            detail: row.detail.clone(),
            detail_en: row.detail_en.clone(),
            cause: row.cause,
            suggested: row.proposal.map(|outcome| outcome.as_str().to_owned()),
            because: row.because.clone(),
            because_en: row.because_en.clone(),
            state: one.state.as_str().to_owned(),
            owner: one.owner.clone(),
            proposed,
            due_on: row.due_on.to_string(),
            overdue: is_overdue(one.state, row.due_on, today),
            found_at: row.found_at.to_string(),
            evidence: hex::encode(row.evidence),
        }
    }
}

/// One step as it was taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiscrepancyStep {
    id: Uuid,
    /// `assign`, `propose`, `confirm`, `reject` or `withdraw`.
    step: String,
    owner: Option<String>,
    outcome: Option<String>,
    says: SettleSays,
    /// How many corrections followed.
    corrections: usize,
    bundle: Option<Uuid>,
    reason: String,
    by_login: String,
    by_name: Option<String>,
    at: String,
    /// Whether the sources said then what they say now.
    same_evidence: bool,
}

impl DiscrepancyStep {
    pub(super) fn of(word: &SettleWord, by_name: Option<String>, evidence: &[u8; 32]) -> Self {
        Self {
            id: word.id,
            step: word.step.as_str().to_owned(),
            owner: word.owner.clone(),
            outcome: word.outcome.map(|outcome| outcome.as_str().to_owned()),
            says: word.says.into(),
            corrections: word.corrections.len(),
            bundle: word.bundle,
            reason: word.reason.clone(),
            by_login: word.by.clone(),
            by_name,
            at: word.at.to_string(),
            same_evidence: word.evidence == *evidence,
        }
    }
}

/// What stands behind many discrepancies.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiscrepancyCause {
    id: Uuid,
    /// `clock_offset`, `zone`, `date_order`, `swapped_columns`, `one_pin_two_people` or `never_uploads`.
    kind: String,
    /// The source it is about.
    source: String,
    /// The terminal or file by name.
    origin: Option<String>,
    from: String,
    to: String,
    /// Minutes its times are ahead.
    minutes: Option<i64>,
    detail: String,
    detail_en: String,
    /// How many of its discrepancies still wait, within reach.
    waiting: u64,
    /// How many there are.
    total: u64,
    /// The terminal, when its clock is better corrected itself.
    clock: Option<DiscrepancyClock>,
}

/// A terminal whose clock stands behind discrepancies.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiscrepancyClock {
    device: Uuid,
    serial: String,
    /// The correction of its clock that waits for an officer.
    proposal: Option<Uuid>,
}

impl From<ClockBehind> for DiscrepancyClock {
    fn from(clock: ClockBehind) -> Self {
        Self { device: clock.device.0, serial: clock.serial, proposal: clock.proposal }
    }
}

impl DiscrepancyCause {
    pub(super) fn of(cause: CauseRow, (waiting, total): (u64, u64), clock: Option<ClockBehind>) -> Self {
        Self {
            id: cause.id,
            kind: cause.kind.as_str().to_owned(),
            source: cause.speaker.as_str().to_owned(),
            origin: cause.origin.map(|(_, name)| name),
            from: cause.from.to_string(),
            to: cause.to.to_string(),
            minutes: cause.minutes,
            detail: cause.detail,
            detail_en: cause.detail_en,
            waiting,
            total,
            clock: clock.map(Into::into),
        }
    }
}

impl From<OpenCause> for DiscrepancyCause {
    fn from(open: OpenCause) -> Self {
        Self::of(open.cause, (open.waiting, open.total), open.clock)
    }
}

/// How a discrepancy ends, as somebody asks for it.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct AskedOutcome {
    /// `a_right`, `b_right`, `both_wrong` or `cannot_be_known`.
    pub outcome: Option<String>,
    /// Arrival: `HH:MM` on that day, or `YYYY-MM-DDTHH:MM`.
    pub arrived: Option<String>,
    /// Departure, written alike.
    pub left: Option<String>,
    /// Status code of the day.
    pub status: Option<String>,
}

impl AskedOutcome {
    /// The outcome and what is said of a day.
    pub(super) fn read(&self, on: Option<Date>) -> Result<(Option<Outcome>, Says), ApiError> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let outcome = given(&self.outcome).map(|code| code_of("outcome", Outcome::parse(&code))).transpose()?;
        let local =
            |field: &str, text: &Option<String>| given(text).map(|text| local_of(field, text.trim(), on)).transpose();
        let status = given(&self.status).map(|code| code_of("status", code.trim().parse().ok())).transpose()?;
        Ok((outcome, Says { arrived: local("arrived", &self.arrived)?, left: local("left", &self.left)?, status }))
    }
}

fn local_of(field: &str, text: &str, on: Option<Date>) -> Result<DateTime, ApiError> {
    let time = text.parse::<Time>().ok().zip(on).map(|(time, on)| on.to_datetime(time));
    let full = || text.contains('T').then(|| text.parse::<DateTime>().ok()).flatten();
    full()
        .or(time)
        .ok_or_else(|| ApiError::field(field, "bad_time", "Tulis jam seperti 07:30.", "Write the time as 07:30."))
}

/// Reads a SHA-256 in hexadecimal digits.
pub(super) fn sha256_of(field: &str, text: &str) -> Result<[u8; 32], ApiError> {
    let bytes = hex::decode(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    bytes.ok_or_else(|| {
        ApiError::field(
            field,
            "bad_hash",
            "Kode isi tidak terbaca. Muat ulang halaman.",
            "The hash is not readable. Load the page again.",
        )
    })
}
