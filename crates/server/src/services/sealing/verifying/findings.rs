//! What was found, so far.

use hadir_ledger::finding::{CaughtBy, Finding, What};

/// How many findings are kept; the others are counted.
const MOST: usize = 1_000;

/// What was found, so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    kept: Vec<Finding>,
    more: u64,
}

impl Findings {
    /// Adds one; when there are too many, those nearest to the beginning of the log stay.
    pub(super) fn push(&mut self, finding: Finding) {
        self.kept.push(finding);
        if self.kept.len() >= 2 * MOST {
            self.shorten();
        }
    }

    /// Adds one that concerns no single record.
    pub(super) fn add(&mut self, caught_by: CaughtBy, what: What, place: impl Into<String>, detail: impl Into<String>) {
        self.push(plain(caught_by, what, place, detail));
    }

    /// Adds one about a place in the log.
    pub(super) fn at(
        &mut self,
        caught_by: CaughtBy,
        what: What,
        position: u64,
        place: impl Into<String>,
        detail: impl Into<String>,
    ) {
        self.push(Finding { position: Some(position), ..plain(caught_by, what, place, detail) });
    }

    /// All of them, the first place in the log first, and how many were left out.
    pub(super) fn sorted(mut self) -> (Vec<Finding>, u64) {
        self.shorten();
        (self.kept, self.more)
    }

    fn shorten(&mut self) {
        self.kept.sort_by_key(|finding| finding.position.unwrap_or(u64::MAX));
        self.more += self.kept.len().saturating_sub(MOST) as u64;
        self.kept.truncate(MOST);
    }
}

/// A finding that concerns no single record.
pub(super) fn plain(caught_by: CaughtBy, what: What, place: impl Into<String>, detail: impl Into<String>) -> Finding {
    Finding { caught_by, what, position: None, record: None, kind: None, place: place.into(), detail: detail.into() }
}
