//! A small bundle, and ways to damage it that keep it an archive.

use std::io::Read;
use std::sync::LazyLock;

use hadir_ledger::bundle::{Body, Epoch, FORMAT, Frame, Key, Manifest, Question, Records, Report, Writer, verify};
use hadir_ledger::checkpoint::Checkpoint;
use hadir_ledger::leaf::{RecordKind, commitment};
use hadir_ledger::note::{Algorithm, Signer};
use hadir_ledger::tree::Frontier;
use jiff::Timestamp;

const ORIGIN: &str = "kota.example/log/contoh";

/// Name and bytes of each member.
pub type Members = Vec<(String, Vec<u8>)>;

/// A bundle of 300 leaves with two checkpoints, as its members.
pub static WHOLE: LazyLock<Members> = LazyLock::new(|| members(&written()));

fn written() -> Vec<u8> {
    let at = Timestamp::from_second(1_767_225_600).unwrap();
    let log = Signer::new(ORIGIN, Algorithm::Ed25519, &[1; 32]).unwrap();
    let time = Signer::new(&format!("{ORIGIN}/time"), Algorithm::Cosignature, &[2; 32]).unwrap();
    let key = |purpose: &str, signer: &Signer| Key {
        purpose: purpose.into(),
        vkey: signer.verifier().vkey(),
        epoch: 1,
        from: at,
        until: None,
    };
    let keys = vec![key("log", &log), key("time", &time)];
    let record = |position: u64| match position {
        0 => (RecordKind::Epoch, format!(r#"{{"at":"{at}","epoch":1,"from_position":0,"origin":"{ORIGIN}"}}"#)),
        1 | 2 => {
            let vkey = &keys[usize::try_from(position).unwrap() - 1].vkey;
            (RecordKind::LogKey, format!(r#"{{"at":"{at}","step":"begin","vkey":"{vkey}"}}"#))
        }
        _ => (RecordKind::Punch, format!(r#"{{"person_key":"{position}","received_at":"{at}"}}"#)),
    };
    let leaf = |position| {
        let (kind, body) = record(position);
        (kind, commitment(kind, &[7; 16], body.as_bytes()), body)
    };
    let note = |size: u64| {
        let mut tree = Frontier::default();
        (0..size).for_each(|position| tree.push(&leaf(position).1, |_, _| {}));
        let checkpoint = Checkpoint { origin: ORIGIN.into(), size, root: tree.root(), extensions: Vec::new() };
        checkpoint.sign(&[&log, &time], 1_767_225_600).to_string()
    };
    let epochs = vec![Epoch { epoch: 1, origin: ORIGIN.into(), from_position: 0, at }];
    let manifest = Manifest {
        format: FORMAT.into(),
        instansi: "contoh".into(),
        written_at: at,
        size: 300,
        from: 0,
        records: Records::All,
        epochs,
        keys: keys.clone(),
        witnesses: Vec::new(),
    };
    let mut writer = Writer::begin(Vec::new(), &manifest, &note(300)).unwrap();
    writer.checkpoint(1, 100, &note(100)).unwrap();
    for position in 0..300 {
        let (kind, entry, body) = leaf(position);
        let body = Body::Kept { salt: [7; 16], body: body.as_bytes() };
        writer.leaf(position, &entry, &Frame { position, id: [0; 16], kind, body }).unwrap();
    }
    writer.finish().unwrap().0
}

fn members(bundle: &[u8]) -> Members {
    let read = |entry: std::io::Result<tar::Entry<'_, &[u8]>>| {
        let mut entry = entry.unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (String::from_utf8(entry.path_bytes().into_owned()).unwrap(), bytes)
    };
    tar::Archive::new(bundle).entries().unwrap().map(read).collect()
}

/// The archive of members.
pub fn archive(members: &Members) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_ustar();
        header.set_path(name).unwrap();
        header.set_mode(0o600);
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        tar.append(&header, bytes.as_slice()).unwrap();
    }
    tar.into_inner().unwrap()
}

/// What the verifier says of bytes, if they are a bundle at all.
pub fn look(bundle: &[u8]) -> Option<Report> {
    verify(bundle, &Question::default()).ok()
}
