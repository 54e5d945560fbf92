//! Tells programs of others what happened: signed, over https to public addresses, each event once.
//!
//! **Invariant:** nothing that leaves this way names a person: ids, codes and counts only ([`nameless`]).

pub mod sending;

use std::time::Duration;

use hadir_domain::ids::InstansiId;
use hadir_store::instansi::{self, Instansi};
use hadir_store::secrets::Sealed;
use hadir_store::webhooks::{self as store, Webhook};
use hadir_store::{StoreError, Tx, leases};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::error::ServiceError;
use super::noticing::reach;
use crate::app::App;
use crate::keys::hmac;

/// Discrepancies were found that were not there before.
pub const DISCREPANCIES_FOUND: &str = "discrepancies.found";
/// A discrepancy was settled, or opened again.
pub const DISCREPANCY_SETTLED: &str = "discrepancy.settled";
/// The match rate of a day is known, or changed.
pub const MATCH_RATE_DAY: &str = "match_rate.day";
/// An OPD went on to another stage, or back.
pub const STAGE_CHANGED: &str = "stage.changed";
/// An audit made a finding, or closed one.
pub const FINDING_MADE: &str = "finding.made";
/// Somebody tries whether the receiver hears.
pub const TEST: &str = "test";

/// Every event one may ask for; `test` reaches everybody.
pub const EVENTS: [&str; 5] = [DISCREPANCIES_FOUND, DISCREPANCY_SETTLED, MATCH_RATE_DAY, STAGE_CHANGED, FINDING_MADE];

/// Most receivers of an instansi.
pub const MOST: usize = 20;
/// How often the job looks.
const EVERY: Duration = Duration::from_secs(3);
/// How long the turn to send is held.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How long deliveries are remembered.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Old deliveries forgotten at a time.
const SWEPT_AT_ONCE: u32 = 500;

/// A new receiver with its secret, which is shown once.
pub struct Made {
    /// The receiver.
    pub webhook: Webhook,
    /// 64 hexadecimal digits: the 32 bytes that sign.
    pub secret: String,
}

/// Adds a receiver. The same key again is the same receiver, without its secret.
///
/// # Errors
///
/// When the address is not one that may be sent to, an event is unknown, or there are too many.
pub async fn add(
    app: &App,
    instansi: &Instansi,
    by: &str,
    (id, url, events): (Uuid, &str, &[String]),
) -> Result<Made, ServiceError> {
    let url = url.trim();
    reach::endpoint(url, app.settings.notices.push_allow_private).map_err(|error| {
        ServiceError::bad(
            "bad_webhook_url",
            "alamat penerima harus https ke alamat umum, tanpa nomor pintu, nama masuk atau tanda #; tulis misalnya \
             https://contoh.go.id/hadir",
            format!("the address of a receiver must be https to a public address, without port, login or #: {error}"),
        )
    })?;
    if let Some(unknown) = events.iter().find(|event| !EVENTS.contains(&event.as_str())) {
        return Err(ServiceError::bad(
            "unknown_event",
            format!("peristiwa {unknown} tidak dikenal; yang dikenal: {}", EVENTS.join(", ")),
            format!("the event {unknown} is not known; known are: {}", EVENTS.join(", ")),
        ));
    }
    if events.is_empty() {
        return Err(ServiceError::bad(
            "no_event",
            format!("pilih paling sedikit satu peristiwa: {}", EVENTS.join(", ")),
            format!("choose at least one event: {}", EVENTS.join(", ")),
        ));
    }
    let secret = app.system.bytes::<32>();
    let sealed = app.keys.seal(&label(instansi.id, id), &secret);
    let mut wanted: Vec<String> = events.to_vec();
    wanted.sort();
    wanted.dedup();
    let webhook = Webhook {
        id,
        url: url.to_owned(),
        events: wanted,
        secret: Sealed { nonce: sealed.nonce.into(), ciphertext: sealed.ciphertext },
        active: true,
        made_by: by.to_owned(),
        made_at: app.now(),
    };
    let known = app
        .db
        .write(async |tx| {
            let all = store::list(tx, instansi.id).await?;
            if let Some(known) = all.iter().find(|known| known.id == id) {
                return Ok(Some(known.clone()));
            }
            if all.iter().filter(|known| known.active).count() >= MOST {
                return Err(ServiceError::conflict(
                    "too_many_webhooks",
                    format!("paling banyak {MOST} penerima; hapus salah satu dahulu"),
                    format!("at most {MOST} receivers; remove one first"),
                ));
            }
            store::add(tx, instansi.id, &webhook).await?;
            Ok(None)
        })
        .await?;
    match known {
        None => Ok(Made { webhook, secret: hex::encode(secret) }),
        Some(known) if known.url == webhook.url && known.events == webhook.events => {
            Ok(Made { webhook: known, secret: String::new() })
        }
        Some(_) => Err(ServiceError::conflict(
            "webhook_taken",
            "kunci itu sudah dipakai penerima lain; muat ulang halaman lalu coba lagi",
            "another receiver has that key; reload the page and try again",
        )),
    }
}

/// Tells a receiver nothing more.
///
/// # Errors
///
/// `unknown_webhook` when there is none.
pub async fn remove(app: &App, instansi: &Instansi, id: Uuid) -> Result<(), ServiceError> {
    app.db
        .write(async |tx| {
            store::get(tx, instansi.id, id).await?.ok_or_else(unknown)?;
            store::end(tx, instansi.id, id, "removed").await?;
            Ok::<_, ServiceError>(())
        })
        .await
}

