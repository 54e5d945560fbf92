//! Punches of phones weighed from what the store holds, and the networks of offices.

use axum::body::Body;
use axum::http::Method;
use hadir_domain::access::Role;
use hadir_domain::evidence::Verdict;
use hadir_server::services::weighing;
use hadir_store::evidence::{verdicts, weighed_days};
use hadir_store::instansi;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use crate::support::{CITY, Client, SCHOOL, TestApp, TestPhone, send};

const MONDAY: Date = date(2026, 1, 19);

/// A phone's day at the school: where it lies, and when it was started.
struct Desk {
    phone: TestPhone,
    boot: &'static str,
    north: f64,
}

impl Desk {
    async fn of(client: &Client, boot: &'static str, north: f64) -> Self {
        let phone = TestPhone::new();
        assert_eq!(phone.enrol(client).await.status, 201);
        Self { phone, boot, north }
    }

    /// An arrival on a day, some seconds past half past seven; other fields over it.
    async fn arrives(&mut self, client: &Client, on: Date, seconds: i64, over: Value) {
        let at = on.at(7, 30, 0, 0).checked_add(seconds.seconds()).unwrap();
        let noise = f64::from(on.day()) * 1.3e-5 + self.north;
        let mut fields = json!({
            "boot_id": format!("{}-{}", self.boot, on), "monotonic_ms": 4_000_000 + seconds * 1000,
            "fix": { "lat": -5.11 + noise, "lon": 105.3 - noise / 2.0, "accuracy_m": 9.0 + f64::from(on.day()) / 3.0,
                     "altitude_m": 41.0 + f64::from(on.day()) / 7.0, "speed_mps": 0.1,
                     "fixed_at": format!("{at}+07:00"), "mock": null },
        });
        for (name, value) in over.as_object().unwrap() {
            fields[name] = value.clone();
        }
        let punch = self.phone.punch_with("in", &format!("{at}+07:00"), fields);
        let answer = send(client, &[punch]).await;
        assert_eq!(answer.json()["results"][0]["status"], "stored", "{}", answer.text());
        self.phone.token = answer.json()["server_token"].as_str().map(str::to_owned);
    }
}

async fn weigh(test: &TestApp, from: Date, to: Date) -> weighing::Weighed {
    let city = test.app.db.read(async |tx| instansi::get(tx, CITY).await).await.unwrap().unwrap();
    weighing::weigh(&test.app, &city, from, to).await.unwrap()
}

async fn life_of(test: TestApp) {
    let (siti, head) = (test.as_role(Role::Pegawai).await, test.as_role(Role::Kepala).await);
    let mut of_siti = Desk::of(&siti, "siti", 0.0).await;
    let mut of_head = Desk::of(&head, "head", 0.0001).await;
    let made_up = json!({ "lat": -5.11, "lon": 105.3, "accuracy_m": 1.0, "altitude_m": 0.0, "speed_mps": 0.0,
                          "fixed_at": "2026-01-19T07:30:09+07:00", "mock": true });
    of_head.arrives(&head, MONDAY, 41, json!({})).await;
    of_siti.arrives(&siti, MONDAY, 9, json!({ "fix": made_up })).await;

    let weighed = weigh(&test, MONDAY, MONDAY).await;
    assert_eq!((weighed.punches, weighed.by_verdict.values().sum::<u64>()), (2, 2));
    let kept = test.app.db.read(async |tx| verdicts::in_span(tx, CITY, MONDAY, MONDAY).await).await.unwrap();
    let doubted: Vec<_> =
        kept.iter().filter(|one| one.reasons.iter().any(|reason| reason.code == "mock_flag")).collect();
    let [doubted] = doubted.as_slice() else { panic!("{kept:?}") };
    assert!(matches!(doubted.verdict, Verdict::Doubtful | Verdict::Contradicted), "{doubted:?}");

    // The same set weighed again gives the same; what is weighed takes nothing away.
    weigh(&test, MONDAY, MONDAY).await;
    let again = test.app.db.read(async |tx| verdicts::in_span(tx, CITY, MONDAY, MONDAY).await).await.unwrap();
    assert_eq!(again, kept);
    let days = test.app.db.read(async |tx| weighed_days::in_span(tx, CITY, MONDAY, MONDAY).await).await.unwrap();
    assert_eq!((days[0].punches, days[0].by_code.get("mock_flag")), (2, Some(&1)));

    // One's own is open, the head's view is noted, and an officer without the right does not see it.
    let path = format!("/api/v1/evidence/punches/{}", doubted.punch.0);
    let own = siti.get(&path).await.json();
    assert_eq!(own["verdict"], doubted.verdict.as_str());
    assert!(own["reasons"].as_array().unwrap().iter().all(|reason| !reason["text"].as_str().unwrap().is_empty()));
    assert_eq!(head.get(&path).await.status, 200);
    assert_eq!(test.as_role(Role::AdminUnit).await.get(&path).await.code(), "forbidden");
    assert_eq!(test.as_role(Role::Inspektorat).await.get(&path).await.status, 200);
    let other = kept.iter().find(|one| one.punch != doubted.punch).map(|one| one.punch);
    if let Some(other) = other {
        assert_eq!(siti.get(&format!("/api/v1/evidence/punches/{}", other.0)).await.code(), "forbidden");
    }
    let mine = siti.get("/api/v1/me/days?month=2026-01").await.text();
    assert!(mine.contains("2026-01-19"), "{mine}");
}

