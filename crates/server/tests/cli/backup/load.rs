//! A backup while phones send: it holds one state of the running city, and everything that was acknowledged before it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hadir_benches::load::{Load, Phone, Plan, read_phones, requests, run};
use hadir_domain::ids::InstansiId;
use hadir_domain::punches::Source;
use hadir_server::keys::Keys;
use hadir_server::services::importing::DEDUPE_SECRET;
use hadir_server::system::System;
use hadir_store::punches::{self, DedupeSecret};
use hadir_store::records::{self, PlacedLeaf};
use hadir_store::{Db, StoreError};

use super::places::{Place, each_engine};
use crate::support::text;

const CITY: InstansiId = InstansiId(1);
/// Backups taken one after the other under load.
const BACKUPS: usize = 2;

struct Serving {
    child: Child,
    address: SocketAddr,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(place: &Place) -> Serving {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hadir"))
        .args(["serve", "--listen", "127.0.0.1:0", "--database", &place.url()])
        .env_clear()
        .env("HADIR_DATA", place.data())
        .env("RUST_LOG", "error")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut said).unwrap();
    let address = said.trim().rsplit("//").next().unwrap().parse().unwrap_or_else(|_| panic!("no address: {said}"));
    Serving { child, address }
}

#[test]
fn a_backup_under_load_is_one_state_of_the_city_and_misses_nothing_acknowledged() {
    each_engine(|home, _| {
        assert_eq!(home.run(&["demo", "--people", "30", "--build-only"]).status, 0);
        let file = home.hadir.path("phones.csv");
        home.json(&["tokens", "create", "--all", "--keys", "--out", &text(&file)]);
        let mut phones = read_phones(&file).unwrap();
        let serving = serve(home);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let mut taken = Vec::new();
        for round in 0..BACKUPS {
            let before = runtime.block_on(load(&mut phones, serving.address, 40, None));
            let acknowledged: Vec<String> = before.acknowledged.into_iter().map(|one| one.id).collect();
            assert!(acknowledged.len() > 10, "{} acknowledged", acknowledged.len());
            let stop = Arc::new(AtomicBool::new(false));
            let backup = text(&home.hadir.path(&format!("kota{round}.tar")));
            let during = runtime.block_on(async {
                let under_way = load(&mut phones, serving.address, 6_000, Some(Arc::clone(&stop)));
                let writing = async {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    let made = tokio::task::block_in_place(|| home.json(&["backup", &backup]));
                    stop.store(true, Ordering::SeqCst);
                    made
                };
                tokio::join!(under_way, writing)
            });
            assert!(!during.0.acknowledged.is_empty(), "punches came in while the backup was written");
            taken.push((backup, during.1, acknowledged));
        }
        // Whatever waits for its place gets it.
        std::thread::sleep(Duration::from_secs(2));
        drop(serving);
        let live = runtime.block_on(leaves(home));
        for (backup, made, acknowledged) in taken {
            let away = home.another();
            home.give_key(&away);
            let restored = away.json(&["restore", &backup]);
            assert_eq!((&restored["holds"], &restored["cities"][0]["state_hash_same"]), (&true.into(), &true.into()));
            let size = usize::try_from(made["manifest"]["cities"][0]["log_size"].as_u64().unwrap()).unwrap();
            let there = runtime.block_on(leaves(&away));
            assert_eq!(there[..size], live[..size], "what was backed up is how the running log begins");
            assert!(live.len() > size, "the city went on");
            assert_eq!(runtime.block_on(stored(&away, &acknowledged)), acknowledged.len());
            assert_eq!(away.run(&["rebuild", "--check"]).status, 0);
        }
    });
}

async fn load(phones: &mut [Phone], address: SocketAddr, count: usize, stop: Option<Arc<AtomicBool>>) -> Load {
    let now = System::real().now();
    let all = Arc::new(requests(phones, count, 1, 1, now, ""));
    let plan = Plan { address, in_flight: 8, rate: None };
    run(plan, all, true, stop.unwrap_or_default()).await
}

async fn leaves(place: &Place) -> Vec<PlacedLeaf> {
    let db = Db::open(&place.url()).await.unwrap();
    let mut all: Vec<PlacedLeaf> = Vec::new();
    loop {
        let page = db.read(async |tx| records::leaves(tx, CITY, all.len() as u64, 5_000).await).await.unwrap();
        if page.is_empty() {
            break;
        }
        all.extend(page);
    }
    db.close().await;
    all
}

/// How many of the punches a phone was told are stored are there.
async fn stored(place: &Place, ids: &[String]) -> usize {
    let db = Db::open(&place.url()).await.unwrap();
    let keys = Keys::open(&place.data(), &System::real()).unwrap();
    let secret = DedupeSecret(*keys.secret(&db, CITY, DEDUPE_SECRET).await.unwrap());
    let named: Vec<(Source, &str)> = ids.iter().map(|id| (Source::Phone, id.as_str())).collect();
    let found = db
        .read(async |tx| Ok::<_, StoreError>(punches::by_client_ids(tx, CITY, &secret, &named).await?))
        .await
        .unwrap();
    db.close().await;
    found.into_iter().flatten().count()
}
