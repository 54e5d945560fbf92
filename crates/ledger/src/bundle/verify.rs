//! Checking a bundle in one pass, with nothing but the bundle and what the reader kept himself.

mod checkpoints;
mod erasures;
mod keys;
mod members;
mod outside;
mod promises;
mod records;
mod report;
mod tree;

use std::io::Read;

pub use self::report::{Explained, Report};

use self::checkpoints::Checkpoints;
use self::keys::Keys;
use self::members::{Members, Stop};
use self::promises::Promises;
use self::records::Records;
use self::report::Findings;
use super::{BundleError, CHECKPOINT, FORMAT, MANIFEST, MOST_TEXT, Manifest};
use crate::note::{Note, Verifier};
use crate::receipt::Receipt;

/// What the reader brings along to check the bundle against. All of it may be empty: then the bundle is only checked
/// against itself.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// Checkpoints that were kept elsewhere.
    pub outside: Vec<Note>,
    /// Keys of witnesses the reader trusts.
    pub witnesses: Vec<Verifier>,
    /// Keys of the log the reader knows.
    pub keys: Vec<Verifier>,
    /// Receipts.
    pub receipts: Vec<Receipt>,
}

/// Checks a bundle.
///
/// Reads it once, front to back. Memory does not grow with the log: it holds the earlier checkpoints (some 70 bytes each),
/// the receipts, and one record.
///
/// # Errors
///
/// [`BundleError::NotABundle`] when the bytes do not begin as a bundle. Whatever is wrong behind that is a finding.
pub fn verify<R: Read>(bundle: R, question: &Question) -> Result<Report, BundleError> {
    let mut archive = tar::Archive::new(bundle);
    let mut members = Members::new(archive.entries()?.raw(true));
    let manifest = manifest(&mut members)?;

    let mut report = Report { instansi: manifest.instansi.clone(), from: manifest.from, ..Report::default() };
    let mut findings = Findings::default();
    if let Err(stop) = look(&mut members, &manifest, question, &mut report, &mut findings) {
        findings.add(stop.0);
    }
    (report.findings, report.more) = findings.into_parts();
    Ok(report)
}

fn manifest<R: Read>(members: &mut Members<'_, R>) -> Result<Manifest, BundleError> {
    let not = |why: String| BundleError::NotABundle(why);
    let bytes = members.read(MANIFEST, MOST_TEXT).map_err(|stop| not(stop.0.detail))?;
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|error| not(error.to_string()))?;
    if manifest.format != FORMAT {
        return Err(not(manifest.format));
    }
    Ok(manifest)
}

fn look<R: Read>(
    members: &mut Members<'_, R>,
    manifest: &Manifest,
    question: &Question,
    report: &mut Report,
    findings: &mut Findings,
) -> Result<(), Stop> {
    let keys = Keys::read(manifest, question, findings);
    let latest = members.read_text(CHECKPOINT)?;
    let mut checkpoints = Checkpoints::new(manifest, &keys, &question.witnesses);
    while let Some((name, note)) = members.read_if("checkpoints/")? {
        checkpoints.earlier(&name, &note, findings);
    }
    checkpoints.latest(&latest, findings);
    report.size = manifest.size;
    report.origin = checkpoints.origin();
    outside::weigh(manifest, &keys, &question.outside, &mut checkpoints, report, findings);
    report.witnessed = checkpoints.witnessed(findings);

    let mut promises = Promises::new(manifest, &keys, &question.receipts, findings);
    let mut checks = checkpoints.ready();
    let mut records = Records::new(manifest);
    tree::walk(members, manifest, &mut checks, &mut records, &mut promises, report, findings)?;
    report.checkpoints = checks.held;
    report.unjudged += checks.before;
    records.end(report, findings);
    promises.end(manifest, &checks, report, findings);
    Ok(())
}
