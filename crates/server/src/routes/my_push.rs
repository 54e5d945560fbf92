//! The phones and browsers of the caller that take notices (Web Push).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hadir_domain::ids::{AccountId, InstansiId};
use hadir_store::notices::subscriptions::{self, Subscription};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path};
use crate::http::Web;
use crate::services::noticing::vapid::Vapid;
use crate::services::noticing::{encrypt, reach, trying};

/// Browsers an account keeps; a new one takes the place of the oldest.
const MOST_BROWSERS: u32 = 10;
/// How long an account waits between two tries.
const BETWEEN_TRIES: SignedDuration = SignedDuration::from_secs(5);
/// Letters of a name.
const MOST_LETTERS: usize = 60;

/// When each account last sent a try: each goes to an address the account itself named.
#[derive(Debug, Default)]
pub struct Tries(Mutex<HashMap<(InstansiId, AccountId), Timestamp>>);

impl Tries {
    /// Takes a turn, or says how many seconds to wait.
    fn admit(&self, who: (InstansiId, AccountId), now: Timestamp) -> Result<(), u64> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.retain(|_, at| now.duration_since(*at).abs() < BETWEEN_TRIES);
        match last.get(&who) {
            Some(at) => {
                let left = BETWEEN_TRIES.saturating_sub(now.duration_since(*at));
                Err(u64::try_from(left.as_secs()).unwrap_or(0) + 1)
            }
            None => {
                last.insert(who, now);
                Ok(())
            }
        }
    }
}

/// A phone or browser that takes notices.
#[derive(Debug, Serialize, ToSchema)]
pub struct PushBrowser {
    id: Uuid,
    /// A few words for people.
    device: String,
    /// SHA-256 of its endpoint, base64url: tells a browser which of these it is.
    endpoint_hash: String,
    created_at: String,
    last_ok_at: Option<String>,
    /// Failures since a notice was last taken.
    failed: u32,
}

impl From<Subscription> for PushBrowser {
    fn from(browser: Subscription) -> Self {
        Self {
            id: browser.id,
            device: browser.device,
            endpoint_hash: URL_SAFE_NO_PAD.encode(Sha256::digest(browser.endpoint.as_bytes())),
            created_at: browser.created_at.to_string(),
            last_ok_at: browser.last_ok_at.map(|at| at.to_string()),
            failed: browser.failed,
        }
    }
}

/// What a browser needs to subscribe, and those that did.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyPush {
    /// The server's key (`applicationServerKey`): 65 bytes, base64url.
    public_key: String,
    items: Vec<PushBrowser>,
}

/// Lists the browsers of the caller that take notices, with the key a new one subscribes by.
#[utoipa::path(get, path = "/me/push", tag = "notices", responses((status = 200, body = MyPush)))]
pub async fn show_push(State(app): State<App>, caller: Caller) -> Result<Json<MyPush>, ApiError> {
    let vapid = Vapid::of(&app).await?;
    let items = app.db.read(async |tx| subscriptions::of_account(tx, caller.id(), caller.account.id).await).await?;
    let items = items.into_iter().map(PushBrowser::from).collect();
    Ok(Json(MyPush { public_key: vapid.public_key().to_owned(), items }))
}

/// A browser's subscription, as `PushSubscription.toJSON()` gives it.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewPush {
    /// Made by the client.
    id: Uuid,
    endpoint: String,
    keys: PushKeys,
    /// A few words for people, as `Chrome di Android`.
    #[serde(default)]
    device: String,
}

/// The browser's keys, base64url.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PushKeys {
    p256dh: String,
    auth: String,
}

/// The key of a browser.
#[derive(Debug, Serialize, ToSchema)]
pub struct PushReceipt {
    id: Uuid,
}

