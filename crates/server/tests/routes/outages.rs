//! Outages, tolerance zones, and rolls that fill in.

use hadir_domain::access::Role;
use hadir_domain::ids::PersonId;
use hadir_server::services::outaging::watching::{self, Heart};
use jiff::ToSpan;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Client, SCHOOL, TERMINAL, TestApp, person_of};

/// Siti on a Thursday: an hour and a quarter after the start, and long after the end.
const LATE: &[u8] = b"7\t2026-01-15 08:45:00\t1\t0\t1\t0\r\n7\t2026-01-15 16:40:00\t1\t1\t1\t0\r\n";
const PDF: &[u8] = b"%PDF-1.4 lembar contoh";

fn fresh() -> Uuid {
    hadir_server::system::System::real().uuid()
}

/// From 06.30 to 08.50 local time on that Thursday at the school.
fn outage(id: Uuid) -> Value {
    json!({
        "id": id, "scope": "site", "target": SCHOOL, "from": "2026-01-14T23:30:00Z", "to": "2026-01-15T01:50:00Z",
        "cause": "listrik", "words": "Listrik padam sejak subuh."
    })
}

async fn take_in(app: &TestApp) {
    let fields = [("source", "machine"), ("device", TERMINAL)];
    let taken = app.as_role(Role::Bkpsdm).await.post_file("/api/v1/imports", &fields, "1_attlog.dat", LATE).await;
    assert_eq!(taken.status, 201, "{}", taken.text());
}

async fn day_of(app: &TestApp, person: PersonId, date: &str) -> Value {
    let officer = app.as_role(Role::Bkpsdm).await;
    let month = officer.get(&format!("/api/v1/people/{}/days?month=2026-01", person)).await.json();
    let days = month["days"].as_array().expect("days").clone();
    days.into_iter().find(|day| day["date"] == json!(date)).expect("the day")
}

fn codes(day: &Value) -> Vec<&str> {
    day["reasons"].as_array().unwrap().iter().map(|reason| reason["code"].as_str().unwrap()).collect()
}

async fn propose(client: &Client) -> Uuid {
    let id = fresh();
    let proposed = client.post("/api/v1/outages", &outage(id)).await;
    assert_eq!(proposed.status, 201, "{}", proposed.text());
    id
}

fn word(decision: &str) -> Value {
    json!({ "id": fresh(), "decision": decision, "reason": "Sesuai laporan PLN." })
}

/// Proposed by one, looked at and confirmed by another: the lateness is void, and says by which rule and outage.
async fn a_late_mark_is_void(app: TestApp) {
    take_in(&app).await;
    let siti = person_of(Role::Pegawai);
    let before = day_of(&app, siti, "2026-01-15").await;
    assert!(before["marks"].as_array().unwrap().iter().any(|mark| mark.as_str().unwrap().starts_with("TL:")));
    let id = propose(&app.as_role(Role::Operator).await).await;
    let officer = app.as_role(Role::Bkpsdm).await;

    let proposed = day_of(&app, siti, "2026-01-15").await;
    let effects = officer.get(&format!("/api/v1/outages/{id}/effects")).await.json();
    let decided = officer.post(&format!("/api/v1/outages/{id}/decide"), &word("confirm")).await;
    let after = day_of(&app, siti, "2026-01-15").await;

    assert_eq!(proposed, before, "a proposal changes nothing");
    assert_eq!((&effects["late"], &effects["touches_me"]), (&json!(1), &json!(false)), "{effects}");
    assert_eq!(effects["changes"][0]["name"], "Contoh pegawai");
    assert_eq!(decided.status, 204, "{}", decided.text());
    assert!(!after["marks"].to_string().contains("TL:"), "{after}");
    let reasons = after["reasons"].as_array().unwrap();
    let void = reasons.iter().find(|reason| reason["code"] == "outage_voids_late").expect("the reason");
    assert!(void["text"].as_str().unwrap().contains("dikonfirmasi bkpsdm"), "{void}");
    assert_eq!(void["rule"]["pack"], "nasional/gangguan");
    assert_eq!(after["first_in"], before["first_in"], "what was recorded stays");
    let list = officer.get("/api/v1/outages").await.json();
    assert_eq!(list["items"][0]["state"], "confirmed");
}

