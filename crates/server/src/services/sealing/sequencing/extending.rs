//! The tree as it stands, and as the new leaves make it.

use std::collections::BTreeMap;

use hadir_ledger::checkpoint::Checkpoint;
use hadir_ledger::merkle::Hash;
use hadir_ledger::tile::WIDTH;
use hadir_ledger::tree::{self, Frontier, Node};
use hadir_store::instansi::Instansi;
use hadir_store::seal::{checkpoints, tiles};
use hadir_store::{Tx, records};

use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::sealing::keys::Log;
use crate::services::sealing::nodes::{Tiles, damaged};

/// Leaves read at once.
const PAGE: u32 = 4_096;

/// Leaves of one checkpoint at most: a log that was never signed is taken up in parts.
const MOST: u64 = 1 << 20;

/// The highest level of tiles.
const HIGHEST: u8 = 7;

/// What the log has become since its latest checkpoint.
pub(super) struct Extension {
    /// Its epoch and keys.
    pub log: Log,
    /// Size and epoch of the checkpoint it grows from.
    pub after: Option<(u64, u32)>,
    /// How many leaves it has.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// The tiles that changed, whole, by level and index.
    pub tiles: BTreeMap<(u8, u64), Vec<Hash>>,
}

impl Extension {
    /// What is signed.
    pub(super) fn checkpoint(&self) -> Checkpoint {
        Checkpoint { origin: self.log.epoch.origin.clone(), size: self.size, root: self.root, extensions: Vec::new() }
    }
}

/// Reads what is new; `None` when nothing is.
///
/// # Errors
///
/// `log_damaged` when what is stored has another root than the latest checkpoint, or a leaf is missing.
pub(super) async fn extend(app: &App, instansi: &Instansi) -> Result<Option<Extension>, ServiceError> {
    app.db.read(async |tx| read(tx, instansi).await).await
}

async fn read(tx: &mut Tx, instansi: &Instansi) -> Result<Option<Extension>, ServiceError> {
    let Some(log) = Log::read(tx, instansi).await? else { return Ok(None) };
    let latest = checkpoints::latest(tx, instansi.id).await?;
    let from = latest.as_ref().map_or(0, |latest| latest.size);
    let mut frontier = frontier(tx, instansi, from).await?;
    if let Some(latest) = &latest
        && latest.root != frontier.root()
    {
        return Err(damaged(format!("the stored log has another root at size {from} than was signed")));
    }
    let mut growing = growing(tx, instansi, from).await?;
    let mut changed = BTreeMap::new();
    while frontier.size() - from < MOST {
        let page = records::entries(tx, instansi.id, frontier.size(), PAGE).await?;
        if page.is_empty() {
            break;
        }
        for (position, leaf) in page {
            if position != frontier.size() {
                return Err(damaged(format!("no leaf has place {}", frontier.size())));
            }
            frontier.push(&leaf, |node, hash| note(&mut growing, &mut changed, node, hash));
        }
    }
    if frontier.size() == from {
        return Ok(None);
    }
    let after = latest.map(|latest| (latest.size, latest.epoch));
    Ok(Some(Extension { log, after, size: frontier.size(), root: frontier.root(), tiles: changed }))
}

async fn frontier(tx: &mut Tx, instansi: &Instansi, size: u64) -> Result<Frontier, ServiceError> {
    let needed = tree::needed(|mut nodes| Frontier::load(&mut nodes, size));
    let mut tiles = Tiles::of(tx, instansi.id, &needed).await?;
    Frontier::load(&mut tiles, size).map_err(damaged)
}

type Growing = BTreeMap<(u8, u64), Vec<Hash>>;

/// The tiles that are begun and not full.
async fn growing(tx: &mut Tx, instansi: &Instansi, size: u64) -> Result<Growing, ServiceError> {
    let mut growing = BTreeMap::new();
    for level in 1..=HIGHEST {
        let count = size >> (u32::from(level) * 8);
        if count == 0 {
            break;
        }
        let (index, width) = (count / WIDTH, count % WIDTH);
        if width == 0 {
            continue;
        }
        let hashes = tiles::get(tx, instansi.id, level, index).await?.unwrap_or_default();
        if u64::try_from(hashes.len()).ok() != Some(width) {
            return Err(damaged(format!("tile {level}/{index} has {} hashes, not {width}", hashes.len())));
        }
        growing.insert((level, index), hashes);
    }
    Ok(growing)
}

/// Notes the hash of a finished subtree in its tile, if it is one that tiles hold.
fn note(growing: &mut Growing, changed: &mut Growing, node: Node, hash: Hash) {
    if node.level == 0 || !node.level.is_multiple_of(8) {
        return;
    }
    let place = (node.level / 8, node.index / WIDTH);
    let tile = changed.entry(place).or_insert_with(|| growing.remove(&place).unwrap_or_default());
    tile.push(hash);
}
