//! Checkpoints that were kept elsewhere: the log must begin as they say, or say itself why it does not.

use super::checkpoints::Checkpoints;
use super::keys::Keys;
use super::report::{Explained, Findings, Report};
use crate::bundle::Manifest;
use crate::checkpoint::Checkpoint;
use crate::finding::{CaughtBy, Finding, What};
use crate::note::Note;

/// Weighs each before any leaf is read; those that remain are compared when the tree has their size.
pub(super) fn weigh(
    manifest: &Manifest,
    keys: &Keys,
    outside: &[Note],
    checkpoints: &mut Checkpoints<'_>,
    report: &mut Report,
    findings: &mut Findings,
) {
    for note in outside {
        let Ok(checkpoint) = Checkpoint::parse(&note.text) else {
            findings.add(finding(What::Damaged, None, "?", "not a checkpoint".into()));
            continue;
        };
        let place = format!("checkpoint {} of {}, kept elsewhere", checkpoint.size, checkpoint.origin);
        let Some(epoch) = manifest.epochs.iter().find(|epoch| epoch.origin == checkpoint.origin) else {
            findings.add(finding(What::Forked, None, &place, "is of another log".into()));
            continue;
        };
        if let Err(error) = Checkpoint::open(note, &keys.of_origin(&checkpoint.origin, None)) {
            findings.add(finding(What::Forked, None, &place, format!("under the keys of this log: {error}")));
            continue;
        }
        let next =
            manifest.epochs.iter().filter(|other| other.epoch > epoch.epoch).map(|other| other.from_position).min();
        if let Some(left) = next.filter(|left| *left < checkpoint.size) {
            let lost = Some(checkpoint.size - left);
            report.explained.push(Explained { place, epoch: epoch.epoch, left, lost });
        } else if checkpoint.size > manifest.size {
            let detail = format!("the log ends at {}", manifest.size);
            findings.add(finding(What::Removed, Some(manifest.size), &place, detail));
        } else if checkpoint.size < manifest.from {
            report.unjudged += 1;
        } else {
            checkpoints.outside(epoch.epoch, &checkpoint);
        }
    }
}

fn finding(what: What, position: Option<u64>, place: &str, detail: String) -> Finding {
    let (caught_by, place) = (CaughtBy::OutsideCheckpoint, place.to_owned());
    Finding { caught_by, what, position, record: None, kind: None, place, detail }
}
