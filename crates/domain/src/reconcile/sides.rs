//! What each side says of one person-day, gathered from its claims and cells.

use jiff::civil::{Date, DateTime};

use super::codes::{Speaker, Speakers};
use super::found::Value;
use super::input::{PersonDay, Scene, StatedDay, Trace};
use crate::day::Pressed;
use crate::status::Status;

/// Claims at least so many minutes apart are arrival and departure; closer ones are one moment pressed again.
pub(super) const APART_MINUTES: i64 = 120;

/// The most sides that are compared at once.
pub const MOST_SIDES: usize = 8;

/// What a side says of a day, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// Nothing.
    Silent,
    /// That the person was there.
    Present,
    /// That the person was absent without word.
    Absent,
    /// That the person was excused; whether it leaves open why.
    Excused(Status, bool),
    /// That the day was off for the person.
    Off,
}

/// One side on one day.
#[derive(Debug, Clone, Copy)]
pub(super) struct SideDay<'a> {
    /// Under whose name it is shown.
    pub named: Speaker,
    /// First usable claim.
    pub first: Option<&'a Trace>,
    /// Last usable claim, when it is a moment of its own.
    pub last: Option<&'a Trace>,
    /// Usable claims.
    pub claims: u32,
    /// Claims whose clock cannot be right.
    pub doubtful: u32,
    /// The cell that counts.
    pub stated: Option<&'a StatedDay>,
    /// Whether two keys of one origin claim different moments, or two cells say different things.
    pub twice: bool,
    /// The unit it lists the person under, when the person does not serve there.
    pub wrong_unit: Option<u32>,
    /// Whether arrival and departure stand in each other's column; `first` is then what it calls the arrival.
    pub swapped: bool,
    /// Of what was written down on another day: the day it speaks of and the day of the writing, furthest apart.
    pub written: Option<(Date, Date)>,
}

impl<'a> SideDay<'a> {
    /// Gathers what one side says. `claims` lie within the day's window, by time; `cells` are those of the day.
    pub fn gather(side: Speakers, day: &PersonDay, claims: &'a [Trace], cells: &'a [StatedDay], scene: &Scene) -> Self {
        let fallback = side.and(day.required).iter().next().or(side.iter().next()).unwrap_or(Speaker::Recap);
        let mut found = Self {
            named: fallback,
            first: None,
            last: None,
            claims: 0,
            doubtful: 0,
            stated: None,
            twice: false,
            wrong_unit: None,
            swapped: false,
            written: None,
        };
        for claim in claims.iter().filter(|claim| side.has(claim.speaker)) {
            found.note_unit(claim.unit, day, scene);
            found.note_writing(claim.local.date(), claim.written_on);
            if claim.doubtful {
                found.doubtful += 1;
                continue;
            }
            if let Some(first) = found.first {
                let other_key = first.origin == claim.origin && first.key != claim.key;
                found.twice |= other_key && minutes_between(first.local, claim.local) != 0;
            }
            found.claims += 1;
            found.first = found.first.or(Some(claim));
            found.last = Some(claim);
        }
        if let (Some(first), Some(last)) = (found.first, found.last) {
            found.named = first.speaker;
            if minutes_between(first.local, last.local).abs() < APART_MINUTES {
                found.last = None;
            } else if is_file(first.speaker) && (first.pressed, last.pressed) == (Some(Pressed::Out), Some(Pressed::In))
            {
                // A column means what it says; a key pressed at a device does not.
                found.swapped = true;
                (found.first, found.last) = (Some(last), Some(first));
            }
        }
        for cell in cells.iter().filter(|cell| side.has(cell.speaker)) {
            found.note_unit(cell.unit, day, scene);
            found.note_writing(cell.on, cell.written_on);
            match found.stated {
                None => found.stated = Some(cell),
                Some(known) if known.status != cell.status => {
                    found.twice |= known.origin == cell.origin;
                    // What was said later of the same day counts; cells come in that order.
                    found.stated = Some(cell);
                }
                Some(_) => {}
            }
            if found.first.is_none() {
                found.named = cell.speaker;
            }
        }
        found
    }

