//! The stages of OPDs on their way to working without paper: how each stands before the gate, and what is signed.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::stages::{Paper, Stage, StageWord};
use hadir_domain::units::Unit;
use hadir_store::units;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::roster::officer;
use super::shapes::{date_of, reason_given};
use super::stage_shapes::{May, OpdStageJson, StageDetail, StageList};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path};
use crate::services::staging::{self, NewStep, OpdStage};

/// Lists the OPDs within reach: stage, people, and how each stands before the gate.
#[utoipa::path(
    get, path = "/stages", tag = "stages",
    responses(
        (status = 200, body = StageList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 409, description = "`no_rule`, `hours_not_covered`, `does_not_add`", body = crate::error::ProblemDetails),
    )
)]
pub async fn list_stages(State(app): State<App>, caller: Caller) -> Result<Json<StageList>, ApiError> {
    caller.require(Action::RolloutRead)?;
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let reach = caller.units_in_reach(Action::RolloutRead, &all);
    let may = May::of(&caller, &all);
    let mut found = staging::list(&app, &caller.instansi).await?;
    found.retain(|one| reach.as_ref().is_none_or(|reach| reach.contains(&one.unit.id)));
    Ok(Json(StageList::of(&found, app.now(), |one| OpdStageJson::of(one, &may))))
}

async fn reached(app: &App, caller: &Caller, action: Action, named: &str) -> Result<(Unit, Vec<Unit>), ApiError> {
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let unit = caller.require_unit(action, &all, named)?.clone();
    Ok((unit, all))
}

fn detail(one: &OpdStage, caller: &Caller, all: &[Unit]) -> Json<StageDetail> {
    let steps = one.steps.iter().rev().map(Into::into).collect();
    Json(StageDetail { opd: OpdStageJson::of(one, &May::of(caller, all)), steps })
}

/// Shows an OPD with everything that was signed about it.
#[utoipa::path(
    get, path = "/stages/{unit}", tag = "stages", params(("unit" = String, Path, description = "Code or id of the OPD")),
    responses(
        (status = 200, body = StageDetail),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 422, description = "`not_an_opd`", body = crate::error::ProblemDetails),
    )
)]
pub async fn show_stage(
    State(app): State<App>,
    caller: Caller,
    Path(unit): Path<String>,
) -> Result<Json<StageDetail>, ApiError> {
    let (unit, all) = reached(&app, &caller, Action::RolloutRead, &unit).await?;
    let one = staging::one(&app, &caller.instansi, &unit).await?;
    Ok(detail(&one, &caller, &all))
}

/// A step on its way in.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewStageStep {
    /// Made by the page; the same again changes nothing.
    id: Uuid,
    /// `propose`, `confirm`, `reject` or `withdraw`.
    step: String,
    /// The proposal, for `confirm` and `reject`.
    proposal: Option<Uuid>,
    /// `belum`, `pendataan`, `uji_coba` or `wajib`, for `propose`; for `withdraw` the stage to go back to.
    stage: Option<String>,
    /// `keep` or `drop`, for `propose`.
    paper: Option<String>,
    /// From which day on, today or later; without it today.
    from: Option<String>,
    /// Why.
    reason: String,
}

impl NewStageStep {
    fn read(&self) -> Result<NewStep, ApiError> {
        let word = StageWord::parse(&self.step).ok_or_else(|| {
            let (id, en) =
                ("Pilih propose, confirm, reject atau withdraw.", "Choose propose, confirm, reject or withdraw.");
            ApiError::field("step", "unknown", id, en)
        })?;
        let stage = |text: &str| {
            Stage::parse(text).ok_or_else(|| {
                ApiError::field("stage", "unknown", "Pilih tahap dari daftar.", "Choose a stage from the list.")
            })
        };
        let paper = |text: &str| {
            Paper::parse(text)
                .ok_or_else(|| ApiError::field("paper", "unknown", "Pilih keep atau drop.", "Choose keep or drop."))
        };
        if matches!(word, StageWord::Confirm | StageWord::Reject) && self.proposal.is_none() {
            return Err(ApiError::field("proposal", "blank", "Sebutkan usulannya.", "Name the proposal."));
        }
        Ok(NewStep {
            id: self.id,
            word,
            proposal: self.proposal,
            stage: self.stage.as_deref().map(stage).transpose()?,
            paper: self.paper.as_deref().map(paper).transpose()?,
            from_on: self.from.as_deref().map(|text| date_of("from", text)).transpose()?,
            reason: reason_given("reason", &self.reason, true)?,
        })
    }
}

/// Signs a step: proposes a stage, confirms or rejects what another proposed, or brings paper back at once.
#[utoipa::path(
    post, path = "/stages/{unit}/steps", tag = "stages", request_body = NewStageStep,
    params(("unit" = String, Path, description = "Code or id of the OPD")),
    responses(
        (status = 201, body = StageDetail),
        (status = 403, description = "`own_proposal`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`gate_not_met` naming each criterion, `proposal_waits`, `not_waiting`, `day_passed`, \
                                      `paper_needs_stage`, `nothing_dropped`, `as_it_is`, `id_taken`",
         body = crate::error::ProblemDetails),
        (status = 422, description = "`not_an_opd`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_stage_step(
    State(app): State<App>,
    caller: Caller,
    Path(unit): Path<String>,
    Json(new): Json<NewStageStep>,
) -> Result<(StatusCode, Json<StageDetail>), ApiError> {
    let action = match new.step.as_str() {
        "propose" => Action::RolloutPropose,
        _ => {
            caller.require_all(Action::RolloutDecide)?;
            Action::RolloutDecide
        }
    };
    let (unit, all) = reached(&app, &caller, action, &unit).await?;
    let one = staging::sign(&app, &caller.instansi, officer(&caller), &unit, &new.read()?).await?;
    let _ = app.changes.send(caller.id());
    Ok((StatusCode::CREATED, detail(&one, &caller, &all)))
}
