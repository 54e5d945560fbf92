//! Outages as they were proposed, and what was said to them. Both are records; an outage is what both say together.

pub mod beats;

use std::collections::HashMap;

use hadir_domain::ids::{InstansiId, OutageId, PersonId};
use hadir_domain::outages::{Cause, Outage, OutageScope, OutageState, OutageStep, OutageWord};
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

/// An outage on its way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewOutage {
    /// Its key, made by whoever sent it.
    pub id: OutageId,
    /// What fell silent.
    pub scope: OutageScope,
    /// Since when.
    pub from: Timestamp,
    /// Until when; `None` while it goes on.
    pub to: Option<Timestamp>,
    /// Why.
    pub cause: Cause,
    /// The same in free words.
    pub words: String,
    /// Who proposes it.
    pub by_login: String,
    /// The person behind that login.
    pub by_person: Option<PersonId>,
    /// When.
    pub received_at: Timestamp,
}

/// A word about an outage on its way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewStep {
    /// Its key, made by whoever sent it.
    pub id: Uuid,
    /// About which.
    pub outage: OutageId,
    /// What.
    pub step: OutageStep,
    /// When it was over, for an end.
    pub ended_at: Option<Timestamp>,
    /// Why.
    pub reason: String,
    /// Who.
    pub by_login: String,
    /// The person behind that login.
    pub by_person: Option<PersonId>,
    /// When.
    pub received_at: Timestamp,
}

macro_rules! columns {
    () => {
        "o.id, o.scope, o.target_id, o.from_at, o.to_at, o.cause, o.words, o.by_login, o.by_person, o.received_at"
    };
}

