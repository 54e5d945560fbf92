//! The employee's own phone: what its first page needs, its keys, and whether its punches are sealed.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hadir_domain::phones::{DeviceKey, Phone, PhoneDecision};
use hadir_domain::punches::Source;
use hadir_store::punches::{self, DedupeSecret, KeyUse};
use hadir_store::{StoreError, people, phones, records};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::info::is_demo;
use super::shapes::{PersonRef, reason_text};
use crate::app::App;
use crate::auth::{Caller, session};
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::http::Web;
use crate::proxy::Client;
use crate::services::enrolling::{self, NewPhone, person_of};
use crate::services::importing::DEDUPE_SECRET;
use crate::services::punching::{self, wire::b64};
use crate::services::{passkeys, punching_home};

/// Longest edge of a photo the page makes, in pixels.
const PHOTO_EDGE_PX: u16 = 640;
/// How long a phone keeps what was acknowledged, in days.
const KEEP_DAYS: u16 = 35;
/// A position this exact is good, in metres.
const GOOD_ACCURACY_M: u16 = 50;
/// Ids of one question about seals.
const MOST_SEALS: usize = 100;

/// Which phone asks.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AskingPhone {
    /// The name of its key.
    device_key: Option<String>,
}

/// Everything a phone's first page needs; it keeps the newest answer for when there is no network.
#[derive(Debug, Serialize, ToSchema)]
pub struct PunchingHome {
    server_time: String,
    /// The server's dated word, to be carried by punches.
    server_token: String,
    /// IANA name of the zone of the place of duty.
    zone: String,
    person: PersonRef,
    /// Where this person may punch.
    sites: Vec<PunchingSite>,
    /// What is due, from yesterday over five weeks; shorter where no pack reaches so far.
    plan: Vec<PlannedDay>,
    policy: PunchingPolicy,
    /// The phone that asks, when it is enrolled.
    phone: Option<AskedPhone>,
    /// How many phones of this person are on record.
    phones: usize,
    receipt_key: ReceiptKey,
    /// Whether a passkey can be made at this address.
    passkeys: bool,
    /// Why not, in Indonesian.
    passkeys_why: Option<String>,
    demo: bool,
}

/// A place one may punch at.
#[derive(Debug, Serialize, ToSchema)]
pub struct PunchingSite {
    id: Uuid,
    code: String,
    name: String,
    /// IANA name.
    zone: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    radius_m: u32,
    /// Corners of the outline, latitude and longitude each; when there are any, they count instead of the ring.
    #[schema(value_type = Vec<Vec<f64>>)]
    outline: Vec<(f64, f64)>,
    /// `good`, `weak` or `none`.
    network: String,
}

/// What is due on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlannedDay {
    /// `YYYY-MM-DD`.
    date: String,
    /// WFO, WFH, SHIFT, PIKET; null when nothing is due.
    mode: Option<String>,
    /// `HH:MM`.
    starts: Option<String>,
    /// `HH:MM`; on the next date when it is before `starts`.
    ends: Option<String>,
    /// Why nothing is due.
    off: Option<String>,
    /// The status of a paper that covers the day.
    excuse: Option<String>,
}

/// What is asked and noticed of punches.
#[derive(Debug, Serialize, ToSchema)]
pub struct PunchingPolicy {
    /// `off`, `optional` or `asked`.
    photo: String,
    photo_edge_px: u16,
    good_accuracy_m: u16,
    poor_accuracy_m: u16,
    keep_days: u16,
    late_after_minutes: u16,
}

/// The phone that asks.
#[derive(Debug, Serialize, ToSchema)]
pub struct AskedPhone {
    device_key: String,
    /// `active`, `pending`, `rejected` or `revoked`.
    state: String,
    has_passkey: bool,
    /// How many punches of this key are stored; fewer than the phone was told mean an older backup was restored.
    stored_count: u64,
    /// The highest counter among them.
    last_seq: u64,
}

/// The key that signs receipts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiptKey {
    id: String,
    /// Ed25519, 32 bytes, base64url.
    public_key: String,
}

