//! Who stands on a list, with what they were drawn by. A record a person, so that it can be erased with the person.

use hadir_domain::cross_checks::Why;
use hadir_domain::ids::{InstansiId, PersonId};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::civil::Date;
use serde::Serialize;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::{Bulk, InList};
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// Somebody on a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListName {
    /// Its key.
    pub id: Uuid,
    /// Of which list.
    pub list: Uuid,
    /// Its day.
    pub on: Date,
    /// Who.
    pub person: PersonId,
    /// The place in the order of the lottery, from 0.
    pub place: u32,
    /// Tickets in the lottery.
    pub weight: u32,
    /// -log2 of the lot, in units of 2^-32.
    pub exponent: u64,
    /// Why likelier than others.
    pub why: Vec<Why>,
}

macro_rules! columns {
    () => {
        "id, list_id, day_on, person_id, place, weight, exponent, why"
    };
}

statements! {
    Tenant IN_SPAN = concat!(
        "SELECT ", columns!(), " FROM cross_check_names
          WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 ORDER BY list_id, place, id");
}

pub(crate) static ADD: Bulk =
    Bulk::new(concat!("INSERT INTO cross_check_names (instansi_id, ", columns!(), ", commitment)"), 10, "");
pub(crate) static OF_LISTS: InList = InList::new(
    concat!("SELECT ", columns!(), " FROM cross_check_names WHERE instansi_id = $1 AND list_id IN"),
    2,
    "ORDER BY list_id, place, id",
);

#[derive(FromRow)]
struct Row {
    id: Uuid,
    list_id: Uuid,
    day_on: String,
    person_id: Uuid,
    place: i64,
    weight: i64,
    exponent: i64,
    why: String,
}

impl Row {
    fn read(self) -> Result<ListName, StoreError> {
        Ok(ListName {
            id: self.id,
            list: self.list_id,
            on: values::date(&self.day_on)?,
            person: PersonId(self.person_id),
            place: u32::try_from(self.place).map_err(StoreError::corrupt)?,
            weight: u32::try_from(self.weight).map_err(StoreError::corrupt)?,
            exponent: u64::try_from(self.exponent).map_err(StoreError::corrupt)?,
            why: values::json(&self.why)?,
        })
    }
}

/// Keeps names, each with its leaf. `salt` gives a fresh one each time.
///
/// # Errors
///
/// [`StoreError::Conflict`] when a key is taken, or a person is named twice on a list.
pub(super) async fn add(
    tx: &mut Tx,
    instansi: InstansiId,
    names: &[ListName],
    mut salt: impl FnMut() -> Salt,
) -> Result<(), StoreError> {
    let sealed = names.iter().map(|name| {
        let body = values::json_text(name)?.into_bytes();
        let why = values::json_text(&name.why)?;
        let exponent = i64::try_from(name.exponent).map_err(StoreError::corrupt)?;
        Ok((name, why, exponent, NewRecord::new(name.id, RecordKind::CrossCheck, salt(), body)))
    });
    let sealed = sealed.collect::<Result<Vec<_>, StoreError>>()?;
    for (sql, piece) in ADD.pieces(tx, &sealed) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (name, why, exponent, record) in piece {
                query = query
                    .bind(instansi.0)
                    .bind(name.id)
                    .bind(name.list)
                    .bind(name.on.to_string())
                    .bind(name.person.0)
                    .bind(i64::from(name.place))
                    .bind(i64::from(name.weight))
                    .bind(*exponent)
                    .bind(why)
                    .bind(record.leaf.as_slice());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    let records: Vec<NewRecord> = sealed.into_iter().map(|(_, _, _, record)| record).collect();
    records::keep(tx, instansi, RecordKind::CrossCheck, &records).await
}

/// Who stands on these lists, in the order of the lottery.
pub async fn of_lists(tx: &mut Tx, instansi: InstansiId, lists: &[Uuid]) -> Result<Vec<ListName>, StoreError> {
    let mut found = Vec::new();
    for (sql, piece) in OF_LISTS.pieces(lists) {
        let rows: Vec<Row> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for list in piece {
                query = query.bind(*list);
            }
            query.fetch_all(conn).await
        })?;
        found.extend(rows);
    }
    found.into_iter().map(Row::read).collect()
}

/// Who stood on the lists of the days from `from` to `to`, both included.
pub async fn in_span(tx: &mut Tx, instansi: InstansiId, from: Date, to: Date) -> Result<Vec<ListName>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(IN_SPAN)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}
