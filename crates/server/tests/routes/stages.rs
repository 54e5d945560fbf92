//! The stages of an OPD: the gate with its figures, two people, the way back, and which days wait for paper.

use hadir_domain::access::Role;
use hadir_domain::reconcile::{DiscrepancyType, Tally};
use hadir_store::reconcile::match_days::{self, MatchDay};
use hadir_store::{StoreError, marks, posts};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, CITY, Client, SD_1, TestApp, TestPhone, person_of};

/// The terminal at the school.
const MACHINE: Uuid = Uuid::from_u128(0x501);
/// Four whole weeks before the Monday on which it is.
const WEEKS: (Date, Date) = (date(2025, 12, 22), date(2026, 1, 18));

fn fresh() -> Uuid {
    hadir_server::system::System::real().uuid()
}

fn days() -> impl Iterator<Item = Date> {
    WEEKS.0.series(1.day()).take_while(|day| *day <= WEEKS.1)
}

/// The table of the school: a hundred people each workday, of whom so many match.
async fn compare(app: &TestApp, matched: u32) {
    let rows: Vec<MatchDay> = days()
        .map(|on| {
            let off = on.weekday().to_monday_zero_offset() > 4;
            let mut tally = Tally { roster: 100, ..Tally::default() };
            if off {
                tally.off = 100;
            } else {
                tally.matched = matched;
                tally.by_type[DiscrepancyType::TimeDiffers as usize] = 100 - matched;
            }
            MatchDay { unit: SD_1, on, tally, computed_at: app.app.now() }
        })
        .collect();
    app.app.db.write(async |tx| match_days::replace(tx, CITY, WEEKS, &rows).await).await.unwrap();
}

async fn spoke(app: &TestApp, source: &str, name: &str, until: &str) {
    let until = until.parse().unwrap();
    app.app.db.write(async |tx| marks::reach(tx, CITY, source, name, until).await).await.unwrap();
}

