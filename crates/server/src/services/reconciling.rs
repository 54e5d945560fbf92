//! Reconciliation: loads what every source says within a span of days, and lets the domain compare it.

mod answer;
mod gathering;
mod jobs;
mod keeping;
mod loading;
mod numbers;
mod rosters;
mod totals;

use std::collections::HashMap;

use hadir_domain::ids::PersonId;
use hadir_domain::people::Person;
use hadir_domain::reconcile::{Engine, Found, ReconcileRule, Scene, Speaker, Speakers};
use hadir_domain::units::{Unit, subtree};
use hadir_store::instansi::Instansi;
use hadir_store::reconcile::claims::UnknownKeyRow;
use hadir_store::{StoreError, people, units};
use jiff::ToSpan;
use jiff::civil::Date;

pub use self::answer::{CauseJson, DiscrepancyJson, ReconcileAnswer, SideJson, UnitMatchJson, UnknownIdJson, answer};
pub use self::jobs::{due_now, start};
pub use self::keeping::{Rows, discrepancy_id, refresh, rows};
pub use self::totals::TotalsDiffer;

use super::error::{ServiceError, unknown_unit};
use super::judging;
use crate::app::App;

/// The longest span that is compared at once.
const MOST_DAYS: i64 = 400;

/// Days after the span in which late entries are still counted by working days.
const DAYS_AFTER: i64 = 45;

/// What is to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Code of the unit, with all below it; everybody for `None`.
    pub unit: Option<String>,
    /// The sources in their order, each a side; `None` for all of them, where the person's own acts at terminal, tablet
    /// and phone stand for one another.
    pub speakers: Option<Vec<Speaker>>,
}

/// What was found, with the names it needs.
pub struct Reconciled {
    /// What was asked.
    pub ask: Ask,
    /// The unit asked for.
    pub unit: Option<Unit>,
    /// What numbers mean.
    pub scene: Scene,
    /// Table, discrepancies, causes.
    pub found: Found,
    /// The rule that was applied.
    pub rule: ReconcileRule,
    /// Names of those with a discrepancy.
    pub people: HashMap<PersonId, Person>,
    /// Keys that mean nobody.
    pub unknown: Vec<UnknownKeyRow>,
    /// Sheets whose totals do not follow from their cells.
    pub totals: Vec<TotalsDiffer>,
    /// People recorded who have no post in the span: first day and sources.
    pub unposted: Vec<(PersonId, Date, Speakers)>,
}

/// The sides that are compared when nobody names any.
pub fn all_sides() -> Vec<Speakers> {
    let direct = [Speaker::Machine, Speaker::Kiosk, Speaker::Phone].into_iter().collect();
    let others = [Speaker::RollCall, Speaker::Superior, Speaker::Portal, Speaker::Manual];
    [direct].into_iter().chain(others.map(|one| Speakers::NONE.with(one))).collect()
}

impl Ask {
    /// The sides to compare.
    pub fn sides(&self) -> Vec<Speakers> {
        match &self.speakers {
            Some(speakers) => speakers.iter().map(|one| Speakers::NONE.with(*one)).collect(),
            None => all_sides(),
        }
    }

    /// Whether it can be answered.
    ///
    /// # Errors
    ///
    /// `bad_span`, `bad_sources`.
    pub fn check(&self) -> Result<(), ServiceError> {
        let longest = self.from.checked_add(MOST_DAYS.days()).unwrap_or(Date::MAX);
        if self.to < self.from || self.to > longest {
            return Err(ServiceError::bad(
                "bad_span",
                format!("Rentang tanggal harus maju dan paling panjang {MOST_DAYS} hari. Perbaiki tanggalnya."),
                format!("The span must go forward and have at most {MOST_DAYS} days. Correct the dates."),
            ));
        }
        let twice =
            |speakers: &[Speaker]| speakers.iter().copied().collect::<Speakers>().len() as usize != speakers.len();
        if self.speakers.as_deref().is_some_and(|speakers| speakers.len() < 2 || twice(speakers)) {
            return Err(ServiceError::bad(
                "bad_sources",
                "Sebutkan dua sumber atau lebih yang berbeda, misalnya manual,portal.",
                "Name two or more different sources, such as manual,portal.",
            ));
        }
        Ok(())
    }
}

