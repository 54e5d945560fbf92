//! What a terminal is told at its next poll, and what it answered.

use hadir_domain::ids::{DeviceId, InstansiId};
use jiff::Timestamp;
use sqlx::FromRow;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// One command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceCommand {
    /// Its number at this terminal, from 1.
    pub number: i64,
    /// Which kind, as `reboot`.
    pub kind: String,
    /// The line sent, without the number.
    pub line: String,
    /// Who asked for it.
    pub by_login: String,
    /// When.
    pub queued_at: Timestamp,
    /// When it was sent last.
    pub sent_at: Option<Timestamp>,
    /// How often it was sent.
    pub times_sent: i64,
    /// When the terminal answered, and with which code: from 0 on it was done.
    pub answered: Option<(Timestamp, i64)>,
    /// When it was taken back.
    pub withdrawn_at: Option<Timestamp>,
}

statements! {
    Tenant ADD = "
        INSERT INTO device_commands (instansi_id, device_id, number, kind, line, by_login, queued_at, times_sent)
        SELECT $1, $2, COALESCE(MAX(number), 0) + 1, $3, $4, $5, $6, 0
          FROM device_commands WHERE instansi_id = $1 AND device_id = $2
        RETURNING number";
    Tenant WAITING = "
        SELECT number, kind, line, by_login, queued_at, sent_at, times_sent, answered_at, return_code, withdrawn_at
          FROM device_commands
         WHERE instansi_id = $1 AND device_id = $2 AND answered_at IS NULL AND withdrawn_at IS NULL AND times_sent < $3
           AND (sent_at IS NULL OR sent_at <= $4)
         ORDER BY number LIMIT $5";
    Tenant SENT = "
        UPDATE device_commands SET sent_at = $4, times_sent = times_sent + 1
         WHERE instansi_id = $1 AND device_id = $2 AND number = $3";
    Tenant ANSWERED = "
        UPDATE device_commands SET answered_at = $4, return_code = $5
         WHERE instansi_id = $1 AND device_id = $2 AND number = $3 AND answered_at IS NULL AND sent_at IS NOT NULL";
    Tenant GET = "
        SELECT number, kind, line, by_login, queued_at, sent_at, times_sent, answered_at, return_code, withdrawn_at
          FROM device_commands WHERE instansi_id = $1 AND device_id = $2 AND number = $3";
    Tenant WITHDRAW = "
        UPDATE device_commands SET withdrawn_at = $4
         WHERE instansi_id = $1 AND device_id = $2 AND number = $3 AND answered_at IS NULL AND withdrawn_at IS NULL";
    Tenant NEWEST = "
        SELECT number, kind, line, by_login, queued_at, sent_at, times_sent, answered_at, return_code, withdrawn_at
          FROM device_commands WHERE instansi_id = $1 AND device_id = $2 ORDER BY number DESC LIMIT $3";
}

#[derive(FromRow)]
struct Row {
    number: i64,
    kind: String,
    line: String,
    by_login: String,
    queued_at: i64,
    sent_at: Option<i64>,
    times_sent: i64,
    answered_at: Option<i64>,
    return_code: Option<i64>,
    withdrawn_at: Option<i64>,
}

impl Row {
    fn read(self) -> Result<DeviceCommand, StoreError> {
        Ok(DeviceCommand {
            number: self.number,
            kind: self.kind,
            line: self.line,
            by_login: self.by_login,
            queued_at: values::instant(self.queued_at)?,
            sent_at: values::instant_or_none(self.sent_at)?,
            times_sent: self.times_sent,
            answered: values::instant_or_none(self.answered_at)?.zip(self.return_code),
            withdrawn_at: values::instant_or_none(self.withdrawn_at)?,
        })
    }
}

/// Queues a command and answers its number.
pub async fn add(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    kind: &str,
    line: &str,
    by_login: &str,
    queued_at: Timestamp,
) -> Result<i64, StoreError> {
    let (number,): (i64,) = on_db!(tx, |conn| sqlx::query_as(ADD)
        .bind(instansi.0)
        .bind(device.0)
        .bind(kind)
        .bind(line)
        .bind(by_login)
        .bind(queued_at.as_microsecond())
        .fetch_one(conn)
        .await)?;
    Ok(number)
}

/// The oldest commands that still wait for an answer: never sent, or sent before `sent_before` and less than `most` times.
pub async fn waiting(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    most: i64,
    sent_before: Timestamp,
    limit: u32,
) -> Result<Vec<DeviceCommand>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(WAITING)
        .bind(instansi.0)
        .bind(device.0)
        .bind(most)
        .bind(sent_before.as_microsecond())
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}

/// Notes that a command went out.
pub async fn sent(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    number: i64,
    at: Timestamp,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(SENT)
        .bind(instansi.0)
        .bind(device.0)
        .bind(number)
        .bind(at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Notes an answer; false when no such command waits for one: somebody else speaks for this terminal, or to it.
pub async fn answered(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    number: i64,
    at: Timestamp,
    code: i64,
) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(ANSWERED)
        .bind(instansi.0)
        .bind(device.0)
        .bind(number)
        .bind(at.as_microsecond())
        .bind(code)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// One command.
pub async fn get(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    number: i64,
) -> Result<Option<DeviceCommand>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(device.0).bind(number).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// Takes a command back that was not answered yet; false when there is none.
pub async fn withdraw(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    number: i64,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(WITHDRAW)
        .bind(instansi.0)
        .bind(device.0)
        .bind(number)
        .bind(at.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// The newest commands of a terminal, newest first.
pub async fn newest(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    limit: u32,
) -> Result<Vec<DeviceCommand>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(NEWEST)
        .bind(instansi.0)
        .bind(device.0)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}
