//! Signing in and out.

use axum::http::Method;
use hadir_domain::access::Role;
use hadir_store::accounts::{self, AccountState};
use hadir_store::sessions::SessionKind;
use jiff::ToSpan;
use serde_json::json;

use crate::support::{CITY, PASSWORD, SITI, TestApp, account_of};

fn right() -> serde_json::Value {
    json!({ "login": SITI, "password": PASSWORD })
}

fn wrong() -> serde_json::Value {
    json!({ "login": SITI, "password": "salah sama sekali" })
}

fn token_in(cookie: &str) -> &str {
    cookie.split(';').next().unwrap().strip_prefix("hadir_session=").unwrap()
}

#[tokio::test]
async fn login_gives_a_cookie_and_a_token_that_both_open() {
    let app = TestApp::new().await;

    let answer = app.anyone().post("/api/v1/login", &json!({ "nip": SITI, "password": PASSWORD })).await;

    assert_eq!(answer.status, 200, "{}", answer.text());
    let body = answer.json();
    assert_eq!(body["me"]["person"]["name"], "Contoh pegawai");
    assert_eq!(body["me"]["can"], json!(["people.read", "days.read", "explain.read", "allowance.read", "rules.read"]));
    assert_eq!(body["me"]["can_for_others"], json!([]));
    let cookie = answer.header("set-cookie").to_owned();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"));
    let by_cookie = app.anyone().with("cookie", cookie.split(';').next().unwrap()).get("/api/v1/me").await;
    let bearer = format!("Bearer {}", body["token"].as_str().unwrap());
    assert_eq!(by_cookie.status, 200);
    assert_eq!(app.anyone().with("authorization", &bearer).get("/api/v1/me").await.status, 200);
}

#[tokio::test]
async fn over_https_the_cookie_is_secure() {
    let app = TestApp::with(|settings| settings.trusted_proxies = vec!["127.0.0.1".into()]).await;
    let proxied = app.anyone().from("127.0.0.1").with("x-forwarded-proto", "https");

    let answer = proxied.post("/api/v1/login", &right()).await;

    assert!(answer.header("set-cookie").contains("Secure"));
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
}

#[tokio::test]
async fn unknown_wrong_and_blocked_get_the_same_answer() {
    let app = TestApp::new().await;
    let unknown = app.anyone().post("/api/v1/login", &json!({ "login": "hantu", "password": PASSWORD })).await;
    let wrong = app.anyone().post("/api/v1/login", &wrong()).await;
    let never_enrolled = app.anyone().post("/api/v1/login", &json!({ "login": "kepala", "password": PASSWORD })).await;
    let block = async |tx: &mut hadir_store::Tx| {
        accounts::set_state(tx, CITY, account_of(Role::Pegawai), AccountState::Blocked).await
    };
    app.app.db.write(block).await.unwrap();
    let blocked = app.anyone().post("/api/v1/login", &right()).await;

    assert_eq!(unknown.status, 401);
    assert_eq!(unknown.code(), "login_failed");
    for other in [wrong, never_enrolled, blocked] {
        assert_eq!(other.status, unknown.status);
        assert_eq!(other.bytes, unknown.bytes);
    }
}

#[tokio::test]
async fn five_wrong_tries_make_a_login_wait_known_or_not_and_time_ends_it() {
    let app = TestApp::new().await;
    for login in [SITI, "hantu"] {
        let body = json!({ "login": login, "password": "salah sama sekali" });
        for _ in 0..5 {
            assert_eq!(app.anyone().post("/api/v1/login", &body).await.status, 401);
        }
        let waiting = app.anyone().from("198.51.100.1").post("/api/v1/login", &body).await;
        assert_eq!(waiting.status, 429, "{login}");
        assert_eq!(waiting.code(), "too_many_tries");
        assert_eq!(waiting.header("retry-after"), "31");
    }
    // Not even the right password is looked at.
    assert_eq!(app.anyone().post("/api/v1/login", &right()).await.status, 429);

    app.wait(31.seconds());
    assert_eq!(app.anyone().post("/api/v1/login", &right()).await.status, 200);
    assert_eq!(app.anyone().post("/api/v1/login", &wrong()).await.status, 401);
}

#[tokio::test]
async fn the_wait_survives_a_restart() {
    let app = TestApp::new().await;
    for _ in 0..5 {
        app.anyone().post("/api/v1/login", &wrong()).await;
    }

    let app = app.restarted();

    assert_eq!(app.anyone().post("/api/v1/login", &right()).await.status, 429);
}

#[tokio::test]
async fn an_address_that_tries_many_logins_must_wait() {
    let app = TestApp::new().await;
    let mut statuses = Vec::new();
    for number in 0..62 {
        // Too short a password is refused before any hashing, but the try counts.
        let body = json!({ "login": format!("hantu{number}"), "code": "0000", "password": "x" });
        statuses.push(app.anyone().post("/api/v1/enrol", &body).await.status.as_u16());
    }

    assert_eq!(statuses[..60].iter().filter(|status| **status == 422).count(), 60);
    assert_eq!(statuses[60..], [429, 429]);
    assert_eq!(app.anyone().post("/api/v1/login", &right()).await.status, 429);
    assert_eq!(app.anyone().from("198.51.100.7").post("/api/v1/login", &right()).await.status, 200);
}

