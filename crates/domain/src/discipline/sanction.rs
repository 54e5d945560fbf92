//! What goes with a punishment.

use serde::{Deserialize, Serialize};

use crate::codes::codes;

codes! {
    /// What goes with a punishment.
    Also {
        /// The salary stops from the next month, without waiting for the decision.
        StopGaji = "stop_gaji",
        /// The contract is not extended.
        KontrakTidakDiperpanjang = "kontrak_tidak_diperpanjang",
    }
}

impl Also {
    /// In Indonesian.
    pub fn text(self) -> &'static str {
        match self {
            Self::StopGaji => "gaji dihentikan mulai bulan berikutnya, tanpa menunggu keputusan hukuman disiplin",
            Self::KontrakTidakDiperpanjang => "perjanjian kerja tidak diperpanjang",
        }
    }
}
