//! Everything a desk needs to know of a unit for some days.

use std::collections::HashMap;

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::{Person, Post};
use hadir_domain::roster::conflicts::ShiftLimits;
use hadir_domain::roster::desk::{DutyPost, NamedCycle, NamedTurn};
use hadir_domain::roster::{Assignment, Exception, Turn};
use hadir_domain::units::{Unit, subtree};
use hadir_store::instansi::Instansi;
use hadir_store::{Tx, people, posts, roster, roster_changes, roster_desk, sites, units};
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{MOST_PEOPLE, too_many_people};
use crate::app::App;
use crate::auth::caller::path;
use crate::services::error::ServiceError;
use crate::services::judging::RulesInForce;

/// Days looked at around those shown: a row of nights or a short rest may begin before.
pub const AROUND: i64 = 7;

/// A unit's desk.
pub struct Desk {
    /// The unit.
    pub unit: Unit,
    /// Every unit of the instansi.
    pub units: Vec<Unit>,
    /// The unit and all below it.
    pub within: Vec<UnitId>,
    /// First day shown.
    pub first: Date,
    /// Last day shown.
    pub last: Date,
    /// Turns of the unit, those above and those below; ended ones too.
    pub turns: Vec<NamedTurn>,
    /// Posts of the unit and those below that are to be covered.
    pub posts: Vec<DutyPost>,
    /// Cycles of the unit and those above.
    pub cycles: Vec<NamedCycle>,
    /// Who serves there, by unit and name.
    pub people: Vec<DeskPerson>,
    /// Papers that came from the grid.
    pub cells: Vec<hadir_domain::ids::AssignmentId>,
    /// What is noticed.
    pub limits: Option<ShiftLimits>,
    /// Calendar, hours and week.
    pub rules: RulesInForce,
    /// Zone of the instansi.
    pub zone: TimeZone,
}

/// Somebody with what is known of their roster.
pub struct DeskPerson {
    /// Who.
    pub person: Person,
    /// Everything served as.
    pub posts: Vec<Post>,
    /// The unit they are counted in.
    pub unit: UnitId,
    /// Zone of the site served at.
    pub zone: TimeZone,
    /// Their patterns.
    pub assignments: Vec<Assignment>,
    /// Their papers.
    pub exceptions: Vec<Exception>,
}

impl DeskPerson {
    /// Whether they serve in one of these units on a day.
    pub fn serves(&self, within: &[UnitId], on: Date) -> bool {
        self.posts.iter().any(|post| within.contains(&post.unit) && post.holds_on(on))
    }
}

impl Desk {
    /// Loads a unit's desk for some days.
    ///
    /// # Errors
    ///
    /// `too_many_people`, or when the database does not answer.
    pub async fn load(
        tx: &mut Tx,
        app: &App,
        instansi: &Instansi,
        unit: UnitId,
        first: Date,
        last: Date,
    ) -> Result<Self, ServiceError> {
        let id = instansi.id;
        let all_units = units::list(tx, id).await?;
        let unit = all_units.iter().find(|one| one.id == unit).cloned();
        let unit = unit.ok_or_else(|| ServiceError::not_found("not_found", "unit itu tidak ada", "no such unit"))?;
        let within = subtree(&all_units, unit.id);
        let above = path(&all_units, unit.id);
        let all_posts = posts::all(tx, id).await?;
        let homes = homes(&all_posts, &within, first, last);
        if homes.len() > MOST_PEOPLE {
            return Err(too_many_people(homes.len()));
        }
        let ids: Vec<PersonId> = homes.iter().map(|(person, _)| *person).collect();
        let (wide_first, wide_last) = (first.saturating_sub(AROUND.days()), last.saturating_add(AROUND.days()));
        let mut assignments = grouped(roster::assignments(tx, id, &ids).await?, |one| one.person);
        let mut exceptions = grouped(roster::exceptions(tx, id, &ids, wide_first, wide_last).await?, |one| one.person);
        let mut of_people = grouped(all_posts, |post| post.person);
        let zones: HashMap<_, _> =
            sites::list(tx, id).await?.into_iter().map(|site| (site.id, site.zone.time_zone())).collect();
        let homes: HashMap<PersonId, UnitId> = homes.into_iter().collect();
        let mut found = Vec::with_capacity(ids.len());
        for person in people::get_many(tx, id, &ids).await? {
            let posts = of_people.remove(&person.id).unwrap_or_default();
            let site = posts.iter().find(|post| post.holds_on(last)).or(posts.last()).and_then(|post| post.site);
            found.push(DeskPerson {
                unit: homes[&person.id],
                zone: site.and_then(|site| zones.get(&site).cloned()).unwrap_or_else(|| instansi.zone.time_zone()),
                assignments: assignments.remove(&person.id).unwrap_or_default(),
                exceptions: exceptions.remove(&person.id).unwrap_or_default(),
                posts,
                person,
            });
        }
        let code = |unit: UnitId| all_units.iter().find(|one| one.id == unit).map(|one| one.code.clone());
        found.sort_by_cached_key(|one| (code(one.unit), one.person.name.to_lowercase(), one.person.id));
        let known = |unit: &UnitId| above.contains(unit) || within.contains(unit);
        Ok(Self {
            first,
            last,
            turns: roster_desk::turns(tx, id).await?.into_iter().filter(|turn| known(&turn.unit)).collect(),
            posts: roster_desk::posts(tx, id)
                .await?
                .into_iter()
                .filter(|post| !post.ended && within.contains(&post.unit))
                .collect(),
            cycles: roster_desk::cycles(tx, id)
                .await?
                .into_iter()
                .filter(|cycle| !cycle.ended && above.contains(&cycle.unit))
                .collect(),
            cells: roster_changes::cells(tx, id, &ids, wide_first, wide_last).await?,
            people: found,
            limits: app.packs_of(instansi).shifts(instansi.region_code(), first),
            rules: RulesInForce::of(app, instansi),
            zone: instansi.zone.time_zone(),
            unit,
            within,
            units: all_units,
        })
    }

