//! Closing months: what was judged is sealed, late evidence lands in the month that is closed next.

mod closing;
mod deltas;
mod state;

pub use self::closing::{ask_reopen, close, reopen};
pub use self::deltas::{Delta, of_unit as deltas_of};
pub use self::state::{PeriodView, all_of, closes_on};

use std::collections::HashMap;

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::recap::RecapDay;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, periods, sealed_days};
use jiff::civil::Date;

use super::error::ServiceError;
use crate::app::App;

/// Whether a span of days touches a closed month of one of these OPDs.
///
/// # Errors
///
/// When the database does not answer.
pub async fn touches_closed(
    app: &App,
    instansi: &Instansi,
    opds: &[UnitId],
    from: Date,
    to: Date,
) -> Result<bool, ServiceError> {
    let months = (from.first_of_month(), to.first_of_month());
    let known = app.db.read(async |tx| periods::of_months(tx, instansi.id, months.0, months.1).await).await?;
    Ok(known.iter().any(|period| period.is_closed() && opds.contains(&period.unit)))
}

/// What counts of these people's days of a month: where an OPD closed it, the verdicts that were sealed into it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn sealed_of(
    tx: &mut Tx,
    instansi: &Instansi,
    people: &[PersonId],
    from: Date,
    to: Date,
) -> Result<HashMap<PersonId, Vec<RecapDay>>, StoreError> {
    let month = from.first_of_month();
    let known = periods::of_months(tx, instansi.id, month, month).await?;
    let closed: Vec<UnitId> = known.iter().filter(|period| period.is_closed()).map(|period| period.unit).collect();
    let mut days: HashMap<PersonId, Vec<RecapDay>> = HashMap::new();
    if closed.is_empty() {
        return Ok(days);
    }
    for sealed in sealed_days::of_people(tx, instansi.id, people, from, to).await? {
        if sealed.lands_on != month || !closed.contains(&sealed.unit) {
            continue;
        }
        let day = RecapDay {
            on: sealed.on,
            status: sealed.verdict.status,
            settled: sealed.verdict.settled,
            marks: sealed.verdict.marks,
        };
        let of_person = days.entry(sealed.person).or_default();
        // In the order of versions: the one sealed last into the month itself counts.
        match of_person.last_mut().filter(|last| last.on == day.on) {
            Some(last) => *last = day,
            None => of_person.push(day),
        }
    }
    Ok(days)
}
