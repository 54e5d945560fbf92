//! Every decision about a key, sealed and insert-only, and where the work on the key stands because of it.

use hadir_domain::ids::{InstansiId, PersonId};
use hadir_domain::matching::{KeyPlace, KeyRef};
use hadir_domain::punches::Source;
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PinAction {
    /// The key means somebody in some days.
    Match,
    /// A mapping ends.
    End,
    /// The key means nobody of the register.
    Aside,
    /// It is to be looked at again after all.
    Reopen,
    /// Somebody takes it in hand.
    Take,
}

impl PinAction {
    /// The code in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::End => "end",
            Self::Aside => "aside",
            Self::Reopen => "reopen",
            Self::Take => "take",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Match, Self::End, Self::Aside, Self::Reopen, Self::Take]
            .into_iter()
            .find(|action| action.as_str() == text)
    }
}

/// One decision. The fields stand in alphabetical order, so that the sealed body is JSON with sorted keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PinStep {
    /// What was decided.
    pub action: PinAction,
    /// What decisions made in one go have in common.
    pub bundle: Option<Uuid>,
    /// Login of whoever decided.
    pub by_login: String,
    /// The person behind it.
    pub by_person: Option<PersonId>,
    /// First day of the mapping; open when missing.
    pub from_on: Option<Date>,
    /// Its key.
    pub id: Uuid,
    /// The key it is about.
    #[serde(serialize_with = "key_text")]
    pub key: KeyRef,
    /// Whom the key means.
    pub person: Option<PersonId>,
    /// Why, in words.
    pub reason: String,
    /// When.
    pub received_at: Timestamp,
    /// Last day of the mapping; open when missing.
    pub to_on: Option<Date>,
}

fn key_text<S: serde::Serializer>(key: &KeyRef, to: S) -> Result<S::Ok, S::Error> {
    (key.place.as_str(), key.place.id(), key.source.as_str(), &key.key).serialize(to)
}

/// Where the work on a key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// Somebody has to look.
    Open,
    /// It means nobody of the register.
    Aside,
    /// It was matched.
    Matched,
}

impl KeyState {
    /// The code in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Aside => "aside",
            Self::Matched => "matched",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Open, Self::Aside, Self::Matched].into_iter().find(|state| state.as_str() == text)
    }
}

/// The state of a key with who brought it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyWork {
    /// Where it stands.
    pub state: KeyState,
    /// Why.
    pub reason: String,
    /// Login of whoever took it in hand.
    pub taken_by: Option<String>,
    /// Since when.
    pub changed_at: Timestamp,
    /// Login of whoever changed it last.
    pub changed_by: String,
}

