//! The server killed with SIGKILL at random moments under load: every acknowledged punch is there, none twice.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use hadir_benches::load::{Acknowledged, Plan, Request, read_phones, requests, run};
use hadir_domain::ids::InstansiId;
use hadir_domain::punches::Source;
use hadir_server::keys::Keys;
use hadir_server::services::importing::DEDUPE_SECRET;
use hadir_server::services::punching::wire::b64;
use hadir_server::system::System;
use hadir_store::punches::{self, DedupeSecret};
use hadir_store::{Db, StoreError};

use crate::support::Hadir;

/// How often it is killed; `HADIR_KILLS` asks for more.
const KILLS: usize = 50;
/// Requests prepared for each round; more than a round can send.
const A_ROUND: usize = 400;

/// A server that is killed sooner or later.
pub struct Killed {
    pub child: Child,
    pub address: SocketAddr,
}

impl Hadir {
    /// Starts serving and waits for the address.
    fn serve(&self) -> Killed {
        self.serve_with(&[])
    }

    /// The same with more arguments.
    pub fn serve_with(&self, arguments: &[&str]) -> Killed {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hadir"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .env_clear()
            .env("HADIR_DATA", self.path("data"))
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut said).unwrap();
        let address = said.trim().rsplit("//").next().unwrap().parse().unwrap_or_else(|_| panic!("no address: {said}"));
        Killed { child, address }
    }
}

/// A number nobody foresees, from the moment it is asked for.
pub fn chance(began: Instant) -> u64 {
    let mixed = (began.elapsed().as_nanos() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_punch_survives_the_servers_death_and_none_is_there_twice() {
    let hadir = Hadir::new();
    assert_eq!(hadir.run(&["demo", "--people", "40", "--build-only"]).status, 0);
    let phones = hadir.path("phones.csv");
    let made = hadir.json(&["tokens", "create", "--all", "--keys", "--out", phones.to_str().unwrap()]);
    assert_eq!(made["people"], 40);
    let mut phones = read_phones(&phones).unwrap();
    let kills = std::env::var("HADIR_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(KILLS);
    let before = stored(&hadir, &[]).await.0;

    let began = Instant::now();
    let mut acknowledged: BTreeMap<String, String> = BTreeMap::new();
    let mut sent: BTreeSet<String> = BTreeSet::new();
    let mut unanswered: Vec<Request> = Vec::new();
    let mut broken = 0;
    for round in 0..kills {
        let mut server = hadir.serve();
        // What was not answered is sent again, as phones do, beside what is new.
        let batch = if round % 5 == 4 { 10 } else { 1 };
        let now = System::real().now();
        unanswered.extend(requests(&mut phones, A_ROUND / batch, batch, 1, now, ""));
        let all = Arc::new(std::mem::take(&mut unanswered));
        let stop = Arc::new(AtomicBool::new(false));
        let plan = Plan { address: server.address, in_flight: 16, rate: None };
        let load = tokio::spawn(run(plan, Arc::clone(&all), true, Arc::clone(&stop)));
        tokio::time::sleep(Duration::from_micros(5_000 + chance(began) % 150_000)).await;
        server.child.kill().unwrap();
        server.child.wait().unwrap();
        stop.store(true, Ordering::SeqCst);
        let load = load.await.unwrap();

        broken += load.broken;
        remember(&mut acknowledged, load.acknowledged);
        let mut open: BTreeSet<usize> = load.unanswered.into_iter().collect();
        let all = Arc::into_inner(all).expect("nobody else holds the requests");
        for (place, request) in all.into_iter().enumerate() {
            sent.extend(request.ids.iter().cloned());
            if open.remove(&place) {
                unanswered.push(request);
            }
        }
        // Some die for good in the phones' hands: not everything is sent again.
        unanswered.truncate(60);
    }
    assert!(broken >= kills / 2, "the kills hit requests under way: {broken} of {kills} rounds");
    assert!(acknowledged.len() > kills * 10, "{} acknowledged", acknowledged.len());

    let ids: Vec<String> = sent.into_iter().collect();
    let (after, found) = stored(&hadir, &ids).await;
    for (id, commitment) in &acknowledged {
        assert_eq!(found.get(id), Some(commitment), "{id} was acknowledged");
    }
    assert_eq!(after - before, found.len() as u64, "each id stands once in the journal, and nothing else does");
    let check = hadir.run(&["rebuild", "--check", "--json"]);
    assert_eq!(check.status, 0, "what is derived follows from what is stored: {}", check.out);
}

/// An acknowledgement never changes.
fn remember(acknowledged: &mut BTreeMap<String, String>, new: Vec<Acknowledged>) {
    for one in new {
        let known = acknowledged.entry(one.id).or_insert_with(|| one.commitment.clone());
        assert_eq!(*known, one.commitment);
    }
}

/// How many punches the journal holds, and the commitments of those that were given these ids.
async fn stored(hadir: &Hadir, ids: &[String]) -> (u64, BTreeMap<String, String>) {
    let data = hadir.path("data");
    let db = Db::open(&format!("sqlite://{}", data.join("hadir.db").display())).await.unwrap();
    let keys = Keys::open(&data, &System::real()).unwrap();
    let city = InstansiId(1);
    let secret = DedupeSecret(*keys.secret(&db, city, DEDUPE_SECRET).await.unwrap());
    let named: Vec<(Source, &str)> = ids.iter().map(|id| (Source::Phone, id.as_str())).collect();
    let (count, found) = db
        .read(async |tx| {
            let count = punches::journal_count(tx, city).await?;
            Ok::<_, StoreError>((count, punches::by_client_ids(tx, city, &secret, &named).await?))
        })
        .await
        .unwrap();
    db.close().await;
    let found = ids.iter().zip(found).filter_map(|(id, one)| Some((id.clone(), b64(&one?.commitment))));
    (count, found.collect())
}
