//! `hadir rebuild`: recomputes every derived table; `--check` only compares.

use hadir_store::punches::{self, Repair};
use jiff::civil::{Date, date};
use serde::Serialize;

use super::{Failure, Global, Outcome, context, output};
use crate::services::judging;

/// Arguments of `hadir rebuild`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Hanya membandingkan; keluar 3 bila ada beda / only compare, exit 3 on any difference
    #[arg(long)]
    check: bool,
    /// Dari tanggal / from
    #[arg(long, value_name = "YYYY-MM-DD", default_value_t = date(2023, 1, 1))]
    from: Date,
}

#[derive(Serialize)]
struct Answer {
    facts: u64,
    facts_different: u64,
    tampered: Vec<String>,
    days: u64,
    days_different: u64,
    days_waiting: u64,
    days_erased: u64,
    facts_erased: u64,
    differences: Vec<String>,
}

/// Recomputes or compares.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    let (app, instansi) = (&context.app, &context.instansi);
    let today = context.today();
    let repair = if args.check { Repair::No } else { Repair::Yes };
    let facts = app.db.write(async |tx| punches::rebuild(tx, instansi.id, repair).await).await?;
    if !args.check {
        judging::project(app, instansi).await.map_err(|error| context.fail(error))?;
        judging::settle(app, instansi, args.from.max(date(2023, 4, 12)), today)
            .await
            .map_err(|error| context.fail(error))?;
    }
    let days = judging::check(app, instansi, args.from, today).await.map_err(|error| context.fail(error))?;
    let answer = Answer {
        facts: facts.checked,
        facts_different: facts.differing.len() as u64,
        tampered: facts.tampered.iter().map(ToString::to_string).collect(),
        days: days.compared,
        days_different: days.different,
        days_waiting: days.waiting,
        days_erased: days.erased,
        facts_erased: facts.without_body,
        differences: days.differences,
    };
    if context.json {
        output::json(&answer)?;
    } else {
        println!(
            "{}: {} / {}; {}: {} / {}",
            context.lang.pick("rekaman dibandingkan / berbeda", "punches compared / different"),
            answer.facts,
            answer.facts_different,
            context.lang.pick("hari dibandingkan / berbeda", "days compared / different"),
            answer.days,
            answer.days_different,
        );
        answer.differences.iter().for_each(|difference| println!("  {difference}"));
    }
    for id in answer.tampered.iter().filter(|_| !context.json) {
        println!("  {} {id}", context.lang.pick("isi rekaman diubah:", "the body was changed:"));
    }
    let left =
        answer.tampered.len() as u64 + answer.days_different + if args.check { answer.facts_different } else { 0 };
    if left > 0 { Err(Failure::DoesNotHold) } else { Ok(()) }
}
