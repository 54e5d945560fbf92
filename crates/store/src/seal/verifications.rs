//! Each look at the whole seal, and what it found.

use hadir_domain::ids::InstansiId;
use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::number;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// One look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Its key.
    pub id: Uuid,
    /// When it began.
    pub at: Timestamp,
    /// How long it took.
    pub took_ms: u64,
    /// How many leaves the log had.
    pub size: u64,
    /// How many records were looked at.
    pub records: u64,
    /// Whether everything held.
    pub holds: bool,
    /// How many things did not.
    pub findings: u64,
    /// The first of them (JSON).
    pub first: Option<String>,
}

statements! {
    Tenant ADD = "
        INSERT INTO log_verifications (instansi_id, id, at, took_ms, size, records, holds, findings, first)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    Tenant LATEST = "
        SELECT id, at, took_ms, size, records, holds, findings, first FROM log_verifications
         WHERE instansi_id = $1 ORDER BY at DESC, id DESC LIMIT 1";
    Tenant FORGET = "DELETE FROM log_verifications WHERE instansi_id = $1 AND at < $2 AND holds = TRUE";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    at: i64,
    took_ms: i64,
    size: i64,
    records: i64,
    holds: bool,
    findings: i64,
    first: Option<String>,
}

/// Keeps a look.
pub async fn add(tx: &mut Tx, instansi: InstansiId, new: &Verification) -> Result<(), StoreError> {
    let (took, size, records) = (number(new.took_ms)?, number(new.size)?, number(new.records)?);
    let findings = number(new.findings)?;
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(new.id)
        .bind(new.at.as_microsecond())
        .bind(took)
        .bind(size)
        .bind(records)
        .bind(new.holds)
        .bind(findings)
        .bind(&new.first)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The last one.
pub async fn latest(tx: &mut Tx, instansi: InstansiId) -> Result<Option<Verification>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(LATEST).bind(instansi.0).fetch_optional(conn).await)?;
    row.map(|row| {
        Ok(Verification {
            id: row.id,
            at: values::instant(row.at)?,
            took_ms: row.took_ms.unsigned_abs(),
            size: row.size.unsigned_abs(),
            records: row.records.unsigned_abs(),
            holds: row.holds,
            findings: row.findings.unsigned_abs(),
            first: row.first,
        })
    })
    .transpose()
}

/// Forgets those of before a moment that found nothing.
pub async fn forget(tx: &mut Tx, instansi: InstansiId, before: Timestamp) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(FORGET)
        .bind(instansi.0)
        .bind(before.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}
