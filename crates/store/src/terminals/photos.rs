//! Pictures a terminal took, encrypted on disk. They are linked to rows by terminal, time and PIN when they are shown.

use hadir_domain::ids::{DeviceId, InstansiId};
use jiff::Timestamp;
use jiff::civil::DateTime;
use sqlx::FromRow;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::punches::local_text;
use crate::statements::statements;
use crate::values;

/// One picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DevicePhoto {
    /// The terminal.
    pub device: DeviceId,
    /// By the terminal's clock.
    pub local_time: DateTime,
    /// Whose; empty for a verification that failed.
    pub pin: String,
    /// SHA-256 of its plain bytes.
    pub sha256: [u8; 32],
    /// Length of its plain bytes.
    pub size: u64,
    /// The length the terminal named.
    pub size_said: Option<u64>,
    /// Where it lies, below the data folder.
    pub stored_path: String,
    /// Nonce of its encryption.
    pub nonce: Vec<u8>,
    /// When it came first.
    pub received_at: Timestamp,
    /// When it was destroyed, at the end of its retention.
    pub destroyed_at: Option<Timestamp>,
}

statements! {
    Tenant ADD = "
        INSERT INTO device_photos (instansi_id, device_id, local_time, pin, sha256, size, size_said, stored_path, nonce,
                                   received_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (instansi_id, device_id, local_time, pin, sha256) DO NOTHING";
    Tenant NEWEST = "
        SELECT local_time, pin, sha256, size, size_said, stored_path, nonce, received_at, destroyed_at
          FROM device_photos
         WHERE instansi_id = $1 AND device_id = $2 ORDER BY local_time DESC, pin, sha256 LIMIT $3";
    Tenant COUNT = "SELECT COUNT(*) FROM device_photos WHERE instansi_id = $1 AND device_id = $2";
}

#[derive(FromRow)]
struct Row {
    local_time: String,
    pin: String,
    sha256: Vec<u8>,
    size: i64,
    size_said: Option<i64>,
    stored_path: String,
    nonce: Vec<u8>,
    received_at: i64,
    destroyed_at: Option<i64>,
}

/// Keeps a picture; false when it is there.
pub async fn add(tx: &mut Tx, instansi: InstansiId, photo: &DevicePhoto) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(photo.device.0)
        .bind(local_text(photo.local_time))
        .bind(&photo.pin)
        .bind(photo.sha256.as_slice())
        .bind(i64::try_from(photo.size).unwrap_or(i64::MAX))
        .bind(photo.size_said.map(|size| i64::try_from(size).unwrap_or(i64::MAX)))
        .bind(&photo.stored_path)
        .bind(&photo.nonce)
        .bind(photo.received_at.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// The newest pictures of a terminal by its clock, newest first.
pub async fn newest(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    limit: u32,
) -> Result<Vec<DevicePhoto>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(NEWEST)
        .bind(instansi.0)
        .bind(device.0)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter()
        .map(|row| {
            Ok(DevicePhoto {
                device,
                local_time: values::local_time(&row.local_time)?,
                pin: row.pin,
                sha256: values::hash32(row.sha256)?,
                size: row.size.unsigned_abs(),
                size_said: row.size_said.map(i64::unsigned_abs),
                stored_path: row.stored_path,
                nonce: row.nonce,
                received_at: values::instant(row.received_at)?,
                destroyed_at: values::instant_or_none(row.destroyed_at)?,
            })
        })
        .collect()
}

/// How many pictures a terminal sent.
pub async fn count(tx: &mut Tx, instansi: InstansiId, device: DeviceId) -> Result<u64, StoreError> {
    let (count,): (i64,) =
        on_db!(tx, |conn| sqlx::query_as(COUNT).bind(instansi.0).bind(device.0).fetch_one(conn).await)?;
    Ok(count.unsigned_abs())
}
