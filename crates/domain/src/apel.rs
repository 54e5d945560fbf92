//! Apel, ceremonies and gymnastics: who was due, who stood in the ranks, and what it comes to.
//!
//! **Invariant:** everybody who was due has exactly one standing, so the table of an event adds up to its roster. Nobody
//! missed an event that an officer has not closed. A position only labels a punch; the officer's word outweighs it.

mod due;
mod event;
mod month;
mod place;
mod standing;
#[cfg(test)]
mod tests;

pub use self::due::{ApelDue, ApelExcuse, due};
pub use self::event::{
    ApelAnnounced, ApelEvent, ApelHours, ApelKind, ApelMoved, ApelPlace, ApelRing, ApelSaid, ApelState, ApelWindow,
    ApelWord,
};
pub use self::month::{ApelMonth, EventStatus};
pub use self::place::{ApelPlaceWord, look};
pub use self::standing::{
    ApelBasis, ApelHow, ApelJudged, ApelPunch, ApelSeen, ApelStanding, ApelTally, ApelTap, judge,
};
