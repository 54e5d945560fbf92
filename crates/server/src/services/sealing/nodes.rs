//! Hashes of the log's inner nodes, fetched tile by tile as they are needed.

use std::collections::BTreeMap;

use hadir_domain::ids::InstansiId;
use hadir_ledger::merkle::{Hash, leaf_hash};
use hadir_ledger::tile::{WIDTH, node_in, place_of};
use hadir_ledger::tree::{self, Node, Nodes};
use hadir_store::seal::tiles;
use hadir_store::{StoreError, Tx, records};

use crate::services::error::ServiceError;

/// A hash that should be there and is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the log has no hash for node {} of level {}", .0.index, .0.level)]
pub struct Missing(pub Node);

/// The tiles that hold some nodes.
#[derive(Debug, Default)]
pub struct Tiles(BTreeMap<(u8, u64), Vec<Hash>>);

impl Tiles {
    /// Fetches the tiles of these nodes.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn of(tx: &mut Tx, instansi: InstansiId, nodes: &[Node]) -> Result<Self, StoreError> {
        let mut found = BTreeMap::new();
        for node in nodes {
            let (level, index, _, _) = place_of(*node);
            if found.contains_key(&(level, index)) {
                continue;
            }
            let hashes = match level {
                0 => leaf_hashes(tx, instansi, index).await?,
                _ => tiles::get(tx, instansi, level, index).await?.unwrap_or_default(),
            };
            found.insert((level, index), hashes);
        }
        Ok(Self(found))
    }
}

impl Nodes for Tiles {
    type Error = Missing;

    fn node(&mut self, node: Node) -> Result<Hash, Missing> {
        let (level, index, _, _) = place_of(node);
        self.0.get(&(level, index)).and_then(|hashes| node_in(node, hashes)).ok_or(Missing(node))
    }
}

/// The hashes of a tile of level 0 so far, up to the first gap.
///
/// # Errors
///
/// When the database does not answer.
pub async fn leaf_hashes(tx: &mut Tx, instansi: InstansiId, index: u64) -> Result<Vec<Hash>, StoreError> {
    Ok(entries(tx, instansi, index).await?.iter().map(leaf_hash).collect())
}

/// The entries of a bundle so far, up to the first gap.
///
/// # Errors
///
/// When the database does not answer.
pub async fn entries(tx: &mut Tx, instansi: InstansiId, index: u64) -> Result<Vec<Hash>, StoreError> {
    let first = index.saturating_mul(WIDTH);
    let leaves = records::entries(tx, instansi, first, 256).await?;
    let in_order = (first..).zip(leaves).take_while(|(place, (position, _))| position == place);
    Ok(in_order.map(|(_, (_, leaf))| leaf).collect())
}

/// The root over the first `size` leaves.
///
/// # Errors
///
/// `log_damaged` when a hash is missing.
pub async fn root(tx: &mut Tx, instansi: InstansiId, size: u64) -> Result<Hash, ServiceError> {
    let needed = tree::needed(|mut nodes| tree::root(&mut nodes, size));
    let mut tiles = Tiles::of(tx, instansi, &needed).await?;
    tree::root(&mut tiles, size).map_err(damaged)
}

/// The path from a leaf to the root over the first `size` leaves.
///
/// # Errors
///
/// `log_damaged` when a hash is missing.
pub async fn inclusion(tx: &mut Tx, instansi: InstansiId, index: u64, size: u64) -> Result<Vec<Hash>, ServiceError> {
    let needed = tree::needed(|mut nodes| tree::inclusion(&mut nodes, index, size));
    let mut tiles = Tiles::of(tx, instansi, &needed).await?;
    tree::inclusion(&mut tiles, index, size).map_err(damaged)
}

/// The proof that the tree over `from` leaves is the beginning of the one over `to`.
///
/// # Errors
///
/// `log_damaged` when a hash is missing.
pub async fn consistency(tx: &mut Tx, instansi: InstansiId, from: u64, to: u64) -> Result<Vec<Hash>, ServiceError> {
    let needed = tree::needed(|mut nodes| tree::consistency(&mut nodes, from, to));
    let mut tiles = Tiles::of(tx, instansi, &needed).await?;
    tree::consistency(&mut tiles, from, to).map_err(damaged)
}

/// The log does not hang together any more.
pub fn damaged(cause: impl std::fmt::Display) -> ServiceError {
    let fault = ServiceError::fault(&cause);
    ServiceError {
        code: "log_damaged",
        text: crate::error::Text::new(
            format!("log rusak ({cause}); jalankan `hadir ledger verify` untuk melihat letaknya"),
            format!("the log is damaged ({cause}); run `hadir ledger verify` to see where"),
        ),
        ..fault
    }
}
