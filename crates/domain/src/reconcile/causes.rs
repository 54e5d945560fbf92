//! What stands behind many disagreements: one module for each.

mod columns;
mod dates;
mod extras;
mod shifts;
mod silent;

pub(super) use self::columns::Columns;
pub(super) use self::dates::date_order;
pub(super) use self::extras::{Crowded, shared_pins};
pub(super) use self::shifts::{shifts, trust_the_other};
pub(super) use self::silent::Silent;

use super::input::Scene;

/// The name of an origin.
fn origin_name(scene: &Scene, origin: u32) -> &str {
    scene.origins.get(origin as usize).map_or("?", |origin| origin.name.as_str())
}
