//! Pictures terminals take: encrypted on disk, file and folder synced, before the terminal may forget them.

use hadir_intake::adms;
use hadir_store::Tx;
use hadir_store::terminals::messages::RowCounts;
use hadir_store::terminals::photos::{self, DevicePhoto};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::known::Known;
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::sealed_files::{self, FileKind};

/// The table a terminal names for pictures.
pub const KIND: &str = "attphoto";

/// Keeps a picture of an adopted terminal.
///
/// # Errors
///
/// `photo_not_understood` when there is no picture in the message; the caller keeps it raw then.
pub async fn take(
    tx: &mut Tx,
    app: &App,
    known: &Known,
    body: &[u8],
    received_at: Timestamp,
) -> Result<RowCounts, ServiceError> {
    let photo = adms::photo(body).map_err(|error| {
        ServiceError::bad(
            "photo_not_understood",
            format!("foto mesin {} tidak terbaca: {error}", known.serial),
            format!("a picture of terminal {} cannot be read: {error}", known.serial),
        )
    })?;
    let sha256: [u8; 32] = Sha256::digest(photo.jpeg).into();
    let kept = sealed_files::write(app, FileKind::TERMINAL_PHOTO, known.instansi.id, &sha256, photo.jpeg)?;
    // Without a readable time the picture is filed under its arrival.
    let local_time = photo.local_time.unwrap_or_else(|| known.zone.time_zone().to_datetime(received_at));
    let new = DevicePhoto {
        device: known.device,
        local_time,
        pin: photo.pin.filter(|_| !photo.failed).unwrap_or_default(),
        sha256,
        size: photo.jpeg.len() as u64,
        size_said: photo.size_said,
        stored_path: kept.stored_path,
        nonce: kept.nonce,
        received_at,
        destroyed_at: None,
    };
    let added = photos::add(tx, known.instansi.id, &new).await?;
    if !added {
        // The one that came first stays; this copy is not needed.
        drop(std::fs::remove_file(app.data().join(&new.stored_path)));
    }
    Ok(RowCounts { rows: 1, new: u64::from(added), repeated: u64::from(!added), problems: 0 })
}
