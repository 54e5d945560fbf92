//! Whether anything is there whose time of keeping is over.

use hadir_domain::ids::InstansiId;
use jiff::Timestamp;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;

statements! {
    Tenant PUNCHES = "SELECT 1 FROM punch_facts WHERE instansi_id = $1 AND at < $2 LIMIT 1";
    Tenant FILES = "SELECT 1 FROM raw_files WHERE instansi_id = $1 AND received_at < $2 AND destroyed_at IS NULL LIMIT 1";
    Tenant PHOTOS = "SELECT 1 FROM photos WHERE instansi_id = $1 AND received_at < $2 AND destroyed_at IS NULL LIMIT 1";
    Tenant WAITING = "
        SELECT 1 FROM erasures e
         WHERE e.instansi_id = $1 AND e.person_id IS NULL AND e.by_login = $2 AND e.reference = $4
           AND NOT EXISTS (SELECT 1 FROM erasure_steps s
                            WHERE s.instansi_id = $1 AND s.erasure_id = e.id AND s.kind IN ('decision', 'done')
                              AND s.received_at < $3)
         LIMIT 1";
}

async fn any(tx: &mut Tx, sql: &'static str, instansi: InstansiId, before: Timestamp) -> Result<bool, StoreError> {
    let row: Option<(i32,)> = on_db!(tx, |conn| sqlx::query_as(sql)
        .bind(instansi.0)
        .bind(before.as_microsecond())
        .fetch_optional(conn)
        .await)?;
    Ok(row.is_some())
}

/// Whether a punch lies before an instant.
pub async fn punches(tx: &mut Tx, instansi: InstansiId, before: Timestamp) -> Result<bool, StoreError> {
    any(tx, PUNCHES, instansi, before).await
}

/// Whether a raw file lies before an instant.
pub async fn raw_files(tx: &mut Tx, instansi: InstansiId, before: Timestamp) -> Result<bool, StoreError> {
    any(tx, FILES, instansi, before).await
}

/// Whether a photo lies before an instant.
pub async fn photos(tx: &mut Tx, instansi: InstansiId, before: Timestamp) -> Result<bool, StoreError> {
    any(tx, PHOTOS, instansi, before).await
}

/// Whether a proposal of the system about everybody, with this reference, waits still, or was decided since an instant.
pub async fn proposed_since(
    tx: &mut Tx,
    instansi: InstansiId,
    reference: &str,
    since: Timestamp,
) -> Result<bool, StoreError> {
    let row: Option<(i32,)> = on_db!(tx, |conn| sqlx::query_as(WAITING)
        .bind(instansi.0)
        .bind(super::SYSTEM)
        .bind(since.as_microsecond())
        .bind(reference)
        .fetch_optional(conn)
        .await)?;
    Ok(row.is_some())
}
