//! Who is signed in, in browsers and by bearer tokens. Only hashes of tokens are kept.

use hadir_domain::ids::{AccountId, InstansiId, PersonId};
use hadir_domain::phones::DeviceKey;
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// How a token is carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionKind {
    /// By cookie.
    Browser,
    /// In the Authorization header.
    Bearer,
}

impl SessionKind {
    /// The code in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Bearer => "bearer",
        }
    }
}

/// A sign-in that lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose session it is.
    pub instansi: InstansiId,
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// The account.
    pub account: AccountId,
    /// How it is carried.
    pub kind: SessionKind,
    /// Browser and system, or the purpose of a bearer token.
    pub label: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// When it was ended.
    pub revoked_at: Option<Timestamp>,
    /// The phone it is bound to: then it lasts longer, and ends with the phone.
    pub phone: Option<DeviceKey>,
}

/// Who stands behind a token, in the few words that taking in a punch needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// How it is carried.
    pub kind: SessionKind,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// The phone it is bound to.
    pub phone: Option<DeviceKey>,
    /// The account's login.
    pub login: String,
    /// The account's person.
    pub person: Option<PersonId>,
}

statements! {
    Tenant ADD = "
        INSERT INTO sessions (instansi_id, token_hash, account_id, kind, label, created_at, seen_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    Tenant FIND = "
        SELECT instansi_id, token_hash, account_id, kind, label, created_at, seen_at, expires_at, revoked_at, device_key
          FROM sessions WHERE instansi_id = $1 AND token_hash = $2 AND revoked_at IS NULL AND expires_at > $3";
    Tenant OF_ACCOUNT = "
        SELECT instansi_id, token_hash, account_id, kind, label, created_at, seen_at, expires_at, revoked_at, device_key
          FROM sessions WHERE instansi_id = $1 AND account_id = $2 ORDER BY created_at DESC, token_hash";
    Tenant SEEN = "
        UPDATE sessions SET seen_at = $3 WHERE instansi_id = $1 AND token_hash = $2 AND seen_at < $3";
    Tenant REVOKE = "
        UPDATE sessions SET revoked_at = $3 WHERE instansi_id = $1 AND token_hash = $2 AND revoked_at IS NULL";
    Tenant REVOKE_ALL = "
        UPDATE sessions SET revoked_at = $3 WHERE instansi_id = $1 AND account_id = $2 AND revoked_at IS NULL";
    Tenant BIND = "
        UPDATE sessions SET device_key = $3, expires_at = $4 WHERE instansi_id = $1 AND token_hash = $2";
    Tenant REVOKE_PHONE = "
        UPDATE sessions SET revoked_at = $4
         WHERE instansi_id = $1 AND device_key = $2 AND revoked_at IS NULL
           AND account_id IN (SELECT id FROM accounts WHERE instansi_id = $1 AND person_id = $3)";
}

/// `$2` is now.
pub(crate) static BEARERS: InList = InList::new(
    "SELECT s.token_hash, s.kind, s.seen_at, s.device_key, a.login, a.person_id \
     FROM sessions s JOIN accounts a ON a.instansi_id = s.instansi_id AND a.id = s.account_id \
     WHERE s.instansi_id = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND a.state = 'active' \
     AND s.token_hash IN",
    3,
    "",
);

#[derive(FromRow)]
struct Row {
    instansi_id: i64,
    token_hash: Vec<u8>,
    account_id: Uuid,
    kind: String,
    label: String,
    created_at: i64,
    seen_at: i64,
    expires_at: i64,
    revoked_at: Option<i64>,
    device_key: Option<String>,
}

impl Row {
    fn read(self) -> Result<Session, StoreError> {
        Ok(Session {
            instansi: InstansiId(self.instansi_id),
            token_hash: values::hash32(self.token_hash)?,
            account: AccountId(self.account_id),
            kind: if self.kind == "bearer" { SessionKind::Bearer } else { SessionKind::Browser },
            label: self.label,
            created_at: values::instant(self.created_at)?,
            seen_at: values::instant(self.seen_at)?,
            expires_at: values::instant(self.expires_at)?,
            revoked_at: values::instant_or_none(self.revoked_at)?,
            phone: self.device_key.map(DeviceKey),
        })
    }
}

/// Begins a session.
pub async fn add(tx: &mut Tx, new: &Session) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(new.instansi.0)
        .bind(new.token_hash.as_slice())
        .bind(new.account.0)
        .bind(new.kind.as_str())
        .bind(&new.label)
        .bind(new.created_at.as_microsecond())
        .bind(new.seen_at.as_microsecond())
        .bind(new.expires_at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The session a token opens; `None` when it is unknown, ended or over.
pub async fn find(
    tx: &mut Tx,
    instansi: InstansiId,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(FIND)
        .bind(instansi.0)
        .bind(token_hash.as_slice())
        .bind(now.as_microsecond())
        .fetch_optional(conn)
        .await)?;
    row.map(Row::read).transpose()
}

/// Every session of an account, newest first, ended ones too.
pub async fn of_account(tx: &mut Tx, instansi: InstansiId, account: AccountId) -> Result<Vec<Session>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_ACCOUNT).bind(instansi.0).bind(account.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// Notes that it was used.
pub async fn seen(
    tx: &mut Tx,
    instansi: InstansiId,
    token_hash: &[u8; 32],
    seen_at: Timestamp,
) -> Result<(), StoreError> {
    at(tx, SEEN, instansi, token_hash, seen_at).await.map(drop)
}

/// Ends one session. True when it was open.
pub async fn revoke(
    tx: &mut Tx,
    instansi: InstansiId,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(at(tx, REVOKE, instansi, token_hash, now).await? == 1)
}

/// Ends every session of an account and says how many were open.
pub async fn revoke_all(
    tx: &mut Tx,
    instansi: InstansiId,
    account: AccountId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(REVOKE_ALL)
        .bind(instansi.0)
        .bind(account.0)
        .bind(now.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows)
}

async fn at(
    tx: &mut Tx,
    sql: &'static str,
    instansi: InstansiId,
    token_hash: &[u8; 32],
    at: Timestamp,
) -> Result<u64, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(sql)
        .bind(instansi.0)
        .bind(token_hash.as_slice())
        .bind(at.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows)
}

