//! Stopping the pay of somebody absent for ten working days in a row, and paying again: a flow of its own beside the case.
//!
//! It does not wait for the decision of the case, and decides nothing about it. Who verifies did not report it, and who
//! decides did neither. It starts with the month after the decision of the KPA.

mod check;
mod duties;
mod state;
mod terms;

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codes::codes;
use crate::ids::{InstansiId, PersonId, UnitId};
use crate::people::EmployeeType;

pub use self::check::{PayStopRefusal, RowRule, check, check_opening};
pub use self::duties::{PaySight, duty_of, holders, may_see};
pub use self::state::{PayStopDue, PayStopState};
pub use self::terms::{PayStopTerm, PayTerms, terms};

codes!(
    /// Where it stands.
    PayStopStage {
        /// Reported in writing; BKPSDM verifies and validates.
        Notified = "diberitahukan",
        /// Verified; goes to the head of unit and the KPA.
        Verified = "terverifikasi",
        /// Lies before the KPA.
        AtKpa = "di_kpa",
        /// Stopped.
        Stopped = "dihentikan",
        /// Paying again was proposed.
        Proposed = "diusulkan_aktif",
        /// Paid again.
        Resumed = "diaktifkan",
        /// Ended without a stop.
        Dropped = "tidak_dihentikan",
    }
);

codes!(
    /// Who acts.
    PayStopDuty {
        /// Atasan langsung or head of unit.
        Reporter = "pelapor",
        /// BKPSDM.
        Bkpsdm = "bkpsdm",
        /// Kuasa Pengguna Anggaran.
        Kpa = "kpa",
    }
);

codes!(
    /// What goes with a proposal to pay again (PerBKN 6/2022, letters a to e as one region publishes them).
    ResumeItem {
        /// a. Statement of the direct superior, on a stamp of Rp10,000, that the person works again.
        SuperiorStatement = "a_pernyataan_atasan",
        /// b. The person's own stamped statement.
        OwnStatement = "b_pernyataan_pegawai",
        /// c. Recap of attendance of at least a month.
        Recap = "c_rekap_kehadiran",
        /// d. Copies of summons, BAP, LHP or decision.
        CaseCopies = "d_salinan_perkara",
        /// e. Other proof.
        Other = "e_bukti_lain",
    }
);

impl PayStopStage {
    /// As people read it.
    pub fn indonesian(self) -> &'static str {
        match self {
            Self::Notified => "diberitahukan, menunggu verifikasi",
            Self::Verified => "terverifikasi, menunggu diteruskan ke KPA",
            Self::AtKpa => "menunggu keputusan KPA",
            Self::Stopped => "gaji dihentikan",
            Self::Proposed => "menunggu keputusan KPA tentang pengaktifan",
            Self::Resumed => "gaji diaktifkan kembali",
            Self::Dropped => "tidak dihentikan",
        }
    }

    /// Whether nothing more follows from it by itself.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Resumed | Self::Dropped)
    }
}

impl PayStopDuty {
    /// As people read it.
    pub fn indonesian(self) -> &'static str {
        match self {
            Self::Reporter => "atasan langsung atau kepala unit",
            Self::Bkpsdm => "BKPSDM",
            Self::Kpa => "Kuasa Pengguna Anggaran",
        }
    }
}

impl ResumeItem {
    /// Whether a proposal is incomplete without it.
    pub fn is_needed(self) -> bool {
        self != Self::Other
    }

    /// As people read it.
    pub fn indonesian(self) -> &'static str {
        match self {
            Self::SuperiorStatement => {
                "surat pernyataan atasan langsung bermeterai Rp10.000 bahwa pegawai telah bekerja kembali"
            }
            Self::OwnStatement => "surat pernyataan pegawai bermeterai",
            Self::Recap => "rekap kehadiran paling sedikit 1 (satu) bulan",
            Self::CaseCopies => "salinan surat panggilan, BAP, LHP dan/atau keputusan",
            Self::Other => "bukti lain",
        }
    }
}

