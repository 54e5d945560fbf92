//! What phones told, laid side by side for people who look: points that repeat, phones that several share, and what
//! one person or one phone did in order.
//!
//! Nothing here weighs or judges. A repeated point is first of all a fact, with the honest reasons such facts have.

mod phones;
mod points;
mod timeline;

pub use self::phones::{KeyUse, PhoneGroup, PhoneGroupKind, SharedRun, phone_groups};
pub use self::points::{Cell, PointClass, PointCluster, PointUse, PointsAsked, class_of, clusters, whose};
pub use self::timeline::{Happened, Moment, of_key, of_person};

use crate::evidence::{PunchInput, Scene};
use jiff::civil::Date;

/// Punches that phones made, with their places in the scene.
fn of_phones(scene: &Scene) -> impl Iterator<Item = (u32, &PunchInput)> {
    (0..).zip(&scene.punches).filter(|(_, punch)| punch.source == "phone")
}

/// The day a punch claims, in the zone of the scene.
fn day_of(scene: &Scene, punch: &PunchInput) -> Date {
    scene.zone.to_datetime(punch.claimed_at).date()
}

#[cfg(test)]
mod tests;
