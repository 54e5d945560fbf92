//! The monthly recap: figures, workbook and paper.

use std::collections::BTreeMap;

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_reports::recap::RecapReport;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::apel_acts::ApelMonthCounts;
use super::download::{Download, PDF, XLSX};
use super::shapes::masked_number;
use super::units::chosen_unit;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Query};
use crate::http::{Web, apart};
use crate::services::documenting::{self, Format};
use crate::services::error::ServiceError;
use crate::services::month::{SourceState, parse_month};
use crate::services::periods::Delta;
use crate::services::recapping::{self, UnitRecap};
use crate::services::sources::ReportingJson;

/// Which recap.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RecapQuery {
    /// `YYYY-MM`.
    month: String,
    /// Code or id of the unit; without it the caller's own, or the whole instansi.
    unit: Option<String>,
}

/// A month of a unit. Each person's totals sum to the days of the month.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Recap)]
pub struct RecapJson {
    month: String,
    /// Code of the unit; null for the whole instansi.
    unit: Option<String>,
    people: Vec<RecapPersonJson>,
    /// Person-days per status.
    totals: BTreeMap<String, u32>,
    incomplete_sources: Vec<SourceState>,
    /// How many of the unit's terminals and rolls that is, and what follows.
    reporting: ReportingJson,
    /// When the month was closed and by whom; null while it is open.
    closed_at: Option<String>,
    closed_by: Option<String>,
    /// What changed of it after it was closed, and what earlier months passed into it.
    deltas: Vec<Delta>,
}

/// A person's month.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecapPerson)]
struct RecapPersonJson {
    /// The lasting key.
    person: Uuid,
    name: String,
    number_masked: Option<String>,
    /// One code for each date of the month.
    codes: BTreeMap<String, String>,
    /// Marks by date.
    marks: BTreeMap<String, Vec<String>>,
    /// Dates that are not settled.
    provisional: Vec<String>,
    /// Days per status.
    totals: BTreeMap<String, u32>,
    /// Closed apel and ceremonies of the month.
    apel: ApelMonthCounts,
}

/// Shows the recap of a unit and all below it.
#[utoipa::path(
    get, path = "/recap", tag = "recap", params(RecapQuery),
    responses((status = 200, body = RecapJson), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn show_recap(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<RecapQuery>,
) -> Result<Json<RecapJson>, ApiError> {
    Ok(Json(json(&of(&app, &caller, Action::RecapRead, &asked).await?)))
}

/// Downloads the recap as a workbook, with the mark of a document in words.
#[utoipa::path(
    get, path = "/recap.xlsx", tag = "recap", params(RecapQuery),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>))
)]
pub async fn download_xlsx(
    State(web): State<Web>,
    caller: Caller,
    Query(asked): Query<RecapQuery>,
) -> Result<Download, ApiError> {
    document(&web, &caller, &asked, Format::Xlsx).await
}

/// Downloads the recap as printed, with the signature of the head and the mark by which anybody can check it. The same
/// figures give the same file.
#[utoipa::path(
    get, path = "/recap.pdf", tag = "recap", params(RecapQuery),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>))
)]
pub async fn download_pdf(
    State(web): State<Web>,
    caller: Caller,
    Query(asked): Query<RecapQuery>,
) -> Result<Download, ApiError> {
    document(&web, &caller, &asked, Format::Pdf).await
}

async fn document(web: &Web, caller: &Caller, asked: &RecapQuery, format: Format) -> Result<Download, ApiError> {
    let recap = of(&web.app, caller, Action::RecapExport, asked).await?;
    let unit = recap.unit.as_ref().map_or(caller.instansi.code.as_str(), |unit| unit.code.as_str());
    let name = format!("rekap-{unit}-{}.{}", asked.month, format.as_str());
    let set = |report: RecapReport| async move {
        let work = move || async move { documenting::recap::bytes(&report, format) };
        apart(web, work).await.map_err(|error| ServiceError::fault(format!("{error:?}")))?
    };
    let bytes = documenting::recap::print(&web.app, &caller.instansi, &recap, format, &caller.by, set).await?;
    let kind = match format {
        Format::Pdf => PDF,
        Format::Xlsx => XLSX,
    };
    Ok(Download { kind, name, bytes })
}

async fn of(app: &App, caller: &Caller, action: Action, asked: &RecapQuery) -> Result<UnitRecap, ApiError> {
    let unit = chosen_unit(app, caller, action, asked.unit.as_deref()).await?;
    let month = parse_month(&asked.month)?;
    let code = unit.as_ref().map(|unit| unit.code.as_str());
    Ok(recapping::of_month(app, &caller.instansi, code, month).await?)
}

fn json(recap: &UnitRecap) -> RecapJson {
    let answer = recapping::answer(recap);
    let people = answer.people.into_iter().zip(&recap.people).map(|(row, (person, _))| RecapPersonJson {
        person: row.id,
        name: row.name,
        number_masked: masked_number(person),
        codes: row.codes,
        marks: row.marks,
        provisional: row.provisional,
        totals: row.totals,
        apel: row.apel,
    });
    RecapJson {
        month: answer.month,
        unit: answer.unit,
        people: people.collect(),
        totals: answer.totals,
        incomplete_sources: answer.incomplete_sources,
        reporting: answer.reporting,
        closed_at: recap.closed.as_ref().map(|period| period.closed_at.to_string()),
        closed_by: recap.closed.as_ref().map(|period| period.closed_by.clone()),
        deltas: recap.deltas.clone(),
    }
}
