//! Which instansi a login, serial number, host name or code belongs to: the only keys that are global.

use hadir_domain::ids::InstansiId;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;

/// What kind of key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Login name of an account.
    Login,
    /// Serial number of a terminal.
    Serial,
    /// Host name under which an instansi is served.
    Host,
    /// Short code of an instansi.
    Code,
}

impl Key {
    fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Serial => "serial",
            Self::Host => "host",
            Self::Code => "code",
        }
    }
}

statements! {
    Reference PUT = "
        INSERT INTO directory (kind, value, instansi_id) VALUES ($1, $2, $3) ON CONFLICT (kind, value) DO NOTHING";
    Reference FIND = "SELECT instansi_id FROM directory WHERE kind = $1 AND value = $2";
    Reference REMOVE = "DELETE FROM directory WHERE kind = $1 AND value = $2 AND instansi_id = $3";
}

/// Claims a key for an instansi; a key it has already stays.
///
/// # Errors
///
/// [`StoreError::Conflict`] when another instansi has it.
pub async fn put(tx: &mut Tx, instansi: InstansiId, key: Key, value: &str) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(PUT).bind(key.as_str()).bind(value).bind(instansi.0).execute(conn).await.map(drop))?;
    match find(tx, key, value).await? {
        Some(owner) if owner == instansi => Ok(()),
        _ => Err(StoreError::conflict(format!("{} {value} belongs to another instansi", key.as_str()))),
    }
}

/// Whose key it is.
pub async fn find(tx: &mut Tx, key: Key, value: &str) -> Result<Option<InstansiId>, StoreError> {
    let found: Option<(i64,)> =
        on_db!(tx, |conn| sqlx::query_as(FIND).bind(key.as_str()).bind(value).fetch_optional(conn).await)?;
    Ok(found.map(|(instansi,)| InstansiId(instansi)))
}

/// Gives a key up, so that another instansi may claim it.
pub async fn remove(tx: &mut Tx, instansi: InstansiId, key: Key, value: &str) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(REMOVE)
        .bind(key.as_str())
        .bind(value)
        .bind(instansi.0)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}
