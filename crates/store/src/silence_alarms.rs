//! Alarms about silent machines, so that each episode is told once, repeated while it lasts and cleared once.

use hadir_domain::ids::{AccountId, InstansiId};
use hadir_domain::rhythm::OpenAlarm;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

statements! {
    Tenant OPEN = "
        SELECT subject, since, told_at, times FROM silence_alarms
         WHERE instansi_id = $1 AND cleared_at IS NULL ORDER BY subject, since";
    Tenant RAISE = "
        INSERT INTO silence_alarms (instansi_id, subject, since, raised_at, told_at, times)
        VALUES ($1, $2, $3, $4, $4, 1)
            ON CONFLICT (instansi_id, subject, since)
            DO UPDATE SET raised_at = $4, told_at = $4, times = silence_alarms.times + 1, cleared_at = NULL
                    WHERE silence_alarms.cleared_at IS NOT NULL";
    Tenant REPEAT = "
        UPDATE silence_alarms SET told_at = $5, times = times + 1
         WHERE instansi_id = $1 AND subject = $2 AND since = $3 AND times = $4 AND cleared_at IS NULL";
    Tenant CLEAR = "
        UPDATE silence_alarms SET cleared_at = $4
         WHERE instansi_id = $1 AND subject = $2 AND since = $3 AND cleared_at IS NULL";
    Tenant OPERATORS = "
        SELECT DISTINCT g.account_id FROM grants g
          JOIN accounts a ON a.instansi_id = g.instansi_id AND a.id = g.account_id
         WHERE g.instansi_id = $1 AND g.role = 'operator' AND a.state = 'active'
           AND g.from_on <= $2 AND (g.to_on IS NULL OR g.to_on >= $2)
         ORDER BY g.account_id";
}

/// The alarms that were raised and not cleared.
pub async fn open(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<OpenAlarm>, StoreError> {
    let rows: Vec<(String, i64, i64, i64)> =
        on_db!(tx, |conn| sqlx::query_as(OPEN).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(subject, since, told_at, times)| {
            Ok(OpenAlarm {
                subject,
                since: values::instant(since)?,
                told_at: values::instant(told_at)?,
                times: u32::try_from(times).unwrap_or(u32::MAX),
            })
        })
        .collect()
}

/// Notes that an alarm is raised; `false` when it is open already.
pub async fn raise(
    tx: &mut Tx,
    instansi: InstansiId,
    subject: &str,
    since: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(RAISE)
        .bind(instansi.0)
        .bind(subject)
        .bind(since.as_microsecond())
        .bind(now.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// Notes that it is told once more; `false` when somebody else did.
pub async fn repeat(tx: &mut Tx, instansi: InstansiId, alarm: &OpenAlarm, now: Timestamp) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(REPEAT)
        .bind(instansi.0)
        .bind(&alarm.subject)
        .bind(alarm.since.as_microsecond())
        .bind(i64::from(alarm.times))
        .bind(now.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// Notes that it is over; `false` when somebody else did.
pub async fn clear(tx: &mut Tx, instansi: InstansiId, alarm: &OpenAlarm, now: Timestamp) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(CLEAR)
        .bind(instansi.0)
        .bind(&alarm.subject)
        .bind(alarm.since.as_microsecond())
        .bind(now.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// The accounts that keep the machines running on a day.
pub async fn operators(tx: &mut Tx, instansi: InstansiId, on: Date) -> Result<Vec<AccountId>, StoreError> {
    let on = on.to_string();
    let rows: Vec<(Uuid,)> =
        on_db!(tx, |conn| sqlx::query_as(OPERATORS).bind(instansi.0).bind(&on).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(id,)| AccountId(id)).collect())
}
