//! `hadir-terminals`: drives a running server with uploads of terminals and prints how many rows it took.
//!
//! Serial numbers of adopted terminals: `hadir devices list` in a demo city, one a line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::bail;
use clap::Parser;
use hadir_benches::load::{Plan, read_serials, run, uploads};
use hadir_benches::process::{cpu_micros, resident_kb};
use jiff::civil::DateTime;

/// What to send.
#[derive(Debug, Parser)]
struct Args {
    /// Where terminals are heard.
    #[arg(long, default_value = "127.0.0.1:8080")]
    address: SocketAddr,
    /// The file of serial numbers.
    #[arg(long)]
    serials: PathBuf,
    /// How many uploads.
    #[arg(long, default_value_t = 2_000)]
    requests: usize,
    /// Rows of one upload.
    #[arg(long, default_value_t = 100)]
    batch: usize,
    /// Terminals that speak at the same time.
    #[arg(long, default_value_t = 64)]
    in_flight: usize,
    /// Local time of the newest row of run 0; a run's rows lie a day before those of the one before it.
    #[arg(long)]
    before: DateTime,
    /// Another number for new rows; the same again for rows that came before.
    #[arg(long, default_value_t = 1)]
    run: i64,
    /// The server's process, whose CPU time and memory are read.
    #[arg(long)]
    pid: Option<u32>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let serials = read_serials(&args.serials)?;
    let requests = Arc::new(uploads(&serials, args.requests, args.batch, args.run, args.before));
    let plan = Plan { address: args.address, in_flight: args.in_flight, rate: None };
    let before = args.pid.map(cpu_micros).transpose()?;
    let load = run(plan, Arc::clone(&requests), false, Arc::new(AtomicBool::new(false))).await;
    let after = args.pid.map(cpu_micros).transpose()?;

    let rows = load.answered * args.batch;
    println!(
        "{} uploads of {} rows by {} terminals, {} in flight: {:.0} rows/s, p50 {:.1} ms, p99 {:.1} ms, {} refused, {} broken",
        load.answered,
        args.batch,
        serials.len(),
        args.in_flight,
        rows as f64 / load.took.as_secs_f64(),
        f64::from(load.within(0.5)) / 1000.0,
        f64::from(load.within(0.99)) / 1000.0,
        load.refused,
        load.broken,
    );
    if let (Some(before), Some(after), Some(pid)) = (before, after, args.pid) {
        let each = (after - before) as f64 / rows.max(1) as f64;
        println!("server: {each:.1} µs CPU a row, {} MB resident", resident_kb(pid)? / 1024);
    }
    if load.answered + load.refused + load.broken < args.requests {
        bail!("the server went away");
    }
    Ok(())
}
