//! The log's own tables, read without trust.

use std::sync::OnceLock;

use hadir_domain::ids::InstansiId;
use hadir_ledger::leaf::{Commitment, RecordKind};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::cell::{Cell, Kind, ReadCell, bytes, text};
use super::tables::SEALED;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;

/// A leaf in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawLeaf {
    /// The place.
    pub position: i64,
    /// The record.
    pub record: Option<Uuid>,
    /// Its kind.
    pub kind: Option<RecordKind>,
    /// The leaf.
    pub leaf: Option<Commitment>,
}

/// A signed state of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawCheckpoint {
    /// How many leaves.
    pub size: i64,
    /// Of which epoch.
    pub epoch: i64,
    /// The root.
    pub root: Option<Commitment>,
    /// The signed note.
    pub note: Option<String>,
    /// When it was signed.
    pub at: i64,
}

/// What a witness signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawCosignature {
    /// How many leaves.
    pub size: i64,
    /// Of which epoch.
    pub epoch: i64,
    /// Whose it is.
    pub witness: Option<Uuid>,
    /// The signature line.
    pub line: Option<String>,
    /// The key of the witness.
    pub vkey: Option<String>,
    /// The note it signs.
    pub note: Option<String>,
}

/// A beginning of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawEpoch {
    /// Which one.
    pub epoch: i64,
    /// First line of its checkpoints.
    pub origin: Option<String>,
    /// How many leaves were there already.
    pub from_position: i64,
}

/// A step in the history of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawKey {
    /// What it signs.
    pub purpose: Option<String>,
    /// Of which epoch.
    pub epoch: i64,
    /// The key.
    pub vkey: Option<String>,
}

statements! {
    Tenant LEAVES = "
        SELECT position, record_id, kind, leaf FROM leaf_positions
         WHERE instansi_id = $1 AND position >= $2 ORDER BY position LIMIT $3";
    Tenant WAITING = "SELECT kind, COUNT(*) FROM leaf_queue WHERE instansi_id = $1 GROUP BY kind";
    Tenant BODIES = "SELECT COUNT(*) FROM record_bodies WHERE instansi_id = $1";
    Tenant STRAY_BODIES = "
        SELECT b.record_id FROM record_bodies b
         WHERE b.instansi_id = $1
           AND NOT EXISTS (SELECT 1 FROM leaf_positions l WHERE l.instansi_id = $1 AND l.record_id = b.record_id)
           AND NOT EXISTS (SELECT 1 FROM leaf_queue q WHERE q.instansi_id = $1 AND q.record_id = b.record_id)
         ORDER BY b.record_id LIMIT $2";
    Tenant CHECKPOINTS = "
        SELECT size, epoch, root, note, at FROM checkpoints
         WHERE instansi_id = $1 AND (size, epoch) > ($2, $3) ORDER BY size, epoch LIMIT $4";
    Tenant LARGEST = "SELECT size FROM checkpoints WHERE instansi_id = $1 ORDER BY size DESC LIMIT 1";
    Tenant WAITS = "SELECT COUNT(*) FROM leaf_queue WHERE instansi_id = $1 AND leaf = $2";
    Tenant PLACE = "SELECT position FROM leaf_positions WHERE instansi_id = $1 AND record_id = $2";
    Tenant COSIGNATURES = "
        SELECT c.size, c.epoch, c.witness_id, c.line, w.vkey, k.note
          FROM cosignatures c
          LEFT JOIN witnesses w ON w.instansi_id = c.instansi_id AND w.id = c.witness_id
          LEFT JOIN checkpoints k ON k.instansi_id = c.instansi_id AND k.size = c.size AND k.epoch = c.epoch
         WHERE c.instansi_id = $1 AND (c.size, c.epoch, c.witness_id) > ($2, $3, $4)
         ORDER BY c.size, c.epoch, c.witness_id LIMIT $5";
    Tenant TILE = "SELECT hashes FROM log_tiles WHERE instansi_id = $1 AND level = $2 AND tile_index = $3";
    Tenant TILES = "SELECT level, COUNT(*) FROM log_tiles WHERE instansi_id = $1 GROUP BY level ORDER BY level";
    Tenant EPOCHS = "SELECT epoch, origin, from_position FROM log_epochs WHERE instansi_id = $1 ORDER BY epoch";
    Tenant KEYS = "SELECT purpose, epoch, vkey FROM log_keys WHERE instansi_id = $1 AND step = 'begin' ORDER BY at, id";
}

