//! The server killed with SIGKILL while it sequences: no gap, no fork, and every checkpoint anybody ever fetched is the
//! beginning of the log that is there in the end.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use hadir_benches::load::{Plan, read_phones, requests, run};
use hadir_domain::ids::InstansiId;
use hadir_ledger::checkpoint::Checkpoint;
use hadir_ledger::note::Note;
use hadir_ledger::tree::Frontier;
use hadir_server::services::punching::wire::b64;
use hadir_server::system::System;
use hadir_store::records::PlacedLeaf;
use hadir_store::seal::testing;
use hadir_store::testing::TestDb;
use hadir_store::{Db, StoreError, records};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::killed::chance;
use crate::support::{Hadir, text};

/// How often it is killed; `HADIR_KILLS` asks for more.
const KILLS: usize = 8;
/// Requests prepared for each round; more than a round can send.
const A_ROUND: usize = 300;
const CITY: InstansiId = InstansiId(1);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_death_while_sequencing_forks_the_log_or_leaves_a_gap() {
    let hadir = Hadir::new();
    let database = format!("sqlite://{}", text(&hadir.path("data").join("hadir.db")));
    killed_and_looked_at(&hadir, &database).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_does_it_on_postgres_where_records_wait_for_their_place() {
    let Some(database) = TestDb::postgres().await else { return };
    killed_and_looked_at(&Hadir::new(), &database.url).await;
}

async fn killed_and_looked_at(hadir: &Hadir, database: &str) {
    std::fs::create_dir_all(hadir.path("data")).unwrap();
    let with = ["--database", database];
    let built = hadir.run(&[&["demo", "--people", "40", "--build-only"][..], &with].concat());
    assert_eq!(built.status, 0, "{}", built.err);
    let phones = hadir.path("phones.csv");
    let out = text(&phones);
    hadir.json(&[&["tokens", "create", "--all", "--keys", "--out", out.as_str()][..], &with].concat());
    let mut phones = read_phones(&phones).unwrap();
    let kills = std::env::var("HADIR_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(KILLS);

    let began = Instant::now();
    let fetched: Arc<Mutex<BTreeMap<u64, String>>> = Arc::default();
    let mut acknowledged = BTreeSet::new();
    let mut growing = 0;
    for _ in 0..kills {
        let mut server = hadir.serve_with(&with);
        let before = fetched.lock().unwrap().len();
        let now = System::real().now();
        let all = Arc::new(requests(&mut phones, A_ROUND, 1, 1, now, ""));
        let stop = Arc::new(AtomicBool::new(false));
        let plan = Plan { address: server.address, in_flight: 8, rate: Some(200.0) };
        let load = tokio::spawn(run(plan, Arc::clone(&all), true, Arc::clone(&stop)));
        let watch = tokio::spawn(watch(server.address, Arc::clone(&fetched), Arc::clone(&stop)));
        tokio::time::sleep(Duration::from_micros(200_000 + chance(began) % 1_200_000)).await;
        server.child.kill().unwrap();
        server.child.wait().unwrap();
        stop.store(true, Ordering::SeqCst);
        watch.await.unwrap();
        acknowledged.extend(load.await.unwrap().acknowledged.into_iter().map(|one| one.commitment));
        growing += usize::from(fetched.lock().unwrap().len() > before);
    }
    assert!(growing > 0, "checkpoints were fetched while it ran");

    let leaves = settled(hadir, database, &fetched).await;
    let known: BTreeSet<String> = leaves.iter().map(|leaf| b64(&leaf.leaf)).collect();
    assert_eq!(known.len(), leaves.len(), "no leaf stands twice");
    assert!(acknowledged.iter().all(|commitment| known.contains(commitment)), "what was acknowledged is in the log");
    holds(&leaves, &fetched.lock().unwrap());
}

/// Fetches checkpoints as somebody outside does, until told to stop.
async fn watch(address: SocketAddr, fetched: Arc<Mutex<BTreeMap<u64, String>>>, stop: Arc<AtomicBool>) {
    while !stop.load(Ordering::SeqCst) {
        if let Some(note) = fetch(address).await {
            keep(&fetched, note);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Two checkpoints of one size are the same log.
fn keep(fetched: &Mutex<BTreeMap<u64, String>>, note: String) {
    let checkpoint = Checkpoint::parse(&Note::parse(&note).unwrap().text).unwrap();
    let mut fetched = fetched.lock().unwrap();
    let known = fetched.entry(checkpoint.size).or_insert_with(|| note.clone());
    let known = Checkpoint::parse(&Note::parse(known).unwrap().text).unwrap();
    assert_eq!(known, checkpoint, "a fork");
}

async fn fetch(address: SocketAddr) -> Option<String> {
    let mut stream = TcpStream::connect(address).await.ok()?;
    stream.write_all(b"GET /checkpoint HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    head.starts_with("HTTP/1.1 200").then(|| body.to_owned())
}

/// Lets a last server finish, and answers every leaf.
async fn settled(hadir: &Hadir, database: &str, fetched: &Arc<Mutex<BTreeMap<u64, String>>>) -> Vec<PlacedLeaf> {
    let mut server = hadir.serve_with(&["--database", database]);
    let db = Db::open(database).await.unwrap();
    let began = Instant::now();
    let leaves = loop {
        if let Some(note) = fetch(server.address).await {
            keep(fetched, note);
        }
        let (leaves, waiting, bodies) = db
            .read(async |tx| {
                let leaves = records::leaves(tx, CITY, 0, 1_000_000).await?;
                let bodies = testing::count(tx, "SELECT COUNT(*) FROM record_bodies WHERE instansi_id = 1").await?;
                Ok::<_, StoreError>((leaves, records::waiting_count(tx, CITY).await?, bodies))
            })
            .await
            .unwrap();
        let covered = fetched.lock().unwrap().keys().next_back().copied();
        if waiting == 0 && covered == u64::try_from(leaves.len()).ok() {
            assert_eq!(bodies, leaves.len() as u64, "each record has one leaf");
            break leaves;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "the log is not finished: {covered:?} of {}", leaves.len());
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    db.close().await;
    leaves
}

/// Places without gaps, and each fetched root is the one the leaves have at its size.
fn holds(leaves: &[PlacedLeaf], fetched: &BTreeMap<u64, String>) {
    let mut tree = Frontier::default();
    for (place, leaf) in leaves.iter().enumerate() {
        assert_eq!(leaf.position, place as u64, "no gap");
        tree.push(&leaf.leaf, |_, _| {});
        if let Some(note) = fetched.get(&tree.size()) {
            let checkpoint = Checkpoint::parse(&Note::parse(note).unwrap().text).unwrap();
            assert_eq!(checkpoint.root, tree.root(), "the log of {} leaves", tree.size());
        }
    }
    assert!(fetched.keys().all(|size| *size <= tree.size()), "nothing fetched was lost");
}
