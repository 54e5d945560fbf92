//! The rules in force, stored whole with their hash.

use std::collections::BTreeSet;

use hadir_domain::ids::InstansiId;
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
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
    Tenant ADD_ACTIVATION = "
        INSERT INTO rule_activations (instansi_id, id, sha256, name, by_login, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    Tenant SEALED = "SELECT sha256 FROM rule_activations WHERE instansi_id = $1";
    Tenant ALL = "
        SELECT sha256, name, body, activated_at, by_login FROM activated_packs
         WHERE instansi_id = $1 ORDER BY name, activated_at, sha256";
}

/// What is sealed: which text, by its hash. The fields stand in alphabetical order, so that it is JSON with sorted keys.
#[derive(Serialize)]
struct Activation<'a> {
    by_login: &'a str,
    id: Uuid,
    name: &'a str,
    received_at: Timestamp,
    #[serde(serialize_with = "values::hex")]
    sha256: [u8; 32],
}

/// The hashes of every text that was ever put in force under seal.
pub async fn sealed(tx: &mut Tx, instansi: InstansiId) -> Result<BTreeSet<[u8; 32]>, StoreError> {
    let rows: Vec<(Vec<u8>,)> = on_db!(tx, |conn| sqlx::query_as(SEALED).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter().map(|(sha256,)| values::hash32(sha256)).collect()
}

/// Puts a pack in force and seals that; one that is in force already stays as it is. `id` is the key of the record.
pub async fn add(
    tx: &mut Tx,
    instansi: InstansiId,
    new: &ActivatedPack,
    id: Uuid,
    salt: Salt,
) -> Result<bool, StoreError> {
    if sealed(tx, instansi).await?.contains(&new.sha256) {
        return Ok(false);
    }
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(new.sha256.as_slice())
        .bind(&new.name)
        .bind(&new.body)
        .bind(new.activated_at.as_microsecond())
        .bind(&new.by_login)
        .execute(conn)
        .await
        .map(drop))?;
    let activation =
        Activation { by_login: &new.by_login, id, name: &new.name, received_at: new.activated_at, sha256: new.sha256 };
    let record = NewRecord::new(id, RecordKind::RuleActivation, salt, values::json_text(&activation)?.into_bytes());
    on_db!(tx, |conn| sqlx::query(ADD_ACTIVATION)
        .bind(instansi.0)
        .bind(id)
        .bind(new.sha256.as_slice())
        .bind(&new.name)
        .bind(&new.by_login)
        .bind(new.activated_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::RuleActivation, &[record]).await?;
    Ok(true)
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
