//! `hadir simulate`: writes a labelled scenario of invented people, to try a policy on.

use std::path::PathBuf;

use hadir_domain::ids::InstansiId;
use hadir_rules::Packs;
use hadir_sim::{City, REGION};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::{Failure, Global, Outcome};

/// Arguments of `hadir simulate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Berkas JSON keluaran / file to write
    out: PathBuf,
    /// Jumlah orang / people
    #[arg(long, value_name = "N")]
    people: usize,
    /// Jumlah hari / days
    #[arg(long, value_name = "D")]
    days: u16,
    /// Benih: benih yang sama memberi berkas yang sama / the same seed gives the same file
    #[arg(long, value_name = "S")]
    seed: u64,
    /// Bagian orang yang kadang curang, 0 sampai 1 / share of people who cheat now and then
    #[arg(long, value_name = "RATE", default_value_t = 0.0)]
    fraud: f64,
    /// Hari pertama / first day
    #[arg(long, value_name = "YYYY-MM-DD", default_value_t = date(2026, 1, 5))]
    from: Date,
}

/// Builds the city and writes its scenario.
pub fn run(global: &Global, args: &Args) -> Outcome {
    let lang = global.lang();
    if !(0.0..=1.0).contains(&args.fraud) || args.days == 0 {
        return Err(Failure::Work(lang.pick(
            "--fraud antara 0 dan 1, --days paling sedikit 1".into(),
            "--fraud lies between 0 and 1, --days is at least 1".into(),
        )));
    }
    let packs = Packs::shipped();
    let (calendar, hours) = (packs.calendar(Some(REGION), None), packs.hours(Some(REGION)));
    let city = City::build(InstansiId(1), args.seed, args.people, calendar, hours)?;
    let to = args.from.checked_add(i64::from(args.days - 1).days())?;
    let scenario = city.scenario(args.from, to, args.fraud)?;
    let text = serde_json::to_vec(&scenario)?;
    std::fs::write(&args.out, text).map_err(|error| anyhow::anyhow!("{}: {error}", args.out.display()))?;
    if !global.json {
        println!("{}", args.out.display());
        return Ok(());
    }
    super::output::json(&serde_json::json!({
        "file": args.out.display().to_string(),
        "people": scenario.people.len(),
        "punches": scenario.punches.len(),
    }))
}
