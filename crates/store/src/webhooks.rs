//! Programs of others that are told what happened, and what waits to be told them.

use hadir_domain::ids::InstansiId;
use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::secrets::Sealed;
use crate::statements::statements;
use crate::values;

/// A receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its key.
    pub id: Uuid,
    /// Where to.
    pub url: String,
    /// The events it wants.
    pub events: Vec<String>,
    /// The encrypted secret that signs.
    pub secret: Sealed,
    /// Whether it is still told anything.
    pub active: bool,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// To be tried.
    Waiting,
    /// Taken by the receiver.
    Sent,
    /// Given up.
    Failed,
}

impl DeliveryState {
    /// The code in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }

    fn parse(text: &str) -> Result<Self, StoreError> {
        [Self::Waiting, Self::Sent, Self::Failed]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| StoreError::corrupt("state of a delivery"))
    }
}

/// One event for one receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its key, by which a receiver knows what it had before.
    pub id: Uuid,
    /// Which receiver.
    pub webhook: Uuid,
    /// Which event.
    pub event: String,
    /// The bytes that are signed and sent.
    pub body: String,
    /// How it stands.
    pub state: DeliveryState,
    /// How often it was tried.
    pub tries: u32,
    /// When it is tried next.
    pub next_at: Timestamp,
    /// When the event was.
    pub made_at: Timestamp,
    /// When it was taken.
    pub delivered_at: Option<Timestamp>,
    /// What the receiver last answered.
    pub last_status: Option<u16>,
    /// What was wrong the last time.
    pub last_error: Option<String>,
}

/// How a try ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// How it stands now.
    pub state: DeliveryState,
    /// When: it was taken or given up, or is tried next.
    pub at: Timestamp,
    /// What the receiver answered.
    pub status: Option<u16>,
    /// What was wrong.
    pub error: Option<String>,
}

macro_rules! columns {
    () => {
        "id, webhook_id, event, body, state, tries, next_at, made_at, delivered_at, last_status, last_error"
    };
}

