//! The parts in which a log is published: C2SP tlog-tiles. A tile holds up to 256 hashes of one level; a bundle up to
//! 256 entries.

use std::fmt;

use crate::leaf::Commitment;
use crate::merkle::{Hash, node_hash};
use crate::tree::Node;

/// Hashes of a whole tile.
pub const WIDTH: u64 = 256;

/// Levels of nodes that one level of tiles spans.
const HEIGHT: u8 = 8;

/// The highest level of tiles.
pub const HIGHEST: u8 = 63 / HEIGHT;

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Content {
    /// The hashes of nodes at `level * 8`.
    Hashes {
        /// 0 for the hashes of leaves; at most 7.
        level: u8,
    },
    /// The entries themselves, as a bundle.
    Entries,
}

/// One part of a published log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// What it holds.
    pub content: Content,
    /// Its place among those of its level, from 0.
    pub index: u64,
    /// How many hashes or entries it holds: 1 to 256.
    pub width: u16,
}

impl Tile {
    /// The tile at a place, as wide as a tree of `size` leaves makes it; `None` when it has nothing of it.
    pub fn within(content: Content, index: u64, size: u64) -> Option<Self> {
        let level = match content {
            Content::Hashes { level } if level <= HIGHEST => level,
            Content::Hashes { .. } => return None,
            Content::Entries => 0,
        };
        let of_level = size >> (u32::from(level) * u32::from(HEIGHT));
        let width = of_level.saturating_sub(index.checked_mul(WIDTH)?).min(WIDTH);
        let width = u16::try_from(width).ok().filter(|width| *width > 0)?;
        Some(Self { content, index, width })
    }

    /// Whether it holds all it ever will.
    pub fn is_full(self) -> bool {
        u64::from(self.width) == WIDTH
    }

    /// Reads a path below the log's prefix, such as `tile/0/x001/067` or `tile/entries/000.p/3`; `None` when it is none.
    pub fn parse(path: &str) -> Option<Self> {
        let mut parts = path.strip_prefix("tile/")?.split('/').peekable();
        let content = match parts.next()? {
            "entries" => Content::Entries,
            level => {
                let number: u8 = level.parse().ok().filter(|level| *level <= HIGHEST)?;
                (number.to_string() == level).then_some(Content::Hashes { level: number })?
            }
        };
        let mut index: u64 = 0;
        let mut first = true;
        loop {
            let part = parts.next()?;
            let last = part.strip_prefix('x').is_none();
            let (digits, partial) = match part.strip_suffix(".p") {
                Some(digits) => (digits, true),
                None => (part, false),
            };
            let digits = digits.strip_prefix('x').unwrap_or(digits);
            if digits.len() != 3 || !digits.bytes().all(|digit| digit.is_ascii_digit()) || (partial && !last) {
                return None;
            }
            if first && !last && digits == "000" {
                return None;
            }
            first = false;
            index = index.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
            if !last {
                continue;
            }
            let width = if partial {
                let text = parts.next()?;
                let width: u16 = text.parse().ok().filter(|width| (1..256).contains(width))?;
                (width.to_string() == text).then_some(width)?
            } else {
                256
            };
            return parts.next().is_none().then_some(Self { content, index, width });
        }
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.content {
            Content::Hashes { level } => write!(f, "tile/{level}/")?,
            Content::Entries => f.write_str("tile/entries/")?,
        }
        let mut groups = vec![self.index % 1000];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        for (place, group) in groups.iter().enumerate().rev() {
            if place > 0 { write!(f, "x{group:03}/")? } else { write!(f, "{group:03}")? }
        }
        if self.is_full() { Ok(()) } else { write!(f, ".p/{}", self.width) }
    }
}

/// The tile in which the hash of a node is found, alone or as the root of some of its hashes: level, index, and which
/// of its hashes (first, how many).
pub fn place_of(node: Node) -> (u8, u64, u64, u64) {
    let level = node.level / HEIGHT;
    let below = node.level % HEIGHT;
    let first = node.index << below;
    (level, first / WIDTH, first % WIDTH, 1 << below)
}

/// The root over hashes whose number is a power of two; `None` for another number.
pub fn root_of(hashes: &[Hash]) -> Option<Hash> {
    if !hashes.len().is_power_of_two() {
        return None;
    }
    let mut level = hashes.to_vec();
    while level.len() > 1 {
        level = level.chunks_exact(2).map(|pair| node_hash(&pair[0], &pair[1])).collect();
    }
    level.first().copied()
}

/// The hash of a node from the hashes of the tile it is found in; `None` when the tile does not reach so far.
pub fn node_in(node: Node, hashes: &[Hash]) -> Option<Hash> {
    let (_, _, first, count) = place_of(node);
    let (first, count) = (usize::try_from(first).ok()?, usize::try_from(count).ok()?);
    root_of(hashes.get(first..first.checked_add(count)?)?)
}

