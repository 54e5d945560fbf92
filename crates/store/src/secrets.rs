//! Keys of the server, which come here encrypted. Instansi 0 stands for the server as a whole.

use hadir_domain::ids::InstansiId;
use jiff::Timestamp;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;

/// An encrypted key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Nonce of the encryption.
    pub nonce: Vec<u8>,
    /// Key and tag, encrypted.
    pub ciphertext: Vec<u8>,
}

statements! {
    Tenant PUT = "
        INSERT INTO secrets (instansi_id, name, nonce, ciphertext, created_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (instansi_id, name) DO NOTHING";
    Tenant REPLACE = "
        UPDATE secrets SET nonce = $3, ciphertext = $4 WHERE instansi_id = $1 AND name = $2";
    Tenant GET = "SELECT nonce, ciphertext FROM secrets WHERE instansi_id = $1 AND name = $2";
    Tenant NAMES = "SELECT name FROM secrets WHERE instansi_id = $1 ORDER BY name";
}

/// Stores a key unless one of that name is there, and answers the one that is there then.
///
/// Two servers that start together so end up with the same key.
pub async fn put(
    tx: &mut Tx,
    instansi: InstansiId,
    name: &str,
    new: &Sealed,
    created_at: Timestamp,
) -> Result<Sealed, StoreError> {
    on_db!(tx, |conn| sqlx::query(PUT)
        .bind(instansi.0)
        .bind(name)
        .bind(&new.nonce)
        .bind(&new.ciphertext)
        .bind(created_at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    get(tx, instansi, name).await?.ok_or_else(|| StoreError::not_found("secret"))
}

/// Stores the same key under another encryption, when the outer key changes.
pub async fn replace(tx: &mut Tx, instansi: InstansiId, name: &str, new: &Sealed) -> Result<(), StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(REPLACE)
        .bind(instansi.0)
        .bind(name)
        .bind(&new.nonce)
        .bind(&new.ciphertext)
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 0 { Err(StoreError::not_found("secret")) } else { Ok(()) }
}

/// One key.
pub async fn get(tx: &mut Tx, instansi: InstansiId, name: &str) -> Result<Option<Sealed>, StoreError> {
    let row: Option<(Vec<u8>, Vec<u8>)> =
        on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(name).fetch_optional(conn).await)?;
    Ok(row.map(|(nonce, ciphertext)| Sealed { nonce, ciphertext }))
}

/// The names of every key, never the keys.
pub async fn names(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = on_db!(tx, |conn| sqlx::query_as(NAMES).bind(instansi.0).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}
