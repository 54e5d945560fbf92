//! Days whose evidence was erased. Their codes stand as they stood; nobody judges them anew without it.

use std::collections::BTreeMap;

use hadir_domain::ids::{InstansiId, PersonId};
use jiff::civil::Date;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// Some days of a person that stand without their evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenSpan {
    /// Whose.
    pub person: PersonId,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Code and marks of each day that had any, such as `H TL 5`.
    pub codes: BTreeMap<Date, String>,
}

impl FrozenSpan {
    /// Whether a day lies in it.
    pub fn holds(&self, person: PersonId, on: Date) -> bool {
        self.person == person && self.from <= on && on <= self.to
    }
}

statements! {
    Tenant ADD = "
        INSERT INTO frozen_spans (instansi_id, person_id, from_on, to_on, codes, piece_id)
        VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (instansi_id, person_id, from_on)
            DO UPDATE SET to_on = excluded.to_on, codes = excluded.codes, piece_id = excluded.piece_id";
    Tenant LAST = "SELECT MAX(to_on) FROM frozen_spans WHERE instansi_id = $1 AND person_id = $2";
    Tenant FIRST_DAY = "SELECT MIN(day_on) FROM days WHERE instansi_id = $1 AND person_id = $2";
    Tenant HIDE_TIMES = "
        UPDATE days SET first_in = NULL, last_out = NULL
         WHERE instansi_id = $1 AND person_id = $2 AND day_on >= $3 AND day_on <= $4
           AND (first_in IS NOT NULL OR last_out IS NOT NULL)
           AND NOT EXISTS (SELECT 1 FROM sealed_days s
                            WHERE s.instansi_id = $1 AND s.person_id = $2 AND s.day_on = days.day_on
                              AND (s.first_in IS NOT NULL OR s.last_out IS NOT NULL))";
}

pub(crate) static OF_PEOPLE: InList = InList::new(
    "SELECT person_id, from_on, to_on, codes FROM frozen_spans
      WHERE instansi_id = $1 AND to_on >= $2 AND from_on <= $3 AND person_id IN",
    4,
    "ORDER BY person_id, from_on",
);

/// Lets days stand as they are.
pub async fn freeze(tx: &mut Tx, instansi: InstansiId, span: &FrozenSpan, piece: Uuid) -> Result<(), StoreError> {
    let codes = values::json_text(&span.codes)?;
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(span.person.0)
        .bind(span.from.to_string())
        .bind(span.to.to_string())
        .bind(&codes)
        .bind(piece)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The frozen days of these people that touch a span.
pub async fn of_people(
    tx: &mut Tx,
    instansi: InstansiId,
    people: &[PersonId],
    from: Date,
    to: Date,
) -> Result<Vec<FrozenSpan>, StoreError> {
    let mut found = Vec::new();
    for (sql, piece) in OF_PEOPLE.pieces(people) {
        let rows: Vec<(Uuid, String, String, String)> = on_db!(tx, |conn| {
            let mut query =
                sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0).bind(from.to_string()).bind(to.to_string());
            for person in piece {
                query = query.bind(person.0);
            }
            query.fetch_all(conn).await
        })?;
        for (person, from, to, codes) in rows {
            found.push(FrozenSpan {
                person: PersonId(person),
                from: values::date(&from)?,
                to: values::date(&to)?,
                codes: values::json(&codes)?,
            });
        }
    }
    Ok(found)
}

/// The last frozen day of a person.
pub async fn last(tx: &mut Tx, instansi: InstansiId, person: PersonId) -> Result<Option<Date>, StoreError> {
    let (last,): (Option<String>,) =
        on_db!(tx, |conn| sqlx::query_as(LAST).bind(instansi.0).bind(person.0).fetch_one(conn).await)?;
    values::date_or_none(last.as_deref())
}

/// The first day of a person that was ever judged.
pub async fn first_day(tx: &mut Tx, instansi: InstansiId, person: PersonId) -> Result<Option<Date>, StoreError> {
    let (first,): (Option<String>,) =
        on_db!(tx, |conn| sqlx::query_as(FIRST_DAY).bind(instansi.0).bind(person.0).fetch_one(conn).await)?;
    values::date_or_none(first.as_deref())
}

/// Takes the times from days that no sealed verdict states any more. Codes and minutes stay.
pub async fn hide_times(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    from: Date,
    to: Date,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(HIDE_TIMES)
        .bind(instansi.0)
        .bind(person.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}
