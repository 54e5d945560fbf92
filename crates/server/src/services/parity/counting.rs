//! The days of everybody, from stored days: read in pieces, each person counted and forgotten.

use std::collections::HashMap;

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::parity::{ParityDay, Standing, Table};
use hadir_domain::people::{EmployeeType, Post};
use hadir_domain::roster::{Assignment, Exception};
use hadir_store::instansi::Instansi;
use hadir_store::posts::KindInPost;
use hadir_store::spans::{self, PersonSpan, SpanDay};
use hadir_store::{StoreError, people, posts, roster};
use jiff::civil::Date;

use super::contracted::{Contracted, Minutes};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::judging;

/// People read at once.
const PIECE: usize = 1_024;

/// Days never judged, or open so long that time alone may have settled them, are judged first as long as they are not more
/// than this; a year of a city is not judged by looking at it. What is left counts as waiting.
const MOST_JUDGED: usize = 50_000;

/// Who served where and as what.
pub(super) struct Roster {
    /// Everybody with a post within the span, in the order of their keys.
    pub people: Vec<PersonId>,
    posts: HashMap<PersonId, Vec<Post>>,
    kinds: HashMap<PersonId, EmployeeType>,
    before: HashMap<PersonId, Vec<KindInPost>>,
}

impl Roster {
    /// Loads everybody with a post on some day of a span.
    pub async fn load(app: &App, instansi: &Instansi, (from, to): (Date, Date)) -> Result<Self, StoreError> {
        app.db
            .read(async |tx| {
                let mut held: HashMap<PersonId, Vec<Post>> = HashMap::new();
                for post in posts::all(tx, instansi.id).await? {
                    if post.holds_within(from, to) {
                        held.entry(post.person).or_default().push(post);
                    }
                }
                let mut ids: Vec<PersonId> = held.keys().copied().collect();
                ids.sort_unstable();
                let known = people::get_many(tx, instansi.id, &ids).await?;
                let mut before: HashMap<PersonId, Vec<KindInPost>> = HashMap::new();
                for one in posts::kinds(tx, instansi.id).await? {
                    before.entry(one.person).or_default().push(one);
                }
                Ok::<_, StoreError>(Self {
                    kinds: known.into_iter().map(|person| (person.id, person.employee_type)).collect(),
                    people: ids,
                    posts: held,
                    before,
                })
            })
            .await
    }

    /// Where somebody served on a day and as what; `None` without a post. Of several posts the oldest counts, as everywhere.
    pub fn on(&self, person: PersonId, on: Date) -> Option<(UnitId, EmployeeType)> {
        let unit = self.posts.get(&person)?.iter().find(|post| post.holds_on(on))?.unit;
        let kept = self.before.get(&person).and_then(|kept| {
            let holds = |one: &&KindInPost| one.from_on <= on && one.to_on.is_none_or(|last| on <= last);
            kept.iter().find(holds)
        });
        Some((unit, kept.map_or_else(|| self.kinds.get(&person).copied(), |one| Some(one.kind))?))
    }

    /// How many days of a span somebody had a post.
    fn days(&self, person: PersonId, (from, to): (Date, Date)) -> usize {
        let held = self.posts.get(&person).map_or(&[][..], Vec::as_slice);
        let all = from.series(jiff::Span::new().days(1)).take_while(|on| *on <= to);
        if held.iter().any(|post| post.from_on <= from && post.holds_on(to)) {
            return all.count();
        }
        all.filter(|on| held.iter().any(|post| post.holds_on(*on))).count()
    }

    /// Where somebody served last within a span, and as what.
    pub fn last(&self, person: PersonId, (from, to): (Date, Date)) -> Option<(UnitId, EmployeeType)> {
        let ends = self.posts.get(&person)?.iter().filter(|post| post.holds_within(from, to));
        let last = ends.map(|post| post.to_on.unwrap_or(to).min(to)).max()?;
        self.on(person, last)
    }
}

/// What is asked of people by their rosters.
pub(super) struct Papers {
    assignments: HashMap<PersonId, Vec<Assignment>>,
    exceptions: HashMap<PersonId, Vec<Exception>>,
}

impl Papers {
    /// Patterns and papers of these people.
    pub async fn load(
        app: &App,
        instansi: &Instansi,
        ids: &[PersonId],
        (from, to): (Date, Date),
    ) -> Result<Self, StoreError> {
        app.db
            .read(async |tx| {
                let mut is = Self { assignments: HashMap::new(), exceptions: HashMap::new() };
                for one in roster::assignments(tx, instansi.id, ids).await? {
                    is.assignments.entry(one.person).or_default().push(one);
                }
                for one in roster::exceptions(tx, instansi.id, ids, from, to).await? {
                    is.exceptions.entry(one.person).or_default().push(one);
                }
                Ok::<_, StoreError>(is)
            })
            .await
    }

