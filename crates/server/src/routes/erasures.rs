//! Erasures: what would go and what stays, proposals, and the second officer's word.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::erasing::{DataClass, ErasureState, Ground, barred};
use hadir_domain::ids::PersonId;
use hadir_domain::privacy::DataAsk;
use hadir_store::erasures::{self, Erasure, Word, pieces};
use hadir_store::{StoreError, Tx, data_requests, people};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::holds::HoldJson;
use super::roster::officer;
use super::shapes::{confirms, reason_given, reason_text};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::erasing::{self, NewProposal, Plan, retaining};

/// Most erasures listed.
const MOST: u32 = 100;
/// Most requests of people listed beside.
const MOST_ASKED: u32 = 200;

/// How far one class is erased.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasureClass {
    /// `photos`, `punches`, `requests`, `verdicts`, `raw_files`, `access_log`, `notices` or `identity`.
    class: String,
    /// The last day that goes.
    until: String,
    /// How much went so far.
    gone: u64,
}

/// What somebody said about an erasure.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasureWord {
    /// `review`, `confirm`, `reject` or `done`.
    word: String,
    by_login: String,
    #[schema(value_type = String)]
    at: Timestamp,
    reason: String,
}

/// Something that could not be erased.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasureLeftover {
    class: String,
    /// `hold`, `retention`, `payment`, `serving`, `needed` or `format`.
    because: String,
    /// A hash or a count; never a name.
    what: String,
}

/// An erasure as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasureJson {
    id: Uuid,
    /// Whose data; null for everybody whose time of keeping is over.
    person: Option<Uuid>,
    /// Their name, or what stands in its place.
    name: Option<String>,
    /// `retention`, `request` or `order`.
    ground: String,
    classes: Vec<ErasureClass>,
    reference: String,
    reason: String,
    /// `proposed`, `confirmed`, `rejected` or `done`.
    state: String,
    /// A login, or `sistem` when the program noticed it.
    proposed_by: String,
    #[schema(value_type = String)]
    proposed_at: Timestamp,
    words: Vec<ErasureWord>,
    leftovers: Vec<ErasureLeftover>,
    /// Whether the caller may confirm or reject it.
    can_decide: bool,
}

/// A person's own request to have data erased, still to be answered.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasureAsked {
    request: Uuid,
    person: Uuid,
    name: String,
    wrong: String,
    #[schema(value_type = String)]
    due_at: Timestamp,
}

/// Erasures, those that wait first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasureList {
    items: Vec<ErasureJson>,
    /// What people ask to have erased.
    asked: Vec<ErasureAsked>,
    /// Whether the caller may propose one.
    can_propose: bool,
    /// Whether what is over is proposed by the program.
    proposes: bool,
    /// Whether photos past their days go by themselves.
    photos_alone: bool,
}

fn word(word: Word) -> &'static str {
    match word {
        Word::Review => "review",
        Word::Confirm => "confirm",
        Word::Reject => "reject",
        Word::Done => "done",
    }
}

async fn json(tx: &mut Tx, caller: &Caller, erasure: &Erasure) -> Result<ErasureJson, StoreError> {
    let new = &erasure.new;
    let gone = pieces::counts(tx, caller.id(), new.id).await?;
    let leftovers = erasures::leftovers(tx, caller.id(), new.id).await?;
    let name = match new.person {
        Some(person) => people::get(tx, caller.id(), person).await?.map(|person| person.name),
        None => None,
    };
    let proposer = erasure.proposer().unwrap_or((erasures::SYSTEM, None));
    let own = barred(proposer, new.person, &caller.by, caller.account.person).is_some();
    let state = erasure.state();
    Ok(ErasureJson {
        id: new.id,
        person: new.person.map(|person| person.0),
        name,
        ground: new.ground.as_str().to_owned(),
        classes: new
            .spans
            .iter()
            .map(|span| ErasureClass {
                class: span.class.as_str().to_owned(),
                until: span.until_on.to_string(),
                gone: gone.get(&span.class).copied().unwrap_or_default(),
            })
            .collect(),
        reference: new.reference.clone(),
        reason: new.reason.clone(),
        state: state.as_str().to_owned(),
        proposed_by: new.by_login.clone(),
        proposed_at: new.received_at,
        words: erasure
            .steps
            .iter()
            .map(|step| ErasureWord {
                word: word(step.word).to_owned(),
                by_login: step.by_login.clone(),
                at: step.received_at,
                reason: step.reason.clone(),
            })
            .collect(),
        leftovers: leftovers
            .into_iter()
            .map(|left| ErasureLeftover {
                class: left.class.as_str().to_owned(),
                because: left.because.as_str().to_owned(),
                what: left.what,
            })
            .collect(),
        can_decide: state == ErasureState::Proposed && !own && caller.require_all(Action::ErasuresConfirm).is_ok(),
    })
}

