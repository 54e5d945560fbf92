//! Proofs over a tree that is too large to hold: roots, audit paths and consistency proofs of RFC 6962, computed from
//! the hashes of complete subtrees wherever those are kept.

use std::convert::Infallible;

use crate::leaf::Commitment;
use crate::merkle::{Hash, leaf_hash, node_hash};

/// A complete subtree: the `2^level` leaves from `index << level` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// 0 for a leaf; at most 63.
    pub level: u8,
    /// The place among the nodes of its level, from 0.
    pub index: u64,
}

/// Where the hashes of complete subtrees are kept.
pub trait Nodes {
    /// Why a hash could not be had.
    type Error;

    /// The hash of a complete subtree.
    ///
    /// # Errors
    ///
    /// When it cannot be had.
    fn node(&mut self, node: Node) -> Result<Hash, Self::Error>;
}

impl<F, E> Nodes for F
where
    F: FnMut(Node) -> Result<Hash, E>,
{
    type Error = E;

    fn node(&mut self, node: Node) -> Result<Hash, E> {
        self(node)
    }
}

/// The hash of the tree over the first `size` leaves.
///
/// # Errors
///
/// Those of the source.
pub fn root<N: Nodes>(nodes: &mut N, size: u64) -> Result<Hash, N::Error> {
    if size == 0 {
        return Ok(crate::merkle::root(&[]));
    }
    range(nodes, 0, size)
}

/// The hashes that lead from leaf `index` to the root over `size` leaves, the nearest first. Empty when `index >= size`.
///
/// # Errors
///
/// Those of the source.
pub fn inclusion<N: Nodes>(nodes: &mut N, index: u64, size: u64) -> Result<Vec<Hash>, N::Error> {
    let mut siblings = Vec::new();
    let (mut from, mut to) = (0, size);
    if index >= size {
        return Ok(Vec::new());
    }
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            siblings.push((middle, to));
            to = middle;
        } else {
            siblings.push((from, middle));
            from = middle;
        }
    }
    siblings.into_iter().rev().map(|(from, to)| range(nodes, from, to)).collect()
}

/// The hashes that show that the tree over `from` leaves is the beginning of the one over `to`. Empty when nothing needs
/// showing (`from` is 0 or `to`) or nothing can be shown (`from > to`).
///
/// # Errors
///
/// Those of the source.
pub fn consistency<N: Nodes>(nodes: &mut N, from: u64, to: u64) -> Result<Vec<Hash>, N::Error> {
    let mut ranges = Vec::new();
    if from == 0 || from >= to {
        return Ok(Vec::new());
    }
    let (mut low, mut high) = (0, to);
    // Whether the old tree is a subtree as it stands, so that its own root is known to the reader.
    let mut whole = true;
    while from != high {
        let middle = low + split(high - low);
        if from <= middle {
            ranges.push((middle, high));
            high = middle;
        } else {
            ranges.push((low, middle));
            low = middle;
            whole = false;
        }
    }
    if !whole {
        ranges.push((low, high));
    }
    ranges.into_iter().rev().map(|(from, to)| range(nodes, from, to)).collect()
}

/// The subtrees that a computation over [`Nodes`] asks for, without having any of them: so that they can be fetched at once.
pub fn needed<T>(compute: impl FnOnce(&mut dyn FnMut(Node) -> Result<Hash, Infallible>) -> T) -> Vec<Node> {
    let mut asked = Vec::new();
    let mut record = |node| {
        asked.push(node);
        Ok([0; 32])
    };
    compute(&mut record);
    asked
}

