//! Lists of people by somebody else, and three rosters compared.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_store::roster_lists as store;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::shapes::mask;
use super::upload::Upload;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Multipart, Query};
use crate::http::{Web, apart};
use crate::services::error::ServiceError;
use crate::services::month::parse_month;
use crate::services::roster_lists::{self, ListKind, RosterComparisonJson, RosterListJson};

/// Most lists shown.
const MOST: u32 = 100;

/// Lists, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct RosterListPage {
    items: Vec<RosterListJson>,
}

/// A list of people.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the form")]
pub struct RosterListForm {
    /// CSV or XLSX whose first row names a column `nip`, best also `nama`.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// `YYYY-MM`.
    month: String,
    /// `paid` or `other`; `paid` when left out.
    kind: Option<String>,
}

/// Lists the lists.
#[utoipa::path(
    get, path = "/roster-lists", tag = "reconcile",
    responses((status = 200, body = RosterListPage), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_roster_lists(State(app): State<App>, caller: Caller) -> Result<Json<RosterListPage>, ApiError> {
    caller.require_all(Action::ReconcileRead)?;
    let lists = app.db.read(async |tx| store::list(tx, caller.id(), MOST).await).await?;
    Ok(Json(RosterListPage { items: lists.iter().map(Into::into).collect() }))
}

/// Takes a list in and seals it. The same file for the same month again is the same list.
#[utoipa::path(
    post, path = "/roster-lists", tag = "reconcile",
    request_body(content = RosterListForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, body = RosterListJson),
        (status = 413, body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_roster_list(
    State(web): State<Web>,
    caller: Caller,
    form: Multipart,
) -> Result<(StatusCode, Json<RosterListJson>), ApiError> {
    caller.require_all(Action::ImportsWrite)?;
    let upload = Upload::read(form).await?;
    let kind = ListKind::parse(upload.text("kind").unwrap_or("paid"))?;
    let month = parse_month(upload.text("month").unwrap_or_default())?;
    let app = web.app.clone();
    let work = move || async move {
        roster_lists::take(&app, &caller.instansi, &caller.by, (kind, month), &upload.file).await
    };
    let list = apart(&web, work).await??;
    Ok((StatusCode::CREATED, Json((&list).into())))
}

/// Which comparison.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RostersQuery {
    /// Key of the list.
    list: Uuid,
    /// First day in which a trace makes somebody active; the month of the list when left out.
    from: Option<String>,
    /// The last.
    to: Option<String>,
}

/// Compares who is registered, who leaves traces, and who stands on the list. Everybody is counted in exactly one cell.
#[utoipa::path(
    get, path = "/reconcile/rosters", tag = "reconcile", params(RostersQuery),
    responses((status = 200, body = RosterComparisonJson), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn compare_rosters(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<RostersQuery>,
) -> Result<Json<RosterComparisonJson>, ApiError> {
    caller.require_all(Action::ReconcileRead)?;
    let span = span(asked.from.as_deref(), asked.to.as_deref())?;
    let compared = roster_lists::compare(&app, &caller.instansi, asked.list, span).await?;
    Ok(Json(compared.json(mask)))
}

/// Both days or none.
pub(super) fn span(from: Option<&str>, to: Option<&str>) -> Result<Option<(Date, Date)>, ServiceError> {
    let read = |text: &str| text.parse::<Date>().ok();
    match (from, to) {
        (None, None) => Ok(None),
        (Some(from), Some(to)) => read(from).zip(read(to)).map(Some).ok_or_else(bad_span),
        _ => Err(bad_span()),
    }
}

fn bad_span() -> ServiceError {
    ServiceError::bad(
        "bad_span",
        "isi tanggal mulai dan tanggal akhir, misalnya from=2026-01-01&to=2026-01-31",
        "give the first and the last day, as from=2026-01-01&to=2026-01-31",
    )
}
