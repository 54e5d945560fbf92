//! Erasure by law: what goes, what stays, who may say so, and that everything still adds up.

use axum::body::Body;
use axum::http::Method;
use hadir_domain::access::Role;
use hadir_domain::ids::{AccountId, PersonId};
use hadir_ledger::bundle::{Question, Records, verify};
use hadir_server::app::App;
use hadir_server::services::erasing::{self, retaining};
use hadir_server::services::judging;
use hadir_server::services::sealing::exporting::{Options, export};
use hadir_store::accounts::{self, Account, AccountState};
use hadir_store::instansi::{self, Instansi};
use hadir_store::punches::{self, Repair};
use hadir_store::{Db, StoreError, directory, erasures, people, posts, raw_files, records};
use jiff::civil::date;
use jiff::{Span, ToSpan};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::support::{CITY, Client, DISDIK, SITI, TERMINAL, TestApp, TestPhone, grant, person_of, send};

/// Siti's rows between those of somebody nobody matched, one of hers unreadable.
const ATTLOG: &[u8] = b"99\t2026-01-16 07:20:00\t1\t0\t1\t0\r\n\
    7\t2026-01-16 07:12:33\t1\t0\t1\t0\r\n\
    7\t2026-01-16 16:04:10\t1\t1\t1\t0\r\n\
    7\t2026-01-16 25:99:00\t1\t0\t1\t0\r\n\
    99\t2026-01-16 16:20:00\t1\t1\t1\t0\r\n";
const FROM_TERMINAL: &[(&str, &str)] = &[("source", "machine"), ("device", TERMINAL)];
const NAME: &str = "Contoh pegawai";

fn fresh() -> Uuid {
    hadir_server::system::System::real().uuid()
}

async fn city(app: &App) -> Instansi {
    app.db.read(async |tx| instansi::get(tx, CITY).await).await.unwrap().unwrap()
}

async fn second_officer(app: &TestApp) -> Client {
    let (account, person) = (AccountId(Uuid::from_u128(0x7001)), person_of(Role::Inspektorat));
    let new = Account {
        instansi: CITY,
        id: account,
        login: "bkpsdm-2".into(),
        password_hash: None,
        person: Some(PersonId(person.0)),
        lang: "id".into(),
        state: AccountState::Active,
        failed_tries: 0,
        locked_until: None,
        created_at: app.app.now(),
    };
    app.app
        .db
        .write(async |tx| {
            accounts::add(tx, &new).await?;
            directory::put(tx, CITY, directory::Key::Login, "bkpsdm-2").await?;
            grant(&app.app, tx, CITY, account, Role::Bkpsdm, None).await
        })
        .await
        .unwrap();
    app.as_account(CITY, account).await
}

/// Siti and her head punch by phone, siti with a photo; a stick brings a file; January is closed; siti leaves.
async fn lived(app: &TestApp) -> Vec<u8> {
    let (siti, head) = (app.as_role(Role::Pegawai).await, app.as_role(Role::Kepala).await);
    let (mut own, mut other) = (TestPhone::new(), TestPhone::new());
    own.enrol(&siti).await;
    other.enrol(&head).await;
    app.wait(1.minute());
    let photo = [&[0xff, 0xd8, 0xff, 0xe0][..], &[9; 3000]].concat();
    let hash = hex::encode(Sha256::digest(&photo));
    let punch = own.punch_with("in", "2026-01-19T07:31:05+07:00", json!({ "selfie_sha256": hash }));
    assert_eq!(send(&siti, std::slice::from_ref(&punch)).await.status, 200);
    let to = format!("/api/v1/punches/{}/photo", punch["id"].as_str().unwrap());
    assert_eq!(siti.send(Method::PUT, &to, Some("image/jpeg"), Body::from(photo)).await.status, 204);
    send(&head, &[other.punch("in", "2026-01-19T07:30:00+07:00")]).await;
    let officer = app.as_role(Role::Bkpsdm).await;
    let taken = officer.post_file("/api/v1/imports", FROM_TERMINAL, "1_attlog.dat", ATTLOG).await;
    assert_eq!(taken.status, 201, "{}", taken.text());
    let asked = json!({
        "id": fresh(), "kind": "correction", "reason": "lupa absen",
        "detail": { "date": "2026-01-15", "side": "status", "status": "DL", "code": "elsewhere" }
    });
    assert_eq!(siti.post("/api/v1/me/requests", &asked).await.status, 201);
    app.wait(Span::new().hours(24 * 23));
    let close = json!({ "unit": "DISDIK", "month": "2026-01", "reason": "uji" });
    let officer = app.as_role(Role::Bkpsdm).await;
    let closed = officer.post("/api/v1/periods", &close).await;
    assert_eq!(closed.status, 204, "{}", closed.text());
    leave(app).await;
    Sha256::digest(ATTLOG).to_vec()
}

