//! Another implementation (the crates `tlog_tiles` and `signed_note`) reads what we write, and proves what we prove.

use std::collections::HashMap;

use hadir_ledger::merkle::leaf_hash;
use hadir_ledger::tree::{self, Frontier, Node};
use signed_note::{Note, StandardVerifier, VerifierList};
use tlog_tiles::{
    Checkpoint, Error, Hash, HashReader, Tile, TileHashReader, TileReader, check_record, check_tree, prove_record,
    prove_tree, record_hash, stored_hash_index, tree_hash,
};

use crate::city::{City, ORIGIN, log_key, members};

/// The tiles of an unpacked bundle.
struct Unpacked(HashMap<String, Vec<u8>>);

impl TileReader for Unpacked {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, Error> {
        // The paths of C2SP name no height.
        let name = |tile: &Tile| tile.path().replacen("tile/8/", "tile/", 1);
        let read = |tile: &Tile| self.0.get(&name(tile)).cloned().ok_or(Error::IndexesNotInTree);
        tiles.iter().map(read).collect()
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

/// Opens a note with the log's key by the other implementation.
fn opened(note: &str) -> Checkpoint {
    let key = StandardVerifier::new(&log_key(ORIGIN).verifier().vkey()).unwrap();
    let note = Note::from_bytes(note.as_bytes()).unwrap();
    note.verify(&VerifierList::new(vec![Box::new(key)])).unwrap();
    Checkpoint::from_bytes(note.text()).unwrap()
}

#[test]
fn checkpoints_tiles_and_proofs_are_those_of_another_implementation() {
    for size in [3_u64, 4, 255, 256, 257, 300, 511, 512, 777, 1025] {
        let city = City::new(size, 97);
        let members: HashMap<String, Vec<u8>> = members(&city.bundle()).into_iter().collect();
        let text = |name: &str| String::from_utf8(members[name].clone()).unwrap();
        let now = opened(&text("checkpoint"));
        assert_eq!((now.origin(), now.size()), (ORIGIN, size));
        assert_eq!(now.hash().0, city.root(size));

        let unpacked = Unpacked(members.clone());
        let reader = TileHashReader::new(size, *now.hash(), &unpacked);
        // Our own proofs come from our own tree.
        let (mut frontier, mut kept) = (Frontier::default(), HashMap::new());
        for record in &city.records {
            frontier.push(&record.leaf, |node, hash| {
                kept.insert(node, hash);
            });
        }
        let mut ours = |node: Node| kept.get(&node).copied().ok_or(());

        for index in (0..size).step_by(31).chain([size - 1]) {
            let leaf = city.records[usize::try_from(index).unwrap()].leaf;
            let proof = prove_record(size, index, &reader).unwrap();
            check_record(&proof, size, *now.hash(), index, record_hash(&leaf)).unwrap();
            let path: Vec<[u8; 32]> = proof.iter().map(|hash| hash.0).collect();
            assert_eq!(path, tree::inclusion(&mut ours, index, size).unwrap());
            assert_eq!(reader.read_hashes(&[stored_hash_index(0, index)]).unwrap()[0].0, leaf_hash(&leaf));
        }
        for (_, earlier, _) in &city.signed[..city.signed.len() - 1] {
            let old = opened(&text(&format!("checkpoints/1/{earlier}")));
            let proof = prove_tree(size, *earlier, &reader).unwrap();
            check_tree(&proof, size, *now.hash(), *earlier, *old.hash()).unwrap();
            let path: Vec<[u8; 32]> = proof.iter().map(|hash| hash.0).collect();
            assert_eq!(path, tree::consistency(&mut ours, *earlier, size).unwrap());
            assert_eq!(tree_hash(*earlier, &reader).unwrap().0, old.hash().0);
        }
    }
}

#[test]
fn the_other_implementation_refuses_what_we_refuse() {
    let city = City::new(300, 1000);
    let mut members: HashMap<String, Vec<u8>> = members(&city.bundle()).into_iter().collect();
    let now = opened(&String::from_utf8(members["checkpoint"].clone()).unwrap());
    members.get_mut("tile/0/001.p/44").unwrap()[40] ^= 1;
    let unpacked = Unpacked(members);
    assert!(TileHashReader::new(300, *now.hash(), &unpacked).read_hashes(&[stored_hash_index(0, 257)]).is_err());

    let proof = tree::needed(|mut nodes| tree::inclusion(&mut nodes, 5, 300));
    let path: Vec<Hash> = proof.iter().map(|_| Hash([7; 32])).collect();
    let leaf = city.records[5].leaf;
    assert!(check_record(&path, 300, *now.hash(), 5, record_hash(&leaf)).is_err());
}
