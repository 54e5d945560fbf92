//! Spot checks: seeds, rounds, calls, and what became of them. Insert-only and sealed.

pub mod calls;
pub mod rounds;
pub mod seeds;

pub use self::calls::{CallInSpan, CallRow, NewStep, Step, StepKind, calls_in_span};
pub use self::rounds::{Round, RoundKind};
pub use self::seeds::{SeedKind, SeedOfDay};