/// Leaves Siti alone in DISDIK, and whoever has a phone needs nothing more.
async fn only_siti(app: &TestApp) {
    app.app
        .db
        .write(async |tx| {
            for post in posts::all(tx, CITY).await? {
                if Role::ALL.iter().any(|role| *role != Role::Pegawai && person_of(*role) == post.person) {
                    posts::end(tx, CITY, &post, date(2025, 12, 20)).await?;
                }
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

/// Everything the gate asks for.
async fn all_met(app: &TestApp) {
    only_siti(app).await;
    compare(app, 97).await;
    spoke(app, "machine", &MACHINE.to_string(), "2026-01-18T17:00:00Z").await;
    let siti = app.as_role(Role::Pegawai).await;
    assert_eq!(TestPhone::new().enrol(&siti).await.status, 201);
}

fn drop_paper(from: &str) -> Value {
    json!({
        "id": fresh(), "step": "propose", "stage": "wajib", "paper": "drop", "from": from, "reason": "Semua syarat terpenuhi."
    })
}

fn word(step: &str, proposal: Option<&Value>) -> Value {
    let mut word = json!({ "id": fresh(), "step": step, "reason": "Sudah diperiksa." });
    if let Some(proposal) = proposal {
        word["proposal"] = proposal["id"].clone();
    }
    word
}

async fn sign(client: &Client, step: &Value) -> Answer {
    client.post("/api/v1/stages/DISDIK/steps", step).await
}

async fn disdik(client: &Client) -> Value {
    let answer = client.get("/api/v1/stages/DISDIK").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn refused_with_figures(app: TestApp) {
    compare(&app, 94).await;
    let officer = app.as_role(Role::Bkpsdm).await;

    let refused = sign(&officer, &drop_paper("2026-01-20")).await;

    assert_eq!((refused.status.as_u16(), refused.code()), (409, "gate_not_met".into()), "{}", refused.text());
    let text = refused.json()["detail"].as_str().unwrap().to_owned();
    assert!(text.contains("kecocokan antarsumber 94,00% (perlu 95,00%): kurang dari yang diperlukan"), "{text}");
    assert!(text.contains("mesin terhubung 0,00% (perlu 95,00%): ada jam dinas yang tidak diketahui"), "{text}");
    assert!(text.contains("pegawai siap 0,00% (perlu 98,00%)"), "{text}");
    let shown = disdik(&officer).await;
    assert_eq!((&shown["opd"]["gate_met"], &shown["steps"]), (&json!(false), &json!([])));
    let criteria = shown["opd"]["criteria"].as_array().unwrap();
    assert_eq!(criteria[0]["figure"], json!({ "of": 470, "all": 500, "share": "0.9400" }));
    assert_eq!(criteria[0]["weeks"].as_array().unwrap().len(), 4);
    assert_eq!((&criteria[1]["why"], &criteria[2]["figure"]["all"]), (&json!("hours_unknown"), &json!(9)));
    assert_eq!((&shown["opd"]["registered"], &shown["opd"]["active"]), (&json!(9), &json!(0)));
}

#[tokio::test]
async fn paper_is_not_dropped_while_a_criterion_is_not_met_and_each_is_named_with_its_figure() {
    refused_with_figures(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        refused_with_figures(app).await;
    }
}

async fn two_people(app: TestApp) {
    all_met(&app).await;
    let (officer, mayor) = (app.as_role(Role::Bkpsdm).await, app.as_role(Role::Pimpinan).await);
    let proposal = drop_paper("2026-01-20");

    let proposed = sign(&officer, &proposal).await;
    let own = sign(&officer, &word("confirm", Some(&proposal))).await;
    let second = sign(&officer, &drop_paper("2026-01-21")).await;
    let waiting = disdik(&mayor).await;
    let confirm = word("confirm", Some(&proposal));
    let signed = sign(&mayor, &confirm).await;
    let again = sign(&mayor, &confirm).await;
    let twice = sign(&mayor, &word("confirm", Some(&proposal))).await;

    assert_eq!(proposed.status, 201, "{}", proposed.text());
    assert_eq!((own.status.as_u16(), own.code()), (403, "own_proposal".into()));
    assert_eq!(second.code(), "proposal_waits");
    assert_eq!((&waiting["opd"]["can_sign"], &waiting["opd"]["today"]["stage"]), (&json!(true), &json!("belum")));
    assert_eq!(signed.status, 201, "{}", signed.text());
    assert_eq!((again.status.as_u16(), twice.code()), (201, "not_waiting".into()));
    let shown = disdik(&officer).await;
    assert_eq!(shown["opd"]["today"], json!({ "stage": "belum", "paper": "keep", "from": null }));
    assert_eq!(shown["opd"]["coming"], json!({ "stage": "wajib", "paper": "drop", "from": "2026-01-20" }));
    let steps = shown["steps"].as_array().unwrap();
    assert_eq!(steps.iter().map(|step| step["step"].as_str().unwrap()).collect::<Vec<_>>(), ["confirm", "propose"]);
    let evidence: Value = serde_json::from_str(steps[1]["evidence"].as_str().unwrap()).unwrap();
    assert_eq!((&evidence["gate"]["met"], &evidence["rule"]["match_rate"]), (&json!(true), &json!(9500)));
    assert_eq!(evidence["gate"]["answers"][0]["figure"], json!({ "of": 485, "all": 500 }));
}

#[tokio::test]
async fn dropping_paper_takes_two_people_and_keeps_what_lay_before_them() {
    two_people(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        two_people(app).await;
    }
}

#[tokio::test]
async fn the_gate_is_looked_at_again_before_the_second_signature() {
    let app = TestApp::new().await;
    all_met(&app).await;
    let proposal = drop_paper("2026-01-20");
    assert_eq!(sign(&app.as_role(Role::Bkpsdm).await, &proposal).await.status, 201);
    compare(&app, 90).await;
    let mayor = app.as_role(Role::Pimpinan).await;

    let refused = sign(&mayor, &word("confirm", Some(&proposal))).await;
    let turned_down = sign(&mayor, &word("reject", Some(&proposal))).await;

    assert_eq!(refused.code(), "gate_not_met");
    assert!(refused.text().contains("90,00%"), "{}", refused.text());
    assert_eq!(turned_down.status, 201, "{}", turned_down.text());
    assert_eq!(disdik(&mayor).await["opd"]["waiting"], Value::Null);
}

/// Siti's status and what her day waits for.
async fn day_of(app: &TestApp, on: &str) -> (String, String) {
    let officer = app.as_role(Role::Bkpsdm).await;
    let month = officer.get(&format!("/api/v1/people/{}/days?month=2026-01", person_of(Role::Pegawai))).await.json();
    let days = month["days"].as_array().expect("days").clone();
    let day = days.into_iter().find(|day| day["date"] == json!(on)).expect("the day");
    (day["status"].as_str().unwrap_or("-").to_owned(), day["waiting_for"].to_string())
}

async fn days_before_and_after(app: TestApp) {
    let roll = "Daftar hadir SD Negeri 1";
    all_met(&app).await;
    spoke(&app, "manual", &SD_1.to_string(), "2026-01-17T17:00:00Z").await;
    let proposal = drop_paper("2026-01-20");
    assert_eq!(sign(&app.as_role(Role::Bkpsdm).await, &proposal).await.status, 201);
    let mayor = app.as_role(Role::Pimpinan).await;
    assert_eq!(sign(&mayor, &word("confirm", Some(&proposal))).await.status, 201);
    // Thursday morning; the terminal has spoken, no roll has come.
    app.wait((3 * 24).hours());
    spoke(&app, "machine", &MACHINE.to_string(), "2026-01-22T00:00:00Z").await;

    let (monday, tuesday) = (day_of(&app, "2026-01-19").await, day_of(&app, "2026-01-20").await);
    let listed = app.as_role(Role::Bkpsdm).await.get("/api/v1/marks").await.text();
    let withdrawn = sign(&mayor, &word("withdraw", None)).await;
    app.wait((2 * 24).hours());
    spoke(&app, "machine", &MACHINE.to_string(), "2026-01-24T00:00:00Z").await;
    let (still, thursday) = (day_of(&app, "2026-01-20").await, day_of(&app, "2026-01-22").await);
    let again = app.as_role(Role::Bkpsdm).await.get("/api/v1/marks").await.text();

    assert_eq!(monday.0, "BELUM", "before the day nothing has changed: {monday:?}");
    assert!(monday.1.contains(roll), "{monday:?}");
    assert_eq!(tuesday.0, "TK", "no roll is waited for: {tuesday:?}");
    assert_eq!(withdrawn.status, 201, "{}", withdrawn.text());
    assert_eq!(withdrawn.json()["opd"]["today"], json!({ "stage": "uji_coba", "paper": "keep", "from": "2026-01-22" }));
    assert_eq!(still, tuesday, "days before the withdrawal stay as they were");
    assert_eq!(thursday.0, "BELUM", "{thursday:?}");
    assert!(thursday.1.contains(roll), "{thursday:?}");
    assert!(!listed.contains(roll) && again.contains(roll), "{listed}\n{again}");
}

#[tokio::test]
async fn a_dropped_roll_is_not_waited_for_from_its_day_on_and_again_after_the_withdrawal() {
    days_before_and_after(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        days_before_and_after(app).await;
    }
}

#[tokio::test]
async fn only_whoever_may_decide_brings_paper_back_and_only_where_it_was_dropped() {
    let app = TestApp::new().await;
    let head = app.as_role(Role::Kepala).await;
    let officer = app.as_role(Role::Bkpsdm).await;

    let by_head = sign(&head, &word("withdraw", None)).await;
    let nothing = sign(&officer, &word("withdraw", None)).await;
    let no_reason = sign(&officer, &json!({ "id": fresh(), "step": "withdraw", "reason": " " })).await;
    let past = json!({ "id": fresh(), "step": "propose", "stage": "uji_coba", "from": "2026-01-18", "reason": "uji" });
    let early = json!({ "id": fresh(), "step": "propose", "stage": "uji_coba", "paper": "drop", "reason": "uji" });
    let school = officer.post("/api/v1/stages/DISDIK-SD1/steps", &word("withdraw", None)).await;

    assert_eq!(by_head.status, 403);
    assert_eq!(nothing.code(), "nothing_dropped");
    assert_eq!(no_reason.json()["errors"][0]["field"], "reason");
    assert_eq!(sign(&head, &past).await.code(), "day_passed");
    assert_eq!(sign(&head, &early).await.code(), "paper_needs_stage");
    assert_eq!((school.status.as_u16(), school.code()), (422, "not_an_opd".into()));
}

#[tokio::test]
async fn a_head_sees_and_proposes_for_their_own_opd_alone() {
    let app = TestApp::new().await;
    let head = app.as_role(Role::Kepala).await;
    let proposal = json!({ "id": fresh(), "step": "propose", "stage": "pendataan", "reason": "mulai" });

    let list = head.get("/api/v1/stages").await.json();
    let all = app.as_role(Role::Bkpsdm).await.get("/api/v1/stages").await.json();
    let beside = head.post("/api/v1/stages/DINKES/steps", &proposal).await;
    let own = sign(&head, &proposal).await;

    let codes = |list: &Value| -> Vec<String> {
        let items = list["items"].as_array().unwrap();
        items.iter().map(|item| item["unit"]["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        (codes(&list), codes(&all)),
        (vec!["DISDIK".to_owned()], vec!["DINKES".to_owned(), "DISDIK".to_owned()])
    );
    assert_eq!(beside.status, 404);
    assert_eq!(own.status, 201, "{}", own.text());
    assert_eq!(own.json()["opd"]["waiting"]["stage"], "pendataan");
    assert_eq!(own.json()["opd"]["can_sign"], false);
}

#[tokio::test]
async fn whoever_left_a_digital_trace_within_two_weeks_is_active() {
    let app = TestApp::new().await;
    let rows = b"7\t2026-01-15 07:12:33\t1\t0\t1\t0\r\n";
    let fields = [("source", "machine"), ("device", crate::support::TERMINAL)];
    let officer = app.as_role(Role::Bkpsdm).await;
    assert_eq!(officer.post_file("/api/v1/imports", &fields, "1_attlog.dat", rows).await.status, 201);

    let now = disdik(&officer).await;
    app.wait((11 * 24).hours());
    let later = disdik(&app.as_role(Role::Bkpsdm).await).await;

    assert_eq!((&now["opd"]["registered"], &now["opd"]["active"]), (&json!(9), &json!(1)));
    assert_eq!(later["opd"]["active"], 0);
}
