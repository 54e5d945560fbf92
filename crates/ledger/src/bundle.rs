//! The bundle: a log, its records and all it takes to check them, in one file that needs no server and no database.
//!
//! A bundle is a plain ustar archive whose members stand in a fixed order, so that it is written and checked in one pass
//! with little memory. Unpacked, its `checkpoint` and `tile/` are a static log as C2SP tlog-tiles describes it.
//! docs/operations/seal.md describes every byte.

mod frame;
mod levels;
mod verify;
mod write;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::frame::{Body, Frame};
pub use self::verify::{Explained, Question, Report, verify};
pub use self::write::{Writer, Written};

/// What the manifest says it is.
pub const FORMAT: &str = "hadir-bundle-v1";

/// The first member.
const MANIFEST: &str = "bundle.json";
/// The latest checkpoint.
const CHECKPOINT: &str = "checkpoint";
/// The last member.
const END: &str = "end.json";

/// What manifest and checkpoints may have at most, in bytes.
const MOST_TEXT: u64 = 16 << 20;

/// What the body of one record may have at most, in bytes.
pub const MOST_BODY: usize = 64 << 20;

/// Whether a bundle holds what was recorded, or only the commitments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Records {
    /// Every body and salt that still exists: personal data.
    All,
    /// Commitments only: nothing of a person.
    None,
}

/// What stands first in a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always [`FORMAT`].
    pub format: String,
    /// The code of the instansi whose log it is.
    pub instansi: String,
    /// When it was written.
    pub written_at: Timestamp,
    /// How many leaves the log has.
    pub size: u64,
    /// The first leaf that is in the bundle; a multiple of 256.
    pub from: u64,
    /// Whether the records are in it.
    pub records: Records,
    /// Each time the log began anew, the first one first.
    pub epochs: Vec<Epoch>,
    /// Every key there was.
    pub keys: Vec<Key>,
    /// The keys of those who keep watch, for whoever has no better source.
    pub witnesses: Vec<String>,
}

/// One beginning of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Epoch {
    /// Which one, from 1.
    pub epoch: u32,
    /// First line of its checkpoints, and the name of the key that signs them.
    pub origin: String,
    /// How many leaves were there already.
    pub from_position: u64,
    /// When.
    pub at: Timestamp,
}

/// One key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// `log`, `time` or `receipt`.
    pub purpose: String,
    /// Name, id and public key, as C2SP signed-note writes them.
    pub vkey: String,
    /// In which epoch it was put in use.
    pub epoch: u32,
    /// Since when.
    pub from: Timestamp,
    /// Until when; `None` while it is in use.
    pub until: Option<Timestamp>,
}

/// What stands last in a bundle, so that one that ends early is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct End {
    leaves: u64,
    records: u64,
    erased: u64,
}

/// Why bytes are no bundle at all.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// They do not begin as one, or begin as one of another version.
    #[error("not a bundle of the format {FORMAT}: {0}")]
    NotABundle(String),
    /// They could not be read.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// The name of an earlier checkpoint.
fn checkpoint_name(epoch: u32, size: u64) -> String {
    format!("checkpoints/{epoch}/{size}")
}

/// The name of the records beside a bundle of entries: as its path, with `records` for `tile/entries`.
fn records_name(entries: crate::tile::Tile) -> String {
    entries.to_string().replacen("tile/entries", "records", 1)
}

/// The name of the hashes of whole tiles of leaves that are not in the bundle.
fn before_name(tile: crate::tile::Tile) -> String {
    format!("before/{tile}")
}
