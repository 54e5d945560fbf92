//! The raw file, encrypted, under its hash, on disk before anything of it is stored.

use std::path::Path;

use hadir_store::instansi::Instansi;
use hadir_store::raw_files::RawFile;

use super::super::error::ServiceError;
use super::super::files::NamedFile;
use super::super::photographing::put;
use crate::app::App;

/// Writes the file, and fsyncs file and folder. A file that lies there already is written anew beside it and takes
/// its place in one step; the row that names it decides which nonce opens it.
///
/// # Errors
///
/// When the disk refuses.
pub fn write(app: &App, instansi: &Instansi, file: &NamedFile, sha256: &[u8; 32]) -> Result<RawFile, ServiceError> {
    let hash = hex::encode(sha256);
    let sealed = app.keys.seal(&label(instansi, &hash), &file.bytes);
    // The nonce is part of the name, so that a repeated file never overwrites what an older row opens.
    let name = format!("{hash}.{}", hex::encode(&sealed.nonce[..6]));
    let folder = Path::new("raw").join(instansi.id.0.to_string()).join(&hash[..2]);
    let stored_path = folder.join(&name);
    let full = app.data().join(&folder);
    put(&full, &name, &sealed.ciphertext)
        .map_err(|error| ServiceError::fault(format!("{}: {error}", app.data().join(&stored_path).display())))?;
    Ok(RawFile {
        sha256: *sha256,
        size: file.bytes.len() as u64,
        stored_path: stored_path.to_string_lossy().into_owned(),
        nonce: sealed.nonce.to_vec(),
        received_at: app.now(),
        destroyed_at: None,
    })
}

/// What a raw file is sealed as.
pub fn label(instansi: &Instansi, hash: &str) -> String {
    format!("raw file {} {hash}", instansi.id.0)
}
