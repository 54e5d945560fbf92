//! Asking a machine's service or a cloud over HTTP, as an operator set it up at the console.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Request, header};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::Url;

use crate::tls::OUTGOING;

/// Longest time for an answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// Most bytes of an answer.
const LIMIT: usize = 16 << 20;

/// Posts a body and answers what comes back. No redirect is followed.
///
/// # Errors
///
/// When nobody answers in time, the answer is too large, or its status is not 200.
pub async fn post(url: &Url, media: &str, authorization: Option<&str>, body: Vec<u8>) -> anyhow::Result<Bytes> {
    tokio::time::timeout(PATIENCE, try_post(url, media, authorization, body))
        .await
        .map_err(|_| anyhow::anyhow!("no answer in {} seconds", PATIENCE.as_secs()))?
}

async fn try_post(url: &Url, media: &str, authorization: Option<&str>, body: Vec<u8>) -> anyhow::Result<Bytes> {
    let host = url.host_str().context("the address names no host")?.to_owned();
    let port = url.port_or_known_default().unwrap_or(80);
    let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let mut request = Request::post(path)
        .header(header::HOST, format!("{host}:{port}"))
        .header(header::CONTENT_TYPE, media)
        .header(header::USER_AGENT, "Hadir")
        .header(header::CONNECTION, "close");
    if let Some(authorization) = authorization {
        request = request.header(header::AUTHORIZATION, authorization);
    }
    let request = request.body(Full::new(Bytes::from(body)))?;
    let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let stream = TcpStream::connect((bare.as_str(), port)).await?;
    if url.scheme() == "https" {
        let name = ServerName::try_from(bare)?;
        let stream = TlsConnector::from(Arc::clone(&OUTGOING)).connect(name, stream).await?;
        exchange(stream, request).await
    } else {
        exchange(stream, request).await
    }
}

async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> anyhow::Result<Bytes>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let driver = tokio::spawn(connection);
    let answer = sender.send_request(request).await?;
    anyhow::ensure!(answer.status() == 200, "HTTP {}", answer.status());
    let body = Limited::new(answer.into_body(), LIMIT).collect().await;
    driver.abort();
    Ok(body.map_err(|error| anyhow::anyhow!("{error}"))?.to_bytes())
}