    /// One of its people.
    pub fn person(&self, id: PersonId) -> Option<&DeskPerson> {
        self.people.iter().find(|one| one.person.id == id)
    }

    /// The turn somebody of a unit may be given by its letter: the nearest unit's, upwards.
    pub fn turn_of_code(&self, unit: UnitId, code: &str) -> Option<&NamedTurn> {
        let above = path(&self.units, unit);
        let fits = |turn: &&NamedTurn| !turn.ended && turn.code.eq_ignore_ascii_case(code);
        above.iter().find_map(|unit| self.turns.iter().filter(fits).find(|turn| turn.unit == *unit))
    }

    /// Which of the unit's turns these hours are: the nearest unit's, one in use before one that ended, the same to the
    /// minute of break and grace before the same hours.
    pub fn named(&self, unit: UnitId, turn: &Turn) -> Option<&NamedTurn> {
        let above = path(&self.units, unit);
        let hours = |one: &&NamedTurn| one.turn.starts == turn.starts && one.turn.minutes == turn.minutes;
        let distance = |one: &NamedTurn| above.iter().position(|unit| *unit == one.unit);
        self.turns
            .iter()
            .filter(hours)
            .filter(|one| distance(one).is_some())
            .min_by_key(|one| (one.ended, one.turn != *turn, distance(one)))
    }

    /// The letter of a turn, or its hours where it has none.
    pub fn code(&self, unit: UnitId, turn: &Turn) -> String {
        self.named(unit, turn).map_or_else(|| hours_text(turn), |named| named.code.clone())
    }
}

/// `07:00+420`: a turn without a letter, as the command line writes it.
pub fn hours_text(turn: &Turn) -> String {
    format!("{}+{}", turn.starts.strftime("%H:%M"), turn.minutes)
}

/// Who serves in these units on some day of a span, each in the unit of the oldest post that holds on the last such day.
fn homes(posts: &[Post], within: &[UnitId], first: Date, last: Date) -> Vec<(PersonId, UnitId)> {
    let mut homes: HashMap<PersonId, (Date, UnitId)> = HashMap::new();
    for post in posts.iter().filter(|post| within.contains(&post.unit) && post.holds_within(first, last)) {
        let until = post.to_on.unwrap_or(last).min(last);
        let known = homes.entry(post.person).or_insert((until, post.unit));
        if known.0 < until {
            *known = (until, post.unit);
        }
    }
    let mut homes: Vec<(PersonId, UnitId)> = homes.into_iter().map(|(person, (_, unit))| (person, unit)).collect();
    homes.sort_unstable();
    homes
}

fn grouped<T>(rows: Vec<T>, person: impl Fn(&T) -> PersonId) -> HashMap<PersonId, Vec<T>> {
    let mut grouped: HashMap<PersonId, Vec<T>> = HashMap::new();
    for row in rows {
        grouped.entry(person(&row)).or_default().push(row);
    }
    grouped
}
