//! The roll of a day that a head attests: what is said of whom, by when, and what of it counts.
//!
//! **Invariant:** a roll claims, it decides no day. Nobody says anything about themselves. The newest roll of a unit
//! counts, older ones stay; what counts follows from the set of rolls, not from the order they are read in.

mod course;
mod rolls;

pub use self::course::{RollCourse, RollStep, due_steps};
pub use self::rolls::{GivenRoll, Rolls, fold, may_attest};

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($($(#[$doc:meta])* $item:ident = $code:literal, $name:literal;)+) => {
        /// What a head says of somebody not heard from.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum RollWord {
            $($(#[$doc])* #[serde(rename = $code)] $item,)+
        }

        impl RollWord {
            /// Every word, in the order pages show them.
            pub const ALL: [Self; 8] = [$(Self::$item,)+];

            /// The code of the API.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$item => $code,)+ }
            }

            /// The word as papers print it.
            pub fn name(self) -> &'static str {
                match self { $(Self::$item => $name,)+ }
            }

            /// Reads the code.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|word| word.as_str() == text)
            }
        }
    };
}

words! {
    /// There, as the head saw.
    Present = "hadir", "hadir (kesaksian kepala)";
    /// Izin.
    Permission = "izin", "izin";
    /// Sakit.
    Sick = "sakit", "sakit";
    /// Cuti.
    Leave = "cuti", "cuti";
    /// Dinas luar.
    FieldDuty = "dinas_luar", "dinas luar";
    /// Works from home or anywhere, on a day on which that is allowed.
    Elsewhere = "wfh", "WFH/FWA";
    /// The head knows no reason.
    Unexplained = "tanpa_keterangan", "tanpa keterangan (sementara)";
    /// The head does not know yet.
    Unknown = "belum_tahu", "belum tahu";
}
