//! What a month of closed events comes to for one person: for the recap, and for the rules of the allowance.

use serde::{Deserialize, Serialize};

use super::ApelStanding;
use crate::codes::codes;

codes!(
    /// The word the rules of the allowance know.
    EventStatus {
        /// Was there.
        Attended = "attended",
        /// Was due and not there.
        Missed = "missed",
        /// Needed not come.
        Excused = "excused",
        /// Was there after it began.
        Late = "late",
    }
);

impl ApelStanding {
    /// The word for the allowance; `None` while nothing stands.
    pub fn event_status(self) -> Option<EventStatus> {
        match self {
            Self::Hadir => Some(EventStatus::Attended),
            Self::Terlambat => Some(EventStatus::Late),
            Self::Berizin | Self::Dikecualikan => Some(EventStatus::Excused),
            Self::TidakHadir => Some(EventStatus::Missed),
            Self::BelumTercatat => None,
        }
    }
}

/// How many closed events somebody attended, missed, or needed not attend.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApelMonth {
    /// Attended in time.
    pub attended: u32,
    /// Attended late.
    pub late: u32,
    /// Missed.
    pub missed: u32,
    /// Let off.
    pub excused: u32,
}

impl ApelMonth {
    /// Counts one event.
    pub fn count(&mut self, status: EventStatus) {
        match status {
            EventStatus::Attended => self.attended += 1,
            EventStatus::Late => self.late += 1,
            EventStatus::Missed => self.missed += 1,
            EventStatus::Excused => self.excused += 1,
        }
    }

    /// How many events there were.
    pub fn total(&self) -> u32 {
        self.attended + self.late + self.missed + self.excused
    }
}
