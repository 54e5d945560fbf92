//! How many punches of each day came to what, and how many each signal spoke against. Derived.

use std::collections::BTreeMap;

use hadir_domain::ids::InstansiId;
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::{AssertSqlSafe, FromRow};

use crate::bulk::Bulk;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// The counts of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeighedDay {
    /// Which day.
    pub on: Date,
    /// Punches that were weighed.
    pub punches: u64,
    /// By code of the verdict; they add up to `punches`.
    pub by_verdict: BTreeMap<String, u64>,
    /// By code of a signal that spoke for or against; a punch counts once for each.
    pub by_code: BTreeMap<String, u64>,
    /// SHA-256 of the policy.
    pub policy: [u8; 32],
    /// When.
    pub weighed_at: Timestamp,
}

statements! {
    Tenant DROP = "DELETE FROM weighed_days WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3";
    Tenant NEWEST = "SELECT MAX(weighed_at) FROM weighed_days WHERE instansi_id = $1";
    Tenant IN_SPAN = "
        SELECT day_on, punches, by_verdict, by_code, policy, weighed_at FROM weighed_days
         WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 ORDER BY day_on";
}

pub(crate) static ADD: Bulk = Bulk::new(
    "INSERT INTO weighed_days (instansi_id, day_on, punches, by_verdict, by_code, policy, weighed_at)",
    7,
    "",
);

#[derive(FromRow)]
struct Row {
    day_on: String,
    punches: i64,
    by_verdict: String,
    by_code: String,
    policy: Vec<u8>,
    weighed_at: i64,
}

/// Puts the counts of a span of days in the place of what stood there.
///
/// # Errors
///
/// [`StoreError::Corrupt`] for a day that does not add up: it is not kept.
pub async fn replace(
    tx: &mut Tx,
    instansi: InstansiId,
    (from, to): (Date, Date),
    days: &[WeighedDay],
) -> Result<(), StoreError> {
    if days.iter().any(|day| day.by_verdict.values().sum::<u64>() != day.punches) {
        return Err(StoreError::corrupt("the verdicts of a day do not add up to its punches"));
    }
    let (from, to) = (from.to_string(), to.to_string());
    on_db!(tx, |conn| sqlx::query(DROP).bind(instansi.0).bind(&from).bind(&to).execute(conn).await.map(drop))?;
    for (sql, piece) in ADD.pieces(tx, days) {
        let mut texts = Vec::with_capacity(piece.len());
        for day in piece {
            texts.push((values::json_text(&day.by_verdict)?, values::json_text(&day.by_code)?));
        }
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (day, (by_verdict, by_code)) in piece.iter().zip(&texts) {
                query = query
                    .bind(instansi.0)
                    .bind(day.on.to_string())
                    .bind(i64::try_from(day.punches).unwrap_or(i64::MAX))
                    .bind(by_verdict)
                    .bind(by_code)
                    .bind(day.policy.as_slice())
                    .bind(day.weighed_at.as_microsecond());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// When something was weighed last.
///
/// # Errors
///
/// When the database does not answer.
pub async fn newest(tx: &mut Tx, instansi: InstansiId) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<i64> = on_db!(tx, |conn| sqlx::query_scalar(NEWEST).bind(instansi.0).fetch_one(conn).await)?;
    values::instant_or_none(at)
}

/// The counts of a span, by day.
///
/// # Errors
///
/// [`StoreError::Corrupt`] for a row that is none.
pub async fn in_span(tx: &mut Tx, instansi: InstansiId, from: Date, to: Date) -> Result<Vec<WeighedDay>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(IN_SPAN)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    rows.into_iter()
        .map(|row| {
            Ok(WeighedDay {
                on: values::date(&row.day_on)?,
                punches: u64::try_from(row.punches).map_err(StoreError::corrupt)?,
                by_verdict: values::json(&row.by_verdict)?,
                by_code: values::json(&row.by_code)?,
                policy: values::hash32(row.policy)?,
                weighed_at: values::instant(row.weighed_at)?,
            })
        })
        .collect()
}
