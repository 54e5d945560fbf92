//! The screens and tablets of offices.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use hadir_domain::access::Action;
use hadir_domain::ids::StationId;
use hadir_domain::phones::{Station, StationKind};
use hadir_domain::sites::Site;
use hadir_store::instansi::Instansi;
use hadir_store::punches::{self, KeyUse};
use hadir_store::{StoreError, sites, stations};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::info::is_demo;
use super::shapes::{reason_text, text_of};
use crate::app::App;
use crate::auth::{Caller, session};
use crate::error::ApiError;
use crate::extract::{Json, Path};
use crate::http::Web;
use crate::proxy::Client;
use crate::services::punching::wire::b64;
use crate::services::punching::{office, token};
use crate::services::{enrolling, stationing};

/// A site as named beside other things.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiteRef {
    id: Uuid,
    code: String,
    name: String,
}

/// A screen or tablet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Station)]
pub struct StationJson {
    id: Uuid,
    /// `screen` or `kiosk`.
    kind: String,
    name: String,
    site: Option<SiteRef>,
    /// `invited`, `active` or `revoked`.
    state: String,
    created_at: String,
    claimed_at: Option<String>,
    seen_at: Option<String>,
    revoked_at: Option<String>,
}

/// Screens and tablets.
#[derive(Debug, Serialize, ToSchema)]
pub struct StationList {
    items: Vec<StationJson>,
}

fn shape(station: Station, sites: &[Site]) -> StationJson {
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string());
    let site = sites.iter().find(|site| site.id == station.site);
    StationJson {
        id: station.id.0,
        kind: station.kind.as_str().to_owned(),
        name: station.name,
        site: site.map(|site| SiteRef { id: site.id.0, code: site.code.clone(), name: site.name.clone() }),
        state: station.state.as_str().to_owned(),
        created_at: station.created_at.to_string(),
        claimed_at: text(station.claimed_at),
        seen_at: text(station.seen_at),
        revoked_at: text(station.revoked_at),
    }
}

/// Lists the screens and tablets.
#[utoipa::path(
    get, path = "/stations", tag = "stations",
    responses((status = 200, body = StationList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_stations(State(app): State<App>, caller: Caller) -> Result<Json<StationList>, ApiError> {
    caller.require(Action::StationsRead)?;
    let (all, sites, reach) = app
        .db
        .read(async |tx| {
            let reach = super::devices::sites_in_reach(tx, &caller, Action::StationsRead).await?;
            Ok::<_, StoreError>((stations::list(tx, caller.id()).await?, sites::list(tx, caller.id()).await?, reach))
        })
        .await?;
    let within = |station: &Station| reach.as_ref().is_none_or(|reach| reach.contains(&station.site));
    let items = all.into_iter().filter(within).map(|station| shape(station, &sites));
    Ok(Json(StationList { items: items.collect() }))
}

/// A screen or tablet to make.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewStation {
    /// `screen` or `kiosk`.
    kind: String,
    /// Code of the site it stands at.
    site: String,
    name: String,
}

/// A screen or tablet just made, with its one-time code.
#[derive(Debug, Serialize, ToSchema)]
pub struct MadeStation {
    station: StationJson,
    /// Shown only now.
    code: String,
    expires_at: String,
}

/// Makes a screen or tablet for a site; its code is typed in there once, within 7 days.
#[utoipa::path(
    post, path = "/stations", tag = "stations", request_body = NewStation,
    responses((status = 201, body = MadeStation), (status = 422, body = crate::error::ProblemDetails))
)]
pub async fn create_station(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewStation>,
) -> Result<(StatusCode, Json<MadeStation>), ApiError> {
    caller.require_all(Action::StationsWrite)?;
    let mut problems = Vec::new();
    let name = text_of(&mut problems, "name", &new.name, 80);
    let kind = StationKind::parse(&new.kind).ok_or_else(|| {
        ApiError::field("kind", "unknown_kind", "Pilih screen atau kiosk.", "Choose screen or kiosk.")
    })?;
    if !problems.is_empty() {
        return Err(ApiError::invalid(problems));
    }
    let made = stationing::make(&app, &caller.instansi, kind, &new.site, &name, &caller.by).await?;
    let sites = app.db.read(async |tx| sites::list(tx, caller.id()).await).await?;
    let answer =
        MadeStation { station: shape(made.station, &sites), code: made.code, expires_at: made.expires_at.to_string() };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Why a station ends.
#[derive(Debug, Deserialize, ToSchema)]
pub struct StationRevocation {
    #[serde(default)]
    reason: String,
}

/// Ends a screen or tablet: it was lost, moved or replaced.
#[utoipa::path(
    post, path = "/stations/{id}/revoke", tag = "stations", request_body = StationRevocation,
    params(("id" = Uuid, Path, description = "The station")),
    responses((status = 200, body = StationJson), (status = 409, body = crate::error::ProblemDetails))
)]
pub async fn revoke_station(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(why): Json<StationRevocation>,
) -> Result<Json<StationJson>, ApiError> {
    caller.require_all(Action::StationsWrite)?;
    let reason = reason_text(&why.reason);
    let station = stationing::revoke(&web.app, &caller.instansi, StationId(id), &caller.by, &reason).await?;
    web.doors.punching.callers.forget();
    let sites = web.app.db.read(async |tx| sites::list(tx, caller.id()).await).await?;
    Ok(Json(shape(station, &sites)))
}

