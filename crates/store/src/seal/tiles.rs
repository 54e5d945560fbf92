//! Hashes of the log's inner nodes, tile by tile. Level 0 is not stored: it follows from the leaves.

use hadir_domain::ids::InstansiId;
use hadir_ledger::merkle::Hash;
use hadir_ledger::tile;

use super::number;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;

statements! {
    Tenant PUT = "
        INSERT INTO log_tiles (instansi_id, level, tile_index, hashes) VALUES ($1, $2, $3, $4)
            ON CONFLICT (instansi_id, level, tile_index) DO UPDATE SET hashes = excluded.hashes";
    Tenant GET = "SELECT hashes FROM log_tiles WHERE instansi_id = $1 AND level = $2 AND tile_index = $3";
    Tenant OF_LEVEL = "
        SELECT tile_index, hashes FROM log_tiles
         WHERE instansi_id = $1 AND level = $2 AND tile_index >= $3 ORDER BY tile_index LIMIT $4";
}

/// Keeps the hashes of a tile, at most 256; a longer one takes the place of a shorter.
pub async fn put(tx: &mut Tx, instansi: InstansiId, level: u8, index: u64, hashes: &[Hash]) -> Result<(), StoreError> {
    let index = number(index)?;
    on_db!(tx, |conn| sqlx::query(PUT)
        .bind(instansi.0)
        .bind(i64::from(level))
        .bind(index)
        .bind(hashes.as_flattened())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The hashes of a tile so far, of level 1 or higher; `None` when it has none.
pub async fn get(tx: &mut Tx, instansi: InstansiId, level: u8, index: u64) -> Result<Option<Vec<Hash>>, StoreError> {
    let index = number(index)?;
    let row: Option<(Vec<u8>,)> = on_db!(tx, |conn| sqlx::query_as(GET)
        .bind(instansi.0)
        .bind(i64::from(level))
        .bind(index)
        .fetch_optional(conn)
        .await)?;
    row.map(|(bytes,)| read(&bytes)).transpose()
}

/// Tiles of a level from an index on, in order.
pub async fn of_level(
    tx: &mut Tx,
    instansi: InstansiId,
    level: u8,
    from: u64,
    limit: u32,
) -> Result<Vec<(u64, Vec<Hash>)>, StoreError> {
    let from = number(from)?;
    let rows: Vec<(i64, Vec<u8>)> = on_db!(tx, |conn| sqlx::query_as(OF_LEVEL)
        .bind(instansi.0)
        .bind(i64::from(level))
        .bind(from)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(|(index, bytes)| Ok((index.unsigned_abs(), read(&bytes)?))).collect()
}

fn read(bytes: &[u8]) -> Result<Vec<Hash>, StoreError> {
    tile::hashes(bytes).ok_or_else(|| StoreError::corrupt("hashes of a tile"))
}
