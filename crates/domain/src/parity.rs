//! The same measure for every kind of employment: what was due of PNS, CPNS, PPPK, part-time PPPK and contract staff, what
//! they did of it, and what followed, side by side.
//!
//! Nothing here explains a difference; it counts, and says how sure a difference is. Three rules hold throughout:
//!
//! 1. **Everybody once.** Each roster day of a person lies in exactly one group, by the kind of employment of that day, and
//!    in exactly one standing; the sums of the groups are the totals, and [`Table::check`] says so before anything is shown.
//! 2. **By what was contracted.** Rates are of days due by the person's own roster, minutes of contracted hours, and the
//!    common ladder is shown plainly and at the same share of contracted days ([`ladder::Share`]).
//! 3. **Unsettled days are no days.** They are counted as waiting and in nothing else.

pub mod cases;
mod compare;
pub mod ladder;
mod shown;
mod spread;
mod table;
mod tally;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::status::Status;

pub use compare::{Compared, Comparison, FEW_PEOPLE, compare, reference};
pub use shown::{Guarded, Summed, guard};
pub use table::{DoesNotAdd, ParityDay, Table};
pub use tally::{Measure, Tally};

codes!(
    /// What a roster day came to. Every roster day has exactly one.
    Standing {
        /// Nothing was due.
        Free = "libur",
        /// Not settled: a source has not spoken, or the day was not judged yet.
        Waiting = "menunggu",
        /// At work, at the office or at home.
        Present = "hadir",
        /// On duty somewhere else: dinas luar, diklat, tugas belajar.
        Elsewhere = "tugas_luar",
        /// Away with a paper: leave, sickness, permission.
        Explained = "beralasan",
        /// Away without a word, and every source has spoken.
        Unexplained = "tanpa_keterangan",
    }
);

impl Standing {
    /// What a stored day stands for. An unsettled day waits, whatever it looks like so far.
    pub fn of(status: Status, settled: bool) -> Self {
        if !settled {
            return Self::Waiting;
        }
        match status {
            Status::Libur => Self::Free,
            Status::Belum => Self::Waiting,
            Status::H | Status::Wfh => Self::Present,
            Status::Dl | Status::Diklat | Status::Tb => Self::Elsewhere,
            Status::S | Status::I | Status::C => Self::Explained,
            Status::Tk => Self::Unexplained,
        }
    }

    /// Whether work was due, and what came of it is known.
    pub fn is_due(self) -> bool {
        !matches!(self, Self::Free | Self::Waiting)
    }
}
