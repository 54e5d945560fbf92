//! The first workday after days off: figures that add up, remarks that accuse nobody, the report.

use hadir_domain::access::Role;
use jiff::ToSpan;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{DISDIK, TestApp, TestPhone, person_of, send};

const DAY: &str = "/api/v1/first-days/2026-01-19";

fn number(of: &Value) -> u64 {
    of.as_u64().unwrap()
}

fn adds_up(row: &Value) {
    let cells = row["cells"].as_object().unwrap();
    assert_eq!(cells.values().map(number).sum::<u64>(), number(&row["roster"]), "{row}");
    assert_eq!(number(&row["due"]) + number(&row["excluded"]), number(&row["roster"]));
    let known = ["present", "excused", "away", "open"].iter().map(|name| number(&row[*name])).sum::<u64>();
    assert_eq!(known + number(&cells["tanpa_keterangan"]), number(&row["due"]));
}

fn sum_to(rows: &Value, whole: &Value) {
    let rows: Vec<&Value> = rows.as_array().unwrap().iter().map(|one| &one["row"]).collect();
    for name in ["roster", "due", "present", "excused", "away", "open", "notice"] {
        assert_eq!(rows.iter().map(|row| number(&row[name])).sum::<u64>(), number(&whole[name]), "{name}");
    }
    rows.iter().for_each(|row| adds_up(row));
}

#[tokio::test]
async fn a_watched_day_adds_up_for_the_whole_per_office_and_per_group() {
    let app = TestApp::new().await;
    app.wait(30.minutes());
    let leader = app.as_role(Role::Pimpinan).await;

    let day = leader.get(DAY).await.json();

    adds_up(&day["row"]);
    assert_eq!((number(&day["row"]["roster"]), number(&day["row"]["cells"]["tanpa_keterangan"])), (10, 0));
    sum_to(&day["groups"], &day["row"]);
    sum_to(&day["offices"], &day["row"]);
    for office in day["offices"].as_array().unwrap() {
        sum_to(&office["groups"], &office["row"]);
    }
    assert_eq!(day["why"], "Hari pertama sesudah 3 hari libur, 16 Januari 2026 sampai 18 Januari 2026: Isra Mikraj.");
    assert_eq!(
        (&day["day"]["report_due_at"], &day["day"]["flexible"]),
        (&json!("2026-01-19T08:00:00Z"), &json!(false))
    );
    assert!(number(&day["all_sources"]) >= number(&day["silent_sources"]));
    let text = day.to_string();
    assert!(!text.contains("Contoh pegawai"), "a day in figures names no employee");
}

#[tokio::test]
async fn a_day_nobody_watches_says_so_and_the_calendar_knows_which_are() {
    let app = TestApp::new().await;
    let leader = app.as_role(Role::Pimpinan).await;

    let refused = leader.get("/api/v1/first-days/2026-01-14").await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (404, "not_watched"));
    let found = leader.get("/api/v1/first-days?from=2025-04-01&to=2026-04-01").await.json();
    let days: Vec<&str> = found["items"].as_array().unwrap().iter().map(|item| item["on"].as_str().unwrap()).collect();
    assert!(days.contains(&"2025-04-08") && days.contains(&"2026-01-19") && days.contains(&"2026-03-25"), "{days:?}");
    let feast = found["items"].as_array().unwrap().iter().find(|item| item["on"] == "2025-04-08").unwrap();
    assert_eq!(feast["off"], json!(["2025-03-28", "2025-04-07"]));
    assert_eq!((&feast["flexible"], &feast["flexible_confirmed"]), (&json!(true), &json!(false)), "{feast}");
    assert_eq!(feast["flexible_source"], "SE Menteri PANRB 3/2025");
    assert_eq!(leader.get("/api/v1/first-days?from=2020-01-01&to=2026-01-01").await.status, 422);
}

