//! Patterns, samples and findings of the inspectorate.

use hadir_domain::access::Role;
use jiff::ToSpan;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::support::{DISDIK, DOCTOR, TestApp, person_of};

fn sample(number: u128, of: &str, size: u32, by_opd: bool) -> Value {
    json!({
        "id": Uuid::from_u128(number), "of": of, "from": "2026-01-12", "to": "2026-01-16", "unit": null, "size": size,
        "by_opd": by_opd, "seed": null, "purpose": "Sidak Januari"
    })
}

fn finding(number: u128, unit: &str) -> Value {
    json!({
        "id": Uuid::from_u128(number), "unit": unit, "severity": "ringan", "text": "Daftar 15 Januari tanpa tanda tangan.",
        "follow_up": "Lampirkan lembarnya."
    })
}

fn word(number: u128, text: &str) -> Value {
    json!({ "id": Uuid::from_u128(number), "text": text })
}

async fn drawn_again_by_anybody(app: TestApp) {
    let inspector = app.as_role(Role::Inspektorat).await;
    let made = inspector.post("/api/v1/audits/samples", &sample(0xa1, "person_days", 7, false)).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    let path = format!("/api/v1/audits/samples/{}", made["id"].as_str().unwrap());
    let population = inspector.get(&format!("{path}/population")).await.text();

    // What a stranger does with the file, the seed and sha256sum.
    let seed = made["seed"].as_str().unwrap();
    let keys: Vec<&str> = population.lines().map(|line| line.split('\t').next().unwrap()).collect();
    let mut ranked: Vec<(String, &str)> =
        keys.iter().map(|key| (hex::encode(Sha256::digest(format!("{seed}{key}"))), *key)).collect();
    ranked.sort();
    let expected: Vec<(String, String)> =
        ranked.into_iter().take(7).map(|(rank, key)| (rank, key.to_owned())).collect();
    let all: String = keys.iter().map(|key| format!("{key}\n")).collect();

    let text = |member: &Value, name: &str| member[name].as_str().unwrap().to_owned();
    let drawn = made["drawn"].as_array().unwrap();
    let drawn: Vec<(String, String)> = drawn.iter().map(|one| (text(one, "rank"), text(one, "key"))).collect();
    assert_eq!(drawn, expected);
    assert_eq!(made["population_hash"], json!(hex::encode(Sha256::digest(&all))));
    assert_eq!(made["population"], json!(keys.len()));
    // Ten people on five working days, but that Friday 16 January is a holiday.
    assert_eq!(keys.len() % 10, 0);
    assert!(made["drawn"][0]["person"]["name"].is_string() && made["drawn"][0]["date"].is_string());

    let redrawn = inspector.get(&format!("{path}/redrawn")).await.json();
    assert_eq!(redrawn, json!({ "same_population": true, "same_drawn": true, "population": keys.len() }));
    let again = inspector.post("/api/v1/audits/samples", &sample(0xa1, "person_days", 7, false)).await;
    assert_eq!((again.status.as_u16(), &again.json()["seed"]), (201, &made["seed"]), "the same key is the same sample");
    let other = inspector.post("/api/v1/audits/samples", &sample(0xa1, "person_days", 8, false)).await;
    assert_eq!((other.status.as_u16(), other.code()), (409, "id_taken".into()));
    assert_eq!(inspector.get("/api/v1/audits/samples").await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_sample_is_drawn_again_by_anybody_with_its_seed_and_population() {
    drawn_again_by_anybody(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        drawn_again_by_anybody(app).await;
    }
}

#[tokio::test]
async fn a_given_seed_gives_the_same_sample_and_each_opd_its_share() {
    let app = TestApp::new().await;
    let inspector = app.as_role(Role::Inspektorat).await;
    let with = |number: u128, seed: &str| {
        let mut wanted = sample(number, "people", 5, true);
        wanted["seed"] = json!(seed);
        wanted
    };
    let seed = "ab".repeat(32);

    let one = inspector.post("/api/v1/audits/samples", &with(1, &seed)).await.json();
    let other = inspector.post("/api/v1/audits/samples", &with(2, &seed)).await.json();
    let bad = inspector.post("/api/v1/audits/samples", &with(3, "ab")).await;
    let none = inspector.post("/api/v1/audits/samples", &sample(4, "rolls", 5, false)).await;
    let large = inspector.post("/api/v1/audits/samples", &sample(5, "people", 501, false)).await;

    assert_eq!((&one["drawn"], &one["seed_given"]), (&other["drawn"], &json!(true)));
    let opds: Vec<&str> =
        one["drawn"].as_array().unwrap().iter().map(|member| member["opd"].as_str().unwrap()).collect();
    assert_eq!(opds, ["DINKES", "DISDIK", "DISDIK", "DISDIK", "DISDIK"], "one of ten serves at the health office");
    assert_eq!(bad.json()["errors"][0]["code"], "bad_seed");
    assert_eq!((none.status.as_u16(), none.code()), (422, "empty_population".into()));
    assert_eq!(large.code(), "bad_size");
}

async fn lives_from_open_to_closed(app: TestApp) {
    let (inspector, head) = (app.as_role(Role::Inspektorat).await, app.as_role(Role::Kepala).await);
    let made = inspector.post("/api/v1/audits/findings", &finding(0xf1, "DISDIK")).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let again = inspector.post("/api/v1/audits/findings", &finding(0xf1, "DISDIK")).await;
    assert_eq!(again.status, 201, "{}", again.text());
    let path = format!("/api/v1/audits/findings/{}", Uuid::from_u128(0xf1));
    let state = async || head.get(&path).await.json()["state"].as_str().unwrap().to_owned();

    // Ten working days after Monday 19 January.
    assert_eq!(made.json()["due"], "2026-02-02");
    assert_eq!(state().await, "open");
    app.wait(15.days());
    let head = app.as_role(Role::Kepala).await;
    let inspector = app.as_role(Role::Inspektorat).await;
    assert_eq!(head.get(&path).await.json()["state"], "overdue");
    let answered = head.post(&format!("{path}/answers"), &word(0xf2, "Lembar terlampir.")).await;
    assert_eq!((answered.status.as_u16(), &answered.json()["state"]), (201, &json!("answered")));
    let same = head.post(&format!("{path}/answers"), &word(0xf2, "Lembar terlampir.")).await;
    assert_eq!(same.json()["steps"].as_array().unwrap().len(), 1);
    let closed = inspector.post(&format!("{path}/close"), &word(0xf3, "Cukup.")).await;
    assert_eq!((closed.status.as_u16(), &closed.json()["state"]), (201, &json!("closed")), "{}", closed.text());
    let late = head.post(&format!("{path}/answers"), &word(0xf4, "Satu lagi.")).await;
    assert_eq!((late.status.as_u16(), late.code()), (409, "finding_closed".into()));
    let list = inspector.get("/api/v1/audits/findings").await.json();
    assert_eq!(list["items"][0]["steps"].as_array().unwrap().len(), 2, "{list}");
}

#[tokio::test]
async fn a_finding_is_open_then_overdue_answered_and_closed() {
    lives_from_open_to_closed(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        lives_from_open_to_closed(app).await;
    }
}

#[tokio::test]
async fn an_opd_sees_and_answers_its_own_findings_only() {
    let app = TestApp::new().await;
    let inspector = app.as_role(Role::Inspektorat).await;
    for (number, unit) in [(1, "DISDIK-SD1"), (2, "DINKES")] {
        let made = inspector.post("/api/v1/audits/findings", &finding(number, unit)).await;
        assert_eq!(made.status, 201, "{}", made.text());
    }
    let (head, agency) = (app.as_role(Role::Kepala).await, app.as_role(Role::Bkpsdm).await);
    let path = |number: u128, what: &str| format!("/api/v1/audits/findings/{}{what}", Uuid::from_u128(number));

    let own = head.get("/api/v1/audits/findings").await.json();
    let items = own["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["unit"]["code"]), (1, &json!("DISDIK-SD1")));
    assert_eq!((&items[0]["can_answer"], &items[0]["can_close"]), (&json!(true), &json!(false)));
    assert_eq!(head.get(&path(2, "")).await.status, 404);
    assert_eq!(head.post(&path(2, "/answers"), &word(9, "x")).await.code(), "unknown_finding");
    assert_eq!(head.post(&path(1, "/close"), &word(9, "x")).await.status, 403);
    assert_eq!(agency.get("/api/v1/audits/findings").await.json()["items"].as_array().unwrap().len(), 2);
    assert_eq!(agency.post(&path(2, "/answers"), &word(9, "x")).await.status, 403, "the agency answers for nobody");
    assert_eq!(inspector.post(&path(1, "/answers"), &word(9, "x")).await.status, 403);
}

#[tokio::test]
async fn nobody_finds_or_answers_about_themselves_and_what_a_finding_names_is_there() {
    let app = TestApp::new().await;
    let (inspector, head) = (app.as_role(Role::Inspektorat).await, app.as_role(Role::Kepala).await);
    let about = |number: u128, person: Uuid| {
        let mut new = finding(number, "DISDIK");
        new["person"] = json!(person);
        new["date"] = json!("2026-01-15");
        new
    };
    let refused = async |new: Value| inspector.post("/api/v1/audits/findings", &new).await.code();

    assert_eq!(refused(about(1, person_of(Role::Inspektorat).0)).await, "own_record");
    assert_eq!(refused(about(2, DOCTOR.0)).await, "not_of_unit");
    let mut lost = finding(3, "DISDIK");
    lost["sample"] = json!(DISDIK.0);
    assert_eq!(refused(lost).await, "unknown_sample");
    let mut past = finding(4, "DISDIK");
    past["due"] = json!("2026-01-18");
    assert_eq!(refused(past).await, "bad_due");
    let made = inspector.post("/api/v1/audits/findings", &about(5, person_of(Role::Kepala).0)).await;
    assert_eq!((made.status.as_u16(), &made.json()["person"]["name"]), (201, &json!("Contoh kepala")));
    let path = format!("/api/v1/audits/findings/{}/answers", Uuid::from_u128(5));
    assert_eq!(head.post(&path, &word(6, "x")).await.code(), "own_record");
    assert_eq!(app.as_role(Role::AdminUnit).await.post(&path, &word(7, "x")).await.status, 201);
}

#[tokio::test]
async fn roll_calls_typed_all_at_once_are_a_reason_to_look_and_open() {
    let app = TestApp::new().await;
    let (head, inspector) = (app.as_role(Role::Kepala).await, app.as_role(Role::Inspektorat).await);
    for day in 1..=12 {
        let row = json!({ "id": Uuid::from_u128(900 + day), "person": person_of(Role::Pegawai), "seen": "present" });
        let call = json!({
            "id": Uuid::from_u128(800 + day), "kind": "roll_call", "unit": "DISDIK",
            "at": format!("2026-01-{day:02}T00:20:00Z"), "site": null, "rows": [row]
        });
        assert_eq!(head.post("/api/v1/checks", &call).await.status, 201);
    }

    let found = inspector.get("/api/v1/audits/patterns?from=2026-01-01&to=2026-01-18").await.json();
    let items = found["items"].as_array().unwrap();
    let first = &items[0];
    assert_eq!((&first["unit"]["code"], &first["look"]), (&json!("DISDIK"), &json!(false)), "one reason is not enough");
    let bulk = first["patterns"].as_array().unwrap().iter().find(|one| one["kind"] == "bulk_approval").unwrap();
    assert_eq!((&bulk["reading"], &bulk["figure"]["value"]), (&json!("shows"), &json!(12)), "{bulk}");
    assert_eq!(bulk["examples"][0]["kind"], "call");
    assert_eq!((&found["pack"], &found["confirmed"]), (&json!("nasional/pemeriksaan"), &json!(false)));
    assert!(!found.to_string().contains("Contoh pegawai"), "no person is ranked");
    let wrong = inspector.get("/api/v1/audits/patterns?from=2026-01-18&to=2026-01-01").await;
    assert_eq!((wrong.status.as_u16(), wrong.code()), (422, "bad_span".into()));
}
