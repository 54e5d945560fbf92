//! Where the raw bytes of each file lie, encrypted, by their hash.

use hadir_domain::ids::InstansiId;
use jiff::Timestamp;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// A raw file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawFile {
    /// SHA-256 of its plain bytes.
    pub sha256: [u8; 32],
    /// Length of its plain bytes.
    pub size: u64,
    /// Where it lies, below the data folder.
    pub stored_path: String,
    /// Nonce of its encryption.
    pub nonce: Vec<u8>,
    /// When it came.
    pub received_at: Timestamp,
    /// When it was destroyed, at the end of its retention.
    pub destroyed_at: Option<Timestamp>,
}

statements! {
    Tenant ADD = "
        INSERT INTO raw_files (instansi_id, sha256, size, stored_path, nonce, received_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (instansi_id, sha256) DO NOTHING";
    Tenant GET = "
        SELECT sha256, size, stored_path, nonce, received_at, destroyed_at FROM raw_files
         WHERE instansi_id = $1 AND sha256 = $2";
    Tenant DESTROYED = "UPDATE raw_files SET destroyed_at = $3 WHERE instansi_id = $1 AND sha256 = $2";
}

/// Notes a file. False when it is there already; the file that lies there stays the one.
pub async fn add(tx: &mut Tx, instansi: InstansiId, new: &RawFile) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(new.sha256.as_slice())
        .bind(i64::try_from(new.size).unwrap_or(i64::MAX))
        .bind(&new.stored_path)
        .bind(&new.nonce)
        .bind(new.received_at.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// One file.
pub async fn get(tx: &mut Tx, instansi: InstansiId, sha256: &[u8; 32]) -> Result<Option<RawFile>, StoreError> {
    type Row = (Vec<u8>, i64, String, Vec<u8>, i64, Option<i64>);
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(sha256.as_slice()).fetch_optional(conn).await)?;
    row.map(|(sha256, size, stored_path, nonce, received_at, destroyed_at)| {
        Ok(RawFile {
            sha256: values::hash32(sha256)?,
            size: size.unsigned_abs(),
            stored_path,
            nonce,
            received_at: values::instant(received_at)?,
            destroyed_at: values::instant_or_none(destroyed_at)?,
        })
    })
    .transpose()
}

/// Notes that a file was destroyed.
pub async fn destroyed(
    tx: &mut Tx,
    instansi: InstansiId,
    sha256: &[u8; 32],
    destroyed_at: Timestamp,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(DESTROYED)
        .bind(instansi.0)
        .bind(sha256.as_slice())
        .bind(destroyed_at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}
