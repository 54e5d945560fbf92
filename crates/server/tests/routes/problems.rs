//! Every refusal has the same shape.

use axum::body::Body;
use axum::http::Method;
use hadir_domain::access::Role;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

fn is_problem(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let body = answer.json();
    assert_eq!(body["code"], code);
    assert_eq!(body["status"], status);
    assert_eq!(body["type"], format!("urn:hadir:problem:{code}"));
    for field in ["title", "detail", "detail_en"] {
        assert!(body[field].as_str().is_some_and(|text| !text.is_empty()), "{field}");
    }
    assert!(body["errors"].is_array());
}

#[tokio::test]
async fn what_a_framework_would_refuse_in_its_own_words_is_a_problem_too() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;
    let json_kind = Some("application/json");
    let post = async |kind, body: &'static str| officer.send(Method::POST, "/api/v1/units", kind, body.into()).await;

    is_problem(&post(json_kind, "{").await, 400, "bad_json");
    is_problem(&post(json_kind, "{\"id\":7}").await, 422, "wrong_shape");
    is_problem(&post(Some("text/plain"), "x").await, 415, "not_json");
    is_problem(&officer.get("/api/v1/people/7").await, 404, "not_found");
    is_problem(&officer.get("/api/v1/calendar").await, 400, "bad_query");
    is_problem(&officer.get("/api/v1/people?cursor=x").await, 400, "bad_cursor");
    is_problem(&officer.get("/api/v1/nothing").await, 404, "not_found");
    is_problem(&officer.get("/api").await, 404, "not_found");
    is_problem(&officer.send(Method::DELETE, "/api/v1/units", None, Body::empty()).await, 405, "method_not_allowed");
    is_problem(&app.anyone().get("/api/v1/units").await, 401, "not_signed_in");
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;
    let endless = format!("{{\"name\":\"{}\"}}", "x".repeat(10 * 1024 * 1024));

    let answer = officer.send(Method::POST, "/api/v1/units", Some("application/json"), endless.into()).await;

    is_problem(&answer, 413, "too_large");
}

#[tokio::test]
async fn a_wrong_field_is_named() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;
    let person = json!({
        "id": "00000000-0000-7000-8000-000000000001", "name": "", "employee_type": "RAJA", "nip": "12",
        "unit": "TIDAK-ADA", "from_on": "2026-01-19"
    });

    let answer = officer.post("/api/v1/people", &person).await;

    is_problem(&answer, 422, "invalid");
    let body = answer.json();
    let fields: Vec<&Value> = body["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
    assert_eq!(fields, ["employee_type", "unit", "nip", "name"]);
}

#[tokio::test]
async fn every_answer_names_its_request_and_closes_the_usual_holes() {
    let app = TestApp::new().await;
    let one = app.anyone().get("/api/v1/info").await;
    let other = app.anyone().with("x-request-id", "chosen by the caller").get("/api/v1/info").await;

    assert_eq!(one.header("x-request-id").len(), 32);
    assert_ne!(one.header("x-request-id"), other.header("x-request-id"));
    assert_ne!(other.header("x-request-id"), "chosen by the caller");
    assert_eq!(one.header("x-content-type-options"), "nosniff");
    assert_eq!(one.header("referrer-policy"), "same-origin");
    assert_eq!(one.header("cache-control"), "no-store");
    assert!(one.header("content-security-policy").contains("frame-ancestors 'none'"));
    assert_eq!(one.header("strict-transport-security"), "");
}
