//! Files that came in: encrypted under their hash in the data folder, on disk before anything is said of them.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use hadir_domain::ids::InstansiId;

use super::error::ServiceError;
use crate::app::App;

/// A kind of file: the folder its bytes lie in, and the words they are sealed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileKind {
    folder: &'static str,
    words: &'static str,
}

impl FileKind {
    /// Files of imports, as they came.
    pub const RAW: Self = Self { folder: "raw", words: "raw file" };
    /// Photos that follow a punch.
    pub const PHOTO: Self = Self { folder: "photos", words: "photo" };
    /// Pictures of terminals.
    pub const TERMINAL_PHOTO: Self = Self { folder: "terminal-photos", words: "terminal photo" };
    /// Scanned sheets of rolls.
    pub const ROLL: Self = Self { folder: "rolls", words: "roll sheet" };
    /// Proof of requests.
    pub const REQUEST: Self = Self { folder: "requests", words: "request file" };
    /// Answers to doubts.
    pub const DOUBT: Self = Self { folder: "doubts", words: "doubt file" };
    /// Photos, papers and signatures of acts: sidak, visits, explanations.
    pub const ACT: Self = Self { folder: "acts", words: "act file" };

    /// What a file of this kind is sealed as.
    pub fn label(self, instansi: InstansiId, hash: &str) -> String {
        format!("{} {} {hash}", self.words, instansi.0)
    }
}

/// Where the bytes lie, below the data folder, and what opens them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedFile {
    /// Folder and name.
    pub stored_path: String,
    /// Of the encryption.
    pub nonce: Vec<u8>,
}

/// Writes the bytes of a hash, and syncs file and folder. The nonce is part of the name, so that a repeated file never
/// overwrites what an older row opens; the row that names it decides which one is read.
///
/// # Errors
///
/// When the disk refuses.
pub fn write(
    app: &App,
    kind: FileKind,
    instansi: InstansiId,
    sha256: &[u8; 32],
    bytes: &[u8],
) -> Result<SealedFile, ServiceError> {
    let hash = hex::encode(sha256);
    let sealed = app.keys.seal(&kind.label(instansi, &hash), bytes);
    let name = format!("{hash}.{}", hex::encode(&sealed.nonce[..6]));
    let folder = Path::new(kind.folder).join(instansi.0.to_string()).join(&hash[..2]);
    let full = app.data().join(&folder);
    put(&full, &name, &sealed.ciphertext)
        .map_err(|error| ServiceError::fault(format!("{}: {error}", full.display())))?;
    Ok(SealedFile { stored_path: folder.join(name).to_string_lossy().into_owned(), nonce: sealed.nonce.to_vec() })
}

/// The same, off the threads that answer.
///
/// # Errors
///
/// As [`write`].
pub async fn keep(
    app: &App,
    kind: FileKind,
    instansi: InstansiId,
    sha256: [u8; 32],
    bytes: Vec<u8>,
) -> Result<SealedFile, ServiceError> {
    let app = app.clone();
    tokio::task::spawn_blocking(move || write(&app, kind, instansi, &sha256, &bytes))
        .await
        .map_err(ServiceError::fault)?
}

/// The bytes behind a stored file.
///
/// # Errors
///
/// When they are not on the disk or were changed there.
pub async fn open(
    app: &App,
    kind: FileKind,
    instansi: InstansiId,
    sha256: &[u8],
    (stored_path, nonce): (&str, &[u8]),
) -> Result<Vec<u8>, ServiceError> {
    let path = app.data().join(stored_path);
    let sealed =
        tokio::fs::read(&path).await.map_err(|error| ServiceError::fault(format!("{}: {error}", path.display())))?;
    app.keys.unseal(&kind.label(instansi, &hex::encode(sha256)), nonce, &sealed).map_err(ServiceError::fault)
}

/// Writes a file and its folder's entry to disk before it answers.
fn put(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut file = File::create(folder.join(name))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    File::open(folder)?.sync_all()
}
