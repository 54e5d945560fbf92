//! Signing in with login and password.

use axum::http::StatusCode;
use hadir_store::accounts::{self, Account, AccountState};
use hadir_store::sessions::{self, SessionKind};
use hadir_store::{StoreError, Tx, directory};

use super::backoff::locked_until;
use super::session::{self, Token};
use crate::error::ApiError;
use crate::http::Web;
use crate::metrics;
use crate::proxy::Client;

/// From where somebody signs in.
#[derive(Debug, Clone)]
pub struct From {
    /// The caller's address.
    pub client: Client,
    /// Browser and system, as it says itself.
    pub agent: String,
    /// The session this browser had until now; it ends.
    pub before: Option<Token>,
}

/// A login as typed: blanks around it, and those between digits, do not matter, nor do capitals.
pub fn normalise(login: &str) -> String {
    let login = login.trim().to_lowercase();
    let digits: String = login.chars().filter(|letter| !letter.is_whitespace() && *letter != '.').collect();
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) { digits } else { login }
}

/// Checks login and password and begins a session.
///
/// Unknown and wrong get the same answer after the same work, and the same waits.
///
/// # Errors
///
/// 401 `login_failed`, or 429 when it is too early for another try.
pub async fn sign_in(web: &Web, login: &str, password: String, from: &From) -> Result<(Token, Account), ApiError> {
    let login = normalise(login);
    web.doors.backoff.admit_address(from.client.address).map_err(too_early)?;
    let account = web.app.db.read(async |tx| account_of(tx, &login).await).await?;
    let stored_wait = account.as_ref().and_then(|account| account.locked_until);
    let attempt = web.doors.backoff.admit_login(&login, stored_wait).map_err(too_early)?;

    let stored = account.as_ref().filter(|account| account.state == AccountState::Active);
    let stored = stored.and_then(|account| account.password_hash.clone());
    let right = web.doors.passwords.verify(password, stored).await?;

    match account.filter(|_| right) {
        Some(account) => {
            attempt.right();
            metrics::counter(metrics::LOGINS, "right");
            let token = begin(web, &account, from).await?;
            Ok((token, account))
        }
        None => {
            attempt.wrong();
            metrics::counter(metrics::LOGINS, "wrong");
            note_wrong_try(web, &login).await?;
            Err(failed())
        }
    }
}

/// The account a login names, in whichever instansi.
///
/// # Errors
///
/// When the database does not answer.
pub async fn account_of(tx: &mut Tx, login: &str) -> Result<Option<Account>, StoreError> {
    match directory::find(tx, directory::Key::Login, login).await? {
        Some(instansi) => accounts::by_login(tx, instansi, login).await,
        None => Ok(None),
    }
}

async fn begin(web: &Web, account: &Account, from: &From) -> Result<Token, ApiError> {
    let now = web.app.now();
    let token = Token::new(&web.app.system, account.instansi);
    web.app
        .db
        .write(async |tx| {
            if account.failed_tries > 0 || account.locked_until.is_some() {
                accounts::tried(tx, account.instansi, account.id, 0, None).await?;
            }
            if let Some(before) = &from.before {
                sessions::revoke(tx, before.instansi(), &before.hash(), now).await?;
            }
            session::begin(tx, &token, account.id, SessionKind::Browser, &from.agent, now).await
        })
        .await?;
    Ok(token)
}

/// Counts in the database too, so that a restart or another server does not forget.
///
/// An unknown login takes a turn at writing as well: the time tells nothing.
async fn note_wrong_try(web: &Web, login: &str) -> Result<(), ApiError> {
    let now = web.app.now();
    web.app
        .db
        .write(async |tx| match account_of(tx, login).await? {
            Some(account) => {
                let wrong = account.failed_tries.saturating_add(1);
                accounts::tried(tx, account.instansi, account.id, wrong, locked_until(wrong, now)).await
            }
            None => Ok(()),
        })
        .await?;
    Ok(())
}

fn too_early(seconds: u64) -> ApiError {
    metrics::counter(metrics::LOGINS, "too_early");
    ApiError::too_many_tries(seconds)
}

/// The one answer to unknown, blocked, not yet enrolled and wrong.
fn failed() -> ApiError {
    ApiError::new(
        StatusCode::UNAUTHORIZED,
        "login_failed",
        "Nama masuk atau kata sandi tidak cocok.",
        "Login or password do not match.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nip_may_be_typed_with_blanks_and_a_name_in_capitals() {
        assert_eq!(normalise(" 20990926 212005 1 001 "), "209909262120051001");
        assert_eq!(normalise("Siti.Aminah"), "siti.aminah");
        assert_eq!(normalise("..."), "...");
    }
}
