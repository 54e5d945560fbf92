//! What officers decide about a terminal: adopt, move, guard, take down, command.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::sites::Zone;
use hadir_intake::adms::command::{Command, Privilege};
use hadir_store::terminals::commands;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::device_detail::require_device;
use super::device_shapes::{DeviceCommandJson, DeviceJson, RowCountsJson};
use super::devices::in_reach;
use super::shapes::{date_of, reason_given};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path};
use crate::http::Web;
use crate::services::terminals::managing::{self, Move, NewGuard, Proposal};

/// Longest name of a terminal.
const LONGEST_LABEL: usize = 60;

/// Where a terminal is to be adopted.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDeviceProposal {
    /// Code of the site it hangs at.
    site: Option<String>,
    /// The zone its clock runs in: `WIB`, `WITA`, `WIT` or an IANA name.
    zone: String,
    /// What people call it.
    #[serde(default)]
    label: String,
    /// Why.
    reason: String,
}

/// Proposes to adopt a terminal; a second officer agrees.
#[utoipa::path(
    post, path = "/devices/{id}/proposal", tag = "devices", request_body = NewDeviceProposal,
    params(("id" = Uuid, Path, description = "The terminal")),
    responses(
        (status = 201, body = DeviceJson),
        (status = 404, description = "`unknown_site`", body = crate::error::ProblemDetails),
        (status = 409, description = "`device_exists`", body = crate::error::ProblemDetails),
    )
)]
pub async fn propose_device(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewDeviceProposal>,
) -> Result<(StatusCode, Json<DeviceJson>), ApiError> {
    let (device, _) = require_device(&app, &caller, Action::DevicesWrite, id).await?;
    let proposal = Proposal { name: label_of(&new.label)?, site: new.site, zone: zone_of(&new.zone)? };
    let reason = reason_given("reason", &new.reason, true)?;
    managing::propose(&app, &caller.instansi, &caller.by, device, &proposal, &reason).await?;
    Ok((StatusCode::CREATED, Json(shown(&app, &caller, id).await?)))
}

/// What a second officer says to a proposal.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDeviceDecision {
    /// Whether it is adopted.
    agree: bool,
    /// Why; needed when not.
    #[serde(default)]
    reason: String,
}

/// A terminal that was decided on.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecidedDevice {
    device: DeviceJson,
    /// What came of everything it had sent while it waited.
    taken: RowCountsJson,
}

/// Decides on a proposal. Nobody agrees to their own; what the terminal sent before is taken in at once.
#[utoipa::path(
    post, path = "/devices/{id}/decision", tag = "devices", request_body = NewDeviceDecision,
    params(("id" = Uuid, Path, description = "The terminal")),
    responses(
        (status = 200, body = DecidedDevice),
        (status = 404, description = "`no_proposal`", body = crate::error::ProblemDetails),
        (status = 409, description = "`same_person`", body = crate::error::ProblemDetails),
    )
)]
pub async fn decide_device(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewDeviceDecision>,
) -> Result<Json<DecidedDevice>, ApiError> {
    let (device, _) = require_device(&web.app, &caller, Action::DevicesConfirm, id).await?;
    let reason = reason_given("reason", &new.reason, !new.agree)?;
    let terminals = &web.doors.terminals;
    let decision = (new.agree, reason.as_str());
    let (_, counts) = managing::decide(&web.app, terminals, &caller.instansi, &caller.by, device, decision).await?;
    Ok(Json(DecidedDevice { device: shown(&web.app, &caller, id).await?, taken: counts.into() }))
}

/// Where a terminal hangs from a day on.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDeviceMove {
    /// Code of its new site; left out when it stays.
    site: Option<String>,
    /// The zone its clock runs in from that day; left out when it stays.
    zone: Option<String>,
    /// `YYYY-MM-DD`, today when left out.
    from: Option<String>,
    /// What people call it; left out when it stays.
    label: Option<String>,
    reason: String,
}

/// Moves a terminal; the instants of its rows follow its zone.
#[utoipa::path(
    post, path = "/devices/{id}/move", tag = "devices", request_body = NewDeviceMove,
    params(("id" = Uuid, Path, description = "The terminal")),
    responses((status = 200, body = DeviceJson), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn move_device(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewDeviceMove>,
) -> Result<Json<DeviceJson>, ApiError> {
    let (device, _) = require_device(&web.app, &caller, Action::DevicesWrite, id).await?;
    let to = Move {
        from: new.from.as_deref().map_or(Ok(caller.today), |text| date_of("from", text))?,
        name: new.label.as_deref().map(label_of).transpose()?,
        site: new.site,
        zone: new.zone.as_deref().map(zone_of).transpose()?,
    };
    let reason = reason_given("reason", &new.reason, true)?;
    managing::relocate(&web.app, &web.doors.terminals, &caller.instansi, &caller.by, device, (&to, &reason)).await?;
    Ok(Json(shown(&web.app, &caller, id).await?))
}

/// Which day was a terminal's last.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDeviceRetirement {
    /// `YYYY-MM-DD`; null puts it back.
    last: Option<String>,
    reason: String,
}