#[tokio::test]
async fn after_logout_the_token_opens_nothing() {
    let app = TestApp::new().await;
    let token = app.token(CITY, account_of(Role::Kepala), SessionKind::Browser).await;
    let browser = app.anyone().with("cookie", &format!("hadir_session={}", token.as_str())).with("x-hadir", "1");
    let bearer = app.anyone().with("authorization", &format!("Bearer {}", token.as_str()));

    let out = browser.send(Method::POST, "/api/v1/logout", None, "".into()).await;

    assert_eq!(out.status, 204);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(browser.get("/api/v1/me").await.status, 401);
    assert_eq!(bearer.get("/api/v1/me").await.status, 401);
}

#[tokio::test]
async fn a_cookie_alone_changes_nothing() {
    let app = TestApp::new().await;
    let token = app.token(CITY, account_of(Role::Bkpsdm), SessionKind::Browser).await;
    let foreign_page = app.anyone().with("cookie", &format!("hadir_session={}", token.as_str()));
    let unit = json!({ "id": "00000000-0000-7000-8000-000000000001", "code": "X", "name": "X", "kind": "opd" });

    let refused = foreign_page.post("/api/v1/units", &unit).await;

    assert_eq!(refused.status, 403);
    assert_eq!(refused.code(), "csrf");
    assert_eq!(foreign_page.get("/api/v1/me").await.status, 200);
    assert_eq!(foreign_page.with("x-hadir", "1").post("/api/v1/units", &unit).await.status, 201);
}

#[tokio::test]
async fn a_session_ends_when_unused_for_half_a_day_or_after_thirty_days() {
    let app = TestApp::new().await;
    let token = app.token(CITY, account_of(Role::Kepala), SessionKind::Browser).await;
    let browser = app.anyone().with("cookie", &format!("hadir_session={}", token.as_str()));
    let idle = app.token(CITY, account_of(Role::Kepala), SessionKind::Browser).await;
    let idle = app.anyone().with("cookie", &format!("hadir_session={}", idle.as_str()));

    app.wait(11.hours());
    assert_eq!(browser.get("/api/v1/me").await.status, 200);
    app.wait(2.hours());
    assert_eq!(browser.get("/api/v1/me").await.status, 200);
    assert_eq!(idle.get("/api/v1/me").await.status, 401);
    let mut hours = 13;
    while hours + 11 < 30 * 24 {
        app.wait(11.hours());
        hours += 11;
        assert_eq!(browser.get("/api/v1/me").await.status, 200, "after {hours} hours");
    }
    app.wait(11.hours());
    assert_eq!(browser.get("/api/v1/me").await.status, 401);
}

#[tokio::test]
async fn signing_in_again_ends_the_session_the_browser_had() {
    let app = TestApp::new().await;
    let first = app.anyone().post("/api/v1/login", &right()).await;
    let first = token_in(first.header("set-cookie")).to_owned();
    let browser = app.anyone().with("cookie", &format!("hadir_session={first}"));

    let second = browser.post("/api/v1/login", &right()).await;

    assert_ne!(token_in(second.header("set-cookie")), first);
    assert_eq!(browser.get("/api/v1/me").await.status, 401);
}

#[tokio::test]
async fn a_token_made_up_or_of_another_instansi_opens_nothing() {
    let app = TestApp::new().await;
    let token = app.token(CITY, account_of(Role::Bkpsdm), SessionKind::Bearer).await;
    let elsewhere = token.as_str().replacen("hdr_1_", "hdr_2_", 1);
    for text in [elsewhere.as_str(), "hdr_1_", "hdr_1_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ""] {
        let answer = app.anyone().with("authorization", &format!("Bearer {text}")).get("/api/v1/me").await;
        assert_eq!(answer.status, 401, "{text}");
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"hadir\"");
    }
    // A token for programs does not open as a cookie.
    let as_cookie = app.anyone().with("cookie", &format!("hadir_session={}", token.as_str()));
    assert_eq!(as_cookie.get("/api/v1/me").await.status, 401);
}

#[tokio::test]
async fn a_grant_that_has_ended_gives_nothing_any_more() {
    let app = TestApp::new().await;
    let head = app.as_role(Role::Kepala).await;
    assert_eq!(head.get("/api/v1/units").await.status, 200);
    app.app
        .db
        .write(async |tx| {
            let row = hadir_store::grants::of_account(tx, CITY, account_of(Role::Kepala)).await?.remove(0);
            let ending = hadir_store::grants::Ending {
                id: app.app.system.uuid(),
                grant: row.id,
                to_on: "2026-01-19".parse().unwrap(),
                by_login: "uji".into(),
                at: app.app.now(),
            };
            hadir_store::grants::end(tx, CITY, &ending, app.app.system.bytes()).await
        })
        .await
        .unwrap();

    assert_eq!(head.get("/api/v1/units").await.status, 200);
    // Midnight in the zone of the instansi, not of the server.
    app.wait(16.hours().minutes(30));
    assert_eq!(head.get("/api/v1/units").await.status, 403);
}
