//! The job that keeps days settled while the server runs.

use std::time::Duration;

use hadir_store::{Db, days, instansi, leases, records};
use jiff::{SignedDuration, ToSpan};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::error::ServiceError;
use super::judging;
use crate::app::App;

/// How often it looks when nothing wakes it.
const EVERY: Duration = Duration::from_secs(5);

/// How long it rests at least, so that many punches are settled together.
const REST: Duration = Duration::from_millis(400);

/// How long the right to give records their place in the log is held.
const LEASE: SignedDuration = SignedDuration::from_secs(30);

/// Records that get their place in one transaction.
const PLACED_AT_ONCE: u32 = 2_000;

/// How long between two looks at what time alone may have settled.
const SWEEP: Duration = Duration::from_secs(300);

/// Starts the job. It ends when the handle is aborted.
pub fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut swept: Option<Instant> = None;
        let holder = app.system.uuid().to_string();
        loop {
            let sweep = swept.is_none_or(|swept| swept.elapsed() >= SWEEP);
            if sweep {
                swept = Some(Instant::now());
            }
            if let Err(error) = once(&app, sweep).await {
                tracing::warn!(code = error.code, "days could not be settled: {error}");
            }
            if let Err(error) = place(&app, &holder).await {
                tracing::warn!(code = error.code, "records could not be placed in the log: {error}");
            }
            tokio::time::sleep(REST).await;
            // Nothing new for a while is as good a reason to look again as a waking.
            let _ = tokio::time::timeout(EVERY, app.dirty.notified()).await;
        }
    })
}

/// Gives records their place in the log, where several servers write and one of them does this.
async fn place(app: &App, holder: &str) -> Result<(), ServiceError> {
    if matches!(app.db, Db::Sqlite { .. }) {
        return Ok(());
    }
    for one in app.db.read(async |tx| instansi::all(tx).await).await? {
        loop {
            let now = app.now();
            let until = now.checked_add(LEASE).unwrap_or(now);
            let placed = app
                .db
                .write(async |tx| {
                    if !leases::take(tx, one.id, "sequencer", holder, now, until).await? {
                        return Ok(0);
                    }
                    records::place_waiting(tx, one.id, PLACED_AT_ONCE).await
                })
                .await?;
            if placed == 0 {
                break;
            }
        }
    }
    Ok(())
}

/// Settles what was marked, and now and then what time alone may have settled.
///
/// # Errors
///
/// When the database does not answer.
pub async fn once(app: &App, sweep: bool) -> Result<(), ServiceError> {
    for one in app.db.read(async |tx| instansi::all(tx).await).await? {
        judging::project(app, &one).await?;
        if !sweep {
            continue;
        }
        let today = app.now().to_zoned(one.zone.time_zone()).date();
        let from = today.checked_sub(45.days()).unwrap_or(today);
        let waiting = app.db.read(async |tx| days::unsettled(tx, one.id, app.now(), 20_000).await).await?;
        let mut people: Vec<_> = waiting.into_iter().map(|(person, _)| person).collect();
        people.sort_unstable();
        people.dedup();
        judging::settle_people(app, &one, &people, from, today).await?;
    }
    Ok(())
}
