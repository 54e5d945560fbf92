//! The proof of a request: kept encrypted under its hash, shown to its people only, every look of another noted.

use hadir_domain::ids::RequestId;
use hadir_domain::requests::RequestState;
use hadir_store::requests::files::{self, RequestFile};
use hadir_store::requests::{self, Request};
use sha2::{Digest, Sha256};

use super::{inbox, submitting, view};
use crate::app::App;
use crate::auth::Caller;
use crate::services::error::ServiceError;
use crate::services::looking;
use crate::services::sealed_files::{self, FileKind};

/// Most bytes of one file.
pub const MOST_BYTES: usize = 5 * 1024 * 1024;

/// The hash and media type of bytes that came under the hash they are named by, hexadecimal.
///
/// # Errors
///
/// `file_differs` when the bytes are not those of the hash, `bad_file` when they are no such file.
pub fn received(sha256: &str, bytes: &[u8]) -> Result<([u8; 32], &'static str), ServiceError> {
    let found: [u8; 32] = Sha256::digest(bytes).into();
    if hex::encode(found) != sha256 {
        return Err(ServiceError::conflict(
            "file_differs",
            "Isi berkas tidak sama dengan yang disebut. Pilih fotonya lagi.",
            "The bytes are not those that were named. Choose the photo again.",
        ));
    }
    let media = media_of(bytes).filter(|_| bytes.len() <= MOST_BYTES).ok_or_else(bad_file)?;
    Ok((found, media))
}

fn bad_file() -> ServiceError {
    ServiceError::bad(
        "bad_file",
        "Lampiran harus foto JPEG/PNG atau PDF, paling besar 5 MB.",
        "Proof is a JPEG or PNG photo or a PDF of at most 5 MB.",
    )
}

/// Reads what a client announces: hash, name, media type and length.
///
/// # Errors
///
/// `bad_file` when it cannot be such a file.
pub fn announced(sha256: &str, name: &str, media: &str, size: u64) -> Result<RequestFile, ServiceError> {
    let mut hash = [0; 32];
    let known = ["image/jpeg", "image/png", "application/pdf"].contains(&media);
    let fits = size > 0 && size <= MOST_BYTES as u64;
    if hex::decode_to_slice(sha256, &mut hash).is_err() || !known || !fits {
        return Err(bad_file());
    }
    Ok(RequestFile {
        sha256: hash,
        name: name.trim().chars().filter(|letter| !letter.is_control()).take(120).collect(),
        media: media.to_owned(),
        size,
        received_at: None,
        stored_path: None,
        nonce: None,
        destroyed_at: None,
    })
}

/// Keeps the bytes of an announced file of the caller's own request. Sending them again changes nothing.
///
/// # Errors
///
/// `unknown_request`, `unknown_file` when it was not announced, `file_differs` when the bytes are others.
pub async fn keep(
    app: &App,
    caller: &Caller,
    request: RequestId,
    sha256: &str,
    bytes: Vec<u8>,
) -> Result<(), ServiceError> {
    let person = crate::services::enrolling::person_of(caller)?;
    let known = submitting::own(app, caller, person, request).await?;
    let file = match find(app, caller, request, sha256).await {
        Ok(file) => file,
        // Proof that comes later than the request is announced by its coming.
        Err(_) if takes_files(&known) => announce_late(app, caller, request, sha256, &bytes).await?,
        Err(error) => return Err(error),
    };
    if file.received_at.is_some() {
        return Ok(());
    }
    let found: [u8; 32] = Sha256::digest(&bytes).into();
    if found != file.sha256 || media_of(&bytes) != Some(file.media.as_str()) {
        return Err(ServiceError::conflict(
            "file_differs",
            "Berkas ini bukan berkas yang disebut permohonan itu. Lampirkan lagi dari HP.",
            "This file is not the one the request names. Attach it again.",
        ));
    }
    let kept = sealed_files::keep(app, FileKind::REQUEST, caller.id(), found, bytes).await?;
    let id = caller.id();
    let now = app.now();
    app.db.write(async |tx| files::receive(tx, id, request, &found, now, &kept.stored_path, &kept.nonce).await).await?;
    Ok(())
}

async fn announce_late(
    app: &App,
    caller: &Caller,
    request: RequestId,
    sha256: &str,
    bytes: &[u8],
) -> Result<RequestFile, ServiceError> {
    let media = media_of(bytes).unwrap_or_default();
    let name = match media {
        "application/pdf" => "bukti.pdf",
        "image/png" => "bukti.png",
        _ => "bukti.jpg",
    };
    let file = announced(sha256, name, media, bytes.len() as u64)?;
    let now = app.now();
    app.db
        .write(async |tx| {
            if files::of_request(tx, caller.id(), request).await?.len() >= submitting::MOST_FILES {
                return Err(ServiceError::conflict(
                    "too_many_files",
                    "Satu permohonan paling banyak delapan berkas.",
                    "A request has at most eight files.",
                ));
            }
            files::announce(tx, caller.id(), request, &file, now).await?;
            Ok(())
        })
        .await?;
    Ok(file)
}

/// A file of a request that the caller may see, opened: media type, name and bytes. A look at another's is noted.
///
/// # Errors
///
/// `unknown_request` out of reach, `unknown_file` when its bytes are not there.
pub async fn open(
    app: &App,
    caller: &Caller,
    request: RequestId,
    sha256: &str,
) -> Result<(String, String, Vec<u8>), ServiceError> {
    let known = visible(app, caller, request).await?;
    let file = find(app, caller, request, sha256).await?;
    let (Some(path), Some(nonce), None) = (&file.stored_path, &file.nonce, file.destroyed_at) else {
        return Err(unknown_file());
    };
    let detail = format!("bukti {}", view::reference(&known.wish, known.id));
    looking::note(app, caller, known.person, "paper", detail).await?;
    let bytes = sealed_files::open(app, FileKind::REQUEST, caller.id(), &file.sha256, (path, nonce)).await?;
    Ok((file.media, file.name, bytes))
}

async fn visible(app: &App, caller: &Caller, request: RequestId) -> Result<Request, ServiceError> {
    let whole = app
        .db
        .read(async |tx| {
            let known = requests::get(tx, caller.id(), request).await?.ok_or_else(submitting::unknown)?;
            let (mut whole, _) = view::load(tx, &caller.instansi, vec![known]).await?;
            whole.pop().ok_or_else(submitting::unknown)
        })
        .await?;
    if inbox::sees(app, caller, &whole).await? { Ok(whole.request) } else { Err(submitting::unknown()) }
}

async fn find(app: &App, caller: &Caller, request: RequestId, sha256: &str) -> Result<RequestFile, ServiceError> {
    let known = app.db.read(async |tx| files::of_request(tx, caller.id(), request).await).await?;
    known.into_iter().find(|file| hex::encode(file.sha256) == sha256).ok_or_else(unknown_file)
}

/// What the bytes are by their beginning; nothing a browser would run.
pub(crate) fn media_of(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [b'%', b'P', b'D', b'F', b'-', ..] => Some("application/pdf"),
        _ => None,
    }
}

fn unknown_file() -> ServiceError {
    ServiceError::not_found(
        "unknown_file",
        "Berkas itu belum sampai di server.",
        "That file has not come to the server.",
    )
}

/// Whether files may still be added to a request.
pub fn takes_files(request: &Request) -> bool {
    matches!(request.progress.state, RequestState::Pending | RequestState::Returned)
}
