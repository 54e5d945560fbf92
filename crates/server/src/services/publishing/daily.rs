//! Publishing: days that have settled, and rows of published days that late evidence changed.

use std::collections::BTreeSet;

use hadir_domain::publications::Group;
use hadir_domain::publications::standing::{Correction, OpdName, Silent, Table, first_rows};
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use super::counting::{OpdCount, Serving, count};
use super::journal::{CORRECTION, DAY, Journal, Published, SYSTEM};
use super::naming::key;
use crate::app::App;
use crate::services::cross_checking::workdays;
use crate::services::error::ServiceError;

/// For so many days a day waits until every OPD has settled; then those that have are published, the others later.
const PATIENCE_DAYS: i64 = 3;
/// How far back rows are still corrected.
const CORRECTED_DAYS: i64 = 40;

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ran {
    /// Days published.
    pub published: usize,
    /// Corrections published.
    pub corrected: usize,
}

/// A day as it would be published now, with what is kept beside it.
pub struct Candidate {
    /// Who is counted where, renewed where that is due.
    pub journal: Journal,
    /// The table; its rows are those of OPDs that have settled.
    pub table: Table,
    /// Whether it would be published now.
    pub ready: bool,
    /// Whether it waits, be it for sources or for any figure at all.
    pub waits: bool,
    /// Whether who is counted changes with this day.
    pub renewed: bool,
}

/// The working days that may be published and were not yet, oldest first; none while the page is closed.
pub fn due(app: &App, instansi: &Instansi, journal: &Journal) -> Vec<Date> {
    let Some(open_from) = journal.switch.open_from else { return Vec::new() };
    let today = app.today(instansi);
    let oldest = today.checked_sub(CORRECTED_DAYS.days()).unwrap_or(today);
    let Ok(yesterday) = today.yesterday() else { return Vec::new() };
    let mut days = workdays(app, instansi, open_from.max(oldest), yesterday);
    days.retain(|day| !journal.days.contains_key(day));
    days
}

/// Counts a day and makes its table. Stores nothing.
///
/// # Errors
///
/// When no pack covers the day, or the database does not answer.
pub async fn candidate(
    app: &App,
    instansi: &Instansi,
    mut journal: Journal,
    on: Date,
) -> Result<Candidate, ServiceError> {
    let serving = Serving::on(app, instansi, on).await?;
    let flows = if journal.may_renew(on) { journal.cohorts(on).renewal(&serving.counted) } else { Vec::new() };
    let renewed = !flows.is_empty();
    journal.renew(on, flows);
    let cohorts = journal.cohorts(on);
    let counts = count(app, instansi, &serving, cohorts.now(), on).await?;
    let (settled, waiting): (Vec<&OpdCount>, Vec<&OpdCount>) = counts.iter().partition(|one| one.settled);
    let rows: Vec<_> = settled.iter().map(|one| (one.opd.clone(), one.exact.clone())).collect();
    let table = Table {
        whole: Group::All,
        counted_at: app.now(),
        same_people_since: journal.same_since(on).unwrap_or(on),
        rows: first_rows(Group::All, &rows),
        waiting: waiting.iter().map(|one| one.opd.clone()).collect(),
        too_small: serving.too_small(&cohorts.units()),
        silent: silent(&counts),
    };
    let patient = on.checked_add(PATIENCE_DAYS.days()).is_ok_and(|last| app.today(instansi) <= last);
    let ready = !table.rows.is_empty() && (table.waiting.is_empty() || !patient);
    Ok(Candidate { journal, table, ready, waits: !ready && patient, renewed })
}

fn silent(counts: &[OpdCount]) -> Vec<Silent> {
    let all: BTreeSet<Silent> = counts.iter().flat_map(|one| one.silent.iter().cloned()).collect();
    all.into_iter().collect()
}

