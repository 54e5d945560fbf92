//! Records: each must give its leaf, have come when it says, and be gone only where an erasure says so.

use std::collections::HashSet;
use std::io::{BufReader, Read};

use jiff::Timestamp;
use serde::Deserialize;

use super::checkpoints::{Checks, shape};
use super::erasures::Erasures;
use super::members::Member;
use super::report::{Findings, Report};
use crate::bundle::{Body, Epoch, Frame, Manifest, Records as Which};
use crate::finding::{CaughtBy, Finding, What};
use crate::leaf::{Commitment, RecordKind, commitment};

/// How many bytes of records are read at once.
const BUFFER: usize = 256 << 10;

/// How many keys and epochs are remembered at most.
const MOST: usize = 1 << 16;

/// Records as they are read.
pub(super) struct Records<'a> {
    manifest: &'a Manifest,
    body: Vec<u8>,
    kept: u64,
    held: u64,
    erased: u64,
    erasures: Erasures,
    /// The keys that records put in use.
    begun: HashSet<String>,
    /// The epochs that records began.
    epochs: Vec<EpochBody>,
}

#[derive(Deserialize)]
struct KeyBody {
    step: String,
    vkey: String,
}

#[derive(Deserialize)]
struct EpochBody {
    at: Timestamp,
    epoch: u32,
    from_position: u64,
    origin: String,
}

impl<'a> Records<'a> {
    pub(super) fn new(manifest: &'a Manifest) -> Self {
        Self {
            manifest,
            body: Vec::new(),
            kept: 0,
            held: 0,
            erased: 0,
            erasures: Erasures::new(manifest.from),
            begun: HashSet::new(),
            epochs: Vec::new(),
        }
    }

    /// How many had a body.
    pub(super) fn kept(&self) -> u64 {
        self.kept
    }

    /// Writes the counts into the report.
    pub(super) fn count(&self, report: &mut Report) {
        report.records = self.held;
        report.erased = self.erased;
    }

    /// Reads the records beside up to 256 entries.
    pub(super) fn read<R: Read>(
        &mut self,
        member: Member<'_, R>,
        first: u64,
        entries: &[Commitment],
        checks: &mut Checks,
        findings: &mut Findings,
    ) {
        let place = member.name.clone();
        let mut reader = BufReader::with_capacity(BUFFER, member.bytes.take(member.size));
        let mut body = std::mem::take(&mut self.body);
        let mut next = 0;
        loop {
            let frame = match Frame::read(&mut reader, &mut body) {
                Ok(Some(frame)) => frame,
                Ok(None) => break,
                Err(error) => {
                    findings.add(Finding {
                        position: Some(first + next as u64),
                        ..shape(What::Damaged, &place, error.to_string())
                    });
                    self.body = body;
                    return;
                }
            };
            let at = frame.position.checked_sub(first).and_then(|at| usize::try_from(at).ok());
            let Some((at, entry)) = at.and_then(|at| Some((at, entries.get(at)?))).filter(|(at, _)| *at >= next) else {
                let what = if frame.position < first + next as u64 { What::Reordered } else { What::Added };
                findings.add(of(&frame, CaughtBy::Shape, what, &place, "stands where it does not belong".into()));
                continue;
            };
            if at > next {
                findings.add(missing(first + next as u64, &place));
            }
            next = at + 1;
            self.weigh(&frame, entry, entries, &place, checks, findings);
        }
        if next < entries.len() {
            findings.add(missing(first + next as u64, &place));
        }
        self.body = body;
    }

