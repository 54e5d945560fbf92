//! The tiles of a log as it grows, each until it is full.

use crate::leaf::Commitment;
use crate::merkle::Hash;
use crate::tile::{Content, HIGHEST, Tile, WIDTH};
use crate::tree::Frontier;

/// Levels of nodes that one level of tiles spans.
const HEIGHT: u8 = 8;

/// The tiles of every level that are not full, and the tree they grow from.
pub(super) struct Levels {
    frontier: Frontier,
    /// Levels of nodes below the ones that are pushed: 8 while whole tiles are.
    below: u8,
    /// From level 0 up: the index of the open tile, and its hashes so far.
    open: Vec<(u64, Vec<Hash>)>,
}

impl Levels {
    /// Of a log whose leaves before `from` come as hashes of whole tiles.
    pub(super) fn new(from: u64) -> Self {
        let mut open = vec![(0, Vec::with_capacity(256)); usize::from(HIGHEST) + 1];
        open[0].0 = from / WIDTH;
        Self { frontier: Frontier::default(), below: if from > 0 { HEIGHT } else { 0 }, open }
    }

    /// How many leaves there are.
    pub(super) fn size(&self) -> u64 {
        self.frontier.size() << self.below
    }

    /// The root over them.
    pub(super) fn root(&self) -> Hash {
        self.frontier.root()
    }

    /// Adds the hash of a whole tile of leaves.
    pub(super) fn push_tile(&mut self, hash: Hash) {
        let open = &mut self.open;
        self.frontier.push_hash(hash, |node, hash| {
            if node.level.is_multiple_of(HEIGHT) {
                open[usize::from(node.level / HEIGHT) + 1].1.push(hash);
            }
        });
    }

    /// From here on leaves are added one by one.
    pub(super) fn begin_leaves(&mut self) {
        self.frontier = std::mem::take(&mut self.frontier).scaled(self.below);
        self.below = 0;
    }

    /// Adds a leaf.
    pub(super) fn push(&mut self, entry: &Commitment) {
        let open = &mut self.open;
        self.frontier.push(entry, |node, hash| {
            if node.level.is_multiple_of(HEIGHT) {
                open[usize::from(node.level / HEIGHT)].1.push(hash);
            }
        });
    }

    /// Hands out the tile of a level when it is full (or, at the end of the log, when it has anything), and begins the
    /// next one.
    pub(super) fn take<T>(&mut self, level: u8, at_end: bool, then: impl FnOnce(Tile, &[Hash]) -> T) -> Option<T> {
        let (index, hashes) = &mut self.open[usize::from(level)];
        let width = u16::try_from(hashes.len()).ok().filter(|width| *width == 256 || (at_end && *width > 0))?;
        let done = then(Tile { content: Content::Hashes { level }, index: *index, width }, hashes);
        *index += 1;
        hashes.clear();
        Some(done)
    }
}
