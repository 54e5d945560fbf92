//! A person's month.

use hadir_domain::access::Role;

use crate::support::{OTHER, OTHER_OFFICER, TERMINAL, TestApp, person_of};

const ATTLOG: &[u8] = b"7\t2026-01-16 07:50:00\t1\t0\t1\t0\r\n7\t2026-01-16 16:40:00\t1\t1\t1\t0\r\n";

#[tokio::test]
async fn a_punch_taken_in_shows_on_its_day_for_the_employee_and_the_officer() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;
    let fields = [("source", "machine"), ("device", TERMINAL)];
    let taken = officer.post_file("/api/v1/imports", &fields, "1_attlog.dat", ATTLOG).await;
    assert_eq!(taken.status, 201, "{}", taken.text());

    let mine = app.as_role(Role::Pegawai).await.get("/api/v1/me/days?month=2026-01").await;
    let theirs = officer.get(&format!("/api/v1/people/{}/days?month=2026-01", person_of(Role::Pegawai))).await;

    assert_eq!(mine.status, 200, "{}", mine.text());
    let month = mine.json();
    assert_eq!(month, theirs.json());
    assert_eq!(month["days"].as_array().unwrap().len(), 31);
    let friday = &month["days"][15];
    assert_eq!(friday["date"], "2026-01-16");
    assert_eq!(friday["first_in"], "07:50:00");
    assert_eq!(friday["punches"].as_array().unwrap().len(), 2);
    let total: u64 = month["totals"].as_object().unwrap().values().map(|days| days.as_u64().unwrap()).sum();
    assert_eq!(total, 31);
    assert_eq!(month["person"]["number_masked"], "2099••••••••••2001");
}

#[tokio::test]
async fn a_month_that_is_none_is_refused_and_an_account_without_a_person_has_no_days() {
    let app = TestApp::new().await;
    let siti = app.as_role(Role::Pegawai).await;

    for month in ["2026", "2026-13", "januari", "2026-1"] {
        assert_eq!(siti.get(&format!("/api/v1/me/days?month={month}")).await.code(), "bad_month", "{month}");
    }
    let nobody = app.as_account(OTHER, OTHER_OFFICER).await.get("/api/v1/me/days?month=2026-01").await;
    assert_eq!(nobody.status, 404);
}
