//! Attendance files taken in, and what they would say before they are.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::ids::ImportId;
use hadir_domain::punches::Source;
use hadir_store::imports::Import;
use hadir_store::{StoreError, devices, imports, units};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::devices::sites_in_reach;
use super::rolls::{self, RollSigner};
use super::shapes::{bad_cursor, cursor_of, cursor_text};
use super::upload::Upload;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Multipart, Query};
use crate::http::{Web, apart};
use crate::services::importing::{self, Imported, Order, Preview};
use crate::services::rolling::Signed;

const PAGE: u32 = 50;

/// An attendance file with what is said of it.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the form")]
pub struct ImportForm {
    /// `machine`, `manual` or `portal`.
    source: String,
    /// Serial number of the terminal, when the file does not name it.
    device: Option<String>,
    /// Code of the unit the sheet speaks for.
    unit: Option<String>,
    /// Who signed a roll; with `signer_position`.
    signer_name: Option<String>,
    /// Their NIP as written on the sheet.
    signer_number: Option<String>,
    /// Their position.
    signer_position: Option<String>,
    /// SHA-256 of the scanned sheet, hex, from `POST /rolls/scans`; needed when the roll fills in an outage.
    scan: Option<String>,
    /// The outage the roll fills in.
    outage: Option<String>,
    /// Any supported format.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// A page of earlier imports.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportsQuery {
    /// `next` of the page before.
    cursor: Option<String>,
}

/// A file that was taken in. received = new + repeated + problems.
#[derive(Debug, Serialize, ToSchema)]
pub struct EarlierImport {
    id: Uuid,
    file: String,
    sha256: String,
    format: String,
    source: String,
    /// Serial number of the terminal.
    device: Option<String>,
    received: u64,
    new: u64,
    repeated: u64,
    problems: u64,
    /// Of nobody known yet; beside the sum.
    unmatched: u64,
    /// Who took it in.
    by: String,
    #[schema(value_type = String)]
    at: Timestamp,
}

/// Earlier imports, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct EarlierImportList {
    items: Vec<EarlierImport>,
    next: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Cursor(i64, Uuid);

/// Reads a file and says what it holds; stores nothing.
#[utoipa::path(
    post, path = "/imports/preview", tag = "imports",
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, body = Preview),
        (status = 413, body = crate::error::ProblemDetails),
        (status = 422, description = "`not_understood` and what was tried", body = crate::error::ProblemDetails),
    )
)]
pub async fn preview_import(
    State(web): State<Web>,
    caller: Caller,
    form: Multipart,
) -> Result<Json<Preview>, ApiError> {
    caller.require(Action::ImportsWrite)?;
    let (upload, order) = read(&web.app, &caller, form).await?;
    let app = web.app.clone();
    let work = move || async move { importing::preview(&app, &caller.instansi, &upload.file, &order).await };
    Ok(Json(apart(&web, work).await??))
}

/// Takes a file in: the raw file is kept by its hash, its punches are journaled. Repeating it changes nothing.
#[utoipa::path(
    post, path = "/imports", tag = "imports",
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, body = Imported),
        (status = 200, description = "Everything in it was there already", body = Imported),
        (status = 413, body = crate::error::ProblemDetails),
        (status = 422, description = "`not_understood` and what was tried", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_import(
    State(web): State<Web>,
    caller: Caller,
    form: Multipart,
) -> Result<(StatusCode, Json<Imported>), ApiError> {
    caller.require(Action::ImportsWrite)?;
    let (upload, order) = read(&web.app, &caller, form).await?;
    let (app, instansi) = (web.app.clone(), caller.id());
    let work = move || async move { importing::import(&app, &caller.instansi, &caller.by, &upload.file, &order).await };
    let imported = apart(&web, work).await??;
    // A send fails only when no board is open.
    let _ = web.app.changes.send(instansi);
    let status = if imported.new > 0 { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(imported)))
}

