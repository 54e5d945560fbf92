//! Where something began that is followed afterwards: an instruction, an explanation that is asked for.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codes::codes;

codes!(
    /// What kind of occasion it was.
    OriginKind {
        /// An online sidak.
        Sidak = "sidak",
        /// A visit on site.
        Visit = "visit",
        /// An apel or ceremony.
        Apel = "apel",
        /// The first day after a holiday.
        FirstDay = "first_day",
    }
);

/// The occasion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Origin {
    /// What kind.
    pub kind: OriginKind,
    /// Which.
    pub id: Uuid,
}
