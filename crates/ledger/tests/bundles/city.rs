//! A small log to write into bundles, and the tools to tamper with them.

use std::io::Read;

use hadir_ledger::bundle::{Body, Epoch, FORMAT, Frame, Key, Manifest, Question, Records, Report, Writer, verify};
use hadir_ledger::checkpoint::Checkpoint;
use hadir_ledger::leaf::{Commitment, RecordKind, Salt, commitment};
use hadir_ledger::merkle::{Hash, root};
use hadir_ledger::note::{Algorithm, Note, Signer};
use hadir_ledger::tile;
use jiff::{SignedDuration, Timestamp};

/// The origin of the first epoch.
pub const ORIGIN: &str = "kota.example/log/contoh";

/// One record of the log.
#[derive(Clone)]
pub struct Record {
    pub id: [u8; 16],
    pub kind: RecordKind,
    pub salt: Salt,
    pub body: Vec<u8>,
    /// The place of the erasure, once erased.
    pub erased: Option<u64>,
    pub leaf: Commitment,
}

/// A log with its keys.
pub struct City {
    pub records: Vec<Record>,
    pub epochs: Vec<Epoch>,
    pub keys: Vec<Key>,
    /// Epoch, size, date.
    pub signed: Vec<(u32, u64, Timestamp)>,
    pub from: u64,
    pub which: Records,
}

/// When the first record came; each further one comes a minute later.
pub fn start() -> Timestamp {
    "2026-01-19T00:00:00Z".parse().unwrap()
}

pub fn minute(number: u64) -> Timestamp {
    start() + SignedDuration::from_mins(i64::try_from(number).unwrap())
}

pub fn log_key(origin: &str) -> Signer {
    Signer::new(origin, Algorithm::Ed25519, &[1; 32]).unwrap()
}

pub fn time_key(origin: &str) -> Signer {
    Signer::new(&format!("{origin}/time"), Algorithm::Cosignature, &[2; 32]).unwrap()
}

impl City {
    /// A log that begins with its epoch and its keys, grown to `size`, with a checkpoint every `every` leaves.
    pub fn new(size: u64, every: u64) -> Self {
        let mut city = Self {
            records: Vec::new(),
            epochs: Vec::new(),
            keys: Vec::new(),
            signed: Vec::new(),
            from: 0,
            which: Records::All,
        };
        if size > 0 {
            city.begin_epoch(ORIGIN);
        }
        while city.size() < size {
            city.punch();
        }
        city.signed =
            (1..size).filter(|place| place % every == 0 && *place >= 3).map(|size| (1, size, minute(size))).collect();
        city.signed.push((1, size, minute(size)));
        city
    }

    pub fn size(&self) -> u64 {
        self.records.len() as u64
    }

    /// Adds a record.
    pub fn add(&mut self, kind: RecordKind, body: String) {
        let number = self.size();
        let mut id = [0; 16];
        id[8..].copy_from_slice(&number.to_be_bytes());
        let salt = [u8::try_from(number % 251).unwrap(); 16];
        let leaf = commitment(kind, &salt, body.as_bytes());
        self.records.push(Record { id, kind, salt, body: body.into_bytes(), erased: None, leaf });
    }

