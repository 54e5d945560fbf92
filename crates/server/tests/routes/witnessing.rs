//! One city's log watched by another city's server, both real.

use hadir_ledger::checkpoint::Checkpoint;
use hadir_ledger::note::{Algorithm, Note, Signer, Verifier};
use hadir_server::http::serve;
use hadir_server::services::sealing::{keys, sequencing, watching, witnessing};
use hadir_store::instansi::{self, Instansi};
use hadir_store::seal::keys::Purpose;
use hadir_store::seal::testing::tamper;
use hadir_store::seal::witnesses::{self, Witness};
use jiff::ToSpan;

use crate::support::{Answer, CITY, Client, TestApp};

async fn city(app: &TestApp) -> Instansi {
    app.app.db.read(async |tx| instansi::get(tx, CITY).await).await.unwrap().unwrap()
}

async fn grow(app: &TestApp) -> u64 {
    let city = city(app).await;
    sequencing::now(&app.app, &city).await.unwrap();
    keys::rotate(&app.app, &city, Purpose::Time, "uji", "uji").await.unwrap();
    sequencing::now(&app.app, &city).await.unwrap().unwrap().size
}

async fn log_key(app: &TestApp) -> String {
    let log = keys::begun(&app.app, &city(app).await).await.unwrap();
    log.in_use(Purpose::Log)[0].vkey.clone()
}

async fn witness(app: &TestApp) -> Witness {
    app.app.db.read(async |tx| witnesses::all(tx, CITY).await).await.unwrap().remove(0)
}

async fn ask(app: &TestApp) -> u32 {
    witnessing::once(&app.app, &city(app).await, "satu").await.unwrap()
}

/// Puts the log aside and signs another in its place, as a keeper who cheats would: same key, other leaves.
async fn forge(app: &TestApp) {
    let statements = [
        "DELETE FROM cosignatures WHERE instansi_id = 1",
        "DELETE FROM checkpoints WHERE instansi_id = 1",
        "DELETE FROM log_tiles WHERE instansi_id = 1",
        "UPDATE leaf_positions SET leaf = zeroblob(32) WHERE instansi_id = 1 AND position = 2",
    ];
    for statement in statements {
        app.app.db.write(async |tx| tamper(tx, statement).await).await.unwrap();
    }
}

#[tokio::test]
async fn another_citys_server_cosigns_what_continues_and_refuses_a_fork() {
    let watcher = TestApp::with(|settings| settings.public_url = Some("https://hadir.kota-saksi.test".into())).await;
    let serving = serve(watcher.app.clone(), Some("127.0.0.1:0".parse().unwrap())).await.unwrap();
    let app = TestApp::with(|settings| settings.notices.push_allow_private = true).await;
    grow(&app).await;
    let url = format!("{}/witness", serving.url());
    let vkey = watching::signer(&watcher.app).await.unwrap().verifier().vkey();
    assert!(vkey.starts_with("hadir.kota-saksi.test/witness+"));
    witnessing::take(&app.app, &city(&app).await, &url, &vkey, "uji").await.unwrap();

    // Nobody told the watcher yet.
    assert_eq!(ask(&app).await, 0);
    assert!(witness(&app).await.trouble.contains("404"), "{}", witness(&app).await.trouble);
    watching::watch(&watcher.app, &log_key(&app).await, "uji").await.unwrap();
    assert_eq!(ask(&app).await, 0, "asked a moment ago");
    app.wait(1.minute());
    assert_eq!(ask(&app).await, 1);

    // Twice more, with a proof; what it signed stands under the published checkpoint.
    for _ in 0..2 {
        app.wait(2.minutes());
        let size = grow(&app).await;
        assert_eq!(ask(&app).await, 1);
        assert_eq!(witness(&app).await.seen_size, size);
    }
    let note = app.anyone().get("/log/kota-contoh/checkpoint").await.text();
    let note = Note::parse(&note).unwrap();
    assert!(Verifier::parse(&vkey).unwrap().check(&note).unwrap().is_some());

    // Its own book is lost: the watcher says what it signed, and a proof from there holds.
    let lost = "DELETE FROM cosignatures WHERE instansi_id = 1";
    app.app.db.write(async |tx| tamper(tx, lost).await).await.unwrap();
    app.wait(2.minutes());
    grow(&app).await;
    assert_eq!(ask(&app).await, 1);

    // An hour without anything new: asked again, for a fresh date.
    app.wait(59.minutes());
    assert_eq!(ask(&app).await, 0);
    app.wait(1.minute());
    assert_eq!(ask(&app).await, 1);

    forge(&app).await;
    app.wait(2.minutes());
    grow(&app).await;
    assert_eq!(ask(&app).await, 0);
    assert!(witness(&app).await.trouble.contains("IT WAS CHANGED"), "{}", witness(&app).await.trouble);
    let seen = watching::all(&watcher.app).await.unwrap().remove(0).1.unwrap();
    assert_eq!(seen.size, witness(&app).await.seen_size, "the watcher stays with what it signed");
}

