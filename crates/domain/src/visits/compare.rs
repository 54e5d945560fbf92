//! The roster of a visit, each name in exactly one cell.

use std::collections::{BTreeMap, BTreeSet};

use super::{Believed, Cell, Sighting, Tally};
use crate::ids::PersonId;

/// What was seen, by person.
pub type Seen = BTreeMap<PersonId, Sighting>;

/// A roster compared with what was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Everybody of the roster once, with their cell.
    pub cells: BTreeMap<PersonId, Cell>,
    /// Who was named though they do not serve there: they are told of, and counted nowhere.
    pub strangers: Vec<PersonId>,
}

impl Comparison {
    /// How many stand where; the sum is the roster.
    pub fn tally(&self) -> Tally {
        Tally::of(self.cells.values().copied())
    }
}

/// Compares what was seen of a roster with what the records said.
///
/// **Invariant:** by construction everybody of the roster is in exactly one cell: the roster is walked, never the list of
/// what was seen.
pub fn compare(
    roster: &BTreeSet<PersonId>,
    team: &BTreeSet<PersonId>,
    seen: &Seen,
    believed: impl Fn(PersonId) -> Believed,
) -> Comparison {
    let cell = |person: &PersonId| Cell::of(team.contains(person), seen.get(person).copied(), believed(*person));
    Comparison {
        cells: roster.iter().map(|person| (*person, cell(person))).collect(),
        strangers: seen.keys().filter(|person| !roster.contains(person)).copied().collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn person(number: u8) -> PersonId {
        PersonId(Uuid::from_u128(u128::from(number)))
    }

    fn any_believed() -> impl Strategy<Value = Vec<Believed>> {
        prop::collection::vec(prop::sample::select(Believed::ALL.to_vec()), 256)
    }

    proptest! {
        #[test]
        fn the_cells_partition_the_roster_whatever_was_seen_and_recorded(
            roster in prop::collection::btree_set(any::<u8>(), 0..80),
            team in prop::collection::btree_set(any::<u8>(), 0..8),
            seen in prop::collection::btree_map(any::<u8>(), prop::sample::select(Sighting::ALL.to_vec()), 0..120),
            believed in any_believed(),
        ) {
            let people = |numbers: &BTreeSet<u8>| numbers.iter().map(|number| person(*number)).collect::<BTreeSet<_>>();
            let (roster, team) = (people(&roster), people(&team));
            let seen: Seen = seen.into_iter().map(|(number, sighting)| (person(number), sighting)).collect();
            let told = |person: PersonId| believed[(person.0.as_u128() % 256) as usize];

            let found = compare(&roster, &team, &seen, told);

            let tally = found.tally();
            prop_assert_eq!(tally.roster() as usize, roster.len());
            prop_assert_eq!(Cell::ALL.iter().map(|cell| tally.count(*cell)).sum::<u32>(), tally.roster());
            prop_assert!(found.cells.keys().eq(roster.iter()));
            for (one, cell) in &found.cells {
                prop_assert_eq!(*cell == Cell::Team, team.contains(one));
                prop_assert!(!cell.is_finding() || seen.contains_key(one), "nobody is found who was not looked for");
            }
            for stranger in &found.strangers {
                prop_assert!(!roster.contains(stranger) && !found.cells.contains_key(stranger));
            }
            let named = seen.keys().filter(|one| roster.contains(one)).count() + found.strangers.len();
            prop_assert_eq!(named, seen.len());
        }
    }
}
