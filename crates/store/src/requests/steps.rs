//! Every step in the life of a request, sealed. Insert-only.

use hadir_domain::access::Acting;
use hadir_domain::ids::{InstansiId, PersonId, RequestId};
use hadir_domain::requests::Wish;
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

/// The seat of whoever asks.
pub const APPLICANT: &str = "pemohon";

/// One step, as it is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestStep {
    /// Held for another.
    pub acting: Option<Acting>,
    /// `submit`, `resubmit`, `approve`, `return`, `reject`, `postpone`, `withdraw`.
    pub action: String,
    /// Login of whoever did it.
    pub by_login: String,
    /// The person behind it.
    pub by_person: Option<PersonId>,
    /// Its key, made by the client for a decision.
    pub id: Uuid,
    /// Why, in words.
    pub reason: String,
    /// When.
    pub received_at: Timestamp,
    /// Of which request.
    pub request: RequestId,
    /// Of which round.
    pub round: u32,
    /// In which seat: [`APPLICANT`], `rekan`, `atasan`, `kepegawaian`.
    pub seat: String,
    /// The step of the chain that was decided.
    pub step: Option<u32>,
    /// What was asked for, at a submission.
    pub wish: Option<Wish>,
}

statements! {
    Tenant ADD = "
        INSERT INTO request_steps (instansi_id, id, request_id, round, step, action, seat, acting, by_login, by_person,
                                   reason, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            ON CONFLICT (instansi_id, id) DO NOTHING";
    Tenant GET = "
        SELECT id, request_id, round, step, action, seat, acting, by_login, by_person, reason, received_at
          FROM request_steps WHERE instansi_id = $1 AND id = $2";
    Tenant OF_REQUEST = "
        SELECT id, request_id, round, step, action, seat, acting, by_login, by_person, reason, received_at
          FROM request_steps WHERE instansi_id = $1 AND request_id = $2 ORDER BY received_at, id";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    request_id: Uuid,
    round: i64,
    step: Option<i64>,
    action: String,
    seat: String,
    acting: Option<String>,
    by_login: String,
    by_person: Option<Uuid>,
    reason: String,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<RequestStep, StoreError> {
        Ok(RequestStep {
            acting: self.acting.as_deref().and_then(Acting::parse),
            action: self.action,
            by_login: self.by_login,
            by_person: self.by_person.map(PersonId),
            id: self.id,
            reason: self.reason,
            received_at: values::instant(self.received_at)?,
            request: RequestId(self.request_id),
            round: u32::try_from(self.round).map_err(StoreError::corrupt)?,
            seat: self.seat,
            step: self.step.map(u32::try_from).transpose().map_err(StoreError::corrupt)?,
            wish: None,
        })
    }
}

/// Keeps a step, and its leaf; false when its key is taken.
pub async fn add(tx: &mut Tx, instansi: InstansiId, step: &RequestStep, salt: Salt) -> Result<bool, StoreError> {
    let kind = if step.seat == APPLICANT { RecordKind::Request } else { RecordKind::Decision };
    let record = NewRecord::new(step.id, kind, salt, values::json_text(step)?.into_bytes());
    let rows = on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(step.id)
        .bind(step.request.0)
        .bind(i64::from(step.round))
        .bind(step.step.map(i64::from))
        .bind(&step.action)
        .bind(&step.seat)
        .bind(step.acting.map(Acting::as_str))
        .bind(&step.by_login)
        .bind(step.by_person.map(|person| person.0))
        .bind(&step.reason)
        .bind(step.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 1 {
        records::keep(tx, instansi, kind, &[record]).await?;
    }
    Ok(rows == 1)
}

/// One step.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<RequestStep>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The life of a request, in order. What was asked for at each submission is in the sealed body only.
pub async fn of_request(tx: &mut Tx, instansi: InstansiId, request: RequestId) -> Result<Vec<RequestStep>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_REQUEST).bind(instansi.0).bind(request.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}
