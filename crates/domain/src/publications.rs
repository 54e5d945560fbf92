//! What anybody may read: figures of OPDs, merged so that nobody can be singled out.
//!
//! Four rules, each safe by itself, whoever subtracts whatever from whatever (docs/decisions/0035-public-figures.md):
//!
//! 1. [`suppression`]: a figure is split only while both halves are [`SMALLEST`] people or more. Whatever is merged could
//!    lie in any one of the merged cells, as far as anybody can tell from everything published.
//! 2. [`suppression::revise`]: figures published again differ from everything published before of that day by nobody or
//!    by [`SMALLEST`] people or more.
//! 3. [`cohorts`]: every day counts the same people, until at least [`SMALLEST`] of them moved the same way.
//! 4. [`totals`]: a total is the sum of what is printed, and of nothing else.

pub mod cohorts;
pub mod groups;
pub mod standing;
pub mod suppression;
pub mod switch;
pub mod totals;

#[cfg(test)]
mod tests;

pub use self::cohorts::{Cohorts, Flow};
pub use self::groups::Group;
pub use self::suppression::{Exact, Figure, Row};

/// The fewest people a figure, or a difference between two, may be about.
///
/// # Legal source
///
/// None sets the figure; it is the customary threshold of statistical offices, kept by DECISIONS.md 24.
pub const SMALLEST: u32 = 5;

/// The fewest people an OPD must have to be shown.
pub const SMALLEST_OPD: u32 = 20;
