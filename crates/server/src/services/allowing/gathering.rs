//! What is known of people's days of a month, as a schedule asks for it: through the recap's own way to the days.

use std::collections::{BTreeMap, HashMap};

use hadir_domain::allowance::{Attended, Clock, Event, EventKind, Month, PersonDay};
use hadir_domain::apel::{ApelKind, EventStatus};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::{Person, Post};
use hadir_domain::recap::RecapDay;
use hadir_domain::status::{Mark, Status};
use hadir_store::instansi::Instansi;
use hadir_store::periods::Period;
use hadir_store::{StoreError, days, sealed_days};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use crate::app::App;
use crate::services::apel::months::MonthEvent;
use crate::services::error::ServiceError;
use crate::services::recapping::{self, Knowledge};

/// When somebody came and left on a date.
type Times = (Option<Clock>, Option<Clock>);

/// One person's month as a schedule asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The days of service up to today; one that is not settled is undecided, whatever it looks like so far.
    pub days: Vec<PersonDay>,
    /// Events of settled days.
    pub events: Vec<Event>,
    /// The days that are not settled.
    pub waiting: Vec<Date>,
}

impl Facts {
    /// Lets a day of service be seen otherwise; without times it keeps those it had.
    pub fn see_as(
        &mut self,
        on: Date,
        (status, settled): (Status, bool),
        marks: &[Mark],
        times: Option<(Option<DateTime>, Option<DateTime>)>,
    ) {
        let Some(day) = self.days.iter_mut().find(|day| day.date == on) else { return };
        self.waiting.retain(|waits| *waits != on);
        if !settled {
            *day = PersonDay::new(on, Status::Belum);
            self.waiting.push(on);
            self.waiting.sort_unstable();
            return;
        }
        let times = times.map_or((day.arrived, day.left), |(came, left)| (clock(came, on), clock(left, on)));
        *day = day_of(&RecapDay { on, status, settled, marks: marks.to_vec() }, Some(times));
    }
}

/// Some people's month.
pub struct Gathered {
    /// The people with their first post of the month, in the order of the recap.
    pub people: Vec<(Person, Option<Post>)>,
    /// What is known of each.
    pub facts: HashMap<PersonId, Facts>,
}

/// Gathers a month; days that nobody judged yet are judged first. `clocks` asks for the times of arrival and leaving, which
/// few schedules use.
///
/// # Errors
///
/// When no pack covers the month.
pub async fn gather(
    app: &App,
    instansi: &Instansi,
    ids: &[PersonId],
    month: Month,
    clocks: bool,
    knowledge: Knowledge,
) -> Result<Gathered, ServiceError> {
    let (from, to) = (month.first(), month.last());
    recapping::refresh(app, instansi, ids, from, to).await?;
    let stored = recapping::stored(app, instansi, ids, (from, to), knowledge).await?;
    let times = match clocks {
        true => {
            let closed = if knowledge == Knowledge::AsClosed { stored.closed.as_slice() } else { &[] };
            times(app, instansi, ids, month, closed).await?
        }
        false => HashMap::new(),
    };
    let today = app.today(instansi);
    let mut served: HashMap<PersonId, Vec<&Post>> = HashMap::new();
    for post in stored.posts.iter().filter(|post| post.holds_within(from, to)) {
        served.entry(post.person).or_default().push(post);
    }
    let facts = ids.iter().map(|person| {
        let none = (Vec::new(), Vec::new(), Vec::new());
        let days = stored.days.get(person).unwrap_or(&none.0);
        let events = stored.events.get(person).unwrap_or(&none.1);
        let posts = served.get(person).unwrap_or(&none.2);
        let serves = |on: Date| posts.iter().any(|post| post.holds_on(on));
        (*person, facts_of(month, today, days, events, serves, |on| times.get(&(*person, on)).copied()))
    });
    let facts = facts.collect();
    Ok(Gathered { people: recapping::in_order(stored.people, &stored.posts, (from, to)), facts })
}

/// Arrivals and departures: as judged, and as sealed where the month is closed.
async fn times(
    app: &App,
    instansi: &Instansi,
    ids: &[PersonId],
    month: Month,
    closed: &[Period],
) -> Result<HashMap<(PersonId, Date), Times>, ServiceError> {
    let (from, to) = (month.first(), month.last());
    let offices: Vec<UnitId> = closed.iter().filter(|period| period.is_closed()).map(|period| period.unit).collect();
    let (judged, sealed) = app
        .db
        .read(async |tx| {
            let judged = days::of_people(tx, instansi.id, ids, from, to).await?;
            let sealed = match offices.is_empty() {
                true => Vec::new(),
                false => sealed_days::of_people(tx, instansi.id, ids, from, to).await?,
            };
            Ok::<_, StoreError>((judged, sealed))
        })
        .await?;
    let judged = judged.into_iter().map(|day| ((day.person, day.on), (day.first_in, day.last_out)));
    let sealed = sealed
        .into_iter()
        .filter(|day| day.lands_on == from && offices.contains(&day.unit))
        .map(|day| ((day.person, day.on), (day.verdict.first_in, day.verdict.last_out)));
    // In the order of versions, and over what is judged now.
    let all = judged.chain(sealed);
    Ok(all.map(|((person, on), (came, left))| ((person, on), (clock(came, on), clock(left, on)))).collect())
}

