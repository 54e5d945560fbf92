//! Receipts: each promised record must be in the log.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::checkpoints::Checks;
use super::keys::Keys;
use super::report::{Explained, Findings, Report};
use crate::bundle::Manifest;
use crate::finding::{CaughtBy, Finding, What};
use crate::leaf::Commitment;
use crate::receipt::Receipt;

/// The receipts that are looked for.
pub(super) struct Promises<'a> {
    open: HashMap<Commitment, Vec<&'a Receipt>>,
    kept: u64,
}

impl<'a> Promises<'a> {
    pub(super) fn new(manifest: &Manifest, keys: &Keys, receipts: &'a [Receipt], findings: &mut Findings) -> Self {
        let mut open: HashMap<Commitment, Vec<&Receipt>> = HashMap::new();
        for receipt in receipts {
            let wrong = match keys.receipt.get(&receipt.key_id) {
                _ if receipt.instansi != manifest.instansi => Some("is of another instansi"),
                None => Some("names a key this log never had"),
                Some(key) if !receipt.signed_by(key) => Some("is not signed by the key it names"),
                Some(_) => None,
            };
            match wrong {
                Some(wrong) => findings.add(finding(receipt, CaughtBy::Signature, What::Damaged, wrong.into())),
                None => open.entry(receipt.commitment).or_default().push(receipt),
            }
        }
        Self { open, kept: 0 }
    }

    /// Notes that a leaf is there.
    pub(super) fn leaf(&mut self, entry: &Commitment) {
        if self.open.is_empty() {
            return;
        }
        if let Some(receipts) = self.open.remove(entry) {
            self.kept += receipts.len() as u64;
        }
    }

    /// Judges those that were not found, once every leaf was read.
    pub(super) fn end(self, manifest: &Manifest, checks: &Checks, report: &mut Report, findings: &mut Findings) {
        report.receipts = self.kept;
        let mut missing: Vec<&Receipt> = self.open.into_values().flatten().collect();
        missing.sort_by(|a, b| (&a.received_at, a.commitment).cmp(&(&b.received_at, b.commitment)));
        for receipt in missing {
            let due = receipt.due().map(|due| due.as_second());
            let received = receipt.received();
            // What was due before the last checkpoint that a restore left over must be among the leaves it left.
            let restored = manifest.epochs.iter().find(|epoch| {
                epoch.epoch > 1
                    && received.is_some_and(|received| received <= epoch.at)
                    && due.is_some_and(|due| checks.dated_by(epoch.from_position).is_none_or(|dated| dated < due))
            });
            if due.zip(checks.latest_date).is_some_and(|(due, latest)| due > latest) {
                report.waiting += 1;
            } else if manifest.from > 0 {
                report.unjudged += 1;
            } else if let Some(restored) = restored {
                let (epoch, left) = (restored.epoch - 1, restored.from_position);
                report.explained.push(Explained { place: place(receipt), epoch, left, lost: None });
            } else {
                let detail = format!("promised by {}, and not in the log", receipt.include_by);
                findings.add(finding(receipt, CaughtBy::Receipt, What::Removed, detail));
            }
        }
    }
}

fn place(receipt: &Receipt) -> String {
    format!("receipt of {} for {}", receipt.received_at, URL_SAFE_NO_PAD.encode(receipt.commitment))
}

fn finding(receipt: &Receipt, caught_by: CaughtBy, what: What, detail: String) -> Finding {
    Finding { caught_by, what, position: None, record: None, kind: None, place: place(receipt), detail }
}
