//! Lists drawn for the head's daily cross-check. Insert-only and sealed, as are the names on them and their course.

pub mod names;
pub mod steps;
pub mod traces;

use hadir_domain::cross_checks::Duty;
use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::civil::Date;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use self::names::ListName;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// A list of one unit and day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CrossCheckList {
    /// Its key.
    pub id: Uuid,
    /// The unit of the head who is asked.
    pub unit: UnitId,
    /// The day.
    pub on: Date,
    /// Its moments.
    pub duty: Duty,
    /// What it was drawn by: 64 hexadecimal digits.
    pub seed: String,
    /// How many took part.
    pub population: u32,
    /// The hash over all of them, hexadecimal.
    pub population_hash: String,
    /// How many names it has.
    pub names: u32,
    /// SHA-256 of the rules, hexadecimal.
    pub rules: String,
    /// Who led the unit just then.
    pub head: Option<PersonId>,
    /// Units without a head whose people are on it.
    pub headless: Vec<UnitId>,
    /// Of how many names, on all lists of its OPD that day,
    pub again_in: u32,
    /// so many are looked at again, on average.
    pub again_of: u32,
}

macro_rules! columns {
    () => {
        "id, unit_id, day_on, drawn_at, remind_at, due_at, superior_at, agency_at, closes_at, seed, population,
         population_hash, name_count, rules, head_person, headless, again_in, again_of"
    };
}

statements! {
    Tenant ADD = concat!(
        "INSERT INTO cross_check_lists (instansi_id, ", columns!(), ", commitment)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
             ON CONFLICT (instansi_id, unit_id, day_on) DO NOTHING");
    Tenant IN_SPAN = concat!(
        "SELECT ", columns!(), " FROM cross_check_lists
          WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 ORDER BY day_on, drawn_at, id");
    Tenant GET = concat!("SELECT ", columns!(), " FROM cross_check_lists WHERE instansi_id = $1 AND id = $2");
    Tenant FIRST = "SELECT MIN(day_on) FROM cross_check_lists WHERE instansi_id = $1";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    unit_id: Uuid,
    day_on: String,
    drawn_at: i64,
    remind_at: i64,
    due_at: i64,
    superior_at: i64,
    agency_at: i64,
    closes_at: i64,
    seed: String,
    population: i64,
    population_hash: String,
    name_count: i64,
    rules: String,
    head_person: Option<Uuid>,
    headless: String,
    again_in: i64,
    again_of: i64,
}

impl Row {
    fn read(self) -> Result<CrossCheckList, StoreError> {
        Ok(CrossCheckList {
            id: self.id,
            unit: UnitId(self.unit_id),
            on: values::date(&self.day_on)?,
            duty: Duty {
                drawn_at: values::instant(self.drawn_at)?,
                remind_at: values::instant(self.remind_at)?,
                due_at: values::instant(self.due_at)?,
                superior_at: values::instant(self.superior_at)?,
                agency_at: values::instant(self.agency_at)?,
                closes_at: values::instant(self.closes_at)?,
            },
            seed: self.seed,
            population: u32::try_from(self.population).map_err(StoreError::corrupt)?,
            population_hash: self.population_hash,
            names: u32::try_from(self.name_count).map_err(StoreError::corrupt)?,
            rules: self.rules,
            head: self.head_person.map(PersonId),
            headless: values::json(&self.headless)?,
            again_in: u32::try_from(self.again_in).map_err(StoreError::corrupt)?,
            again_of: u32::try_from(self.again_of).map_err(StoreError::corrupt)?,
        })
    }
}

/// Keeps a list with its names, each with its leaf; false when the unit has one of that day already. `salt` gives a fresh
/// one each time.
///
/// # Errors
///
/// [`StoreError::Conflict`] when a key is taken, or a person is named twice.
pub async fn add(
    tx: &mut Tx,
    instansi: InstansiId,
    list: &CrossCheckList,
    on_it: &[ListName],
    mut salt: impl FnMut() -> Salt,
) -> Result<bool, StoreError> {
    let record = NewRecord::new(list.id, RecordKind::CrossCheck, salt(), values::json_text(list)?.into_bytes());
    let headless = values::json_text(&list.headless)?;
    let rows = on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(list.id)
        .bind(list.unit.0)
        .bind(list.on.to_string())
        .bind(list.duty.drawn_at.as_microsecond())
        .bind(list.duty.remind_at.as_microsecond())
        .bind(list.duty.due_at.as_microsecond())
        .bind(list.duty.superior_at.as_microsecond())
        .bind(list.duty.agency_at.as_microsecond())
        .bind(list.duty.closes_at.as_microsecond())
        .bind(&list.seed)
        .bind(i64::from(list.population))
        .bind(&list.population_hash)
        .bind(i64::from(list.names))
        .bind(&list.rules)
        .bind(list.head.map(|head| head.0))
        .bind(&headless)
        .bind(i64::from(list.again_in))
        .bind(i64::from(list.again_of))
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 0 {
        return Ok(false);
    }
    records::keep(tx, instansi, RecordKind::CrossCheck, &[record]).await?;
    names::add(tx, instansi, on_it, salt).await?;
    Ok(true)
}

/// The lists of the days from `from` to `to`, both included.
pub async fn in_span(
    tx: &mut Tx,
    instansi: InstansiId,
    from: Date,
    to: Date,
) -> Result<Vec<CrossCheckList>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(IN_SPAN)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}

/// One list.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<CrossCheckList>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The day of the first list of all.
pub async fn first_day(tx: &mut Tx, instansi: InstansiId) -> Result<Option<Date>, StoreError> {
    let (first,): (Option<String>,) = on_db!(tx, |conn| sqlx::query_as(FIRST).bind(instansi.0).fetch_one(conn).await)?;
    values::date_or_none(first.as_deref())
}