/// A code typed in at a screen or tablet.
#[derive(Debug, Deserialize, ToSchema)]
pub struct StationClaim {
    code: String,
    /// The key it signs with: P-256, SPKI, base64url.
    #[serde(default)]
    public_key: Option<String>,
}

/// What a screen or tablet is told when its code was right.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimedStation {
    /// For `Authorization: Bearer …`; told only now.
    token: String,
    station: StationJson,
    instansi: StationInstansi,
}

/// The government body a station belongs to.
#[derive(Debug, Serialize, ToSchema)]
pub struct StationInstansi {
    code: String,
    name: String,
    /// IANA name.
    zone: String,
    demo: bool,
}

impl From<&Instansi> for StationInstansi {
    fn from(instansi: &Instansi) -> Self {
        Self {
            code: instansi.code.clone(),
            name: instansi.name.clone(),
            zone: instansi.zone.as_str().to_owned(),
            demo: is_demo(instansi),
        }
    }
}

/// Uses a station's code up.
#[utoipa::path(
    post, path = "/stations/claim", tag = "stations", request_body = StationClaim,
    responses(
        (status = 200, body = ClaimedStation),
        (status = 401, description = "`claim_failed`", body = crate::error::ProblemDetails),
        (status = 429, description = "`too_many_tries`, with Retry-After", body = crate::error::ProblemDetails),
    )
)]
pub async fn claim_station(
    State(web): State<Web>,
    Extension(client): Extension<Client>,
    Json(asked): Json<StationClaim>,
) -> Result<Json<ClaimedStation>, ApiError> {
    if asked.code.len() > 100 {
        return Err(ApiError::too_large());
    }
    web.doors.backoff.admit_address(client.address).map_err(ApiError::too_many_tries)?;
    let of_address = format!("layar dari {}", client.address);
    let attempt = web.doors.backoff.admit_login(&of_address, None).map_err(ApiError::too_many_tries)?;
    let key = asked.public_key.as_deref().map(enrolling::key_of).transpose()?;
    let key = key.map(|(key, spki, _)| (key, spki));
    match stationing::claim(&web.app, &asked.code, key).await {
        Ok((token, station, instansi)) => {
            attempt.right();
            let sites = web.app.db.read(async |tx| sites::list(tx, instansi.id).await).await?;
            Ok(Json(ClaimedStation {
                token: token.as_str().to_owned(),
                station: shape(station, &sites),
                instansi: StationInstansi::from(&instansi),
            }))
        }
        Err(error) if error.code == "claim_failed" => {
            attempt.wrong();
            Err(ApiError::new(StatusCode::UNAUTHORIZED, "claim_failed", error.text.id, error.text.en))
        }
        Err(error) => Err(error.into()),
    }
}

/// What a screen or tablet works with.
#[derive(Debug, Serialize, ToSchema)]
pub struct StationSelf {
    station: StationJson,
    instansi: StationInstansi,
    server_time: String,
    server_token: String,
    /// How long an office code stands, in seconds.
    step_s: i64,
    /// How many punches of its key are stored; fewer than it was told mean that an older backup was restored.
    stored_count: u64,
    /// The highest counter among them.
    last_seq: u64,
    /// For screens: the keys codes are made from, of today and the next two days (UTC).
    keys: Vec<DayKeyJson>,
}

/// The key of one day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DayKey)]
pub struct DayKeyJson {
    /// Days since 1970.
    day: i64,
    from: String,
    to: String,
    /// 32 bytes, base64url.
    key: String,
}

/// Tells a screen or tablet who it is, and a screen the keys of its codes.
#[utoipa::path(
    get, path = "/stations/self", tag = "stations",
    responses((status = 200, body = StationSelf), (status = 401, body = crate::error::ProblemDetails))
)]
pub async fn show_station(State(web): State<Web>, headers: HeaderMap) -> Result<Json<StationSelf>, ApiError> {
    let app = &web.app;
    let token = session::carried(&headers).filter(|(_, by_cookie)| !by_cookie).map(|(token, _)| token);
    let token = token.ok_or_else(ApiError::not_signed_in)?;
    let (station, instansi) = stationing::of_token(app, &token).await?.ok_or_else(ApiError::not_signed_in)?;
    let now = app.now();
    let keys = match station.kind {
        StationKind::Kiosk => Vec::new(),
        StationKind::Screen => {
            let secret = app.keys.secret(&app.db, instansi.id, office::SECRET).await?;
            office::day_keys(&secret, station.site, now)
        }
    };
    let secret = app.keys.secret(&app.db, instansi.id, token::SECRET).await?;
    let (sites, used) = app
        .db
        .read(async |tx| {
            let used = match &station.key {
                Some((key, _)) => punches::key_use(tx, instansi.id, key, None).await?,
                None => KeyUse::default(),
            };
            Ok::<_, StoreError>((sites::list(tx, instansi.id).await?, used))
        })
        .await?;
    Ok(Json(StationSelf {
        station: shape(station, &sites),
        instansi: StationInstansi::from(&instansi),
        server_time: now.to_string(),
        server_token: token::make(&secret, now),
        step_s: office::STEP_S,
        stored_count: used.count,
        last_seq: used.last_seq,
        keys: keys
            .into_iter()
            .map(|key| DayKeyJson {
                day: key.day,
                from: key.from.to_string(),
                to: key.to.to_string(),
                key: b64(&key.key),
            })
            .collect(),
    }))
}
