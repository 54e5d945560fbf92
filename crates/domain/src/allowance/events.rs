//! Apel, ceremonies, reports.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::absence::{First, first_day};
use super::book::Book;
use super::compute::Standing;
use super::days::MonthDays;
use super::doubt::{About, Why};
use super::input::{Attended, Event, PersonDay, PersonMonth};
use super::line::Because;
use super::schedule::{Consequence, EventRule, Rule, Schedule};

/// Deducts the events of a month; `days` are in order, each once.
pub(super) fn events(
    book: &mut Book,
    schedule: &Schedule,
    month: &PersonMonth,
    days: &[&PersonDay],
    calendar: &MonthDays,
) {
    let mut events: Vec<Event> = month.events.clone();
    events.sort_unstable();
    let mut last = None;
    let mut once = BTreeSet::new();
    for event in events {
        let about = About::Event(event.kind, event.status);
        let again = last.replace(event) == Some(event);
        if matches!(event.status, Attended::Attended | Attended::Excused) {
            continue;
        }
        if again {
            book.doubt(event.date, about, Why::Repeated);
            continue;
        }
        if !month.month.holds(event.date) {
            book.doubt(event.date, about, Why::OutsideMonth);
            continue;
        }
        let day = days.binary_search_by_key(&event.date, |day| day.date).ok().map(|place| days[place].status);
        let standing = day.map_or(Standing::Working, Standing::of);
        if let (Some(status), Standing::Excused | Standing::Off) = (day, standing) {
            book.doubt(event.date, about, Why::DayExcused(status));
            continue;
        }
        match decide(schedule, month, event, standing, calendar, &mut once) {
            Decided::Take(rule, percent) => {
                book.take(event.date, rule, percent, Because::Event(event.kind, event.status));
            }
            Decided::Nothing => {}
            Decided::Doubt(why) => book.doubt(event.date, about, why),
        }
    }
}

enum Decided<'a> {
    Take(&'a Arc<Rule>, super::money::Percent),
    Nothing,
    Doubt(Why),
}

fn decide<'a>(
    schedule: &'a Schedule,
    month: &PersonMonth,
    event: Event,
    standing: Standing,
    calendar: &MonthDays,
    once: &mut BTreeSet<Arc<Rule>>,
) -> Decided<'a> {
    let of_it = |rule: &&EventRule| rule.kinds.contains(&event.kind) && rule.statuses.contains(&event.status);
    let of_them = |rule: &&EventRule| {
        let types = &rule.when.types;
        (types.is_empty() || types.contains(&month.employee_type))
            && rule.when.structural.is_none_or(|structural| structural == month.structural)
    };
    let mut rules = schedule.events.iter().filter(of_it).peekable();
    if rules.peek().is_none() {
        return Decided::Doubt(Why::NotRuled);
    }
    let Some(rule) = rules.find(of_them) else {
        return Decided::Doubt(Why::NotRuledFor(month.employee_type, month.structural));
    };
    let when = &rule.when;
    if when.present && standing == Standing::Absent {
        return Decided::Nothing;
    }
    if when.weekday.is_some_and(|weekday| weekday != event.date.weekday()) {
        return Decided::Doubt(Why::OtherWeekday);
    }
    if when.first_day {
        match first_day(schedule, calendar, event.date, None) {
            First::Yes => {}
            First::No => return Decided::Doubt(Why::NotAFirstDay),
            First::Unknown => return Decided::Doubt(Why::FirstDayUnknown),
        }
    }
    if let Some(note) = &when.once
        && !once.insert(rule.rule.clone())
    {
        return Decided::Doubt(Why::Open(note.clone()));
    }
    match &rule.then {
        Consequence::Percent(percent) => Decided::Take(&rule.rule, *percent),
        Consequence::Other(note) => Decided::Doubt(Why::NoCut(note.clone())),
        Consequence::Open(note) => Decided::Doubt(Why::Open(note.clone())),
    }
}
