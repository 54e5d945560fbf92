//! Where a person's rows lie in files and messages, the copies without them, and files to be removed from the disk.

use hadir_domain::ids::{DeviceId, ImportId, InstansiId};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// A place where rows of the person lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A file.
    Import(ImportId),
    /// The messages of a terminal.
    Device(DeviceId),
}

/// A key of the person at a place, with the days it was theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// Where.
    pub place: Place,
    /// The key.
    pub key: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// A raw file that may be destroyed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoingFile {
    /// SHA-256 of its plain bytes.
    pub sha256: [u8; 32],
    /// Where it lies.
    pub stored_path: String,
    /// When it came.
    pub received_at: Timestamp,
}

/// A row nobody could read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its key.
    pub id: Uuid,
    /// When it came.
    pub received_at: Timestamp,
    /// The file or terminal it came from.
    pub places: Vec<Place>,
    /// Its bytes.
    pub raw: Vec<u8>,
}

statements! {
    Tenant TRACE = "
        INSERT INTO erasure_traces (instansi_id, erasure_id, place, place_id, person_key, from_on, to_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (instansi_id, erasure_id, place, place_id, person_key)
            DO UPDATE SET from_on = CASE WHEN excluded.from_on < erasure_traces.from_on THEN excluded.from_on
                                         ELSE erasure_traces.from_on END,
                          to_on = CASE WHEN excluded.to_on > erasure_traces.to_on THEN excluded.to_on
                                       ELSE erasure_traces.to_on END";
    Tenant TRACES = "
        SELECT place, place_id, person_key, from_on, to_on FROM erasure_traces
         WHERE instansi_id = $1 AND erasure_id = $2 ORDER BY place, place_id, person_key";
    Tenant FORGET = "DELETE FROM erasure_traces WHERE instansi_id = $1 AND erasure_id = $2";
    Tenant QUEUE = "
        INSERT INTO erasure_files (instansi_id, path, erasure_id) VALUES ($1, $2, $3)
            ON CONFLICT (instansi_id, path) DO NOTHING";
    Tenant QUEUED = "SELECT path FROM erasure_files WHERE instansi_id = $1 ORDER BY path LIMIT $2";
    Tenant REMOVED = "DELETE FROM erasure_files WHERE instansi_id = $1 AND path = $2";
    Tenant REPLACE = "
        UPDATE raw_files SET destroyed_at = $3, replaced_by = $4, stored_path = '', nonce = $5
         WHERE instansi_id = $1 AND sha256 = $2 AND destroyed_at IS NULL";
    Tenant REPLACED = "SELECT replaced_by FROM raw_files WHERE instansi_id = $1 AND sha256 = $2";
    Tenant WHOLE = "
        SELECT sha256, stored_path, received_at FROM raw_files
         WHERE instansi_id = $1 AND sha256 > $2 AND received_at < $3 AND destroyed_at IS NULL ORDER BY sha256 LIMIT $4";
    Tenant HELD = "
        SELECT 1 FROM punch_facts f
          JOIN punches p ON p.instansi_id = f.instansi_id AND p.id = f.punch_id
          JOIN imports i ON i.instansi_id = p.instansi_id AND i.id = p.import_id
         WHERE f.instansi_id = $1 AND f.person_id = $2 AND i.sha256 = $3 LIMIT 1";
    Tenant UNREAD = "
        SELECT id, received_at, import_id, device_id, raw FROM problems
         WHERE instansi_id = $1 AND (received_at, id) > ($2, $3) ORDER BY received_at, id LIMIT $4";
    Tenant BLANK = "UPDATE problems SET raw = $3, sheet = NULL, cell = NULL WHERE instansi_id = $1 AND id = $2";
    Tenant MESSAGES_OVER = "
        SELECT id FROM device_messages
         WHERE instansi_id = $1 AND device_id = $2 AND received_at < $3 AND state <> 'waiting'
         ORDER BY received_at, id LIMIT $4";
    Tenant MESSAGE_GO = "DELETE FROM device_messages WHERE instansi_id = $1 AND id = $2";
    Tenant REWRITE = "
        UPDATE device_messages SET nonce = $3, sealed = $4, redacted = TRUE WHERE instansi_id = $1 AND id = $2";
}

impl Place {
    fn parts(self) -> (&'static str, Uuid) {
        match self {
            Self::Import(id) => ("import", id.0),
            Self::Device(id) => ("device", id.0),
        }
    }
}

#[derive(FromRow)]
struct TraceRow {
    place: String,
    place_id: Uuid,
    person_key: String,
    from_on: String,
    to_on: String,
}

/// Notes where rows of the person lie.
pub async fn trace(tx: &mut Tx, instansi: InstansiId, erasure: Uuid, found: &Trace) -> Result<(), StoreError> {
    let (place, id) = found.place.parts();
    on_db!(tx, |conn| sqlx::query(TRACE)
        .bind(instansi.0)
        .bind(erasure)
        .bind(place)
        .bind(id)
        .bind(&found.key)
        .bind(found.from.to_string())
        .bind(found.to.to_string())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Where rows of the person lie.
pub async fn traces(tx: &mut Tx, instansi: InstansiId, erasure: Uuid) -> Result<Vec<Trace>, StoreError> {
    let rows: Vec<TraceRow> =
        on_db!(tx, |conn| sqlx::query_as(TRACES).bind(instansi.0).bind(erasure).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|row| {
            let place = match row.place.as_str() {
                "import" => Place::Import(ImportId(row.place_id)),
                _ => Place::Device(DeviceId(row.place_id)),
            };
            let (from, to) = (values::date(&row.from_on)?, values::date(&row.to_on)?);
            Ok(Trace { place, key: row.person_key, from, to })
        })
        .collect()
}

/// Forgets where rows of the person lay.
pub async fn forget(tx: &mut Tx, instansi: InstansiId, erasure: Uuid) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(FORGET).bind(instansi.0).bind(erasure).execute(conn).await.map(drop))?;
    Ok(())
}

/// Notes a file to be removed from the disk once the transaction stands.
pub async fn queue(tx: &mut Tx, instansi: InstansiId, erasure: Uuid, path: &str) -> Result<(), StoreError> {
    if path.is_empty() {
        return Ok(());
    }
    on_db!(tx, |conn| sqlx::query(QUEUE).bind(instansi.0).bind(path).bind(erasure).execute(conn).await.map(drop))?;
    Ok(())
}

/// Files to be removed from the disk.
pub async fn queued(tx: &mut Tx, instansi: InstansiId, limit: u32) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> =
        on_db!(tx, |conn| sqlx::query_as(QUEUED).bind(instansi.0).bind(i64::from(limit)).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(path,)| path).collect())
}

