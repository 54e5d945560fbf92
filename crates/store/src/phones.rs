//! Phones as people enrolled them, with every step sealed, and the passkeys that proved the people.

use std::collections::BTreeSet;

use hadir_domain::ids::{AccountId, InstansiId, PersonId};
use hadir_domain::phones::{Decided, DeviceKey, Phone, PhoneState};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// One step in the life of a phone or a station, as it is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Who did it.
    pub by_login: String,
    /// Its key.
    pub id: Uuid,
    /// Whose phone it is; none for a station.
    pub person: Option<PersonId>,
    /// Why, in words.
    pub reason: String,
    /// When.
    pub received_at: Timestamp,
    /// `enrol`, `approve`, `reject`, `revoke`, `make`, `claim`.
    pub step: &'static str,
    /// A phone's key, or a station's id.
    pub subject: String,
}

macro_rules! columns {
    () => {
        "instansi_id, device_key, person_id, public_key, platform, name, state, passkey_id, device_bound, \
         enrolled_at, decided_at, decided_by, reason"
    };
}

statements! {
    Tenant ADD = concat!(
        "INSERT INTO phones (", columns!(), ")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             ON CONFLICT (instansi_id, device_key, person_id) DO NOTHING");
    Tenant GET = concat!(
        "SELECT ", columns!(), " FROM phones WHERE instansi_id = $1 AND device_key = $2 AND person_id = $3");
    Tenant OF_KEY = concat!(
        "SELECT ", columns!(), " FROM phones WHERE instansi_id = $1 AND device_key = $2 ORDER BY enrolled_at, person_id");
    Tenant OF_PERSON = concat!(
        "SELECT ", columns!(), " FROM phones
          WHERE instansi_id = $1 AND person_id = $2 ORDER BY enrolled_at DESC, device_key");
    Tenant LIST = concat!(
        "SELECT ", columns!(), " FROM phones
          WHERE instansi_id = $1 AND (state = $2 OR $2 IS NULL) AND (enrolled_at, device_key) < ($3, $4)
          ORDER BY enrolled_at DESC, device_key DESC LIMIT $5");
    Tenant DECIDE = "
        UPDATE phones SET state = $5, decided_at = $6, decided_by = $7, reason = $8
         WHERE instansi_id = $1 AND device_key = $2 AND person_id = $3 AND state = $4";
    Tenant PROVE = "
        UPDATE phones SET passkey_id = $4, device_bound = $5
         WHERE instansi_id = $1 AND device_key = $2 AND person_id = $3";
    Tenant ADD_STEP = "
        INSERT INTO phone_steps (instansi_id, id, subject, person_id, step, by_login, reason, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    Tenant ADD_PASSKEY = "
        INSERT INTO passkeys (instansi_id, credential_id, person_id, passkey, backup_eligible, backed_up, created_at,
                              used_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";
    Tenant USE_PASSKEY = "
        UPDATE passkeys SET passkey = $3, backed_up = $4, used_at = $5 WHERE instansi_id = $1 AND credential_id = $2";
    Tenant PASSKEYS = "
        SELECT credential_id, passkey FROM passkeys
         WHERE instansi_id = $1 AND person_id = $2 ORDER BY created_at, credential_id";
    Tenant WITH_ACTIVE = "SELECT DISTINCT person_id FROM phones WHERE instansi_id = $1 AND state = 'active'";
    Tenant PROVEN_PEOPLE = "SELECT DISTINCT person_id FROM passkeys WHERE instansi_id = $1";
    Tenant ADD_CHALLENGE = "
        INSERT INTO passkey_challenges (instansi_id, id, account_id, device_key, state, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    Tenant TAKE_CHALLENGE = "
        DELETE FROM passkey_challenges WHERE instansi_id = $1 AND id = $2 AND account_id = $3
        RETURNING device_key, state, expires_at";
    Tenant SWEEP_CHALLENGES = "DELETE FROM passkey_challenges WHERE instansi_id = $1 AND expires_at <= $2";
}

pub(crate) static OF_PEOPLE: InList = InList::new(
    concat!("SELECT ", columns!(), " FROM phones WHERE instansi_id = $1 AND person_id IN"),
    2,
    "ORDER BY person_id, enrolled_at, device_key",
);

#[derive(FromRow)]
struct Row {
    instansi_id: i64,
    device_key: String,
    person_id: Uuid,
    public_key: Vec<u8>,
    platform: String,
    name: String,
    state: String,
    passkey_id: Option<Vec<u8>>,
    device_bound: bool,
    enrolled_at: i64,
    decided_at: Option<i64>,
    decided_by: Option<String>,
    reason: Option<String>,
}

impl Row {
    fn read(self) -> Result<Phone, StoreError> {
        let decided = match (values::instant_or_none(self.decided_at)?, self.decided_by) {
            (Some(at), Some(by)) => Some(Decided { at, by, reason: self.reason.unwrap_or_default() }),
            _ => None,
        };
        Ok(Phone {
            instansi: InstansiId(self.instansi_id),
            key: DeviceKey(self.device_key),
            person: PersonId(self.person_id),
            public_key: self.public_key,
            platform: self.platform,
            name: self.name,
            state: PhoneState::parse(&self.state).ok_or_else(|| StoreError::corrupt("state of a phone"))?,
            passkey: self.passkey_id,
            device_bound: self.device_bound,
            enrolled_at: values::instant(self.enrolled_at)?,
            decided,
        })
    }
}

/// Adds a phone and its step; false when the person enrolled this key before.
pub async fn add(tx: &mut Tx, phone: &Phone, step: &Step, salt: Salt) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(ADD)
        .bind(phone.instansi.0)
        .bind(phone.key.as_str())
        .bind(phone.person.0)
        .bind(&phone.public_key)
        .bind(&phone.platform)
        .bind(&phone.name)
        .bind(phone.state.as_str())
        .bind(&phone.passkey)
        .bind(phone.device_bound)
        .bind(phone.enrolled_at.as_microsecond())
        .bind(phone.decided.as_ref().map(|decided| decided.at.as_microsecond()))
        .bind(phone.decided.as_ref().map(|decided| decided.by.as_str()))
        .bind(phone.decided.as_ref().map(|decided| decided.reason.as_str()))
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 1 {
        note(tx, phone.instansi, step, salt).await?;
    }
    Ok(rows == 1)
}

/// One phone of one person.
pub async fn get(
    tx: &mut Tx,
    instansi: InstansiId,
    key: &DeviceKey,
    person: PersonId,
) -> Result<Option<Phone>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(GET)
        .bind(instansi.0)
        .bind(key.as_str())
        .bind(person.0)
        .fetch_optional(conn)
        .await)?;
    row.map(Row::read).transpose()
}

/// Everybody who enrolled this key, the first first.
pub async fn of_key(tx: &mut Tx, instansi: InstansiId, key: &DeviceKey) -> Result<Vec<Phone>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_KEY).bind(instansi.0).bind(key.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// The phones of a person, newest first.
pub async fn of_person(tx: &mut Tx, instansi: InstansiId, person: PersonId) -> Result<Vec<Phone>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_PERSON).bind(instansi.0).bind(person.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// The phones of many people.
pub async fn of_people(tx: &mut Tx, instansi: InstansiId, people: &[PersonId]) -> Result<Vec<Phone>, StoreError> {
    let rows: Vec<Row> = OF_PEOPLE.rows_of_people(tx, instansi, people).await?;
    rows.into_iter().map(Row::read).collect()
}

/// Phones of everybody in one state or in any, newest first, after a place in that order.
pub async fn list(
    tx: &mut Tx,
    instansi: InstansiId,
    state: Option<PhoneState>,
    after: Option<(Timestamp, &DeviceKey)>,
    limit: u32,
) -> Result<Vec<Phone>, StoreError> {
    let (at, key) = after.map_or((i64::MAX, ""), |(at, key)| (at.as_microsecond(), key.as_str()));
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(LIST)
        .bind(instansi.0)
        .bind(state.map(PhoneState::as_str))
        .bind(at)
        .bind(key)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}

/// Moves a phone from one state to another, with its step; false when it is not in that state any more.
pub async fn decide(tx: &mut Tx, phone: &Phone, to: PhoneState, step: &Step, salt: Salt) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(DECIDE)
        .bind(phone.instansi.0)
        .bind(phone.key.as_str())
        .bind(phone.person.0)
        .bind(phone.state.as_str())
        .bind(to.as_str())
        .bind(step.received_at.as_microsecond())
        .bind(&step.by_login)
        .bind(&step.reason)
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 1 {
        note(tx, phone.instansi, step, salt).await?;
    }
    Ok(rows == 1)
}

/// Keeps which passkey proved the person of a phone that was enrolled without one.
pub async fn prove(
    tx: &mut Tx,
    phone: &Phone,
    passkey: &[u8],
    device_bound: bool,
    step: &Step,
    salt: Salt,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(PROVE)
        .bind(phone.instansi.0)
        .bind(phone.key.as_str())
        .bind(phone.person.0)
        .bind(passkey)
        .bind(device_bound)
        .execute(conn)
        .await
        .map(drop))?;
    note(tx, phone.instansi, step, salt).await
}

