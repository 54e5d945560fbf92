//! Who is due at an event, and who is let off beforehand with which reason.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::ApelHours;
use crate::codes::codes;
use crate::roster::{DayPlan, WorkMode};
use crate::status::Status;

codes!(
    /// Why somebody need not come.
    ApelExcuse {
        /// Leave, illness, permission, duty outside, study or training, by a paper.
        Paper = "paper",
        /// An officer let the unit off: field staff.
        Unit = "unit",
        /// An officer let the person off.
        Person = "person",
        /// The shift of that day lies outside the hours.
        Shift = "shift",
        /// Nothing is due that day.
        DayOff = "day_off",
        /// Works from elsewhere.
        Elsewhere = "elsewhere",
    }
);

impl ApelExcuse {
    /// Whether it is a permission (berizin) and not an exemption (dikecualikan).
    pub fn is_permission(self) -> bool {
        self == Self::Paper
    }
}

/// Whether somebody is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApelDue {
    /// Yes.
    Expected,
    /// No.
    Excused {
        /// Why.
        why: ApelExcuse,
        /// In a few Indonesian words; never the text of a paper.
        note: String,
    },
}

/// Whether a plan of a day asks for an event. `let_off` is what an officer said beforehand, with the reason; a paper counts
/// before it, for it is the person's own right.
pub fn due(
    plan: &DayPlan,
    on: Date,
    hours: ApelHours,
    on_holidays_too: bool,
    let_off: Option<(ApelExcuse, &str)>,
) -> ApelDue {
    let excused = |why, note: &str| ApelDue::Excused { why, note: note.to_owned() };
    let (from, to) = (on.to_datetime(hours.from), on.to_datetime(hours.to));
    let on_duty = plan.duty.as_ref().is_some_and(|duty| duty.starts <= to && from <= duty.ends);
    if let Some(excuse) = plan.excuse.as_ref().filter(|_| !on_duty) {
        return excused(ApelExcuse::Paper, word(excuse.status));
    }
    if let Some((why, reason)) = let_off {
        return excused(why, reason);
    }
    if let Some(off) = &plan.off {
        // A holiday of the calendar may be the very day of the ceremony; the free day of one's own roster is not.
        let own = off.kind.is_none();
        return if on_holidays_too && !own { ApelDue::Expected } else { excused(ApelExcuse::DayOff, &off.name) };
    }
    match &plan.duty {
        None => excused(ApelExcuse::DayOff, "tidak ada jadwal dinas"),
        Some(duty) => match duty.mode {
            WorkMode::Wfh => excused(ApelExcuse::Elsewhere, "bekerja dari rumah/tempat lain"),
            // Office hours begin after the apel in many places: only a shift can lie elsewhere.
            WorkMode::Wfo => ApelDue::Expected,
            WorkMode::Shift | WorkMode::Piket if on_duty => ApelDue::Expected,
            WorkMode::Shift | WorkMode::Piket => excused(
                ApelExcuse::Shift,
                &format!("dinas pukul {}–{}", duty.starts.strftime("%H.%M"), duty.ends.strftime("%H.%M")),
            ),
        },
    }
}

fn word(status: Status) -> &'static str {
    match status {
        Status::S => "sakit",
        Status::C => "cuti",
        Status::Dl => "dinas luar",
        Status::Tb => "tugas belajar",
        Status::Diklat => "diklat",
        Status::Wfh => "bekerja dari rumah/tempat lain",
        Status::Libur => "libur",
        Status::I | Status::H | Status::Tk | Status::Belum => "izin",
    }
}
