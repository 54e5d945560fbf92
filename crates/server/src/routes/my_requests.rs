//! What the caller asks for, and what they have of leave.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use hadir_domain::ids::{PersonId, RequestId};
use hadir_domain::requests::{RequestState, Wish};
use hadir_store::requests::Request;
use hadir_store::requests::files::RequestFile;
use hadir_store::{StoreError, people, posts, requests};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::file_answers::strangers_file;
use super::shapes::{cursor_of, cursor_text, reason_text};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{ApiError, FieldProblem};
use crate::extract::{Json, Path, Query};
use crate::services::enrolling::person_of;
use crate::services::error::ServiceError;
use crate::services::requesting::checking::{self, Applicant, Asked};
use crate::services::requesting::filing;
use crate::services::requesting::leave::{self, Balance};
use crate::services::requesting::problems::Problem;
use crate::services::requesting::submitting::{self, MOST_FILES, NewRequest, Submitted};
use crate::services::requesting::view::{self, ChainView, Change, RequestView};

/// Requests of one page.
const PAGE: u32 = 50;

/// Which requests.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichRequests {
    /// One state; all when it is missing.
    state: Option<String>,
    /// From the page before.
    cursor: Option<String>,
}

/// A page of requests, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestList {
    items: Vec<RequestView>,
    next: Option<String>,
}

/// A file that follows a request.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AnnouncedFile {
    /// Of its bytes, hex.
    sha256: String,
    /// Its name on the phone.
    name: String,
    /// `image/jpeg`, `image/png` or `application/pdf`.
    media: String,
    /// In bytes.
    size: u64,
}

/// Something asked for.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewRequestJson {
    /// Its key, a UUIDv7 made by the client.
    id: Uuid,
    /// `leave`, `field_duty`, `wfh`, `permission`, `training`, `correction`, `swap`, `cancel`.
    kind: String,
    /// By kind.
    #[schema(value_type = Object)]
    detail: Value,
    /// Why.
    #[serde(default)]
    reason: String,
    /// The proof that follows.
    #[serde(default)]
    files: Vec<AnnouncedFile>,
}

/// A wish to be looked at.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RequestQuestion {
    /// As of a request.
    kind: String,
    /// As of a request.
    #[schema(value_type = Object)]
    detail: Value,
    /// Why.
    #[serde(default)]
    reason: String,
    /// The proof that would follow.
    #[serde(default)]
    files: Vec<AnnouncedFile>,
    /// The returned request it would complete.
    #[serde(default)]
    id: Option<Uuid>,
}

/// A returned request, completed.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CompletedRequest {
    /// As of a request.
    #[schema(value_type = Object)]
    detail: Value,
    /// Why.
    #[serde(default)]
    reason: String,
    /// More proof.
    #[serde(default)]
    files: Vec<AnnouncedFile>,
}

/// What looking at a wish found.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestCheck {
    /// Whether it can be handed in.
    ok: bool,
    /// What stands against it, or must be known.
    problems: Vec<Problem>,
    /// Half days of leave it counts.
    counted_half_days: Option<u32>,
    /// What would be left.
    balance: Option<Balance>,
    /// Who decides.
    chain: Vec<ChainView>,
    /// When the first step would be due.
    due_on: Option<String>,
    /// Whether it touches a closed month.
    month_closed: bool,
    /// Whether proof is wanted before the last yes.
    needs_proof: bool,
    /// Old against new.
    changes: Vec<Change>,
}

/// A reason.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReasonJson {
    /// In words.
    #[serde(default)]
    reason: String,
}

/// Which year.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LeaveYear {
    /// This year when it is missing.
    pub year: Option<i16>,
}

/// What a person has of leave in a year.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeaveBalances {
    /// Which.
    pub year: i16,
    /// One entry a kind.
    pub items: Vec<Balance>,
}

/// Which colleagues.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichColleagues {
    /// Part of a name.
    q: Option<String>,
}

/// Somebody of the same unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct Colleague {
    id: Uuid,
    name: String,
}

/// People of the caller's unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColleagueList {
    items: Vec<Colleague>,
}

/// Lists the caller's requests.
#[utoipa::path(get, path = "/me/requests", tag = "requests", params(WhichRequests), responses((status = 200, body = RequestList)))]
pub async fn list_my_requests(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<WhichRequests>,
) -> Result<Json<RequestList>, ApiError> {
    let person = person_of(&caller)?;
    let state = which.state.as_deref().filter(|state| !state.is_empty()).map(state_of).transpose()?;
    let after: Option<(i64, Uuid)> = which.cursor.as_deref().map(cursor_of).transpose()?;
    let after = after.and_then(|(at, id)| Some((Timestamp::from_microsecond(at).ok()?, RequestId(id))));
    let list = app
        .db
        .read(async |tx| {
            let found = requests::of_person(tx, caller.id(), person, state, after, PAGE).await?;
            let next = (found.len() == PAGE as usize).then(|| found.last()).flatten();
            let next = next.map(|last| cursor_text(&(last.submitted_at.as_microsecond(), last.id.0)));
            let (whole, names) = view::load(tx, &caller.instansi, found).await?;
            let items = whole.into_iter().map(|one| {
                let can = one.own_actions();
                one.view(&names, caller.today, can)
            });
            Ok::<_, StoreError>(RequestList { items: items.collect(), next })
        })
        .await?;
    Ok(Json(list))
}

