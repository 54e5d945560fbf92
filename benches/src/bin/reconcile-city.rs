//! Writes a labelled city into a data folder, to time the reconciliation on a real store: `reconcile-city`.
//!
//! `cargo run --release --bin reconcile-city -- DIR --people 25000 --days 20 --seed 1` makes about a million records of
//! terminals and as many of a portal. Then `hadir --data DIR reconcile --from … --to … --sources machine,portal`.

#[path = "reconcile-city/records.rs"]
mod records;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use hadir_domain::reconcile::{Origin, OriginKind, Speaker};
use hadir_rules::Packs;
use hadir_sim::discrepancies::{Order, generate};
use hadir_store::punches::{self, DedupeSecret};
use hadir_store::{Db, StoreError, imports, marks, people, pins, posts, roster};
use jiff::civil::{Date, date};

use self::records::{CITY, Records};

/// Writes a labelled city into an empty data folder.
#[derive(Parser)]
struct Args {
    /// The data folder; made when missing.
    dir: PathBuf,
    /// How many people.
    #[arg(long, default_value_t = 25_000)]
    people: usize,
    /// How many working days.
    #[arg(long, default_value_t = 20)]
    days: usize,
    /// First day.
    #[arg(long, default_value_t = date(2026, 4, 1))]
    from: Date,
    /// The seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Share of person-days that are made to disagree one by one.
    #[arg(long, default_value_t = 0.05)]
    planted: f64,
    /// Another database than the one in the folder.
    #[arg(long)]
    database: Option<String>,
}

/// Records written in one transaction.
const AT_ONCE: usize = 10_000;

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    std::fs::create_dir_all(&args.dir).with_context(|| args.dir.display().to_string())?;
    let url = args.database.clone().unwrap_or_else(|| format!("sqlite://{}", args.dir.join("hadir.db").display()));
    let db = Db::open(&url).await?;
    db.migrate().await?;
    ensure!(db.read(async |tx| hadir_store::instansi::all(tx).await).await?.is_empty(), "there is a city already");

    let table = Packs::shipped().reconcile(None);
    let speakers = vec![Speaker::Machine, Speaker::Portal];
    let (seed, from, workdays, planted) = (args.seed, args.from, args.days, args.planted);
    let order = Order { seed, people: args.people, from, workdays, speakers, planted, causes: true };
    let started = Instant::now();
    let generated = generate(&order, table.on(args.from)?);
    println!("{} person-days made in {:.1} s", generated.labels.len(), started.elapsed().as_secs_f64());

    let started = Instant::now();
    let mut records = Records::of(&generated, args.seed)?;
    db.write(async |tx| records.lay_out(tx).await).await?;
    let made: Vec<_> = (0..generated.people.len()).map(|number| records.person(&generated, number)).collect();
    for some in made.chunks(500) {
        db.write(async |tx| {
            for one in some {
                people::add(tx, &one.person, None, records.received).await?;
                posts::add(tx, CITY, &one.post).await?;
                for pin in &one.pins {
                    pins::add(tx, CITY, pin).await?;
                }
                if let Some((assignment, entry)) = &one.assignment {
                    roster::assign(tx, CITY, assignment, entry).await?;
                }
                for (paper, entry) in &one.papers {
                    roster::except(tx, CITY, paper, entry).await?;
                }
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    }
    println!("{} people written in {:.1} s", made.len(), started.elapsed().as_secs_f64());

    let started = Instant::now();
    let secret = DedupeSecret([1; 32]);
    let (mut waiting, mut new, mut all) = (Vec::with_capacity(AT_ONCE * 2), 0, 0);
    for (number, person) in generated.people.iter().enumerate() {
        waiting.extend(person.traces.iter().map(|trace| records.punch(trace)));
        if waiting.len() >= AT_ONCE || number + 1 == generated.people.len() {
            let appended = db.write(async |tx| punches::append(tx, CITY, &secret, &waiting).await).await?;
            new += appended.new_count();
            all += waiting.len();
            ensure!(appended.unmatched == 0, "{} records are of nobody", appended.unmatched);
            waiting.clear();
        }
    }
    let cells = records.cells(&generated);
    db.write(async |tx| {
        let files: Vec<(usize, &Origin)> = generated
            .scene
            .origins
            .iter()
            .enumerate()
            .filter(|(_, origin)| origin.kind == OriginKind::Import)
            .collect();
        for (number, origin) in files {
            let none = Vec::new();
            let of_file = cells.get(&number).unwrap_or(&none);
            let (import, salt) = records.import(number, origin);
            imports::add(tx, CITY, &import, of_file, salt).await?;
            hadir_store::sheet_statements::append(tx, CITY, of_file).await?;
        }
        for (source, name) in records.sources(&generated) {
            marks::reach(tx, CITY, source, &name, records.received).await?;
        }
        // The days are not judged here.
        while !hadir_store::dirty::take(tx, CITY, 50_000).await?.is_empty() {}
        Ok::<_, StoreError>(())
    })
    .await?;
    let took = started.elapsed().as_secs_f64();
    println!("{all} records written, {new} new, in {took:.1} s: {:.0} a second", all as f64 / took);
    println!("from {} to {}", records.span.0, records.span.1);
    db.close().await;
    Ok(())
}
