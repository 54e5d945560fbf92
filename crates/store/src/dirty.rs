//! Days to settle anew.

use std::collections::BTreeSet;

use hadir_domain::ids::{InstansiId, PersonId};
use jiff::ToSpan;
use jiff::civil::Date;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::bulk::{Bulk, OrList};
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

statements! {
    Tenant PEEK = "
        SELECT person_id, day_on, times FROM dirty_days WHERE instansi_id = $1 ORDER BY person_id, day_on LIMIT $2";
    Tenant TAKE = "
        DELETE FROM dirty_days
         WHERE instansi_id = $1
           AND (person_id, day_on) IN (
                SELECT person_id, day_on FROM dirty_days WHERE instansi_id = $1 ORDER BY person_id, day_on LIMIT $2)
        RETURNING person_id, day_on";
    Tenant MARK_STORED = "
        INSERT INTO dirty_days (instansi_id, person_id, day_on, times)
        SELECT instansi_id, person_id, day_on, 1 FROM days WHERE instansi_id = $1 AND day_on >= $2
         ORDER BY person_id, day_on
            ON CONFLICT (instansi_id, person_id, day_on) DO UPDATE SET times = dirty_days.times + excluded.times";
    Tenant COUNT = "SELECT COUNT(*) FROM dirty_days WHERE instansi_id = $1";
}

// The conflict touches the row on purpose: a projector that takes it must wait for this unit of work.
pub(crate) static MARK: Bulk = Bulk::new(
    "INSERT INTO dirty_days (instansi_id, person_id, day_on, times)",
    4,
    "ON CONFLICT (instansi_id, person_id, day_on) DO UPDATE SET times = dirty_days.times + excluded.times",
);

/// One person and day.
pub type PersonDay = (PersonId, Date);

/// Marks days. They are written in order of person and day, so that two writers cannot deadlock.
pub async fn mark(tx: &mut Tx, instansi: InstansiId, days: &BTreeSet<PersonDay>) -> Result<(), StoreError> {
    let days: Vec<PersonDay> = days.iter().copied().collect();
    for (sql, piece) in MARK.pieces(tx, &days) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (person, on) in piece {
                query = query.bind(instansi.0).bind(person.0).bind(on.to_string()).bind(1_i64);
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// Marks everybody's stored days from a day on: what they are judged by is another.
pub async fn mark_stored(tx: &mut Tx, instansi: InstansiId, from: Date) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(MARK_STORED).bind(instansi.0).bind(from.to_string()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Marks every day of a person from one day to another, both inclusive.
pub async fn mark_span(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    from: Date,
    to: Date,
) -> Result<(), StoreError> {
    let days = from.series(1.day()).take_while(|day| *day <= to).map(|day| (person, day)).collect();
    mark(tx, instansi, &days).await
}

/// Deletes rows by person, day and count; `$1` is the instansi, three parameters a row after it.
pub(crate) static DONE: OrList =
    OrList::new("DELETE FROM dirty_days WHERE instansi_id = $1 AND (", &["person_id", "day_on", "times"], 2, ")");

/// A marked day, with how often it was marked.
pub type Marked = (PersonId, Date, i64);

/// Up to `limit` marked days, by person and day; they stay on the list.
///
/// Read what they rest on in the same unit of work: whoever writes later marks them again.
pub async fn peek(tx: &mut Tx, instansi: InstansiId, limit: u32) -> Result<Vec<Marked>, StoreError> {
    let rows: Vec<(Uuid, String, i64)> =
        on_db!(tx, |conn| sqlx::query_as(PEEK).bind(instansi.0).bind(i64::from(limit)).fetch_all(conn).await)?;
    rows.iter().map(|(person, on, times)| Ok((PersonId(*person), values::date(on)?, *times))).collect()
}

/// Takes days off the list, unless they were marked again since they were read.
pub async fn done(tx: &mut Tx, instansi: InstansiId, marked: &[Marked]) -> Result<(), StoreError> {
    for (sql, piece) in DONE.pieces(marked) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind(instansi.0);
            for (person, on, times) in piece {
                query = query.bind(person.0).bind(on.to_string()).bind(*times);
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// Takes up to `limit` days off the list, by person and day. They come back if the unit of work fails.
///
/// Take them before reading what they rest on: whoever writes later marks them again.
pub async fn take(tx: &mut Tx, instansi: InstansiId, limit: u32) -> Result<Vec<PersonDay>, StoreError> {
    let rows: Vec<(Uuid, String)> =
        on_db!(tx, |conn| sqlx::query_as(TAKE).bind(instansi.0).bind(i64::from(limit)).fetch_all(conn).await)?;
    let mut days: Vec<PersonDay> = rows
        .iter()
        .map(|(person, on)| Ok((PersonId(*person), values::date(on)?)))
        .collect::<Result<_, StoreError>>()?;
    days.sort_unstable();
    Ok(days)
}

/// How many days wait.
pub async fn count(tx: &mut Tx, instansi: InstansiId) -> Result<u64, StoreError> {
    let (count,): (i64,) = on_db!(tx, |conn| sqlx::query_as(COUNT).bind(instansi.0).fetch_one(conn).await)?;
    Ok(count.unsigned_abs())
}

/// The days a punch of that date may belong to: its own and both neighbours, since windows turn at the midpoints
/// between duties.
pub(crate) fn around(on: Date) -> impl Iterator<Item = Date> {
    [on.yesterday().ok(), Some(on), on.tomorrow().ok()].into_iter().flatten()
}