fn state_of(text: &str) -> Result<RequestState, ApiError> {
    RequestState::parse(text).ok_or_else(|| {
        ApiError::field("state", "unknown_state", "Keadaan permohonan itu tidak dikenal.", "There is no such state.")
    })
}

/// Hands a request in. Sending it again changes nothing.
#[utoipa::path(
    post, path = "/me/requests", tag = "requests", request_body = NewRequestJson,
    responses(
        (status = 201, body = RequestView),
        (status = 409, description = "`id_reused`", body = crate::error::ProblemDetails),
        (status = 422, description = "What stands against it", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_request(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewRequestJson>,
) -> Result<(StatusCode, Json<RequestView>), ApiError> {
    let person = person_of(&caller)?;
    let new = read(RequestId(new.id), &new.kind, new.detail, &new.reason, &new.files)?;
    let kept = taken(submitting::submit(&app, &caller, person, new).await?)?;
    Ok((StatusCode::CREATED, Json(whole(&app, &caller, kept.id).await?)))
}

/// Looks at a wish without handing it in: what stands against it, what it counts, what it would change.
#[utoipa::path(
    post, path = "/me/requests/check", tag = "requests", request_body = RequestQuestion,
    responses((status = 200, body = RequestCheck), (status = 422, body = crate::error::ProblemDetails))
)]
pub async fn check_request(
    State(app): State<App>,
    caller: Caller,
    Json(asked): Json<RequestQuestion>,
) -> Result<Json<RequestCheck>, ApiError> {
    let person = person_of(&caller)?;
    let id = RequestId(asked.id.unwrap_or_else(|| app.system.uuid()));
    let new = read(id, &asked.kind, asked.detail, &asked.reason, &asked.files)?;
    let applicant = Applicant::load(&app, &caller.instansi, person).await?;
    let wish = Asked { id, wish: new.wish, reason: &new.reason, files: new.files.len() };
    let checked = checking::check(&app, &caller.instansi, &applicant, wish).await?;
    let changes = if checked.problems.iter().any(|problem| problem.code == "no_duty") {
        Vec::new()
    } else {
        checking::changes(&app, &caller.instansi, person, &checked.planned).await?
    };
    Ok(Json(RequestCheck {
        ok: checked.is_ok(),
        counted_half_days: checked.counted_half_days,
        balance: checked.balance,
        chain: checked
            .chain
            .iter()
            .map(|step| ChainView { who: step.who.as_str().to_owned(), days: step.days })
            .collect(),
        due_on: checked.due_on.map(|due| due.to_string()),
        month_closed: checked.month_closed,
        needs_proof: checked.needs_proof,
        problems: checked.problems,
        changes,
    }))
}

/// Shows one of the caller's requests.
#[utoipa::path(
    get, path = "/me/requests/{id}", tag = "requests", params(("id" = Uuid, Path, description = "The request")),
    responses((status = 200, body = RequestView), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn show_request(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<RequestView>, ApiError> {
    Ok(Json(whole(&app, &caller, RequestId(id)).await?))
}

/// Takes a request back.
#[utoipa::path(
    post, path = "/me/requests/{id}/withdraw", tag = "requests", request_body = ReasonJson,
    params(("id" = Uuid, Path, description = "The request")),
    responses((status = 200, body = RequestView), (status = 409, body = crate::error::ProblemDetails))
)]
pub async fn withdraw_request(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(why): Json<ReasonJson>,
) -> Result<Json<RequestView>, ApiError> {
    let person = person_of(&caller)?;
    let kept = submitting::withdraw(&app, &caller, person, RequestId(id), &reason_text(&why.reason)).await?;
    Ok(Json(whole(&app, &caller, kept.id).await?))
}

