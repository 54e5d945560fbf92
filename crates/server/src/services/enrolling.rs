//! Phones: enrolling one's own, and deciding about those of others.

use hadir_domain::ids::PersonId;
use hadir_domain::notices::NoticeKind;
use hadir_domain::phones::{Decided, DeviceKey, Phone, PhoneDecision, PhoneState, first_state};
use hadir_domain::punches::Source;
use hadir_store::accounts::AccountState;
use hadir_store::instansi::Instansi;
use hadir_store::notices::{self, NewNotice};
use hadir_store::phones::{self, Challenge, Step};
use hadir_store::{StoreError, Tx, accounts, marks, sessions};
use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use webauthn_rs::Webauthn;

use super::error::ServiceError;
use super::noticing::texts;
use super::passkeys::{self, Asking, Proof};
use super::punching::wire::{b64, from_b64};
use crate::app::App;
use crate::auth::Caller;
use crate::auth::session::{PHONE_LONGEST, Token};

/// Most phones a person may have on record; more is no person.
const MOST_PHONES: usize = 50;

/// A phone to enrol.
pub struct NewPhone {
    /// The public key (SPKI), base64url.
    pub public_key: String,
    /// What it says of itself.
    pub platform: String,
    /// A few words for people.
    pub name: String,
    /// The key's signature over [`passkeys::possession`].
    pub proof: Option<String>,
    /// The answer of the authenticator, and to which question.
    pub passkey: Option<(Uuid, Value)>,
}

/// A question for an authenticator.
pub struct Question {
    /// Its key.
    pub id: Uuid,
    /// Whether to make a passkey or to use one.
    pub asking: Asking,
    /// For `navigator.credentials`.
    pub options: Value,
}

/// Name and point of a public key.
///
/// # Errors
///
/// `bad_key` when it is no P-256 key.
pub fn key_of(public_key: &str) -> Result<(DeviceKey, Vec<u8>, [u8; 65]), ServiceError> {
    let spki = from_b64(public_key);
    let point = spki.as_deref().and_then(super::punching::signed_point);
    match (spki, point) {
        (Some(spki), Some(point)) => Ok((DeviceKey(b64(&Sha256::digest(&spki))), spki, point)),
        _ => Err(ServiceError::bad(
            "bad_key",
            "Kunci HP tidak terbaca (harus P-256, SPKI, base64url).",
            "The phone's key is unreadable (P-256, SPKI, base64url are wanted).",
        )),
    }
}

/// The person behind an account.
///
/// # Errors
///
/// `no_person` for an account without one.
pub fn person_of(caller: &Caller) -> Result<PersonId, ServiceError> {
    caller.account.person.ok_or_else(|| {
        ServiceError::conflict(
            "no_person",
            "Akun ini tidak terhubung dengan data pegawai. Minta admin kepegawaian unit menghubungkannya.",
            "This account is not connected with a person. Ask the unit's personnel admin to connect it.",
        )
    })
}

/// Asks the caller's authenticator to prove them for a phone's key.
///
/// # Errors
///
/// For a key or account that cannot be enrolled.
pub async fn ask(
    app: &App,
    caller: &Caller,
    party: &Webauthn,
    public_key: &str,
    fresh: bool,
) -> Result<Question, ServiceError> {
    let person = person_of(caller)?;
    let (key, _, _) = key_of(public_key)?;
    let now = app.now();
    let id = app.system.uuid();
    app.db
        .write(async |tx| {
            let known = phones::passkeys(tx, caller.id(), person).await?;
            let (asking, options, state) =
                passkeys::ask(party, person.0, &caller.account.login, &caller.account.login, &known, fresh)?;
            let expires_at = now.checked_add(passkeys::PATIENCE).map_err(ServiceError::fault)?;
            let new = Challenge { id, account: caller.account.id, device_key: key, state, expires_at };
            phones::add_challenge(tx, caller.id(), &new, now).await?;
            Ok(Question { id, asking, options })
        })
        .await
}