#[tokio::test]
async fn a_confirmed_outage_voids_the_lateness_inside_it() {
    a_late_mark_is_void(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        a_late_mark_is_void(app).await;
    }
}

#[tokio::test]
async fn nobody_confirms_what_they_proposed_and_an_outage_is_decided_once() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;
    let own = propose(&officer).await;
    let again = app.as_role(Role::Operator).await.post("/api/v1/outages", &outage(fresh())).await;

    let path = format!("/api/v1/outages/{own}/decide");
    let by_proposer = officer.post(&path, &word("confirm")).await;
    let by_operator = app.as_role(Role::Operator).await.post(&path, &word("confirm")).await;
    let no_reason = json!({ "id": fresh(), "decision": "confirm", "reason": " " });

    assert_eq!((again.status.as_u16(), again.code()), (409, "covered_already".into()));
    assert_eq!((by_proposer.status.as_u16(), by_proposer.code()), (403, "own_proposal".into()));
    assert_eq!(by_operator.status, 403);
    assert_eq!(officer.post(&path, &no_reason).await.json()["errors"][0]["field"], "reason");

    let other = TestApp::new().await;
    let id = propose(&other.as_role(Role::Operator).await).await;
    let officer = other.as_role(Role::Bkpsdm).await;
    let path = format!("/api/v1/outages/{id}/decide");
    let first = word("reject");
    assert_eq!(officer.post(&path, &first).await.status, 204);
    assert_eq!(officer.post(&path, &first).await.status, 204, "the same word again changes nothing");
    assert_eq!(officer.post(&path, &word("confirm")).await.code(), "already_decided");
}

#[tokio::test]
async fn an_officer_whose_own_day_would_change_needs_somebody_else() {
    let app = TestApp::new().await;
    let bkpsdm = person_of(Role::Bkpsdm);
    let typed = type_roll(&app, &[(bkpsdm, Some("08:45"), Some("16:40"))], json!({})).await;
    assert_eq!(typed.0, 201, "{}", typed.1);
    let id = propose(&app.as_role(Role::Operator).await).await;
    let officer = app.as_role(Role::Bkpsdm).await;

    let effects = officer.get(&format!("/api/v1/outages/{id}/effects")).await.json();
    let refused = officer.post(&format!("/api/v1/outages/{id}/decide"), &word("confirm")).await;

    assert_eq!(effects["touches_me"], true, "{effects}");
    assert_eq!((refused.status.as_u16(), refused.code()), (403, "own_record".into()));
    assert_eq!(officer.get("/api/v1/outages").await.json()["items"][0]["state"], "proposed");
}

#[tokio::test]
async fn an_outage_that_goes_on_is_ended_once_and_not_in_the_future() {
    let app = TestApp::new().await;
    let operator = app.as_role(Role::Operator).await;
    let id = fresh();
    let mut open = outage(id);
    open["to"] = Value::Null;
    assert_eq!(operator.post("/api/v1/outages", &open).await.status, 201);
    let path = format!("/api/v1/outages/{id}/end");
    let end = |at: &str| json!({ "id": fresh(), "at": at, "reason": "Listrik menyala lagi." });

    assert_eq!(operator.post(&path, &end("2026-01-20T00:00:00Z")).await.code(), "not_open");
    let good = end("2026-01-15T01:50:00Z");
    assert_eq!(operator.post(&path, &good).await.status, 204);
    assert_eq!(operator.post(&path, &good).await.status, 204);
    assert_eq!(operator.post(&path, &end("2026-01-15T02:50:00Z")).await.code(), "not_open");
    let list = operator.get("/api/v1/outages").await.json();
    assert_eq!(list["items"][0]["to"], "2026-01-15T01:50:00Z");
    let mut future = outage(fresh());
    future["from"] = json!("2026-02-01T00:00:00Z");
    future["to"] = Value::Null;
    assert_eq!(operator.post("/api/v1/outages", &future).await.code(), "bad_span");
}

