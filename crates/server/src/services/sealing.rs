//! The seal as a service: keys, the sequencer that signs, what is published, proofs, witnesses, and the look at all of it.

pub mod activating;
pub mod exporting;
pub mod keys;
pub mod naming;
pub mod nodes;
pub mod proving;
pub mod publishing;
pub mod sequencing;
pub mod verifying;
pub mod watching;
pub mod witnessing;
