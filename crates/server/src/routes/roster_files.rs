//! Rosters as files.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::download::{CSV, Download, XLSX};
use super::roster::{NewCellJson, RosterOutcome, officer, outcome_json, unit_named};
use super::shapes::reason_text;
use super::upload::Upload;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Multipart, Query};
use crate::http::{Web, apart};
use crate::services::error::ServiceError;
use crate::services::month::parse_month;
use crate::services::roster_desk::asking::{Ask, Asked};
use crate::services::roster_desk::change;
use crate::services::roster_desk::files::{self, RosterFileProblem};
use crate::services::roster_desk::loading::Desk;

/// Which roster, and as what.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RosterFileQuery {
    /// Code or id of the unit; without it the caller's own.
    unit: Option<String>,
    /// `YYYY-MM`.
    month: String,
    /// `xlsx` or `csv`.
    #[serde(default)]
    format: String,
}

/// Downloads a unit's month: to print, or to change and send back.
#[utoipa::path(
    get, path = "/roster/file", tag = "roster", params(RosterFileQuery),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>))
)]
pub async fn download_roster(
    State(web): State<Web>,
    caller: Caller,
    Query(asked): Query<RosterFileQuery>,
) -> Result<Download, ApiError> {
    let app = &web.app;
    let unit = unit_named(app, &caller, Action::RosterRead, asked.unit.as_deref()).await?;
    let month = parse_month(&asked.month)?;
    let (first, last) = (month.first_of_month(), month.last_of_month());
    let desk = app.db.read(async |tx| Desk::load(tx, app, &caller.instansi, unit, first, last).await).await?;
    let sheet = files::sheet(app, &caller.instansi, &desk)?;
    let name = format!("jadwal-{}-{}", desk.unit.code, asked.month);
    if asked.format == "csv" {
        let bytes = hadir_reports::roster::roster_csv(&sheet);
        return Ok(Download { kind: CSV, name: format!("{name}.csv"), bytes });
    }
    let work = move || async move { hadir_reports::roster::roster_xlsx(&sheet) };
    let bytes = apart(&web, work).await?.map_err(ApiError::internal)?;
    Ok(Download { kind: XLSX, name: format!("{name}.xlsx"), bytes })
}

/// How to take a file in.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RosterUploadQuery {
    /// Code or id of the unit.
    unit: String,
    /// `YYYY-MM`.
    month: String,
    /// Only say what would happen.
    #[serde(default)]
    check: bool,
    /// Made by the caller; needed to apply.
    id: Option<Uuid>,
    /// Why.
    #[serde(default)]
    reason: String,
}

/// A roster as a file.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the form")]
pub struct RosterForm {
    /// CSV or XLSX: a row a person with the NIP, a column a date.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// What a file holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct RosterFileAnswer {
    rows: usize,
    /// Cells that already show what stands in the file.
    same: usize,
    /// Cells that change.
    changes: Vec<NewCellJson>,
    /// What cannot be taken in; with any nothing is applied.
    problems: Vec<RosterFileProblem>,
    /// What became, or would become, of the changes; null without any.
    outcome: Option<RosterOutcome>,
}

/// Takes a roster in as changes: all of it, or with a faulty cell nothing.
#[utoipa::path(
    post, path = "/roster/file", tag = "roster", params(RosterUploadQuery),
    request_body(content = RosterForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "Checked, or nothing to change", body = RosterFileAnswer),
        (status = 201, description = "Applied", body = RosterFileAnswer),
        (status = 202, description = "Waits for a second officer", body = RosterFileAnswer),
        (status = 422, description = "`file_problems`, `no_grid`, `bad_file`", body = crate::error::ProblemDetails),
    )
)]
pub async fn import_roster(
    State(web): State<Web>,
    caller: Caller,
    Query(asked): Query<RosterUploadQuery>,
    form: Multipart,
) -> Result<(StatusCode, Json<RosterFileAnswer>), ApiError> {
    let app = web.app.clone();
    let unit = unit_named(&app, &caller, Action::RosterWrite, Some(&asked.unit)).await?;
    let month = parse_month(&asked.month)?;
    let (first, last) = (month.first_of_month(), month.last_of_month());
    let file = Upload::read(form).await?.file;
    let (reading, instansi) = (app.clone(), caller.instansi.clone());
    let work = move || async move {
        let desk = reading.db.read(async |tx| Desk::load(tx, &reading, &instansi, unit, first, last).await).await?;
        files::understand(&desk, &file)
    };
    let found = apart(&web, work).await??;
    if !asked.check && !found.problems.is_empty() {
        let count = found.problems.len();
        return Err(ServiceError::bad(
            "file_problems",
            format!("{count} baris atau sel belum benar; periksa dahulu daftar masalahnya, lalu kirim ulang"),
            format!("{count} rows or cells are not right yet; look at the list of problems, then send it again"),
        )
        .into());
    }
    let changes: Vec<NewCellJson> = found.changes.iter().map(NewCellJson::from).collect();
    let (mut status, mut outcome) = (StatusCode::OK, None);
    if !found.changes.is_empty() {
        let id = match (asked.id, asked.check) {
            (Some(id), _) => id,
            (None, true) => Uuid::nil(),
            (None, false) => {
                let (id, en) = ("Sertakan id buatan pengirim.", "Send an id made by the caller.");
                return Err(ApiError::field("id", "missing", id, en));
            }
        };
        let what = Ask::Cells(found.changes);
        let request = Asked { id, unit, reason: reason_text(&asked.reason), what };
        let done = change::run(&app, &caller.instansi, officer(&caller), &request, asked.check).await?;
        status = super::roster::status_of(done.state);
        outcome = Some(outcome_json(done));
    }
    let answer = RosterFileAnswer { rows: found.rows, same: found.same, changes, problems: found.problems, outcome };
    Ok((status, Json(answer)))
}
