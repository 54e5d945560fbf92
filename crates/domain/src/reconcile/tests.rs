use jiff::ToSpan;
use jiff::civil::{Date, DateTime, date};
use uuid::Uuid;

use super::*;
use crate::day::Pressed;
use crate::hours::RuleRef;
use crate::ids::{PersonId, SiteId, UnitId};
use crate::status::Status;

const SIDES: [Speaker; 2] = [Speaker::Manual, Speaker::Machine];
const MONDAY: Date = date(2026, 1, 5);

fn rule() -> ReconcileRule {
    ReconcileRule {
        tolerance_minutes: 15,
        entry_workdays: 3,
        settle_workdays: 5,
        fastest_kmh: 100,
        cause_people: 3,
        target: 9_500,
        gate: GateRule { weeks: 4, match_rate: 9_500, uptime: 9_500, enrolment: 9_800 },
        rule: std::sync::Arc::new(RuleRef { pack: "uji".into(), source: "uji".into(), confirmed: false }),
    }
}

fn scene() -> Scene {
    let unit = |number: u128, parent| UnitPlace {
        id: UnitId(Uuid::from_u128(number)),
        code: number.to_string(),
        name: format!("Unit {number}"),
        parent,
    };
    let place = |number: u128, lat: f64| Place {
        id: SiteId(Uuid::from_u128(number)),
        name: format!("Tempat {number}"),
        point: Some((lat, 105.0)),
        radius_m: 100,
    };
    let origin = |kind, name: &str| Origin { kind, id: None, name: name.into() };
    Scene {
        origins: vec![
            origin(OriginKind::Device, "M1"),
            origin(OriginKind::Import, "daftar.xlsx"),
            origin(OriginKind::Device, "M2"),
        ],
        places: vec![place(1, -5.0), place(2, -5.2)],
        units: vec![unit(1, None), unit(2, Some(0)), unit(3, None)],
    }
}

fn workdays() -> Vec<Date> {
    (0..60)
        .map(|days| MONDAY.checked_add(days.days()).unwrap())
        .filter(|day| !matches!(day.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday))
        .collect()
}

fn day(on: Date) -> PersonDay {
    let both: Speakers = SIDES.into_iter().collect();
    PersonDay {
        on,
        unit: 1,
        place: Some(0),
        due: Some((on.at(7, 30, 0, 0), on.at(16, 0, 0, 0))),
        excuse: None,
        away: false,
        opens: on.at(3, 0, 0, 0),
        closes: on.tomorrow().unwrap().at(3, 0, 0, 0),
        required: both,
        heard: both,
    }
}

fn claim(speaker: Speaker, local: DateTime) -> Trace {
    Trace {
        speaker,
        origin: u32::from(speaker != Speaker::Machine),
        key: 0,
        local,
        place: None,
        unit: None,
        pressed: None,
        doubtful: false,
        written_on: None,
    }
}

fn both(on: Date) -> Vec<Trace> {
    let mut claims = Vec::new();
    for speaker in SIDES {
        claims.push(claim(speaker, on.at(7, 20, 0, 0)));
        claims.push(claim(speaker, on.at(16, 5, 0, 0)));
    }
    claims
}

fn person(number: u128, days: Vec<PersonDay>, traces: Vec<Trace>) -> PersonInput {
    PersonInput { person: PersonId(Uuid::from_u128(number)), days, traces, stated: Vec::new() }
}

fn run(people: Vec<PersonInput>) -> Found {
    run_as(people, &SIDES)
}

fn run_as(people: Vec<PersonInput>, speakers: &[Speaker]) -> Found {
    let (scene, rule, workdays) = (scene(), rule(), workdays());
    let sides: Vec<Speakers> = speakers.iter().map(|one| Speakers::NONE.with(*one)).collect();
    let mut engine = Engine::new(&scene, &sides, &rule, &workdays);
    people.into_iter().for_each(|person| engine.person(person));
    let found = engine.finish();
    found.tallies.values().for_each(|tally| tally.check().unwrap());
    found
}

fn whole(found: &Found) -> Tally {
    let mut whole = Tally::default();
    found.tallies.values().for_each(|tally| whole.add(tally));
    whole
}

/// The one discrepancy of one person and day.
fn one(traces: Vec<Trace>) -> Discrepancy {
    let found = run(vec![person(1, vec![day(MONDAY)], traces)]);
    assert_eq!(found.discrepancies.len(), 1, "{found:?}");
    found.discrepancies.into_iter().next().unwrap()
}

