//! The days in a row a stop of pay rests on, from stored days: nobody types them.

use std::collections::{BTreeSet, HashMap};

use hadir_domain::discipline::{Also, Due, by_calendar, by_days, runs};
use hadir_domain::pay_stops::{PayStopRefusal, PayStopStage};
use hadir_domain::people::Person;
use hadir_domain::status::Status;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, days};
use jiff::civil::Date;

use super::{PayStop, about, refused};
use crate::app::App;
use crate::services::casing::indicating::span;
use crate::services::error::ServiceError;
use crate::services::judging;

/// Days in a row that stop the pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The days.
    pub days: BTreeSet<Date>,
    /// How many it takes.
    pub in_row: u16,
    /// The regulation that says so.
    pub article: String,
    /// Whether its source was checked.
    pub confirmed: bool,
}

/// The latest row of a person that is long enough, of the year of a day, up to that day. Only settled days count, each by the
/// person's own roster, and none that an earlier stop rests on.
///
/// # Errors
///
/// `no_pay_stop_rule` where no regulation stops the pay of such an employee, `not_in_row`.
pub async fn of(app: &App, instansi: &Instansi, person: &Person, on: Date) -> Result<Row, ServiceError> {
    judging::project_waiting(app, instansi).await?;
    let (from, to) = span(on.year(), on);
    let (stored, stops) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((
                days::of_people(tx, instansi.id, &[person.id], from, to).await?,
                about(tx, instansi, person.id).await?,
            ))
        })
        .await?;
    let used = used(&stops);
    let packs = app.packs_of(instansi);
    let calendar = packs.calendar(instansi.region_code(), None);
    let on_calendar = by_calendar(&calendar, instansi.week);
    let statuses: HashMap<Date, Status> = stored.iter().map(|day| (day.on, day.status)).collect();
    let due = by_days(&statuses, &on_calendar);
    let counts = |day: &&days::Day| {
        day.status == Status::Tk && day.settled && !used.contains(&day.on) && due(day.on) == Due::Duty
    };
    let absent: BTreeSet<Date> = stored.iter().filter(counts).map(|day| day.on).collect();
    let absent: Vec<Date> = absent.into_iter().collect();
    let rules = packs.discipline(instansi.region_code(), person.employee_type);
    let rung = |date: Date| {
        let stretch = rules.stretches.iter().find(|stretch| stretch.span.holds(date))?;
        stretch.regulation.streak.as_ref().filter(|rung| rung.also.contains(&Also::StopGaji))
    };
    let mut longest = (0, rung(on).map(|rung| rung.from_days));
    for run in runs(&absent, &due).into_iter().rev() {
        let Some(rung) = run.last().and_then(|last| rung(*last)) else { continue };
        let is = u16::try_from(run.len()).unwrap_or(u16::MAX);
        if is >= rung.from_days {
            return Ok(Row {
                days: run.into_iter().collect(),
                in_row: rung.from_days,
                article: rung.rule.source.clone(),
                confirmed: rung.rule.confirmed,
            });
        }
        longest = (is.max(longest.0), Some(rung.from_days));
    }
    match longest {
        (is, Some(must)) => Err(refused(&PayStopRefusal::NotInRow { is, must })),
        (_, None) => Err(ServiceError::conflict(
            "no_pay_stop_rule",
            "Aturan untuk jenis pegawai ini tidak mengenal penghentian gaji karena hari berturut-turut. Tanyakan ke BKPSDM atau \
             Bagian Hukum; perkara disiplin tetap dapat dibuka.",
            "No rule for this kind of employee stops the pay for days in a row. Ask BKPSDM; a discipline case can be opened.",
        )),
    }
}

/// Days earlier stops rest on. One that was dropped used none: the days may have been settled since.
fn used(stops: &[PayStop]) -> BTreeSet<Date> {
    let rested = stops.iter().map(PayStop::state).filter(|state| state.stage != Some(PayStopStage::Dropped));
    rested.flat_map(|state| state.days).collect()
}

/// The days of a stop that are not settled absences any more.
///
/// # Errors
///
/// When the database does not answer.
pub async fn changed(app: &App, instansi: &Instansi, stop: &PayStop) -> Result<Vec<Date>, StoreError> {
    let days = stop.state().days;
    let (Some(first), Some(last)) = (days.first().copied(), days.last().copied()) else { return Ok(Vec::new()) };
    let person = [stop.subject()];
    let stored = app.db.read(async |tx| days::of_people(tx, instansi.id, &person, first, last).await).await?;
    let stands: BTreeSet<Date> =
        stored.iter().filter(|day| day.status == Status::Tk && day.settled).map(|day| day.on).collect();
    Ok(days.difference(&stands).copied().collect())
}
