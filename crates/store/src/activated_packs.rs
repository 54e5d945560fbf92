//! The rules in force, stored whole with their hash.

use hadir_domain::ids::InstansiId;
use jiff::Timestamp;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// One rule pack put in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivatedPack {
    /// SHA-256 of the text.
    pub sha256: [u8; 32],
    /// Which pack, as `nasional/jam-kerja`.
    pub name: String,
    /// The text, whole.
    pub body: String,
    /// From when it is used for judging.
    pub activated_at: Timestamp,
    /// Who put it in force.
    pub by_login: String,
}

statements! {
    Tenant ADD = "
        INSERT INTO activated_packs (instansi_id, sha256, name, body, activated_at, by_login)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (instansi_id, sha256) DO NOTHING";
    Tenant ALL = "
        SELECT sha256, name, body, activated_at, by_login FROM activated_packs
         WHERE instansi_id = $1 ORDER BY name, activated_at, sha256";
}

/// Puts a pack in force; one that is in force already stays as it is.
pub async fn add(tx: &mut Tx, instansi: InstansiId, new: &ActivatedPack) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(new.sha256.as_slice())
        .bind(&new.name)
        .bind(&new.body)
        .bind(new.activated_at.as_microsecond())
        .bind(&new.by_login)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// Every pack ever put in force, by name; the last of a name is the one in force.
pub async fn all(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<ActivatedPack>, StoreError> {
    let rows: Vec<(Vec<u8>, String, String, i64, String)> =
        on_db!(tx, |conn| sqlx::query_as(ALL).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(sha256, name, body, activated_at, by_login)| {
            Ok(ActivatedPack {
                sha256: values::hash32(sha256)?,
                name,
                body,
                activated_at: values::instant(activated_at)?,
                by_login,
            })
        })
        .collect()
}
