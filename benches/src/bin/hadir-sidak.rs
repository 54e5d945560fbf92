//! `hadir-sidak`: calls a running city to a sidak, lets everybody answer by phone within a minute while many watch the
//! live board, and prints how soon every answer was on every board. Every board that arrives is checked to add up.
//!
//! Tokens and keys: `hadir tokens create --all --keys --out phones.csv` in a demo city; the token of a leader by
//! `hadir tokens create --person`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Parser;
use hadir_benches::load::{Connection, Request, Watched, adds_up, read_phones, watch};
use hadir_benches::process::{cpu_micros, resident_kb};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::Mutex;
use uuid::Uuid;

/// What to do.
#[derive(Debug, Parser)]
struct Args {
    /// Where the server listens.
    #[arg(long, default_value = "127.0.0.1:8080")]
    address: SocketAddr,
    /// The file of tokens and keys.
    #[arg(long)]
    phones: PathBuf,
    /// The token of a leader.
    #[arg(long)]
    leader: String,
    /// Readers of the live board.
    #[arg(long, default_value_t = 200)]
    watchers: usize,
    /// Seconds within which everybody answers.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Connections that send.
    #[arg(long, default_value_t = 64)]
    in_flight: usize,
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
    let first = phones.first().context("a phone")?.token.clone();
    let home = get(args.address, "/api/v1/me/punching", &first).await?;
    let token = home["server_token"].as_str().context("a token: are these phones of this city?")?.to_owned();

    let id = Uuid::from_u64_pair(0x5da4, args.run);
    let began = Instant::now();
    let new = json!({ "id": id, "title": "Uji beban", "minutes": 10, "head_minutes": 30 });
    let begun = post(args.address, "/api/v1/sidak", &args.leader, &new).await?;
    let roster = begun["board"]["roster"].as_u64().context("a roster")?;
    println!("called {roster} people in {:.2} s", began.elapsed().as_secs_f64());
    if !adds_up(&begun["board"]) {
        bail!("the first board does not add up");
    }