/// Lists the files taken in within the caller's reach, newest first, 50 a page.
#[utoipa::path(
    get, path = "/imports", tag = "imports", params(ImportsQuery),
    responses((status = 200, body = EarlierImportList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_imports(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<ImportsQuery>,
) -> Result<Json<EarlierImportList>, ApiError> {
    caller.require(Action::ImportsRead)?;
    let before = match asked.cursor.as_deref() {
        Some(text) => {
            let Cursor(at, id) = cursor_of(text)?;
            let at = Timestamp::from_microsecond(at).map_err(|_| bad_cursor())?;
            Some((at, ImportId(id)))
        }
        None => None,
    };
    let (rows, all_devices, all_units) = app
        .db
        .read(async |tx| {
            let rows = imports::list(tx, caller.id(), before, PAGE).await?;
            let all_devices = devices::list(tx, caller.id()).await?;
            Ok::<_, StoreError>((rows, all_devices, units::list(tx, caller.id()).await?))
        })
        .await?;
    // A page is full before reach thins it out, so an empty page may have a next one.
    let full = rows.len() == PAGE as usize;
    let last = rows.last().filter(|_| full);
    let next = last.map(|row| cursor_text(&Cursor(row.received_at.as_microsecond(), row.id.0)));
    let reach = caller.units_in_reach(Action::ImportsRead, &all_units);
    let within = |import: &Import| {
        import.by_login == caller.by
            || reach.as_ref().is_none_or(|units| import.unit.is_some_and(|unit| units.contains(&unit)))
    };
    let items = rows.into_iter().filter(within).map(|row| {
        let serial = all_devices.iter().find(|device| Some(device.device.id) == row.device);
        let serial = serial.map(|device| device.device.serial.clone());
        json(row, serial)
    });
    Ok(Json(EarlierImportList { items: items.collect(), next }))
}

/// The form, and what it says of its file, as far as the caller may say it.
///
/// # Errors
///
/// 422 for an unknown source, and when an officer of a unit names none; 404 for a unit or terminal out of reach.
pub async fn read(app: &App, caller: &Caller, form: Multipart) -> Result<(Upload, Order), ApiError> {
    let upload = Upload::read(form).await?;
    let source = match upload.text("source").map(Source::parse) {
        Some(Some(source @ (Source::Machine | Source::Manual | Source::Portal))) => source,
        _ => {
            let (id, en) =
                ("Asal berkas: machine, manual atau portal.", "Where the file is from: machine, manual or portal.");
            return Err(ApiError::field("source", "unknown", id, en));
        }
    };
    let device = upload.text("device").map(str::to_owned);
    let unit = app
        .db
        .read(async |tx| {
            let all_units = units::list(tx, caller.id()).await?;
            let unit = match upload.text("unit") {
                Some(named) => Some(caller.require_unit(Action::ImportsWrite, &all_units, named)?.code.clone()),
                None => None,
            };
            let Some(sites) = sites_in_reach(tx, caller, Action::ImportsWrite).await? else { return Ok(unit) };
            if unit.is_none() {
                let (id, en) = ("Sebutkan unit yang dilaporkan berkas ini.", "Name the unit this file speaks for.");
                return Err(ApiError::field("unit", "missing", id, en));
            }
            if let Some(serial) = &device {
                let known = devices::by_serial(tx, caller.id(), serial).await?.and_then(|row| row.device.site);
                if !known.is_some_and(|site| sites.contains(&site)) {
                    return Err(ApiError::not_found("Mesin itu", "That terminal"));
                }
            }
            Ok(unit)
        })
        .await?;
    let signed = signed_of(&upload, source)?;
    Ok((upload, Order { source, device, unit, through: None, date_order: None, signed }))
}

/// Who signed the roll, when the form says so.
fn signed_of(upload: &Upload, source: Source) -> Result<Option<Signed>, ApiError> {
    let text = |name: &str| upload.text(name).unwrap_or_default().to_owned();
    let fields = ["signer_name", "signer_number", "signer_position", "scan", "outage"];
    if fields.iter().all(|field| upload.text(field).is_none()) {
        return Ok(None);
    }
    if source != Source::Manual {
        let (id, en) = ("Penanda tangan hanya untuk daftar manual.", "Only a manual roll has a signer.");
        return Err(ApiError::field("signer_name", "not_manual", id, en));
    }
    let outage = match upload.text("outage") {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| {
            ApiError::field("outage", "bad_id", "Pilih gangguan dari daftar.", "Choose the outage from the list.")
        })?),
    };
    let signer =
        RollSigner { name: text("signer_name"), number: text("signer_number"), position: text("signer_position") };
    rolls::signed(&signer, upload.text("scan"), outage).map(Some)
}

fn json(row: Import, device: Option<String>) -> EarlierImport {
    EarlierImport {
        id: row.id.0,
        file: row.file_name,
        sha256: hex::encode(row.sha256),
        format: row.format,
        source: row.source,
        device,
        received: row.received,
        new: row.new,
        repeated: row.repeated,
        problems: row.problems,
        unmatched: row.unmatched,
        by: row.by_login,
        at: row.received_at,
    }
}
