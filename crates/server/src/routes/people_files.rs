//! Lists of people as spreadsheets.

use axum::extract::State;
use hadir_domain::access::Action;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::download::{Download, XLSX};
use super::upload::Upload;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Multipart, Query};
use crate::http::{Web, apart};
use crate::services::peopling::{self, Mode, PeopleImport};

/// How to take a list in.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// Only say what would happen.
    #[serde(default)]
    dry_run: bool,
}

/// A spreadsheet of people.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the form")]
pub struct PeopleForm {
    /// CSV or XLSX with the columns of the template.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Takes in a list of people: all its rows, or with a faulty one none.
#[utoipa::path(
    post, path = "/people/import", tag = "people", params(ImportQuery),
    request_body(content = PeopleForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, body = PeopleImport),
        (status = 413, body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn import_people(
    State(web): State<Web>,
    caller: Caller,
    Query(asked): Query<ImportQuery>,
    form: Multipart,
) -> Result<Json<PeopleImport>, ApiError> {
    caller.require_all(Action::PeopleImport)?;
    let file = Upload::read(form).await?.file;
    let mode = if asked.dry_run { Mode::DryRun } else { Mode::AllOrNothing };
    let (app, instansi) = (web.app.clone(), caller.id());
    let done =
        apart(
            &web,
            move || async move { peopling::import(&app, instansi, &caller.by, &file, caller.today, mode).await },
        )
        .await??;
    if !asked.dry_run && done.new + done.changed > 0 {
        // A send fails only when no board is open.
        let _ = web.app.changes.send(instansi);
    }
    Ok(Json(done))
}

/// Gives the empty spreadsheet to fill in.
#[utoipa::path(
    get, path = "/people/template", tag = "people",
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>))
)]
pub async fn show_template(State(app): State<App>, caller: Caller) -> Result<Download, ApiError> {
    caller.require(Action::PeopleRead)?;
    let bytes = hadir_reports::table_xlsx::people_template(app.now()).map_err(ApiError::internal)?;
    Ok(Download { kind: XLSX, name: "pegawai.xlsx".into(), bytes })
}
