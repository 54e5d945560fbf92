//! Machines of other makers push here or are fetched; a stick brought after the push makes no doubles.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::http::Method;
use axum::routing::post;
use hadir_domain::access::Role;
use hadir_server::services::terminals::{feeding, pulling};
use hadir_store::instansi::Instansi;
use hadir_store::terminals::feeds::{self, Feed, FeedKind};
use hadir_store::{StoreError, devices, directory, instansi, marks, punches};
use jiff::ToSpan;
use serde_json::json;

use crate::support::{Answer, CITY, TERMINAL, TestApp, adopt};

async fn city(app: &TestApp) -> Instansi {
    app.app.db.read(async |tx| instansi::get(tx, CITY).await).await.unwrap().unwrap()
}

async fn push_feed(app: &TestApp, kind: FeedKind) -> String {
    let city = city(app).await;
    let (_, secret) = feeding::add_push(&app.app, &city, "operator", kind, "uji").await.unwrap();
    format!("/feeds/kota-contoh/{secret}")
}

async fn stored(app: &TestApp) -> u64 {
    app.app.db.read(async |tx| punches::journal_count(tx, CITY).await).await.unwrap()
}

async fn send(app: &TestApp, path: &str, body: &str) -> Answer {
    app.anyone().send(Method::POST, path, None, Body::from(body.to_owned())).await
}

#[tokio::test]
async fn a_webhook_waits_for_the_adoption_of_its_machine_and_repeats_change_nothing() {
    let app = TestApp::new().await;
    let path = push_feed(&app, FeedKind::Fingerspot).await;
    let scan = r#"{"type":"attlog","cloud_id":"C2630451","data":{"pin":"7","scan":"2026-01-19 07:29","verify":"finger","status_scan":"scan in"}}"#;

    assert_eq!(send(&app, &path, scan).await.status, 200);
    assert_eq!(send(&app, &path, scan).await.status, 200);
    assert_eq!(stored(&app).await, 0, "nobody adopted the machine");
    adopt(&app, "C2630451").await;
    assert_eq!(stored(&app).await, 1);
    assert_eq!(send(&app, &path, scan).await.status, 200);
    assert_eq!(stored(&app).await, 1);
    let row = app.app.db.read(async |tx| devices::by_serial(tx, CITY, "C2630451").await).await.unwrap().unwrap();
    assert_eq!(row.kind, "fingerspot");
}

#[tokio::test]
async fn a_wrong_secret_another_city_or_a_revoked_feed_is_not_there() {
    let app = TestApp::new().await;
    let path = push_feed(&app, FeedKind::Fingerspot).await;
    let body = r#"{"type":"attlog"}"#;

    assert_eq!(send(&app, "/feeds/kota-contoh/00000000", body).await.status, 404);
    assert_eq!(send(&app, &path.replace("kota-contoh", "kota-lain"), body).await.status, 404);
    let feed = app.app.db.read(async |tx| feeds::list(tx, CITY).await).await.unwrap().remove(0);
    let now = app.app.now();
    app.app.db.write(async |tx| feeds::revoke(tx, CITY, feed.id, now).await).await.unwrap();
    assert_eq!(send(&app, &path, body).await.status, 404);
}

#[tokio::test]
async fn a_message_nobody_understands_is_kept_and_answered() {
    let app = TestApp::new().await;
    let path = push_feed(&app, FeedKind::Hikvision).await;

    assert_eq!(send(&app, &path, "this is no event").await.status, 200);

    let all = app.app.db.read(async |tx| devices::list(tx, CITY).await).await.unwrap();
    assert!(all.iter().any(|row| row.device.serial.starts_with("FEED-") && !row.device.adopted), "kept, visible");
}

/// An EasyLink service with three rows on two pages.
async fn service(asked: Arc<AtomicUsize>) -> String {
    let row = |second: u8| json!({ "SN": "F001", "ScanDate": format!("2026-01-19 07:20:{second:02}"), "PIN": "7", "VerifyMode": 1, "IOMode": 1, "WorkCode": 0 });
    let pages = [
        json!({ "IsSession": true, "Result": true, "Data": [row(1), row(2)] }),
        json!({ "IsSession": false, "Result": true, "Data": [row(3)] }),
    ];
    let answer = move |body: String| {
        let place = asked.fetch_add(1, Ordering::Relaxed) % 2;
        assert_eq!(body, "sn=F001&limit=100");
        let page = pages[place].to_string();
        async move { page }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = axum::Router::new().route("/scanlog/all/paging", post(answer));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}/")
}

