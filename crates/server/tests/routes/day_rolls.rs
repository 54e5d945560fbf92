//! Rolls of a day that heads attest: sent, sent again, refused, missing, told of.

use hadir_domain::access::Role;
use hadir_server::services::day_rolls::jobs::Job;
use hadir_server::services::day_rolls::receipt::signed_bytes;
use jiff::ToSpan;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{CITY, Client, DINKES, DISDIK, DOCTOR, TestApp, TestPhone, person_of, send};

const MINE: &str = "/api/v1/day-rolls/mine";
const ROLLS: &str = "/api/v1/day-rolls";

fn roll(number: u128, unit: Option<Uuid>, rows: &[(Uuid, &str, &str)]) -> Value {
    let rows = rows.iter().map(|(person, word, note)| json!({ "person": person, "word": word, "note": note }));
    json!({ "id": Uuid::from_u128(0xaa00 + number), "on": "2026-01-19", "unit": unit, "rows": rows.collect::<Vec<_>>() })
}

fn siti() -> Uuid {
    person_of(Role::Pegawai).0
}

async fn row_of(head: &Client, person: Uuid) -> Value {
    let mine = head.get(MINE).await.json();
    let people = mine["rolls"][0]["people"].as_array().unwrap().clone();
    people.into_iter().find(|one| one["id"] == person.to_string()).unwrap()
}

async fn a_head_attests(app: TestApp) {
    let (head, agency) = (app.as_role(Role::Kepala).await, app.as_role(Role::Bkpsdm).await);
    let employee = app.as_role(Role::Pegawai).await;
    let mut phone = TestPhone::new();
    phone.enrol(&employee).await;
    send(&employee, &[phone.punch("in", "2026-01-19T07:20:00+07:00")]).await;
    app.wait(30.minutes());

    let mine = head.get(MINE).await.json();
    assert_eq!(mine["watch"]["off"], json!(["2026-01-16", "2026-01-18"]), "{mine}");
    let own = &mine["rolls"][0];
    assert_eq!((own["unit"]["code"].as_str(), own["own"].as_bool()), (Some("DISDIK"), Some(true)));
    let people = own["people"].as_array().unwrap();
    assert_eq!(people.len(), 8, "everybody of the office but its head");
    assert!(people.iter().all(|one| one["id"] != person_of(Role::Kepala).to_string()), "nobody attests themselves");
    assert_eq!(row_of(&head, siti()).await["ask"], false, "who was heard need not be asked about");
    assert!(!mine["words"].as_array().unwrap().contains(&json!("wfh")), "nobody may work from anywhere today");

    let (admin, officer) = (person_of(Role::AdminUnit).0, person_of(Role::Bkpsdm).0);
    let first = roll(1, Some(DISDIK.0), &[(admin, "tanpa_keterangan", ""), (officer, "sakit", "demam")]);
    let sent = head.post(ROLLS, &first).await;
    assert_eq!(sent.status, 201, "{}", sent.text());
    let receipt = sent.json()["receipt"].clone();
    assert_eq!((&receipt["number"], &receipt["late"]), (&first["id"], &json!(false)));
    assert!(receipt["line"].as_str().unwrap().contains("Dinas Pendidikan, 19-01-2026, 8 pegawai"), "{receipt}");
    let again = head.post(ROLLS, &first).await;
    assert_eq!((again.status.as_u16(), &again.json()["receipt"]), (200, &receipt), "the same again changes nothing");
    let other = roll(1, Some(DISDIK.0), &[(admin, "hadir", "")]);
    let other = head.post(ROLLS, &other).await;
    assert_eq!((other.status.as_u16(), other.code().as_str()), (409, "id_taken"));

    let row = row_of(&head, admin).await;
    assert_eq!((&row["standing"], &row["said"]), (&json!("tanpa_keterangan"), &json!("tanpa_keterangan")));
    let day = agency.get("/api/v1/first-days/2026-01-19?unit=DISDIK").await.json();
    assert_eq!((&day["row"]["cells"]["tanpa_keterangan"], &day["row"]["cells"]["sakit"]), (&json!(1), &json!(1)));

    // What was said again counts instead, the older roll stays.
    app.wait(1.minute());
    let second = roll(2, Some(DISDIK.0), &[(admin, "hadir", "rapat di aula")]);
    assert_eq!(head.post(ROLLS, &second).await.status, 201);
    let day = agency.get("/api/v1/first-days/2026-01-19?unit=DISDIK").await.json();
    assert_eq!(day["row"]["cells"]["tanpa_keterangan"], 0);
    assert_eq!(day["row"]["cells"]["hadir_kesaksian"], 1);
    assert_eq!(day["row"]["cells"]["sakit"], 0, "the newest roll counts whole");
    let older = agency.get(&format!("{ROLLS}/{}", first["id"].as_str().unwrap())).await.json();
    assert_eq!((&older["said"]["sakit"], older["rows"].as_array().unwrap().len()), (&json!(1), 2));
    let looks = app.as_role(Role::AdminUnit).await.get("/api/v1/me/looks").await.text();
    assert!(looks.contains("daftar hadir kepala"), "{looks}");

    // A roll decides no day.
    let days = agency.get(&format!("/api/v1/people/{admin}/days?month=2026-01")).await.json();
    let today = days["days"].as_array().unwrap().iter().find(|day| day["date"] == "2026-01-19").cloned();
    assert_eq!(today.unwrap()["status"], "BELUM");
}

