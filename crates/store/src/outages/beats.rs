//! What silence is noticed from: the beats of servers, one row for each time one of them beat without a pause, and the
//! newest contact of terminals that call by themselves.

use hadir_domain::outages::Stretch;
use jiff::Timestamp;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

statements! {
    Reference BEAT = "
        INSERT INTO server_beats (id, from_at, last_at) VALUES ($1, $2, $2)
            ON CONFLICT (id) DO UPDATE SET last_at = excluded.last_at
                  WHERE server_beats.last_at < excluded.last_at";
    Reference SINCE = "SELECT from_at, last_at FROM server_beats WHERE last_at >= $1 ORDER BY from_at, last_at";
    Reference NEWEST = "SELECT from_at, last_at FROM server_beats ORDER BY last_at DESC LIMIT 1";
}

/// Notes that a server beats; `stretch` names the time without a pause.
pub async fn beat(tx: &mut Tx, stretch: Uuid, at: Timestamp) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(BEAT).bind(stretch).bind(at.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}

fn read((from, to): (i64, i64)) -> Result<Stretch, StoreError> {
    Ok(Stretch { from: values::instant(from)?, to: values::instant(to)? })
}

/// The times that end after a moment, oldest first.
pub async fn since(tx: &mut Tx, at: Timestamp) -> Result<Vec<Stretch>, StoreError> {
    let rows: Vec<(i64, i64)> =
        on_db!(tx, |conn| sqlx::query_as(SINCE).bind(at.as_microsecond()).fetch_all(conn).await)?;
    rows.into_iter().map(read).collect()
}

/// The time of the newest beat of all.
pub async fn newest(tx: &mut Tx) -> Result<Option<Stretch>, StoreError> {
    let row: Option<(i64, i64)> = on_db!(tx, |conn| sqlx::query_as(NEWEST).fetch_optional(conn).await)?;
    row.map(read).transpose()
}
