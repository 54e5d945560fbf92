//! Changes of the rules of an instansi: tried on the past before they are signed, signed by two officers, sealed, and in
//! force from their day.
//!
//! **Invariant:** a signed pack says nothing of days before it begins; those keep the verdict and the hash they had.

pub mod comparing;
pub mod in_force;
pub mod ladder;
mod pay;
pub mod remembering;
pub mod sheet;
pub mod signing;
mod words;
