//! Rounds as they were drawn, with who might have been called.

use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_domain::spot_checks::Share;
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// Why a round was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RoundKind {
    /// By the lottery of every day.
    Lottery,
    /// An officer asked for it.
    Extra,
}

impl RoundKind {
    /// The code of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lottery => "lottery",
            Self::Extra => "extra",
        }
    }
}

/// One round.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Round {
    /// Its key.
    pub id: Uuid,
    /// Its day.
    pub on: Date,
    /// Its number on that day.
    pub number: u32,
    /// Why.
    pub kind: RoundKind,
    /// The unit it is for; none for everybody.
    pub unit: Option<UnitId>,
    /// The share it was drawn by.
    pub share: Share,
    /// The rule that was in force, in its figures.
    pub rule: serde_json::Value,
    /// How many might have been called.
    pub population: u64,
    /// The hash of their list.
    #[serde(serialize_with = "values::hex")]
    pub population_hash: [u8; 32],
    /// How many were called.
    pub called: u64,
    /// Why, in words; empty for the lottery.
    pub reason: String,
    /// Whose login.
    pub by_login: String,
    /// The person behind it.
    pub by_person: Option<PersonId>,
    /// When it was drawn.
    pub received_at: Timestamp,
}

macro_rules! columns {
    () => {
        "id, day_on, number, kind, unit_id, share, rule, population, population_hash, called, reason, by_login, by_person,
         received_at"
    };
}

statements! {
    Tenant ADD = "
        INSERT INTO spot_rounds (instansi_id, id, day_on, number, kind, unit_id, share, rule, population, population_hash,
                                 called, reason, by_login, by_person, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    Tenant ADD_POPULATION = "INSERT INTO spot_populations (instansi_id, round_id, people) VALUES ($1, $2, $3)";
    Tenant GET = concat!("SELECT ", columns!(), " FROM spot_rounds WHERE instansi_id = $1 AND id = $2");
    Tenant IN_SPAN = concat!(
        "SELECT ", columns!(), " FROM spot_rounds
          WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 ORDER BY day_on, number");
    Tenant POPULATION = "SELECT people FROM spot_populations WHERE instansi_id = $1 AND round_id = $2";
    Tenant FORGET = "
        DELETE FROM spot_populations
         WHERE instansi_id = $1
           AND round_id IN (SELECT id FROM spot_rounds WHERE instansi_id = $1 AND day_on < $2)";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    day_on: String,
    number: i64,
    kind: String,
    unit_id: Option<Uuid>,
    share: String,
    rule: String,
    population: i64,
    population_hash: Vec<u8>,
    called: i64,
    reason: String,
    by_login: String,
    by_person: Option<Uuid>,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<Round, StoreError> {
        Ok(Round {
            id: self.id,
            on: values::date(&self.day_on)?,
            number: u32::try_from(self.number).map_err(StoreError::corrupt)?,
            kind: match self.kind.as_str() {
                "lottery" => RoundKind::Lottery,
                "extra" => RoundKind::Extra,
                _ => return Err(StoreError::corrupt("kind of a round")),
            },
            unit: self.unit_id.map(UnitId),
            share: values::json(&self.share)?,
            rule: values::json(&self.rule)?,
            population: self.population.unsigned_abs(),
            population_hash: values::hash32(self.population_hash)?,
            called: self.called.unsigned_abs(),
            reason: self.reason,
            by_login: self.by_login,
            by_person: self.by_person.map(PersonId),
            received_at: values::instant(self.received_at)?,
        })
    }
}

/// Keeps a round with its leaf, and who might have been called.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the key or the number of the day is taken.
pub async fn add(
    tx: &mut Tx,
    instansi: InstansiId,
    round: &Round,
    population: &str,
    salt: Salt,
) -> Result<(), StoreError> {
    let record = NewRecord::new(round.id, RecordKind::SpotCheck, salt, values::json_text(round)?.into_bytes());
    let whole = |number: u64| i64::try_from(number).map_err(|_| StoreError::conflict("more people than there are"));
    let (people, called) = (whole(round.population)?, whole(round.called)?);
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(round.id)
        .bind(round.on.to_string())
        .bind(i64::from(round.number))
        .bind(round.kind.as_str())
        .bind(round.unit.map(|unit| unit.0))
        .bind(values::json_text(&round.share)?)
        .bind(values::json_text(&round.rule)?)
        .bind(people)
        .bind(round.population_hash.as_slice())
        .bind(called)
        .bind(&round.reason)
        .bind(&round.by_login)
        .bind(round.by_person.map(|person| person.0))
        .bind(round.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    on_db!(tx, |conn| sqlx::query(ADD_POPULATION)
        .bind(instansi.0)
        .bind(round.id)
        .bind(population)
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::SpotCheck, &[record]).await
}

/// One round.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<Round>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The rounds of the days from `from` to `to`, both included.
pub async fn in_span(tx: &mut Tx, instansi: InstansiId, from: Date, to: Date) -> Result<Vec<Round>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(IN_SPAN)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}

/// Who might have been called, as it was fixed; `None` once it is no longer kept.
pub async fn population(tx: &mut Tx, instansi: InstansiId, round: Uuid) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> =
        on_db!(tx, |conn| sqlx::query_as(POPULATION).bind(instansi.0).bind(round).fetch_optional(conn).await)?;
    Ok(row.map(|(people,)| people))
}

/// Forgets who might have been called before a day. The hash of each list stays sealed.
pub async fn forget_populations(tx: &mut Tx, instansi: InstansiId, before: Date) -> Result<u64, StoreError> {
    Ok(on_db!(tx, |conn| sqlx::query(FORGET)
        .bind(instansi.0)
        .bind(before.to_string())
        .execute(conn)
        .await?
        .rows_affected()))
}
