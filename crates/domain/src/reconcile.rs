//! Reconciliation: what several sources say of the same person and day, compared, counted and explained.
//!
//! **Invariant:** of a table every person-day of the roster is counted once: off, excused, excluded, silent on all sides,
//! matched, or in exactly one type of discrepancy ([`Tally`]). What concerns no person-day (unknown keys, totals of
//! sheets, rosters) stands beside it.

mod causes;
mod codes;
mod compare;
mod engine;
mod evaluate;
mod found;
pub mod history;
mod input;
mod propose;
pub mod rosters;
mod rule;
mod settlement;
mod sides;
mod tally;
mod words;

pub use self::codes::{CauseKind, DiscrepancyType, Excluded, Outcome, Speaker, Speakers};
pub use self::engine::Engine;
pub use self::found::{Cause, Discrepancy, Found, Proposal, Value};
pub use self::input::{
    Origin, OriginKind, PersonDay, PersonInput, Place, Scene, StatedDay, StatedMarks, Trace, UnitPlace,
};
pub use self::rule::{GateRule, ReconcileNotCovered, ReconcilePeriod, ReconcileRule, ReconcileTable};
pub use self::settlement::{
    JudgedSides, Says, SettleBar, SettleState, SettleStep, SettleWord, Standing, barred, follows, is_overdue,
    is_possible,
};
pub use self::sides::MOST_SIDES;
pub use self::tally::{DoesNotAdd, Rate, Tally};

#[cfg(test)]
mod tests;
