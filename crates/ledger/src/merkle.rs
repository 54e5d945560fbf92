//! The Merkle tree hash of RFC 6962 over 32-byte entries, and the audit path of one of them.

use sha2::{Digest, Sha256};

use crate::leaf::Commitment;

/// The hash of a tree or of a part of one.
pub type Hash = [u8; 32];

/// The hash of a leaf: SHA-256 of a zero byte and the entry.
pub fn leaf_hash(entry: &Commitment) -> Hash {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(entry);
    hash.finalize().into()
}

/// The hash of a node: SHA-256 of a one byte and the hashes of its two halves.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut hash = Sha256::new();
    hash.update([1]);
    hash.update(left);
    hash.update(right);
    hash.finalize().into()
}

/// The tree hash over entries in their order; of none, the hash of nothing.
pub fn root(entries: &[Commitment]) -> Hash {
    match entries {
        [] => Sha256::digest([]).into(),
        [one] => leaf_hash(one),
        many => {
            let (left, right) = many.split_at(split(many.len()));
            node_hash(&root(left), &root(right))
        }
    }
}

/// The hashes that lead from an entry to the root, the nearest first; `None` when there is no such entry.
pub fn path(entries: &[Commitment], index: usize) -> Option<Vec<Hash>> {
    if index >= entries.len() {
        return None;
    }
    if entries.len() == 1 {
        return Some(Vec::new());
    }
    let (left, right) = entries.split_at(split(entries.len()));
    let (mut path, other) = match index.checked_sub(left.len()) {
        None => (path(left, index)?, root(right)),
        Some(index) => (path(right, index)?, root(left)),
    };
    path.push(other);
    Some(path)
}

/// The largest power of two below `size`, which is two or more.
fn split(size: usize) -> usize {
    size.next_power_of_two() / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::root_of_inclusion;

    fn entries(count: usize) -> Vec<Commitment> {
        (0..count).map(|number| [u8::try_from(number).unwrap(); 32]).collect()
    }

    fn hex(hash: &Hash) -> String {
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn the_empty_tree_has_the_hash_of_nothing() {
        assert_eq!(hex(&root(&[])), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn three_entries_hang_as_two_and_one() {
        let three = entries(3);
        let two = node_hash(&leaf_hash(&three[0]), &leaf_hash(&three[1]));

        assert_eq!(root(&three), node_hash(&two, &leaf_hash(&three[2])));
    }

    #[test]
    fn every_path_leads_to_the_root_and_no_other_entry_does() {
        for size in 1..=33 {
            let entries = entries(size);
            for (index, entry) in entries.iter().enumerate() {
                let path = path(&entries, index).unwrap();
                let root_at = |entry, index| root_of_inclusion(entry, index as u64, size as u64, &path);
                assert_eq!(root_at(entry, index), Some(root(&entries)), "{index} of {size}");
                assert_ne!(root_at(&[0xff; 32], index), Some(root(&entries)));
                if size > 1 {
                    assert_ne!(root_at(entry, (index + 1) % size), Some(root(&entries)));
                }
            }
            assert_eq!(path(&entries, size), None);
        }
    }
}
