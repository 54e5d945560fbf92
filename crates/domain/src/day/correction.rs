//! What an approved correction says of a day. It stands beside the taps, which stay as they are.

use std::sync::Arc;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::{DayPunch, Pressed};
use crate::ids::{CorrectionId, PunchId};
use crate::punches::Source;
use crate::status::Status;

/// The part of a day that is corrected. Of each there is one in force at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The arrival.
    In,
    /// The departure.
    Out,
    /// The whole day's status.
    Status,
}

impl Side {
    /// Every side.
    pub const ALL: [Self; 3] = [Self::In, Self::Out, Self::Status];

    /// The code of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::Status => "status",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.as_str() == text)
    }
}

/// What the correction puts in the place of what was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Corrected {
    /// Arrived at that local time.
    ArrivedAt(DateTime),
    /// Left at that local time.
    LeftAt(DateTime),
    /// The day has that status, whatever was recorded.
    StatusIs(Status),
}

impl Corrected {
    /// Which side it is about.
    pub fn side(self) -> Side {
        match self {
            Self::ArrivedAt(_) => Side::In,
            Self::LeftAt(_) => Side::Out,
            Self::StatusIs(_) => Side::Status,
        }
    }
}

/// A correction in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Its key.
    pub id: CorrectionId,
    /// What it says.
    pub corrected: Corrected,
    /// The request it rests on and who approved it.
    pub reference: Arc<str>,
}

/// An arrival or departure: a tap, or what a correction says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The tap's key, or the correction's.
    pub id: PunchId,
    /// Local to the site.
    pub local: DateTime,
    /// Where it came from; [`Source::Manual`] for a correction.
    pub source: Source,
    /// The key pressed, as evidence.
    pub pressed: Option<Pressed>,
    /// The correction's reference, when it is one.
    pub corrected_by: Option<Arc<str>>,
}

impl From<DayPunch> for Moment {
    fn from(tap: DayPunch) -> Self {
        Self { id: tap.id, local: tap.local, source: tap.source, pressed: tap.pressed, corrected_by: None }
    }
}

impl Correction {
    fn moment(&self, local: DateTime) -> Moment {
        Moment {
            id: PunchId(self.id.0),
            local,
            source: Source::Manual,
            pressed: None,
            corrected_by: Some(Arc::clone(&self.reference)),
        }
    }
}

/// The corrected arrival and departure of a day, where there are any.
pub(super) fn moments(corrections: &[Correction]) -> (Option<Moment>, Option<Moment>) {
    let find = |wanted: fn(Corrected) -> Option<DateTime>| {
        corrections.iter().find_map(|one| wanted(one.corrected).map(|local| one.moment(local)))
    };
    let arrival = find(|corrected| match corrected {
        Corrected::ArrivedAt(local) => Some(local),
        _ => None,
    });
    let departure = find(|corrected| match corrected {
        Corrected::LeftAt(local) => Some(local),
        _ => None,
    });
    (arrival, departure)
}

/// The corrected status of a day, where there is one.
pub(super) fn status(corrections: &[Correction]) -> Option<(Status, &Correction)> {
    corrections.iter().find_map(|one| match one.corrected {
        Corrected::StatusIs(status) => Some((status, one)),
        _ => None,
    })
}