#[test]
fn days_on_which_the_sides_agree_are_matched_and_silence_is_apart() {
    let silent = day(date(2026, 1, 6));
    let off = PersonDay { due: None, ..day(date(2026, 1, 10)) };
    let leave = PersonDay { due: None, excuse: Some(Status::C), ..day(date(2026, 1, 7)) };
    let unheard = PersonDay { heard: Speakers::NONE.with(Speaker::Manual), ..day(date(2026, 1, 8)) };

    let found = run(vec![person(1, vec![day(MONDAY), silent, leave, unheard, off], both(MONDAY))]);

    let whole = whole(&found);
    assert_eq!((whole.matched, whole.both_silent, whole.excused, whole.off), (1, 1, 1, 1));
    assert_eq!(whole.excluded_for(Excluded::NotHeard), 1);
    assert_eq!((whole.roster, whole.rate().map(Rate::text)), (5, Some("1.0000".into())));
}

#[test]
fn a_day_only_one_side_has_is_missing_on_the_other() {
    let machine: Vec<Trace> = both(MONDAY).into_iter().filter(|claim| claim.speaker == Speaker::Machine).collect();
    let manual: Vec<Trace> = both(MONDAY).into_iter().filter(|claim| claim.speaker == Speaker::Manual).collect();

    let missing = one(machine);

    assert_eq!((missing.kind, missing.a), (DiscrepancyType::MissingInA, (Speaker::Manual, None)));
    assert_eq!(missing.b.1.unwrap().text(), "07:20–16:05");
    assert_eq!(missing.proposal.unwrap().outcome, Outcome::BRight);
    let missing = one(manual);
    // That a terminal has nothing does not prove that the roll is wrong.
    assert_eq!((missing.kind, missing.proposal), (DiscrepancyType::MissingInB, None));
}

#[test]
fn half_a_day_is_missing_where_only_one_side_has_it() {
    let mut claims = both(MONDAY);
    claims.retain(|claim| claim.speaker == Speaker::Manual || claim.local.hour() < 12);

    let missing = one(claims);

    assert_eq!(missing.kind, DiscrepancyType::MissingInB);
    assert!(missing.detail.contains("pulang"), "{}", missing.detail);
}

#[test]
fn times_may_differ_by_the_tolerance_and_not_by_more() {
    let moved = |minutes: i64| {
        let mut claims = both(MONDAY);
        claims[0].local = MONDAY.at(7, 20, 0, 0).checked_sub(minutes.minutes()).unwrap();
        claims
    };

    let found = run(vec![person(1, vec![day(MONDAY)], moved(15))]);
    assert_eq!(whole(&found).matched, 1);
    assert_eq!(one(moved(16)).kind, DiscrepancyType::TimeDiffers);
}

#[test]
fn somebody_on_leave_who_was_recorded_is_impossible_and_counts_as_due() {
    let leave = PersonDay { due: None, excuse: Some(Status::C), ..day(MONDAY) };

    let found = run(vec![person(1, vec![leave], both(MONDAY))]);

    assert_eq!(found.discrepancies[0].kind, DiscrepancyType::Impossible);
    assert_eq!((whole(&found).due(), whole(&found).roster), (1, 1));
}

#[test]
fn nobody_is_at_two_places_at_once() {
    let mut claims = both(MONDAY);
    claims[0].place = Some(0);
    claims[2].place = Some(1);
    claims[2].local = MONDAY.at(7, 25, 0, 0);

    assert_eq!(one(claims).kind, DiscrepancyType::Impossible);
}

#[test]
fn the_same_moment_at_two_places_nearby_is_a_difference_of_place() {
    let mut scene = scene();
    scene.places[1].point = Some((-5.001, 105.0));
    let (rule, workdays) = (rule(), workdays());
    let sides: Vec<Speakers> = SIDES.iter().map(|one| Speakers::NONE.with(*one)).collect();
    let mut claims = both(MONDAY);
    claims[0].place = Some(0);
    claims[2].place = Some(1);
    let mut engine = Engine::new(&scene, &sides, &rule, &workdays);
    engine.person(person(1, vec![day(MONDAY)], claims));

    assert_eq!(engine.finish().discrepancies[0].kind, DiscrepancyType::PlaceDiffers);
}

#[test]
fn another_unit_two_keys_and_late_ink_each_have_their_type() {
    let mut unit = both(MONDAY);
    unit[0].unit = Some(2);
    let mut keys = both(MONDAY);
    keys.push(Trace { key: 7, local: MONDAY.at(7, 50, 0, 0), ..keys[0] });
    let late = |written| {
        let mut claims = both(MONDAY);
        claims[1].written_on = Some(written);
        claims
    };

    assert_eq!(one(unit).kind, DiscrepancyType::WrongUnit);
    assert_eq!(one(keys).kind, DiscrepancyType::DuplicateIdentity);
    assert_eq!(one(late(date(2026, 1, 9))).kind, DiscrepancyType::EnteredLate);
    let in_time = run(vec![person(1, vec![day(MONDAY)], late(date(2026, 1, 8)))]);
    assert_eq!(whole(&in_time).matched, 1);
}

