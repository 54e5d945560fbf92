//! The look at a bundle: opens no data folder and creates nothing.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use anyhow::{Context, anyhow};
use hadir_ledger::bundle::{BundleError, Explained, Question, Report, verify};
use hadir_ledger::note::{Note, Verifier};
use hadir_ledger::receipt::{self, Receipt};

use super::Args;
use super::printing::{self, Verdict};
use crate::cli::{Failure, Global, Outcome};
use crate::lang::Lang;

/// What a file beside the bundle may have at most, in bytes.
const MOST: u64 = 256 << 20;

/// Checks a bundle against itself and against what was kept elsewhere.
pub fn run(global: &Global, bundle: &Path, args: &Args) -> Outcome {
    let lang = global.lang();
    let question = Question {
        outside: read_all(&args.since, notes, lang)?,
        receipts: read_all(&args.receipts, receipts, lang)?,
        keys: keys(&args.key, lang)?,
        witnesses: keys(&args.witness, lang)?,
    };
    let file = File::open(bundle).with_context(|| bundle.display().to_string())?;
    let report = match verify(BufReader::with_capacity(1 << 20, file), &question) {
        Ok(report) => report,
        Err(BundleError::NotABundle(why)) => {
            return Err(Failure::Work(lang.pick(
                format!("{}: bukan bundel segel ({why}); buat dengan `hadir ledger export`", bundle.display()),
                format!("{}: no bundle of the seal ({why}); `hadir ledger export` writes one", bundle.display()),
            )));
        }
        Err(BundleError::Io(error)) => return Err(anyhow!("{}: {error}", bundle.display()).into()),
    };
    printing::print(global, &verdict(&report, lang))?;
    if report.holds() { Ok(()) } else { Err(Failure::DoesNotHold) }
}

fn verdict(report: &Report, lang: Lang) -> Verdict {
    Verdict {
        holds: report.holds(),
        origin: report.origin.clone(),
        size: report.size,
        root: report.root,
        checkpoints: report.checkpoints,
        records: report.records,
        erased: report.erased,
        receipts: report.receipts,
        waiting: report.waiting,
        unjudged: report.unjudged,
        witnessed: report.witnessed.clone(),
        explained: report.explained.iter().map(|one| explained(one, lang)).collect(),
        first: report.first().cloned(),
        findings: report.findings.clone(),
        more: report.more,
    }
}

fn explained(one: &Explained, lang: Lang) -> String {
    let Explained { place, epoch, left, lost } = one;
    match lost {
        Some(lost) => lang.pick(
            format!("{place}: setelah pemulihan, {left} daun masa {epoch} tersisa dan {lost} hilang"),
            format!("{place}: after a restore {left} leaves of epoch {epoch} were left and {lost} lost"),
        ),
        None => lang.pick(
            format!("{place}: hilang pada pemulihan yang menyisakan {left} daun masa {epoch}"),
            format!("{place}: lost in a restore that left {left} leaves of epoch {epoch}"),
        ),
    }
}

/// Reads files of one kind.
pub(super) fn read_all<T>(
    files: &[std::path::PathBuf],
    read: fn(&[u8]) -> Option<Vec<T>>,
    lang: Lang,
) -> Result<Vec<T>, Failure> {
    let mut all = Vec::new();
    for path in files {
        let mut bytes = Vec::new();
        let file = File::open(path).with_context(|| path.display().to_string())?;
        file.take(MOST).read_to_end(&mut bytes).with_context(|| path.display().to_string())?;
        let read = read(&bytes).ok_or_else(|| {
            Failure::Work(lang.pick(
                format!("{}: bukan titik periksa atau tanda terima", path.display()),
                format!("{}: neither a checkpoint nor a receipt", path.display()),
            ))
        })?;
        all.extend(read);
    }
    Ok(all)
}

/// One checkpoint.
pub(super) fn notes(bytes: &[u8]) -> Option<Vec<Note>> {
    Some(vec![Note::parse(std::str::from_utf8(bytes).ok()?).ok()?])
}

/// Receipts of whatever form.
pub(super) fn receipts(bytes: &[u8]) -> Option<Vec<Receipt>> {
    receipt::read(bytes)
}

pub(super) fn keys(texts: &[String], lang: Lang) -> Result<Vec<Verifier>, Failure> {
    let read = |text: &String| {
        Verifier::parse(text).map_err(|_| {
            Failure::Work(lang.pick(
                format!("{text}: bukan kunci; bentuknya <nama>+<hash>+<kunci>"),
                format!("{text}: not a key; it looks like <name>+<hash>+<key>"),
            ))
        })
    };
    texts.iter().map(read).collect()
}