/// Enrols the caller's phone; true when it was not there. A browser's session is bound to it and lasts longer.
///
/// # Errors
///
/// For a key, a proof or a passkey that does not hold.
pub async fn enrol(
    app: &App,
    caller: &Caller,
    party: Option<&Webauthn>,
    new: NewPhone,
    session: Option<&Token>,
) -> Result<(Phone, bool), ServiceError> {
    let person = person_of(caller)?;
    let (key, spki, point) = key_of(&new.public_key)?;
    let challenge = new.passkey.as_ref().map(|(id, _)| *id);
    check_possession(&key, &point, challenge, new.proof.as_deref())?;
    let now = app.now();
    let id = caller.id();
    app.db
        .write(async |tx| {
            let proof = match new.passkey {
                Some((question, answer)) => Some(prove(tx, caller, party, person, &key, question, answer, now).await?),
                None => None,
            };
            let mine = phones::of_person(tx, id, person).await?;
            let others = mine.iter().filter(|phone| phone.key != key).count();
            if others >= MOST_PHONES {
                return Err(too_many());
            }
            let shared = phones::of_key(tx, id, &key).await?.iter().any(|phone| phone.person != person);
            let again = proof.as_ref().is_some_and(|proof| proof.again);
            // A phone somebody else enrolled is never vouched for by nobody.
            let state = if shared { PhoneState::Pending } else { first_state(others, again) };
            let reason = match (again, shared, others) {
                (_, true, _) => "kunci ini juga didaftarkan orang lain",
                (true, false, 1..) => "sandi-kunci yang sama seperti sebelumnya",
                _ => "",
            };
            let phone = Phone {
                instansi: id,
                key: key.clone(),
                person,
                public_key: spki,
                platform: cut(&new.platform, 20),
                name: cut(&new.name, 80),
                state,
                passkey: proof.as_ref().map(|proof| proof.row.credential_id.clone()),
                device_bound: proof.as_ref().is_some_and(|proof| !proof.backup_eligible),
                enrolled_at: now,
                decided: (state == PhoneState::Active && others > 0).then(|| Decided {
                    at: now,
                    by: caller.by.clone(),
                    reason: reason.into(),
                }),
            };
            let step = step(app, &phone, "enrol", &caller.by, reason, now);
            let added = phones::add(tx, &phone, &step, app.system.bytes()).await?;
            let phone = match mine.into_iter().find(|known| known.key == key) {
                Some(known) => proven_later(tx, app, caller, known, proof.as_ref(), now).await?,
                None => phone,
            };
            if let Some(session) = session.filter(|_| phone.state != PhoneState::Revoked) {
                let until = now.checked_add(PHONE_LONGEST).map_err(ServiceError::fault)?;
                sessions::bind_phone(tx, id, &session.hash(), &key, until).await?;
            }
            // A phone that is set up is waited for before anybody is called absent.
            marks::reach(tx, id, Source::Phone.as_str(), &person.to_string(), now).await?;
            Ok((phone, added))
        })
        .await
}

fn check_possession(
    key: &DeviceKey,
    point: &[u8; 65],
    challenge: Option<Uuid>,
    proof: Option<&str>,
) -> Result<(), ServiceError> {
    let message = passkeys::possession(key, challenge);
    let signed = proof.and_then(from_b64).map(|proof| super::punching::signed_by(point, &message, &proof));
    match signed {
        Some(true) => Ok(()),
        // A script enrols a key it made itself; a passkey must bind a key the phone really holds.
        None if challenge.is_none() => Ok(()),
        _ => Err(ServiceError::bad(
            "bad_proof",
            "Tanda tangan kunci HP tidak cocok. Coba daftarkan HP sekali lagi.",
            "The signature of the phone's key does not match. Try enrolling the phone once more.",
        )),
    }
}

#[allow(clippy::too_many_arguments, reason = "everything an answer is checked against")]
async fn prove(
    tx: &mut Tx,
    caller: &Caller,
    party: Option<&Webauthn>,
    person: PersonId,
    key: &DeviceKey,
    question: Uuid,
    answer: Value,
    now: Timestamp,
) -> Result<Proof, ServiceError> {
    let id = caller.id();
    let asked = phones::take_challenge(tx, id, question, caller.account.id, now).await?;
    let (Some(asked), Some(party)) = (asked.filter(|asked| asked.device_key == *key), party) else {
        return Err(ServiceError::bad(
            "passkey_failed",
            "Waktu pendaftaran habis. Coba daftarkan HP sekali lagi.",
            "The time to enrol is over. Try enrolling the phone once more.",
        ));
    };
    let known = phones::passkeys(tx, id, person).await?;
    let proof = passkeys::check(party, &asked.state, answer, known)?;
    if proof.again {
        phones::use_passkey(tx, id, &proof.row, proof.backed_up, now).await?;
    } else {
        let flags = (proof.backup_eligible, proof.backed_up);
        phones::add_passkey(tx, id, person, &proof.row, flags, now).await?;
    }
    Ok(proof)
}

