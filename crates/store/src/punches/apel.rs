//! What phones sent for an apel.

use hadir_domain::ids::{InstansiId, PersonId, PunchId};
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::values;

/// `$2` and `$3` are the span, both inclusive.
pub(crate) static APEL_OF_PEOPLE: InList = InList::new(
    "SELECT f.punch_id, f.person_id, f.at, f.labels, b.payload
       FROM punch_facts f
       LEFT JOIN record_bodies b ON b.instansi_id = f.instansi_id AND b.record_id = f.punch_id
      WHERE f.instansi_id = $1 AND f.at >= $2 AND f.at <= $3 AND f.source = 'phone' AND f.state = 'apel'
        AND f.person_id IN",
    4,
    "ORDER BY f.person_id, f.at, f.punch_id",
);

/// A phone's punch of kind `apel`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApelClaim {
    /// Which.
    pub punch: PunchId,
    /// Whose.
    pub person: PersonId,
    /// When it claims to have been made.
    pub at: Timestamp,
    /// What was noticed on arrival.
    pub labels: Vec<String>,
    /// The sealed body; `None` once destroyed.
    pub body: Option<Vec<u8>>,
}

#[derive(FromRow)]
struct Row {
    punch_id: Uuid,
    person_id: Uuid,
    at: i64,
    labels: String,
    payload: Option<Vec<u8>>,
}

/// The punches for an apel of these people within a span (both ends included), by person and instant.
pub async fn apel_of_people(
    tx: &mut Tx,
    instansi: InstansiId,
    people: &[PersonId],
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<ApelClaim>, StoreError> {
    let mut found = Vec::new();
    for (sql, piece) in APEL_OF_PEOPLE.pieces(people) {
        let rows: Vec<Row> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql))
                .bind(instansi.0)
                .bind(from.as_microsecond())
                .bind(to.as_microsecond());
            for person in piece {
                query = query.bind(person.0);
            }
            query.fetch_all(conn).await
        })?;
        for row in rows {
            found.push(ApelClaim {
                punch: PunchId(row.punch_id),
                person: PersonId(row.person_id),
                at: values::instant(row.at)?,
                labels: values::json(&row.labels)?,
                body: row.payload,
            });
        }
    }
    Ok(found)
}
