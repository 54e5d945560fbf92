//! Browsers that asked to be told, and who can be reached at all.

use hadir_domain::ids::{AccountId, InstansiId, PersonId};
use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// One browser of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its key.
    pub id: Uuid,
    /// Whose it is.
    pub account: AccountId,
    /// Where its push service takes messages.
    pub endpoint: String,
    /// The browser's public key: a P-256 point, uncompressed.
    pub p256dh: Vec<u8>,
    /// The browser's secret.
    pub auth: Vec<u8>,
    /// A few words for people, as `Chrome di Android`.
    pub device: String,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// Failures since the last message that was taken.
    pub failed: u32,
    /// When a message was last taken.
    pub last_ok_at: Option<Timestamp>,
}

macro_rules! columns {
    () => {
        "id, account_id, endpoint, p256dh, auth, device, created_at, failed, last_ok_at"
    };
}

statements! {
    Tenant PUT = "
        INSERT INTO push_subscriptions (instansi_id, id, account_id, endpoint, p256dh, auth, device, created_at, failed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (instansi_id, endpoint) DO UPDATE SET account_id = excluded.account_id,
                  p256dh = excluded.p256dh, auth = excluded.auth, device = excluded.device, failed = excluded.failed
        RETURNING id";
    Tenant GET = concat!("SELECT ", columns!(), " FROM push_subscriptions WHERE instansi_id = $1 AND id = $2");
    Tenant OF_ACCOUNT = concat!(
        "SELECT ", columns!(), " FROM push_subscriptions
          WHERE instansi_id = $1 AND account_id = $2 ORDER BY created_at, id");
    Tenant DELETE = "DELETE FROM push_subscriptions WHERE instansi_id = $1 AND account_id = $2 AND id = $3";
    Tenant REMOVE_OLDEST = "
        DELETE FROM push_subscriptions
         WHERE instansi_id = $1 AND account_id = $2 AND id IN (
               SELECT id FROM push_subscriptions WHERE instansi_id = $1 AND account_id = $2
                ORDER BY created_at DESC, id DESC LIMIT 1000 OFFSET $3)";
    Tenant TOOK = "
        UPDATE push_subscriptions SET failed = $4, last_ok_at = $3 WHERE instansi_id = $1 AND id = $2";
    Tenant FAILED = "UPDATE push_subscriptions SET failed = failed + 1 WHERE instansi_id = $1 AND id = $2";
    Tenant REACHABLE = "
        SELECT a.id, a.person_id FROM accounts a
         WHERE a.instansi_id = $1 AND a.state = 'active' AND a.id > $2 AND a.person_id IS NOT NULL
           AND (EXISTS (SELECT 1 FROM push_subscriptions s
                         WHERE s.instansi_id = $1 AND s.account_id = a.id)
                OR EXISTS (SELECT 1 FROM notice_emails e
                            WHERE e.instansi_id = $1 AND e.account_id = a.id AND e.confirmed_at IS NOT NULL))
         ORDER BY a.id LIMIT $3";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    account_id: Uuid,
    endpoint: String,
    p256dh: Vec<u8>,
    auth: Vec<u8>,
    device: String,
    created_at: i64,
    failed: i64,
    last_ok_at: Option<i64>,
}

impl Row {
    fn read(self) -> Result<Subscription, StoreError> {
        Ok(Subscription {
            id: self.id,
            account: AccountId(self.account_id),
            endpoint: self.endpoint,
            p256dh: self.p256dh,
            auth: self.auth,
            device: self.device,
            created_at: values::instant(self.created_at)?,
            failed: u32::try_from(self.failed).map_err(StoreError::corrupt)?,
            last_ok_at: values::instant_or_none(self.last_ok_at)?,
        })
    }
}

/// Keeps a browser and answers its key: the one it has when its endpoint is known.
///
/// A browser has one endpoint, whoever is signed in: it belongs to the account that asked last, so that nobody's
/// notices appear on a phone somebody else now uses. An account keeps its newest `most`.
pub async fn put(tx: &mut Tx, instansi: InstansiId, new: &Subscription, most: u32) -> Result<Uuid, StoreError> {
    let id: Uuid = on_db!(tx, |conn| sqlx::query_scalar(PUT)
        .bind(instansi.0)
        .bind(new.id)
        .bind(new.account.0)
        .bind(&new.endpoint)
        .bind(&new.p256dh)
        .bind(&new.auth)
        .bind(&new.device)
        .bind(new.created_at.as_microsecond())
        .bind(0_i64)
        .fetch_one(conn)
        .await)?;
    on_db!(tx, |conn| sqlx::query(REMOVE_OLDEST)
        .bind(instansi.0)
        .bind(new.account.0)
        .bind(i64::from(most))
        .execute(conn)
        .await
        .map(drop))?;
    Ok(id)
}

/// One browser.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<Subscription>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The browsers of an account, the first first.
pub async fn of_account(
    tx: &mut Tx,
    instansi: InstansiId,
    account: AccountId,
) -> Result<Vec<Subscription>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_ACCOUNT).bind(instansi.0).bind(account.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// Forgets a browser of an account; false when it has none of that key.
pub async fn delete(tx: &mut Tx, instansi: InstansiId, account: AccountId, id: Uuid) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(DELETE)
        .bind(instansi.0)
        .bind(account.0)
        .bind(id)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// Notes that a message was taken, or with `None` that it was not.
pub async fn note(tx: &mut Tx, instansi: InstansiId, id: Uuid, taken_at: Option<Timestamp>) -> Result<(), StoreError> {
    on_db!(tx, |conn| match taken_at {
        Some(at) => sqlx::query(TOOK).bind(instansi.0).bind(id).bind(at.as_microsecond()).bind(0_i64),
        None => sqlx::query(FAILED).bind(instansi.0).bind(id),
    }
    .execute(conn)
    .await
    .map(drop))?;
    Ok(())
}

/// Accounts in use of people who have a browser or a confirmed address, in a row, after the one given.
pub async fn reachable(
    tx: &mut Tx,
    instansi: InstansiId,
    after: Option<AccountId>,
    limit: u32,
) -> Result<Vec<(AccountId, PersonId)>, StoreError> {
    let rows: Vec<(Uuid, Uuid)> = on_db!(tx, |conn| sqlx::query_as(REACHABLE)
        .bind(instansi.0)
        .bind(after.map_or(Uuid::nil(), |after| after.0))
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    Ok(rows.into_iter().map(|(account, person)| (AccountId(account), PersonId(person))).collect())
}