#[test]
fn a_unit_above_or_below_ones_own_is_not_wrong() {
    let mut claims = both(MONDAY);
    claims[0].unit = Some(0);

    assert_eq!(whole(&run(vec![person(1, vec![day(MONDAY)], claims)])).matched, 1);
}

#[test]
fn a_sheet_that_calls_the_day_otherwise_differs_in_status() {
    let machine: Vec<Trace> = both(MONDAY).into_iter().filter(|claim| claim.speaker == Speaker::Machine).collect();
    let cell = |status| StatedDay {
        speaker: Speaker::Manual,
        origin: 1,
        key: 0,
        on: MONDAY,
        unit: None,
        status,
        any_excuse: false,
        marks: StatedMarks::default(),
        written_on: None,
    };
    let with = |status, traces: &[Trace]| PersonInput {
        stated: vec![cell(status)],
        ..person(1, vec![day(MONDAY)], traces.to_vec())
    };

    let sick = run(vec![with(Status::S, &machine)]);
    assert_eq!(sick.discrepancies[0].kind, DiscrepancyType::StatusDiffers);
    assert_eq!(whole(&run(vec![with(Status::H, &machine)])).matched, 1);
    // Whoever says that somebody was not there agrees with silence.
    assert_eq!(whole(&run(vec![with(Status::S, &[])])).matched, 1);
}

#[test]
fn a_terminal_that_is_ahead_for_everybody_is_named_once() {
    let people = (1..=5).map(|number| {
        let mut claims = both(MONDAY);
        for one in claims.iter_mut().filter(|claim| claim.speaker == Speaker::Machine) {
            one.local = one.local.checked_add(47.minutes()).unwrap();
        }
        person(number, vec![day(MONDAY)], claims)
    });

    let found = run(people.collect());

    assert_eq!(found.causes.len(), 1, "{:?}", found.causes);
    let cause = &found.causes[0];
    assert_eq!((cause.kind, cause.origin, cause.minutes, cause.days), (CauseKind::ClockOffset, Some(0), Some(47), 5));
    assert!(found.discrepancies.iter().all(|one| one.kind == DiscrepancyType::ClockTrouble && one.cause == Some(0)));
    assert!(found.discrepancies.iter().all(|one| one.proposal.as_ref().unwrap().outcome == Outcome::ARight));
}

#[test]
fn a_file_in_universal_time_is_a_matter_of_zone() {
    let days: Vec<Date> = workdays().into_iter().take(5).collect();
    let people = (1..=4).map(|number| {
        let mut claims: Vec<Trace> = days.iter().flat_map(|on| both(*on)).collect();
        for one in claims.iter_mut().filter(|claim| claim.speaker == Speaker::Manual) {
            one.local = one.local.checked_sub(7.hours()).unwrap();
        }
        person(number, days.iter().map(|on| day(*on)).collect(), claims)
    });

    let found = run(people.collect());

    let zones: Vec<&Cause> = found.causes.iter().filter(|cause| cause.kind == CauseKind::Zone).collect();
    assert_eq!(zones.len(), 1, "{:?}", found.causes);
    assert_eq!((zones[0].origin, zones[0].minutes), (Some(1), Some(-420)));
    // At the edges half a day has left the span.
    assert!(zones[0].days >= 16, "{zones:?}");
}

#[test]
fn two_people_under_one_pin_are_found_by_what_lies_too_much_with_the_other() {
    let days: Vec<Date> = workdays().into_iter().take(5).collect();
    let own: Vec<Trace> = days.iter().flat_map(|on| both(*on)).collect();
    let mut first = own;
    let mut second = Vec::new();
    for on in &days {
        for (hour, minute) in [(6, 45), (16, 40)] {
            second.push(claim(Speaker::Manual, on.at(hour, minute, 0, 0)));
            first.push(claim(Speaker::Machine, on.at(hour, minute, 30, 0)));
        }
    }
    let planned = || days.iter().map(|on| day(*on)).collect::<Vec<_>>();

    let found = run(vec![person(1, planned(), first), person(2, planned(), second)]);

    let shared: Vec<&Cause> = found.causes.iter().filter(|one| one.kind == CauseKind::OnePinTwoPeople).collect();
    assert_eq!(shared.len(), 1, "{:?}", found.causes);
    assert_eq!(shared[0].people, [PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2))]);
    // The owner's days are a matter of identity, the other's stay missing, with the cause beside them.
    assert_eq!(whole(&found).of(DiscrepancyType::DuplicateIdentity), 5);
    assert_eq!((whole(&found).of(DiscrepancyType::MissingInB), shared[0].days), (5, 10));
}

