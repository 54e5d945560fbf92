//! Photos and papers of answers: kept encrypted under their hash, shown to those who may see the case only.

use hadir_store::doubts::WholeCase;
use hadir_store::doubts::files::{self, DoubtFile};
use hadir_store::instansi::Instansi;

use super::acting::MOST_FILES;
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::requesting::filing::received;
use crate::services::sealed_files::{self, FileKind};

/// Files kept of one case at most; of an answer and an appeal.
const MOST_OF_CASE: usize = 2 * MOST_FILES;

/// Keeps the bytes of a file for an answer. Sending them again changes nothing.
///
/// # Errors
///
/// `file_differs` when the bytes are not those of the hash, `bad_file`, `too_many_files`.
pub async fn keep(
    app: &App,
    instansi: &Instansi,
    case: &WholeCase,
    sha256: &str,
    bytes: Vec<u8>,
) -> Result<(), ServiceError> {
    let (found, media) = received(sha256, &bytes)?;
    let (id, key) = (instansi.id, case.case.id);
    let there = app.db.read(async |tx| files::of_case(tx, id, key).await).await?;
    if there.iter().any(|file| file.sha256 == found) {
        return Ok(());
    }
    if there.len() >= MOST_OF_CASE {
        return Err(ServiceError::conflict(
            "too_many_files",
            format!("Satu perkara paling banyak {MOST_OF_CASE} berkas. Kirim jawaban dengan berkas yang sudah ada."),
            format!("A case has at most {MOST_OF_CASE} files. Answer with those that are there."),
        ));
    }
    let size = bytes.len() as u64;
    let kept = sealed_files::keep(app, FileKind::DOUBT, id, found, bytes).await?;
    let file = DoubtFile {
        sha256: found,
        name: format!("bukti.{}", media.rsplit('/').next().unwrap_or_default()),
        media: media.to_owned(),
        size,
        received_at: app.now(),
        stored_path: kept.stored_path,
        nonce: kept.nonce,
        destroyed_at: None,
    };
    app.db.write(async |tx| files::add(tx, id, key, &file).await).await?;
    Ok(())
}

/// A file of a case, opened: media type, name and bytes.
///
/// # Errors
///
/// `unknown_file`.
pub async fn open(
    app: &App,
    instansi: &Instansi,
    case: &WholeCase,
    sha256: &str,
) -> Result<(String, String, Vec<u8>), ServiceError> {
    let there = app.db.read(async |tx| files::of_case(tx, instansi.id, case.case.id).await).await?;
    let known = there.into_iter().find(|file| hex::encode(file.sha256) == sha256 && file.destroyed_at.is_none());
    let file = known.ok_or_else(|| {
        ServiceError::not_found(
            "unknown_file",
            "Berkas itu tidak ada dalam perkara ini.",
            "This case has no such file.",
        )
    })?;
    let lies = (file.stored_path.as_str(), file.nonce.as_slice());
    let bytes = sealed_files::open(app, FileKind::DOUBT, instansi.id, &file.sha256, lies).await?;
    Ok((file.media, file.name, bytes))
}
