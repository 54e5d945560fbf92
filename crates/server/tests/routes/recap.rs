//! The monthly recap.

use hadir_domain::access::Role;

use crate::support::{SITI, TestApp};

#[tokio::test]
async fn the_recap_adds_up_and_hides_numbers_while_the_paper_prints_them() {
    let app = TestApp::new().await;
    let head = app.as_role(Role::Kepala).await;

    let recap = head.get("/api/v1/recap?month=2026-01").await;
    let body = recap.json();

    assert_eq!(body["unit"], "DISDIK");
    let people = body["people"].as_array().unwrap();
    assert_eq!(people.len(), 9);
    for person in people {
        let days: u64 = person["totals"].as_object().unwrap().values().map(|days| days.as_u64().unwrap()).sum();
        assert_eq!(days, 31);
    }
    assert!(!recap.text().contains(SITI));

    let workbook = head.get("/api/v1/recap.xlsx?month=2026-01&unit=DISDIK-SD1").await;
    assert!(workbook.bytes.starts_with(b"PK"), "{}", workbook.text());
    assert_eq!(workbook.header("content-disposition"), "attachment; filename=\"rekap-DISDIK-SD1-2026-01.xlsx\"");
    let paper = head.get("/api/v1/recap.pdf?month=2026-01&unit=DISDIK-SD1").await;
    assert!(paper.bytes.starts_with(b"%PDF"), "{}", paper.text());
    assert_eq!(paper.header("content-type"), "application/pdf");
}

#[tokio::test]
async fn a_month_no_pack_covers_is_refused_with_the_reason() {
    let app = TestApp::new().await;

    let answer = app.as_role(Role::Bkpsdm).await.get("/api/v1/recap?month=2099-01").await;

    assert_eq!(answer.status, 422, "{}", answer.text());
    assert!(!answer.json()["detail_en"].as_str().unwrap().is_empty());
}
