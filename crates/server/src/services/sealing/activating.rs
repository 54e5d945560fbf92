//! Seals what is in force without anybody entering it: the rules this program judges by, and rights given before rights
//! were sealed.

use hadir_store::activated_packs::{self, ActivatedPack};
use hadir_store::grants;
use hadir_store::instansi::Instansi;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::services::error::ServiceError;

/// Who puts the packs of this program in force.
const BY: &str = concat!("hadir ", env!("CARGO_PKG_VERSION"));

/// Keeps a record of every rule pack this program judges by that has none yet, with the hash of its text, and of rights
/// given before rights were sealed. Does nothing when all of it is there.
///
/// # Errors
///
/// When the database does not answer.
pub async fn keep(app: &App, instansi: &Instansi) -> Result<usize, ServiceError> {
    let packs: Vec<ActivatedPack> = app
        .packs_of(instansi)
        .texts()
        .map(|(path, text)| ActivatedPack {
            sha256: Sha256::digest(text.as_bytes()).into(),
            name: path.trim_end_matches(".toml").to_owned(),
            body: text.to_owned(),
            activated_at: app.now(),
            by_login: BY.into(),
        })
        .collect();
    let there = app.db.read(async |tx| activated_packs::sealed(tx, instansi.id).await).await?;
    let steps = app.db.read(async |tx| grants::are_sealed(tx, instansi.id).await).await?;
    if steps && packs.iter().all(|pack| there.contains(&pack.sha256)) {
        return Ok(0);
    }
    app.db
        .write(async |tx| {
            let mut count = grants::seal_earlier(tx, instansi.id, || app.system.bytes()).await?;
            for pack in packs.iter().filter(|pack| !there.contains(&pack.sha256)) {
                let (id, salt) = (app.system.uuid(), app.system.bytes());
                count += usize::from(activated_packs::add(tx, instansi.id, pack, id, salt).await?);
            }
            Ok(count)
        })
        .await
}
