//! The one-time link that sets up an empty server.

use jiff::Timestamp;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;

statements! {
    Reference ADD = "INSERT INTO setup_links (link_hash, expires_at) VALUES ($1, $2)";
    Reference OPEN = "
        SELECT COUNT(*) FROM setup_links WHERE link_hash = $1 AND used_at IS NULL AND expires_at > $2";
    Reference USE = "
        UPDATE setup_links SET used_at = $2 WHERE link_hash = $1 AND used_at IS NULL AND expires_at > $2";
}

/// Stores the hash of a link.
pub async fn add_link(tx: &mut Tx, link_hash: &[u8; 32], expires_at: Timestamp) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(link_hash.as_slice())
        .bind(expires_at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Whether a link still opens.
pub async fn is_open(tx: &mut Tx, link_hash: &[u8; 32], now: Timestamp) -> Result<bool, StoreError> {
    let (count,): (i64,) = on_db!(tx, |conn| sqlx::query_as(OPEN)
        .bind(link_hash.as_slice())
        .bind(now.as_microsecond())
        .fetch_one(conn)
        .await)?;
    Ok(count > 0)
}

/// Uses a link up. False when it is unknown, used or too old.
pub async fn use_link(tx: &mut Tx, link_hash: &[u8; 32], now: Timestamp) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(USE)
        .bind(link_hash.as_slice())
        .bind(now.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}
