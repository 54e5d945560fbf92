//! A request as people see it: the one who asks and those who decide alike.

use std::collections::HashMap;

use hadir_domain::access::Acting;
use hadir_domain::ids::{PersonId, RequestId, UnitId};
use hadir_domain::requests::{RequestKind, RequestState, Wish};
use hadir_domain::roster::SWAP_REFERENCE;
use hadir_domain::status::Mark;
use hadir_domain::timeline::JudgedDay;
use hadir_store::instansi::Instansi;
use hadir_store::requests::steps::RequestStep;
use hadir_store::requests::{Request, files, steps};
use hadir_store::{StoreError, Tx, people, units};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::leave::Balance;
use super::problems::Problem;
use crate::routes::shapes::{PersonRef, UnitRef};

/// A request.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Request)]
pub struct RequestView {
    /// Its key.
    pub id: Uuid,
    /// `leave`, `field_duty`, `wfh`, `permission`, `training`, `correction`, `swap`, `cancel`.
    pub kind: String,
    /// Whose record would change.
    pub person: PersonRef,
    /// The unit served in when it was handed in.
    pub unit: Option<UnitRef>,
    /// `pending`, `returned`, `approved`, `rejected`, `postponed`, `withdrawn`.
    pub state: String,
    /// What is asked for, by kind.
    #[schema(value_type = Object)]
    pub detail: Value,
    /// The colleague of a swap.
    pub colleague: Option<PersonRef>,
    /// Why.
    pub reason: String,
    /// First day concerned.
    pub from: String,
    /// Last day concerned.
    pub to: String,
    /// When it was handed in, the last time.
    pub submitted_at: String,
    /// When it ended.
    pub decided_at: Option<String>,
    /// Whether it touches a month that was closed: what follows lands in the next one.
    pub month_closed: bool,
    /// The step it waits at.
    pub step: Option<StepView>,
    /// The whole chain.
    pub steps: Vec<ChainView>,
    /// Its life, in order.
    pub history: Vec<HistoryView>,
    /// The proof.
    pub files: Vec<FileView>,
    /// Whether proof must still come before the last yes.
    pub proof_missing: bool,
    /// Old against new, while it waits; in the view of one request only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Vec<Change>>,
    /// What is left of the leave; in the view of one request only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub balance: Option<Balance>,
    /// What granting would leave of service posts: warnings, which stand in nobody's way; while it waits, in the view of
    /// one request only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warnings: Option<Vec<Problem>>,
    /// What the caller may do now: `approve`, `return`, `reject`, `postpone`, `withdraw`, `resubmit`, `attach`.
    pub can: Vec<String>,
}

/// The step a request waits at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RequestStep)]
pub struct StepView {
    /// From 0.
    pub ordinal: usize,
    /// `rekan`, `atasan`, `kepegawaian`.
    pub who: String,
    /// The last day to decide in time.
    pub due_on: Option<String>,
    /// Whether that day is over.
    pub overdue: bool,
    /// Whether the personnel agency may decide in the superior's place.
    pub escalated: bool,
}

/// One step of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RequestChainStep)]
pub struct ChainView {
    /// Who.
    pub who: String,
    /// Working days.
    pub days: u8,
}

/// One step of a request's life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RequestHistory)]
pub struct HistoryView {
    /// When.
    pub at: String,
    /// Name of the person.
    pub by_name: String,
    /// Login.
    pub by_login: String,
    /// In which seat.
    #[serde(rename = "as")]
    pub seat: String,
    /// Held for another, as Plt or Plh.
    #[schema(value_type = Option<String>)]
    pub acting: Option<Acting>,
    /// What was done.
    pub action: String,
    /// Why.
    pub reason: String,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RequestFile)]
pub struct FileView {
    /// Its hash.
    pub sha256: String,
    /// Its name on the phone.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// Its length in bytes.
    pub size: u64,
    /// When it came; null while it is only announced.
    pub received_at: Option<String>,
}

/// One day, old against new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RequestChange)]
pub struct Change {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// As it is.
    pub was: DayFacts,
    /// As it would be.
    pub becomes: DayFacts,
}

