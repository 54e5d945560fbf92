//! Changes of the rules: tried before they are signed, signed by two, sealed, in force from their day and not before.

use std::sync::Arc;

use hadir_domain::access::Role;
use hadir_domain::ids::PersonId;
use hadir_domain::status::{Mark, Status};
use hadir_server::app::App;
use hadir_server::services::judging;
use hadir_server::services::rule_changes::in_force;
use hadir_server::services::sealing::sequencing;
use hadir_server::services::sealing::verifying::verify;
use hadir_store::days::{self, Day};
use hadir_store::instansi::{self, Instansi};
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, CITY, Client, DOCTOR, TERMINAL, TestApp, person_of};

const WHATIF: &str = "/api/v1/rules/whatif";
const CHANGES: &str = "/api/v1/rules/changes";

/// A pack that only says how late somebody may be.
fn grace(from: &str, minutes: u16) -> String {
    format!(
        r#"
kind = "jam_kerja"
title = "Toleransi keterlambatan"
title_en = "Grace for lateness"
source = "Perwali Contoh 9/2026"
covers_from = {from}

[grace_minutes]
meaning = "Terlambat sampai sekian menit belum dihitung terlambat"
unit = "minute"

[[grace_minutes.values]]
from = {from}
value = {minutes}
source = "Perwali Contoh 9/2026 Ps 3"
confirmed = true
"#
    )
}

/// A ladder whose first rung needs more days than anybody was away.
fn mild_ladder(from: &str) -> String {
    format!(
        r#"
kind = "disiplin_kerja"
title = "Tangga Contoh"
title_en = "Ladder of Contoh"
source = "Perwali Contoh 10/2026"
covers_from = {from}

[[regulations]]
id = "perwali-contoh-10-2026/pns"
name = "Perwali Contoh 10/2026"
types = ["PNS"]
from = {from}
source = "Perwali Contoh 10/2026 Ps 2"
confirmed = true

[[regulations.rungs]]
from_days = 100
level = "ringan"
sanction = "teguran_lisan"
source = "Perwali Contoh 10/2026 Ps 2"
confirmed = true
"#
    )
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x9a1e_0000 + number)
}

fn siti() -> PersonId {
    person_of(Role::Pegawai)
}

/// Siti comes at these times and leaves at 16.40; the terminal speaks to its last line.
async fn came(client: &Client, mornings: &[(&str, &str)]) {
    let mut text = String::new();
    for (on, at) in mornings {
        text += &format!("7\t{on} {at}:00\t1\t0\t1\t0\r\n7\t{on} 16:40:00\t1\t1\t1\t0\r\n");
    }
    let fields = [("source", "machine"), ("device", TERMINAL)];
    let taken = client.post_file("/api/v1/imports", &fields, "1_attlog.dat", text.as_bytes()).await;
    assert_eq!(taken.status, 201, "{}", taken.text());
}

/// A week in which Siti is late by 10 minutes on Monday, by 20 on Tuesday, and not on Wednesday.
async fn week() -> (TestApp, Client) {
    let app = TestApp::new().await;
    let agency = app.as_role(Role::Bkpsdm).await;
    came(
        &agency,
        &[("2026-01-05", "07:40"), ("2026-01-06", "07:50"), ("2026-01-07", "07:20"), ("2026-01-15", "07:20")],
    )
    .await;
    (app, agency)
}

async fn instansi_of(app: &TestApp) -> Instansi {
    let all = app.app.db.read(async |tx| instansi::all(tx).await).await.unwrap();
    all.into_iter().find(|one| one.id == CITY).unwrap()
}

fn ask(pack: &str) -> Value {
    json!({ "pack": pack, "from": "2026-01-05", "to": "2026-01-09" })
}