/// Takes a terminal down, or puts it back. What it sent stays; nobody waits for it after its last day.
#[utoipa::path(
    post, path = "/devices/{id}/retirement", tag = "devices", request_body = NewDeviceRetirement,
    params(("id" = Uuid, Path, description = "The terminal")),
    responses((status = 200, body = DeviceJson), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn retire_device(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewDeviceRetirement>,
) -> Result<Json<DeviceJson>, ApiError> {
    let (device, _) = require_device(&web.app, &caller, Action::DevicesWrite, id).await?;
    let last: Option<Date> = new.last.as_deref().map(|text| date_of("last", text)).transpose()?;
    let reason = reason_given("reason", &new.reason, true)?;
    managing::retire(&web.app, &web.doors.terminals, &caller.instansi, &caller.by, device, (last, &reason)).await?;
    Ok(Json(shown(&web.app, &caller, id).await?))
}

/// How the door of a terminal is to be guarded.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDeviceGuard {
    /// Networks it may call from, as `10.20.0.0/16`; none means anywhere.
    #[serde(default)]
    networks: Vec<String>,
    /// SHA-256 of the certificate it must show, hexadecimal; null for none.
    certificate: Option<String>,
    /// `keep`, `fresh` or `none`: the secret in its address.
    secret_address: String,
    reason: String,
}

/// The fresh secret of a terminal's address.
#[derive(Debug, Serialize, ToSchema)]
pub struct GuardedDevice {
    device: DeviceJson,
    /// The path to type in at the terminal, shown only now; null when no fresh secret was asked for.
    path: Option<String>,
}

/// Guards the door of a terminal, because its serial number alone proves nothing.
#[utoipa::path(
    post, path = "/devices/{id}/guard", tag = "devices", request_body = NewDeviceGuard,
    params(("id" = Uuid, Path, description = "The terminal")),
    responses((status = 200, body = GuardedDevice), (status = 422, body = crate::error::ProblemDetails))
)]
pub async fn guard_device(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewDeviceGuard>,
) -> Result<Json<GuardedDevice>, ApiError> {
    let (device, _) = require_device(&web.app, &caller, Action::DevicesWrite, id).await?;
    if !["keep", "fresh", "none"].contains(&new.secret_address.as_str()) {
        return Err(ApiError::field(
            "secret_address",
            "unknown_choice",
            "Pilih keep, fresh atau none.",
            "Choose keep, fresh or none.",
        ));
    }
    let guard = NewGuard {
        networks: new.networks,
        certificate: new.certificate.as_deref().map(fingerprint_of).transpose()?,
        fresh_path_key: new.secret_address == "fresh",
        no_path_key: new.secret_address == "none",
    };
    let reason = reason_given("reason", &new.reason, true)?;
    let terminals = &web.doors.terminals;
    let secret = managing::guard(&web.app, terminals, &caller.instansi, &caller.by, device, (&guard, &reason)).await?;
    let path = secret.map(|secret| format!("/t/{secret}"));
    Ok(Json(GuardedDevice { device: shown(&web.app, &caller, id).await?, path }))
}

/// What a terminal is to do.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDeviceCommand {
    /// `set_time`, `reboot`, `info`, `check`, `send_waiting`, `query_rows`, `query_people`, `put_person` or
    /// `delete_person`.
    kind: String,
    /// First moment of `query_rows`, by the terminal's clock: `YYYY-MM-DDTHH:MM:SS`.
    from: Option<String>,
    /// Last moment of `query_rows`.
    to: Option<String>,
    /// Whom `put_person` and `delete_person` concern.
    pin: Option<String>,
    /// The name `put_person` shows.
    name: Option<String>,
}