#[tokio::test]
async fn a_pause_of_the_server_is_proposed_once_and_told_to_those_who_may_decide() {
    let app = TestApp::new().await;
    let mut heart = Heart::default();
    for _ in 0..3 {
        watching::beat(&app.app, &mut heart).await.unwrap();
        app.wait(30.seconds());
    }
    app.wait(2.hours());
    let mut restarted = Heart::default();
    watching::beat(&app.app, &mut restarted).await.unwrap();

    for _ in 0..2 {
        watching::notice(&app.app, "uji").await.unwrap();
    }

    let officer = app.as_role(Role::Bkpsdm).await;
    let list = officer.get("/api/v1/outages").await.json();
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{list}");
    assert_eq!((&items[0]["scope"], &items[0]["proposed_by"]), (&json!("server"), &json!("sistem")));
    assert_eq!(items[0]["can_decide"], true);
    let told = officer.get("/api/v1/me/notices").await.json();
    assert_eq!(told["items"][0]["kind"], "outage_waiting", "{told}");
    assert_eq!(told["items"].as_array().unwrap().len(), 1);
    assert_eq!(app.as_role(Role::Operator).await.get("/api/v1/me/notices").await.json()["items"], json!([]));
}

/// Types a roll for the education office as its admin: status and body.
async fn type_roll(app: &TestApp, rows: &[(PersonId, Option<&str>, Option<&str>)], more: Value) -> (u16, Value) {
    let rows: Vec<Value> = rows
        .iter()
        .map(|(person, arrived, left)| json!({ "person": person.0, "arrived": arrived, "left": left }))
        .collect();
    let mut roll = json!({
        "unit": "DISDIK", "date": "2026-01-15", "rows": rows,
        "signer": { "name": "Contoh Kepala", "number": "209901012120012001", "position": "Kepala Dinas" }
    });
    for (name, value) in more.as_object().unwrap() {
        roll[name] = value.clone();
    }
    let answer = app.as_role(Role::AdminUnit).await.post("/api/v1/rolls", &roll).await;
    (answer.status.as_u16(), answer.json())
}

#[tokio::test]
async fn a_typed_roll_fills_a_day_and_names_signer_and_sheet() {
    let app = TestApp::new().await;
    let head = person_of(Role::Kepala);
    let id = propose(&app.as_role(Role::Operator).await).await;
    let rows = [(head, Some("07:20"), Some("16:35"))];
    let admin = app.as_role(Role::AdminUnit).await;

    let without = type_roll(&app, &rows, json!({ "outage": id })).await;
    let scan = admin.post_file("/api/v1/rolls/scans", &[], "lembar.pdf", PDF).await;
    let hash = scan.json()["sha256"].clone();
    let taken = type_roll(&app, &rows, json!({ "outage": id, "scan": hash })).await;
    let again = type_roll(&app, &rows, json!({ "outage": id, "scan": hash })).await;

    assert_eq!((without.0, &without.1["code"]), (422, &json!("scan_needed")));
    assert_eq!(scan.status, 201, "{}", scan.text());
    assert_eq!((taken.0, &taken.1["new"], &taken.1["problems"]), (201, &json!(2), &json!(0)), "{}", taken.1);
    assert_eq!((&again.1["new"], &again.1["repeated"]), (&json!(0), &json!(2)));
    let day = day_of(&app, head, "2026-01-15").await;
    assert_eq!((&day["status"], &day["first_in"]), (&json!("H"), &json!("07:20:00")), "{day}");
    assert!(codes(&day).contains(&"roll_signed"), "{day}");
    let reasons = day["reasons"].to_string();
    assert!(reasons.contains("Contoh Kepala (Kepala Dinas), lembar"), "{reasons}");
    let rolls = admin.get("/api/v1/rolls").await.json();
    assert_eq!(rolls["items"][0]["signer"]["position"], "Kepala Dinas");
    assert_eq!(rolls["items"][0]["outage"], json!(id));
}

#[tokio::test]
async fn a_scanned_sheet_opens_for_its_unit_and_the_look_is_noted() {
    let app = TestApp::new().await;
    let head = person_of(Role::Kepala);
    let admin = app.as_role(Role::AdminUnit).await;
    let scan = admin.post_file("/api/v1/rolls/scans", &[], "lembar.pdf", PDF).await.json();
    let text = admin.post_file("/api/v1/rolls/scans", &[], "lembar.txt", b"bukan gambar").await;
    type_roll(&app, &[(head, Some("07:20"), None)], json!({ "scan": scan["sha256"] })).await;
    let roll = admin.get("/api/v1/rolls").await.json()["items"][0]["id"].as_str().unwrap().to_owned();

    let path = format!("/api/v1/rolls/{roll}/scan");
    let opened = app.as_role(Role::Bkpsdm).await.get(&path).await;
    let employee = app.as_role(Role::Pegawai).await.get(&path).await;

    assert_eq!((text.status.as_u16(), text.code()), (422, "bad_file".into()));
    assert_eq!((opened.status.as_u16(), opened.header("content-type")), (200, "application/pdf"));
    assert_eq!(opened.bytes, PDF);
    assert!(opened.header("content-security-policy").contains("sandbox"));
    assert_eq!(employee.status, 403);
    let looks = app.as_role(Role::Kepala).await.get("/api/v1/me/looks").await.text();
    assert!(looks.contains("daftar hadir 15-01-2026"), "{looks}");
}

