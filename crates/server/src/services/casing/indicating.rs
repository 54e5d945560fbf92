//! Who stands where on the ladder, from stored days. An indication proposes; it opens nothing by itself.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hadir_domain::calendar::Calendar;
use hadir_domain::discipline::{Assessment, DisciplineRules, Due, Facts, ShortDay, assess, by_calendar};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::{EmployeeType, Person, Post};
use hadir_domain::status::Status;
use hadir_rules::Packs;
use hadir_store::days::Day;
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, days, dirty, people, posts};
use jiff::ToSpan;
use jiff::civil::Date;
use uuid::Uuid;

use super::all;
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging;

/// A streak may begin in the year before; so many days back are looked at.
const LOOK_BACK_DAYS: i64 = 60;

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
    project(app, instansi).await?;
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
    project(app, instansi).await?;
    Ok(of_people(app, instansi, &[person], year, on).await?.pop())
}

/// Judges what was marked since.
async fn project(app: &App, instansi: &Instansi) -> Result<(), ServiceError> {
    if app.db.read(async |tx| dirty::count(tx, instansi.id).await).await? > 0 {
        judging::project(app, instansi).await?;
    }
    Ok(())
}

/// The days a year's ladder looks at.
pub fn span(year: i16, on: Date) -> (Date, Date) {
    let first = Date::new(year, 1, 1).unwrap_or(on);
    let last = Date::new(year, 12, 31).unwrap_or(on);
    (first.checked_sub(LOOK_BACK_DAYS.days()).unwrap_or(first), last.min(on))
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
    let mut ladder = Ladder::new(&packs, instansi, year, on);
    let mut open: Vec<(PersonId, Uuid, BTreeSet<Date>)> = Vec::new();
    for case in cases.iter().filter(|case| case.state().closed.is_none()) {
        open.push((case.subject(), case.id(), case.opening.days()));
    }
    let mut found = Vec::with_capacity(known.len());
    for person in known {
        let stored = by_person.remove(&person.id).unwrap_or_default();
        let (assessment, facts) = ladder.assess(person.employee_type, &stored);
        let case = open
            .iter()
            .find(|(subject, _, dates)| *subject == person.id && !dates.is_disjoint(&facts.absent))
            .map(|(_, id, _)| *id);
        let unit = serves(&all_posts, person.id, to).or_else(|| stored.last().and_then(|day| day.unit));
        found.push(Indicated { person, unit, assessment, days: facts.absent, case });
    }
    Ok(found)
}

/// The ladder of an instansi, as packs have it, for a year up to a day.
pub struct Ladder<'a> {
    packs: &'a Packs,
    instansi: &'a Instansi,
    calendar: Calendar,
    rules: BTreeMap<EmployeeType, DisciplineRules>,
    year: i16,
    on: Date,
}

impl<'a> Ladder<'a> {
    /// The ladder of those packs.
    pub fn new(packs: &'a Packs, instansi: &'a Instansi, year: i16, on: Date) -> Self {
        let calendar = packs.calendar(instansi.region_code(), None);
        Self { packs, instansi, calendar, rules: BTreeMap::new(), year, on }
    }

    /// What days come to for an employment, and what of them was given to the ladder.
    pub fn assess(&mut self, of: EmployeeType, stored: &[Day]) -> (Assessment, Facts) {
        let region = self.instansi.region_code();
        let rules = self.rules.entry(of).or_insert_with(|| self.packs.discipline(region, of));
        let on_calendar = by_calendar(&self.calendar, self.instansi.week);
        let facts = facts(stored, self.year, self.on);
        let statuses: HashMap<Date, Status> = stored.iter().map(|day| (day.on, day.status)).collect();
        // The person's own roster says what a day off is; the calendar only where nothing was judged.
        let due = |date: Date| match statuses.get(&date) {
            Some(Status::Libur) => Due::Free,
            Some(_) => Due::Duty,
            None => on_calendar(date),
        };
        (assess(rules, &facts, &due), facts)
    }
}

fn facts(stored: &[Day], year: i16, on: Date) -> Facts {
    let of = |settled: bool| {
        stored.iter().filter(move |day| day.status == Status::Tk && day.settled == settled).map(|day| day.on)
    };
    let short = stored.iter().filter(|day| day.settled && (day.late_minutes > 0 || day.early_minutes > 0));
    Facts {
        year,
        on,
        absent: of(true).collect(),
        short: short.map(|day| ShortDay { date: day.on, late: day.late_minutes, early: day.early_minutes }).collect(),
        pending: of(false).collect(),
    }
}

/// Where somebody serves on a day: the first of their posts.
fn serves(all: &[Post], person: PersonId, on: Date) -> Option<UnitId> {
    all.iter().find(|post| post.person == person && post.holds_on(on)).map(|post| post.unit)
}