/// Publishes what may be published now; with `correcting`, looks at published days again too.
///
/// # Errors
///
/// When the database does not answer.
pub async fn run(app: &App, instansi: &Instansi, correcting: bool) -> Result<Ran, ServiceError> {
    let mut ran = Ran::default();
    let today = app.today(instansi);
    let read = async |tx: &mut Tx| Journal::load(tx, instansi, today).await;
    let mut journal = app.db.read(read).await?;
    if journal.switch.open_from.is_none() {
        return Ok(ran);
    }
    if correcting {
        let published: Vec<Published> = journal.days.values().cloned().collect();
        for day in published.iter().filter(|day| day.standing.withdrawn.is_none()) {
            ran.corrected += usize::from(Box::pin(correct(app, instansi, &journal, day)).await?);
        }
    }
    for on in due(app, instansi, &journal) {
        let next = Box::pin(candidate(app, instansi, journal.clone(), on)).await?;
        if next.waits {
            break;
        }
        if !next.ready {
            // Nothing will ever be said of that day; the days after it do not wait for it.
            continue;
        }
        let id = key(instansi.id, DAY, Some(on));
        let day = act(app, id, (id, 0), DAY, on, &next.table)?;
        let renewal = if next.renewed {
            next.journal.renewal_acts(instansi, on, app.now(), || app.system.uuid())?
        } else {
            Vec::new()
        };
        let new: Vec<Act> = renewal.into_iter().chain([day]).collect();
        let kept = app.db.write(async |tx| acts::add(tx, instansi.id, &new, || app.system.bytes()).await).await;
        match kept {
            Ok(()) => ran.published += 1,
            // Another server was faster, or an officer closed meanwhile; the next run sees it.
            Err(StoreError::Conflict(_)) => break,
            Err(error) => return Err(error.into()),
        }
        journal = app.db.read(read).await?;
    }
    Ok(ran)
}

async fn correct(app: &App, instansi: &Instansi, journal: &Journal, day: &Published) -> Result<bool, ServiceError> {
    let on = day.first.on;
    let oldest = app.today(instansi).checked_sub(CORRECTED_DAYS.days());
    if oldest.is_ok_and(|oldest| on < oldest) {
        return Ok(false);
    }
    let serving = Serving::on(app, instansi, on).await?;
    let counts = count(app, instansi, &serving, journal.cohorts(on).now(), on).await?;
    let settled = counts.iter().filter(|one| one.settled);
    let rows: Vec<_> = settled.filter_map(|one| day.standing.next(&one.opd, &one.exact)).collect();
    if rows.is_empty() {
        return Ok(false);
    }
    let shown: BTreeSet<_> =
        day.standing.table.rows.iter().map(|row| row.unit).chain(rows.iter().map(|(_, row)| row.unit)).collect();
    let waiting: Vec<OpdName> =
        counts.iter().filter(|one| !shown.contains(&one.opd.unit)).map(|one| one.opd.clone()).collect();
    let correction = Correction { counted_at: app.now(), rows, waiting, silent: silent(&counts) };
    let place = u32::try_from(day.later.len() + 1).map_err(ServiceError::fault)?;
    let new = act(app, app.system.uuid(), (day.first.id, place), CORRECTION, on, &correction)?;
    let kept = app.db.write(async |tx| acts::add(tx, instansi.id, &[new], || app.system.bytes()).await).await;
    match kept {
        Ok(()) => Ok(true),
        Err(StoreError::Conflict(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// An act of the system.
pub(super) fn act<T: Serialize>(
    app: &App,
    id: uuid::Uuid,
    (subject, place): (uuid::Uuid, u32),
    what: &str,
    on: Date,
    content: &T,
) -> Result<Act, ServiceError> {
    Ok(Act {
        id,
        subject,
        ordinal: Some(place),
        kind: ActKind::Publication,
        what: what.into(),
        unit: None,
        person: None,
        on,
        content: serde_json::to_value(content).map_err(ServiceError::fault)?,
        by_login: SYSTEM.into(),
        by_person: None,
        received_at: app.now(),
    })
}