/// Puts a trial message for one receiver into the queue; answers its key.
///
/// # Errors
///
/// `unknown_webhook` when there is none that is told anything.
pub async fn test(app: &App, instansi: &Instansi, id: Uuid) -> Result<Uuid, ServiceError> {
    let delivery = app.system.uuid();
    let body = envelope(instansi.id, delivery, TEST, app.now(), &json!({ "words": "percobaan / trial" }));
    app.db
        .write(async |tx| {
            let webhook = store::get(tx, instansi.id, id).await?;
            webhook.filter(|webhook| webhook.active).ok_or_else(unknown)?;
            store::queue(tx, instansi.id, (delivery, id), TEST, &body, app.now()).await?;
            Ok::<_, ServiceError>(delivery)
        })
        .await
}

fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_webhook",
        "penerima itu tidak ada atau sudah dihapus; lihat daftar penerima",
        "there is no such receiver, or it was removed; see the list of receivers",
    )
}

/// Puts an event into the queue of everybody who wants it, in the transaction of what happened: it goes out only if that
/// is committed, and then surely. `data` holds ids, codes and counts; whatever would name a person is taken out.
///
/// # Errors
///
/// When the database does not answer.
pub async fn tell(
    tx: &mut Tx,
    app: &App,
    instansi: InstansiId,
    event: &'static str,
    data: &Value,
) -> Result<(), StoreError> {
    let wanted = store::list(tx, instansi).await?;
    let now = app.now();
    for webhook in wanted.iter().filter(|one| one.active && one.events.iter().any(|wanted| wanted == event)) {
        let id = app.system.uuid();
        let body = envelope(instansi, id, event, now, data);
        store::queue(tx, instansi, (id, webhook.id), event, &body, now).await?;
    }
    Ok(())
}

fn envelope(instansi: InstansiId, id: Uuid, event: &str, at: Timestamp, data: &Value) -> String {
    json!({ "id": id, "event": event, "at": at.to_string(), "instansi": instansi.0, "data": nameless(data) })
        .to_string()
}

/// The value without anything that names a person: fields called so, and long numbers.
pub fn nameless(data: &Value) -> Value {
    let names = |key: &str| {
        let key = key.to_lowercase();
        ["name", "nama", "nip", "nik", "number", "nomor", "login", "phone", "email"]
            .iter()
            .any(|word| key == *word || key.ends_with(&format!("_{word}")) || key.starts_with(&format!("{word}_")))
    };
    let is_number = |text: &str| {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        digits >= 16 && text.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, ' ' | '.' | '`' | '\''))
    };
    match data {
        Value::Object(fields) => fields
            .iter()
            .filter(|(key, _)| !names(key))
            .map(|(key, value)| (key.clone(), nameless(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(nameless).collect(),
        Value::String(text) if is_number(text) => Value::Null,
        Value::Number(number) if number.to_string().len() >= 16 => Value::Null,
        other => other.clone(),
    }
}

/// What the secret of a receiver is sealed as.
fn label(instansi: InstansiId, id: Uuid) -> String {
    format!("webhook {} {id}", instansi.0)
}

/// `t=…,v1=…`: the HMAC-SHA-256 over second and body, so that a message cannot be sent again later as a new one.
pub fn signature(secret: &[u8; 32], at: Timestamp, body: &str) -> String {
    let seconds = at.as_second();
    format!("t={seconds},v1={}", hex::encode(hmac(secret, format!("{seconds}.{body}").as_bytes())))
}

/// Starts the job. It ends when the handle is aborted.
pub fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let holder = app.system.uuid().to_string();
        loop {
            if let Err(error) = once(&app, &holder).await {
                tracing::warn!(code = error.code, "webhooks could not be told: {error}");
            }
            tokio::time::sleep(EVERY).await;
        }
    })
}

/// Sends what waits, for every instansi whose turn this server has, and forgets what is old.
///
/// # Errors
///
/// When the database does not answer.
pub async fn once(app: &App, holder: &str) -> Result<(), ServiceError> {
    for one in app.db.read(async |tx| instansi::all(tx).await).await? {
        let now = app.now();
        let waits = app.db.read(async |tx| store::waiting(tx, one.id, now, 1).await).await?;
        if waits.is_empty() {
            continue;
        }
        let until = now.checked_add(LEASE).unwrap_or(now);
        if app.db.write(async |tx| leases::take(tx, one.id, "webhooks", holder, now, until).await).await? {
            let before = now.checked_sub(KEPT).unwrap_or(now);
            app.db.write(async |tx| store::sweep(tx, one.id, before, SWEPT_AT_ONCE).await).await?;
            sending::send(app, &one).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_would_name_a_person_is_taken_out() {
        let data = json!({
            "unit": "DISDIK", "count": 12, "person_name": "Siti", "nip": "209901012120012001",
            "list": [{ "discrepancy": "0190", "Nama": "Siti", "value": "209901012120012001" }],
        });

        assert_eq!(
            nameless(&data),
            json!({ "unit": "DISDIK", "count": 12, "list": [{ "discrepancy": "0190", "value": null }] })
        );
    }

    #[test]
    fn a_signature_fixes_moment_and_body() {
        let at: Timestamp = "2026-01-19T00:31:10Z".parse().unwrap();

        // Computed with Python: hmac.new(bytes([7] * 32), b"1768782670.{}", "sha256").hexdigest()
        let expected = signature(&[7; 32], at, "{}");

        assert_eq!(expected, "t=1768782670,v1=b76f900865a267898edb9e0f3666764b2fe002b004046ad68213f07301a68dbe");
        assert_ne!(signature(&[8; 32], at, "{}"), expected);
        assert_ne!(signature(&[7; 32], at, "{} "), expected);
    }
}
