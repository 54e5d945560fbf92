//! `hadir evidence weigh` and `show`: the punches of the store.

use std::path::{Path, PathBuf};

use hadir_domain::evidence::Verdict;
use hadir_domain::ids::PunchId;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::backtest::{print_changes, print_measured, word};
use crate::cli::context::Context;
use crate::cli::{Failure, Global, Outcome, context, output};
use crate::routes::evidence::PunchEvidence;
use crate::services::{backtesting, looking, weighing};

/// Days weighed where no first day is named.
const USUAL_DAYS: i64 = 7;

/// Arguments of `hadir evidence weigh`.
#[derive(Debug, clap::Args)]
pub struct Weigh {
    /// Hari pertama / first day
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<Date>,
    /// Hari terakhir / last day
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<Date>,
    /// Paket aturan yang dicoba: berapa putusan berubah, siapa yang keliru dituduh; tidak ada yang disimpan / a rule pack
    /// to try: what would change, and whom it would accuse; nothing is kept
    #[arg(long, value_name = "PACK.toml")]
    policy: Option<PathBuf>,
}

/// Weighs the punches of a span anew, as the job of the server does, and prints what they came to.
pub async fn weigh(global: &Global, args: &Weigh) -> Outcome {
    let context = context::open(global).await?;
    let to = args.to.unwrap_or_else(|| context.today());
    let from = args.from.unwrap_or_else(|| to.checked_sub((USUAL_DAYS - 1).days()).unwrap_or(to));
    weighing::check_span(from, to).map_err(|error| context.fail(error))?;
    if let Some(pack) = &args.policy {
        return try_policy(&context, (from, to), pack).await;
    }
    let weighed =
        weighing::weigh(&context.app, &context.instansi, from, to).await.map_err(|error| context.fail(error))?;
    let policy = hex::encode(weighed.policy);
    if context.json {
        return output::json(&json!({
            "from": from, "to": to, "punches": weighed.punches, "by_verdict": weighed.by_verdict, "policy": policy,
        }));
    }
    println!("{from} .. {to}: {} {}", weighed.punches, context.lang.pick("rekaman ditimbang", "punches weighed"));
    for verdict in Verdict::ALL {
        let count = weighed.by_verdict.get(verdict.as_str()).copied().unwrap_or(0);
        println!("  {}: {count}", word(*verdict, context.lang));
    }
    println!("{}: {policy}", context.lang.pick("aturan", "policy"));
    Ok(())
}

async fn try_policy(context: &Context, (from, to): (Date, Date), pack: &Path) -> Outcome {
    let policy = backtesting::policy(Some(pack), context.instansi.region_code(), to, context.lang);
    let policy = policy.map_err(Failure::Work)?;
    let tried = backtesting::try_policy(&context.app, &context.instansi, (from, to), policy)
        .await
        .map_err(|error| context.fail(error))?;
    if context.json {
        return output::json(&json!({
            "from": from, "to": to, "punches": tried.punches, "in_force": tried.in_force, "compare": tried.changes,
        }));
    }
    println!("{from} .. {to}: {} {}", tried.punches, context.lang.pick("rekaman", "punches"));
    match &tried.in_force {
        Some(measured) => {
            println!("{}", context.lang.pick("aturan yang berlaku", "policy in force"));
            print_measured(measured, context.lang)?;
        }
        None => println!(
            "{}",
            context.lang.pick(
                "belum ada perkara yang selesai di rentang ini: siapa yang keliru dituduh belum diketahui",
                "no case of this span has ended yet: whom it accuses wrongly is not known",
            )
        ),
    }
    print_changes(&tried.changes, context.lang)
}

/// Prints one punch with its reasons. That somebody looked is noted for the person, as everywhere.
pub async fn show(global: &Global, punch: Uuid) -> Outcome {
    let context = context::open(global).await?;
    let found = context.app.db.read(async |tx| weighing::punch(tx, &context.instansi, PunchId(punch)).await).await?;
    let found = found.ok_or_else(|| {
        Failure::Work(context.lang.pick(
            format!("tidak ada rekaman {punch} yang dikenal pemiliknya; periksa kuncinya"),
            format!("there is no punch {punch} whose person is known; check the key"),
        ))
    })?;
    looking::note_as(&context.app, context.id(), &context.by(), found.person, "evidence", found.looked_at()).await?;
    let shown = PunchEvidence::of(punch, found);
    if context.json {
        return output::json(&shown);
    }
    let verdict = shown.verdict.as_deref().and_then(Verdict::parse);
    println!(
        "{}",
        verdict.map_or(context.lang.pick("belum ditimbang", "not weighed yet"), |one| word(one, context.lang))
    );
    if let Some(score) = shown.score {
        println!("{}: {score:.3}", context.lang.pick("peluang bukan kehadiran", "probability that it is no presence"));
    }
    for reason in &shown.reasons {
        let (name, text) = context.lang.pick((&reason.name, &reason.text), (&reason.name_en, &reason.text_en));
        println!("{:+.1} {name}: {text}", reason.weight);
    }
    Ok(())
}
