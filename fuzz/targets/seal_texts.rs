//! Notes, checkpoints, proofs, keys and receipts from anybody; what is read is written the same.
#![no_main]

use hadir_ledger::checkpoint::Checkpoint;
use hadir_ledger::note::{Note, SignatureLine, Verifier};
use hadir_ledger::proof::Proof;
use hadir_ledger::receipt;
use hadir_ledger::tile::Tile;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for receipt in receipt::read(bytes).into_iter().flatten() {
        let _ = (receipt.signed_by(&[7; 32]), receipt.due(), receipt.received());
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(note) = Note::parse(text) {
        assert_eq!(Note::parse(&note.to_string()).as_ref(), Ok(&note));
        if let Ok(checkpoint) = Checkpoint::parse(&note.text) {
            assert_eq!(checkpoint.text(), note.text);
        }
    }
    if let Ok(proof) = Proof::parse(text) {
        assert_eq!(Proof::parse(&proof.to_string()), Ok(proof));
    }
    if let Ok(key) = Verifier::parse(text) {
        assert_eq!(Verifier::parse(&key.vkey()), Ok(key));
    }
    if let Some(tile) = Tile::parse(text) {
        assert_eq!(tile.to_string(), text);
    }
    let _ = SignatureLine::parse(text);
});
