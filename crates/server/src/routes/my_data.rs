//! A person's own data: who looked at it, a copy of all of it, and what they ask about it.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::privacy::{DataAsk, DataField, DataStep};
use hadir_store::access_log::{self, Look};
use hadir_store::{StoreError, data_exports, data_requests as stored};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::data_requests::{DataRequestJson, with_steps};
use super::download::{Download, ZIP};
use super::shapes::{cursor_of, cursor_text, reason_text, text_of};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{ApiError, FieldProblem};
use crate::extract::{Json, Path, Query};
use crate::http::{Web, apart};
use crate::services::enrolling::person_of;
use crate::services::exporting::{self, Of, PhotoPlace};
use crate::services::{looking, privacy};

/// Looks on one page.
const PAGE: u32 = 50;
/// Requests shown; the rest are in the export.
const MOST_REQUESTS: u32 = 100;
/// Letters of what is wrong, and of what it should be.
const MOST_LETTERS: usize = 500;

/// Where the page before ended.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AfterLook {
    /// From the page before.
    cursor: Option<String>,
}

/// Somebody looked at the caller's records.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Look)]
pub struct LookJson {
    id: Uuid,
    at: String,
    by_login: String,
    /// The person behind the login; none for the console of the server.
    by_name: Option<String>,
    /// The unit they serve in today.
    by_office: Option<String>,
    /// What they are trusted as today.
    by_roles: Vec<String>,
    /// `days`, `photo`, `location`, `explain`, `punches`, `papers`.
    what: String,
    text: String,
    text_en: String,
}

/// A copy of the data that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct TakenCopy {
    at: String,
    by_login: String,
}

/// A page of looks, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct LookList {
    items: Vec<LookJson>,
    next: Option<String>,
    /// The newest copies taken with [`download_export`].
    copies: Vec<TakenCopy>,
}

/// Lists who looked at the caller's days, places, photos and papers.
#[utoipa::path(
    get, path = "/me/looks", tag = "me", params(AfterLook),
    responses((status = 200, body = LookList), (status = 409, body = crate::error::ProblemDetails))
)]
pub async fn list_looks(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<AfterLook>,
) -> Result<Json<LookList>, ApiError> {
    let person = person_of(&caller)?;
    let after: Option<(i64, Uuid)> = asked.cursor.as_deref().map(cursor_of).transpose()?;
    let after = after.and_then(|(at, id)| Some((Timestamp::from_microsecond(at).ok()?, id)));
    let list = app
        .db
        .read(async |tx| {
            let looks = access_log::page_of_person(tx, caller.id(), person, after, PAGE).await?;
            let logins = looks.iter().map(|look| look.by_login.as_str());
            let who = looking::who(tx, caller.id(), logins, caller.today).await?;
            let copies = data_exports::of_person(tx, caller.id(), person, 5).await?;
            let next = (looks.len() == PAGE as usize).then(|| looks.last()).flatten();
            let next = next.map(|last| cursor_text(&(last.at.as_microsecond(), last.id)));
            let items = looks
                .iter()
                .map(|look| look_json(look, who.get(&look.by_login).cloned().unwrap_or_default()))
                .collect();
            let copies = copies.into_iter().map(|(at, by_login)| TakenCopy { at: at.to_string(), by_login }).collect();
            Ok::<_, StoreError>(LookList { items, next, copies })
        })
        .await?;
    Ok(Json(list))
}

fn look_json(look: &Look, who: looking::Who) -> LookJson {
    let (text, text_en) = looking::in_words(look);
    LookJson {
        id: look.id,
        at: look.at.to_string(),
        by_login: look.by_login.clone(),
        by_name: who.name,
        by_office: who.office,
        by_roles: who.roles.iter().map(|role| role.as_str().to_owned()).collect(),
        what: look.what.clone(),
        text,
        text_en,
    }
}

/// Which part of the copy.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichPart {
    /// From `next` in the `foto.json` of the part before; older photos alone.
    photos_after: Option<String>,
}

/// Takes a copy of everything that is kept about the caller: a ZIP with JSON by subject, the photos, and a readable page.
#[utoipa::path(
    get, path = "/me/export", tag = "me", params(WhichPart),
    responses(
        (status = 200, description = "The file", content_type = "application/zip"),
        (status = 409, description = "`too_many_copies`", body = crate::error::ProblemDetails),
    )
)]
pub async fn download_export(
    State(web): State<Web>,
    caller: Caller,
    Query(which): Query<WhichPart>,
) -> Result<Download, ApiError> {
    let person = person_of(&caller)?;
    let after: Option<PhotoPlace> = which.photos_after.as_deref().map(cursor_of).transpose()?;
    let day = caller.today;
    let app = web.app.clone();
    let work = async move || {
        let of = Of { instansi: &caller.instansi, person, by: &caller.by };
        if after.is_none() {
            exporting::begin(&app, &of).await?;
        }
        exporting::build(&app, &of, after).await
    };
    let bytes = apart(&web, work).await??;
    Ok(Download { kind: ZIP, name: format!("data-saya-{day}.zip"), bytes })
}

/// What the caller asks about their own data.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDataRequest {
    /// Made by the caller; sending it again changes nothing.
    id: Uuid,
    /// `correct`, `restrict` or `erase`.
    ask: String,
    /// `name`, `identifier`, `post`, `birth`, `photo`, `location` or `other`.
    field: String,
    /// What is wrong, in the caller's words.
    wrong: String,
    /// What it should be; may be empty unless something is to be corrected.
    #[serde(default)]
    wanted: String,
}

