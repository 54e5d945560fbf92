//! Points from which more than one punch came, to the last digits.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{day_of, of_phones};
use crate::arrival::{distance_m, is_on_grid};
use crate::codes::codes;
use crate::evidence::{FixInput, PunchInput, Scene};

codes!(
    /// What found a position.
    PointClass {
        /// Satellites: independent errors, so that the same digits hardly ever come back.
        Satellite = "satellite",
        /// A table of Wi-Fi points: the same digits come back for everybody in the room.
        Network = "network",
        /// A guess for a whole neighbourhood: the same point for a town.
        Grid = "grid",
    }
);

impl PointClass {
    /// Whether such points repeat by their nature, without anybody's doing.
    pub fn repeats_by_nature(self) -> bool {
        self != Self::Satellite
    }
}

/// Worst accuracy in metres of a position that satellites found.
const SATELLITE_M: f64 = 15.0;
/// From this accuracy in metres on, a position is a guess for a neighbourhood.
const GUESS_M: f64 = 1_000.0;
/// A building further away than this, in metres, is not the one of a point.
const NEAR_M: f64 = 5_000.0;

/// What found a position, by what it says of itself.
pub fn class_of(fix: &FixInput) -> PointClass {
    let accuracy_m = fix.accuracy_m.unwrap_or(GUESS_M);
    if is_on_grid(fix.lat, fix.lon) || accuracy_m > GUESS_M {
        PointClass::Grid
    } else if accuracy_m <= SATELLITE_M && fix.altitude_m.is_some() {
        PointClass::Satellite
    } else {
        PointClass::Network
    }
}

/// A square of so many decimals of a degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// 5, 6 or 7.
    pub decimals: u8,
    /// Latitude in units of the last decimal, rounded.
    pub lat: i64,
    /// Longitude likewise.
    pub lon: i64,
}

impl Cell {
    /// Fewest and most decimals: about a metre, and about a centimetre.
    pub const DECIMALS: std::ops::RangeInclusive<u8> = 5..=7;

    /// The square a position lies in; `None` for numbers that are none.
    pub fn of(lat: f64, lon: f64, decimals: u8) -> Option<Self> {
        let scale = 10_f64.powi(i32::from(decimals));
        let within = lat.abs() <= 90.0 && lon.abs() <= 180.0;
        #[expect(clippy::cast_possible_truncation, reason = "degrees are at most 180")]
        let units = |degrees: f64| (degrees * scale).round() as i64;
        within.then(|| Self { decimals, lat: units(lat), lon: units(lon) })
    }

    /// Reads `decimals.lat.lon`, the form in addresses.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let decimals = parts.next()?.parse().ok().filter(|decimals| Self::DECIMALS.contains(decimals))?;
        let (lat, lon) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        parts.next().is_none().then_some(Self { decimals, lat, lon })
    }

    /// Latitude and longitude in degrees.
    #[expect(clippy::cast_precision_loss, reason = "degrees are at most 180")]
    pub fn degrees(self) -> (f64, f64) {
        let scale = 10_f64.powi(i32::from(self.decimals));
        (self.lat as f64 / scale, self.lon as f64 / scale)
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}.{}.{}", self.decimals, self.lat, self.lon)
    }
}

/// Which points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PointsAsked {
    /// To how many decimals two positions are the same.
    pub decimals: u8,
    /// Fewest punches of a point.
    pub least: u32,
    /// Only those found in this way.
    pub class: Option<PointClass>,
}

/// A point that repeats.
#[derive(Debug, Clone, PartialEq)]
pub struct PointCluster {
    /// Where.
    pub cell: Cell,
    /// What found most of its positions.
    pub class: PointClass,
    /// How many punches came from there.
    pub punches: u32,
    /// How many people they are of.
    pub people: u32,
    /// On how many days.
    pub days: u32,
    /// Most days on which one and the same person was there.
    pub most_days: u32,
    /// First and last moment claimed.
    pub span: (Timestamp, Timestamp),
    /// Best and worst accuracy told, metres.
    pub accuracy_m: Option<(f64, f64)>,
    /// How many different accuracies were told.
    pub accuracies: u32,
    /// The nearest building, in [`Scene::sites`], with the metres to its middle.
    pub site: Option<(u32, f64)>,
}

/// One person at a point.
#[derive(Debug, Clone, PartialEq)]
pub struct PointUse {
    /// Who, in [`Scene::people`].
    pub person: u32,
    /// Their punches there, in [`Scene::punches`], by time.
    pub punches: Vec<u32>,
    /// On how many days.
    pub days: u32,
    /// Their punches with a position anywhere in the span.
    pub of: u32,
}

