//! How well punches are weighed on labelled scenarios: `evidence-quality`.
//!
//! `cargo run --release --bin evidence-quality -- --seeds 5 --people 1000 --days 22 --fraud 0.05`

#[path = "evidence-quality/print.rs"]
mod print;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::Parser;
use hadir_domain::evidence::weigh;
use hadir_domain::ids::InstansiId;
use hadir_rules::Packs;
use hadir_sim::scenario::Scenario;
use hadir_sim::scenario::quality::{Quality, Scored};
use hadir_sim::{City, REGION};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Measures the weighing of evidence.
#[derive(Parser)]
struct Args {
    /// How many seeds.
    #[arg(long, default_value_t = 3)]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 1)]
    first_seed: u64,
    /// People of each run.
    #[arg(long, default_value_t = 1_000)]
    people: usize,
    /// Days of each run.
    #[arg(long, default_value_t = 30)]
    days: u16,
    /// Share of people who cheat now and then.
    #[arg(long, default_value_t = 0.05)]
    fraud: f64,
    /// First day.
    #[arg(long, default_value_t = date(2026, 1, 5))]
    from: Date,
    /// Prints one JSON document.
    #[arg(long)]
    json: bool,
    /// Writes a plot of the calibration (SVG).
    #[arg(long)]
    plot: Option<PathBuf>,
}

fn main() -> Result<()> {
    let args = Args::parse();
    let packs = Packs::shipped();
    let table = packs.evidence(Some(REGION));
    let rules = table.on(args.from)?;
    let mut took = Duration::ZERO;
    let mut scorer = |scenario: &Scenario| -> Result<Vec<Scored>> {
        let scene = scenario.scene()?;
        let started = Instant::now();
        let weighing = weigh(&scene, rules);
        took += started.elapsed();
        let scored = weighing.punches.iter().map(|weighed| Scored {
            id: scene.punches[weighed.punch as usize].id.clone(),
            score: f64::from(weighed.score) / 1_000_000.0,
            verdict: weighed.verdict,
        });
        Ok(scored.collect())
    };
    let mut quality = Quality::default();
    let mut weighed = 0_u32;
    for seed in args.first_seed..args.first_seed + args.seeds {
        let (calendar, hours) = (packs.calendar(Some(REGION), None), packs.hours(Some(REGION)));
        let city = City::build(InstansiId(1), seed, args.people, calendar, hours)?;
        let to = args.from.checked_add(i64::from(args.days.max(1) - 1).days())?;
        let scenario = city.scenario(args.from, to, args.fraud)?;
        quality.add(&scenario, &scorer(&scenario)?);
        weighed += u32::try_from(scenario.punches.len()).unwrap_or(0);
        eprintln!("seed {seed}: {} punches", scenario.punches.len());
    }
    let report = quality.report();
    let micros = took.as_secs_f64() * 1e6 / f64::from(weighed.max(1));
    if args.json {
        println!(
            "{}",
            serde_json::to_string_pretty(&serde_json::json!({ "micros_per_punch": micros, "report": report }))?
        );
    } else {
        print::tables(&report);
        println!("\n{micros:.2} µs a punch");
    }
    if let Some(path) = &args.plot {
        std::fs::write(path, print::plot(&report))?;
    }
    Ok(())
}
