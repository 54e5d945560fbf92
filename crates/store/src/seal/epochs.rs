//! Each time the log begins anew: at the first start, and after a restore.

use hadir_domain::ids::InstansiId;
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

use super::number;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// One beginning. The fields stand in alphabetical order, so that the sealed body is JSON with sorted keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Epoch {
    /// When.
    pub at: Timestamp,
    /// Who began it.
    pub by_login: String,
    /// Which one, from 1.
    pub epoch: u32,
    /// How many leaves were there already.
    pub from_position: u64,
    /// Its key as a record.
    pub id: Uuid,
    /// The last checkpoint known to be published before, signed, as it was found; empty when there was none.
    pub last_checkpoint: String,
    /// First line of its checkpoints, and the name of the key that signs them.
    pub origin: String,
}

statements! {
    Tenant ADD = "
        INSERT INTO log_epochs (instansi_id, epoch, id, origin, from_position, last_checkpoint, by_login, at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    Tenant ALL = "
        SELECT epoch, id, origin, from_position, last_checkpoint, by_login, at FROM log_epochs
         WHERE instansi_id = $1 ORDER BY epoch";
}

#[derive(FromRow)]
struct Row {
    epoch: i64,
    id: Uuid,
    origin: String,
    from_position: i64,
    last_checkpoint: String,
    by_login: String,
    at: i64,
}

impl Row {
    fn read(self) -> Result<Epoch, StoreError> {
        Ok(Epoch {
            at: values::instant(self.at)?,
            by_login: self.by_login,
            epoch: u32::try_from(self.epoch).map_err(StoreError::corrupt)?,
            from_position: self.from_position.unsigned_abs(),
            id: self.id,
            last_checkpoint: self.last_checkpoint,
            origin: self.origin,
        })
    }
}

/// Keeps a beginning, and its leaf.
pub async fn add(tx: &mut Tx, instansi: InstansiId, epoch: &Epoch, salt: Salt) -> Result<(), StoreError> {
    let record = NewRecord::new(epoch.id, RecordKind::Epoch, salt, values::json_text(epoch)?.into_bytes());
    let from = number(epoch.from_position)?;
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(i64::from(epoch.epoch))
        .bind(epoch.id)
        .bind(&epoch.origin)
        .bind(from)
        .bind(&epoch.last_checkpoint)
        .bind(&epoch.by_login)
        .bind(epoch.at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::Epoch, &[record]).await
}

/// Every beginning, the first one first. The last is the one in force.
pub async fn all(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<Epoch>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(ALL).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}
