//! Enrolling phones, deciding about them, losing them.

use hadir_domain::access::Role;
use hadir_store::sessions::SessionKind;
use jiff::ToSpan;
use serde_json::json;

use crate::support::{CITY, TestApp, TestPhone, account_of, labels, person_of, send};

const ARRIVAL: &str = "2026-01-19T07:31:05+07:00";

#[tokio::test]
async fn a_second_phone_waits_for_the_admin_and_both_stay_on_record() {
    let app = TestApp::new().await;
    let siti = app.as_role(Role::Pegawai).await;
    let (first, mut second) = (TestPhone::new(), TestPhone::new());

    assert_eq!(first.enrol(&siti).await.json()["state"], "active");
    let enrolled = second.enrol(&siti).await;
    assert_eq!((enrolled.status.as_u16(), &enrolled.json()["state"]), (201, &json!("pending")));
    assert_eq!(second.enrol(&siti).await.status, 200);
    let before = send(&siti, &[second.punch("in", ARRIVAL)]).await;
    assert!(labels(&before).contains(&"key_pending".to_owned()));

    let admin = app.as_role(Role::AdminUnit).await;
    let waiting = admin.get("/api/v1/phones?state=pending").await.json();
    assert_eq!(waiting["items"].as_array().unwrap().len(), 1);
    assert_eq!((&waiting["items"][0]["other_active"], &waiting["items"][0]["shared_with"]), (&json!(1), &json!(0)));
    let decision = json!({ "person": person_of(Role::Pegawai), "decision": "approve", "reason": "HP baru" });
    let path = format!("/api/v1/phones/{}/decision", second.key);
    assert_eq!(admin.post(&path, &decision).await.json()["state"], "active");
    assert_eq!(admin.post(&path, &decision).await.code(), "already_decided");

    let after = send(&siti, &[second.punch("in", ARRIVAL)]).await;
    assert!(!labels(&after).contains(&"key_pending".to_owned()), "{:?}", labels(&after));
    let mine = siti.get("/api/v1/me/devices").await.json();
    assert_eq!(mine["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn nobody_decides_about_their_own_phone_or_one_out_of_reach() {
    let app = TestApp::new().await;
    let admin = app.as_role(Role::AdminUnit).await;
    let (one, own) = (TestPhone::new(), TestPhone::new());
    one.enrol(&admin).await;
    own.enrol(&admin).await;
    let decide = async |client: &crate::support::Client, role: Role| {
        let decision = json!({ "person": person_of(role), "decision": "approve" });
        client.post(&format!("/api/v1/phones/{}/decision", own.key), &decision).await
    };

    assert_eq!(decide(&admin, Role::AdminUnit).await.code(), "own_record");
    assert_eq!(decide(&app.as_role(Role::Kepala).await, Role::AdminUnit).await.code(), "forbidden");
    let officer = app.as_role(Role::Bkpsdm).await;
    assert_eq!(decide(&officer, Role::Pegawai).await.code(), "unknown_phone");
    assert_eq!(decide(&officer, Role::AdminUnit).await.json()["state"], "active");
}

#[tokio::test]
async fn a_phone_two_people_enrol_is_vouched_for_by_nobody() {
    let app = TestApp::new().await;
    let phone = TestPhone::new();

    let first = phone.enrol(&app.as_role(Role::Pegawai).await).await.json();
    let second = phone.enrol(&app.as_role(Role::Kepala).await).await.json();

    assert_eq!((&first["state"], &second["state"]), (&json!("active"), &json!("pending")));
    let all = app.as_role(Role::Bkpsdm).await.get("/api/v1/phones").await.json();
    assert!(all["items"].as_array().unwrap().iter().all(|phone| phone["shared_with"] == 1));
}

#[tokio::test]
async fn a_lost_phone_is_revoked_in_one_step_and_its_session_ends() {
    let app = TestApp::new().await;
    let token = app.token(CITY, account_of(Role::Pegawai), SessionKind::Browser).await;
    let cookie = format!("hadir_session={}", token.as_str());
    let on_phone = app.anyone().with("cookie", &cookie).with("x-hadir", "1");
    let mut phone = TestPhone::new();
    let enrolled = phone.enrol(&on_phone).await;
    assert_eq!(enrolled.status, 201);
    assert!(enrolled.header("set-cookie").contains("Max-Age=31536000"), "{}", enrolled.header("set-cookie"));

    // A month without network signs nobody out on an enrolled phone.
    app.wait((40 * 24).hours());
    assert_eq!(send(&on_phone, &[phone.punch("in", ARRIVAL)]).await.status, 200);

    let elsewhere = app.as_role(Role::Pegawai).await;
    let path = format!("/api/v1/me/devices/{}/revoke", phone.key);
    let revoked = elsewhere.post(&path, &json!({ "reason": "hilang di pasar" })).await.json();
    assert_eq!((&revoked["state"], &revoked["reason"]), (&json!("revoked"), &json!("hilang di pasar")));

    assert_eq!(send(&on_phone, &[phone.punch("in", ARRIVAL)]).await.status, 401);
    let by_other_session = send(&elsewhere, &[phone.punch("in", ARRIVAL)]).await;
    assert!(labels(&by_other_session).contains(&"key_revoked".to_owned()));
    assert_eq!(elsewhere.post(&path, &json!({})).await.code(), "already_decided");
    let next = TestPhone::new().enrol(&elsewhere).await.json();
    assert_eq!(next["state"], "pending", "another phone waits although the first is gone");
}

#[tokio::test]
async fn a_session_that_no_phone_holds_still_ends_after_half_a_day() {
    let app = TestApp::new().await;
    let token = app.token(CITY, account_of(Role::Pegawai), SessionKind::Browser).await;
    let browser = app.anyone().with("cookie", &format!("hadir_session={}", token.as_str())).with("x-hadir", "1");
    app.wait(13.hours());

    assert_eq!(send(&browser, &[TestPhone::new().punch("in", ARRIVAL)]).await.status, 401);
}

#[tokio::test]
async fn a_key_that_is_none_and_a_proof_of_another_key_are_refused() {
    let app = TestApp::new().await;
    let siti = app.as_role(Role::Pegawai).await;
    let (phone, other) = (TestPhone::new(), TestPhone::new());
    let enrol = async |body: serde_json::Value| siti.post("/api/v1/me/devices", &body).await;

    assert_eq!(enrol(json!({ "public_key": "AAAA", "platform": "ios" })).await.code(), "bad_key");
    let message = format!("hadir-enrol-v1\n{}\n", phone.key);
    let with = |proof: String| json!({ "public_key": phone.public_key, "platform": "ios", "proof": proof });
    assert_eq!(enrol(with(other.sign(message.as_bytes()))).await.code(), "bad_proof");
    let passkey = json!({ "challenge_id": uuid::Uuid::nil(), "credential": {} });
    let mut unproven = with(String::new());
    unproven["passkey"] = passkey;
    assert_eq!(enrol(unproven).await.code(), "bad_proof");
    assert_eq!(enrol(with(phone.sign(message.as_bytes()))).await.status, 201);
}

#[tokio::test]
async fn passkeys_are_asked_for_only_where_a_browser_can_make_them() {
    let phone = TestPhone::new();
    let ask = json!({ "public_key": phone.public_key });
    let app = TestApp::with(|settings| settings.public_url = Some("https://hadir.contohkota.test".into())).await;
    let siti = app.as_role(Role::Pegawai).await;
    let asked = siti.post("/api/v1/me/devices/challenge", &ask).await.json();
    assert_eq!(asked["kind"], "create");
    assert_eq!(asked["options"]["publicKey"]["rp"]["id"], "hadir.contohkota.test");

    let bare = TestApp::new().await;
    let siti = bare.as_role(Role::Pegawai).await;
    let path = "/api/v1/me/devices/challenge";
    assert_eq!(siti.post(path, &ask).await.code(), "passkeys_unavailable");
    assert_eq!(siti.with("host", "192.168.1.7:8080").post(path, &ask).await.code(), "passkeys_unavailable");
    assert_eq!(siti.with("host", "localhost:8080").post(path, &ask).await.json()["kind"], "create");
}
