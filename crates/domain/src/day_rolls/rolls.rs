//! What the rolls of a day come to.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::RollWord;
use crate::cross_checks::Pool;
use crate::ids::{PersonId, UnitId};
use crate::units::Unit;

/// A roll as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenRoll {
    /// Its key: the number of the receipt.
    pub id: Uuid,
    /// Whose people it speaks of; none for heads whom nobody leads.
    pub unit: Option<UnitId>,
    /// When it came.
    pub at: Timestamp,
    /// What it says of whom.
    pub rows: Vec<(PersonId, RollWord)>,
}

/// What counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rolls {
    /// The newest roll of each unit.
    pub newest: BTreeMap<Option<UnitId>, (Uuid, Timestamp)>,
    /// What the newest roll of their unit says of people.
    pub words: BTreeMap<PersonId, RollWord>,
}

/// What the rolls of a day come to: of each unit the newest counts. Somebody named by the newest rolls of two units, for
/// they moved meanwhile, stands as the newer of them says.
pub fn fold(rolls: &[GivenRoll]) -> Rolls {
    let mut in_order: Vec<&GivenRoll> = rolls.iter().collect();
    in_order.sort_by_key(|roll| (roll.at, roll.id));
    let newest: BTreeMap<_, _> = in_order.iter().map(|roll| (roll.unit, (roll.id, roll.at))).collect();
    let mut words = BTreeMap::new();
    for roll in in_order {
        if newest.get(&roll.unit).is_some_and(|(id, _)| *id == roll.id) {
            words.extend(roll.rows.iter().copied());
        }
    }
    Rolls { newest, words }
}

/// Whether somebody may attest the people of a pool: who leads its unit or one above it. Never somebody who is on the
/// list themselves for that row; the caller looks at each.
pub fn may_attest(units: &[Unit], heads: &[(UnitId, PersonId)], pool: &Pool, who: PersonId) -> bool {
    let mut next = Some(pool.unit);
    let mut passed = Vec::new();
    while let Some(at) = next.filter(|at| !passed.contains(at)) {
        if heads.iter().any(|(unit, head)| *unit == at && *head == who) {
            return true;
        }
        passed.push(at);
        next = units.iter().find(|unit| unit.id == at).and_then(|unit| unit.parent);
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unit(number: u128) -> Option<UnitId> {
        (number > 0).then(|| UnitId(Uuid::from_u128(number)))
    }

    fn roll(id: u128, of: u128, minute: i64, rows: &[(u128, RollWord)]) -> GivenRoll {
        let rows = rows.iter().map(|(who, word)| (PersonId(Uuid::from_u128(*who)), *word)).collect();
        GivenRoll { id: Uuid::from_u128(id), unit: unit(of), at: Timestamp::from_second(minute * 60).unwrap(), rows }
    }

    #[test]
    fn the_newest_roll_of_a_unit_counts_whole() {
        let first = roll(1, 7, 10, &[(1, RollWord::Present), (2, RollWord::Sick)]);
        let again = roll(2, 7, 20, &[(1, RollWord::Unexplained)]);

        let rolls = fold(&[again.clone(), first]);

        assert_eq!(rolls.newest[&unit(7)].0, again.id);
        assert_eq!(rolls.words.into_iter().collect::<Vec<_>>(), again.rows);
    }

    proptest! {
        #[test]
        fn the_order_rolls_are_read_in_means_nothing(
            rolls in proptest::collection::vec((0u128..4, 0i64..50, proptest::collection::vec((1u128..9, 0usize..8), 0..5)), 0..12),
            turn in 0usize..12,
        ) {
            let mut rolls: Vec<GivenRoll> = rolls
                .into_iter()
                .enumerate()
                .map(|(id, (of, minute, rows))| {
                    let rows: Vec<_> = rows.into_iter().map(|(who, word)| (who, RollWord::ALL[word])).collect();
                    roll(id as u128 + 1, of, minute, &rows)
                })
                .collect();
            let before = fold(&rolls);
            let turn = turn % rolls.len().max(1);
            rolls.rotate_left(turn);
            rolls.reverse();

            prop_assert_eq!(fold(&rolls), before);
        }
    }
}
