//! Who stands where on the ladder, from stored days. An indication proposes; it opens nothing by itself.

use std::collections::{BTreeSet, HashMap};

use hadir_domain::discipline::{Assessment, Facts};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::{Person, Post};
use hadir_store::days::Day;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, days, people, posts};
use jiff::civil::Date;
use uuid::Uuid;

use super::all;
use super::ladder::{Ladder, reach_back};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging;

/// What one person's days come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicated {
    /// Who.
    pub person: Person,
    /// Where they served last, of the days looked at.
    pub unit: Option<UnitId>,
    /// What it comes to.
    pub assessment: Assessment,
    /// Settled days without a word that were given to the ladder.
    pub days: BTreeSet<Date>,
    /// The case that is about one of these days and not closed.
    pub case: Option<Uuid>,
}

/// The people with a day without a word in a year up to a day, the heaviest first.
///
/// Only settled days count; days that wait for a source are named as waiting.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_year(
    app: &App,
    instansi: &Instansi,
    year: i16,
    on: Date,
    within: impl Fn(UnitId) -> bool,
) -> Result<Vec<Indicated>, ServiceError> {
    let (from, to) = span(year, on);
    judging::project_waiting(app, instansi).await?;
    let ids = app.db.read(async |tx| days::absent(tx, instansi.id, from, to).await).await?;
    let mut found = of_people(app, instansi, &ids, year, on).await?;
    found.retain(|one| {
        let counters = &one.assessment.counters;
        let speaks = counters.cumulative_days > 0 || counters.longest_streak > 0 || !one.assessment.waiting.is_empty();
        speaks && one.unit.is_some_and(&within)
    });
    found.sort_by_cached_key(|one| {
        let weight = one.assessment.indication.as_ref().map(|one| (one.level, one.sanction));
        let counters = &one.assessment.counters;
        (std::cmp::Reverse((weight, counters.cumulative_days, counters.longest_streak)), one.person.name.clone())
    });
    Ok(found)
}

/// What the days of one person come to, also when nothing.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_person(
    app: &App,
    instansi: &Instansi,
    person: PersonId,
    year: i16,
    on: Date,
) -> Result<Option<Indicated>, ServiceError> {
    judging::project_waiting(app, instansi).await?;
    Ok(of_people(app, instansi, &[person], year, on).await?.pop())
}

/// The days that may speak of a year: those of it, and some before for a row that began there.
pub(in crate::services) fn span(year: i16, on: Date) -> (Date, Date) {
    let first = Date::new(year, 1, 1).unwrap_or(on);
    let last = Date::new(year, 12, 31).unwrap_or(on);
    (reach_back(first), last.min(on))
}

async fn of_people(
    app: &App,
    instansi: &Instansi,
    ids: &[PersonId],
    year: i16,
    on: Date,
) -> Result<Vec<Indicated>, ServiceError> {
    let (from, to) = span(year, on);
    let (known, all_posts, stored, cases) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((
                people::get_many(tx, instansi.id, ids).await?,
                posts::of_people(tx, instansi.id, ids).await?,
                days::of_people(tx, instansi.id, ids, from, to).await?,
                all(tx, instansi).await?,
            ))
        })
        .await?;
    let mut by_person: HashMap<PersonId, Vec<Day>> = HashMap::new();
    for day in stored {
        by_person.entry(day.person).or_default().push(day);
    }
    let packs = app.packs_of(instansi);
    let mut ladder = Ladder::new(&packs, instansi);
    let mut open: Vec<(PersonId, Uuid, BTreeSet<Date>)> = Vec::new();
    for case in cases.iter().filter(|case| case.state().closed.is_none()) {
        open.push((case.subject(), case.id(), case.opening.days()));
    }
    let mut found = Vec::with_capacity(known.len());
    for person in known {
        let stored = by_person.remove(&person.id).unwrap_or_default();
        let facts = facts(&stored, year, on);
        let assessment = ladder.assess(person.employee_type, &stored, &facts);
        let case = open
            .iter()
            .find(|(subject, _, dates)| *subject == person.id && !dates.is_disjoint(&facts.absent))
            .map(|(_, id, _)| *id);
        let unit = serves(&all_posts, person.id, to).or_else(|| stored.last().and_then(|day| day.unit));
        found.push(Indicated { person, unit, assessment, days: facts.absent, case });
    }
    Ok(found)
}

/// What of somebody's days is given to the ladder.
pub(in crate::services) fn facts(stored: &[Day], year: i16, on: Date) -> Facts {
    let days = stored.iter().map(|day| (day.on, day.status, day.settled, day.late_minutes, day.early_minutes));
    Facts::of_days(year, on, days)
}

/// Where somebody serves on a day: the first of their posts.
fn serves(all: &[Post], person: PersonId, on: Date) -> Option<UnitId> {
    all.iter().find(|post| post.person == person && post.holds_on(on)).map(|post| post.unit)
}
