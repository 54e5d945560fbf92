//! Bodies and leaves of records. A body may be destroyed; its leaf stays where it is.

use hadir_domain::ids::InstansiId;
use hadir_ledger::leaf::{Commitment, RecordKind, Salt, commitment};
use jiff::Timestamp;
use serde::Serialize;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::bulk::{Bulk, InList};
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// A record on its way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRecord {
    /// Its key.
    pub id: Uuid,
    /// Random, used once.
    pub salt: Salt,
    /// The bytes that are sealed.
    pub body: Vec<u8>,
    /// The leaf over kind, salt and body.
    pub leaf: Commitment,
}

impl NewRecord {
    /// Seals a body.
    pub fn new(id: Uuid, kind: RecordKind, salt: Salt, body: Vec<u8>) -> Self {
        let leaf = commitment(kind, &salt, &body);
        Self { id, salt, body, leaf }
    }
}

/// What was entered, with who entered it and when, so that these are sealed too.
#[derive(Serialize)]
pub(crate) struct Entered<'a, T> {
    by_login: &'a str,
    #[serde(flatten)]
    what: &'a T,
    received_at: Timestamp,
}

impl<'a, T: Serialize> Entered<'a, T> {
    /// The bytes that are sealed.
    pub(crate) fn body(by_login: &'a str, received_at: Timestamp, what: &'a T) -> Result<Vec<u8>, StoreError> {
        Ok(values::json_text(&Self { by_login, what, received_at })?.into_bytes())
    }
}

/// One leaf in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedLeaf {
    /// Its place, from 0, without gaps.
    pub position: u64,
    /// The record it stands for.
    pub record: Uuid,
    /// The kind of record.
    pub kind: RecordKind,
    /// The leaf.
    pub leaf: Commitment,
}

statements! {
    Tenant NEXT_POSITION = "
        SELECT position + 1 FROM leaf_positions WHERE instansi_id = $1 ORDER BY position DESC LIMIT 1";
    Tenant LEAVES = "
        SELECT position, record_id, kind, leaf FROM leaf_positions
         WHERE instansi_id = $1 AND position >= $2 ORDER BY position LIMIT $3";
    Tenant ENTRIES = "
        SELECT position, leaf FROM leaf_positions
         WHERE instansi_id = $1 AND position >= $2 ORDER BY position LIMIT $3";
    Tenant POSITION = "
        SELECT position, record_id, kind, leaf FROM leaf_positions WHERE instansi_id = $1 AND record_id = $2";
    Tenant WAITING = "
        SELECT record_id, kind, leaf FROM leaf_queue WHERE instansi_id = $1 ORDER BY record_id LIMIT $2";
    Tenant WAITING_ONE = "
        SELECT record_id, kind, leaf FROM leaf_queue WHERE instansi_id = $1 AND record_id = $2";
    Tenant WAITING_LEAF = "
        SELECT record_id, kind, leaf FROM leaf_queue WHERE instansi_id = $1 AND leaf = $2";
    Tenant WAITING_COUNT = "SELECT COUNT(*) FROM leaf_queue WHERE instansi_id = $1";
    Tenant UNQUEUE = "DELETE FROM leaf_queue WHERE instansi_id = $1 AND record_id = $2";
    Tenant BODY = "SELECT salt, payload FROM record_bodies WHERE instansi_id = $1 AND record_id = $2";
    Tenant DESTROY_BODY = "DELETE FROM record_bodies WHERE instansi_id = $1 AND record_id = $2";
    Tenant DESTROY_FACT = "DELETE FROM punch_facts WHERE instansi_id = $1 AND punch_id = $2";
}

pub(crate) static ADD_BODIES: Bulk =
    Bulk::new("INSERT INTO record_bodies (instansi_id, record_id, salt, payload)", 4, "");
pub(crate) static ADD_POSITIONS: Bulk =
    Bulk::new("INSERT INTO leaf_positions (instansi_id, position, record_id, kind, leaf)", 5, "");
pub(crate) static ADD_WAITING: Bulk = Bulk::new("INSERT INTO leaf_queue (instansi_id, record_id, kind, leaf)", 4, "");
pub(crate) static REMOVE_WAITING: InList =
    InList::new("DELETE FROM leaf_queue WHERE instansi_id = $1 AND record_id IN", 2, "");

