//! The job that sequences while the server runs.

use std::collections::HashMap;
use std::time::Duration;

use hadir_domain::ids::InstansiId;
use hadir_store::instansi::{self, Instansi};
use hadir_store::seal::checkpoints;
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::round;
use crate::app::App;
use crate::metrics;
use crate::services::error::ServiceError;
use crate::services::sealing::keys::Log;
use crate::services::sealing::witnessing;

/// How long it rests between two looks. A look at a log without news reads two rows and writes nothing.
const REST: Duration = Duration::from_millis(400);

/// How often trouble is told again.
const TOLD_EVERY: Duration = Duration::from_secs(60);

/// How often old checkpoints are looked through.
const THINNED_EVERY: Duration = Duration::from_secs(300);

/// Every checkpoint younger than this stays; of older ones the last of each hour, and those that were cosigned.
const ALL_KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Hours looked through in one go.
const HOURS_AT_ONCE: usize = 200;

const HOUR: i64 = 3_600;

/// Starts the job, and the one that asks witnesses. They end when the handle is aborted.
pub fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        // Whoever drops the set ends what is in it.
        let mut beside = tokio::task::JoinSet::new();
        beside.spawn(witnessing::run(app.clone()));
        run(app).await;
    })
}

async fn run(app: App) {
    let holder = app.system.uuid().to_string();
    let mut told: HashMap<InstansiId, Instant> = HashMap::new();
    let mut warned = false;
    let mut thinned: Option<Instant> = None;
    let mut thinning: HashMap<InstansiId, Timestamp> = HashMap::new();
    loop {
        let all = match app.db.read(async |tx| instansi::all(tx).await).await {
            Ok(all) => all,
            Err(error) => {
                tracing::warn!(%error, "the log could not be looked at");
                Vec::new()
            }
        };
        for one in &all {
            let done = round(&app, one, &holder).await;
            metrics::log_holds(&one.code, !matches!(&done, Err(error) if error.code == "log_damaged"));
            if let Err(error) = done
                && told.get(&one.id).is_none_or(|told| told.elapsed() >= TOLD_EVERY)
            {
                told.insert(one.id, Instant::now());
                tell(one, &error);
            }
        }
        if !warned && !all.is_empty() {
            warned = true;
            warn_of_origins(&app, &all).await;
        }
        if thinned.is_none_or(|thinned| thinned.elapsed() >= THINNED_EVERY) {
            thinned = Some(Instant::now());
            for one in &all {
                let from = thinning.get(&one.id).copied().unwrap_or(Timestamp::UNIX_EPOCH);
                match thin(&app, one, from).await {
                    Ok(until) => drop(thinning.insert(one.id, until)),
                    Err(error) => tracing::warn!(code = error.code, "old checkpoints could not be thinned: {error}"),
                }
            }
        }
        tokio::time::sleep(REST).await;
    }
}

fn tell(instansi: &Instansi, error: &ServiceError) {
    if error.code == "log_damaged" {
        tracing::error!(
            instansi = instansi.code,
            "THE LOG IS DAMAGED and is not signed any further; run `hadir ledger verify`: {error}"
        );
    } else {
        tracing::warn!(code = error.code, "records could not be sequenced: {error}");
    }
}

async fn warn_of_origins(app: &App, all: &[Instansi]) {
    for one in all {
        if let Ok(Some(log)) = app.db.read(async |tx| Log::read(tx, one).await).await
            && let Some(today) = log.other_origin(app, one)
        {
            tracing::warn!(
                origin = log.epoch.origin,
                today,
                "public_url has changed; the log keeps the origin it began with"
            );
        }
    }
}

/// Thins old checkpoints hour by hour, from a time on. Answers where to go on.
///
/// # Errors
///
/// When the database does not answer.
pub async fn thin(app: &App, instansi: &Instansi, from: Timestamp) -> Result<Timestamp, ServiceError> {
    let end = hour_of(app.now().checked_sub(ALL_KEPT).unwrap_or(from));
    let mut at = from;
    for _ in 0..HOURS_AT_ONCE {
        let next = app.db.read(async |tx| checkpoints::next_time(tx, instansi.id, at).await).await?;
        let Some(next) = next.filter(|next| *next < end) else { return Ok(end.max(from)) };
        let hour = hour_of(next);
        let after = hour.checked_add(SignedDuration::from_secs(HOUR)).unwrap_or(end);
        app.db.write(async |tx| checkpoints::thin(tx, instansi.id, (hour, after)).await).await?;
        at = after;
    }
    Ok(at)
}

fn hour_of(at: Timestamp) -> Timestamp {
    let seconds = at.as_second();
    Timestamp::from_second(seconds - seconds.rem_euclid(HOUR)).unwrap_or(at)
}
