//! The readiness list of a unit or of every OPD: loads the facts that [`hadir_domain::readiness`] judges.

mod facts;
pub mod sheet;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::Person;
use hadir_domain::readiness::{Readiness, Tally, UnitFacts, UnitLack, lacks_of_unit};
use hadir_domain::units::{Unit, UnitKind, subtree};
use hadir_store::instansi::Instansi;
use hadir_store::units;
use jiff::ToSpan;
use jiff::civil::Date;

use self::facts::Known;
use super::error::ServiceError;
use crate::app::App;
use crate::auth::caller::path;

/// Days ahead for which the roster must say what is due.
pub const DAYS_AHEAD: i64 = 14;

/// One person of the list.
pub struct ReadyPerson {
    /// Who.
    pub person: Person,
    /// The unit they are counted in.
    pub unit: UnitId,
    /// Title of the post.
    pub title: String,
    /// How they stand.
    pub readiness: Readiness,
    /// Whether a passkey proves them; nobody needs one.
    pub passkey: bool,
    /// Whether a phone of theirs waits for somebody to vouch for it.
    pub phone_waiting: bool,
    /// The first of the coming days on which nothing says what is due.
    pub undue_from: Option<Date>,
}

/// One unit of the list, without the units below it.
pub struct ReadyUnit {
    /// The unit.
    pub unit: Unit,
    /// What was found.
    pub facts: UnitFacts,
    /// What it is missing.
    pub lacks: Vec<UnitLack>,
    /// Counts over the people who serve in it.
    pub tally: Tally,
}

/// The list.
pub struct Readying {
    /// The unit asked for; `None` is the whole instansi.
    pub unit: Option<Unit>,
    /// First of the days looked at.
    pub from: Date,
    /// Last of them.
    pub to: Date,
    /// Counts over everybody.
    pub tally: Tally,
    /// Facts of the unit with all below it, each thing counted once.
    pub whole: UnitFacts,
    /// Terminals that wait and hang nowhere yet: whose they are is not known.
    pub machines_nowhere: u32,
    /// Each unit with people in it, or the one asked for.
    pub units: Vec<ReadyUnit>,
    /// Each OPD with everything below it; for the whole instansi.
    pub opds: Vec<(Unit, Tally)>,
    /// The people, by unit and name.
    pub people: Vec<ReadyPerson>,
}

/// Looks at a unit and all below it, or at everybody.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(app: &App, instansi: &Instansi, unit: Option<&Unit>, today: Date) -> Result<Readying, ServiceError> {
    let to = today.checked_add((DAYS_AHEAD - 1).days()).map_err(ServiceError::fault)?;
    app.db
        .read(async |tx| {
            let all_units = units::list(tx, instansi.id).await?;
            let within: Option<Vec<UnitId>> = unit.map(|unit| subtree(&all_units, unit.id));
            let known = Known::load(tx, app, instansi, within.as_deref(), (today, to)).await?;
            Ok(assemble(known, all_units, unit.cloned(), within.as_deref(), today, to))
        })
        .await
}

fn assemble(
    known: Known,
    all_units: Vec<Unit>,
    unit: Option<Unit>,
    within: Option<&[UnitId]>,
    today: Date,
    to: Date,
) -> Readying {
    let order: HashMap<UnitId, String> = all_units.iter().map(|one| (one.id, one.code.clone())).collect();
    let mut people = known.people(&all_units, today);
    people.sort_by_cached_key(|one| (order.get(&one.unit).cloned(), one.person.name.to_lowercase(), one.person.id));
    let tally = Tally::of(people.iter().map(|one| &one.readiness));
    let mut homes: BTreeMap<UnitId, Vec<PersonId>> = BTreeMap::new();
    for one in &people {
        homes.entry(one.unit).or_default().push(one.person.id);
    }
    let asked = |one: &&Unit| {
        let inside = within.is_none_or(|within| within.contains(&one.id));
        inside && (homes.contains_key(&one.id) || unit.as_ref().is_some_and(|unit| unit.id == one.id))
    };
    let found = all_units.iter().filter(asked).map(|one| {
        let of_unit = homes.get(&one.id).map_or(&[][..], Vec::as_slice);
        let heads = [one.id].into();
        let facts = known.unit_facts(of_unit, &heads, Some(&path(&all_units, one.id)));
        let rows = people.iter().filter(|person| person.unit == one.id).map(|person| &person.readiness);
        ReadyUnit { unit: one.clone(), facts, lacks: lacks_of_unit(&facts), tally: Tally::of(rows) }
    });
    let units: Vec<ReadyUnit> = found.collect();
    let everybody: Vec<PersonId> = people.iter().map(|one| one.person.id).collect();
    let top: BTreeSet<UnitId> = match &unit {
        Some(unit) => [unit.id].into(),
        None => all_units.iter().filter(|one| one.kind == UnitKind::Opd).map(|one| one.id).collect(),
    };
    let above = unit.as_ref().map(|unit| path(&all_units, unit.id));
    let whole = known.unit_facts(&everybody, &top, above.as_deref());
    let opds = match unit {
        Some(_) => Vec::new(),
        None => opds(&all_units, &people),
    };
    Readying { from: today, to, tally, whole, machines_nowhere: known.machines_nowhere(), units, opds, people, unit }
}

/// Every OPD with the people of all its units. Whoever serves in no OPD's tree stands under their own top unit.
fn opds(all_units: &[Unit], people: &[ReadyPerson]) -> Vec<(Unit, Tally)> {
    let top_of = |unit: UnitId| path(all_units, unit).last().copied().unwrap_or(unit);
    let tops: HashMap<UnitId, UnitId> = all_units.iter().map(|one| (one.id, top_of(one.id))).collect();
    let tops_alone = all_units.iter().filter(|one| tops.get(&one.id) == Some(&one.id));
    tops_alone
        .map(|top| {
            let below = people.iter().filter(|person| tops.get(&person.unit) == Some(&top.id));
            (top.clone(), Tally::of(below.map(|person| &person.readiness)))
        })
        .collect()
}
