//! Whose list somebody may stand on: of the nearest head above them who is not themselves.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{PersonId, UnitId};
use crate::units::Unit;

/// The people one head is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// The unit of the head; the top unit where nobody heads any above these people.
    pub unit: UnitId,
    /// Who leads it, in their own right or for another; nobody where there is no head.
    pub heads: Vec<PersonId>,
    /// The people, each once.
    pub people: Vec<PersonId>,
    /// Units below it without a head of their own, whose people are therefore here.
    pub headless: Vec<UnitId>,
}

/// Everybody by the head who is asked about them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pools {
    /// By unit.
    pub pools: Vec<Pool>,
    /// Heads nobody stands above.
    pub nobody_above: Vec<PersonId>,
}

/// The way from a unit to the top, nearest first; a circle ends the walk.
fn way(parents: &BTreeMap<UnitId, Option<UnitId>>, of: UnitId) -> Vec<UnitId> {
    let mut way = Vec::new();
    let mut next = Some(of);
    while let Some(unit) = next.filter(|unit| !way.contains(unit)) {
        way.push(unit);
        next = parents.get(&unit).copied().flatten();
    }
    way
}

fn parents(units: &[Unit]) -> BTreeMap<UnitId, Option<UnitId>> {
    units.iter().map(|unit| (unit.id, unit.parent)).collect()
}

/// The nearest unit above one that has a head.
pub fn superior_of(units: &[Unit], heads: &[(UnitId, PersonId)], unit: UnitId) -> Option<UnitId> {
    way(&parents(units), unit).into_iter().skip(1).find(|above| heads.iter().any(|(of, _)| of == above))
}

/// Puts everybody to the nearest head at or above the unit they serve in. Who heads that unit goes to the next head above.
pub fn pools(units: &[Unit], heads: &[(UnitId, PersonId)], people: &[(PersonId, UnitId)]) -> Pools {
    let parents = parents(units);
    let mut leads: BTreeMap<UnitId, BTreeSet<PersonId>> = BTreeMap::new();
    for (unit, head) in heads {
        leads.entry(*unit).or_default().insert(*head);
    }
    let mut ways: BTreeMap<UnitId, Vec<UnitId>> = BTreeMap::new();
    let mut found: BTreeMap<UnitId, (BTreeSet<PersonId>, BTreeSet<UnitId>)> = BTreeMap::new();
    let mut nobody_above = BTreeSet::new();
    for (person, unit) in people {
        let way = ways.entry(*unit).or_insert_with(|| way(&parents, *unit));
        let asked = way.iter().find(|above| leads.get(above).is_some_and(|heads| !heads.contains(person)));
        let is_head = way.iter().any(|above| leads.get(above).is_some_and(|heads| heads.contains(person)));
        let pool = match (asked, way.last()) {
            (Some(unit), _) => *unit,
            // The head of the top unit: those above the government look.
            (None, _) if is_head => {
                nobody_above.insert(*person);
                continue;
            }
            (None, Some(top)) => *top,
            (None, None) => continue,
        };
        let (people, headless) = found.entry(pool).or_default();
        people.insert(*person);
        headless.extend(way.iter().take_while(|above| **above != pool).filter(|above| !leads.contains_key(above)));
    }
    let pools = found.into_iter().map(|(unit, (people, headless))| {
        let heads: Vec<PersonId> = leads.get(&unit).into_iter().flatten().copied().collect();
        let own = heads.is_empty().then_some(unit);
        Pool { unit, heads, people: people.into_iter().collect(), headless: headless.into_iter().chain(own).collect() }
    });
    Pools { pools: pools.collect(), nobody_above: nobody_above.into_iter().collect() }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::ids::InstansiId;
    use crate::units::UnitKind;

    fn unit(id: u128, parent: Option<u128>) -> Unit {
        Unit {
            instansi: InstansiId(1),
            id: at(id),
            parent: parent.map(at),
            kind: if parent.is_some() { UnitKind::Unit } else { UnitKind::Opd },
            code: id.to_string(),
            name: id.to_string(),
        }
    }

    fn at(id: u128) -> UnitId {
        UnitId(Uuid::from_u128(id))
    }

    fn who(id: u128) -> PersonId {
        PersonId(Uuid::from_u128(id))
    }

    /// An agency 1 with units 2 and 3, and 4 below 3.
    fn tree() -> Vec<Unit> {
        vec![unit(1, None), unit(2, Some(1)), unit(3, Some(1)), unit(4, Some(3))]
    }

    #[test]
    fn a_head_is_asked_about_the_own_unit_and_the_head_above_about_the_head() {
        let heads = [(at(1), who(10)), (at(2), who(20))];
        let people = [(who(10), at(1)), (who(11), at(1)), (who(20), at(2)), (who(21), at(2))];

        let found = pools(&tree(), &heads, &people);

        assert_eq!(found.nobody_above, [who(10)]);
        let of = |unit| found.pools.iter().find(|pool| pool.unit == at(unit)).unwrap();
        assert_eq!((&of(1).people, &of(2).people), (&vec![who(11), who(20)], &vec![who(21)]));
        assert_eq!(superior_of(&tree(), &heads, at(2)), Some(at(1)));
        assert_eq!(superior_of(&tree(), &heads, at(1)), None);
    }

    #[test]
    fn people_of_a_unit_without_a_head_go_to_the_head_above_and_the_unit_is_named() {
        let heads = [(at(1), who(10))];

        let found = pools(&tree(), &heads, &[(who(41), at(4)), (who(21), at(2))]);

        assert_eq!(found.pools.len(), 1);
        assert_eq!((found.pools[0].unit, &found.pools[0].people), (at(1), &vec![who(21), who(41)]));
        assert_eq!(found.pools[0].headless, [at(2), at(3), at(4)]);
    }

    #[test]
    fn where_nobody_heads_anything_above_the_list_is_the_agencys_and_says_so() {
        let found = pools(&tree(), &[], &[(who(41), at(4))]);

        assert_eq!((found.pools[0].unit, found.pools[0].heads.len()), (at(1), 0));
        assert!(found.pools[0].headless.contains(&at(1)));
    }

    #[test]
    fn who_stands_in_for_a_head_is_no_more_on_that_list_than_the_head() {
        let heads = [(at(1), who(10)), (at(2), who(20)), (at(2), who(21))];

        let found = pools(&tree(), &heads, &[(who(20), at(2)), (who(21), at(2)), (who(22), at(2))]);

        let of = |unit| found.pools.iter().find(|pool| pool.unit == at(unit)).unwrap();
        assert_eq!((&of(1).people, &of(2).people), (&vec![who(20), who(21)], &vec![who(22)]));
    }
}
