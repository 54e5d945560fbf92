//! Somebody with the database in their hands: whatever they change, the look at the seal finds it and names what showed it.

mod anew;
mod city;
mod hands;

use std::collections::BTreeMap;

use hadir_domain::access::Role;
use hadir_domain::ids::PunchId;
use hadir_ledger::checkpoint::Checkpoint;
use hadir_ledger::finding::{CaughtBy, What};
use hadir_ledger::leaf::commitment;
use hadir_ledger::note::{Note, Signer};
use hadir_server::services::sealing::sequencing;
use hadir_server::services::sealing::verifying::{Question, looking, verify, verify_with};
use hadir_store::StoreError;
use hadir_store::punches::{self, DedupeSecret, NewPunch};
use hadir_store::seal::testing::tamper;
use hadir_store::seal::verifications;
use jiff::ToSpan;
use jiff::civil::date;
use uuid::Uuid;

use self::city::Sealed;
use self::hands::{Hands, tampering};
use crate::support::CITY;

/// How many times somebody meddles in the normal run.
const TIMES: u64 = 60;

#[tokio::test]
async fn nothing_is_found_where_nobody_meddled() {
    let sealed = Sealed::new().await;
    let question = Question { outside: &sealed.outside, derived_from: Some(date(2026, 1, 1)), ..Question::default() };

    let report = verify_with(&sealed.test.app, &sealed.instansi, &question).await.unwrap();

    assert!(report.holds(), "{:#?}", report.findings);
    assert!(report.records > 300 && report.checkpoints > 3, "{report:?}");
    assert_eq!(report.records + report.erased, report.size);
}

#[tokio::test]
async fn the_same_is_found_on_postgresql() {
    let Some(sealed) = Sealed::on_postgres().await else { return };
    let app = &sealed.test.app;
    let report = verify(app, &sealed.instansi, &sealed.outside).await.unwrap();
    assert!(report.holds(), "{:#?}", report.findings);
    assert_eq!(report.records + report.erased, report.size);

    for (statement, caught_by) in [
        (
            "UPDATE punches SET source = 'kiosk' WHERE id = (SELECT MAX(CAST(id AS TEXT))::uuid FROM punches)",
            CaughtBy::Leaf,
        ),
        (
            "UPDATE record_bodies SET salt = '\\x00112233445566778899aabbccddeeff' WHERE record_id = (SELECT record_id FROM leaf_positions WHERE position = 40)",
            CaughtBy::Leaf,
        ),
        ("DELETE FROM leaf_positions WHERE position = 20", CaughtBy::Shape),
        ("UPDATE log_tiles SET hashes = '\\x00'", CaughtBy::Tree),
        ("UPDATE checkpoints SET note = replace(note, 'A', 'B')", CaughtBy::Signature),
    ] {
        app.db.write(async |tx| tamper(tx, statement).await).await.unwrap();
        let report = verify(app, &sealed.instansi, &sealed.outside).await.unwrap();
        assert!(report.findings.iter().any(|one| one.caught_by == caught_by), "{statement}: {:#?}", report.findings);
    }
}

#[tokio::test]
async fn whatever_is_meddled_with_is_found_by_what_must_show_it() {
    let times = std::env::var("HADIR_TAMPERS").ok().and_then(|times| times.parse().ok()).unwrap_or(TIMES);
    let sealed = Sealed::new().await;
    let copies = sealed.copies().await;
    let mut caught: BTreeMap<(&'static str, &'static str), u64> = BTreeMap::new();
    for seed in 0..times {
        let app = copies.fresh(&sealed.test.app).await;
        let mut hands = Hands::new(seed);
        let done = loop {
            if let Some(done) = tampering(&app, &mut hands).await {
                break done;
            }
        };
        let question = Question {
            outside: &sealed.outside,
            derived_from: done.derived.then(|| date(2026, 2, 11)),
            ..Question::default()
        };
        let report = verify_with(&app, &sealed.instansi, &question).await.unwrap();
        if done.class == "the end cut off" {
            let inside = verify(&app, &sealed.instansi, &[]).await.unwrap();
            assert!(inside.holds(), "seed {seed}: nothing inside is left to tell: {:#?}", inside.findings);
        }
        app.db.close().await;

        let by: Vec<CaughtBy> = report.findings.iter().map(|one| one.caught_by).collect();
        let shown = done.shown_by.iter().find(|expected| by.contains(expected));
        let Some(shown) = shown else {
            panic!("seed {seed}: {} must be shown by {:?}: {:#?}", done.what, done.shown_by, report.findings);
        };
        *caught.entry((done.class, shown.as_str())).or_default() += 1;
    }
    for ((class, by), count) in &caught {
        println!("{count:>5}  {class}: {by}");
    }
    assert_eq!(caught.values().sum::<u64>(), times);
}

