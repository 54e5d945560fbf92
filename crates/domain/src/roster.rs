//! Who is due, when and in which work mode. Shifts may pass midnight; exceptions are dated and named.

pub mod conflicts;
pub mod desk;
pub mod effects;
mod plan;

use std::sync::Arc;

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

pub use self::plan::{PlanError, Rostered, boundary, plan, rostered};

use crate::calendar::{DayKind, Week};
use crate::hours::RuleRef;
use crate::ids::{AssignmentId, PersonId};
use crate::status::Status;

/// In which way duty is done on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum WorkMode {
    /// At the office.
    Wfo,
    /// From home or elsewhere.
    Wfh,
    /// A rostered shift.
    Shift,
    /// Guard duty, also on a day off.
    Piket,
}

impl WorkMode {
    /// The printed code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wfo => "WFO",
            Self::Wfh => "WFH",
            Self::Shift => "SHIFT",
            Self::Piket => "PIKET",
        }
    }
}

/// One turn of duty that begins at a local time and lasts so many minutes, past midnight if need be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// When it starts, local time.
    pub starts: Time,
    /// How long it lasts, break included.
    pub minutes: u16,
    /// Length of the break.
    #[serde(default)]
    pub break_minutes: u16,
    /// Lateness up to this many minutes is none.
    #[serde(default)]
    pub grace_minutes: u16,
}

/// What is due on which days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Pattern {
    /// Office hours as the rule packs state them, free on the calendar's days off.
    Office {
        /// Five or six days.
        week: Week,
    },
    /// A cycle of turns that runs through weekends and holidays; `null` is a free day.
    Cycle {
        /// The date of the first turn.
        anchor_on: Date,
        /// The turns, one a day.
        turns: Vec<Option<Turn>>,
    },
}

/// A person follows a pattern from one day to another (both inclusive).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Its key.
    pub id: AssignmentId,
    /// Whose roster it is.
    pub person: PersonId,
    /// First day.
    pub from_on: Date,
    /// Last day; open when `None`.
    pub to_on: Option<Date>,
    /// What is due.
    pub pattern: Pattern,
}

/// What an approved paper changes about a person's days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ExceptionKind {
    /// Cuti.
    Leave,
    /// Sakit, with its letter.
    Sick,
    /// Izin.
    Permission,
    /// Dinas luar by surat tugas.
    FieldDuty,
    /// Work from home or elsewhere; hours still hold.
    Wfh,
    /// Diklat.
    Training,
    /// Tugas belajar.
    Study,
    /// Guard duty at these hours, also on a day off.
    Piket {
        /// The turn to serve.
        turn: Turn,
    },
    /// A day off granted to this person.
    Off,
    /// This turn instead of the pattern's: a cell of the roster, or a swap.
    Turn {
        /// The turn to serve.
        turn: Turn,
    },
}

impl ExceptionKind {
    /// The code used in files and the database.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Leave => "leave",
            Self::Sick => "sick",
            Self::Permission => "permission",
            Self::FieldDuty => "field_duty",
            Self::Wfh => "wfh",
            Self::Training => "training",
            Self::Study => "study",
            Self::Piket { .. } => "piket",
            Self::Off => "off",
            Self::Turn { .. } => "turn",
        }
    }

    /// In which layer it counts.
    pub fn layer(&self) -> Layer {
        match self {
            Self::Turn { .. } | Self::Piket { .. } | Self::Off => Layer::Roster,
            _ => Layer::Excuse,
        }
    }

    /// The turn it asks for, if any.
    pub fn turn(&self) -> Option<&Turn> {
        match self {
            Self::Turn { turn } | Self::Piket { turn } => Some(turn),
            _ => None,
        }
    }

    fn excuses_as(&self) -> Option<Status> {
        match self {
            Self::Leave => Some(Status::C),
            Self::Sick => Some(Status::S),
            Self::Permission => Some(Status::I),
            Self::FieldDuty => Some(Status::Dl),
            Self::Training => Some(Status::Diklat),
            Self::Study => Some(Status::Tb),
            Self::Wfh | Self::Piket { .. } | Self::Off | Self::Turn { .. } => None,
        }
    }
}

/// Papers of one layer stand beside each other; the excuse layer lies on top of the roster layer, so that a
/// change of the roster never undoes an approved leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// What is to be served: the newest entry counts.
    Roster,
    /// Why it need not be served, or not here.
    Excuse,
}

/// How the reference of papers begins that came from a swap between two colleagues.
pub const SWAP_REFERENCE: &str = "tukar dinas";

/// Which part of the day an exception covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The whole day.
    #[default]
    Whole,
    /// From the start to the middle of duty.
    FirstHalf,
    /// From the middle of duty to its end.
    SecondHalf,
}

impl Part {
    /// The code used in files and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::FirstHalf => "first_half",
            Self::SecondHalf => "second_half",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Whole, Self::FirstHalf, Self::SecondHalf].into_iter().find(|part| part.as_str() == text)
    }
}

/// A dated exception to the pattern (both days inclusive).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Its key.
    pub id: AssignmentId,
    /// Whose days it concerns.
    pub person: PersonId,
    /// First day.
    pub from_on: Date,
    /// Last day.
    pub to_on: Date,
    /// Which part of each day.
    pub part: Part,
    /// What it changes.
    pub kind: ExceptionKind,
    /// The paper it rests on: number of the letter, or who approved it.
    pub reference: String,
}

/// Duty on one day. Times are local to the site; `ends` may lie on the next date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// The date on which it begins.
    pub on: Date,
    /// How it is done.
    pub mode: WorkMode,
    /// When it starts.
    pub starts: DateTime,
    /// When it ends.
    pub ends: DateTime,
    /// Lateness up to this many minutes is none; past it the whole lateness counts.
    pub grace_minutes: u16,
    /// Arriving up to this many minutes late is made good by leaving as much later.
    pub flex_minutes: u16,
    /// The rule the hours come from.
    pub rule: Arc<RuleRef>,
}

impl Duty {
    /// The moment halfway between start and end.
    pub fn middle(&self) -> DateTime {
        plan::middle(self.starts, self.ends)
    }
}

/// Why a person is excused, and by which paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excuse {
    /// The status it gives.
    pub status: Status,
    /// The paper it rests on.
    pub reference: Arc<str>,
}

/// Why nothing is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOffReason {
    /// What kind of day off; `None` for a free day of the person's own roster.
    pub kind: Option<DayKind>,
    /// Its name.
    pub name: Arc<str>,
    /// The decree or paper.
    pub source: Arc<str>,
}

/// What one person's day asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayPlan {
    /// The date.
    pub on: Date,
    /// Duty, when something is due (for a half-day excuse: the other half).
    pub duty: Option<Duty>,
    /// The excuse, when a paper holds.
    pub excuse: Option<Excuse>,
    /// Why nothing is due, on a day off.
    pub off: Option<DayOffReason>,
}