#[tokio::test]
async fn a_made_up_position_is_doubted_and_still_counts() {
    life_of(TestApp::new().await).await;
    if let Some(test) = TestApp::on_postgres().await {
        life_of(test).await;
    }
}

#[tokio::test]
async fn the_job_weighs_what_came_since_and_older_days_when_a_village_sends_late() {
    let test = TestApp::new().await;
    let siti = test.as_role(Role::Pegawai).await;
    let mut desk = Desk::of(&siti, "siti", 0.0).await;
    let counted = async |on: Date| {
        let days = test.app.db.read(async |tx| weighed_days::in_span(tx, CITY, on, on).await).await.unwrap();
        days.first().map(|day| day.punches)
    };

    weighing::once(&test.app, "one").await.unwrap();
    assert_eq!(counted(MONDAY).await, Some(0));
    desk.arrives(&siti, MONDAY, 9, json!({})).await;
    weighing::once(&test.app, "one").await.unwrap();
    assert_eq!(counted(MONDAY).await, Some(0), "not twice within a short time");
    test.wait(31.minutes());
    weighing::once(&test.app, "one").await.unwrap();
    assert_eq!(counted(MONDAY).await, Some(1));

    let village = date(2025, 12, 15);
    desk.arrives(&siti, village, 9, json!({})).await;
    test.wait(31.minutes());
    weighing::once(&test.app, "two").await.unwrap();
    assert_eq!(counted(village).await, Some(1));
}

async fn put(client: &Client, networks: &[&str]) -> crate::support::Answer {
    let body = Body::from(json!({ "networks": networks }).to_string());
    client.send(Method::PUT, &format!("/api/v1/sites/{}/networks", SCHOOL.0), Some("application/json"), body).await
}

#[tokio::test]
async fn the_networks_of_an_office_are_listed_once_and_never_wider_than_an_office() {
    let test = TestApp::new().await;
    let admin = test.as_role(Role::AdminUnit).await;

    let kept = put(&admin, &["203.0.113.77/24", "203.0.113.0/24", "198.51.100.9"]).await.json();
    let networks: Vec<&str> =
        kept["items"].as_array().unwrap().iter().map(|one| one["network"].as_str().unwrap()).collect();
    assert_eq!(networks, ["198.51.100.9/32", "203.0.113.0/24"]);
    assert_eq!(put(&admin, &["10.0.0.0/8"]).await.code(), "too_wide");
    assert_eq!(put(&admin, &["kantor"]).await.code(), "bad_network");
    assert_eq!(put(&admin, &["203.0.113.1"; 33]).await.code(), "too_many_networks");
    let listed = admin.get(&format!("/api/v1/sites/{}/networks", SCHOOL.0)).await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 2, "what was refused changed nothing");
    assert_eq!(put(&admin, &[]).await.json()["items"], json!([]));
}
