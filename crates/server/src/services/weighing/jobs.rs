//! The job that weighs: every night the days behind, during the day what came in, and older days when a village's
//! punches of last month arrive.

use std::time::Duration;

use hadir_store::evidence::{claims, weighed_days};
use hadir_store::instansi::{self, Instansi};
use hadir_store::leases;
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use tokio::task::JoinHandle;

use super::weigh;
use crate::app::App;
use crate::services::doubting::opening;
use crate::services::error::ServiceError;
use crate::services::turns;

/// How often it looks whether there is something to weigh.
const EVERY: Duration = Duration::from_secs(300);
/// Days behind that are weighed every night: what is usual for a person may have changed with yesterday.
const DAYS_BEHIND: i64 = 14;
/// Oldest day that late punches open again.
const OLDEST: i64 = 92;
/// Least time between two weighings of one instansi on a day.
const PAUSE: SignedDuration = SignedDuration::from_mins(30);
/// A punch has its key before it is kept: what got one so shortly before the last weighing may not have been seen.
const MARGIN: SignedDuration = SignedDuration::from_mins(1);
/// How long the turn is held.
const LEASE: SignedDuration = SignedDuration::from_mins(20);

/// Starts the job. It ends when the handle is aborted.
pub fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let holder = app.system.uuid().to_string();
        loop {
            tokio::time::sleep(EVERY).await;
            if let Err(error) = once(&app, &holder).await {
                tracing::warn!(code = error.code, "evidence could not be weighed: {error}");
            }
        }
    })
}

/// Weighs what is due, in the turn of this server.
///
/// # Errors
///
/// When the database does not answer.
pub async fn once(app: &App, holder: &str) -> Result<(), ServiceError> {
    for one in app.db.read(async |tx| instansi::all(tx).await).await? {
        let Some((from, to)) = due(app, &one).await? else { continue };
        if !turns::take(app, &one, "weighing", holder, LEASE).await? {
            continue;
        }
        match weigh(app, &one, from, to).await {
            // Days no pack covers are not weighed.
            Err(error) if error.code == "not_covered" => {}
            other => {
                other?;
                opening::open(app, &one, (from, to)).await?;
            }
        }
        app.db.write(async |tx| leases::give_up(tx, one.id, "weighing", holder).await).await?;
    }
    Ok(())
}

/// The span to weigh: the days behind once a day, else the days of what came since the last time.
async fn due(app: &App, instansi: &Instansi) -> Result<Option<(Date, Date)>, ServiceError> {
    let zone = instansi.zone.time_zone();
    let now = app.now();
    let today = zone.to_datetime(now).date();
    let ago = |days: i64| today.checked_sub(days.days()).unwrap_or(today);
    let last = app.db.read(async |tx| weighed_days::newest(tx, instansi.id).await).await?;
    let Some(last) = last else { return Ok(Some((ago(DAYS_BEHIND), today))) };
    let mut span = (zone.to_datetime(last).date() < today).then(|| (ago(DAYS_BEHIND), today));
    if span.is_none() && now.duration_since(last) < PAUSE {
        return Ok(None);
    }
    let since = last.checked_sub(MARGIN).unwrap_or(last);
    let arrived = app.db.read(async |tx| claims::arrived_since(tx, instansi.id, since).await).await?;
    if let Some((first, end)) = arrived.span {
        let day = |at| zone.to_datetime(at).date().clamp(ago(OLDEST), today);
        let (first, end) = (day(first), day(end));
        let (from, to) = span.unwrap_or((first, end));
        span = Some((from.min(first), to.max(end)));
    }
    Ok(span)
}
