//! Numbers for terminals, files, units and places, so that a trace is small.

use std::collections::HashMap;

use hadir_domain::ids::{DeviceId, SiteId, UnitId};
use hadir_domain::punches::Source;
use hadir_domain::reconcile::{Origin, OriginKind, Place, Scene, Speaker, UnitPlace};
use hadir_store::imports::Import;
use hadir_store::instansi::Instansi;
use hadir_store::{Tx, devices, sites, units};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Stored;

/// Formats that are a recap or matrix of another system.
const RECAPS: [&str; 2] = ["month-matrix", "person-recap"];

/// Format of rolls typed at the desk.
const TYPED: &str = "typed-roll";

/// Numbers for everything a trace names.
#[derive(Default)]
pub(super) struct Numbers {
    pub scene: Scene,
    pub units: HashMap<UnitId, u32>,
    pub places: HashMap<SiteId, u32>,
    pub device_sites: HashMap<DeviceId, Option<u32>>,
    pub devices: HashMap<DeviceId, u32>,
    /// Files by source and time of receipt, oldest first.
    files: HashMap<(Source, Timestamp), usize>,
    all_files: Vec<File>,
    pub speakers: [u32; 8],
    pub keys: HashMap<String, u32>,
}

/// One file taken in.
#[derive(Debug)]
pub(super) struct File {
    pub origin: u32,
    pub speaker: Speaker,
    pub period: Option<(Date, Date)>,
    source: Source,
    unit: Option<UnitId>,
    received_on: Date,
    typed: bool,
    /// The days for which an earlier file of the same source and unit spoke.
    spoken_before: Vec<(Date, Date)>,
}

impl File {
    /// The day on which something was written, where it is known to be another: rolls typed at the desk, and what a
    /// later file adds to days for which an earlier one spoke without it.
    pub fn written_on(&self, on: Date) -> Option<Date> {
        let before = || self.spoken_before.iter().any(|(from, to)| *from <= on && on <= *to);
        (self.received_on > on && (self.typed || before())).then_some(self.received_on)
    }
}

pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Numbers {
    fn add_origin(&mut self, kind: OriginKind, id: Option<uuid::Uuid>, name: String) -> u32 {
        self.scene.origins.push(Origin { kind, id, name });
        number(self.scene.origins.len() - 1)
    }

    /// The key of a source as a number; the same for the same text.
    pub fn key(&mut self, key: &str) -> u32 {
        if let Some(known) = self.keys.get(key) {
            return *known;
        }
        let new = number(self.keys.len());
        self.keys.insert(key.to_owned(), new);
        new
    }

    /// The file that came then.
    pub fn file(&self, source: Source, received_at: Timestamp) -> Option<&File> {
        self.files.get(&(source, received_at)).and_then(|place| self.all_files.get(*place))
    }

    /// Adds a file; they come oldest first.
    pub fn add_file(&mut self, import: &Import, recaps_apart: bool, zone: &TimeZone) {
        let Some(source) = Source::parse(&import.source) else { return };
        let is_recap = RECAPS.contains(&import.format.as_str());
        let speaker = if is_recap && recaps_apart { Speaker::Recap } else { Speaker::of(source) };
        let origin = self.add_origin(OriginKind::Import, Some(import.id.0), import.file_name.clone());
        // A file that names no unit says nothing of whom it left out.
        let same = |other: &&File| {
            import.unit.is_some() && other.unit == import.unit && other.source == source && !other.typed
        };
        let spoken_before = self.all_files.iter().filter(same).filter_map(|other| other.period).collect();
        self.files.insert((source, import.received_at), self.all_files.len());
        self.all_files.push(File {
            origin,
            speaker,
            period: import.period,
            source,
            unit: import.unit,
            received_on: zone.to_datetime(import.received_at).date(),
            typed: import.format == TYPED,
            spoken_before,
        });
    }
}

/// Everything an instansi has of them.
pub(super) async fn numbers(tx: &mut Tx, instansi: &Instansi) -> Stored<Numbers> {
    let mut numbers = Numbers::default();
    let tree = units::list(tx, instansi.id).await?;
    numbers.units = tree.iter().zip(0..).map(|(unit, place)| (unit.id, place)).collect();
    for unit in &tree {
        numbers.scene.units.push(UnitPlace {
            id: unit.id,
            code: unit.code.clone(),
            name: unit.name.clone(),
            parent: unit.parent.and_then(|parent| numbers.units.get(&parent).copied()),
        });
    }
    for site in sites::list(tx, instansi.id).await? {
        numbers.places.insert(site.id, number(numbers.scene.places.len()));
        numbers.scene.places.push(Place {
            id: site.id,
            name: site.name.clone(),
            point: site.place,
            radius_m: site.radius_m,
        });
    }
    for row in devices::list(tx, instansi.id).await? {
        let site = row.device.site.and_then(|site| numbers.places.get(&site).copied());
        let origin = numbers.add_origin(OriginKind::Device, Some(row.device.id.0), row.device.serial.clone());
        numbers.devices.insert(row.device.id, origin);
        numbers.device_sites.insert(row.device.id, site);
    }
    for speaker in Speaker::ALL {
        numbers.speakers[*speaker as usize] = numbers.add_origin(OriginKind::Other, None, speaker.as_str().into());
    }
    Ok(numbers)
}