/// Lets a browser take notices. An endpoint that is known keeps its key, and belongs to the caller from now on.
#[utoipa::path(
    post, path = "/me/push", tag = "notices", request_body = NewPush,
    responses(
        (status = 200, description = "It takes notices", body = PushReceipt),
        (status = 422, description = "`bad_endpoint`, `bad_keys`", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_push(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewPush>,
) -> Result<Json<PushReceipt>, ApiError> {
    reach::endpoint(&new.endpoint, app.settings.notices.push_allow_private).map_err(|error| {
        tracing::info!("an endpoint was refused: {error}");
        ApiError::field(
            "endpoint",
            "bad_endpoint",
            "Alamat pengantar pemberitahuan dari peramban ini tidak dapat dipakai. Coba peramban lain.",
            "The address of this browser's push service cannot be used. Try another browser.",
        )
    })?;
    let browser = Subscription {
        id: new.id,
        account: caller.account.id,
        endpoint: new.endpoint,
        p256dh: key(&new.keys.p256dh)?,
        auth: key(&new.keys.auth)?,
        device: name(&new.device),
        created_at: app.now(),
        failed: 0,
        last_ok_at: None,
    };
    // A key that cannot be encrypted for is found out now, not when a notice is to go.
    if browser.auth.len() != 16 || encrypt::encrypt(&app.system, &browser.p256dh, &browser.auth, b"").is_err() {
        return Err(bad_keys());
    }
    let id = app.db.write(async |tx| subscriptions::put(tx, caller.id(), &browser, MOST_BROWSERS).await).await?;
    Ok(Json(PushReceipt { id }))
}

fn key(text: &str) -> Result<Vec<u8>, ApiError> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).map_err(|_| bad_keys())
}

fn bad_keys() -> ApiError {
    ApiError::field(
        "keys",
        "bad_keys",
        "Kunci dari peramban ini tidak lengkap. Matikan lalu nyalakan lagi pemberitahuan.",
        "The keys of this browser are not whole. Turn notices off and on again.",
    )
}

fn name(text: &str) -> String {
    let plain: String = text.chars().filter(|letter| !letter.is_control()).take(MOST_LETTERS).collect();
    let plain = plain.trim();
    if plain.is_empty() { "Peramban".to_owned() } else { plain.to_owned() }
}

/// Ends a browser's notices. May be repeated.
#[utoipa::path(
    delete, path = "/me/push/{id}", tag = "notices", params(("id" = Uuid, Path, description = "The browser")),
    responses((status = 204, description = "It takes none any more"))
)]
pub async fn delete_push(State(app): State<App>, caller: Caller, Path(id): Path<Uuid>) -> Result<StatusCode, ApiError> {
    app.db.write(async |tx| subscriptions::delete(tx, caller.id(), caller.account.id, id).await).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How a try at one browser ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct TriedPush {
    id: Uuid,
    device: String,
    /// Whether its push service took it; it appears when the browser is reached.
    ok: bool,
    /// What was wrong, for whoever looks after the server.
    problem: Option<String>,
    /// Whether the browser is subscribed no more, and was forgotten.
    gone: bool,
}

/// How a try ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct TriedPushes {
    items: Vec<TriedPush>,
}

/// Sends a sample to every browser of the caller, at once, whatever the quiet hours.
#[utoipa::path(
    post, path = "/me/push/test", tag = "notices",
    responses(
        (status = 200, body = TriedPushes),
        (status = 409, description = "`no_browser`", body = crate::error::ProblemDetails),
        (status = 429, description = "`too_many_tries`", body = crate::error::ProblemDetails),
    )
)]
pub async fn test_push(State(web): State<Web>, caller: Caller) -> Result<Json<TriedPushes>, ApiError> {
    let app = &web.app;
    let who = (caller.id(), caller.account.id);
    web.doors.push_tries.admit(who, app.now()).map_err(ApiError::too_many_tries)?;
    let tried = trying::send(app, &caller.instansi, caller.account.id, caller.lang).await?;
    let items = tried
        .into_iter()
        .map(|one| TriedPush {
            id: one.id,
            device: one.device,
            ok: one.problem.is_none(),
            problem: one.problem,
            gone: one.gone,
        })
        .collect();
    Ok(Json(TriedPushes { items }))
}