/// Seals a step.
pub(crate) async fn note(tx: &mut Tx, instansi: InstansiId, step: &Step, salt: Salt) -> Result<(), StoreError> {
    let body = values::json_text(step)?.into_bytes();
    let record = NewRecord::new(step.id, RecordKind::Phone, salt, body);
    on_db!(tx, |conn| sqlx::query(ADD_STEP)
        .bind(instansi.0)
        .bind(step.id)
        .bind(&step.subject)
        .bind(step.person.map(|person| person.0))
        .bind(step.step)
        .bind(&step.by_login)
        .bind(&step.reason)
        .bind(step.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::Phone, &[record]).await
}

/// A passkey as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyRow {
    /// Its id, as the authenticator gave it.
    pub credential_id: Vec<u8>,
    /// JSON of the verifying library.
    pub passkey: String,
}

/// Keeps a new passkey.
///
/// # Errors
///
/// [`StoreError::Conflict`] when somebody has it already.
pub async fn add_passkey(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    row: &PasskeyRow,
    (backup_eligible, backed_up): (bool, bool),
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(ADD_PASSKEY)
        .bind(instansi.0)
        .bind(&row.credential_id)
        .bind(person.0)
        .bind(&row.passkey)
        .bind(backup_eligible)
        .bind(backed_up)
        .bind(now.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Keeps what using a passkey changed: counter and backup flag.
pub async fn use_passkey(
    tx: &mut Tx,
    instansi: InstansiId,
    row: &PasskeyRow,
    backed_up: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(USE_PASSKEY)
        .bind(instansi.0)
        .bind(&row.credential_id)
        .bind(&row.passkey)
        .bind(backed_up)
        .bind(now.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The passkeys of a person, oldest first.
pub async fn passkeys(tx: &mut Tx, instansi: InstansiId, person: PersonId) -> Result<Vec<PasskeyRow>, StoreError> {
    let rows: Vec<(Vec<u8>, String)> =
        on_db!(tx, |conn| sqlx::query_as(PASSKEYS).bind(instansi.0).bind(person.0).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(credential_id, passkey)| PasskeyRow { credential_id, passkey }).collect())
}

/// Everybody who has a phone that is vouched for.
pub async fn with_active(tx: &mut Tx, instansi: InstansiId) -> Result<BTreeSet<PersonId>, StoreError> {
    let rows: Vec<(Uuid,)> = on_db!(tx, |conn| sqlx::query_as(WITH_ACTIVE).bind(instansi.0).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(person,)| PersonId(person)).collect())
}

/// Everybody whom a passkey proves.
pub async fn proven_people(tx: &mut Tx, instansi: InstansiId) -> Result<BTreeSet<PersonId>, StoreError> {
    let rows: Vec<(Uuid,)> = on_db!(tx, |conn| sqlx::query_as(PROVEN_PEOPLE).bind(instansi.0).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(person,)| PersonId(person)).collect())
}

/// A question asked of an authenticator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// Its key.
    pub id: Uuid,
    /// Who is asked.
    pub account: AccountId,
    /// The phone's key the answer is for.
    pub device_key: DeviceKey,
    /// What the verifying library must remember, sealed or as JSON.
    pub state: String,
    /// When it is too late.
    pub expires_at: Timestamp,
}

/// Remembers a question; those that are over are forgotten.
pub async fn add_challenge(
    tx: &mut Tx,
    instansi: InstansiId,
    new: &Challenge,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(SWEEP_CHALLENGES)
        .bind(instansi.0)
        .bind(now.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    on_db!(tx, |conn| sqlx::query(ADD_CHALLENGE)
        .bind(instansi.0)
        .bind(new.id)
        .bind(new.account.0)
        .bind(new.device_key.as_str())
        .bind(&new.state)
        .bind(new.expires_at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Takes a question off the list: it can be answered once, by the one who was asked.
pub async fn take_challenge(
    tx: &mut Tx,
    instansi: InstansiId,
    id: Uuid,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<Challenge>, StoreError> {
    let row: Option<(String, String, i64)> = on_db!(tx, |conn| sqlx::query_as(TAKE_CHALLENGE)
        .bind(instansi.0)
        .bind(id)
        .bind(account.0)
        .fetch_optional(conn)
        .await)?;
    let Some((device_key, state, expires_at)) = row else { return Ok(None) };
    let expires_at = values::instant(expires_at)?;
    let challenge = Challenge { id, account, device_key: DeviceKey(device_key), state, expires_at };
    Ok((now < expires_at).then_some(challenge))
}
