//! Sets of changes to rosters as officers sent them, and what a second officer said to those that wait.

use hadir_domain::ids::{AssignmentId, InstansiId, PersonId, UnitId};
use hadir_domain::roster::desk::ChangeSet;
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::{Bulk, InList};
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// A set of changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Its key, made by whoever sent it.
    pub id: Uuid,
    /// The unit whose desk it came from.
    pub unit: UnitId,
    /// What is to change.
    pub set: ChangeSet,
    /// SHA-256 of what was asked for.
    #[serde(serialize_with = "values::hex")]
    pub asked_sha256: [u8; 32],
    /// Why.
    pub reason: String,
    /// Whether it waits for a second officer.
    pub late: bool,
    /// Who sent it.
    pub by_login: String,
    /// The person behind that account.
    pub by_person: Option<PersonId>,
    /// When.
    pub received_at: Timestamp,
}

/// What the second officer said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// Its key, made by whoever sent it.
    pub id: Uuid,
    /// About which set.
    pub change: Uuid,
    /// Yes or no.
    pub confirmed: bool,
    /// Why.
    pub reason: String,
    /// Who.
    pub by_login: String,
    /// When.
    pub received_at: Timestamp,
}

macro_rules! columns {
    () => {
        "c.id, c.unit_id, c.body, c.asked_sha256, c.reason, c.late, c.by_login, c.by_person, c.received_at"
    };
}

