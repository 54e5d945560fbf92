//! What one side says of one person-day, before it is written as claims and cells.

use hadir_domain::day::Pressed;
use hadir_domain::reconcile::{Speaker, StatedDay, StatedMarks, Trace};
use hadir_domain::status::Status;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

/// One claimed moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim {
    pub at: DateTime,
    pub origin: u32,
    pub key: u32,
    pub place: Option<u32>,
    pub pressed: Pressed,
    pub doubtful: bool,
}

/// What one side says.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub speaker: Speaker,
    pub origin: u32,
    pub key: u32,
    pub came: Option<Claim>,
    pub left: Option<Claim>,
    /// Pressed twice, at noon, seen at a roll call, under another key.
    pub more: Vec<Claim>,
    pub stated: Option<(Status, bool)>,
    pub marks: StatedMarks,
    pub unit: Option<u32>,
    pub written_on: Option<Date>,
    /// To how many seconds its times are written.
    pub grid: i64,
}

impl Account {
    /// Whether it says anything.
    pub fn speaks(&self) -> bool {
        self.came.is_some() || self.left.is_some() || !self.more.is_empty() || self.stated.is_some()
    }

    /// Whether it has both arrival and departure.
    pub fn whole(&self) -> bool {
        self.came.is_some() && self.left.is_some()
    }

    /// Says nothing any more.
    pub fn silence(&mut self) {
        self.came = None;
        self.left = None;
        self.more.clear();
        self.stated = None;
        self.marks = StatedMarks::default();
    }

    /// Changes every moment it claims.
    pub fn each(&mut self, change: impl Fn(&mut Claim)) {
        self.came.iter_mut().chain(self.left.iter_mut()).chain(self.more.iter_mut()).for_each(change);
    }

    /// A moment as it writes moments, rounded up or down.
    pub fn written(&self, at: DateTime, up: bool) -> DateTime {
        let midnight = at.date().at(0, 0, 0, 0);
        let second = at.duration_since(midnight).as_secs();
        let down = second - second.rem_euclid(self.grid);
        let rounded = if up && down < second { down + self.grid } else { down };
        midnight.saturating_add(rounded.seconds())
    }

    /// Writes it as claims and a cell.
    pub fn emit(self, on: Date, traces: &mut Vec<Trace>, stated: &mut Vec<StatedDay>) {
        let (speaker, unit, written_on) = (self.speaker, self.unit, self.written_on);
        traces.extend(self.came.into_iter().chain(self.left).chain(self.more).map(|claim| Trace {
            speaker,
            origin: claim.origin,
            key: claim.key,
            local: claim.at,
            place: claim.place,
            unit,
            pressed: Some(claim.pressed),
            doubtful: claim.doubtful,
            written_on,
        }));
        if let Some((status, any_excuse)) = self.stated {
            let (origin, key, marks) = (self.origin, self.key, self.marks);
            stated.push(StatedDay { speaker, origin, key, on, unit, status, any_excuse, marks, written_on });
        }
    }
}
