//! What people ask for. The row is a request's present state; its life is in [`steps`], its proof in [`files`].

pub mod files;
pub mod steps;

use hadir_domain::ids::{InstansiId, PersonId, RequestId, UnitId};
use hadir_domain::requests::{Chain, Progress, RequestKind, RequestState, Who, Wish};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// A request as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Its key, made by the client.
    pub id: RequestId,
    /// Whose record would change.
    pub person: PersonId,
    /// The unit served in when it was handed in.
    pub unit: Option<UnitId>,
    /// What is asked for.
    pub wish: Wish,
    /// Why.
    pub reason: String,
    /// State and step.
    pub progress: Progress,
    /// How often it was handed in, from 1.
    pub round: u32,
    /// Who decides in which order.
    pub chain: Chain,
    /// The day by which the present step is due.
    pub due_on: Option<Date>,
    /// First day concerned.
    pub from_on: Date,
    /// Last day concerned.
    pub to_on: Date,
    /// With whom a turn is swapped.
    pub colleague: Option<PersonId>,
    /// Who handed it in, when it was another.
    pub filed_by: Option<PersonId>,
    /// Login of whoever handed it in.
    pub by_login: String,
    /// Whether it touches a month that was closed when it was handed in.
    pub month_closed: bool,
    /// Whether the rules want proof before the last yes.
    pub needs_proof: bool,
    /// When it was handed in, the last time.
    pub submitted_at: Timestamp,
    /// When it ended.
    pub decided_at: Option<Timestamp>,
    /// The records that followed.
    pub effects: Effects,
}

/// The records an approval made.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Effects {
    /// Papers, by key.
    #[serde(default)]
    pub papers: Vec<Uuid>,
    /// Papers that ended.
    #[serde(default)]
    pub voided: Vec<Uuid>,
    /// Corrections, by key.
    #[serde(default)]
    pub corrections: Vec<Uuid>,
}

macro_rules! columns {
    () => {
        "id, person_id, unit_id, kind, wish, reason, state, round, chain, step, step_who, due_on, from_on, to_on, \
         colleague_id, filed_by, by_login, month_closed, needs_proof, submitted_at, decided_at, effects"
    };
}

