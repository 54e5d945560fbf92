//! What begins anew when a city came back: an epoch of its log with keys of its own, erasures repeated, terminals asked again.

use std::sync::Arc;

use hadir_ledger::checkpoint::Checkpoint;
use hadir_store::instansi::Instansi;
use hadir_store::seal::checkpoints;
use hadir_store::seal::epochs::{self, Epoch};
use hadir_store::{StoreError, Tx, devices};
use jiff::Timestamp;

use super::restoring::Meanwhile;
use super::seal;
use crate::app::App;
use crate::services::erasing;
use crate::services::error::ServiceError;
use crate::services::sealing::keys;
use crate::services::terminals::completeness;
use crate::services::terminals::known::Known;

/// What was begun anew.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renewed {
    /// The epoch of the log; none where no checkpoint was ever published.
    pub epoch: Option<u32>,
    /// Its name.
    pub origin: String,
    /// Terminals that were asked for the days since.
    pub terminals: u64,
    /// Erasures that were repeated.
    pub erasures: u64,
    /// Records that were there again and went one by one.
    pub records: u64,
}

/// Begins anew. Everything after the backup's moment is asked for again.
///
/// # Errors
///
/// When the database does not answer, or the list of erasures cannot be read.
pub async fn begin_anew(
    app: &App,
    instansi: &Instansi,
    meanwhile: &Meanwhile,
    at: Timestamp,
) -> Result<Renewed, ServiceError> {
    let mut renewed = Renewed::default();
    if let Some(epoch) = open_epoch(app, instansi, meanwhile).await? {
        renewed.epoch = Some(epoch.epoch);
        renewed.origin = epoch.origin;
    }
    if let Some(list) = &meanwhile.erasures {
        let done = erasing::replay(app, instansi, list).await?;
        renewed.erasures = done.again;
        renewed.records = done.records;
    }
    renewed.terminals = app.db.write(async |tx| ask_terminals(tx, app, instansi, at).await).await?;
    Ok(renewed)
}

/// Opens the next epoch: its record names the newest checkpoint known to have been published.
async fn open_epoch(app: &App, instansi: &Instansi, meanwhile: &Meanwhile) -> Result<Option<Epoch>, ServiceError> {
    let (known, latest) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((epochs::all(tx, instansi.id).await?, checkpoints::latest(tx, instansi.id).await?))
        })
        .await?;
    // A log that never published anything begins with its first epoch at the first start.
    let Some(first) = known.first() else { return Ok(None) };
    let outside = meanwhile.since.iter().filter_map(|note| {
        let checkpoint = Checkpoint::parse(&note.text).ok()?;
        Some((seal::epoch_of(&checkpoint.origin, &first.origin)?, checkpoint.size, note.to_string()))
    });
    let within = latest.map(|latest| (latest.epoch, latest.size, latest.note));
    let newest = outside.chain(within).max_by_key(|(epoch, size, _)| (*epoch, *size));
    let (epoch, note) = newest.map_or((1, String::new()), |(epoch, _, note)| (epoch, note));
    keys::begin_epoch(app, instansi, epoch.saturating_add(1), &note, &meanwhile.by).await.map(Some)
}

async fn ask_terminals(tx: &mut Tx, app: &App, instansi: &Instansi, at: Timestamp) -> Result<u64, StoreError> {
    let owner = Arc::new(instansi.clone());
    let mut asked = 0;
    for row in devices::list(tx, instansi.id).await? {
        if row.device.adopted && row.retired_on.is_none() {
            completeness::queue_range(tx, app, &Known::of(Arc::clone(&owner), &row), Some(at)).await?;
            asked += 1;
        }
    }
    Ok(asked)
}