#[tokio::test]
async fn a_head_attests_the_day_with_a_receipt_and_the_newest_roll_counts() {
    a_head_attests(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        a_head_attests(app).await;
    }
}

#[tokio::test]
async fn a_receipt_is_signed_with_the_key_of_the_instansi() {
    let app = TestApp::new().await;
    let head = app.as_role(Role::Kepala).await;

    let receipt = head.post(ROLLS, &roll(1, Some(DISDIK.0), &[])).await.json()["receipt"].clone();

    let city = app.app.db.read(async |tx| hadir_store::instansi::get(tx, CITY).await).await.unwrap().unwrap();
    let signer = app.web.doors.punching.signers.of(&app.app, &city).await.unwrap();
    let at = receipt["received_at"].as_str().unwrap().parse().unwrap();
    let bytes = signed_bytes(&city.code, Uuid::from_u128(0xaa01), receipt["hash"].as_str().unwrap(), at);
    assert_eq!(receipt["signature"], signer.sign_text(&bytes));
    assert_eq!(receipt["key_id"], signer.key_id);
}

#[tokio::test]
async fn nobody_speaks_of_themselves_nor_of_people_of_others() {
    let app = TestApp::new().await;
    let (head, agency) = (app.as_role(Role::Kepala).await, app.as_role(Role::Bkpsdm).await);
    let refused = async |client: &Client, roll: Value| {
        let answer = client.post(ROLLS, &roll).await;
        (answer.status.as_u16(), answer.code())
    };

    let own = roll(1, Some(DISDIK.0), &[(person_of(Role::Kepala).0, "hadir", "")]);
    assert_eq!(refused(&head, own).await, (403, "own_record".into()));
    let others = roll(2, Some(DISDIK.0), &[(DOCTOR.0, "hadir", "")]);
    assert_eq!(refused(&head, others).await, (422, "not_on_roll".into()));
    let twice = roll(3, Some(DISDIK.0), &[(siti(), "hadir", ""), (siti(), "sakit", "")]);
    assert_eq!(refused(&head, twice).await, (422, "person_twice".into()));
    let elsewhere = roll(4, Some(DISDIK.0), &[(siti(), "wfh", "")]);
    assert_eq!(refused(&head, elsewhere).await, (422, "no_flexible_day".into()));
    assert_eq!(refused(&head, roll(5, Some(DINKES.0), &[])).await, (403, "not_your_roll".into()));
    assert_eq!(refused(&agency, roll(6, Some(DISDIK.0), &[])).await, (403, "not_your_roll".into()));
    let mut early = roll(7, Some(DISDIK.0), &[]);
    early["on"] = json!("2026-01-20");
    assert_eq!(refused(&head, early).await, (422, "wrong_day".into()));

    // Of heads without a superior, and where nobody leads, the agency speaks; never of themselves.
    let mine = agency.get(MINE).await.json();
    let units: Vec<&Value> = mine["rolls"].as_array().unwrap().iter().map(|roll| &roll["unit"]["code"]).collect();
    assert_eq!(units, [&Value::Null, &json!("DINKES")], "{mine}");
    let of_head = roll(8, None, &[(person_of(Role::Kepala).0, "dinas_luar", "rapat")]);
    assert_eq!(agency.post(ROLLS, &of_head).await.status, 201);
    assert_eq!(agency.post(ROLLS, &roll(9, Some(DINKES.0), &[(DOCTOR.0, "hadir", "")])).await.status, 201);
    let day = agency.get("/api/v1/first-days/2026-01-19").await.json();
    assert_eq!(day["row"]["cells"]["dinas_luar"], 1);
    assert_eq!((&day["rolls_asked"], &day["rolls_given"]), (&json!(1), &json!(0)), "only heads are asked");
}

