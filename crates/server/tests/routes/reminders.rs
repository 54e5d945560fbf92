//! Reminders of duty and the figures of the morning: whom, when, and once.

use hadir_domain::access::Role;
use hadir_domain::ids::AssignmentId;
use hadir_domain::roster::{Assignment, Exception, ExceptionKind, Part, Pattern, Turn};
use hadir_server::services::noticing::Job;
use hadir_store::roster::{self, Entry};
use hadir_store::{StoreError, Tx, marks};
use jiff::Timestamp;
use jiff::civil::{date, time};
use serde_json::Value;
use uuid::Uuid;

use crate::support::{CITY, Client, Receiver, TestApp, TestPhone, person_of, send};

/// The job of a server, a minute at a time, between two moments of the morning or evening (WIB).
async fn run(test: &TestApp, job: &mut Job, from: &str, minutes: i64) {
    let from: Timestamp = from.parse().unwrap();
    for minute in 0..=minutes {
        test.app.system.set(from.checked_add(jiff::SignedDuration::from_mins(minute)).unwrap());
        job.once().await.unwrap();
    }
}

async fn kinds(client: &Client) -> Vec<String> {
    let page: Value = client.get("/api/v1/me/notices").await.json();
    let mut kinds: Vec<String> =
        page["items"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect();
    kinds.reverse();
    kinds
}

fn entry(test: &TestApp) -> Entry {
    Entry { by_login: "uji".into(), received_at: test.app.now(), salt: [1; 16] }
}

/// The terminals spoke a moment ago.
async fn terminals_speak(test: &TestApp) {
    let now = test.app.now();
    test.app
        .db
        .write(async |tx: &mut Tx| {
            for number in [0x501_u128, 0x502] {
                marks::reach(tx, CITY, "machine", &Uuid::from_u128(number).to_string(), now).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn each_is_reminded_by_their_own_duty_and_once() {
    let test = TestApp::with(|settings| settings.notices.push_allow_private = true).await;
    let receiver = Receiver::start().await;
    let [siti, shift, free, nobody] =
        [Role::Pegawai, Role::Kepala, Role::Bkpsdm, Role::Majelis].map(|role| (role, test.as_role(role)));
    let (siti, shift, free, nobody) = (siti.1.await, shift.1.await, free.1.await, nobody.1.await);
    for (number, client) in [&siti, &shift, &free].into_iter().enumerate() {
        receiver.subscribe(client, number as u128).await;
    }
    let night = Assignment {
        id: AssignmentId(Uuid::from_u128(1)),
        person: person_of(Role::Kepala),
        from_on: date(2026, 1, 1),
        to_on: None,
        pattern: Pattern::Cycle {
            anchor_on: date(2026, 1, 1),
            turns: vec![Some(Turn { starts: time(22, 0, 0, 0), minutes: 480, break_minutes: 0, grace_minutes: 0 })],
        },
    };
    let leave = Exception {
        id: AssignmentId(Uuid::from_u128(2)),
        person: person_of(Role::Bkpsdm),
        from_on: date(2026, 1, 19),
        to_on: date(2026, 1, 19),
        part: Part::Whole,
        kind: ExceptionKind::Leave,
        reference: "SK 1".into(),
    };
    let entry = entry(&test);
    test.app
        .db
        .write(async |tx: &mut Tx| {
            roster::assign(tx, CITY, &night, &entry).await?;
            roster::except(tx, CITY, &leave, &entry).await
        })
        .await
        .unwrap();
    let mut job = Job::new(test.app.clone());

    // 07.00 to 07.29; office hours begin at 07.30.
    run(&test, &mut job, "2026-01-19T00:00:00Z", 29).await;
    assert_eq!(kinds(&siti).await, ["window_opens"]);
    assert!(kinds(&shift).await.is_empty() && kinds(&free).await.is_empty() && kinds(&nobody).await.is_empty());
    let pushed = receiver.pushed();
    assert_eq!(pushed.len(), 1);
    assert_eq!(receiver.shown(&pushed[0])["title"], "Jam kerja mulai 07.30");

    // A server that starts again has forgotten, but not the table.
    let mut again = Job::new(test.app.clone());
    test.app.system.set("2026-01-19T00:27:00Z".parse().unwrap());
    again.once().await.unwrap();
    assert_eq!(kinds(&siti).await, ["window_opens"]);

    // 21.40 to 21.59, although nobody chose quiet hours.
    run(&test, &mut job, "2026-01-19T14:40:00Z", 19).await;
    assert_eq!(kinds(&shift).await, ["window_opens"]);
    assert_eq!(receiver.pushed().len(), 2);
    assert!(kinds(&free).await.is_empty(), "on leave");
}

#[tokio::test]
async fn whoever_has_come_is_asked_only_for_the_departure_once_the_terminals_spoke() {
    let test = TestApp::new().await;
    let siti = test.as_role(Role::Pegawai).await;
    let mut phone = TestPhone::new();
    phone.enrol(&siti).await;
    let mut body = Receiver::start().await.subscription(1);
    body["endpoint"] = "https://push.example.org/x".into();
    assert_eq!(siti.post("/api/v1/me/push", &body).await.status, 200);
    test.app.system.set("2026-01-19T00:10:00Z".parse().unwrap());
    send(&siti, &[phone.punch("in", "2026-01-19T07:10:00+07:00")]).await;
    let off = serde_json::json!({ "kinds": [
        { "kind": "window_opens", "push": true, "email": false } ], "quiet": { "from": "00:00", "to": "23:59" } });
    let put = axum::body::Body::from(off.to_string());
    siti.send(axum::http::Method::PUT, "/api/v1/me/notices/choices", Some("application/json"), put).await;
    let mut job = Job::new(test.app.clone());

    run(&test, &mut job, "2026-01-19T00:14:00Z", 16).await;
    assert!(kinds(&siti).await.is_empty(), "came in time");

    // 16.10 to 16.40; duty ends at 16.00 and the terminals have not spoken.
    run(&test, &mut job, "2026-01-19T09:10:00Z", 30).await;
    assert!(kinds(&siti).await.is_empty(), "a terminal may have heard the departure");
    terminals_speak(&test).await;
    run(&test, &mut job, "2026-01-19T09:41:00Z", 12).await;
    assert_eq!(kinds(&siti).await, ["out_missing"]);
}

#[tokio::test]
async fn a_head_gets_the_figures_of_a_working_day_at_the_chosen_time() {
    let test = TestApp::with(|settings| settings.notices.push_allow_private = true).await;
    let (head, receiver) = (test.as_role(Role::Kepala).await, Receiver::start().await);
    receiver.subscribe(&head, 1).await;
    let choices = head.get("/api/v1/me/notices/choices").await.json();
    assert_eq!(choices["digest_at"], "09:00");
    let mut job = Job::new(test.app.clone());

    run(&test, &mut job, "2026-01-19T01:55:00Z", 4).await;
    assert!(!kinds(&head).await.contains(&"digest".to_owned()));
    run(&test, &mut job, "2026-01-19T02:00:00Z", 5).await;
    assert_eq!(kinds(&head).await.iter().filter(|kind| *kind == "digest").count(), 1);
    let page = head.get("/api/v1/me/notices").await.json();
    let digest = page["items"].as_array().unwrap().iter().find(|one| one["kind"] == "digest").unwrap();
    let board = head.get("/api/v1/board?unit=DISDIK").await.json();
    let counts = &board["counts"];
    let of = |key: &str| counts[key].as_u64().unwrap();
    let expected = board["roster"].as_u64().unwrap() - of("libur");
    let body = digest["body"].as_str().unwrap();
    assert!(body.starts_with(&format!("Dinas Pendidikan: {expected} bertugas, {} hadir", of("hadir"))), "{body}");
    assert!(body.contains(&format!("{} belum terdengar", of("belum_terdengar"))), "{body}");

    // A Sunday.
    run(&test, &mut job, "2026-01-25T02:00:00Z", 5).await;
    assert_eq!(kinds(&head).await.iter().filter(|kind| *kind == "digest").count(), 1);
}
