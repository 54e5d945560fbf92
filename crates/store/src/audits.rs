//! Samples, findings, and what was said to them. Every row is a sealed record; none is changed.

pub mod facts;

use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// One record of an audit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditRecord {
    /// Its key.
    pub id: Uuid,
    /// The sample or finding it belongs to; its own key for those.
    pub subject: Uuid,
    /// How many records of the subject came before.
    pub ordinal: u32,
    /// `sample`, `finding`, `answer` or `close`.
    pub kind: String,
    /// The unit it is about; none for the whole instansi.
    pub unit: Option<UnitId>,
    /// The person whose record the finding is about.
    pub person: Option<PersonId>,
    /// What was drawn, found or said.
    pub content: serde_json::Value,
    /// Whose login.
    pub by_login: String,
    /// The person behind that login.
    pub by_person: Option<PersonId>,
    /// When.
    pub received_at: Timestamp,
}

/// The kind of a sample's record.
pub const SAMPLE: &str = "sample";

macro_rules! columns {
    () => {
        "r.id, r.subject_id, r.ordinal, r.kind, r.unit_id, r.person_id, r.content, r.by_login, r.by_person, r.received_at"
    };
}

statements! {
    Tenant ADD = "
        INSERT INTO audit_records (instansi_id, id, subject_id, ordinal, kind, unit_id, person_id, content, by_login,
                                   by_person, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    Tenant GET = concat!("SELECT ", columns!(), " FROM audit_records r WHERE r.instansi_id = $1 AND r.id = $2");
    Tenant OF_SUBJECT = concat!(
        "SELECT ", columns!(), " FROM audit_records r
          WHERE r.instansi_id = $1 AND r.subject_id = $2 ORDER BY r.ordinal");
    Tenant SAMPLES = concat!(
        "SELECT ", columns!(), " FROM audit_records r
          WHERE r.instansi_id = $1 AND r.kind = 'sample' ORDER BY r.received_at DESC, r.id DESC LIMIT $2");
    Tenant FINDINGS = concat!(
        "SELECT ", columns!(), " FROM audit_records r
          WHERE r.instansi_id = $1 AND r.kind <> 'sample' ORDER BY r.received_at, r.id");
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    subject_id: Uuid,
    ordinal: i64,
    kind: String,
    unit_id: Option<Uuid>,
    person_id: Option<Uuid>,
    content: String,
    by_login: String,
    by_person: Option<Uuid>,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<AuditRecord, StoreError> {
        Ok(AuditRecord {
            id: self.id,
            subject: self.subject_id,
            ordinal: u32::try_from(self.ordinal).map_err(StoreError::corrupt)?,
            kind: self.kind,
            unit: self.unit_id.map(UnitId),
            person: self.person_id.map(PersonId),
            content: values::json(&self.content)?,
            by_login: self.by_login,
            by_person: self.by_person.map(PersonId),
            received_at: values::instant(self.received_at)?,
        })
    }
}

fn read(rows: Vec<Row>) -> Result<Vec<AuditRecord>, StoreError> {
    rows.into_iter().map(Row::read).collect()
}

/// Keeps a record, and its leaf.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the key is taken, or another step of the subject came first.
pub async fn add(tx: &mut Tx, instansi: InstansiId, new: &AuditRecord, salt: Salt) -> Result<(), StoreError> {
    let record = NewRecord::new(new.id, RecordKind::Audit, salt, values::json_text(new)?.into_bytes());
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(new.id)
        .bind(new.subject)
        .bind(i64::from(new.ordinal))
        .bind(&new.kind)
        .bind(new.unit.map(|unit| unit.0))
        .bind(new.person.map(|person| person.0))
        .bind(values::json_text(&new.content)?)
        .bind(&new.by_login)
        .bind(new.by_person.map(|person| person.0))
        .bind(new.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::Audit, &[record]).await
}

/// One record.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<AuditRecord>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// A sample or finding with everything said to it, in order.
pub async fn of_subject(tx: &mut Tx, instansi: InstansiId, subject: Uuid) -> Result<Vec<AuditRecord>, StoreError> {
    read(on_db!(tx, |conn| sqlx::query_as(OF_SUBJECT).bind(instansi.0).bind(subject).fetch_all(conn).await)?)
}

/// The newest samples, newest first.
pub async fn samples(tx: &mut Tx, instansi: InstansiId, limit: u32) -> Result<Vec<AuditRecord>, StoreError> {
    read(on_db!(tx, |conn| sqlx::query_as(SAMPLES).bind(instansi.0).bind(i64::from(limit)).fetch_all(conn).await)?)
}

/// Every finding with everything said to it, in the order received.
pub async fn findings(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<AuditRecord>, StoreError> {
    read(on_db!(tx, |conn| sqlx::query_as(FINDINGS).bind(instansi.0).fetch_all(conn).await)?)
}
