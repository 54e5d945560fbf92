//! Days corrected under a case: shown, made a duty, and moving nothing by themselves.

use hadir_domain::access::Role;
use hadir_domain::ids::PersonId;
use hadir_server::services::casing::watching;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::discipline_sources::{absent, fresh, opening};
use crate::doubts::city;
use crate::support::{Client, TERMINAL, TestApp, person_of};

const FOUR_DAYS: [&str; 4] = ["2026-01-12", "2026-01-13", "2026-01-14", "2026-01-15"];

/// A case over four days without a word, opened by the inspectorate and led by the agency.
async fn opened(test: &TestApp) -> Uuid {
    absent(test).await;
    let breach = json!([{ "article": "PP 94/2021 Ps 4 huruf f", "text": "Tidak masuk.", "attendance": true,
                          "days": FOUR_DAYS }]);
    let inspector = test.as_role(Role::Inspektorat).await;
    let answer = inspector.post("/api/v1/discipline/cases", &opening("indikasi", None, breach)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().unwrap().parse().unwrap()
}

async fn show(client: &Client, case: Uuid) -> Value {
    client.get(&format!("/api/v1/discipline/cases/{case}")).await.json()
}

async fn acts(client: &Client, case: Uuid, on: &str, step: Value) -> crate::support::Answer {
    let act = json!({ "id": fresh(), "on": on, "step": step });
    client.post(&format!("/api/v1/discipline/cases/{case}/acts"), &act).await
}

fn dues(shown: &Value) -> Vec<&str> {
    shown["due"].as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap()).collect()
}

fn on(test: &TestApp, day: &str) {
    test.app.system.set(format!("{day}T02:00:00Z").parse().unwrap());
}

/// Siti says when she came and left on a day, her head and the agency agree.
async fn by_request(test: &TestApp, day: &str) {
    let (siti, head, agency) =
        (test.as_role(Role::Pegawai).await, test.as_role(Role::Kepala).await, test.as_role(Role::Bkpsdm).await);
    for (side, time) in [("in", "07:10"), ("out", "16:10")] {
        let id = fresh();
        let detail = json!({ "date": day, "side": side, "time": time, "code": "forgot" });
        let body = json!({ "id": id, "kind": "correction", "detail": detail, "reason": "lupa merekam", "files": [] });
        let asked = siti.post("/api/v1/me/requests", &body).await;
        assert_eq!(asked.status, 201, "{}", asked.text());
        for (step, client) in [&head, &agency].into_iter().enumerate() {
            let decision = json!({ "id": fresh(), "request": id, "step": step, "action": "approve", "reason": "" });
            let decided = client.post("/api/v1/inbox/decisions", &json!({ "decisions": [decision] })).await;
            assert_eq!(decided.json()["results"][0]["code"], Value::Null, "{}", decided.text());
        }
    }
}

/// The signed roll of a day comes late.
async fn by_roll(test: &TestApp, day: &str) {
    let PersonId(siti) = person_of(Role::Pegawai);
    let roll = json!({
        "unit": "DISDIK-SD1", "date": day, "rows": [{ "person": siti, "arrived": "07:00", "left": "16:00" }],
        "signer": { "name": "Contoh Kepala", "number": "209901012120012001", "position": "Kepala Dinas" }
    });
    let typed = test.as_role(Role::AdminUnit).await.post("/api/v1/rolls", &roll).await;
    assert_eq!(typed.status, 201, "{}", typed.text());
}

/// The terminal's file of a day comes late.
async fn by_file(test: &TestApp, day: &str) {
    let fields = [("source", "machine"), ("device", TERMINAL)];
    let rows = format!("7\t{day} 07:10:00\t1\t0\t1\t0\r\n7\t{day} 16:40:00\t1\t1\t1\t0\r\n");
    let agency = test.as_role(Role::Bkpsdm).await;
    let taken = agency.post_file("/api/v1/imports", &fields, "1_attlog.dat", rows.as_bytes()).await;
    assert_eq!(taken.status, 201, "{}", taken.text());
}

