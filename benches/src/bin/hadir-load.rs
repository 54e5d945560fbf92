//! `hadir-load`: drives a running server with signed punches and prints what it took.
//!
//! Tokens and keys: `hadir tokens create --all --keys --out phones.csv` in a demo city.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::{Context, bail};
use clap::Parser;
use hadir_benches::load::{Connection, Phone, Plan, read_phones, requests, run};
use hadir_benches::process::{cpu_micros, resident_kb};
use jiff::Timestamp;

/// What to send.
#[derive(Debug, Parser)]
struct Args {
    /// Where the server listens.
    #[arg(long, default_value = "127.0.0.1:8080")]
    address: SocketAddr,
    /// The file of tokens and keys.
    #[arg(long)]
    phones: PathBuf,
    /// How many requests.
    #[arg(long, default_value_t = 40_000)]
    requests: usize,
    /// Punches of one request.
    #[arg(long, default_value_t = 1)]
    batch: usize,
    /// Connections at the same time.
    #[arg(long, default_value_t = 128)]
    in_flight: usize,
    /// Requests a second; as fast as the server answers when it is missing.
    #[arg(long)]
    rate: Option<f64>,
    /// The server's process, whose CPU time and memory are read.
    #[arg(long)]
    pid: Option<u32>,
    /// Another number for each run on one city.
    #[arg(long, default_value_t = 1)]
    run: u64,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let mut phones = read_phones(&args.phones)?;
    let token = server_token(args.address, phones.first().context("a phone")?).await?;
    // The one place where a clock is read here: punches must be of now.
    let now = now()?;
    let requests = Arc::new(requests(&mut phones, args.requests, args.batch, args.run, now, &token));
    let plan = Plan { address: args.address, in_flight: args.in_flight, rate: args.rate };
    let before = args.pid.map(cpu_micros).transpose()?;
    let load = run(plan, Arc::clone(&requests), false, Arc::new(AtomicBool::new(false))).await;
    let after = args.pid.map(cpu_micros).transpose()?;

    let punches = load.answered * args.batch;
    let seconds = load.took.as_secs_f64();
    println!(
        "{} requests of {} punches, {} in flight{}: {:.0} punches/s, p50 {:.1} ms, p99 {:.1} ms, {} refused, {} broken",
        load.answered,
        args.batch,
        args.in_flight,
        args.rate.map(|rate| format!(", {rate}/s due")).unwrap_or_default(),
        punches as f64 / seconds,
        f64::from(load.within(0.5)) / 1000.0,
        f64::from(load.within(0.99)) / 1000.0,
        load.refused,
        load.broken,
    );
    if let (Some(before), Some(after), Some(pid)) = (before, after, args.pid) {
        let each = (after - before) as f64 / punches.max(1) as f64;
        println!("server: {each:.0} µs CPU a punch, {} MB resident", resident_kb(pid)? / 1024);
    }
    if load.answered + load.refused + load.broken < args.requests {
        bail!("the server went away");
    }
    Ok(())
}

async fn server_token(address: SocketAddr, phone: &Phone) -> anyhow::Result<String> {
    let mut connection = Connection::open(address).await?;
    let request = format!(
        "GET /api/v1/me/punching HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\naccept-encoding: identity\r\n\r\n",
        phone.token
    );
    let answer = connection.send(request.as_bytes()).await?;
    let home: serde_json::Value = serde_json::from_slice(&answer.body)?;
    home["server_token"].as_str().map(str::to_owned).context("a token: are these phones of this city?")
}

#[allow(clippy::disallowed_methods, reason = "a load test acts as phones do, at this moment")]
fn now() -> anyhow::Result<Timestamp> {
    Ok(Timestamp::now())
}