/// Lists erasures, those that wait first, then the newest.
#[utoipa::path(
    get, path = "/erasures", tag = "erasures",
    responses((status = 200, body = ErasureList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_erasures(State(app): State<App>, caller: Caller) -> Result<Json<ErasureList>, ApiError> {
    caller.require_all(Action::ErasuresRead)?;
    let set = retaining::switches(&caller.instansi);
    let list = app
        .db
        .read(async |tx| {
            let mut all = erasures::list(tx, caller.id(), MOST).await?;
            all.sort_by_key(|one| one.state() != ErasureState::Proposed);
            let mut items = Vec::with_capacity(all.len());
            for one in &all {
                items.push(json(tx, &caller, one).await?);
            }
            let waiting = data_requests::waiting(tx, caller.id(), Timestamp::MAX, MOST_ASKED).await?;
            let mut asked = Vec::new();
            for request in waiting.into_iter().filter(|request| request.ask == DataAsk::Erase) {
                let person = people::get(tx, caller.id(), request.person).await?;
                asked.push(ErasureAsked {
                    request: request.id,
                    person: request.person.0,
                    name: person.map(|person| person.name).unwrap_or_default(),
                    wrong: request.wrong,
                    due_at: request.due_at,
                });
            }
            Ok::<_, StoreError>(ErasureList {
                items,
                asked,
                can_propose: caller.require_all(Action::ErasuresPropose).is_ok(),
                proposes: set.propose,
                photos_alone: set.photos,
            })
        })
        .await?;
    Ok(Json(list))
}

/// What a plan is asked about.
#[derive(Debug, Deserialize, IntoParams)]
pub struct WhichErasure {
    /// Whose data.
    person: Uuid,
    /// `retention`, `request` or `order`.
    ground: String,
    /// Classes parted by commas; all of them when left out.
    classes: Option<String>,
}

/// Why something stays.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasureStay {
    /// `hold`, `retention`, `payment`, `serving` or `needed`.
    because: String,
    count: u64,
    /// Until when at most; null when no day can be named.
    until: Option<String>,
}

/// What would become of one class.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasurePlanClass {
    class: String,
    until: String,
    /// How much goes. Rows in files are counted when they are looked through.
    goes: u64,
    stays: Vec<ErasureStay>,
    /// The rule of keeping.
    source: String,
    confirmed: bool,
}

/// What would go and what stays.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasurePlan {
    person: Uuid,
    name: String,
    classes: Vec<ErasurePlanClass>,
    /// Holds that forbid it.
    holds: Vec<HoldJson>,
    /// Whether it could be proposed.
    takes_something: bool,
}

fn plan_json(person: PersonId, name: String, plan: &Plan) -> ErasurePlan {
    let class = |one: &erasing::ClassPlan| ErasurePlanClass {
        class: one.class.as_str().to_owned(),
        until: one.until_on.to_string(),
        goes: one.goes,
        stays: one
            .stays
            .iter()
            .map(|stay| ErasureStay {
                because: stay.because.as_str().to_owned(),
                count: stay.count,
                until: stay.until.map(|on| on.to_string()),
            })
            .collect(),
        source: one.source.clone(),
        confirmed: one.confirmed,
    };
    ErasurePlan {
        person: person.0,
        name,
        classes: plan.classes.iter().map(class).collect(),
        holds: plan.holds.iter().map(|hold| HoldJson::of(hold, None, None)).collect(),
        takes_something: plan.takes_something(),
    }
}

fn ground_of(text: &str) -> Result<Ground, ApiError> {
    Ground::parse(text).ok_or_else(|| {
        let (id, en) = ("Pilih retention, request atau order.", "Choose retention, request or order.");
        ApiError::field("ground", "unknown_ground", id, en)
    })
}

