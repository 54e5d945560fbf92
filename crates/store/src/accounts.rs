//! Login accounts and the one-time codes that open them.

use std::collections::BTreeMap;

use hadir_domain::ids::{AccountId, InstansiId, PersonId};
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// Where an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// Waits for its one-time code.
    Invited,
    /// May sign in.
    Active,
    /// May not sign in.
    Blocked,
}

impl AccountState {
    /// The code in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Blocked => "blocked",
        }
    }

    fn parse(text: &str) -> Result<Self, StoreError> {
        [Self::Invited, Self::Active, Self::Blocked]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| StoreError::corrupt("state of an account"))
    }
}

/// A login account, apart from the person it may belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Whose account it is.
    pub instansi: InstansiId,
    /// The lasting key.
    pub id: AccountId,
    /// Login name: NIP, local number or a chosen name, in lower case.
    pub login: String,
    /// Argon2id, as PHC text.
    pub password_hash: Option<String>,
    /// The person, if it belongs to one.
    pub person: Option<PersonId>,
    /// `id` or `en`.
    pub lang: String,
    /// Where it stands.
    pub state: AccountState,
    /// Wrong passwords since the last right one.
    pub failed_tries: u32,
    /// No password is looked at before this.
    pub locked_until: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

statements! {
    Tenant ADD = "
        INSERT INTO accounts (instansi_id, id, login, password_hash, person_id, lang, state, failed_tries,
                              locked_until_at, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    Tenant GET = "
        SELECT instansi_id, id, login, password_hash, person_id, lang, state, failed_tries, locked_until_at, created_at
          FROM accounts WHERE instansi_id = $1 AND id = $2";
    Tenant BY_LOGIN = "
        SELECT instansi_id, id, login, password_hash, person_id, lang, state, failed_tries, locked_until_at, created_at
          FROM accounts WHERE instansi_id = $1 AND login = $2";
    Tenant OF_PERSON = "
        SELECT instansi_id, id, login, password_hash, person_id, lang, state, failed_tries, locked_until_at, created_at
          FROM accounts WHERE instansi_id = $1 AND person_id = $2 ORDER BY login";
    Tenant LIST = "
        SELECT instansi_id, id, login, password_hash, person_id, lang, state, failed_tries, locked_until_at, created_at
          FROM accounts WHERE instansi_id = $1 AND login > $2 ORDER BY login LIMIT $3";
    Tenant SET_PASSWORD = "
        UPDATE accounts SET password_hash = $3, state = 'active', failed_tries = $4, locked_until_at = NULL
         WHERE instansi_id = $1 AND id = $2";
    Tenant SET_STATE = "UPDATE accounts SET state = $3 WHERE instansi_id = $1 AND id = $2";
    Tenant SET_LANG = "UPDATE accounts SET lang = $3 WHERE instansi_id = $1 AND id = $2";
    Tenant TRIED = "
        UPDATE accounts SET failed_tries = $3, locked_until_at = $4 WHERE instansi_id = $1 AND id = $2";
    Tenant ADD_CODE = "
        INSERT INTO enrolment_codes (instansi_id, code_hash, account_id, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5)";
    Tenant USE_CODE = "
        UPDATE enrolment_codes SET used_at = $3
         WHERE instansi_id = $1 AND code_hash = $2 AND used_at IS NULL AND expires_at > $3
        RETURNING account_id";
    Tenant VOID_CODES = "
        UPDATE enrolment_codes SET used_at = $3 WHERE instansi_id = $1 AND account_id = $2 AND used_at IS NULL";
    Tenant OPEN_CODES = "
        SELECT account_id, MAX(expires_at) FROM enrolment_codes
         WHERE instansi_id = $1 AND used_at IS NULL AND expires_at > $2 GROUP BY account_id";
}

pub(crate) static OF_PEOPLE: InList = InList::new(
    "SELECT instansi_id, id, login, password_hash, person_id, lang, state, failed_tries, locked_until_at, created_at \
       FROM accounts WHERE instansi_id = $1 AND person_id IN",
    2,
    "ORDER BY person_id, login",
);

pub(crate) static WITH_LOGINS: InList = InList::new(
    "SELECT instansi_id, id, login, password_hash, person_id, lang, state, failed_tries, locked_until_at, created_at \
       FROM accounts WHERE instansi_id = $1 AND login IN",
    2,
    "ORDER BY login",
);

#[derive(FromRow)]
struct Row {
    instansi_id: i64,
    id: Uuid,
    login: String,
    password_hash: Option<String>,
    person_id: Option<Uuid>,
    lang: String,
    state: String,
    failed_tries: i64,
    locked_until_at: Option<i64>,
    created_at: i64,
}

impl Row {
    fn read(self) -> Result<Account, StoreError> {
        Ok(Account {
            instansi: InstansiId(self.instansi_id),
            id: AccountId(self.id),
            login: self.login,
            password_hash: self.password_hash,
            person: self.person_id.map(PersonId),
            lang: self.lang,
            state: AccountState::parse(&self.state)?,
            failed_tries: u32::try_from(self.failed_tries).map_err(StoreError::corrupt)?,
            locked_until: values::instant_or_none(self.locked_until_at)?,
            created_at: values::instant(self.created_at)?,
        })
    }
}

/// Adds an account. The login must be put in the directory apart.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the login is taken or the person is not there.
pub async fn add(tx: &mut Tx, new: &Account) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(new.instansi.0)
        .bind(new.id.0)
        .bind(&new.login)
        .bind(&new.password_hash)
        .bind(new.person.map(|person| person.0))
        .bind(&new.lang)
        .bind(new.state.as_str())
        .bind(i64::from(new.failed_tries))
        .bind(new.locked_until.map(Timestamp::as_microsecond))
        .bind(new.created_at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// One account.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: AccountId) -> Result<Option<Account>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id.0).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The account with that login name.
pub async fn by_login(tx: &mut Tx, instansi: InstansiId, login: &str) -> Result<Option<Account>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(BY_LOGIN).bind(instansi.0).bind(login).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The accounts of a person.
pub async fn of_person(tx: &mut Tx, instansi: InstansiId, person: PersonId) -> Result<Vec<Account>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_PERSON).bind(instansi.0).bind(person.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// The accounts of these people, by person and login.
pub async fn of_people(tx: &mut Tx, instansi: InstansiId, people: &[PersonId]) -> Result<Vec<Account>, StoreError> {
    let rows: Vec<Row> = OF_PEOPLE.rows_of_people(tx, instansi, people).await?;
    rows.into_iter().map(Row::read).collect()
}

/// The accounts with one of these logins, by login.
pub async fn with_logins(tx: &mut Tx, instansi: InstansiId, logins: &[&str]) -> Result<Vec<Account>, StoreError> {
    let mut found = Vec::new();
    for (sql, piece) in WITH_LOGINS.pieces(logins) {
        let rows: Vec<Row> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for login in piece {
                query = query.bind(*login);
            }
            query.fetch_all(conn).await
        })?;
        found.extend(rows);
    }
    found.into_iter().map(Row::read).collect()
}

