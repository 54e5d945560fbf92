//! Each pattern with an office that shows it and an honest one that does not.

use jiff::Timestamp;
use jiff::civil::{Date, Time, date};
use jiff::{SignedDuration, ToSpan};
use uuid::Uuid;

use super::*;
use crate::audit::facts::{Act, ActKind, Corrected, Entry, ExampleKind, RollDay, RollKind, RollSide};
use crate::audit::rank;
use crate::audit::rule::Points;
use crate::hours::RuleRef;
use crate::ids::PersonId;

const FIRST: Date = date(2026, 1, 5);

fn rule() -> AuditRule {
    AuditRule {
        look: 40,
        full_rolls: 10,
        full_expected: 5,
        repeat_people: 5,
        repeat_days: 8,
        repeat_share: 5000,
        late_workdays: 3,
        late_share: 2000,
        bulk_count: 10,
        bulk_seconds: 60,
        idle_due: 100,
        idle_peers: 5000,
        share_least: 10,
        share_top: 5000,
        share_factor: 3,
        digits_least: 100,
        digits_round: 5000,
        digits_chi: 28,
        points: Points { full: 25, repeats: 25, late: 20, bulk: 25, idle: 20, share: 20, digits: 10 },
        answer_workdays: 10,
        rule: std::sync::Arc::new(RuleRef { pack: "p".into(), source: "s".into(), confirmed: false }),
    }
}

fn id(number: usize) -> Uuid {
    Uuid::from_u128(number as u128)
}

fn opens(number: usize, on: Date) -> Example {
    Example { kind: ExampleKind::Roll, id: id(number), on: Some(on) }
}

/// A number that looks like chance and is the same every time.
fn spread(person: usize, day: usize) -> i8 {
    i8::try_from((person * 17 + day * 23 + person * day * 7) % 30).unwrap()
}

fn day(number: usize) -> Date {
    FIRST.saturating_add(i64::try_from(number).unwrap().days())
}

/// An office of 20 people over 20 days in which somebody is missing now and then, entered the same day, minute by minute.
fn honest(number: usize) -> UnitFacts {
    let mut unit = UnitFacts::new(id(number), format!("OPD-{number:02}"), "Dinas Contoh");
    (unit.due, unit.people, unit.heard, unit.looked) = (400, 20, (400, 12), 9);
    unit.machine = [20; 60];
    let start: Timestamp = "2026-01-05T02:00:00Z".parse().unwrap();
    for nth in 0..20 {
        let on = day(nth);
        let present = if nth % 3 == 0 { 19 } else { 20 };
        unit.rolls.push(RollDay { on, kind: RollKind::Manual, due: 20, present, opens: opens(nth, on) });
        for person in 0..present as usize {
            unit.entries.push(Entry {
                person: PersonId(id(number * 1000 + person)),
                on,
                time: Time::constant(7, spread(person, nth), 0, 0),
                side: RollSide::In,
                late_workdays: u16::from(nth % 4 == 0),
                roll: id(nth),
            });
        }
        let at = start + SignedDuration::from_hours(24 * nth as i64);
        unit.acts.push(Act { by: "kepala".into(), at, kind: ActKind::Decision, opens: opens(nth, on) });
        if nth % 2 == 0 {
            unit.corrections.push(Corrected {
                operator: format!("petugas{}", nth % 3),
                person: PersonId(id(number * 1000 + nth)),
                on,
                id: id(nth),
            });
        }
    }
    unit
}

/// The pattern of one office among four honest ones.
fn reading(kind: PatternKind, unit: &UnitFacts) -> Pattern {
    let mut all: Vec<UnitFacts> = (1..5).map(honest).collect();
    all.push(unit.clone());
    let ranked = rank(&all, &rule());
    let ours = ranked.into_iter().find(|ranked| ranked.id == unit.id).unwrap();
    ours.patterns.into_iter().find(|pattern| pattern.kind == kind).unwrap()
}