statements! {
    Tenant ADD = "
        INSERT INTO roster_changes (instansi_id, id, unit_id, body, asked_sha256, reason, late, by_login, by_person,
                                    received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    Tenant GET = concat!("SELECT ", columns!(), " FROM roster_changes c WHERE c.instansi_id = $1 AND c.id = $2");
    Tenant WAITING = concat!(
        "SELECT ", columns!(), " FROM roster_changes c
          WHERE c.instansi_id = $1 AND c.late = TRUE
            AND NOT EXISTS (SELECT 1 FROM roster_decisions d
                             WHERE d.instansi_id = c.instansi_id AND d.change_id = c.id)
          ORDER BY c.received_at, c.id LIMIT $2");
    Tenant DECIDE = "
        INSERT INTO roster_decisions (instansi_id, change_id, id, confirmed, reason, by_login, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    Tenant DECISION = "
        SELECT id, change_id, confirmed, reason, by_login, received_at FROM roster_decisions
         WHERE instansi_id = $1 AND change_id = $2";
    Tenant DECIDED = "
        SELECT id, change_id, confirmed, reason, by_login, received_at FROM roster_decisions
         WHERE instansi_id = $1 AND received_at >= $2 ORDER BY received_at DESC, change_id LIMIT $3";
}

pub(crate) static ADD_CELLS: Bulk = Bulk::new("INSERT INTO roster_cells (instansi_id, paper_id, change_id)", 3, "");
/// `$2` and `$3` are the days.
pub(crate) static CELLS: InList = InList::new(
    "SELECT c.paper_id FROM roster_cells c \
       JOIN exceptions e ON e.instansi_id = c.instansi_id AND e.id = c.paper_id \
      WHERE c.instansi_id = $1 AND e.from_on <= $3 AND e.to_on >= $2 AND e.person_id IN",
    4,
    "",
);

#[derive(FromRow)]
struct Row {
    id: Uuid,
    unit_id: Uuid,
    body: String,
    asked_sha256: Vec<u8>,
    reason: String,
    late: bool,
    by_login: String,
    by_person: Option<Uuid>,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<Change, StoreError> {
        Ok(Change {
            id: self.id,
            unit: UnitId(self.unit_id),
            set: values::json(&self.body)?,
            asked_sha256: self.asked_sha256.try_into().map_err(|_| StoreError::corrupt("a hash"))?,
            reason: self.reason,
            late: self.late,
            by_login: self.by_login,
            by_person: self.by_person.map(PersonId),
            received_at: values::instant(self.received_at)?,
        })
    }
}

#[derive(FromRow)]
struct DecisionRow {
    id: Uuid,
    change_id: Uuid,
    confirmed: bool,
    reason: String,
    by_login: String,
    received_at: i64,
}

impl DecisionRow {
    fn read(self) -> Result<Decision, StoreError> {
        Ok(Decision {
            id: self.id,
            change: self.change_id,
            confirmed: self.confirmed,
            reason: self.reason,
            by_login: self.by_login,
            received_at: values::instant(self.received_at)?,
        })
    }
}

/// Keeps a set of changes, and its leaf.
pub async fn add(tx: &mut Tx, instansi: InstansiId, change: &Change, salt: Salt) -> Result<(), StoreError> {
    let body = values::json_text(&change.set)?;
    let record = NewRecord::new(change.id, RecordKind::Assignment, salt, values::json_text(change)?.into_bytes());
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(change.id)
        .bind(change.unit.0)
        .bind(&body)
        .bind(change.asked_sha256.as_slice())
        .bind(&change.reason)
        .bind(change.late)
        .bind(&change.by_login)
        .bind(change.by_person.map(|person| person.0))
        .bind(change.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::Assignment, &[record]).await
}

/// One set of changes.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<Change>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// Sets that wait for a second officer, oldest first.
pub async fn waiting(tx: &mut Tx, instansi: InstansiId, limit: u32) -> Result<Vec<Change>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(WAITING).bind(instansi.0).bind(i64::from(limit)).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// Keeps what the second officer said, and its leaf.
///
/// # Errors
///
/// [`StoreError::Conflict`] when somebody said something before.
pub async fn decide(tx: &mut Tx, instansi: InstansiId, decision: &Decision, salt: Salt) -> Result<(), StoreError> {
    let body = values::json_text(decision)?.into_bytes();
    let record = NewRecord::new(decision.id, RecordKind::Decision, salt, body);
    on_db!(tx, |conn| sqlx::query(DECIDE)
        .bind(instansi.0)
        .bind(decision.change)
        .bind(decision.id)
        .bind(decision.confirmed)
        .bind(&decision.reason)
        .bind(&decision.by_login)
        .bind(decision.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::Decision, &[record]).await
}

/// What was said to a set, if anything.
pub async fn decision(tx: &mut Tx, instansi: InstansiId, change: Uuid) -> Result<Option<Decision>, StoreError> {
    let row: Option<DecisionRow> =
        on_db!(tx, |conn| sqlx::query_as(DECISION).bind(instansi.0).bind(change).fetch_optional(conn).await)?;
    row.map(DecisionRow::read).transpose()
}

/// What was said since a moment, newest first.
pub async fn decided(
    tx: &mut Tx,
    instansi: InstansiId,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<Decision>, StoreError> {
    let rows: Vec<DecisionRow> = on_db!(tx, |conn| sqlx::query_as(DECIDED)
        .bind(instansi.0)
        .bind(since.as_microsecond())
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(DecisionRow::read).collect()
}

/// Notes which papers a set of changes made.
pub async fn made(tx: &mut Tx, instansi: InstansiId, change: Uuid, papers: &[AssignmentId]) -> Result<(), StoreError> {
    for (sql, piece) in ADD_CELLS.pieces(tx, papers) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for paper in piece {
                query = query.bind(instansi.0).bind(paper.0).bind(change);
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// The papers of these people and days that came from the grid.
pub async fn cells(
    tx: &mut Tx,
    instansi: InstansiId,
    people: &[PersonId],
    from: Date,
    to: Date,
) -> Result<Vec<AssignmentId>, StoreError> {
    let (from, to) = (from.to_string(), to.to_string());
    let mut found = Vec::new();
    for (sql, piece) in CELLS.pieces(people) {
        let rows: Vec<(Uuid,)> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0).bind(&from).bind(&to);
            for person in piece {
                query = query.bind(person.0);
            }
            query.fetch_all(conn).await
        })?;
        found.extend(rows.into_iter().map(|(id,)| AssignmentId(id)));
    }
    Ok(found)
}
