//! The screen at the door and the tablet that takes punches.

use hadir_domain::access::Role;
use hadir_server::services::punching::office;
use hadir_server::services::punching::wire::{self, from_b64};
use hadir_store::sites;
use jiff::ToSpan;
use serde_json::{Value, json};

use crate::support::{CITY, Client, TestApp, TestPhone, labels, person_of, send};

async fn station(app: &TestApp, kind: &str, public_key: Option<&str>) -> (Client, Value) {
    let officer = app.as_role(Role::Operator).await;
    let new = json!({ "kind": kind, "site": "SEKOLAH", "name": "Pintu depan" });
    let made = officer.post("/api/v1/stations", &new).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let code = made.json()["code"].as_str().unwrap().to_owned();
    let claim = json!({ "code": code.to_lowercase(), "public_key": public_key });
    let claimed = app.anyone().post("/api/v1/stations/claim", &claim).await;
    assert_eq!(claimed.status, 200, "{}", claimed.text());
    let again = app.anyone().from("203.0.113.77").post("/api/v1/stations/claim", &claim).await;
    assert_eq!(again.code(), "claim_failed");
    let token = claimed.json()["token"].as_str().unwrap().to_owned();
    (app.anyone().with("authorization", &format!("Bearer {token}")), claimed.json()["station"].clone())
}

#[tokio::test]
async fn the_code_a_screen_makes_from_its_day_keys_is_the_one_the_server_knows() {
    let app = TestApp::new().await;
    let (screen, _) = station(&app, "screen", None).await;
    let own = screen.get("/api/v1/stations/self").await.json();
    assert_eq!((own["keys"].as_array().unwrap().len(), &own["step_s"]), (3, &json!(15)));

    let now = app.app.now();
    let step = now.as_second() / 15;
    let key: [u8; 32] = from_b64(own["keys"][0]["key"].as_str().unwrap()).unwrap().try_into().unwrap();
    let mac = hadir_server::keys::hmac(&key, format!("hadir-office-code-v1\nSEKOLAH\n{step}").as_bytes());
    let by_screen = format!("HC1.SEKOLAH.{step}.{}", &wire::b64(&mac)[..16]);
    let secret = app.app.keys.secret(&app.app.db, CITY, office::SECRET).await.unwrap();
    let site = app.app.db.read(async |tx| sites::by_code(tx, CITY, "SEKOLAH").await).await.unwrap().unwrap();
    assert_eq!(by_screen, office::code_at(&secret, &site, now));

    let siti = app.as_role(Role::Pegawai).await;
    let mut phone = TestPhone::new();
    phone.enrol(&siti).await;
    let at = "2026-01-19T07:31:10+07:00";
    let scanned = json!({ "office_code": by_screen, "fix": null });
    let fresh = send(&siti, &[phone.punch_with("in", at, scanned.clone())]).await;
    assert!(labels(&fresh).contains(&"office_code_ok".to_owned()), "{:?}", labels(&fresh));
    app.wait(10.minutes());
    let late = send(&siti, &[phone.punch_with("in", at, scanned)]).await;
    assert!(labels(&late).contains(&"office_code_weak".to_owned()), "{:?}", labels(&late));
    let doctor_code = office::code_at(
        &secret,
        &app.app.db.read(async |tx| sites::by_code(tx, CITY, "KLINIK").await).await.unwrap().unwrap(),
        app.app.now(),
    );
    let wrong = phone.punch_with("in", "2026-01-19T07:41:10+07:00", json!({ "office_code": doctor_code }));
    assert!(labels(&send(&siti, &[wrong]).await).contains(&"office_code_wrong_site".to_owned()));
}

#[tokio::test]
async fn a_code_more_people_use_than_can_stand_before_a_screen_is_noticed() {
    let app = TestApp::new().await;
    let secret = app.app.keys.secret(&app.app.db, CITY, office::SECRET).await.unwrap();
    let site = app.app.db.read(async |tx| sites::by_code(tx, CITY, "SEKOLAH").await).await.unwrap().unwrap();
    let scanned = json!({ "office_code": office::code_at(&secret, &site, app.app.now()) });
    let at = "2026-01-19T07:31:10+07:00";
    let crowd = crate::support::crowd(&app, 31).await;

    let mut noticed = Vec::new();
    for (place, token) in crowd.iter().enumerate() {
        let client = app.anyone().with("authorization", &format!("Bearer {token}"));
        let answer = send(&client, &[TestPhone::new().punch_with("in", at, scanned.clone())]).await;
        if labels(&answer).contains(&"office_code_crowded".to_owned()) {
            noticed.push(place);
        }
    }

    assert_eq!(noticed, [30], "thirty may, the next is noticed");
}

