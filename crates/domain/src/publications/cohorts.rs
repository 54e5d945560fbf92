//! Who is counted where. A published day counts the same people as the one before, wherever they serve by now, until
//! enough of them moved the same way.
//!
//! **Invariant:** between any two published days, near or far, the people who went from one counted OPD to another, into
//! one or out of one are nobody, or at least [`SMALLEST`]. So are those who joined or left any set of OPDs taken
//! together: whatever is added and subtracted, nobody stands alone in the difference.

use std::collections::{BTreeMap, BTreeSet};

use super::{SMALLEST, SMALLEST_OPD};
use crate::ids::{PersonId, UnitId};

/// People who begin to be counted elsewhere from some day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Where they were counted; nowhere when `None`.
    pub from: Option<UnitId>,
    /// Where they are counted from then on.
    pub to: Option<UnitId>,
    /// Who.
    pub people: Vec<PersonId>,
}

/// Which OPD counts whom; who is not named is counted nowhere.
pub type Counted = BTreeMap<PersonId, UnitId>;

/// Who was counted where, from the first publication on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cohorts {
    states: Vec<Counted>,
}

impl Cohorts {
    /// The state each renewal left behind; `renewals` are the flows of each, oldest first.
    pub fn of(renewals: &[Vec<Flow>]) -> Self {
        let mut cohorts = Self::default();
        for flows in renewals {
            cohorts.apply(flows);
        }
        cohorts
    }

    /// Takes over what a renewal moves.
    pub fn apply(&mut self, flows: &[Flow]) {
        let mut state = self.now().clone();
        flows.iter().for_each(|flow| moved(&mut state, flow));
        self.states.push(state);
    }

    /// Who is counted where now.
    pub fn now(&self) -> &Counted {
        static NOBODY: Counted = Counted::new();
        self.states.last().unwrap_or(&NOBODY)
    }

    /// The people an OPD counts now.
    pub fn of_unit(&self, unit: UnitId) -> Vec<PersonId> {
        self.now().iter().filter(|(_, of)| **of == unit).map(|(person, _)| *person).collect()
    }

    /// The OPDs that count anybody now.
    pub fn units(&self) -> BTreeSet<UnitId> {
        self.now().values().copied().collect()
    }

    /// What a renewal may move, given who serves in which OPD now: those who went the same way, where they are enough, and
    /// where nobody would stand alone between the new state and any earlier one. The rest wait for the next renewal.
    pub fn renewal(&self, serves: &Counted) -> Vec<Flow> {
        let mut state = self.now().clone();
        let (mut flows, mut ended) = (Vec::new(), BTreeSet::new());
        while let Some(flow) = self.next(&state, serves, &mut ended) {
            moved(&mut state, &flow);
            flows.push(flow);
        }
        flows
    }

    /// The first move that is open. Everybody moves to nowhere at most once, and then to where they serve at most once, so
    /// that there is a last.
    fn next(&self, state: &Counted, serves: &Counted, ended: &mut BTreeSet<UnitId>) -> Option<Flow> {
        let sizes = sizes(state);
        let size = |unit: UnitId| sizes.get(&unit).copied().unwrap_or(0);
        for ((from, to), people) in ways(state, serves) {
            if people.len() < SMALLEST as usize || to.is_some_and(|to| ended.contains(&to)) {
                continue;
            }
            let coming = u32::try_from(people.len()).unwrap_or(u32::MAX);
            let enough = to.is_none_or(|to| size(to) + coming >= SMALLEST_OPD);
            let left = from.map_or(0, |from| size(from).saturating_sub(coming));
            let mut tries = Vec::new();
            if from.is_none() || left == 0 || left >= SMALLEST_OPD {
                tries.extend(enough.then(|| Flow { from, to, people: people.clone() }));
                // Where they serve now they cannot be counted yet; they leave all the same.
                tries.extend((from.is_some() && to.is_some()).then_some(Flow { from, to: None, people }));
            } else if let Some(unit) = from {
                // Too few would stay: the OPD ends whole.
                let people = state.iter().filter(|(_, of)| **of == unit).map(|(person, _)| *person).collect();
                tries.push(Flow { from, to: None, people });
            }
            if let Some(flow) = tries.into_iter().find(|flow| self.tells_nobody(state, flow)) {
                ended.extend(flow.from.filter(|from| flow.people.len() == size(*from) as usize));
                return Some(flow);
            }
        }
        None
    }

    /// Whether nobody stands alone between any earlier state and the one after a move.
    fn tells_nobody(&self, state: &Counted, flow: &Flow) -> bool {
        let mut after = state.clone();
        moved(&mut after, flow);
        self.states.iter().all(|earlier| safe(earlier, &after))
    }
}

fn sizes(state: &Counted) -> BTreeMap<UnitId, u32> {
    let mut sizes = BTreeMap::new();
    for unit in state.values() {
        *sizes.entry(*unit).or_insert(0) += 1;
    }
    sizes
}

fn moved(state: &mut Counted, flow: &Flow) {
    for person in &flow.people {
        match flow.to {
            Some(unit) => state.insert(*person, unit),
            None => state.remove(person),
        };
    }
}

/// Whether everybody who is counted elsewhere in one state than in another went in company.
pub fn safe(one: &Counted, other: &Counted) -> bool {
    ways(one, other).values().all(|people| people.len() >= SMALLEST as usize)
}

type Way = (Option<UnitId>, Option<UnitId>);

/// Who is counted elsewhere in one state than in another, by the way they went.
fn ways(one: &Counted, other: &Counted) -> BTreeMap<Way, Vec<PersonId>> {
    let people: BTreeSet<PersonId> = one.keys().chain(other.keys()).copied().collect();
    let mut ways: BTreeMap<Way, Vec<PersonId>> = BTreeMap::new();
    for person in people {
        let way = (one.get(&person).copied(), other.get(&person).copied());
        if way.0 != way.1 {
            ways.entry(way).or_default().push(person);
        }
    }
    ways
}
