//! Who else keeps watch over the log, and what they signed.

use hadir_domain::ids::InstansiId;
use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::number;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// A witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Its key.
    pub id: Uuid,
    /// Where it is asked.
    pub url: String,
    /// Name, id and public key of its cosignatures.
    pub vkey: String,
    /// Who added it.
    pub by_login: String,
    /// When.
    pub added_at: Timestamp,
    /// When it was let go.
    pub ended_at: Option<Timestamp>,
    /// The largest checkpoint it signed; 0 before the first.
    pub seen_size: u64,
    /// When it signed that.
    pub seen_at: Option<Timestamp>,
    /// What it said last when it did not sign; empty when it did.
    pub trouble: String,
    /// When it was asked last.
    pub asked_at: Option<Timestamp>,
}

statements! {
    Tenant ADD = "
        INSERT INTO witnesses (instansi_id, id, url, vkey, by_login, added_at, seen_size, trouble)
        VALUES ($1, $2, $3, $4, $5, $6, 0, '')";
    Tenant END = "UPDATE witnesses SET ended_at = $3 WHERE instansi_id = $1 AND id = $2 AND ended_at IS NULL";
    Tenant ALL = "
        SELECT id, url, vkey, by_login, added_at, ended_at, seen_size, seen_at, trouble, asked_at FROM witnesses
         WHERE instansi_id = $1 ORDER BY added_at, id";
    Tenant SIGNED = "
        UPDATE witnesses SET seen_size = $3, seen_at = $4, asked_at = $4, trouble = ''
         WHERE instansi_id = $1 AND id = $2 AND seen_size <= $3";
    Tenant TROUBLED = "UPDATE witnesses SET asked_at = $3, trouble = $4 WHERE instansi_id = $1 AND id = $2";
    Tenant ADD_LINE = "
        INSERT INTO cosignatures (instansi_id, size, epoch, witness_id, line, at) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (instansi_id, size, epoch, witness_id) DO NOTHING";
    Tenant LINES = "
        SELECT line FROM cosignatures WHERE instansi_id = $1 AND size = $2 AND epoch = $3 ORDER BY at, witness_id";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    url: String,
    vkey: String,
    by_login: String,
    added_at: i64,
    ended_at: Option<i64>,
    seen_size: i64,
    seen_at: Option<i64>,
    trouble: String,
    asked_at: Option<i64>,
}

impl Row {
    fn read(self) -> Result<Witness, StoreError> {
        Ok(Witness {
            id: self.id,
            url: self.url,
            vkey: self.vkey,
            by_login: self.by_login,
            added_at: values::instant(self.added_at)?,
            ended_at: values::instant_or_none(self.ended_at)?,
            seen_size: self.seen_size.unsigned_abs(),
            seen_at: values::instant_or_none(self.seen_at)?,
            trouble: self.trouble,
            asked_at: values::instant_or_none(self.asked_at)?,
        })
    }
}

/// Adds a witness.
pub async fn add(tx: &mut Tx, instansi: InstansiId, witness: &Witness) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(witness.id)
        .bind(&witness.url)
        .bind(&witness.vkey)
        .bind(&witness.by_login)
        .bind(witness.added_at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Lets a witness go; what it signed stays. True when it was watching.
pub async fn end(tx: &mut Tx, instansi: InstansiId, id: Uuid, at: Timestamp) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(END)
        .bind(instansi.0)
        .bind(id)
        .bind(at.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// Every witness there was, the earliest first.
pub async fn all(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<Witness>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(ALL).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// Keeps a witness's signature of a checkpoint.
pub async fn signed(
    tx: &mut Tx,
    instansi: InstansiId,
    witness: Uuid,
    (size, epoch): (u64, u32),
    line: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let size = number(size)?;
    on_db!(tx, |conn| sqlx::query(ADD_LINE)
        .bind(instansi.0)
        .bind(size)
        .bind(i64::from(epoch))
        .bind(witness)
        .bind(line)
        .bind(at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    on_db!(tx, |conn| sqlx::query(SIGNED)
        .bind(instansi.0)
        .bind(witness)
        .bind(size)
        .bind(at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Notes that a witness did not sign, and what it said.
pub async fn troubled(
    tx: &mut Tx,
    instansi: InstansiId,
    witness: Uuid,
    at: Timestamp,
    trouble: &str,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(TROUBLED)
        .bind(instansi.0)
        .bind(witness)
        .bind(at.as_microsecond())
        .bind(trouble)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The signature lines of witnesses under a checkpoint.
pub async fn lines(tx: &mut Tx, instansi: InstansiId, (size, epoch): (u64, u32)) -> Result<Vec<String>, StoreError> {
    let size = number(size)?;
    let rows: Vec<(String,)> = on_db!(tx, |conn| sqlx::query_as(LINES)
        .bind(instansi.0)
        .bind(size)
        .bind(i64::from(epoch))
        .fetch_all(conn)
        .await)?;
    Ok(rows.into_iter().map(|(line,)| line).collect())
}