fn int(cell: Cell) -> i64 {
    match cell {
        Cell::Int(number) => number,
        _ => -1,
    }
}

fn id(cell: Cell) -> Option<Uuid> {
    match cell {
        Cell::Id(id) => Some(id),
        _ => None,
    }
}

fn hash(cell: Cell) -> Option<Commitment> {
    bytes(cell).and_then(|bytes| bytes.try_into().ok())
}

/// Leaves from a place on, in order.
pub async fn leaves(tx: &mut Tx, instansi: InstansiId, from: i64, limit: i64) -> Result<Vec<RawLeaf>, StoreError> {
    on_db!(tx, |conn| {
        let rows = sqlx::query(LEAVES).bind(instansi.0).bind(from).bind(limit).fetch_all(conn).await?;
        Ok(rows
            .iter()
            .map(|row| RawLeaf {
                position: int(row.whole(0)),
                record: id(row.read(1, Kind::Id)),
                kind: text(row.cell(2)).and_then(|kind| RecordKind::parse(&kind)),
                leaf: hash(row.cell(3)),
            })
            .collect())
    })
}

/// The size of the largest checkpoint.
pub async fn largest_checkpoint(tx: &mut Tx, instansi: InstansiId) -> Result<Option<i64>, StoreError> {
    let row: Option<(i64,)> = on_db!(tx, |conn| sqlx::query_as(LARGEST).bind(instansi.0).fetch_optional(conn).await)?;
    Ok(row.map(|(size,)| size))
}

/// Whether a leaf waits for its place.
pub async fn waits(tx: &mut Tx, instansi: InstansiId, leaf: &Commitment) -> Result<bool, StoreError> {
    let (count,): (i64,) =
        on_db!(tx, |conn| sqlx::query_as(WAITS).bind(instansi.0).bind(leaf.as_slice()).fetch_one(conn).await)?;
    Ok(count > 0)
}

/// The place of a record.
pub async fn place_of(tx: &mut Tx, instansi: InstansiId, record: Uuid) -> Result<Option<i64>, StoreError> {
    let row: Option<(i64,)> =
        on_db!(tx, |conn| sqlx::query_as(PLACE).bind(instansi.0).bind(record).fetch_optional(conn).await)?;
    Ok(row.map(|(position,)| position))
}

