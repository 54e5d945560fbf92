//! Which instansi is meant by an address, and the keys of what is published.

use hadir_domain::ids::InstansiId;
use hadir_store::directory;
use hadir_store::instansi::{self, Instansi};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::app::App;
use crate::services::error::ServiceError;

/// The instansi whose page is meant: by its code, by the name the server was called by, or the only one there is.
///
/// # Errors
///
/// `unknown_instansi` when there is none of that code, or several and none is named.
pub async fn instansi_of(app: &App, code: Option<&str>, host: Option<&str>) -> Result<Instansi, ServiceError> {
    let host = host.map(|host| host.split(':').next().unwrap_or(host).to_ascii_lowercase());
    let found = app
        .db
        .read(async |tx| {
            let mut all = instansi::all(tx).await?;
            if let Some(code) = code {
                all.retain(|one| one.code == code);
            } else if all.len() > 1 {
                let named = match &host {
                    Some(host) => directory::find(tx, directory::Key::Host, host).await?,
                    None => None,
                };
                all.retain(|one| Some(one.id) == named);
            }
            Ok::<_, ServiceError>(all.pop())
        })
        .await?;
    found.ok_or_else(|| {
        ServiceError::not_found(
            "unknown_instansi",
            "instansi itu tidak ada di sini; sebutkan kodenya di alamat, misalnya ?instansi=kota-contoh",
            "there is no such government body here; name its code in the address, as in ?instansi=kota-contoh",
        )
    })
}

/// A key that follows from what is published, so that two servers never publish the same thing twice.
pub(super) fn key(instansi: InstansiId, what: &str, on: Option<Date>) -> Uuid {
    let on = on.map(|on| on.to_string()).unwrap_or_default();
    let hash = Sha256::digest(format!("hadir-publication\n{}\n{what}\n{on}", instansi.0).as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
