//! Tokens, and the cookie that carries them.
//!
//! A token is `hdr_<instansi>_<secret>`: the number of the instansi, so that it is found in its own records,
//! and 256 random bits. Only its SHA-256 is stored.

use std::fmt;

use axum::http::{HeaderMap, header};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hadir_domain::ids::{AccountId, InstansiId};
use hadir_store::accounts::{self, Account, AccountState};
use hadir_store::grants::{self, GrantRow};
use hadir_store::instansi::{self, Instansi};
use hadir_store::sessions::{self, Session, SessionKind};
use hadir_store::{Db, StoreError, Tx};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::system::System;

/// Name of the cookie.
pub const COOKIE: &str = "hadir_session";

/// A browser session unused for so long is over.
pub const IDLE: SignedDuration = SignedDuration::from_hours(12);
/// A browser session is over after so long, used or not.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A browser session on an enrolled phone may rest so long: a month without network must not sign anybody out.
pub const PHONE_IDLE: SignedDuration = SignedDuration::from_hours(45 * 24);
/// A browser session on an enrolled phone is over after so long.
pub const PHONE_LONGEST: SignedDuration = SignedDuration::from_hours(365 * 24);
/// A token for a program is over after so long.
pub const BEARER: SignedDuration = SignedDuration::from_hours(365 * 24);
/// Use is noted no more often than this.
pub const NOTE_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// A token as its holder knows it. Not printed.
#[derive(Clone)]
pub struct Token {
    text: String,
    instansi: InstansiId,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token(hdr_{}_…)", self.instansi.0)
    }
}

impl Token {
    /// A new token.
    pub fn new(system: &System, instansi: InstansiId) -> Self {
        let secret = URL_SAFE_NO_PAD.encode(system.bytes::<32>());
        Self { text: format!("hdr_{}_{secret}", instansi.0), instansi }
    }

    /// Reads the form of a token; whether it opens anything is another question.
    pub fn parse(text: &str) -> Option<Self> {
        let (instansi, secret) = text.strip_prefix("hdr_")?.split_once('_')?;
        let instansi = InstansiId(instansi.parse().ok()?);
        (secret.len() == 43).then(|| Self { text: text.to_owned(), instansi })
    }

    /// The token, to hand to its holder.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// In whose records it is found.
    pub fn instansi(&self) -> InstansiId {
        self.instansi
    }

    /// What is stored of it.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.text.as_bytes()).into()
    }
}

/// Begins a session of an account.
///
/// # Errors
///
/// When the database refuses.
pub async fn begin(
    tx: &mut Tx,
    token: &Token,
    account: AccountId,
    kind: SessionKind,
    label: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let lasts = match kind {
        SessionKind::Browser => LONGEST,
        SessionKind::Bearer => BEARER,
    };
    let session = Session {
        instansi: token.instansi,
        token_hash: token.hash(),
        account,
        kind,
        label: label.chars().take(120).collect(),
        created_at: now,
        seen_at: now,
        expires_at: now.checked_add(lasts).unwrap_or(Timestamp::MAX),
        revoked_at: None,
        phone: None,
    };
    sessions::add(tx, &session).await
}

/// Makes a token for a program that acts as an account; it is shown only now and lasts a year.
///
/// # Errors
///
/// When the account is not there or the database refuses.
pub async fn issue_token(
    app: &App,
    instansi: InstansiId,
    account: AccountId,
    label: &str,
) -> Result<Token, StoreError> {
    let token = Token::new(&app.system, instansi);
    let now = app.now();
    app.db.write(async |tx| begin(tx, &token, account, SessionKind::Bearer, label, now).await).await?;
    Ok(token)
}

/// Everything a token that opens stands for.
pub struct Opened {
    /// The session.
    pub session: Session,
    /// The account.
    pub account: Account,
    /// Everything ever granted to it.
    pub grants: Vec<GrantRow>,
    /// Its instansi.
    pub instansi: Instansi,
}

/// Finds what a token opens: `None` when it is unknown, ended, over, unused for too long, or its account blocked.
///
/// # Errors
///
/// When the database does not answer.
pub async fn open(db: &Db, token: &Token, now: Timestamp) -> Result<Option<Opened>, StoreError> {
    let found = db.read(async |tx| find(tx, token, now).await).await?;
    let Some(found) = found else { return Ok(None) };
    let unused = now.duration_since(found.session.seen_at);
    if unused_too_long(found.session.kind, found.session.phone.is_some(), found.session.seen_at, now) {
        return Ok(None);
    }
    if unused > NOTE_EVERY {
        db.write(async |tx| sessions::seen(tx, token.instansi, &token.hash(), now).await).await?;
    }
    Ok(Some(found))
}

