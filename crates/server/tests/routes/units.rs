//! Units.

use hadir_domain::access::Role;
use serde_json::json;

use crate::support::{DISDIK, SD_1, TestApp};

const NEW: &str = "00000000-0000-7000-8000-000000000001";

#[tokio::test]
async fn a_unit_sent_twice_is_there_once() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;
    let unit = json!({ "id": NEW, "code": "DISHUB", "name": "Dinas Perhubungan", "kind": "opd" });

    let first = officer.post("/api/v1/units", &unit).await;
    let again = officer.post("/api/v1/units", &unit).await;
    let changed = officer.post("/api/v1/units", &json!({ "id": NEW, "code": "X", "name": "X", "kind": "opd" })).await;

    assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 200));
    assert_eq!((changed.status.as_u16(), changed.code()), (409, "taken".into()));
    let list = officer.get("/api/v1/units").await.json();
    assert_eq!(list["items"].as_array().unwrap().iter().filter(|unit| unit["code"] == "DISHUB").count(), 1);
}

#[tokio::test]
async fn a_head_sees_the_own_unit_and_those_below_with_how_many_serve_there() {
    let app = TestApp::new().await;

    let list = app.as_role(Role::Kepala).await.get("/api/v1/units").await.json();

    let seen: Vec<(&str, u64)> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|unit| (unit["code"].as_str().unwrap(), unit["people"].as_u64().unwrap()))
        .collect();
    assert_eq!(seen, [("DISDIK", 8), ("DISDIK-SD1", 1)]);
}

#[tokio::test]
async fn a_unit_cannot_be_put_below_itself() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;

    let circle = officer.patch(&format!("/api/v1/units/{DISDIK}"), &json!({ "parent": SD_1 })).await;
    let taken = officer.patch(&format!("/api/v1/units/{DISDIK}"), &json!({ "code": "DINKES" })).await;

    assert_eq!(circle.status, 409);
    assert_eq!(taken.status, 409);
}
