//! Sends what waits: takes each delivery in hand, hands it over, notes how that ended.
//!
//! **Invariant:** nothing is sent before it is taken in hand, committed; so no two servers send the same, and whoever dies
//! in between is taken over from.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hadir_domain::notices::NoticeChannel;
use hadir_store::accounts::{self, AccountState};
use hadir_store::instansi::Instansi;
use hadir_store::notices::outbox::{self, Delivery, DeliveryState};
use hadir_store::notices::subscriptions::{self, Subscription};
use hadir_store::notices::{Notice, choices};
use hadir_store::{StoreError, Tx};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::vapid::{self, Vapid};
use super::{encrypt, mail, post, reach, texts};
use crate::app::App;
use crate::lang::Lang;
use crate::services::error::ServiceError;

/// Deliveries taken in hand together, and sent at the same moment.
const AT_ONCE: u32 = 64;
const IN_FLIGHT: usize = 8;
/// How long they are in hand: longer than all of them can take.
const IN_HAND: SignedDuration = SignedDuration::from_mins(5);
/// Waits between tries, in minutes; after the last nothing is tried any more.
const WAITS_MINUTES: [i64; 6] = [1, 5, 15, 60, 180, 360];
/// How long a push service keeps a message that has no end of its own.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// How a try ended.
enum Ended {
    Sent,
    Skipped(String),
    Gone(String),
    Later(String, Option<SignedDuration>),
    Refused(String),
}

/// What is needed to send one delivery.
struct Parcel {
    delivery: Delivery,
    notice: Notice,
    lang: Lang,
    way: Way,
}