/// Whether a session rested too long: a program's never does, one on an enrolled phone may for weeks.
pub fn unused_too_long(kind: SessionKind, on_phone: bool, seen_at: Timestamp, now: Timestamp) -> bool {
    let most = if on_phone { PHONE_IDLE } else { IDLE };
    kind == SessionKind::Browser && now.duration_since(seen_at) > most
}

async fn find(tx: &mut Tx, token: &Token, now: Timestamp) -> Result<Option<Opened>, StoreError> {
    let Some(session) = sessions::find(tx, token.instansi, &token.hash(), now).await? else { return Ok(None) };
    let Some(account) = accounts::get(tx, token.instansi, session.account).await? else { return Ok(None) };
    let Some(instansi) = instansi::get(tx, token.instansi).await? else { return Ok(None) };
    if account.state != AccountState::Active {
        return Ok(None);
    }
    let grants = grants::of_account(tx, token.instansi, account.id).await?;
    Ok(Some(Opened { session, account, grants, instansi }))
}

/// The `Set-Cookie` that hands a token to a browser. `secure` keeps it from travelling unencrypted.
pub fn set_cookie(token: &Token, secure: bool) -> String {
    format!("{}; Max-Age={}", plain_cookie(&token.text, secure), LONGEST.as_secs())
}

/// The same for a browser on an enrolled phone, whose session lasts longer.
pub fn set_phone_cookie(token: &Token, secure: bool) -> String {
    format!("{}; Max-Age={}", plain_cookie(&token.text, secure), PHONE_LONGEST.as_secs())
}

/// The `Set-Cookie` that makes a browser forget its token.
pub fn forget_cookie(secure: bool) -> String {
    format!("{}; Max-Age=0", plain_cookie("", secure))
}

fn plain_cookie(value: &str, secure: bool) -> Cookie<'static> {
    let cookie = Cookie::build((COOKIE, value.to_owned())).path("/").http_only(true);
    cookie.same_site(SameSite::Lax).secure(secure).build()
}

/// The token a request carries, and whether by cookie.
pub fn carried(headers: &HeaderMap) -> Option<(Token, bool)> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
        return scheme.eq_ignore_ascii_case("bearer").then(|| Token::parse(token.trim()))?.map(|token| (token, false));
    }
    let jar = CookieJar::from_headers(headers);
    Some((Token::parse(jar.get(COOKIE)?.value())?, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_says_whose_records_hold_it_and_is_kept_only_as_a_hash() {
        let system = System::fixed("2026-01-19T00:31:10Z".parse().unwrap(), 1);
        let token = Token::new(&system, InstansiId(7));

        let read = Token::parse(token.as_str()).unwrap();

        assert!(token.as_str().starts_with("hdr_7_"));
        assert_eq!(read.instansi(), InstansiId(7));
        assert_eq!(read.hash(), token.hash());
        assert_ne!(Token::new(&system, InstansiId(7)).hash(), token.hash());
    }

    #[test]
    fn what_is_no_token_opens_nothing() {
        for text in ["", "hdr_7_", "hdr_x_0123456789012345678901234567890123456789012", "hdr_7_short", "7_abc"] {
            assert!(Token::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_bearer_token_stands_before_a_cookie() {
        let system = System::fixed("2026-01-19T00:31:10Z".parse().unwrap(), 1);
        let (one, other) = (Token::new(&system, InstansiId(1)), Token::new(&system, InstansiId(1)));
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, format!("a=b; {COOKIE}={}", one.as_str()).parse().unwrap());
        assert_eq!(carried(&headers).map(|(token, cookie)| (token.hash(), cookie)), Some((one.hash(), true)));

        headers.insert(header::AUTHORIZATION, format!("Bearer {}", other.as_str()).parse().unwrap());
        assert_eq!(carried(&headers).map(|(token, cookie)| (token.hash(), cookie)), Some((other.hash(), false)));

        headers.insert(header::AUTHORIZATION, "Basic abc".parse().unwrap());
        assert!(carried(&headers).is_none());
    }
}
