//! What the benchmarks measure on: a city's month, made the same at every run.

pub mod load;
pub mod process;

use std::collections::BTreeMap;

use hadir_domain::day::DayPunch;
use hadir_domain::ids::PunchId;
use hadir_domain::punches::{Clock, Source};
use hadir_domain::timeline::{Listener, Patience, PersonRecords};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

/// First and last day of the month.
pub const MONTH: (Date, Date) = (date(2026, 1, 1), date(2026, 1, 31));

/// When the month is judged: after every source has spoken.
///
/// # Panics
///
/// Never: the text is a timestamp.
pub fn now() -> Timestamp {
    "2026-02-05T00:00:00Z".parse().expect("a timestamp")
}

/// So many people with two or three taps on each weekday of the month, some late, some missing.
///
/// # Panics
///
/// Never: the zone is in the embedded table.
pub fn city(people: u32) -> Vec<PersonRecords> {
    let zone = TimeZone::get("Asia/Jakarta").expect("an embedded zone");
    (0..people).map(|person| one(person, &zone)).collect()
}

fn one(person: u32, zone: &TimeZone) -> PersonRecords {
    let mut punches = Vec::new();
    let mut on = MONTH.0;
    while on <= MONTH.1 {
        let dice = mix(person, on);
        if !dice.is_multiple_of(50) {
            let arrives = on.at(7, 0, 0, 0).saturating_add(i64::from(dice % 45).minutes());
            punches.push(tap(person, punches.len(), arrives, zone));
            if dice.is_multiple_of(3) {
                punches.push(tap(person, punches.len(), arrives.saturating_add(20.seconds()), zone));
            }
            if !dice.is_multiple_of(20) {
                let leaves = on.at(16, 0, 0, 0).saturating_add(i64::from(dice % 60).minutes());
                punches.push(tap(person, punches.len(), leaves, zone));
            }
        }
        on = on.tomorrow().unwrap_or(on);
    }
    PersonRecords {
        zone: zone.clone(),
        assignments: Vec::new(),
        exceptions: Vec::new(),
        punches,
        statements: BTreeMap::new(),
        corrections: BTreeMap::new(),
        listeners: vec![Listener {
            source: Source::Machine,
            name: "HDR000001".into(),
            from_on: None,
            to_on: None,
            reached: Some(now()),
            patience: Patience::Endless,
            ruled_out: Vec::new(),
        }],
        outages: Vec::new(),
        rolls: BTreeMap::new(),
    }
}

fn tap(person: u32, number: usize, local: jiff::civil::DateTime, zone: &TimeZone) -> DayPunch {
    DayPunch {
        id: PunchId(Uuid::from_u64_pair(u64::from(person), number as u64)),
        at: zone.to_ambiguous_timestamp(local).compatible().unwrap_or(Timestamp::UNIX_EPOCH),
        local,
        source: Source::Machine,
        pressed: None,
        clock: Clock::Ok,
        clock_note: None,
        voided: None,
    }
}

fn mix(person: u32, on: Date) -> u32 {
    let day = u32::try_from(on.day_of_year()).unwrap_or(0);
    let mut mixed = person.wrapping_mul(0x9E37_79B1) ^ day.wrapping_mul(0x85EB_CA77);
    mixed ^= mixed >> 15;
    mixed.wrapping_mul(0xC2B2_AE3D) ^ (mixed >> 13)
}