async fn leave(app: &TestApp) {
    let person = person_of(Role::Pegawai);
    app.app
        .db
        .write(async |tx| {
            for post in posts::of_people(tx, CITY, &[person]).await? {
                posts::end(tx, CITY, &post, date(2026, 1, 31)).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

fn order(id: Uuid, person: PersonId) -> Value {
    json!({
        "id": id, "person": person, "ground": "order", "classes": [], "reference": "PN-12/2026", "reason": "putusan",
        "request": null
    })
}

fn word(decision: &str) -> Value {
    json!({ "id": fresh(), "decision": decision, "reason": "sesuai putusan" })
}

fn decide_at(id: impl std::fmt::Display) -> String {
    format!("/api/v1/erasures/{id}/decide")
}

async fn recap(app: &TestApp) -> Value {
    let officer = app.as_role(Role::Bkpsdm).await;
    officer.get("/api/v1/recap?month=2026-01&unit=DISDIK").await.json()
}

/// Everything derived follows from what is there, and every missing body is covered by a tombstone.
async fn holds_together(app: &App) -> judging::Checked {
    let facts = app.db.read(async |tx| punches::rebuild(tx, CITY, Repair::No).await).await.unwrap();
    assert!(facts.holds(), "{facts:?}");
    let checked = judging::check(app, &city(app).await, date(2026, 1, 1), date(2026, 2, 11)).await.unwrap();
    assert_eq!(checked.different, 0, "{:?}", checked.differences);
    let mut missing = Vec::new();
    app.db
        .write(async |tx| {
            records::place_waiting(tx, CITY, 100_000).await?;
            for leaf in records::leaves(tx, CITY, 0, 100_000).await? {
                if records::body(tx, CITY, leaf.record).await?.is_none() {
                    missing.push(leaf.record);
                }
            }
            let covered = erasures::is_covered(tx, CITY, &missing).await?;
            assert_eq!(covered.len(), missing.len(), "bodies missing without a tombstone");
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    a_bundle_says_so(app, missing.len() as u64).await;
    checked
}

/// A bundle of the log holds, and counts what is gone as erased.
async fn a_bundle_says_so(app: &App, gone: u64) {
    let options = Options { records: Records::All, from: 0 };
    let (bundle, exported) = export(app, &city(app).await, options, || Ok(Vec::new())).await.unwrap();
    let report = verify(bundle.as_slice(), &Question::default()).unwrap();
    assert!(report.holds() && exported.fits(), "{:?}", report.findings);
    assert_eq!((report.erased, report.records), (gone, report.size - gone));
}

#[tokio::test]
async fn an_order_takes_a_person_out_and_everything_still_adds_up() {
    taken_out(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        taken_out(app).await;
    }
}

async fn taken_out(app: TestApp) {
    let hash = lived(&app).await;
    let (person, id) = (person_of(Role::Pegawai), fresh());
    let (one, two) = (app.as_role(Role::Bkpsdm).await, second_officer(&app).await);
    let before = recap(&app).await;
    holds_together(&app.app).await;
    let backup = app.app.data().join("backup.db");
    let on_sqlite = matches!(app.app.db, Db::Sqlite { .. });
    if on_sqlite {
        app.app.db.copy_to(&backup).await.unwrap();
    }

    let plan = one.get(&format!("/api/v1/erasures/plan?person={person}&ground=order")).await.json();
    let class = |name: &str| {
        plan["classes"].as_array().unwrap().iter().find(|one| one["class"] == name).cloned().unwrap_or_default()
    };
    assert_eq!(class("punches")["goes"], 3, "{plan}");
    assert_eq!((&class("photos")["goes"], &class("identity")["stays"]), (&json!(1), &json!([])), "{plan}");
    let proposed = one.post("/api/v1/erasures", &order(id, person)).await;
    assert_eq!(proposed.status, 201, "{}", proposed.text());
    assert_eq!(one.post("/api/v1/erasures", &order(id, person)).await.status, 201, "sent again");
    assert_eq!(one.post(&decide_at(id), &word("confirm")).await.code(), "own_proposal");
    let done = two.post(&decide_at(id), &word("confirm")).await;
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(done.json()["state"], "done", "{}", done.text());
    assert_eq!(two.post(&decide_at(id), &word("reject")).await.code(), "already_decided");

    // The person is gone and the sums are not.
    let checked = holds_together(&app.app).await;
    assert!(checked.erased > 0, "{checked:?}");
    let after = recap(&app).await;
    assert_eq!(after["totals"], before["totals"]);
    let row = |recap: &Value, of: PersonId| {
        let rows = recap["people"].as_array().unwrap();
        rows.iter().find(|row| row["person"] == json!(of)).cloned().unwrap_or_default()
    };
    assert_eq!(row(&after, person)["codes"], row(&before, person)["codes"]);
    assert_eq!(row(&after, person)["name"], "Terhapus 1");
    assert_eq!(row(&after, person_of(Role::Kepala)), row(&before, person_of(Role::Kepala)));
    let known = app.app.db.read(async |tx| people::get(tx, CITY, person).await).await.unwrap().unwrap();
    assert!(known.identifiers.is_empty());
    assert!(files_below(&app.app.data().join("photos")).is_empty(), "the photo is off the disk");
    let old = app.app.db.read(async |tx| raw_files::get(tx, CITY, &hash.clone().try_into().unwrap()).await).await;
    assert!(old.unwrap().unwrap().destroyed_at.is_some(), "the file is replaced");
    assert_eq!(files_below(&app.app.data().join("raw")).len(), 1, "by a copy without her rows");
    let again = one.post_file("/api/v1/imports", FROM_TERMINAL, "1_attlog.dat", ATTLOG).await;
    assert_eq!(again.code(), "erased_file");

    let list = std::fs::read_to_string(app.app.data().join("erasures.jsonl")).unwrap();
    for text in [NAME, SITI, "PN-12/2026", "bkpsdm"] {
        assert!(!list.contains(text), "the list names {text}");
    }
    if on_sqlite {
        nothing_of_her_is_left(&app).await;
        replayed_after_a_restore(&app, &backup, &list, person).await;
    }
}

fn files_below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let entries = entries.map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// Neither a copy of the database, written anew, nor its own files hold her name, her number or her words.
async fn nothing_of_her_is_left(test: &TestApp) {
    let copy = test.app.data().join("after.db");
    test.app.db.copy_to(&copy).await.unwrap();
    let own = std::path::PathBuf::from(test.database_url().trim_start_matches("sqlite://"));
    let log = own.with_extension("db-wal");
    for file in [copy, own, log] {
        let Ok(bytes) = std::fs::read(&file) else { continue };
        for text in [NAME, SITI, "lupa absen"] {
            let left = bytes.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(!left, "{text} is left in {}", file.display());
        }
    }
}

/// A backup from before brings her back; the list takes her out again.
async fn replayed_after_a_restore(test: &TestApp, backup: &std::path::Path, list: &str, person: PersonId) {
    let db = Db::open(&format!("sqlite://{}", backup.display())).await.unwrap();
    let app = App { db, ..test.app.clone() };
    let name = async || app.db.read(async |tx| people::get(tx, CITY, person).await).await.unwrap().unwrap().name;
    assert_eq!(name().await, NAME);

    let did = erasing::replay(&app, &city(&app).await, list).await.unwrap();

    assert_eq!((did.erasures, did.again), (1, 1));
    assert_eq!(name().await, "Terhapus 1");
    holds_together(&app).await;
    let again = erasing::replay(&app, &city(&app).await, list).await.unwrap();
    assert_eq!((again.again, again.records), (0, 0));
}

#[tokio::test]
async fn a_hold_wins_over_an_order_and_over_a_word_already_given() {
    let app = TestApp::new().await;
    lived(&app).await;
    let (person, id) = (person_of(Role::Pegawai), fresh());
    let (one, two) = (app.as_role(Role::Bkpsdm).await, second_officer(&app).await);
    let inspector = app.as_role(Role::Inspektorat).await;
    let proposed = one.post("/api/v1/erasures", &order(id, person)).await;
    assert_eq!(proposed.status, 201, "{}", proposed.text());

    let hold = json!({
        "id": fresh(), "scope": "unit", "target": DISDIK, "reason": "pemeriksaan", "reference": "S-7", "until": null
    });
    let kept = inspector.post("/api/v1/holds", &hold).await;
    assert_eq!(kept.status, 201, "{}", kept.text());
    assert_eq!(two.post(&decide_at(id), &word("confirm")).await.code(), "legal_hold");
    assert_eq!(one.post("/api/v1/erasures", &order(fresh(), person)).await.code(), "legal_hold");
    let plan = one.get(&format!("/api/v1/erasures/plan?person={person}&ground=order")).await.json();
    assert_eq!((&plan["takes_something"], &plan["classes"][0]["stays"][0]["because"]), (&json!(false), &json!("hold")));

    let end = format!("/api/v1/holds/{}/end", kept.json()["id"].as_str().unwrap());
    let ending = json!({ "id": fresh(), "reason": "pemeriksaan selesai" });
    assert_eq!(inspector.post(&end, &ending).await.status, 204);
    assert_eq!(inspector.post(&end, &ending).await.status, 204, "sent again");
    assert_eq!(two.post(&decide_at(id), &word("confirm")).await.json()["state"], "done");
}

#[tokio::test]
async fn a_wish_takes_only_what_need_not_be_kept_and_says_what_stays_until_when() {
    let app = TestApp::new().await;
    lived(&app).await;
    let person = person_of(Role::Pegawai);
    let siti = app.as_role(Role::Pegawai).await;
    let asked = json!({ "id": fresh(), "ask": "erase", "field": "photo", "wrong": "foto lama" });
    let request = siti.post("/api/v1/me/data-requests", &asked).await.json();
    let one = app.as_role(Role::Bkpsdm).await;
    let wish = json!({
        "id": fresh(), "person": person, "ground": "request", "classes": ["photos"], "reference": "", "reason": "diminta",
        "request": request["id"]
    });

    assert_eq!(one.post("/api/v1/erasures", &wish).await.code(), "nothing_goes");
    let plan = one.get(&format!("/api/v1/erasures/plan?person={person}&ground=request")).await.json();
    let photos = plan["classes"].as_array().unwrap().iter().find(|one| one["class"] == "photos").unwrap();
    assert_eq!((&photos["goes"], &photos["stays"][0]["because"]), (&json!(0), &json!("retention")));
    assert_eq!(photos["stays"][0]["until"], "2026-05-12");

    app.wait(Span::new().hours(24 * 90));
    let (one, two) = (app.as_role(Role::Bkpsdm).await, second_officer(&app).await);
    let proposed = one.post("/api/v1/erasures", &wish).await;
    assert_eq!(proposed.status, 201, "{}", proposed.text());
    let id = proposed.json()["id"].as_str().unwrap().to_owned();
    let done = two.post(&decide_at(id), &word("confirm")).await.json();
    assert_eq!((&done["state"], &done["classes"][0]["gone"]), (&json!("done"), &json!(1)), "{done}");
    let mine = app.as_role(Role::Pegawai).await.get("/api/v1/me/data-requests").await.json();
    assert_eq!(mine["items"][0]["state"], "done", "her request is answered");
    let left = app.app.db.read(async |tx| people::get(tx, CITY, person).await).await.unwrap().unwrap();
    assert_eq!(left.name, NAME, "nothing else went");
    holds_together(&app.app).await;
}

#[tokio::test]
async fn an_erasure_that_was_cut_off_goes_on_where_it_was() {
    let app = TestApp::new().await;
    lived(&app).await;
    let (person, id) = (person_of(Role::Pegawai), fresh());
    let one = app.as_role(Role::Bkpsdm).await;
    one.post("/api/v1/erasures", &order(id, person)).await;
    // The second word is written, and the server dies after the first piece.
    let step = erasures::Step {
        id: fresh(),
        erasure: id,
        word: erasures::Word::Confirm,
        reason: "uji".into(),
        by_login: "bkpsdm-2".into(),
        by_person: None,
        received_at: app.app.now(),
    };
    app.app
        .db
        .write(async |tx| {
            erasures::step(tx, CITY, &step, [1; 16]).await?;
            erasures::files::queue(tx, CITY, id, "photos/tidak-ada").await
        })
        .await
        .unwrap();

    retaining::once(&app.app, false).await.unwrap();
    retaining::once(&app.app, false).await.unwrap();

    let erasure = app.app.db.read(async |tx| erasures::get(tx, CITY, id).await).await.unwrap().unwrap();
    assert_eq!(erasure.state().as_str(), "done");
    assert!(app.app.db.read(async |tx| erasures::files::queued(tx, CITY, 9).await).await.unwrap().is_empty());
    assert!(app.app.db.read(async |tx| erasures::files::traces(tx, CITY, id).await).await.unwrap().is_empty());
    holds_together(&app.app).await;
}

#[tokio::test]
async fn photos_past_their_days_go_alone_once_switched_on_and_what_is_over_waits_for_two() {
    kept_no_longer(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        kept_no_longer(app).await;
    }
}

async fn kept_no_longer(app: TestApp) {
    lived(&app).await;
    let old = b"7\t2019-03-04 07:12:33\t1\t0\t1\t0\r\n99\t2019-03-04 07:20:00\t1\t0\t1\t0\r\n";
    let officer = app.as_role(Role::Bkpsdm).await;
    let taken = officer.post_file("/api/v1/imports", FROM_TERMINAL, "lama.dat", old).await;
    assert_eq!(taken.status, 201, "{}", taken.text());
    app.wait(Span::new().hours(24 * 90));
    let photos = || files_below(&app.app.data().join("photos")).len();

    retaining::once(&app.app, true).await.unwrap();
    assert_eq!(photos(), 1, "off until it is switched on");
    let set = retaining::Switches { propose: true, photos: true };
    retaining::switch(&app.app, &city(&app.app).await, set).await.unwrap();
    retaining::once(&app.app, true).await.unwrap();
    assert_eq!(photos(), 0);

    let (one, two) = (app.as_role(Role::Bkpsdm).await, second_officer(&app).await);
    let list = one.get("/api/v1/erasures").await.json();
    let waits = list["items"].as_array().unwrap().iter().find(|one| one["state"] == "proposed").unwrap().clone();
    assert_eq!((&waits["person"], &waits["proposed_by"]), (&Value::Null, &json!("sistem")));
    let at = decide_at(waits["id"].as_str().unwrap());
    assert_eq!(one.post(&at, &word("confirm")).await.json()["state"], "proposed", "taken up by the first");
    assert_eq!(one.post(&at, &word("confirm")).await.code(), "own_proposal");
    assert_eq!(two.post(&at, &word("confirm")).await.json()["state"], "confirmed");
    retaining::once(&app.app, true).await.unwrap();

    let list = one.get("/api/v1/erasures").await.json();
    let done = list["items"].as_array().unwrap().iter().find(|one| one["id"] == waits["id"]).unwrap().clone();
    assert_eq!(done["state"], "done");
    let person = person_of(Role::Pegawai);
    let (first, _) =
        app.app.db.read(async |tx| erasures::punches::span(tx, CITY, person).await).await.unwrap().unwrap();
    assert!(first > "2026-01-01T00:00:00Z".parse().unwrap(), "only the old ones went: {first}");
    let known = app.app.db.read(async |tx| people::get(tx, CITY, person).await).await.unwrap().unwrap();
    assert_eq!(known.name, NAME);
    holds_together(&app.app).await;
}

#[tokio::test]
async fn nobody_erases_themselves_and_who_serves_keeps_their_name() {
    let app = TestApp::new().await;
    let one = app.as_role(Role::Bkpsdm).await;

    let own = order(fresh(), person_of(Role::Bkpsdm));
    assert_eq!(one.post("/api/v1/erasures", &own).await.code(), "own_record");
    let blank = json!({
        "id": fresh(), "person": person_of(Role::Pegawai), "ground": "order", "classes": [], "reference": " ", "reason": "x"
    });
    assert_eq!(one.post("/api/v1/erasures", &blank).await.json()["errors"][0]["field"], "reference");
    let head = person_of(Role::Kepala);
    let plan = one.get(&format!("/api/v1/erasures/plan?person={head}&ground=order&classes=identity")).await.json();
    assert_eq!(plan["classes"][0]["stays"][0]["because"], "serving", "{plan}");
    let hold = json!({
        "id": fresh(), "scope": "person", "target": person_of(Role::Bkpsdm), "reason": "uji", "reference": "S-1"
    });
    let kept = app.as_role(Role::Inspektorat).await.post("/api/v1/holds", &hold).await.json();
    let end = format!("/api/v1/holds/{}/end", kept["id"].as_str().unwrap());
    assert_eq!(one.post(&end, &json!({ "id": fresh(), "reason": "x" })).await.code(), "own_record");
}
