//! The door of terminals: plain HTTP beside HTTPS, HTTP/1.0, and certificates of terminals.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use hadir_domain::ids::DeviceId;
use hadir_server::http::{Serving, serve};
use hadir_store::terminals::guards::{self, Guard};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use uuid::Uuid;

use crate::support::{CITY, TERMINAL, TestApp};

async fn exchange<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A door that asks for certificates closes without a farewell.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

async fn plain(address: SocketAddr, request: &str) -> String {
    exchange(TcpStream::connect(address).await.unwrap(), request).await
}

fn rows_1_0() -> String {
    let body = "7\t2026-01-19 07:12:44\t0\t1\r\n";
    format!(
        "POST /iclock/cdata.aspx?SN={TERMINAL}&table=ATTLOG&Stamp=9999 HTTP/1.0\r\nContent-Length: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nConnection: starting\r\n\r\n{body}",
        body.len()
    )
}

async fn open(change: impl FnOnce(&mut hadir_server::settings::Settings)) -> (TestApp, Serving, SocketAddr) {
    let app = TestApp::with(|settings| {
        settings.terminals.listen = Some("127.0.0.1:0".parse().unwrap());
        change(settings);
    })
    .await;
    let serving = serve(app.app.clone(), Some("127.0.0.1:0".parse().unwrap())).await.unwrap();
    let door = serving.terminals.unwrap();
    (app, serving, door)
}

#[tokio::test]
async fn an_old_terminal_without_host_and_with_odd_headers_is_heard_on_both_doors() {
    let (_app, serving, door) = open(|_| {}).await;

    for address in [door, serving.address] {
        let answer = plain(address, &rows_1_0()).await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert_eq!(body, "OK: 1", "{answer}");
        assert!(head.starts_with("HTTP/1.0 200 OK"), "{head}");
        let head = head.to_ascii_lowercase();
        assert!(head.contains("\r\ndate: ") && head.contains("\r\ncontent-length: 5"), "{head}");
        for odd in ["transfer-encoding", "set-cookie", "location", "content-encoding"] {
            assert!(!head.contains(odd), "{odd} in {head}");
        }
    }
    let page = plain(door, "GET /api/v1/info HTTP/1.0\r\n\r\n").await;
    assert!(page.starts_with("HTTP/1.0 404"), "nothing else is behind that door: {page}");
    serving.stop();
}

struct Papers {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Papers {
    fn new(folder: &Path) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        std::fs::write(folder.join("ca.pem"), issuer.pem()).unwrap();
        let key = KeyPair::generate().unwrap();
        let server = CertificateParams::new(vec!["localhost".into()]).unwrap().signed_by(&key, &issuer).unwrap();
        std::fs::write(folder.join("cert.pem"), server.pem()).unwrap();
        std::fs::write(folder.join("key.pem"), key.serialize_pem()).unwrap();
        Self { issuer }
    }

    fn terminal(&self, name: &str) -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec![name.into()]).unwrap().signed_by(&key, &self.issuer).unwrap();
        (certificate.der().clone(), PrivateKeyDer::try_from(key.serialize_der()).unwrap())
    }

    async fn say(&self, door: SocketAddr, shown: Option<(CertificateDer<'static>, PrivateKeyDer<'static>)>) -> String {
        let mut roots = RootCertStore::empty();
        roots.add(self.issuer.der().clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots);
        let config = match shown {
            Some((certificate, key)) => config.with_client_auth_cert(vec![certificate], key).unwrap(),
            None => config.with_no_client_auth(),
        };
        let stream = TcpStream::connect(door).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        match TlsConnector::from(Arc::new(config)).connect(name, stream).await {
            Ok(stream) => exchange(stream, &rows_1_0()).await,
            Err(error) => format!("no handshake: {error}"),
        }
    }
}

#[tokio::test]
async fn a_door_that_asks_for_certificates_lets_only_the_right_one_speak_for_its_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let papers = Papers::new(folder.path());
    let at = |name: &str| folder.path().join(name);
    let (app, serving, door) = open(|settings| {
        settings.tls = Some((at("cert.pem"), at("key.pem")));
        settings.terminals.client_ca = Some(at("ca.pem"));
    })
    .await;
    let (mine, key) = papers.terminal("mesin-lobi");
    let guard = Guard {
        device: DeviceId(Uuid::from_u128(0x501)),
        networks: Vec::new(),
        path_key: None,
        certificate: Some(Sha256::digest(&mine).into()),
        changed_at: app.app.now(),
        changed_by: "operator".into(),
    };
    app.app.db.write(async |tx| guards::put(tx, CITY, &guard).await).await.unwrap();

    assert!(!papers.say(door, None).await.contains("OK"), "without a certificate");
    let other = papers.say(door, Some(papers.terminal("mesin-lain"))).await;
    assert!(other.contains("403") && other.contains("wrong_certificate"), "{other}");
    let mine = papers.say(door, Some((mine, key))).await;
    assert!(mine.ends_with("OK: 1"), "{mine}");
    serving.stop();
}
