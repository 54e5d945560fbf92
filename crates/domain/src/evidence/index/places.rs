//! Positions: what they are worth, and how far from the person's places they lie.

use std::collections::HashMap;
use std::net::IpAddr;

use ipnet::IpNet;

use super::super::{FixInput, Mode, PersonInput, Scene};
use super::{Groups, NONE, Seen};

/// Metres of a degree along a meridian.
const DEGREE_M: f64 = 111_195.08;
/// Step of the grid on which coarse positions of browsers lie, in degrees (2^15 of the seventh digit).
const GRID: f64 = 0.003_276_8;
/// No list of Wi-Fi points claims a better accuracy: without a height, only such a position is taken for one of satellites.
const SATELLITE_M: f64 = 6.0;
/// A position that is older than this tells of another moment, ms.
const FRESH_MS: i64 = 3 * 60_000;
/// A position with a worse accuracy decides nothing.
const COARSE_M: f64 = 1_000.0;
/// Around a home.
const HOME_M: f64 = 200.0;

/// What a position is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::evidence) enum Quality {
    /// From satellites: does not repeat.
    Satellite,
    /// From a network's list of points: may repeat to the last digit.
    Network,
    /// Of a town: decides nothing.
    Coarse,
}

/// A position as the signals see it.
#[derive(Debug, Clone, Copy)]
pub(in crate::evidence) struct FixSeen {
    pub lat: f64,
    pub lon: f64,
    /// The exact position, numbered.
    pub cell: u32,
    pub accuracy: Option<f64>,
    pub altitude: Option<f64>,
    pub speed: Option<f64>,
    pub fixed: Option<i64>,
    pub mock: bool,
    pub quality: Quality,
    /// Digits after the point of the longer coordinate, 8 at most.
    pub digits: u8,
    /// Metres to the middle of the nearest place of the person; endless without one.
    pub centre_m: f64,
    /// Metres beyond its border, less twice the accuracy; below 0 inside.
    pub beyond_m: f64,
    /// Whether that place is the person's home.
    pub at_home: bool,
    /// Beyond every place of the person, but inside another office.
    pub at_other: bool,
    /// Found at about the claimed moment.
    pub fresh: bool,
}

/// Places, ready to measure from.
pub(super) struct Grounds {
    sites: Vec<Option<Ground>>,
    nets: HashMap<IpNet, u32>,
    lengths: Vec<u8>,
}

#[derive(Clone, Copy)]
struct Ground {
    lat: f64,
    lon: f64,
    cos: f64,
}

/// Through which office's network a message came.
pub(super) struct Through {
    pub own: bool,
    pub other: u32,
}

impl Grounds {
    pub fn of(scene: &Scene) -> Self {
        let mut nets = HashMap::new();
        for (site, input) in scene.sites.iter().enumerate() {
            for net in &input.egress {
                nets.entry(net.trunc()).or_insert(site as u32);
            }
        }
        let mut lengths: Vec<u8> = scene.sites.iter().flat_map(|site| &site.egress).map(IpNet::prefix_len).collect();
        lengths.sort_unstable();
        lengths.dedup();
        let sites = scene.sites.iter().map(|site| site.place.and_then(Ground::of)).collect();
        Self { sites, nets, lengths }
    }

