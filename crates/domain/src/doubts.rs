//! A doubt about punches is a case: a file, the person's own answer, a reviewer, an outcome, an appeal.
//!
//! **Invariant:** nothing here takes anything from anybody by itself. Only a misuse that two officers found after the person
//! was heard, or let the time pass, voids a punch; and who spoke before does not decide the appeal.

mod bars;
mod course;
mod file;
mod opening;
mod rates;
mod rule;

pub use self::bars::{DoubtBar, barred, is_possible, possible};
pub use self::course::{DoubtCourse, DoubtOutcome, DoubtState, DoubtStep, DoubtWord};
pub use self::file::{DoubtPunch, DoubtReason};
pub use self::opening::{Candidate, above_cap, choose, room};
pub use self::rates::{FEW_CASES, SignalRates, wilson};
pub use self::rule::{DoubtNotCovered, DoubtPeriod, DoubtRule, DoubtTable};

#[cfg(test)]
mod tests;
