//! Records for tests and figures of the log: sealed as any other, of no meaning.

use hadir_domain::ids::InstansiId;
use hadir_ledger::leaf::RecordKind;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};

/// A record that holds a number.
pub fn record(id: Uuid, number: u64) -> NewRecord {
    let mut salt = [0; 16];
    salt[..8].copy_from_slice(&number.to_le_bytes());
    salt[8..].copy_from_slice(&id.as_bytes()[8..]);
    NewRecord::new(id, RecordKind::Ruling, salt, format!("{{\"number\":{number}}}").into_bytes())
}

/// Keeps their bodies and leaves.
///
/// # Errors
///
/// When the database does not answer.
pub async fn keep(tx: &mut Tx, instansi: InstansiId, records: &[NewRecord]) -> Result<(), StoreError> {
    records::keep(tx, instansi, RecordKind::Ruling, records).await
}

/// Runs a statement past everything that guards the log, as somebody with the database in their hands would.
///
/// # Errors
///
/// When the database does not take it.
pub async fn tamper(tx: &mut Tx, statement: &str) -> Result<u64, StoreError> {
    Ok(on_db!(tx, |conn| sqlx::query(AssertSqlSafe(statement)).execute(conn).await?.rows_affected()))
}

/// The one number a statement answers.
///
/// # Errors
///
/// When the database does not take it.
pub async fn count(tx: &mut Tx, statement: &str) -> Result<u64, StoreError> {
    let (count,): (i64,) = on_db!(tx, |conn| sqlx::query_as(AssertSqlSafe(statement)).fetch_one(conn).await)?;
    Ok(count.unsigned_abs())
}
