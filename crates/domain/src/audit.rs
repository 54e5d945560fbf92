//! What the inspectorate works with: patterns of checking, random samples anybody can draw again, and findings.
//!
//! **Invariant:** patterns rank offices by reasons to look, never people by guilt. Each names its figure, what was expected,
//! how much was looked at, and examples to open; where too little is known it says so and counts nothing.

mod facts;
mod finding;
mod patterns;
mod ranking;
mod rule;
mod sample;

pub use self::facts::{Act, ActKind, Corrected, Entry, Example, ExampleKind, RollDay, RollKind, RollSide, UnitFacts};
pub use self::finding::{
    AuditStep, AuditStepKind, Finding, FindingState, Severity, StepBar, may_answer, may_close, state_of,
};
pub use self::patterns::{Amount, Pattern, PatternKind, Reading};
pub use self::ranking::{Ranked, rank};
pub use self::rule::{AuditNotCovered, AuditPeriod, AuditRule, AuditTable, Points};
pub use self::sample::{BadSeed, Drawn, Key, Sample, Seed, draw, population_hash};
