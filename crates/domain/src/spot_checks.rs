//! Spot checks: who is called to show themselves, by a lottery anybody can repeat, and what became of each call.
//!
//! Three things keep it fair. The seed of a day is fixed before the day (its hash is sealed and published) and revealed
//! after it, so that nobody could aim a draw and everybody can repeat it. Within a class everybody has the same chance.
//! And a call that never reached a phone is counted against nobody; a missed one is a question, never guilt.

mod lottery;
mod outcome;
mod quiet;
mod rule;
mod verify;

pub use self::lottery::{
    Drawing, Entrant, Pick, Place, RoundKey, Seed, Share, commitment, draw, moments, parse_population, population_hash,
    population_text, rank,
};
pub use self::outcome::{Answer, Call, Facts, Outcome, Settled, matched, settle, window_ends};
pub use self::quiet::{Quiet, quiet};
pub use self::rule::{SpotNotCovered, SpotPeriod, SpotRule, SpotTable};
pub use self::verify::{Fault, Published, verify};