async fn compared(client: &Client, pack: &str) -> Value {
    let answer = client.post(WHATIF, &ask(pack)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn propose(client: &Client, number: u128, pack: &str, over: Value) -> Answer {
    let sha256 = compared(client, pack).await["sha256"].clone();
    let mut new = json!({
        "id": id(number), "pack": pack, "reason": "Angkot baru tiba 07.40", "basis_number": "Perwali Contoh 9/2026",
        "basis_date": "2026-01-12", "from": "2026-01-05", "to": "2026-01-09", "sha256": sha256
    });
    for (key, value) in over.as_object().unwrap() {
        new[key] = value.clone();
    }
    client.post(CHANGES, &new).await
}

async fn decide(client: &Client, of: u128, number: u128, decision: &str) -> Answer {
    let word = json!({ "id": id(number), "decision": decision, "reason": "sudah dibaca" });
    client.post(&format!("{CHANGES}/{}/decide", id(of)), &word).await
}

async fn marks_on(app: &TestApp, on: Date) -> (Day, Vec<Mark>) {
    let found = app.app.db.read(async |tx| days::of_person(tx, CITY, siti(), on, on).await).await.unwrap();
    (found[0].clone(), found[0].marks.clone())
}

#[tokio::test]
async fn grace_of_fifteen_minutes_changes_exactly_who_was_late_by_less() {
    let (app, agency) = week().await;

    let found = compared(&agency, &grace("2026-02-02", 15)).await;

    let totals = &found["totals"];
    assert_eq!((&totals["people"], &totals["changed_people"]), (&json!(10), &json!(1)));
    assert_eq!((&totals["unchanged_people"], &totals["changed_days"]), (&json!(9), &json!(1)));
    assert_eq!((&totals["days"], &totals["late_minutes"]), (&json!(50), &json!(-10)));
    assert_eq!((&totals["status_days"], &found["moves"]), (&json!(0), &json!([])));
    assert_eq!(found["as_if"], true, "it holds from February and is tried on January");
    assert_eq!(found["touches"], json!({ "days": true, "ladder": false, "allowance": false }));
    let item = &found["items"][0];
    assert_eq!((&item["person"]["id"], &item["days"].as_array().unwrap().len()), (&json!(siti().0), &1));
    let day = &item["days"][0];
    assert_eq!((&day["on"], &day["late_minutes"]), (&json!("2026-01-05"), &json!(-10)));
    assert_eq!((&day["before"], &day["after"]), (&json!("H TL:10"), &json!("H")));
    // Nothing of it was stored, and no rule changed.
    judging::project(&app.app, &instansi_of(&app).await).await.unwrap();
    assert_eq!(marks_on(&app, date(2026, 1, 5)).await.1, [Mark::Tl(10)]);
    assert_eq!(compared(&agency, &grace("2026-02-02", 15)).await["sha256"], found["sha256"]);
}

#[tokio::test]
async fn pages_together_are_everybody_once() {
    let (_app, agency) = week().await;
    let pack = grace("2026-02-02", 15);

    let mut asked = ask(&pack);
    asked["limit"] = json!(1);
    let first = agency.post(WHATIF, &asked).await.json();
    assert_eq!((first["items"].as_array().unwrap().len(), &first["next"]), (1, &Value::Null));
    asked["unit"] = json!("DINKES");
    let elsewhere = agency.post(WHATIF, &asked).await.json();
    assert_eq!((&elsewhere["totals"]["people"], &elsewhere["totals"]["changed_people"]), (&json!(1), &json!(0)));
    asked["unit"] = json!("TIDAK-ADA");
    assert_eq!(agency.post(WHATIF, &asked).await.status, 404);
}

#[tokio::test]
async fn another_ladder_shows_whose_indication_vanishes() {
    let (app, agency) = week().await;
    let (from, to) = (date(2026, 1, 5), date(2026, 1, 9));
    // The doctor was away all week, and a word of every source is there.
    for on in from.series(jiff::Span::new().days(1)).take_while(|on| *on <= to) {
        put(&app, DOCTOR, on).await;
    }

    let found = compared(&agency, &mild_ladder("2026-01-05")).await;

    assert_eq!(found["touches"], json!({ "days": false, "ladder": true, "allowance": false }));
    let items = found["items"].as_array().unwrap();
    let doctor = items.iter().find(|item| item["person"]["id"] == json!(DOCTOR.0)).expect("the doctor");
    assert_eq!(doctor["ladder"]["before"]["level"], "ringan");
    assert_eq!(doctor["ladder"]["after"], Value::Null);
    assert_eq!(found["totals"]["ladder_vanishes"].as_u64().unwrap() as usize, items.len());
    assert!(items.iter().all(|item| item["person"]["id"] != json!(siti().0)), "she was there");
}

async fn put(app: &TestApp, person: PersonId, on: Date) {
    let day = Day {
        person,
        on,
        unit: None,
        status: Status::Tk,
        settled: true,
        marks: Vec::new(),
        first_in: None,
        last_out: None,
        late_minutes: 0,
        early_minutes: 0,
        pack_sha256: [0; 32],
        engine: "uji".into(),
        window_end: None,
        judged_at: app.app.now(),
    };
    app.app.db.write(async |tx| days::put(tx, CITY, &[day]).await).await.unwrap();
}

#[tokio::test]
async fn faults_are_refused_with_their_place() {
    let (_app, agency) = week().await;
    let wrong = grace("2026-02-02", 15).replace("value = 15", "value = -1");

    let refused = agency.post(WHATIF, &ask(&wrong)).await;

    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, "bad_pack"));
    assert!(refused.text().contains("grace_minutes.values[0].value"), "{}", refused.text());
    let running = json!({ "pack": grace("2026-02-02", 15), "from": "2026-01-05", "to": "2026-01-19" });
    assert_eq!(agency.post(WHATIF, &running).await.code(), "span_runs");
    let turned = json!({ "pack": grace("2026-02-02", 15), "from": "2026-01-09", "to": "2026-01-05" });
    assert_eq!(agency.post(WHATIF, &turned).await.code(), "bad_span");
    assert_eq!(
        agency.post(WHATIF, &json!({ "pack": grace("2026-02-02", 15), "from": "2026-01-05" })).await.status,
        422
    );
}