/// What counts of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DayFacts {
    /// The one primary code.
    pub status: String,
    /// Marks, as `TL:45`.
    pub marks: Vec<String>,
    /// The arrival, `HH:MM`.
    pub first_in: Option<String>,
    /// The departure, `HH:MM`.
    pub last_out: Option<String>,
    /// What is due, `HH:MM-HH:MM`.
    pub due: Option<String>,
}

impl DayFacts {
    /// Of a judged day.
    pub fn of(day: &JudgedDay) -> Self {
        let time = |local: jiff::civil::DateTime| local.time().strftime("%H:%M").to_string();
        Self {
            status: day.verdict.status.to_string(),
            marks: day.verdict.marks.iter().map(|mark: &Mark| mark.code()).collect(),
            first_in: day.verdict.first_in.map(|(_, local)| time(local)),
            last_out: day.verdict.last_out.map(|(_, local)| time(local)),
            due: day.plan.duty.as_ref().map(|duty| format!("{}-{}", time(duty.starts), time(duty.ends))),
        }
    }
}

/// Which request, in words that fit beside a day: the letter where there is one.
pub fn reference(wish: &Wish, id: RequestId) -> String {
    let letter = match wish {
        Wish::FieldDuty(paper) | Wish::Wfh(paper) | Wish::Permission(paper) | Wish::Training(paper) => {
            paper.letter.as_deref().map(str::trim).filter(|letter| !letter.is_empty())
        }
        _ => None,
    };
    // The random end of the key tells requests of one moment apart.
    let key = id.to_string();
    let short = key.rsplit('-').next().unwrap_or(&key);
    let request = format!("permohonan {} {short}", kind_id(wish.kind()));
    if let Wish::Swap(_) = wish {
        return format!("{SWAP_REFERENCE} ({request})");
    }
    letter.map_or_else(|| request.clone(), |letter| format!("{letter} ({request})"))
}

/// The kind in Indonesian.
pub fn kind_id(kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::Leave => "cuti",
        RequestKind::FieldDuty => "dinas luar",
        RequestKind::Wfh => "WFH",
        RequestKind::Permission => "izin",
        RequestKind::Training => "diklat",
        RequestKind::Correction => "koreksi",
        RequestKind::Swap => "tukar dinas",
        RequestKind::Cancel => "pembatalan",
    }
}

/// The kind in English.
pub fn kind_en(kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::Leave => "leave",
        RequestKind::FieldDuty => "field duty",
        RequestKind::Wfh => "WFH",
        RequestKind::Permission => "permission",
        RequestKind::Training => "training",
        RequestKind::Correction => "correction",
        RequestKind::Swap => "swap of turns",
        RequestKind::Cancel => "cancellation",
    }
}

/// Names for many requests at once.
pub struct Names {
    people: HashMap<PersonId, PersonRef>,
    units: HashMap<UnitId, UnitRef>,
}

/// A request with its life and its proof.
pub struct Whole {
    /// The request.
    pub request: Request,
    /// Its life.
    pub steps: Vec<RequestStep>,
    /// Its proof.
    pub files: Vec<files::RequestFile>,
}

/// Loads lives and proofs of requests, and the names in them.
///
/// # Errors
///
/// When the database does not answer.
pub async fn load(tx: &mut Tx, instansi: &Instansi, requests: Vec<Request>) -> Result<(Vec<Whole>, Names), StoreError> {
    let id = instansi.id;
    let mut whole = Vec::with_capacity(requests.len());
    let mut named: Vec<PersonId> = Vec::new();
    for request in requests {
        let steps = steps::of_request(tx, id, request.id).await?;
        let files = files::of_request(tx, id, request.id).await?;
        named.push(request.person);
        named.extend(request.colleague);
        named.extend(steps.iter().filter_map(|step| step.by_person));
        whole.push(Whole { request, steps, files });
    }
    named.sort_unstable();
    named.dedup();
    let people = people::get_many(tx, id, &named).await?;
    let people = people.iter().map(|person| (person.id, PersonRef::from(person))).collect();
    let units = units::list(tx, id).await?.iter().map(|unit| (unit.id, UnitRef::from(unit))).collect();
    Ok((whole, Names { people, units }))
}

