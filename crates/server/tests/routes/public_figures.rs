//! The public page: opened by two officers, published by the job, safe to read for everybody and about everybody.

use std::collections::BTreeMap;

use hadir_domain::access::Role;
use hadir_domain::ids::{AccountId, PersonId};
use hadir_domain::origins::{Origin, OriginKind};
use hadir_domain::sidak::SidakState;
use hadir_server::services::publishing::daily::{self, Ran};
use hadir_server::services::publishing::from_snapshot;
use hadir_server::services::publishing::snapshot::Snapshot;
use hadir_store::accounts::{self, Account, AccountState};
use hadir_store::instansi::{self, Instansi};
use hadir_store::{StoreError, directory, marks, posts};
use jiff::ToSpan;
use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{CITY, CITY_HOST, Client, TestApp, crowd, grant, person_of};

const PAGE: &str = "/api/v1/public/attendance?instansi=kota-contoh";

async fn city(test: &TestApp) -> Instansi {
    test.app.db.read(async |tx| instansi::get(tx, CITY).await).await.unwrap().unwrap()
}

async fn second_officer(test: &TestApp) -> Client {
    let app = &test.app;
    let account = AccountId(Uuid::from_u128(0x7001));
    let new = Account {
        instansi: CITY,
        id: account,
        login: "bkpsdm-2".into(),
        password_hash: None,
        person: None,
        lang: "id".into(),
        state: AccountState::Active,
        failed_tries: 0,
        locked_until: None,
        created_at: app.now(),
    };
    app.db
        .write(async |tx| {
            accounts::add(tx, &new).await?;
            directory::put(tx, CITY, directory::Key::Login, "bkpsdm-2").await?;
            grant(app, tx, CITY, account, Role::Bkpsdm, None).await
        })
        .await
        .unwrap();
    test.as_account(CITY, account).await
}

fn word(number: u128, word: &str, proposal: Option<u128>) -> Value {
    let proposal = proposal.map(Uuid::from_u128);
    json!({
        "id": Uuid::from_u128(number), "word": word, "proposal": proposal, "from_on": "2026-01-19", "reason": "Keterbukaan."
    })
}

/// A city with an OPD of 29 people, whose page is open from that Monday on.
async fn open() -> TestApp {
    let app = TestApp::new().await;
    open_on(&app).await;
    app
}

async fn open_on(app: &TestApp) {
    crowd(app, 20).await;
    let one = app.as_role(Role::Bkpsdm).await;
    let proposed = one.post("/api/v1/public/words", &word(1, "proposed", None)).await;
    assert_eq!(proposed.status, 201, "{}", proposed.text());
    let two = second_officer(app).await;
    let opened = two.post("/api/v1/public/words", &word(2, "opened", Some(1))).await;
    assert_eq!((opened.status.as_u16(), &opened.json()["open_from"]), (201, &json!("2026-01-19")), "{}", opened.text());
}

/// A signed roll of that Monday names these people.
async fn sign_roll(app: &TestApp, people: &[PersonId]) {
    let rows: Vec<Value> =
        people.iter().map(|person| json!({ "person": person.0, "arrived": "07:10", "left": null })).collect();
    let roll = json!({
        "unit": "DISDIK-SD1", "date": "2026-01-19", "rows": rows,
        "signer": { "name": "Contoh Kepala", "number": "209901012120012001", "position": "Kepala Dinas" }
    });
    let answer = app.as_role(Role::AdminUnit).await.post("/api/v1/rolls", &roll).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
}

fn of_crowd(from: u128, to: u128) -> Vec<PersonId> {
    (from..=to).map(|number| PersonId(Uuid::from_u128(0x5000 + number))).collect()
}

async fn run(app: &TestApp) -> Ran {
    Box::pin(daily::run(&app.app, &city(app).await, true)).await.unwrap()
}

