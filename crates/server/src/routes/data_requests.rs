//! What people ask about their own data, for those who answer and those who watch the clock.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::privacy::{DataRequest, DataStep};
use hadir_store::{StoreError, Tx, data_requests, people, posts, units};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::shapes::{PersonRef, UnitRef, cursor_of, cursor_text, reason_text};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::{looking, privacy};

/// Waiting requests shown at once; the most urgent come first.
const MOST_WAITING: u32 = 200;
/// Answered requests on one page.
const PAGE: u32 = 50;

/// One step in the life of a request.
#[derive(Debug, Serialize, ToSchema)]
pub struct DataRequestStep {
    at: String,
    by_login: String,
    by_name: Option<String>,
    /// `ask`, `reply`, `withdraw`, `done`, `refuse`, `need_more`.
    step: String,
    reason: String,
}

/// A request about somebody's own data.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DataRequest)]
pub struct DataRequestJson {
    id: Uuid,
    person: PersonRef,
    unit: Option<UnitRef>,
    /// `correct`, `restrict` or `erase`.
    ask: String,
    /// `name`, `identifier`, `post`, `birth`, `photo`, `location` or `other`.
    field: String,
    wrong: String,
    wanted: String,
    /// `open`, `needs_more`, `done`, `refused` or `withdrawn`.
    state: String,
    asked_at: String,
    /// Until when the law gives time to answer.
    due_at: String,
    overdue: bool,
    answered_at: Option<String>,
    answered_by: Option<String>,
    reason: Option<String>,
    steps: Vec<DataRequestStep>,
    /// What the caller may do now: `answer`, `reply`, `withdraw`.
    can: Vec<String>,
}

/// A request with its steps, as a caller sees it.
pub async fn with_steps(
    tx: &mut Tx,
    caller: &Caller,
    now: Timestamp,
    request: DataRequest,
) -> Result<DataRequestJson, StoreError> {
    let id = caller.id();
    let person = people::get(tx, id, request.person).await?.ok_or_else(|| StoreError::NotFound("person".into()))?;
    let serves = posts::of_people(tx, id, &[request.person]).await?;
    let unit = serves.iter().find(|post| post.holds_on(caller.today)).map(|post| post.unit);
    let unit = units::list(tx, id).await?.iter().find(|one| Some(one.id) == unit).map(UnitRef::from);
    let steps = data_requests::steps(tx, id, request.id).await?;
    let who = looking::who(tx, id, steps.iter().map(|step| step.by_login.as_str()), caller.today).await?;
    let own = caller.account.person == Some(request.person);
    let may = |step: DataStep| request.state.after(step).is_some();
    let mut can = Vec::new();
    if own {
        can.extend(may(DataStep::Reply).then_some("reply"));
        can.extend(may(DataStep::Withdraw).then_some("withdraw"));
    } else if caller.require_all(Action::PrivacyDecide).is_ok() {
        can.extend(may(DataStep::Done).then_some("answer"));
    }
    Ok(DataRequestJson {
        id: request.id,
        person: PersonRef::from(&person),
        unit,
        ask: request.ask.as_str().to_owned(),
        field: request.field.as_str().to_owned(),
        overdue: request.overdue(now),
        wrong: request.wrong,
        wanted: request.wanted,
        state: request.state.as_str().to_owned(),
        asked_at: request.asked_at.to_string(),
        due_at: request.due_at.to_string(),
        answered_at: request.answered.as_ref().map(|answer| answer.at.to_string()),
        answered_by: request.answered.as_ref().map(|answer| answer.by.clone()),
        reason: request.answered.map(|answer| answer.reason),
        steps: steps
            .into_iter()
            .map(|step| DataRequestStep {
                at: step.received_at.to_string(),
                by_name: who.get(&step.by_login).and_then(|who| who.name.clone()),
                by_login: step.by_login,
                step: step.step.as_str().to_owned(),
                reason: step.reason,
            })
            .collect(),
        can: can.into_iter().map(str::to_owned).collect(),
    })
}

/// Which requests.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichDataRequests {
    /// `waiting` (the default, most urgent first), `overdue`, or `over` (newest first).
    state: Option<String>,
    /// From the page before, for `over`.
    cursor: Option<String>,
}

/// How many wait.
#[derive(Debug, Serialize, ToSchema)]
pub struct DataRequestCounts {
    waiting: u64,
    overdue: u64,
}

