//! Closing a month, what comes late, and opening it again by two.

use hadir_domain::access::Role;
use hadir_domain::ids::{AccountId, PersonId};
use hadir_store::accounts::{self, Account, AccountState};
use hadir_store::{directory, sealed_days};
use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{CITY, Client, TestApp, grant, person_of};

fn fresh() -> Uuid {
    hadir_server::system::System::real().uuid()
}

async fn approve(app: &TestApp, kind: &str, detail: Value) -> Value {
    let siti = app.as_role(Role::Pegawai).await;
    let id = fresh();
    let body = json!({ "id": id, "kind": kind, "detail": detail, "reason": "uji" });
    let asked = siti.post("/api/v1/me/requests", &body).await;
    assert_eq!(asked.status, 201, "{}", asked.text());
    let mut last = Value::Null;
    for (step, role) in [(0, Role::Kepala), (1, Role::Bkpsdm)] {
        let decision = json!({ "decisions": [
            { "id": fresh(), "request": id, "step": step, "action": "approve", "reason": "" }
        ] });
        let results = app.as_role(role).await.post("/api/v1/inbox/decisions", &decision).await.json();
        last = results["results"][0].clone();
    }
    assert_eq!(last["state"], "approved", "{last}");
    asked.json()
}

fn change(month: &str, reason: &str) -> Value {
    json!({ "unit": "DISDIK", "month": month, "reason": reason })
}

