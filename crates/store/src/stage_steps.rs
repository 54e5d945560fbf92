//! What was signed about the stage of each OPD and its paper roll. Records; the course of an OPD is what they say together.

use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_domain::stages::{Paper, Stage, StageStep, StageWord};
use hadir_ledger::leaf::{RecordKind, Salt};
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

macro_rules! columns {
    () => {
        "id, unit_id, proposal_id, step, stage, paper, from_on, evidence, evidence_sha256, reason, by_login, by_person, \
         received_at"
    };
}

statements! {
    Tenant ADD = concat!("
        INSERT INTO stage_steps (instansi_id, ", columns!(), ", commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)");
    Tenant LIST = concat!(
        "SELECT ", columns!(), " FROM stage_steps WHERE instansi_id = $1 ORDER BY received_at, id");
    Tenant IN_FORCE = "
        SELECT id, unit_id, proposal_id, step, stage, paper, from_on, '' AS evidence, evidence_sha256, reason, by_login,
               by_person, received_at
          FROM stage_steps WHERE instansi_id = $1 AND step IN ('confirm', 'withdraw') ORDER BY received_at, id";
    Tenant OF_UNIT = concat!(
        "SELECT ", columns!(), " FROM stage_steps WHERE instansi_id = $1 AND unit_id = $2 ORDER BY received_at, id");
    Tenant GET = concat!("SELECT ", columns!(), " FROM stage_steps WHERE instansi_id = $1 AND id = $2");
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    unit_id: Uuid,
    proposal_id: Option<Uuid>,
    step: String,
    stage: String,
    paper: String,
    from_on: String,
    evidence: String,
    evidence_sha256: String,
    reason: String,
    by_login: String,
    by_person: Option<Uuid>,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<StageStep, StoreError> {
        Ok(StageStep {
            id: self.id,
            unit: UnitId(self.unit_id),
            proposal: self.proposal_id,
            word: StageWord::parse(&self.step).ok_or_else(|| StoreError::corrupt("step of a stage"))?,
            stage: Stage::parse(&self.stage).ok_or_else(|| StoreError::corrupt("stage of an OPD"))?,
            paper: Paper::parse(&self.paper).ok_or_else(|| StoreError::corrupt("paper of an OPD"))?,
            from_on: values::date(&self.from_on)?,
            evidence: self.evidence,
            evidence_sha256: self.evidence_sha256,
            reason: self.reason,
            by_login: self.by_login,
            by_person: self.by_person.map(PersonId),
            received_at: values::instant(self.received_at)?,
        })
    }
}

/// Keeps a step, and its leaf. The caller marks the days concerned.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the key is taken, or the proposal was decided before.
pub async fn add(tx: &mut Tx, instansi: InstansiId, step: &StageStep, salt: Salt) -> Result<(), StoreError> {
    let record = NewRecord::new(step.id, RecordKind::Rollout, salt, values::json_text(step)?.into_bytes());
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(step.id)
        .bind(step.unit.0)
        .bind(step.proposal)
        .bind(step.word.as_str())
        .bind(step.stage.as_str())
        .bind(step.paper.as_str())
        .bind(step.from_on.to_string())
        .bind(&step.evidence)
        .bind(&step.evidence_sha256)
        .bind(&step.reason)
        .bind(&step.by_login)
        .bind(step.by_person.map(|person| person.0))
        .bind(step.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::Rollout, &[record]).await
}

/// The steps of every OPD, oldest first.
pub async fn list(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<StageStep>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(LIST).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// Those that change what holds, without their evidence, oldest first.
pub async fn in_force(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<StageStep>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(IN_FORCE).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// The steps of one OPD, oldest first.
pub async fn of_unit(tx: &mut Tx, instansi: InstansiId, unit: UnitId) -> Result<Vec<StageStep>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_UNIT).bind(instansi.0).bind(unit.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// One step.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<StageStep>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}
