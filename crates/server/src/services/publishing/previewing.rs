//! What the page would show: a day made exactly as it would be published, and not kept.

use hadir_domain::publications::standing::{Silent, Standing};
use hadir_store::Tx;
use hadir_store::instansi::Instansi;
use jiff::ToSpan;
use jiff::civil::Date;

use super::daily::{Candidate, candidate, due};
use super::journal::Journal;
use crate::app::App;
use crate::services::cross_checking::workdays;
use crate::services::error::ServiceError;

/// A day as it would be published.
pub struct Preview {
    /// Which.
    pub on: Date,
    /// Its table.
    pub standing: Standing,
    /// Whether the job would publish it now, were the page open.
    pub ready: bool,
    /// Sources it waits for.
    pub waits_for: Vec<Silent>,
}

/// The next day that waits; before the page is open, the last working day before today.
///
/// # Errors
///
/// As [`candidate`].
pub async fn next(app: &App, instansi: &Instansi) -> Result<Option<Preview>, ServiceError> {
    let today = app.today(instansi);
    let journal = app.db.read(async |tx: &mut Tx| Journal::load(tx, instansi, today).await).await?;
    let open = journal.switch.open_from.is_some();
    let yesterday = today.yesterday().unwrap_or(today);
    let before = today.checked_sub(14.days()).unwrap_or(today);
    let on = if open {
        due(app, instansi, &journal).first().copied()
    } else {
        workdays(app, instansi, before, yesterday).last().copied()
    };
    let Some(on) = on else { return Ok(None) };
    day(app, instansi, journal, on).await.map(Some)
}

/// A day as it would be published now.
///
/// # Errors
///
/// `bad_day` for today and later; as [`candidate`].
pub async fn of_day(app: &App, instansi: &Instansi, on: Date) -> Result<Preview, ServiceError> {
    let today = app.today(instansi);
    if on >= today {
        return Err(ServiceError::bad("bad_day", "Pilih hari yang sudah lewat.", "Choose a day that is over."));
    }
    let journal = app.db.read(async |tx: &mut Tx| Journal::load(tx, instansi, today).await).await?;
    day(app, instansi, journal, on).await
}

async fn day(app: &App, instansi: &Instansi, journal: Journal, on: Date) -> Result<Preview, ServiceError> {
    let Candidate { table, ready, .. } = Box::pin(candidate(app, instansi, journal, on)).await?;
    let waits_for = table.silent.iter().filter(|one| one.waited_for).cloned().collect();
    Ok(Preview { on, standing: Standing::of(table, &[]), ready, waits_for })
}
