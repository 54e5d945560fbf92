//! What officers decide about terminals: two adopt, guards, moves, commands, messages opened.

use axum::body::Body;
use axum::http::Method;
use hadir_domain::access::Role;
use jiff::ToSpan;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{CITY, CITY_HOST, Client, TERMINAL, TestApp, account_of};

const DEVICE: Uuid = Uuid::from_u128(0x501);
const ROWS: &str = "7\t2026-01-19 07:12:44\t0\t1\n7\t2026-02-30 07:12:44\t0\t1\n";

async fn push(client: &Client, path: &str, rows: &str) -> (u16, String) {
    let answer = client.send(Method::POST, path, None, Body::from(rows.to_owned())).await;
    (answer.status.as_u16(), answer.text())
}

async fn device(client: &Client, serial: &str) -> Value {
    let list = client.get("/api/v1/devices").await.json();
    let items = list["items"].as_array().unwrap();
    items.iter().find(|item| item["serial"] == serial).cloned().unwrap_or(Value::Null)
}

#[tokio::test]
async fn one_officer_proposes_and_another_adopts_and_the_past_counts() {
    let app = TestApp::new().await;
    let stranger = app.anyone().with("host", CITY_HOST);
    let path = "/iclock/cdata?SN=NEW0001&table=ATTLOG";
    assert_eq!(push(&stranger, path, ROWS).await, (200, "OK: 2".into()));
    let operator = app.as_role(Role::Operator).await;
    let waiting = device(&operator, "NEW0001").await;
    assert_eq!((&waiting["adopted"], &waiting["site"]), (&json!(false), &Value::Null));
    let at = |what: &str| format!("/api/v1/devices/{}/{what}", waiting["id"].as_str().unwrap());

    let wrong = operator.post(&at("proposal"), &json!({ "site": "X", "zone": "WIB", "reason": "baru" })).await;
    assert_eq!((wrong.status.as_u16(), wrong.code()), (404, "unknown_site".into()));
    let new = json!({ "site": "SEKOLAH", "zone": "WIB", "label": "Pintu depan", "reason": "mesin baru" });
    assert_eq!(operator.post(&at("proposal"), &new).await.status, 201);
    let own = operator.post(&at("decision"), &json!({ "agree": true })).await;
    assert_eq!((own.status.as_u16(), own.code()), (409, "same_person".into()));

    app.wait(1.minute());
    let second = app.as_role(Role::Bkpsdm).await;
    let decided = second.post(&at("decision"), &json!({ "agree": true })).await;
    assert_eq!(decided.status, 200, "{}", decided.text());
    let decided = decided.json();
    assert_eq!(decided["taken"], json!({ "rows": 2, "new": 1, "repeated": 0, "problems": 1 }));
    assert_eq!((&decided["device"]["adopted"], &decided["device"]["label"]), (&json!(true), &json!("Pintu depan")));
    assert_eq!(push(&stranger, path, "7\t2026-01-19 16:00:00\t1\t1").await.1, "OK: 1");
    let detail = second.get(&at("")).await;
    assert_eq!(detail.status, 404, "no slash at the end");
    let detail = second.get(at("").trim_end_matches('/')).await.json();
    assert_eq!(detail["counts"], json!({ "rows": 3, "new": 2, "repeated": 0, "problems": 1 }));
    let steps: Vec<&str> = detail["steps"].as_array().unwrap().iter().map(|s| s["step"].as_str().unwrap()).collect();
    assert_eq!(steps, ["propose", "adopt"]);
    assert_eq!(second.post(&at("decision"), &json!({ "agree": true })).await.code(), "no_proposal");
}

#[tokio::test]
async fn a_message_opens_to_its_rows_with_their_result() {
    let app = TestApp::new().await;
    push(&app.anyone(), &format!("/iclock/cdata?SN={TERMINAL}&table=ATTLOG"), ROWS).await;
    let admin = app.as_role(Role::AdminUnit).await;

    let messages = admin.get(&format!("/api/v1/devices/{DEVICE}/messages")).await.json();
    let id = messages["items"][0]["id"].as_str().unwrap().to_owned();
    let opened = admin.get(&format!("/api/v1/devices/{DEVICE}/messages/{id}")).await.json();

    assert_eq!(messages["items"][0]["counts"]["problems"], 1);
    assert_eq!(opened["rows"][0]["pin"], "7");
    assert_eq!((&opened["rows"][1]["problem"], &opened["rows"][1]["pin"]), (&json!("bad_date"), &Value::Null));
    assert!(opened["rows"][1]["raw"].as_str().unwrap().contains("2026-02-30"));
    let elsewhere = Uuid::from_u128(0x502);
    assert_eq!(admin.get(&format!("/api/v1/devices/{elsewhere}")).await.status, 404, "a site of another agency");
}

