//! Where a punch of an event was made, against the place of the event. A word beside it, never a refusal.

use serde::{Deserialize, Serialize};

use crate::arrival::Fix;
use crate::codes::codes;
use crate::sites::Area;

codes!(
    /// What the position says.
    ApelPlaceWord {
        /// Surely at the place.
        Inside = "inside",
        /// It may be inside or outside.
        Unsure = "unsure",
        /// Outside, its uncertainty included.
        Outside = "outside",
        /// No position came with it.
        NoFix = "no_fix",
        /// The place has no coordinates.
        Unknown = "unknown",
    }
);

/// Looks at a position. Fails closed: what is no position is none, and a vague one is never inside.
pub fn look(fix: Option<&Fix>, area: Option<&Area>, poor_accuracy_m: f64) -> ApelPlaceWord {
    let Some(area) = area else { return ApelPlaceWord::Unknown };
    let Some(fix) = fix.filter(|fix| fix.is_on_earth()) else { return ApelPlaceWord::NoFix };
    let accuracy = fix.accuracy_m.filter(|accuracy| accuracy.is_finite() && *accuracy >= 0.0);
    let beyond = area.beyond_m((fix.latitude, fix.longitude));
    if beyond > accuracy.unwrap_or(0.0) {
        ApelPlaceWord::Outside
    } else if beyond > 0.0 || accuracy.is_none_or(|accuracy| accuracy > poor_accuracy_m) || fix.mock == Some(true) {
        ApelPlaceWord::Unsure
    } else {
        ApelPlaceWord::Inside
    }
}
