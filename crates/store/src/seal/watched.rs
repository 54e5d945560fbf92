//! Logs of others that this server watches as a witness: which keys sign them, and the latest state it cosigned.

use hadir_domain::ids::InstansiId;
use hadir_ledger::merkle::Hash;
use jiff::Timestamp;
use sqlx::FromRow;

use super::number;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// A key of a log that is watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedKey {
    /// Name, id and public key.
    pub vkey: String,
    /// The log: the name of the key.
    pub origin: String,
    /// Who had it watched.
    pub by_login: String,
    /// Since when.
    pub added_at: Timestamp,
    /// Until when.
    pub ended_at: Option<Timestamp>,
}

/// The latest state of a watched log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedState {
    /// How many leaves.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// When it was cosigned.
    pub at: Timestamp,
}

statements! {
    Tenant PUT_NAME = "
        INSERT INTO witness_names (instansi_id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    Tenant NAME = "SELECT name FROM witness_names WHERE instansi_id = $1";
    Tenant ADD_KEY = "
        INSERT INTO watched_keys (instansi_id, vkey, origin, by_login, added_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (instansi_id, vkey) DO UPDATE SET ended_at = NULL";
    Tenant END_KEY = "
        UPDATE watched_keys SET ended_at = $3 WHERE instansi_id = $1 AND vkey = $2 AND ended_at IS NULL";
    Tenant KEYS = "
        SELECT vkey, origin, by_login, added_at, ended_at FROM watched_keys WHERE instansi_id = $1 ORDER BY added_at, vkey";
    Tenant STATE = "SELECT size, root, at FROM watched_logs WHERE instansi_id = $1 AND origin = $2";
    Tenant BEGIN = "
        INSERT INTO watched_logs (instansi_id, origin, size, root, at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (instansi_id, origin) DO NOTHING";
    Tenant GROW = "
        UPDATE watched_logs SET size = $3, root = $4, at = $5
         WHERE instansi_id = $1 AND origin = $2 AND size = $6 AND root = $7";
}

/// The name this server cosigns under: the first one given stays.
pub async fn name(tx: &mut Tx, instansi: InstansiId, new: &str, now: Timestamp) -> Result<String, StoreError> {
    on_db!(tx, |conn| sqlx::query(PUT_NAME)
        .bind(instansi.0)
        .bind(new)
        .bind(now.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    known_name(tx, instansi).await?.ok_or_else(|| StoreError::not_found("name of the witness"))
}

/// The name this server cosigns under, once it has one.
pub async fn known_name(tx: &mut Tx, instansi: InstansiId) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = on_db!(tx, |conn| sqlx::query_as(NAME).bind(instansi.0).fetch_optional(conn).await)?;
    Ok(row.map(|(name,)| name))
}

/// Watches a log by a key, again when it was let go.
pub async fn add_key(tx: &mut Tx, instansi: InstansiId, key: &WatchedKey) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(ADD_KEY)
        .bind(instansi.0)
        .bind(&key.vkey)
        .bind(&key.origin)
        .bind(&key.by_login)
        .bind(key.added_at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Believes a key no more. True when it was believed.
pub async fn end_key(tx: &mut Tx, instansi: InstansiId, vkey: &str, at: Timestamp) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(END_KEY)
        .bind(instansi.0)
        .bind(vkey)
        .bind(at.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

#[derive(FromRow)]
struct KeyRow {
    vkey: String,
    origin: String,
    by_login: String,
    added_at: i64,
    ended_at: Option<i64>,
}

/// Every key there was, the earliest first.
pub async fn keys(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<WatchedKey>, StoreError> {
    let rows: Vec<KeyRow> = on_db!(tx, |conn| sqlx::query_as(KEYS).bind(instansi.0).fetch_all(conn).await)?;
    let read = |row: KeyRow| {
        Ok(WatchedKey {
            vkey: row.vkey,
            origin: row.origin,
            by_login: row.by_login,
            added_at: values::instant(row.added_at)?,
            ended_at: values::instant_or_none(row.ended_at)?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// The latest state of a log that was cosigned here.
pub async fn state(tx: &mut Tx, instansi: InstansiId, origin: &str) -> Result<Option<WatchedState>, StoreError> {
    let row: Option<(i64, Vec<u8>, i64)> =
        on_db!(tx, |conn| sqlx::query_as(STATE).bind(instansi.0).bind(origin).fetch_optional(conn).await)?;
    row.map(|(size, root, at)| {
        Ok(WatchedState { size: size.unsigned_abs(), root: values::hash32(root)?, at: values::instant(at)? })
    })
    .transpose()
}

/// Notes a new state in place of the one it was checked against. False when another was noted meanwhile.
pub async fn grow(
    tx: &mut Tx,
    instansi: InstansiId,
    origin: &str,
    old: Option<&WatchedState>,
    new: &WatchedState,
) -> Result<bool, StoreError> {
    let size = number(new.size)?;
    let at = new.at.as_microsecond();
    let rows = match old {
        None => on_db!(tx, |conn| sqlx::query(BEGIN)
            .bind(instansi.0)
            .bind(origin)
            .bind(size)
            .bind(new.root.as_slice())
            .bind(at)
            .execute(conn)
            .await?
            .rows_affected()),
        Some(old) => {
            let old_size = number(old.size)?;
            on_db!(tx, |conn| sqlx::query(GROW)
                .bind(instansi.0)
                .bind(origin)
                .bind(size)
                .bind(new.root.as_slice())
                .bind(at)
                .bind(old_size)
                .bind(old.root.as_slice())
                .execute(conn)
                .await?
                .rows_affected())
        }
    };
    Ok(rows == 1)
}
