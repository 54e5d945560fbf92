//! Counts that add up to the roster.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::SidakState;

/// People by state. Whoever moves from one state to another leaves the sum as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SidakTally(BTreeMap<SidakState, u32>);

impl SidakTally {
    /// Counts one person.
    pub fn count(&mut self, state: SidakState) {
        *self.0.entry(state).or_default() += 1;
    }

    /// Moves one person from one state to another; nothing where nobody is in the first.
    pub fn shift(&mut self, from: SidakState, to: SidakState) {
        let Some(count) = self.0.get_mut(&from).filter(|count| **count > 0) else { return };
        *count -= 1;
        *self.0.entry(to).or_default() += 1;
    }

    /// Adds another's counts.
    pub fn add(&mut self, other: &Self) {
        for (state, count) in &other.0 {
            *self.0.entry(*state).or_default() += count;
        }
    }

    /// How many are in a state.
    pub fn of(&self, state: SidakState) -> u32 {
        self.0.get(&state).copied().unwrap_or(0)
    }

    /// Everybody.
    pub fn total(&self) -> u32 {
        self.0.values().sum()
    }

    /// The denominator of a share of presence: everybody but those off, on leave, or not yet on duty.
    pub fn due(&self) -> u32 {
        let left_out = [SidakState::Libur, SidakState::BelumWaktunya, SidakState::Berizin];
        self.total() - left_out.iter().map(|state| self.of(*state)).sum::<u32>()
    }

    /// The numerator: those who are there, in time or late. Whoever is on duty elsewhere, or answered from elsewhere, is
    /// counted beside it.
    pub fn there(&self) -> u32 {
        self.of(SidakState::Hadir) + self.of(SidakState::Terlambat)
    }

    /// Every state with its count, in the order they are shown; none is left out.
    pub fn rows(&self) -> impl Iterator<Item = (SidakState, u32)> {
        SidakState::ALL.iter().map(|state| (*state, self.of(*state)))
    }
}
