//! What one person or one phone did, in order of time.

use jiff::Timestamp;
use jiff::civil::Date;

use super::points::{PointClass, class_of};
use crate::arrival::distance_m;
use crate::checks::Seen;
use crate::evidence::{CodeState, Scene};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// When, as claimed.
    pub at: Timestamp,
    /// What.
    pub happened: Happened,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Happened {
    /// A punch.
    Punch {
        /// The punch, in [`Scene::punches`].
        punch: u32,
        /// Seconds until it arrived; below 0 when the phone's clock was ahead.
        waited_s: i64,
        /// What found its position.
        class: Option<PointClass>,
        /// Metres from the position to the middle of the person's own site.
        distance_m: Option<f64>,
        /// Seconds from the position to the claim; above 0 for an old one.
        fix_age_s: Option<i64>,
        /// Whether it came over a network of the person's own office.
        office_network: bool,
        /// What became of the office's code.
        code: CodeState,
    },
    /// Somebody looked.
    Check {
        /// For which day.
        on: Date,
        /// What was seen.
        seen: Seen,
    },
    /// Somebody was called.
    Call {
        /// Whether it was answered.
        answered: bool,
    },
}

/// Everything of one person, at most so many.
pub fn of_person(scene: &Scene, person: u32, most: usize) -> Vec<Moment> {
    let mut moments = punches(scene, |place| scene.punches[place].person == person);
    moments.extend(
        scene
            .checks
            .iter()
            .filter(|check| check.person == person)
            .map(|check| Moment { at: check.at, happened: Happened::Check { on: check.on, seen: check.seen } }),
    );
    moments.extend(
        scene
            .calls
            .iter()
            .filter(|call| call.person == person)
            .map(|call| Moment { at: call.at, happened: Happened::Call { answered: call.answered_by.is_some() } }),
    );
    in_order(moments, most)
}

/// Everything one key signed, of whomever, at most so many.
pub fn of_key(scene: &Scene, key: &str, most: usize) -> Vec<Moment> {
    in_order(punches(scene, |place| scene.punches[place].key.as_deref() == Some(key)), most)
}

fn in_order(mut moments: Vec<Moment>, most: usize) -> Vec<Moment> {
    moments.sort_by_key(|moment| match moment.happened {
        Happened::Punch { punch, .. } => (moment.at, 0, punch),
        Happened::Check { .. } => (moment.at, 1, 0),
        Happened::Call { .. } => (moment.at, 2, 0),
    });
    // The newest stay.
    let first = moments.len().saturating_sub(most);
    moments.split_off(first)
}

fn punches(scene: &Scene, wanted: impl Fn(usize) -> bool) -> Vec<Moment> {
    (0..scene.punches.len()).filter(|place| wanted(*place)).map(|place| moment(scene, place)).collect()
}

fn moment(scene: &Scene, place: usize) -> Moment {
    let punch = &scene.punches[place];
    let site = scene.people[punch.person as usize].site.map(|site| &scene.sites[site as usize]);
    let middle = site.and_then(|site| site.place);
    Moment {
        at: punch.claimed_at,
        happened: Happened::Punch {
            punch: u32::try_from(place).unwrap_or(u32::MAX),
            waited_s: punch.received_at.duration_since(punch.claimed_at).as_secs(),
            class: punch.fix.as_ref().map(class_of),
            distance_m: punch.fix.zip(middle).map(|(fix, middle)| distance_m((fix.lat, fix.lon), middle)),
            fix_age_s: punch
                .fix
                .and_then(|fix| fix.fixed_at)
                .map(|fixed| punch.claimed_at.duration_since(fixed).as_secs()),
            office_network: punch
                .address
                .zip(site)
                .is_some_and(|(address, site)| site.egress.iter().any(|net| net.contains(&address))),
            code: punch.code,
        },
    }
}