/// Tells a phone everything its first page needs.
#[utoipa::path(
    get, path = "/me/punching", tag = "punches", params(AskingPhone),
    responses(
        (status = 200, body = PunchingHome),
        (status = 409, description = "`no_person`", body = crate::error::ProblemDetails),
    )
)]
pub async fn show_punching(
    State(web): State<Web>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    caller: Caller,
    Query(asked): Query<AskingPhone>,
) -> Result<Json<PunchingHome>, ApiError> {
    let app = &web.app;
    let person = person_of(&caller)?;
    let key = asked.device_key.as_deref().and_then(DeviceKey::parse);
    let home = punching_home::load(app, &caller, person, key.as_ref()).await?;
    let known = app.db.read(async |tx| people::get(tx, caller.id(), person).await).await?;
    let known = known.ok_or_else(|| ApiError::not_found("Pegawai itu", "That person"))?;
    let signer = web.doors.punching.signers.of(app, &caller.instansi).await?;
    let secret = app.keys.secret(&app.db, caller.id(), punching::token::SECRET).await?;
    let party = passkeys::relying_party(&app.settings, host(&headers), client.https);
    let now = app.now();
    Ok(Json(PunchingHome {
        server_time: now.to_string(),
        server_token: punching::token::make(&secret, now),
        zone: home.zone,
        person: PersonRef::from(&known),
        sites: home.sites.into_iter().map(PunchingSite::from).collect(),
        plan: home.plan.iter().map(planned).collect(),
        policy: PunchingPolicy {
            photo: home.policy.as_ref().map_or("off", |policy| policy.photo.as_str()).to_owned(),
            photo_edge_px: PHOTO_EDGE_PX,
            good_accuracy_m: GOOD_ACCURACY_M,
            poor_accuracy_m: home.policy.as_ref().map_or(GOOD_ACCURACY_M, |policy| policy.poor_accuracy_m),
            keep_days: KEEP_DAYS,
            late_after_minutes: home.policy.as_ref().map_or(0, |policy| policy.late_minutes),
        },
        phone: home.phone.map(|(phone, used)| AskedPhone {
            device_key: phone.key.0,
            state: phone.state.as_str().to_owned(),
            has_passkey: phone.passkey.is_some(),
            stored_count: used.count,
            last_seq: used.last_seq,
        }),
        phones: home.phones,
        receipt_key: ReceiptKey { id: signer.key_id.clone(), public_key: b64(&signer.public_key()) },
        passkeys: party.is_ok(),
        passkeys_why: party.err().map(|why| why.text.id),
        demo: is_demo(&caller.instansi),
    }))
}

impl From<hadir_domain::sites::Site> for PunchingSite {
    fn from(site: hadir_domain::sites::Site) -> Self {
        Self {
            id: site.id.0,
            code: site.code,
            name: site.name,
            zone: site.zone.as_str().to_owned(),
            latitude: site.place.map(|place| place.0),
            longitude: site.place.map(|place| place.1),
            radius_m: site.radius_m,
            outline: site.outline,
            network: site.network.as_str().to_owned(),
        }
    }
}

fn planned(day: &hadir_domain::timeline::JudgedDay) -> PlannedDay {
    let clock = |local: jiff::civil::DateTime| local.time().strftime("%H:%M").to_string();
    let duty = day.plan.duty.as_ref();
    PlannedDay {
        date: day.on.to_string(),
        mode: duty.map(|duty| duty.mode.as_str().to_owned()),
        starts: duty.map(|duty| clock(duty.starts)),
        ends: duty.map(|duty| clock(duty.ends)),
        off: day.plan.off.as_ref().map(|off| off.name.to_string()),
        excuse: day.plan.excuse.as_ref().map(|excuse| excuse.status.to_string()),
    }
}

/// A phone's key to be proven by a passkey.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewChallenge {
    /// SPKI, base64url.
    public_key: String,
    /// Make a new passkey although one is known: the old one is out of reach.
    #[serde(default)]
    fresh: bool,
}

/// A question for the phone's authenticator.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChallengeJson {
    challenge_id: Uuid,
    /// `create` or `get`: which call of `navigator.credentials`.
    kind: String,
    /// Its options in JSON form.
    #[schema(value_type = Object)]
    options: Value,
}

