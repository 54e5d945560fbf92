//! Where the photo that followed a punch lies, encrypted.

use hadir_domain::ids::{InstansiId, PunchId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// A photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// The punch it belongs to.
    pub punch: PunchId,
    /// SHA-256 of its plain bytes, as the punch names it.
    pub sha256: [u8; 32],
    /// Length of its plain bytes.
    pub size: u64,
    /// `image/jpeg` or `image/webp`.
    pub media: String,
    /// Where it lies, below the data folder.
    pub stored_path: String,
    /// Nonce of its encryption.
    pub nonce: Vec<u8>,
    /// What it looks like, as 16 hex digits, where it can be read as a picture.
    pub phash: Option<String>,
    /// When it came.
    pub received_at: Timestamp,
    /// When it was destroyed, at the end of its retention.
    pub destroyed_at: Option<Timestamp>,
}

statements! {
    Tenant ADD = "
        INSERT INTO photos (instansi_id, punch_id, sha256, size, media, stored_path, nonce, received_at, phash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (instansi_id, punch_id) DO NOTHING";
    Tenant GET = "
        SELECT punch_id, sha256, size, media, stored_path, nonce, received_at, destroyed_at, phash
          FROM photos WHERE instansi_id = $1 AND punch_id = $2";
}

type Row = (Uuid, Vec<u8>, i64, String, String, Vec<u8>, i64, Option<i64>, Option<String>);

/// Keeps a photo; false when the punch has one.
pub async fn add(tx: &mut Tx, instansi: InstansiId, photo: &Photo) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(photo.punch.0)
        .bind(photo.sha256.as_slice())
        .bind(i64::try_from(photo.size).unwrap_or(i64::MAX))
        .bind(&photo.media)
        .bind(&photo.stored_path)
        .bind(&photo.nonce)
        .bind(photo.received_at.as_microsecond())
        .bind(&photo.phash)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// The photo of a punch.
pub async fn get(tx: &mut Tx, instansi: InstansiId, punch: PunchId) -> Result<Option<Photo>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(punch.0).fetch_optional(conn).await)?;
    let Some((punch, sha256, size, media, stored_path, nonce, received_at, destroyed_at, phash)) = row else {
        return Ok(None);
    };
    Ok(Some(Photo {
        punch: PunchId(punch),
        sha256: values::hash32(sha256)?,
        size: size.unsigned_abs(),
        media,
        stored_path,
        nonce,
        phash,
        received_at: values::instant(received_at)?,
        destroyed_at: values::instant_or_none(destroyed_at)?,
    }))
}
