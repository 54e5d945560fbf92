//! What a backup says of itself.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The format this program writes and reads.
pub const FORMAT: &str = "hadir-backup-v1";

/// The manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// The program that wrote it.
    pub version: String,
    /// The moment whose state it holds: nothing later is in it.
    pub at: Timestamp,
    /// `sqlite` or `postgres`.
    pub engine: String,
    /// The newest migration of its database.
    pub schema_version: i64,
    /// Each instansi.
    pub cities: Vec<City>,
    /// The files beside the database.
    pub files: Files,
    /// How many members it has before the list, and the list's SHA-256.
    pub members: Members,
    /// Whether the server's key is in it, under a passphrase.
    pub with_keys: bool,
}

/// One instansi as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct City {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How many leaves its log had, with and without a published checkpoint over them.
    pub log_size: u64,
    /// Records that still waited for their place.
    pub waiting: u64,
    /// The newest checkpoint, signed; none before the first.
    pub checkpoint: Option<String>,
    /// The hash over everything that was claimed, in hexadecimal digits.
    pub state_hash: String,
}

/// The files beside the database.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Files {
    /// How many.
    pub count: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Those the database names and the disk did not have: erased meanwhile, or lost.
    pub gone: u64,
    /// The first of those.
    pub gone_paths: Vec<String>,
}

/// The list of members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Members {
    /// How many.
    pub count: u64,
    /// SHA-256 of the list, in hexadecimal digits.
    pub sha256: String,
}

impl Manifest {
    /// Reads a manifest; `None` when it is none, or of a format this program does not know.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice::<Self>(bytes).ok().filter(|manifest| manifest.format == FORMAT)
    }

    /// The hash of the list of members.
    pub fn list(&self) -> Option<[u8; 32]> {
        let mut hash = [0; 32];
        hex::decode_to_slice(&self.members.sha256, &mut hash).ok().map(|()| hash)
    }
}
