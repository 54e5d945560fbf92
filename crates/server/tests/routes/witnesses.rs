//! What colleagues saw of each other: signed by phones, sent when there is a network, never about oneself.

use hadir_domain::access::Role;
use hadir_domain::ids::PersonId;
use hadir_server::services::punching::wire;
use hadir_store::{Tx, witnesses};
use jiff::ToSpan;
use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{CITY, Client, DOCTOR, TestApp, TestPhone, person_of};

const SEEN: &str = "2026-01-19T00:31:00Z";
const SPAN: &str = "/api/v1/witnesses?from=2026-01-13&to=2026-01-26";

/// The code a phone shows of its owner.
fn code(phone: &TestPhone, person: PersonId, at: &str) -> String {
    let payload = json!({ "at": at, "k": phone.key, "p": person.0 }).to_string();
    let signature = phone.sign(&[b"hadir-person-v1\n", payload.as_bytes()].concat());
    format!("HP1.{}.{signature}", wire::b64(payload.as_bytes()))
}

/// A statement signed by a phone.
pub fn statement(phone: &TestPhone, number: u128, over: Value) -> Value {
    let mut made = json!({
        "id": Uuid::from_u128(number), "how": "statement", "seen_at": SEEN, "person": null, "code": null,
        "punch_id": null, "fix": { "lat": -5.11, "lon": 105.3, "accuracy_m": 20.0 }, "note": "di ruang guru",
        "device_key": phone.key,
    });
    for (name, value) in over.as_object().unwrap() {
        made[name] = value.clone();
    }
    made["signature"] = phone.sign(&wire::canonical("hadir-witness-v1\n", &made)).into();
    made
}

async fn give(client: &Client, statements: &[Value]) -> Vec<Value> {
    let answer = client.post("/api/v1/witnesses", &json!({ "statements": statements })).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["results"].as_array().unwrap().clone()
}

async fn two_phones_meet(test: TestApp) {
    let (siti, head) = (test.as_role(Role::Pegawai).await, test.as_role(Role::Majelis).await);
    let (mine, other) = (TestPhone::new(), TestPhone::new());
    mine.enrol(&siti).await;
    other.enrol(&head).await;
    let (siti_id, colleague) = (person_of(Role::Pegawai), person_of(Role::Majelis));
    let scanned = statement(&other, 1, json!({ "how": "person_code", "code": code(&mine, siti_id, SEEN) }));
    let shown = statement(&mine, 2, json!({ "how": "witness_code", "code": code(&other, colleague, SEEN) }));
    let said = statement(&other, 3, json!({ "person": siti_id.0 }));
    let stale =
        statement(&other, 4, json!({ "how": "person_code", "code": code(&mine, siti_id, "2026-01-18T00:00:00Z") }));
    // Kept by the phones where there is no network, and sent days later.
    test.wait((3 * 24).hours());
    let (siti, head) = (test.as_role(Role::Pegawai).await, test.as_role(Role::Majelis).await);

    let first = give(&head, &[scanned.clone(), said, stale]).await;
    let own = give(&siti, &[shown]).await;
    let again = give(&head, &[scanned]).await;

    let strengths: Vec<&str> = first.iter().chain(&own).map(|one| one["strength"].as_str().unwrap()).collect();
    assert_eq!(strengths, ["both_keys", "one_key", "one_key", "both_keys"], "{first:?}");
    assert!(first.iter().chain(&own).all(|one| one["status"] == "stored"));
    assert_eq!(again[0]["status"], "repeated");
    let seen = siti.get("/api/v1/me/witnesses").await.json();
    assert_eq!(seen["items"].as_array().unwrap().len(), 4);
    assert!(seen["items"].as_array().unwrap().iter().all(|one| one["person"]["id"] == json!(siti_id.0)));
    let desk = test.as_role(Role::Kepala).await.get(SPAN).await.json();
    assert_eq!(
        (&desk["items"][0]["pair_days"], &desk["items"][0]["date"]),
        (&json!(1), &json!("2026-01-19")),
        "{desk}"
    );
    let on = date(2026, 1, 19);
    let kept = test.app.db.read(async |tx: &mut Tx| witnesses::in_span(tx, CITY, on, on).await).await.unwrap();
    assert!(kept.iter().all(|one| one.witness == colleague && one.person == siti_id && one.site.is_some()));
}

#[tokio::test]
async fn a_colleagues_statement_is_kept_offline_sent_later_and_counted_once() {
    two_phones_meet(TestApp::new().await).await;
    if let Some(test) = TestApp::on_postgres().await {
        two_phones_meet(test).await;
    }
}

#[tokio::test]
async fn a_witness_is_refused_with_what_to_do_and_holds_no_other_back() {
    let test = TestApp::new().await;
    let siti = test.as_role(Role::Pegawai).await;
    let (phone, strange) = (TestPhone::new(), TestPhone::new());
    phone.enrol(&siti).await;
    let person = json!({ "person": person_of(Role::Majelis).0 });
    let mut forged = statement(&phone, 3, person.clone());
    forged["note"] = "lain".into();

    let results = give(
        &siti,
        &[
            statement(&phone, 1, json!({ "person": person_of(Role::Pegawai).0 })),
            statement(&strange, 2, person.clone()),
            forged,
            statement(&phone, 4, json!({ "how": "person_code", "code": "HP1.x.y" })),
            statement(&phone, 5, json!({ "person": DOCTOR.0, "seen_at": "2026-01-19T03:00:00Z" })),
            statement(&phone, 6, json!({ "person": DOCTOR.0, "seen_at": "2025-12-01T03:00:00Z" })),
            json!({ "id": "x" }),
            statement(&phone, 7, json!({ "person": DOCTOR.0 })),
        ],
    )
    .await;

    let codes: Vec<&str> = results.iter().map(|one| one["code"].as_str().unwrap_or("-")).collect();
    let expected =
        ["own_record", "unknown_key", "bad_signature", "bad_code", "future_statement", "too_old", "unreadable", "-"];
    assert_eq!(codes, expected);
    assert_eq!(results[7]["status"], "stored", "the clinic is next to the school");
    assert!(
        results.iter().take(7).all(|one| one["detail"].as_str().is_some_and(|text| text.len() > 40)),
        "{results:?}"
    );
    let many: Vec<Value> = (0..101).map(|_| json!({})).collect();
    let refused = siti.post("/api/v1/witnesses", &json!({ "statements": many })).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (422, "too_many".into()));
    let head = test.as_role(Role::Kepala).await;
    assert_eq!(head.get(SPAN).await.json()["items"], json!([]), "the doctor is out of the head's reach");
}