/// Hands a returned request in again.
#[utoipa::path(
    post, path = "/me/requests/{id}/resubmit", tag = "requests", request_body = CompletedRequest,
    params(("id" = Uuid, Path, description = "The request")),
    responses(
        (status = 200, body = RequestView),
        (status = 409, description = "`not_returned`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn resubmit_request(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<CompletedRequest>,
) -> Result<Json<RequestView>, ApiError> {
    let person = person_of(&caller)?;
    let known = submitting::own(&app, &caller, person, RequestId(id)).await?;
    let new = read(known.id, known.kind().as_str(), new.detail, &new.reason, &new.files)?;
    let kept = taken(submitting::resubmit(&app, &caller, person, new).await?)?;
    Ok(Json(whole(&app, &caller, kept.id).await?))
}

/// Keeps the proof of one of the caller's requests. The body is the file.
#[utoipa::path(
    put, path = "/requests/{id}/files/{sha256}", tag = "requests",
    params(("id" = Uuid, Path, description = "The request"), ("sha256" = String, Path, description = "Of the bytes, hex")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 204, description = "It is kept"),
        (status = 409, description = "`file_differs`", body = crate::error::ProblemDetails),
        (status = 413, body = crate::error::ProblemDetails),
    )
)]
pub async fn put_request_file(
    State(app): State<App>,
    caller: Caller,
    Path((id, sha256)): Path<(Uuid, String)>,
    bytes: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<StatusCode, ApiError> {
    let bytes = bytes.map_err(|_| ApiError::too_large())?;
    filing::keep(&app, &caller, RequestId(id), &sha256, bytes.to_vec()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Shows the proof of a request to those who may see it. A look at somebody else's is noted.
#[utoipa::path(
    get, path = "/requests/{id}/files/{sha256}", tag = "requests",
    params(("id" = Uuid, Path, description = "The request"), ("sha256" = String, Path, description = "Of the bytes, hex")),
    responses(
        (status = 200, description = "The file", content_type = "application/pdf"),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_request_file(
    State(app): State<App>,
    caller: Caller,
    Path((id, sha256)): Path<(Uuid, String)>,
) -> Result<Response, ApiError> {
    let (media, _, bytes) = filing::open(&app, &caller, RequestId(id), &sha256).await?;
    Ok(strangers_file(&media, bytes))
}

/// Shows what the caller has of leave.
#[utoipa::path(get, path = "/me/leave", tag = "requests", params(LeaveYear), responses((status = 200, body = LeaveBalances)))]
pub async fn show_my_leave(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<LeaveYear>,
) -> Result<Json<LeaveBalances>, ApiError> {
    let person = person_of(&caller)?;
    let year = which.year.unwrap_or_else(|| caller.today.year());
    Ok(Json(LeaveBalances { year, items: leave::balances(&app, &caller.instansi, person, year).await? }))
}

/// Lists people of the caller's unit, for a swap of turns.
#[utoipa::path(get, path = "/me/colleagues", tag = "requests", params(WhichColleagues), responses((status = 200, body = ColleagueList)))]
pub async fn list_colleagues(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<WhichColleagues>,
) -> Result<Json<ColleagueList>, ApiError> {
    let person = person_of(&caller)?;
    let wanted = which.q.unwrap_or_default().trim().to_lowercase();
    let items = app
        .db
        .read(async |tx| {
            let own = posts::of_people(tx, caller.id(), &[person]).await?;
            let unit = own.iter().find(|post| post.holds_on(caller.today)).map(|post| post.unit);
            let all = posts::all(tx, caller.id()).await?;
            let mut ids: Vec<PersonId> = all
                .iter()
                .filter(|post| Some(post.unit) == unit && post.holds_on(caller.today) && post.person != person)
                .map(|post| post.person)
                .collect();
            ids.sort_unstable();
            ids.dedup();
            people::get_many(tx, caller.id(), &ids).await
        })
        .await?;
    let fits = items.into_iter().filter(|one| wanted.is_empty() || one.name.to_lowercase().contains(&wanted));
    let mut items: Vec<Colleague> = fits.map(|one| Colleague { id: one.id.0, name: one.name }).collect();
    items.sort_by(|one, other| one.name.cmp(&other.name));
    items.truncate(100);
    Ok(Json(ColleagueList { items }))
}

fn read(
    id: RequestId,
    kind: &str,
    detail: Value,
    reason: &str,
    files: &[AnnouncedFile],
) -> Result<NewRequest, ApiError> {
    let wish: Wish = serde_json::from_value(json!({ "kind": kind, "detail": detail })).map_err(|error| {
        let cause: String = error.to_string().chars().take(200).collect();
        ApiError::field(
            "detail",
            "wrong_shape",
            format!("Isi permohonan tidak sesuai: {cause}. Perbarui aplikasi ini bila perlu."),
            format!("The request does not fit: {cause}. Update this app if need be."),
        )
    })?;
    if files.len() > MOST_FILES {
        return Err(ApiError::field(
            "files",
            "too_many_files",
            format!("Paling banyak {MOST_FILES} berkas."),
            format!("At most {MOST_FILES} files."),
        ));
    }
    let files: Result<Vec<RequestFile>, ServiceError> =
        files.iter().map(|file| filing::announced(&file.sha256, &file.name, &file.media, file.size)).collect();
    Ok(NewRequest { id, wish, reason: reason_text(reason), files: files? })
}

fn taken(submitted: Submitted) -> Result<Request, ApiError> {
    match submitted {
        Submitted::Kept(request) => Ok(*request),
        Submitted::Refused(problems) => {
            let blocking = problems.into_iter().filter(|problem| problem.blocking);
            Err(ApiError::invalid(
                blocking
                    .map(|problem| FieldProblem::new("detail", &problem.code, problem.detail, problem.detail_en))
                    .collect(),
            ))
        }
    }
}

/// One of the caller's own requests with old against new.
async fn whole(app: &App, caller: &Caller, id: RequestId) -> Result<RequestView, ApiError> {
    let person = person_of(caller)?;
    let known = submitting::own(app, caller, person, id).await?;
    super::inbox::detailed(app, caller, known, None).await
}
