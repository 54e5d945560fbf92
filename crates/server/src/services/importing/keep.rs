//! The raw file, encrypted, under its hash, on disk before anything of it is stored.

use hadir_store::instansi::Instansi;
use hadir_store::raw_files::RawFile;

use super::super::error::ServiceError;
use super::super::files::NamedFile;
use super::super::sealed_files::{self, FileKind};
use crate::app::App;

/// Writes the file, and fsyncs file and folder. A file that lies there already is written anew beside it and takes
/// its place in one step; the row that names it decides which nonce opens it.
///
/// # Errors
///
/// When the disk refuses.
pub fn write(app: &App, instansi: &Instansi, file: &NamedFile, sha256: &[u8; 32]) -> Result<RawFile, ServiceError> {
    let kept = sealed_files::write(app, FileKind::RAW, instansi.id, sha256, &file.bytes)?;
    Ok(RawFile {
        sha256: *sha256,
        size: file.bytes.len() as u64,
        stored_path: kept.stored_path,
        nonce: kept.nonce,
        received_at: app.now(),
        destroyed_at: None,
    })
}
