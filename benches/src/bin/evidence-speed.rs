//! What weighing costs a punch, as history grows: `evidence-speed`.
//!
//! `cargo run --release --bin evidence-speed -- 50000 200000 400000`

use std::time::Instant;

use anyhow::{Context, Result};
use clap::Parser;
use hadir_domain::evidence::weigh;
use hadir_domain::ids::InstansiId;
use hadir_rules::Packs;
use hadir_sim::{City, REGION};
use jiff::ToSpan;
use jiff::civil::date;

/// Measures the cost of weighing.
#[derive(Parser)]
struct Args {
    /// About how many punches each run has.
    #[arg(default_values_t = [50_000, 200_000, 400_000])]
    punches: Vec<usize>,
    /// People; more punches are more days.
    #[arg(long, default_value_t = 1_000)]
    people: usize,
}

fn main() -> Result<()> {
    let args = Args::parse();
    let packs = Packs::shipped();
    let (calendar, hours) = (packs.calendar(Some(REGION), None), packs.hours(Some(REGION)));
    let table = packs.evidence(Some(REGION));
    let from = date(2026, 1, 5);
    let rules = table.on(from)?;
    let city = City::build(InstansiId(1), 1, args.people, calendar, hours)?;
    for punches in args.punches {
        // Two punches a working day, five working days of seven.
        let days = (punches * 7 / (args.people * 10)).max(7);
        let to = from.checked_add(i64::try_from(days)?.days()).context("too many days")?;
        let scene = city.scenario(from, to, 0.05)?.scene()?;
        let started = Instant::now();
        let weighing = weigh(&scene, rules);
        let micros = started.elapsed().as_secs_f64() * 1e6;
        println!("{} punches, {:.2} µs a punch", weighing.punches.len(), micros / scene.punches.len().max(1) as f64);
    }
    Ok(())
}