/// What somebody does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum PayStopStep {
    /// BKPSDM is told in writing.
    Notify {
        /// Number of the letter.
        number: String,
        /// The days in a row.
        days: BTreeSet<Date>,
    },
    /// BKPSDM verified and validated the days.
    Verify {
        /// Whether they stand.
        stands: bool,
        /// Why.
        text: String,
    },
    /// The result goes to the head of unit and the KPA.
    Pass {
        /// Number of the letter.
        number: String,
    },
    /// The KPA decides.
    Decide {
        /// Whether the pay stops.
        stop: bool,
        /// Number of the decision.
        number: String,
        /// Why.
        text: String,
    },
    /// Paying again is proposed.
    ProposeResume {
        /// Number of the letter.
        number: String,
        /// First day and last day of the recap that goes with it.
        recap: (Date, Date),
        /// What goes with it.
        items: BTreeSet<ResumeItem>,
    },
    /// The KPA decides on paying again.
    Resume {
        /// Whether.
        resume: bool,
        /// Number of the decision.
        number: String,
        /// Why.
        text: String,
    },
    /// The days underneath were settled otherwise: they are no ten in a row any more.
    Dissolve {
        /// What changed.
        text: String,
    },
    /// A duty passes to another person, as when an officer moves.
    Assign {
        /// Which.
        duty: PayStopDuty,
        /// To whom.
        to: PersonId,
        /// Why.
        text: String,
    },
}

impl PayStopStep {
    /// Its word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Notify { .. } => "notify",
            Self::Verify { .. } => "verify",
            Self::Pass { .. } => "pass",
            Self::Decide { .. } => "decide",
            Self::ProposeResume { .. } => "propose_resume",
            Self::Resume { .. } => "resume",
            Self::Dissolve { .. } => "dissolve",
            Self::Assign { .. } => "assign",
        }
    }

    /// Whose it is; `None` for whoever has any duty.
    pub fn duty(&self) -> Option<PayStopDuty> {
        match self {
            Self::Notify { .. } | Self::ProposeResume { .. } => Some(PayStopDuty::Reporter),
            Self::Verify { .. } | Self::Pass { .. } | Self::Dissolve { .. } => Some(PayStopDuty::Bkpsdm),
            Self::Decide { .. } | Self::Resume { .. } => Some(PayStopDuty::Kpa),
            Self::Assign { .. } => None,
        }
    }

    /// The number of the letter or decision it issues.
    pub fn number(&self) -> Option<&str> {
        match self {
            Self::Notify { number, .. }
            | Self::Pass { number }
            | Self::Decide { number, .. }
            | Self::ProposeResume { number, .. }
            | Self::Resume { number, .. } => Some(number),
            Self::Verify { .. } | Self::Dissolve { .. } | Self::Assign { .. } => None,
        }
    }

    /// Whether it has a word for the person whose pay it is about.
    pub fn is_persons(&self) -> bool {
        matches!(self, Self::Decide { .. } | Self::ProposeResume { .. } | Self::Resume { .. } | Self::Dissolve { .. })
    }
}

/// Something somebody did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayStopAct {
    /// Its key; keys grow with time.
    pub id: Uuid,
    /// The day of the letter or decision.
    pub on: Date,
    /// Whose login.
    pub by: String,
    /// The person behind it.
    pub person: PersonId,
    /// As what.
    pub duty: PayStopDuty,
    /// What.
    pub step: PayStopStep,
}

/// Somebody with a duty in a stop of pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayStopAssigned {
    /// Which.
    pub duty: PayStopDuty,
    /// Who.
    pub person: PersonId,
}

/// How it begins: with the written notice of the superior, naming who verifies and who decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayStopOpening {
    /// Its key.
    pub id: Uuid,
    /// Whose government.
    pub instansi: InstansiId,
    /// Whose pay.
    pub subject: PersonId,
    /// As what they are employed.
    pub employee_type: EmployeeType,
    /// Where they serve.
    pub unit: UnitId,
    /// The discipline case it goes beside, where there is one; it waits for nothing of it.
    pub case: Option<Uuid>,
    /// The regulation that says so, as the ladder cites it.
    pub article: String,
    /// Who has which duty from the beginning.
    pub people: Vec<PayStopAssigned>,
    /// The notice.
    pub notice: PayStopAct,
}

#[cfg(test)]
mod tests;