    pub fn punch(&mut self) {
        let received = minute(self.size());
        let number = self.size();
        self.add(
            RecordKind::Punch,
            format!(r#"{{"at":"2020-01-01T00:00:00Z","person_key":"{number}","received_at":"{received}"}}"#),
        );
    }

    /// Destroys records, with the tombstone that says so.
    pub fn erase(&mut self, places: &[usize]) {
        let by = self.size();
        let text = |id: [u8; 16]| {
            let hex: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("\"{}-{}-{}-{}-{}\"", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
        };
        let ids: Vec<String> = places.iter().map(|place| text(self.records[*place].id)).collect();
        let body = format!(r#"{{"received_at":"{}","records":[{}]}}"#, minute(by), ids.join(","));
        self.add(RecordKind::Erasure, body);
        places.iter().for_each(|place| self.records[*place].erased = Some(by));
    }

    /// Begins an epoch with keys of its own.
    pub fn begin_epoch(&mut self, origin: &str) {
        let (at, from_position) = (minute(self.size()), self.size());
        let epoch = u32::try_from(self.epochs.len()).unwrap() + 1;
        let body = format!(
            r#"{{"at":"{at}","epoch":{epoch},"from_position":{from_position},"last_checkpoint":"","origin":"{origin}"}}"#
        );
        self.add(RecordKind::Epoch, body);
        self.epochs.push(Epoch { epoch, origin: origin.into(), from_position, at });
        for (purpose, vkey) in
            [("log", log_key(origin).verifier().vkey()), ("time", time_key(origin).verifier().vkey())]
        {
            self.begin_key(purpose, vkey, epoch);
        }
    }

    pub fn begin_key(&mut self, purpose: &str, vkey: String, epoch: u32) {
        let from = minute(self.size());
        self.add(
            RecordKind::LogKey,
            format!(r#"{{"at":"{from}","purpose":"{purpose}","step":"begin","vkey":"{vkey}"}}"#),
        );
        self.keys.push(Key { purpose: purpose.into(), vkey, epoch, from, until: None });
    }

    /// The root over the first leaves.
    pub fn root(&self, size: u64) -> Hash {
        let leaves: Vec<Commitment> = self.records.iter().map(|record| record.leaf).collect();
        root(&leaves[..usize::try_from(size).unwrap()])
    }

    pub fn note(&self, epoch: u32, size: u64, at: Timestamp) -> Note {
        let origin = self.epochs.get(usize::try_from(epoch).unwrap() - 1).map_or(ORIGIN, |epoch| epoch.origin.as_str());
        let checkpoint = Checkpoint { origin: origin.into(), size, root: self.root(size), extensions: Vec::new() };
        checkpoint.sign(&[&log_key(origin), &time_key(origin)], at.as_second().unsigned_abs())
    }

    pub fn manifest(&self) -> Manifest {
        Manifest {
            format: FORMAT.into(),
            instansi: "kota-contoh".into(),
            written_at: start(),
            size: self.size(),
            from: self.from,
            records: self.which,
            epochs: self.epochs.clone(),
            keys: self.keys.clone(),
            witnesses: Vec::new(),
        }
    }

    /// The bundle of the log as it is.
    pub fn bundle(&self) -> Vec<u8> {
        let notes: Vec<_> = self
            .signed
            .iter()
            .map(|(epoch, size, at)| (*epoch, *size, self.note(*epoch, *size, *at).to_string()))
            .collect();
        self.bundle_with(&notes)
    }

    /// The bundle with checkpoints of whatever kind, the last one the latest.
    pub fn bundle_with(&self, notes: &[(u32, u64, String)]) -> Vec<u8> {
        let (latest, earlier) = notes.split_last().unwrap();
        let mut writer = Writer::begin(Vec::new(), &self.manifest(), &latest.2).unwrap();
        for (epoch, size, note) in earlier {
            writer.checkpoint(*epoch, *size, note).unwrap();
        }
        let leaves: Vec<Hash> =
            self.records.iter().map(|record| hadir_ledger::merkle::leaf_hash(&record.leaf)).collect();
        let from = usize::try_from(self.from).unwrap();
        for hashes in leaves[..from].chunks(256) {
            writer.tile_before(tile::root_of(hashes).unwrap()).unwrap();
        }
        for (position, record) in self.records.iter().enumerate().skip(from) {
            let body = match record.erased {
                Some(by) => Body::Destroyed { by: Some(by).filter(|by| *by != u64::MAX) },
                None => Body::Kept { salt: record.salt, body: &record.body },
            };
            let position = position as u64;
            let frame = Frame { position, id: record.id, kind: record.kind, body };
            writer.leaf(position, &record.leaf, &frame).unwrap();
        }
        writer.finish().unwrap().0
    }

    pub fn report(&self) -> Report {
        check(&self.bundle(), &Question::default())
    }
}

pub fn check(bundle: &[u8], question: &Question) -> Report {
    verify(bundle, question).unwrap()
}

/// The members of a bundle.
pub fn members(bundle: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = tar::Archive::new(bundle);
    let read = |entry: std::io::Result<tar::Entry<'_, &[u8]>>| {
        let mut entry = entry.unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (String::from_utf8(entry.path_bytes().into_owned()).unwrap(), bytes)
    };
    archive.entries().unwrap().map(read).collect()
}

/// A bundle of members.
pub fn archive(members: &[(String, Vec<u8>)]) -> Vec<u8> {
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

/// A bundle of which one member was changed.
pub fn changed(bundle: &[u8], name: &str, change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut members = members(bundle);
    change(&mut members.iter_mut().find(|(member, _)| member == name).unwrap().1);
    archive(&members)
}