/// What a phone shows to a kiosk.
fn person_code(phone: &TestPhone, at: &str) -> String {
    let payload = json!({
        "at": at, "k": phone.key, "n": "bm9uY2U", "name": "Siti", "p": person_of(Role::Pegawai),
    });
    let payload = wire::canonical("", &payload);
    let signature = phone.sign(&[b"hadir-person-v1\n", payload.as_slice()].concat());
    format!("HP1.{}.{signature}", wire::b64(&payload))
}

#[tokio::test]
async fn a_kiosk_punches_for_whoever_shows_a_code_their_phone_signed() {
    let app = TestApp::new().await;
    let siti = app.as_role(Role::Pegawai).await;
    let phone = TestPhone::new();
    phone.enrol(&siti).await;
    let mut tablet = TestPhone::new();
    let (kiosk, _) = station(&app, "kiosk", Some(&tablet.public_key)).await;
    assert_eq!(kiosk.get("/api/v1/stations/self").await.json()["keys"], json!([]));
    let at = "2026-01-19T07:31:10+07:00";
    let shown = |code: String| json!({ "person_code": code, "site": "SEKOLAH", "fix": null });

    let good = send(&kiosk, &[tablet.punch_with("in", at, shown(person_code(&phone, at)))]).await;
    assert_eq!(good.json()["results"][0]["status"], "stored");
    assert_eq!(good.json()["results"][0]["person_name"], "Contoh pegawai");
    assert_eq!(labels(&good), ["no_token", "no_passkey", "person_code_ok"]);

    let old = tablet.punch_with("in", at, shown(person_code(&phone, "2026-01-19T07:20:10+07:00")));
    assert!(labels(&send(&kiosk, &[old]).await).contains(&"person_code_stale".to_owned()));
    let mut forged = TestPhone::new();
    forged.key.clone_from(&phone.key);
    let forged = send(&kiosk, &[tablet.punch_with("in", at, shown(person_code(&forged, at)))]).await;
    assert!(labels(&forged).contains(&"person_code_invalid".to_owned()));
    assert_eq!(forged.json()["results"][0]["person_name"], Value::Null);
    let elsewhere = tablet.punch_with("in", at, json!({ "person_code": person_code(&phone, at), "site": "KLINIK" }));
    assert_eq!(send(&kiosk, &[elsewhere]).await.json()["results"][0]["code"], "not_yours");

    let own = kiosk.get("/api/v1/stations/self").await.json();
    assert_eq!((&own["stored_count"], &own["last_seq"]), (&json!(3), &json!(3)), "what was refused is not counted");
    let monday = siti.get("/api/v1/me/days?month=2026-01").await.json()["days"][18].clone();
    assert_eq!((&monday["status"], &monday["first_in"]), (&json!("H"), &json!("07:31:10")));
    assert_eq!(monday["punches"][0]["source"], "kiosk");
}

#[tokio::test]
async fn a_revoked_station_opens_nothing() {
    let app = TestApp::new().await;
    let mut tablet = TestPhone::new();
    let (kiosk, own) = station(&app, "kiosk", Some(&tablet.public_key)).await;
    let operator = app.as_role(Role::Operator).await;
    let path = format!("/api/v1/stations/{}/revoke", own["id"].as_str().unwrap());
    send(&kiosk, &[tablet.punch("in", "2026-01-19T07:31:10+07:00")]).await;

    assert_eq!(operator.post(&path, &json!({ "reason": "dicuri" })).await.json()["state"], "revoked");

    assert_eq!(kiosk.get("/api/v1/stations/self").await.status, 401);
    assert_eq!(send(&kiosk, &[tablet.punch("in", "2026-01-19T07:31:10+07:00")]).await.status, 401);
    assert_eq!(kiosk.get("/api/v1/me").await.status, 401, "a station is no account");
    assert_eq!(operator.post(&path, &json!({})).await.code(), "already_decided");
}

#[tokio::test]
async fn guessing_codes_is_slowed_down() {
    let app = TestApp::new().await;
    let guess = async |number: u32| {
        let code = json!({ "code": format!("1-AAAA-AAAA-{number:04}") });
        app.anyone().post("/api/v1/stations/claim", &code).await
    };

    let mut slowed = false;
    for number in 0..40 {
        let answer = guess(number).await;
        assert!(matches!(answer.status.as_u16(), 401 | 429), "{}", answer.text());
        slowed |= answer.status == 429;
    }
    assert!(slowed);
}
