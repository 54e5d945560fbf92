//! Visits on site: told to nobody before, compared at once, asked about afterwards.

use axum::body::Body;
use axum::http::Method;
use hadir_domain::access::Role;
use hadir_domain::checks::{CheckKind, Seen};
use hadir_domain::roster::{ExceptionKind, Part};
use hadir_server::services::rostering::{NewPaper, enter_paper};
use hadir_store::{checks, instansi};
use jiff::ToSpan;
use jiff::civil::date;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::support::{CITY, Client, DOCTOR, TestApp, TestPhone, person_of, send};

const TOUR: Uuid = Uuid::from_u128(0xb001);
const VISIT: Uuid = Uuid::from_u128(0xb002);
const ARRIVED: &str = "2026-01-19T02:00:00Z";
const LEFT: &str = "2026-01-19T02:20:00Z";
const DAY: &str = "from=2026-01-19&to=2026-01-19";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0 a photo of the counter";

/// A grey pixel.
const PNG: &[u8] = &[
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 58, 126, 155,
    85, 0, 0, 0, 10, 73, 68, 65, 84, 120, 156, 99, 104, 0, 0, 0, 130, 0, 129, 119, 205, 114, 182, 0, 0, 0, 0, 73, 69,
    78, 68, 174, 66, 96, 130,
];