/// Sends a request as the specification writes it.
async fn add(anyone: &Client, old: &str, proof: &[&str], note: &Note) -> Answer {
    let lines: String = proof.iter().map(|line| format!("{line}\n")).collect();
    let body = format!("{old}\n{lines}\n{note}");
    let method = "POST".parse().unwrap();
    anyone.send(method, "/witness/add-checkpoint", Some("text/plain"), body.into()).await
}

#[tokio::test]
async fn each_request_is_answered_as_the_specification_says() {
    let watcher = TestApp::new().await;
    let signer = Signer::new("kota.test/log/a", Algorithm::Ed25519, &[5; 32]).unwrap();
    let stranger = Signer::new("kota.test/log/a", Algorithm::Ed25519, &[6; 32]).unwrap();
    let other = Signer::new("kota.test/log/b", Algorithm::Ed25519, &[5; 32]).unwrap();
    watching::watch(&watcher.app, &signer.verifier().vkey(), "uji").await.unwrap();
    let anyone = watcher.anyone();
    let entries: Vec<[u8; 32]> = (0..5).map(|number| [number; 32]).collect();
    let note = |size: usize, by: &Signer| {
        let root = hadir_ledger::merkle::root(&entries[..size]);
        let origin = by.verifier().name().to_owned();
        Checkpoint { origin, size: size as u64, root, extensions: Vec::new() }.sign(&[by], 0)
    };

    assert_eq!(add(&anyone, "old 0", &[], &note(2, &other)).await.status, 404);
    assert_eq!(add(&anyone, "old 0", &[], &note(2, &stranger)).await.status, 403);
    assert_eq!(add(&anyone, "old 3", &[], &note(2, &signer)).await.status, 400);
    assert_eq!(add(&anyone, "old 00", &[], &note(2, &signer)).await.status, 400);
    assert_eq!(add(&anyone, "old 0", &["?"], &note(2, &signer)).await.status, 400);
    let line = "A".repeat(43) + "=";
    assert_eq!(add(&anyone, "old 0", &[&line], &note(2, &signer)).await.status, 422);
    let signed = add(&anyone, "old 0", &[], &note(2, &signer)).await;
    assert_eq!(signed.status, 200);
    let key = watching::signer(&watcher.app).await.unwrap();
    let cosigned = Note::parse(&format!("{}{}", note(2, &signer), signed.text())).unwrap();
    assert!(key.verifier().check(&cosigned).unwrap().is_some());

    let conflict = add(&anyone, "old 0", &[], &note(4, &signer)).await;
    assert_eq!((conflict.status.as_u16(), conflict.text().as_str()), (409, "2\n"));
    assert_eq!(conflict.header("content-type"), "text/x.tlog.size");
    assert_eq!(add(&anyone, "old 2", &[&line], &note(4, &signer)).await.status, 422);
    assert_eq!(add(&anyone, "old 2", &[], &note(2, &signer)).await.status, 200, "the same again, for a fresh date");
    let forged = Checkpoint { origin: "kota.test/log/a".into(), size: 2, root: [9; 32], extensions: Vec::new() };
    assert_eq!(add(&anyone, "old 2", &[], &forged.sign(&[&signer], 0)).await.status, 409);
    // Both keys of a rotation under one note: one that is believed is enough.
    let both = Checkpoint::parse(&note(2, &signer).text).unwrap().sign(&[&stranger, &signer], 0);
    assert_eq!(add(&anyone, "old 2", &[], &both).await.status, 200);
    watching::forget(&watcher.app, &signer.verifier().vkey()).await.unwrap();
    assert_eq!(add(&anyone, "old 2", &[], &note(2, &signer)).await.status, 404);
}
