//! Where the sources disagree, as asked for, and the stored table brought up to date.

use axum::extract::State;
use hadir_domain::access::{AccessFilter, Action};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::units::chosen_unit;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Query};
use crate::services::error::ServiceError;
use crate::services::reconciling::{self, Ask, ReconcileAnswer, UnitMatchJson};

/// What to compare.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReconcileQuery {
    /// First day.
    #[param(value_type = String, format = Date)]
    from: Date,
    /// Last day.
    #[param(value_type = String, format = Date)]
    to: Date,
    /// Code or id of the unit; without it the caller's own, or the whole instansi.
    unit: Option<String>,
    /// The sources in their order, such as `manual,portal`; all of them when left out.
    sources: Option<String>,
}

/// A span of days.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ReconcileSpan)]
pub struct SpanJson {
    /// First day.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    to: Date,
}

/// What a refresh made of a span.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReconcileRefreshed)]
pub struct RefreshedJson {
    /// How many disagreements are kept.
    discrepancies: usize,
    /// How many causes.
    causes: usize,
    /// The table of the whole instansi.
    total: UnitMatchJson,
}

/// Compares what the sources say within a span of days. Nothing is stored.
#[utoipa::path(
    get, path = "/reconcile", tag = "reconcile", params(ReconcileQuery),
    responses((status = 200, body = ReconcileAnswer), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn show_reconciliation(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<ReconcileQuery>,
) -> Result<Json<ReconcileAnswer>, ApiError> {
    let unit = chosen_unit(&app, &caller, Action::ReconcileRead, asked.unit.as_deref()).await?;
    let speakers = asked.sources.as_deref().filter(|text| !text.is_empty());
    let speakers = speakers.map(reconciling::parse_speakers).transpose()?;
    let own_only = unit.is_some();
    let ask = Ask { from: asked.from, to: asked.to, unit: unit.map(|unit| unit.code), speakers };
    let found = reconciling::run(&app, &caller.instansi, ask).await?;
    let mut answer = reconciling::answer(&found);
    if own_only {
        // Keys that mean nobody belong to no unit, unless their sheet says which.
        let code = found.unit.as_ref().map(|unit| unit.code.clone());
        answer.unknown_ids.retain(|one| one.unit == code);
    }
    Ok(Json(answer))
}

/// Compares all sources anew and puts the result in the place of what is kept for settling and for rates.
#[utoipa::path(
    post, path = "/reconcile/refresh", tag = "reconcile", request_body = SpanJson,
    responses((status = 200, body = RefreshedJson), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn refresh_reconciliation(
    State(app): State<App>,
    caller: Caller,
    Json(span): Json<SpanJson>,
) -> Result<Json<RefreshedJson>, ApiError> {
    if !matches!(caller.require(Action::ReconcileDecide)?, AccessFilter::All) {
        return Err(ServiceError::forbidden(
            "whole_instansi_only",
            "Hitung ulang hanya untuk seluruh instansi. Mintalah BKPSDM menjalankannya.",
            "Only the whole instansi is compared anew. Ask the personnel agency to do it.",
        )
        .into());
    }
    let found = reconciling::refresh(&app, &caller.instansi, span.from, span.to).await?;
    let answer = reconciling::answer(&found);
    Ok(Json(RefreshedJson {
        discrepancies: found.found.discrepancies.len(),
        causes: answer.causes.len(),
        total: answer.total,
    }))
}
