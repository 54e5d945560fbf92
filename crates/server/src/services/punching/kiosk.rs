//! A kiosk's punches: the code each person shows is signed by their own phone.

use hadir_domain::arrival::{KnownKey, Label, person_code};
use hadir_domain::ids::{InstansiId, PersonId};
use hadir_domain::phones::{DeviceKey, PhoneState};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, people, phones};
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
    let Some(owner) = owner_of(tx, instansi, punch.person_code.as_deref().unwrap_or_default()).await? else {
        return Ok(unknown);
    };
    let Some(known) = people::get(tx, instansi, owner.person).await? else { return Ok(unknown) };
    let number = known.printed_number().map_or_else(|| owner.person.to_string(), |number| number.value.clone());
    Ok(Shown {
        person: Some((owner.person, number, known.name)),
        key: Some(KnownKey { state: owner.state, by_passkey: owner.by_passkey }),
        label: person_code(Some(owner.at), punch.claimed_at),
    })
}

/// Who made a code, when, and with which phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeOwner {
    /// Who.
    pub person: PersonId,
    /// The key that signed it.
    pub key: DeviceKey,
    /// Whether that phone is vouched for.
    pub state: PhoneState,
    /// Whether a passkey proved the person.
    pub by_passkey: bool,
    /// When, by that phone's clock.
    pub at: Timestamp,
}

/// Who made the code a phone shows of its owner; `None` when no enrolled phone signed it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn owner_of(tx: &mut Tx, instansi: InstansiId, text: &str) -> Result<Option<CodeOwner>, StoreError> {
    let Some(code) = read(text) else { return Ok(None) };
    let Some(key) = DeviceKey::parse(&code.payload.k) else { return Ok(None) };
    let (Ok(person), Ok(at)) = (code.payload.p.parse::<PersonId>(), code.payload.at.parse::<Timestamp>()) else {
        return Ok(None);
    };
    let Some(phone) = phones::get(tx, instansi, &key, person).await? else { return Ok(None) };
    let signed = point_of(&phone.public_key).is_some_and(|point| verify(&point, &code.message, &code.signature));
    Ok(signed.then(|| CodeOwner { person, key, state: phone.state, by_passkey: phone.passkey.is_some(), at }))
}

fn read(text: &str) -> Option<Code> {
    let (payload, signature) = text.strip_prefix("HP1.")?.split_once('.')?;
    let payload = from_b64(payload).filter(|bytes| bytes.len() <= 1024)?;
    let message = [b"hadir-person-v1\n", payload.as_slice()].concat();
    Some(Code { payload: serde_json::from_slice(&payload).ok()?, message, signature: from_b64(signature)? })
}
