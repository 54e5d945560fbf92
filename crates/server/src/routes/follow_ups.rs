//! Explanations people are asked for: decided by heads, the agency and the ethics council; answered by the person alone.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use hadir_domain::access::Action;
use hadir_domain::follow_ups::FollowUpStep;
use hadir_domain::ids::PersonId;
use hadir_domain::people::Person;
use hadir_domain::units::{Unit, subtree};
use hadir_store::{StoreError, people, units};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::discrepancy_shapes::code_of;
use super::file_answers::strangers_file;
use super::instruction_shapes::{FollowUpItem, FollowUpList, NewFollowUpStep, decides};
use super::roster::officer;
use super::shapes::lines_of;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::enrolling::person_of;
use crate::services::error::ServiceError;
use crate::services::following_up::{self, FollowUp, MOST_LETTERS, NewWord};
use crate::services::{act_filing, looking};

/// Which explanations.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FollowUpsQuery {
    /// Code or key of a unit, with all below it.
    unit: Option<String>,
    /// Only those somebody still has the word on.
    open: Option<bool>,
}

async fn names(app: &App, caller: &Caller, all: &[FollowUp]) -> Result<BTreeMap<PersonId, Person>, StoreError> {
    let ids: Vec<PersonId> = all.iter().map(|one| one.person).collect();
    let known = app.db.read(async |tx| people::get_many(tx, caller.id(), &ids).await).await?;
    Ok(known.into_iter().map(|person| (person.id, person)).collect())
}

/// Whether the caller sees one: who decides where it stands, whoever leads above, the agency and the inspectorate. The
/// council sees what was handed to it.
fn sees(caller: &Caller, all: &[Unit], one: &FollowUp) -> bool {
    use hadir_domain::access::{Reach, Role};
    let was_handed = one.words.iter().any(|word| word.step == FollowUpStep::ToCouncil);
    let above = crate::auth::caller::path(all, one.unit);
    caller.holder.in_force(caller.today).iter().any(|grant| {
        if grant.role == Role::Majelis && !was_handed {
            return false;
        }
        match grant.reach(Action::FollowUpsRead) {
            Reach::Instansi => true,
            Reach::Unit => grant.unit.is_some_and(|unit| above.contains(&unit)),
            Reach::Own | Reach::Nothing => false,
        }
    })
}

