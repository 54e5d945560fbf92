//! A calendar and hours for the city, small enough to be read here.

use std::sync::Arc;

use hadir_domain::calendar::{Calendar, DayKind, DayOff, Week};
use hadir_domain::hours::{DayHours, HoursPeriod, HoursTable, RuleRef};
use hadir_domain::ids::InstansiId;
use hadir_sim::City;
use jiff::Timestamp;
use jiff::civil::{Date, date, time};

/// A month without holidays.
pub const MONTH: (Date, Date) = (date(2026, 10, 1), date(2026, 10, 31));

/// Some days of it.
#[allow(dead_code)]
pub const DAYS: (Date, Date) = (date(2026, 10, 5), date(2026, 10, 8));

pub fn city(seed: u64, people: usize) -> City {
    City::build(InstansiId(1), seed, people, calendar(), hours()).unwrap()
}

#[allow(dead_code)]
pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn calendar() -> Calendar {
    let off = |on, name: &str| DayOff {
        on,
        kind: DayKind::LiburNasional,
        name: name.into(),
        source: "SKB".into(),
        known_from: on,
        confirmed: true,
    };
    let days_off = [off(date(2026, 8, 17), "Proklamasi"), off(date(2026, 8, 25), "Maulid")];
    Calendar::new(date(2025, 1, 1), date(2026, 12, 31), days_off)
}

pub fn hours() -> HoursTable {
    let rule = Arc::new(RuleRef { pack: "p".into(), source: "s".into(), confirmed: true });
    let day = |ends| {
        Some(DayHours {
            starts: time(7, 30, 0, 0),
            ends,
            break_minutes: 60,
            grace_minutes: 0,
            flex_minutes: 0,
            rule: Arc::clone(&rule),
        })
    };
    let (four, half_past) = (day(time(16, 0, 0, 0)), day(time(16, 30, 0, 0)));
    let five = [four.clone(), four.clone(), four.clone(), four, half_past, None, None];
    let (two, half_past_eleven) = (day(time(14, 0, 0, 0)), day(time(11, 30, 0, 0)));
    let six = [two.clone(), two.clone(), two.clone(), two.clone(), half_past_eleven, two, None];
    let period = |week, by_weekday| HoursPeriod { from: date(2025, 1, 1), to: None, week, by_weekday };
    HoursTable::new(vec![period(Week::Five, five), period(Week::Six, six)])
}