#[test]
fn a_file_with_swapped_columns_differs_in_time_and_is_named() {
    let people = (1..=4).map(|number| {
        let mut claims = both(MONDAY);
        claims[0].pressed = Some(Pressed::Out);
        claims[1].pressed = Some(Pressed::In);
        person(number, vec![day(MONDAY)], claims)
    });

    let found = run(people.collect());

    assert_eq!(whole(&found).of(DiscrepancyType::TimeDiffers), 4);
    assert_eq!((found.causes[0].kind, found.causes[0].days), (CauseKind::SwappedColumns, 4));
    assert!(found.discrepancies.iter().all(|one| one.cause == Some(0)));
}

#[test]
fn a_unit_that_never_sends_its_roll_is_named() {
    let people = (1..=4).map(|number| {
        let machine = both(MONDAY).into_iter().filter(|claim| claim.speaker == Speaker::Machine).collect();
        person(number, vec![day(MONDAY)], machine)
    });
    let others = (9..=11).map(|number| person(number, vec![PersonDay { unit: 2, ..day(MONDAY) }], both(MONDAY)));

    let found = run(people.chain(others).collect());

    let cause = &found.causes[0];
    assert_eq!((cause.kind, cause.unit, cause.days), (CauseKind::NeverUploads, Some(0), 4));
    assert_eq!(found.discrepancies.iter().filter(|one| one.cause == Some(0)).count(), 4);
}

#[test]
fn dates_the_wrong_way_round_are_found_on_their_other_date() {
    let on = date(2026, 1, 6);
    let landed = date(2026, 6, 1);
    let people = (1..=4).map(|number| {
        let mut claims = both(on);
        for one in claims.iter_mut().filter(|claim| claim.speaker == Speaker::Manual) {
            one.local = landed.to_datetime(one.local.time());
        }
        person(number, vec![day(on)], claims)
    });

    let found = run(people.collect());

    assert_eq!((found.causes[0].kind, found.causes[0].days), (CauseKind::DateOrder, 4));
}

#[test]
fn a_roll_call_attests_presence_and_no_arrival() {
    let seen = claim(Speaker::RollCall, MONDAY.at(7, 30, 0, 0));
    let heard: Speakers = [Speaker::RollCall, Speaker::Machine].into_iter().collect();
    let planned = PersonDay { required: heard, heard, ..day(MONDAY) };
    let taps = [claim(Speaker::Machine, MONDAY.at(7, 50, 0, 0)), claim(Speaker::Machine, MONDAY.at(16, 0, 0, 0))];
    let sides = [Speaker::RollCall, Speaker::Machine];

    let both = run_as(vec![person(1, vec![planned], [&[seen][..], &taps].concat())], &sides);
    let unseen = run_as(vec![person(1, vec![planned], taps.to_vec())], &sides);

    assert_eq!(whole(&both).matched, 1);
    assert_eq!(unseen.discrepancies[0].kind, DiscrepancyType::MissingInA);
}

#[test]
fn nothing_is_called_missing_while_a_required_source_has_not_spoken() {
    let three: Speakers = [Speaker::Manual, Speaker::Machine, Speaker::Portal].into_iter().collect();
    let heard: Speakers = SIDES.into_iter().collect();
    let planned = PersonDay { required: three, heard, ..day(MONDAY) };
    let machine = both(MONDAY).into_iter().filter(|claim| claim.speaker == Speaker::Machine).collect();

    let found = run_as(vec![person(1, vec![planned], machine)], &[Speaker::Manual, Speaker::Machine, Speaker::Portal]);

    assert_eq!(whole(&found).excluded_for(Excluded::NotHeard), 1);
}

#[test]
fn the_order_of_claims_and_people_changes_nothing() {
    let mut people: Vec<PersonInput> = (1..=6)
        .map(|number| {
            let mut claims = both(MONDAY);
            claims[number as usize % 4].local = MONDAY.at(11, 0, 0, 0);
            person(number, vec![day(MONDAY)], claims)
        })
        .collect();
    let forward = run(people.clone());
    people.reverse();
    people.iter_mut().for_each(|person| person.traces.reverse());

    assert_eq!(run(people), forward);
}
