use std::collections::BTreeMap;

use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

use super::conflicts::{Conflict, Place, TerminalName, TwoTaps, conflicts};
use super::*;
use crate::devices::PinMapping;
use crate::ids::{DeviceId, SiteId};

const MONDAY: Date = date(2026, 1, 5);
const FOREVER: Span = Span { from_on: None, to_on: None };
const DOOR: DeviceId = DeviceId(Uuid::from_u128(0x30));
const GATE: DeviceId = DeviceId(Uuid::from_u128(0x31));
const OFFICE: SiteId = SiteId(Uuid::from_u128(0x20));

fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

fn key(pin: &str, names: &[&str]) -> UnknownKey {
    let taps = (0..5).flat_map(|day| {
        let on = MONDAY.checked_add(jiff::Span::new().days(day)).unwrap();
        [on.at(7, 12, 0, 0), on.at(16, 4, 0, 0)]
    });
    UnknownKey { key: pin.into(), names: names.iter().map(|name| (*name).to_owned()).collect(), taps: taps.collect() }
}

fn candidate(number: u128, name: &str, nip: &str) -> Candidate {
    Candidate {
        person: person(number),
        name: name.into(),
        numbers: vec![nip.into()],
        serves: vec![FOREVER],
        serves_here: vec![FOREVER],
        keys_here: Vec::new(),
        days: Vec::new(),
    }
}

fn days(traced: bool) -> Vec<CandidateDay> {
    (0..5)
        .map(|day| {
            let on = MONDAY.checked_add(jiff::Span::new().days(day)).unwrap();
            CandidateDay { on, duty: Some((on.at(7, 30, 0, 0), on.at(16, 0, 0, 0))), traced }
        })
        .collect()
}

#[test]
fn name_place_hours_and_gaps_together_point_to_one_person() {
    let siti = Candidate { days: days(false), ..candidate(1, "Hj. Siti Aminah, S.Pd.", "209909262120052001") };
    let budi = Candidate { days: days(true), ..candidate(2, "Budi Santoso", "209901012120011007") };

    let found = suggest(&key("12", &["SITI AMINAH"]), &[budi, siti]);

    assert_eq!(found.len(), 1);
    assert_eq!((found[0].person, found[0].points), (person(1), 1000));
    assert_eq!(found[0].days, (MONDAY, date(2026, 1, 9)));
    let words: Vec<String> = found[0].reasons.iter().map(|reason| reason.words().0).collect();
    assert_eq!(
        words,
        [
            "nama di sumber \"SITI AMINAH\", 100% mirip",
            "bertugas di lokasi ini pada hari itu",
            "5 dari 5 hari tanpa rekaman lain",
            "5 dari 5 hari cocok dengan jam kerjanya",
        ]
    );
}

#[test]
fn without_a_name_the_gaps_decide_and_the_points_stay_low() {
    let siti = Candidate { days: days(false), ..candidate(1, "Siti Aminah", "209909262120052001") };
    let budi = Candidate { days: days(true), ..candidate(2, "Budi Santoso", "209901012120011007") };

    let found = suggest(&key("12", &[]), &[siti, budi]);

    assert_eq!(
        found.iter().map(|one| (one.person, one.points)).collect::<Vec<_>>(),
        [(person(1), 400), (person(2), 250)]
    );
    assert!(clear_best(&found, 300, 100).is_some());
    assert!(clear_best(&found, 700, 100).is_none());
}

#[test]
fn the_tail_of_a_number_counts_more_when_only_one_person_has_it() {
    let siti = candidate(1, "Siti Aminah", "209909262120052001");
    let same_tail = candidate(2, "Budi Santoso", "209901012120012001");

    let alone = suggest(&key("52001", &[]), &[siti.clone(), same_tail.clone()]);
    let shared = suggest(&key("2001", &[]), &[siti, same_tail]);

    assert_eq!((alone.len(), alone[0].points), (1, 500));
    assert_eq!(shared.iter().map(|one| one.points).collect::<Vec<_>>(), [250, 250]);
    assert_eq!(shared[0].reasons[1], Reason::NumberTail { shared_by: 2 });
}

#[test]
fn a_person_with_a_pin_here_and_one_with_another_name_come_last_or_not_at_all() {
    let mut siti = candidate(1, "Siti Aminah", "209909262120052001");
    siti.keys_here = vec![("7".into(), FOREVER)];

    let named = suggest(&key("12", &["SITI AMINAH"]), std::slice::from_ref(&siti));
    let nameless = suggest(&key("12", &[]), std::slice::from_ref(&siti));
    let otherwise = suggest(&key("52001", &["JOKO PURNOMO"]), std::slice::from_ref(&siti));

    assert_eq!((named[0].points, named[0].reasons.last()), (500, Some(&Reason::HasKeyHere { key: "7".into() })));
    assert!(nameless.is_empty());
    assert!(otherwise.is_empty());
}

fn mapping(pin: &str, device: Option<DeviceId>, whose: u128) -> PinMapping {
    let site = device.is_none().then_some(OFFICE);
    PinMapping { device, site, pin: pin.into(), person: person(whose), from_on: None, to_on: None }
}

const PLACES: [Place; 2] = [Place { device: DOOR, site: Some(OFFICE) }, Place { device: GATE, site: Some(OFFICE) }];