fn at(test: &TestApp, moment: &str) {
    test.app.system.set(moment.parse().unwrap());
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

async fn on_leave(test: &TestApp, role: Role) {
    let day = date(2026, 1, 19);
    let paper = NewPaper {
        person: person_of(role),
        from: day,
        to: day,
        part: Part::Whole,
        kind: ExceptionKind::Leave,
        reference: "SIC 1".into(),
    };
    let city = test.app.db.read(async |tx| instansi::get(tx, CITY).await).await.unwrap().unwrap();
    enter_paper(&test.app, &city, "bkpsdm", paper).await.unwrap();
}

/// Somebody taps at 07.25; the phone sends it now.
async fn tap(test: &TestApp, role: Role) {
    let client = test.as_role(role).await;
    let mut phone = TestPhone::new();
    phone.enrol(&client).await;
    let answer = send(&client, &[phone.punch("in", "2026-01-19T07:25:00+07:00")]).await;
    assert_eq!(answer.json()["results"][0]["status"], "stored", "{}", answer.text());
}

fn tour() -> Value {
    json!({ "id": TOUR, "on": "2026-01-19", "kind": "sidak", "basis": "SPT 094/12/INSP/2026", "members": [] })
}

fn row(person: Uuid, seen: &str, note: &str) -> Value {
    json!({ "person": person, "seen": seen, "at": "2026-01-19T02:10:00Z", "note": note })
}

fn visit() -> Value {
    let seen = |role: Role, seen: &str, note: &str| row(person_of(role).0, seen, note);
    json!({
        "id": VISIT, "tour": TOUR, "unit": "DISDIK", "began_at": ARRIVED, "ended_at": LEFT, "place": "Lantai 1",
        "rows": [
            seen(Role::Pegawai, "not_there", ""),
            seen(Role::Kepala, "there", ""),
            seen(Role::AdminUnit, "there", ""),
            seen(Role::Bkpsdm, "excused", "mengantar berkas"),
            seen(Role::Pimpinan, "not_there", ""),
            seen(Role::Bendahara, "not_there", ""),
            seen(Role::Operator, "there", ""),
            seen(Role::Inspektorat, "there", ""),
            row(DOCTOR.0, "there", ""),
        ],
        "headcount": 14, "headcount_note": "antrean", "service": "Loket buka tiga dari lima",
        "files": [{ "sha256": hash(JPEG), "caption": "Loket" }],
        "signatures": [
            { "sha256": hash(PNG), "side": "team", "person": person_of(Role::Inspektorat).0 },
        ],
        "unsigned": "kepala sedang rapat",
        "receiver": { "person": person_of(Role::Kepala).0, "position": "Kepala Dinas", "statement": "Akan ditertibkan" },
        "instructions": [
            { "id": Uuid::from_u128(0xb003), "text": "Buka loket 4 pada jam sibuk", "due_on": "2026-01-26" }
        ],
    })
}

/// Opens the tour at nine, and sends the visit an hour later.
async fn sent(test: &TestApp) -> (Client, Value) {
    on_leave(test, Role::AdminUnit).await;
    on_leave(test, Role::Bendahara).await;
    tap(test, Role::Pegawai).await;
    at(test, ARRIVED);
    let inspector = test.as_role(Role::Inspektorat).await;
    let opened = inspector.post("/api/v1/visits/tours", &tour()).await;
    assert_eq!(opened.status, 201, "{}", opened.text());
    at(test, "2026-01-19T02:40:00Z");
    tap(test, Role::Operator).await;
    at(test, "2026-01-19T03:00:00Z");
    let answer = inspector.post("/api/v1/visits", &visit()).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    (inspector, answer.json())
}

fn of(visit: &Value, role: Role) -> Value {
    let id = json!(person_of(role).0);
    let row = visit["rows"].as_array().unwrap().iter().find(|row| row["person"]["id"] == id);
    row.unwrap_or_else(|| panic!("{role:?} in {visit}")).clone()
}

fn kinds(notices: &Value) -> Vec<&str> {
    notices["items"].as_array().unwrap().iter().map(|notice| notice["kind"].as_str().unwrap()).collect()
}

async fn a_visit_is_compared(test: TestApp) {
    let head = test.as_role(Role::Kepala).await;
    let (inspector, visit) = sent(&test).await;

    let counts = &visit["visit"]["counts"];
    let expected = [
        (Role::Pegawai, "recorded_not_seen", true),
        (Role::Kepala, "seen_not_recorded", true),
        (Role::AdminUnit, "seen_while_away", true),
        (Role::Bkpsdm, "excused_by_word", true),
        (Role::Pimpinan, "not_seen_not_recorded", true),
        (Role::Bendahara, "away", false),
        (Role::Operator, "seen", false),
        (Role::Inspektorat, "team", false),
        (Role::Majelis, "not_looked", false),
    ];
    for (role, cell, finding) in expected {
        let row = of(&visit, role);
        assert_eq!((&row["cell"], &row["finding"]), (&json!(cell), &json!(finding)), "{role:?}: {row}");
        assert_eq!(counts[cell], 1, "{counts}");
    }
    assert_eq!((&counts["roster"], &counts["findings"]), (&json!(9), &json!(5)));
    assert_eq!(of(&visit, Role::Pegawai)["recorded"], "07:25");
    assert_eq!(of(&visit, Role::Inspektorat)["seen"], Value::Null, "nobody speaks about themselves");
    let late = of(&visit, Role::Operator);
    assert_ne!(late["then"], "present", "the tap had not arrived when the roll ended: {late}");
    assert_eq!(late["known"], "present", "it had when the visit arrived: {late}");
    assert_eq!(visit["strangers"][0]["id"], json!(DOCTOR.0));

    let seen = test.app.db.read(async |tx| checks::of_calls(tx, CITY, &[VISIT]).await).await.unwrap();
    assert_eq!(seen.len(), 7, "neither the team nor strangers: {seen:?}");
    assert!(seen.iter().all(|check| check.kind == CheckKind::Inspection && check.on == date(2026, 1, 19)));
    assert!(seen.iter().any(|check| check.person == person_of(Role::Bkpsdm) && check.seen == Seen::Excused));

    test.wait(10.minutes());
    tap(&test, Role::Kepala).await;
    let visit = inspector.get(&format!("/api/v1/visits/{VISIT}")).await.json();
    let row = of(&visit, Role::Kepala);
    assert_eq!((&row["cell"], &row["now_cell"]), (&json!("seen_not_recorded"), &json!("seen")), "{row}");
    assert_eq!(visit["changed"], 1, "what was found stays, what changed since is said");

    let seen = head.get(&format!("/api/v1/visits/{VISIT}")).await.json();
    assert_eq!(seen["visit"]["counts"]["findings"], 5);
    let looks = test.as_role(Role::Pegawai).await.get("/api/v1/me/looks").await.text();
    assert!(looks.contains("hasil kunjungan"), "the look of the head is noted: {looks}");
}

#[tokio::test]
async fn a_visit_compares_each_name_with_what_was_recorded_at_that_moment() {
    a_visit_is_compared(TestApp::new().await).await;
    if let Some(test) = TestApp::on_postgres().await {
        a_visit_is_compared(test).await;
    }
}

#[tokio::test]
async fn a_unit_learns_of_a_visit_only_once_it_was_sent() {
    let test = TestApp::new().await;
    let head = test.as_role(Role::Kepala).await;
    at(&test, ARRIVED);
    let inspector = test.as_role(Role::Inspektorat).await;
    let opened = inspector.post("/api/v1/visits/tours", &tour()).await;
    let again = inspector.post("/api/v1/visits/tours", &tour()).await;
    let roster = inspector.get("/api/v1/visits/roster?unit=DISDIK&on=2026-01-19").await.json();

    assert_eq!((opened.status.as_u16(), again.status.as_u16()), (201, 200), "{}", again.text());
    assert_eq!(opened.json()["members"][0]["role"], "Ketua tim");
    assert_eq!(roster["names"].as_array().unwrap().len(), 9, "{roster}");
    assert!(roster.to_string().contains("SD Negeri 1") && !roster.to_string().contains("recorded"));
    assert_eq!(kinds(&head.get("/api/v1/me/notices").await.json()), Vec::<&str>::new());
    assert_eq!(head.get("/api/v1/visits/tours?from=2026-01-19&to=2026-01-19").await.status, 403);
    assert_eq!(head.get(&format!("/api/v1/visits?{DAY}")).await.json()["items"], json!([]));
    let looks = test.as_role(Role::Pegawai).await.get("/api/v1/me/looks").await.text();
    assert!(!looks.contains("kunjungan"), "a roster taken along warns nobody: {looks}");

    at(&test, "2026-01-19T03:00:00Z");
    assert_eq!(inspector.post("/api/v1/visits", &visit()).await.status, 201);
    let told = head.get("/api/v1/me/notices").await.json();
    assert!(kinds(&told).contains(&"visit_reported") && kinds(&told).contains(&"instruction_given"), "{told}");
    assert!(!told.to_string().contains("Contoh pegawai"), "notices name nobody");
    let list = head.get(&format!("/api/v1/visits?{DAY}&kind=sidak")).await.json();
    assert_eq!((&list["items"][0]["unit"]["code"], &list["can_write"]), (&json!("DISDIK"), &json!(false)));
    assert_eq!(head.get(&format!("/api/v1/visits?{DAY}&kind=audit")).await.json()["items"], json!([]));
}

#[tokio::test]
async fn a_visit_sent_twice_is_kept_once_and_its_key_means_nothing_else() {
    let test = TestApp::new().await;
    let (inspector, first) = sent(&test).await;

    let again = inspector.post("/api/v1/visits", &visit()).await;
    let mut other = visit();
    other["service"] = json!("Lain");
    let other = inspector.post("/api/v1/visits", &other).await;

    assert_eq!((again.status.as_u16(), &again.json()["repeated"]), (200, &json!(true)));
    assert_eq!(again.json()["visit"], first["visit"]);
    assert_eq!((other.status.as_u16(), other.code()), (409, "id_taken".into()));
    let seen = test.app.db.read(async |tx| checks::of_calls(tx, CITY, &[VISIT]).await).await.unwrap();
    assert_eq!(seen.len(), 7);
}

#[tokio::test]
async fn photos_and_signatures_follow_a_visit_and_stand_on_its_record() {
    let test = TestApp::new().await;
    let (inspector, visit) = sent(&test).await;
    assert_eq!(visit["missing_files"], 2);
    let put = async |bytes: &'static [u8], named: &[u8]| {
        let path = format!("/api/v1/visits/{VISIT}/files/{}", hash(named));
        inspector.send(Method::PUT, &path, Some("application/octet-stream"), Body::from(bytes)).await.status.as_u16()
    };

    assert_eq!(put(PNG, PNG).await, 204);
    assert_eq!(put(PNG, JPEG).await, 409, "other bytes than were named");
    assert_eq!(put(b"\xff\xd8\xff another", b"\xff\xd8\xff another").await, 404, "a file the visit does not name");
    assert_eq!(put(JPEG, JPEG).await, 204);
    assert_eq!(put(JPEG, JPEG).await, 204);

    let visit = inspector.get(&format!("/api/v1/visits/{VISIT}")).await.json();
    assert_eq!((&visit["missing_files"], &visit["files"][0]["arrived"]), (&json!(0), &json!(true)));
    let head = test.as_role(Role::Kepala).await;
    let shown = head.get(&format!("/api/v1/visits/{VISIT}/files/{}", hash(PNG))).await;
    assert_eq!((shown.header("content-type"), shown.bytes.as_slice()), ("image/png", PNG));

    let path = format!("/api/v1/visits/{VISIT}/minutes.pdf");
    let pdf = inspector.get(&path).await;
    assert!(pdf.bytes.starts_with(b"%PDF"), "{}", pdf.text());
    assert!(pdf.bytes == head.get(&path).await.bytes, "the same record is the same document");
    if let Ok(folder) = std::env::var("HADIR_ARTIFACTS") {
        std::fs::write(format!("{folder}/visit.pdf"), &pdf.bytes).unwrap();
    }
}

