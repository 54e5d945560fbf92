//! The sequencer: gives records their place, grows the tree, signs what it has become.
//!
//! **Invariant:** a checkpoint is signed only over places that are committed, only when the stored log still has the root
//! of the checkpoint before, and is served only once it is committed itself. So no crash makes a fork or a gap.
//!
//! On PostgreSQL one server holds the lease at a time, taken anew in each transaction that writes. On SQLite the one
//! writer of the file is turn enough.

mod extending;
mod running;

use hadir_store::instansi::Instansi;
use hadir_store::seal::checkpoints::{self, StoredCheckpoint};
use hadir_store::seal::{finder, tiles};
use hadir_store::{Db, StoreError, Tx, leases, records};
use jiff::{SignedDuration, Timestamp};

pub use self::running::{start, thin};

use self::extending::{Extension, extend};
use super::keys;
use crate::app::App;
use crate::metrics;
use crate::services::error::ServiceError;

/// The lease of the server that gives places and signs.
pub const LEASE: &str = "sequencer";

/// How long it is held.
const HELD: SignedDuration = SignedDuration::from_secs(10);

/// Records that get their place in one transaction.
pub const PLACED_AT_ONCE: u32 = 2_000;

/// Until when the lease is held when it is taken now.
pub fn until(now: Timestamp) -> Timestamp {
    now.checked_add(HELD).unwrap_or(now)
}

/// Sequences what waits, once, for a command or a test. Answers the latest checkpoint; `None` before the first.
///
/// # Errors
///
/// `log_damaged` when the stored log does not fit its last checkpoint any more.
pub async fn now(app: &App, instansi: &Instansi) -> Result<Option<StoredCheckpoint>, ServiceError> {
    let holder = app.system.uuid().to_string();
    let done = round(app, instansi, &holder).await;
    if matches!(app.db, Db::Postgres(_)) {
        app.db.write(async |tx| leases::give_up(tx, instansi.id, LEASE, &holder).await).await?;
    }
    done?;
    Ok(app.db.read(async |tx| checkpoints::latest(tx, instansi.id).await).await?)
}

/// Sequences what waits when it is this server's turn. Answers the checkpoints that were made.
///
/// # Errors
///
/// As [`now`].
pub async fn round(app: &App, instansi: &Instansi, holder: &str) -> Result<Vec<StoredCheckpoint>, ServiceError> {
    let mut made = Vec::new();
    if !app.db.read(async |tx| has_news(tx, instansi).await).await? {
        return Ok(made);
    }
    if keys::ensure(app, instansi, holder).await?.is_none() || !place(app, instansi, holder).await? {
        return Ok(made);
    }
    while let Some(extension) = extend(app, instansi).await? {
        let Some(checkpoint) = sign_and_keep(app, instansi, holder, extension).await? else { break };
        metrics::log_grew(&instansi.code, &checkpoint);
        made.push(checkpoint);
    }
    if !made.is_empty() {
        note_runs(app, instansi).await?;
    }
    Ok(made)
}

/// Whether anything is in the database that the latest checkpoint does not cover.
async fn has_news(tx: &mut Tx, instansi: &Instansi) -> Result<bool, StoreError> {
    let Some(latest) = checkpoints::latest(tx, instansi.id).await? else { return Ok(true) };
    Ok(records::leaf_count(tx, instansi.id).await? != latest.size
        || matches!(tx, Tx::Postgres(_)) && records::waiting_count(tx, instansi.id).await? > 0)
}

/// Gives waiting records their place. False when another server has the turn.
async fn place(app: &App, instansi: &Instansi, holder: &str) -> Result<bool, ServiceError> {
    if matches!(app.db, Db::Sqlite { .. }) {
        return Ok(true);
    }
    loop {
        let placed = app
            .db
            .write(async |tx| {
                if !my_turn(tx, app, instansi, holder).await? {
                    return Ok::<_, StoreError>(None);
                }
                records::place_waiting(tx, instansi.id, PLACED_AT_ONCE).await.map(Some)
            })
            .await?;
        match placed {
            None => return Ok(false),
            Some(0) => return Ok(true),
            Some(_) => {}
        }
    }
}

async fn my_turn(tx: &mut Tx, app: &App, instansi: &Instansi, holder: &str) -> Result<bool, StoreError> {
    if matches!(app.db, Db::Sqlite { .. }) {
        return Ok(true);
    }
    let now = app.now();
    leases::take(tx, instansi.id, LEASE, holder, now, until(now)).await
}

/// Signs the grown tree and keeps it. `None` when somebody else went first.
async fn sign_and_keep(
    app: &App,
    instansi: &Instansi,
    holder: &str,
    extension: Extension,
) -> Result<Option<StoredCheckpoint>, ServiceError> {
    let signers = extension.log.signers(app, instansi).await?;
    let signers: Vec<_> = signers.iter().collect();
    let at = app.now();
    let seconds = u64::try_from(at.as_second()).unwrap_or(0);
    let checkpoint = StoredCheckpoint {
        size: extension.size,
        epoch: extension.log.epoch.epoch,
        root: extension.root,
        note: extension.checkpoint().sign(&signers, seconds).to_string(),
        at,
    };
    let kept = app
        .db
        .write(async |tx| {
            if !my_turn(tx, app, instansi, holder).await? {
                return Ok::<_, StoreError>(false);
            }
            let latest = checkpoints::latest(tx, instansi.id).await?;
            if latest.map(|latest| (latest.size, latest.epoch)) != extension.after {
                return Ok(false);
            }
            for ((level, index), hashes) in &extension.tiles {
                tiles::put(tx, instansi.id, *level, *index, hashes).await?;
            }
            checkpoints::add(tx, instansi.id, &checkpoint).await?;
            Ok(true)
        })
        .await?;
    Ok(kept.then_some(checkpoint))
}

/// Notes the runs of leaves that are full now, so that a commitment is found.
async fn note_runs(app: &App, instansi: &Instansi) -> Result<(), StoreError> {
    loop {
        let next = app
            .db
            .read(async |tx| {
                let run = finder::next_run(tx, instansi.id).await?;
                let size = checkpoints::latest(tx, instansi.id).await?.map_or(0, |latest| latest.size);
                if (run + 1) * finder::RUN > size {
                    return Ok::<_, StoreError>(None);
                }
                Ok(finder::leaves_of(tx, instansi.id, run).await?.map(|leaves| (run, leaves)))
            })
            .await?;
        let Some((run, leaves)) = next else { return Ok(()) };
        app.db.write(async |tx| finder::add(tx, instansi.id, run, &leaves).await).await?;
    }
}