/// Reads `manual,portal`.
///
/// # Errors
///
/// `bad_sources` names the codes.
pub fn parse_speakers(text: &str) -> Result<Vec<Speaker>, ServiceError> {
    text.split(',')
        .map(str::trim)
        .filter(|code| !code.is_empty())
        .map(|code| {
            Speaker::parse(code).ok_or_else(|| {
                let known: Vec<&str> = Speaker::ALL.iter().map(|speaker| speaker.as_str()).collect();
                let known = known.join(", ");
                ServiceError::bad(
                    "bad_sources",
                    format!("Sumber {code} tidak dikenal. Yang ada: {known}."),
                    format!("Source {code} is not known. There are: {known}."),
                )
            })
        })
        .collect()
}

/// Compares what the sources say. Stores nothing.
///
/// # Errors
///
/// When the ask cannot be answered, no pack covers the days, or a table does not add up (which would be a fault).
pub async fn run(app: &App, instansi: &Instansi, ask: Ask) -> Result<Reconciled, ServiceError> {
    ask.check()?;
    let rule =
        app.packs_of(instansi).reconcile(instansi.region_code()).on(ask.to).map_err(|gap| not_covered(gap.0))?.clone();
    let tree = app.db.read(async |tx| units::list(tx, instansi.id).await).await?;
    let unit = match &ask.unit {
        Some(code) => Some(tree.iter().find(|unit| unit.code == *code).ok_or_else(|| unknown_unit(code))?.clone()),
        None => None,
    };
    let below = unit.as_ref().map(|unit| subtree(&tree, unit.id));
    let loaded = loading::load(app, instansi, &ask, below.as_deref()).await?;
    let (scene, unknown, unposted, imports) = (loaded.scene, loaded.unknown, loaded.unposted, loaded.imports);
    let sides = ask.sides();
    let (inputs, workdays) = (loaded.people, loaded.workdays);
    let (scene, rule, found) = tokio::task::spawn_blocking(move || {
        let mut engine = Engine::new(&scene, &sides, &rule, &workdays);
        for input in inputs {
            engine.person(input);
        }
        let found = engine.finish();
        (scene, rule, found)
    })
    .await
    .map_err(ServiceError::fault)?;
    for tally in found.tallies.values() {
        tally.check().map_err(ServiceError::fault)?;
    }
    let totals = totals::of_imports(app, instansi, &imports, (ask.from, ask.to)).await?;
    let mut named: Vec<PersonId> = found.discrepancies.iter().map(|one| one.person).collect();
    named.extend(unposted.iter().map(|(person, ..)| *person));
    named.extend(totals.iter().filter_map(|one| one.person));
    named.sort_unstable();
    named.dedup();
    let people = app.db.read(async |tx| people::get_many(tx, instansi.id, &named).await).await?;
    let people = people.into_iter().map(|person| (person.id, person)).collect();
    Ok(Reconciled { ask, unit, scene, found, rule, people, unknown, totals, unposted })
}

fn not_covered(on: Date) -> ServiceError {
    ServiceError::bad(
        "no_reconcile_rule",
        format!("Aturan rekonsiliasi belum mencakup {on}. Tambahkan paket rekonsiliasi daerah."),
        format!("No pack says how to reconcile {on}. Add the region's pack."),
    )
}

/// Working days of a span and the weeks after it.
async fn workdays(app: &App, instansi: &Instansi, from: Date, to: Date) -> Result<Vec<Date>, ServiceError> {
    let calendar = app.packs_of(instansi).calendar(instansi.region_code(), None);
    let of = |from, to| calendar.days(from, to, instansi.week);
    let within = of(from, to).map_err(|gap| judging::not_covered(gap.into()))?;
    let mut days: Vec<Date> = within.iter().filter(|day| day.workday).map(|day| day.date).collect();
    // The list of next year may not be there yet; then late entries are counted as far as it goes.
    let mut on = to.tomorrow().unwrap_or(to);
    let last = to.checked_add(DAYS_AFTER.days()).unwrap_or(to);
    while on <= last {
        let Ok(day) = calendar.day(on, instansi.week) else { break };
        if day.workday {
            days.push(on);
        }
        on = on.tomorrow().unwrap_or(Date::MAX);
    }
    Ok(days)
}

/// A faulty store is a fault of the service.
type Stored<T> = Result<T, StoreError>;