/// Requests about personal data.
#[derive(Debug, Serialize, ToSchema)]
pub struct DataRequestList {
    items: Vec<DataRequestJson>,
    next: Option<String>,
    counts: DataRequestCounts,
    /// Hours an answer may take.
    answer_hours: Option<u16>,
    /// The law that gives them.
    rule: Option<String>,
    /// The server's time, for a countdown.
    now: String,
}

/// Lists what people of the whole instansi ask about their own data.
#[utoipa::path(
    get, path = "/data-requests", tag = "privacy", params(WhichDataRequests),
    responses((status = 200, body = DataRequestList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_data_requests(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<WhichDataRequests>,
) -> Result<Json<DataRequestList>, ApiError> {
    caller.require_all(Action::PrivacyRead)?;
    let now = app.now();
    let state = which.state.as_deref().filter(|state| !state.is_empty()).unwrap_or("waiting");
    if !["waiting", "overdue", "over"].contains(&state) {
        return Err(ApiError::field(
            "state",
            "unknown_state",
            "Keadaan: waiting, overdue atau over.",
            "The state is waiting, overdue or over.",
        ));
    }
    let after: Option<(i64, Uuid)> = which.cursor.as_deref().map(cursor_of).transpose()?;
    let after = after.and_then(|(at, id)| Some((Timestamp::from_microsecond(at).ok()?, id)));
    let clock = app.packs_of(&caller.instansi).privacy(caller.instansi.region_code(), caller.today);
    let (answer_hours, rule) = clock.map(|clock| (clock.hours, clock.rule.source.clone())).unzip();
    let list = app
        .db
        .read(async |tx| {
            let id = caller.id();
            let found = match state {
                "over" => data_requests::over(tx, id, after, PAGE).await?,
                "overdue" => data_requests::waiting(tx, id, now, MOST_WAITING).await?,
                _ => data_requests::waiting(tx, id, Timestamp::MAX, MOST_WAITING).await?,
            };
            let next = (state == "over" && found.len() == PAGE as usize).then(|| found.last()).flatten();
            let next = next.map(|last| cursor_text(&(last.asked_at.as_microsecond(), last.id)));
            let counts = DataRequestCounts {
                waiting: data_requests::count_due(tx, id, Timestamp::MAX).await?,
                overdue: data_requests::count_due(tx, id, now).await?,
            };
            let mut items = Vec::with_capacity(found.len());
            for request in found {
                items.push(with_steps(tx, &caller, now, request).await?);
            }
            Ok::<_, StoreError>(DataRequestList { items, next, counts, answer_hours, rule, now: now.to_string() })
        })
        .await?;
    Ok(Json(list))
}

/// An answer to a request about personal data.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDataAnswer {
    /// Made by the caller; sending it again changes nothing.
    id: Uuid,
    /// `done`, `refuse` or `need_more`.
    answer: String,
    /// What was done, why not, or what is missing; shown to the person.
    reason: String,
}

/// Answers a request about personal data. Nobody answers their own.
#[utoipa::path(
    post, path = "/data-requests/{id}/answer", tag = "privacy", request_body = NewDataAnswer,
    params(("id" = Uuid, Path, description = "The request")),
    responses(
        (status = 200, body = DataRequestJson),
        (status = 403, description = "`own_record`", body = crate::error::ProblemDetails),
        (status = 409, description = "`already_decided`", body = crate::error::ProblemDetails),
    )
)]
pub async fn answer_data_request(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewDataAnswer>,
) -> Result<Json<DataRequestJson>, ApiError> {
    caller.require_all(Action::PrivacyDecide)?;
    let step = DataStep::parse(&new.answer).filter(|step| step.is_an_answer()).ok_or_else(|| {
        ApiError::field(
            "answer",
            "unknown_answer",
            "Pilih done, refuse atau need_more.",
            "Choose done, refuse or need_more.",
        )
    })?;
    let reason = reason_text(&new.reason);
    if reason.is_empty() {
        return Err(ApiError::field(
            "reason",
            "blank",
            "Tulis apa yang dilakukan, atau alasannya.",
            "Say what was done, or why not.",
        ));
    }
    let found = app.db.read(async |tx| data_requests::get(tx, caller.id(), id).await).await?;
    let found = found.ok_or_else(privacy::unknown_request)?;
    if caller.account.person == Some(found.person) {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "own_record",
            "Anda tidak dapat menjawab permohonan Anda sendiri. Minta petugas lain menjawabnya.",
            "You cannot answer your own request. Ask another officer.",
        ));
    }
    let moved = privacy::take(&app, &found, step, (new.id, &caller.by), &reason).await?;
    Ok(Json(app.db.read(async |tx| with_steps(tx, &caller, app.now(), moved).await).await?))
}