statements! {
    Tenant ADD = "
        INSERT INTO pin_steps (instansi_id, id, place, place_id, source, person_key, action, person_id, from_on, to_on,
                               reason, bundle_id, by_login, by_person, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            ON CONFLICT (instansi_id, id) DO NOTHING";
    Tenant OF_KEY = "
        SELECT id, place, place_id, source, person_key, action, person_id, from_on, to_on, reason, bundle_id, by_login,
               by_person, received_at
          FROM pin_steps
         WHERE instansi_id = $1 AND person_key = $2 AND (place_id = $3 OR place_id = $4) ORDER BY received_at, id";
    Tenant GET = "
        SELECT id, place, place_id, source, person_key, action, person_id, from_on, to_on, reason, bundle_id, by_login,
               by_person, received_at
          FROM pin_steps WHERE instansi_id = $1 AND id = $2";
    Tenant SET_STATE = "
        INSERT INTO key_states (instansi_id, place_id, source, person_key, state, reason, taken_by, changed_at, changed_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (instansi_id, place_id, source, person_key)
            DO UPDATE SET state = excluded.state, reason = excluded.reason, taken_by = excluded.taken_by,
               changed_at = excluded.changed_at, changed_by = excluded.changed_by";
    Tenant STATE = "
        SELECT state, reason, taken_by, changed_at, changed_by FROM key_states
         WHERE instansi_id = $1 AND place_id = $2 AND source = $3 AND person_key = $4";
}

pub(crate) static OF_PEOPLE: InList = InList::new(
    "SELECT id, place, place_id, source, person_key, action, person_id, from_on, to_on, reason, bundle_id, by_login,
            by_person, received_at
       FROM pin_steps WHERE instansi_id = $1 AND person_id IN",
    2,
    "ORDER BY received_at, id",
);

#[derive(FromRow)]
struct Row {
    id: Uuid,
    place: String,
    place_id: Uuid,
    source: String,
    person_key: String,
    action: String,
    person_id: Option<Uuid>,
    from_on: Option<String>,
    to_on: Option<String>,
    reason: String,
    bundle_id: Option<Uuid>,
    by_login: String,
    by_person: Option<Uuid>,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<PinStep, StoreError> {
        Ok(PinStep {
            action: PinAction::parse(&self.action).ok_or_else(|| StoreError::corrupt("action of a PIN step"))?,
            bundle: self.bundle_id,
            by_login: self.by_login,
            by_person: self.by_person.map(PersonId),
            from_on: values::date_or_none(self.from_on.as_deref())?,
            id: self.id,
            key: KeyRef {
                place: KeyPlace::parse(&self.place, self.place_id)
                    .ok_or_else(|| StoreError::corrupt("place of a key"))?,
                source: Source::parse(&self.source).ok_or_else(|| StoreError::corrupt("source of a key"))?,
                key: self.person_key,
            },
            person: self.person_id.map(PersonId),
            reason: self.reason,
            received_at: values::instant(self.received_at)?,
            to_on: values::date_or_none(self.to_on.as_deref())?,
        })
    }
}

/// Keeps a step, and its leaf; false when its key is taken.
pub async fn add(tx: &mut Tx, instansi: InstansiId, step: &PinStep, salt: Salt) -> Result<bool, StoreError> {
    let record = NewRecord::new(step.id, RecordKind::Decision, salt, values::json_text(step)?.into_bytes());
    let rows = on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(step.id)
        .bind(step.key.place.as_str())
        .bind(step.key.place.id())
        .bind(step.key.source.as_str())
        .bind(&step.key.key)
        .bind(step.action.as_str())
        .bind(step.person.map(|person| person.0))
        .bind(values::date_text(step.from_on))
        .bind(values::date_text(step.to_on))
        .bind(&step.reason)
        .bind(step.bundle)
        .bind(&step.by_login)
        .bind(step.by_person.map(|person| person.0))
        .bind(step.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 1 {
        records::keep(tx, instansi, RecordKind::Decision, &[record]).await?;
    }
    Ok(rows == 1)
}

/// What was decided about a key at its place, and at the site that shares its people; oldest first.
pub async fn of_key(
    tx: &mut Tx,
    instansi: InstansiId,
    key: &str,
    place: KeyPlace,
    site: Option<KeyPlace>,
) -> Result<Vec<PinStep>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(OF_KEY)
        .bind(instansi.0)
        .bind(key)
        .bind(place.id())
        .bind(site.unwrap_or(place).id())
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}

/// What was decided about the keys of these people, oldest first for each.
pub async fn of_people(tx: &mut Tx, instansi: InstansiId, people: &[PersonId]) -> Result<Vec<PinStep>, StoreError> {
    let rows: Vec<Row> = OF_PEOPLE.rows_of_people(tx, instansi, people).await?;
    rows.into_iter().map(Row::read).collect()
}

/// One step.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<PinStep>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// Says where the work on a key stands.
pub async fn set_state(tx: &mut Tx, instansi: InstansiId, key: &KeyRef, work: &KeyWork) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(SET_STATE)
        .bind(instansi.0)
        .bind(key.place.id())
        .bind(key.source.as_str())
        .bind(&key.key)
        .bind(work.state.as_str())
        .bind(&work.reason)
        .bind(&work.taken_by)
        .bind(work.changed_at.as_microsecond())
        .bind(&work.changed_by)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Where the work on a key stands; `None` when nobody touched it.
pub async fn state(tx: &mut Tx, instansi: InstansiId, key: &KeyRef) -> Result<Option<KeyWork>, StoreError> {
    type Row = (String, String, Option<String>, i64, String);
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(STATE)
        .bind(instansi.0)
        .bind(key.place.id())
        .bind(key.source.as_str())
        .bind(&key.key)
        .fetch_optional(conn)
        .await)?;
    row.map(|(state, reason, taken_by, changed_at, changed_by)| {
        Ok(KeyWork {
            state: KeyState::parse(&state).ok_or_else(|| StoreError::corrupt("state of a key"))?,
            reason,
            taken_by,
            changed_at: values::instant(changed_at)?,
            changed_by,
        })
    })
    .transpose()
}
