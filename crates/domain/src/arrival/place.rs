//! Where a punch says it was made, against the places its person may punch at.

use std::sync::Arc;

use geo::{Distance, Haversine, Point};
use jiff::Timestamp;

use super::Label;
use crate::ids::SiteId;
use crate::policy::PhonePolicy;
use crate::sites::{Area, Drawn, Site};

/// A position as a phone reports it, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fix {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Radius of the uncertainty in metres, as the phone states it.
    pub accuracy_m: Option<f64>,
    /// When the position was found.
    pub fixed_at: Option<Timestamp>,
    /// What a native client knows of simulated positions; a browser never says.
    pub mock: Option<bool>,
}

impl Fix {
    /// Whether the numbers can be a place on earth.
    pub fn is_on_earth(&self) -> bool {
        (-90.0..=90.0).contains(&self.latitude) && (-180.0..=180.0).contains(&self.longitude)
    }
}

/// A place somebody may punch at.
#[derive(Debug, Clone, PartialEq)]
pub struct AllowedPlace {
    /// The site.
    pub site: SiteId,
    /// How it was drawn, oldest first: a site that moved keeps the judgement of its day.
    pub drawn: Arc<[Drawn]>,
}

impl AllowedPlace {
    /// A site that was always drawn as it is.
    pub fn always(site: &Site) -> Self {
        Self { site: site.id, drawn: Arc::new([Drawn { from_at: Timestamp::MIN, area: site.area() }]) }
    }

    /// Where it reached to at a moment; before the first drawing, that one.
    pub fn area_at(&self, at: Timestamp) -> Option<&Area> {
        let drawn = self.drawn.iter().rfind(|drawn| drawn.from_at <= at).or(self.drawn.first());
        drawn.and_then(|drawn| drawn.area.as_ref())
    }
}

/// A position wider than this says no more than the part of the town, in metres.
const COARSE_M: f64 = 1000.0;

/// The width of the grid that network positions are cut to, in degrees: 2^15 × 10⁻⁷.
const GRID: f64 = 0.003_276_8;

/// Great-circle distance in metres between two points given as latitude and longitude.
pub fn distance_m(from: (f64, f64), to: (f64, f64)) -> f64 {
    Haversine.distance(Point::new(from.1, from.0), Point::new(to.1, to.0))
}

/// Whether a position lies on the grid of coarse network positions: many honest people share such a point.
pub fn is_on_grid(latitude: f64, longitude: f64) -> bool {
    [latitude, longitude].into_iter().all(|degrees| {
        let cells = degrees / GRID;
        (cells - cells.round()).abs() < 1e-4
    })
}

/// Labels the place; answers the site the punch was surely made at.
///
/// Fails closed: what is no position on earth is no position, and an uncertain one is never inside.
pub(super) fn look(
    fix: Option<&Fix>,
    claimed_at: Timestamp,
    places: &[AllowedPlace],
    policy: &PhonePolicy,
    labels: &mut Vec<Label>,
) -> Option<SiteId> {
    let Some(fix) = fix.filter(|fix| fix.is_on_earth()) else {
        labels.push(Label::NoFix);
        return None;
    };
    if fix.mock == Some(true) {
        labels.push(Label::MockLocation);
    }
    let stale = i64::from(policy.stale_fix_seconds);
    if fix.fixed_at.is_some_and(|at| claimed_at.duration_since(at).as_secs() > stale) {
        labels.push(Label::StaleFix);
    }
    let accuracy = fix.accuracy_m.filter(|accuracy| accuracy.is_finite() && *accuracy >= 0.0);
    if is_on_grid(fix.latitude, fix.longitude) || accuracy.is_some_and(|accuracy| accuracy > COARSE_M) {
        labels.push(Label::CoarseFix);
    }
    if accuracy.is_none_or(|accuracy| accuracy > f64::from(policy.poor_accuracy_m)) {
        labels.push(Label::PoorAccuracy);
    }
    let at = (fix.latitude, fix.longitude);
    let nearest = places
        .iter()
        .filter_map(|place| Some((place.site, place.area_at(claimed_at)?.beyond_m(at))))
        .min_by(|one, other| one.1.total_cmp(&other.1));
    let Some((site, beyond)) = nearest else {
        labels.push(Label::SiteUnknown);
        return None;
    };
    let unsure_by = accuracy.unwrap_or(0.0);
    if beyond > unsure_by {
        labels.push(Label::OutsideSite);
    } else if beyond > 0.0 || accuracy.is_none_or(|accuracy| accuracy > f64::from(policy.poor_accuracy_m)) {
        labels.push(Label::PlaceUnsure);
    } else {
        return Some(site);
    }
    None
}
