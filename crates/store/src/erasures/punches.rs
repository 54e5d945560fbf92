//! A person's punches, what sheets said of them, and their photos, in pieces. The journal row of a punch holds nothing of
//! the person and stays; so a file that is read again brings nothing back.

use hadir_domain::ids::{DeviceId, ImportId, InstansiId, PersonId};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::InList;
use crate::claim::Claim;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// A punch that goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Going {
    /// Its key.
    pub id: Uuid,
    /// Its day by its own clock.
    pub on: Date,
    /// The terminal.
    pub device: Option<DeviceId>,
    /// The file it stood in.
    pub import: Option<ImportId>,
    /// What the source knows the person by.
    pub key: String,
}

/// A cell of a sheet that goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The file.
    pub import: ImportId,
    /// Its place in it.
    pub ordinal: i64,
    /// What the sheet knows the person by.
    pub key: String,
    /// The day.
    pub on: Date,
}

/// A photo that goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoingPhoto {
    /// The punch it belongs to.
    pub punch: Uuid,
    /// The day of that punch.
    pub on: Date,
    /// SHA-256 of its plain bytes.
    pub sha256: [u8; 32],
    /// Where it lies.
    pub stored_path: String,
}

/// A picture of a terminal that goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoingPicture {
    /// When it was taken, by the terminal's clock.
    pub local_time: String,
    /// SHA-256 of its plain bytes.
    pub sha256: Vec<u8>,
    /// Where it lies.
    pub stored_path: String,
}

statements! {
    Tenant OF_PERSON = "
        SELECT f.punch_id, f.local_time, f.device_id, p.import_id, f.person_key
          FROM punch_facts f JOIN punches p ON p.instansi_id = f.instansi_id AND p.id = f.punch_id
         WHERE f.instansi_id = $1 AND f.person_id = $2 AND f.at < $3 ORDER BY f.at, f.punch_id LIMIT $4";
    Tenant OF_NOBODY = "
        SELECT f.punch_id, f.local_time, f.device_id, p.import_id, f.person_key
          FROM punch_facts f JOIN punches p ON p.instansi_id = f.instansi_id AND p.id = f.punch_id
         WHERE f.instansi_id = $1 AND f.person_id IS NULL AND f.at < $2 ORDER BY f.at, f.punch_id LIMIT $3";
    Tenant COUNT = "SELECT COUNT(*) FROM punch_facts WHERE instansi_id = $1 AND person_id = $2 AND at < $3";
    Tenant SPAN = "SELECT MIN(at), MAX(at) FROM punch_facts WHERE instansi_id = $1 AND person_id = $2";
    Tenant CELLS = "
        SELECT import_id, ordinal, person_key, day_on FROM sheet_statements
         WHERE instansi_id = $1 AND person_id = $2 AND day_on <= $3 ORDER BY day_on, import_id, ordinal LIMIT $4";
    Tenant CELLS_COUNT =
        "SELECT COUNT(*) FROM sheet_statements WHERE instansi_id = $1 AND person_id = $2 AND day_on <= $3";
    Tenant CELL_GO = "DELETE FROM sheet_statements WHERE instansi_id = $1 AND import_id = $2 AND ordinal = $3";
    Tenant PHOTOS = "
        SELECT h.punch_id, f.local_time, h.sha256, h.stored_path
          FROM punch_facts f JOIN photos h ON h.instansi_id = f.instansi_id AND h.punch_id = f.punch_id
         WHERE f.instansi_id = $1 AND f.person_id = $2 AND f.at < $3 AND h.destroyed_at IS NULL
         ORDER BY f.at, h.punch_id LIMIT $4";
    Tenant PHOTOS_COUNT = "
        SELECT COUNT(*)
          FROM punch_facts f JOIN photos h ON h.instansi_id = f.instansi_id AND h.punch_id = f.punch_id
         WHERE f.instansi_id = $1 AND f.person_id = $2 AND f.at < $3 AND h.destroyed_at IS NULL";
    Tenant PHOTO_GO = "
        UPDATE photos SET destroyed_at = $3, stored_path = '', nonce = $4, phash = NULL
         WHERE instansi_id = $1 AND punch_id = $2 AND destroyed_at IS NULL";
    Tenant PICTURES = "
        SELECT local_time, sha256, stored_path FROM device_photos
         WHERE instansi_id = $1 AND device_id = $2 AND pin = $3 AND local_time >= $4 AND local_time < $5
           AND destroyed_at IS NULL ORDER BY local_time, sha256 LIMIT $6";
    Tenant PICTURE_GO = "
        UPDATE device_photos SET destroyed_at = $6, stored_path = '', nonce = $7
         WHERE instansi_id = $1 AND device_id = $2 AND local_time = $3 AND pin = $4 AND sha256 = $5";
    Tenant WITHOUT_FACT = "
        SELECT p.id, p.device_id, b.payload
          FROM punches p JOIN record_bodies b ON b.instansi_id = p.instansi_id AND b.record_id = p.id
         WHERE p.instansi_id = $1 AND p.id > $2 AND p.source <> 'phone'
           AND NOT EXISTS (SELECT 1 FROM punch_facts f WHERE f.instansi_id = $1 AND f.punch_id = p.id)
         ORDER BY p.id LIMIT $3";
}

