//! The course of lists and of second looks: what happened, or did not.

use hadir_domain::cross_checks::StepKind;
use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CrossCheckStep {
    /// Its key: see [`once`] for what happens at most once.
    pub id: Uuid,
    /// Of which list.
    pub list: Uuid,
    /// Its unit.
    pub unit: UnitId,
    /// Its day.
    pub on: Date,
    /// What.
    pub kind: StepKind,
    /// Whom a second look is about.
    pub person: Option<PersonId>,
    /// What is looked at again: the check; or the drawing that is answered.
    pub subject: Option<Uuid>,
    /// More of it.
    pub content: Value,
    /// Who; empty for the server itself.
    pub by_login: String,
    /// The person behind that login.
    pub by_person: Option<PersonId>,
    /// When.
    pub received_at: Timestamp,
}

macro_rules! columns {
    () => {
        "id, list_id, unit_id, day_on, kind, person_id, subject_id, content, by_login, by_person, received_at"
    };
}

statements! {
    Tenant ADD = concat!(
        "INSERT INTO cross_check_steps (instansi_id, ", columns!(), ", commitment)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (instansi_id, id) DO NOTHING");
    Tenant IN_SPAN = concat!(
        "SELECT ", columns!(), " FROM cross_check_steps
          WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 ORDER BY received_at, id");
    Tenant OF_LIST = concat!(
        "SELECT ", columns!(), " FROM cross_check_steps WHERE instansi_id = $1 AND list_id = $2 ORDER BY received_at, id");
    Tenant GET = concat!("SELECT ", columns!(), " FROM cross_check_steps WHERE instansi_id = $1 AND id = $2");
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    list_id: Uuid,
    unit_id: Uuid,
    day_on: String,
    kind: String,
    person_id: Option<Uuid>,
    subject_id: Option<Uuid>,
    content: String,
    by_login: String,
    by_person: Option<Uuid>,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<CrossCheckStep, StoreError> {
        Ok(CrossCheckStep {
            id: self.id,
            list: self.list_id,
            unit: UnitId(self.unit_id),
            on: values::date(&self.day_on)?,
            kind: StepKind::parse(&self.kind).ok_or_else(|| StoreError::corrupt("step of a cross-check"))?,
            person: self.person_id.map(PersonId),
            subject: self.subject_id,
            content: values::json(&self.content)?,
            by_login: self.by_login,
            by_person: self.by_person.map(PersonId),
            received_at: values::instant(self.received_at)?,
        })
    }
}

/// The key of what happens to a list, or to a drawing, at most once: it follows from both, so that two servers keep one.
pub fn once(of: Uuid, kind: StepKind) -> Uuid {
    let hash = Sha256::new().chain_update(of.as_bytes()).chain_update(kind.as_str()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Keeps a step with its leaf; false when it is there.
pub async fn add(tx: &mut Tx, instansi: InstansiId, step: &CrossCheckStep, salt: Salt) -> Result<bool, StoreError> {
    let record = NewRecord::new(step.id, RecordKind::CrossCheck, salt, values::json_text(step)?.into_bytes());
    let content = values::json_text(&step.content)?;
    let rows = on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(step.id)
        .bind(step.list)
        .bind(step.unit.0)
        .bind(step.on.to_string())
        .bind(step.kind.as_str())
        .bind(step.person.map(|person| person.0))
        .bind(step.subject)
        .bind(&content)
        .bind(&step.by_login)
        .bind(step.by_person.map(|person| person.0))
        .bind(step.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 0 {
        return Ok(false);
    }
    records::keep(tx, instansi, RecordKind::CrossCheck, &[record]).await?;
    Ok(true)
}

/// The steps of lists of the days from `from` to `to`, both included, as they came.
pub async fn in_span(
    tx: &mut Tx,
    instansi: InstansiId,
    from: Date,
    to: Date,
) -> Result<Vec<CrossCheckStep>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(IN_SPAN)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}

/// The steps of one list, as they came.
pub async fn of_list(tx: &mut Tx, instansi: InstansiId, list: Uuid) -> Result<Vec<CrossCheckStep>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(OF_LIST).bind(instansi.0).bind(list).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// One step.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<CrossCheckStep>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}