/// Requests with what is needed to tell who may decide: the life of those that passed a step already.
///
/// # Errors
///
/// When the database does not answer.
pub async fn with_steps(tx: &mut Tx, instansi: &Instansi, requests: Vec<Request>) -> Result<Vec<Whole>, StoreError> {
    let mut whole = Vec::with_capacity(requests.len());
    for request in requests {
        let passed = request.progress.step.is_some_and(|step| step > 0);
        let steps = if passed { steps::of_request(tx, instansi.id, request.id).await? } else { Vec::new() };
        whole.push(Whole { request, steps, files: Vec::new() });
    }
    Ok(whole)
}

impl Whole {
    /// As people see it, with what the caller may do.
    pub fn view(self, names: &Names, today: Date, can: Vec<String>) -> RequestView {
        let proof_missing = self.proof_missing();
        let Self { request, steps, files } = self;
        let nobody = |id: PersonId| PersonRef { id: id.0, name: "-".into(), number_masked: None };
        let person = |id: PersonId| names.people.get(&id).cloned().unwrap_or_else(|| nobody(id));
        let overdue = request.due_on.is_some_and(|due| due < today);
        let waits_for = request.waits_for();
        RequestView {
            id: request.id.0,
            kind: request.kind().as_str().to_owned(),
            person: person(request.person),
            unit: request.unit.and_then(|unit| names.units.get(&unit).cloned()),
            state: request.progress.state.as_str().to_owned(),
            detail: detail_of(&request.wish),
            colleague: request.colleague.map(person),
            from: request.from_on.to_string(),
            to: request.to_on.to_string(),
            submitted_at: request.submitted_at.to_string(),
            decided_at: request.decided_at.map(|at| at.to_string()),
            month_closed: request.month_closed,
            step: request.progress.step.zip(waits_for).map(|(ordinal, who)| StepView {
                ordinal,
                who: who.as_str().to_owned(),
                due_on: request.due_on.map(|due| due.to_string()),
                overdue,
                escalated: overdue && who == hadir_domain::requests::Who::Atasan,
            }),
            steps: request
                .chain
                .iter()
                .map(|step| ChainView { who: step.who.as_str().to_owned(), days: step.days })
                .collect(),
            history: steps
                .into_iter()
                .map(|step| HistoryView {
                    at: step.received_at.to_string(),
                    by_name: step.by_person.map_or_else(|| step.by_login.clone(), |id| person(id).name),
                    by_login: step.by_login,
                    seat: step.seat,
                    acting: step.acting,
                    action: step.action,
                    reason: step.reason,
                })
                .collect(),
            files: files
                .into_iter()
                .map(|file| FileView {
                    sha256: hex::encode(file.sha256),
                    name: file.name,
                    media: file.media,
                    size: file.size,
                    received_at: file.received_at.map(|at| at.to_string()),
                })
                .collect(),
            proof_missing,
            changes: None,
            balance: None,
            warnings: None,
            reason: request.reason,
            can,
        }
    }

    /// Whether proof must still come: announced files that are not there, or none where the rule asks for some.
    pub fn proof_missing(&self) -> bool {
        let open = !self.request.progress.state.is_over();
        let wanted = self.request.needs_proof;
        open && (self.files.iter().any(|file| file.received_at.is_none()) || (wanted && self.files.is_empty()))
    }

    /// What the person who asked may do.
    pub fn own_actions(&self) -> Vec<String> {
        let state = self.request.progress.state;
        let mut can = Vec::new();
        if !state.is_over() {
            can.extend(["withdraw", "attach"]);
        }
        if state == RequestState::Returned {
            can.push("resubmit");
        }
        can.into_iter().map(str::to_owned).collect()
    }
}

fn detail_of(wish: &Wish) -> Value {
    let value = serde_json::to_value(wish).unwrap_or_default();
    value.get("detail").cloned().unwrap_or_default()
}
