//! Discrepancies on their way from found to settled, on both databases.

mod bundles;

use hadir_domain::access::Role;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::reconcile::{DiscrepancyType, Speaker};
use hadir_store::reconcile::discrepancies::{self, DiscrepancyRow};
use hadir_store::{corrections, records};
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{CITY, Client, DINKES, DOCTOR, SD_1, TERMINAL, TestApp, person_of};

/// A Thursday.
pub const THURSDAY: Date = date(2026, 1, 15);

/// Siti that day: late by the terminal, in time by the roll.
const LATE: &[u8] = b"7\t2026-01-15 08:45:00\t1\t0\t1\t0\r\n7\t2026-01-15 16:40:00\t1\t1\t1\t0\r\n";

pub fn fresh() -> Uuid {
    hadir_server::system::System::real().uuid()
}

/// A disagreement between terminal and roll, as reconciliation keeps it.
pub fn found(number: u128, person: PersonId, unit: UnitId, on: Date) -> DiscrepancyRow {
    DiscrepancyRow {
        id: Uuid::from_u128(0xd000 + number),
        person,
        on,
        unit,
        kind: DiscrepancyType::TimeDiffers,
        a: (Speaker::Machine, Some("08.45–16.40".into())),
        b: (Speaker::Manual, Some("07.00–16.00".into())),
        also: Vec::new(),
        detail: "jam datang berbeda 105 menit".into(),
        detail_en: "arrival differs by 105 minutes".into(),
        cause: None,
        proposal: None,
        because: String::new(),
        because_en: String::new(),
        evidence: [u8::try_from(number).unwrap(); 32],
        found_at: "2026-01-16T00:00:00Z".parse().unwrap(),
        due_on: date(2026, 1, 22),
        gone_at: None,
    }
}

pub async fn put(app: &TestApp, rows: &[DiscrepancyRow]) {
    app.app.db.write(async |tx| discrepancies::put(tx, CITY, rows).await).await.unwrap();
}

/// Siti's terminal and roll of that Thursday, and the disagreement between them.
pub async fn disagree(app: &TestApp) -> DiscrepancyRow {
    let siti = person_of(Role::Pegawai);
    let fields = [("source", "machine"), ("device", TERMINAL)];
    let taken = app.as_role(Role::Bkpsdm).await.post_file("/api/v1/imports", &fields, "1_attlog.dat", LATE).await;
    assert_eq!(taken.status, 201, "{}", taken.text());
    let roll = json!({
        "unit": "DISDIK-SD1", "date": "2026-01-15", "rows": [{ "person": siti.0, "arrived": "07:00", "left": "16:00" }],
        "signer": { "name": "Contoh Kepala", "number": "209901012120012001", "position": "Kepala Dinas" }
    });
    let typed = app.as_role(Role::AdminUnit).await.post("/api/v1/rolls", &roll).await;
    assert_eq!(typed.status, 201, "{}", typed.text());
    let row = found(1, siti, SD_1, THURSDAY);
    put(app, std::slice::from_ref(&row)).await;
    row
}

pub async fn take(client: &Client, id: Uuid, step: Value) -> (u16, Value) {
    let mut body = json!({ "id": fresh(), "reason": "sesuai lembar asli" });
    for (name, value) in step.as_object().unwrap() {
        body[name] = value.clone();
    }
    let answer = client.post(&format!("/api/v1/discrepancies/{id}/steps"), &body).await;
    (answer.status.as_u16(), answer.json())
}

pub async fn day_of(app: &TestApp, person: PersonId, on: Date) -> Value {
    let officer = app.as_role(Role::Bkpsdm).await;
    let month = officer.get(&format!("/api/v1/people/{person}/days?month={}", on.strftime("%Y-%m"))).await.json();
    let days = month["days"].as_array().expect("days").clone();
    days.into_iter().find(|day| day["date"] == json!(on.to_string())).expect("the day")
}