#[tokio::test]
async fn heads_are_reminded_before_the_deadline_and_their_superiors_told_after_it() {
    let app = TestApp::new().await;
    let head = app.as_role(Role::Kepala).await;
    let leader = app.as_role(Role::Pimpinan).await;
    let told = async |client: &Client| {
        let notices = client.get("/api/v1/me/notices").await.json();
        notices["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "day_roll_due").count()
    };
    let run = async || {
        Job::new(app.app.clone()).once().await.unwrap();
        Job::new(app.app.clone()).once().await.unwrap();
        app.wait(6.minutes());
    };

    run().await;
    assert_eq!((told(&head).await, told(&leader).await), (0, 0), "at half past seven nobody is told");
    app.wait(290.minutes()); // 12.27
    run().await;
    assert_eq!((told(&head).await, told(&leader).await), (1, 0));
    app.wait(30.minutes()); // 13.03
    run().await;
    assert_eq!((told(&head).await, told(&leader).await), (2, 0));
    app.wait(25.minutes()); // 13.34
    run().await;
    assert_eq!((told(&head).await, told(&leader).await), (2, 1));
    let words = leader.get("/api/v1/me/notices").await.text();
    assert!(words.contains("Dinas Pendidikan") && !words.contains("Contoh kepala"), "{words}");

    let late = head.post(ROLLS, &roll(1, Some(DISDIK.0), &[])).await.json();
    assert_eq!(late["receipt"]["late"], true);
    let list = leader.get(ROLLS).await.json();
    assert_eq!((&list["asked"], &list["given"], &list["missing"]), (&json!(1), &json!(1), &json!(0)));
    assert!(list["items"].as_array().unwrap().iter().any(|item| item["state"] == "late"), "{list}");
}

#[tokio::test]
async fn an_order_sets_the_deadline_and_allows_work_from_anywhere() {
    let app = TestApp::new().await;
    let (head, agency) = (app.as_role(Role::Kepala).await, app.as_role(Role::Bkpsdm).await);
    let order = json!({
        "id": Uuid::from_u128(0xab01), "on": "2026-01-19", "roll_due": "10:30", "flexible": true,
        "reason": "SE Wali Kota 1/2099"
    });
    assert_eq!(agency.post("/api/v1/first-days", &order).await.status, 201);
    assert_eq!(agency.post("/api/v1/first-days", &order).await.status, 200);

    let mine = head.get(MINE).await.json();
    assert_eq!(mine["watch"]["roll_due_at"], "2026-01-19T03:30:00Z");
    assert!(mine["words"].as_array().unwrap().contains(&json!("wfh")));
    assert_eq!(head.post(ROLLS, &roll(1, Some(DISDIK.0), &[(siti(), "wfh", "")])).await.status, 201);
    let past = json!({ "id": Uuid::from_u128(0xab02), "on": "2026-01-18", "reason": "uji" });
    assert_eq!(agency.post("/api/v1/first-days", &past).await.code(), "past_day");
}
