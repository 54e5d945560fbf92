//! Photos, papers and signatures of acts: kept encrypted under their hash. Who may see them the act's own route decides.

use hadir_domain::ids::PersonId;
use hadir_store::acts::files::{self, ActFile};
use hadir_store::instansi::Instansi;
use uuid::Uuid;

use super::error::ServiceError;
use super::requesting::filing::received;
use super::sealed_files::{self, FileKind};
use crate::app::App;

/// Files kept of one subject at most.
const MOST_OF_SUBJECT: usize = 400;

/// Keeps the bytes of a file of a subject; `person` is whose it is, where it speaks of one. Sending them again changes
/// nothing.
///
/// # Errors
///
/// `file_differs` when the bytes are not those of the hash, `bad_file`, `too_many_files`.
pub async fn keep(
    app: &App,
    instansi: &Instansi,
    (subject, person): (Uuid, Option<PersonId>),
    by: &str,
    sha256: &str,
    bytes: Vec<u8>,
) -> Result<(), ServiceError> {
    let (found, media) = received(sha256, &bytes)?;
    let id = instansi.id;
    let there = app.db.read(async |tx| files::of_subject(tx, id, subject).await).await?;
    if there.iter().any(|file| file.sha256 == found) {
        return Ok(());
    }
    if there.len() >= MOST_OF_SUBJECT {
        return Err(ServiceError::conflict(
            "too_many_files",
            format!("Sudah ada {MOST_OF_SUBJECT} berkas. Kirim tanpa berkas baru."),
            format!("There are {MOST_OF_SUBJECT} files already. Send it without a new one."),
        ));
    }
    let size = bytes.len() as u64;
    let kept = sealed_files::keep(app, FileKind::ACT, id, found, bytes).await?;
    let file = ActFile {
        sha256: found,
        person,
        name: format!("berkas.{}", media.rsplit('/').next().unwrap_or_default()),
        media: media.to_owned(),
        size,
        by_login: by.to_owned(),
        received_at: app.now(),
        stored_path: kept.stored_path,
        nonce: kept.nonce,
        destroyed_at: None,
    };
    app.db.write(async |tx| files::add(tx, id, subject, &file).await).await?;
    Ok(())
}

/// A file of a subject, opened: media type and bytes.
///
/// # Errors
///
/// `unknown_file`.
pub async fn open(
    app: &App,
    instansi: &Instansi,
    subject: Uuid,
    sha256: &str,
) -> Result<(String, Vec<u8>), ServiceError> {
    let there = app.db.read(async |tx| files::of_subject(tx, instansi.id, subject).await).await?;
    let known = there.into_iter().find(|file| hex::encode(file.sha256) == sha256 && file.destroyed_at.is_none());
    let file = known.ok_or_else(|| {
        ServiceError::not_found("unknown_file", "Berkas itu tidak ada di sini.", "There is no such file here.")
    })?;
    let lies = (file.stored_path.as_str(), file.nonce.as_slice());
    let bytes = sealed_files::open(app, FileKind::ACT, instansi.id, &file.sha256, lies).await?;
    Ok((file.media, bytes))
}
