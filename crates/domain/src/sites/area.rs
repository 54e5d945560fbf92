//! Where a site reaches to: a ring around its middle, or an outline drawn on the map.

use std::sync::Arc;

use jiff::Timestamp;

use super::Site;
use crate::arrival::distance_m;
use crate::ids::SiteId;

/// Latitude and longitude in degrees (WGS 84).
pub type Point = (f64, f64);

/// Fewest corners that enclose anything.
pub(super) const LEAST_CORNERS: usize = 3;

/// Metres of one degree along a meridian, on the sphere that [`distance_m`] measures on.
const DEGREE_M: f64 = 111_195.08;

/// Where a site reaches to.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Its middle.
    pub middle: Point,
    /// Radius of the ring in metres.
    pub radius_m: u32,
    /// Corners of the outline; with three or more it counts instead of the ring.
    pub outline: Arc<[Point]>,
}

/// How a site was drawn from a moment on.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// From when.
    pub from_at: Timestamp,
    /// Where it reached to; `None` while nobody had drawn it.
    pub area: Option<Area>,
}

impl Area {
    /// Whether the outline counts, and not the ring.
    pub fn has_outline(&self) -> bool {
        self.outline.len() >= LEAST_CORNERS
    }

    /// How many metres a point lies beyond the border; negative inside.
    ///
    /// The margin of a position is its own uncertainty, which the caller knows. Good to a metre within some kilometres.
    pub fn beyond_m(&self, at: Point) -> f64 {
        if !self.has_outline() {
            return distance_m(at, self.middle) - f64::from(self.radius_m);
        }
        let corners: Vec<(f64, f64)> = self.outline.iter().map(|corner| flat(at, *corner)).collect();
        let border = edges(&corners).map(|(from, to)| to_edge(from, to)).fold(f64::INFINITY, f64::min);
        if holds_origin(&corners) { -border } else { border }
    }

    /// Whether two sites share ground, so that a position may lie inside both.
    pub fn overlaps(&self, other: &Self) -> bool {
        match (self.has_outline(), other.has_outline()) {
            (false, _) => other.beyond_m(self.middle) < f64::from(self.radius_m),
            (true, false) => self.beyond_m(other.middle) < f64::from(other.radius_m),
            (true, true) => {
                self.outline.iter().any(|corner| other.beyond_m(*corner) < 0.0)
                    || other.outline.iter().any(|corner| self.beyond_m(*corner) < 0.0)
                    || crossing(&self.outline, &other.outline)
            }
        }
    }
}

/// A site not far from another.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbour {
    /// The site.
    pub site: SiteId,
    /// Metres from middle to middle.
    pub distance_m: f64,
    /// Whether they share ground.
    pub overlaps: bool,
}

/// The other drawn sites within so many metres, nearest first.
pub fn neighbours(of: SiteId, area: &Area, sites: &[Site], within_m: f64) -> Vec<Neighbour> {
    let mut near: Vec<Neighbour> = sites
        .iter()
        .filter(|site| site.id != of)
        .filter_map(|site| {
            let other = site.area()?;
            let distance = distance_m(area.middle, other.middle);
            let overlaps = area.overlaps(&other);
            (distance <= within_m || overlaps).then_some(Neighbour { site: site.id, distance_m: distance, overlaps })
        })
        .collect();
    near.sort_by(|one, other| one.distance_m.total_cmp(&other.distance_m).then(one.site.cmp(&other.site)));
    near
}

/// Whether the edges of one outline cross each other.
pub(super) fn crosses_itself(outline: &[Point]) -> bool {
    let Some(first) = outline.first() else { return false };
    let corners: Vec<(f64, f64)> = outline.iter().map(|corner| flat(*first, *corner)).collect();
    let edges: Vec<_> = edges(&corners).collect();
    (0..edges.len()).any(|one| {
        // Neighbouring edges share a corner; the first and the last are neighbours too.
        (one + 2..edges.len()).any(|other| !(one == 0 && other == edges.len() - 1) && meet(edges[one], edges[other]))
    })
}

fn crossing(one: &[Point], other: &[Point]) -> bool {
    let Some(origin) = one.first().copied() else { return false };
    let flattened = |outline: &[Point]| outline.iter().map(|corner| flat(origin, *corner)).collect::<Vec<_>>();
    let (one, other) = (flattened(one), flattened(other));
    edges(&one).any(|edge| edges(&other).any(|second| meet(edge, second)))
}

/// Metres east and north of a point.
fn flat(from: Point, to: Point) -> (f64, f64) {
    let middle = ((from.0 + to.0) / 2.0).to_radians();
    ((to.1 - from.1) * DEGREE_M * middle.cos(), (to.0 - from.0) * DEGREE_M)
}

type Edge = ((f64, f64), (f64, f64));

fn edges(corners: &[(f64, f64)]) -> impl Iterator<Item = Edge> {
    corners.iter().copied().zip(corners.iter().copied().cycle().skip(1)).take(corners.len())
}

/// How far the origin is from an edge.
fn to_edge(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (along_x, along_y) = (to.0 - from.0, to.1 - from.1);
    let length = along_x * along_x + along_y * along_y;
    let share = if length == 0.0 { 0.0 } else { -(from.0 * along_x + from.1 * along_y) / length };
    let share = share.clamp(0.0, 1.0);
    (from.0 + share * along_x).hypot(from.1 + share * along_y)
}

