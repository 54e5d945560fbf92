//! Letters an office words itself: templates, letterheads and numbers, dated and sealed, and what is written by them.
//!
//! **Invariant:** a letter that was issued is set by what was in force on its day and known when it was issued: nothing an
//! office saves later changes it.

pub mod absences;
pub mod checking;
pub mod desk;
pub mod numbers;
pub mod papers;
pub mod saving;
