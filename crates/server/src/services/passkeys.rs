//! Passkeys: they prove the person when a phone is enrolled.
//!
//! The question is random, answered once, and remembered together with the phone's key it is asked for: an answer
//! binds that key and no other.

use hadir_domain::phones::DeviceKey;
use hadir_store::phones::PasskeyRow;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::{Host, Url};
use uuid::Uuid;
use webauthn_rs::prelude::{
    Credential, Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use super::error::ServiceError;
use crate::settings::Settings;

/// How long an answer is waited for.
pub const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

/// Whether the authenticator makes a passkey or uses one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    /// It makes a new one.
    Create,
    /// It uses one that proved the person before.
    Get,
}

impl Asking {
    /// The code of the contracts, named as the browser's two calls are.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Get => "get",
        }
    }
}

/// What is remembered of a question.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum State {
    Create { state: PasskeyRegistration },
    Get { state: PasskeyAuthentication },
}

/// What an answer proved.
#[derive(Debug)]
pub struct Proof {
    /// The passkey as it is now.
    pub row: PasskeyRow,
    /// It was known before: the same authenticator proved the person again.
    pub again: bool,
    /// It may be copied to other devices.
    pub backup_eligible: bool,
    /// It has been.
    pub backed_up: bool,
}

/// The website passkeys are made for: the public address, or this machine itself while trying things out.
///
/// # Errors
///
/// `passkeys_unavailable` with what to do, when the address is none a browser makes passkeys for.
pub fn relying_party(settings: &Settings, host: Option<&str>, https: bool) -> Result<Webauthn, ServiceError> {
    let scheme = if https { "https" } else { "http" };
    let text = match (&settings.public_url, host) {
        (Some(url), _) => url.clone(),
        (None, Some(host)) => format!("{scheme}://{host}"),
        (None, None) => return Err(unavailable()),
    };
    let origin = Url::parse(&text).map_err(|_| unavailable())?;
    let Some(Host::Domain(domain)) = origin.host() else { return Err(unavailable()) };
    // Without a public address any name would do, and passkeys made under one are lost under another.
    if settings.public_url.is_none() && domain != "localhost" {
        return Err(unavailable());
    }
    let domain = domain.to_owned();
    let builder = WebauthnBuilder::new(&domain, &origin).map_err(ServiceError::fault)?;
    builder.rp_name("Hadir").build().map_err(ServiceError::fault)
}

fn unavailable() -> ServiceError {
    ServiceError::conflict(
        "passkeys_unavailable",
        "Sandi-kunci (passkey) belum dapat dipakai di alamat ini. Minta operator mengisi public_url dengan alamat HTTPS \
         yang dibuka pegawai; HP tetap dapat didaftarkan tanpa sandi-kunci.",
        "Passkeys cannot be used at this address yet. Ask the operator to set public_url to the HTTPS address people \
         open; the phone can be enrolled without one.",
    )
}

fn failed() -> ServiceError {
    ServiceError::bad(
        "passkey_failed",
        "Sandi-kunci tidak cocok atau waktunya habis. Coba daftarkan HP sekali lagi.",
        "The passkey does not match or took too long. Try enrolling the phone once more.",
    )
}

/// Asks for a new passkey, or for one of those known. Answers which, the options for the browser, and the state to
/// remember.
///
/// # Errors
///
/// When the library refuses.
pub fn ask(
    party: &Webauthn,
    person: Uuid,
    login: &str,
    name: &str,
    known: &[PasskeyRow],
    fresh: bool,
) -> Result<(Asking, Value, String), ServiceError> {
    let known: Vec<Passkey> = known.iter().map(passkey).collect::<Result<_, _>>()?;
    let (asking, options, state) = if fresh || known.is_empty() {
        let exclude = known.iter().map(|one| one.cred_id().clone()).collect();
        let (options, state) =
            party.start_passkey_registration(person, login, name, Some(exclude)).map_err(ServiceError::fault)?;
        (Asking::Create, serde_json::to_value(options), State::Create { state })
    } else {
        let (options, state) = party.start_passkey_authentication(&known).map_err(ServiceError::fault)?;
        (Asking::Get, serde_json::to_value(options), State::Get { state })
    };
    let state = serde_json::to_string(&state).map_err(ServiceError::fault)?;
    Ok((asking, options.map_err(ServiceError::fault)?, state))
}

/// Checks an answer against what was remembered.
///
/// # Errors
///
/// `passkey_failed` when it does not answer the question.
pub fn check(party: &Webauthn, state: &str, answer: Value, known: Vec<PasskeyRow>) -> Result<Proof, ServiceError> {
    match serde_json::from_str(state).map_err(ServiceError::fault)? {
        State::Create { state } => {
            let answer: RegisterPublicKeyCredential = serde_json::from_value(answer).map_err(|_| failed())?;
            let passkey = party.finish_passkey_registration(&answer, &state).map_err(refused)?;
            proof(passkey, false)
        }
        State::Get { state } => {
            let answer: PublicKeyCredential = serde_json::from_value(answer).map_err(|_| failed())?;
            let result = party.finish_passkey_authentication(&answer, &state).map_err(refused)?;
            let row = known.iter().find(|row| row.credential_id == **result.cred_id()).ok_or_else(failed)?;
            let mut passkey = passkey(row)?;
            passkey.update_credential(&result);
            proof(passkey, true)
        }
    }
}

fn refused(error: webauthn_rs::prelude::WebauthnError) -> ServiceError {
    tracing::info!("a passkey was refused: {error}");
    failed()
}

fn passkey(row: &PasskeyRow) -> Result<Passkey, ServiceError> {
    serde_json::from_str(&row.passkey).map_err(ServiceError::fault)
}

fn proof(passkey: Passkey, again: bool) -> Result<Proof, ServiceError> {
    let text = serde_json::to_string(&passkey).map_err(ServiceError::fault)?;
    let credential = Credential::from(passkey);
    Ok(Proof {
        row: PasskeyRow { credential_id: credential.cred_id.to_vec(), passkey: text },
        again,
        backup_eligible: credential.backup_eligible,
        backed_up: credential.backup_state,
    })
}

/// What a phone's key signs to show that it holds the private half.
pub fn possession(key: &DeviceKey, challenge: Option<Uuid>) -> Vec<u8> {
    let challenge = challenge.map(|id| id.to_string()).unwrap_or_default();
    format!("hadir-enrol-v1\n{}\n{challenge}", key.as_str()).into_bytes()
}
