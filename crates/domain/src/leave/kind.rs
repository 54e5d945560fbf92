//! The kinds of leave the law names.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A kind of leave a person asks for. Cuti bersama is none: it is a day off of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeaveKind {
    /// Cuti tahunan: annual leave.
    Tahunan,
    /// Cuti besar: long leave after years of service.
    Besar,
    /// Cuti sakit: sick leave.
    Sakit,
    /// Cuti melahirkan: maternity leave.
    Melahirkan,
    /// Cuti karena alasan penting: leave for grave family reasons.
    AlasanPenting,
    /// Cuti di luar tanggungan negara: unpaid leave.
    Cltn,
}

impl LeaveKind {
    /// Every kind, in the order forms print them.
    pub const ALL: [Self; 6] =
        [Self::Tahunan, Self::Besar, Self::Sakit, Self::Melahirkan, Self::AlasanPenting, Self::Cltn];

    /// The code used in the packs, the database and the contracts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tahunan => "tahunan",
            Self::Besar => "besar",
            Self::Sakit => "sakit",
            Self::Melahirkan => "melahirkan",
            Self::AlasanPenting => "alasan_penting",
            Self::Cltn => "cltn",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The name on the form.
    pub fn name_id(self) -> &'static str {
        match self {
            Self::Tahunan => "cuti tahunan",
            Self::Besar => "cuti besar",
            Self::Sakit => "cuti sakit",
            Self::Melahirkan => "cuti melahirkan",
            Self::AlasanPenting => "cuti karena alasan penting",
            Self::Cltn => "cuti di luar tanggungan negara",
        }
    }

    /// The name in English.
    pub fn name_en(self) -> &'static str {
        match self {
            Self::Tahunan => "annual leave",
            Self::Besar => "long leave",
            Self::Sakit => "sick leave",
            Self::Melahirkan => "maternity leave",
            Self::AlasanPenting => "leave for important reasons",
            Self::Cltn => "unpaid leave",
        }
    }
}

impl fmt::Display for LeaveKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is no kind of leave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown kind of leave: {0}")]
pub struct UnknownLeaveKind(pub String);

impl FromStr for LeaveKind {
    type Err = UnknownLeaveKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text).ok_or_else(|| UnknownLeaveKind(text.to_owned()))
    }
}

/// What an amount of leave is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeaveUnit {
    /// Days on which duty was due.
    Workdays,
    /// Days of the calendar.
    Days,
    /// Months of the calendar. In half-days a month stands for thirty days.
    Months,
}

impl LeaveUnit {
    /// The code used in the contracts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Workdays => "workdays",
            Self::Days => "days",
            Self::Months => "months",
        }
    }
}
