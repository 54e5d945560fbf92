//! Photos and papers of answers: encrypted on disk under their hash, named by the sealed word they belong to.

use hadir_domain::ids::InstansiId;
use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// A file of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoubtFile {
    /// SHA-256 of its plain bytes.
    pub sha256: [u8; 32],
    /// Its name.
    pub name: String,
    /// `image/jpeg`, `image/png` or `application/pdf`.
    pub media: String,
    /// Length of its plain bytes.
    pub size: u64,
    /// When it came.
    pub received_at: Timestamp,
    /// Where it lies, below the data folder.
    pub stored_path: String,
    /// Nonce of its encryption.
    pub nonce: Vec<u8>,
    /// When it was destroyed.
    pub destroyed_at: Option<Timestamp>,
}

statements! {
    Tenant ADD = "
        INSERT INTO doubt_files (instansi_id, case_id, sha256, name, media, size, received_at, stored_path, nonce)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (instansi_id, case_id, sha256) DO NOTHING";
    Tenant OF_CASE = "
        SELECT sha256, name, media, size, received_at, stored_path, nonce, destroyed_at
          FROM doubt_files WHERE instansi_id = $1 AND case_id = $2 ORDER BY received_at, sha256";
}

#[derive(FromRow)]
struct Row {
    sha256: Vec<u8>,
    name: String,
    media: String,
    size: i64,
    received_at: i64,
    stored_path: String,
    nonce: Vec<u8>,
    destroyed_at: Option<i64>,
}

/// Notes a file that came and where it lies; one that is there already stays as it is.
pub async fn add(tx: &mut Tx, instansi: InstansiId, case: Uuid, file: &DoubtFile) -> Result<(), StoreError> {
    let size = i64::try_from(file.size).map_err(StoreError::corrupt)?;
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(case)
        .bind(file.sha256.as_slice())
        .bind(&file.name)
        .bind(&file.media)
        .bind(size)
        .bind(file.received_at.as_microsecond())
        .bind(&file.stored_path)
        .bind(&file.nonce)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The files of a case, in the order they came.
///
/// # Errors
///
/// [`StoreError::Corrupt`] for a row that is none.
pub async fn of_case(tx: &mut Tx, instansi: InstansiId, case: Uuid) -> Result<Vec<DoubtFile>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(OF_CASE).bind(instansi.0).bind(case).fetch_all(conn).await)?;
    let files = rows.into_iter().map(|row| {
        Ok(DoubtFile {
            sha256: values::hash32(row.sha256)?,
            name: row.name,
            media: row.media,
            size: row.size.unsigned_abs(),
            received_at: values::instant(row.received_at)?,
            stored_path: row.stored_path,
            nonce: row.nonce,
            destroyed_at: values::instant_or_none(row.destroyed_at)?,
        })
    });
    files.collect()
}