/// Which accounts have a one-time code that still opens, and until when.
pub async fn open_codes(
    tx: &mut Tx,
    instansi: InstansiId,
    now: Timestamp,
) -> Result<BTreeMap<AccountId, Timestamp>, StoreError> {
    let rows: Vec<(Uuid, i64)> = on_db!(tx, |conn| sqlx::query_as(OPEN_CODES)
        .bind(instansi.0)
        .bind(now.as_microsecond())
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(|(account, until)| Ok((AccountId(account), values::instant(until)?))).collect()
}

/// A page of accounts by login name, after the given one.
pub async fn list(
    tx: &mut Tx,
    instansi: InstansiId,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<Account>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(LIST)
        .bind(instansi.0)
        .bind(after.unwrap_or_default())
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}

/// Sets a password, which opens the account and forgets wrong tries.
pub async fn set_password(
    tx: &mut Tx,
    instansi: InstansiId,
    id: AccountId,
    password_hash: &str,
) -> Result<(), StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(SET_PASSWORD)
        .bind(instansi.0)
        .bind(id.0)
        .bind(password_hash)
        .bind(0_i64)
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 0 { Err(StoreError::not_found("account")) } else { Ok(()) }
}

/// Blocks or opens an account.
pub async fn set_state(
    tx: &mut Tx,
    instansi: InstansiId,
    id: AccountId,
    state: AccountState,
) -> Result<(), StoreError> {
    set_text(tx, SET_STATE, instansi, id, state.as_str()).await
}

/// Chooses the language.
pub async fn set_lang(tx: &mut Tx, instansi: InstansiId, id: AccountId, lang: &str) -> Result<(), StoreError> {
    set_text(tx, SET_LANG, instansi, id, lang).await
}

/// Notes the outcome of a try: how many failed in a row, and until when no other is looked at.
pub async fn tried(
    tx: &mut Tx,
    instansi: InstansiId,
    id: AccountId,
    failed_tries: u32,
    locked_until: Option<Timestamp>,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(TRIED)
        .bind(instansi.0)
        .bind(id.0)
        .bind(i64::from(failed_tries))
        .bind(locked_until.map(Timestamp::as_microsecond))
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Stores the hash of a one-time code; older codes of the account lose their use.
pub async fn add_code(
    tx: &mut Tx,
    instansi: InstansiId,
    account: AccountId,
    code_hash: &[u8; 32],
    created_at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(VOID_CODES)
        .bind(instansi.0)
        .bind(account.0)
        .bind(created_at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    on_db!(tx, |conn| sqlx::query(ADD_CODE)
        .bind(instansi.0)
        .bind(code_hash.as_slice())
        .bind(account.0)
        .bind(created_at.as_microsecond())
        .bind(expires_at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Uses a one-time code up. `None` when it is unknown, used or too old.
pub async fn use_code(
    tx: &mut Tx,
    instansi: InstansiId,
    code_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<AccountId>, StoreError> {
    let used: Option<(Uuid,)> = on_db!(tx, |conn| sqlx::query_as(USE_CODE)
        .bind(instansi.0)
        .bind(code_hash.as_slice())
        .bind(now.as_microsecond())
        .fetch_optional(conn)
        .await)?;
    Ok(used.map(|(account,)| AccountId(account)))
}

async fn set_text(
    tx: &mut Tx,
    sql: &'static str,
    instansi: InstansiId,
    id: AccountId,
    value: &str,
) -> Result<(), StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(sql)
        .bind(instansi.0)
        .bind(id.0)
        .bind(value)
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 0 { Err(StoreError::not_found("account")) } else { Ok(()) }
}
