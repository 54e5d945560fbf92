//! Reading the log for a bundle: checkpoints with whether somebody else signed them, and leaves with what is left of their
//! records.

use std::collections::HashMap;

use hadir_domain::ids::InstansiId;
use hadir_ledger::leaf::Salt;
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use super::number;
use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{LeafRow, PlacedLeaf, read_leaf};
use crate::statements::statements;
use crate::values;

/// A kept checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCheckpoint {
    /// How many leaves.
    pub size: u64,
    /// Of which epoch.
    pub epoch: u32,
    /// The note with the signatures of the log and of its clock.
    pub note: String,
    /// When it was signed.
    pub at: Timestamp,
    /// Whether a witness signed it.
    pub cosigned: bool,
}

/// A leaf with salt and body of its record; `None` once destroyed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeafAndBody {
    /// The leaf.
    pub leaf: PlacedLeaf,
    /// Salt and body.
    pub body: Option<(Salt, Vec<u8>)>,
}

statements! {
    Tenant CHECKPOINTS = "
        SELECT c.size, c.epoch, c.note, c.at,
               CASE WHEN EXISTS (SELECT 1 FROM cosignatures w
                                  WHERE w.instansi_id = $1 AND w.size = c.size AND w.epoch = c.epoch)
                    THEN 1 ELSE 0 END AS cosigned
          FROM checkpoints c
         WHERE c.instansi_id = $1 AND (c.size > $2 OR (c.size = $2 AND c.epoch > $3))
         ORDER BY c.size, c.epoch LIMIT $4";
    Tenant WITH_BODIES = "
        SELECT l.position, l.record_id, l.kind, l.leaf, b.salt, b.payload
          FROM leaf_positions l
          LEFT JOIN record_bodies b ON b.instansi_id = $1 AND b.record_id = l.record_id
         WHERE l.instansi_id = $1 AND l.position >= $2 AND l.position < $3
         ORDER BY l.position LIMIT $4";
}

pub(crate) static TOMBSTONES: InList = InList::new(
    "SELECT e.record_id, l.position
       FROM erased_records e
       LEFT JOIN leaf_positions l ON l.instansi_id = $1 AND l.record_id = e.piece_id
      WHERE e.instansi_id = $1 AND e.record_id IN",
    2,
    "",
);

#[derive(FromRow)]
struct CheckpointRow {
    size: i64,
    epoch: i64,
    note: String,
    at: i64,
    cosigned: i32,
}

/// Kept checkpoints in order, those after a size and epoch.
pub async fn checkpoints(
    tx: &mut Tx,
    instansi: InstansiId,
    (size, epoch): (u64, u32),
    limit: u32,
) -> Result<Vec<KeptCheckpoint>, StoreError> {
    let size = number(size)?;
    let rows: Vec<CheckpointRow> = on_db!(tx, |conn| sqlx::query_as(CHECKPOINTS)
        .bind(instansi.0)
        .bind(size)
        .bind(i64::from(epoch))
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    let read = |row: CheckpointRow| {
        Ok(KeptCheckpoint {
            size: row.size.unsigned_abs(),
            epoch: u32::try_from(row.epoch).map_err(StoreError::corrupt)?,
            note: row.note,
            at: values::instant(row.at)?,
            cosigned: row.cosigned == 1,
        })
    };
    rows.into_iter().map(read).collect()
}

type Row = (i64, Uuid, String, Vec<u8>, Option<Vec<u8>>, Option<Vec<u8>>);

/// Leaves from one place to before another, in order, with what is left of their records.
pub async fn with_bodies(
    tx: &mut Tx,
    instansi: InstansiId,
    (from, to): (u64, u64),
    limit: u32,
) -> Result<Vec<LeafAndBody>, StoreError> {
    let (from, to) = (number(from)?, number(to)?);
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(WITH_BODIES)
        .bind(instansi.0)
        .bind(from)
        .bind(to)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    let read = |(position, record, kind, leaf, salt, payload): Row| {
        let row: LeafRow = (position, record, kind, leaf);
        let body = salt.zip(payload).map(|(salt, body)| {
            Ok::<_, StoreError>((salt.try_into().map_err(|_| StoreError::corrupt("length of a salt"))?, body))
        });
        Ok(LeafAndBody { leaf: read_leaf(row)?, body: body.transpose()? })
    };
    rows.into_iter().map(read).collect()
}

/// The places of the tombstones of destroyed records, for those that have one; `None` while it waits for its place.
pub async fn tombstones(
    tx: &mut Tx,
    instansi: InstansiId,
    records: &[Uuid],
) -> Result<HashMap<Uuid, Option<u64>>, StoreError> {
    let mut places = HashMap::with_capacity(records.len());
    for (sql, piece) in TOMBSTONES.pieces(records) {
        let rows: Vec<(Uuid, Option<i64>)> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for record in piece {
                query = query.bind(*record);
            }
            query.fetch_all(conn).await
        })?;
        places.extend(rows.into_iter().map(|(record, place)| (record, place.map(i64::unsigned_abs))));
    }
    Ok(places)
}
