//! What people ask about their own data: present state in one row, every step sealed.

use hadir_domain::ids::{InstansiId, PersonId};
use hadir_domain::privacy::{DataAnswer, DataAsk, DataField, DataRequest, DataState, DataStep};
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

/// One step in the life of a request, as it is sealed. The first carries what was asked, in `reason` as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Who did it.
    pub by_login: String,
    /// Its key.
    pub id: Uuid,
    /// Whose data it is about.
    pub person: PersonId,
    /// In which words.
    pub reason: String,
    /// When.
    pub received_at: Timestamp,
    /// Of which request.
    pub request: Uuid,
    /// What was done.
    pub step: DataStep,
}

/// What the first step seals beside the words.
#[derive(Serialize)]
struct Asked<'a> {
    ask: DataAsk,
    due_at: Timestamp,
    field: DataField,
    step: &'a Step,
    wanted: &'a str,
    wrong: &'a str,
}

macro_rules! columns {
    () => {
        "id, person_id, ask, field, wrong, wanted, state, asked_at, due_at, answered_at, answered_by, reason"
    };
}

statements! {
    Tenant ADD = concat!(
        "INSERT INTO data_requests (instansi_id, ", columns!(), ")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, NULL, NULL)
             ON CONFLICT (instansi_id, id) DO NOTHING");
    Tenant GET = concat!("SELECT ", columns!(), " FROM data_requests WHERE instansi_id = $1 AND id = $2");
    Tenant OF_PERSON = concat!(
        "SELECT ", columns!(), " FROM data_requests
          WHERE instansi_id = $1 AND person_id = $2 ORDER BY asked_at DESC, id LIMIT $3");
    Tenant WAITING = concat!(
        "SELECT ", columns!(), " FROM data_requests
          WHERE instansi_id = $1 AND state IN ('open', 'needs_more') AND due_at <= $2 ORDER BY due_at, id LIMIT $3");
    Tenant ANSWERED = concat!(
        "SELECT ", columns!(), " FROM data_requests
          WHERE instansi_id = $1 AND state IN ('done', 'refused', 'withdrawn') AND (asked_at, id) < ($2, $3)
          ORDER BY asked_at DESC, id DESC LIMIT $4");
    Tenant COUNT = "
        SELECT COUNT(*) FROM data_requests
         WHERE instansi_id = $1 AND state IN ('open', 'needs_more') AND due_at < $2";
    Tenant COUNT_OF_PERSON = "
        SELECT COUNT(*) FROM data_requests
         WHERE instansi_id = $1 AND person_id = $2 AND state IN ('open', 'needs_more')";
    Tenant MOVE = "
        UPDATE data_requests SET state = $4 WHERE instansi_id = $1 AND id = $2 AND state = $3";
    Tenant ANSWER = "
        UPDATE data_requests SET state = $4, answered_at = $5, answered_by = $6, reason = $7
         WHERE instansi_id = $1 AND id = $2 AND state = $3";
    Tenant ADD_STEP = "
        INSERT INTO data_request_steps (instansi_id, id, request_id, person_id, step, by_login, reason, received_at,
                                        commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    Tenant STEP_THERE = "SELECT request_id FROM data_request_steps WHERE instansi_id = $1 AND id = $2";
    Tenant STEPS = "
        SELECT id, request_id, person_id, step, by_login, reason, received_at FROM data_request_steps
         WHERE instansi_id = $1 AND request_id = $2 ORDER BY received_at, id";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    person_id: Uuid,
    ask: String,
    field: String,
    wrong: String,
    wanted: String,
    state: String,
    asked_at: i64,
    due_at: i64,
    answered_at: Option<i64>,
    answered_by: Option<String>,
    reason: Option<String>,
}

impl Row {
    fn read(self, instansi: InstansiId) -> Result<DataRequest, StoreError> {
        let answered = match (values::instant_or_none(self.answered_at)?, self.answered_by) {
            (Some(at), Some(by)) => Some(DataAnswer { at, by, reason: self.reason.unwrap_or_default() }),
            _ => None,
        };
        Ok(DataRequest {
            instansi,
            id: self.id,
            person: PersonId(self.person_id),
            ask: DataAsk::parse(&self.ask).ok_or_else(|| StoreError::corrupt("what a data request asks"))?,
            field: DataField::parse(&self.field).ok_or_else(|| StoreError::corrupt("field of a data request"))?,
            wrong: self.wrong,
            wanted: self.wanted,
            state: DataState::parse(&self.state).ok_or_else(|| StoreError::corrupt("state of a data request"))?,
            asked_at: values::instant(self.asked_at)?,
            due_at: values::instant(self.due_at)?,
            answered,
        })
    }
}

/// Adds a request and its first step; false when a request with that key is there.
pub async fn add(tx: &mut Tx, new: &DataRequest, step: &Step, salt: Salt) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(ADD)
        .bind(new.instansi.0)
        .bind(new.id)
        .bind(new.person.0)
        .bind(new.ask.as_str())
        .bind(new.field.as_str())
        .bind(&new.wrong)
        .bind(&new.wanted)
        .bind(new.state.as_str())
        .bind(new.asked_at.as_microsecond())
        .bind(new.due_at.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 1 {
        let body =
            Asked { ask: new.ask, due_at: new.due_at, field: new.field, step, wanted: &new.wanted, wrong: &new.wrong };
        note(tx, new.instansi, step, values::json_text(&body)?.into_bytes(), salt).await?;
    }
    Ok(rows == 1)
}

/// Moves a request on by a step; false when it is not in that state any more.
pub async fn step(
    tx: &mut Tx,
    request: &DataRequest,
    to: DataState,
    step: &Step,
    salt: Salt,
) -> Result<bool, StoreError> {
    let (instansi, id) = (request.instansi, request.id);
    let rows = if step.step.is_an_answer() {
        on_db!(tx, |conn| sqlx::query(ANSWER)
            .bind(instansi.0)
            .bind(id)
            .bind(request.state.as_str())
            .bind(to.as_str())
            .bind(step.received_at.as_microsecond())
            .bind(&step.by_login)
            .bind(&step.reason)
            .execute(conn)
            .await?
            .rows_affected())
    } else {
        on_db!(tx, |conn| sqlx::query(MOVE)
            .bind(instansi.0)
            .bind(id)
            .bind(request.state.as_str())
            .bind(to.as_str())
            .execute(conn)
            .await?
            .rows_affected())
    };
    if rows == 1 {
        note(tx, instansi, step, values::json_text(step)?.into_bytes(), salt).await?;
    }
    Ok(rows == 1)
}

async fn note(tx: &mut Tx, instansi: InstansiId, step: &Step, body: Vec<u8>, salt: Salt) -> Result<(), StoreError> {
    let record = NewRecord::new(step.id, RecordKind::Decision, salt, body);
    on_db!(tx, |conn| sqlx::query(ADD_STEP)
        .bind(instansi.0)
        .bind(step.id)
        .bind(step.request)
        .bind(step.person.0)
        .bind(step.step.as_str())
        .bind(&step.by_login)
        .bind(&step.reason)
        .bind(step.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::Decision, &[record]).await
}

/// One request.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<DataRequest>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(|row| row.read(instansi)).transpose()
}

/// The newest requests of a person.
pub async fn of_person(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    limit: u32,
) -> Result<Vec<DataRequest>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(OF_PERSON)
        .bind(instansi.0)
        .bind(person.0)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(|row| row.read(instansi)).collect()
}

/// Requests that wait and are due by then, the most urgent first; all of them with [`Timestamp::MAX`].
pub async fn waiting(
    tx: &mut Tx,
    instansi: InstansiId,
    due_by: Timestamp,
    limit: u32,
) -> Result<Vec<DataRequest>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(WAITING)
        .bind(instansi.0)
        .bind(due_by.as_microsecond())
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(|row| row.read(instansi)).collect()
}

/// Requests that are over, newest first, after a place in that order.
pub async fn over(
    tx: &mut Tx,
    instansi: InstansiId,
    after: Option<(Timestamp, Uuid)>,
    limit: u32,
) -> Result<Vec<DataRequest>, StoreError> {
    let (at, id) = after.map_or((i64::MAX, Uuid::nil()), |(at, id)| (at.as_microsecond(), id));
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(ANSWERED)
        .bind(instansi.0)
        .bind(at)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(|row| row.read(instansi)).collect()
}

/// How many wait whose time is out before then.
pub async fn count_due(tx: &mut Tx, instansi: InstansiId, before: Timestamp) -> Result<u64, StoreError> {
    let (count,): (i64,) =
        on_db!(tx, |conn| sqlx::query_as(COUNT).bind(instansi.0).bind(before.as_microsecond()).fetch_one(conn).await)?;
    Ok(count.unsigned_abs())
}

/// How many of a person wait.
pub async fn count_of_person(tx: &mut Tx, instansi: InstansiId, person: PersonId) -> Result<u64, StoreError> {
    let (count,): (i64,) =
        on_db!(tx, |conn| sqlx::query_as(COUNT_OF_PERSON).bind(instansi.0).bind(person.0).fetch_one(conn).await)?;
    Ok(count.unsigned_abs())
}

/// Of which request a step is; `None` when no step has that key.
pub async fn step_of(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<Uuid>, StoreError> {
    let row: Option<(Uuid,)> =
        on_db!(tx, |conn| sqlx::query_as(STEP_THERE).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    Ok(row.map(|(request,)| request))
}

type StepRow = (Uuid, Uuid, Uuid, String, String, String, i64);

/// The steps of a request, oldest first.
pub async fn steps(tx: &mut Tx, instansi: InstansiId, request: Uuid) -> Result<Vec<Step>, StoreError> {
    let rows: Vec<StepRow> =
        on_db!(tx, |conn| sqlx::query_as(STEPS).bind(instansi.0).bind(request).fetch_all(conn).await)?;
    let read = |(id, request, person, step, by_login, reason, at): StepRow| {
        Ok(Step {
            by_login,
            id,
            person: PersonId(person),
            reason,
            received_at: values::instant(at)?,
            request,
            step: DataStep::parse(&step).ok_or_else(|| StoreError::corrupt("step of a data request"))?,
        })
    };
    rows.into_iter().map(read).collect()
}
