//! What anybody may fetch of the log: the latest checkpoint, tiles, keys. Never more than the latest checkpoint covers.

use hadir_ledger::tile::{self, Content, Tile};
use hadir_store::instansi::{self, Instansi};
use hadir_store::seal::checkpoints::{self, StoredCheckpoint};
use hadir_store::seal::epochs;
use hadir_store::seal::keys::{self, KeyStepKind};
use hadir_store::seal::{tiles, witnesses};
use hadir_store::{StoreError, Tx};
use serde::Serialize;
use utoipa::ToSchema;

use super::nodes;
use crate::app::App;
use crate::services::error::ServiceError;

/// The instansi whose log is meant: by its code, or the only one there is.
///
/// # Errors
///
/// `unknown_log` when there is none of that code, or several and none named.
pub async fn instansi_of(app: &App, code: Option<&str>) -> Result<Instansi, ServiceError> {
    let mut all = app.db.read(async |tx| instansi::all(tx).await).await?;
    match code {
        Some(code) => all.retain(|one| one.code == code),
        None if all.len() > 1 => all.clear(),
        None => {}
    }
    all.pop().ok_or_else(|| {
        ServiceError::not_found(
            "unknown_log",
            "log itu tidak ada di sini; sebutkan kode instansi seperti di alamat /log/<kode>/checkpoint",
            "there is no such log here; name the code of the instansi as in /log/<code>/checkpoint",
        )
    })
}

/// A checkpoint with every signature there is: of the log, of its clock, of witnesses.
///
/// # Errors
///
/// When the database does not answer.
pub async fn note(tx: &mut Tx, instansi: &Instansi, checkpoint: &StoredCheckpoint) -> Result<String, StoreError> {
    let mut note = checkpoint.note.clone();
    for line in witnesses::lines(tx, instansi.id, (checkpoint.size, checkpoint.epoch)).await? {
        note.push_str(line.trim_end_matches('\n'));
        note.push('\n');
    }
    Ok(note)
}

/// The latest checkpoint.
///
/// # Errors
///
/// `no_checkpoint` before the first.
pub async fn latest(app: &App, instansi: &Instansi) -> Result<(StoredCheckpoint, String), ServiceError> {
    app.db
        .read(async |tx| {
            let latest = checkpoints::latest(tx, instansi.id).await?.ok_or_else(no_checkpoint)?;
            let note = note(tx, instansi, &latest).await?;
            Ok((latest, note))
        })
        .await
}

/// There is nothing to prove against yet.
pub fn no_checkpoint() -> ServiceError {
    ServiceError::not_found(
        "no_checkpoint",
        "log ini belum punya titik periksa; coba lagi sebentar lagi",
        "this log has no checkpoint yet; try again in a moment",
    )
}

/// The bytes of a tile or a bundle of entries, by its path below the log: `tile/0/x001/067`, `tile/entries/000.p/3`.
///
/// # Errors
///
/// `no_tile` when it is no path of a tile, or the latest checkpoint does not cover all of it.
pub async fn tile(app: &App, instansi: &Instansi, path: &str) -> Result<Vec<u8>, ServiceError> {
    let wanted = Tile::parse(path).ok_or_else(no_tile)?;
    app.db
        .read(async |tx| {
            let latest = checkpoints::latest(tx, instansi.id).await?.ok_or_else(no_tile)?;
            let there = Tile::within(wanted.content, wanted.index, latest.size).ok_or_else(no_tile)?;
            if there.width < wanted.width {
                return Err(no_tile());
            }
            let width = usize::from(wanted.width);
            let hashes = match wanted.content {
                Content::Entries => nodes::entries(tx, instansi.id, wanted.index).await?,
                Content::Hashes { level: 0 } => nodes::leaf_hashes(tx, instansi.id, wanted.index).await?,
                Content::Hashes { level } => {
                    tiles::get(tx, instansi.id, level, wanted.index).await?.unwrap_or_default()
                }
            };
            let hashes =
                hashes.get(..width).ok_or_else(|| nodes::damaged(format!("{wanted} is shorter than it was")))?;
            Ok(match wanted.content {
                Content::Entries => tile::bundle(hashes),
                Content::Hashes { .. } => hashes.as_flattened().to_vec(),
            })
        })
        .await
}

fn no_tile() -> ServiceError {
    ServiceError::not_found(
        "no_tile",
        "bagian log itu belum ada; ambil dahulu titik periksa terbaru, lalu hanya bagian yang dicakupnya",
        "that part of the log is not there; fetch the latest checkpoint first, then only the parts it covers",
    )
}

/// The epochs and keys of a log, for who checks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LogKeys {
    /// The first line of checkpoints signed now.
    pub origin: String,
    /// Every beginning.
    pub epochs: Vec<LogEpoch>,
    /// Every key.
    pub keys: Vec<LogKey>,
}

/// One beginning of a log: the first, or after a restore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LogEpoch {
    /// From 1.
    pub epoch: u32,
    /// The first line of its checkpoints.
    pub origin: String,
    /// How many leaves were there already.
    pub from_position: u64,
    /// When.
    pub at: String,
}

/// A key of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LogKey {
    /// `log`, `time` or `receipt`.
    pub purpose: String,
    /// Name, id and public key, as C2SP signed-note writes them.
    pub vkey: String,
    /// In which epoch.
    pub epoch: u32,
    /// Since when it signs.
    pub from: String,
    /// Until when; empty while it signs.
    pub until: Option<String>,
}

/// The keys of a log.
///
/// # Errors
///
/// `no_checkpoint` before the log began.
pub async fn log_keys(app: &App, instansi: &Instansi) -> Result<LogKeys, ServiceError> {
    let (epochs, steps) = app
        .db
        .read(async |tx| Ok::<_, StoreError>((epochs::all(tx, instansi.id).await?, keys::all(tx, instansi.id).await?)))
        .await?;
    let origin = epochs.last().map(|epoch| epoch.origin.clone()).ok_or_else(no_checkpoint)?;
    let until = |vkey: &str| {
        let end = steps.iter().find(|step| step.step == KeyStepKind::End && step.vkey == vkey);
        end.map(|step| step.at.to_string())
    };
    let keys = steps.iter().filter(|step| step.step == KeyStepKind::Begin).map(|step| LogKey {
        purpose: step.purpose.as_str().to_owned(),
        vkey: step.vkey.clone(),
        epoch: step.epoch,
        from: step.at.to_string(),
        until: until(&step.vkey),
    });
    let keys = keys.collect();
    let epochs = epochs.into_iter().map(|epoch| LogEpoch {
        epoch: epoch.epoch,
        origin: epoch.origin,
        from_position: epoch.from_position,
        at: epoch.at.to_string(),
    });
    Ok(LogKeys { origin, epochs: epochs.collect(), keys })
}
