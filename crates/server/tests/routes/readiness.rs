//! The readiness list: counts that add up, and lacks that go away when they are mended.

use hadir_domain::access::Role;
use serde_json::{Value, json};

use crate::support::{Client, SITI_PIN, TestApp, TestPhone, person_of};

async fn list(client: &Client, unit: &str) -> Value {
    let answer = client.get(&format!("/api/v1/readiness?unit={unit}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn lacks(list: &Value, role: Role) -> Vec<String> {
    let id = json!(person_of(role));
    let person = list["people"].as_array().unwrap().iter().find(|one| one["person"] == id).unwrap();
    serde_json::from_value(person["lacks"].clone()).unwrap()
}

fn adds_up(counts: &Value) {
    for gate in counts["gates"].as_array().unwrap() {
        let sum: u64 = ["ready", "lacking", "not_needed"].iter().map(|part| gate[part].as_u64().unwrap()).sum();
        assert_eq!(json!(sum), counts["people"], "{gate}");
    }
}

#[tokio::test]
async fn every_count_adds_up_to_the_people_of_the_unit_and_of_each_below() {
    let app = TestApp::new().await;
    let admin = app.as_role(Role::AdminUnit).await;

    let list = list(&admin, "DISDIK").await;

    assert_eq!((&list["counts"]["people"], list["people"].as_array().unwrap().len()), (&json!(9), 9));
    adds_up(&list["counts"]);
    let units = list["units"].as_array().unwrap();
    units.iter().for_each(|unit| adds_up(&unit["counts"]));
    let people: u64 = units.iter().map(|unit| unit["counts"]["people"].as_u64().unwrap()).sum();
    assert_eq!(people, 9);
    assert_eq!((&list["from"], &list["to"]), (&json!("2026-01-19"), &json!("2026-02-01")));
    assert_eq!(list["facts"]["machines"], 1);
}

#[tokio::test]
async fn a_lack_goes_away_when_it_is_mended() {
    let app = TestApp::new().await;
    let admin = app.as_role(Role::AdminUnit).await;
    let before = list(&admin, "DISDIK").await;

    let siti = app.as_role(Role::Pegawai).await;
    assert_eq!(TestPhone::new().enrol(&siti).await.status, 201);
    let after = list(&admin, "DISDIK").await;

    assert_eq!(lacks(&before, Role::Pegawai), ["phone"], "PIN {SITI_PIN} is hers, the head decides on her requests");
    assert!(lacks(&after, Role::Pegawai).is_empty());
    assert_eq!((&before["counts"]["ready"], &after["counts"]["ready"]), (&json!(0), &json!(1)));
    assert_eq!(after["counts"]["hundredths"], 1111);
}

#[tokio::test]
async fn nobody_is_their_own_superior_and_a_head_of_an_opd_needs_the_leaders() {
    let app = TestApp::new().await;
    let admin = app.as_role(Role::AdminUnit).await;

    let list = list(&admin, "DISDIK").await;

    // The one account that heads DISDIK is the head's own; no post says that they lead it.
    assert!(lacks(&list, Role::Kepala).contains(&"superior".to_owned()));
    assert!(!lacks(&list, Role::AdminUnit).contains(&"superior".to_owned()));
    assert!(lacks(&list, Role::AdminUnit).contains(&"pin".to_owned()));
    let disdik = list["units"].as_array().unwrap().iter().find(|unit| unit["unit"]["code"] == "DISDIK").unwrap();
    assert_eq!(disdik["lacks"], json!(["no_head"]));
}

#[tokio::test]
async fn the_whole_instansi_is_told_opd_by_opd_without_names() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;

    let all = officer.get("/api/v1/readiness").await.json();

    assert_eq!(all["people"], json!([]));
    let opds: Vec<(&str, u64)> = all["opds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|opd| (opd["unit"]["code"].as_str().unwrap(), opd["counts"]["people"].as_u64().unwrap()))
        .collect();
    assert_eq!(opds, [("DINKES", 1), ("DISDIK", 9)]);
    assert_eq!(all["counts"]["people"], 10);
}

#[tokio::test]
async fn the_files_hold_a_row_a_person_and_a_row_of_sums_with_masked_numbers() {
    let app = TestApp::new().await;
    let admin = app.as_role(Role::AdminUnit).await;

    let csv = admin.get("/api/v1/readiness.csv?unit=DISDIK").await;
    let xlsx = admin.get("/api/v1/readiness.xlsx?unit=DISDIK").await;

    let text = csv.text();
    assert_eq!(text.trim_end().lines().count(), 1 + 9 + 1);
    assert!(text.contains("2099••••••••••2001") && !text.contains("209901012120012001"), "{text}");
    assert!(text.contains("Jumlah yang belum"));
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"pendataan-DISDIK-2026-01-19.csv\"");
    assert!(xlsx.bytes.starts_with(b"PK"));
}

#[tokio::test]
async fn a_roster_that_runs_out_within_two_weeks_is_named_with_its_day() {
    let app = TestApp::new().await;
    let admin = app.as_role(Role::AdminUnit).await;
    let turn = hadir_domain::roster::Turn {
        starts: jiff::civil::time(7, 0, 0, 0),
        minutes: 480,
        break_minutes: 0,
        grace_minutes: 0,
    };
    let assignment = hadir_domain::roster::Assignment {
        id: hadir_domain::ids::AssignmentId(app.app.system.uuid()),
        person: person_of(Role::Pegawai),
        from_on: jiff::civil::date(2026, 1, 1),
        to_on: Some(jiff::civil::date(2026, 1, 25)),
        pattern: hadir_domain::roster::Pattern::Cycle {
            anchor_on: jiff::civil::date(2026, 1, 1),
            turns: vec![Some(turn), None],
        },
    };
    let entry =
        hadir_store::roster::Entry { by_login: "uji".into(), received_at: app.app.now(), salt: app.app.system.bytes() };
    app.app
        .db
        .write(async |tx| hadir_store::roster::assign(tx, crate::support::CITY, &assignment, &entry).await)
        .await
        .unwrap();

    let list = list(&admin, "DISDIK").await;

    assert_eq!(lacks(&list, Role::Pegawai), ["roster", "phone"]);
    let siti = list["people"].as_array().unwrap().iter().find(|one| one["unit"] == "DISDIK-SD1").unwrap();
    assert_eq!(siti["undue_from"], "2026-01-26");
}
