//! Who left a trace within a time, for those who look at it live.

use hadir_domain::ids::{InstansiId, PersonId, PunchId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// A trace of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The punch.
    pub punch: PunchId,
    /// Whose.
    pub person: PersonId,
    /// The time it claims.
    pub at: Timestamp,
    /// When it was received.
    pub received_at: Timestamp,
    /// What was noticed when it arrived.
    pub labels: Vec<String>,
}

statements! {
    // Manual sheets and portals speak of days, not of this moment.
    Tenant TRACES = "
        SELECT f.punch_id, f.person_id, f.at, f.received_at, f.labels FROM punch_facts f
         WHERE f.instansi_id = $1 AND f.at >= $2 AND f.at <= $3 AND f.received_at >= $4
           AND f.source IN ('phone', 'kiosk', 'machine') AND f.person_id IS NOT NULL
         ORDER BY f.at, f.punch_id";
    Tenant TRACES_OF = "
        SELECT f.punch_id, f.person_id, f.at, f.received_at, f.labels FROM punch_facts f
         WHERE f.instansi_id = $1 AND f.person_id = $2 AND f.at >= $3 AND f.at <= $4
           AND f.source IN ('phone', 'kiosk', 'machine')
         ORDER BY f.at, f.punch_id";
}

type Row = (Uuid, Uuid, i64, i64, String);

fn read(rows: Vec<Row>) -> Result<Vec<Trace>, StoreError> {
    let trace = |(punch, person, at, received_at, labels): Row| {
        Ok(Trace {
            punch: PunchId(punch),
            person: PersonId(person),
            at: values::instant(at)?,
            received_at: values::instant(received_at)?,
            labels: values::json(&labels)?,
        })
    };
    rows.into_iter().map(trace).collect()
}

/// Traces of phones, tablets and terminals whose time lies within a span (both ends inclusive), received since a moment.
pub async fn traces(
    tx: &mut Tx,
    instansi: InstansiId,
    (from, to): (Timestamp, Timestamp),
    received_since: Timestamp,
) -> Result<Vec<Trace>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(TRACES)
        .bind(instansi.0)
        .bind(from.as_microsecond())
        .bind(to.as_microsecond())
        .bind(received_since.as_microsecond())
        .fetch_all(conn)
        .await)?;
    read(rows)
}

/// The same of one person, whenever they were received.
pub async fn traces_of(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<Trace>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(TRACES_OF)
        .bind(instansi.0)
        .bind(person.0)
        .bind(from.as_microsecond())
        .bind(to.as_microsecond())
        .fetch_all(conn)
        .await)?;
    read(rows)
}
