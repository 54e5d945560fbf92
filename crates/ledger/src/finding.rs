//! What a look at the log finds when it does not hold.

use crate::leaf::RecordKind;

/// What showed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaughtBy {
    /// A record does not give the leaf that was kept of it.
    Leaf,
    /// The leaves do not give the hashes that were kept of the tree.
    Tree,
    /// The log does not begin as a checkpoint kept elsewhere says.
    OutsideCheckpoint,
    /// A receipt promises a record that is not there.
    Receipt,
    /// What is derived does not follow from what is recorded.
    Rebuild,
    /// A signature does not fit.
    Signature,
    /// Something is not where and how it must be: a missing row, a row too many, unreadable bytes.
    Shape,
}

impl CaughtBy {
    /// The stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Leaf => "leaf",
            Self::Tree => "tree",
            Self::OutsideCheckpoint => "outside_checkpoint",
            Self::Receipt => "receipt",
            Self::Rebuild => "rebuild",
            Self::Signature => "signature",
            Self::Shape => "shape",
        }
    }
}

/// What seems to have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// A record is not as it was sealed.
    Altered,
    /// A record is gone that is no erasure's.
    Removed,
    /// There is a record that was never sealed.
    Added,
    /// Records stand in another order.
    Reordered,
    /// A record says it came at a time at which the log did not have it yet.
    BackDated,
    /// Two states of the log contradict each other.
    Forked,
    /// Bytes that cannot be read.
    Damaged,
}

impl What {
    /// The stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Altered => "altered",
            Self::Removed => "removed",
            Self::Added => "added",
            Self::Reordered => "reordered",
            Self::BackDated => "back_dated",
            Self::Forked => "forked",
            Self::Damaged => "damaged",
        }
    }
}

/// One thing that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What showed it.
    pub caught_by: CaughtBy,
    /// What seems to have happened.
    pub what: What,
    /// The place in the log, where it concerns one.
    pub position: Option<u64>,
    /// The id of the record, where it concerns one.
    pub record: Option<[u8; 16]>,
    /// Its kind, where known.
    pub kind: Option<RecordKind>,
    /// The table, tile, file or checkpoint it was seen in.
    pub place: String,
    /// In words, for somebody who looks further.
    pub detail: String,
}
