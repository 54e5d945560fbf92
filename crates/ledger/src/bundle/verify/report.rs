//! What came of the look at a bundle.

use std::collections::HashMap;

use crate::finding::{CaughtBy, Finding};
use crate::merkle::Hash;

/// How many findings are kept of each kind; the others are counted.
const MOST_OF_A_KIND: u64 = 20;

/// What came of the look at a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The code of the instansi whose log it is.
    pub instansi: String,
    /// First line of the latest checkpoint.
    pub origin: String,
    /// How many leaves the log has.
    pub size: u64,
    /// The first leaf that is in the bundle.
    pub from: u64,
    /// The root over all leaves, as computed from the bundle; `None` when it was not read to its end.
    pub root: Option<Hash>,
    /// How many checkpoints, those kept elsewhere too, the log was found to begin with.
    pub checkpoints: u64,
    /// How many records gave their leaf.
    pub records: u64,
    /// Of how many records only the leaf is left, as an erasure says.
    pub erased: u64,
    /// How many receipts were kept.
    pub receipts: u64,
    /// How many receipts wait: their time is not over.
    pub waiting: u64,
    /// Checkpoints and receipts that lie before the first leaf in the bundle.
    pub unjudged: u64,
    /// How many checkpoints each witness signed that was asked for.
    pub witnessed: Vec<(String, u64)>,
    /// What looks wrong and is explained by the log itself.
    pub explained: Vec<Explained>,
    /// What does not hold, in the order in which it was met.
    pub findings: Vec<Finding>,
    /// How many findings of the same kinds followed.
    pub more: u64,
}

impl Report {
    /// Whether everything holds.
    pub fn holds(&self) -> bool {
        self.findings.is_empty()
    }

    /// The finding with the smallest place in the log; without any that has a place, the first one.
    pub fn first(&self) -> Option<&Finding> {
        let placed = self.findings.iter().filter(|finding| finding.position.is_some());
        placed.min_by_key(|finding| finding.position).or_else(|| self.findings.first())
    }
}

/// Something the log lost openly: it was restored and says so in its first leaf of a new epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The checkpoint or receipt.
    pub place: String,
    /// The epoch that ended.
    pub epoch: u32,
    /// How many leaves were left of it.
    pub left: u64,
    /// How many leaves a checkpoint had beyond them.
    pub lost: Option<u64>,
}

/// Findings as they are gathered: the first of each kind in full.
#[derive(Default)]
pub(super) struct Findings {
    kept: Vec<Finding>,
    of_a_kind: HashMap<CaughtBy, u64>,
    more: u64,
}

impl Findings {
    pub(super) fn add(&mut self, finding: Finding) {
        let count = self.of_a_kind.entry(finding.caught_by).or_default();
        *count += 1;
        if *count <= MOST_OF_A_KIND {
            self.kept.push(finding);
        } else {
            self.more += 1;
        }
    }

    pub(super) fn into_parts(self) -> (Vec<Finding>, u64) {
        (self.kept, self.more)
    }
}