/// What every kind of correction of Wednesday does to a case over four days.
async fn follows(test: &TestApp, case: Uuid) {
    let (agency, siti) = (test.as_role(Role::Bkpsdm).await, test.as_role(Role::Pegawai).await);
    let shown = show(&agency, case).await;
    let ground = &shown["ground"];
    assert_eq!((&ground["gone"], &ground["taken"]), (&json!(["2026-01-14"]), &json!([])), "{shown}");
    assert_eq!(ground["left"], json!(["2026-01-12", "2026-01-13", "2026-01-15"]), "{shown}");
    let (before, now) = (&ground["before"], &ground["now"]);
    assert_eq!((before, now), (&json!("teguran_tertulis"), &json!("teguran_lisan")), "{shown}");
    assert_eq!(shown["stage"], "dibuka", "nothing happens by itself");
    assert!(dues(&shown).contains(&"recount"), "{shown}");
    let mine = show(&siti, case).await;
    assert_eq!((&mine["ground"]["gone"], &mine["ground"]["now"]), (&json!(["2026-01-14"]), &Value::Null), "{mine}");

    let recount = |days: &[&str], indicated: &str| json!({ "step": "recount", "indicated": indicated, "days": days, "text": "Sudah dibetulkan." });
    let worse = acts(&agency, case, "2026-01-19", recount(&FOUR_DAYS, "tidak_puas_tertulis")).await;
    assert_eq!(worse.code(), "recount_adds");
    let other = acts(&agency, case, "2026-01-19", recount(&FOUR_DAYS[..2], "teguran_lisan")).await;
    assert_eq!(other.code(), "recount_differs");
    assert!(other.json()["detail"].as_str().unwrap_or_default().contains("2026-01-15"), "{}", other.text());
    let left = ["2026-01-12", "2026-01-13", "2026-01-15"];
    let done = acts(&agency, case, "2026-01-19", recount(&left, "teguran_lisan")).await;
    assert_eq!(done.status, 200, "{}", done.text());
    let after = done.json();
    assert_eq!((&after["ground"]["gone"], &after["ground"]["taken"]), (&json!([]), &json!(["2026-01-14"])), "{after}");
    assert!(!dues(&after).contains(&"recount"), "{after}");
    let again = acts(&agency, case, "2026-01-19", recount(&left, "teguran_lisan")).await;
    assert_eq!(again.code(), "nothing_fell");
}

#[tokio::test]
async fn an_approved_request_takes_its_day_from_under_a_case() {
    let test = TestApp::new().await;
    let case = opened(&test).await;
    by_request(&test, "2026-01-14").await;
    follows(&test, case).await;
}

#[tokio::test]
async fn a_late_roll_takes_its_day_from_under_a_case() {
    let test = TestApp::new().await;
    let case = opened(&test).await;
    by_roll(&test, "2026-01-14").await;
    follows(&test, case).await;
}

#[tokio::test]
async fn a_late_file_takes_its_day_from_under_a_case() {
    let test = TestApp::new().await;
    let case = opened(&test).await;
    by_file(&test, "2026-01-14").await;
    follows(&test, case).await;
    if let Some(test) = TestApp::on_postgres().await {
        let case = opened(&test).await;
        by_file(&test, "2026-01-14").await;
        follows(&test, case).await;
    }
}

#[tokio::test]
async fn who_leads_is_told_once_reminded_and_named_when_the_term_ran_out() {
    let test = TestApp::new().await;
    let case = opened(&test).await;
    let told = async |role: Role| {
        let all = test.as_role(role).await.get("/api/v1/me/notices").await.json();
        let items = all["items"].as_array().unwrap().clone();
        items.iter().filter(|one| one["kind"] == "case_due").count()
    };
    let city = city(&test).await;
    watching::once(&test.app, &city).await.unwrap();
    let before = told(Role::Bkpsdm).await;
    by_file(&test, "2026-01-14").await;
    watching::once(&test.app, &city).await.unwrap();
    watching::once(&test.app, &city).await.unwrap();
    assert_eq!(told(Role::Bkpsdm).await, before + 1, "told once");

    on(&test, "2026-02-03");
    let mayor = told(Role::Pimpinan).await;
    watching::once(&test.app, &city).await.unwrap();
    assert_eq!(told(Role::Bkpsdm).await, before + 2);
    assert!(told(Role::Pimpinan).await > mayor, "put before the next one up");
    let shown = show(&test.as_role(Role::Bkpsdm).await, case).await;
    let lapse = shown["lapses"].as_array().unwrap().iter().find(|one| one["what"] == "recount").expect("named");
    assert_eq!((&lapse["duty"], &lapse["due_on"]), (&json!("bkpsdm"), &json!("2026-01-26")), "{lapse}");
    assert_eq!(lapse["who"][0]["name"], "Contoh bkpsdm", "{lapse}");
}

#[tokio::test]
async fn an_indication_of_which_nothing_is_left_is_closed_by_somebody_with_the_reason() {
    let test = TestApp::new().await;
    let case = opened(&test).await;
    for day in FOUR_DAYS {
        by_file(&test, day).await;
    }
    let agency = test.as_role(Role::Bkpsdm).await;
    let shown = show(&agency, case).await;
    assert_eq!((&shown["ground"]["left"], &shown["ground"]["now"]), (&json!([]), &Value::Null), "{shown}");
    let close = json!({ "step": "close", "reason": "dasar_gugur", "text": "Semua harinya terbukti hadir." });
    let early = acts(&agency, case, "2026-01-19", close.clone()).await;
    assert_eq!(early.code(), "close_reason_unfit", "it is written down first");
    let recount = json!({ "step": "recount", "indicated": null, "days": [], "text": "Berkas mesin menyusul." });
    let done = acts(&agency, case, "2026-01-19", recount).await;
    assert_eq!(dues(&done.json()), ["close"], "{}", done.text());
    let closed = acts(&agency, case, "2026-01-19", close).await;
    assert_eq!((closed.status.as_u16(), &closed.json()["stage"]), (200, &json!("ditutup")), "{}", closed.text());
    assert_eq!(closed.json()["closed"]["text"], "Semua harinya terbukti hadir.", "{}", closed.text());
}
