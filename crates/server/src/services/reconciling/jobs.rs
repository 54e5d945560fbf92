//! The job that compares all sources anew: every night for the days behind, and after files came for theirs.

use std::time::Duration;

use hadir_store::instansi::{self, Instansi};
use hadir_store::reconcile::match_days;
use hadir_store::{StoreError, imports, leases};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use tokio::task::JoinHandle;

use super::refresh;
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging;

/// How often it looks whether there is something to compare.
const EVERY: Duration = Duration::from_secs(120);
/// Days behind that are compared every night.
const DAYS_BEHIND: i64 = 45;
/// How long the turn is held.
const LEASE: SignedDuration = SignedDuration::from_mins(20);
/// Newest imports that are looked at.
const NEWEST: u32 = 50;

/// Starts the job. It ends when the handle is aborted.
pub fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let holder = app.system.uuid().to_string();
        loop {
            tokio::time::sleep(EVERY).await;
            if let Err(error) = once(&app, &holder).await {
                tracing::warn!(code = error.code, "sources could not be compared: {error}");
            }
        }
    })
}

/// Compares what is due, in the turn of this server.
///
/// # Errors
///
/// When the database does not answer.
pub async fn once(app: &App, holder: &str) -> Result<(), ServiceError> {
    for one in app.db.read(async |tx| instansi::all(tx).await).await? {
        let Some((from, to)) = due(app, &one).await? else { continue };
        let now = app.now();
        let until = now.checked_add(LEASE).unwrap_or(now);
        if !app.db.write(async |tx| leases::take(tx, one.id, "reconciling", holder, now, until).await).await? {
            continue;
        }
        match refresh(app, &one, from, to).await {
            // Days no pack covers are not compared.
            Err(error) if judging::is_uncovered(&error) => {}
            other => drop(other?),
        }
        app.db.write(async |tx| leases::give_up(tx, one.id, "reconciling", holder).await).await?;
    }
    Ok(())
}

/// The span to compare: the days behind when that was not done today, and those of files that came since.
async fn due(app: &App, instansi: &Instansi) -> Result<Option<(Date, Date)>, ServiceError> {
    let zone = instansi.zone.time_zone();
    let today = zone.to_datetime(app.now()).date();
    let yesterday = today.yesterday().unwrap_or(today);
    let behind = today.checked_sub(DAYS_BEHIND.days()).unwrap_or(today);
    let (last, files) = app
        .db
        .read(async |tx| {
            let last = match_days::computed_at(tx, instansi.id, behind, yesterday).await?;
            Ok::<_, StoreError>((last, imports::list(tx, instansi.id, None, NEWEST).await?))
        })
        .await?;
    let stale = last.is_none_or(|last| zone.to_datetime(last).date() < today);
    let mut span = stale.then_some((behind, yesterday));
    let new = files.iter().filter(|import| last.is_none_or(|last| import.received_at > last));
    for (from, to) in new.filter_map(|import| import.period) {
        let (from, to) = (from.max(behind), to.min(yesterday));
        if from <= to {
            let (first, end) = span.unwrap_or((from, to));
            span = Some((first.min(from), end.max(to)));
        }
    }
    Ok(span)
}
