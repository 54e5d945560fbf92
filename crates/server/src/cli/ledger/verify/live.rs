//! The look at the data folder.

use jiff::civil::date;

use super::Args;
use super::offline::{keys, notes, read_all, receipts};
use super::printing::{self, Verdict};
use crate::cli::{Failure, Global, Outcome, context};
use crate::services::sealing::verifying::{Question, verify_with};

/// Checks the database of the data folder, and what was kept elsewhere against it. Writes nothing.
pub async fn run(global: &Global, args: &Args) -> Outcome {
    let lang = global.lang();
    if !args.witness.is_empty() {
        return Err(Failure::Work(lang.pick(
            "--witness hanya untuk bundel; tulis satu dengan `hadir ledger export`".into(),
            "--witness is for bundles; `hadir ledger export` writes one".into(),
        )));
    }
    let outside = read_all(&args.since, notes, lang)?;
    let receipts = read_all(&args.receipts, receipts, lang)?;
    let keys = keys(&args.key, lang)?;
    let context = context::open(global).await?;
    let question = Question {
        outside: &outside,
        receipts: &receipts,
        keys: &keys,
        derived_from: args.derived.then(|| date(2023, 4, 12)),
    };
    let report = verify_with(&context.app, &context.instansi, &question).await.map_err(|error| context.fail(error))?;
    let holds = report.holds();
    let verdict = Verdict {
        holds,
        size: report.size,
        root: report.root,
        checkpoints: report.checkpoints,
        records: report.records,
        erased: report.erased,
        receipts: report.receipts,
        waiting: report.receipts_waiting,
        unjudged: 0,
        witnessed: Vec::new(),
        first: report.first().cloned(),
        more: report.more,
        origin: report.origin,
        explained: report.explained,
        findings: report.findings,
    };
    printing::print(global, &verdict)?;
    if holds { Ok(()) } else { Err(Failure::DoesNotHold) }
}
