//! What a drawn site must be like.

use std::ops::RangeInclusive;

use jiff::Timestamp;

use super::Zone;
use super::area::{LEAST_CORNERS, Point, crosses_itself};
use crate::arrival::distance_m;

/// Radius of a ring in metres: below it no phone can tell inside from outside, above it the ring is a part of the town.
pub const RADIUS_M: RangeInclusive<u32> = 20..=2000;

/// Most corners of an outline.
const MOST_CORNERS: usize = 100;

/// Farthest corner from the middle, in metres.
const FARTHEST_CORNER_M: f64 = 5_000.0;

/// A box around the islands of Indonesia: latitudes and longitudes.
const INDONESIA: (RangeInclusive<f64>, RangeInclusive<f64>) = (-11.5..=6.5, 94.5..=141.5);

/// Zones of Indonesia from west to east, by their commonest names.
const ZONES: [&str; 3] = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"];

/// When clocks are compared: no zone of Indonesia changed since 1988.
const TODAY: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// How far the sun may be from the clock of a plausible zone, in hours.
const SUN_FROM_CLOCK_HOURS: f64 = 0.75;

/// Why a site cannot be drawn so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteFault {
    /// The middle or a corner lies outside Indonesia; often latitude and longitude were exchanged.
    OutsideIndonesia,
    /// The radius is too small or too large.
    Radius,
    /// An outline needs three corners.
    TooFewCorners,
    /// An outline has at most a hundred.
    TooManyCorners,
    /// A corner lies kilometres from the middle.
    CornerFar,
    /// The outline's edges cross each other.
    CrossesItself,
    /// An outline needs a middle, from which distances are told.
    OutlineWithoutMiddle,
}

/// Everything wrong with how a site is drawn, in the order of the form.
pub fn faults(middle: Option<Point>, radius_m: u32, outline: &[Point]) -> Vec<SiteFault> {
    let mut found = Vec::new();
    let within = |point: &Point| INDONESIA.0.contains(&point.0) && INDONESIA.1.contains(&point.1);
    if !middle.iter().chain(outline).all(within) {
        found.push(SiteFault::OutsideIndonesia);
    }
    if !RADIUS_M.contains(&radius_m) {
        found.push(SiteFault::Radius);
    }
    if outline.is_empty() {
        return found;
    }
    if outline.len() < LEAST_CORNERS {
        found.push(SiteFault::TooFewCorners);
    }
    if outline.len() > MOST_CORNERS {
        found.push(SiteFault::TooManyCorners);
        return found;
    }
    match middle {
        None => found.push(SiteFault::OutlineWithoutMiddle),
        Some(middle) if outline.iter().any(|corner| distance_m(*corner, middle) > FARTHEST_CORNER_M) => {
            found.push(SiteFault::CornerFar);
        }
        Some(_) => {}
    }
    if crosses_itself(outline) {
        found.push(SiteFault::CrossesItself);
    }
    found
}

/// Whether the sun of a longitude fits a zone's clock. Zones follow provinces and not the sun, so what does not fit is
/// only to be confirmed.
pub fn is_plausible_zone(zone: &Zone, longitude: f64) -> bool {
    let clock = f64::from(zone.time_zone().to_offset(TODAY).seconds()) / 3600.0;
    (longitude / 15.0 - clock).abs() <= SUN_FROM_CLOCK_HOURS
}

/// The zone a site at a longitude most likely keeps: the instansi's own where it fits, else the one nearest to the sun.
pub fn likely_zone(own: &Zone, longitude: f64) -> Zone {
    if is_plausible_zone(own, longitude) {
        return own.clone();
    }
    let place = if longitude < 112.5 { 0 } else { usize::from(longitude >= 127.5) + 1 };
    Zone::parse(ZONES[place]).unwrap_or_else(|_| own.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIDDLE: Point = (-5.1135, 105.3067);

    fn zone(name: &str) -> Zone {
        Zone::parse(name).unwrap()
    }

    #[test]
    fn a_ring_within_indonesia_has_no_fault() {
        assert_eq!(faults(Some(MIDDLE), 75, &[]), []);
        assert_eq!(faults(None, 75, &[]), []);
    }

    #[test]
    fn exchanged_coordinates_and_a_radius_of_a_town_are_named() {
        assert_eq!(faults(Some((105.3067, -5.1135)), 5000, &[]), [SiteFault::OutsideIndonesia, SiteFault::Radius]);
        assert_eq!(faults(Some(MIDDLE), 19, &[]), [SiteFault::Radius]);
    }

    #[test]
    fn each_fault_of_an_outline_is_named() {
        let near = |north: f64, east: f64| (MIDDLE.0 + north, MIDDLE.1 + east);
        let hourglass = [near(0.0, 0.0), near(0.001, 0.001), near(0.001, 0.0), near(0.0, 0.001)];

        assert_eq!(faults(Some(MIDDLE), 75, &hourglass[..2]), [SiteFault::TooFewCorners]);
        assert_eq!(faults(Some(MIDDLE), 75, &hourglass), [SiteFault::CrossesItself]);
        assert_eq!(
            faults(Some(MIDDLE), 75, &[near(0.0, 0.0), near(0.1, 0.0), near(0.0, 0.001)]),
            [SiteFault::CornerFar]
        );
        assert_eq!(
            faults(None, 75, &[near(0.0, 0.0), near(0.001, 0.0), near(0.0, 0.001)]),
            [SiteFault::OutlineWithoutMiddle]
        );
        assert_eq!(faults(Some(MIDDLE), 75, &[MIDDLE; 101]), [SiteFault::TooManyCorners]);
    }

    #[test]
    fn a_zone_that_does_not_fit_the_sun_is_noticed_and_another_proposed() {
        assert!(is_plausible_zone(&zone("WIB"), 95.3) && is_plausible_zone(&zone("WIB"), 115.0));
        assert!(is_plausible_zone(&zone("WITA"), 115.2) && !is_plausible_zone(&zone("WIB"), 119.4));
        assert!(is_plausible_zone(&zone("WIT"), 140.7) && !is_plausible_zone(&zone("WITA"), 140.7));
        assert_eq!(likely_zone(&zone("WIB"), 119.4).as_str(), "Asia/Makassar");
        assert_eq!(likely_zone(&zone("WIB"), 140.7).as_str(), "Asia/Jayapura");
        assert_eq!(likely_zone(&zone("Asia/Pontianak"), 109.3).as_str(), "Asia/Pontianak");
        assert_eq!(likely_zone(&zone("WIT"), 95.3).as_str(), "Asia/Jakarta");
    }
}