    /// The minutes a person's roster asks for, day by day.
    pub fn minutes(&self, person: PersonId, plans: &mut Contracted<'_>) -> Minutes {
        let assignments = self.assignments.get(&person).map_or(&[][..], Vec::as_slice);
        plans.of(assignments, self.exceptions.get(&person).map_or(&[][..], Vec::as_slice))
    }
}

/// A table with how many days nobody has judged.
pub(super) struct Counted {
    pub table: Table,
    /// Person-days of the roster without a stored verdict; they are among those waiting.
    pub unjudged: u64,
}

/// Counts the days of a span into lines of units; days in other units are not of this table.
pub(super) async fn count(
    app: &App,
    instansi: &Instansi,
    roster: &Roster,
    line_of: &(dyn Fn(UnitId) -> Option<usize> + Sync),
    span: (Date, Date),
    plans: &mut Contracted<'_>,
) -> Result<Counted, ServiceError> {
    let mut counted = Counted { table: Table::default(), unjudged: 0 };
    let mut may_judge = MOST_JUDGED;
    let here = |person: &PersonId| {
        let serves = roster.posts.get(person).into_iter().flatten();
        serves.filter(|post| post.holds_within(span.0, span.1)).any(|post| line_of(post.unit).is_some())
    };
    let ids: Vec<PersonId> = roster.people.iter().copied().filter(here).collect();
    for piece in ids.chunks(PIECE) {
        let papers = Papers::load(app, instansi, piece, span).await?;
        let stored = fresh(app, instansi, roster, piece, span, &mut may_judge).await?;
        for person in piece {
            let days = stored.get(person).map_or(&[][..], |one| one.days.as_slice());
            let minutes = papers.minutes(*person, plans);
            let (own, unjudged) = days_of(roster, *person, days, line_of, span, (&*plans, &minutes));
            counted.unjudged += unjudged;
            counted.table.add_person(&own);
        }
    }
    Ok(counted)
}

/// The stored days of these people, judged anew where days are missing or stale and these are few.
async fn fresh(
    app: &App,
    instansi: &Instansi,
    roster: &Roster,
    ids: &[PersonId],
    (from, to): (Date, Date),
    may_judge: &mut usize,
) -> Result<HashMap<PersonId, PersonSpan>, ServiceError> {
    let stale_before = app.now().checked_sub(judging::FRESH).unwrap_or(app.now());
    let span = (from, to);
    let read = app.db.read(async |tx| spans::of_people(tx, instansi.id, ids, span, stale_before).await).await?;
    let mut stored: HashMap<PersonId, PersonSpan> = read.into_iter().map(|one| (one.person, one)).collect();
    let length = usize::try_from((to - from).get_days() + 1).unwrap_or(0);
    let whole = |person: &PersonId| {
        stored.get(person).is_some_and(|one| one.stale == 0 && one.days.len() >= roster.days(*person, span))
    };
    let wanted: Vec<PersonId> = ids.iter().copied().filter(|person| !whole(person)).collect();
    if wanted.is_empty() || wanted.len() * length > *may_judge {
        return Ok(stored);
    }
    *may_judge -= wanted.len() * length;
    match judging::settle_people(app, instansi, &wanted, from, to).await {
        Err(error) if !judging::is_uncovered(&error) => return Err(error),
        _ => {}
    }
    let again = app.db.read(async |tx| spans::of_people(tx, instansi.id, &wanted, span, stale_before).await).await?;
    stored.extend(again.into_iter().map(|one| (one.person, one)));
    Ok(stored)
}

/// The roster days of one person, and how many of them nobody has judged.
fn days_of(
    roster: &Roster,
    person: PersonId,
    stored: &[SpanDay],
    line_of: &(dyn Fn(UnitId) -> Option<usize> + Sync),
    (from, to): (Date, Date),
    (plans, minutes): (&Contracted<'_>, &Minutes),
) -> (Vec<ParityDay>, u64) {
    let mut own = Vec::with_capacity(stored.len());
    let mut unjudged = 0;
    let mut stored = stored.iter().peekable();
    for on in from.series(jiff::Span::new().days(1)).take_while(|on| *on <= to) {
        let day = stored.next_if(|day| day.on == on);
        let serves = roster.on(person, on).and_then(|(unit, kind)| Some((line_of(unit)?, kind)));
        if let Some((line, kind)) = serves {
            unjudged += u64::from(day.is_none());
            let standing = day.map_or(Standing::Waiting, |day| Standing::of(day.status, day.settled));
            let contracted = plans.place(on).and_then(|place| minutes.get(place).copied().flatten());
            own.push(ParityDay {
                kind,
                line,
                standing,
                contracted_minutes: contracted.filter(|_| standing.is_due()).unwrap_or_default(),
                late_minutes: day.map_or(0, |day| day.late_minutes),
                early_minutes: day.map_or(0, |day| day.early_minutes),
            });
        }
    }
    (own, unjudged)
}