#[tokio::test]
async fn a_change_signed_by_two_holds_from_its_day_and_not_before() {
    signed_by_two(week().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        let agency = app.as_role(Role::Bkpsdm).await;
        let mornings = [("2026-01-05", "07:40"), ("2026-01-15", "07:20")];
        came(&agency, &mornings).await;
        signed_by_two((app, agency)).await;
    }
}

async fn signed_by_two((mut app, agency): (TestApp, Client)) {
    let pack = grace("2026-01-20", 15);
    let asked = propose(&agency, 1, &pack, json!({})).await;
    assert_eq!(asked.status, 201, "{}", asked.text());
    assert_eq!((&asked.json()["state"], &asked.json()["from"]), (&json!("proposed"), &json!("2026-01-20")));
    assert_eq!(propose(&agency, 1, &pack, json!({})).await.status, 201, "sent again");
    assert_eq!(decide(&agency, 1, 2, "confirm").await.code(), "own_proposal");
    assert_eq!(decide(&app.as_role(Role::Inspektorat).await, 1, 2, "confirm").await.status, 403);
    let instansi = instansi_of(&app).await;
    let shipped = app.app.packs_of(&instansi).sha256();

    let leader = app.as_role(Role::Pimpinan).await;
    let signed = decide(&leader, 1, 3, "confirm").await;
    assert_eq!((signed.status.as_u16(), &signed.json()["state"]), (200, &json!("signed")), "{}", signed.text());
    assert_eq!(decide(&leader, 1, 3, "confirm").await.status, 200, "sent again");
    assert_eq!(decide(&leader, 1, 4, "reject").await.code(), "decided_already");

    // Late by ten minutes the day before, on the day, and late by twenty.
    app.wait(jiff::Span::new().hours(24 * 4));
    app = app.restarted();
    let agency = app.as_role(Role::Bkpsdm).await;
    came(
        &agency,
        &[("2026-01-19", "07:40"), ("2026-01-20", "07:40"), ("2026-01-21", "07:50"), ("2026-01-22", "07:20")],
    )
    .await;
    judging::settle(&app.app, &instansi, date(2026, 1, 5), date(2026, 1, 22)).await.unwrap();
    let (before, late) = marks_on(&app, date(2026, 1, 19)).await;
    assert_eq!(late, [Mark::Tl(10)]);
    let (after, in_time) = marks_on(&app, date(2026, 1, 20)).await;
    assert_eq!(in_time, []);
    assert_eq!(marks_on(&app, date(2026, 1, 21)).await.1, [Mark::Tl(20)]);
    // Each day keeps the hash of the packs of its day.
    let packs = app.app.packs_of(&instansi);
    assert_eq!(hex::encode(before.pack_sha256), shipped);
    assert_eq!(hex::encode(after.pack_sha256), packs.sha256());
    assert_ne!(packs.sha256(), shipped);
    let again = judging::check(&app.app, &instansi, date(2026, 1, 5), date(2026, 1, 22)).await.unwrap();
    assert_eq!((again.different, again.differences), (0, Vec::new()));

    // What holds is shown, and what was signed is sealed.
    let list = agency.get("/api/v1/rules").await.json();
    let own = list["packs"].as_array().unwrap().iter().find(|one| one["own"] == true).expect("signed");
    assert_eq!((&own["title"], &own["covers_from"]), (&json!("Toleransi keterlambatan"), &json!("2026-01-20")));
    let text = agency.get(&format!("/api/v1/rules/text?path={}", own["path"].as_str().unwrap())).await.json();
    assert_eq!(text["text"], pack);
    let history = app.as_role(Role::Inspektorat).await.get(CHANGES).await.json();
    assert_eq!(history["items"][0]["decided_by"], "pimpinan");
    sequencing::now(&app.app, &instansi).await.unwrap();
    let report = verify(&app.app, &instansi, &[]).await.unwrap();
    assert!(report.holds(), "{:#?}", report.findings);
}

