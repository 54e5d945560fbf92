//! How long a large log takes to check: writes a bundle of made-up punches, and checks one with time and memory.
//!
//! `year write FILE LEAVES all|none` and `year verify FILE`; built for release, it needs nothing but this crate.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::time::Instant;

use hadir_ledger::bundle::{Body, Epoch, FORMAT, Frame, Key, Manifest, Question, Records, Writer, verify};
use hadir_ledger::checkpoint::Checkpoint;
use hadir_ledger::leaf::{RecordKind, commitment};
use hadir_ledger::note::{Algorithm, NoteError, Signer};
use hadir_ledger::tree::Frontier;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

const ORIGIN: &str = "kota.example/log/kota-contoh";
const HOURS: u64 = 365 * 24;
/// 1 January 2026.
const START_S: i64 = 1_767_225_600;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", file, leaves, which @ ("all" | "none")] => {
            write(file, leaves.parse()?, if which == "all" { Records::All } else { Records::None })
        }
        ["verify", file] => check(file),
        _ => Err("year write FILE LEAVES all|none, or year verify FILE".into()),
    }
}

fn check(file: &str) -> Outcome {
    let begun = Instant::now();
    let report = verify(BufReader::with_capacity(1 << 20, File::open(file)?), &Question::default())?;
    let took = begun.elapsed();
    println!(
        "{} leaves, {} records, {} checkpoints: {} in {:.1} s; most memory {}",
        report.size,
        report.records,
        report.checkpoints,
        if report.holds() { "holds" } else { "does not hold" },
        took.as_secs_f64(),
        most_memory()
    );
    report.findings.iter().take(3).for_each(|finding| println!("{finding:?}"));
    Ok(())
}

fn most_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |line| line.trim().to_owned())
}

/// A year's log, its leaves evenly over the year, with a checkpoint each hour.
struct Year {
    leaves: u64,
    log: Signer,
    time: Signer,
}

impl Year {
    fn new(leaves: u64) -> Result<Self, NoteError> {
        Ok(Self {
            leaves,
            log: Signer::new(ORIGIN, Algorithm::Ed25519, &[1; 32])?,
            time: Signer::new(&format!("{ORIGIN}/time"), Algorithm::Cosignature, &[2; 32])?,
        })
    }

    fn at(&self, position: u64) -> Timestamp {
        let seconds = u128::from(HOURS * 3600) * u128::from(position) / u128::from(self.leaves);
        let start = Timestamp::from_second(START_S).unwrap_or_default();
        start.saturating_add(SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(0))).unwrap_or(start)
    }

    /// Kind and body of a record: an epoch, two keys, and punches of the size they have.
    fn record(&self, position: u64, body: &mut Vec<u8>) -> std::io::Result<RecordKind> {
        body.clear();
        let at = self.at(position);
        let key = |body: &mut Vec<u8>, purpose: &str, signer: &Signer| {
            let vkey = signer.verifier().vkey();
            write!(body, r#"{{"at":"{at}","epoch":1,"purpose":"{purpose}","step":"begin","vkey":"{vkey}"}}"#)
        };
        match position {
            0 => {
                write!(
                    body,
                    r#"{{"at":"{at}","epoch":1,"from_position":0,"last_checkpoint":"","origin":"{ORIGIN}"}}"#
                )?;
                return Ok(RecordKind::Epoch);
            }
            1 => key(body, "log", &self.log)?,
            2 => key(body, "time", &self.time)?,
            _ => {
                let person = position % 150_000;
                write!(
                    body,
                    r#"{{"at":"{at}","clock":"ok","detail":{{"client":{{"platform":"android","standalone":true,"version":"1.0.0"}},"kind":"in","monotonic_ms":{position}}},"device_key":"0b5CSvlyCEEPGzUt9V9dGU-JV0_6Ndo_ZKKXv3wWxyz","labels":["place_inside"],"local_time":"2026-01-19T07:21:05","person":"0199a3c8-0000-7000-8000-{person:012x}","person_key":"19990101202101{person:04}","place":{{"accuracy_m":12.4,"latitude":-5.11351,"longitude":105.30675}},"precision":"second","received_at":"{at}","seq":{position},"source":"phone"}}"#
                )?;
                return Ok(RecordKind::Punch);
            }
        }
        Ok(RecordKind::LogKey)
    }

    fn note(&self, tree: &Frontier) -> String {
        let checkpoint =
            Checkpoint { origin: ORIGIN.into(), size: tree.size(), root: tree.root(), extensions: Vec::new() };
        let second = self.at(tree.size()).as_second().unsigned_abs();
        checkpoint.sign(&[&self.log, &self.time], second).to_string()
    }
}

fn write(file: &str, leaves: u64, records: Records) -> Outcome {
    let year = Year::new(leaves)?;
    let mut body = Vec::new();
    let leaf = |position: u64, body: &mut Vec<u8>| -> std::io::Result<_> {
        let kind = year.record(position, body)?;
        let digest = Sha256::digest(position.to_be_bytes());
        let (mut salt, mut id) = ([0; 16], [0; 16]);
        salt.copy_from_slice(&digest[..16]);
        id.copy_from_slice(&digest[16..]);
        Ok((kind, salt, id, commitment(kind, &salt, body)))
    };

    // Checkpoints stand first, so the tree is grown twice.
    let mut tree = Frontier::default();
    let mut notes = Vec::new();
    for position in 0..leaves {
        tree.push(&leaf(position, &mut body)?.3, |_, _| {});
        if tree.size() > 3 && tree.size() * HOURS / leaves > position * HOURS / leaves && tree.size() < leaves {
            notes.push((tree.size(), year.note(&tree)));
        }
    }
    let key = |purpose: &str, signer: &Signer| Key {
        purpose: purpose.into(),
        vkey: signer.verifier().vkey(),
        epoch: 1,
        from: year.at(0),
        until: None,
    };
    let manifest = Manifest {
        format: FORMAT.into(),
        instansi: "kota-contoh".into(),
        written_at: year.at(leaves),
        size: leaves,
        from: 0,
        records,
        epochs: vec![Epoch { epoch: 1, origin: ORIGIN.into(), from_position: 0, at: year.at(0) }],
        keys: vec![key("log", &year.log), key("time", &year.time)],
        witnesses: Vec::new(),
    };
    let out = BufWriter::with_capacity(1 << 20, File::create(file)?);
    let mut writer = Writer::begin(out, &manifest, &year.note(&tree))?;
    for (size, note) in &notes {
        writer.checkpoint(1, *size, note)?;
    }
    for position in 0..leaves {
        let (kind, salt, id, entry) = leaf(position, &mut body)?;
        writer.leaf(position, &entry, &Frame { position, id, kind, body: Body::Kept { salt, body: &body } })?;
    }
    let (mut out, written) = writer.finish()?;
    out.flush()?;
    println!("{written:?}, bodies of {} bytes", body.len());
    Ok(())
}