/// Notes that a file is not on the disk any more.
pub async fn removed(tx: &mut Tx, instansi: InstansiId, path: &str) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(REMOVED).bind(instansi.0).bind(path).execute(conn).await.map(drop))?;
    Ok(())
}

/// Gives a raw file up, and names the copy that stands in its place, where there is one. False when it was given up before.
pub async fn give_up(
    tx: &mut Tx,
    instansi: InstansiId,
    sha256: &[u8; 32],
    replaced_by: Option<&[u8; 32]>,
    at: Timestamp,
) -> Result<bool, StoreError> {
    Ok(on_db!(tx, |conn| sqlx::query(REPLACE)
        .bind(instansi.0)
        .bind(sha256.as_slice())
        .bind(at.as_microsecond())
        .bind(replaced_by.map(<[u8; 32]>::as_slice))
        .bind([0_u8; 0].as_slice())
        .execute(conn)
        .await?
        .rows_affected())
        == 1)
}

/// The copy that stands in the place of a file.
pub async fn replaced_by(tx: &mut Tx, instansi: InstansiId, sha256: &[u8; 32]) -> Result<Option<[u8; 32]>, StoreError> {
    let row: Option<(Option<Vec<u8>>,)> = on_db!(tx, |conn| sqlx::query_as(REPLACED)
        .bind(instansi.0)
        .bind(sha256.as_slice())
        .fetch_optional(conn)
        .await)?;
    row.and_then(|(copy,)| copy).map(values::hash32).transpose()
}

/// A page of raw files received before an instant, by hash.
pub async fn whole(
    tx: &mut Tx,
    instansi: InstansiId,
    after: &[u8],
    before: Timestamp,
    limit: u32,
) -> Result<Vec<GoingFile>, StoreError> {
    let rows: Vec<(Vec<u8>, String, i64)> = on_db!(tx, |conn| sqlx::query_as(WHOLE)
        .bind(instansi.0)
        .bind(after)
        .bind(before.as_microsecond())
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter()
        .map(|(sha256, stored_path, at)| {
            Ok(GoingFile { sha256: values::hash32(sha256)?, stored_path, received_at: values::instant(at)? })
        })
        .collect()
}

/// Whether a file holds punches of a person.
pub async fn names(
    tx: &mut Tx,
    instansi: InstansiId,
    person: hadir_domain::ids::PersonId,
    sha256: &[u8; 32],
) -> Result<bool, StoreError> {
    let row: Option<(i32,)> = on_db!(tx, |conn| sqlx::query_as(HELD)
        .bind(instansi.0)
        .bind(person.0)
        .bind(sha256.as_slice())
        .fetch_optional(conn)
        .await)?;
    Ok(row.is_some())
}

/// A page of rows nobody could read.
pub async fn unread(
    tx: &mut Tx,
    instansi: InstansiId,
    after: Option<(Timestamp, Uuid)>,
    limit: u32,
) -> Result<Vec<Unread>, StoreError> {
    let (at, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.as_microsecond(), id));
    type Row = (Uuid, i64, Option<Uuid>, Option<Uuid>, Vec<u8>);
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(UNREAD)
        .bind(instansi.0)
        .bind(at)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter()
        .map(|(id, at, import, device, raw)| {
            let import = import.map(|id| Place::Import(ImportId(id)));
            let places = import.into_iter().chain(device.map(|id| Place::Device(DeviceId(id)))).collect();
            Ok(Unread { id, received_at: values::instant(at)?, places, raw })
        })
        .collect()
}

/// Takes the bytes from a row nobody could read. The row stays and is counted.
pub async fn blank(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(BLANK)
        .bind(instansi.0)
        .bind(id)
        .bind([0_u8; 0].as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Messages of a terminal whose time of keeping is over. One that waits to be read is none.
pub async fn messages_over(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<Uuid>, StoreError> {
    let rows: Vec<(Uuid,)> = on_db!(tx, |conn| sqlx::query_as(MESSAGES_OVER)
        .bind(instansi.0)
        .bind(device.0)
        .bind(before.as_microsecond())
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Takes a message away.
pub async fn remove_message(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(MESSAGE_GO).bind(instansi.0).bind(id).execute(conn).await.map(drop))?;
    Ok(())
}

/// Puts a copy without somebody's rows in the place of a message.
pub async fn rewrite(
    tx: &mut Tx,
    instansi: InstansiId,
    id: Uuid,
    nonce: &[u8],
    sealed: &[u8],
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(REWRITE)
        .bind(instansi.0)
        .bind(id)
        .bind(nonce)
        .bind(sealed)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}
