//! One-time codes that let a person set their own password. No password is ever handed out.

use anyhow::Context;
use axum::http::StatusCode;
use hadir_domain::ids::InstansiId;
use hadir_store::accounts::{self, Account, AccountState};
use hadir_store::people;
use hadir_store::sessions::{self, SessionKind};
use jiff::SignedDuration;

use super::login::{From, account_of, normalise};
use super::password;
use super::session::{self, Token};
use crate::app::App;
use crate::error::ApiError;
use crate::http::Web;
use crate::system::System;

/// How long a code opens.
pub const VALID: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Digits and capitals without those that look alike (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS: usize = 12;

/// Makes a one-time code for an account and answers it; it is stored only as a keyed hash and shown only now.
/// Earlier codes of the account lose their use.
///
/// # Errors
///
/// When no account has that login, or it is blocked.
pub async fn issue_code(app: &App, login: &str) -> anyhow::Result<String> {
    let login = normalise(login);
    let now = app.now();
    let code = make(&app.system);
    app.db
        .write(async |tx| {
            let account = account_of(tx, &login).await?.with_context(|| format!("no account has the login {login}"))?;
            anyhow::ensure!(account.state != AccountState::Blocked, "the account {login} is blocked");
            let hash = hash(app, account.instansi, &login, &code);
            let until = now.checked_add(VALID)?;
            accounts::add_code(tx, account.instansi, account.id, &hash, now, until).await?;
            Ok::<_, anyhow::Error>(())
        })
        .await?;
    Ok(code)
}

/// Uses a code up: sets the password, ends what was signed in before, begins a session.
///
/// # Errors
///
/// 401 `enrolment_failed` for an unknown login or a code that is wrong, used or too old; 422 for a password
/// that will not do; 429 when it is too early for another try.
pub async fn enrol(
    web: &Web,
    login: &str,
    code: &str,
    new_password: String,
    from: &From,
) -> Result<(Token, Account), ApiError> {
    let login = normalise(login);
    let app = &web.app;
    web.doors.backoff.admit_address(from.client.address).map_err(ApiError::too_many_tries)?;
    let attempt = web.doors.backoff.admit_login(&login, None).map_err(ApiError::too_many_tries)?;
    if let Some(complaint) = password::complaint("password", &new_password, &[&login]) {
        return Err(ApiError::invalid(vec![complaint]));
    }
    let known = app.db.read(async |tx| account_of(tx, &login).await).await?;
    let instansi = known.as_ref().map_or(InstansiId(0), |account| account.instansi);
    let code_hash = hash(app, instansi, &login, code);
    let password_hash = web.doors.passwords.hash(new_password.clone()).await?;

    let now = app.now();
    let token = Token::new(&app.system, instansi);
    let enrolled = app
        .db
        .write(async |tx| {
            let used = accounts::use_code(tx, instansi, &code_hash, now).await?;
            let Some(account) =
                known.filter(|account| used == Some(account.id) && account.state != AccountState::Blocked)
            else {
                return Err(refused());
            };
            if let Some(person) = account.person
                && let Some(person) = people::get(tx, instansi, person).await?
            {
                let numbers: Vec<&str> = person.identifiers.iter().map(|number| number.value.as_str()).collect();
                if let Some(complaint) = password::complaint("password", &new_password, &numbers) {
                    return Err(ApiError::invalid(vec![complaint]));
                }
            }
            accounts::set_password(tx, instansi, account.id, &password_hash).await?;
            sessions::revoke_all(tx, instansi, account.id, now).await?;
            session::begin(tx, &token, account.id, SessionKind::Browser, &from.agent, now).await?;
            Ok(account)
        })
        .await;
    match enrolled {
        Ok(account) => {
            attempt.right();
            Ok((token, account))
        }
        Err(error) => {
            if error.status() == StatusCode::UNAUTHORIZED {
                attempt.wrong();
            }
            Err(error)
        }
    }
}

fn refused() -> ApiError {
    ApiError::new(
        StatusCode::UNAUTHORIZED,
        "enrolment_failed",
        "Nama masuk atau kode aktivasi tidak cocok, sudah dipakai, atau lewat masa berlakunya. Mintalah kode baru.",
        "Login or activation code do not match, or the code was used or is too old. Ask for a new one.",
    )
}

/// A new code: twelve letters in three parts.
pub(crate) fn make(system: &System) -> String {
    let letters: Vec<char> =
        system.bytes::<LETTERS>().iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
    letters.chunks(4).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Bound to instansi and login, so that a code opens no other account.
pub(crate) fn hash(app: &App, instansi: InstansiId, login: &str, code: &str) -> [u8; 32] {
    app.keys.hash("enrolment code", &format!("{}\n{login}\n{}", instansi.0, read(code)))
}

/// A code as typed: dashes, blanks and capitals do not matter, look-alikes are put right.
pub(crate) fn read(code: &str) -> String {
    code.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        assert_eq!(read("ab0l-cdef-ghjk"), read("ABO1 CDEF GHJK"));
        assert_ne!(read("AB01-CDEF-GHJK"), read("AB01-CDEF-GHJM"));
    }

    #[test]
    fn a_code_has_sixty_bits_in_letters_that_cannot_be_confused() {
        let code = make(&System::real());

        assert_eq!(code.len(), 14);
        assert!(code.bytes().all(|letter| letter == b'-' || ALPHABET.contains(&letter)));
        assert_eq!(read(&code).len(), LETTERS);
    }
}
