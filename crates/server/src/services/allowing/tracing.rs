//! What a person's lines rest on: the days behind them with punches, reasons and rules, and the apel.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::allowance::Month;
use hadir_domain::ids::PersonId;
use hadir_store::instansi::Instansi;
use jiff::civil::Date;

use super::monthly::{self, OfPerson};
use crate::app::App;
use crate::services::apel::months::{self as apel_months, MonthEvent};
use crate::services::error::ServiceError;
use crate::services::judging;
use crate::services::month::{MonthDay, month_day};

/// A person's month with what is behind each line.
pub struct Traced {
    /// The month.
    pub of: OfPerson,
    /// The days of the lines, of what waits and of what is not known, as they are judged now, by date.
    pub days: BTreeMap<Date, MonthDay>,
    /// The apel and ceremonies of those days.
    pub events: Vec<MonthEvent>,
}

/// A person's month, each line with the day behind it.
///
/// # Errors
///
/// As [`monthly::of_unit`].
pub async fn of_person(app: &App, instansi: &Instansi, person: PersonId, month: Month) -> Result<Traced, ServiceError> {
    let of = monthly::of_one(app, instansi, person, month, None).await?;
    let lines = of.allowance.lines.iter().map(|line| line.date);
    let carried = of.allowance.carried.iter().map(|line| line.date);
    // A sentence about a day begins with it.
    let unknown = of.allowance.unknown.iter().filter_map(|sentence| sentence.get(..10)?.parse().ok());
    let waiting = of.allowance.waiting.iter().copied();
    let dates: BTreeSet<Date> = lines.chain(carried).chain(waiting).chain(unknown).collect();
    let mut of_month: BTreeMap<Month, Vec<Date>> = BTreeMap::new();
    for date in dates {
        of_month.entry(Month::of(date)).or_default().push(date);
    }
    let (mut days, mut events) = (BTreeMap::new(), Vec::new());
    for dates in of_month.into_values() {
        let (Some(from), Some(to)) = (dates.first().copied(), dates.last().copied()) else { continue };
        let judged = judging::judge(app, instansi, &[person], from, to).await?;
        for of in &judged.people {
            let named = of.days.iter().filter(|day| dates.contains(&day.on));
            days.extend(named.map(|day| (day.on, month_day(day, of))));
        }
        let held =
            app.db.read(async |tx| apel_months::of_people(tx, instansi, &[person], (from, to), |_| None).await).await?;
        events.extend(held.into_values().flatten().filter(|event| dates.contains(&event.on)));
    }
    Ok(Traced { of, days, events })
}