#[tokio::test]
async fn who_was_not_seen_is_asked_once_and_nobody_else() {
    let test = TestApp::new().await;
    let (inspector, _) = sent(&test).await;
    let path = format!("/api/v1/visits/{VISIT}/follow-ups");
    let ask =
        |number: u128, role: Role| json!({ "items": [{ "id": Uuid::from_u128(number), "person": person_of(role).0 }] });

    let asked = inspector.post(&path, &ask(0xb101, Role::Pegawai)).await;
    let again = inspector.post(&path, &ask(0xb101, Role::Pegawai)).await;
    let twice = inspector.post(&path, &ask(0xb102, Role::Pegawai)).await;
    let seen = inspector.post(&path, &ask(0xb103, Role::Operator)).await;

    assert_eq!(of(&asked.json(), Role::Pegawai)["follow_up"], json!(Uuid::from_u128(0xb101)), "{}", asked.text());
    assert_eq!(again.status, 200);
    assert_eq!((twice.status.as_u16(), twice.code()), (409, "already_asked".into()));
    assert_eq!((seen.status.as_u16(), seen.code()), (409, "nothing_to_ask".into()));
    let told = test.as_role(Role::Pegawai).await.get("/api/v1/me/notices").await.json();
    assert!(kinds(&told).contains(&"follow_up_asked"), "{told}");
    let list = inspector.get(&format!("/api/v1/visits?{DAY}")).await.json();
    assert_eq!((&list["items"][0]["asked"], &list["items"][0]["instructions"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn a_visit_is_refused_with_what_to_do_next() {
    let test = TestApp::new().await;
    at(&test, ARRIVED);
    let inspector = test.as_role(Role::Inspektorat).await;
    let no_tour = inspector.post("/api/v1/visits", &visit()).await;
    assert_eq!((no_tour.status.as_u16(), no_tour.code()), (404, "unknown_tour".into()));
    let mut vague = tour();
    vague["basis"] = json!(" ");
    assert_eq!(inspector.post("/api/v1/visits/tours", &vague).await.code(), "no_basis");
    assert_eq!(inspector.post("/api/v1/visits/tours", &tour()).await.status, 201);
    at(&test, "2026-01-19T03:00:00Z");
    type Change<'a> = &'a dyn Fn(&mut Value);
    let cases: [(&str, Change<'_>); 7] = [
        ("future_visit", &|visit| visit["ended_at"] = json!("2026-01-19T04:00:00Z")),
        ("bad_times", &|visit| visit["ended_at"] = json!("2026-01-19T01:00:00Z")),
        ("other_day", &|visit| visit["began_at"] = json!("2026-01-18T02:00:00Z")),
        ("person_twice", &|visit| {
            let first = visit["rows"][0].clone();
            visit["rows"].as_array_mut().unwrap().push(first);
        }),
        ("bad_file", &|visit| visit["files"][0]["sha256"] = json!("x")),
        ("no_receiver", &|visit| visit["receiver"] = json!({ "name": " " })),
        ("bad_instruction", &|visit| visit["instructions"][0]["text"] = json!(" ")),
    ];
    for (code, change) in cases {
        let mut changed = visit();
        change(&mut changed);
        let answer = inspector.post("/api/v1/visits", &changed).await;
        assert_eq!(answer.code(), code, "{}", answer.text());
    }
    let agency = test.as_role(Role::Bkpsdm).await;
    assert_eq!(agency.post("/api/v1/visits", &visit()).await.code(), "not_on_team");
    assert_eq!(inspector.get(&format!("/api/v1/visits/{VISIT}")).await.status, 404, "nothing was kept");
}
