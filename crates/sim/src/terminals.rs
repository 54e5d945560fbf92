//! Terminals that speak the push protocol, and a fleet of them at the morning bell.
//!
//! A [`Terminal`] is handed the time and the bytes of answers and gives the bytes of requests; whoever drives it owns
//! the connection. It does what real ones do: it asks for options, sends its rows at once, keeps what was not answered
//! with `OK`, sends the same rows again after its delay, polls for commands and reports what it did. Generations and
//! firmware differ by [`Quirks`].

mod answer;
mod clock;
mod commands;
mod fleet;
mod rows;
mod speech;
mod terminal;

#[cfg(test)]
mod tests;

pub use clock::OwnClock;
pub use fleet::{Fleet, FleetPlan, Tap};
pub use rows::{EnrolledUser, LogRow};
pub use speech::{Generation, Quirks};
pub use terminal::Terminal;