/// Reads the hashes of a tile; `None` when the bytes are no whole number of hashes, none, or more than 256.
pub fn hashes(bytes: &[u8]) -> Option<Vec<Hash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    (rest.is_empty() && (1..=256).contains(&hashes.len())).then(|| hashes.to_vec())
}

/// The bytes of a bundle of entries: of each its length in two bytes, big-endian, and itself.
pub fn bundle(entries: &[Commitment]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(entries.len() * 34);
    for entry in entries {
        bytes.extend_from_slice(&[0, 32]);
        bytes.extend_from_slice(entry);
    }
    bytes
}

/// Reads a bundle of entries of this log, whose entries all have 32 bytes.
pub fn entries(bytes: &[u8]) -> Option<Vec<Commitment>> {
    let (entries, rest) = bytes.as_chunks::<34>();
    if !rest.is_empty() || !(1..=256).contains(&entries.len()) {
        return None;
    }
    entries.iter().map(|entry| entry.strip_prefix(&[0, 32])?.try_into().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::leaf_hash;
    use crate::tree::Frontier;

    fn hashes_tile(level: u8, index: u64, width: u16) -> Tile {
        Tile { content: Content::Hashes { level }, index, width }
    }

    #[test]
    fn paths_are_those_of_the_specification() {
        let cases = [
            (hashes_tile(0, 0, 256), "tile/0/000"),
            (hashes_tile(1, 1_234_067, 256), "tile/1/x001/x234/067"),
            (hashes_tile(0, 1067, 256), "tile/0/x001/067"),
            (hashes_tile(2, 5, 8), "tile/2/005.p/8"),
            (Tile { content: Content::Entries, index: 1, width: 255 }, "tile/entries/001.p/255"),
        ];
        for (tile, path) in cases {
            assert_eq!(tile.to_string(), path);
            assert_eq!(Tile::parse(path), Some(tile));
        }
    }

    #[test]
    fn nothing_else_is_a_path() {
        for path in [
            "",
            "tile",
            "tile/0",
            "tile/0/",
            "tile/0/0",
            "tile/0/0000",
            "tile/00/000",
            "tile/8/000",
            "tile/0/x000/001",
            "tile/0/x001",
            "tile/0/001/002",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/000.p",
            "tile/0/x001.p/5/001",
            "tile/0/000.p/5/6",
            "tile/-1/000",
            "/tile/0/000",
            "tile/entries/00a",
            "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        ] {
            assert_eq!(Tile::parse(path), None, "{path}");
        }
    }

    #[test]
    fn a_tile_is_as_wide_as_the_tree_makes_it() {
        let width = |level, index, size| Tile::within(Content::Hashes { level }, index, size).map(|tile| tile.width);

        assert_eq!(width(0, 0, 0), None);
        assert_eq!(width(0, 0, 1), Some(1));
        assert_eq!(width(0, 1, 300), Some(44));
        assert_eq!(width(1, 0, 300), Some(1));
        assert_eq!(width(1, 0, 255), None);
        assert_eq!(width(1, 0, 65_536), Some(256));
        assert_eq!(width(2, 0, 65_536), Some(1));
        assert_eq!(width(8, 0, u64::MAX), None);
    }

    #[test]
    fn a_node_is_found_in_its_tile() {
        let entries: Vec<Commitment> = (0..600_u16).map(|number| [(number % 251) as u8; 32]).collect();
        let mut nodes = Vec::new();
        let mut frontier = Frontier::default();
        for entry in &entries {
            frontier.push(entry, |node, hash| nodes.push((node, hash)));
        }
        let leaves: Vec<Hash> = entries.iter().map(leaf_hash).collect();
        let first_level: Vec<Hash> = leaves.chunks_exact(256).map(|tile| root_of(tile).unwrap()).collect();
        for (node, hash) in nodes {
            let (level, index, _, _) = place_of(node);
            let tile = match level {
                0 => leaves.chunks(256).nth(usize::try_from(index).unwrap()).unwrap(),
                _ => &first_level,
            };
            assert_eq!(node_in(node, tile), Some(hash), "{node:?}");
        }
    }

    #[test]
    fn bundles_and_tiles_are_read_back_and_damaged_ones_are_not() {
        let written = bundle(&[[1; 32], [2; 32]]);

        assert_eq!(entries(&written), Some(vec![[1; 32], [2; 32]]));
        assert_eq!(entries(&written[1..]), None);
        assert_eq!(entries(&[]), None);
        assert_eq!(entries(&[0; 34]), None);
        assert_eq!(hashes(&[9; 64]), Some(vec![[9; 32]; 2]));
        assert_eq!(hashes(&[9; 63]), None);
    }
}