pub(crate) static DROP_FACTS: InList =
    InList::new("DELETE FROM punch_facts WHERE instansi_id = $1 AND punch_id IN", 2, "");

#[derive(FromRow)]
struct Row {
    punch_id: Uuid,
    local_time: String,
    device_id: Option<Uuid>,
    import_id: Option<Uuid>,
    person_key: String,
}

fn micros(instants: (Option<i64>, Option<i64>)) -> Result<Option<(Timestamp, Timestamp)>, StoreError> {
    match instants {
        (Some(first), Some(last)) => Ok(Some((values::instant(first)?, values::instant(last)?))),
        _ => Ok(None),
    }
}

/// The next punches of a person that go, oldest first; of nobody's when `None`.
pub async fn next(
    tx: &mut Tx,
    instansi: InstansiId,
    person: Option<PersonId>,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<Going>, StoreError> {
    let (before, limit) = (before.as_microsecond(), i64::from(limit));
    let rows: Vec<Row> = on_db!(tx, |conn| match person {
        Some(person) => {
            let query = sqlx::query_as(OF_PERSON).bind(instansi.0).bind(person.0);
            query.bind(before).bind(limit).fetch_all(conn).await
        }
        None => sqlx::query_as(OF_NOBODY).bind(instansi.0).bind(before).bind(limit).fetch_all(conn).await,
    })?;
    rows.into_iter()
        .map(|row| {
            Ok(Going {
                id: row.punch_id,
                on: values::local_time(&row.local_time)?.date(),
                device: row.device_id.map(DeviceId),
                import: row.import_id.map(ImportId),
                key: row.person_key,
            })
        })
        .collect()
}

/// How many punches of a person would go.
pub async fn count(tx: &mut Tx, instansi: InstansiId, person: PersonId, before: Timestamp) -> Result<u64, StoreError> {
    let (count,): (i64,) = on_db!(tx, |conn| sqlx::query_as(COUNT)
        .bind(instansi.0)
        .bind(person.0)
        .bind(before.as_microsecond())
        .fetch_one(conn)
        .await)?;
    Ok(count.unsigned_abs())
}

/// The first and the last punch a person has; `None` without any.
pub async fn span(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
) -> Result<Option<(Timestamp, Timestamp)>, StoreError> {
    let row: (Option<i64>, Option<i64>) =
        on_db!(tx, |conn| sqlx::query_as(SPAN).bind(instansi.0).bind(person.0).fetch_one(conn).await)?;
    micros(row)
}

/// Takes away what was derived of punches. Their bodies go with the tombstone.
pub async fn remove(tx: &mut Tx, instansi: InstansiId, punches: &[Uuid]) -> Result<(), StoreError> {
    for (sql, piece) in DROP_FACTS.pieces(punches) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind(instansi.0);
            for id in piece {
                query = query.bind(*id);
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// The next cells of sheets about a person that go.
pub async fn cells(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    until: Date,
    limit: u32,
) -> Result<Vec<Cell>, StoreError> {
    let rows: Vec<(Uuid, i64, String, String)> = on_db!(tx, |conn| sqlx::query_as(CELLS)
        .bind(instansi.0)
        .bind(person.0)
        .bind(until.to_string())
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter()
        .map(|(import, ordinal, key, on)| Ok(Cell { import: ImportId(import), ordinal, key, on: values::date(&on)? }))
        .collect()
}

/// How many cells would go.
pub async fn count_cells(tx: &mut Tx, instansi: InstansiId, person: PersonId, until: Date) -> Result<u64, StoreError> {
    let (count,): (i64,) = on_db!(tx, |conn| sqlx::query_as(CELLS_COUNT)
        .bind(instansi.0)
        .bind(person.0)
        .bind(until.to_string())
        .fetch_one(conn)
        .await)?;
    Ok(count.unsigned_abs())
}

/// Takes a cell away.
pub async fn remove_cell(tx: &mut Tx, instansi: InstansiId, cell: &Cell) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(CELL_GO)
        .bind(instansi.0)
        .bind(cell.import.0)
        .bind(cell.ordinal)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The next photos of a person that go.
pub async fn photos(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<GoingPhoto>, StoreError> {
    let rows: Vec<(Uuid, String, Vec<u8>, String)> = on_db!(tx, |conn| sqlx::query_as(PHOTOS)
        .bind(instansi.0)
        .bind(person.0)
        .bind(before.as_microsecond())
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter()
        .map(|(punch, local_time, sha256, stored_path)| {
            let on = values::local_time(&local_time)?.date();
            Ok(GoingPhoto { punch, on, sha256: values::hash32(sha256)?, stored_path })
        })
        .collect()
}

/// How many photos would go.
pub async fn count_photos(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    before: Timestamp,
) -> Result<u64, StoreError> {
    let (count,): (i64,) = on_db!(tx, |conn| sqlx::query_as(PHOTOS_COUNT)
        .bind(instansi.0)
        .bind(person.0)
        .bind(before.as_microsecond())
        .fetch_one(conn)
        .await)?;
    Ok(count.unsigned_abs())
}

/// Notes that the photo of a punch was destroyed. Its file is removed after the transaction.
pub async fn remove_photo(tx: &mut Tx, instansi: InstansiId, punch: Uuid, at: Timestamp) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(PHOTO_GO)
        .bind(instansi.0)
        .bind(punch)
        .bind(at.as_microsecond())
        .bind([0_u8; 0].as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The next pictures a terminal took of a PIN in some time that go.
pub async fn pictures(
    tx: &mut Tx,
    instansi: InstansiId,
    (device, pin): (DeviceId, &str),
    (from, before): (DateTime, DateTime),
    limit: u32,
) -> Result<Vec<GoingPicture>, StoreError> {
    let rows: Vec<(String, Vec<u8>, String)> = on_db!(tx, |conn| sqlx::query_as(PICTURES)
        .bind(instansi.0)
        .bind(device.0)
        .bind(pin)
        .bind(crate::punches::local_text(from))
        .bind(crate::punches::local_text(before))
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    Ok(rows
        .into_iter()
        .map(|(local_time, sha256, stored_path)| GoingPicture { local_time, sha256, stored_path })
        .collect())
}

/// Notes that a picture was destroyed. Its file is removed after the transaction.
pub async fn remove_picture(
    tx: &mut Tx,
    instansi: InstansiId,
    (device, pin): (DeviceId, &str),
    picture: &GoingPicture,
    at: Timestamp,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(PICTURE_GO)
        .bind(instansi.0)
        .bind(device.0)
        .bind(&picture.local_time)
        .bind(pin)
        .bind(&picture.sha256)
        .bind(at.as_microsecond())
        .bind([0_u8; 0].as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// A page of punches that have a body but nothing derived: those to the minute in whose place one with seconds stands.
///
/// Answers the last key looked at and what was found. Walks the journal, so only ever on a connection that reads.
pub async fn without_fact(
    tx: &mut Tx,
    instansi: InstansiId,
    after: Uuid,
    limit: u32,
) -> Result<Option<(Uuid, Vec<Going>)>, StoreError> {
    let rows: Vec<(Uuid, Option<Uuid>, Vec<u8>)> = on_db!(tx, |conn| sqlx::query_as(WITHOUT_FACT)
        .bind(instansi.0)
        .bind(after)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    let Some(last) = rows.last().map(|(id, _, _)| *id) else { return Ok(None) };
    let found = rows.into_iter().filter_map(|(id, device, payload)| {
        let claim = Claim::read(&payload).ok()?;
        let on = claim.local_time.date();
        Some(Going { id, on, device: device.map(DeviceId), import: None, key: claim.person_key })
    });
    Ok(Some((last, found.collect())))
}
