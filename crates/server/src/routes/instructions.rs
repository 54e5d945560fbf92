//! Instructions of leaders, and what offices say became of them.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::{AccessFilter, Action};
use hadir_domain::ids::PersonId;
use hadir_domain::instructions::InstructionStep;
use hadir_domain::origins::{Origin, OriginKind};
use hadir_domain::people::Person;
use hadir_domain::units::{Unit, subtree};
use hadir_store::{StoreError, people, units};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::discrepancy_shapes::code_of;
use super::instruction_shapes::{InstructionItem, InstructionList, NewInstructionItem, NewInstructionStep};
use super::roster::officer;
use super::shapes::{date_of, lines_of};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::act_refusals;
use crate::services::instructing::{self, Instruction, NewInstruction};

/// Longest text.
const LONGEST: usize = 2_000;

/// Which instructions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InstructionsQuery {
    /// Code or key of an office, with all below it.
    unit: Option<String>,
    /// Only those not ended.
    open: Option<bool>,
}

async fn names(app: &App, caller: &Caller, all: &[Instruction]) -> Result<BTreeMap<PersonId, Person>, StoreError> {
    let ids: Vec<PersonId> = all.iter().filter_map(|one| one.owner).collect();
    let known = app.db.read(async |tx| people::get_many(tx, caller.id(), &ids).await).await?;
    Ok(known.into_iter().map(|person| (person.id, person)).collect())
}

/// Lists instructions of offices within reach: late ones first, then open ones, then the others, newest first.
#[utoipa::path(
    get, path = "/instructions", tag = "instructions", params(InstructionsQuery),
    responses(
        (status = 200, body = InstructionList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn list_instructions(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<InstructionsQuery>,
) -> Result<Json<InstructionList>, ApiError> {
    caller.require(Action::InstructionsRead)?;
    let (all, mut found) = app
        .db
        .read(async |tx| {
            let all = units::list(tx, caller.id()).await?;
            Ok::<_, StoreError>((all, instructing::list(tx, &app, &caller.instansi).await?))
        })
        .await?;
    let mut reach = caller.units_in_reach(Action::InstructionsRead, &all);
    if let Some(named) = query.unit.as_deref().filter(|named| !named.is_empty()) {
        let unit = caller.require_unit(Action::InstructionsRead, &all, named)?;
        reach = Some(subtree(&all, unit.id).into_iter().collect());
    }
    found.retain(|one| reach.as_ref().is_none_or(|reach| reach.contains(&one.unit)));
    if query.open == Some(true) {
        found.retain(|one| one.state.is_open());
    }
    found.reverse();
    found.sort_by_key(|one| (!one.is_overdue(caller.today), !one.state.is_open()));
    let names = names(&app, &caller, &found).await?;
    Ok(Json(InstructionList {
        items: found.iter().map(|one| InstructionItem::of(one, &all, &names, &caller)).collect(),
        can_instruct: caller.filter(Action::InstructionsWrite) != AccessFilter::Nothing,
        can_answer: caller.filter(Action::InstructionsAnswer) != AccessFilter::Nothing,
    }))
}

async fn one(app: &App, caller: &Caller, all: &[Unit], found: Instruction) -> Result<InstructionItem, ApiError> {
    let names = names(app, caller, std::slice::from_ref(&found)).await?;
    Ok(InstructionItem::of(&found, all, &names, caller))
}

/// Instructs an office.
#[utoipa::path(
    post, path = "/instructions", tag = "instructions", request_body = NewInstructionItem,
    responses(
        (status = 201, body = InstructionItem),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`changed_meanwhile`", body = crate::error::ProblemDetails),
        (status = 422, description = "`due_past`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_instruction(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewInstructionItem>,
) -> Result<(StatusCode, Json<InstructionItem>), ApiError> {
    caller.require(Action::InstructionsWrite)?;
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let unit = caller.require_unit(Action::InstructionsWrite, &all, &new.unit)?.id;
    let due_on = new.due.as_deref().filter(|due| !due.is_empty()).map(|due| date_of("due", due)).transpose()?;
    if due_on.is_some_and(|due| due < caller.today) {
        let (id, en) =
            ("Tenggatnya sudah lewat. Pilih hari ini atau sesudahnya.", "That day is past. Choose today or later.");
        return Err(ApiError::field("due", "due_past", id, en));
    }
    let new = NewInstruction {
        id: new.id,
        origin: Origin { kind: code_of("origin.kind", OriginKind::parse(&new.origin.kind))?, id: new.origin.id },
        unit,
        text: lines_of("text", &new.text, LONGEST, true)?,
        owner: new.owner.map(PersonId),
        due_on,
    };
    let instansi = &caller.instansi;
    app.db
        .write(async |tx| instructing::give(tx, &app, instansi, officer(&caller), &new).await)
        .await
        .map_err(act_refusals::raced)?;
    let given = app.db.read(async |tx| instructing::get(tx, instansi, new.id).await).await?;
    Ok((StatusCode::CREATED, Json(one(&app, &caller, &all, given).await?)))
}

/// Says a word about an instruction: the office how far it is, whoever instructs whether it is done.
#[utoipa::path(
    post, path = "/instructions/{id}/steps", tag = "instructions", params(("id" = Uuid, Path)),
    request_body = NewInstructionStep,
    responses(
        (status = 200, body = InstructionItem),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`not_now`, `changed_meanwhile`, `id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`text_needed`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_instruction_step(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewInstructionStep>,
) -> Result<Json<InstructionItem>, ApiError> {
    caller.require(Action::InstructionsRead)?;
    let step = code_of("step", InstructionStep::parse(&new.step))?;
    caller.require(instructing::right_of(step))?;
    let instansi = &caller.instansi;
    let (all, known) = app
        .db
        .read(async |tx| {
            let all = units::list(tx, caller.id()).await?;
            Ok::<_, crate::services::error::ServiceError>((all, instructing::get(tx, instansi, id).await?))
        })
        .await?;
    let reach = caller.units_in_reach(instructing::right_of(step), &all);
    if reach.is_some_and(|reach| !reach.contains(&known.unit)) {
        return Err(instructing::unknown().into());
    }
    let text = lines_of("text", &new.text, LONGEST, false)?;
    let said = instructing::say(&app, instansi, officer(&caller), id, (new.id, step, &text)).await?;
    Ok(Json(one(&app, &caller, &all, said).await?))
}
