//! The first workday after days off: which day it is, and how everybody stands on it in interim words.
//!
//! **Invariant:** everybody on the roster stands in exactly one cell, so every row adds up. Nobody is called absent
//! because a source was silent: *tanpa keterangan (sementara)* only a head says, by name, and only of somebody no source
//! has heard. Where somebody was last seen is a remark beside the cell and never guilt.

mod far;
mod rule;
mod standing;
mod stretch;

pub use self::far::{Trace, is_far, newest};
pub use self::rule::{FirstDayRule, Flexible};
pub use self::standing::{Known, Standing, Tally, standing};
pub use self::stretch::{Stretch, first_day, first_days};
