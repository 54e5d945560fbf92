//! Every step in the life of a terminal, sealed.

use hadir_domain::ids::{DeviceId, InstansiId};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StepKind {
    /// Somebody wants it adopted.
    Propose,
    /// It was adopted.
    Adopt,
    /// It was not.
    Reject,
    /// It hangs elsewhere, or its clock runs in another zone.
    Move,
    /// Its door was guarded otherwise.
    Guard,
    /// It was taken down.
    Retire,
    /// It was put back.
    Restore,
}

impl StepKind {
    const ALL: [Self; 7] =
        [Self::Propose, Self::Adopt, Self::Reject, Self::Move, Self::Guard, Self::Retire, Self::Restore];

    /// The code in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Propose => "propose",
            Self::Adopt => "adopt",
            Self::Reject => "reject",
            Self::Move => "move",
            Self::Guard => "guard",
            Self::Retire => "retire",
            Self::Restore => "restore",
        }
    }
}

/// One step. The fields stand in alphabetical order, so that the sealed body is JSON with sorted keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceStep {
    /// Who did it.
    pub by_login: String,
    /// What it says: site, zone, name, dates, networks; never a secret.
    pub detail: serde_json::Value,
    /// Which terminal.
    pub device: DeviceId,
    /// Its key.
    pub id: Uuid,
    /// Why, in words.
    pub reason: String,
    /// When.
    pub received_at: Timestamp,
    /// What was done.
    pub step: StepKind,
}

statements! {
    Tenant ADD = "
        INSERT INTO device_steps (instansi_id, id, device_id, step, detail, by_login, reason, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    Tenant OF_DEVICE = "
        SELECT id, device_id, step, detail, by_login, reason, received_at FROM device_steps
         WHERE instansi_id = $1 AND device_id = $2 ORDER BY received_at, id";
    Tenant LIFE = "
        SELECT id, device_id, step, detail, by_login, reason, received_at FROM device_steps
         WHERE instansi_id = $1 AND step IN ('propose', 'adopt', 'reject') ORDER BY received_at, id";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    device_id: Uuid,
    step: String,
    detail: String,
    by_login: String,
    reason: String,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<DeviceStep, StoreError> {
        let step = StepKind::ALL.into_iter().find(|step| step.as_str() == self.step);
        Ok(DeviceStep {
            by_login: self.by_login,
            detail: values::json(&self.detail)?,
            device: DeviceId(self.device_id),
            id: self.id,
            reason: self.reason,
            received_at: values::instant(self.received_at)?,
            step: step.ok_or_else(|| StoreError::corrupt("step of a terminal"))?,
        })
    }
}

/// Keeps a step, and its leaf.
pub async fn add(tx: &mut Tx, instansi: InstansiId, step: &DeviceStep, salt: Salt) -> Result<(), StoreError> {
    let body = values::json_text(step)?.into_bytes();
    let record = NewRecord::new(step.id, RecordKind::Terminal, salt, body);
    let detail = values::json_text(&step.detail)?;
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(step.id)
        .bind(step.device.0)
        .bind(step.step.as_str())
        .bind(&detail)
        .bind(&step.by_login)
        .bind(&step.reason)
        .bind(step.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::Terminal, &[record]).await
}

/// The life of one terminal, oldest step first.
pub async fn of_device(tx: &mut Tx, instansi: InstansiId, device: DeviceId) -> Result<Vec<DeviceStep>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_DEVICE).bind(instansi.0).bind(device.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// The proposals nobody decided on yet, oldest first, one a terminal.
pub async fn open_proposals(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<DeviceStep>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(LIFE).bind(instansi.0).fetch_all(conn).await)?;
    let mut open: Vec<DeviceStep> = Vec::new();
    for row in rows {
        let step = row.read()?;
        open.retain(|known| known.device != step.device);
        if step.step == StepKind::Propose {
            open.push(step);
        }
    }
    Ok(open)
}
