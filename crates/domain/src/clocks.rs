//! The clock of a terminal over time: where its claimed times cannot be right, and what they may have been.
//!
//! A terminal writes what its clock shows. What it was sent as (at once, or from memory), what its clock was
//! measured as, and the order of its memory show where the clock was reset, stood wrong, ran away or was turned back.
//! Each such episode becomes a proposal beside the raw times; nothing is corrected until an officer confirms it.

mod correction;
mod drift;
mod runs;
mod words;

use jiff::Timestamp;
use jiff::civil::{DateTime, date};

pub use self::correction::{ClockCorrection, ClockNote, CorrectionState, Shift, Span, covering};

/// A row of a terminal, in the order of its memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SeenRow {
    /// Its place among the rows of the terminal.
    pub order: u64,
    /// What the clock showed.
    pub claimed: DateTime,
    /// When it reached the server, in the terminal's zone.
    pub arrived: DateTime,
    /// The same as an instant; equal for all rows of one message or file.
    pub received_at: Timestamp,
    /// Whether it was sent as it happened; else it came from memory.
    pub live: bool,
}

/// How far the clock was from the server's at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SeenOffset {
    /// The server's time, in the terminal's zone.
    pub measured: DateTime,
    /// The same as an instant.
    pub measured_at: Timestamp,
    /// Terminal minus server, seconds.
    pub offset_s: i64,
}

impl SeenOffset {
    /// What the clock showed at that moment.
    fn claimed(&self) -> DateTime {
        add_seconds(self.measured, self.offset_s)
    }
}

/// An entry of the terminal's own log about its clock or power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SeenEvent {
    /// What the clock showed; for a set clock, after it was set.
    pub claimed: DateTime,
    /// The terminal's code.
    pub code: i64,
}

/// The code of "clock was set" in the log of terminals of the ZK family.
pub const CLOCK_SET: i64 = 21;
/// The code of "switched on".
pub const POWER_ON: i64 = 0;

/// Everything known of one terminal's clock. The order within the lists means nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Its rows.
    pub rows: Vec<SeenRow>,
    /// Measurements.
    pub offsets: Vec<SeenOffset>,
    /// Its log.
    pub events: Vec<SeenEvent>,
}

/// From where on a difference is more than the way of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// A clock this far off, in seconds, is wrong.
    pub off_s: i64,
    /// A clock that runs away matters once it is this far off, in seconds.
    pub drift_s: i64,
}

/// What happened to a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EpisodeKind {
    /// The battery died and it began anew in 2000 or 2015, or it shows a year no terminal has seen.
    BatteryReset,
    /// A believable day, but not the right one.
    WrongDay,
    /// Minutes or hours off.
    Off,
    /// It runs too fast or too slow.
    Drift,
    /// It was turned back and the terminal's log does not say by whom.
    JumpBack,
}

impl EpisodeKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::BatteryReset, Self::WrongDay, Self::Off, Self::Drift, Self::JumpBack];

    /// The code of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BatteryReset => "battery_reset",
            Self::WrongDay => "wrong_day",
            Self::Off => "off",
            Self::Drift => "drift",
            Self::JumpBack => "jump_back",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The label of punches it touches.
    pub fn label(self) -> &'static str {
        match self {
            Self::BatteryReset => "clock_reset",
            Self::WrongDay => "clock_wrong_day",
            Self::Off => "clock_off",
            Self::Drift => "clock_drift",
            Self::JumpBack => "clock_jump_back",
        }
    }
}

/// How sure a proposal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// No time can be proposed.
    Low,
    /// One or two observations.
    Medium,
    /// Several observations agree.
    High,
}

impl Certainty {
    /// The code of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Low, Self::Medium, Self::High].into_iter().find(|one| one.as_str() == text)
    }
}

/// A stretch of claimed times that cannot be right, with what may be done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Episode {
    /// What happened.
    pub kind: EpisodeKind,
    /// Which rows it touches.
    pub span: Span,
    /// How many rows were seen in it.
    pub rows: u64,
    /// What would have to be added to the claimed times; `None` when nothing tells.
    pub shift: Option<Shift>,
    /// How sure that is.
    pub certainty: Certainty,
    /// What it rests on, in Indonesian.
    pub evidence: String,
    /// The same in English.
    pub evidence_en: String,
}

/// Finds the episodes of a terminal's clock. The answer does not depend on the order within the lists of `seen`, and
/// no two episodes with a proposed time touch the same row.
pub fn find(seen: &Seen, limits: &Limits) -> Vec<Episode> {
    let mut rows = seen.rows.clone();
    rows.sort_unstable_by_key(|row| (row.order, row.received_at, row.claimed, row.live));
    rows.dedup();
    let mut offsets = seen.offsets.clone();
    offsets.sort_unstable_by_key(|one| (one.measured_at, one.offset_s));
    offsets.dedup();
    let drifts = drift::find(&offsets, &seen.events, &rows, limits);
    let rest: Vec<SeenRow> = rows.iter().filter(|row| !drifts.iter().any(|one| one.explains(row))).copied().collect();
    let mut found = runs::find(&rest, &offsets, &seen.events, limits);
    for at in 0..found.len() {
        // A span that would catch a row of another clock proposes nothing.
        let Some(episode) = found.get(at) else { continue };
        let caught = rows.iter().filter(|row| episode.span.holds(row.claimed, row.received_at)).count() as u64;
        let overlaps = found
            .iter()
            .enumerate()
            .any(|(other, with)| other != at && with.shift.is_some() && with.span.meets(&episode.span));
        let drifting = drifts.iter().any(|one| one.episode.span.meets(&episode.span));
        let only_own = caught == episode.rows && !overlaps && !drifting;
        if let Some(episode) = found.get_mut(at).filter(|_| !only_own) {
            episode.forget_shift();
        }
    }
    found.extend(drifts.into_iter().map(|one| one.episode));
    found.sort_by_key(|episode| (episode.span.from, episode.kind, episode.span.received_from));
    found
}

impl Episode {
    fn forget_shift(&mut self) {
        if self.shift.take().is_some() {
            self.certainty = Certainty::Low;
            self.evidence.push_str(words::AMBIGUOUS.0);
            self.evidence_en.push_str(words::AMBIGUOUS.1);
        }
    }
}

/// Whether a terminal cannot have shown that time rightly: before terminals were made, after every plan, or the month
/// in which some of them begin anew.
fn impossible(claimed: DateTime, arrived: DateTime) -> bool {
    let on = claimed.date();
    let begins_anew = (date(2015, 1, 1)..=date(2015, 1, 31)).contains(&on) && arrived.year() > 2015;
    on < date(2005, 1, 1) || on >= date(2100, 1, 1) || begins_anew
}

fn add_seconds(time: DateTime, seconds: i64) -> DateTime {
    time.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap_or(time)
}

/// Seconds from one time to another; negative when the second lies before.
fn seconds(from: DateTime, to: DateTime) -> i64 {
    to.duration_since(from).as_secs()
}

/// The middle of the values, of two middle ones the smaller; `None` without any.
fn median(values: &mut [i64]) -> Option<i64> {
    values.sort_unstable();
    values.get(values.len().checked_sub(1)? / 2).copied()
}

#[cfg(test)]
mod tests;
