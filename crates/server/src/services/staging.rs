//! The stages of OPDs on their way to working without paper: how each stands before the gate, and what is signed.

pub mod papers;
pub mod signing;
mod standing;
mod terminals;
pub mod words;

pub use self::papers::Papers;
pub use self::signing::{NewStep, sign};
pub use self::standing::{ACTIVE_DAYS, OpdStage, list, one};