/// Asks for a passkey that proves the caller for a phone's key.
#[utoipa::path(
    post, path = "/me/devices/challenge", tag = "punches", request_body = NewChallenge,
    responses(
        (status = 200, body = ChallengeJson),
        (status = 409, description = "`passkeys_unavailable`", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_challenge(
    State(app): State<App>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    caller: Caller,
    Json(new): Json<NewChallenge>,
) -> Result<Json<ChallengeJson>, ApiError> {
    let party = passkeys::relying_party(&app.settings, host(&headers), client.https)?;
    let asked = enrolling::ask(&app, &caller, &party, &new.public_key, new.fresh).await?;
    Ok(Json(ChallengeJson { challenge_id: asked.id, kind: asked.asking.as_str().to_owned(), options: asked.options }))
}

/// A phone to enrol.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewMyPhone {
    /// P-256, SPKI, base64url.
    public_key: String,
    /// `android`, `ios`, `desktop` or `other`.
    platform: String,
    /// A few words for people.
    #[serde(default)]
    name: Option<String>,
    /// The key's signature (r and s, base64url) over `hadir-enrol-v1`, its name and the question's id, each on a line.
    #[serde(default)]
    proof: Option<String>,
    /// The authenticator's answer.
    #[serde(default)]
    passkey: Option<PasskeyAnswer>,
}

/// An authenticator's answer.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PasskeyAnswer {
    challenge_id: Uuid,
    #[schema(value_type = Object)]
    credential: Value,
}

/// A phone that was enrolled.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnrolledPhone {
    device_key: String,
    /// `active`; `pending` until the unit's admin has decided.
    state: String,
    has_passkey: bool,
    /// Whether the passkey cannot leave its device.
    device_bound: bool,
}

/// Enrols the caller's phone. The first one is active at once, another waits for the unit's admin; both stay on record.
#[utoipa::path(
    post, path = "/me/devices", tag = "punches", request_body = NewMyPhone,
    responses(
        (status = 201, body = EnrolledPhone),
        (status = 200, description = "It was enrolled before", body = EnrolledPhone),
        (status = 422, description = "`bad_key`, `bad_proof`, `passkey_failed`", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_my_phone(
    State(web): State<Web>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    caller: Caller,
    Json(new): Json<NewMyPhone>,
) -> Result<Response, ApiError> {
    let app = &web.app;
    let carried = session::carried(&headers).filter(|(_, by_cookie)| *by_cookie).map(|(token, _)| token);
    let party = passkeys::relying_party(&app.settings, host(&headers), client.https).ok();
    let phone = NewPhone {
        public_key: new.public_key,
        platform: new.platform,
        name: new.name.unwrap_or_default(),
        proof: new.proof,
        passkey: new.passkey.map(|answer| (answer.challenge_id, answer.credential)),
    };
    let (phone, added) = enrolling::enrol(app, &caller, party.as_ref(), phone, carried.as_ref()).await?;
    web.doors.punching.callers.forget();
    let status = if added { StatusCode::CREATED } else { StatusCode::OK };
    let mut response = (
        status,
        Json(EnrolledPhone {
            device_key: phone.key.0,
            state: phone.state.as_str().to_owned(),
            has_passkey: phone.passkey.is_some(),
            device_bound: phone.device_bound,
        }),
    )
        .into_response();
    if let Some(token) = carried {
        let secure = super::session::secure(&web, client);
        let cookie = HeaderValue::from_str(&session::set_phone_cookie(&token, secure)).map_err(ApiError::internal)?;
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// One of the caller's phones.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyPhone {
    device_key: String,
    platform: String,
    name: String,
    /// `active`, `pending`, `rejected` or `revoked`.
    state: String,
    has_passkey: bool,
    device_bound: bool,
    enrolled_at: String,
    decided_at: Option<String>,
    decided_by: Option<String>,
    reason: Option<String>,
    /// The newest time a punch of it claims.
    last_punch_at: Option<String>,
    /// How many punches of it are stored.
    stored_count: u64,
    /// Counters that never came: lost, or still under way.
    gaps: u64,
}

/// The caller's phones.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyPhones {
    items: Vec<MyPhone>,
}

fn my_phone(phone: Phone, used: KeyUse) -> MyPhone {
    MyPhone {
        device_key: phone.key.0,
        platform: phone.platform,
        name: phone.name,
        state: phone.state.as_str().to_owned(),
        has_passkey: phone.passkey.is_some(),
        device_bound: phone.device_bound,
        enrolled_at: phone.enrolled_at.to_string(),
        decided_at: phone.decided.as_ref().map(|decided| decided.at.to_string()),
        decided_by: phone.decided.as_ref().map(|decided| decided.by.clone()),
        reason: phone.decided.map(|decided| decided.reason).filter(|reason| !reason.is_empty()),
        last_punch_at: used.last_at.as_ref().map(Timestamp::to_string),
        stored_count: used.count,
        gaps: used.gaps(),
    }
}

/// Lists the caller's phones, newest first, revoked ones too.
#[utoipa::path(get, path = "/me/devices", tag = "punches", responses((status = 200, body = MyPhones)))]
pub async fn list_my_phones(State(app): State<App>, caller: Caller) -> Result<Json<MyPhones>, ApiError> {
    let person = person_of(&caller)?;
    let (mine, used) = app
        .db
        .read(async |tx| {
            let mine = phones::of_person(tx, caller.id(), person).await?;
            Ok::<_, StoreError>((mine, punches::key_uses(tx, caller.id(), person).await?))
        })
        .await?;
    let items = mine.into_iter().map(|phone| {
        let used = used.get(&phone.key).copied().unwrap_or_default();
        my_phone(phone, used)
    });
    Ok(Json(MyPhones { items: items.collect() }))
}

/// Why a phone is revoked.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RevokeReason {
    #[serde(default)]
    reason: String,
}

/// Revokes one of the caller's own phones in one step: it was lost, sold or replaced. Its sessions end.
#[utoipa::path(
    post, path = "/me/devices/{device_key}/revoke", tag = "punches", request_body = RevokeReason,
    params(("device_key" = String, Path, description = "The phone")),
    responses((status = 200, body = MyPhone), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn revoke_my_phone(
    State(web): State<Web>,
    caller: Caller,
    Path(device_key): Path<String>,
    Json(why): Json<RevokeReason>,
) -> Result<Json<MyPhone>, ApiError> {
    let person = person_of(&caller)?;
    let key = DeviceKey::parse(&device_key).ok_or_else(enrolling::unknown_phone)?;
    let reason = reason_text(&why.reason);
    let subject = (&key, person);
    let phone =
        enrolling::decide(&web.app, &caller.instansi, subject, PhoneDecision::Revoke, &caller.by, &reason).await?;
    web.doors.punching.callers.forget();
    let used = web.app.db.read(async |tx| punches::key_use(tx, caller.id(), &key, Some(person)).await).await?;
    Ok(Json(my_phone(phone, used)))
}

/// Which punches.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AskedSeals {
    /// Ids the phone gave, with commas between, at most 100.
    ids: String,
}

/// Whether a punch is sealed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Seal {
    id: String,
    /// Whether the server has it.
    stored: bool,
    /// What stands for it in the log, base64url; it must be the one of the receipt.
    commitment: Option<String>,
    /// Its place in the log, once it has one.
    position: Option<u64>,
}

