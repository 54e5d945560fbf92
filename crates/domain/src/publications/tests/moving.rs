use std::collections::BTreeSet;

use proptest::prelude::*;
use uuid::Uuid;

use crate::ids::{PersonId, UnitId};
use crate::publications::cohorts::{Cohorts, Counted};
use crate::publications::{SMALLEST, SMALLEST_OPD};

fn person(number: usize) -> PersonId {
    PersonId(Uuid::from_u128(number as u128))
}

fn unit(number: usize) -> UnitId {
    UnitId(Uuid::from_u128(0x1_0000 + number as u128))
}

/// So many people in each OPD.
fn city(sizes: &[usize]) -> Counted {
    let homes = sizes.iter().enumerate().flat_map(|(opd, size)| std::iter::repeat_n(opd, *size));
    homes.enumerate().map(|(number, opd)| (person(number), unit(opd))).collect()
}

fn started(serves: &Counted) -> Cohorts {
    let mut cohorts = Cohorts::default();
    cohorts.apply(&cohorts.renewal(serves));
    cohorts
}

fn renewed(cohorts: &mut Cohorts, serves: &Counted) -> usize {
    let flows = cohorts.renewal(serves);
    let moved = flows.iter().map(|flow| flow.people.len()).sum();
    cohorts.apply(&flows);
    moved
}

#[test]
fn an_opd_of_nineteen_is_not_counted_and_one_of_twenty_is() {
    let cohorts = started(&city(&[19, 20]));

    assert_eq!(cohorts.units(), BTreeSet::from([unit(1)]));
    assert_eq!(cohorts.of_unit(unit(1)).len(), 20);
}

#[test]
fn one_who_joins_or_leaves_changes_nobodys_row() {
    let mut serves = city(&[30, 25]);
    let mut cohorts = started(&serves);
    serves.insert(person(900), unit(0));
    serves.remove(&person(3));
    serves.insert(person(4), unit(1));

    assert_eq!(renewed(&mut cohorts, &serves), 0);
}

#[test]
fn five_who_join_together_are_counted_from_the_next_renewal_on() {
    let mut serves = city(&[30, 25]);
    let mut cohorts = started(&serves);
    serves.extend((900..905).map(|number| (person(number), unit(0))));

    assert_eq!(renewed(&mut cohorts, &serves), 5);
    assert_eq!(cohorts.of_unit(unit(0)).len(), 35);
}

#[test]
fn an_opd_that_becomes_too_small_ends_whole() {
    let mut serves = city(&[24, 40]);
    let mut cohorts = started(&serves);
    serves.extend((0..6).map(|number| (person(number), unit(1))));
    renewed(&mut cohorts, &serves);

    assert_eq!(cohorts.units(), BTreeSet::from([unit(1)]));
    assert_eq!(cohorts.of_unit(unit(1)).len(), 46);
}

#[test]
fn who_came_in_company_does_not_leave_alone() {
    let mut serves = city(&[30]);
    let mut cohorts = started(&serves);
    serves.extend((900..905).map(|number| (person(number), unit(0))));
    renewed(&mut cohorts, &serves);
    // Four of the five leave with one of the first: between the first day and the last, one joined and one left.
    for number in [900, 901, 902, 903, 7] {
        serves.remove(&person(number));
    }

    assert_eq!(renewed(&mut cohorts, &serves), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_sum_of_opds_differs_between_two_days_by_one_to_four_people(
        sizes in prop::collection::vec(12..45usize, 2..5),
        months in prop::collection::vec(prop::collection::vec((0..220usize, 0..6usize, 1..9usize), 0..6), 1..7),
    ) {
        let mut serves = city(&sizes);
        let mut cohorts = started(&serves);
        let mut states = vec![cohorts.now().clone()];
        for moves in &months {
            for (first, opd, company) in moves {
                for number in *first..first + company {
                    if *opd < sizes.len() {
                        serves.insert(person(number), unit(*opd));
                    } else {
                        serves.remove(&person(number));
                    }
                }
            }
            renewed(&mut cohorts, &serves);
            states.push(cohorts.now().clone());
        }

        for state in &states {
            for opd in 0..sizes.len() {
                let size = state.values().filter(|of| **of == unit(opd)).count();
                prop_assert!(size == 0 || size >= SMALLEST_OPD as usize, "{size}");
            }
        }
        // The attacker adds up any OPDs and subtracts any day from any other, sure that nobody else changed.
        for sum in 1..1usize << sizes.len() {
            let of = |state: &Counted| -> BTreeSet<PersonId> {
                let inside = |of: &UnitId| (0..sizes.len()).any(|opd| sum >> opd & 1 == 1 && unit(opd) == *of);
                state.iter().filter(|(_, of)| inside(of)).map(|(person, _)| *person).collect()
            };
            let sets: Vec<BTreeSet<PersonId>> = states.iter().map(of).collect();
            for (place, later) in sets.iter().enumerate() {
                for earlier in &sets[..place] {
                    for stands_out in [later.difference(earlier).count(), earlier.difference(later).count()] {
                        prop_assert!(stands_out == 0 || stands_out >= SMALLEST as usize, "{stands_out}");
                    }
                }
            }
        }
    }
}