/// Binds a session to a phone and lets it last until then.
pub async fn bind_phone(
    tx: &mut Tx,
    instansi: InstansiId,
    token_hash: &[u8; 32],
    phone: &DeviceKey,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(BIND)
        .bind(instansi.0)
        .bind(token_hash.as_slice())
        .bind(phone.as_str())
        .bind(expires_at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Ends the sessions of a person that are bound to a phone.
pub async fn revoke_phone(
    tx: &mut Tx,
    instansi: InstansiId,
    phone: &DeviceKey,
    person: PersonId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(REVOKE_PHONE)
        .bind(instansi.0)
        .bind(phone.as_str())
        .bind(person.0)
        .bind(now.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows)
}

#[derive(FromRow)]
struct BearerRow {
    token_hash: Vec<u8>,
    kind: String,
    seen_at: i64,
    device_key: Option<String>,
    login: String,
    person_id: Option<Uuid>,
}

/// Who stands behind these tokens; those that are unknown, ended, over or of a blocked account are left out.
pub async fn bearers(
    tx: &mut Tx,
    instansi: InstansiId,
    token_hashes: &[[u8; 32]],
    now: Timestamp,
) -> Result<Vec<Bearer>, StoreError> {
    let mut bearers = Vec::with_capacity(token_hashes.len());
    for (sql, piece) in BEARERS.pieces(token_hashes) {
        let rows: Vec<BearerRow> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0).bind(now.as_microsecond());
            for hash in piece {
                query = query.bind(hash.as_slice());
            }
            query.fetch_all(conn).await
        })?;
        for row in rows {
            bearers.push(Bearer {
                token_hash: values::hash32(row.token_hash)?,
                kind: if row.kind == "bearer" { SessionKind::Bearer } else { SessionKind::Browser },
                seen_at: values::instant(row.seen_at)?,
                phone: row.device_key.map(DeviceKey),
                login: row.login,
                person: row.person_id.map(PersonId),
            });
        }
    }
    Ok(bearers)
}