#[tokio::test]
async fn a_fresh_secret_is_shown_once_and_shuts_the_plain_address_at_once() {
    let app = TestApp::new().await;
    let operator = app.as_role(Role::Operator).await;
    let query = format!("cdata?SN={TERMINAL}&table=ATTLOG");
    assert_eq!(push(&app.anyone(), &format!("/iclock/{query}"), ROWS).await.0, 200);

    let guard = json!({ "networks": [], "secret_address": "fresh", "reason": "di luar VPN" });
    let guarded = operator.post(&format!("/api/v1/devices/{DEVICE}/guard"), &guard).await.json();
    let path = guarded["path"].as_str().unwrap();

    assert_eq!(push(&app.anyone(), &format!("/iclock/{query}"), ROWS).await.0, 403);
    assert_eq!(push(&app.anyone(), &format!("{path}/iclock/{query}"), ROWS).await.0, 200);
    let detail = operator.get(&format!("/api/v1/devices/{DEVICE}")).await;
    assert!(!detail.text().contains(path.trim_start_matches("/t/")), "the secret is told once only");
    assert_eq!(detail.json()["guard"]["secret_address"], true);
    let wrong = json!({ "networks": ["kantor"], "secret_address": "keep", "reason": "x" });
    assert_eq!(operator.post(&format!("/api/v1/devices/{DEVICE}/guard"), &wrong).await.code(), "bad_network");
}

#[tokio::test]
async fn a_command_waits_for_the_terminal_and_none_destroys_evidence() {
    let app = TestApp::new().await;
    let operator = app.as_role(Role::Operator).await;
    let path = format!("/api/v1/devices/{DEVICE}/commands");

    let queued = operator.post(&path, &json!({ "kind": "put_person", "pin": "7", "name": "SITI\nCLEAR LOG" })).await;
    assert_eq!(queued.status, 201, "{}", queued.text());
    let poll = app.anyone().get(&format!("/iclock/getrequest?SN={TERMINAL}")).await.text();
    assert_eq!(poll.lines().count(), 1, "a name cannot make a second command: {poll}");
    assert!(poll.starts_with("C:1:DATA UPDATE USERINFO PIN=7"), "{poll}");
    for kind in ["clear_log", "shell", "CLEAR LOG"] {
        assert_eq!(operator.post(&path, &json!({ "kind": kind })).await.status, 422, "{kind}");
    }
    let withdrawn = operator.post(&format!("{path}/1/withdrawal"), &json!({})).await.json();
    assert_eq!(withdrawn["state"], "withdrawn");
    let bkpsdm = app.as_role(Role::Bkpsdm).await;
    assert_eq!(bkpsdm.post(&path, &json!({ "kind": "reboot" })).await.status, 403);
}

#[tokio::test]
async fn nobody_waits_for_a_terminal_that_was_taken_down_and_its_rows_stay() {
    let app = TestApp::new().await;
    push(&app.anyone(), &format!("/iclock/cdata?SN={TERMINAL}&table=ATTLOG"), ROWS).await;
    let operator = app.as_role(Role::Operator).await;
    let path = format!("/api/v1/devices/{DEVICE}/retirement");

    let retired = operator.post(&path, &json!({ "last": "2026-01-16", "reason": "rusak" })).await.json();
    assert_eq!(retired["retired_on"], "2026-01-16");
    let siti = app.as_account(CITY, account_of(Role::Pegawai)).await;
    let monday = siti.get("/api/v1/me/days?month=2026-01").await.json()["days"][18].clone();
    assert_eq!(monday["first_in"], "07:12:44", "the punch is there");
    let back = operator.post(&path, &json!({ "last": null, "reason": "diperbaiki" })).await.json();
    assert_eq!(back["retired_on"], Value::Null);
}
