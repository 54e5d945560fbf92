//! How far an OPD is on its way to working without paper: the stages, the signed steps between them, and the gate in
//! front of dropping the paper roll.
//!
//! **Invariant:** a paper roll is dropped only from a day on, by two people, after every criterion of the gate was met; it
//! comes back by one word. Days before either stay as they were.

mod course;
mod gate;
mod uptime;

use serde::{Deserialize, Serialize};

pub use self::course::{Course, InForce, StageBar, StageStep, required_spans};
pub use self::gate::{Answer, Criterion, GateAnswer, Week, WeekAnswer, Why, gate, weeks_of};
pub use self::uptime::{DutyHour, Terminal, Uptime, uptime};

use crate::codes::codes;

codes!(
    /// How far an OPD is.
    Stage {
        /// Nothing has begun.
        Belum = "belum",
        /// People, places and terminals are being entered.
        Pendataan = "pendataan",
        /// Paper and digital records run beside each other and are compared.
        UjiCoba = "uji_coba",
        /// The digital record is the one that counts.
        Wajib = "wajib",
    }
);

codes!(
    /// What holds for the paper roll.
    Paper {
        /// It is required.
        Keep = "keep",
        /// It is no longer required.
        Drop = "drop",
    }
);

codes!(
    /// What somebody signs.
    StageWord {
        /// Proposes a stage.
        Propose = "propose",
        /// Confirms what another proposed.
        Confirm = "confirm",
        /// Turns it down.
        Reject = "reject",
        /// Back to paper, at once.
        Withdraw = "withdraw",
    }
);