/// Queues a command; the terminal fetches it at its next poll.
#[utoipa::path(
    post, path = "/devices/{id}/commands", tag = "devices", request_body = NewDeviceCommand,
    params(("id" = Uuid, Path, description = "The terminal")),
    responses(
        (status = 201, body = DeviceCommandJson),
        (status = 409, description = "`not_adopted`", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_device_command(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewDeviceCommand>,
) -> Result<(StatusCode, Json<DeviceCommandJson>), ApiError> {
    let (device, json) = require_device(&app, &caller, Action::DevicesWrite, id).await?;
    let zone = Zone::parse(json.zone()).map_or(TimeZone::UTC, |zone| zone.time_zone());
    let command = command_of(&new, zone.to_datetime(app.now()))?;
    let number = managing::command(&app, &caller.instansi, &caller.by, device, &command).await?;
    let queued = app.db.read(async |tx| commands::get(tx, caller.id(), device, number).await).await?;
    let queued = queued.ok_or_else(|| ApiError::not_found("Perintah", "The command"))?;
    Ok((StatusCode::CREATED, Json(queued.into())))
}

/// Takes a command back that the terminal has not answered.
#[utoipa::path(
    post, path = "/devices/{id}/commands/{number}/withdrawal", tag = "devices",
    params(("id" = Uuid, Path, description = "The terminal"), ("number" = i64, Path, description = "The command")),
    responses((status = 200, body = DeviceCommandJson), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn withdraw_device_command(
    State(app): State<App>,
    caller: Caller,
    Path((id, number)): Path<(Uuid, i64)>,
) -> Result<Json<DeviceCommandJson>, ApiError> {
    let (device, _) = require_device(&app, &caller, Action::DevicesWrite, id).await?;
    let (city, now) = (caller.id(), app.now());
    let command = app
        .db
        .write(async |tx| {
            commands::withdraw(tx, city, device, number, now).await?;
            commands::get(tx, city, device, number).await
        })
        .await?;
    command.map(|command| Json(command.into())).ok_or_else(|| ApiError::not_found("Perintah", "The command"))
}

fn command_of(new: &NewDeviceCommand, here: DateTime) -> Result<Command, ApiError> {
    let moment = |field: &'static str, text: &Option<String>| {
        text.as_deref().and_then(|text| text.parse::<DateTime>().ok()).ok_or_else(|| {
            ApiError::field(
                field,
                "bad_time",
                "Tulis tanggal dan jam, misalnya 2026-01-19T00:00:00.",
                "Write a date and time, for example 2026-01-19T00:00:00.",
            )
        })
    };
    let pin = || {
        new.pin.clone().filter(|pin| !pin.trim().is_empty()).ok_or_else(|| {
            ApiError::field("pin", "blank", "Isi nomor orangnya di mesin.", "Give the person's number on the terminal.")
        })
    };
    Ok(match new.kind.as_str() {
        "set_time" => Command::SetTime { at: here },
        "reboot" => Command::Reboot,
        "info" => Command::Info,
        "check" => Command::Check,
        "send_waiting" => Command::Log,
        "query_people" => Command::QueryUsers,
        "query_rows" => Command::QueryAttlog { from: moment("from", &new.from)?, to: moment("to", &new.to)? },
        "put_person" => {
            Command::PutUser { pin: pin()?, name: new.name.clone().unwrap_or_default(), privilege: Privilege::Ordinary }
        }
        "delete_person" => Command::DeleteUser { pin: pin()? },
        _ => {
            return Err(ApiError::field(
                "kind",
                "unknown_command",
                "Perintah itu tidak ada. Menghapus catatan mesin atau menjalankan program memang tidak disediakan.",
                "There is no such command. Clearing a terminal's log or running programs is not offered.",
            ));
        }
    })
}

async fn shown(app: &App, caller: &Caller, id: Uuid) -> Result<DeviceJson, ApiError> {
    let device = hadir_domain::ids::DeviceId(id);
    let mut found = app.db.read(async |tx| in_reach(tx, caller, Action::DevicesRead, Some(device)).await).await?;
    found.pop().ok_or_else(|| ApiError::not_found("Mesin", "The terminal"))
}

fn zone_of(text: &str) -> Result<Zone, ApiError> {
    Zone::parse(text)
        .map_err(|_| ApiError::field("zone", "unknown_zone", "Pilih WIB, WITA atau WIT.", "Choose WIB, WITA or WIT."))
}

fn label_of(text: &str) -> Result<String, ApiError> {
    let text = text.trim();
    if text.chars().count() > LONGEST_LABEL || text.chars().any(char::is_control) {
        return Err(ApiError::field(
            "label",
            "bad_label",
            format!("Nama mesin paling banyak {LONGEST_LABEL} huruf biasa."),
            format!("A name of a terminal has at most {LONGEST_LABEL} plain letters."),
        ));
    }
    Ok(text.to_owned())
}

fn fingerprint_of(text: &str) -> Result<[u8; 32], ApiError> {
    let plain: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    hex::decode(plain).ok().and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| {
        ApiError::field(
            "certificate",
            "bad_fingerprint",
            "Sidik sertifikat adalah SHA-256: 64 angka heksadesimal.",
            "A certificate's fingerprint is its SHA-256: 64 hexadecimal digits.",
        )
    })
}
