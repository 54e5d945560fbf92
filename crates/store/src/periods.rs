//! Months of OPDs that were closed, and every closing and opening, sealed.

use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// What became of a month after somebody closed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodState {
    /// Its verdicts are sealed and count.
    Closed,
    /// Closed; somebody asked to open it.
    Reopening,
    /// Open again.
    Reopened,
}

impl PeriodState {
    /// The code of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Reopening => "reopening",
            Self::Reopened => "reopened",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Closed, Self::Reopening, Self::Reopened].into_iter().find(|state| state.as_str() == text)
    }
}

/// A month of an OPD once it was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// The OPD.
    pub unit: UnitId,
    /// First day of the month.
    pub month: Date,
    /// What became of it.
    pub state: PeriodState,
    /// How often it was closed.
    pub times: u32,
    /// When, the last time.
    pub closed_at: Timestamp,
    /// By whom.
    pub closed_by: String,
    /// Who asked to open it, when and why.
    pub asked: Option<Asked>,
}

/// Somebody asks to open a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Login.
    pub by: String,
    /// The person behind it.
    pub person: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

impl Period {
    /// Whether the sealed verdicts count.
    pub fn is_closed(&self) -> bool {
        self.state != PeriodState::Reopened
    }
}

/// One closing or opening, as it is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeriodStep {
    /// Login of whoever did it.
    pub by_login: String,
    /// The person behind it.
    pub by_person: Option<PersonId>,
    /// Its key.
    pub id: Uuid,
    /// First day of the month.
    pub month: Date,
    /// Why.
    pub reason: String,
    /// When.
    pub received_at: Timestamp,
    /// `close`, `ask_reopen`, `reopen`.
    pub step: String,
    /// The OPD.
    pub unit: UnitId,
}

statements! {
    Tenant CLOSE = "
        INSERT INTO periods (instansi_id, unit_id, month_on, state, times, closed_at, closed_by)
        VALUES ($1, $2, $3, 'closed', 1, $4, $5)
            ON CONFLICT (instansi_id, unit_id, month_on) DO UPDATE SET state = 'closed', times = periods.times + 1,
               closed_at = excluded.closed_at, closed_by = excluded.closed_by, asked_by = NULL, asked_person = NULL,
               asked_at = NULL, reason = NULL
         WHERE periods.state = 'reopened'";
    Tenant ASK = "
        UPDATE periods SET state = 'reopening', asked_by = $4, asked_person = $5, asked_at = $6, reason = $7
         WHERE instansi_id = $1 AND unit_id = $2 AND month_on = $3 AND state = 'closed'";
    Tenant REOPEN = "
        UPDATE periods SET state = 'reopened'
         WHERE instansi_id = $1 AND unit_id = $2 AND month_on = $3 AND state = 'reopening'";
    Tenant OF_MONTHS = "
        SELECT unit_id, month_on, state, times, closed_at, closed_by, asked_by, asked_person, asked_at, reason
          FROM periods WHERE instansi_id = $1 AND month_on >= $2 AND month_on <= $3 ORDER BY month_on, unit_id";
    Tenant ADD_STEP = "
        INSERT INTO period_steps (instansi_id, id, unit_id, month_on, step, by_login, by_person, reason, received_at,
                                  commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
}

#[derive(FromRow)]
struct Row {
    unit_id: Uuid,
    month_on: String,
    state: String,
    times: i64,
    closed_at: i64,
    closed_by: String,
    asked_by: Option<String>,
    asked_person: Option<Uuid>,
    asked_at: Option<i64>,
    reason: Option<String>,
}

impl Row {
    fn read(self) -> Result<Period, StoreError> {
        let asked = match (self.asked_by, values::instant_or_none(self.asked_at)?) {
            (Some(by), Some(at)) => {
                Some(Asked { by, person: self.asked_person.map(PersonId), at, reason: self.reason.unwrap_or_default() })
            }
            _ => None,
        };
        Ok(Period {
            unit: UnitId(self.unit_id),
            month: values::date(&self.month_on)?,
            state: PeriodState::parse(&self.state).ok_or_else(|| StoreError::corrupt("state of a month"))?,
            times: u32::try_from(self.times).map_err(StoreError::corrupt)?,
            closed_at: values::instant(self.closed_at)?,
            closed_by: self.closed_by,
            asked,
        })
    }
}

/// The months from one to another (first days, both inclusive) that were ever closed.
pub async fn of_months(tx: &mut Tx, instansi: InstansiId, from: Date, to: Date) -> Result<Vec<Period>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(OF_MONTHS)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}

/// Closes a month, with its step; false when it is closed.
pub async fn close(tx: &mut Tx, instansi: InstansiId, step: &PeriodStep, salt: Salt) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(CLOSE)
        .bind(instansi.0)
        .bind(step.unit.0)
        .bind(step.month.to_string())
        .bind(step.received_at.as_microsecond())
        .bind(&step.by_login)
        .execute(conn)
        .await?
        .rows_affected());
    noted(tx, instansi, rows, step, salt).await
}

/// Keeps that somebody asks to open a closed month, with the step; false when it is not closed.
pub async fn ask(tx: &mut Tx, instansi: InstansiId, step: &PeriodStep, salt: Salt) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(ASK)
        .bind(instansi.0)
        .bind(step.unit.0)
        .bind(step.month.to_string())
        .bind(&step.by_login)
        .bind(step.by_person.map(|person| person.0))
        .bind(step.received_at.as_microsecond())
        .bind(&step.reason)
        .execute(conn)
        .await?
        .rows_affected());
    noted(tx, instansi, rows, step, salt).await
}

/// Opens a month that somebody asked to open, with the step; false when nobody did.
pub async fn reopen(tx: &mut Tx, instansi: InstansiId, step: &PeriodStep, salt: Salt) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(REOPEN)
        .bind(instansi.0)
        .bind(step.unit.0)
        .bind(step.month.to_string())
        .execute(conn)
        .await?
        .rows_affected());
    noted(tx, instansi, rows, step, salt).await
}

async fn noted(
    tx: &mut Tx,
    instansi: InstansiId,
    rows: u64,
    step: &PeriodStep,
    salt: Salt,
) -> Result<bool, StoreError> {
    if rows == 0 {
        return Ok(false);
    }
    let record = NewRecord::new(step.id, RecordKind::Period, salt, values::json_text(step)?.into_bytes());
    on_db!(tx, |conn| sqlx::query(ADD_STEP)
        .bind(instansi.0)
        .bind(step.id)
        .bind(step.unit.0)
        .bind(step.month.to_string())
        .bind(&step.step)
        .bind(&step.by_login)
        .bind(step.by_person.map(|person| person.0))
        .bind(&step.reason)
        .bind(step.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::Period, &[record]).await?;
    Ok(true)
}