#[tokio::test]
async fn who_was_last_seen_far_away_is_a_remark_named_only_to_who_may_read_days() {
    let app = TestApp::new().await;
    let employee = app.as_role(Role::Pegawai).await;
    let mut phone = TestPhone::new();
    phone.enrol(&employee).await;
    let fix = json!({ "fix": { "lat": -6.2, "lon": 106.8, "accuracy_m": 20.0, "fixed_at": "2026-01-19T07:20:00+07:00", "mock": null } });
    send(&employee, &[phone.punch_with("in", "2026-01-19T07:20:00+07:00", fix)]).await;
    let leader = app.as_role(Role::Pimpinan).await;

    let day = leader.get(DAY).await.json();
    assert_eq!(day["row"]["far"], 1, "{day}");
    adds_up(&day["row"]);
    assert!(!day.to_string().contains("Contoh pegawai"));
    let named = leader.get(&format!("{DAY}/people?whom=far")).await.json();
    assert_eq!((&named["items"][0]["name"], &named["items"][0]["far"]), (&json!("Contoh pegawai"), &json!(true)));
    let looks = employee.get("/api/v1/me/looks").await.text();
    assert!(looks.contains("membuka nama pada pantauan hari pertama"), "{looks}");
    assert_eq!(employee.get(&format!("{DAY}/people?whom=far")).await.status, 403);
    assert_eq!(leader.get(&format!("{DAY}/people?whom=bolos")).await.status, 422);

    // The newest evidence counts: back at the school nobody is far away.
    app.wait(10.minutes());
    send(&employee, &[phone.punch("spot", "2026-01-19T07:40:00+07:00")]).await;
    assert_eq!(leader.get(DAY).await.json()["row"]["far"], 0);
}

#[tokio::test]
async fn the_report_is_a_document_and_a_picture_and_the_same_again() {
    let app = TestApp::new().await;
    let (head, leader) = (app.as_role(Role::Kepala).await, app.as_role(Role::Pimpinan).await);
    let rows = json!([{ "person": person_of(Role::AdminUnit).0, "word": "tanpa_keterangan", "note": "" }]);
    let roll = json!({ "id": Uuid::from_u128(0xac01), "on": "2026-01-19", "unit": DISDIK, "rows": rows });
    app.wait(30.minutes());
    assert_eq!(head.post("/api/v1/day-rolls", &roll).await.status, 201);

    for (ending, begins) in [("pdf", &b"%PDF"[..]), ("xlsx", b"PK"), ("png", b"\x89PNG")] {
        let path = format!("{DAY}/report.{ending}?at=2026-01-19T01:01:10Z");
        let (first, again) = (leader.get(&path).await, leader.get(&path).await);
        assert_eq!(first.status, 200, "{}", first.text());
        assert!(first.bytes.starts_with(begins), "{ending}");
        assert!(first.bytes == again.bytes, "the same figures are the same file: {ending}");
        assert!(first.header("content-disposition").contains(&format!("hari-pertama-kota-contoh-2026-01-19.{ending}")));
    }
    let own = head.get(&format!("{DAY}/report.pdf")).await;
    assert!(
        own.header("content-disposition").contains("hari-pertama-DISDIK"),
        "a head gets the report of their office"
    );
}

#[tokio::test]
async fn who_gave_notice_is_shown_beside_the_cell_until_somebody_decides() {
    let app = TestApp::new().await;
    let employee = app.as_role(Role::Pegawai).await;
    let leader = app.as_role(Role::Pimpinan).await;
    let asked = json!({
        "id": Uuid::from_u128(0xad01), "kind": "permission", "reason": "keluarga sakit",
        "detail": { "from": "2026-01-19", "to": "2026-01-19" }
    });
    let request = employee.post("/api/v1/me/requests", &asked).await;
    assert!(request.status.is_success(), "{}", request.text());
    app.wait(30.minutes());

    let day = leader.get(DAY).await.json();

    assert_eq!(day["row"]["notice"], 1, "{day}");
    adds_up(&day["row"]);
}
