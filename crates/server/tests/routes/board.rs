//! The live board.

use std::time::Duration;

use axum::body::Body;
use hadir_domain::access::Role;
use hadir_store::sessions;
use http_body_util::BodyExt;
use serde_json::{Value, json};

use crate::support::{CITY, OTHER, TestApp};

fn sum(counts: &Value) -> u64 {
    counts.as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum()
}

#[tokio::test]
async fn the_counts_of_every_unit_add_up_to_its_roster() {
    let app = TestApp::new().await;
    let leader = app.as_role(Role::Pimpinan).await;

    let board = leader.get("/api/v1/board").await.json();

    assert_eq!(board["roster"], 10);
    assert_eq!(sum(&board["counts"]), 10);
    for child in board["children"].as_array().unwrap() {
        assert_eq!(sum(&child["counts"]), child["roster"].as_u64().unwrap());
    }
    let own = app.as_role(Role::Kepala).await.get("/api/v1/board").await.json();
    assert_eq!((own["unit"]["code"].clone(), own["roster"].clone()), ("DISDIK".into(), 9.into()));
}

#[tokio::test]
async fn a_moment_to_come_has_no_board() {
    let app = TestApp::new().await;
    let leader = app.as_role(Role::Pimpinan).await;

    assert_eq!(leader.get("/api/v1/board?at=2026-01-19T08:00:00%2B07:00").await.status, 422);
    assert_eq!(leader.get("/api/v1/board?at=kemarin").await.status, 422);
    assert_eq!(leader.get("/api/v1/board?at=2026-01-19T07:00:00%2B07:00").await.status, 200);
}

/// The next event of a stream, or `None` when it ended.
async fn next(body: &mut Body) -> Option<String> {
    let frame = tokio::time::timeout(Duration::from_secs(5), body.frame()).await.expect("an event in time")?;
    let bytes = frame.unwrap().into_data().unwrap();
    Some(String::from_utf8(bytes.to_vec()).unwrap())
}

fn field<'e>(event: &'e str, name: &str) -> &'e str {
    event.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{name} in {event}"))
}

fn board_in(event: &str) -> Value {
    assert_eq!(field(event, "event: "), "board");
    serde_json::from_str(field(event, "data: ")).unwrap()
}

fn new_person() -> Value {
    json!({
        "id": "00000000-0000-7000-8000-000000000001", "name": "Orang Baru", "employee_type": "NON_ASN",
        "unit": "DISDIK", "from_on": "2026-01-01"
    })
}

