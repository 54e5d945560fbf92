//! The screens and tablets of offices: made by an officer, claimed once with a code, revoked in one step.

use hadir_domain::ids::{InstansiId, StationId};
use hadir_domain::phones::{DeviceKey, Station, StationKind, StationState};
use hadir_store::instansi::{self, Instansi};
use hadir_store::phones::Step;
use hadir_store::{sites, stations};
use jiff::{SignedDuration, Timestamp};

use super::error::ServiceError;
use crate::app::App;
use crate::auth::enrolment;
use crate::auth::session::Token;

/// How long a code opens.
const VALID: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A station just made, with its code.
pub struct Made {
    /// The station.
    pub station: Station,
    /// `<instansi>-XXXX-XXXX-XXXX`, shown once.
    pub code: String,
    /// Until when it opens.
    pub expires_at: Timestamp,
}

/// Makes a station at a site.
///
/// # Errors
///
/// `unknown_site` when no site has that code.
pub async fn make(
    app: &App,
    instansi: &Instansi,
    kind: StationKind,
    site: &str,
    name: &str,
    by: &str,
) -> Result<Made, ServiceError> {
    let now = app.now();
    let code = format!("{}-{}", instansi.id.0, enrolment::make(&app.system));
    let hash = hash(app, instansi.id, &code).unwrap_or_default();
    let expires_at = now.checked_add(VALID).map_err(ServiceError::fault)?;
    let station = app
        .db
        .write(async |tx| {
            let site = sites::by_code(tx, instansi.id, site).await?.ok_or_else(|| unknown_site(site))?;
            let station = Station {
                instansi: instansi.id,
                id: StationId(app.system.uuid()),
                kind,
                name: name.to_owned(),
                site: site.id,
                state: StationState::Invited,
                key: None,
                created_at: now,
                created_by: by.to_owned(),
                claimed_at: None,
                seen_at: None,
                revoked_at: None,
            };
            let step = step(app, &station, "make", by, "", now);
            stations::add(tx, &station, &hash, expires_at, &step, app.system.bytes()).await?;
            Ok::<_, ServiceError>(station)
        })
        .await?;
    Ok(Made { station, code, expires_at })
}

/// Uses a code: the station gets its token, and its key if it brought one.
///
/// # Errors
///
/// `claim_failed` for a code that is unknown, used or too old.
pub async fn claim(
    app: &App,
    code: &str,
    key: Option<(DeviceKey, Vec<u8>)>,
) -> Result<(Token, Station, Instansi), ServiceError> {
    let now = app.now();
    let (Some(id), Some(hash)) = (instansi_of(code), instansi_of(code).and_then(|id| hash(app, id, code))) else {
        return Err(claim_failed());
    };
    let token = Token::new(&app.system, id);
    app.db
        .write(async |tx| {
            let known = stations::by_code(tx, id, &hash, now).await?.ok_or_else(claim_failed)?;
            let instansi = instansi::get(tx, id).await?.ok_or_else(claim_failed)?;
            let station =
                Station { state: StationState::Active, key, claimed_at: Some(now), seen_at: Some(now), ..known };
            let step = step(app, &station, "claim", &format!("layar:{}", station.name), "", now);
            if !stations::claim(tx, &station, &token.hash(), &step, app.system.bytes()).await? {
                return Err(claim_failed());
            }
            Ok((token, station, instansi))
        })
        .await
}

/// Ends a station.
///
/// # Errors
///
/// `unknown_station`, or `already_decided` when it was ended before.
pub async fn revoke(
    app: &App,
    instansi: &Instansi,
    id: StationId,
    by: &str,
    reason: &str,
) -> Result<Station, ServiceError> {
    let now = app.now();
    app.db
        .write(async |tx| {
            let station = stations::get(tx, instansi.id, id).await?.ok_or_else(|| {
                ServiceError::not_found("unknown_station", "Layar itu tidak ada.", "There is no such station.")
            })?;
            let step = step(app, &station, "revoke", by, reason, now);
            if !stations::revoke(tx, &station, &step, app.system.bytes()).await? {
                return Err(ServiceError::conflict(
                    "already_decided",
                    "Layar ini sudah dicabut.",
                    "This station was revoked already.",
                ));
            }
            Ok(Station { state: StationState::Revoked, revoked_at: Some(now), ..station })
        })
        .await
}

/// The working station behind a token; noted as heard.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_token(app: &App, token: &Token) -> Result<Option<(Station, Instansi)>, ServiceError> {
    let now = app.now();
    let id = token.instansi();
    let found = app
        .db
        .read(async |tx| {
            let Some(station) = stations::by_token(tx, id, &token.hash()).await? else { return Ok(None) };
            Ok::<_, ServiceError>(instansi::get(tx, id).await?.map(|instansi| (station, instansi)))
        })
        .await?;
    if let Some((station, _)) = &found {
        app.db.write(async |tx| stations::seen(tx, id, station.id, now).await).await?;
    }
    Ok(found)
}

fn step(app: &App, station: &Station, what: &'static str, by: &str, reason: &str, now: Timestamp) -> Step {
    Step {
        by_login: by.to_owned(),
        id: app.system.uuid(),
        person: None,
        reason: reason.to_owned(),
        received_at: now,
        step: what,
        subject: station.id.to_string(),
    }
}

/// The instansi a code belongs to: what stands before its first dash.
fn instansi_of(code: &str) -> Option<InstansiId> {
    code.trim().split_once('-')?.0.parse().ok().map(InstansiId)
}

fn hash(app: &App, instansi: InstansiId, code: &str) -> Option<[u8; 32]> {
    let (_, letters) = code.trim().split_once('-')?;
    let letters = enrolment::read(letters);
    (letters.len() >= 12).then(|| app.keys.hash("station code", &format!("{}\n{letters}", instansi.0)))
}

/// A site code nobody has.
fn unknown_site(code: &str) -> ServiceError {
    ServiceError::not_found(
        "unknown_site",
        format!("lokasi {code} tidak ada; lihat daftar lokasi"),
        format!("there is no site {code}; see the list of sites"),
    )
}

fn claim_failed() -> ServiceError {
    ServiceError::bad(
        "claim_failed",
        "Kode tidak dikenal, sudah dipakai, atau lewat 7 hari. Minta kode baru kepada operator.",
        "The code is unknown, was used, or is older than 7 days. Ask the operator for a new one.",
    )
}