/// Keeps bodies and gives their leaves a place, or a place in the queue where several servers write.
pub(crate) async fn keep(
    tx: &mut Tx,
    instansi: InstansiId,
    kind: RecordKind,
    records: &[NewRecord],
) -> Result<(), StoreError> {
    for (sql, piece) in ADD_BODIES.pieces(tx, records) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for record in piece {
                query =
                    query.bind(instansi.0).bind(record.id).bind(record.salt.as_slice()).bind(record.body.as_slice());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    #[cfg(feature = "testing")]
    if !crate::testing::leaves_are_logged() {
        return Ok(());
    }
    let leaves: Vec<(Uuid, &str, &[u8])> =
        records.iter().map(|record| (record.id, kind.as_str(), record.leaf.as_slice())).collect();
    match tx {
        Tx::Sqlite(_) => place(tx, instansi, &leaves).await,
        Tx::Postgres(_) => queue(tx, instansi, &leaves).await,
    }
}

async fn place(tx: &mut Tx, instansi: InstansiId, leaves: &[(Uuid, &str, &[u8])]) -> Result<(), StoreError> {
    let mut next = next_position(tx, instansi).await?;
    for (sql, piece) in ADD_POSITIONS.pieces(tx, leaves) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (id, kind, leaf) in piece {
                query = query.bind(instansi.0).bind(next).bind(*id).bind(*kind).bind(*leaf);
                next += 1;
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

async fn queue(tx: &mut Tx, instansi: InstansiId, leaves: &[(Uuid, &str, &[u8])]) -> Result<(), StoreError> {
    for (sql, piece) in ADD_WAITING.pieces(tx, leaves) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (id, kind, leaf) in piece {
                query = query.bind(instansi.0).bind(*id).bind(*kind).bind(*leaf);
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// Gives up to `limit` waiting leaves their place; only for the holder of the sequencer's lease.
///
/// Answers how many were placed. On SQLite nothing ever waits.
pub async fn place_waiting(tx: &mut Tx, instansi: InstansiId, limit: u32) -> Result<usize, StoreError> {
    let waiting: Vec<(Uuid, String, Vec<u8>)> =
        on_db!(tx, |conn| sqlx::query_as(WAITING).bind(instansi.0).bind(i64::from(limit)).fetch_all(conn).await)?;
    let leaves: Vec<(Uuid, &str, &[u8])> =
        waiting.iter().map(|(id, kind, leaf)| (*id, kind.as_str(), leaf.as_slice())).collect();
    place(tx, instansi, &leaves).await?;
    for (sql, piece) in REMOVE_WAITING.pieces(&leaves) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind(instansi.0);
            for (id, _, _) in piece {
                query = query.bind(*id);
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(leaves.len())
}

/// Gives one waiting leaf the next place, before all others; only for the holder of the sequencer's lease.
pub async fn place_first(tx: &mut Tx, instansi: InstansiId, record: Uuid) -> Result<(), StoreError> {
    let waiting: Option<(Uuid, String, Vec<u8>)> =
        on_db!(tx, |conn| sqlx::query_as(WAITING_ONE).bind(instansi.0).bind(record).fetch_optional(conn).await)?;
    let Some((id, kind, leaf)) = waiting else { return Ok(()) };
    place(tx, instansi, &[(id, kind.as_str(), leaf.as_slice())]).await?;
    on_db!(tx, |conn| sqlx::query(UNQUEUE).bind(instansi.0).bind(record).execute(conn).await.map(drop))?;
    Ok(())
}

/// How many leaves wait for a place.
pub async fn waiting_count(tx: &mut Tx, instansi: InstansiId) -> Result<u64, StoreError> {
    let (count,): (i64,) = on_db!(tx, |conn| sqlx::query_as(WAITING_COUNT).bind(instansi.0).fetch_one(conn).await)?;
    Ok(count.unsigned_abs())
}

/// The leaf of a record that waits for a place.
pub async fn waiting(tx: &mut Tx, instansi: InstansiId, record: Uuid) -> Result<Option<Commitment>, StoreError> {
    let row: Option<(Uuid, String, Vec<u8>)> =
        on_db!(tx, |conn| sqlx::query_as(WAITING_ONE).bind(instansi.0).bind(record).fetch_optional(conn).await)?;
    row.map(|(_, _, leaf)| values::hash32(leaf)).transpose()
}

/// Whether a commitment waits for a place.
pub async fn is_waiting(tx: &mut Tx, instansi: InstansiId, leaf: &Commitment) -> Result<bool, StoreError> {
    let row: Option<(Uuid, String, Vec<u8>)> = on_db!(tx, |conn| sqlx::query_as(WAITING_LEAF)
        .bind(instansi.0)
        .bind(leaf.as_slice())
        .fetch_optional(conn)
        .await)?;
    Ok(row.is_some())
}

/// How many leaves have a place.
pub async fn leaf_count(tx: &mut Tx, instansi: InstansiId) -> Result<u64, StoreError> {
    Ok(next_position(tx, instansi).await?.unsigned_abs())
}

async fn next_position(tx: &mut Tx, instansi: InstansiId) -> Result<i64, StoreError> {
    let last: Option<(i64,)> =
        on_db!(tx, |conn| sqlx::query_as(NEXT_POSITION).bind(instansi.0).fetch_optional(conn).await)?;
    Ok(last.map_or(0, |(next,)| next))
}

pub(crate) type LeafRow = (i64, Uuid, String, Vec<u8>);

pub(crate) fn read_leaf((position, record, kind, leaf): LeafRow) -> Result<PlacedLeaf, StoreError> {
    Ok(PlacedLeaf {
        position: position.unsigned_abs(),
        record,
        kind: RecordKind::parse(&kind).ok_or_else(|| StoreError::corrupt("kind of a leaf"))?,
        leaf: values::hash32(leaf)?,
    })
}

/// Leaves from a place on, in order.
pub async fn leaves(tx: &mut Tx, instansi: InstansiId, from: u64, limit: u32) -> Result<Vec<PlacedLeaf>, StoreError> {
    let from = i64::try_from(from).map_err(|_| StoreError::conflict("no such place in the log"))?;
    let rows: Vec<LeafRow> = on_db!(tx, |conn| sqlx::query_as(LEAVES)
        .bind(instansi.0)
        .bind(from)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(read_leaf).collect()
}

/// What the log holds from a place on, in order: places and leaves, without the records they stand for.
pub async fn entries(
    tx: &mut Tx,
    instansi: InstansiId,
    from: u64,
    limit: u32,
) -> Result<Vec<(u64, Commitment)>, StoreError> {
    let from = i64::try_from(from).map_err(|_| StoreError::conflict("no such place in the log"))?;
    let rows: Vec<(i64, Vec<u8>)> = on_db!(tx, |conn| sqlx::query_as(ENTRIES)
        .bind(instansi.0)
        .bind(from)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(|(position, leaf)| Ok((position.unsigned_abs(), values::hash32(leaf)?))).collect()
}

/// The place of a record in the log; `None` while it waits.
pub async fn position_of(tx: &mut Tx, instansi: InstansiId, record: Uuid) -> Result<Option<PlacedLeaf>, StoreError> {
    let row: Option<LeafRow> =
        on_db!(tx, |conn| sqlx::query_as(POSITION).bind(instansi.0).bind(record).fetch_optional(conn).await)?;
    row.map(read_leaf).transpose()
}

/// Salt and body of a record; `None` once destroyed.
pub async fn body(tx: &mut Tx, instansi: InstansiId, record: Uuid) -> Result<Option<(Salt, Vec<u8>)>, StoreError> {
    let row: Option<(Vec<u8>, Vec<u8>)> =
        on_db!(tx, |conn| sqlx::query_as(BODY).bind(instansi.0).bind(record).fetch_optional(conn).await)?;
    row.map(|(salt, body)| Ok((salt.try_into().map_err(|_| StoreError::corrupt("length of a salt"))?, body)))
        .transpose()
}

/// Destroys the body and salt of a record and what was derived from it. Journal row and leaf stay.
///
/// True when there was a body.
pub async fn destroy_body(tx: &mut Tx, instansi: InstansiId, record: Uuid) -> Result<bool, StoreError> {
    let mut bodies = 0;
    for sql in [DESTROY_FACT, DESTROY_BODY] {
        bodies = on_db!(tx, |conn| sqlx::query(sql).bind(instansi.0).bind(record).execute(conn).await?.rows_affected());
    }
    Ok(bodies == 1)
}
