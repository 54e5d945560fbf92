//! How far each source has spoken, and the rulings that end the waiting for it.

use std::collections::BTreeMap;

use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::{Bulk, InList};
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// How far a source has spoken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Kind of source, as `machine`.
    pub source: String,
    /// What it speaks for: device, site, unit or person, as text.
    pub name: String,
    /// Everything up to this instant has arrived.
    pub reached: Timestamp,
}

/// Why an officer ends the waiting for a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RulingKind {
    /// It was out of order.
    Outage,
    /// The others are enough.
    OthersSuffice,
}

impl RulingKind {
    /// The code in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Outage => "outage",
            Self::OthersSuffice => "others_suffice",
        }
    }
}

/// An officer's word about a source for some days (both inclusive).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// Its key.
    pub id: Uuid,
    /// Kind of source.
    pub source: String,
    /// Which one; all of the kind when `None`.
    pub name: Option<String>,
    /// For this unit and below only.
    pub unit: Option<UnitId>,
    /// First day.
    pub from_on: Date,
    /// Last day.
    pub to_on: Date,
    /// Why.
    pub kind: RulingKind,
    /// In words.
    pub reason: String,
    /// Who ruled.
    pub by_login: String,
    /// When.
    pub received_at: Timestamp,
}

statements! {
    Tenant REACH = "
        INSERT INTO source_marks (instansi_id, source, name, reached_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (instansi_id, source, name) DO UPDATE SET reached_at = excluded.reached_at
                  WHERE source_marks.reached_at < excluded.reached_at";
    Tenant ALL = "
        SELECT source, name, reached_at FROM source_marks WHERE instansi_id = $1 ORDER BY source, name";
    Tenant SHARED = "
        SELECT source, name, reached_at FROM source_marks WHERE instansi_id = $1 AND source <> 'phone'
         ORDER BY source, name";
    Tenant GET = "SELECT reached_at FROM source_marks WHERE instansi_id = $1 AND source = $2 AND name = $3";
    Tenant RULE = "
        INSERT INTO mark_rulings (instansi_id, id, source, name, unit_id, from_on, to_on, kind, reason, by_login,
                                  received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    Tenant RULINGS = "
        SELECT id, source, name, unit_id, from_on, to_on, kind, reason, by_login, received_at FROM mark_rulings
         WHERE instansi_id = $1 AND from_on <= $3 AND to_on >= $2 ORDER BY received_at, id";
}

/// Moves a mark forward. A mark never goes back; true when it moved.
pub async fn reach(
    tx: &mut Tx,
    instansi: InstansiId,
    source: &str,
    name: &str,
    reached: Timestamp,
) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(REACH)
        .bind(instansi.0)
        .bind(source)
        .bind(name)
        .bind(reached.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

pub(crate) static REACH_MANY: Bulk = Bulk::new(
    "INSERT INTO source_marks (instansi_id, source, name, reached_at)",
    4,
    "ON CONFLICT (instansi_id, source, name) DO UPDATE SET reached_at = excluded.reached_at \
     WHERE source_marks.reached_at < excluded.reached_at",
);

/// Moves the marks of many sources of one kind forward; written in the order of their names, each once.
pub async fn reach_many(
    tx: &mut Tx,
    instansi: InstansiId,
    source: &str,
    reached: &BTreeMap<String, Timestamp>,
) -> Result<(), StoreError> {
    let rows: Vec<(&String, &Timestamp)> = reached.iter().collect();
    for (sql, piece) in REACH_MANY.pieces(tx, &rows) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (name, reached) in piece {
                query = query.bind(instansi.0).bind(source).bind(name.as_str()).bind(reached.as_microsecond());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// How far one source has spoken; `None` when it was never heard.
pub async fn get(tx: &mut Tx, instansi: InstansiId, source: &str, name: &str) -> Result<Option<Timestamp>, StoreError> {
    let row: Option<(i64,)> =
        on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(source).bind(name).fetch_optional(conn).await)?;
    values::instant_or_none(row.map(|(reached,)| reached))
}

/// Every mark.
pub async fn all(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<Mark>, StoreError> {
    let rows: Vec<(String, String, i64)> =
        on_db!(tx, |conn| sqlx::query_as(ALL).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(source, name, reached)| Ok(Mark { source, name, reached: values::instant(reached)? }))
        .collect()
}

pub(crate) static OF_PHONES: InList = InList::new(
    "SELECT source, name, reached_at FROM source_marks WHERE instansi_id = $1 AND source = 'phone' AND name IN",
    2,
    "",
);

/// The marks that concern these people: everything that speaks for many, and their own phones.
pub async fn concerning(tx: &mut Tx, instansi: InstansiId, people: &[PersonId]) -> Result<Vec<Mark>, StoreError> {
    let mut rows: Vec<(String, String, i64)> =
        on_db!(tx, |conn| sqlx::query_as(SHARED).bind(instansi.0).fetch_all(conn).await)?;
    for (sql, piece) in OF_PHONES.pieces(people) {
        let of_phones: Vec<(String, String, i64)> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for person in piece {
                query = query.bind(person.to_string());
            }
            query.fetch_all(conn).await
        })?;
        rows.extend(of_phones);
    }
    rows.into_iter()
        .map(|(source, name, reached)| Ok(Mark { source, name, reached: values::instant(reached)? }))
        .collect()
}

/// Keeps a ruling, and its leaf. The caller marks the days concerned.
pub async fn rule(tx: &mut Tx, instansi: InstansiId, ruling: &Ruling, salt: Salt) -> Result<(), StoreError> {
    let body = values::json_text(ruling)?.into_bytes();
    let record = NewRecord::new(ruling.id, RecordKind::Ruling, salt, body);
    on_db!(tx, |conn| sqlx::query(RULE)
        .bind(instansi.0)
        .bind(ruling.id)
        .bind(&ruling.source)
        .bind(&ruling.name)
        .bind(ruling.unit.map(|unit| unit.0))
        .bind(ruling.from_on.to_string())
        .bind(ruling.to_on.to_string())
        .bind(ruling.kind.as_str())
        .bind(&ruling.reason)
        .bind(&ruling.by_login)
        .bind(ruling.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::Ruling, &[record]).await
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    source: String,
    name: Option<String>,
    unit_id: Option<Uuid>,
    from_on: String,
    to_on: String,
    kind: String,
    reason: String,
    by_login: String,
    received_at: i64,
}

/// The rulings that touch these days (both inclusive), in the order they were made.
pub async fn rulings(tx: &mut Tx, instansi: InstansiId, from: Date, to: Date) -> Result<Vec<Ruling>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(RULINGS)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    rows.into_iter()
        .map(|row| {
            Ok(Ruling {
                id: row.id,
                source: row.source,
                name: row.name,
                unit: row.unit_id.map(UnitId),
                from_on: values::date(&row.from_on)?,
                to_on: values::date(&row.to_on)?,
                kind: if row.kind == "outage" { RulingKind::Outage } else { RulingKind::OthersSuffice },
                reason: row.reason,
                by_login: row.by_login,
                received_at: values::instant(row.received_at)?,
            })
        })
        .collect()
}
