//! Everybody of some units with the state each is in, and the sources that speak of them: what board and first day count.

use std::collections::{BTreeMap, HashMap};

use hadir_domain::first_days::Known;
use hadir_domain::groups::Group;
use hadir_domain::ids::{PersonId, SiteId, UnitId};
use hadir_domain::punches::Source;
use hadir_domain::rhythm::{Place, Reporting};
use hadir_domain::status::Status;
use hadir_domain::timeline::JudgedDay;
use hadir_domain::units::Unit;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, people, posts};
use jiff::Timestamp;
use jiff::civil::{Date, Time};

use super::{BoardSource, State, is_silent, note_of, state_of};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging;
use crate::services::sources::{Ears, ReportingJson};

/// Sources shown at most.
const MOST_SOURCES: usize = 200;

/// Somebody with the state they are in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// The unit served in.
    pub unit: Option<UnitId>,
    /// The site of duty.
    pub site: Option<SiteId>,
    /// The group of employment.
    pub group: Group,
    /// The state of the board.
    pub state: State,
    /// The same, told apart by kind of excuse.
    pub known: Known,
    /// Arrival, local.
    pub arrived: Option<Time>,
    /// Why, in a few Indonesian words.
    pub note: Option<String>,
}

/// Everybody of some units at a moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gathered {
    /// The people.
    pub people: Vec<Seen>,
    /// The sources that concern them, silent ones first, so many at most.
    pub sources: Vec<BoardSource>,
    /// How many of them are silent.
    pub silent_sources: u32,
    /// How many there are.
    pub all_sources: u32,
    /// How many terminals and rolls have not reported, and what follows.
    pub reporting: ReportingJson,
}

/// Gathers everybody who serves in these units on a day, as known at a moment; everybody when `None`.
///
/// # Errors
///
/// When no pack covers the day.
pub async fn gather(
    app: &App,
    instansi: &Instansi,
    units: Option<&[UnitId]>,
    on: Date,
    at: Timestamp,
) -> Result<Gathered, ServiceError> {
    let people = judging::people_of_units(app, instansi, units, on).await?;
    let judged = judging::judge_at(app, instansi, &people, on, on, at).await?;
    let (groups, sites) = app
        .db
        .read(async |tx| {
            let known = people::get_many(tx, instansi.id, &people).await?;
            let groups: HashMap<PersonId, Group> =
                known.iter().map(|person| (person.id, Group::from(person.employee_type))).collect();
            let mut sites: HashMap<PersonId, SiteId> = HashMap::new();
            for post in posts::of_people(tx, instansi.id, &people).await? {
                if let Some(site) = post.site.filter(|_| post.holds_on(on)) {
                    sites.entry(post.person).or_insert(site);
                }
            }
            Ok::<_, StoreError>((groups, sites))
        })
        .await?;
    let ears = Ears::load(app, instansi, at).await?;
    let mut found = Gathered::default();
    let mut sources: BTreeMap<(String, String), BoardSource> = BTreeMap::new();
    for person in &judged.people {
        let Some(day) = person.days.first() else { continue };
        let state = state_of(day, person, &ears, at);
        found.people.push(Seen {
            person: person.person,
            name: person.name.clone(),
            unit: person.unit.as_ref().map(|unit| unit.id),
            site: sites.get(&person.person).copied(),
            group: groups.get(&person.person).copied().unwrap_or(Group::NonAsn),
            state,
            known: known(state, day),
            arrived: day.verdict.first_in.map(|(_, local)| local.time()),
            note: note_of(day, state),
        });
        for listener in &person.records.listeners {
            let silent = is_silent(listener, &ears, at);
            sources.entry((listener.source.as_str().to_owned(), listener.name.to_string())).or_insert(BoardSource {
                silent,
                source: listener.source.as_str().to_owned(),
                name: listener.name.to_string(),
                reached: listener.reached.map(|reached| reached.to_string()),
            });
        }
    }
    let told = sources.values().filter_map(|one| Some((Source::parse(&one.source)?, one.silent)));
    let place = if units.is_some() { Place::Office } else { Place::Everywhere };
    found.reporting = ReportingJson::of(&Reporting::of(told), place);
    found.all_sources = u32::try_from(sources.len()).unwrap_or(u32::MAX);
    found.silent_sources = u32::try_from(sources.values().filter(|source| source.silent).count()).unwrap_or(u32::MAX);
    found.sources = sources.into_values().collect();
    found.sources.sort_by(|one, other| other.silent.cmp(&one.silent).then_with(|| one.cmp(other)));
    found.sources.truncate(MOST_SOURCES);
    Ok(found)
}

fn known(state: State, day: &JudgedDay) -> Known {
    match state {
        State::Hadir => Known::Present,
        State::Terlambat => Known::Late,
        State::Berizin => match day.verdict.status {
            Status::S => Known::Sick,
            Status::I => Known::Permission,
            _ => Known::Leave,
        },
        State::DiLuarTempat => match day.verdict.status {
            Status::Dl | Status::Diklat | Status::Tb => Known::FieldDuty,
            _ => Known::Elsewhere,
        },
        State::Libur => Known::DayOff,
        State::BelumWaktunya => Known::NotYetDue,
        State::BelumHadir => Known::NotYetIn,
        State::BelumTerdengar => Known::Unheard,
    }
}

/// The unit right below `top` (a root without one) that a unit belongs to; `None` for `top` itself and what is not below.
pub fn branch_of(units: &[Unit], top: Option<UnitId>, of: UnitId) -> Option<UnitId> {
    let way = crate::auth::caller::path(units, of);
    match top {
        None => way.last().copied(),
        Some(top) => {
            let place = way.iter().position(|unit| *unit == top)?;
            way.get(place.checked_sub(1)?).copied()
        }
    }
}
