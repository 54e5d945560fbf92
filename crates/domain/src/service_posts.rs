//! Service posts: counters and places of a unit that must be staffed, and whether they are.
//!
//! **Invariant:** a person covers one post at one moment, and one more person present never leaves a post worse staffed.
//! **Invariant:** no post is called empty because a source was silent.

pub mod course;
pub mod coverage;
pub mod hours;
pub mod matching;
pub mod outlook;
pub mod reports;

pub use self::course::{Entry, PostCourse, Standing, Word};
pub use self::coverage::{Coverage, Departure, PostNow, PresenceWord, Whereabouts, coverage, has_left, is_to_be_told};
pub use self::hours::{Band, Definition, DefinitionFault, Minute, Opening};
pub use self::outlook::{OpenSpan, PlannedSpan, PostPlan, Shift, losses, outlook};
pub use self::reports::{Compared, Outcome, Report, ReportTally, Saw, Standing as ReportStanding};

use serde::{Deserialize, Serialize};

use crate::codes::codes;

codes!(
    /// How a post is staffed at a moment. The words are interim ones and say nothing of any person.
    CoverState {
        /// As many as must be are there.
        Covered = "tercakup",
        /// Some are there, and fewer than must be.
        Short = "kurang",
        /// Nobody is there, and every source that could say otherwise has spoken.
        Empty = "kosong",
        /// A source is silent, or nobody is named for the post: it may be covered.
        Unknown = "belum_diketahui",
        /// It need not be staffed at this moment.
        Closed = "tutup",
    }
);

impl CoverState {
    /// Whether the post is known to have fewer people than it must.
    pub fn is_uncovered(self) -> bool {
        matches!(self, Self::Short | Self::Empty)
    }

    /// The state in plain words, Indonesian.
    pub fn indonesian(self) -> &'static str {
        match self {
            Self::Covered => "tercakup",
            Self::Short => "kurang",
            Self::Empty => "kosong",
            Self::Unknown => "belum diketahui",
            Self::Closed => "tutup",
        }
    }
}