statements! {
    Tenant ADD = "
        INSERT INTO webhooks (instansi_id, id, url, events, secret_nonce, secret_ciphertext, active, made_by, made_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    Tenant LIST = "
        SELECT id, url, events, secret_nonce, secret_ciphertext, active, made_by, made_at
          FROM webhooks WHERE instansi_id = $1 ORDER BY made_at, id";
    Tenant GET = "
        SELECT id, url, events, secret_nonce, secret_ciphertext, active, made_by, made_at
          FROM webhooks WHERE instansi_id = $1 AND id = $2";
    Tenant END = "UPDATE webhooks SET active = FALSE WHERE instansi_id = $1 AND id = $2 AND active = TRUE";
    Tenant GIVE_UP = "
        UPDATE webhook_deliveries SET state = 'failed', last_error = $3
         WHERE instansi_id = $1 AND webhook_id = $2 AND state = 'waiting'";
    Tenant QUEUE = concat!(
        "INSERT INTO webhook_deliveries (instansi_id, ", columns!(), ")
         VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $6, $6, NULL, NULL, NULL)");
    Tenant WAITING = concat!(
        "SELECT ", columns!(), " FROM webhook_deliveries
          WHERE instansi_id = $1 AND state = 'waiting' AND next_at <= $2 ORDER BY next_at, id LIMIT $3");
    Tenant CLAIM = "
        UPDATE webhook_deliveries SET tries = tries + 1, next_at = $5
         WHERE instansi_id = $1 AND id = $2 AND state = 'waiting' AND tries = $3 AND next_at <= $4";
    Tenant DONE = "
        UPDATE webhook_deliveries SET state = $3, next_at = $4, delivered_at = $5, last_status = $6, last_error = $7
         WHERE instansi_id = $1 AND id = $2 AND state = 'waiting'";
    Tenant DELIVERIES = concat!(
        "SELECT ", columns!(), " FROM webhook_deliveries
          WHERE instansi_id = $1 ORDER BY made_at DESC, id DESC LIMIT $2");
    Tenant SWEEP = "
        DELETE FROM webhook_deliveries
         WHERE instansi_id = $1 AND id IN (
               SELECT d.id FROM webhook_deliveries d
                WHERE d.instansi_id = $1 AND d.made_at < $2 AND d.state <> 'waiting' ORDER BY d.made_at, d.id LIMIT $3)";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    url: String,
    events: String,
    secret_nonce: Vec<u8>,
    secret_ciphertext: Vec<u8>,
    active: bool,
    made_by: String,
    made_at: i64,
}

impl Row {
    fn read(self) -> Result<Webhook, StoreError> {
        Ok(Webhook {
            id: self.id,
            url: self.url,
            events: values::json(&self.events)?,
            secret: Sealed { nonce: self.secret_nonce, ciphertext: self.secret_ciphertext },
            active: self.active,
            made_by: self.made_by,
            made_at: values::instant(self.made_at)?,
        })
    }
}

#[derive(FromRow)]
struct DeliveryRow {
    id: Uuid,
    webhook_id: Uuid,
    event: String,
    body: String,
    state: String,
    tries: i64,
    next_at: i64,
    made_at: i64,
    delivered_at: Option<i64>,
    last_status: Option<i64>,
    last_error: Option<String>,
}

impl DeliveryRow {
    fn read(self) -> Result<Delivery, StoreError> {
        Ok(Delivery {
            id: self.id,
            webhook: self.webhook_id,
            event: self.event,
            body: self.body,
            state: DeliveryState::parse(&self.state)?,
            tries: u32::try_from(self.tries).map_err(StoreError::corrupt)?,
            next_at: values::instant(self.next_at)?,
            made_at: values::instant(self.made_at)?,
            delivered_at: values::instant_or_none(self.delivered_at)?,
            last_status: self.last_status.map(u16::try_from).transpose().map_err(StoreError::corrupt)?,
            last_error: self.last_error,
        })
    }
}

/// Adds a receiver.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the key is taken.
pub async fn add(tx: &mut Tx, instansi: InstansiId, new: &Webhook) -> Result<(), StoreError> {
    let events = values::json_text(&new.events)?;
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(new.id)
        .bind(&new.url)
        .bind(&events)
        .bind(&new.secret.nonce)
        .bind(&new.secret.ciphertext)
        .bind(new.active)
        .bind(&new.made_by)
        .bind(new.made_at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Every receiver, ended ones too, the oldest first.
pub async fn list(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<Webhook>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(LIST).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// One receiver.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<Webhook>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// Tells a receiver nothing more, and gives up what waits for it; false when it was not told anything before.
pub async fn end(tx: &mut Tx, instansi: InstansiId, id: Uuid, why: &str) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(END).bind(instansi.0).bind(id).execute(conn).await?.rows_affected());
    on_db!(tx, |conn| sqlx::query(GIVE_UP).bind(instansi.0).bind(id).bind(why).execute(conn).await.map(drop))?;
    Ok(rows == 1)
}

/// Puts one event for one receiver into the queue.
pub async fn queue(
    tx: &mut Tx,
    instansi: InstansiId,
    (id, webhook): (Uuid, Uuid),
    event: &str,
    body: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(QUEUE)
        .bind(instansi.0)
        .bind(id)
        .bind(webhook)
        .bind(event)
        .bind(body)
        .bind(at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Deliveries to be tried now, those that wait longest first.
pub async fn waiting(
    tx: &mut Tx,
    instansi: InstansiId,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Delivery>, StoreError> {
    let rows: Vec<DeliveryRow> = on_db!(tx, |conn| sqlx::query_as(WAITING)
        .bind(instansi.0)
        .bind(now.as_microsecond())
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(DeliveryRow::read).collect()
}

/// Takes a delivery in hand until then; false when another server did. It is sent only after this is committed.
pub async fn claim(
    tx: &mut Tx,
    instansi: InstansiId,
    delivery: &Delivery,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(CLAIM)
        .bind(instansi.0)
        .bind(delivery.id)
        .bind(i64::from(delivery.tries))
        .bind(now.as_microsecond())
        .bind(until.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// Notes how a try ended; what was given up meanwhile stays so.
pub async fn done(tx: &mut Tx, instansi: InstansiId, id: Uuid, ended: &Ended) -> Result<(), StoreError> {
    let delivered = (ended.state == DeliveryState::Sent).then(|| ended.at.as_microsecond());
    on_db!(tx, |conn| sqlx::query(DONE)
        .bind(instansi.0)
        .bind(id)
        .bind(ended.state.as_str())
        .bind(ended.at.as_microsecond())
        .bind(delivered)
        .bind(ended.status.map(i64::from))
        .bind(&ended.error)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The newest deliveries, newest first.
pub async fn deliveries(tx: &mut Tx, instansi: InstansiId, limit: u32) -> Result<Vec<Delivery>, StoreError> {
    let rows: Vec<DeliveryRow> =
        on_db!(tx, |conn| sqlx::query_as(DELIVERIES).bind(instansi.0).bind(i64::from(limit)).fetch_all(conn).await)?;
    rows.into_iter().map(DeliveryRow::read).collect()
}

/// Forgets what was done with before a moment; at most so many at a time.
pub async fn sweep(tx: &mut Tx, instansi: InstansiId, before: Timestamp, most: u32) -> Result<u64, StoreError> {
    Ok(on_db!(tx, |conn| sqlx::query(SWEEP)
        .bind(instansi.0)
        .bind(before.as_microsecond())
        .bind(i64::from(most))
        .execute(conn)
        .await?
        .rows_affected()))
}
