//! Writes what the web's own checking code is tested with: a real log with real signatures. The committed file is held
//! fresh; `HADIR_WRITE_FIXTURES=1` writes it anew.

use std::convert::Infallible;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer as _, SigningKey};
use hadir_ledger::checkpoint::Checkpoint;
use hadir_ledger::leaf::{Commitment, RecordKind, commitment};
use hadir_ledger::merkle::{self, Hash};
use hadir_ledger::note::{Algorithm, Note, Signer};
use hadir_ledger::proof::Proof;
use hadir_ledger::tree::{self, Node};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

const ORIGIN: &str = "hadir.kota-contoh.example/log/kota-contoh";
const SIZES: [u64; 6] = [1, 4, 7, 8, 11, 12];
const LAST: u64 = 12;
/// Seconds since 1970 of the checkpoint of size 0; one a minute from then on.
const BEGAN: u64 = 1_768_780_000;

fn b64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn all_b64<T: AsRef<[u8]>>(list: &[T]) -> Vec<String> {
    list.iter().map(|one| b64(one.as_ref())).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn place(number: u64) -> usize {
    usize::try_from(number).unwrap()
}

/// Ten punches.
fn punches() -> Vec<Commitment> {
    (0..10_u8).map(|number| commitment(RecordKind::Punch, &[number; 16], format!("tap {number}").as_bytes())).collect()
}

fn document() -> Value {
    json!({
        "checkpoint_root": hex(&merkle::root(&punches()[..7])),
        "checkpoint_size": 7,
        "content_hash": "11".repeat(32),
        "format": "pdf",
        "id": "019ac800-0000-7000-8000-000000000001",
        "issued_at": "2026-01-19T00:31:10Z",
        "issued_by": "22".repeat(32),
        "kind": "recap",
        "log": ORIGIN,
        "office": "Dinas Contoh",
        "period": "2025-12",
        "replaces": "00000000-0000-0000-0000-000000000000",
        "sha256": hex(&Sha256::digest(b"berkas contoh")),
        "unit": "DINAS",
    })
}

/// The punches, a document, one more.
fn entries() -> Vec<Commitment> {
    let mut all = punches();
    all.push(commitment(RecordKind::Document, &[10; 16], document().to_string().as_bytes()));
    all.push(commitment(RecordKind::Punch, &[11; 16], b"tap 11"));
    all
}

fn nodes(entries: &[Commitment]) -> impl FnMut(Node) -> Result<Hash, Infallible> + '_ {
    |node| {
        let from = place(node.index << node.level);
        Ok(merkle::root(&entries[from..from + (1 << node.level)]))
    }
}

fn checkpoint(entries: &[Commitment], size: u64, keys: &[&Signer]) -> Note {
    let root = merkle::root(&entries[..place(size)]);
    let checkpoint = Checkpoint { origin: ORIGIN.into(), size, root, extensions: Vec::new() };
    checkpoint.sign(keys, BEGAN + 60 * size)
}

fn receipt(entries: &[Commitment], key: &SigningKey) -> Value {
    let (include_by, received_at) = ("2026-01-20T00:31:10Z", "2026-01-19T00:31:10Z");
    let key_id = hex(&Sha256::digest(key.verifying_key().as_bytes())[..8]);
    let (root, size) = (b64(&merkle::root(entries)), entries.len());
    let said = format!(
        "hadir-receipt-v1\n{{\"include_by\":\"{include_by}\",\"instansi\":\"kota-contoh\",\"key_id\":\"{key_id}\",\
         \"received_at\":\"{received_at}\",\"root\":\"{root}\",\"size\":{size}}}"
    );
    json!({
        "instansi": "kota-contoh",
        "key_id": key_id,
        "received_at": received_at,
        "include_by": include_by,
        "commitments": all_b64(entries),
        "signature": b64(&key.sign(said.as_bytes()).to_bytes()),
    })
}

fn fixture() -> Value {
    let signer = |name: &str, algorithm, secret| Signer::new(name, algorithm, &[secret; 32]).unwrap();
    let log = signer(ORIGIN, Algorithm::Ed25519, 1);
    let time = signer(&format!("{ORIGIN}/time"), Algorithm::Cosignature, 2);
    let next = signer(ORIGIN, Algorithm::Ed25519, 3);
    let receipts = signer(&format!("{ORIGIN}/receipt"), Algorithm::Ed25519, 4);
    let witness = signer("saksi.example", Algorithm::Cosignature, 5);
    let stranger = signer(ORIGIN, Algorithm::Ed25519, 9);
    let all = entries();
    let mut forked = all.clone();
    forked[2] = commitment(RecordKind::Punch, &[2; 16], b"tap 2, changed");

    let usual = |size| checkpoint(&all, size, &[&log, &time]);
    let checkpoints: Map<String, Value> =
        SIZES.iter().map(|size| (size.to_string(), usual(*size).to_string().into())).collect();
    let mut proofs = Vec::new();
    for size in SIZES {
        for index in 0..size {
            let path = tree::inclusion(&mut nodes(&all), index, size).unwrap();
            let text = Proof { index, path: path.clone(), checkpoint: usual(size) }.to_string();
            proofs.push(json!({ "index": index, "size": size, "path": all_b64(&path), "text": text }));
        }
    }
    let mut consistency = Vec::new();
    for to in 1..=LAST {
        for from in 1..=to {
            let proof = tree::consistency(&mut nodes(&all), from, to).unwrap();
            consistency.push(json!({ "from": from, "to": to, "proof": all_b64(&proof) }));
        }
    }
    let forked_path = tree::inclusion(&mut nodes(&forked), 3, LAST).unwrap();
    let roots: Vec<Hash> = (0..=LAST).map(|size| merkle::root(&all[..place(size)])).collect();
    json!({
        "origin": ORIGIN,
        "keys": {
            "log": log.verifier().vkey(),
            "time": time.verifier().vkey(),
            "next": next.verifier().vkey(),
            "receipt": receipts.verifier().vkey(),
            "stranger": stranger.verifier().vkey(),
            "witness": witness.verifier().vkey(),
        },
        "commitments": all_b64(&all),
        "roots": all_b64(&roots),
        "checkpoints": checkpoints,
        "rotating": checkpoint(&all, LAST, &[&log, &next, &time, &witness]).to_string(),
        "by_stranger": checkpoint(&all, LAST, &[&stranger, &time]).to_string(),
        "forked": checkpoint(&forked, LAST, &[&log, &time]).to_string(),
        "forked_path": all_b64(&forked_path),
        "proofs": proofs,
        "consistency": consistency,
        "receipt": receipt(&all[3..6], &SigningKey::from_bytes(&[4; 32])),
        "document": { "body": document().to_string(), "salt": b64(&[10; 16]), "position": 10 },
    })
}

#[test]
fn the_fixture_of_the_web_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/packages/api/src/ledger/fixture.json");
    if std::env::var_os("HADIR_WRITE_FIXTURES").is_some() {
        std::fs::write(&path, format!("{}\n", serde_json::to_string(&fixture()).unwrap())).unwrap();
    }

    let committed: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap_or_default()).unwrap_or_default();

    assert!(committed == fixture(), "write it anew with HADIR_WRITE_FIXTURES=1");
}
