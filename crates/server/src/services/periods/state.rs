//! How a month of each OPD stands.

use std::collections::HashMap;

use hadir_domain::ids::UnitId;
use hadir_domain::units::Unit;
use hadir_store::instansi::Instansi;
use hadir_store::periods::{self, Period, PeriodState};
use hadir_store::{StoreError, days, requests, sealed_days};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::caller::path;
use crate::routes::shapes::UnitRef;
use crate::services::error::ServiceError;
use crate::services::requesting::{policy, workdays_after};

/// A month of an OPD.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Period)]
pub struct PeriodView {
    /// The OPD.
    pub unit: UnitRef,
    /// `YYYY-MM`.
    pub month: String,
    /// `running`, `grace` until `closes_on`, `due` after it, `closed`, `reopening`, `reopened`.
    pub state: String,
    /// The day from which it may be closed.
    pub closes_on: String,
    /// When it was closed, the last time.
    pub locked_at: Option<String>,
    /// By whom.
    pub locked_by: Option<String>,
    /// How often.
    pub times: u32,
    /// Person-days that are not settled.
    pub open_days: u64,
    /// Requests that wait for days of this month.
    pub waiting_requests: u32,
    /// Days of earlier or this month that changed after they were sealed and were not sealed anew.
    pub deltas: u32,
    /// Who asked to open it, when and why.
    pub reopen: Option<ReopenView>,
}

/// Somebody asks to open a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PeriodReopen)]
pub struct ReopenView {
    /// Login.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: String,
}

/// The day from which a month may be closed.
///
/// # Errors
///
/// When no pack says so.
pub fn closes_on(app: &App, instansi: &Instansi, month: Date) -> Result<Date, ServiceError> {
    let last = month.last_of_month();
    let rules = policy(app, instansi, last)?;
    Ok(workdays_after(app, instansi, last, rules.close_workdays))
}

/// The state of a month's row, or of a month nobody closed yet.
fn word(period: Option<&Period>, month: Date, closes_on: Date, today: Date) -> &'static str {
    match period.map(|period| period.state) {
        Some(state) => state.as_str(),
        None if today <= month.last_of_month() => "running",
        None if today < closes_on => "grace",
        None => "due",
    }
}

/// A month of these OPDs, by code.
///
/// # Errors
///
/// When the database does not answer or no pack says when months close.
pub async fn all_of(
    app: &App,
    instansi: &Instansi,
    opds: &[&Unit],
    all_units: &[Unit],
    month: Date,
) -> Result<Vec<PeriodView>, ServiceError> {
    let (from, to) = (month.first_of_month(), month.last_of_month());
    let closes = closes_on(app, instansi, month)?;
    let today = app.today(instansi);
    let id = instansi.id;
    let root: HashMap<UnitId, UnitId> =
        all_units.iter().filter_map(|unit| Some((unit.id, *path(all_units, unit.id).last()?))).collect();
    let (known, counts, waiting) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((
                periods::of_months(tx, id, from, from).await?,
                days::counts(tx, id, from, to.min(today)).await?,
                requests::touching(tx, id, from, to).await?,
            ))
        })
        .await?;
    let mut open: HashMap<UnitId, u64> = HashMap::new();
    for count in counts.iter().filter(|count| !count.settled) {
        if let Some(opd) = count.unit.and_then(|unit| root.get(&unit)) {
            *open.entry(*opd).or_default() += count.people;
        }
    }
    let mut views = Vec::with_capacity(opds.len());
    for unit in opds {
        let period = known.iter().find(|period| period.unit == unit.id);
        let of_unit =
            |request: &&hadir_store::requests::Request| request.unit.and_then(|unit| root.get(&unit)) == Some(&unit.id);
        let deltas = match period.filter(|period| period.is_closed()) {
            Some(_) => app.db.read(async |tx| sealed_days::late(tx, id, unit.id, from, to).await).await?.len(),
            None => 0,
        };
        let asked =
            period.filter(|period| period.state == PeriodState::Reopening).and_then(|period| period.asked.clone());
        views.push(PeriodView {
            unit: UnitRef::from(*unit),
            month: from.strftime("%Y-%m").to_string(),
            state: word(period, from, closes, today).to_owned(),
            closes_on: closes.to_string(),
            locked_at: period.map(|period| period.closed_at.to_string()),
            locked_by: period.map(|period| period.closed_by.clone()),
            times: period.map_or(0, |period| period.times),
            open_days: open.get(&unit.id).copied().unwrap_or(0),
            waiting_requests: u32::try_from(waiting.iter().filter(of_unit).count()).unwrap_or(u32::MAX),
            deltas: u32::try_from(deltas).unwrap_or(u32::MAX),
            reopen: asked.map(|asked| ReopenView { by: asked.by, reason: asked.reason, at: asked.at.to_string() }),
        });
    }
    Ok(views)
}
