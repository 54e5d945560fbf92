//! One-time codes and the passwords they set.

use hadir_domain::access::Role;
use hadir_server::auth::issue_code;
use hadir_store::sessions::SessionKind;
use jiff::ToSpan;
use serde_json::json;

use crate::support::{CITY, TestApp, account_of};

fn body(code: &str) -> serde_json::Value {
    json!({ "login": "kepala", "code": code, "password": "hutan hijau 2099" })
}

#[tokio::test]
async fn a_code_sets_the_password_once() {
    let app = TestApp::new().await;
    let code = issue_code(&app.app, "KEPALA").await.unwrap();

    let first = app.anyone().post("/api/v1/enrol", &body(&code.to_lowercase().replace('-', " "))).await;
    let again = app.anyone().post("/api/v1/enrol", &body(&code)).await;
    let login = json!({ "login": "kepala", "password": "hutan hijau 2099" });

    assert_eq!(first.status, 200, "{}", first.text());
    assert_eq!(first.json()["me"]["account"]["login"], "kepala");
    assert!(first.header("set-cookie").starts_with("hadir_session=hdr_1_"));
    assert_eq!((again.status.as_u16(), again.code()), (401, "enrolment_failed".into()));
    assert_eq!(app.anyone().post("/api/v1/login", &login).await.status, 200);
}

#[tokio::test]
async fn setting_a_password_ends_what_was_signed_in_before() {
    let app = TestApp::new().await;
    let old = app.token(CITY, account_of(Role::Kepala), SessionKind::Browser).await;
    let code = issue_code(&app.app, "kepala").await.unwrap();

    app.anyone().post("/api/v1/enrol", &body(&code)).await;

    let cookie = format!("hadir_session={}", old.as_str());
    assert_eq!(app.anyone().with("cookie", &cookie).get("/api/v1/me").await.status, 401);
}

#[tokio::test]
async fn a_code_opens_only_its_own_account_and_only_for_a_week() {
    let app = TestApp::new().await;
    let code = issue_code(&app.app, "kepala").await.unwrap();
    let for_another = json!({ "login": "pimpinan", "code": code, "password": "hutan hijau 2099" });
    let unknown = json!({ "login": "hantu", "code": code, "password": "hutan hijau 2099" });

    assert_eq!(app.anyone().post("/api/v1/enrol", &for_another).await.code(), "enrolment_failed");
    assert_eq!(app.anyone().post("/api/v1/enrol", &unknown).await.code(), "enrolment_failed");
    app.wait(7.days().seconds(1));
    assert_eq!(app.anyone().post("/api/v1/enrol", &body(&code)).await.code(), "enrolment_failed");
}

#[tokio::test]
async fn a_newer_code_takes_the_place_of_the_older() {
    let app = TestApp::new().await;
    let older = issue_code(&app.app, "kepala").await.unwrap();
    let newer = issue_code(&app.app, "kepala").await.unwrap();

    assert_eq!(app.anyone().post("/api/v1/enrol", &body(&older)).await.status, 401);
    assert_eq!(app.anyone().post("/api/v1/enrol", &body(&newer)).await.status, 200);
}

#[tokio::test]
async fn a_password_made_of_ones_own_number_is_refused_and_the_code_stays_good() {
    let app = TestApp::new().await;
    let code = issue_code(&app.app, "kepala").await.unwrap();
    let own_number = json!({ "login": "kepala", "code": code, "password": "209901012120012002" });

    let refused = app.anyone().post("/api/v1/enrol", &own_number).await;

    assert_eq!((refused.status.as_u16(), refused.json()["errors"][0]["code"].clone()), (422, "guessable".into()));
    assert_eq!(app.anyone().post("/api/v1/enrol", &body(&code)).await.status, 200);
}

#[tokio::test]
async fn guessing_codes_makes_the_login_wait() {
    let app = TestApp::new().await;
    for _ in 0..5 {
        assert_eq!(app.anyone().post("/api/v1/enrol", &body("0000-0000-0000")).await.status, 401);
    }

    assert_eq!(app.anyone().post("/api/v1/enrol", &body("0000-0000-0000")).await.status, 429);
}

#[tokio::test]
async fn no_code_is_made_for_a_login_nobody_has() {
    let app = TestApp::new().await;

    assert!(issue_code(&app.app, "hantu").await.unwrap_err().to_string().contains("hantu"));
}