async fn a_life(app: TestApp) {
    let row = disagree(&app).await;
    let siti = person_of(Role::Pegawai);
    let before = day_of(&app, siti, THURSDAY).await;
    assert_eq!(before["first_in"], "07:00:00", "{before}");
    let admin = app.as_role(Role::AdminUnit).await;
    let agency = app.as_role(Role::Bkpsdm).await;

    let open = admin.get(&format!("/api/v1/discrepancies/{}", row.id)).await.json();
    assert_eq!((&open["state"], &open["can"]), (&json!("open"), &json!(["assign", "propose"])), "{open}");
    assert_eq!(open["sides"][0]["punches"][0]["punch"]["local_time"], "2026-01-15T08:45:00");
    assert_eq!(open["sides"][0]["punches"][0]["punch"]["device"], TERMINAL);
    let roll = open["sides"][1]["punches"][0]["roll"].as_str().unwrap();
    assert!(roll.contains("ditandatangani Contoh Kepala"), "{roll}");
    assert_eq!(open["sides"][1]["says"]["left"], "2026-01-15T16:00:00");
    let machine = &open["outcomes"][0];
    assert_eq!((&machine["outcome"], &machine["changes"]), (&json!("a_right"), &json!(true)), "{machine}");
    assert_eq!(machine["after"]["first_in"], "08:45:00");
    assert!(open["day"]["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty()));

    let (status, assigned) = take(&admin, row.id, json!({ "step": "assign" })).await;
    assert_eq!((status, &assigned["state"], &assigned["owner"]), (200, &json!("assigned"), &json!("admin_unit")));
    let mine = admin.get("/api/v1/discrepancies?owner=me&state=waiting").await.json();
    assert_eq!(mine["items"][0]["id"], json!(row.id));
    let propose = json!({ "id": fresh(), "step": "propose", "outcome": "a_right", "evidence": open["evidence"] });
    let (status, proposed) = take(&admin, row.id, propose.clone()).await;
    assert_eq!((status, &proposed["state"]), (200, &json!("proposed")), "{proposed}");
    assert_eq!(take(&admin, row.id, propose).await.0, 200, "the same again changes nothing");
    assert_eq!(day_of(&app, siti, THURSDAY).await, before, "a proposal changes nothing");
    let (status, own) = take(&admin, row.id, json!({ "step": "withdraw", "reason": "" })).await;
    assert_eq!((status, &own["errors"][0]["field"]), (422, &json!("reason")));

    let (status, settled) = take(&agency, row.id, json!({ "step": "confirm" })).await;
    assert_eq!((status, &settled["state"]), (200, &json!("settled")), "{settled}");
    assert_eq!(settled["steps"][2]["corrections"], 1, "the departure is as the machine says already");
    assert_eq!(settled["can"], json!([]));
    let after = day_of(&app, siti, THURSDAY).await;
    assert_eq!(after["first_in"], "08:45:00", "{after}");
    assert!(after["marks"].to_string().contains("TL:"), "{after}");
    assert_eq!(after["punches"], {
        let mut kept = before["punches"].clone();
        for (kept, now) in kept.as_array_mut().unwrap().iter_mut().zip(after["punches"].as_array().unwrap()) {
            kept["used_as"] = now["used_as"].clone();
        }
        kept
    });
    assert!(after["reasons"].to_string().contains("selisih mesin dan daftar manual, mesin yang benar"), "{after}");

    let rows = app
        .app
        .db
        .read(async |tx| corrections::of_people(tx, CITY, &[siti], THURSDAY, THURSDAY, app.app.now()).await)
        .await
        .unwrap();
    let key = rows[0].correction.id.0;
    let body = app.app.db.read(async |tx| records::body(tx, CITY, key).await).await.unwrap().expect("a body").1;
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((&body["settlement"], &body["request"]), (&settled["steps"][2]["id"], &Value::Null));

    // The sources say something else: it is open again, and the settlement stays what it was.
    put(&app, &[DiscrepancyRow { evidence: [9; 32], ..row.clone() }]).await;
    let again = agency.get(&format!("/api/v1/discrepancies/{}", row.id)).await.json();
    assert_eq!((&again["state"], &again["steps"][2]["same_evidence"]), (&json!("reopened"), &json!(false)));
    assert_eq!(again["can"], json!(["assign", "propose"]));
    assert_eq!(day_of(&app, siti, THURSDAY).await, after);
}

#[tokio::test]
async fn a_discrepancy_is_settled_by_two_and_the_day_is_judged_by_it() {
    a_life(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        a_life(app).await;
    }
}

#[tokio::test]
async fn nobody_settles_their_own_day_and_four_eyes_confirm() {
    let app = TestApp::new().await;
    let row = disagree(&app).await;
    let own = found(2, person_of(Role::Bkpsdm), crate::support::DISDIK, THURSDAY);
    put(&app, std::slice::from_ref(&own)).await;
    let agency = app.as_role(Role::Bkpsdm).await;

    for step in ["assign", "propose", "confirm", "reject", "withdraw"] {
        let (status, answer) = take(&agency, own.id, json!({ "step": step, "outcome": "a_right" })).await;
        assert_eq!((status, &answer["code"]), (403, &json!("own_record")), "{step}");
    }
    assert_eq!(agency.get(&format!("/api/v1/discrepancies/{}", own.id)).await.json()["can"], json!([]));
    assert_eq!(take(&agency, row.id, json!({ "step": "propose", "outcome": "a_right" })).await.0, 200);
    for step in ["confirm", "reject"] {
        let (status, answer) = take(&agency, row.id, json!({ "step": step })).await;
        assert_eq!((status, &answer["code"]), (403, &json!("own_proposal")));
    }
    let admin = app.as_role(Role::AdminUnit).await;
    assert_eq!(take(&admin, row.id, json!({ "step": "confirm" })).await.0, 403, "the right is the agency's");
    let (status, answer) = take(&admin, row.id, json!({ "step": "withdraw" })).await;
    assert_eq!((status, &answer["code"]), (403, &json!("not_yours")));
    let (status, answer) = take(&agency, row.id, json!({ "step": "withdraw" })).await;
    assert_eq!((status, &answer["state"]), (200, &json!("open")));
    let (status, answer) = take(&agency, row.id, json!({ "step": "confirm" })).await;
    assert_eq!((status, &answer["code"]), (409, &json!("not_now")));
}

#[tokio::test]
async fn what_changed_since_the_officer_looked_is_refused() {
    let app = TestApp::new().await;
    let row = disagree(&app).await;
    let (admin, agency) = (app.as_role(Role::AdminUnit).await, app.as_role(Role::Bkpsdm).await);
    let seen = hex::encode(row.evidence);
    let id = fresh();
    let step = json!({ "id": id, "step": "propose", "outcome": "a_right" });
    assert_eq!(take(&admin, row.id, step).await.0, 200);
    let (status, answer) = take(&admin, row.id, json!({ "id": id, "step": "propose", "outcome": "b_right" })).await;
    assert_eq!((status, &answer["code"]), (409, &json!("id_taken")));

    put(&app, &[DiscrepancyRow { evidence: [9; 32], ..row.clone() }]).await;

    let (status, answer) = take(&agency, row.id, json!({ "step": "confirm" })).await;
    assert_eq!((status, &answer["code"]), (409, &json!("not_now")), "the proposal lapsed: {answer}");
    let (status, answer) =
        take(&admin, row.id, json!({ "step": "propose", "outcome": "a_right", "evidence": seen })).await;
    assert_eq!((status, &answer["code"]), (409, &json!("changed_meanwhile")));
    assert_eq!(take(&admin, row.id, json!({ "step": "propose", "outcome": "a_right" })).await.0, 200);

    // Another correction is approved in between: the proposal was made for another day than it is now.
    app.wait(jiff::Span::new().minutes(1));
    let correction = corrections::NewCorrection {
        id: hadir_domain::ids::CorrectionId(fresh()),
        person: row.person,
        on: row.on,
        corrected: hadir_domain::day::Corrected::ArrivedAt(row.on.at(7, 30, 0, 0)),
        punch: None,
        replaces: None,
        rests_on: corrections::RestsOn::Request(hadir_domain::ids::RequestId(fresh())),
        reference: "disetujui kepala".into(),
    };
    let entry = hadir_store::roster::Entry { by_login: "kepala".into(), received_at: app.app.now(), salt: [4; 16] };
    app.app.db.write(async |tx| corrections::add(tx, CITY, &correction, &entry).await).await.unwrap();
    let (status, answer) = take(&agency, row.id, json!({ "step": "confirm" })).await;
    assert_eq!((status, &answer["code"]), (409, &json!("changed_meanwhile")), "{answer}");
    assert_eq!(take(&agency, row.id, json!({ "step": "reject" })).await.0, 200);
}

#[tokio::test]
async fn an_officer_says_what_was_so_where_no_side_does() {
    let app = TestApp::new().await;
    let row = disagree(&app).await;
    let silent = DiscrepancyRow {
        kind: DiscrepancyType::MissingInB,
        b: (Speaker::Portal, None),
        ..found(3, row.person, SD_1, date(2026, 1, 14))
    };
    put(&app, std::slice::from_ref(&silent)).await;
    let (admin, agency) = (app.as_role(Role::AdminUnit).await, app.as_role(Role::Bkpsdm).await);
    let path = format!("/api/v1/discrepancies/{}/preview", row.id);

    let (status, answer) = take(&admin, silent.id, json!({ "step": "propose", "outcome": "b_right" })).await;
    assert_eq!((status, &answer["code"]), (422, &json!("says_needed")), "a silent side makes nobody absent: {answer}");
    let shown = admin.get(&format!("/api/v1/discrepancies/{}", silent.id)).await.json();
    assert_eq!(shown["outcomes"][1]["says_needed"], true, "{shown}");
    let wrong = json!({ "outcome": "both_wrong", "arrived": "16:00", "left": "07:00" });
    assert_eq!(admin.post(&path, &wrong).await.code(), "bad_time");
    let none = json!({ "outcome": "both_wrong" });
    assert_eq!(admin.post(&path, &none).await.code(), "says_needed");
    let open = json!({ "outcome": "both_wrong", "status": "BELUM" });
    assert_eq!(admin.post(&path, &open).await.code(), "bad_status");
    let good = json!({ "outcome": "both_wrong", "arrived": "07:25", "left": "16:10" });
    let tried = admin.post(&path, &good).await.json();
    assert_eq!((&tried["corrections"], &tried["after"]["first_in"]), (&json!(2), &json!("07:25:00")), "{tried}");

    let mut step = good.clone();
    step["step"] = json!("propose");
    assert_eq!(take(&admin, row.id, step).await.0, 200);
    assert_eq!(take(&agency, row.id, json!({ "step": "confirm" })).await.0, 200);
    let day = day_of(&app, row.person, THURSDAY).await;
    assert_eq!((&day["first_in"], &day["last_out"]), (&json!("07:25:00"), &json!("16:10:00")));

    let sick = json!({ "step": "propose", "outcome": "b_right", "status": "S" });
    assert_eq!(take(&admin, silent.id, sick).await.0, 200);
    assert_eq!(take(&agency, silent.id, json!({ "step": "confirm" })).await.0, 200);
    assert_eq!(day_of(&app, row.person, silent.on).await["status"], "S");
    let unknown = found(4, row.person, SD_1, date(2026, 1, 13));
    put(&app, std::slice::from_ref(&unknown)).await;
    assert_eq!(take(&admin, unknown.id, json!({ "step": "propose", "outcome": "cannot_be_known" })).await.0, 200);
    let settled = take(&agency, unknown.id, json!({ "step": "confirm" })).await.1;
    assert_eq!((&settled["state"], &settled["steps"][1]["corrections"]), (&json!("settled"), &json!(0)));
}

async fn a_closed_month(app: TestApp) {
    let row = disagree(&app).await;
    let siti = person_of(Role::Pegawai);
    app.wait(jiff::Span::new().hours(24 * 23));
    let (admin, agency) = (app.as_role(Role::AdminUnit).await, app.as_role(Role::Bkpsdm).await);
    let close = json!({ "unit": "DISDIK", "month": "2026-01", "reason": "" });
    assert_eq!(agency.post("/api/v1/periods", &close).await.status, 204);

    assert_eq!(take(&admin, row.id, json!({ "step": "propose", "outcome": "a_right" })).await.0, 200);
    assert_eq!(take(&agency, row.id, json!({ "step": "confirm" })).await.0, 200);

    assert_eq!(day_of(&app, siti, THURSDAY).await["first_in"], "08:45:00");
    let deltas = agency.get("/api/v1/recap?month=2026-01&unit=DISDIK").await.json()["deltas"].clone();
    let delta = deltas.as_array().unwrap().iter().find(|delta| delta["date"] == "2026-01-15").expect("a delta").clone();
    assert_eq!(delta["lands_in"], Value::Null);
    assert!(delta["becomes"]["marks"].to_string().contains("TL:"), "{delta}");
    assert!(delta["because"].as_str().unwrap().starts_with("selisih mesin dan daftar manual"), "{delta}");
}

#[tokio::test]
async fn a_settlement_in_a_closed_month_lands_as_a_delta() {
    a_closed_month(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        a_closed_month(app).await;
    }
}

#[tokio::test]
async fn each_officer_sees_the_discrepancies_of_their_reach_only() {
    let app = TestApp::new().await;
    let row = disagree(&app).await;
    let elsewhere = found(2, DOCTOR, DINKES, THURSDAY);
    put(&app, std::slice::from_ref(&elsewhere)).await;
    let kepala = app.as_role(Role::Kepala).await;

    let listed = kepala.get("/api/v1/discrepancies").await.json();
    let keys: Vec<&Value> = listed["items"].as_array().unwrap().iter().map(|item| &item["id"]).collect();
    assert_eq!(keys, [&json!(row.id)]);
    assert_eq!(listed["counts"], json!([{ "state": "open", "type": "time_differs", "count": 1, "overdue": 0 }]));
    let path = format!("/api/v1/discrepancies/{}", elsewhere.id);
    assert_eq!(kepala.get(&path).await.code(), "unknown_discrepancy");
    assert_eq!(take(&kepala, elsewhere.id, json!({ "step": "assign" })).await.0, 404);
    assert_eq!(kepala.get("/api/v1/discrepancies?unit=DINKES").await.status, 404);
    let looks = app.as_role(Role::Pegawai).await.get("/api/v1/me/looks").await.json();
    assert!(!looks.to_string().contains("selisih"), "nobody has opened it yet");
    let inspector = app.as_role(Role::Inspektorat).await;
    assert_eq!(inspector.get("/api/v1/discrepancies").await.json()["items"].as_array().unwrap().len(), 2);
    assert_eq!(inspector.get(&path).await.json()["can"], json!([]));
    assert_eq!(inspector.get("/api/v1/discrepancies?state=unheard").await.status, 422);

    let agency = app.as_role(Role::Bkpsdm).await;
    let (status, answer) = take(&agency, elsewhere.id, json!({ "step": "assign", "owner": "kepala" })).await;
    assert_eq!((status, &answer["code"]), (422, &json!("unknown_owner")), "another agency's head: {answer}");
    assert_eq!(take(&agency, row.id, json!({ "step": "assign", "owner": "kepala" })).await.1["owner"], "kepala");
    app.wait(jiff::Span::new().hours(24 * 5));
    let agency = app.as_role(Role::Bkpsdm).await;
    let overdue = agency.get("/api/v1/discrepancies?overdue=true").await.json();
    assert_eq!((&overdue["items"][0]["overdue"], &overdue["counts"][0]["overdue"]), (&json!(true), &json!(1)));
    agency.get(&format!("/api/v1/discrepancies/{}", row.id)).await;
    let looks = app.as_role(Role::Pegawai).await.get("/api/v1/me/looks").await.json();
    assert!(looks.to_string().contains("membuka selisih tanggal 2026-01-15"), "{looks}");
}
