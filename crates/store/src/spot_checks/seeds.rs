//! The seed of each day: promised by its hash before, revealed after.

use hadir_domain::ids::InstansiId;
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// Which half of a promise it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SeedKind {
    /// The hash of the seed.
    Commit,
    /// The seed.
    Reveal,
}

impl SeedKind {
    /// The code of the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Commit => "commit",
            Self::Reveal => "reveal",
        }
    }
}

/// What is kept of a day's seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeedOfDay {
    /// The day.
    pub on: Date,
    /// SHA-256 of the seed's digits.
    pub commitment: [u8; 32],
    /// When that was kept.
    pub committed_at: Timestamp,
    /// The seed, and when it was revealed.
    pub revealed: Option<([u8; 32], Timestamp)>,
}

#[derive(Serialize)]
struct Body {
    id: Uuid,
    on: Date,
    kind: SeedKind,
    #[serde(serialize_with = "values::hex")]
    value: [u8; 32],
    received_at: Timestamp,
}

statements! {
    Tenant ADD = "
        INSERT INTO spot_seeds (instansi_id, id, day_on, kind, value, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    Tenant IN_SPAN = "
        SELECT day_on, kind, value, received_at FROM spot_seeds
         WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 ORDER BY day_on, kind";
}

#[derive(FromRow)]
struct Row {
    day_on: String,
    kind: String,
    value: Vec<u8>,
    received_at: i64,
}

/// Keeps the hash of a day's seed, or the seed, with its leaf.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the day has one.
pub async fn add(
    tx: &mut Tx,
    instansi: InstansiId,
    id: Uuid,
    (on, kind): (Date, SeedKind),
    value: [u8; 32],
    received_at: Timestamp,
    salt: Salt,
) -> Result<(), StoreError> {
    let body = values::json_text(&Body { id, on, kind, value, received_at })?.into_bytes();
    let record = NewRecord::new(id, RecordKind::SpotCheck, salt, body);
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(id)
        .bind(on.to_string())
        .bind(kind.as_str())
        .bind(value.as_slice())
        .bind(received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::SpotCheck, &[record]).await
}

/// The seeds of the days from `from` to `to`, both included, by day.
pub async fn in_span(tx: &mut Tx, instansi: InstansiId, from: Date, to: Date) -> Result<Vec<SeedOfDay>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(IN_SPAN)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    let mut found: Vec<SeedOfDay> = Vec::new();
    for row in rows {
        let (on, at) = (values::date(&row.day_on)?, values::instant(row.received_at)?);
        let value = values::hash32(row.value)?;
        match row.kind.as_str() {
            // In the order of the query a day's commitment comes first.
            "commit" => found.push(SeedOfDay { on, commitment: value, committed_at: at, revealed: None }),
            "reveal" => {
                let last = found.last_mut().filter(|last| last.on == on);
                last.ok_or_else(|| StoreError::corrupt("a seed nobody promised"))?.revealed = Some((value, at));
            }
            _ => return Err(StoreError::corrupt("kind of a seed")),
        }
    }
    Ok(found)
}

/// The seed of one day.
pub async fn of_day(tx: &mut Tx, instansi: InstansiId, on: Date) -> Result<Option<SeedOfDay>, StoreError> {
    Ok(in_span(tx, instansi, on, on).await?.pop())
}
