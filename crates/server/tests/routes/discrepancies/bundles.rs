use hadir_domain::access::Role;
use hadir_domain::ids::{DeviceId, PersonId};
use hadir_domain::reconcile::{CauseKind, DiscrepancyType, Speaker};
use hadir_store::reconcile::discrepancies::{self, CauseRow, DiscrepancyRow};
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{THURSDAY, day_of, found, fresh, put, take};
use crate::support::{CITY, Client, DISDIK, SD_1, TERMINAL, TestApp, crowd, person_of};

const CAUSE: Uuid = Uuid::from_u128(0xca);

fn colleague(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(0x5000 + number))
}

/// Three whose roll says they came at seven and whose portal says nothing, and the officer of the unit; one cause behind all.
async fn set(app: &TestApp) -> Vec<DiscrepancyRow> {
    crowd(app, 3).await;
    let own = person_of(Role::AdminUnit);
    let people = [colleague(1), colleague(2), colleague(3), own];
    let rows: Vec<Value> =
        people[..3].iter().map(|person| json!({ "person": person.0, "arrived": "07:00", "left": "16:00" })).collect();
    let roll = json!({
        "unit": "DISDIK-SD1", "date": "2026-01-15", "rows": rows,
        "signer": { "name": "Contoh Kepala", "number": "209901012120012001", "position": "Kepala Dinas" }
    });
    let typed = app.as_role(Role::Bkpsdm).await.post("/api/v1/rolls", &roll).await;
    assert_eq!(typed.status, 201, "{}", typed.text());
    let one = |place: usize, person: PersonId, unit| DiscrepancyRow {
        kind: DiscrepancyType::MissingInA,
        a: (Speaker::Portal, None),
        cause: Some(CAUSE),
        ..found(place as u128 + 1, person, unit, THURSDAY)
    };
    let rows: Vec<DiscrepancyRow> = people
        .iter()
        .enumerate()
        .map(|(place, person)| one(place, *person, if *person == own { DISDIK } else { SD_1 }))
        .collect();
    put(app, &rows).await;
    rows
}

fn ask(more: Value) -> Value {
    let mut ask = json!({ "type": "missing_in_a", "unit": "DISDIK", "from": "2026-01-01", "to": "2026-01-31" });
    for (name, value) in more.as_object().unwrap() {
        ask[name] = value.clone();
    }
    ask
}

