//! The log as anybody fetches it: checkpoint, tiles, proofs; and what may never be in it.

use std::collections::BTreeMap;

use hadir_domain::access::Role;
use hadir_ledger::checkpoint::Checkpoint;
use hadir_ledger::leaf::Commitment;
use hadir_ledger::merkle::{self, Hash, leaf_hash};
use hadir_ledger::note::{Note, NoteError, Verifier};
use hadir_ledger::proof::Proof;
use hadir_ledger::tile::{Content, Tile, bundle, root_of};
use hadir_ledger::tree::{is_consistent, root_of_inclusion};
use hadir_server::services::punching::receipt::Receipt;
use hadir_server::services::punching::wire::{b64, from_b64};
use hadir_server::services::sealing::{keys, sequencing};
use hadir_server::system::System;
use hadir_store::instansi::{self, Instansi};
use hadir_store::seal::keys::Purpose;
use hadir_store::{StoreError, records};
use jiff::ToSpan;
use serde_json::Value;

use crate::support::{Answer, CITY, Client, TestApp, TestPhone, send};

const LOG: &str = "/log/kota-contoh";
/// Rights the city gave when it was built: their leaves come first.
const GRANTS: usize = 8;

async fn city(app: &TestApp) -> Instansi {
    app.app.db.read(async |tx| instansi::get(tx, CITY).await).await.unwrap().unwrap()
}

/// Appends so many records that are sealed and mean nothing else.
async fn append(app: &TestApp, count: usize) {
    let city = city(app).await;
    for _ in 0..count {
        let step = keys::rotate(&app.app, &city, Purpose::Time, "uji", "uji").await.unwrap();
        assert_eq!(step.purpose, Purpose::Time);
    }
}

async fn leaves(app: &TestApp) -> Vec<Commitment> {
    let all = app.app.db.read(async |tx| records::leaves(tx, CITY, 0, 10_000).await).await.unwrap();
    all.into_iter().map(|leaf| leaf.leaf).collect()
}

