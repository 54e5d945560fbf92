//! Listening on real sockets.

use std::net::{SocketAddr, TcpListener};

use hadir_server::http::serve;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::TestApp;

async fn ask(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn without_an_address_the_next_free_port_of_this_machine_is_taken() {
    let app = TestApp::new().await;
    // Whether or not 8080 is free here, two servers get two ports.
    let one = serve(app.app.clone(), None).await.unwrap();
    let other = serve(app.app.clone(), None).await.unwrap();

    assert!(one.address.ip().is_loopback() && other.address.ip().is_loopback());
    assert!(other.address.port() > one.address.port());
    assert!(ask(other.address, "/healthz").await.ends_with("ok\n"));
    assert_eq!(other.url(), format!("http://{}", other.address));
    for serving in [one, other] {
        serving.stop();
        serving.ended().await.unwrap();
    }
}

#[tokio::test]
async fn a_taken_address_is_refused_in_words() {
    let app = TestApp::new().await;
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();

    let refused = serve(app.app.clone(), Some(address)).await.unwrap_err();

    assert!(refused.to_string().contains(&address.to_string()));
}

#[tokio::test]
async fn a_demo_city_stays_on_this_machine_unless_told_otherwise() {
    let app = TestApp::new().await;
    make_demo(&app).await;
    let everywhere: SocketAddr = "0.0.0.0:0".parse().unwrap();

    let refused = serve(app.app.clone(), Some(everywhere)).await.unwrap_err();

    assert!(refused.to_string().contains("--demo-public"));
    let told = TestApp::with(|settings| settings.demo_public = true).await;
    make_demo(&told).await;
    let serving = serve(told.app.clone(), Some(everywhere)).await.unwrap();
    assert!(serving.url().starts_with("http://127.0.0.1:"));
    serving.stop();
    serving.ended().await.unwrap();
}

async fn make_demo(app: &TestApp) {
    app.app
        .db
        .write(async |tx| {
            let mut city = hadir_store::instansi::get(tx, crate::support::CITY).await?.unwrap();
            city.settings = json!({ "demo": true });
            hadir_store::instansi::change(tx, &city).await
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_server_told_to_stop_lets_go_of_its_port() {
    let app = TestApp::new().await;
    let serving = serve(app.app.clone(), Some("127.0.0.1:0".parse().unwrap())).await.unwrap();
    let address = serving.address;
    assert!(ask(address, "/healthz").await.starts_with("HTTP/1.1 200"));

    serving.stop();
    serving.ended().await.unwrap();

    assert!(TcpListener::bind(address).is_ok());
}