/// The seals asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct Seals {
    items: Vec<Seal>,
}

/// Tells for punches of the caller whether they are stored and have their place in the log.
#[utoipa::path(
    get, path = "/me/punches/seals", tag = "punches", params(AskedSeals), responses((status = 200, body = Seals))
)]
pub async fn list_seals(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<AskedSeals>,
) -> Result<Json<Seals>, ApiError> {
    let person = person_of(&caller)?;
    let secret = DedupeSecret(*app.keys.secret(&app.db, caller.id(), DEDUPE_SECRET).await?);
    let ids: Vec<String> =
        asked.ids.split(',').filter(|id| !id.is_empty()).take(MOST_SEALS).map(str::to_owned).collect();
    let items = app
        .db
        .read(async |tx| {
            let named: Vec<(Source, &str)> = ids.iter().map(|id| (Source::Phone, id.as_str())).collect();
            let stored = punches::by_client_ids(tx, caller.id(), &secret, &named).await?;
            let mut items = Vec::with_capacity(ids.len());
            for (id, stored) in ids.iter().zip(stored) {
                let own = |claim: &hadir_store::claim::Claim| claim.person == Some(person);
                let stored = stored.filter(|one| one.claim.as_ref().is_none_or(own));
                let place = match &stored {
                    Some(stored) => records::position_of(tx, caller.id(), stored.id.0).await?,
                    None => None,
                };
                items.push(Seal {
                    id: id.clone(),
                    stored: stored.is_some(),
                    commitment: stored.map(|stored| b64(&stored.commitment)),
                    position: place.map(|place| place.position),
                });
            }
            Ok::<_, StoreError>(items)
        })
        .await?;
    Ok(Json(Seals { items }))
}

fn host(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::HOST)?.to_str().ok()
}
