//! An online sidak: many offices are called at the same moment, everybody due shows themselves, heads say who is there.
//!
//! **Invariant:** everybody on the roster of a sidak is in exactly one [`SidakState`] at every moment, so that counts add
//! up to the roster by construction. The words are interim (never TK); *tanpa keterangan (sementara)* is a head's word.

mod rule;
mod state;
mod tally;

pub use self::rule::{SidakNotCovered, SidakPeriod, SidakRule, SidakTable};
pub use self::state::{Answered, Expected, Reach, RollWord, SidakCall, SidakFacts, SidakFinding, SidakState};
pub use self::tally::SidakTally;

#[cfg(test)]
mod tests;
