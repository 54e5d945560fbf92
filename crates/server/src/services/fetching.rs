//! Asking a service over HTTP that an operator set up: a machine's, a cloud, one that signs. No redirect is followed.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Method, Request, StatusCode, header};
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

/// What is asked.
pub struct Question<'a> {
    /// Where.
    pub url: &'a Url,
    /// What `Authorization` says.
    pub authorization: Option<&'a str>,
    /// A body with its media type; without one it is a GET.
    pub body: Option<(&'a str, Vec<u8>)>,
}

/// What came back.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The body.
    pub body: Bytes,
}

/// Posts a body and answers what comes back.
///
/// # Errors
///
/// When nobody answers in time, the answer is too large, or its status is not 200.
pub async fn post(url: &Url, media: &str, authorization: Option<&str>, body: Vec<u8>) -> anyhow::Result<Bytes> {
    let answer = ask(Question { url, authorization, body: Some((media, body)) }).await?;
    anyhow::ensure!(answer.status == StatusCode::OK, "HTTP {}", answer.status);
    Ok(answer.body)
}

/// Asks, and answers what comes back, whatever its status.
///
/// # Errors
///
/// When nobody answers in time, or the answer is too large.
pub async fn ask(question: Question<'_>) -> anyhow::Result<Answer> {
    tokio::time::timeout(PATIENCE, try_ask(question))
        .await
        .map_err(|_| anyhow::anyhow!("no answer in {} seconds", PATIENCE.as_secs()))?
}

async fn try_ask(question: Question<'_>) -> anyhow::Result<Answer> {
    let Question { url, authorization, body } = question;
    let host = url.host_str().context("the address names no host")?.to_owned();
    let port = url.port_or_known_default().unwrap_or(80);
    let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let method = if body.is_some() { Method::POST } else { Method::GET };
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, format!("{host}:{port}"))
        .header(header::USER_AGENT, "Hadir")
        .header(header::CONNECTION, "close");
    if let Some(authorization) = authorization {
        request = request.header(header::AUTHORIZATION, authorization);
    }
    if let Some((media, _)) = &body {
        request = request.header(header::CONTENT_TYPE, *media);
    }
    let request = request.body(Full::new(Bytes::from(body.map(|(_, bytes)| bytes).unwrap_or_default())))?;
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

async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> anyhow::Result<Answer>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let driver = tokio::spawn(connection);
    let answer = sender.send_request(request).await?;
    let status = answer.status();
    let body = Limited::new(answer.into_body(), LIMIT).collect().await;
    driver.abort();
    Ok(Answer { status, body: body.map_err(|error| anyhow::anyhow!("{error}"))?.to_bytes() })
}