/// How many leaves of each kind wait for a place.
pub async fn waiting(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<(Option<RecordKind>, u64)>, StoreError> {
    on_db!(tx, |conn| {
        let rows = sqlx::query(WAITING).bind(instansi.0).fetch_all(conn).await?;
        let kind = |cell: Cell| text(cell).and_then(|kind| RecordKind::parse(&kind));
        Ok(rows.iter().map(|row| (kind(row.cell(0)), int(row.whole(1)).unsigned_abs())).collect())
    })
}

/// How many bodies there are.
pub async fn bodies(tx: &mut Tx, instansi: InstansiId) -> Result<u64, StoreError> {
    let (count,): (i64,) = on_db!(tx, |conn| sqlx::query_as(BODIES).bind(instansi.0).fetch_one(conn).await)?;
    Ok(count.unsigned_abs())
}

/// Bodies that belong to no leaf.
pub async fn stray_bodies(tx: &mut Tx, instansi: InstansiId, limit: i64) -> Result<Vec<Cell>, StoreError> {
    on_db!(tx, |conn| {
        let rows = sqlx::query(STRAY_BODIES).bind(instansi.0).bind(limit).fetch_all(conn).await?;
        Ok(rows.iter().map(|row| row.read(0, Kind::Id)).collect())
    })
}

/// Kept checkpoints in order, those after a size and epoch.
pub async fn checkpoints(
    tx: &mut Tx,
    instansi: InstansiId,
    after: (i64, i64),
    limit: i64,
) -> Result<Vec<RawCheckpoint>, StoreError> {
    on_db!(tx, |conn| {
        let query = sqlx::query(CHECKPOINTS).bind(instansi.0).bind(after.0).bind(after.1).bind(limit);
        let rows = query.fetch_all(conn).await?;
        Ok(rows
            .iter()
            .map(|row| RawCheckpoint {
                size: int(row.whole(0)),
                epoch: int(row.whole(1)),
                root: hash(row.cell(2)),
                note: text(row.cell(3)),
                at: int(row.whole(4)),
            })
            .collect())
    })
}

/// Signatures of witnesses in order, those after a size, epoch and witness.
pub async fn cosignatures(
    tx: &mut Tx,
    instansi: InstansiId,
    after: (i64, i64, Uuid),
    limit: i64,
) -> Result<Vec<RawCosignature>, StoreError> {
    on_db!(tx, |conn| {
        let query = sqlx::query(COSIGNATURES).bind(instansi.0).bind(after.0).bind(after.1).bind(after.2).bind(limit);
        let rows = query.fetch_all(conn).await?;
        Ok(rows
            .iter()
            .map(|row| RawCosignature {
                size: int(row.whole(0)),
                epoch: int(row.whole(1)),
                witness: id(row.read(2, Kind::Id)),
                line: text(row.cell(3)),
                vkey: text(row.cell(4)),
                note: text(row.cell(5)),
            })
            .collect())
    })
}

/// The bytes of a tile; `None` when there is none.
pub async fn tile(tx: &mut Tx, instansi: InstansiId, level: i64, index: i64) -> Result<Option<Vec<u8>>, StoreError> {
    on_db!(tx, |conn| {
        let query = sqlx::query(TILE).bind(instansi.0).bind(level).bind(index);
        let row = query.fetch_optional(conn).await?;
        Ok(row.map(|row| bytes(row.cell(0)).unwrap_or_default()))
    })
}

/// How many tiles each level has.
pub async fn tiles(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<(i64, u64)>, StoreError> {
    let rows: Vec<(i64, i64)> = on_db!(tx, |conn| sqlx::query_as(TILES).bind(instansi.0).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(level, count)| (level, count.unsigned_abs())).collect())
}

/// Every beginning of the log.
pub async fn epochs(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<RawEpoch>, StoreError> {
    on_db!(tx, |conn| {
        let rows = sqlx::query(EPOCHS).bind(instansi.0).fetch_all(conn).await?;
        Ok(rows
            .iter()
            .map(|row| RawEpoch {
                epoch: int(row.whole(0)),
                origin: text(row.cell(1)),
                from_position: int(row.whole(2)),
            })
            .collect())
    })
}

/// Every key that was ever put in use.
pub async fn keys(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<RawKey>, StoreError> {
    on_db!(tx, |conn| {
        let rows = sqlx::query(KEYS).bind(instansi.0).fetch_all(conn).await?;
        Ok(rows
            .iter()
            .map(|row| RawKey { purpose: text(row.cell(0)), epoch: int(row.whole(1)), vkey: text(row.cell(2)) })
            .collect())
    })
}

/// Leaves of a kind, in their place or waiting, that have no row in a table of that kind, by record and after one. Slow:
/// only for when counts differ.
pub async fn lost_records(
    tx: &mut Tx,
    instansi: InstansiId,
    kind: RecordKind,
    after: Uuid,
) -> Result<Vec<(Option<i64>, Option<Uuid>)>, StoreError> {
    on_db!(tx, |conn| {
        let query = sqlx::query(AssertSqlSafe(lost_sql(kind))).bind(instansi.0).bind(kind.as_str()).bind(after);
        let rows = query.fetch_all(conn).await?;
        let position = |cell: Cell| if let Cell::Int(position) = cell { Some(position) } else { None };
        Ok(rows.iter().map(|row| (position(row.whole(0)), id(row.read(1, Kind::Id)))).collect())
    })
}

pub(super) fn lost_sql(kind: RecordKind) -> &'static str {
    static TEXTS: [OnceLock<String>; RecordKind::ALL.len()] = [const { OnceLock::new() }; RecordKind::ALL.len()];
    let place = RecordKind::ALL.iter().position(|one| *one == kind).unwrap_or_default();
    TEXTS[place].get_or_init(|| {
        let tables = SEALED.iter().filter(|sealed| sealed.kinds.contains(&kind));
        let missing: String = tables
            .map(|sealed| {
                format!(" AND record_id NOT IN (SELECT {} FROM {} WHERE instansi_id = $1)", sealed.id, sealed.table)
            })
            .collect();
        format!(
            "SELECT position, record_id FROM leaf_positions \
              WHERE instansi_id = $1 AND kind = $2 AND record_id > $3{missing} \
             UNION ALL SELECT CAST(NULL AS BIGINT), record_id FROM leaf_queue \
              WHERE instansi_id = $1 AND kind = $2 AND record_id > $3{missing} \
             ORDER BY 2 LIMIT 5000"
        )
    })
}
