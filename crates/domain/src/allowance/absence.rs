//! Days without notice.

use jiff::civil::Date;

use super::book::Book;
use super::compute::Standing;
use super::days::MonthDays;
use super::doubt::{About, Why};
use super::input::PersonDay;
use super::line::Because;
use super::money::Percent;
use super::schedule::{Ladder, Schedule};

/// Whether a date is the first workday after days off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    Yes,
    No,
    Unknown,
}

/// Deducts the days of absence; `days` are in order, each once.
pub(super) fn absences(book: &mut Book, schedule: &Schedule, days: &[&PersonDay], calendar: &MonthDays) {
    let rule = &schedule.absence;
    let mut so_far = Absences { days, calendar, last: None, count: 0, run: 0, taken: Percent::ZERO };
    for day in days.iter().filter(|day| Standing::of(day.status) == Standing::Absent) {
        let date = day.date;
        so_far.add(date);
        let first = rule
            .first_day
            .as_ref()
            .map(|charge| (charge, first_day(schedule, calendar, date, charge.holiday.as_deref())));
        if let Some((charge, First::Yes)) = first {
            book.take(date, &charge.rule, charge.percent, Because::AbsentFirstDay);
            continue;
        }
        if let Some(ladder) = &rule.ladder {
            so_far.climb(book, ladder, date);
            continue;
        }
        if let Some((percent, of)) = &rule.per_day {
            book.take(date, of, *percent, Because::Absent { days: so_far.count, in_a_row: so_far.run });
        }
        match (first, &rule.per_day, &rule.open) {
            (Some((_, First::Unknown)), _, _) => book.doubt(date, About::Absent, Why::FirstDayUnknown),
            (_, Some(_), _) => {}
            (Some(_), None, _) => book.doubt(date, About::Absent, Why::NotAFirstDay),
            (None, None, Some(note)) => book.doubt(date, About::Absent, Why::Open(note.clone())),
            (None, None, None) => book.doubt(date, About::Absent, Why::NotRuled),
        }
    }
}

/// Whether a date is the first workday after days off of a holiday, by the schedule's own list, else by the calendar. A
/// holiday comes once a year: where the list has its day, no other day of that year is one.
pub(super) fn first_day(schedule: &Schedule, calendar: &MonthDays, date: Date, holiday: Option<&str>) -> First {
    let of = |name: &str| holiday.is_none_or(|holiday| name.contains(holiday));
    let mut listed = schedule.first_days.iter().filter(|first| of(&first.holiday));
    if listed.clone().any(|first| first.date == date) {
        return First::Yes;
    }
    match calendar.on(date) {
        Some(known) if known.workday.is_some() => match &known.first_after {
            Some(names) if holiday.is_none() || names.iter().any(|name| of(name)) => First::Yes,
            _ => First::No,
        },
        _ if holiday.is_some() && listed.any(|first| first.date.year() == date.year()) => First::No,
        _ => First::Unknown,
    }
}

/// The absences of a month as far as they were gone through.
struct Absences<'a> {
    days: &'a [&'a PersonDay],
    calendar: &'a MonthDays,
    last: Option<Date>,
    count: u16,
    run: u16,
    taken: Percent,
}

impl Absences<'_> {
    fn add(&mut self, date: Date) {
        let follows = self.last.is_some_and(|last| self.nothing_between(last, date));
        self.run = if follows { self.run + 1 } else { 1 };
        self.count += 1;
        self.last = Some(date);
    }

    /// Whether no day of work lies between two dates. A day that is listed speaks for itself.
    fn nothing_between(&self, from: Date, to: Date) -> bool {
        let between = from.series(jiff::Span::new().days(1)).skip(1).take_while(|date| *date < to);
        between.into_iter().all(|date| match self.days.binary_search_by_key(&date, |day| day.date) {
            Ok(place) => Standing::of(self.days[place].status) == Standing::Off,
            Err(_) => self.calendar.off(date),
        })
    }

    /// Deducts what this day adds to the days before it.
    fn climb(&mut self, book: &mut Book, ladder: &Ladder, date: Date) {
        let reached = ladder.steps.iter().filter(|step| step.days <= if step.in_a_row { self.run } else { self.count });
        let target = reached.map(|step| step.percent).max().unwrap_or_default();
        if target > self.taken {
            let because = Because::Absent { days: self.count, in_a_row: self.run };
            book.take(date, &ladder.rule, target - self.taken, because);
            self.taken = target;
        } else if ladder.steps.iter().any(|step| step.percent > self.taken) {
            book.doubt(date, About::Absent, Why::Open(ladder.beyond.clone()));
        }
    }
}
