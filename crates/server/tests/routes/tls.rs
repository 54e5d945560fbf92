//! HTTPS, and certificates that are renewed while the server runs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hadir_server::http::serve;
use hadir_server::tls::Certificate;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::support::TestApp;

fn files(folder: &Path) -> (PathBuf, PathBuf) {
    (folder.join("cert.pem"), folder.join("key.pem"))
}

/// Writes a new certificate and answers it.
fn renew(folder: &Path) -> CertificateDer<'static> {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (chain, key) = files(folder);
    std::fs::write(chain, cert.pem()).unwrap();
    std::fs::write(key, signing_key.serialize_pem()).unwrap();
    cert.der().clone()
}

/// Shakes hands, trusting this certificate alone.
async fn connect(
    address: std::net::SocketAddr,
    trusted: &CertificateDer<'static>,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await?;
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from("localhost").unwrap(), stream).await
}

#[tokio::test]
async fn a_certificate_given_makes_it_https() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = renew(folder.path());
    let app = TestApp::with(|settings| settings.tls = Some(files(folder.path()))).await;
    let serving = serve(app.app.clone(), Some("127.0.0.1:0".parse().unwrap())).await.unwrap();

    let mut stream = connect(serving.address, &certificate).await.unwrap();
    stream.write_all(b"GET /api/v1/info HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    // The server closes the connection without a farewell of TLS.
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer).into_owned();

    assert!(serving.url().starts_with("https://"));
    assert!(answer.contains("\"https_ok\":true"), "{answer}");
    assert!(answer.to_lowercase().contains("strict-transport-security: max-age=31536000"));
    let stranger = renew(folder.path());
    assert!(connect(serving.address, &stranger).await.is_err());
    serving.stop();
    serving.ended().await.unwrap();
}

#[tokio::test]
async fn a_renewed_certificate_is_taken_up_and_a_broken_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let first = renew(folder.path());
    let (chain, key) = files(folder.path());
    let mut certificate = Certificate::load(&chain, &key).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap().into_std().unwrap();
    let address = listener.local_addr().unwrap();
    let server = axum_server::from_tcp_rustls(listener, certificate.config()).unwrap();
    tokio::spawn(server.serve(axum::Router::new().into_make_service()));
    connect(address, &first).await.unwrap();

    assert!(!certificate.reload().unwrap());
    let second = renew(folder.path());
    assert!(certificate.reload().unwrap());
    connect(address, &second).await.unwrap();
    assert!(connect(address, &first).await.is_err());

    std::fs::write(&chain, "-----BEGIN CERTIFICATE-----\nhalf").unwrap();
    assert!(certificate.reload().is_err());
    connect(address, &second).await.unwrap();
}

#[tokio::test]
async fn a_key_of_another_certificate_is_refused_by_name() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    renew(one.path());
    renew(other.path());

    let refused = Certificate::load(&files(one.path()).0, &files(other.path()).1).err().unwrap();

    assert!(format!("{refused:#}").contains("cert.pem"));
    assert!(Certificate::load(&one.path().join("missing.pem"), &files(one.path()).1).is_err());
}
