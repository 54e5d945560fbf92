//! Erasures: a record may be gone only where an erasure further on in the log names it, and each erasure names neither
//! more nor less than what is gone.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::checkpoints::shape;
use super::report::Findings;
use crate::finding::{CaughtBy, Finding, What};

/// How many destroyed records wait for their erasure at most: some 40 bytes each.
const MOST: usize = 4 << 20;

/// Destroyed records whose erasure comes further on.
pub(super) struct Erasures {
    from: u64,
    waiting: usize,
    /// By the place of the erasure: place and id of each record.
    named: HashMap<u64, Vec<(u64, [u8; 16])>>,
}

/// What an erasure's body is read for.
#[derive(Deserialize)]
struct Body {
    #[serde(default)]
    records: Vec<String>,
}

impl Erasures {
    pub(super) fn new(from: u64) -> Self {
        Self { from, waiting: 0, named: HashMap::new() }
    }

    /// Notes a destroyed record; false when there are too many to remember.
    pub(super) fn name(&mut self, by: u64, position: u64, id: [u8; 16]) -> bool {
        if self.waiting == MOST {
            return false;
        }
        self.waiting += 1;
        self.named.entry(by).or_default().push((position, id));
        true
    }

    /// What stands at a place is no erasure.
    pub(super) fn is_none(&mut self, position: u64, findings: &mut Findings) {
        for (record, _) in self.take(position) {
            findings.add(gone(record, format!("named as erased by {position}, which is no erasure")));
        }
    }

    /// An erasure stands at a place, and gives its leaf.
    pub(super) fn at(&mut self, position: u64, body: &[u8], findings: &mut Findings) {
        let gone_by_it = self.take(position);
        let said = serde_json::from_slice(body)
            .ok()
            .and_then(|body: Body| body.records.iter().map(|id| uuid(id)).collect::<Option<HashSet<[u8; 16]>>>());
        let Some(mut said) = said else {
            findings.add(Finding {
                position: Some(position),
                ..shape(What::Damaged, "records", "the erasure does not say what it took".into())
            });
            return;
        };
        for (record, id) in gone_by_it {
            if !said.remove(&id) {
                findings.add(gone(record, format!("the erasure at {position} does not name it")));
            }
        }
        // In a part of a log, what it took may lie before the part.
        if self.from == 0 && !said.is_empty() {
            let detail = format!("names {} records as erased that are not", said.len());
            findings.add(Finding { position: Some(position), ..shape(What::Added, "records", detail) });
        }
    }

    /// Judges those whose erasure never came.
    pub(super) fn end(self, findings: &mut Findings) {
        let mut left: Vec<_> =
            self.named.into_iter().flat_map(|(by, records)| records.into_iter().map(move |one| (one.0, by))).collect();
        left.sort_unstable();
        for (record, by) in left {
            findings.add(gone(record, format!("named as erased by {by}, which cannot be read")));
        }
    }

    fn take(&mut self, position: u64) -> Vec<(u64, [u8; 16])> {
        let taken = self.named.remove(&position).unwrap_or_default();
        self.waiting -= taken.len();
        taken
    }
}

fn gone(position: u64, detail: String) -> Finding {
    Finding { caught_by: CaughtBy::Leaf, position: Some(position), ..shape(What::Removed, "records", detail) }
}

/// Reads the text of a UUID.
fn uuid(text: &str) -> Option<[u8; 16]> {
    let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b'-').collect();
    let mut id = [0; 16];
    if digits.len() != 32 {
        return None;
    }
    for (byte, pair) in id.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = [pair[0], pair[1]].map(|digit| char::from(digit).to_digit(16));
        *byte = u8::try_from(high? * 16 + low?).ok()?;
    }
    Some(id)
}
