//! What browsers and programs get beside the API.

use hadir_domain::access::Role;

use crate::support::TestApp;

#[tokio::test]
async fn the_pages_come_with_a_policy_and_may_not_be_framed() {
    let app = TestApp::new().await;
    for path in ["/", "/desk/", "/desk/rekap"] {
        let page = app.anyone().get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(page.header("cache-control"), "no-cache");
        assert_eq!(page.header("x-frame-options"), "DENY");
        assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
        let unchanged = app.anyone().with("if-none-match", page.header("etag")).get(path).await;
        assert_eq!(unchanged.status, 304);
    }
}

#[tokio::test]
async fn the_description_is_browsable_and_compressed_for_those_who_take_it() {
    let app = TestApp::new().await;

    let plain = app.anyone().get("/api/openapi.json").await;
    let small = app.anyone().with("accept-encoding", "br").get("/api/openapi.json").await;
    let docs = app.anyone().get("/api/docs").await;

    assert_eq!(plain.text(), hadir_server::openapi::text());
    assert_eq!(small.header("content-encoding"), "br");
    assert!(small.bytes.len() * 3 < plain.bytes.len());
    assert!(docs.text().contains("/api/v1/login"));
    assert!(docs.header("content-security-policy").starts_with("default-src 'none'"));
}

#[tokio::test]
async fn health_is_told_to_all_and_figures_to_this_machine_and_operators() {
    let app = TestApp::new().await;
    hadir_server::metrics::recorder();
    assert_eq!(app.anyone().get("/healthz").await.text(), "ok\n");
    assert_eq!(app.anyone().get("/readyz").await.text(), "ready\n");
    let siti = app.as_role(Role::Pegawai).await;
    siti.get(&format!("/api/v1/people/{}", crate::support::DOCTOR)).await;

    assert_eq!(app.anyone().get("/metrics").await.status, 401);
    assert_eq!(siti.get("/metrics").await.status, 403);
    assert_eq!(app.as_role(Role::Operator).await.get("/metrics").await.status, 200);
    let figures = app.anyone().from("127.0.0.1").get("/metrics").await.text();
    assert!(figures.contains("route=\"/api/v1/people/{id}\""), "{figures}");
    assert!(!figures.contains(&crate::support::DOCTOR.to_string()));
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_not_ready_but_alive() {
    let app = TestApp::new().await;
    app.app.db.close().await;

    assert_eq!(app.anyone().get("/readyz").await.status, 503);
    assert_eq!(app.anyone().get("/healthz").await.status, 200);
    let info = app.anyone().get("/api/v1/info").await;
    assert_eq!((info.status.as_u16(), info.code()), (503, "database_unavailable".into()));
}
