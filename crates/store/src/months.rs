//! Stored days of whole months, one row a person: what a recap of ten thousand people counts.

use hadir_domain::ids::{InstansiId, PersonId};
use hadir_domain::recap::RecapDay;
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::values;

/// `$2` and `$3` are the first and last day of one month, days not settled and judged before `$4` are stale.
///
/// The days come as one text a person: ten thousand rows instead of three hundred thousand.
pub(crate) static OF_PEOPLE: InList = InList::new(
    "SELECT person_id,
            CAST(SUM(CASE WHEN settled = FALSE AND judged_at < $4 THEN 1 ELSE 0 END) AS BIGINT) AS stale,
            string_agg(substr(day_on, 9, 2) || '|' || status || '|' || CASE WHEN settled = TRUE THEN 'y' ELSE 'n' END
                       || '|' || marks, ';' ORDER BY day_on) AS days
       FROM days WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 AND person_id IN",
    5,
    "GROUP BY person_id ORDER BY person_id",
);

/// A person's stored days of one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonMonth {
    /// Whose.
    pub person: PersonId,
    /// The days, in order.
    pub days: Vec<RecapDay>,
    /// How many are not settled and were judged before the moment asked about: time alone may have settled them.
    pub stale: u64,
}

/// The stored days of these people within the month of `from`, by person; `to` lies in the same month.
///
/// # Errors
///
/// [`StoreError::Corrupt`] when a stored code cannot be read.
pub async fn of_people(
    tx: &mut Tx,
    instansi: InstansiId,
    people: &[PersonId],
    from: Date,
    to: Date,
    stale_before: Timestamp,
) -> Result<Vec<PersonMonth>, StoreError> {
    let rows = rows(tx, &OF_PEOPLE, instansi, people, (from, to), stale_before).await?;
    let month = |(person, stale, days): Row| {
        Ok(PersonMonth {
            person: PersonId(person),
            days: days.split(';').map(|day| read(day, from)).collect::<Result<_, _>>()?,
            stale: stale.unsigned_abs(),
        })
    };
    rows.into_iter().map(month).collect()
}

/// A person, how many of their days are stale, and the days as one text.
pub(crate) type Row = (Uuid, i64, String);

/// Asks for the days of these people from one day to another, a row a person; days not settled and judged before the
/// moment are stale.
pub(crate) async fn rows(
    tx: &mut Tx,
    list: &'static InList,
    instansi: InstansiId,
    people: &[PersonId],
    (from, to): (Date, Date),
    stale_before: Timestamp,
) -> Result<Vec<Row>, StoreError> {
    let (first, last) = (from.to_string(), to.to_string());
    let mut found = Vec::with_capacity(people.len());
    for (sql, piece) in list.pieces(people) {
        found.extend(on_db!(tx, |conn| {
            let mut query = sqlx::query_as::<_, Row>(AssertSqlSafe(sql))
                .bind(instansi.0)
                .bind(&first)
                .bind(&last)
                .bind(stale_before.as_microsecond());
            for person in piece {
                query = query.bind(person.0);
            }
            query.fetch_all(conn).await
        })?);
    }
    Ok(found)
}

/// `05|H|y|["TL:45"]`
fn read(day: &str, month: Date) -> Result<RecapDay, StoreError> {
    let mut parts = day.splitn(4, '|');
    let mut next = || parts.next().ok_or_else(|| StoreError::corrupt("a stored day"));
    let on: i8 = next()?.parse().map_err(StoreError::corrupt)?;
    let on = Date::new(month.year(), month.month(), on).map_err(StoreError::corrupt)?;
    let status = next()?.parse().map_err(StoreError::corrupt)?;
    let settled = next()? == "y";
    let marks = match next()? {
        "[]" => Vec::new(),
        json => {
            let codes: Vec<String> = values::json(json)?;
            codes.iter().map(|code| code.parse()).collect::<Result<_, _>>().map_err(StoreError::corrupt)?
        }
    };
    Ok(RecapDay { on, status, settled, marks })
}

#[cfg(test)]
mod tests {
    use hadir_domain::status::{Mark, Status};
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_read_from_its_text() {
        let month = date(2026, 1, 1);

        let late = read(r#"05|H|y|["TL:45","TAP"]"#, month).unwrap();
        assert_eq!((late.on, late.status, late.settled), (date(2026, 1, 5), Status::H, true));
        assert_eq!(late.marks, [Mark::Tl(45), Mark::MissingOut]);
        assert_eq!(read("31|BELUM|n|[]", month).unwrap().marks, []);
        assert!(read("31|HADIR|n|[]", month).is_err());
    }
}
