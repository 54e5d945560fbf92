//! Sends what waits: takes each delivery in hand, hands it over, notes how that ended.
//!
//! **Invariant:** nothing is sent before it is taken in hand, committed; so no two servers send the same, and whoever dies
//! in between is taken over from.

use std::sync::Arc;

use hadir_store::instansi::Instansi;
use hadir_store::webhooks::{self as store, Delivery, DeliveryState, Ended, Webhook};
use hadir_store::{StoreError, Tx};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::{label, signature};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::noticing::post::{self, NotHandedOver};
use crate::services::noticing::reach;

/// Deliveries taken in hand together, and sent at the same moment.
const AT_ONCE: u32 = 32;
const IN_FLIGHT: usize = 8;
/// How long they are in hand: longer than all of them can take.
const IN_HAND: SignedDuration = SignedDuration::from_mins(5);
/// Waits between tries, in minutes; after the last nothing is tried any more.
const WAITS_MINUTES: [i64; 8] = [1, 5, 15, 60, 180, 360, 720, 1440];

/// What a try said.
enum Said {
    Status(u16, Option<SignedDuration>),
    Later(String),
    Never(String),
}

/// Sends everything whose time has come; answers how much was taken in hand.
///
/// # Errors
///
/// When the database does not answer.
pub async fn send(app: &App, instansi: &Instansi) -> Result<usize, ServiceError> {
    let mut taken = 0;
    loop {
        let parcels = take(app, instansi).await?;
        if parcels.is_empty() {
            return Ok(taken);
        }
        taken += parcels.len();
        let turns = Arc::new(Semaphore::new(IN_FLIGHT));
        let mut sending = JoinSet::new();
        for (delivery, webhook) in parcels {
            let (app, turns, id) = (app.clone(), Arc::clone(&turns), instansi.id);
            sending.spawn(async move {
                let _turn = turns.acquire().await;
                let said =
                    match app.keys.unseal(&label(id, webhook.id), &webhook.secret.nonce, &webhook.secret.ciphertext) {
                        Ok(secret) => hand_over(&app, &delivery, &webhook, &secret).await,
                        Err(error) => Said::Never(error.to_string()),
                    };
                (delivery, said)
            });
        }
        let mut said = Vec::new();
        while let Some(one) = sending.join_next().await {
            said.push(one.map_err(ServiceError::fault)?);
        }
        app.db
            .write(async |tx| {
                for (delivery, said) in &said {
                    note(tx, instansi, delivery, said, app.now()).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await?;
    }
}

async fn take(app: &App, instansi: &Instansi) -> Result<Vec<(Delivery, Webhook)>, StoreError> {
    let now = app.now();
    let until = now.checked_add(IN_HAND).unwrap_or(now);
    let due = app.db.read(async |tx| store::waiting(tx, instansi.id, now, AT_ONCE).await).await?;
    if due.is_empty() {
        return Ok(Vec::new());
    }
    app.db
        .write(async |tx| {
            let mut parcels = Vec::new();
            for delivery in due {
                if store::claim(tx, instansi.id, &delivery, now, until).await?
                    && let Some(webhook) = store::get(tx, instansi.id, delivery.webhook).await?
                {
                    parcels.push((delivery, webhook));
                }
            }
            Ok(parcels)
        })
        .await
}

async fn hand_over(app: &App, delivery: &Delivery, webhook: &Webhook, secret: &[u8]) -> Said {
    let allow_private = app.settings.notices.push_allow_private;
    let Ok(secret) = <&[u8; 32]>::try_from(secret) else { return Said::Never("the secret has not 32 bytes".into()) };
    let endpoint = match reach::endpoint(&webhook.url, allow_private) {
        Ok(endpoint) => endpoint,
        Err(error) => return Said::Never(error.to_string()),
    };
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("hadir-event", delivery.event.clone()),
        ("hadir-signature", signature(secret, app.now(), &delivery.body)),
        ("idempotency-key", delivery.id.to_string()),
    ];
    match post::hand_over(&endpoint, &headers, delivery.body.clone().into_bytes(), allow_private).await {
        Ok((status, wait)) => Said::Status(status, wait),
        Err(NotHandedOver::Later(why)) => Said::Later(why),
        Err(NotHandedOver::Never(why)) => Said::Never(why),
    }
}

/// A receiver that says 410 wants nothing more; any other refusal may be a fault of the moment and is tried again.
async fn note(
    tx: &mut Tx,
    instansi: &Instansi,
    delivery: &Delivery,
    said: &Said,
    now: Timestamp,
) -> Result<(), StoreError> {
    let failed =
        |status, error: &str| Ended { state: DeliveryState::Failed, at: now, status, error: Some(error.into()) };
    let later = |status, error: String, asked| match next_try(delivery.tries, asked, now) {
        Some(at) => Ended { state: DeliveryState::Waiting, at, status, error: Some(error) },
        None => failed(status, &error),
    };
    let ended = match said {
        Said::Status(status @ 200..=299, _) => {
            Ended { state: DeliveryState::Sent, at: now, status: Some(*status), error: None }
        }
        Said::Status(410, _) => failed(Some(410), "HTTP 410: the receiver wants nothing more"),
        Said::Status(status, asked) => later(Some(*status), format!("HTTP {status}"), *asked),
        Said::Later(why) => later(None, why.clone(), None),
        Said::Never(why) => failed(None, why),
    };
    store::done(tx, instansi.id, delivery.id, &ended).await?;
    if matches!(said, Said::Status(410, _)) {
        store::end(tx, instansi.id, delivery.webhook, "the receiver wants nothing more").await?;
    }
    metrics::counter!("hadir_webhooks_total", "state" => ended.state.as_str()).increment(1);
    Ok(())
}

/// When a try that failed is made again: after a wait that grows, or later when the receiver asks for it.
fn next_try(tries_before: u32, asked: Option<SignedDuration>, now: Timestamp) -> Option<Timestamp> {
    let wait = SignedDuration::from_mins(*WAITS_MINUTES.get(usize::try_from(tries_before).ok()?)?);
    now.checked_add(wait.max(asked.unwrap_or(SignedDuration::ZERO))).ok()
}
