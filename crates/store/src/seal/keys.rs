//! The history of the keys that sign: checkpoints, their time, receipts. Secrets are kept elsewhere.

use hadir_domain::ids::InstansiId;
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

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// Checkpoints.
    Log,
    /// The time of checkpoints, as a cosignature.
    Time,
    /// Receipts.
    Receipt,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 3] = [Self::Log, Self::Time, Self::Receipt];

    /// The code in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Time => "time",
            Self::Receipt => "receipt",
        }
    }
}

/// Put in use, or out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyStepKind {
    /// It signs from now on.
    Begin,
    /// It signs no more; what it signed stands.
    End,
}

impl KeyStepKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::End => "end",
        }
    }
}

/// One step. The fields stand in alphabetical order, so that the sealed body is JSON with sorted keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyStep {
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by_login: String,
    /// In which epoch of the log.
    pub epoch: u32,
    /// Its key as a record.
    pub id: Uuid,
    /// What the key signs.
    pub purpose: Purpose,
    /// Why, in words.
    pub reason: String,
    /// Which secret the key grows from: a name, never the secret.
    pub secret: String,
    /// Put in use, or out of it.
    pub step: KeyStepKind,
    /// Name, id and public key, as C2SP signed-note writes them.
    pub vkey: String,
}

statements! {
    Tenant ADD = "
        INSERT INTO log_keys (instansi_id, id, purpose, step, epoch, secret, vkey, by_login, reason, at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    Tenant ALL = "
        SELECT id, purpose, step, epoch, secret, vkey, by_login, reason, at FROM log_keys
         WHERE instansi_id = $1 ORDER BY at, id";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    purpose: String,
    step: String,
    epoch: i64,
    secret: String,
    vkey: String,
    by_login: String,
    reason: String,
    at: i64,
}

impl Row {
    fn read(self) -> Result<KeyStep, StoreError> {
        let purpose = Purpose::ALL.into_iter().find(|purpose| purpose.as_str() == self.purpose);
        let step = [KeyStepKind::Begin, KeyStepKind::End].into_iter().find(|step| step.as_str() == self.step);
        Ok(KeyStep {
            at: values::instant(self.at)?,
            by_login: self.by_login,
            epoch: u32::try_from(self.epoch).map_err(StoreError::corrupt)?,
            id: self.id,
            purpose: purpose.ok_or_else(|| StoreError::corrupt("purpose of a key"))?,
            reason: self.reason,
            secret: self.secret,
            step: step.ok_or_else(|| StoreError::corrupt("step of a key"))?,
            vkey: self.vkey,
        })
    }
}

/// Keeps a step, and its leaf.
pub async fn add(tx: &mut Tx, instansi: InstansiId, step: &KeyStep, salt: Salt) -> Result<(), StoreError> {
    let record = NewRecord::new(step.id, RecordKind::LogKey, salt, values::json_text(step)?.into_bytes());
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(step.id)
        .bind(step.purpose.as_str())
        .bind(step.step.as_str())
        .bind(i64::from(step.epoch))
        .bind(&step.secret)
        .bind(&step.vkey)
        .bind(&step.by_login)
        .bind(&step.reason)
        .bind(step.at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::LogKey, &[record]).await
}

/// Every step, oldest first.
pub async fn all(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<KeyStep>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(ALL).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// The keys in use for a purpose in an epoch, oldest first: with a rotation that overlaps there are two for a while.
pub fn in_use(steps: &[KeyStep], purpose: Purpose, epoch: u32) -> Vec<&KeyStep> {
    let ended = |vkey: &str| steps.iter().any(|step| step.step == KeyStepKind::End && step.vkey == vkey);
    let begun = |step: &&KeyStep| step.step == KeyStepKind::Begin && step.purpose == purpose && step.epoch == epoch;
    steps.iter().filter(begun).filter(|step| !ended(&step.vkey)).collect()
}
