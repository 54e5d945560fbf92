//! Where in the log a commitment stands, for who holds nothing but the commitment.
//!
//! An index by commitment would be written at a random place for every leaf. Instead each full run of leaves is noted
//! once, sorted by first byte: two hundred and fifty-six short rows for 16,384 leaves. A question reads one row a run.

use hadir_domain::ids::InstansiId;
use hadir_ledger::leaf::Commitment;
use sqlx::AssertSqlSafe;

use super::number;
use crate::bulk::Bulk;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, PlacedLeaf};
use crate::statements::statements;

/// Leaves of a run.
pub const RUN: u64 = 16_384;

/// Bytes kept of a leaf beside its first: seven of the commitment, two of its offset.
const WIDTH: usize = 9;

/// Runs read at once.
const RUNS_AT_ONCE: i64 = 512;

/// Leaves read at once.
const LEAVES_AT_ONCE: u32 = 4096;

statements! {
    Tenant LAST = "
        SELECT run FROM leaf_finder WHERE instansi_id = $1 AND first_byte = 0 ORDER BY run DESC LIMIT 1";
    Tenant OF_BYTE = "
        SELECT run, leaves FROM leaf_finder
         WHERE instansi_id = $1 AND first_byte = $2 AND run >= $3 ORDER BY run LIMIT $4";
}

pub(crate) static ADD: Bulk =
    Bulk::new("INSERT INTO leaf_finder (instansi_id, first_byte, run, leaves)", 4, "ON CONFLICT DO NOTHING");

/// The first run that is not noted yet.
pub async fn next_run(tx: &mut Tx, instansi: InstansiId) -> Result<u64, StoreError> {
    let last: Option<(i64,)> = on_db!(tx, |conn| sqlx::query_as(LAST).bind(instansi.0).fetch_optional(conn).await)?;
    Ok(last.map_or(0, |(run,)| run.unsigned_abs() + 1))
}

/// The leaves of a full run; `None` while it is not full.
pub async fn leaves_of(tx: &mut Tx, instansi: InstansiId, run: u64) -> Result<Option<Vec<Commitment>>, StoreError> {
    let (first, end) = (run * RUN, (run + 1) * RUN);
    let mut leaves = Vec::new();
    let mut at = first;
    while at < end {
        let page = records::entries(tx, instansi, at, LEAVES_AT_ONCE).await?;
        let Some((last, _)) = page.last() else { return Ok(None) };
        at = last + 1;
        leaves.extend(page.iter().filter(|(position, _)| *position < end).map(|(_, leaf)| *leaf));
    }
    Ok((u64::try_from(leaves.len()).ok() == Some(RUN)).then_some(leaves))
}

/// Notes a full run.
pub async fn add(tx: &mut Tx, instansi: InstansiId, run: u64, leaves: &[Commitment]) -> Result<(), StoreError> {
    let run = number(run)?;
    let mut by_byte: Vec<Vec<u8>> = vec![Vec::new(); 256];
    for (offset, leaf) in (0_u16..).zip(leaves) {
        let row = &mut by_byte[usize::from(leaf[0])];
        row.extend_from_slice(&leaf[1..8]);
        row.extend_from_slice(&offset.to_be_bytes());
    }
    let rows: Vec<(i64, &[u8])> = (0..).zip(by_byte.iter().map(Vec::as_slice)).collect();
    for (sql, piece) in ADD.pieces(tx, &rows) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (byte, leaves) in piece {
                query = query.bind(instansi.0).bind(*byte).bind(run).bind(*leaves);
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// The placed leaf of a commitment.
pub async fn find(
    tx: &mut Tx,
    instansi: InstansiId,
    commitment: &Commitment,
) -> Result<Option<PlacedLeaf>, StoreError> {
    let noted = next_run(tx, instansi).await?;
    for position in candidates(tx, instansi, commitment).await? {
        let there = records::leaves(tx, instansi, position, 1).await?;
        if let Some(leaf) = there.into_iter().find(|leaf| leaf.position == position && leaf.leaf == *commitment) {
            return Ok(Some(leaf));
        }
    }
    let mut at = noted * RUN;
    loop {
        let page = records::entries(tx, instansi, at, LEAVES_AT_ONCE).await?;
        let Some((last, _)) = page.last() else { return Ok(None) };
        at = last + 1;
        if let Some((position, _)) = page.iter().find(|(_, leaf)| leaf == commitment) {
            return Ok(records::leaves(tx, instansi, *position, 1).await?.pop());
        }
    }
}

async fn candidates(tx: &mut Tx, instansi: InstansiId, commitment: &Commitment) -> Result<Vec<u64>, StoreError> {
    let mut found = Vec::new();
    let mut from = 0;
    loop {
        let rows: Vec<(i64, Vec<u8>)> = on_db!(tx, |conn| sqlx::query_as(OF_BYTE)
            .bind(instansi.0)
            .bind(i64::from(commitment[0]))
            .bind(from)
            .bind(RUNS_AT_ONCE)
            .fetch_all(conn)
            .await)?;
        let Some((last, _)) = rows.last() else { return Ok(found) };
        from = last + 1;
        for (run, leaves) in &rows {
            let (entries, _) = leaves.as_chunks::<WIDTH>();
            let first = run.unsigned_abs() * RUN;
            found.extend(
                entries
                    .iter()
                    .filter(|entry| entry[..7] == commitment[1..8])
                    .map(|entry| first + u64::from(u16::from_be_bytes([entry[7], entry[8]]))),
            );
        }
    }
}
