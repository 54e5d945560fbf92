//! Outages: the server proposes what it notices, people propose what they know, a second officer says whether it was so.

pub mod concerned;
pub mod deciding;
pub mod effects;
pub mod telling;
pub mod watching;
pub mod words;

pub use self::deciding::{NewProposal, decide, end, propose};
pub use self::effects::{Effect, Effects, effects};
