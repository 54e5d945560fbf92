//! An honest city simulator: invented people with habits, sites, terminals that fail, outages.
//!
//! For the demo, for tests and for benchmarks. Everything is a function of the seed and of what is
//! asked for: the traces of a person's day are the same whenever, in whatever order and within
//! whatever range they are asked for, so that a demo is alive at any hour and a benchmark can be
//! repeated. The time is handed in; nothing here reads a clock.
//!
//! A live server loads what is known at its start with [`City::traces`], keeping what was received by then,
//! asks [`City::arrivals`] for an hour ahead again and again and hands each trace out when its time has come,
//! and sets [`City::marks`] as it goes. Outside working hours [`Replay`] says which past moment to show.
//!
//! All people are born in 2099, the city is numbered 99.01 and lies in the open sea.

mod city;
mod day;
mod desk;
mod dice;
pub mod discrepancies;
mod disputed;
mod files;
mod links;
mod machines;
mod names;
mod opd;
mod papers;
mod people;
mod places;
mod replay;
mod roster;
pub mod scenario;
pub mod terminals;
mod trace;
mod traces;

pub use city::{City, CityError, FOUNDED_ON, MOST_PEOPLE, REGION};
pub use desk::DeskPlan;
pub use disputed::DisputedMonth;
pub use files::CityFile;
pub use replay::Replay;
pub use trace::{DayTruth, Mark, Trace, Truth};
pub use traces::Traces;
