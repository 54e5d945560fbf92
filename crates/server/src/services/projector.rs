//! The job that keeps days settled while the server runs.

use std::time::Duration;

use hadir_store::{days, instansi};
use jiff::ToSpan;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::error::ServiceError;
use super::judging;
use super::rule_changes::in_force;
use crate::app::App;

/// How often it looks when nothing wakes it.
const EVERY: Duration = Duration::from_secs(5);

/// How long it rests at least, so that many punches are settled together.
const REST: Duration = Duration::from_millis(400);

/// How long between two looks at what time alone may have settled.
const SWEEP: Duration = Duration::from_secs(300);

/// Starts the job. It ends when the handle is aborted.
pub fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut swept: Option<Instant> = None;
        loop {
            let sweep = swept.is_none_or(|swept| swept.elapsed() >= SWEEP);
            if sweep {
                swept = Some(Instant::now());
            }
            if let Err(error) = once(&app, sweep).await {
                tracing::warn!(code = error.code, "days could not be settled: {error}");
            }
            tokio::time::sleep(REST).await;
            // Nothing new for a while is as good a reason to look again as a waking.
            let _ = tokio::time::timeout(EVERY, app.dirty.notified()).await;
        }
    })
}

/// Settles what was marked, and now and then what time alone may have settled.
///
/// # Errors
///
/// When the database does not answer.
pub async fn once(app: &App, sweep: bool) -> Result<(), ServiceError> {
    // Another server may have signed a change of the rules; who only reads must see it too.
    if let Err(error) = in_force::refresh(app).await {
        tracing::error!(code = error.code, "signed rules could not be read: {error}");
    }
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