    let now = now();
    let requests: Vec<Request> = phones.iter_mut().map(|phone| phone.answer(args.run, now, &token)).collect();
    let count = requests.len();
    let path = format!("/api/v1/sidak/{id}/stream");
    let until = Instant::now() + Duration::from_secs(args.seconds + 60);
    let mut watchers = tokio::task::JoinSet::new();
    for _ in 0..args.watchers {
        let (path, token, address) = (path.clone(), args.leader.clone(), args.address);
        watchers.spawn(async move { watch(address, &path, &token, count as u64, until).await });
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    let before = args.pid.map(cpu_micros).transpose()?;
    let began = Instant::now();
    let (mut acknowledged, lost) = send(&args, requests).await?;
    let took = began.elapsed();
    let after = args.pid.map(cpu_micros).transpose()?;
    let mut all: Vec<Watched> = Vec::new();
    while let Some(watched) = watchers.join_next().await {
        all.push(watched??);
    }

    acknowledged.sort_unstable();
    let mut lags: Vec<f64> = all.iter().flat_map(|watched| lags(watched, &acknowledged)).collect();
    lags.sort_by(f64::total_cmp);
    let boards: usize = all.iter().map(|watched| watched.seen.len()).sum();
    let wrong: u64 = all.iter().map(|watched| watched.wrong).sum();
    let complete = all.iter().filter(|one| one.seen.last().is_some_and(|seen| seen.answers >= count as u64)).count();
    let bytes: u64 = all.iter().map(|watched| watched.bytes).sum();
    println!(
        "{} answers in {:.1} s, {lost} not taken; {} watchers, {complete} saw all; {boards} boards, {wrong} did not add up; {} MB",
        acknowledged.len(),
        took.as_secs_f64(),
        all.len(),
        bytes / 1_000_000,
    );
    println!(
        "an answer on a board after its acknowledgement: p50 {:.0} ms, p99 {:.0} ms, most {:.0} ms, of {} (answer, board)",
        within(&lags, 0.5),
        within(&lags, 0.99),
        within(&lags, 1.0),
        lags.len(),
    );
    if let (Some(before), Some(after), Some(pid)) = (before, after, args.pid) {
        let cpu = (after - before) as f64 / 1_000_000.0;
        println!("server: {cpu:.1} s CPU in {:.1} s, {} MB resident", took.as_secs_f64(), resident_kb(pid)? / 1024);
    }
    let end = get(args.address, &format!("/api/v1/sidak/{id}"), &args.leader).await?;
    println!("in the end {} answers on the board, sums {}", end["board"]["answers"], adds_up(&end["board"]));
    if wrong > 0 || complete < all.len() || lost > 0 {
        bail!("something was lost or did not add up");
    }
    Ok(())
}

/// Sends every answer at its moment, spread evenly; answers when each was acknowledged, and how many were not.
async fn send(args: &Args, requests: Vec<Request>) -> anyhow::Result<(Vec<Instant>, usize)> {
    let count = requests.len();
    let queue = Arc::new(Mutex::new(requests.into_iter().enumerate()));
    let began = Instant::now();
    let each = Duration::from_secs(args.seconds).div_f64(count.max(1) as f64);
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..args.in_flight {
        let (queue, address) = (Arc::clone(&queue), args.address);
        workers.spawn(async move {
            let mut connection = Connection::open(address).await?;
            let (mut done, mut lost) = (Vec::new(), 0_usize);
            loop {
                let Some((place, request)) = queue.lock().await.next() else { break };
                tokio::time::sleep_until((began + each.mul_f64(place as f64)).into()).await;
                let answer = connection.send(&request.bytes).await?;
                let stored = answer.status == 200 && String::from_utf8_lossy(&answer.body).contains("\"stored\"");
                if stored {
                    done.push(Instant::now());
                } else {
                    lost += 1;
                }
            }
            Ok::<_, anyhow::Error>((done, lost))
        });
    }
    let (mut all, mut lost) = (Vec::with_capacity(count), 0);
    while let Some(one) = workers.join_next().await {
        let (done, missing) = one??;
        all.extend(done);
        lost += missing;
    }
    Ok((all, lost))
}

/// For the n-th acknowledged answer, the time until the board first showed n answers; in milliseconds, 0 where it was
/// there before its sender read the acknowledgement.
fn lags(watched: &Watched, acknowledged: &[Instant]) -> Vec<f64> {
    let mut seen = watched.seen.iter().peekable();
    let mut found = Vec::with_capacity(acknowledged.len());
    for (at, number) in acknowledged.iter().zip(1_u64..) {
        while seen.peek().is_some_and(|one| one.answers < number) {
            seen.next();
        }
        let Some(one) = seen.peek() else { break };
        found.push(one.at.saturating_duration_since(*at).as_secs_f64() * 1_000.0);
    }
    found
}

fn within(sorted: &[f64], part: f64) -> f64 {
    let place = (sorted.len() as f64 * part).ceil() as usize;
    sorted.get(place.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

async fn get(address: SocketAddr, path: &str, token: &str) -> anyhow::Result<Value> {
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\naccept-encoding: identity\r\n\r\n"
    );
    read(Connection::open(address).await?.send(request.as_bytes()).await?)
}

async fn post(address: SocketAddr, path: &str, token: &str, body: &Value) -> anyhow::Result<Value> {
    let body = body.to_string();
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
         accept-encoding: identity\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    read(Connection::open(address).await?.send(request.as_bytes()).await?)
}

fn read(answer: hadir_benches::load::Answer) -> anyhow::Result<Value> {
    if answer.status >= 300 {
        bail!("{}: {}", answer.status, String::from_utf8_lossy(&answer.body));
    }
    Ok(serde_json::from_slice(&answer.body)?)
}

#[allow(clippy::disallowed_methods, reason = "a load test acts as phones do, at this moment")]
fn now() -> Timestamp {
    Timestamp::now()
}
