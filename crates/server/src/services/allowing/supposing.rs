//! What another schedule would change, before it is signed: who would be cut differently, and by how much. Stores nothing.

use hadir_domain::allowance::{Month, Schedule};
use hadir_domain::units::Unit;
use hadir_rules::{PackError, Packs, Problem};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, units};

use super::lines::AllowanceTotals;
use super::monthly::{OfPerson, put_together};
use super::{amounts, gathering, schedules};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::recapping::{self, Knowledge};

/// Another schedule.
#[derive(Debug, Clone)]
pub enum Supposed {
    /// One that is loaded.
    Named(String),
    /// One that was read from a pack.
    Read(Box<Schedule>),
}

/// A month by two schedules.
pub struct Compared {
    /// The one that holds.
    pub from: Schedule,
    /// The other.
    pub to: Schedule,
    /// The sums of the one that holds.
    pub before: AllowanceTotals,
    /// The sums of the other.
    pub after: AllowanceTotals,
    /// Everybody whose cut differs, by both, in the order of the recap.
    pub changed: Vec<(OfPerson, OfPerson)>,
    /// How many people have a day or event the other schedule says nothing of, and the one that holds does.
    pub silent: u64,
    /// Every unit, to name them.
    pub units: Vec<Unit>,
}

/// Computes a month by the schedule that holds and by another, from the same days and amounts.
///
/// # Errors
///
/// `no_schedule`, `unknown_schedule`; when the unit is not known or no pack covers the month.
pub async fn compare(
    app: &App,
    instansi: &Instansi,
    unit_code: Option<&str>,
    month: Month,
    supposed: &Supposed,
) -> Result<Compared, ServiceError> {
    let from = schedules::of_month(&app.packs_of(instansi), instansi, month, None)?.clone();
    let to = match supposed {
        Supposed::Named(name) => schedules::by_name(&app.packs_of(instansi), name)?.clone(),
        Supposed::Read(schedule) => (**schedule).clone(),
    };
    let (_, ids) = recapping::whom(app, instansi, unit_code, (month.first(), month.last())).await?;
    let clocks = from.arrival.is_some() || to.arrival.is_some();
    let gathered = gathering::gather(app, instansi, &ids, month, clocks, Knowledge::AsClosed).await?;
    let (held, units) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((
                amounts::of_people(tx, instansi, &ids, month).await?,
                units::list(tx, instansi.id).await?,
            ))
        })
        .await?;
    let days = app.packs_of(instansi).month_days(instansi.region_code(), month, instansi.week);
    let before = put_together(&from, &days, gathered.people.clone(), &gathered.facts, &held);
    let after = put_together(&to, &days, gathered.people, &gathered.facts, &held);
    let sums = |people: &[OfPerson]| AllowanceTotals::of(people.iter().map(|of| &of.allowance));
    let (sum_before, sum_after) = (sums(&before), sums(&after));
    let pairs = before.into_iter().zip(after);
    let mut silent = 0;
    let changed = pairs.filter(|(before, after)| {
        silent += u64::from(after.allowance.unknown.len() > before.allowance.unknown.len());
        before.allowance.cut_rupiah != after.allowance.cut_rupiah
    });
    let changed = changed.collect();
    Ok(Compared { from, to, before: sum_before, after: sum_after, changed, silent, units })
}

/// The schedule of a pack's text, as one of the instansi's own region.
///
/// # Errors
///
/// Every fault of the pack with its place in it.
pub fn of_pack(instansi: &Instansi, text: &str) -> Result<Box<Schedule>, Vec<PackError>> {
    let region = instansi.region_code();
    let path = region.map_or_else(|| "nasional/andaian.toml".to_owned(), |code| format!("daerah/{code}/andaian.toml"));
    let packs = Packs::parse(&[(path.as_str(), text)])?;
    let no_schedule =
        || vec![PackError { pack: path.clone(), key: "kind".into(), problem: Problem::Expected("`tpp`") }];
    packs.allowance_schedules().first().map(|schedule| Box::new((*schedule).clone())).ok_or_else(no_schedule)
}
