//! The table of each unit and day.

use hadir_domain::ids::{InstansiId, UnitId};
use hadir_domain::reconcile::{DiscrepancyType, Tally};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::Bulk;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

statements! {
    Tenant DROP = "DELETE FROM match_days WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3";
    Tenant COMPUTED_AT = "
        SELECT MAX(computed_at) FROM match_days WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3";
    Tenant IN_SPAN = "
        SELECT unit_id, day_on, roster, off, excused, not_required, not_heard, both_silent, matched, by_type, computed_at
          FROM match_days WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 ORDER BY day_on, unit_id";
}

pub(crate) static ADD: Bulk = Bulk::new(
    "INSERT INTO match_days (instansi_id, unit_id, day_on, roster, off, excused, not_required, not_heard, both_silent, \
     matched, by_type, computed_at)",
    12,
    "",
);

/// The table of one unit (only those who serve in it, not below) and day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatchDay {
    /// Which unit.
    pub unit: UnitId,
    /// Which day.
    pub on: Date,
    /// The counts.
    pub tally: Tally,
    /// When they were computed.
    pub computed_at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    unit_id: Uuid,
    day_on: String,
    roster: i64,
    off: i64,
    excused: i64,
    not_required: i64,
    not_heard: i64,
    both_silent: i64,
    matched: i64,
    by_type: String,
    computed_at: i64,
}

impl Row {
    fn read(self) -> Result<MatchDay, StoreError> {
        let count = |stored: i64| u32::try_from(stored).map_err(StoreError::corrupt);
        let named: std::collections::BTreeMap<String, u32> = values::json(&self.by_type)?;
        let mut by_type = [0; 13];
        for (code, days) in named {
            let kind = DiscrepancyType::parse(&code).ok_or_else(|| StoreError::corrupt("type of a discrepancy"))?;
            by_type[kind as usize] = days;
        }
        Ok(MatchDay {
            unit: UnitId(self.unit_id),
            on: values::date(&self.day_on)?,
            tally: Tally {
                roster: count(self.roster)?,
                off: count(self.off)?,
                excused: count(self.excused)?,
                excluded: [count(self.not_required)?, count(self.not_heard)?],
                both_silent: count(self.both_silent)?,
                matched: count(self.matched)?,
                by_type,
            },
            computed_at: values::instant(self.computed_at)?,
        })
    }
}

/// Puts the tables of a span of days in the place of what stood there.
///
/// # Errors
///
/// [`StoreError::Corrupt`] for a table that does not add up: it is not kept.
pub async fn replace(
    tx: &mut Tx,
    instansi: InstansiId,
    (from, to): (Date, Date),
    days: &[MatchDay],
) -> Result<(), StoreError> {
    for day in days {
        day.tally.check().map_err(StoreError::corrupt)?;
    }
    on_db!(tx, |conn| sqlx::query(DROP)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .execute(conn)
        .await
        .map(drop))?;
    for (sql, piece) in ADD.pieces(tx, days) {
        let mut texts = Vec::with_capacity(piece.len());
        for day in piece {
            let named: std::collections::BTreeMap<&str, u32> = DiscrepancyType::ALL
                .iter()
                .filter(|kind| day.tally.of(**kind) > 0)
                .map(|kind| (kind.as_str(), day.tally.of(*kind)))
                .collect();
            texts.push(values::json_text(&named)?);
        }
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (day, by_type) in piece.iter().zip(&texts) {
                let tally = &day.tally;
                query = query
                    .bind(instansi.0)
                    .bind(day.unit.0)
                    .bind(day.on.to_string())
                    .bind(i64::from(tally.roster))
                    .bind(i64::from(tally.off))
                    .bind(i64::from(tally.excused))
                    .bind(i64::from(tally.excluded[0]))
                    .bind(i64::from(tally.excluded[1]))
                    .bind(i64::from(tally.both_silent))
                    .bind(i64::from(tally.matched))
                    .bind(by_type)
                    .bind(day.computed_at.as_microsecond());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// When a table of a span of days was computed last; `None` when there is none.
///
/// # Errors
///
/// [`StoreError::Corrupt`] when the moment cannot be read.
pub async fn computed_at(
    tx: &mut Tx,
    instansi: InstansiId,
    from: Date,
    to: Date,
) -> Result<Option<Timestamp>, StoreError> {
    let (last,): (Option<i64>,) = on_db!(tx, |conn| sqlx::query_as(COMPUTED_AT)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_one(conn)
        .await)?;
    values::instant_or_none(last)
}

/// The tables of a span of days, by day and unit.
///
/// # Errors
///
/// [`StoreError::Corrupt`] when a row cannot be read.
pub async fn in_span(tx: &mut Tx, instansi: InstansiId, from: Date, to: Date) -> Result<Vec<MatchDay>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(IN_SPAN)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}
