//! Match rates with history: lines that add up, figures always told, and nobody's beyond reach.

use hadir_domain::access::Role;
use hadir_domain::ids::UnitId;
use hadir_domain::reconcile::{DiscrepancyType, Tally};
use hadir_store::reconcile::match_days::{self, MatchDay};
use hadir_store::seal::testing::tamper;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use crate::support::{CITY, Client, DINKES, DISDIK, SD_1, TestApp};

/// Ten people of a unit on a day: so many match, so many are not heard of yet, the rest differ.
fn row(app: &TestApp, unit: UnitId, on: Date, matched: u32, unheard: u32) -> MatchDay {
    let mut tally = Tally { roster: 10, matched, excluded: [0, unheard], ..Tally::default() };
    tally.by_type[DiscrepancyType::MissingInA as usize] = 10 - matched - unheard;
    MatchDay { unit, on, tally, computed_at: app.app.now() }
}

async fn fill(app: &TestApp) {
    let rows = [
        row(app, DISDIK, date(2026, 1, 5), 10, 0),
        row(app, SD_1, date(2026, 1, 6), 5, 1),
        row(app, DINKES, date(2026, 1, 6), 8, 0),
        row(app, SD_1, date(2026, 1, 13), 9, 0),
    ];
    let span = (date(2026, 1, 1), date(2026, 1, 31));
    app.app.db.write(async |tx| match_days::replace(tx, CITY, span, &rows).await).await.unwrap();
}

async fn rates(client: &Client, query: &str) -> Value {
    let answer = client.get(&format!("/api/v1/match-rates?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn sum(list: &Value, part: &str) -> u64 {
    list["items"].as_array().unwrap().iter().map(|item| item["counts"][part].as_u64().unwrap()).sum()
}

async fn the_lines_add_up(app: TestApp) {
    fill(&app).await;
    let officer = app.as_role(Role::Bkpsdm).await;
    let days = "from=2026-01-05&to=2026-01-18";

    let by_week = rates(&officer, &format!("{days}&by=week")).await;
    let by_day = rates(&officer, &format!("{days}&by=day&unit=DISDIK")).await;

    for part in ["roster", "matched", "denominator", "differing"] {
        assert_eq!(json!(sum(&by_week, part)), by_week["whole"]["counts"][part], "{part}");
        assert_eq!(json!(sum(&by_day, part)), by_day["whole"]["counts"][part], "{part}");
    }
    let items = by_week["items"].as_array().unwrap();
    let codes: Vec<&Value> = items.iter().map(|item| &item["unit"]["code"]).collect();
    assert_eq!(codes, ["DINKES", "DISDIK"]);
    let disdik = &items[1]["periods"];
    assert_eq!((&disdik[0]["label"], &disdik[0]["counts"]["rate"]), (&json!("2026-W02"), &json!("0.7895")));
    assert_eq!((&disdik[0]["counts"]["matched"], &disdik[0]["counts"]["denominator"]), (&json!(15), &json!(19)));
    assert_eq!(disdik[0]["counts"]["excluded"], json!({ "not_required": 0, "not_heard": 1 }));
    assert_eq!(disdik[0]["counts"]["by_type"], json!({ "missing_in_a": 4 }));
    assert_eq!((&disdik[1]["change"], &disdik[1]["trend"]), (&json!(1105), &json!("naik")));
    let dinkes = &items[0]["periods"][1];
    assert_eq!(
        (&dinkes["counts"]["rate"], &dinkes["change"], &dinkes["days"]),
        (&Value::Null, &Value::Null, &json!(0))
    );
    assert_eq!(by_week["target"], "0.9500");
    let alone: Vec<_> = by_day["items"].as_array().unwrap().iter().map(|one| one["alone"].clone()).collect();
    assert_eq!(alone, [true, false], "the office itself, then the school below it");
}

#[tokio::test]
async fn the_lines_of_the_table_add_up_to_everybody_with_every_figure_beside() {
    the_lines_add_up(TestApp::new().await).await;
    if let Some(app) = TestApp::on_postgres().await {
        the_lines_add_up(app).await;
    }
}

#[tokio::test]
async fn a_table_with_a_row_that_does_not_add_up_is_not_shown() {
    let app = TestApp::new().await;
    fill(&app).await;
    let changed = app.app.db.write(async |tx| tamper(tx, "UPDATE match_days SET matched = matched + 1").await).await;
    assert_eq!(changed.unwrap(), 4);

    let shown = app.as_role(Role::Bkpsdm).await.get("/api/v1/match-rates?from=2026-01-05&to=2026-01-18").await;

    assert_eq!((shown.status.as_u16(), shown.code()), (409, "does_not_add".into()), "{}", shown.text());
}

#[tokio::test]
async fn whoever_works_in_an_office_sees_that_office_and_spans_that_are_no_spans_are_refused() {
    let app = TestApp::new().await;
    fill(&app).await;
    let admin = app.as_role(Role::AdminUnit).await;

    let own = rates(&admin, "from=2026-01-05&to=2026-01-18").await;
    let beside = admin.get("/api/v1/match-rates?unit=DINKES").await;
    let turned = admin.get("/api/v1/match-rates?from=2026-01-18&to=2026-01-05").await;
    let long = admin.get("/api/v1/match-rates?from=2025-01-01&to=2026-01-05&by=day").await;
    let word = admin.get("/api/v1/match-rates?by=year").await;

    assert_eq!((&own["unit"]["code"], &own["whole"]["counts"]["roster"]), (&json!("DISDIK"), &json!(30)));
    assert!(!own.to_string().contains("DINKES"));
    assert_eq!(beside.status, 404);
    assert_eq!((turned.code(), long.code()), ("bad_span".into(), "span_too_long".into()));
    assert_eq!(word.json()["errors"][0]["field"], "by");
}