async fn preview(client: &Client, more: Value) -> Value {
    let answer = client.post("/api/v1/discrepancies/bundles/preview", &ask(more)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn propose(client: &Client, id: Uuid, more: Value) -> (u16, Value) {
    let mut body = ask(more);
    body["id"] = json!(id);
    body["reason"] = json!("portal kosong hari itu");
    let answer = client.post("/api/v1/discrepancies/bundles", &body).await;
    (answer.status.as_u16(), answer.json())
}

async fn decide(client: &Client, id: Uuid, step: &str) -> (u16, Value) {
    let path = format!("/api/v1/discrepancies/bundles/{id}/steps");
    let answer = client.post(&path, &json!({ "step": step, "reason": "sudah diperiksa" })).await;
    (answer.status.as_u16(), answer.json())
}

async fn states(client: &Client) -> Vec<Value> {
    let list = client.get("/api/v1/discrepancies").await.json();
    list["items"].as_array().unwrap().iter().map(|item| item["state"].clone()).collect()
}

async fn at_once(app: TestApp) {
    let rows = set(&app).await;
    let (admin, agency) = (app.as_role(Role::AdminUnit).await, app.as_role(Role::Bkpsdm).await);

    let sick = json!({ "outcome": "a_right", "status": "S" });
    let shown = preview(&admin, sick.clone()).await;
    assert_eq!((&shown["count"], &shown["people"], &shown["own"]), (&json!(3), &json!(3), &json!(1)), "{shown}");
    assert_eq!((&shown["changed"], &shown["changes"][0]["after"]["status"]), (&json!(3), &json!("S")));
    let silent = preview(&admin, json!({ "outcome": "a_right" })).await;
    assert_eq!((&silent["count"], &silent["unclear"]), (&json!(0), &json!(3)), "a silent side makes nobody absent");

    let id = fresh();
    let mut with_hash = sick.clone();
    with_hash["hash"] = shown["hash"].clone();
    // The sources of one say something else by now: that is no longer the set that was looked at.
    put(&app, &[DiscrepancyRow { evidence: [77; 32], ..rows[0].clone() }]).await;
    let (status, answer) = propose(&admin, id, with_hash.clone()).await;
    assert_eq!((status, &answer["code"]), (409, &json!("changed_meanwhile")), "{answer}");
    assert_eq!(states(&agency).await, ["open"; 4].map(|state| json!(state)), "nothing is half written");

    with_hash["hash"] = preview(&admin, sick).await["hash"].clone();
    let (status, answer) = propose(&admin, id, with_hash.clone()).await;
    assert_eq!((status, &answer["count"]), (201, &json!(3)), "{answer}");
    assert_eq!(propose(&admin, id, with_hash.clone()).await.0, 201, "the same again changes nothing");
    assert_eq!(propose(&agency, id, with_hash).await.1["code"], "id_taken");
    let waiting = agency.get(&format!("/api/v1/discrepancies?bundle={id}")).await.json();
    assert_eq!(waiting["items"].as_array().unwrap().len(), 3);

    let (status, answer) = decide(&admin, id, "confirm").await;
    assert_eq!(status, 403, "{answer}");
    let effects = agency.post("/api/v1/discrepancies/bundles/preview", &json!({ "bundle": id })).await.json();
    assert_eq!((&effects["count"], &effects["changed"]), (&json!(3), &json!(3)), "{effects}");
    // One lapses in between; the others are settled with their corrections.
    put(&app, &[DiscrepancyRow { evidence: [78; 32], ..rows[1].clone() }]).await;
    let (status, answer) = decide(&agency, id, "confirm").await;
    assert_eq!((status, &answer["count"], &answer["lapsed"]), (200, &json!(2), &json!(1)), "{answer}");
    assert_eq!(decide(&agency, id, "confirm").await.0, 200, "the same again changes nothing");
    assert_eq!(states(&agency).await, ["settled", "open", "settled", "open"].map(|state| json!(state)));
    assert_eq!(day_of(&app, colleague(1), THURSDAY).await["status"], "S");
    assert_eq!(day_of(&app, colleague(2), THURSDAY).await["status"], "H");
}

#[tokio::test]
async fn a_previewed_set_is_proposed_with_its_hash_and_confirmed_as_a_whole() {
    at_once(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        at_once(app).await;
    }
}

#[tokio::test]
async fn a_bundle_is_not_decided_by_its_proposer_nor_by_somebody_whose_day_is_in_it() {
    let app = TestApp::new().await;
    set(&app).await;
    let agency = app.as_role(Role::Bkpsdm).await;
    let own = DiscrepancyRow {
        kind: DiscrepancyType::MissingInA,
        a: (Speaker::Portal, None),
        ..found(9, person_of(Role::Bkpsdm), DISDIK, THURSDAY)
    };
    put(&app, std::slice::from_ref(&own)).await;
    let kepala = app.as_role(Role::Kepala).await;
    let sick = json!({ "outcome": "a_right", "status": "S" });
    let id = fresh();
    let mut with_hash = sick.clone();
    with_hash["hash"] = preview(&kepala, sick.clone()).await["hash"].clone();
    assert_eq!(propose(&kepala, id, with_hash).await.0, 201);

    assert_eq!(decide(&agency, id, "confirm").await.1["code"], "own_record");
    assert_eq!(decide(&kepala, id, "confirm").await.0, 403);
    assert_eq!(decide(&kepala, id, "withdraw").await.1["count"], 5);
    assert_eq!(decide(&agency, id, "reject").await.1["code"], "nothing_waits");

    let id = fresh();
    let mut with_hash = sick.clone();
    with_hash["hash"] = preview(&agency, sick).await["hash"].clone();
    assert_eq!(propose(&agency, id, with_hash).await.1["count"], 4, "one's own day is left out");
    assert_eq!(decide(&agency, id, "confirm").await.1["code"], "own_proposal");
    let (status, _) = take(&agency, own.id, json!({ "step": "propose", "outcome": "cannot_be_known" })).await;
    assert_eq!(status, 403);
    let without = json!({ "outcome": "a_right" });
    let answer = agency.post("/api/v1/discrepancies/bundles/preview", &without).await.json();
    assert_eq!(answer["errors"][0]["code"], "filter_needed");
}

#[tokio::test]
async fn a_cause_is_listed_with_what_still_waits_and_its_clock() {
    let app = TestApp::new().await;
    set(&app).await;
    let cause = |id: Uuid, kind: CauseKind, origin: Option<(Option<Uuid>, String)>| CauseRow {
        id,
        kind,
        speaker: Speaker::Machine,
        origin,
        unit: None,
        from: date(2026, 1, 1),
        to: date(2026, 1, 31),
        minutes: Some(60),
        days: 4,
        detail: "jam mesin maju 60 menit".into(),
        detail_en: "the clock is 60 minutes ahead".into(),
        found_at: app.app.now(),
    };
    let device = DeviceId(Uuid::from_u128(0x501));
    let causes = [
        cause(CAUSE, CauseKind::ClockOffset, Some((Some(device.0), TERMINAL.into()))),
        cause(Uuid::from_u128(0xcb), CauseKind::NeverUploads, None),
    ];
    let span: (Date, Date) = (date(2026, 1, 1), date(2026, 1, 31));
    app.app.db.write(async |tx| discrepancies::replace_causes(tx, CITY, span, &causes).await).await.unwrap();
    let kepala = app.as_role(Role::Kepala).await;

    let listed = kepala.get("/api/v1/discrepancies/causes").await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1, "nothing of the other is within reach: {listed}");
    let first = &listed["items"][0];
    assert_eq!((&first["waiting"], &first["total"]), (&json!(4), &json!(4)));
    assert_eq!(first["clock"]["serial"], TERMINAL);
    let by_cause = kepala.get(&format!("/api/v1/discrepancies?cause={CAUSE}")).await.json();
    assert_eq!(by_cause["items"].as_array().unwrap().len(), 4);
    let looked = kepala.post(&format!("/api/v1/discrepancies/causes/{CAUSE}/clock"), &json!({})).await;
    assert_eq!((looked.status.as_u16(), &looked.json()["proposal"]), (200, &Value::Null), "its rows show nothing");
    let other = format!("/api/v1/discrepancies/causes/{}/clock", Uuid::from_u128(0xcb));
    assert_eq!(kepala.post(&other, &json!({})).await.code(), "unknown_cause");
}
