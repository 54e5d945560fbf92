//! Roll calls and checks of superiors.

use hadir_domain::access::Role;
use hadir_domain::ids::PersonId;
use jiff::ToSpan;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{DOCTOR, TestApp, person_of};

fn call(number: u128, unit: &str, at: &str, seen: &[(PersonId, &str)]) -> Value {
    let row = |(place, (person, seen)): (usize, &(PersonId, &str))| json!({ "id": Uuid::from_u128(number * 100 + place as u128), "person": person.0, "seen": seen, "note": "apel pagi" });
    let rows: Vec<Value> = seen.iter().enumerate().map(row).collect();
    json!({ "id": Uuid::from_u128(number), "kind": "roll_call", "unit": unit, "at": at, "site": null, "rows": rows })
}

const EARLY: &str = "2026-01-19T00:15:00Z";
const SPAN: &str = "/api/v1/checks?from=2026-01-12&to=2026-01-19";

async fn a_roll_call_is_kept_once(app: TestApp) {
    let (siti, operator) = (person_of(Role::Pegawai), person_of(Role::Operator));
    let head = app.as_role(Role::Kepala).await;
    let roll = call(0xc1, "DISDIK", EARLY, &[(siti, "present"), (operator, "excused")]);

    let first = head.post("/api/v1/checks", &roll).await;
    app.wait(1.minute());
    let again = head.post("/api/v1/checks", &roll).await;
    let other = call(0xc1, "DISDIK", EARLY, &[(siti, "absent")]);
    let changed = head.post("/api/v1/checks", &other).await;

    assert_eq!(first.status, 201, "{}", first.text());
    assert_eq!((again.status.as_u16(), again.json()["items"].as_array().unwrap().len()), (201, 2));
    assert_eq!((changed.status.as_u16(), changed.code()), (409, "id_taken".into()));
    let list = head.get(SPAN).await.json();
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 2, "{list}");
    assert_eq!(items[0]["received_at"], "2026-01-19T00:31:10Z", "the first time counts");
    assert_eq!((&items[0]["late"], &items[0]["by_login"]), (&json!(false), &json!("kepala")));
    assert_eq!(list["can_write"], true);
}

#[tokio::test]
async fn a_roll_call_sent_twice_is_kept_once_and_never_changed() {
    a_roll_call_is_kept_once(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        a_roll_call_is_kept_once(app).await;
    }
}

#[tokio::test]
async fn checks_are_refused_about_oneself_about_others_people_and_about_what_is_to_come() {
    let app = TestApp::new().await;
    let (siti, head_person) = (person_of(Role::Pegawai), person_of(Role::Kepala));
    let head = app.as_role(Role::Kepala).await;
    let refusal = async |body: Value| {
        let answer = head.post("/api/v1/checks", &body).await;
        (answer.status.as_u16(), answer.code())
    };

    let own = call(1, "DISDIK", EARLY, &[(siti, "present"), (head_person, "present")]);
    assert_eq!(refusal(own).await, (403, "own_record".into()));
    let future = call(2, "DISDIK", "2026-01-19T00:31:11Z", &[(siti, "present")]);
    assert_eq!(refusal(future).await, (422, "future_check".into()));
    let stranger = call(3, "DISDIK", EARLY, &[(DOCTOR, "present")]);
    assert_eq!(refusal(stranger).await, (404, "not_of_unit".into()));
    let other_unit = call(4, "DINKES", EARLY, &[(DOCTOR, "present")]);
    assert_eq!(refusal(other_unit).await.0, 404, "out of reach");
    let twice = call(5, "DISDIK", EARLY, &[(siti, "present"), (siti, "absent")]);
    assert_eq!(refusal(twice).await, (422, "person_twice".into()));
    assert_eq!(refusal(call(6, "DISDIK", EARLY, &[])).await, (422, "no_rows".into()));
    assert_eq!(head.get(SPAN).await.json()["items"], json!([]));
}

#[tokio::test]
async fn what_is_written_on_a_later_day_is_kept_and_shown_as_late() {
    let app = TestApp::new().await;
    let siti = person_of(Role::Pegawai);
    let officer = app.as_role(Role::AdminUnit).await;

    let late = call(7, "DISDIK-SD1", "2026-01-14T00:30:00Z", &[(siti, "elsewhere")]);
    assert_eq!(officer.post("/api/v1/checks", &late).await.status, 201);

    let list = officer.get(SPAN).await.json();
    let item = &list["items"][0];
    assert_eq!(
        (&item["date"], &item["late"], &item["seen"]),
        (&json!("2026-01-14"), &json!(true), &json!("elsewhere"))
    );
    assert_eq!(item["unit"]["code"], "DISDIK-SD1");
    let span = app.as_role(Role::Inspektorat).await.get("/api/v1/checks?from=2025-01-01&to=2026-01-19").await;
    assert_eq!((span.status.as_u16(), span.code()), (422, "bad_span".into()));
}

#[tokio::test]
async fn checks_are_seen_within_reach_and_stay_when_the_seal_is_looked_at() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;
    let made = call(8, "DINKES", EARLY, &[(DOCTOR, "absent")]);
    assert_eq!(officer.post("/api/v1/checks", &made).await.status, 201);

    let seen = async |role: Role| app.as_role(role).await.get(SPAN).await.json()["items"].as_array().unwrap().len();

    assert_eq!((seen(Role::Kepala).await, seen(Role::Inspektorat).await, seen(Role::Pimpinan).await), (0, 1, 1));
}