#[track_caller]
fn shows(kind: PatternKind, unit: &UnitFacts) -> Pattern {
    let pattern = reading(kind, unit);
    assert_eq!(pattern.reading, Reading::Shows, "{pattern:?}");
    assert!(pattern.points > 0 && !pattern.examples.is_empty(), "{pattern:?}");
    assert!(!pattern.because.is_empty() && pattern.because != pattern.because_en);
    pattern
}

#[track_caller]
fn too_few(kind: PatternKind, unit: &UnitFacts) {
    let pattern = reading(kind, unit);
    assert_eq!((pattern.reading, pattern.points), (Reading::TooFew, 0), "{pattern:?}");
    assert!(pattern.because.contains("terlalu sedikit"));
}

#[test]
fn an_honest_office_shows_no_pattern() {
    for kind in PatternKind::ALL {
        let pattern = reading(*kind, &honest(9));
        assert_eq!((pattern.reading, pattern.points), (Reading::Quiet, 0), "{pattern:?}");
        assert_eq!(pattern.examples, []);
    }
}

#[test]
fn rolls_that_are_always_full_show_when_somebody_was_to_be_missing() {
    let mut unit = honest(9);
    unit.rolls.iter_mut().for_each(|roll| roll.present = roll.due);

    let pattern = shows(PatternKind::AlwaysFull, &unit);
    assert_eq!((pattern.figure, pattern.expected), (Amount::Count(0), Amount::Count(12)));

    // Ten rolls of a few people may well be full.
    unit.rolls.iter_mut().for_each(|roll| (roll.due, roll.present) = (3, 3));
    assert_eq!(reading(PatternKind::AlwaysFull, &unit).reading, Reading::Quiet);
    unit.rolls.truncate(9);
    too_few(PatternKind::AlwaysFull, &unit);
}

#[test]
fn the_same_minute_for_all_or_for_one_day_after_day_shows() {
    let mut all = honest(9);
    all.entries.iter_mut().for_each(|entry| entry.time = Time::constant(7, 25, 0, 0));
    assert_eq!(shows(PatternKind::SameTimes, &all).figure, Amount::Share(10_000));

    let mut each = honest(9);
    for entry in &mut each.entries {
        let person = usize::try_from(entry.person.0.as_u128() % 1000).unwrap();
        entry.time = Time::constant(7, spread(person, 3), 0, 0);
    }
    shows(PatternKind::SameTimes, &each);
    each.entries.truncate(99);
    too_few(PatternKind::SameTimes, &each);
}

#[test]
fn a_hand_that_rounds_to_five_minutes_is_no_row_of_the_same_minute() {
    let mut unit = honest(9);
    for entry in &mut unit.entries {
        entry.time = Time::constant(7, entry.time.minute() / 5 * 5, 0, 0);
    }

    assert_eq!(reading(PatternKind::SameTimes, &unit).reading, Reading::Quiet);
}

#[test]
fn entries_written_working_days_later_show() {
    let mut unit = honest(9);
    unit.entries.iter_mut().step_by(3).for_each(|entry| entry.late_workdays = 7);

    let pattern = shows(PatternKind::LateInk, &unit);
    let Amount::Share(share) = pattern.figure else { panic!("{pattern:?}") };
    assert!((3300..3400).contains(&share));
    unit.entries.iter_mut().for_each(|entry| entry.late_workdays = 3);
    assert_eq!(reading(PatternKind::LateInk, &unit).reading, Reading::Quiet, "three working days are in time");
}