/// Points that repeat: those of satellites first, then by days and people.
pub fn clusters(scene: &Scene, asked: PointsAsked) -> Vec<PointCluster> {
    let mut by_cell: BTreeMap<Cell, Vec<&PunchInput>> = BTreeMap::new();
    for (_, punch) in of_phones(scene) {
        let Some(fix) = punch.fix else { continue };
        let Some(cell) = Cell::of(fix.lat, fix.lon, asked.decimals) else { continue };
        by_cell.entry(cell).or_default().push(punch);
    }
    let mut found: Vec<PointCluster> = by_cell
        .into_iter()
        .filter(|(_, punches)| punches.len() >= asked.least.max(2) as usize)
        .map(|(cell, punches)| cluster(scene, cell, &punches))
        .filter(|cluster| asked.class.is_none_or(|class| class == cluster.class))
        .collect();
    found.sort_by_key(|cluster| {
        let reach = u64::from(cluster.days) * u64::from(cluster.people);
        (cluster.class, std::cmp::Reverse((reach, cluster.punches)), cluster.cell)
    });
    found
}

/// Who was at a point, most days first.
pub fn whose(scene: &Scene, cell: Cell) -> Vec<PointUse> {
    let mut uses: BTreeMap<u32, (Vec<u32>, BTreeSet<Date>, u32)> = BTreeMap::new();
    for (place, punch) in of_phones(scene) {
        let Some(fix) = punch.fix else { continue };
        let entry = uses.entry(punch.person).or_default();
        entry.2 += 1;
        if Cell::of(fix.lat, fix.lon, cell.decimals) == Some(cell) {
            entry.0.push(place);
            entry.1.insert(day_of(scene, punch));
        }
    }
    let mut found: Vec<PointUse> = uses
        .into_iter()
        .filter(|(_, (punches, ..))| !punches.is_empty())
        .map(|(person, (mut punches, days, of))| {
            punches.sort_by_key(|place| {
                let punch = &scene.punches[*place as usize];
                (punch.claimed_at, punch.id.clone())
            });
            PointUse { person, punches, days: count(days.len()), of }
        })
        .collect();
    found.sort_by_key(|one| (std::cmp::Reverse(one.days), scene.people[one.person as usize].id.clone()));
    found
}

fn cluster(scene: &Scene, cell: Cell, punches: &[&PunchInput]) -> PointCluster {
    let mut classes: BTreeMap<PointClass, u32> = BTreeMap::new();
    let mut days: BTreeSet<Date> = BTreeSet::new();
    let mut by_person: BTreeMap<u32, BTreeSet<Date>> = BTreeMap::new();
    let mut accuracies: Vec<f64> = Vec::new();
    for punch in punches {
        let on = day_of(scene, punch);
        days.insert(on);
        by_person.entry(punch.person).or_default().insert(on);
        if let Some(fix) = &punch.fix {
            *classes.entry(class_of(fix)).or_default() += 1;
            accuracies.extend(fix.accuracy_m.filter(|metres| metres.is_finite()));
        }
    }
    accuracies.sort_by(f64::total_cmp);
    let span = accuracies.first().copied().zip(accuracies.last().copied());
    accuracies.dedup();
    let moments = punches.iter().map(|punch| punch.claimed_at);
    let first = moments.clone().min().unwrap_or(Timestamp::UNIX_EPOCH);
    // Where two ways found as many, the harmless one is said.
    let class = classes.into_iter().max_by_key(|(class, count)| (*count, *class)).map(|(class, _)| class);
    PointCluster {
        cell,
        class: class.unwrap_or(PointClass::Grid),
        punches: count(punches.len()),
        people: count(by_person.len()),
        days: count(days.len()),
        most_days: count(by_person.values().map(BTreeSet::len).max().unwrap_or(0)),
        span: (first, moments.max().unwrap_or(first)),
        accuracy_m: span,
        accuracies: count(accuracies.len()),
        site: nearest(scene, cell.degrees()),
    }
}

fn nearest(scene: &Scene, at: (f64, f64)) -> Option<(u32, f64)> {
    let far = (0..).zip(&scene.sites).filter_map(|(place, site)| Some((place, distance_m(at, site.place?))));
    far.filter(|(_, metres)| *metres <= NEAR_M).min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)))
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