async fn pull_feed(app: &TestApp, url: &str) -> Feed {
    let city = city(app).await;
    feeding::add_pull(&app.app, &city, "operator", FeedKind::Easylink, "lobi", url, "F001", "", 60).await.unwrap()
}

#[tokio::test]
async fn a_feed_is_fetched_page_by_page_and_has_then_spoken() {
    let app = TestApp::new().await;
    adopt(&app, "F001").await;
    let asked = Arc::new(AtomicUsize::new(0));
    let feed = pull_feed(&app, &service(Arc::clone(&asked)).await).await;
    let city = city(&app).await;
    let terminals = &app.web.doors.terminals;

    let first = pulling::fetch(&app.app, terminals, &city, &feed).await.unwrap();
    app.wait(1.hour());
    let second = pulling::fetch(&app.app, terminals, &city, &feed).await.unwrap();

    assert_eq!((first.rows, first.new, second.new, second.repeated), (3, 3, 0, 3));
    assert_eq!((stored(&app).await, asked.load(Ordering::Relaxed)), (3, 4));
    let (feed, reached) = app
        .app
        .db
        .read(async |tx| {
            let row = devices::by_serial(tx, CITY, "F001").await?.unwrap();
            let reached = marks::get(tx, CITY, "machine", &row.device.id.to_string()).await?;
            Ok::<_, StoreError>((feeds::list(tx, CITY).await?.remove(0), reached))
        })
        .await
        .unwrap();
    assert_eq!((reached, feed.last_at), (Some(app.app.now()), Some(app.app.now())));
}

#[tokio::test]
async fn a_service_that_is_away_is_noted_and_does_not_count_as_having_spoken() {
    let app = TestApp::new().await;
    adopt(&app, "F001").await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let away = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let feed = pull_feed(&app, &away).await;

    let failed = pulling::fetch(&app.app, &app.web.doors.terminals, &city(&app).await, &feed).await;

    assert!(failed.is_err());
    let feed = app.app.db.read(async |tx| feeds::list(tx, CITY).await).await.unwrap().remove(0);
    assert!(feed.failure.is_some() && feed.last_at.is_none());
}

#[tokio::test]
async fn a_stick_brought_after_the_push_makes_no_doubles() {
    let app = TestApp::new().await;
    let rows = "7\t2026-01-19 07:12:44\t0\t1\n7\t2026-01-19 16:00:10\t1\t1\n";
    let path = format!("/iclock/cdata?SN={TERMINAL}&table=ATTLOG");
    assert_eq!(send(&app, &path, rows).await.text(), "OK: 2");

    let stick = "        7\t2026-01-19 07:12:44\t1\t0\t1\t0\r\n        7\t2026-01-19 16:00:10\t1\t1\t1\t0\r\n        7\t2026-01-19 12:00:00\t1\t0\t1\t0\r\n";
    let officer = app.as_role(Role::Bkpsdm).await;
    let fields = [("source", "machine"), ("device", TERMINAL)];
    let imported = officer.post_file("/api/v1/imports", &fields, "1_attlog.dat", stick.as_bytes()).await.json();

    assert_eq!((&imported["new"], &imported["repeated"]), (&json!(1), &json!(2)), "{imported}");
    assert_eq!(stored(&app).await, 3);
}

#[tokio::test]
async fn a_machine_of_one_city_cannot_speak_through_the_feed_of_another() {
    let app = TestApp::new().await;
    let other = app.app.db.read(async |tx| instansi::get(tx, crate::support::OTHER).await).await.unwrap().unwrap();
    let (_, secret) = feeding::add_push(&app.app, &other, "operator", FeedKind::Fingerspot, "x").await.unwrap();
    let code = other.code.clone();
    let owner = app.app.db.read(async |tx| directory::find(tx, directory::Key::Code, &code).await).await.unwrap();
    assert_eq!(owner, Some(other.id));
    let scan =
        format!(r#"{{"type":"attlog","cloud_id":"{TERMINAL}","data":{{"pin":"7","scan":"2026-01-19 07:29:00"}}}}"#);

    let answer = send(&app, &format!("/feeds/{code}/{secret}"), &scan).await;

    assert_eq!((answer.status.as_u16(), stored(&app).await), (409, 0));
}