#[test]
fn many_decisions_of_one_login_within_seconds_show_and_of_many_logins_do_not() {
    let mut unit = honest(9);
    let at: Timestamp = "2026-01-20T02:00:00Z".parse().unwrap();
    let burst = |by: fn(usize) -> String| {
        (0..12).map(move |nth| Act {
            by: by(nth),
            at: at + SignedDuration::from_secs(nth as i64 * 4),
            kind: ActKind::Decision,
            opens: opens(nth, FIRST),
        })
    };
    unit.acts.extend(burst(|nth| format!("petugas{nth}")));
    assert_eq!(reading(PatternKind::BulkApproval, &unit).reading, Reading::Quiet);

    unit.acts.extend(burst(|_| "satu".into()));
    assert_eq!(shows(PatternKind::BulkApproval, &unit).figure, Amount::Count(12));
    unit.acts.truncate(9);
    too_few(PatternKind::BulkApproval, &unit);
}

#[test]
fn an_office_nobody_looks_at_shows_only_where_others_look() {
    let mut unit = honest(9);
    unit.looked = 0;
    shows(PatternKind::NobodyLooks, &unit);

    let mut all: Vec<UnitFacts> = (1..5).map(honest).collect();
    all.iter_mut().for_each(|other| other.looked = 0);
    all.push(unit.clone());
    let ranked = rank(&all, &rule());
    assert!(ranked.iter().all(|ranked| ranked.points == 0), "nobody checks yet, so it tells nothing");
    unit.due = 99;
    too_few(PatternKind::NobodyLooks, &unit);
}

#[test]
fn corrections_of_one_person_or_of_one_busy_login_show() {
    let mut person = honest(9);
    person.corrections.iter_mut().skip(2).for_each(|one| one.person = PersonId(id(9001)));
    shows(PatternKind::Concentrated, &person);

    let mut login = honest(9);
    login.corrections.iter_mut().for_each(|one| one.operator = "satu".into());
    assert_eq!(
        reading(PatternKind::Concentrated, &login).reading,
        Reading::Quiet,
        "an office with one officer and as many corrections as elsewhere is not strange"
    );
    let more: Vec<Corrected> = (0..40)
        .map(|nth| Corrected { operator: "satu".into(), person: PersonId(id(9000 + nth % 20)), on: FIRST, id: id(nth) })
        .collect();
    login.corrections.extend(more);
    shows(PatternKind::Concentrated, &login);
    login.corrections.truncate(9);
    too_few(PatternKind::Concentrated, &login);
}

#[test]
fn round_minutes_show_only_beside_machines_that_are_not_round() {
    let mut unit = honest(9);
    for entry in &mut unit.entries {
        entry.time = Time::constant(7, if entry.time.minute() < 15 { 15 } else { 30 }, 0, 0);
    }
    let pattern = shows(PatternKind::RoundDigits, &unit);
    assert_eq!((pattern.figure, pattern.expected), (Amount::Share(10_000), Amount::Share(666)));

    let mut round = [0; 60];
    (round[15], round[30]) = (300, 300);
    unit.machine = round;
    assert_eq!(reading(PatternKind::RoundDigits, &unit).reading, Reading::Quiet);
    unit.machine = [1; 60];
    too_few(PatternKind::RoundDigits, &unit);
}

#[test]
fn offices_are_ranked_by_points_and_ties_by_code() {
    let mut worst = honest(3);
    worst.rolls.iter_mut().for_each(|roll| roll.present = roll.due);
    worst.entries.iter_mut().for_each(|entry| entry.late_workdays = 9);
    let mut units: Vec<UnitFacts> = [5, 2, 4, 1].into_iter().map(honest).collect();
    units.push(worst);

    let ranked = rank(&units, &rule());
    units.reverse();

    let codes: Vec<&str> = ranked.iter().map(|ranked| ranked.code.as_str()).collect();
    assert_eq!(codes, ["OPD-03", "OPD-01", "OPD-02", "OPD-04", "OPD-05"]);
    assert_eq!((ranked[0].points, ranked[0].look, ranked[1].look), (45, true, false));
    assert_eq!(ranked, rank(&units, &rule()));
}

#[test]
fn one_pattern_alone_is_never_worth_a_look() {
    let points = rule().points;
    for of in [points.full, points.repeats, points.late, points.bulk, points.idle, points.share, points.digits] {
        assert!(of < rule().look);
    }
}