fn register() -> BTreeMap<PersonId, String> {
    [(person(1), "Siti Aminah".to_owned()), (person(2), "Budi Santoso".to_owned())].into()
}

#[test]
fn a_terminals_own_pin_that_hides_the_sites_is_shown() {
    let all = [mapping("7", Some(DOOR), 1), mapping("7", None, 2)];

    let found = conflicts(&all, &PLACES, &[], &register(), &[]);

    assert_eq!(found, [Conflict::OnePinTwoPeople { counts: all[0].clone(), hidden: all[1].clone() }]);
}

#[test]
fn one_person_with_two_pins_is_shown_only_where_the_days_overlap() {
    let first = PinMapping { to_on: Some(MONDAY), ..mapping("7", Some(DOOR), 1) };
    let later = PinMapping { from_on: MONDAY.tomorrow().ok(), ..mapping("8", Some(DOOR), 1) };
    let shared = mapping("9", None, 1);

    assert!(conflicts(&[first.clone(), later.clone()], &PLACES, &[], &register(), &[]).is_empty());
    let elsewhere = mapping("8", Some(GATE), 1);
    assert!(conflicts(&[first.clone(), elsewhere], &PLACES, &[], &register(), &[]).is_empty());
    assert_eq!(
        conflicts(&[first.clone(), shared.clone()], &PLACES, &[], &register(), &[]),
        [Conflict::OnePersonTwoPins { first, second: shared }]
    );
}

#[test]
fn a_terminal_that_names_somebody_else_is_shown_and_a_short_form_is_not() {
    let own = mapping("7", Some(DOOR), 1);
    let said = |name: &str| TerminalName { device: DOOR, pin: "7".into(), name: name.into() };

    let renamed = conflicts(std::slice::from_ref(&own), &PLACES, &[said("JOKO PURNOMO")], &register(), &[]);
    assert_eq!(renamed.len(), 1);
    assert_eq!(renamed[0].code(), "name_contradicts");
    for name in ["S. AMINAH", "AMINAH", "", "7"] {
        assert!(conflicts(std::slice::from_ref(&own), &PLACES, &[said(name)], &register(), &[]).is_empty(), "{name}");
    }
}

#[test]
fn taps_at_two_terminals_within_seconds_are_shown_and_minutes_apart_are_not() {
    let taps = |seconds_apart| TwoTaps {
        person: person(1),
        first: (DOOR, "7".into()),
        second: (GATE, "7".into()),
        local_time: MONDAY.at(7, 0, 0, 0),
        seconds_apart,
    };

    let found = conflicts(&[], &PLACES, &[], &register(), &[taps(4), taps(90)]);

    assert_eq!(found, [Conflict::TwoAtOnce(taps(4))]);
}

fn spans() -> impl Strategy<Value = Span> {
    (prop::option::of(0_i64..20), prop::option::of(0_i64..20)).prop_map(|(from, to)| {
        let day = |offset: i64| MONDAY.checked_add(jiff::Span::new().days(offset - 8)).unwrap();
        Span { from_on: from.map(day), to_on: to.map(day) }
    })
}

/// Name, number, days in the register, days at the place, whether something else tells of the days.
type Drawn = (&'static str, &'static str, Vec<Span>, Vec<Span>, bool);

fn people() -> impl Strategy<Value = Vec<Candidate>> {
    let one = (
        prop::sample::select(vec!["Siti Aminah", "Muh. Yusuf", "Budi", "Siti A.", "Rina Wati, S.Kep"]),
        prop::sample::select(vec!["209909262120052001", "209901012120012001", "TKK-0012", "12"]),
        prop::collection::vec(spans(), 0..3),
        prop::collection::vec(spans(), 0..3),
        any::<bool>(),
    );
    prop::collection::vec(one, 0..6).prop_map(|all| {
        let of = |(number, (name, nip, serves, serves_here, traced)): (usize, Drawn)| Candidate {
            serves,
            serves_here,
            days: days(traced),
            ..candidate(number as u128 + 1, name, nip)
        };
        all.into_iter().enumerate().map(of).collect()
    })
}

proptest! {
    #[test]
    fn the_order_of_people_taps_and_names_does_not_matter(
        candidates in people(),
        pin in prop::sample::select(vec!["12", "2001", "52001", "209909262120052001"]),
    ) {
        let key = key(pin, &["SITI AMINAH", "YUSUF"]);
        let mut turned = candidates.clone();
        turned.reverse();
        let mut other = key.clone();
        other.taps.reverse();
        other.names.reverse();

        prop_assert_eq!(suggest(&key, &candidates), suggest(&other, &turned));
    }

    #[test]
    fn nobody_is_suggested_who_is_not_in_the_register_on_those_days(candidates in people()) {
        let key = key("2001", &["SITI AMINAH"]);
        for one in suggest(&key, &candidates) {
            let who = candidates.iter().find(|candidate| candidate.person == one.person).unwrap();
            for day in [one.days.0, one.days.1] {
                prop_assert!(who.serves.iter().any(|span| span.holds(day)));
                prop_assert!(key.taps.iter().any(|tap| tap.date() == day));
            }
            prop_assert!((LEAST_POINTS..=FULL_POINTS).contains(&one.points));
        }
    }
}