#[tokio::test]
async fn a_stream_shows_the_board_at_once_and_again_when_it_changes() {
    let app = TestApp::new().await;
    let leader = app.as_role(Role::Pimpinan).await;
    let (headers, mut body) = leader.with("accept-encoding", "br").stream("/api/v1/board/stream").await;

    let first = board_in(&next(&mut body).await.unwrap());
    // What happens elsewhere, or changes nothing here, is not sent.
    app.app.changes.send(OTHER).unwrap();
    app.app.changes.send(CITY).unwrap();
    tokio::time::sleep(Duration::from_millis(600)).await;
    app.as_role(Role::Bkpsdm).await.post("/api/v1/people", &new_person()).await;
    let began = std::time::Instant::now();
    let second = board_in(&next(&mut body).await.unwrap());

    assert_eq!(headers["content-type"], "text/event-stream");
    assert!(!headers.contains_key("content-encoding"));
    assert_eq!((first["roster"].clone(), second["roster"].clone()), (10.into(), 11.into()));
    assert!(began.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn a_server_that_stops_ends_its_streams() {
    let app = TestApp::new().await;
    let (_, mut body) = app.as_role(Role::Pimpinan).await.stream("/api/v1/board/stream").await;
    next(&mut body).await.unwrap();

    app.web.doors.stopping.send_replace(true);

    assert_eq!(next(&mut body).await, None);
}

#[tokio::test]
async fn a_stream_ends_when_its_session_does() {
    let app = TestApp::new().await;
    let token = app.token(CITY, crate::support::account_of(Role::Pimpinan), sessions::SessionKind::Bearer).await;
    let leader = app.anyone().with("authorization", &format!("Bearer {}", token.as_str()));
    let (_, mut body) = leader.stream("/api/v1/board/stream").await;
    next(&mut body).await.unwrap();

    let now = app.app.now();
    app.app.db.write(async |tx| sessions::revoke(tx, CITY, &token.hash(), now).await).await.unwrap();
    app.as_role(Role::Bkpsdm).await.post("/api/v1/people", &new_person()).await;

    assert_eq!(next(&mut body).await, None);
}

#[tokio::test]
async fn an_event_says_when_to_ask_again_and_whoever_does_gets_the_whole_board_at_once() {
    let app = TestApp::new().await;
    let leader = app.as_role(Role::Pimpinan).await;
    let (_, mut body) = leader.stream("/api/v1/board/stream").await;
    let first = next(&mut body).await.unwrap();
    let id = field(&first, "id: ").to_owned();
    drop(body);

    let again = leader.with("last-event-id", &id);
    let (_, mut body) = again.stream("/api/v1/board/stream").await;
    let event = next(&mut body).await.unwrap();

    assert_eq!((field(&event, "id: "), field(&event, "retry: ")), (id.as_str(), "2000"));
    assert_eq!(board_in(&event)["roster"], 10);
    app.as_role(Role::Bkpsdm).await.post("/api/v1/people", &new_person()).await;
    assert_ne!(field(&next(&mut body).await.unwrap(), "id: "), id, "another board has another id");
}

#[tokio::test]
async fn groups_sites_and_figures_of_every_board_add_up() {
    let app = TestApp::new().await;
    app.as_role(Role::Bkpsdm).await.post("/api/v1/people", &new_person()).await;
    let leader = app.as_role(Role::Pimpinan).await;

    for path in ["/api/v1/board", "/api/v1/board?unit=DISDIK", "/api/v1/board?unit=DINKES-PKM1"] {
        let board = leader.get(path).await.json();
        let roster = board["roster"].as_u64().unwrap();
        for part in ["groups", "sites"] {
            let rows = board[part].as_array().unwrap();
            assert_eq!(rows.iter().map(|row| row["roster"].as_u64().unwrap()).sum::<u64>(), roster, "{part} of {path}");
            rows.iter().for_each(|row| assert_eq!(sum(&row["counts"]), row["roster"].as_u64().unwrap()));
        }
        let figures = &board["figures"];
        let left_out = ["denominator", "excluded_libur", "excluded_belum_waktunya"];
        assert_eq!(left_out.iter().map(|name| figures[name].as_u64().unwrap()).sum::<u64>(), roster);
    }
    let board = leader.get("/api/v1/board").await.json();
    assert_eq!(board["groups"][3]["roster"], 1, "somebody who is no civil servant");
    let usual = leader.get("/api/v1/board/usual").await.json();
    assert_eq!((&usual["days"], &usual["steps"]), (&json!([]), &json!([])), "nobody was heard before");
}

#[tokio::test]
async fn a_board_of_a_watched_day_counts_heads_and_names_the_units_that_miss() {
    let app = TestApp::new().await;
    let leader = app.as_role(Role::Pimpinan).await;

    // The Friday before was Isra Mikraj.
    let watch = &leader.get("/api/v1/board").await.json()["watch"];
    assert_eq!((&watch["asked"], &watch["given"]), (&json!(1), &json!(0)), "{watch}");
    assert_eq!(watch["missing"][0]["code"], "DISDIK");
    let plain = leader.get("/api/v1/board?at=2026-01-15T08:00:00%2B07:00").await.json();
    assert_eq!(plain["watch"], Value::Null);
}
