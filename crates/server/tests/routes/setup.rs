//! The one-time set-up of an empty server.

use hadir_server::auth::issue_setup;
use jiff::ToSpan;
use serde_json::json;

use crate::support::TestApp;

fn request() -> serde_json::Value {
    json!({
        "instansi_name": "Pemerintah Kota Contoh", "code": "kota-contoh", "region": "99.01", "zone": "WIB", "week": 5,
        "officer": { "name": "Sri Contoh", "login": "sri", "nip": "209901012120012001", "password": "sungai biru 2099" }
    })
}

#[tokio::test]
async fn the_link_sets_the_server_up_once_and_signs_the_first_officer_in() {
    let app = TestApp::empty().await;
    let token = issue_setup(&app.app).await.unwrap().unwrap();
    let path = format!("/api/v1/setup/{token}");

    assert_eq!(app.anyone().get(&path).await.json()["valid"], true);
    let answer = app.anyone().post(&path, &request()).await;

    assert_eq!(answer.status, 200, "{}", answer.text());
    let me = &answer.json()["me"];
    assert_eq!(me["instansi"]["name"], "Pemerintah Kota Contoh");
    assert_eq!(me["instansi"]["zone"], "Asia/Jakarta");
    let can = me["can"].as_array().unwrap();
    for action in ["people.write", "users.write", "settings.write", "board.read"] {
        assert!(can.contains(&json!(action)), "{action}");
    }
    assert_eq!(app.anyone().post(&path, &request()).await.status, 410);
    assert_eq!(app.anyone().get(&path).await.code(), "setup_link_gone");
    let login = json!({ "login": "sri", "password": "sungai biru 2099" });
    assert_eq!(app.anyone().post("/api/v1/login", &login).await.status, 200);
}

#[tokio::test]
async fn a_server_that_is_somebodys_gives_out_no_link_and_an_older_one_does_not_open() {
    let app = TestApp::empty().await;
    let one = issue_setup(&app.app).await.unwrap().unwrap();
    let other = issue_setup(&app.app).await.unwrap().unwrap();
    app.anyone().post(&format!("/api/v1/setup/{one}"), &request()).await;

    assert_eq!(issue_setup(&app.app).await.unwrap(), None);
    assert_eq!(app.anyone().get(&format!("/api/v1/setup/{other}")).await.status, 410);
}

#[tokio::test]
async fn a_link_lasts_a_day() {
    let app = TestApp::empty().await;
    let token = issue_setup(&app.app).await.unwrap().unwrap();
    app.wait(24.hours().seconds(1));

    assert_eq!(app.anyone().get(&format!("/api/v1/setup/{token}")).await.status, 410);
    assert_eq!(app.anyone().get("/api/v1/setup/made-up").await.status, 410);
}

#[tokio::test]
async fn everything_wrong_is_said_at_once_and_the_link_stays_good() {
    let app = TestApp::empty().await;
    let path = format!("/api/v1/setup/{}", issue_setup(&app.app).await.unwrap().unwrap());
    let wrong = json!({
        "instansi_name": " ", "code": "Kota Contoh", "region": "Metro", "zone": "WIX", "week": 4,
        "officer": { "name": "Sri", "login": "sri", "nip": "123", "password": "pendek" }
    });

    let refused = app.anyone().post(&path, &wrong).await;

    assert_eq!(refused.status, 422);
    let body = refused.json();
    let mut fields: Vec<&str> =
        body["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["code", "instansi_name", "officer.nip", "officer.password", "region", "week", "zone"]);
    assert_eq!(app.anyone().post(&path, &request()).await.status, 200);
}

#[tokio::test]
async fn an_instansi_made_by_a_command_is_named_and_keeps_its_code() {
    let app = TestApp::empty().await;
    let unnamed = hadir_store::instansi::Instansi {
        id: hadir_domain::ids::InstansiId(1),
        code: "instansi".into(),
        name: "Instansi".into(),
        region: String::new(),
        zone: hadir_domain::sites::Zone::parse("WITA").unwrap(),
        week: hadir_domain::calendar::Week::Five,
        settings: json!({ "set_up": false }),
        created_at: app.app.now(),
    };
    app.app.db.write(async |tx| hadir_store::instansi::add(tx, &unnamed).await).await.unwrap();
    assert_eq!(app.anyone().get("/api/v1/info").await.json()["instansi"], json!([]));

    let token = issue_setup(&app.app).await.unwrap().unwrap();
    let answer = app.anyone().post(&format!("/api/v1/setup/{token}"), &request()).await;

    assert_eq!(answer.json()["me"]["instansi"]["code"], "instansi");
    let info = app.anyone().get("/api/v1/info").await.json();
    assert_eq!(info["instansi"], json!([{ "code": "instansi", "name": "Pemerintah Kota Contoh" }]));
    assert_eq!(issue_setup(&app.app).await.unwrap(), None);
}