/// Whether the origin lies within: a ray to the east meets the border an odd number of times.
fn holds_origin(corners: &[(f64, f64)]) -> bool {
    let hits = edges(corners).filter(|(from, to)| {
        (from.1 > 0.0) != (to.1 > 0.0) && from.0 + (to.0 - from.0) * (-from.1 / (to.1 - from.1)) > 0.0
    });
    hits.count() % 2 == 1
}

/// Whether two edges cross; touching is no crossing.
fn meet(one: Edge, other: Edge) -> bool {
    let side = |edge: Edge, at: (f64, f64)| {
        (edge.1.0 - edge.0.0) * (at.1 - edge.0.1) - (edge.1.1 - edge.0.1) * (at.0 - edge.0.0)
    };
    side(one, other.0) * side(one, other.1) < 0.0 && side(other, one.0) * side(other, one.1) < 0.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MIDDLE: Point = (-5.1135, 105.3067);

    fn at(east: f64, north: f64) -> Point {
        (MIDDLE.0 + north / DEGREE_M, MIDDLE.1 + east / (DEGREE_M * MIDDLE.0.to_radians().cos()))
    }

    fn area(outline: &[Point], radius_m: u32) -> Area {
        Area { middle: MIDDLE, radius_m, outline: outline.into() }
    }

    /// An L: the yard in its corner at the north-east is not part of it.
    fn building() -> Area {
        area(&[at(0.0, 0.0), at(100.0, 0.0), at(100.0, 40.0), at(40.0, 40.0), at(40.0, 100.0), at(0.0, 100.0)], 50)
    }

    #[test]
    fn an_outline_counts_instead_of_the_ring() {
        let building = building();

        for (east, north, expected) in
            [(20.0, 20.0, -20.0), (90.0, 20.0, -10.0), (70.0, 70.0, 30.0), (150.0, 20.0, 50.0), (-10.0, 50.0, 10.0)]
        {
            let beyond = building.beyond_m(at(east, north));
            assert!((beyond - expected).abs() < 0.5, "{east} {north}: {beyond}");
        }
        assert!(area(&[], 50).beyond_m(at(30.0, 0.0)) < 0.0);
    }

    #[test]
    fn two_corners_enclose_nothing_and_the_ring_counts() {
        assert!((area(&[at(0.0, 0.0), at(9.0, 0.0)], 50).beyond_m(at(80.0, 0.0)) - 30.0).abs() < 0.5);
    }

    #[test]
    fn sites_that_share_ground_overlap_whatever_their_shape() {
        let building = building();
        let ring = |east, north, radius_m| Area { middle: at(east, north), radius_m, outline: Arc::new([]) };
        let far: Vec<Point> = [(300.0, 0.0), (320.0, 0.0), (320.0, 20.0)].map(|(east, north)| at(east, north)).into();
        let across: Vec<Point> =
            [(-20.0, 50.0), (60.0, 50.0), (60.0, 60.0), (-20.0, 60.0)].map(|(east, north)| at(east, north)).into();

        assert!(
            ring(0.0, 0.0, 30).overlaps(&ring(50.0, 0.0, 30)) && !ring(0.0, 0.0, 20).overlaps(&ring(50.0, 0.0, 20))
        );
        assert!(building.overlaps(&ring(-10.0, 50.0, 20)) && ring(-10.0, 50.0, 20).overlaps(&building));
        assert!(!building.overlaps(&ring(70.0, 70.0, 20)) && !ring(70.0, 70.0, 20).overlaps(&building));
        assert!(!building.overlaps(&area(&far, 20)) && building.overlaps(&area(&across, 20)));
    }

    #[test]
    fn an_hourglass_crosses_itself_and_a_building_does_not() {
        assert!(crosses_itself(&[at(0.0, 0.0), at(100.0, 100.0), at(100.0, 0.0), at(0.0, 100.0)]));
        assert!(!crosses_itself(&building().outline));
        assert!(!crosses_itself(&[]));
    }

    proptest! {
        #[test]
        fn a_many_cornered_outline_of_a_ring_answers_as_the_ring(east in -300.0..300.0f64, north in -300.0..300.0f64) {
            let corners: Vec<Point> = (0..180).map(|step| {
                let angle = f64::from(step) * std::f64::consts::TAU / 180.0;
                at(100.0 * angle.cos(), 100.0 * angle.sin())
            }).collect();

            let (outline, ring) = (area(&corners, 20).beyond_m(at(east, north)), area(&[], 100).beyond_m(at(east, north)));

            prop_assert!((outline - ring).abs() < 1.0, "{outline} {ring}");
        }

        #[test]
        fn where_an_outline_begins_and_which_way_it_runs_does_not_matter(
            east in -200.0..200.0f64, north in -200.0..200.0f64, turn in 0usize..6, back in any::<bool>()
        ) {
            let mut corners = building().outline.to_vec();
            corners.rotate_left(turn);
            if back { corners.reverse() }

            let point = at(east, north);
            prop_assert!((building().beyond_m(point) - area(&corners, 50).beyond_m(point)).abs() < 1e-6);
        }
    }
}