#[tokio::test]
async fn a_roll_takes_nobody_elses_people_no_future_day_and_not_the_typists_own_row() {
    let app = TestApp::new().await;
    let (own, siti) = (person_of(Role::AdminUnit), person_of(Role::Pegawai));
    let row = |person| [(person, Some("07:20"), None)];

    let own_row = type_roll(&app, &row(own), json!({})).await;
    let of_school = type_roll(&app, &row(siti), json!({})).await;
    let future = type_roll(&app, &row(person_of(Role::Kepala)), json!({ "date": "2026-01-20" })).await;
    let empty = type_roll(&app, &[(person_of(Role::Kepala), None, None)], json!({})).await;
    let unsigned = type_roll(
        &app,
        &row(person_of(Role::Kepala)),
        json!({ "signer": { "name": "", "number": "", "position": "Kepala" } }),
    )
    .await;
    let foreign = type_roll(&app, &row(person_of(Role::Kepala)), json!({ "unit": "DINKES" })).await;

    assert_eq!((own_row.0, &own_row.1["code"]), (403, &json!("own_record")));
    assert_eq!((of_school.0, &of_school.1["code"]), (404, &json!("not_of_unit")));
    assert_eq!((future.0, &future.1["code"]), (422, &json!("future_day")));
    assert_eq!((empty.0, &empty.1["code"]), (422, &json!("no_rows")));
    assert_eq!(unsigned.1["errors"][0]["field"], "signer.name");
    assert_eq!(foreign.0, 404);
}

#[tokio::test]
async fn a_zone_holds_once_another_officer_approved_it_and_its_review_is_reminded_of() {
    let app = TestApp::new().await;
    let (admin, officer) = (app.as_role(Role::AdminUnit).await, app.as_role(Role::Bkpsdm).await);
    let zone = |id: Uuid, review: &str| {
        json!({
            "id": id, "site": SCHOOL, "network": "none", "reason": "Tidak ada sinyal.", "from": "2026-01-01",
            "review": review
        })
    };
    let id = fresh();
    let proposed = admin.post("/api/v1/zones", &zone(id, "2026-01-25")).await;
    let too_early = admin.post("/api/v1/zones", &zone(fresh(), "2026-01-01")).await;
    let path = format!("/api/v1/zones/{id}/decide");
    let word = |decision: &str| json!({ "id": fresh(), "decision": decision, "reason": "Sudah diperiksa." });

    assert_eq!(proposed.status, 204, "{}", proposed.text());
    assert_eq!((too_early.status.as_u16(), too_early.code()), (422, "bad_zone".into()));
    assert_eq!(admin.post(&path, &word("approve")).await.status, 403);
    assert_eq!(officer.post(&path, &word("end")).await.code(), "not_approved");
    assert_eq!(officer.post(&path, &word("approve")).await.status, 204);
    assert_eq!(officer.post(&path, &word("reject")).await.code(), "already_decided");
    let list = admin.get("/api/v1/zones").await.json();
    assert_eq!(
        (&list["items"][0]["state"], &list["items"][0]["standing"]),
        (&json!("approved"), &json!("listed")),
        "{list}"
    );

    for _ in 0..2 {
        watching::notice(&app.app, "uji").await.unwrap();
    }
    let told = officer.get("/api/v1/me/notices").await.json();
    assert_eq!(told["items"].as_array().unwrap().len(), 1, "{told}");
    assert_eq!(told["items"][0]["kind"], "zone_due");

    let own = fresh();
    assert_eq!(officer.post("/api/v1/zones", &zone(own, "2026-12-31")).await.status, 204);
    let refused = officer.post(&format!("/api/v1/zones/{own}/decide"), &word("approve")).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (403, "own_proposal".into()));
}
