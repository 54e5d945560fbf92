//! A kiosk's punches: the code each person shows is signed by their own phone.

use hadir_domain::arrival::{KnownKey, Label, person_code};
use hadir_domain::ids::{InstansiId, PersonId};
use hadir_domain::phones::DeviceKey;
use hadir_store::instansi::Instansi;
use hadir_store::{Tx, people, phones};
use jiff::Timestamp;
use serde::Deserialize;

use super::signed::{point_of, verify};
use super::wire::{Punch, Sent, from_b64};
use crate::app::App;
use crate::services::error::ServiceError;

/// Whom the code on a punch means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The person, when their phone signed the code.
    pub person: Option<(PersonId, String, String)>,
    /// What is known of the phone.
    pub key: Option<KnownKey>,
    /// What is noticed of the code.
    pub label: Label,
}

/// The payload of a code.
#[derive(Debug, Deserialize)]
struct Payload {
    at: String,
    k: String,
    p: String,
}

struct Code {
    payload: Payload,
    message: Vec<u8>,
    signature: Vec<u8>,
}

/// The name told to the kiosk.
pub fn name_of(shown: &Option<Shown>) -> Option<String> {
    shown.as_ref()?.person.as_ref().map(|(_, _, name)| name.clone())
}

/// Whom the codes of these punches mean; `None` for a punch that could not be read.
///
/// # Errors
///
/// When the database does not answer.
pub async fn people_of(app: &App, instansi: &Instansi, sent: &[Sent]) -> Result<Vec<Option<Shown>>, ServiceError> {
    app.db
        .read(async |tx| {
            let mut shown = Vec::with_capacity(sent.len());
            for one in sent {
                shown.push(match &one.read {
                    Ok(punch) => Some(person_of(tx, instansi.id, punch).await?),
                    Err(_) => None,
                });
            }
            Ok(shown)
        })
        .await
}

async fn person_of(tx: &mut Tx, instansi: InstansiId, punch: &Punch) -> Result<Shown, ServiceError> {
    let unknown = Shown { person: None, key: None, label: person_code(None, punch.claimed_at) };
    let Some(code) = punch.person_code.as_deref().and_then(read) else { return Ok(unknown) };
    let Some(key) = DeviceKey::parse(&code.payload.k) else { return Ok(unknown) };
    let Ok(person) = code.payload.p.parse::<PersonId>() else { return Ok(unknown) };
    let Some(phone) = phones::get(tx, instansi, &key, person).await? else { return Ok(unknown) };
    let signed = point_of(&phone.public_key).is_some_and(|point| verify(&point, &code.message, &code.signature));
    let at: Option<Timestamp> = code.payload.at.parse().ok();
    let (true, Some(at)) = (signed, at) else { return Ok(unknown) };
    let Some(known) = people::get(tx, instansi, person).await? else { return Ok(unknown) };
    let number = known.printed_number().map_or_else(|| person.to_string(), |number| number.value.clone());
    Ok(Shown {
        person: Some((person, number, known.name)),
        key: Some(KnownKey { state: phone.state, by_passkey: phone.passkey.is_some() }),
        label: person_code(Some(at), punch.claimed_at),
    })
}

fn read(text: &str) -> Option<Code> {
    let (payload, signature) = text.strip_prefix("HP1.")?.split_once('.')?;
    let payload = from_b64(payload).filter(|bytes| bytes.len() <= 1024)?;
    let message = [b"hadir-person-v1\n", payload.as_slice()].concat();
    Some(Code { payload: serde_json::from_slice(&payload).ok()?, message, signature: from_b64(signature)? })
}
