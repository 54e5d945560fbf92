//! The server's key beside a backup: found, opened, tried.

use std::path::Path;

use hadir_domain::ids::InstansiId;
use hadir_store::secrets;
use zeroize::Zeroizing;

use super::archive::Sound;
use super::passphrase::SealedKey;
use super::restoring::{Order, cities};
use crate::app::App;
use crate::keys;
use crate::services::error::ServiceError;

/// Every secret of the database opens with the key, or the city could not be served.
///
/// # Errors
///
/// `wrong_key`.
pub async fn secrets_open(app: &App) -> Result<(), ServiceError> {
    let server = InstansiId(0);
    let ids: Vec<InstansiId> = cities(app).await?.iter().map(|one| one.id).chain([server]).collect();
    for id in ids {
        for name in app.db.read(async |tx| secrets::names(tx, id).await).await? {
            app.keys.secret(&app.db, id, &name).await.map_err(|_| {
                ServiceError::conflict(
                    "wrong_key",
                    "hadir.key (atau HADIR_KEY) bukan kunci basis data ini; letakkan kunci yang semestinya",
                    "hadir.key (or HADIR_KEY) is not the key of this database; put the right one in its place",
                )
            })?;
        }
    }
    Ok(())
}

/// The key that opens what is brought back, put where it belongs.
///
/// # Errors
///
/// `no_key`, `other_key`, `wrong_passphrase`.
pub fn put_key(order: &Order, sound: &Sound, tree: &Path) -> Result<Zeroizing<[u8; 32]>, ServiceError> {
    let here = keys::existing(&order.settings.data).map_err(ServiceError::fault)?;
    let carried = carried_key(sound, order.passphrase.as_ref().map(|text| text.as_str()))?;
    match (here, carried) {
        (Some(here), Some(carried)) if here != carried => Err(ServiceError::conflict(
            "other_key",
            "hadir.key (atau HADIR_KEY) di sini bukan yang di dalam cadangan; singkirkan salah satu",
            "the hadir.key (or HADIR_KEY) here is not the one in the backup; take one of them away",
        )),
        (Some(here), _) => Ok(here),
        (None, Some(carried)) => {
            keys::put(&tree.join(keys::FILE), &carried).map_err(ServiceError::fault)?;
            Ok(carried)
        }
        (None, None) => Err(ServiceError::not_found(
            "no_key",
            format!(
                "tidak ada kunci: salin hadir.key ke {}, atau beri --keys-passphrase-file bila cadangan memuatnya",
                order.settings.data.display()
            ),
            format!(
                "there is no key: copy hadir.key into {}, or give --keys-passphrase-file when the backup holds it",
                order.settings.data.display()
            ),
        )),
    }
}

/// The key in a backup, opened; none without a passphrase.
///
/// # Errors
///
/// `no_key` when it holds none, `wrong_passphrase`.
pub fn carried_key(sound: &Sound, passphrase: Option<&str>) -> Result<Option<Zeroizing<[u8; 32]>>, ServiceError> {
    let Some(passphrase) = passphrase else { return Ok(None) };
    let sealed = sound.keys.as_deref().and_then(|text| serde_json::from_slice::<SealedKey>(text).ok());
    let sealed = sealed.ok_or_else(|| {
        ServiceError::not_found(
            "no_key",
            "cadangan ini tidak memuat kunci; salin hadir.key ke folder data",
            "this backup holds no key; copy hadir.key into the data folder",
        )
    })?;
    sealed.open(passphrase).map(Some)
}
