//! The copies people take of their data: what goes into one, and when one was taken.

use hadir_domain::ids::{InstansiId, PersonId};
use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

statements! {
    Tenant ADD = "INSERT INTO data_exports (instansi_id, id, person_id, by_login, at) VALUES ($1, $2, $3, $4, $5)";
    Tenant OF_PERSON = "
        SELECT at, by_login FROM data_exports
         WHERE instansi_id = $1 AND person_id = $2 ORDER BY at DESC, id LIMIT $3";
    Tenant PUNCHES = "
        SELECT f.punch_id, f.at, f.local_time, p.source, p.received_at, p.commitment, b.salt, b.payload, l.position
          FROM punch_facts f
          JOIN punches p ON p.instansi_id = f.instansi_id AND p.id = f.punch_id
          LEFT JOIN record_bodies b ON b.instansi_id = f.instansi_id AND b.record_id = f.punch_id
          LEFT JOIN leaf_positions l ON l.instansi_id = f.instansi_id AND l.record_id = f.punch_id
         WHERE f.instansi_id = $1 AND f.person_id = $2 AND (f.at, f.punch_id) > ($3, $4)
         ORDER BY f.at, f.punch_id LIMIT $5";
    Tenant PHOTOS = "
        SELECT h.punch_id, h.media, h.size, h.received_at, h.stored_path, h.nonce, h.sha256, h.destroyed_at
          FROM punch_facts f
          JOIN photos h ON h.instansi_id = f.instansi_id AND h.punch_id = f.punch_id
         WHERE f.instansi_id = $1 AND f.person_id = $2 AND (h.received_at, h.punch_id) < ($3, $4)
         ORDER BY h.received_at DESC, h.punch_id DESC LIMIT $5";
}

/// A punch as its person takes it home: the record, its salt, and what stands for it in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPunch {
    /// Its key.
    pub id: Uuid,
    /// The instant.
    pub at: Timestamp,
    /// Local time as the source wrote it.
    pub local_time: String,
    /// Where it came from.
    pub source: String,
    /// When the server received it.
    pub received_at: Timestamp,
    /// What stands for it in the log.
    pub commitment: Vec<u8>,
    /// Salt and bytes under the commitment; `None` once destroyed.
    pub body: Option<(Vec<u8>, Vec<u8>)>,
    /// Its place in the log; `None` while it waits.
    pub position: Option<u64>,
}

#[derive(FromRow)]
struct PunchRow {
    punch_id: Uuid,
    at: i64,
    local_time: String,
    source: String,
    received_at: i64,
    commitment: Vec<u8>,
    salt: Option<Vec<u8>>,
    payload: Option<Vec<u8>>,
    position: Option<i64>,
}

/// Notes that a copy was taken.
pub async fn add(
    tx: &mut Tx,
    instansi: InstansiId,
    id: Uuid,
    person: PersonId,
    by_login: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(id)
        .bind(person.0)
        .bind(by_login)
        .bind(at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// When copies were taken and by which login, newest first.
pub async fn of_person(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    limit: u32,
) -> Result<Vec<(Timestamp, String)>, StoreError> {
    let rows: Vec<(i64, String)> = on_db!(tx, |conn| sqlx::query_as(OF_PERSON)
        .bind(instansi.0)
        .bind(person.0)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(|(at, by)| Ok((values::instant(at)?, by))).collect()
}

/// A page of a person's punches by instant, after a place in that order.
pub async fn punches(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    after: Option<(Timestamp, Uuid)>,
    limit: u32,
) -> Result<Vec<OwnPunch>, StoreError> {
    let (at, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.as_microsecond(), id));
    let rows: Vec<PunchRow> = on_db!(tx, |conn| sqlx::query_as(PUNCHES)
        .bind(instansi.0)
        .bind(person.0)
        .bind(at)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    let read = |row: PunchRow| {
        Ok(OwnPunch {
            id: row.punch_id,
            at: values::instant(row.at)?,
            local_time: row.local_time,
            source: row.source,
            received_at: values::instant(row.received_at)?,
            commitment: row.commitment,
            body: row.salt.zip(row.payload),
            position: row.position.map(i64::unsigned_abs),
        })
    };
    rows.into_iter().map(read).collect()
}

/// A photo as it lies encrypted beside the database.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct OwnPhoto {
    /// Of which punch.
    pub punch_id: Uuid,
    /// What it is.
    pub media: String,
    /// Bytes.
    pub size: i64,
    /// When it was received, µs.
    pub received_at: i64,
    /// Path below the data folder.
    pub stored_path: String,
    /// Of its encryption.
    pub nonce: Vec<u8>,
    /// SHA-256 of the image.
    pub sha256: Vec<u8>,
    /// When it was destroyed, µs.
    pub destroyed_at: Option<i64>,
}

impl OwnPhoto {
    /// Its place in the list, for the next page.
    pub fn place(&self) -> (i64, Uuid) {
        (self.received_at, self.punch_id)
    }
}

/// A page of the photos of a person's punches, newest first, after a place in that order.
pub async fn photos(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    after: Option<(i64, Uuid)>,
    limit: u32,
) -> Result<Vec<OwnPhoto>, StoreError> {
    let (at, id) = after.unwrap_or((i64::MAX, Uuid::nil()));
    let rows: Vec<OwnPhoto> = on_db!(tx, |conn| sqlx::query_as(PHOTOS)
        .bind(instansi.0)
        .bind(person.0)
        .bind(at)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}