/// Lists explanations asked for within the caller's reach, newest first.
#[utoipa::path(
    get, path = "/follow-ups", tag = "follow-ups", params(FollowUpsQuery),
    responses(
        (status = 200, body = FollowUpList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn list_follow_ups(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<FollowUpsQuery>,
) -> Result<Json<FollowUpList>, ApiError> {
    caller.require(Action::FollowUpsRead)?;
    let (all, mut found) = app
        .db
        .read(async |tx| {
            let all = units::list(tx, caller.id()).await?;
            Ok::<_, StoreError>((all, following_up::list(tx, &app, &caller.instansi).await?))
        })
        .await?;
    if let Some(named) = query.unit.as_deref().filter(|named| !named.is_empty()) {
        let below = subtree(&all, caller.require_unit(Action::FollowUpsRead, &all, named)?.id);
        found.retain(|one| below.contains(&one.unit));
    }
    found.retain(|one| sees(&caller, &all, one));
    if query.open == Some(true) {
        found.retain(|one| one.course.state(caller.today).is_open());
    }
    let names = names(&app, &caller, &found).await?;
    let items = found.iter().map(|one| FollowUpItem::of(one, &all, &names, &caller, false)).collect();
    Ok(Json(FollowUpList { items }))
}

pub(super) async fn known(app: &App, caller: &Caller, id: Uuid) -> Result<(Vec<Unit>, FollowUp), ApiError> {
    let found = app
        .db
        .read(async |tx| {
            let all = units::list(tx, caller.id()).await?;
            Ok::<_, ServiceError>((all, following_up::get(tx, &caller.instansi, id).await?))
        })
        .await?;
    if sees(caller, &found.0, &found.1) { Ok(found) } else { Err(following_up::unknown().into()) }
}

async fn item(app: &App, caller: &Caller, all: &[Unit], one: &FollowUp, own: bool) -> Result<FollowUpItem, ApiError> {
    let names = names(app, caller, std::slice::from_ref(one)).await?;
    Ok(FollowUpItem::of(one, all, &names, caller, own))
}

/// Shows one. The look is noted for the person.
#[utoipa::path(
    get, path = "/follow-ups/{id}", tag = "follow-ups", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = FollowUpItem),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_follow_up(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<FollowUpItem>, ApiError> {
    caller.require(Action::FollowUpsRead)?;
    let (all, one) = known(&app, &caller, id).await?;
    looking::note(&app, &caller, one.person, "follow_up", one.on.to_string()).await?;
    Ok(Json(item(&app, &caller, &all, &one, false).await?))
}

/// Accepts an explanation, hands it on, or takes the question back.
#[utoipa::path(
    post, path = "/follow-ups/{id}/steps", tag = "follow-ups", params(("id" = Uuid, Path)), request_body = NewFollowUpStep,
    responses(
        (status = 200, body = FollowUpItem),
        (status = 403, description = "`own_record`, `handed_on`, `not_subject`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`not_now`, `changed_meanwhile`, `id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`text_needed`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_follow_up_step(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewFollowUpStep>,
) -> Result<Json<FollowUpItem>, ApiError> {
    caller.require(following_up::DECIDE)?;
    let (all, one) = known(&app, &caller, id).await?;
    let step = code_of("step", FollowUpStep::parse(&new.step).filter(|step| *step != FollowUpStep::Explain))?;
    if caller.account.person != Some(one.person) && !decides(&caller, &all, &one, caller.today) {
        return Err(ApiError::forbidden());
    }
    let text = lines_of("text", &new.text, MOST_LETTERS, false)?;
    let word = NewWord { id: new.id, step, text, files: Vec::new() };
    let said = following_up::say(&app, &caller.instansi, officer(&caller), id, &word).await?;
    Ok(Json(item(&app, &caller, &all, &said, false).await?))
}

/// Shows a photo or paper of an explanation.
#[utoipa::path(
    get, path = "/follow-ups/{id}/files/{sha256}", tag = "follow-ups",
    params(("id" = Uuid, Path), ("sha256" = String, Path, description = "Of the bytes, hex")),
    responses(
        (status = 200, description = "The file", content_type = "image/jpeg"),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_follow_up_file(
    State(app): State<App>,
    caller: Caller,
    Path((id, sha256)): Path<(Uuid, String)>,
) -> Result<Response, ApiError> {
    caller.require(Action::FollowUpsRead)?;
    let (_, one) = known(&app, &caller, id).await?;
    looking::note(&app, &caller, one.person, "follow_up", one.on.to_string()).await?;
    let (media, bytes) = act_filing::open(&app, &caller.instansi, id, &sha256).await?;
    Ok(strangers_file(&media, bytes))
}

async fn own(app: &App, caller: &Caller, id: Uuid) -> Result<(Vec<Unit>, FollowUp), ApiError> {
    let person = person_of(caller)?;
    let found = app
        .db
        .read(async |tx| {
            let all = units::list(tx, caller.id()).await?;
            Ok::<_, ServiceError>((all, following_up::get(tx, &caller.instansi, id).await?))
        })
        .await?;
    if found.1.person == person { Ok(found) } else { Err(following_up::unknown().into()) }
}

/// Lists what the caller was asked to explain, newest first.
#[utoipa::path(get, path = "/me/follow-ups", tag = "follow-ups", responses((status = 200, body = FollowUpList)))]
pub async fn list_my_follow_ups(State(app): State<App>, caller: Caller) -> Result<Json<FollowUpList>, ApiError> {
    let Some(person) = caller.account.person else { return Ok(Json(FollowUpList { items: Vec::new() })) };
    let (all, found) = app
        .db
        .read(async |tx| {
            let all = units::list(tx, caller.id()).await?;
            Ok::<_, StoreError>((all, following_up::of_person(tx, &caller.instansi, person).await?))
        })
        .await?;
    let names = names(&app, &caller, &found).await?;
    let items = found.iter().map(|one| FollowUpItem::of(one, &all, &names, &caller, true)).collect();
    Ok(Json(FollowUpList { items }))
}

/// Shows one of the caller's own.
#[utoipa::path(
    get, path = "/me/follow-ups/{id}", tag = "follow-ups", params(("id" = Uuid, Path)),
    responses((status = 200, body = FollowUpItem), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn show_my_follow_up(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<FollowUpItem>, ApiError> {
    let (all, one) = own(&app, &caller, id).await?;
    Ok(Json(item(&app, &caller, &all, &one, true).await?))
}

/// Explains, in the caller's own words.
#[utoipa::path(
    post, path = "/me/follow-ups/{id}/steps", tag = "follow-ups", params(("id" = Uuid, Path)),
    request_body = NewFollowUpStep,
    responses(
        (status = 200, body = FollowUpItem),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`not_now`, `unknown_file`, `changed_meanwhile`, `id_taken`",
         body = crate::error::ProblemDetails),
        (status = 422, description = "`text_needed`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_my_follow_up_step(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewFollowUpStep>,
) -> Result<Json<FollowUpItem>, ApiError> {
    let (all, _) = own(&app, &caller, id).await?;
    let step = code_of("step", FollowUpStep::parse(&new.step).filter(|step| *step == FollowUpStep::Explain))?;
    let text = lines_of("text", &new.text, MOST_LETTERS, false)?;
    let word = NewWord { id: new.id, step, text, files: new.files };
    let said = following_up::say(&app, &caller.instansi, officer(&caller), id, &word).await?;
    Ok(Json(item(&app, &caller, &all, &said, true).await?))
}

/// Keeps a photo or paper for an explanation. The body is the file.
#[utoipa::path(
    put, path = "/me/follow-ups/{id}/files/{sha256}", tag = "follow-ups",
    params(("id" = Uuid, Path), ("sha256" = String, Path, description = "Of the bytes, hex")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 204, description = "It is kept"),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`file_differs`, `too_many_files`", body = crate::error::ProblemDetails),
        (status = 413, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_file`", body = crate::error::ProblemDetails),
    )
)]
pub async fn put_my_follow_up_file(
    State(app): State<App>,
    caller: Caller,
    Path((id, sha256)): Path<(Uuid, String)>,
    bytes: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<StatusCode, ApiError> {
    let bytes = bytes.map_err(|_| ApiError::too_large())?;
    let (_, one) = own(&app, &caller, id).await?;
    act_filing::keep(&app, &caller.instansi, (id, Some(one.person)), &caller.by, &sha256, bytes.to_vec()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Shows a file of the caller's own explanation.
#[utoipa::path(
    get, path = "/me/follow-ups/{id}/files/{sha256}", tag = "follow-ups",
    params(("id" = Uuid, Path), ("sha256" = String, Path, description = "Of the bytes, hex")),
    responses(
        (status = 200, description = "The file", content_type = "image/jpeg"),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_my_follow_up_file(
    State(app): State<App>,
    caller: Caller,
    Path((id, sha256)): Path<(Uuid, String)>,
) -> Result<Response, ApiError> {
    own(&app, &caller, id).await?;
    let (media, bytes) = act_filing::open(&app, &caller.instansi, id, &sha256).await?;
    Ok(strangers_file(&media, bytes))
}
