//! What has to go out: each notice over each way the account chose, once.

use hadir_domain::ids::InstansiId;
use hadir_domain::notices::NoticeChannel;
use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::Notice;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// To be tried.
    Waiting,
    /// Taken by the push service or the mail server.
    Sent,
    /// Given up.
    Failed,
    /// Not sent: it had lost its sense, or its way was gone.
    Skipped,
}

impl DeliveryState {
    /// The code in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }

    fn parse(text: &str) -> Result<Self, StoreError> {
        [Self::Waiting, Self::Sent, Self::Failed, Self::Skipped]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| StoreError::corrupt("state of a delivery"))
    }
}

/// One way of one notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Of which notice.
    pub notice: Uuid,
    /// Over which channel.
    pub channel: NoticeChannel,
    /// The subscription; the account for e-mail.
    pub target: Uuid,
    /// How it stands.
    pub state: DeliveryState,
    /// How often it was tried.
    pub tries: u32,
    /// When it is tried next.
    pub next_try_at: Timestamp,
    /// What was wrong the last time.
    pub last_error: Option<String>,
    /// When it was taken.
    pub sent_at: Option<Timestamp>,
}

macro_rules! columns {
    () => {
        "notice_id, channel, target_id, state, tries, next_try_at, last_error, sent_at"
    };
}

