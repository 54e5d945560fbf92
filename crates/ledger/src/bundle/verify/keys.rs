//! The keys a bundle names, and those the reader knows.

use std::collections::HashMap;

use jiff::Timestamp;

use super::Question;
use super::report::Findings;
use crate::bundle::Manifest;
use crate::dating::TOLERANCE_S;
use crate::finding::{CaughtBy, Finding, What};
use crate::note::Verifier;
use crate::receipt::key_id;

/// One key with the time of its use.
pub(super) struct InUse {
    pub(super) verifier: Verifier,
    from: Timestamp,
    until: Option<Timestamp>,
}

impl InUse {
    /// Whether it was in use at a time, give or take the tolerance; without a time, whether it ever was.
    pub(super) fn at(&self, second: Option<i64>) -> bool {
        second.is_none_or(|second| {
            second >= self.from.as_second().saturating_sub(TOLERANCE_S)
                && self.until.is_none_or(|until| second <= until.as_second().saturating_add(TOLERANCE_S))
        })
    }
}

/// Keys by what they are for.
#[derive(Default)]
pub(super) struct Keys {
    pub(super) log: Vec<InUse>,
    pub(super) time: Vec<InUse>,
    /// By the id receipts name them by.
    pub(super) receipt: HashMap<String, [u8; 32]>,
}

impl Keys {
    pub(super) fn read(manifest: &Manifest, question: &Question, findings: &mut Findings) -> Self {
        let mut keys = Self::default();
        for key in &manifest.keys {
            let Ok(verifier) = Verifier::parse(&key.vkey) else {
                findings.add(about(What::Damaged, &key.vkey, "the key history holds what is no key".into()));
                continue;
            };
            let in_use = InUse { verifier, from: key.from, until: key.until };
            match key.purpose.as_str() {
                "log" => keys.log.push(in_use),
                "time" => keys.time.push(in_use),
                _ => {
                    let public = in_use.verifier.public_key();
                    keys.receipt.insert(key_id(&public), public);
                }
            }
        }
        for known in &question.keys {
            if !keys.log.iter().any(|key| key.verifier == *known) {
                findings.add(about(What::Forked, &known.vkey(), "this log never had the key you know".into()));
            }
        }
        keys
    }

    /// Those that sign checkpoints of an origin.
    pub(super) fn of_origin(&self, origin: &str, second: Option<i64>) -> Vec<Verifier> {
        let of = self.log.iter().filter(|key| key.verifier.name() == origin && key.at(second));
        of.map(|key| key.verifier.clone()).collect()
    }
}

pub(super) fn about(what: What, place: &str, detail: String) -> Finding {
    let place = place.to_owned();
    Finding { caught_by: CaughtBy::Signature, what, position: None, record: None, kind: None, place, detail }
}