    /// The position, measured from every place of the person; `None` when it is no position.
    pub fn fix(
        &self,
        scene: &Scene,
        person: Option<&PersonInput>,
        fix: &FixInput,
        claimed: i64,
        mut cell: impl FnMut((i64, i64)) -> u32,
    ) -> Option<FixSeen> {
        Ground::of((fix.lat, fix.lon))?;
        let real = |value: Option<f64>| value.filter(|value| value.is_finite() && value.abs() < 1e7);
        let accuracy = real(fix.accuracy_m).filter(|value| *value >= 0.0);
        let on_grid = |value: f64| (value / GRID - (value / GRID).round()).abs() < 1e-4;
        let quality = if (on_grid(fix.lat) && on_grid(fix.lon)) || accuracy.is_some_and(|m| m > COARSE_M) {
            Quality::Coarse
        } else if accuracy.is_some_and(|m| m <= SATELLITE_M) || fix.altitude_m.is_some_and(f64::is_finite) {
            Quality::Satellite
        } else {
            Quality::Network
        };
        let margin = 2.0 * accuracy.unwrap_or(50.0);
        let mut nearest = (f64::INFINITY, f64::INFINITY, false);
        if let Some(person) = person {
            for site in person.site.iter().chain(&person.other_sites) {
                let (Some(input), Some(Some(ground))) =
                    (scene.sites.get(*site as usize), self.sites.get(*site as usize))
                else {
                    continue;
                };
                let far = ground.to(fix.lat, fix.lon);
                let beyond = far - input.radius_m.max(0.0) - margin;
                if beyond < nearest.1 {
                    nearest = (far, beyond, false);
                }
            }
            if let Some(home) = person.home.and_then(Ground::of) {
                let far = home.to(fix.lat, fix.lon);
                let beyond = far - HOME_M - margin;
                if beyond < nearest.1 && (person.mode == Mode::Home || beyond < 0.0) {
                    nearest = (far, beyond, true);
                }
            }
        }
        let at_other = nearest.1 > 0.0
            && scene.sites.iter().zip(&self.sites).any(|(input, ground)| {
                ground.is_some_and(|ground| ground.to(fix.lat, fix.lon) <= input.radius_m.max(0.0) + margin)
            });
        let exact = |value: f64| (value * 1e7).round() as i64;
        Some(FixSeen {
            lat: fix.lat,
            lon: fix.lon,
            cell: cell((exact(fix.lat), exact(fix.lon))),
            accuracy,
            altitude: real(fix.altitude_m),
            speed: real(fix.speed_mps),
            fixed: fix.fixed_at.map(|at| at.as_millisecond()),
            mock: fix.mock == Some(true),
            quality,
            digits: digits(fix.lat).max(digits(fix.lon)),
            centre_m: nearest.0,
            beyond_m: nearest.1,
            at_home: nearest.2,
            at_other,
            fresh: fix.fixed_at.is_none_or(|at| (claimed - at.as_millisecond()).abs() <= FRESH_MS),
        })
    }

    /// Whether an address is one of the person's offices', or of another.
    pub fn network(&self, scene: &Scene, person: Option<&PersonInput>, address: Option<IpAddr>) -> Through {
        let Some(address) = address else { return Through { own: false, other: NONE } };
        let is_of = |site: u32| {
            scene.sites.get(site as usize).is_some_and(|site| site.egress.iter().any(|net| net.contains(&address)))
        };
        let own = person.is_some_and(|person| person.site.iter().chain(&person.other_sites).any(|site| is_of(*site)));
        let other = self.lengths.iter().rev().find_map(|length| {
            let net = IpNet::new(address, *length).ok()?.trunc();
            self.nets.get(&net).copied()
        });
        Through { own, other: other.filter(|_| !own).unwrap_or(NONE) }
    }
}

impl Ground {
    fn of((lat, lon): (f64, f64)) -> Option<Self> {
        let is_place = lat.is_finite() && lon.is_finite() && lat.abs() <= 90.0 && lon.abs() <= 180.0;
        is_place.then(|| Self { lat, lon, cos: lat.to_radians().cos() })
    }

    fn to(self, lat: f64, lon: f64) -> f64 {
        let (x, y) = ((lon - self.lon) * self.cos * DEGREE_M, (lat - self.lat) * DEGREE_M);
        x.hypot(y)
    }
}

/// Metres between two positions; good to a percent within some hundred kilometres.
pub(in crate::evidence) fn apart_m(a: &FixSeen, b: &FixSeen) -> f64 {
    let cos = ((a.lat + b.lat) / 2.0).to_radians().cos();
    ((a.lon - b.lon) * cos * DEGREE_M).hypot((a.lat - b.lat) * DEGREE_M)
}

/// How many digits after the point a coordinate was written with, 8 at most.
fn digits(value: f64) -> u8 {
    let mut scaled = value.abs();
    for digits in 0..8 {
        if (scaled - scaled.round()).abs() < 1e-6 {
            return digits;
        }
        scaled *= 10.0;
    }
    8
}

/// Exact positions that several punches share as points of a network's list do: mostly without height and with an accuracy
/// no satellite gives.
pub(super) fn network_cells(punches: &[Seen], by_cell: &Groups) -> Vec<bool> {
    let mut cells = Vec::new();
    for (cell, all) in by_cell.each() {
        cells.resize(cells.len().max(cell as usize + 1), false);
        let fixes = || all.iter().filter_map(|at| punches[*at as usize].fix.as_ref());
        let satellite = fixes().filter(|fix| fix.quality == Quality::Satellite).count();
        let coarse = fixes().any(|fix| fix.quality == Quality::Coarse);
        cells[cell as usize] = coarse || satellite * 2 < all.len();
    }
    cells
}
