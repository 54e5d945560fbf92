//! The photo that follows a punch: kept encrypted under its hash, once, and shown only to those who may see the days.

use hadir_domain::ids::{PersonId, PunchId};
use hadir_domain::punches::Source;
use hadir_store::instansi::Instansi;
use hadir_store::photos::{self, Photo};
use hadir_store::punches::{self, DedupeSecret};
use sha2::{Digest, Sha256};

use super::error::ServiceError;
use super::importing::DEDUPE_SECRET;
use super::sealed_files::{self, FileKind};
use super::{looking, resembling};
use crate::app::App;
use crate::auth::Caller;

/// Most bytes of a photo; phones make them smaller before they send.
pub const MOST_BYTES: usize = 400 * 1024;

/// Keeps the photo of the caller's own punch, named by the id it was sent under. Sending it again changes nothing.
///
/// # Errors
///
/// `unknown_punch`, `photo_differs` when it is not the one the punch named, `not_a_photo`.
pub async fn keep(
    app: &App,
    caller: &Caller,
    person: PersonId,
    client_id: &str,
    bytes: Vec<u8>,
) -> Result<(), ServiceError> {
    let media = media_of(&bytes).ok_or_else(|| {
        ServiceError::bad("not_a_photo", "Foto harus JPEG atau WebP.", "A photo must be a JPEG or WebP image.")
    })?;
    let sha256: [u8; 32] = Sha256::digest(&bytes).into();
    let id = caller.id();
    let secret = DedupeSecret(*app.keys.secret(&app.db, id, DEDUPE_SECRET).await.map_err(ServiceError::fault)?);
    let found =
        app.db.read(async |tx| punches::by_client_ids(tx, id, &secret, &[(Source::Phone, client_id)]).await).await?;
    let punch = found
        .into_iter()
        .next()
        .flatten()
        .filter(|one| one.claim.as_ref().is_some_and(|claim| claim.person == Some(person)));
    let Some((punch, claim)) = punch.and_then(|punch| Some((punch.id, punch.claim?))) else {
        return Err(unknown_punch());
    };
    let named = claim.detail.as_ref().and_then(|detail| detail["punch"]["selfie_sha256"].as_str());
    if named != Some(hex::encode(sha256).as_str()) {
        return Err(ServiceError::conflict(
            "photo_differs",
            "Foto ini bukan foto yang disebut rekaman itu.",
            "This photo is not the one the punch names.",
        ));
    }
    if app.db.read(async |tx| photos::get(tx, id, punch).await).await?.is_some() {
        return Ok(());
    }
    let (app_, instansi) = (app.clone(), caller.instansi.clone());
    let photo = tokio::task::spawn_blocking(move || write(&app_, &instansi, punch, media, &bytes, sha256))
        .await
        .map_err(ServiceError::fault)??;
    app.db.write(async |tx| photos::add(tx, id, &photo).await).await?;
    Ok(())
}

/// The photo of a punch, opened. A look at somebody else's is noted.
///
/// # Errors
///
/// `unknown_punch` without one.
pub async fn open(
    app: &App,
    caller: &Caller,
    person: PersonId,
    punch: PunchId,
) -> Result<(String, Vec<u8>), ServiceError> {
    let id = caller.id();
    let photo = app.db.read(async |tx| photos::get(tx, id, punch).await).await?;
    let photo = photo.filter(|photo| photo.destroyed_at.is_none()).ok_or_else(unknown_punch)?;
    looking::note(app, caller, person, "photo", format!("foto rekaman {punch}")).await?;
    let bytes = opened(app, &caller.instansi, &photo.stored_path, &photo.nonce, &photo.sha256).await?;
    Ok((photo.media, bytes))
}

/// The image behind a stored file.
///
/// # Errors
///
/// When it is not on the disk or was changed there.
pub async fn opened(
    app: &App,
    instansi: &Instansi,
    stored_path: &str,
    nonce: &[u8],
    sha256: &[u8],
) -> Result<Vec<u8>, ServiceError> {
    sealed_files::open(app, FileKind::PHOTO, instansi.id, sha256, (stored_path, nonce)).await
}

fn write(
    app: &App,
    instansi: &Instansi,
    punch: PunchId,
    media: &str,
    bytes: &[u8],
    sha256: [u8; 32],
) -> Result<Photo, ServiceError> {
    let kept = sealed_files::write(app, FileKind::PHOTO, instansi.id, &sha256, bytes)?;
    Ok(Photo {
        punch,
        sha256,
        size: bytes.len() as u64,
        media: media.into(),
        stored_path: kept.stored_path,
        nonce: kept.nonce,
        phash: resembling::hash(bytes),
        received_at: app.now(),
        destroyed_at: None,
    })
}

/// What the bytes are by their beginning; nothing a browser could run.
fn media_of(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

fn unknown_punch() -> ServiceError {
    ServiceError::not_found(
        "unknown_punch",
        "Rekaman atau fotonya belum ada di server. Kirim rekamannya dahulu.",
        "The punch or its photo is not on the server yet. Send the punch first.",
    )
}