/// The root that follows from an entry, its place, the number of entries and the path; `None` when they do not fit.
pub fn root_of_inclusion(entry: &Commitment, index: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    if index >= size {
        return None;
    }
    let (mut at, mut last) = (index, size - 1);
    let mut hash = leaf_hash(entry);
    for sibling in path {
        if last == 0 {
            return None;
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(sibling, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}

/// Whether a tree of `from` leaves with one root is the beginning of a tree of `to` leaves with the other (RFC 9162,
/// 2.1.4.2).
pub fn is_consistent(from: u64, from_root: &Hash, to: u64, to_root: &Hash, proof: &[Hash]) -> bool {
    if from > to {
        return false;
    }
    if from == to {
        return proof.is_empty() && from_root == to_root;
    }
    if from == 0 {
        return proof.is_empty() && *from_root == crate::merkle::root(&[]);
    }
    let mut rest = proof.iter();
    let first = if from.is_power_of_two() { Some(from_root) } else { rest.next() };
    let Some(first) = first else { return false };
    let (mut at, mut last) = (from - 1, to - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut old, mut new) = (*first, *first);
    for sibling in rest {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            old = node_hash(sibling, &old);
            new = node_hash(sibling, &new);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            new = node_hash(&new, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && old == *from_root && new == *to_root
}

/// A tree that only grows, held as the roots of its complete subtrees: at most 64 hashes for any size.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// Left to right, largest first: one for each bit set in `size`.
    roots: Vec<Hash>,
}

impl Frontier {
    /// The tree over the first `size` leaves of a kept one.
    ///
    /// # Errors
    ///
    /// Those of the source.
    pub fn load<N: Nodes>(nodes: &mut N, size: u64) -> Result<Self, N::Error> {
        let roots = complete(0, size).map(|node| nodes.node(node)).collect::<Result<_, _>>()?;
        Ok(Self { size, roots })
    }

    /// How many leaves it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf, and tells each complete subtree that it finishes, the leaf itself first.
    pub fn push(&mut self, entry: &Commitment, mut finished: impl FnMut(Node, Hash)) {
        self.push_hash(leaf_hash(entry), &mut finished);
    }

    /// As [`Frontier::push`], for who has the hash of the leaf already.
    pub fn push_hash(&mut self, leaf: Hash, mut finished: impl FnMut(Node, Hash)) {
        let mut hash = leaf;
        let mut node = Node { level: 0, index: self.size };
        finished(node, hash);
        while node.index & 1 == 1 {
            let Some(left) = self.roots.pop() else { break };
            hash = node_hash(&left, &hash);
            node = Node { level: node.level + 1, index: node.index >> 1 };
            finished(node, hash);
        }
        self.roots.push(hash);
        self.size += 1;
    }

    /// The same tree, when what was pushed as leaves were the roots of complete subtrees of `2^levels` leaves each.
    #[must_use]
    pub fn scaled(self, levels: u8) -> Self {
        Self { size: self.size << levels, roots: self.roots }
    }

    /// The root of the whole.
    pub fn root(&self) -> Hash {
        let mut right_to_left = self.roots.iter().rev();
        let Some(last) = right_to_left.next() else { return crate::merkle::root(&[]) };
        right_to_left.fold(*last, |right, left| node_hash(left, &right))
    }
}

/// The complete subtrees that make up the leaves from `from` (a multiple of every size that occurs) up to `to`.
fn complete(from: u64, to: u64) -> impl Iterator<Item = Node> {
    let mut at = from;
    std::iter::from_fn(move || {
        let level = (to - at).checked_ilog2()?;
        let node = Node { level: u8::try_from(level).ok()?, index: at >> level };
        at += 1 << level;
        Some(node)
    })
}

/// The hash over the leaves from `from` to before `to`, as they hang in any tree that splits there.
fn range<N: Nodes>(nodes: &mut N, from: u64, to: u64) -> Result<Hash, N::Error> {
    let mut hashes = complete(from, to).map(|node| nodes.node(node)).collect::<Result<Vec<_>, _>>()?;
    let last = hashes.pop().unwrap_or_else(|| crate::merkle::root(&[]));
    Ok(hashes.iter().rev().fold(last, |right, left| node_hash(left, &right)))
}

/// The largest power of two below `size`, which is two or more.
fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::merkle;

    fn entries(count: u64) -> Vec<Commitment> {
        (0..count).map(|number| [u8::try_from(number % 251).unwrap(); 32]).collect()
    }

    fn grown(entries: &[Commitment]) -> (Frontier, HashMap<Node, Hash>) {
        let (mut frontier, mut kept) = (Frontier::default(), HashMap::new());
        for entry in entries {
            frontier.push(entry, |node, hash| {
                kept.insert(node, hash);
            });
        }
        (frontier, kept)
    }

    fn source(kept: &HashMap<Node, Hash>) -> impl FnMut(Node) -> Result<Hash, String> {
        |node| kept.get(&node).copied().ok_or_else(|| format!("{node:?} is not complete"))
    }

    #[test]
    fn a_tree_that_grows_has_the_root_of_its_entries_at_every_size() {
        let entries = entries(300);
        let (_, kept) = grown(&entries);
        let mut frontier = Frontier::default();
        for size in 0..=entries.len() {
            let expected = merkle::root(&entries[..size]);
            assert_eq!(frontier.root(), expected);
            assert_eq!(root(&mut source(&kept), size as u64).unwrap(), expected);
            assert_eq!(Frontier::load(&mut source(&kept), size as u64).unwrap(), frontier);
            if let Some(entry) = entries.get(size) {
                frontier.push(entry, |_, _| {});
            }
        }
    }

    #[test]
    fn paths_are_those_of_the_plain_tree_and_prove_no_other_entry() {
        let entries = entries(67);
        let (_, kept) = grown(&entries);
        for size in 1..=entries.len() {
            let expected = merkle::root(&entries[..size]);
            for index in 0..size {
                let path = inclusion(&mut source(&kept), index as u64, size as u64).unwrap();
                assert_eq!(Some(&path), merkle::path(&entries[..size], index).as_ref());
                let root = |entry, index: usize| root_of_inclusion(entry, index as u64, size as u64, &path);
                assert_eq!(root(&entries[index], index), Some(expected));
                assert_ne!(root(&[0xff; 32], index), Some(expected));
                assert_ne!(root(&entries[index], (index + 1) % size), Some(expected).filter(|_| size > 1));
            }
        }
    }

    #[test]
    fn every_beginning_is_proved_and_nothing_else() {
        let entries = entries(67);
        let (_, kept) = grown(&entries);
        let size = |entries: &[Commitment]| entries.len() as u64;
        for to in 0..=entries.len() {
            let new = merkle::root(&entries[..to]);
            for from in 0..=to {
                let (old, proof) =
                    (merkle::root(&entries[..from]), consistency(&mut source(&kept), from as u64, to as u64).unwrap());
                assert!(is_consistent(from as u64, &old, to as u64, &new, &proof), "{from} of {to}");
                assert!(!is_consistent(from as u64, &[7; 32], to as u64, &new, &proof), "{from} of {to}");
                if from > 0 {
                    assert!(!is_consistent(from as u64, &old, to as u64, &[7; 32], &proof), "{from} of {to}");
                }
                let mut longer = proof.clone();
                longer.push([1; 32]);
                assert!(!is_consistent(from as u64, &old, to as u64, &new, &longer), "{from} of {to}");
            }
        }
        assert!(!is_consistent(size(&entries), &[0; 32], 3, &[0; 32], &[]));
    }

    #[test]
    fn what_a_proof_needs_is_known_before_it_is_had() {
        let entries = entries(1000);
        let (_, kept) = grown(&entries);
        let asked = needed(|mut nodes| inclusion(&mut nodes, 700, 1000));

        assert!(asked.len() < 20);
        assert!(asked.iter().all(|node| kept.contains_key(node)));
    }
}