/// An entry that claims to be a month old, put in by somebody who writes everything as the program would.
#[tokio::test]
async fn a_record_that_says_it_came_earlier_is_dated_by_the_checkpoints_around_it() {
    let sealed = Sealed::new().await;
    let app = &sealed.test.app;
    sealed.test.wait(2.hours());
    let mut claim = sealed.a_claim().await;
    claim.local_time = date(2026, 1, 12).at(7, 1, 2, 0);
    let new = NewPunch {
        id: PunchId(app.system.uuid()),
        salt: app.system.bytes(),
        received_at: "2026-01-12T00:01:05Z".parse().unwrap(),
        import: None,
        client_id: None,
        claim,
    };
    let secret = DedupeSecret(*app.keys.secret(&app.db, CITY, "dedupe").await.unwrap());
    app.db.write(async |tx| punches::append(tx, CITY, &secret, std::slice::from_ref(&new)).await).await.unwrap();
    sequencing::now(app, &sealed.instansi).await.unwrap();

    let report = verify(app, &sealed.instansi, &[]).await.unwrap();

    let first = report.first().expect("a finding");
    assert_eq!((first.what, first.record), (What::BackDated, Some(new.id.0.into_bytes())), "{first:?}");
}

/// Somebody who computes everything anew, without the key: body, commitment, leaf, tiles, roots.
#[tokio::test]
async fn everything_computed_anew_is_betrayed_by_the_signature_and_with_the_key_by_what_was_kept_outside() {
    let sealed = Sealed::new().await;
    let app = &sealed.test.app;
    let (record, position) = sealed.recompute(app).await;

    let without_key = verify(app, &sealed.instansi, &[]).await.unwrap();
    assert!(without_key.findings.iter().any(|one| one.caught_by == CaughtBy::Signature), "{:#?}", without_key.findings);

    sealed.sign_anew(app).await;
    let with_key = verify(app, &sealed.instansi, &[]).await.unwrap();
    assert!(with_key.holds(), "the database agrees with itself: {:#?}", with_key.findings);

    let outside = verify(app, &sealed.instansi, &sealed.outside).await.unwrap();
    let first = outside.first().expect("a finding");
    assert_eq!((first.caught_by, first.what), (CaughtBy::OutsideCheckpoint, What::Forked));

    let question = Question { receipts: &sealed.receipts, ..Question::default() };
    let report = verify_with(app, &sealed.instansi, &question).await.unwrap();
    assert!(report.findings.iter().any(|one| one.caught_by == CaughtBy::Receipt), "{position} {record:?}");
}

#[tokio::test]
async fn a_receipt_of_a_record_that_is_there_is_kept() {
    let sealed = Sealed::new().await;
    let question = Question { receipts: &sealed.receipts, ..Question::default() };

    let report = verify_with(&sealed.test.app, &sealed.instansi, &question).await.unwrap();

    assert!(report.holds(), "{:#?}", report.findings);
    assert_eq!(report.receipts, sealed.receipts.len() as u64);
}

#[tokio::test]
async fn the_daily_look_keeps_what_it_found_and_tells_it_once_an_episode() {
    let sealed = Sealed::new().await;
    let app = &sealed.test.app;
    let told = async |role| {
        let client = sealed.test.as_role(role).await;
        let all = client.get("/api/v1/me/notices").await.json()["items"].as_array().unwrap().clone();
        all.iter().filter(|one| one["kind"] == "seal_broken").count()
    };
    let latest = async || app.db.read(async |tx| verifications::latest(tx, CITY).await).await.unwrap().unwrap();

    looking::look(app, &sealed.instansi).await.unwrap();
    let first = latest().await;
    assert!(first.holds && first.records > 300, "{first:?}");
    assert_eq!(told(Role::Operator).await, 0);

    app.db.write(async |tx| tamper(tx, "UPDATE punches SET received_at = received_at + 1").await).await.unwrap();
    for _ in 0..2 {
        sealed.test.wait(1.hours());
        looking::look(app, &sealed.instansi).await.unwrap();
    }
    let last = latest().await;
    assert!(!last.holds && last.findings > 100 && last.first.unwrap().contains("received_at"));
    for role in [Role::Operator, Role::Inspektorat] {
        assert_eq!(told(role).await, 1, "{role:?}");
    }
    assert_eq!(told(Role::Kepala).await, 0);
}
