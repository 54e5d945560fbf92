//! How much of what was planted the reconciliation finds, and how much it finds that was not: `reconcile-quality`.
//!
//! `cargo run --release --bin reconcile-quality -- --seeds 5 --people 1000 --days 40`

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::Parser;
use hadir_domain::reconcile::{Engine, Found, ReconcileRule, Speaker, Speakers};
use hadir_rules::Packs;
use hadir_sim::discrepancies::{Generated, Label, Order, Quality, generate, measure};
use jiff::civil::{Date, date};

/// Measures the reconciliation on labelled disagreements.
#[derive(Parser)]
struct Args {
    /// How many seeds, from 1 on.
    #[arg(long, default_value_t = 3)]
    seeds: u64,
    /// People of each run.
    #[arg(long, default_value_t = 1_000)]
    people: usize,
    /// Working days of each run.
    #[arg(long, default_value_t = 20)]
    days: usize,
    /// First day.
    #[arg(long, default_value_t = date(2026, 4, 1))]
    from: Date,
    /// Share of person-days that are made to disagree one by one.
    #[arg(long, default_value_t = 0.1)]
    planted: f64,
    /// Sides in their order, with commas; without it several ways are tried.
    #[arg(long, value_delimiter = ',')]
    sources: Vec<String>,
    /// Shows so many mistakes of each kind and run, with all that was said of the day.
    #[arg(long, default_value_t = 0)]
    mistakes: usize,
    /// Prints one line for each way instead of the tables.
    #[arg(long)]
    short: bool,
}

/// Ways somebody would ask.
const WAYS: [&[Speaker]; 7] = [
    &[Speaker::Manual, Speaker::Portal],
    &[Speaker::Machine, Speaker::Portal],
    &[Speaker::Machine, Speaker::Manual],
    &[Speaker::Phone, Speaker::Machine],
    &[Speaker::Machine, Speaker::Recap],
    &[Speaker::Machine, Speaker::Manual, Speaker::Portal],
    &[Speaker::Machine, Speaker::Portal, Speaker::RollCall],
];

fn main() -> Result<()> {
    let args = Args::parse();
    let asked: Vec<Speaker> = args
        .sources
        .iter()
        .map(|name| Speaker::parse(name.trim()).with_context(|| format!("no source is called {name}")))
        .collect::<Result<_>>()?;
    let ways: Vec<&[Speaker]> = if asked.is_empty() { WAYS.to_vec() } else { vec![&asked] };
    let table = Packs::shipped().reconcile(None);
    let rule = table.on(args.from)?;
    let mut all = Quality::default();
    for way in ways {
        let mut quality = Quality::default();
        let (mut took, mut days) = (Duration::ZERO, 0);
        for seed in 1..=args.seeds {
            let order = Order {
                seed,
                people: args.people,
                from: args.from,
                workdays: args.days,
                speakers: way.to_vec(),
                planted: args.planted,
                causes: true,
            };
            let generated = generate(&order, rule);
            let started = Instant::now();
            let found = reconcile(&generated, rule);
            took += started.elapsed();
            days += generated.labels.len();
            quality.add(&measure(&generated, &found));
            show(&generated, &found, args.mistakes);
        }
        let names: Vec<&str> = way.iter().map(|speaker| speaker.as_str()).collect();
        let (types, causes) = (quality.overall(), quality.of_causes());
        println!(
            "{:<28} types {:.4}/{:.4}  causes {:.4}/{:.4}  {} person-days in {:.2} s",
            names.join(" × "),
            types.precision(),
            types.recall(),
            causes.precision(),
            causes.recall(),
            days,
            took.as_secs_f64()
        );
        if !args.short {
            println!("{quality}");
        }
        all.add(&quality);
    }
    println!("precision/recall of all, by type and by cause:\n{all}");
    Ok(())
}

/// Prints the first mistakes of each kind.
fn show(generated: &Generated, found: &Found, most: usize) {
    let called: BTreeMap<_, _> =
        found.discrepancies.iter().map(|one| ((one.person, one.on), (one.kind, &one.detail_en))).collect();
    let mut shown: BTreeMap<_, usize> = BTreeMap::new();
    for person in &generated.people {
        for day in &person.days {
            let labelled = &generated.labels[&(person.person, day.on)];
            let called = called.get(&(person.person, day.on));
            let right = match labelled.label {
                Label::Differs(kind) => called.is_some_and(|called| called.0 == kind),
                _ => called.is_none(),
            };
            let count = shown.entry((labelled.label, called.map(|called| called.0))).or_default();
            if right || *count >= most {
                continue;
            }
            *count += 1;
            println!("{labelled:?} called {called:?}\n  {day:?}");
            let within = person.traces.iter().filter(|trace| day.opens <= trace.local && trace.local < day.closes);
            within.for_each(|trace| println!("    {trace:?}"));
            person.stated.iter().filter(|cell| cell.on == day.on).for_each(|cell| println!("    {cell:?}"));
        }
    }
}

fn reconcile(generated: &Generated, rule: &ReconcileRule) -> Found {
    let sides: Vec<Speakers> = generated.speakers.iter().map(|speaker| Speakers::NONE.with(*speaker)).collect();
    let mut engine = Engine::new(&generated.scene, &sides, rule, &generated.workdays);
    for person in &generated.people {
        engine.person(person.clone());
    }
    engine.finish()
}
