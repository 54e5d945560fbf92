//! Status codes. One primary code per person and day, which partitions; marks stand beside it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The one primary code of a person's day. The codes partition: every day has exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Status {
    /// Hadir: present.
    H,
    /// Tanpa keterangan: no word, and every source has spoken.
    Tk,
    /// Sakit: sick.
    S,
    /// Izin: excused by permission.
    I,
    /// Cuti: leave.
    C,
    /// Dinas luar: field duty.
    Dl,
    /// Work from home or elsewhere.
    Wfh,
    /// Tugas belajar: study assignment.
    Tb,
    /// Diklat: training.
    Diklat,
    /// Day off for this person.
    Libur,
    /// Belum lengkap: some source has not spoken, or the day is not over.
    Belum,
}

impl Status {
    /// Every status, in the order of the recap's columns.
    pub const ALL: [Self; 11] = [
        Self::H,
        Self::Tk,
        Self::S,
        Self::I,
        Self::C,
        Self::Dl,
        Self::Wfh,
        Self::Tb,
        Self::Diklat,
        Self::Libur,
        Self::Belum,
    ];

    /// The printed code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::H => "H",
            Self::Tk => "TK",
            Self::S => "S",
            Self::I => "I",
            Self::C => "C",
            Self::Dl => "DL",
            Self::Wfh => "WFH",
            Self::Tb => "TB",
            Self::Diklat => "DIKLAT",
            Self::Libur => "LIBUR",
            Self::Belum => "BELUM",
        }
    }

    /// Position in [`Status::ALL`], for arrays of totals.
    pub fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is no status. There is no catch-all: an unknown status fails.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown status code: {0}")]
pub struct UnknownStatus(pub String);

impl FromStr for Status {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| UnknownStatus(text.to_owned()))
    }
}

/// What stands beside a status. Minutes are whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "mark", content = "minutes", rename_all = "snake_case")]
pub enum Mark {
    /// Terlambat: late by so many minutes.
    Tl(u16),
    /// Pulang sebelum waktunya: left early by so many minutes.
    Psw(u16),
    /// No arrival punch.
    MissingIn,
    /// No departure punch.
    MissingOut,
    /// Missed roll call.
    MissedApel,
    /// Windows within the day in which a tap was wanted and none came.
    MissedWindows(u16),
}

impl Mark {
    /// The code as recaps print it: `TL:45`, `PSW:20`, `TAD`, `TAP`, `AP`, `TW:1`.
    pub fn code(self) -> String {
        match self {
            Self::Tl(minutes) => format!("TL:{minutes}"),
            Self::Psw(minutes) => format!("PSW:{minutes}"),
            Self::MissingIn => "TAD".into(),
            Self::MissingOut => "TAP".into(),
            Self::MissedApel => "AP".into(),
            Self::MissedWindows(count) => format!("TW:{count}"),
        }
    }
}

impl FromStr for Mark {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownStatus(text.to_owned());
        match text.split_once(':') {
            Some(("TL", minutes)) => minutes.parse().map(Self::Tl).map_err(|_| unknown()),
            Some(("PSW", minutes)) => minutes.parse().map(Self::Psw).map_err(|_| unknown()),
            Some(("TW", count)) => count.parse().map(Self::MissedWindows).map_err(|_| unknown()),
            None => match text {
                "TAD" => Ok(Self::MissingIn),
                "TAP" => Ok(Self::MissingOut),
                "AP" => Ok(Self::MissedApel),
                _ => Err(unknown()),
            },
            Some(_) => Err(unknown()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_its_place_in_the_list() {
        for (place, status) in Status::ALL.into_iter().enumerate() {
            assert_eq!(status.index(), place);
            assert_eq!(status.as_str().parse(), Ok(status));
        }
    }

    #[test]
    fn an_unknown_status_fails() {
        assert!("ALPA?".parse::<Status>().is_err());
    }

    #[test]
    fn a_mark_is_read_back_from_its_code() {
        for mark in
            [Mark::Tl(45), Mark::Psw(20), Mark::MissingIn, Mark::MissingOut, Mark::MissedApel, Mark::MissedWindows(1)]
        {
            assert_eq!(mark.code().parse(), Ok(mark));
        }
    }
}
