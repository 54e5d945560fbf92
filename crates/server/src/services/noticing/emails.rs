//! The address of an account: nothing but a code is mailed there before the code came back.

use hadir_store::StoreError;
use hadir_store::notices::choices::{self, Email};
use jiff::SignedDuration;
use subtle::ConstantTimeEq;

use super::{mail, texts};
use crate::app::App;
use crate::auth::Caller;
use crate::services::error::ServiceError;

/// How long a code holds.
const CODE_HOLDS: SignedDuration = SignedDuration::from_mins(30);
/// Wrong codes until a new one is needed.
const MOST_TRIES: u32 = 5;
/// Codes an account has mailed within a day, to whatever address: the server is no tool to trouble strangers with.
const MOST_CODES: u32 = 5;
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Mails a code to an address and waits for it to come back. The address confirmed before is gone by then.
///
/// # Errors
///
/// `mail_unavailable`, `bad_address`, `too_many_codes`, `mail_not_taken`.
pub async fn ask(app: &App, caller: &Caller, address: &str) -> Result<(), ServiceError> {
    let Some(settings) = &app.settings.notices.mail else { return Err(unavailable()) };
    let address = address.trim();
    if !mail::is_address(address) {
        return Err(ServiceError::bad(
            "bad_address",
            "Tulis alamat surel lengkap, misalnya nama@contoh.go.id.",
            "Write a whole e-mail address, such as name@example.org.",
        ));
    }
    let number = u32::from_be_bytes(app.system.bytes::<4>()) % 1_000_000;
    let code = format!("{number:06}");
    let now = app.now();
    let account = caller.account.id;
    let expires_at = now.checked_add(CODE_HOLDS).map_err(ServiceError::fault)?;
    let hash = hash(app, caller, &code);
    app.db
        .write(async |tx| {
            let before = choices::email(tx, caller.id(), account).await?;
            let (sent, since) = match &before {
                Some(before) if now.duration_since(before.codes_since) < DAY => (before.codes_sent, before.codes_since),
                _ => (0, now),
            };
            if sent >= MOST_CODES {
                return Err(too_many_codes());
            }
            let email = Email {
                address: address.to_owned(),
                confirmed_at: None,
                code: Some((hash, expires_at)),
                code_tries: 0,
                codes_sent: sent + 1,
                codes_since: since,
            };
            choices::put_email(tx, caller.id(), account, &email).await.map_err(ServiceError::from)
        })
        .await?;
    let (subject, text) = texts::code_letter(&code, caller.lang);
    let letter = mail::Letter { to: address, subject, text: &text, stop: None };
    mail::send(settings, &letter).await.map_err(|error| {
        tracing::warn!("a code could not be mailed: {error}");
        ServiceError::conflict(
            "mail_not_taken",
            "Peladen surel tidak menerima surat ke alamat itu. Periksa alamatnya, atau coba lagi nanti.",
            "The mail server did not take a letter to that address. Check it, or try again later.",
        )
    })
}

/// Confirms the address by the code that was mailed there.
///
/// # Errors
///
/// `wrong_code`, `code_over`.
pub async fn confirm(app: &App, caller: &Caller, code: &str) -> Result<(), ServiceError> {
    let account = caller.account.id;
    let counted = app.db.write(async |tx| choices::try_code(tx, caller.id(), account, MOST_TRIES).await).await?;
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    let hash = hash(app, caller, &code);
    let now = app.now();
    app.db
        .write(async |tx| {
            let email = choices::email(tx, caller.id(), account).await?;
            let Some((email, (expected, expires_at))) = email.and_then(|email| email.code.map(|code| (email, code)))
            else {
                return Err(code_over());
            };
            if !counted || expires_at <= now {
                return Err(code_over());
            }
            if !bool::from(expected.ct_eq(&hash)) {
                return Err(wrong_code());
            }
            let email = Email { confirmed_at: Some(now), code: None, code_tries: 0, ..email };
            choices::put_email(tx, caller.id(), account, &email).await.map_err(ServiceError::from)
        })
        .await
}

/// Forgets the address.
///
/// # Errors
///
/// When the database does not answer.
pub async fn remove(app: &App, caller: &Caller) -> Result<(), ServiceError> {
    let removed: Result<(), StoreError> =
        app.db.write(async |tx| choices::delete_email(tx, caller.id(), caller.account.id).await).await;
    Ok(removed?)
}

fn hash(app: &App, caller: &Caller, code: &str) -> [u8; 32] {
    app.keys.hash("email code", &format!("{} {} {code}", caller.id().0, caller.account.id))
}

fn unavailable() -> ServiceError {
    ServiceError::conflict(
        "mail_unavailable",
        "Surel belum disiapkan di server ini. Minta operator mengisi [mail] di hadir.toml.",
        "Mail is not set up on this server. Ask the operator to fill in [mail] in hadir.toml.",
    )
}

fn too_many_codes() -> ServiceError {
    ServiceError::conflict(
        "too_many_codes",
        "Kode sudah dikirim lima kali dalam sehari. Coba lagi besok.",
        "Five codes were mailed within a day. Try again tomorrow.",
    )
}

fn code_over() -> ServiceError {
    ServiceError::conflict(
        "code_over",
        "Kode itu sudah tidak berlaku. Minta kode baru.",
        "That code holds no more. Ask for a new one.",
    )
}

fn wrong_code() -> ServiceError {
    ServiceError::bad("wrong_code", "Kode tidak cocok. Periksa angkanya.", "The code is not right. Check the digits.")
}