enum Way {
    Push(Subscription),
    Mail(String),
    Not(&'static str),
}

/// Sends everything whose time has come; answers how much was taken in hand.
///
/// # Errors
///
/// When the database does not answer.
pub async fn send(app: &App, instansi: &Instansi) -> Result<usize, ServiceError> {
    let now = app.now();
    let until = now.checked_add(IN_HAND).unwrap_or(now);
    let due = app.db.read(async |tx| outbox::waiting(tx, instansi.id, now, AT_ONCE).await).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let vapid = Arc::new(Vapid::of(app).await.map_err(ServiceError::fault)?);
    let parcels = app
        .db
        .write(async |tx| {
            let mut parcels = Vec::new();
            for delivery in due {
                if outbox::claim(tx, instansi.id, &delivery, now, until).await? {
                    parcels.extend(load(tx, instansi, delivery, now).await?);
                }
            }
            Ok::<_, StoreError>(parcels)
        })
        .await?;
    let taken = parcels.len();
    let turns = Arc::new(Semaphore::new(IN_FLIGHT));
    let mut sending = JoinSet::new();
    for parcel in parcels {
        let (app, vapid, turns) = (app.clone(), Arc::clone(&vapid), Arc::clone(&turns));
        sending.spawn(async move {
            let _turn = turns.acquire().await;
            let ended = hand_over(&app, &vapid, &parcel).await;
            (parcel, ended)
        });
    }
    let mut ended = Vec::with_capacity(taken);
    while let Some(one) = sending.join_next().await {
        ended.push(one.map_err(ServiceError::fault)?);
    }
    app.db
        .write(async |tx| {
            for (parcel, ended) in &ended {
                note(tx, instansi, parcel, ended, app.now()).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(taken)
}

async fn load(
    tx: &mut Tx,
    instansi: &Instansi,
    delivery: Delivery,
    now: Timestamp,
) -> Result<Option<Parcel>, StoreError> {
    let Some(notice) = outbox::notice(tx, instansi.id, delivery.notice).await? else { return Ok(None) };
    let account = accounts::get(tx, instansi.id, notice.account).await?;
    let lang = account.as_ref().map_or(Lang::Id, |account| if account.lang == "en" { Lang::En } else { Lang::Id });
    let way = if account.is_none_or(|account| account.state != AccountState::Active) {
        Way::Not("the account is closed")
    } else if notice.expires_at.is_some_and(|expires_at| expires_at <= now) {
        Way::Not("too late")
    } else if notice.read_at.is_some() {
        Way::Not("read in the app")
    } else {
        match delivery.channel {
            NoticeChannel::Push => subscriptions::get(tx, instansi.id, delivery.target)
                .await?
                // A browser that another account took over since is not this account's any more.
                .filter(|browser| browser.account == notice.account)
                .map_or(Way::Not("the browser is subscribed no more"), Way::Push),
            NoticeChannel::Email => choices::email(tx, instansi.id, notice.account)
                .await?
                .filter(|email| email.confirmed_at.is_some())
                .map_or(Way::Not("there is no confirmed address"), |email| Way::Mail(email.address)),
        }
    };
    Ok(Some(Parcel { delivery, notice, lang, way }))
}

async fn hand_over(app: &App, vapid: &Vapid, parcel: &Parcel) -> Ended {
    match &parcel.way {
        Way::Not(why) => Ended::Skipped((*why).to_owned()),
        Way::Push(browser) => {
            let ttl = parcel.notice.expires_at.map_or(KEPT, |end| end.duration_since(app.now()).min(KEPT));
            match push(app, vapid, browser, &parcel.notice, parcel.lang, ttl).await {
                post::Outcome::Taken => Ended::Sent,
                post::Outcome::Gone(status) => Ended::Gone(format!("HTTP {status}: the browser is subscribed no more")),
                post::Outcome::Later(why, wait) => Ended::Later(why, wait),
                post::Outcome::Refused(why) => Ended::Refused(why),
            }
        }
        Way::Mail(address) => {
            let Some(settings) = &app.settings.notices.mail else {
                return Ended::Skipped("no mail server is set".into());
            };
            let (subject, text) = texts::letter(&parcel.notice, parcel.lang, app.settings.public_url.as_deref());
            let stop = app.settings.public_url.as_deref().map(texts::settings_url);
            let letter = mail::Letter { to: address, subject: &subject, text: &text, stop: stop.as_deref() };
            match mail::send(settings, &letter).await {
                Ok(()) => Ended::Sent,
                Err(mail::NotTaken::Later(why)) => Ended::Later(why, None),
                Err(mail::NotTaken::Refused(why)) => Ended::Refused(why),
            }
        }
    }
}

/// Sends one notice to one browser.
pub(super) async fn push(
    app: &App,
    vapid: &Vapid,
    browser: &Subscription,
    notice: &Notice,
    lang: Lang,
    ttl: SignedDuration,
) -> post::Outcome {
    let refused = |why: &dyn std::fmt::Display| post::Outcome::Refused(why.to_string());
    let allow_private = app.settings.notices.push_allow_private;
    let endpoint = match reach::endpoint(&browser.endpoint, allow_private) {
        Ok(endpoint) => endpoint,
        Err(error) => return refused(&error),
    };
    let text = json!({
        "id": notice.id,
        "kind": notice.kind,
        "title": lang.pick(&notice.text.title_id, &notice.text.title_en),
        "body": lang.pick(&notice.text.body_id, &notice.text.body_en),
        "link": notice.link,
        "at": notice.created_at.to_string(),
        "lang": lang.pick("id", "en"),
    });
    let body = match encrypt::encrypt(&app.system, &browser.p256dh, &browser.auth, text.to_string().as_bytes()) {
        Ok(body) => body,
        Err(error) => return refused(&error),
    };
    let authorization =
        match vapid.authorization(&endpoint.origin().ascii_serialization(), &vapid::subject(app), app.now()) {
            Ok(authorization) => authorization,
            Err(error) => return refused(&error),
        };
    // A topic has at most 32 letters of base64url.
    let topic = URL_SAFE_NO_PAD.encode(&Sha256::digest(notice.id.as_bytes())[..24]);
    let message =
        post::Message { endpoint: &endpoint, authorization, ttl_seconds: ttl.as_secs().max(0), topic: &topic, body };
    post::send(message, allow_private).await
}

async fn note(
    tx: &mut Tx,
    instansi: &Instansi,
    parcel: &Parcel,
    ended: &Ended,
    now: Timestamp,
) -> Result<(), StoreError> {
    let delivery = &parcel.delivery;
    let pushed = matches!(parcel.way, Way::Push(_));
    let (state, at, why) = match ended {
        Ended::Sent => (DeliveryState::Sent, now, None),
        Ended::Skipped(why) => (DeliveryState::Skipped, now, Some(why.as_str())),
        Ended::Gone(why) => {
            subscriptions::delete(tx, instansi.id, parcel.notice.account, delivery.target).await?;
            (DeliveryState::Failed, now, Some(why.as_str()))
        }
        Ended::Refused(why) => (DeliveryState::Failed, now, Some(why.as_str())),
        Ended::Later(why, asked) => match next_try(delivery.tries, *asked, now) {
            Some(at) => (DeliveryState::Waiting, at, Some(why.as_str())),
            None => (DeliveryState::Failed, now, Some(why.as_str())),
        },
    };
    outbox::done(tx, instansi.id, delivery, state, at, why).await?;
    if pushed {
        subscriptions::note(tx, instansi.id, delivery.target, (state == DeliveryState::Sent).then_some(now)).await?;
    }
    let state = state.as_str();
    metrics::counter!("hadir_notices_total", "channel" => delivery.channel.as_str(), "state" => state).increment(1);
    Ok(())
}

/// When a try that failed is made again: after a wait that grows, or later when the other side asks for it.
fn next_try(tries_before: u32, asked: Option<SignedDuration>, now: Timestamp) -> Option<Timestamp> {
    let wait = SignedDuration::from_mins(*WAITS_MINUTES.get(usize::try_from(tries_before).ok()?)?);
    now.checked_add(wait.max(asked.unwrap_or(SignedDuration::ZERO))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end_and_a_push_service_may_ask_for_longer_ones() {
        let now: Timestamp = "2026-01-19T00:00:00Z".parse().unwrap();
        let after = |tries, asked: Option<i64>| {
            next_try(tries, asked.map(SignedDuration::from_secs), now).map(|at| at.duration_since(now).as_secs())
        };

        assert_eq!(after(0, None), Some(60));
        assert_eq!(after(0, Some(5)), Some(60), "not sooner than the own wait");
        assert_eq!(after(0, Some(600)), Some(600));
        assert_eq!(after(5, None), Some(6 * 3600));
        assert_eq!(after(6, None), None);
    }
}
