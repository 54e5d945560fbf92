//! Hands one checkpoint to a witness: one connection to an address that was looked at, no redirects, little patience.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Request, Response, header};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::Url;

use super::submission;
use crate::services::noticing::reach;
use crate::tls::OUTGOING;

/// Longest time for one question, from the look at the name to the answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// Most bytes of an answer that are read.
const MOST_BYTES: usize = 64 * 1024;

/// What a witness answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// 200, with its lines.
    Signed(String),
    /// 409: the size it signed last, where it says so.
    Conflict(Option<u64>),
    /// 422: the proof does not hold.
    Unprocessable,
    /// 404.
    UnknownLog,
    /// 403.
    UnknownKey,
    /// Anything else, in words.
    Other(String),
}

/// Asks a witness to cosign.
pub(super) async fn post(url: &str, body: String, allow_private: bool) -> Answer {
    match tokio::time::timeout(PATIENCE, try_to(url, body, allow_private)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => Answer::Other(format!("it was not reached: {error}")),
        Err(_) => Answer::Other("no answer in 15 seconds".into()),
    }
}

async fn try_to(url: &str, body: String, allow_private: bool) -> anyhow::Result<Answer> {
    let url = submission(url).ok_or_else(|| anyhow::anyhow!("its address cannot be read"))?;
    // Looked at again: the settings may have become stricter since it was added.
    reach::endpoint(url.as_str(), allow_private)?;
    let addresses = reach::addresses(&url, allow_private).await?;
    let stream = TcpStream::connect(addresses.as_slice()).await?;
    let request = request(&url, body)?;
    if url.scheme() == "https" {
        let host = url.host_str().unwrap_or_default();
        let name = ServerName::try_from(host.trim_start_matches('[').trim_end_matches(']').to_owned())?;
        let stream = TlsConnector::from(Arc::clone(&OUTGOING)).connect(name, stream).await?;
        exchange(stream, request).await
    } else {
        exchange(stream, request).await
    }
}

fn request(url: &Url, body: String) -> anyhow::Result<Request<Full<Bytes>>> {
    let host = url.host_str().unwrap_or_default();
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    Ok(Request::post(url.path())
        .header(header::HOST, host)
        .header(header::CONTENT_TYPE, "text/plain; charset=utf-8")
        .header(header::USER_AGENT, "Hadir")
        .header(header::CONNECTION, "close")
        .body(Full::new(body.into()))?)
}

async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> anyhow::Result<Answer>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let driver = tokio::spawn(connection);
    let answer = async {
        let (head, body) = sender.send_request(request).await?.into_parts();
        let body = Limited::new(body, MOST_BYTES).collect().await.map_err(|error| anyhow::anyhow!("{error}"))?;
        Ok(read(&Response::from_parts(head, ()), &String::from_utf8_lossy(&body.to_bytes())))
    };
    let answer = answer.await;
    driver.abort();
    answer
}

fn read(head: &Response<()>, body: &str) -> Answer {
    match head.status().as_u16() {
        200 => Answer::Signed(body.to_owned()),
        409 => {
            let kind = head.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
            let says_size = kind.split(';').next().is_some_and(|kind| kind.trim() == "text/x.tlog.size");
            Answer::Conflict(says_size.then(|| body.trim_end().parse().ok()).flatten())
        }
        422 => Answer::Unprocessable,
        404 => Answer::UnknownLog,
        403 => Answer::UnknownKey,
        other => Answer::Other(format!("HTTP {other}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_says_the_size_only_when_it_is_one() {
        let answer = |status: u16, kind: &str, body| {
            let head = Response::builder().status(status).header(header::CONTENT_TYPE, kind).body(()).unwrap();
            read(&head, body)
        };

        assert_eq!(answer(409, "text/x.tlog.size", "17\n"), Answer::Conflict(Some(17)));
        assert_eq!(answer(409, "text/plain", "17\n"), Answer::Conflict(None));
        assert_eq!(answer(409, "text/x.tlog.size", "seventeen"), Answer::Conflict(None));
        assert_eq!(answer(302, "text/plain", ""), Answer::Other("HTTP 302".into()));
    }
}
