//! What the engine is handed. Places, units and origins are numbers into the [`Scene`], so that a trace is small.

use jiff::civil::{Date, DateTime};
use uuid::Uuid;

use super::codes::{Speaker, Speakers};
use crate::day::Pressed;
use crate::ids::{PersonId, SiteId, UnitId};
use crate::status::Status;

/// Where a claim came from, below its speaker: the terminal, the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// Which kind.
    pub kind: OriginKind,
    /// Its lasting key, where it has one.
    pub id: Option<Uuid>,
    /// Its name as shown: serial number, file name.
    pub name: String,
}

/// Which kind of origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OriginKind {
    /// A terminal.
    Device,
    /// A file taken in.
    Import,
    /// Neither: phones, tablets, checks.
    Other,
}

/// A place of work.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Its key.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// Latitude and longitude in degrees, where known.
    pub point: Option<(f64, f64)>,
    /// Radius in metres.
    pub radius_m: u32,
}

/// A unit with its place in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitPlace {
    /// Its key.
    pub id: UnitId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The number of the unit above it; none for an OPD.
    pub parent: Option<u32>,
}

/// What the numbers in the input mean.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scene {
    /// Terminals and files.
    pub origins: Vec<Origin>,
    /// Places of work.
    pub places: Vec<Place>,
    /// Units.
    pub units: Vec<UnitPlace>,
}

impl Scene {
    /// The OPD a unit belongs to.
    pub fn opd(&self, unit: u32) -> u32 {
        let mut at = unit;
        // A tree has no more levels than units.
        for _ in 0..self.units.len() {
            match self.units.get(at as usize).and_then(|unit| unit.parent) {
                Some(parent) => at = parent,
                None => break,
            }
        }
        at
    }
}

/// One moment a speaker claims for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trace {
    /// Who says so.
    pub speaker: Speaker,
    /// Number of the origin.
    pub origin: u32,
    /// Number of the key the speaker knows the person by; any number, the same for the same key of an origin.
    pub key: u32,
    /// The local time at the person's place of work, corrections of clocks applied.
    pub local: DateTime,
    /// Number of the place, where the claim names one.
    pub place: Option<u32>,
    /// Number of the unit the speaker lists the person under, where it says so.
    pub unit: Option<u32>,
    /// The key pressed or the column it stood in.
    pub pressed: Option<Pressed>,
    /// Whether its clock cannot be right.
    pub doubtful: bool,
    /// The day on which it was written down, where that is known and not the day itself.
    pub written_on: Option<Date>,
}

/// What a cell says beside the status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StatedMarks {
    /// Minutes late.
    pub late: Option<u16>,
    /// Minutes left early.
    pub early: Option<u16>,
    /// No arrival recorded.
    pub missing_in: bool,
    /// No departure recorded.
    pub missing_out: bool,
}

/// What a sheet calls a person's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatedDay {
    /// Who says so.
    pub speaker: Speaker,
    /// Number of the origin.
    pub origin: u32,
    /// Number of the key, as in [`Trace::key`].
    pub key: u32,
    /// The day.
    pub on: Date,
    /// Number of the unit the sheet lists the person under.
    pub unit: Option<u32>,
    /// The status; for a cell that leaves open which of several, the first it may be.
    pub status: Status,
    /// Whether the cell leaves open which excuse it is (`I1`): any excuse agrees with it.
    pub any_excuse: bool,
    /// Lateness and missing taps.
    pub marks: StatedMarks,
    /// As [`Trace::written_on`].
    pub written_on: Option<Date>,
}

/// What the roster says of one person-day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonDay {
    /// The date on which duty begins.
    pub on: Date,
    /// Number of the unit served in.
    pub unit: u32,
    /// Number of the place served at.
    pub place: Option<u32>,
    /// From and to when duty is due, local; none on a day off or a whole day of leave.
    pub due: Option<(DateTime, DateTime)>,
    /// The status of a whole day's excuse (leave, sick, field duty); then `due` is none.
    pub excuse: Option<Status>,
    /// Whether duty is done away from the office: work from home.
    pub away: bool,
    /// The window whose traces belong to the day, local: from here …
    pub opens: DateTime,
    /// … to before here.
    pub closes: DateTime,
    /// Sources that are required of the person on this day.
    pub required: Speakers,
    /// Those of them that have spoken past the day, or whose waiting has ended.
    pub heard: Speakers,
}

/// One person with everything said of them, in a span of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonInput {
    /// Who.
    pub person: PersonId,
    /// The days, ascending, without gaps in their windows.
    pub days: Vec<PersonDay>,
    /// Traces, in any order.
    pub traces: Vec<Trace>,
    /// Cells of sheets, in any order.
    pub stated: Vec<StatedDay>,
}
