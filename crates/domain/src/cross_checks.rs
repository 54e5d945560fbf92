//! The head's daily cross-check: a short list of people is drawn by lot, and the head says who was seen.
//!
//! A head answers for the attendance of the unit; a list of names makes that a duty of two minutes a day. Who stands on
//! the list is decided by a lottery that leans towards doubt and towards people nobody has looked at for long, and that
//! anybody can draw again. Silence is noted and goes up, step by step. What heads say is looked at again by others.
//!
//! **Invariant:** nobody stands on a list they answer themselves. Nothing of it takes anything from anybody: an answer is
//! a source like any other, and what is noticed of heads are reasons to look, never a finding.

mod counter;
mod course;
mod lottery;
mod pools;
mod quality;
mod rule;
mod weights;
mod working;

pub use self::counter::{CounterBar, counter_barred, looked_again, of_today};
pub use self::course::{Course, CourseState, Duty, Given, StepKind, course, due_steps, duty};
pub use self::lottery::{Draw, Drawn, Ticket, draw, exponent, hash_of, size_of};
pub use self::pools::{Pool, Pools, pools, superior_of};
pub use self::quality::{HeadFacts, Interval, Share, Sign, SignFound, SpotTrace, machine_says, signs, spot_says};
pub use self::rule::{CrossRule, CrossWeights};
pub use self::weights::{Candidate, Why, deadline, weigh};
pub use self::working::WorkingTime;
