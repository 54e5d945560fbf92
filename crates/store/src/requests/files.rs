//! The proof of a request: announced with it, and there once its bytes came.

use hadir_domain::ids::{InstansiId, RequestId};
use jiff::Timestamp;
use sqlx::FromRow;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// A file of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestFile {
    /// SHA-256 of its plain bytes.
    pub sha256: [u8; 32],
    /// Its name on the phone.
    pub name: String,
    /// `image/jpeg`, `image/png` or `application/pdf`.
    pub media: String,
    /// Length of its plain bytes.
    pub size: u64,
    /// When it came; announced only when `None`.
    pub received_at: Option<Timestamp>,
    /// Where it lies, below the data folder.
    pub stored_path: Option<String>,
    /// Nonce of its encryption.
    pub nonce: Option<Vec<u8>>,
    /// When it was destroyed.
    pub destroyed_at: Option<Timestamp>,
}

statements! {
    Tenant ANNOUNCE = "
        INSERT INTO request_files (instansi_id, request_id, sha256, name, media, size, announced_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (instansi_id, request_id, sha256) DO NOTHING";
    Tenant OF_REQUEST = "
        SELECT sha256, name, media, size, received_at, stored_path, nonce, destroyed_at
          FROM request_files WHERE instansi_id = $1 AND request_id = $2 ORDER BY announced_at, sha256";
    Tenant RECEIVE = "
        UPDATE request_files SET received_at = $4, stored_path = $5, nonce = $6
         WHERE instansi_id = $1 AND request_id = $2 AND sha256 = $3 AND received_at IS NULL";
}

#[derive(FromRow)]
struct Row {
    sha256: Vec<u8>,
    name: String,
    media: String,
    size: i64,
    received_at: Option<i64>,
    stored_path: Option<String>,
    nonce: Option<Vec<u8>>,
    destroyed_at: Option<i64>,
}

/// Announces a file of a request.
pub async fn announce(
    tx: &mut Tx,
    instansi: InstansiId,
    request: RequestId,
    file: &RequestFile,
    now: Timestamp,
) -> Result<(), StoreError> {
    let size = i64::try_from(file.size).map_err(StoreError::corrupt)?;
    on_db!(tx, |conn| sqlx::query(ANNOUNCE)
        .bind(instansi.0)
        .bind(request.0)
        .bind(file.sha256.as_slice())
        .bind(&file.name)
        .bind(&file.media)
        .bind(size)
        .bind(now.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The files of a request, in the order they were announced.
pub async fn of_request(tx: &mut Tx, instansi: InstansiId, request: RequestId) -> Result<Vec<RequestFile>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_REQUEST).bind(instansi.0).bind(request.0).fetch_all(conn).await)?;
    let files = rows.into_iter().map(|row| {
        Ok(RequestFile {
            sha256: values::hash32(row.sha256)?,
            name: row.name,
            media: row.media,
            size: row.size.unsigned_abs(),
            received_at: values::instant_or_none(row.received_at)?,
            stored_path: row.stored_path,
            nonce: row.nonce,
            destroyed_at: values::instant_or_none(row.destroyed_at)?,
        })
    });
    files.collect()
}

/// Notes that the bytes of an announced file came and where they lie; false when they were there.
pub async fn receive(
    tx: &mut Tx,
    instansi: InstansiId,
    request: RequestId,
    sha256: &[u8; 32],
    now: Timestamp,
    stored_path: &str,
    nonce: &[u8],
) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(RECEIVE)
        .bind(instansi.0)
        .bind(request.0)
        .bind(sha256.as_slice())
        .bind(now.as_microsecond())
        .bind(stored_path)
        .bind(nonce)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}