async fn code_of(client: &Client, month: &str, date: &str) -> String {
    let recap = client.get(&format!("/api/v1/recap?month={month}&unit=DISDIK")).await.json();
    let own = person_of(Role::Pegawai).0.to_string();
    let row = recap["people"].as_array().unwrap().iter().find(|row| row["person"] == own.as_str()).unwrap().clone();
    row["codes"][date].as_str().unwrap().to_owned()
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

/// January is over, and its grace.
async fn in_february() -> TestApp {
    february(TestApp::new().await)
}

fn february(app: TestApp) -> TestApp {
    app.wait(jiff::Span::new().hours(24 * 23));
    app
}

#[tokio::test]
async fn a_correction_of_a_closed_month_lands_in_the_next_and_the_closed_recap_stays() {
    closed_and_corrected(in_february().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        closed_and_corrected(february(app)).await;
    }
}

async fn closed_and_corrected(app: TestApp) {
    let agency = app.as_role(Role::Bkpsdm).await;
    let before = code_of(&agency, "2026-01", "2026-01-15").await;
    assert_eq!(agency.post("/api/v1/periods", &change("2026-01", "")).await.status, 204);
    assert_eq!(agency.post("/api/v1/periods", &change("2026-01", "")).await.code(), "already_closed");

    let asked = approve(
        &app,
        "correction",
        json!({ "date": "2026-01-15", "side": "status", "status": "DL", "code": "elsewhere" }),
    )
    .await;
    assert_eq!(asked["month_closed"], true);

    // The month itself shows the day as it is now; the closed recap stays as it was.
    let siti = app.as_role(Role::Pegawai).await;
    let month = siti.get("/api/v1/me/days?month=2026-01").await.json();
    let day = month["days"].as_array().unwrap().iter().find(|day| day["date"] == "2026-01-15").unwrap();
    assert_eq!(day["status"], "DL");
    assert_eq!(code_of(&agency, "2026-01", "2026-01-15").await, before);
    let recap = agency.get("/api/v1/recap?month=2026-01&unit=DISDIK").await.json();
    assert!(recap["closed_at"].is_string());

    let deltas = agency.get("/api/v1/periods/deltas?unit=DISDIK&month=2026-01").await.json();
    let delta = &deltas["items"][0];
    assert_eq!(
        (&delta["becomes"]["status"], &delta["sealed"], &delta["lands_in"]),
        (&json!("DL"), &json!(false), &Value::Null)
    );
    assert!(delta["because"].as_str().unwrap().contains("koreksi"), "{delta}");

    // Closing February seals the delta into it; January is still what it was.
    app.wait(jiff::Span::new().hours(24 * 30));
    let agency = app.as_role(Role::Bkpsdm).await;
    assert_eq!(agency.post("/api/v1/periods", &change("2026-02", "")).await.status, 204);
    let landed = agency.get("/api/v1/recap?month=2026-02&unit=DISDIK").await.json();
    let delta =
        landed["deltas"].as_array().unwrap().iter().find(|delta| delta["date"] == "2026-01-15").unwrap().clone();
    assert_eq!((&delta["lands_in"], &delta["becomes"]["status"]), (&json!("2026-02"), &json!("DL")));
    assert_eq!(code_of(&agency, "2026-01", "2026-01-15").await, before);
    let late = agency.get("/api/v1/periods?month=2026-01").await.json();
    let disdik =
        late["items"].as_array().unwrap().iter().find(|item| item["unit"]["code"] == "DISDIK").unwrap().clone();
    assert_eq!((&disdik["state"], &disdik["deltas"]), (&json!("closed"), &json!(0)));
}

#[tokio::test]
async fn a_month_is_closed_after_its_grace_or_with_a_reason() {
    let app = TestApp::new().await;
    let agency = app.as_role(Role::Bkpsdm).await;

    assert_eq!(agency.post("/api/v1/periods", &change("2026-01", "segera")).await.code(), "month_runs");
    app.wait(jiff::Span::new().hours(24 * 14));
    let agency = app.as_role(Role::Bkpsdm).await;
    let listed = agency.get("/api/v1/periods?month=2026-01").await.json();
    assert_eq!(
        (&listed["items"][0]["state"], &listed["items"][0]["closes_on"]),
        (&json!("grace"), &json!("2026-02-06"))
    );
    assert_eq!(agency.post("/api/v1/periods", &change("2026-01", "")).await.code(), "grace_runs");
    assert_eq!(agency.post("/api/v1/periods", &change("2026-01", "TPP dibayar lebih awal")).await.status, 204);
    let unit = json!({ "unit": "DISDIK-SD1", "month": "2026-01" });
    assert_eq!(agency.post("/api/v1/periods", &unit).await.json()["errors"][0]["code"], "not_an_opd");
    assert_eq!(app.as_role(Role::Kepala).await.post("/api/v1/periods", &change("2026-01", "")).await.status, 403);
}

#[tokio::test]
async fn a_closed_month_is_opened_by_two_and_closed_anew() {
    let app = in_february().await;
    let agency = app.as_role(Role::Bkpsdm).await;
    agency.post("/api/v1/periods", &change("2026-01", "")).await;
    approve(&app, "correction", json!({ "date": "2026-01-15", "side": "status", "status": "DL", "code": "elsewhere" }))
        .await;

    assert_eq!(agency.post("/api/v1/periods/reopen/confirm", &change("2026-01", "")).await.code(), "not_closed");
    assert_eq!(agency.post("/api/v1/periods/reopen", &change("2026-01", "")).await.code(), "blank");
    assert_eq!(agency.post("/api/v1/periods/reopen", &change("2026-01", "salah hitung")).await.status, 204);
    assert_eq!(agency.post("/api/v1/periods/reopen/confirm", &change("2026-01", "")).await.code(), "own_record");
    let second = second_officer(&app).await;
    assert_eq!(second.post("/api/v1/periods/reopen/confirm", &change("2026-01", "")).await.status, 204);
    assert_eq!(code_of(&agency, "2026-01", "2026-01-15").await, "DL");
    assert_eq!(agency.post("/api/v1/periods", &change("2026-01", "")).await.status, 204);
    assert_eq!(code_of(&agency, "2026-01", "2026-01-15").await, "DL");

    let versions = app
        .app
        .db
        .read(async |tx| {
            let day = date(2026, 1, 15);
            sealed_days::of_people(tx, CITY, &[person_of(Role::Pegawai)], day, day).await
        })
        .await
        .unwrap();
    assert_eq!(versions.len(), 2, "both verdicts stay sealed");
}
