//! What is doubted of the caller's own punches: the same file officers see, their answer, and their appeal.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use hadir_domain::doubts::{DoubtStep, possible};
use hadir_domain::ids::PersonId;
use hadir_store::doubts::{self, WholeCase, heads};
use hadir_store::{StoreError, people, units};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::discrepancy_shapes::code_of;
use super::doubt_shapes::{DoubtDetail, DoubtItem};
use super::doubts::served;
use super::roster::officer;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path};
use crate::services::doubting::acting::{self, MOST_LETTERS, NewWord};
use crate::services::doubting::{self, filing, viewing};
use crate::services::enrolling::person_of;
use crate::services::error::ServiceError;

/// The caller's cases, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyDoubtList {
    items: Vec<DoubtItem>,
    /// How many wait for the caller's answer.
    asked: usize,
}

/// Lists what is or was doubted of the caller's punches.
#[utoipa::path(get, path = "/me/doubts", tag = "doubts", responses((status = 200, body = MyDoubtList)))]
pub async fn list_my_doubts(State(app): State<App>, caller: Caller) -> Result<Json<MyDoubtList>, ApiError> {
    let Some(person) = caller.account.person else {
        return Ok(Json(MyDoubtList { items: Vec::new(), asked: 0 }));
    };
    let (cases, known, all_units) = app
        .db
        .read(async |tx| {
            let cases = doubts::of_person(tx, caller.id(), person).await?;
            let known = people::get_many(tx, caller.id(), &[person]).await?;
            Ok::<_, StoreError>((cases, known, units::list(tx, caller.id()).await?))
        })
        .await?;
    let names = known.into_iter().map(|person| (person.id, person)).collect();
    let heads: Vec<_> = cases.iter().rev().map(|case| heads::head_of(case, caller.today)).collect();
    Ok(Json(MyDoubtList {
        asked: heads.iter().filter(|head| head.state == hadir_domain::doubts::DoubtState::Asked).count(),
        items: heads.iter().map(|head| DoubtItem::of(head, &names, &all_units)).collect(),
    }))
}

/// A case of the caller's own; of others nobody is told.
async fn own(app: &App, caller: &Caller, id: Uuid) -> Result<WholeCase, ServiceError> {
    let person = person_of(caller)?;
    let case = app.db.read(async |tx| acting::load(tx, &caller.instansi, id).await).await?;
    if case.case.person == person { Ok(case) } else { Err(doubting::unknown()) }
}

async fn detail(app: &App, caller: &Caller, case: WholeCase) -> Result<DoubtDetail, ApiError> {
    let all_units = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let can = possible(case.case.person, &case.course, caller.today, &caller.by, caller.account.person)
        .into_iter()
        .filter(|step| step.is_own())
        .map(|step| step.as_str().to_owned())
        .collect();
    let head = heads::head_of(&case, caller.today);
    let open = viewing::open(app, &caller.instansi, case).await?;
    let names = open.person.clone().into_iter().map(|person| (person.id, person)).collect();
    Ok(DoubtDetail::of(open, DoubtItem::of(&head, &names, &all_units), can, caller.today))
}

/// Shows one of the caller's cases with the same evidence officers see.
#[utoipa::path(
    get, path = "/me/doubts/{id}", tag = "doubts", params(("id" = Uuid, Path)),
    responses((status = 200, body = DoubtDetail), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn show_my_doubt(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<DoubtDetail>, ApiError> {
    let case = own(&app, &caller, id).await?;
    Ok(Json(detail(&app, &caller, case).await?))
}

/// An answer or an appeal.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDoubtAnswer {
    /// Made by the caller; sending it again changes nothing.
    id: Uuid,
    /// `answer` or `appeal`.
    step: String,
    /// In the caller's own words.
    #[serde(default)]
    text: String,
    /// Hashes of files that were sent before.
    #[serde(default)]
    files: Vec<String>,
    /// Key of a colleague who can say something about it.
    witness: Option<Uuid>,
}

/// Answers a doubt, or appeals against a misuse.
#[utoipa::path(
    post, path = "/me/doubts/{id}/steps", tag = "doubts", params(("id" = Uuid, Path)), request_body = NewDoubtAnswer,
    responses(
        (status = 200, description = "As it stands now", body = DoubtDetail),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`not_now`, `unknown_file`, `changed_meanwhile`, `id_taken`",
         body = crate::error::ProblemDetails),
        (status = 422, description = "`text_needed`, `unknown_witness`", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_my_doubt_step(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewDoubtAnswer>,
) -> Result<Json<DoubtDetail>, ApiError> {
    own(&app, &caller, id).await?;
    let step = code_of("step", DoubtStep::parse(&new.step).filter(|step| step.is_own()))?;
    let text: String = new.text.trim().chars().take(MOST_LETTERS).collect();
    let word = NewWord { files: new.files, witness: new.witness.map(PersonId), ..NewWord::plain(new.id, step, &text) };
    let case = acting::say(&app, &caller.instansi, officer(&caller), id, &word).await?;
    Ok(Json(detail(&app, &caller, case).await?))
}

/// Keeps a photo or paper for an answer. The body is the file.
#[utoipa::path(
    put, path = "/me/doubts/{id}/files/{sha256}", tag = "doubts",
    params(("id" = Uuid, Path, description = "The case"), ("sha256" = String, Path, description = "Of the bytes, hex")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 204, description = "It is kept"),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`file_differs`, `too_many_files`", body = crate::error::ProblemDetails),
        (status = 413, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_file`", body = crate::error::ProblemDetails),
    )
)]
pub async fn put_my_doubt_file(
    State(app): State<App>,
    caller: Caller,
    Path((id, sha256)): Path<(Uuid, String)>,
    bytes: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<StatusCode, ApiError> {
    let bytes = bytes.map_err(|_| ApiError::too_large())?;
    let case = own(&app, &caller, id).await?;
    filing::keep(&app, &caller.instansi, &case, &sha256, bytes.to_vec()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Shows a file of the caller's own answer.
#[utoipa::path(
    get, path = "/me/doubts/{id}/files/{sha256}", tag = "doubts",
    params(("id" = Uuid, Path, description = "The case"), ("sha256" = String, Path, description = "Of the bytes, hex")),
    responses(
        (status = 200, description = "The file", content_type = "image/jpeg"),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_my_doubt_file(
    State(app): State<App>,
    caller: Caller,
    Path((id, sha256)): Path<(Uuid, String)>,
) -> Result<Response, ApiError> {
    let case = own(&app, &caller, id).await?;
    served(&app, &caller, &case, &sha256).await
}
