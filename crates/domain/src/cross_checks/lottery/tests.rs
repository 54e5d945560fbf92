//! The lottery is the one of the description, fair by weight, and brings everybody round.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

use super::super::rule::tests_rule;
use super::*;

const SEED: Seed = Seed([7; 32]);
const ON: Date = date(2026, 1, 19);

fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

fn ticket(number: u128, weight: u32, deadline: u16) -> Ticket {
    Ticket { person: person(number), weight, deadline }
}

/// Figures of the Python lines in `docs/decisions/0029-superiors-check-too.md`.
#[test]
fn an_exponent_and_the_hash_of_the_people_are_what_others_compute() {
    let found = [1, 2, 3].map(|number| exponent(&SEED, ON, person(number)));
    let tickets = [ticket(3, 30, 3), ticket(1, 10, 1), ticket(2, 20, 2)];

    assert_eq!(found, [21_321_910_191, 7_062_476_262, 7_030_175_138]);
    let hash: String = hash_of(&tickets).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hash, "ae2981d0da4b7dd47ca273946c1572f66b3789e40ef23aec432100a2041ac3f2");
}

#[test]
fn the_logarithm_is_whole_at_powers_and_close_between_them() {
    assert_eq!((log2(1), log2(2), log2(1 << 64)), (0, 1 << 32, 64 << 32));
    let close = (3_f64.log2() * 4_294_967_296.0 - log2(3) as f64).abs();
    assert!(close < 4.0, "{close}");
}

#[test]
fn who_has_three_times_the_tickets_is_drawn_about_three_times_as_often() {
    let tickets: Vec<Ticket> = (1..=20).map(|number| ticket(number, if number <= 5 { 30 } else { 10 }, 99)).collect();
    let mut heavy = 0;
    for day in 0..4_000 {
        let on = ON.checked_add(day.days()).unwrap();
        let drawn = draw(&tickets, &SEED, on, 1).drawn;
        heavy += usize::from(drawn[0].weight == 30);
    }

    // 5 * 30 of 300 tickets: a half, within four standard errors.
    assert!((1_873..=2_127).contains(&heavy), "{heavy}");
}

#[test]
fn a_list_grows_with_the_unit_and_stays_short() {
    let rule = tests_rule();

    let sizes = [0, 1, 4, 5, 6, 15, 75, 76, 500].map(|people| size_of(people, &rule));

    assert_eq!(sizes, [0, 1, 4, 5, 6, 6, 12, 12, 12]);
    assert_eq!(size_of(40, &CrossRule { size_most: 0, ..rule }), 0, "a region may do without");
}

#[test]
fn whoever_would_come_too_late_is_taken_whatever_the_lot() {
    let tickets: Vec<Ticket> = (1..=10).map(|number| ticket(number, 1_000, 20)).chain([ticket(11, 1, 1)]).collect();

    let drawn = draw(&tickets, &SEED, ON, 2).drawn;

    let last = drawn.iter().find(|one| one.person == person(11)).unwrap();
    assert!(last.turn);
    assert_eq!(drawn.iter().filter(|one| one.turn).count(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn everybody_who_is_due_stands_on_a_list_within_the_days_of_coverage(
        people in 1_u128..60, coverage in 2_u16..25, spare in 0_usize..3, weights in prop::collection::vec(1_u32..90, 60), seed: [u8; 32]
    ) {
        let size = usize::try_from(people).unwrap().div_ceil(usize::from(coverage)) + spare;
        let mut unseen: BTreeMap<u128, u16> = (1..=people).map(|number| (number, 0)).collect();
        for day in 0..i32::from(coverage) * 4 {
            let on = ON.checked_add(day.days()).unwrap();
            let tickets: Vec<Ticket> = unseen
                .iter()
                .map(|(number, days)| ticket(*number, weights[usize::try_from(*number).unwrap() - 1], super::super::deadline(*days, coverage)))
                .collect();
            let drawn: BTreeSet<PersonId> = draw(&tickets, &Seed(seed), on, size).drawn.iter().map(|one| one.person).collect();
            for (number, days) in &mut unseen {
                *days = if drawn.contains(&person(*number)) { 0 } else { *days + 1 };
                prop_assert!(*days < coverage, "{number} waited {days} lists");
            }
        }
    }

    #[test]
    fn the_order_of_the_people_does_not_matter_and_the_size_is_met(
        weights in prop::collection::vec((1_u32..90, 1_u16..20), 0..40), size in 0_usize..15, seed: [u8; 32]
    ) {
        let tickets: Vec<Ticket> =
            weights.iter().enumerate().map(|(place, (weight, deadline))| ticket(place as u128 + 1, *weight, *deadline)).collect();
        let mut other = tickets.clone();
        other.reverse();
        other.extend(tickets.first().copied());

        let drawn = draw(&tickets, &Seed(seed), ON, size);

        prop_assert_eq!(&drawn, &draw(&other, &Seed(seed), ON, size));
        prop_assert_eq!(drawn.drawn.len(), size.min(tickets.len()));
        let unique: BTreeSet<PersonId> = drawn.drawn.iter().map(|one| one.person).collect();
        prop_assert_eq!(unique.len(), drawn.drawn.len());
    }
}