statements! {
    Tenant ADD = "
        INSERT INTO outages (instansi_id, id, scope, target_id, from_at, to_at, cause, words, by_login, by_person,
                             received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    Tenant STEP = "
        INSERT INTO outage_steps (instansi_id, outage_id, kind, id, step, ended_at, reason, by_login, by_person,
                                  received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    Tenant GET = concat!("SELECT ", columns!(), " FROM outages o WHERE o.instansi_id = $1 AND o.id = $2");
    Tenant STEPS_OF = "
        SELECT outage_id, id, step, ended_at, reason, by_login, received_at FROM outage_steps
         WHERE instansi_id = $1 AND outage_id = $2";
    Tenant LIST = concat!(
        "SELECT ", columns!(), " FROM outages o WHERE o.instansi_id = $1
          ORDER BY o.received_at DESC, o.id DESC LIMIT $2");
    Tenant TOUCHING = concat!(
        "SELECT ", columns!(), " FROM outages o
          WHERE o.instansi_id = $1 AND o.from_at <= $3 AND (o.to_at IS NULL OR o.to_at >= $2)
          ORDER BY o.from_at, o.id");
    Tenant STEPS = "
        SELECT s.outage_id, s.id, s.step, s.ended_at, s.reason, s.by_login, s.received_at
          FROM outage_steps s JOIN outages o ON o.instansi_id = s.instansi_id AND o.id = s.outage_id
         WHERE s.instansi_id = $1 AND o.from_at <= $3 AND (o.to_at IS NULL OR o.to_at >= $2)";
    Tenant ALL_STEPS = "
        SELECT outage_id, id, step, ended_at, reason, by_login, received_at FROM outage_steps WHERE instansi_id = $1";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    scope: String,
    target_id: Option<Uuid>,
    from_at: i64,
    to_at: Option<i64>,
    cause: String,
    words: String,
    by_login: String,
    by_person: Option<Uuid>,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<Outage, StoreError> {
        Ok(Outage {
            id: OutageId(self.id),
            scope: OutageScope::parse(&self.scope, self.target_id)
                .ok_or_else(|| StoreError::corrupt("scope of an outage"))?,
            from: values::instant(self.from_at)?,
            to: values::instant_or_none(self.to_at)?,
            cause: Cause::parse(&self.cause).ok_or_else(|| StoreError::corrupt("cause of an outage"))?,
            words: self.words,
            proposed_by: self.by_login,
            proposed_person: self.by_person.map(PersonId),
            proposed_at: values::instant(self.received_at)?,
            state: OutageState::Proposed,
            decided: None,
            ended: None,
        })
    }
}

#[derive(FromRow)]
struct StepRow {
    outage_id: Uuid,
    id: Uuid,
    step: String,
    ended_at: Option<i64>,
    reason: String,
    by_login: String,
    received_at: i64,
}

/// Lays steps over outages; those received after a moment are left out.
fn folded(rows: Vec<Row>, steps: Vec<StepRow>, as_of: Option<Timestamp>) -> Result<Vec<Outage>, StoreError> {
    let mut found = rows.into_iter().map(Row::read).collect::<Result<Vec<Outage>, StoreError>>()?;
    let place: HashMap<Uuid, usize> = found.iter().enumerate().map(|(place, outage)| (outage.id.0, place)).collect();
    for step in steps {
        let Some(outage) = place.get(&step.outage_id).and_then(|place| found.get_mut(*place)) else { continue };
        let at = values::instant(step.received_at)?;
        if as_of.is_some_and(|as_of| at > as_of) {
            continue;
        }
        let word = OutageWord { by: step.by_login, at, reason: step.reason };
        match OutageStep::parse(&step.step).ok_or_else(|| StoreError::corrupt("step of an outage"))? {
            OutageStep::Confirm => (outage.state, outage.decided) = (OutageState::Confirmed, Some(word)),
            OutageStep::Reject => (outage.state, outage.decided) = (OutageState::Rejected, Some(word)),
            OutageStep::End => (outage.to, outage.ended) = (values::instant_or_none(step.ended_at)?, Some(word)),
        }
    }
    Ok(found)
}

/// Keeps a proposed outage, and its leaf.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the key is taken.
pub async fn add(tx: &mut Tx, instansi: InstansiId, new: &NewOutage, salt: Salt) -> Result<(), StoreError> {
    let record = NewRecord::new(new.id.0, RecordKind::Outage, salt, values::json_text(new)?.into_bytes());
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(new.id.0)
        .bind(new.scope.kind())
        .bind(new.scope.target())
        .bind(new.from.as_microsecond())
        .bind(new.to.map(|to| to.as_microsecond()))
        .bind(new.cause.as_str())
        .bind(&new.words)
        .bind(&new.by_login)
        .bind(new.by_person.map(|person| person.0))
        .bind(new.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::Outage, &[record]).await
}

/// Keeps what was said to an outage, and its leaf. The caller marks the days concerned.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the same kind of word was said before.
pub async fn step(tx: &mut Tx, instansi: InstansiId, new: &NewStep, salt: Salt) -> Result<(), StoreError> {
    let (kind, record_kind) = match new.step {
        OutageStep::Confirm | OutageStep::Reject => ("decision", RecordKind::Decision),
        OutageStep::End => ("end", RecordKind::Outage),
    };
    let record = NewRecord::new(new.id, record_kind, salt, values::json_text(new)?.into_bytes());
    on_db!(tx, |conn| sqlx::query(STEP)
        .bind(instansi.0)
        .bind(new.outage.0)
        .bind(kind)
        .bind(new.id)
        .bind(new.step.as_str())
        .bind(new.ended_at.map(|at| at.as_microsecond()))
        .bind(&new.reason)
        .bind(&new.by_login)
        .bind(new.by_person.map(|person| person.0))
        .bind(new.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, record_kind, &[record]).await
}

/// One outage as it stands.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: OutageId) -> Result<Option<Outage>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id.0).fetch_optional(conn).await)?;
    let Some(row) = row else { return Ok(None) };
    let steps: Vec<StepRow> =
        on_db!(tx, |conn| sqlx::query_as(STEPS_OF).bind(instansi.0).bind(id.0).fetch_all(conn).await)?;
    Ok(folded(vec![row], steps, None)?.pop())
}

/// The key of the word that was said, by kind of word; to know a repeated request.
pub async fn step_id(
    tx: &mut Tx,
    instansi: InstansiId,
    id: OutageId,
    is_end: bool,
) -> Result<Option<Uuid>, StoreError> {
    let steps: Vec<StepRow> =
        on_db!(tx, |conn| sqlx::query_as(STEPS_OF).bind(instansi.0).bind(id.0).fetch_all(conn).await)?;
    Ok(steps.into_iter().find(|step| (step.step == OutageStep::End.as_str()) == is_end).map(|step| step.id))
}

/// The newest outages as they stand, newest first.
pub async fn list(tx: &mut Tx, instansi: InstansiId, limit: u32) -> Result<Vec<Outage>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(LIST).bind(instansi.0).bind(i64::from(limit)).fetch_all(conn).await)?;
    let steps: Vec<StepRow> = on_db!(tx, |conn| sqlx::query_as(ALL_STEPS).bind(instansi.0).fetch_all(conn).await)?;
    folded(rows, steps, None)
}

/// The outages that touch a span of time, as they were known at a moment.
pub async fn touching(
    tx: &mut Tx,
    instansi: InstansiId,
    from: Timestamp,
    to: Timestamp,
    as_of: Timestamp,
) -> Result<Vec<Outage>, StoreError> {
    let (from, to) = (from.as_microsecond(), to.as_microsecond());
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(TOUCHING).bind(instansi.0).bind(from).bind(to).fetch_all(conn).await)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let steps: Vec<StepRow> =
        on_db!(tx, |conn| sqlx::query_as(STEPS).bind(instansi.0).bind(from).bind(to).fetch_all(conn).await)?;
    folded(rows, steps, Some(as_of))
}