statements! {
    Tenant UNROUTED = "
        SELECT id, account_id, kind, title_id, title_en, body_id, body_en, link, created_at, read_at, expires_at
          FROM notices WHERE instansi_id = $1 AND routed_at IS NULL ORDER BY created_at LIMIT $2";
    Tenant NOTICE = "
        SELECT id, account_id, kind, title_id, title_en, body_id, body_en, link, created_at, read_at, expires_at
          FROM notices WHERE instansi_id = $1 AND id = $2";
    Tenant ROUTED = "
        UPDATE notices SET routed_at = $3, not_before_at = $4
         WHERE instansi_id = $1 AND id = $2 AND routed_at IS NULL";
    Tenant ADD = concat!(
        "INSERT INTO notice_deliveries (instansi_id, ", columns!(), ")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING");
    Tenant WAITING = concat!(
        "SELECT ", columns!(), " FROM notice_deliveries
          WHERE instansi_id = $1 AND state = 'waiting' AND next_try_at <= $2 ORDER BY next_try_at LIMIT $3");
    Tenant CLAIM = "
        UPDATE notice_deliveries SET tries = tries + 1, next_try_at = $7
         WHERE instansi_id = $1 AND notice_id = $2 AND channel = $3 AND target_id = $4 AND state = 'waiting'
           AND tries = $5 AND next_try_at <= $6";
    Tenant DONE = "
        UPDATE notice_deliveries SET state = $5, next_try_at = $6, last_error = $7, sent_at = $8
         WHERE instansi_id = $1 AND notice_id = $2 AND channel = $3 AND target_id = $4";
    Tenant TROUBLED = concat!(
        "SELECT ", columns!(), " FROM notice_deliveries
          WHERE instansi_id = $1 AND last_error IS NOT NULL AND state IN ('waiting', 'failed')
          ORDER BY next_try_at DESC LIMIT $2");
    Tenant RETRY = "
        UPDATE notice_deliveries SET state = 'waiting', tries = 0, next_try_at = $2
         WHERE instansi_id = $1 AND last_error IS NOT NULL AND state IN ('waiting', 'failed')";
    Tenant SWEEP_DELIVERIES = "
        DELETE FROM notice_deliveries
         WHERE instansi_id = $1 AND notice_id IN (
               SELECT id FROM notices WHERE instansi_id = $1 AND created_at < $2 ORDER BY created_at, id LIMIT $3)";
    Tenant SWEEP_NOTICES = "
        DELETE FROM notices
         WHERE instansi_id = $1 AND id IN (
               SELECT id FROM notices WHERE instansi_id = $1 AND created_at < $2 ORDER BY created_at, id LIMIT $3)";
}

#[derive(FromRow)]
struct Row {
    notice_id: Uuid,
    channel: String,
    target_id: Uuid,
    state: String,
    tries: i64,
    next_try_at: i64,
    last_error: Option<String>,
    sent_at: Option<i64>,
}

impl Row {
    fn read(self) -> Result<Delivery, StoreError> {
        Ok(Delivery {
            notice: self.notice_id,
            channel: NoticeChannel::parse(&self.channel).ok_or_else(|| StoreError::corrupt("channel of a delivery"))?,
            target: self.target_id,
            state: DeliveryState::parse(&self.state)?,
            tries: u32::try_from(self.tries).map_err(StoreError::corrupt)?,
            next_try_at: values::instant(self.next_try_at)?,
            last_error: self.last_error,
            sent_at: values::instant_or_none(self.sent_at)?,
        })
    }
}

/// Notices whose ways were not chosen yet, oldest first.
pub async fn unrouted(tx: &mut Tx, instansi: InstansiId, limit: u32) -> Result<Vec<Notice>, StoreError> {
    let rows: Vec<super::Row> =
        on_db!(tx, |conn| sqlx::query_as(UNROUTED).bind(instansi.0).bind(i64::from(limit)).fetch_all(conn).await)?;
    rows.into_iter().map(super::Row::read).collect()
}

/// One notice.
pub async fn notice(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<Notice>, StoreError> {
    let row: Option<super::Row> =
        on_db!(tx, |conn| sqlx::query_as(NOTICE).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(super::Row::read).transpose()
}

/// Chooses the ways of a notice, once; false when that was done before.
pub async fn route(
    tx: &mut Tx,
    instansi: InstansiId,
    notice: Uuid,
    ways: &[(NoticeChannel, Uuid)],
    not_before: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(ROUTED)
        .bind(instansi.0)
        .bind(notice)
        .bind(now.as_microsecond())
        .bind(not_before.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 0 {
        return Ok(false);
    }
    for (channel, target) in ways {
        on_db!(tx, |conn| sqlx::query(ADD)
            .bind(instansi.0)
            .bind(notice)
            .bind(channel.as_str())
            .bind(target)
            .bind(DeliveryState::Waiting.as_str())
            .bind(0_i64)
            .bind(not_before.as_microsecond())
            .bind(None::<String>)
            .bind(None::<i64>)
            .execute(conn)
            .await
            .map(drop))?;
    }
    Ok(true)
}

/// Deliveries to be tried now, those that wait longest first.
pub async fn waiting(
    tx: &mut Tx,
    instansi: InstansiId,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Delivery>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(WAITING)
        .bind(instansi.0)
        .bind(now.as_microsecond())
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}

/// Takes a delivery in hand until then; false when another server did. It is sent only after this is committed, so that
/// two servers never send the same, even while a lease passes from one to the other.
pub async fn claim(
    tx: &mut Tx,
    instansi: InstansiId,
    delivery: &Delivery,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(CLAIM)
        .bind(instansi.0)
        .bind(delivery.notice)
        .bind(delivery.channel.as_str())
        .bind(delivery.target)
        .bind(i64::from(delivery.tries))
        .bind(now.as_microsecond())
        .bind(until.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// Notes how a try ended.
pub async fn done(
    tx: &mut Tx,
    instansi: InstansiId,
    delivery: &Delivery,
    state: DeliveryState,
    at: Timestamp,
    error: Option<&str>,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(DONE)
        .bind(instansi.0)
        .bind(delivery.notice)
        .bind(delivery.channel.as_str())
        .bind(delivery.target)
        .bind(state.as_str())
        .bind(at.as_microsecond())
        .bind(error)
        .bind((state == DeliveryState::Sent).then(|| at.as_microsecond()))
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Deliveries with a problem, the newest first.
pub async fn troubled(tx: &mut Tx, instansi: InstansiId, limit: u32) -> Result<Vec<Delivery>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(TROUBLED).bind(instansi.0).bind(i64::from(limit)).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// Lets everything with a problem be tried anew; answers how many.
pub async fn retry(tx: &mut Tx, instansi: InstansiId, now: Timestamp) -> Result<u64, StoreError> {
    Ok(on_db!(tx, |conn| sqlx::query(RETRY)
        .bind(instansi.0)
        .bind(now.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected()))
}

/// Forgets notices that arose before a moment, with their deliveries; at most so many at a time.
pub async fn sweep(tx: &mut Tx, instansi: InstansiId, before: Timestamp, most: u32) -> Result<u64, StoreError> {
    let mut gone = 0;
    for sql in [SWEEP_DELIVERIES, SWEEP_NOTICES] {
        gone = on_db!(tx, |conn| sqlx::query(sql)
            .bind(instansi.0)
            .bind(before.as_microsecond())
            .bind(i64::from(most))
            .execute(conn)
            .await?
            .rows_affected());
    }
    Ok(gone)
}
