//! Stopping the pay of somebody absent for ten working days in a row, and paying again: a flow of its own beside the case.
//!
//! It does not wait for the decision of the case, and decides nothing about it. Who verifies did not report it, and who
//! decides did neither. It starts with the month after the decision of the KPA.

mod check;
mod state;

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codes::codes;
use crate::ids::PersonId;

pub use self::check::{PayStopRefusal, check};
pub use self::state::{PayStopDue, PayStopState};

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

#[cfg(test)]
mod tests;