/// The caller's requests, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyDataRequests {
    items: Vec<DataRequestJson>,
    /// Hours an answer may take.
    answer_hours: Option<u16>,
    /// The law that gives them.
    rule: Option<String>,
    /// The server's time, for a countdown.
    now: String,
}

/// Lists the caller's requests about their own data.
#[utoipa::path(get, path = "/me/data-requests", tag = "me", responses((status = 200, body = MyDataRequests)))]
pub async fn list_my_data_requests(State(app): State<App>, caller: Caller) -> Result<Json<MyDataRequests>, ApiError> {
    let person = person_of(&caller)?;
    let clock = app.packs_of(&caller.instansi).privacy(caller.instansi.region_code(), caller.today);
    let items = app
        .db
        .read(async |tx| {
            let all = stored::of_person(tx, caller.id(), person, MOST_REQUESTS).await?;
            let mut items = Vec::with_capacity(all.len());
            for request in all {
                items.push(with_steps(tx, &caller, app.now(), request).await?);
            }
            Ok::<_, StoreError>(items)
        })
        .await?;
    let (answer_hours, rule) = clock.map(|clock| (clock.hours, clock.rule.source.clone())).unzip();
    Ok(Json(MyDataRequests { items, answer_hours, rule, now: app.now().to_string() }))
}

/// Asks for one's own data to be corrected, restricted or erased. The clock of the law begins now.
#[utoipa::path(
    post, path = "/me/data-requests", tag = "me", request_body = NewDataRequest,
    responses(
        (status = 201, body = DataRequestJson),
        (status = 200, description = "It was received before", body = DataRequestJson),
        (status = 409, description = "`id_reused`, `too_many_open`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_data_request(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewDataRequest>,
) -> Result<(StatusCode, Json<DataRequestJson>), ApiError> {
    let person = person_of(&caller)?;
    let asked = new.read()?;
    let (request, fresh) = privacy::ask(&app, &caller.instansi, (person, &caller.by), &asked).await?;
    let shown = app.db.read(async |tx| with_steps(tx, &caller, app.now(), request).await).await?;
    Ok((if fresh { StatusCode::CREATED } else { StatusCode::OK }, Json(shown)))
}

impl NewDataRequest {
    fn read(&self) -> Result<privacy::Asked, ApiError> {
        let mut problems = Vec::new();
        let ask = DataAsk::parse(&self.ask);
        let field = DataField::parse(&self.field);
        if ask.is_none() {
            problems.push(FieldProblem::new(
                "ask",
                "unknown",
                "Pilih correct, restrict atau erase.",
                "Choose correct, restrict or erase.",
            ));
        }
        if field.is_none() {
            problems.push(FieldProblem::new(
                "field",
                "unknown",
                "Pilih bagian datanya.",
                "Choose the part of the data.",
            ));
        }
        let wrong = words(&mut problems, "wrong", &self.wrong, true);
        let wanted = words(&mut problems, "wanted", &self.wanted, ask == Some(DataAsk::Correct));
        match (ask, field) {
            (Some(ask), Some(field)) if problems.is_empty() => {
                Ok(privacy::Asked { id: self.id, ask, field, wrong, wanted })
            }
            _ => Err(ApiError::invalid(problems)),
        }
    }
}

/// A text over several lines; what must be there and is not is a complaint.
fn words(problems: &mut Vec<FieldProblem>, field: &str, text: &str, must: bool) -> String {
    if !must && text.trim().is_empty() {
        return String::new();
    }
    text_of(problems, field, &text.replace(['\r', '\n', '\t'], " "), MOST_LETTERS)
}

/// More words about a request of one's own.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DataReply {
    /// Made by the caller; sending it again changes nothing.
    id: Uuid,
    /// The words.
    #[serde(default)]
    reason: String,
}

/// Tells the officer more, when they asked for it.
#[utoipa::path(
    post, path = "/me/data-requests/{id}/reply", tag = "me", request_body = DataReply,
    params(("id" = Uuid, Path, description = "The request")),
    responses(
        (status = 200, body = DataRequestJson),
        (status = 409, description = "`already_decided`", body = crate::error::ProblemDetails),
    )
)]
pub async fn reply_to_data_request(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(reply): Json<DataReply>,
) -> Result<Json<DataRequestJson>, ApiError> {
    let reason = reason_text(&reply.reason);
    if reason.is_empty() {
        return Err(ApiError::field("reason", "blank", "Tulis jawaban Anda.", "Write your answer."));
    }
    own_step(&app, &caller, id, DataStep::Reply, reply.id, &reason).await
}

/// Takes a request of one's own back.
#[utoipa::path(
    post, path = "/me/data-requests/{id}/withdraw", tag = "me", request_body = DataReply,
    params(("id" = Uuid, Path, description = "The request")),
    responses(
        (status = 200, body = DataRequestJson),
        (status = 409, description = "`already_decided`", body = crate::error::ProblemDetails),
    )
)]
pub async fn withdraw_data_request(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(reply): Json<DataReply>,
) -> Result<Json<DataRequestJson>, ApiError> {
    own_step(&app, &caller, id, DataStep::Withdraw, reply.id, &reason_text(&reply.reason)).await
}

async fn own_step(
    app: &App,
    caller: &Caller,
    id: Uuid,
    what: DataStep,
    step: Uuid,
    reason: &str,
) -> Result<Json<DataRequestJson>, ApiError> {
    let person = person_of(caller)?;
    let found = app.db.read(async |tx| stored::get(tx, caller.id(), id).await).await?;
    let found = found.filter(|request| request.person == person).ok_or_else(privacy::unknown_request)?;
    let moved = privacy::take(app, &found, what, (step, &caller.by), reason).await?;
    Ok(Json(app.db.read(async |tx| with_steps(tx, caller, app.now(), moved).await).await?))
}