/// A phone that was there, now proven by a passkey if it was not.
async fn proven_later(
    tx: &mut Tx,
    app: &App,
    caller: &Caller,
    known: Phone,
    proof: Option<&Proof>,
    now: Timestamp,
) -> Result<Phone, StoreError> {
    let Some(proof) = proof.filter(|_| known.passkey.is_none()) else { return Ok(known) };
    let step = step(app, &known, "prove", &caller.by, "", now);
    let bound = !proof.backup_eligible;
    phones::prove(tx, &known, &proof.row.credential_id, bound, &step, app.system.bytes()).await?;
    Ok(Phone { passkey: Some(proof.row.credential_id.clone()), device_bound: bound, ..known })
}

fn step(app: &App, phone: &Phone, what: &'static str, by: &str, reason: &str, now: Timestamp) -> Step {
    Step {
        by_login: by.to_owned(),
        id: app.system.uuid(),
        person: Some(phone.person),
        reason: reason.to_owned(),
        received_at: now,
        step: what,
        subject: phone.key.as_str().to_owned(),
    }
}

/// Decides about a phone. A revoked one's sessions end with it.
///
/// # Errors
///
/// `unknown_phone`, or `already_decided` when there is nothing to decide any more.
pub async fn decide(
    app: &App,
    instansi: &Instansi,
    (key, person): (&DeviceKey, PersonId),
    decision: PhoneDecision,
    by: &str,
    reason: &str,
) -> Result<Phone, ServiceError> {
    let now = app.now();
    app.db
        .write(async |tx| {
            let phone = phones::get(tx, instansi.id, key, person).await?.ok_or_else(unknown_phone)?;
            let to = decision.applied_to(phone.state).ok_or_else(already_decided)?;
            let step = step(app, &phone, decision.as_str(), by, reason, now);
            if !phones::decide(tx, &phone, to, &step, app.system.bytes()).await? {
                return Err(already_decided());
            }
            if to == PhoneState::Revoked {
                sessions::revoke_phone(tx, instansi.id, key, person, now).await?;
            }
            tell(tx, app, instansi, &phone, to, by).await?;
            let decided = Some(Decided { at: now, by: by.to_owned(), reason: reason.to_owned() });
            Ok(Phone { state: to, decided, ..phone })
        })
        .await
}

/// Tells the owner what somebody else decided about the phone.
async fn tell(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    phone: &Phone,
    to: PhoneState,
    by: &str,
) -> Result<(), StoreError> {
    for account in accounts::of_person(tx, instansi.id, phone.person).await? {
        if account.login == by || account.state != AccountState::Active {
            continue;
        }
        let notice = NewNotice {
            id: app.system.uuid(),
            account: account.id,
            kind: NoticeKind::PhoneDecided,
            dedupe_key: format!("phone {} {}", phone.key.as_str(), to.as_str()),
            text: texts::of_phone(to == PhoneState::Active),
            link: "/phone".into(),
            created_at: app.now(),
            expires_at: None,
        };
        notices::add(tx, instansi.id, &notice).await?;
    }
    Ok(())
}

/// A phone nobody enrolled.
pub fn unknown_phone() -> ServiceError {
    ServiceError::not_found("unknown_phone", "HP itu tidak ada dalam daftar.", "That phone is not on the list.")
}

fn already_decided() -> ServiceError {
    ServiceError::conflict(
        "already_decided",
        "HP ini sudah diputuskan. Muat ulang daftar untuk melihat keadaannya.",
        "This phone was decided already. Load the list again to see how.",
    )
}

fn too_many() -> ServiceError {
    ServiceError::conflict(
        "too_many_phones",
        "Terlalu banyak HP terdaftar atas nama Anda. Hubungi admin kepegawaian unit.",
        "Too many phones are on record for you. Ask the unit's personnel admin.",
    )
}

fn cut(text: &str, most: usize) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(most).collect::<String>().trim().to_owned()
}
