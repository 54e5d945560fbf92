//! Notices: the list inside the app, which is also the outbox of what goes to browsers and addresses.

pub mod choices;
pub mod outbox;
pub mod subscriptions;

use hadir_domain::ids::{AccountId, InstansiId, PersonId};
use hadir_domain::notices::NoticeKind;
use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// What a notice says, in both languages. Push services and mail servers see its length, never more than this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeText {
    /// One line, Indonesian.
    pub title_id: String,
    /// One line, English.
    pub title_en: String,
    /// A sentence or two, Indonesian.
    pub body_id: String,
    /// A sentence or two, English.
    pub body_en: String,
}

/// A notice to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// Its key.
    pub id: Uuid,
    /// Whom it is for.
    pub account: AccountId,
    /// What it is about.
    pub kind: NoticeKind,
    /// What makes it the same notice: a second one of the same account and key is not given.
    pub dedupe_key: String,
    /// What it says.
    pub text: NoticeText,
    /// The page it opens: a path of this server, beginning with `/`.
    pub link: String,
    /// When it arose.
    pub created_at: Timestamp,
    /// When it has lost its sense; it is not sent after that.
    pub expires_at: Option<Timestamp>,
}

/// A notice as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its key.
    pub id: Uuid,
    /// Whom it is for.
    pub account: AccountId,
    /// What it is about.
    pub kind: NoticeKind,
    /// What it says.
    pub text: NoticeText,
    /// The page it opens.
    pub link: String,
    /// When it arose.
    pub created_at: Timestamp,
    /// When it was read in the app.
    pub read_at: Option<Timestamp>,
    /// When it has lost its sense.
    pub expires_at: Option<Timestamp>,
}

macro_rules! columns {
    () => {
        "id, account_id, kind, title_id, title_en, body_id, body_en, link, created_at, read_at, expires_at"
    };
}

