//! Signed states of the log.

use hadir_domain::ids::InstansiId;
use hadir_ledger::merkle::Hash;
use jiff::Timestamp;
use sqlx::FromRow;

use super::number;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// A state of the log with the signatures of the log and its clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCheckpoint {
    /// How many leaves.
    pub size: u64,
    /// Of which epoch.
    pub epoch: u32,
    /// The root over them.
    pub root: Hash,
    /// The signed note.
    pub note: String,
    /// When it was signed.
    pub at: Timestamp,
}

statements! {
    Tenant ADD = "
        INSERT INTO checkpoints (instansi_id, size, epoch, root, note, at) VALUES ($1, $2, $3, $4, $5, $6)";
    Tenant LATEST = "
        SELECT size, epoch, root, note, at FROM checkpoints
         WHERE instansi_id = $1 ORDER BY size DESC, epoch DESC LIMIT 1";
    Tenant FIRST_WITH = "
        SELECT size, epoch, root, note, at FROM checkpoints
         WHERE instansi_id = $1 AND size > $2 ORDER BY size, epoch LIMIT 1";
    Tenant OF_SIZE = "
        SELECT size, epoch, root, note, at FROM checkpoints
         WHERE instansi_id = $1 AND size = $2 ORDER BY epoch DESC LIMIT 1";
    Tenant NEXT_TIME = "
        SELECT at FROM checkpoints WHERE instansi_id = $1 AND at >= $2 ORDER BY at LIMIT 1";
    Tenant THIN = "
        DELETE FROM checkpoints
         WHERE instansi_id = $1 AND at >= $2 AND at < $3
           AND size < (SELECT MAX(size) FROM checkpoints AS c WHERE c.instansi_id = $1 AND c.at >= $2 AND c.at < $3)
           AND NOT EXISTS (
               SELECT 1 FROM cosignatures AS s
                WHERE s.instansi_id = checkpoints.instansi_id AND s.size = checkpoints.size
                  AND s.epoch = checkpoints.epoch)";
    Tenant FROM = "
        SELECT size, epoch, root, note, at FROM checkpoints
         WHERE instansi_id = $1 AND (size > $2 OR (size = $2 AND epoch > $3)) ORDER BY size, epoch LIMIT $4";
}

#[derive(FromRow)]
struct Row {
    size: i64,
    epoch: i64,
    root: Vec<u8>,
    note: String,
    at: i64,
}

impl Row {
    fn read(self) -> Result<StoredCheckpoint, StoreError> {
        Ok(StoredCheckpoint {
            size: self.size.unsigned_abs(),
            epoch: u32::try_from(self.epoch).map_err(StoreError::corrupt)?,
            root: values::hash32(self.root)?,
            note: self.note,
            at: values::instant(self.at)?,
        })
    }
}

/// Keeps a checkpoint. Nothing may be served before this is committed.
pub async fn add(tx: &mut Tx, instansi: InstansiId, checkpoint: &StoredCheckpoint) -> Result<(), StoreError> {
    let size = number(checkpoint.size)?;
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(size)
        .bind(i64::from(checkpoint.epoch))
        .bind(checkpoint.root.as_slice())
        .bind(&checkpoint.note)
        .bind(checkpoint.at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The latest one.
pub async fn latest(tx: &mut Tx, instansi: InstansiId) -> Result<Option<StoredCheckpoint>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(LATEST).bind(instansi.0).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The earliest kept one that has the leaf at a place.
pub async fn first_with(
    tx: &mut Tx,
    instansi: InstansiId,
    position: u64,
) -> Result<Option<StoredCheckpoint>, StoreError> {
    let position = number(position)?;
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(FIRST_WITH).bind(instansi.0).bind(position).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// Kept ones in order, those after a size and epoch.
pub async fn after(
    tx: &mut Tx,
    instansi: InstansiId,
    (size, epoch): (u64, u32),
    limit: u32,
) -> Result<Vec<StoredCheckpoint>, StoreError> {
    let size = number(size)?;
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(FROM)
        .bind(instansi.0)
        .bind(size)
        .bind(i64::from(epoch))
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}

/// The kept one of a size, the latest epoch's where a size occurs twice.
pub async fn of_size(tx: &mut Tx, instansi: InstansiId, size: u64) -> Result<Option<StoredCheckpoint>, StoreError> {
    let size = number(size)?;
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_SIZE).bind(instansi.0).bind(size).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// When the first kept one at or after a time was signed.
pub async fn next_time(tx: &mut Tx, instansi: InstansiId, from: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    let row: Option<(i64,)> = on_db!(tx, |conn| sqlx::query_as(NEXT_TIME)
        .bind(instansi.0)
        .bind(from.as_microsecond())
        .fetch_optional(conn)
        .await)?;
    row.map(|(at,)| values::instant(at)).transpose()
}

/// Of those signed in a span keeps the last and what was cosigned. Answers how many went.
pub async fn thin(tx: &mut Tx, instansi: InstansiId, (from, to): (Timestamp, Timestamp)) -> Result<u64, StoreError> {
    Ok(on_db!(tx, |conn| sqlx::query(THIN)
        .bind(instansi.0)
        .bind(from.as_microsecond())
        .bind(to.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected()))
}