#[tokio::test]
async fn figures_that_changed_since_are_not_signed() {
    let (app, agency) = week().await;
    let pack = grace("2026-01-20", 15);
    assert_eq!(propose(&agency, 1, &pack, json!({ "sha256": "0".repeat(64) })).await.code(), "figures_changed");
    assert_eq!(propose(&agency, 1, &pack, json!({})).await.status, 201);

    // Another late morning comes to light.
    came(&agency, &[("2026-01-08", "07:40")]).await;

    let leader = app.as_role(Role::Pimpinan).await;
    assert_eq!(decide(&leader, 1, 2, "confirm").await.code(), "figures_changed");
    let rejected = decide(&leader, 1, 3, "reject").await;
    assert_eq!(rejected.json()["state"], "rejected", "{}", rejected.text());
    let instansi = instansi_of(&app).await;
    in_force::refresh(&app.app).await.unwrap();
    assert_eq!(app.app.packs_of(&instansi).sha256(), app.app.shipped.sha256(), "what is rejected changes nothing");
}

#[tokio::test]
async fn rules_reach_back_only_with_a_reason_and_then_the_days_are_judged_anew() {
    let (app, agency) = week().await;
    let instansi = instansi_of(&app).await;
    judging::project(&app.app, &instansi).await.unwrap();
    assert_eq!(marks_on(&app, date(2026, 1, 5)).await.1, [Mark::Tl(10)]);
    let pack = grace("2026-01-05", 15);
    let refused = propose(&agency, 1, &pack, json!({})).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, "retroactive"), "{}", refused.text());

    let reason = json!({ "retroactive_reason": "Perwali menyebut 5 Januari" });
    assert_eq!(propose(&agency, 2, &pack, reason).await.status, 201);
    let signed = decide(&app.as_role(Role::Pimpinan).await, 2, 3, "confirm").await;
    assert_eq!(signed.status, 200, "{}", signed.text());

    judging::project(&app.app, &instansi).await.unwrap();
    assert_eq!(marks_on(&app, date(2026, 1, 5)).await.1, []);
    assert_eq!(marks_on(&app, date(2026, 1, 6)).await.1, [Mark::Tl(20)]);
    let again = judging::check(&app.app, &instansi, date(2026, 1, 1), date(2026, 1, 18)).await.unwrap();
    assert_eq!((again.different, again.differences), (0, Vec::new()));
    // Another server that kept the packs of before reads what was signed as soon as it judges.
    let elsewhere = App { rules: Arc::default(), ..app.app.clone() };
    let judged = judging::judge(&elsewhere, &instansi, &[siti()], date(2026, 1, 5), date(2026, 1, 5)).await.unwrap();
    assert_eq!(judged.people[0].days[0].verdict.marks, []);
}

#[tokio::test]
async fn a_day_that_passed_meanwhile_is_not_signed_without_a_reason() {
    let (mut app, agency) = week().await;
    assert_eq!(propose(&agency, 1, &grace("2026-01-20", 15), json!({})).await.status, 201);

    app.wait(jiff::Span::new().hours(48));
    app = app.restarted();

    let late = decide(&app.as_role(Role::Pimpinan).await, 1, 2, "confirm").await;
    assert_eq!((late.status.as_u16(), late.code().as_str()), (422, "retroactive"), "{}", late.text());
}
