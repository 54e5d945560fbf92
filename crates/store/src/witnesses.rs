//! What colleagues saw of each other. Insert-only and sealed.

use std::collections::HashMap;

use hadir_domain::ids::{InstansiId, PersonId, SiteId};
use hadir_domain::witnesses::{WitnessHow, WitnessStrength};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// One statement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Witnessed {
    /// Its key, made by the phone.
    pub id: Uuid,
    /// Who was seen.
    pub person: PersonId,
    /// Who saw.
    pub witness: PersonId,
    /// When, by the sender's phone.
    pub seen_at: Timestamp,
    /// Its day.
    pub on: Date,
    /// How the two met.
    pub how: WitnessHow,
    /// How many keys stand behind it.
    pub strength: WitnessStrength,
    /// The key that signed it.
    pub sender_key: String,
    /// The key behind the code of the other.
    pub other_key: Option<String>,
    /// The punch it is about, by the id the phone gave it.
    pub punch: Option<Uuid>,
    /// The site both serve at, when it is one.
    pub site: Option<SiteId>,
    /// Position of the sender.
    pub place: Option<Value>,
    /// A remark; may be empty.
    pub note: String,
    /// When it came in.
    pub received_at: Timestamp,
}

/// A statement with what the phone signed, for the seal.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(flatten)]
    witnessed: &'a Witnessed,
    /// As it came.
    signed: &'a Value,
}

macro_rules! columns {
    () => {
        "id, person_id, witness_id, seen_at, day_on, how, strength, sender_key, other_key, punch_id, site_id, place_json,
         note, received_at"
    };
}

statements! {
    Tenant ADD = "
        INSERT INTO witness_statements (instansi_id, id, person_id, witness_id, seen_at, day_on, how, strength, sender_key,
                                        other_key, punch_id, site_id, place_json, note, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    Tenant IN_SPAN = concat!(
        "SELECT ", columns!(), " FROM witness_statements
          WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 ORDER BY day_on, seen_at, id");
    Tenant OF_PERSON = concat!(
        "SELECT ", columns!(), " FROM witness_statements
          WHERE instansi_id = $1 AND (person_id = $2 OR witness_id = $2) AND day_on >= $3 AND day_on <= $4
          ORDER BY day_on, seen_at, id");
    Tenant PAIRS = "
        SELECT person_id, witness_id, COUNT(DISTINCT day_on) FROM witness_statements
         WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 GROUP BY person_id, witness_id";
}

pub(crate) static GET: InList =
    InList::new(concat!("SELECT ", columns!(), " FROM witness_statements WHERE instansi_id = $1 AND id IN"), 2, "");

#[derive(FromRow)]
struct Row {
    id: Uuid,
    person_id: Uuid,
    witness_id: Uuid,
    seen_at: i64,
    day_on: String,
    how: String,
    strength: String,
    sender_key: String,
    other_key: Option<String>,
    punch_id: Option<Uuid>,
    site_id: Option<Uuid>,
    place_json: Option<String>,
    note: String,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<Witnessed, StoreError> {
        Ok(Witnessed {
            id: self.id,
            person: PersonId(self.person_id),
            witness: PersonId(self.witness_id),
            seen_at: values::instant(self.seen_at)?,
            on: values::date(&self.day_on)?,
            how: WitnessHow::parse(&self.how).ok_or_else(|| StoreError::corrupt("how two people met"))?,
            strength: WitnessStrength::parse(&self.strength)
                .ok_or_else(|| StoreError::corrupt("strength of a statement"))?,
            sender_key: self.sender_key,
            other_key: self.other_key,
            punch: self.punch_id,
            site: self.site_id.map(SiteId),
            place: self.place_json.as_deref().map(values::json).transpose()?,
            note: self.note,
            received_at: values::instant(self.received_at)?,
        })
    }
}

fn read(rows: Vec<Row>) -> Result<Vec<Witnessed>, StoreError> {
    rows.into_iter().map(Row::read).collect()
}

/// Keeps a statement with its leaf; `signed` is what the phone signed, as it came.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the key is taken.
pub async fn add(
    tx: &mut Tx,
    instansi: InstansiId,
    new: &Witnessed,
    signed: &Value,
    salt: Salt,
) -> Result<(), StoreError> {
    let body = values::json_text(&Body { witnessed: new, signed })?.into_bytes();
    let record = NewRecord::new(new.id, RecordKind::Witness, salt, body);
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(new.id)
        .bind(new.person.0)
        .bind(new.witness.0)
        .bind(new.seen_at.as_microsecond())
        .bind(new.on.to_string())
        .bind(new.how.as_str())
        .bind(new.strength.as_str())
        .bind(&new.sender_key)
        .bind(new.other_key.as_deref())
        .bind(new.punch)
        .bind(new.site.map(|site| site.0))
        .bind(new.place.as_ref().map(values::json_text).transpose()?)
        .bind(&new.note)
        .bind(new.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::Witness, &[record]).await
}

/// Those of these keys that are there.
pub async fn get_many(tx: &mut Tx, instansi: InstansiId, ids: &[Uuid]) -> Result<Vec<Witnessed>, StoreError> {
    let mut found = Vec::new();
    for (sql, piece) in GET.pieces(ids) {
        let rows: Vec<Row> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for id in piece {
                query = query.bind(*id);
            }
            query.fetch_all(conn).await
        })?;
        found.extend(rows);
    }
    read(found)
}

/// Every statement about the days from `from` to `to`, both included, by day and moment.
pub async fn in_span(tx: &mut Tx, instansi: InstansiId, from: Date, to: Date) -> Result<Vec<Witnessed>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(IN_SPAN)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    read(rows)
}

/// The statements a person made or that speak for them.
pub async fn of_person(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    from: Date,
    to: Date,
) -> Result<Vec<Witnessed>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(OF_PERSON)
        .bind(instansi.0)
        .bind(person.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    read(rows)
}

/// On how many days each pair (who was seen, who saw) had statements.
pub async fn pairs(
    tx: &mut Tx,
    instansi: InstansiId,
    from: Date,
    to: Date,
) -> Result<HashMap<(PersonId, PersonId), u64>, StoreError> {
    let rows: Vec<(Uuid, Uuid, i64)> = on_db!(tx, |conn| sqlx::query_as(PAIRS)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    let pair =
        |(person, witness, days): (Uuid, Uuid, i64)| ((PersonId(person), PersonId(witness)), days.unsigned_abs());
    Ok(rows.into_iter().map(pair).collect())
}