/// Four days later every terminal has reported, and nobody waits for a roll any more.
async fn days_later(app: &TestApp) {
    app.wait(96.hours());
    let now = app.app.now();
    app.app
        .db
        .write(async |tx| {
            for number in [0x501, 0x502_u128] {
                marks::reach(tx, CITY, "machine", &Uuid::from_u128(number).to_string(), now).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

fn adds_up(table: &Value) {
    let sum =
        |figures: &Value| figures.as_array().unwrap().iter().map(|one| one["count"].as_u64().unwrap()).sum::<u64>();
    for row in table["rows"].as_array().unwrap() {
        assert_eq!(json!(sum(&row["figures"])), row["counted"], "{row}");
        assert!(row["figures"].as_array().unwrap().iter().all(|one| one["count"].as_u64().unwrap() >= 5), "{row}");
    }
    assert_eq!(json!(sum(&table["total"]["figures"])), table["total"]["counted"]);
}

#[tokio::test]
async fn nothing_is_published_before_a_second_officer_opens_the_page() {
    let app = TestApp::new().await;
    crowd(&app, 20).await;
    days_later(&app).await;
    let one = app.as_role(Role::Bkpsdm).await;
    let early = json!({
        "id": Uuid::from_u128(9), "word": "proposed", "proposal": null, "from_on": "2025-12-01", "reason": "Keterbukaan."
    });
    let bad = one.post("/api/v1/public/words", &early).await;
    let proposed = one.post("/api/v1/public/words", &word(1, "proposed", None)).await;
    let again = one.post("/api/v1/public/words", &word(1, "proposed", None)).await;
    let own = one.post("/api/v1/public/words", &word(2, "opened", Some(1))).await;
    let nothing = run(&app).await;

    assert_eq!((bad.status.as_u16(), bad.code()), (422, "bad_day".into()));
    assert_eq!((proposed.status.as_u16(), again.status.as_u16()), (201, 201));
    assert_eq!(again.json()["words"].as_array().unwrap().len(), 1);
    assert_eq!((own.status.as_u16(), own.code()), (403, "own_proposal".into()));
    assert_eq!(nothing, Ran::default());
    let page = app.anyone().get(PAGE).await.json();
    assert_eq!((&page["open"], &page["latest"], &page["tables"]), (&json!(false), &Value::Null, &json!([])));
}

async fn a_settled_day_is_read_by_anybody(app: TestApp) {
    open_on(&app).await;
    sign_roll(&app, &of_crowd(1, 18)).await;
    let too_early = run(&app).await;
    days_later(&app).await;
    let ran = run(&app).await;

    assert_eq!(too_early, Ran::default(), "Monday is not over");
    assert!(ran.published >= 1, "{ran:?}");
    assert_eq!(run(&app).await.published, 0, "a day is published once");
    let answer = app.anyone().get(PAGE).await;
    let page = answer.json();
    assert_eq!(page["open"], true, "{page}");
    let monday = app.anyone().get("/api/v1/public/attendance/2026-01-19.json?instansi=kota-contoh").await;
    let table = monday.json();
    adds_up(&table);
    let rows = table["rows"].as_array().unwrap();
    assert_eq!((rows.len(), &rows[0]["opd"], &rows[0]["counted"]), (1, &json!("Dinas Pendidikan"), &json!(29)));
    assert_eq!(table["too_small"], 1, "one person serves at the health office");
    assert_eq!(rows[0]["present"]["numerator"], 18, "{table}");
    // No person and no clock time of anybody.
    for text in [answer.text(), monday.text()] {
        for hidden in ["Contoh pegawai", "Orang 1", "209901", "07:10", "00:10", "dr. Wulan", "Kesehatan"] {
            assert!(!text.contains(hidden), "{hidden} in {text}");
        }
        assert!(!text.contains(&person_of(Role::Pegawai).to_string()) && !text.contains("00005001"));
    }
}

#[tokio::test]
async fn a_settled_day_is_published_for_everybody_and_names_nobody() {
    a_settled_day_is_read_by_anybody(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        a_settled_day_is_read_by_anybody(app).await;
    }
}

#[tokio::test]
async fn page_json_and_csv_say_the_same_and_an_unchanged_answer_is_not_sent_again() {
    let app = open().await;
    sign_roll(&app, &of_crowd(1, 18)).await;
    days_later(&app).await;
    run(&app).await;
    let anyone = app.anyone();
    let page = anyone.get(PAGE).await;
    let file = page.json()["tables"].as_array().unwrap().last().unwrap()["file"].as_str().unwrap().to_owned();
    assert_eq!(file, "2026-01-19");
    let latest = page.json()["latest"].clone();
    let name = |ending: &str| {
        format!("/api/v1/public/attendance/{}.{ending}?instansi=kota-contoh", latest["date"].as_str().unwrap())
    };
    let (as_json, as_csv) = (anyone.get(&name("json")).await, anyone.get(&name("csv")).await);

    assert_eq!(as_json.json(), latest);
    assert_eq!(as_csv.header("content-type"), "text/csv; charset=utf-8");
    let text = as_csv.text();
    let mut found: BTreeMap<(String, String), u64> = BTreeMap::new();
    for line in text.lines().skip_while(|line| !line.starts_with("tanggal;")).skip(1) {
        let cells: Vec<&str> = line.split(';').collect();
        found.insert((cells[1].into(), cells[2].into()), cells[4].parse().unwrap());
    }
    let mut expected: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut take = |opd: &str, figures: &Value| {
        for one in figures.as_array().unwrap() {
            expected.insert((opd.into(), one["group"].as_str().unwrap().into()), one["count"].as_u64().unwrap());
        }
    };
    for row in latest["rows"].as_array().unwrap() {
        take(row["opd"].as_str().unwrap(), &row["figures"]);
    }
    take("JUMLAH", &latest["total"]["figures"]);
    assert_eq!(found, expected, "{text}");
    assert!(text.contains("# arti"));

    let tag = page.header("etag").to_owned();
    let same = anyone.with("if-none-match", &tag).get(PAGE).await;
    assert_eq!((same.status.as_u16(), same.bytes.len()), (304, 0));
    assert_eq!(page.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn the_instansi_is_the_one_named_or_the_one_of_the_address() {
    let app = open().await;
    let by_host = app.anyone().with("host", &format!("{CITY_HOST}:8080")).get("/api/v1/public/attendance").await;
    let nobody = app.anyone().get("/api/v1/public/attendance").await;
    let other = app.anyone().get("/api/v1/public/attendance?instansi=kabupaten-lain").await;

    assert_eq!(by_host.json()["instansi"]["code"], "kota-contoh");
    assert_eq!((nobody.status.as_u16(), nobody.code()), (404, "unknown_instansi".into()), "two are served here");
    assert_eq!(other.json()["open"], false);
    for file in ["2026-01-19.json", "2026-01-19.exe", "x.csv", "2026-01-19-sidak.json"] {
        let answer = app.anyone().get(&format!("/api/v1/public/attendance/{file}?instansi=kota-contoh")).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (404, "not_published".into()), "{file}");
    }
}

#[tokio::test]
async fn who_asks_too_often_waits() {
    let app = TestApp::new().await;
    let mut last = app.anyone().get(PAGE).await;
    for _ in 0..130 {
        last = app.anyone().get(PAGE).await;
    }
    assert_eq!((last.status.as_u16(), last.code()), (429, "too_many_tries".into()));
}

#[tokio::test]
async fn late_evidence_of_a_few_changes_nothing_and_of_many_is_a_correction_with_its_reason() {
    let app = open().await;
    sign_roll(&app, &of_crowd(1, 12)).await;
    days_later(&app).await;
    run(&app).await;
    let path = "/api/v1/public/attendance/2026-01-19.json?instansi=kota-contoh";
    let before = app.anyone().get(path).await.json();
    // A second sheet turns up, with three more on it.
    sign_roll(&app, &of_crowd(1, 15)).await;
    let few = run(&app).await;
    let after_few = app.anyone().get(path).await.json();
    sign_roll(&app, &of_crowd(1, 19)).await;
    let many = run(&app).await;
    let after = app.anyone().get(path).await.json();

    assert_eq!(few.corrected, 0);
    assert_eq!(after_few["rows"], before["rows"]);
    assert_eq!(many.corrected, 1, "{after}");
    adds_up(&after);
    assert_eq!(
        (&before["rows"][0]["present"]["numerator"], &after["rows"][0]["present"]["numerator"]),
        (&json!(12), &json!(19))
    );
    let log = after["corrections"].as_array().unwrap();
    assert_eq!(
        (log.len(), &log[0]["what"], &log[0]["rows"][0]["why"]),
        (1, &json!("correction"), &json!("late_evidence"))
    );
    assert_eq!(log[0]["rows"][0]["was"], before["rows"][0]["figures"]);
    assert_eq!(log[0]["rows"][0]["now"], after["rows"][0]["figures"]);
}

#[tokio::test]
async fn one_who_joins_or_leaves_is_not_seen_in_any_table() {
    let app = open().await;
    sign_roll(&app, &of_crowd(1, 18)).await;
    days_later(&app).await;
    // One leaves before the next days are published.
    let leaver = of_crowd(20, 20)[0];
    app.app
        .db
        .write(async |tx| {
            let post = posts::of_people(tx, CITY, &[leaver]).await?.remove(0);
            posts::end(tx, CITY, &post, date(2026, 1, 19)).await
        })
        .await
        .unwrap();
    run(&app).await;
    days_later(&app).await;
    run(&app).await;

    let page = app.anyone().get(PAGE).await.json();
    assert!(page["tables"].as_array().unwrap().len() >= 2, "{page}");
    for table in page["tables"].as_array().unwrap() {
        let file = table["file"].as_str().unwrap();
        let table =
            app.anyone().get(&format!("/api/v1/public/attendance/{file}.json?instansi=kota-contoh")).await.json();
        assert_eq!(table["rows"][0]["counted"], 29, "{file}");
        assert_eq!(table["same_people_since"], "2026-01-19");
    }
}

#[tokio::test]
async fn a_table_taken_back_shows_its_reason_and_no_figure() {
    let app = open().await;
    sign_roll(&app, &of_crowd(1, 18)).await;
    days_later(&app).await;
    run(&app).await;
    let officer = app.as_role(Role::Bkpsdm).await;
    let body = json!({ "id": Uuid::from_u128(0x91), "file": "2026-01-19", "reason": "Mesin salah tanggal." });
    let gone = officer.post("/api/v1/public/withdrawals", &body).await;
    let again = officer.post("/api/v1/public/withdrawals", &body).await;
    let twice = json!({ "id": Uuid::from_u128(0x92), "file": "2026-01-19", "reason": "Lagi." });
    let twice = officer.post("/api/v1/public/withdrawals", &twice).await;
    let none = json!({ "id": Uuid::from_u128(0x93), "file": "2026-01-02", "reason": "Lagi." });
    let none = officer.post("/api/v1/public/withdrawals", &none).await;

    assert_eq!((gone.status.as_u16(), again.status.as_u16()), (201, 201), "{}", gone.text());
    assert_eq!((twice.status.as_u16(), twice.code()), (409, "withdrawn_already".into()));
    assert_eq!((none.status.as_u16(), none.code()), (404, "not_published".into()));
    let table = app.anyone().get("/api/v1/public/attendance/2026-01-19.json?instansi=kota-contoh").await.json();
    assert_eq!(
        (&table["withdrawn"], &table["rows"], &table["seals"]),
        (&json!("Mesin salah tanggal."), &json!([]), &json!([]))
    );
    sign_roll(&app, &of_crowd(1, 20)).await;
    run(&app).await;
    let still = app.anyone().get("/api/v1/public/attendance/2026-01-19.json?instansi=kota-contoh").await.json();
    assert_eq!(still["rows"], json!([]), "it is not published again");
}

#[tokio::test]
async fn closing_the_page_takes_one_officer_and_hides_everything() {
    let app = open().await;
    days_later(&app).await;
    run(&app).await;
    let officer = app.as_role(Role::Bkpsdm).await;
    let closed = officer.post("/api/v1/public/words", &word(5, "closed", None)).await;

    assert_eq!((closed.status.as_u16(), &closed.json()["open_from"]), (201, &Value::Null), "{}", closed.text());
    assert_eq!(app.anyone().get(PAGE).await.json()["tables"], json!([]));
    let file = app.anyone().get("/api/v1/public/attendance/2026-01-19.csv?instansi=kota-contoh").await;
    assert_eq!(file.code(), "not_published");
}

#[tokio::test]
async fn a_preview_shows_what_would_be_published_and_keeps_nothing() {
    let app = TestApp::new().await;
    crowd(&app, 20).await;
    sign_roll(&app, &of_crowd(1, 18)).await;
    app.wait(24.hours());
    let officer = app.as_role(Role::Bkpsdm).await;
    let preview = officer.get("/api/v1/public/preview").await.json();
    let future = officer.get("/api/v1/public/preview?date=2026-02-02").await;

    assert_eq!(preview["preview"]["table"]["date"], "2026-01-19", "{preview}");
    assert_eq!(preview["preview"]["ready"], false);
    let waits_for = preview["preview"]["waits_for"].as_array().unwrap();
    assert!(waits_for.iter().any(|one| one["name"] == "Mesin BWXP209901"), "{preview}");
    assert_eq!(future.code(), "bad_day");
    assert_eq!(officer.get("/api/v1/public/desk").await.json()["tables"], json!([]));
}

#[tokio::test]
async fn a_sidak_is_published_once_a_day_about_the_same_people() {
    let app = open().await;
    let city = city(&app).await;
    let mut called: BTreeMap<PersonId, SidakState> =
        of_crowd(1, 14).into_iter().map(|person| (person, SidakState::Hadir)).collect();
    called.extend(of_crowd(15, 20).into_iter().map(|person| (person, SidakState::TidakMenjawab)));
    let snapshot = Snapshot { on: date(2026, 1, 19), taken_at: app.app.now(), called };
    let origin = |number| Origin { kind: OriginKind::Sidak, id: Uuid::from_u128(number) };

    let first = Box::pin(from_snapshot(&app.app, &city, origin(1), &snapshot)).await.unwrap();
    let again = Box::pin(from_snapshot(&app.app, &city, origin(1), &snapshot)).await.unwrap();
    let other = Box::pin(from_snapshot(&app.app, &city, origin(2), &snapshot)).await.unwrap_err();

    assert_eq!(first, again);
    assert_eq!(other.code, "snapshot_published");
    let table = app.anyone().get("/api/v1/public/attendance/2026-01-19-sidak.json?instansi=kota-contoh").await.json();
    adds_up(&table);
    assert_eq!((&table["kind"], &table["rows"][0]["counted"]), (&json!("sidak"), &json!(29)), "{table}");
    assert_eq!(table["rows"][0]["present"]["numerator"], 14);
    // The day that follows counts the same people.
    days_later(&app).await;
    run(&app).await;
    let day = app.anyone().get("/api/v1/public/attendance/2026-01-19.json?instansi=kota-contoh").await.json();
    assert_eq!(day["rows"][0]["counted"], 29, "{day}");
}

#[tokio::test]
async fn the_page_may_be_framed_by_others_and_nothing_else_may() {
    let app = TestApp::new().await;
    let anyone = app.anyone();
    let (embedded, page, desk) =
        (anyone.get("/public?embed=1").await, anyone.get("/public").await, anyone.get("/desk/?embed=1").await);

    assert!(embedded.header("content-security-policy").contains("frame-ancestors *"));
    assert!(embedded.headers.get("x-frame-options").is_none());
    for other in [page, desk, anyone.get(PAGE).await] {
        assert!(other.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!(other.header("x-frame-options"), "DENY");
    }
}
