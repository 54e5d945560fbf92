//! From a month to its cut.

use jiff::civil::Date;

use crate::people::EmployeeType;
use crate::status::Status;

use super::absence::absences;
use super::bands::Found;
use super::book::Book;
use super::caps::close;
use super::days::MonthDays;
use super::doubt::{About, Why};
use super::events::events;
use super::input::{PersonDay, PersonMonth};
use super::line::{Assessment, Because};
use super::money::Rupiah;
use super::schedule::{MissingRule, Schedule, Tariff, TariffRule};

/// What a day is to a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// There, with minutes and taps to look at.
    Working,
    /// Without notice.
    Absent,
    /// Leave, sickness, field duty and whatever else asks for no taps.
    Excused,
    /// A day off.
    Off,
    /// Not decided.
    Undecided,
}

impl Standing {
    pub fn of(status: Status) -> Self {
        match status {
            Status::H | Status::Wfh => Self::Working,
            Status::Tk => Self::Absent,
            Status::S | Status::I | Status::C | Status::Dl | Status::Tb | Status::Diklat => Self::Excused,
            Status::Libur => Self::Off,
            Status::Belum => Self::Undecided,
        }
    }
}

/// What a schedule deducts from a person's month.
///
/// The order of days and events means nothing; a day or event that is there twice counts once, and not at all where its two
/// versions differ. Minutes and taps count on days of work only. Of a day without notice only the absence counts, so that
/// its missing taps are not deducted a second time. `calendar` is that of the month and region; only it says which days are
/// off and which is the first after them.
pub fn assess(schedule: &Schedule, month: &PersonMonth, calendar: &MonthDays) -> Assessment {
    if month.employee_type == EmployeeType::NonAsn {
        let mut book = Book::new(Rupiah::ZERO);
        book.doubt_all(About::Schedule, Why::NoAllowance);
        return close(book, schedule, month.month);
    }
    let mut book = Book::new(schedule.base.share.of(month.tpp_rupiah));
    if !schedule.holds_within(month.month.first(), month.month.last()) {
        book.doubt_all(About::Schedule, Why::OutsideCover);
        return close(book, schedule, month.month);
    }
    for note in &schedule.open {
        book.doubt_all(About::Schedule, Why::Open(note.clone()));
    }
    let days = days_of(&mut book, month);
    let mut times = Times::default();
    for day in &days {
        match Standing::of(day.status) {
            Standing::Working => working(&mut book, schedule, day, &mut times),
            Standing::Undecided => book.doubt(day.date, About::Day, Why::Undecided),
            Standing::Absent | Standing::Excused | Standing::Off => {}
        }
    }
    absences(&mut book, schedule, &days, calendar);
    events(&mut book, schedule, month, &days, calendar);
    close(book, schedule, month.month)
}

/// The days of the month in their order, each once.
fn days_of<'a>(book: &mut Book, month: &'a PersonMonth) -> Vec<&'a PersonDay> {
    let mut days: Vec<&PersonDay> = month.days.iter().collect();
    days.sort_unstable();
    days.dedup();
    let mut last: Option<Date> = None;
    let mut twice: Vec<Date> = Vec::new();
    for day in &days {
        if last == Some(day.date) && twice.last() != Some(&day.date) {
            twice.push(day.date);
        }
        last = Some(day.date);
    }
    for date in &twice {
        book.doubt(*date, About::Day, Why::TwoVersions);
    }
    days.retain(|day| {
        let inside = month.month.holds(day.date);
        if !inside && !twice.contains(&day.date) {
            book.doubt(day.date, About::Day, Why::OutsideMonth);
        }
        inside && !twice.contains(&day.date)
    });
    days
}

/// How often a tolerance was used this month.
#[derive(Default)]
struct Times {
    late: u16,
    early: u16,
}

/// One side of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    In,
    Out,
}

/// Minutes and taps of a day of work.
fn working(book: &mut Book, schedule: &Schedule, day: &PersonDay, times: &mut Times) {
    let missing = schedule.missing.as_ref();
    let in_is_band = day.missing_in && missing.is_some_and(|rule| rule.instead_of_minutes && rule.tap_in.is_some());
    let out_is_band = day.missing_out && missing.is_some_and(|rule| rule.instead_of_minutes && rule.tap_out.is_some());
    if !in_is_band {
        match &schedule.arrival {
            Some(rule) => arrival(book, rule, day),
            None => minutes(book, schedule.late.as_ref(), day.date, day.late_minutes, Side::In, &mut times.late),
        }
    }
    if !out_is_band {
        minutes(book, schedule.early.as_ref(), day.date, day.early_minutes, Side::Out, &mut times.early);
    }
    if day.missing_in {
        tap(book, missing, day.date, Side::In);
    }
    if day.missing_out {
        tap(book, missing, day.date, Side::Out);
    }
}

fn arrival(book: &mut Book, rule: &TariffRule, day: &PersonDay) {
    let Some(clock) = day.arrived else {
        if day.late_minutes > 0 {
            book.doubt(day.date, About::Late(day.late_minutes), Why::NoArrival);
        }
        return;
    };
    let Tariff::Bands(bands) = &rule.tariff else {
        return book.doubt(day.date, About::Arrived(clock), Why::NotRuled);
    };
    match bands.at(clock.minutes()) {
        Found::Band(band) => book.take(day.date, &rule.rule, band.percent, Because::Arrived(clock, *band)),
        Found::Hole(hole) => book.doubt(day.date, About::Arrived(clock), Why::Open(hole.note.clone())),
        Found::Nothing => book.doubt(day.date, About::Arrived(clock), Why::NotRuled),
    }
}

fn minutes(book: &mut Book, rule: Option<&TariffRule>, date: Date, minutes: u16, side: Side, times: &mut u16) {
    if minutes == 0 {
        return;
    }
    let about = match side {
        Side::In => About::Late(minutes),
        Side::Out => About::Early(minutes),
    };
    let because = |band| match side {
        Side::In => Because::Late(minutes, band),
        Side::Out => Because::Early(minutes, band),
    };
    let Some(rule) = rule else { return book.doubt(date, about, Why::NotRuled) };
    match &rule.tariff {
        Tariff::Bands(bands) => match bands.at(minutes) {
            Found::Band(band) => book.take(date, &rule.rule, band.percent, because(Some(*band))),
            Found::Hole(hole) => book.doubt(date, about, Why::Open(hole.note.clone())),
            Found::Nothing => book.doubt(date, about, Why::NotRuled),
        },
        Tariff::Rate { percent, minutes: per } => {
            book.take(date, &rule.rule, percent.for_minutes(minutes, *per), because(None));
        }
        Tariff::Tolerance { minutes: most, times: allowed, longer, oftener } => {
            *times = times.saturating_add(1);
            if minutes > *most {
                book.doubt(date, about, Why::Open(longer.clone()));
            } else if *times > *allowed {
                book.doubt(date, about, Why::Open(oftener.clone()));
            }
        }
    }
}

fn tap(book: &mut Book, rule: Option<&MissingRule>, date: Date, side: Side) {
    let (about, because) = match side {
        Side::In => (About::MissingIn, Because::MissingIn),
        Side::Out => (About::MissingOut, Because::MissingOut),
    };
    let percent = rule.and_then(|rule| match side {
        Side::In => rule.tap_in,
        Side::Out => rule.tap_out,
    });
    match (rule, percent) {
        (Some(rule), Some(percent)) => book.take(date, &rule.rule, percent, because),
        _ => book.doubt(date, about, Why::NotRuled),
    }
}
