//! The job that compares all sources anew: every night for the days behind, after files came for theirs, and after punches
//! became void, or count again, for their days.

use std::time::Duration;

use hadir_store::doubts::voids;
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
use crate::services::turns;

/// How often it looks whether there is something to compare.
const EVERY: Duration = Duration::from_secs(120);
/// Days behind that are compared every night.
const DAYS_BEHIND: i64 = 45;
/// Days behind that a void punch still has compared.
const VOIDS_BEHIND: i64 = 366;
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
        let spans = due_now(app, &one).await?;
        if spans.is_empty() {
            continue;
        }
        if !turns::take(app, &one, "reconciling", holder, LEASE).await? {
            continue;
        }
        for (from, to) in spans {
            match refresh(app, &one, from, to).await {
                // Days no pack covers are not compared.
                Err(error) if judging::is_uncovered(&error) => {}
                other => drop(other?),
            }
        }
        app.db.write(async |tx| leases::give_up(tx, one.id, "reconciling", holder).await).await?;
    }
    Ok(())
}

/// The spans to compare: the days behind when that was not done today, those of files that came since, and those of punches
/// of which it was said since that they count no more or again. The last of them holds one of the days behind, by which it is
/// known when this was done.
///
/// # Errors
///
/// When the database does not answer.
pub async fn due_now(app: &App, instansi: &Instansi) -> Result<Vec<(Date, Date)>, ServiceError> {
    let zone = instansi.zone.time_zone();
    let today = zone.to_datetime(app.now()).date();
    let yesterday = today.yesterday().unwrap_or(today);
    let behind = today.checked_sub(DAYS_BEHIND.days()).unwrap_or(today);
    let (last, files, voided) = app
        .db
        .read(async |tx| {
            let last = match_days::computed_at(tx, instansi.id, behind, yesterday).await?;
            let voided = match last {
                Some(last) => voids::days_since(tx, instansi.id, last).await?,
                None => None,
            };
            Ok::<_, StoreError>((last, imports::list(tx, instansi.id, None, NEWEST).await?, voided))
        })
        .await?;
    let stale = last.is_none_or(|last| zone.to_datetime(last).date() < today);
    let mut span = stale.then_some((behind, yesterday));
    let new = files.iter().filter(|import| last.is_none_or(|last| import.received_at > last));
    for (from, to) in new.filter_map(|import| import.period).chain(voided) {
        let (from, to) = (from.max(behind), to.min(yesterday));
        if from <= to {
            let (first, end) = span.unwrap_or((from, to));
            span = Some((first.min(from), end.max(to)));
        }
    }
    let mut spans = Vec::new();
    if let Some((first, last)) = voided.filter(|(first, _)| *first < behind) {
        let oldest = today.checked_sub(VOIDS_BEHIND.days()).unwrap_or(today);
        let (from, to) = (first.max(oldest), last.min(behind.yesterday().unwrap_or(behind)));
        spans.extend((from <= to).then_some((from, to)));
        span = span.or(Some((yesterday, yesterday)));
    }
    spans.extend(span);
    Ok(spans)
}
