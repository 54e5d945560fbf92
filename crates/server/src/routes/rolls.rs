//! Rolls on paper: small ones typed at the desk, who signed, and their scanned sheets.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use hadir_domain::access::Action;
use hadir_domain::ids::{OutageId, PersonId, RollId};
use hadir_store::signed_rolls::{self, SignedRoll};
use hadir_store::{StoreError, units};
use jiff::Timestamp;
use jiff::civil::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::file_answers::strangers_file;
use super::shapes::{UnitRef, date_of, text_of};
use super::upload::Upload;
use crate::app::App;
use crate::auth::Caller;
use crate::error::{ApiError, FieldProblem};
use crate::extract::{Json, Multipart, Path};
use crate::services::importing::Imported;
use crate::services::rolling::{self, Signed, TypedRow};

/// Most rolls listed.
const MOST: u32 = 100;

/// A scanned sheet.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the form")]
pub struct RollScanForm {
    /// JPEG, PNG or PDF, at most 5 MB.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// A scanned sheet the server holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct RollScanReceipt {
    /// SHA-256 of its bytes, hex; name it when entering the roll.
    sha256: String,
    name: String,
    media: String,
    size: u64,
}

/// Keeps a scanned sheet, encrypted. Sending it again changes nothing.
#[utoipa::path(
    post, path = "/rolls/scans", tag = "rolls",
    request_body(content = RollScanForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, body = RollScanReceipt),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 413, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_file`", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_roll_scan(
    State(app): State<App>,
    caller: Caller,
    form: Multipart,
) -> Result<(StatusCode, Json<RollScanReceipt>), ApiError> {
    caller.require(Action::ImportsWrite)?;
    let upload = Upload::read(form).await?;
    let scan = rolling::keep_scan(&app, &caller.instansi, &caller.by, upload.file).await?;
    let receipt =
        RollScanReceipt { sha256: hex::encode(scan.sha256), name: scan.name, media: scan.media, size: scan.size };
    Ok((StatusCode::CREATED, Json(receipt)))
}

/// Who signed a roll.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RollSigner {
    /// Their name.
    pub name: String,
    /// NIP as written on the sheet; may be empty.
    #[serde(default)]
    pub number: String,
    /// Their position.
    pub position: String,
}

/// One row of a roll.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewRollRow {
    person: Uuid,
    /// `HH:MM`.
    arrived: Option<String>,
    /// `HH:MM`.
    left: Option<String>,
}

/// A roll typed at the desk.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewRoll {
    /// Code or key of the unit.
    unit: String,
    date: String,
    rows: Vec<NewRollRow>,
    signer: RollSigner,
    /// SHA-256 of the scanned sheet, hex; needed when the roll fills in an outage.
    scan: Option<String>,
    /// The outage it fills in.
    outage: Option<Uuid>,
}

/// Takes in a small roll typed at the desk: it goes the way of every file, with the same journal and counts.
#[utoipa::path(
    post, path = "/rolls", tag = "rolls", request_body = NewRoll,
    responses(
        (status = 201, body = Imported),
        (status = 403, description = "`own_record`", body = crate::error::ProblemDetails),
        (status = 404, description = "`not_of_unit`, `unknown_scan`, `unknown_outage`", body = crate::error::ProblemDetails),
        (status = 422, description = "`no_rows`, `scan_needed`, `no_number`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_roll(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewRoll>,
) -> Result<(StatusCode, Json<Imported>), ApiError> {
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let unit = caller.require_unit(Action::ImportsWrite, &all, &new.unit)?.id;
    let on = date_of("date", &new.date)?;
    let rows = new.rows.iter().enumerate().map(|(place, row)| {
        Ok(TypedRow {
            person: PersonId(row.person),
            arrived: clock(place, "arrived", row.arrived.as_deref())?,
            left: clock(place, "left", row.left.as_deref())?,
        })
    });
    let rows = rows.collect::<Result<Vec<_>, ApiError>>()?;
    let signed = signed(&new.signer, new.scan.as_deref(), new.outage)?;
    let imported = rolling::enter(&app, &caller, unit, on, &rows, signed).await?;
    let _ = app.changes.send(caller.id());
    Ok((StatusCode::CREATED, Json(imported)))
}

fn clock(place: usize, field: &str, written: Option<&str>) -> Result<Option<Time>, ApiError> {
    match written.map(str::trim).filter(|written| !written.is_empty()) {
        None => Ok(None),
        Some(written) => Time::strptime("%H:%M", written.replace('.', ":")).map(Some).map_err(|_| {
            let (id, en) = ("Jam ditulis JJ:MM, misalnya 07:30.", "A time is written HH:MM, as 07:30.");
            ApiError::field(&format!("rows[{place}].{field}"), "bad_time", id, en)
        }),
    }
}

/// Reads who signed.
///
/// # Errors
///
/// 422 naming the fields.
pub fn signed(signer: &RollSigner, scan: Option<&str>, outage: Option<Uuid>) -> Result<Signed, ApiError> {
    let mut problems: Vec<FieldProblem> = Vec::new();
    let name = text_of(&mut problems, "signer.name", &signer.name, 120);
    let position = text_of(&mut problems, "signer.position", &signer.position, 120);
    let number: String = signer.number.trim().chars().filter(|letter| !letter.is_control()).take(40).collect();
    if !problems.is_empty() {
        return Err(ApiError::invalid(problems));
    }
    let scan = match scan.map(str::trim).filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => {
            let mut hash = [0; 32];
            hex::decode_to_slice(text, &mut hash)
                .map_err(|_| ApiError::field("scan", "bad_hash", "Unggah lembarnya lagi.", "Send the sheet again."))?;
            Some(hash)
        }
    };
    Ok(Signed { name, number, position, scan, outage: outage.map(OutageId) })
}

/// A signed roll that was taken in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Roll {
    id: Uuid,
    import: Uuid,
    unit: Option<UnitRef>,
    from: Option<String>,
    to: Option<String>,
    signer: RollSigner,
    /// Whether its scanned sheet can be opened.
    has_scan: bool,
    outage: Option<Uuid>,
    by_login: String,
    #[schema(value_type = String)]
    at: Timestamp,
}

/// Signed rolls, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct RollList {
    items: Vec<Roll>,
}

/// Lists the signed rolls within the caller's reach, newest first.
#[utoipa::path(
    get, path = "/rolls", tag = "rolls",
    responses((status = 200, body = RollList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_rolls(State(app): State<App>, caller: Caller) -> Result<Json<RollList>, ApiError> {
    caller.require(Action::ImportsRead)?;
    let (rolls, all) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((signed_rolls::list(tx, caller.id(), MOST).await?, units::list(tx, caller.id()).await?))
        })
        .await?;
    let reach = caller.units_in_reach(Action::ImportsRead, &all);
    let items = rolls.into_iter().filter(|roll| within(roll, reach.as_ref())).map(|roll| Roll {
        id: roll.id.0,
        import: roll.import.0,
        unit: all.iter().find(|unit| Some(unit.id) == roll.unit).map(UnitRef::from),
        from: roll.period.map(|(from, _)| from.to_string()),
        to: roll.period.map(|(_, to)| to.to_string()),
        signer: RollSigner { name: roll.signer_name, number: roll.signer_number, position: roll.signer_position },
        has_scan: roll.scan_sha256.is_some(),
        outage: roll.outage.map(|outage| outage.0),
        by_login: roll.by_login,
        at: roll.received_at,
    });
    Ok(Json(RollList { items: items.collect() }))
}

type Reach = std::collections::BTreeSet<hadir_domain::ids::UnitId>;

fn within(roll: &SignedRoll, reach: Option<&Reach>) -> bool {
    reach.is_none_or(|reach| roll.unit.is_some_and(|unit| reach.contains(&unit)))
}

/// Opens the scanned sheet of a roll. The look is noted for everybody on it.
#[utoipa::path(
    get, path = "/rolls/{id}/scan", tag = "rolls", params(("id" = Uuid, Path)),
    responses(
        (status = 200, description = "The sheet", content_type = "application/pdf"),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_roll_scan(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Response, ApiError> {
    caller.require(Action::ImportsRead)?;
    let (roll, all) = app
        .db
        .read(async |tx| {
            let roll = signed_rolls::get(tx, caller.id(), RollId(id)).await?;
            Ok::<_, StoreError>((roll, units::list(tx, caller.id()).await?))
        })
        .await?;
    let reach = caller.units_in_reach(Action::ImportsRead, &all);
    let roll = roll.filter(|roll| within(roll, reach.as_ref())).ok_or_else(rolling::unknown_scan)?;
    let (media, bytes) = rolling::open_scan(&app, &caller, &roll).await?;
    Ok(strangers_file(&media, bytes))
}
