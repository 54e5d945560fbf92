//! The allowance of a month, from stored days: who is cut how much, by which rule, from which day; what is paid, and what a
//! later correction changes of it.
//!
//! **Invariant:** only settled days take anything; what is not settled is named as waiting. A month that was paid stays as it
//! was paid: what changes of it is carried, once, by the month after the last one paid.

pub mod amounts;
pub mod carrying;
pub mod exporting;
pub mod gathering;
pub mod importing;
pub mod lines;
pub mod monthly;
pub mod paying;
pub mod schedules;
pub mod supposing;
pub mod tracing;
