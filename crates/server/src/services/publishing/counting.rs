//! Counting a day: the people each OPD counts, one cell each, and whether everybody who could speak has spoken.
//!
//! What is counted here never leaves the server; only what the domain makes of it is published.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::marks::Heard;
use hadir_domain::publications::cohorts::Counted;
use hadir_domain::publications::standing::{OpdName, Silent};
use hadir_domain::publications::{Exact, Group};
use hadir_domain::punches::Source;
use hadir_domain::status::Mark;
use hadir_domain::units::Unit;
use hadir_store::instansi::Instansi;
use hadir_store::{posts, units};
use jiff::civil::Date;

use crate::app::App;
use crate::services::cross_checking::office;
use crate::services::error::ServiceError;
use crate::services::judging::{self, PersonDays, RulesInForce};

/// The exact count of an OPD.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpdCount {
    /// The OPD.
    pub opd: OpdName,
    /// How many are in each cell.
    pub exact: Exact,
    /// Whether every source of these people has reported, or is no longer waited for.
    pub settled: bool,
    /// Sources that have not reported.
    pub silent: BTreeSet<Silent>,
}

/// Who serves in which OPD on a day, each in one: that of the oldest post.
pub struct Serving {
    /// Which OPD.
    pub counted: Counted,
    /// The units, to name them.
    pub units: Vec<Unit>,
}

impl Serving {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn on(app: &App, instansi: &Instansi, on: Date) -> Result<Self, ServiceError> {
        let read = async |tx: &mut hadir_store::Tx| {
            Ok::<_, ServiceError>((units::list(tx, instansi.id).await?, posts::all(tx, instansi.id).await?))
        };
        let (units, posts) = app.db.read(read).await?;
        let mut offices: HashMap<UnitId, UnitId> = HashMap::new();
        let mut counted = Counted::new();
        for post in posts.iter().filter(|post| post.holds_on(on)) {
            let of = *offices.entry(post.unit).or_insert_with(|| office(&units, post.unit));
            counted.entry(post.person).or_insert(of);
        }
        Ok(Self { counted, units })
    }

    /// The OPDs that are there but not counted: too small.
    pub fn too_small(&self, counted: &BTreeSet<UnitId>) -> u32 {
        let serving: BTreeSet<UnitId> = self.counted.values().copied().collect();
        u32::try_from(serving.difference(counted).count()).unwrap_or(u32::MAX)
    }

    /// The name of an OPD.
    pub fn name(&self, unit: UnitId) -> OpdName {
        let name = self.units.iter().find(|one| one.id == unit).map_or_else(String::new, |one| one.name.clone());
        OpdName { unit, name }
    }
}

/// Counts a day as its records stand now.
///
/// # Errors
///
/// When no pack covers the day, or the database does not answer.
pub async fn count(
    app: &App,
    instansi: &Instansi,
    serving: &Serving,
    counted: &Counted,
    on: Date,
) -> Result<Vec<OpdCount>, ServiceError> {
    let mut by_unit: BTreeMap<UnitId, Vec<PersonId>> = BTreeMap::new();
    for (person, unit) in counted {
        by_unit.entry(*unit).or_default().push(*person);
    }
    let rules = RulesInForce::of(app, instansi);
    let mut counts = Vec::with_capacity(by_unit.len());
    for (unit, people) in by_unit {
        let mut count =
            OpdCount { opd: serving.name(unit), exact: Exact::new(), settled: true, silent: BTreeSet::new() };
        // Who no longer serves owes nothing that day, and is still counted until enough others went too.
        let (here, gone): (Vec<PersonId>, Vec<PersonId>) =
            people.iter().partition(|person| serving.counted.contains_key(person));
        let judged = Box::pin(judging::judge(app, instansi, &here, on, on)).await?;
        let mut seen = 0;
        for person in &judged.people {
            if count.take(person, &rules, judged.now) {
                seen += 1;
            }
        }
        let rest = gone.len() + here.len().saturating_sub(seen);
        *count.exact.entry(Group::Off).or_default() += u32::try_from(rest).unwrap_or(u32::MAX);
        counts.push(count);
    }
    counts.sort_by(|one, other| (&one.opd.name, one.opd.unit).cmp(&(&other.opd.name, other.opd.unit)));
    Ok(counts)
}

impl OpdCount {
    fn take(&mut self, person: &PersonDays, rules: &RulesInForce, now: jiff::Timestamp) -> bool {
        let Some(day) = person.days.first() else { return false };
        let late = day.verdict.marks.iter().any(|mark| matches!(mark, Mark::Tl(_)));
        *self.exact.entry(Group::of_day(day.verdict.status, late)).or_default() += 1;
        let ends_at = day.window.ends_at;
        if now < ends_at {
            self.settled = false;
        }
        let in_force = rules.rules();
        for listener in person.records.listeners.iter().filter(|listener| listener.concerns(day.on, day.on)) {
            let heard = listener.mark_on(day.on, ends_at, &in_force, &person.records.zone).heard(ends_at, now);
            let waited_for = match heard {
                Heard::Yes => continue,
                Heard::NotYet => true,
                Heard::Lapsed => false,
            };
            if waited_for {
                self.settled = false;
            }
            let name = (listener.source != Source::Phone).then(|| listener.name.to_string());
            self.silent.insert(Silent { source: listener.source.as_str().to_owned(), name, waited_for });
        }
        true
    }
}