    fn note_unit(&mut self, unit: Option<u32>, day: &PersonDay, scene: &Scene) {
        let Some(unit) = unit else { return };
        if unit != day.unit && !above(scene, unit, day.unit) && !above(scene, day.unit, unit) {
            self.wrong_unit = Some(unit);
        }
    }

    fn note_writing(&mut self, of: Date, written_on: Option<Date>) {
        let Some(written) = written_on else { return };
        let apart = |(of, written): (Date, Date)| written.duration_since(of);
        if self.written.is_none_or(|known| apart((of, written)) > apart(known)) {
            self.written = Some((of, written));
        }
    }

    /// In one word.
    pub fn word(&self) -> Word {
        let present = self.first.is_some();
        match self.stated.map(|cell| (cell.status, cell.any_excuse)) {
            None | Some((Status::Belum, _)) if present => Word::Present,
            None | Some((Status::Belum, _)) => Word::Silent,
            Some((Status::H | Status::Wfh, _)) => Word::Present,
            Some((Status::Tk, _)) if present => Word::Present,
            Some((Status::Tk, _)) => Word::Absent,
            Some((Status::Libur, _)) if present => Word::Present,
            Some((Status::Libur, _)) => Word::Off,
            Some((status @ (Status::S | Status::I | Status::C | Status::Dl | Status::Tb | Status::Diklat), any)) => {
                Word::Excused(status, any)
            }
        }
    }

    /// Whether it only saw the person at some moment: a roll call, a superior's look.
    pub fn is_sighting(&self) -> bool {
        matches!(self.named, Speaker::RollCall | Speaker::Superior)
    }

    /// Whether it comes from the person's own act at a device.
    pub fn is_direct(&self) -> bool {
        matches!(self.named, Speaker::Machine | Speaker::Kiosk | Speaker::Phone)
    }

    /// What it says, to be shown; `None` when it says nothing at all.
    pub fn value(&self) -> Option<Value> {
        let origin = self.first.map(|claim| claim.origin).or(self.stated.map(|cell| cell.origin))?;
        Some(Value {
            first: self.first.map(|claim| claim.local),
            last: self.last.map(|claim| claim.local),
            status: self.stated.map(|cell| cell.status),
            late: self.stated.and_then(|cell| cell.marks.late),
            place: self.first.and_then(|claim| claim.place),
            unit: self.wrong_unit,
            origin,
            claims: self.claims + self.doubtful,
        })
    }
}

/// Whether it is a sheet or file, whose columns have headings.
pub(super) fn is_file(speaker: Speaker) -> bool {
    matches!(speaker, Speaker::Portal | Speaker::Manual | Speaker::Recap)
}

/// Whether one unit lies above another in the tree.
fn above(scene: &Scene, upper: u32, lower: u32) -> bool {
    let mut at = lower;
    for _ in 0..scene.units.len() {
        match scene.units.get(at as usize).and_then(|unit| unit.parent) {
            Some(parent) if parent == upper => return true,
            Some(parent) => at = parent,
            None => return false,
        }
    }
    false
}

/// Whole minutes from one moment to another; seconds are cut off, for a sheet has none.
pub(super) fn minutes_between(from: DateTime, to: DateTime) -> i64 {
    let minute = |at: DateTime| {
        let days = i64::from(at.date().day_of_year()) + i64::from(at.date().year()) * 366;
        days * 1_440 + i64::from(at.hour()) * 60 + i64::from(at.minute())
    };
    if from.date().year() == to.date().year() {
        return minute(to) - minute(from);
    }
    let cut = |at: DateTime| at.date().at(at.hour(), at.minute(), 0, 0);
    cut(to).duration_since(cut(from)).as_mins()
}