statements! {
    Tenant ADD = concat!(
        "INSERT INTO requests (instansi_id, ", columns!(), ")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
             ON CONFLICT (instansi_id, id) DO NOTHING");
    Tenant GET = concat!("SELECT ", columns!(), " FROM requests WHERE instansi_id = $1 AND id = $2");
    Tenant OF_PERSON = concat!(
        "SELECT ", columns!(), " FROM requests
          WHERE instansi_id = $1 AND person_id = $2 AND (CAST($3 AS TEXT) IS NULL OR state = $3)
            AND (submitted_at < $4 OR (submitted_at = $4 AND id < $5))
          ORDER BY submitted_at DESC, id DESC LIMIT $6");
    Tenant WAITING = concat!(
        "SELECT ", columns!(), " FROM requests
          WHERE instansi_id = $1 AND state = 'pending' AND (due_on > $2 OR (due_on = $2 AND id > $3))
          ORDER BY due_on, id LIMIT $4");
    Tenant TOUCHING = concat!(
        "SELECT ", columns!(), " FROM requests
          WHERE instansi_id = $1 AND state IN ('pending', 'returned') AND from_on <= $3 AND to_on >= $2
          ORDER BY submitted_at, id");
    Tenant DECIDED_BY = "
        SELECT request_id, MAX(received_at) FROM request_steps
         WHERE instansi_id = $1 AND by_person = $2 AND seat <> 'pemohon'
         GROUP BY request_id HAVING MAX(received_at) < $3 ORDER BY MAX(received_at) DESC LIMIT $4";
    Tenant MOVE = "
        UPDATE requests SET state = $5, step = $6, step_who = $7, due_on = $8, decided_at = $9, effects = $10
         WHERE instansi_id = $1 AND id = $2 AND round = $3 AND state = 'pending' AND step = $4";
    Tenant WITHDRAW = "
        UPDATE requests SET state = 'withdrawn', step = NULL, step_who = NULL, due_on = NULL, decided_at = $3
         WHERE instansi_id = $1 AND id = $2 AND state IN ('pending', 'returned')";
    Tenant RESUBMIT = "
        UPDATE requests SET state = 'pending', round = round + 1, wish = $4, reason = $5, chain = $6, step = 0,
               step_who = $7, due_on = $8, from_on = $9, to_on = $10, colleague_id = $11, month_closed = $12,
               submitted_at = $13, needs_proof = $14
         WHERE instansi_id = $1 AND id = $2 AND round = $3 AND state = 'returned'";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    person_id: Uuid,
    unit_id: Option<Uuid>,
    wish: String,
    reason: String,
    state: String,
    round: i64,
    chain: String,
    step: Option<i64>,
    due_on: Option<String>,
    from_on: String,
    to_on: String,
    colleague_id: Option<Uuid>,
    filed_by: Option<Uuid>,
    by_login: String,
    month_closed: bool,
    needs_proof: bool,
    submitted_at: i64,
    decided_at: Option<i64>,
    effects: Option<String>,
}

impl Row {
    fn read(self) -> Result<Request, StoreError> {
        let state = RequestState::parse(&self.state).ok_or_else(|| StoreError::corrupt("state of a request"))?;
        let step = self.step.map(usize::try_from).transpose().map_err(StoreError::corrupt)?;
        Ok(Request {
            id: RequestId(self.id),
            person: PersonId(self.person_id),
            unit: self.unit_id.map(UnitId),
            wish: values::json(&self.wish)?,
            reason: self.reason,
            progress: Progress { state, step },
            round: u32::try_from(self.round).map_err(StoreError::corrupt)?,
            chain: values::json(&self.chain)?,
            due_on: values::date_or_none(self.due_on.as_deref())?,
            from_on: values::date(&self.from_on)?,
            to_on: values::date(&self.to_on)?,
            colleague: self.colleague_id.map(PersonId),
            filed_by: self.filed_by.map(PersonId),
            by_login: self.by_login,
            month_closed: self.month_closed,
            needs_proof: self.needs_proof,
            submitted_at: values::instant(self.submitted_at)?,
            decided_at: values::instant_or_none(self.decided_at)?,
            effects: self.effects.as_deref().map(values::json).transpose()?.unwrap_or_default(),
        })
    }
}

impl Request {
    /// Its kind.
    pub fn kind(&self) -> RequestKind {
        self.wish.kind()
    }

    /// Who decides the step it waits at.
    pub fn waits_for(&self) -> Option<Who> {
        self.progress.step.and_then(|step| self.chain.get(step)).map(|step| step.who)
    }
}

fn read_all(rows: Vec<Row>) -> Result<Vec<Request>, StoreError> {
    rows.into_iter().map(Row::read).collect()
}

/// Keeps a new request; false when the key is taken. The caller adds its step.
pub async fn add(tx: &mut Tx, instansi: InstansiId, new: &Request) -> Result<bool, StoreError> {
    let (wish, chain) = (values::json_text(&new.wish)?, values::json_text(&new.chain)?);
    let rows = on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(new.id.0)
        .bind(new.person.0)
        .bind(new.unit.map(|unit| unit.0))
        .bind(new.kind().as_str())
        .bind(&wish)
        .bind(&new.reason)
        .bind(new.progress.state.as_str())
        .bind(i64::from(new.round))
        .bind(&chain)
        .bind(new.progress.step.map(|step| step as i64))
        .bind(new.waits_for().map(Who::as_str))
        .bind(values::date_text(new.due_on))
        .bind(new.from_on.to_string())
        .bind(new.to_on.to_string())
        .bind(new.colleague.map(|person| person.0))
        .bind(new.filed_by.map(|person| person.0))
        .bind(&new.by_login)
        .bind(new.month_closed)
        .bind(new.needs_proof)
        .bind(new.submitted_at.as_microsecond())
        .bind(new.decided_at.map(Timestamp::as_microsecond))
        .bind(None::<String>)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// One request.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: RequestId) -> Result<Option<Request>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id.0).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// A person's requests in a state or in any, newest first, after a place in that order.
pub async fn of_person(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    state: Option<RequestState>,
    after: Option<(Timestamp, RequestId)>,
    limit: u32,
) -> Result<Vec<Request>, StoreError> {
    let (at, id) = after.map_or((i64::MAX, Uuid::nil()), |(at, id)| (at.as_microsecond(), id.0));
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(OF_PERSON)
        .bind(instansi.0)
        .bind(person.0)
        .bind(state.map(RequestState::as_str))
        .bind(at)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    read_all(rows)
}

/// Requests of the instansi that wait, by the day they are due, after a place in that order.
pub async fn waiting(
    tx: &mut Tx,
    instansi: InstansiId,
    after: Option<(Date, RequestId)>,
    limit: u32,
) -> Result<Vec<Request>, StoreError> {
    let (due, id) = after.map_or((String::new(), Uuid::nil()), |(due, id)| (due.to_string(), id.0));
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(WAITING)
        .bind(instansi.0)
        .bind(&due)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    read_all(rows)
}

/// Requests that are not over and touch the days from one to another (both inclusive).
pub async fn touching(tx: &mut Tx, instansi: InstansiId, from: Date, to: Date) -> Result<Vec<Request>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(TOUCHING)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    read_all(rows)
}

/// Requests a person decided on, the newest decision first, before a moment.
pub async fn decided_by(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    before: Option<Timestamp>,
    limit: u32,
) -> Result<Vec<(Request, Timestamp)>, StoreError> {
    let before = before.map_or(i64::MAX, Timestamp::as_microsecond);
    let ids: Vec<(Uuid, i64)> = on_db!(tx, |conn| sqlx::query_as(DECIDED_BY)
        .bind(instansi.0)
        .bind(person.0)
        .bind(before)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    let mut found = Vec::with_capacity(ids.len());
    for (id, at) in ids {
        if let Some(request) = get(tx, instansi, RequestId(id)).await? {
            found.push((request, values::instant(at)?));
        }
    }
    Ok(found)
}

/// Moves a request from the step it waits at; false when it does not wait there any more.
pub async fn advance(
    tx: &mut Tx,
    instansi: InstansiId,
    request: &Request,
    to: Progress,
    due_on: Option<Date>,
    decided_at: Option<Timestamp>,
    effects: Option<&Effects>,
) -> Result<bool, StoreError> {
    let effects = effects.map(values::json_text).transpose()?;
    let who = to.step.and_then(|step| request.chain.get(step)).map(|step| step.who.as_str());
    let rows = on_db!(tx, |conn| sqlx::query(MOVE)
        .bind(instansi.0)
        .bind(request.id.0)
        .bind(i64::from(request.round))
        .bind(request.progress.step.map(|step| step as i64))
        .bind(to.state.as_str())
        .bind(to.step.map(|step| step as i64))
        .bind(who)
        .bind(values::date_text(due_on))
        .bind(decided_at.map(Timestamp::as_microsecond))
        .bind(&effects)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// Takes a request back; false when it is over.
pub async fn withdraw(tx: &mut Tx, instansi: InstansiId, id: RequestId, now: Timestamp) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(WITHDRAW)
        .bind(instansi.0)
        .bind(id.0)
        .bind(now.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// Hands a returned request in again as it now is; false when it is not there to be completed. `new.round` is the round
/// that was returned.
pub async fn resubmit(tx: &mut Tx, instansi: InstansiId, new: &Request) -> Result<bool, StoreError> {
    let (wish, chain) = (values::json_text(&new.wish)?, values::json_text(&new.chain)?);
    let rows = on_db!(tx, |conn| sqlx::query(RESUBMIT)
        .bind(instansi.0)
        .bind(new.id.0)
        .bind(i64::from(new.round))
        .bind(&wish)
        .bind(&new.reason)
        .bind(&chain)
        .bind(new.chain.first().map(|step| step.who.as_str()))
        .bind(values::date_text(new.due_on))
        .bind(new.from_on.to_string())
        .bind(new.to_on.to_string())
        .bind(new.colleague.map(|person| person.0))
        .bind(new.month_closed)
        .bind(new.submitted_at.as_microsecond())
        .bind(new.needs_proof)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}