    fn weigh(
        &mut self,
        frame: &Frame<'_>,
        entry: &Commitment,
        entries: &[Commitment],
        place: &str,
        checks: &mut Checks,
        findings: &mut Findings,
    ) {
        if frame.kind != RecordKind::Erasure {
            self.erasures.is_none(frame.position, findings);
        }
        let (salt, body) = match frame.body {
            Body::Kept { salt, body } => (salt, body),
            Body::Destroyed { by } => return self.destroyed(frame, by, place, findings),
        };
        self.kept += 1;
        let given = commitment(frame.kind, &salt, body);
        if given != *entry {
            let (what, detail) = match entries.iter().position(|other| *other == given) {
                Some(_) => (What::Reordered, "gives the leaf of another place"),
                None => (What::Altered, "does not give its leaf"),
            };
            findings.add(of(frame, CaughtBy::Leaf, what, place, detail.into()));
            return;
        }
        self.held += 1;
        if let Some((what, detail)) = checks.window(frame.position).judge(frame.kind, body) {
            findings.add(of(frame, CaughtBy::Leaf, what, place, detail));
        }
        if let Err(error) = self.remember(frame, body, findings) {
            findings.add(of(frame, CaughtBy::Shape, What::Damaged, place, error.to_string()));
        }
    }

    /// Keeps of a record what others are judged by.
    fn remember(&mut self, frame: &Frame<'_>, body: &[u8], findings: &mut Findings) -> Result<(), serde_json::Error> {
        match frame.kind {
            RecordKind::LogKey if self.begun.len() < MOST => {
                let key: KeyBody = serde_json::from_slice(body)?;
                if key.step == "begin" {
                    self.begun.insert(key.vkey);
                }
            }
            RecordKind::Epoch if self.epochs.len() < MOST => self.epochs.push(serde_json::from_slice(body)?),
            RecordKind::Erasure => self.erasures.at(frame.position, body, findings),
            _ => {}
        }
        Ok(())
    }

    fn destroyed(&mut self, frame: &Frame<'_>, by: Option<u64>, place: &str, findings: &mut Findings) {
        self.erased += 1;
        let detail = match by {
            Some(by) if by > frame.position && by < self.manifest.size => {
                if self.erasures.name(by, frame.position, frame.id) {
                    return;
                }
                "more was erased than one bundle can be checked for; write it with --from".to_owned()
            }
            Some(by) => format!("says it was erased by {by}, which cannot be"),
            None => "salt and body are gone, and no erasure says so".to_owned(),
        };
        findings.add(of(frame, CaughtBy::Leaf, What::Removed, place, detail));
    }

    /// Judges what can be judged once every record was read.
    pub(super) fn end(self, report: &Report, findings: &mut Findings) {
        if self.manifest.records == Which::None || report.root.is_none() {
            return;
        }
        self.erasures.end(findings);
        if self.manifest.from > 0 {
            return;
        }
        for key in &self.manifest.keys {
            if !self.begun.contains(&key.vkey) {
                findings.add(shape(What::Added, &key.vkey, "no record puts this key in use".into()));
            }
        }
        let named: HashSet<&str> = self.manifest.keys.iter().map(|key| key.vkey.as_str()).collect();
        for begun in self.begun.iter().filter(|begun| !named.contains(begun.as_str())) {
            findings.add(shape(
                What::Removed,
                begun,
                "a record puts this key in use, the bundle does not name it".into(),
            ));
        }
        // Databases keep microseconds.
        let is_said = |(said, body): (&Epoch, &EpochBody)| {
            (said.epoch, said.from_position, said.origin.as_str(), said.at.as_microsecond())
                == (body.epoch, body.from_position, body.origin.as_str(), body.at.as_microsecond())
        };
        let epochs = &self.manifest.epochs;
        if epochs.len() != self.epochs.len() || !epochs.iter().zip(&self.epochs).all(is_said) {
            findings.add(shape(What::Altered, "bundle.json", "the epochs are not those of the records".into()));
        }
    }
}

fn of(frame: &Frame<'_>, caught_by: CaughtBy, what: What, place: &str, detail: String) -> Finding {
    Finding {
        caught_by,
        what,
        position: Some(frame.position),
        record: Some(frame.id),
        kind: Some(frame.kind),
        place: place.to_owned(),
        detail,
    }
}

fn missing(position: u64, place: &str) -> Finding {
    Finding { position: Some(position), ..shape(What::Removed, place, "the record is not in the bundle".into()) }
}
