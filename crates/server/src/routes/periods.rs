//! Months: how they stand, closing and opening them, and what came late.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::units::Unit;
use hadir_store::units;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::shapes::reason_text;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Query};
use crate::services::month::parse_month;
use crate::services::periods::{self, Delta, PeriodView};

/// Which months.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichPeriods {
    /// `YYYY-MM`.
    month: String,
}

/// A month of every OPD within reach.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeriodList {
    items: Vec<PeriodView>,
}

/// A month of an OPD, and why.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PeriodChange {
    /// Code or key of the OPD.
    unit: String,
    /// `YYYY-MM`.
    month: String,
    /// Why; wanted for closing before its day and for asking to open.
    #[serde(default)]
    reason: String,
}

/// Which deltas.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichDeltas {
    /// Code or key of the OPD.
    unit: String,
    /// `YYYY-MM`.
    month: String,
}

/// What changed of closed months.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeltaList {
    items: Vec<Delta>,
}

/// Lists how a month stands at the OPDs within reach.
#[utoipa::path(get, path = "/periods", tag = "periods", params(WhichPeriods), responses((status = 200, body = PeriodList)))]
pub async fn list_periods(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<WhichPeriods>,
) -> Result<Json<PeriodList>, ApiError> {
    caller.require(Action::PeriodsRead)?;
    let month = parse_month(&which.month)?;
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let reach = caller.units_in_reach(Action::PeriodsRead, &all);
    let opds: Vec<&Unit> = all
        .iter()
        .filter(|unit| unit.parent.is_none() && reach.as_ref().is_none_or(|reach| reach.contains(&unit.id)))
        .collect();
    let items = periods::all_of(&app, &caller.instansi, &opds, &all, month).await?;
    Ok(Json(PeriodList { items }))
}

/// The OPD and the month a message names, when the action reaches them.
async fn named(app: &App, caller: &Caller, action: Action, unit: &str, month: &str) -> Result<(Unit, Date), ApiError> {
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let unit = caller.require_unit(action, &all, unit)?.clone();
    if unit.parent.is_some() {
        return Err(ApiError::field(
            "unit",
            "not_an_opd",
            "Bulan ditutup per OPD, bukan per unit di bawahnya.",
            "Months are closed for a whole OPD, not for a unit below it.",
        ));
    }
    Ok((unit, parse_month(month)?))
}

/// Closes a month of an OPD: what was judged is sealed.
#[utoipa::path(
    post, path = "/periods", tag = "periods", request_body = PeriodChange,
    responses(
        (status = 204, description = "It is closed"),
        (status = 409, description = "`month_runs`, `grace_runs`, `already_closed`", body = crate::error::ProblemDetails),
    )
)]
pub async fn close_period(
    State(app): State<App>,
    caller: Caller,
    Json(change): Json<PeriodChange>,
) -> Result<StatusCode, ApiError> {
    let (unit, month) = named(&app, &caller, Action::PeriodsWrite, &change.unit, &change.month).await?;
    periods::close(&app, &caller, &unit, month, &reason_text(&change.reason)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks to open a closed month. Another officer opens it.
#[utoipa::path(
    post, path = "/periods/reopen", tag = "periods", request_body = PeriodChange,
    responses((status = 204, description = "It is asked"), (status = 409, body = crate::error::ProblemDetails))
)]
pub async fn ask_reopen_period(
    State(app): State<App>,
    caller: Caller,
    Json(change): Json<PeriodChange>,
) -> Result<StatusCode, ApiError> {
    let (unit, month) = named(&app, &caller, Action::PeriodsWrite, &change.unit, &change.month).await?;
    periods::ask_reopen(&app, &caller, &unit, month, &reason_text(&change.reason)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opens a month that another officer asked to open.
#[utoipa::path(
    post, path = "/periods/reopen/confirm", tag = "periods", request_body = PeriodChange,
    responses(
        (status = 204, description = "It is open"),
        (status = 409, description = "`own_record`, `not_closed`", body = crate::error::ProblemDetails),
    )
)]
pub async fn reopen_period(
    State(app): State<App>,
    caller: Caller,
    Json(change): Json<PeriodChange>,
) -> Result<StatusCode, ApiError> {
    let (unit, month) = named(&app, &caller, Action::PeriodsWrite, &change.unit, &change.month).await?;
    periods::reopen(&app, &caller, &unit, month).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists what changed of a closed month, and what earlier months passed into it.
#[utoipa::path(get, path = "/periods/deltas", tag = "periods", params(WhichDeltas), responses((status = 200, body = DeltaList)))]
pub async fn list_deltas(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<WhichDeltas>,
) -> Result<Json<DeltaList>, ApiError> {
    let (unit, month) = named(&app, &caller, Action::PeriodsRead, &which.unit, &which.month).await?;
    Ok(Json(DeltaList { items: periods::deltas_of(&app, &caller.instansi, &unit, month).await? }))
}