statements! {
    Tenant ADD = "
        INSERT INTO notices (instansi_id, id, account_id, kind, dedupe_key, title_id, title_en, body_id, body_en, link,
                             created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            ON CONFLICT DO NOTHING";
    Tenant OF_ACCOUNT = concat!(
        "SELECT ", columns!(), " FROM notices
          WHERE instansi_id = $1 AND account_id = $2 AND (created_at, id) < ($3, $4)
          ORDER BY created_at DESC, id DESC LIMIT $5");
    Tenant UNREAD = "
        SELECT COUNT(*) FROM notices WHERE instansi_id = $1 AND account_id = $2 AND read_at IS NULL";
    Tenant UNREAD_OF = "
        SELECT COUNT(*) FROM notices
         WHERE instansi_id = $1 AND account_id = $2 AND kind = $3 AND read_at IS NULL";
    Tenant READ_ALL = "
        UPDATE notices SET read_at = $3 WHERE instansi_id = $1 AND account_id = $2 AND read_at IS NULL";
    Tenant READ_ONE = "
        UPDATE notices SET read_at = $4 WHERE instansi_id = $1 AND account_id = $2 AND id = $3 AND read_at IS NULL";
}

pub(crate) static ACCOUNTS: InList = InList::new(
    "SELECT person_id, id FROM accounts WHERE instansi_id = $1 AND state = 'active' AND person_id IN",
    2,
    "ORDER BY person_id, id",
);

#[derive(FromRow)]
pub(crate) struct Row {
    id: Uuid,
    account_id: Uuid,
    kind: String,
    title_id: String,
    title_en: String,
    body_id: String,
    body_en: String,
    link: String,
    created_at: i64,
    read_at: Option<i64>,
    expires_at: Option<i64>,
}

impl Row {
    pub(crate) fn read(self) -> Result<Notice, StoreError> {
        Ok(Notice {
            id: self.id,
            account: AccountId(self.account_id),
            kind: NoticeKind::parse(&self.kind).ok_or_else(|| StoreError::corrupt("kind of a notice"))?,
            text: NoticeText {
                title_id: self.title_id,
                title_en: self.title_en,
                body_id: self.body_id,
                body_en: self.body_en,
            },
            link: self.link,
            created_at: values::instant(self.created_at)?,
            read_at: values::instant_or_none(self.read_at)?,
            expires_at: values::instant_or_none(self.expires_at)?,
        })
    }
}

/// Gives a notice; false when the account was told the same before.
///
/// It stands or falls with the transaction it tells of. Its ways out are chosen later, by the job that sends.
///
/// # Errors
///
/// [`StoreError::Conflict`] when there is no such account.
pub async fn add(tx: &mut Tx, instansi: InstansiId, new: &NewNotice) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(new.id)
        .bind(new.account.0)
        .bind(new.kind.as_str())
        .bind(&new.dedupe_key)
        .bind(&new.text.title_id)
        .bind(&new.text.title_en)
        .bind(&new.text.body_id)
        .bind(&new.text.body_en)
        .bind(&new.link)
        .bind(new.created_at.as_microsecond())
        .bind(new.expires_at.map(Timestamp::as_microsecond))
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// The accounts in use of these people, to tell each of them.
pub async fn accounts_of(
    tx: &mut Tx,
    instansi: InstansiId,
    people: &[PersonId],
) -> Result<Vec<(PersonId, AccountId)>, StoreError> {
    let rows: Vec<(Uuid, Uuid)> = ACCOUNTS.rows_of_people(tx, instansi, people).await?;
    Ok(rows.into_iter().map(|(person, account)| (PersonId(person), AccountId(account))).collect())
}

/// A page of an account's notices, newest first, after a place in that order.
pub async fn of_account(
    tx: &mut Tx,
    instansi: InstansiId,
    account: AccountId,
    after: Option<(Timestamp, Uuid)>,
    limit: u32,
) -> Result<Vec<Notice>, StoreError> {
    let (at, id) = after.map_or((i64::MAX, Uuid::max()), |(at, id)| (at.as_microsecond(), id));
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(OF_ACCOUNT)
        .bind(instansi.0)
        .bind(account.0)
        .bind(at)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}

/// How many an account has not read.
pub async fn unread(tx: &mut Tx, instansi: InstansiId, account: AccountId) -> Result<u64, StoreError> {
    let count: i64 =
        on_db!(tx, |conn| sqlx::query_scalar(UNREAD).bind(instansi.0).bind(account.0).fetch_one(conn).await)?;
    u64::try_from(count).map_err(StoreError::corrupt)
}

/// How many of one kind an account has not read.
pub async fn unread_of(
    tx: &mut Tx,
    instansi: InstansiId,
    account: AccountId,
    kind: NoticeKind,
) -> Result<u64, StoreError> {
    let count: i64 = on_db!(tx, |conn| sqlx::query_scalar(UNREAD_OF)
        .bind(instansi.0)
        .bind(account.0)
        .bind(kind.as_str())
        .fetch_one(conn)
        .await)?;
    u64::try_from(count).map_err(StoreError::corrupt)
}

/// Marks some as read, or with `None` all; those of others stay as they are.
pub async fn mark_read(
    tx: &mut Tx,
    instansi: InstansiId,
    account: AccountId,
    ids: Option<&[Uuid]>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(ids) = ids else {
        on_db!(tx, |conn| sqlx::query(READ_ALL)
            .bind(instansi.0)
            .bind(account.0)
            .bind(now.as_microsecond())
            .execute(conn)
            .await
            .map(drop))?;
        return Ok(());
    };
    for id in ids {
        on_db!(tx, |conn| sqlx::query(READ_ONE)
            .bind(instansi.0)
            .bind(account.0)
            .bind(id)
            .bind(now.as_microsecond())
            .execute(conn)
            .await
            .map(drop))?;
    }
    Ok(())
}