fn class_of(text: &str) -> Result<DataClass, ApiError> {
    DataClass::parse(text).ok_or_else(|| {
        ApiError::field("classes", "unknown_class", "Pilih golongan data dari daftar.", "Choose classes from the list.")
    })
}

/// Shows what an erasure of a person's data would take, what stays, and why. Changes nothing.
#[utoipa::path(
    get, path = "/erasures/plan", tag = "erasures", params(WhichErasure),
    responses(
        (status = 200, body = ErasurePlan),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn plan_erasure(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<WhichErasure>,
) -> Result<Json<ErasurePlan>, ApiError> {
    caller.require_all(Action::ErasuresRead)?;
    let ground = ground_of(&which.ground)?;
    let classes = match which.classes.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => text.split(',').map(class_of).collect::<Result<Vec<_>, _>>()?,
        None => DataClass::ALL.to_vec(),
    };
    let person = PersonId(which.person);
    let plan = erasing::plan(&app, &caller.instansi, person, ground, &classes).await?;
    let known = app.db.read(async |tx| people::get(tx, caller.id(), person).await).await?;
    Ok(Json(plan_json(person, known.map(|known| known.name).unwrap_or_default(), &plan)))
}

/// A new proposal.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewErasureJson {
    /// Made by the page; the same again changes nothing.
    id: Uuid,
    person: Uuid,
    /// `retention`, `request` or `order`.
    ground: String,
    /// What; all classes when empty.
    classes: Vec<String>,
    /// The letter it rests on; needed for an order.
    reference: String,
    /// Why, without names.
    reason: String,
    /// The person's own request it answers.
    request: Option<Uuid>,
}

/// Proposes an erasure. Nothing goes until another officer confirms it.
#[utoipa::path(
    post, path = "/erasures", tag = "erasures", request_body = NewErasureJson,
    responses(
        (status = 201, body = ErasureJson),
        (status = 403, description = "`own_record`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`legal_hold`, `nothing_goes`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_erasure(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewErasureJson>,
) -> Result<(StatusCode, Json<ErasureJson>), ApiError> {
    caller.require_all(Action::ErasuresPropose)?;
    let ground = ground_of(&new.ground)?;
    let reason = reason_given("reason", &new.reason, true)?;
    let reference = reason_text(&new.reference);
    if reference.is_empty() && ground == Ground::Order {
        return Err(ApiError::field(
            "reference",
            "blank",
            "Tulis nomor surat perintahnya.",
            "Write the number of the order.",
        ));
    }
    let classes = if new.classes.is_empty() {
        DataClass::ALL.to_vec()
    } else {
        new.classes.iter().map(|text| class_of(text)).collect::<Result<Vec<_>, _>>()?
    };
    let proposal = NewProposal {
        id: new.id,
        person: PersonId(new.person),
        ground,
        classes,
        reference,
        reason,
        request: new.request,
    };
    let erasure = erasing::propose(&app, &caller.instansi, officer(&caller), &proposal).await?;
    let shown = app.db.read(async |tx| json(tx, &caller, &erasure).await).await?;
    Ok((StatusCode::CREATED, Json(shown)))
}

/// The second officer's word.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewErasureDecision {
    id: Uuid,
    /// `confirm` or `reject`.
    decision: String,
    /// Why.
    reason: String,
}

/// Confirms or rejects an erasure; one of a single person is carried out at once, one of everybody in the background.
///
/// A proposal of the program is taken up by the first officer who confirms it and decided by a second.
#[utoipa::path(
    post, path = "/erasures/{id}/decide", tag = "erasures", params(("id" = Uuid, Path)),
    request_body = NewErasureDecision,
    responses(
        (status = 200, body = ErasureJson),
        (status = 403, description = "`own_proposal`, `own_record`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`already_decided`, `legal_hold`, `busy`", body = crate::error::ProblemDetails),
    )
)]
pub async fn decide_erasure(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewErasureDecision>,
) -> Result<Json<ErasureJson>, ApiError> {
    caller.require_all(Action::ErasuresConfirm)?;
    let confirmed = confirms(&new.decision)?;
    let reason = reason_given("reason", &new.reason, true)?;
    let decided = erasing::decide(&app, &caller.instansi, officer(&caller), id, new.id, confirmed, &reason).await?;
    Ok(Json(app.db.read(async |tx| json(tx, &caller, &decided).await).await?))
}