/// A time of the date itself; one of the day before or after is no time of arrival a schedule speaks of.
fn clock(at: Option<DateTime>, on: Date) -> Option<Clock> {
    let at = at.filter(|at| at.date() == on)?;
    Some(Clock::from_minutes(u16::from(at.hour().unsigned_abs()) * 60 + u16::from(at.minute().unsigned_abs())))
}

/// What a schedule is told of a person's days.
fn facts_of(
    month: Month,
    today: Date,
    days: &[RecapDay],
    events: &[MonthEvent],
    serves: impl Fn(Date) -> bool,
    times: impl Fn(Date) -> Option<Times>,
) -> Facts {
    // Of two days of one date the later in the list counts.
    let known: BTreeMap<Date, &RecapDay> = days.iter().map(|day| (day.on, day)).collect();
    let mut facts = Facts::default();
    let until = month.last().min(today);
    for on in month.first().series(1.day()).take_while(|on| *on <= until).filter(|on| serves(*on)) {
        let Some(day) = known.get(&on).filter(|day| day.settled) else {
            facts.days.push(PersonDay::new(on, Status::Belum));
            facts.waiting.push(on);
            continue;
        };
        facts.days.push(day_of(day, times(on)));
        let of_day = events.iter().filter(|event| event.on == on);
        let told: Vec<Event> = of_day.map(event_of).collect();
        // A sheet of an office may know of a missed apel nobody announced here.
        let marks = day.marks.iter().filter(|mark| **mark == Mark::MissedApel).count();
        let missed = told.iter().filter(|event| event.status == Attended::Missed).count();
        facts.events.extend(told);
        if marks > missed {
            facts.events.push(Event { date: on, kind: EventKind::Apel, status: Attended::Missed });
        }
    }
    facts
}

fn day_of(day: &RecapDay, times: Option<Times>) -> PersonDay {
    let mut of = PersonDay::new(day.on, day.status);
    (of.arrived, of.left) = times.unwrap_or_default();
    for mark in &day.marks {
        match mark {
            Mark::Tl(minutes) => of.late_minutes = *minutes,
            Mark::Psw(minutes) => of.early_minutes = *minutes,
            Mark::MissingIn => of.missing_in = true,
            Mark::MissingOut => of.missing_out = true,
            Mark::MissedApel | Mark::MissedWindows(_) => {}
        }
    }
    of
}

fn event_of(event: &MonthEvent) -> Event {
    let kind = match event.kind {
        ApelKind::Apel => EventKind::Apel,
        ApelKind::Upacara => EventKind::Upacara,
        ApelKind::Senam => EventKind::Senam,
    };
    let status = match event.status {
        EventStatus::Attended => Attended::Attended,
        EventStatus::Missed => Attended::Missed,
        EventStatus::Excused => Attended::Excused,
        EventStatus::Late => Attended::Late,
    };
    Event { date: event.on, kind, status }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn day(on: Date, status: Status, settled: bool, marks: &[Mark]) -> RecapDay {
        RecapDay { on, status, settled, marks: marks.to_vec() }
    }

    #[test]
    fn days_not_settled_wait_days_to_come_and_days_without_a_post_are_left_out() {
        let (second, third) = (date(2026, 1, 2), date(2026, 1, 3));
        let days = [
            day(date(2026, 1, 1), Status::Tk, true, &[]),
            day(second, Status::H, true, &[Mark::Tl(45), Mark::MissingOut]),
            day(third, Status::Tk, false, &[Mark::Tl(9)]),
            day(date(2026, 1, 5), Status::Tk, true, &[]),
        ];

        let facts = facts_of(Month::of(second), date(2026, 1, 4), &days, &[], |on| on >= second, |_| None);

        let late = PersonDay { late_minutes: 45, missing_out: true, ..PersonDay::new(second, Status::H) };
        let fourth = date(2026, 1, 4);
        assert_eq!(facts.days, [late, PersonDay::new(third, Status::Belum), PersonDay::new(fourth, Status::Belum)]);
        assert_eq!(facts.waiting, [third, fourth]);
    }

    #[test]
    fn a_missed_apel_of_a_sheet_counts_once_beside_what_was_announced() {
        let monday = date(2026, 1, 5);
        let days = [day(monday, Status::H, true, &[Mark::MissedApel])];
        let apel = Event { date: monday, kind: EventKind::Apel, status: Attended::Missed };

        let facts = facts_of(Month::of(monday), monday, &days, &[], |_| true, |_| None);

        assert_eq!(facts.events, [apel]);
    }

    #[test]
    fn a_time_of_another_date_is_no_time_of_arrival() {
        let on = date(2026, 1, 5);
        assert_eq!(clock(Some(on.at(8, 15, 59, 0)), on), Some(Clock::from_minutes(495)));
        assert_eq!(clock(Some(date(2026, 1, 4).at(23, 50, 0, 0)), on), None);
    }
}
