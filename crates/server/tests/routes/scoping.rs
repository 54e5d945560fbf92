//! Nothing of one instansi shows in another.

use hadir_domain::access::Role;
use serde_json::json;

use crate::support::{OTHER, OTHER_OFFICER, OTHER_UNIT, STRANGER, STRANGER_NAME, TestApp, person_of};

#[tokio::test]
async fn no_role_sees_anything_of_another_instansi() {
    let app = TestApp::new().await;
    let api: serde_json::Value = serde_json::from_str(hadir_server::openapi::text()).unwrap();
    for role in Role::ALL {
        let client = app.as_role(*role).await;
        for (path, item) in api["paths"].as_object().unwrap() {
            if item.get("get").is_none() || path.ends_with("/stream") {
                continue;
            }
            let path = path.replace("{id}", &STRANGER.to_string()).replace("{sha256}", &"0".repeat(64));
            let path = format!("{path}?month=2026-01&from=2026-01-01&to=2026-01-31");
            let answer = client.get(&path).await;
            assert!(!answer.status.is_server_error(), "{role:?} {path}: {}", answer.text());
            for secret in [STRANGER_NAME, "Dinas Rahasia", "209903032120032909", "2099••••••••••2909", "officer-lain"]
            {
                assert!(!answer.text().contains(secret), "{role:?} {path} shows {secret}");
            }
        }
        for unit in ["RAHASIA", &OTHER_UNIT.to_string()] {
            let answer = client.get(&format!("/api/v1/people?unit={unit}")).await;
            assert_eq!(answer.status, 404, "{role:?} {unit}");
        }
    }
}

#[tokio::test]
async fn an_officer_cannot_write_into_another_instansi() {
    let app = TestApp::new().await;
    let stranger = app.as_account(OTHER, OTHER_OFFICER).await;
    let siti = person_of(Role::Pegawai);

    let rename = stranger.patch(&format!("/api/v1/units/{}", crate::support::DISDIK), &json!({ "name": "x" })).await;
    let read = stranger.get(&format!("/api/v1/people/{siti}")).await;
    let below = json!({
        "id": "00000000-0000-7000-8000-000000000001", "code": "X", "name": "X", "kind": "unit",
        "parent": crate::support::DISDIK
    });
    let add = stranger.post("/api/v1/units", &below).await;

    assert_eq!(rename.status, 404);
    assert_eq!(read.status, 404);
    assert_eq!((add.status.as_u16(), add.json()["errors"][0]["field"].clone()), (422, "parent".into()));
}

#[tokio::test]
async fn the_same_ids_and_codes_live_apart_in_two_instansi() {
    let app = TestApp::new().await;
    let unit = json!({ "id": crate::support::DISDIK, "code": "DISDIK", "name": "Dinas Lain", "kind": "opd" });

    let added = app.as_account(OTHER, OTHER_OFFICER).await.post("/api/v1/units", &unit).await;

    assert_eq!(added.status, 201, "{}", added.text());
    let ours = app.as_role(Role::Bkpsdm).await.get("/api/v1/units").await.json();
    let names: Vec<&str> =
        ours["items"].as_array().unwrap().iter().map(|unit| unit["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"Dinas Pendidikan") && !names.contains(&"Dinas Lain"));
}