/// The latest checkpoint as published, checked with the log's published key.
async fn checkpoint(anyone: &Client) -> Checkpoint {
    let answer = anyone.get(&format!("{LOG}/checkpoint")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    Checkpoint::open(&Note::parse(&answer.text()).unwrap(), &published(anyone, "log").await).unwrap()
}

/// The published keys of a purpose.
async fn published(anyone: &Client, purpose: &str) -> Vec<Verifier> {
    let keys = anyone.get(&format!("{LOG}/keys")).await.json();
    let of = |key: &&Value| key["purpose"] == purpose;
    let keys = keys["keys"].as_array().unwrap().iter().filter(of);
    keys.map(|key| Verifier::parse(key["vkey"].as_str().unwrap()).unwrap()).collect()
}

fn hashes(json: &Value) -> Vec<Hash> {
    json.as_array().unwrap().iter().map(hash).collect()
}

fn hash(json: &Value) -> Hash {
    from_b64(json.as_str().unwrap()).unwrap().try_into().unwrap()
}

/// Many records at once, straight into the log.
async fn fill(app: &TestApp, count: u64) {
    let system = System::real();
    let new: Vec<_> = (0..count).map(|number| hadir_store::seal::testing::record(system.uuid(), number)).collect();
    app.app.db.write(async |tx| hadir_store::seal::testing::keep(tx, CITY, &new).await).await.unwrap();
}

#[tokio::test]
async fn every_tile_is_what_the_leaves_make_it_and_nothing_lies_beyond_the_checkpoint() {
    let app = TestApp::new().await;
    let anyone = app.anyone();
    assert_eq!(anyone.get(&format!("{LOG}/checkpoint")).await.code(), "no_checkpoint");
    let mut seen: Vec<Checkpoint> = Vec::new();
    for count in [0, 1, 1, 2, 5, 40, 200, 3, 255, 256, 257, 1, 100] {
        fill(&app, count).await;
        sequencing::now(&app.app, &city(&app).await).await.unwrap();
        let leaves = leaves(&app).await;
        let checkpoint = checkpoint(&anyone).await;
        assert_eq!(checkpoint.origin, "hadir.invalid/log/kota-contoh");
        assert_eq!(checkpoint.size, leaves.len() as u64);
        assert_eq!(checkpoint.root, merkle::root(&leaves));
        tiles_hold(&anyone, &leaves).await;
        seen.push(checkpoint);
    }
    let last = seen.last().unwrap();
    for old in &seen {
        let path = format!("/api/v1/log/consistency?from={}&to={}&log=kota-contoh", old.size, last.size);
        let shown = anyone.get(&path).await.json();
        assert_eq!(hash(&shown["from_root"]), old.root);
        assert!(is_consistent(old.size, &old.root, last.size, &last.root, &hashes(&shown["proof"])), "{path}");
    }
}

async fn tiles_hold(anyone: &Client, leaves: &[Commitment]) {
    let size = leaves.len() as u64;
    let of_leaves: Vec<Hash> = leaves.iter().map(leaf_hash).collect();
    let above: Vec<Hash> = of_leaves.chunks_exact(256).map(|tile| root_of(tile).unwrap()).collect();
    for (content, all) in [(0, &of_leaves), (1, &above)] {
        for (index, expected) in all.chunks(256).enumerate() {
            let tile = Tile::within(Content::Hashes { level: content }, index as u64, size).unwrap();
            let answer = anyone.get(&format!("{LOG}/{tile}")).await;
            assert_eq!(answer.bytes, expected.as_flattened(), "{tile} of {size}");
            assert_eq!(answer.header("content-type"), "application/octet-stream");
            assert!(answer.header("cache-control").contains("immutable"));
            assert_eq!(answer.header("access-control-allow-origin"), "*");
        }
    }
    for (index, expected) in leaves.chunks(256).enumerate() {
        let tile = Tile::within(Content::Entries, index as u64, size).unwrap();
        assert_eq!(anyone.get(&format!("{LOG}/{tile}")).await.bytes, bundle(expected), "{tile} of {size}");
        if tile.width > 1 {
            let narrower = Tile { width: tile.width - 1, ..tile };
            let bytes = anyone.get(&format!("{LOG}/{narrower}")).await.bytes;
            assert_eq!(bytes, bundle(&expected[..expected.len() - 1]));
        }
        if !tile.is_full() && tile.width < 255 {
            let wider = Tile { width: tile.width + 1, ..tile };
            assert_eq!(anyone.get(&format!("{LOG}/{wider}")).await.status, 404, "{wider} of {size}");
        }
    }
    for beyond in [size / 256 + 1, u64::MAX / 256] {
        for content in [Content::Entries, Content::Hashes { level: 0 }] {
            let path = Tile { content, index: beyond, width: 256 }.to_string();
            assert_eq!(anyone.get(&format!("{LOG}/{path}")).await.status, 404, "{path}");
        }
    }
}

#[tokio::test]
async fn what_is_no_part_of_a_log_is_not_found() {
    let app = TestApp::new().await;
    sequencing::now(&app.app, &city(&app).await).await.unwrap();
    let anyone = app.anyone();

    for path in ["tile/0/000", "tile/9/000", "tile/0/..%2f", "tile/entries/0", "tile/0/000.p/999", "tile/x"] {
        let answer = anyone.get(&format!("{LOG}/{path}")).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    assert_eq!(anyone.get("/log/kota-lain/checkpoint").await.code(), "unknown_log");
    // Two governments are served here: neither has the root for itself.
    assert_eq!(anyone.get("/checkpoint").await.code(), "unknown_log");
    assert_eq!(anyone.get("/tile/entries/000.p/1").await.code(), "unknown_log");
}

#[tokio::test]
async fn a_receipt_leads_to_a_proof_that_anybody_checks() {
    let app = TestApp::new().await;
    let siti = app.as_role(Role::Pegawai).await;
    let mut phone = TestPhone::new();
    phone.enrol(&siti).await;
    let punch = phone.punch("in", "2026-01-19T07:21:05+07:00");
    let receipt = receipt(&send(&siti, std::slice::from_ref(&punch)).await);
    let entry: Commitment = from_b64(&receipt.commitments[0]).unwrap().try_into().unwrap();
    let by_id = format!("/api/v1/receipts/{}/proof", punch["id"].as_str().unwrap());
    let by_commitment = format!("/api/v1/receipts/{}/proof", receipt.commitments[0]);
    let anyone = app.anyone();

    // Before anything was sequenced: known, promised, without a place.
    let waiting = anyone.get(&by_id).await.json();
    assert_eq!((&waiting["waiting"], &waiting["position"]), (&Value::Bool(true), &Value::Null));
    assert_eq!(waiting["commitment"], receipt.commitments[0].as_str());

    sequencing::now(&app.app, &city(&app).await).await.unwrap();
    fill(&app, 700).await;
    app.wait(1.minute());
    sequencing::now(&app.app, &city(&app).await).await.unwrap();
    let keys = published(&anyone, "log").await;
    for path in [&by_id, &by_commitment] {
        let shown = anyone.get(path).await.json();
        assert_eq!(shown["waiting"], false);
        assert_eq!(shown["commitment"], receipt.commitments[0].as_str());
        let proof = Proof::parse(shown["proof"].as_str().unwrap()).unwrap();
        let opened = proof.check(&entry, &keys).unwrap();
        assert_eq!(opened.size, shown["size"].as_u64().unwrap());
        let (position, size) = (shown["position"].as_u64().unwrap(), opened.size);
        let root = root_of_inclusion(&entry, position, size, &hashes(&shown["path"]));
        assert_eq!(root, Some(hash(&shown["root"])));
        assert_eq!(shown["keys"][0], keys[0].vkey());
        assert!(!shown.to_string().contains("Contoh"), "nobody is named");
    }
    // Against an earlier kept checkpoint, too; and not against one that is not kept.
    let first = anyone.get(&format!("{by_id}?size={}", size_of_first(&app).await)).await.json();
    assert!(Proof::parse(first["proof"].as_str().unwrap()).unwrap().check(&entry, &keys).is_ok());
    assert_eq!(anyone.get(&format!("{by_id}?size=2")).await.code(), "unknown_checkpoint");
    let nobody = System::real().uuid();
    assert_eq!(anyone.get(&format!("/api/v1/receipts/{nobody}/proof")).await.code(), "unknown_record");
    assert_eq!(anyone.get(&format!("/api/v1/receipts/{}/proof", b64(&[9; 32]))).await.code(), "unknown_record");
    assert_eq!(anyone.get("/api/v1/receipts/x/proof").await.code(), "bad_name");
}

fn receipt(answer: &Answer) -> Receipt {
    serde_json::from_value(answer.json()["receipt"].clone()).unwrap()
}

async fn size_of_first(app: &TestApp) -> u64 {
    let first = async |tx: &mut hadir_store::Tx| hadir_store::seal::checkpoints::first_with(tx, CITY, 0).await;
    app.app.db.read(first).await.unwrap().unwrap().size
}

#[tokio::test]
async fn a_commitment_is_found_wherever_it_stands() {
    let app = TestApp::new().await;
    fill(&app, 40_000).await;
    sequencing::now(&app.app, &city(&app).await).await.unwrap();
    let all = app.app.db.read(async |tx| records::leaves(tx, CITY, 0, 50_000).await).await.unwrap();
    let anyone = app.anyone();

    for position in [0, 1, 16_383, 16_384, 20_000, 32_767, 32_768, 39_999] {
        let leaf = &all[position];
        let shown = anyone.get(&format!("/api/v1/receipts/{}/proof", b64(&leaf.leaf))).await.json();
        assert_eq!(shown["position"], position);
    }
}

#[tokio::test]
async fn keys_overlap_and_old_receipts_and_checkpoints_hold_by_the_history() {
    let app = TestApp::new().await;
    let city = city(&app).await;
    let siti = app.as_role(Role::Pegawai).await;
    let anyone = app.anyone();
    let mut phone = TestPhone::new();
    phone.enrol(&siti).await;
    let old = receipt(&send(&siti, &[phone.punch("in", "2026-01-19T07:21:05+07:00")]).await);
    sequencing::now(&app.app, &city).await.unwrap();
    let before = Note::parse(&anyone.get(&format!("{LOG}/checkpoint")).await.text()).unwrap();
    let first: BTreeMap<&str, Verifier> = [
        ("log", published(&anyone, "log").await.remove(0)),
        ("receipt", published(&anyone, "receipt").await.remove(0)),
    ]
    .into();
    app.wait(1.minute());

    for purpose in [Purpose::Log, Purpose::Receipt] {
        keys::rotate(&app.app, &city, purpose, "tiap tahun", "uji").await.unwrap();
    }
    let refused = keys::end(&app.app, &city, &first["log"].vkey(), "", "uji").await.unwrap_err();
    assert_eq!(refused.code, "overlap");
    sequencing::now(&app.app, &city).await.unwrap();
    let both = Note::parse(&anyone.get(&format!("{LOG}/checkpoint")).await.text()).unwrap();
    let log_keys = published(&anyone, "log").await;
    assert!(
        log_keys.len() == 2 && log_keys.iter().all(|key| Checkpoint::open(&both, std::slice::from_ref(key)).is_ok())
    );

    app.wait(2.minutes());
    keys::end(&app.app, &city, &first["log"].vkey(), "tiap tahun", "uji").await.unwrap();
    let last = log_keys.iter().find(|key| **key != first["log"]).unwrap();
    let refused = keys::end(&app.app, &city, &last.vkey(), "", "uji").await.unwrap_err();
    assert_eq!(refused.code, "last_key");
    sequencing::now(&app.app, &city).await.unwrap();
    let after = Note::parse(&anyone.get(&format!("{LOG}/checkpoint")).await.text()).unwrap();
    assert_eq!(Checkpoint::open(&after, &[first["log"].clone()]), Err(NoteError::NotSigned));
    assert!(Checkpoint::open(&after, std::slice::from_ref(last)).is_ok());
    assert!(Checkpoint::open(&before, &[first["log"].clone()]).is_ok(), "what it signed stands");

    let app = app.restarted();
    let siti = app.as_role(Role::Pegawai).await;
    let new = receipt(&send(&siti, &[phone.punch("out", "2026-01-19T07:25:05+07:00")]).await);
    let receipt_keys = published(&anyone, "receipt").await;
    assert!(new.key_id != old.key_id && !new.holds(&first["receipt"].public_key()));
    assert!(receipt_keys.iter().any(|key| new.holds(&key.public_key())));
    assert!(receipt_keys.iter().any(|key| old.holds(&key.public_key())));
    let ended = anyone.get(&format!("{LOG}/keys")).await.json();
    let ended = ended["keys"].as_array().unwrap().iter().find(|key| key["vkey"] == first["log"].vkey()).unwrap();
    assert_eq!(ended["until"], "2026-01-19T00:34:10Z");
}

#[tokio::test]
async fn a_log_that_was_changed_below_its_checkpoint_is_signed_no_further() {
    let app = TestApp::new().await;
    let city = city(&app).await;
    fill(&app, 300).await;
    let signed = sequencing::now(&app.app, &city).await.unwrap().unwrap();
    let change = "UPDATE leaf_positions SET leaf = zeroblob(32) WHERE instansi_id = 1 AND position = 299";
    let changed = app.app.db.write(async |tx| hadir_store::seal::testing::tamper(tx, change).await).await;
    assert_eq!(changed.unwrap(), 1);
    append(&app, 1).await;

    let refused = sequencing::now(&app.app, &city).await.unwrap_err();

    assert_eq!(refused.code, "log_damaged");
    assert_eq!(checkpoint(&app.anyone()).await.size, signed.size, "the old checkpoint is still served");
}

#[tokio::test]
async fn two_servers_begin_one_log_and_take_turns_without_gap_or_fork() {
    let Some(one) = TestApp::on_postgres().await else { return };
    let city = city(&one).await;
    let other = hadir_server::app::App { dirty: Default::default(), ..one.app.clone() };
    let (first, second) =
        tokio::join!(sequencing::round(&one.app, &city, "satu"), sequencing::round(&other, &city, "dua"));
    // Whoever was slower found the turn taken, or the same log.
    let made = first.unwrap().len() + second.unwrap().len();
    assert_eq!(made, 1);
    fill(&one, 500).await;
    // Once the turn is free, the first server takes it and stands still; the second waits for it, then takes over.
    one.wait(1.minute());
    let now = one.app.now();
    let held = async |tx: &mut hadir_store::Tx| {
        hadir_store::leases::take(tx, CITY, sequencing::LEASE, "satu", now, sequencing::until(now)).await
    };
    assert!(one.app.db.write(held).await.unwrap());
    let refused = sequencing::round(&other, &city, "dua").await.unwrap();
    assert!(refused.is_empty());
    one.wait(1.minute());
    let taken = sequencing::round(&other, &city, "dua").await.unwrap();
    assert_eq!(taken.len(), 1);
    // The first wakes up: it finds the turn gone and everything done.
    fill(&one, 20).await;
    assert!(sequencing::round(&one.app, &city, "satu").await.unwrap().is_empty());

    let tasks: Vec<_> = ["satu", "dua", "tiga"]
        .into_iter()
        .map(|holder| {
            let (app, city) = (one.app.clone(), city.clone());
            tokio::spawn(async move {
                for _ in 0..30 {
                    sequencing::round(&app, &city, holder).await.unwrap();
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    for _ in 0..20 {
        fill(&one, 37).await;
        one.wait(5.seconds());
    }
    for task in tasks {
        task.await.unwrap();
    }
    one.wait(1.minute());
    sequencing::now(&one.app, &city).await.unwrap();
    let all = one.app.db.read(async |tx| records::leaves(tx, CITY, 0, 10_000).await).await.unwrap();
    assert_eq!(all.len(), GRANTS + 4 + 520 + 20 * 37);
    assert!(all.iter().enumerate().all(|(place, leaf)| leaf.position == place as u64));
    let checkpoints =
        one.app.db.read(async |tx| hadir_store::seal::checkpoints::after(tx, CITY, (0, 0), 1000).await).await.unwrap();
    let entries: Vec<Commitment> = all.iter().map(|leaf| leaf.leaf).collect();
    for checkpoint in &checkpoints {
        assert_eq!(checkpoint.root, merkle::root(&entries[..usize::try_from(checkpoint.size).unwrap()]));
    }
    assert_eq!(checkpoints.last().unwrap().size, all.len() as u64);
    let waiting = one.app.db.read(async |tx| records::waiting_count(tx, CITY).await).await;
    assert_eq!(waiting.map_err(|error: StoreError| error.to_string()), Ok(0));
}

#[tokio::test]
async fn the_desk_sees_how_the_log_is_doing() {
    let mut app = TestApp::new().await;
    let before = app.as_role(Role::Inspektorat).await.get("/api/v1/log").await.json();
    assert_eq!((&before["origin"], &before["size"]), (&Value::from(""), &Value::from(0)));
    sequencing::now(&app.app, &city(&app).await).await.unwrap();
    app.change(|settings| settings.public_url = Some("https://hadir.contohkota.go.id".into()));
    fill(&app, 3).await;

    let state = app.as_role(Role::Inspektorat).await.get("/api/v1/log").await.json();

    assert_eq!(state["origin"], "hadir.invalid/log/kota-contoh");
    assert_eq!(state["other_origin"], "hadir.contohkota.go.id/log/kota-contoh");
    assert_eq!((&state["size"], &state["waiting"]), (&Value::from(GRANTS + 4), &Value::from(3)));
    assert_eq!(state["keys"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn old_checkpoints_are_thinned_and_what_was_signed_last_in_an_hour_stays() {
    let app = TestApp::new().await;
    let city = city(&app).await;
    for _ in 0..6 {
        fill(&app, 1).await;
        sequencing::now(&app.app, &city).await.unwrap();
        app.wait(20.minutes());
    }
    app.wait(jiff::Span::new().days(8));
    fill(&app, 1).await;
    sequencing::now(&app.app, &city).await.unwrap();

    sequencing::thin(&app.app, &city, jiff::Timestamp::UNIX_EPOCH).await.unwrap();

    let kept = async |tx: &mut hadir_store::Tx| hadir_store::seal::checkpoints::after(tx, CITY, (0, 0), 100).await;
    let kept: Vec<u64> = app.app.db.read(kept).await.unwrap().iter().map(|one| one.size).collect();
    // 00.31 and 00.51, then 01.11, 01.31, 01.51, then 02.11; and the new one.
    assert_eq!(kept, [6, 9, 10, 11].map(|size| size + GRANTS as u64));
    let shown = app.anyone().get("/api/v1/log/consistency?from=14&to=17&log=kota-contoh").await.json();
    assert_eq!(shown["to"], 17);
}
