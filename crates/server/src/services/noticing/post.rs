//! Hands one message to a push service: one connection to an address that was looked at, no redirects, little patience.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{self, HeaderValue};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use jiff::SignedDuration;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::Url;

use super::reach::{self, OutOfReach};
use crate::tls::OUTGOING;

/// Longest time for a message, from the look at the name to the answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// Longest wait a push service may ask for.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(24);

/// A message as it leaves.
pub struct Message<'a> {
    /// Where to.
    pub endpoint: &'a Url,
    /// See [`super::vapid::Vapid::authorization`].
    pub authorization: String,
    /// How long the push service keeps it for a browser that is away, in seconds.
    pub ttl_seconds: i64,
    /// A later message of the same topic takes the place of one still kept.
    pub topic: &'a str,
    /// Encrypted.
    pub body: Vec<u8>,
}

/// How a try ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Taken.
    Taken,
    /// The browser is subscribed no more.
    Gone(u16),
    /// Not now; maybe later, and not before so long when the service says so.
    Later(String, Option<SignedDuration>),
    /// Never.
    Refused(String),
}

/// Sends a message.
pub async fn send(message: Message<'_>, allow_private: bool) -> Outcome {
    send_over(Arc::clone(&OUTGOING), message, allow_private).await
}

async fn send_over(tls: Arc<ClientConfig>, message: Message<'_>, allow_private: bool) -> Outcome {
    match tokio::time::timeout(PATIENCE, try_to(tls, message, allow_private)).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(error)) => match error.downcast_ref::<OutOfReach>() {
            Some(OutOfReach::Private | OutOfReach::NotAPushService) => Outcome::Refused(error.to_string()),
            _ => Outcome::Later(error.to_string(), None),
        },
        Err(_) => Outcome::Later("no answer in 15 seconds".into(), None),
    }
}

async fn try_to(tls: Arc<ClientConfig>, message: Message<'_>, allow_private: bool) -> anyhow::Result<Outcome> {
    let endpoint = message.endpoint;
    Ok(read(&answer(tls, endpoint, request(message)?, allow_private).await?))
}

/// Why a request got no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotHandedOver {
    /// Not now; maybe later.
    Later(String),
    /// The address may not be sent to.
    Never(String),
}

/// Sends a body with headers of its own; answers the status, and the wait the other side asks for.
///
/// # Errors
///
/// [`NotHandedOver`] when there was no answer.
pub async fn hand_over(
    endpoint: &Url,
    headers: &[(&'static str, String)],
    body: Vec<u8>,
    allow_private: bool,
) -> Result<(u16, Option<SignedDuration>), NotHandedOver> {
    let mut request = Request::post(path_of(endpoint)).header(header::HOST, host_of(endpoint));
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let request = request.header(header::USER_AGENT, "Hadir").header(header::CONNECTION, "close");
    let request = request.body(Full::new(body.into())).map_err(|error| NotHandedOver::Never(error.to_string()))?;
    match tokio::time::timeout(PATIENCE, answer(Arc::clone(&OUTGOING), endpoint, request, allow_private)).await {
        Ok(Ok(answer)) => {
            Ok((answer.status().as_u16(), answer.headers().get(header::RETRY_AFTER).and_then(retry_after)))
        }
        Ok(Err(error)) => Err(match error.downcast_ref::<OutOfReach>() {
            Some(OutOfReach::Private | OutOfReach::NotAPushService) => NotHandedOver::Never(error.to_string()),
            _ => NotHandedOver::Later(error.to_string()),
        }),
        Err(_) => Err(NotHandedOver::Later("no answer in 15 seconds".into())),
    }
}

async fn answer(
    tls: Arc<ClientConfig>,
    endpoint: &Url,
    request: Request<Full<Bytes>>,
    allow_private: bool,
) -> anyhow::Result<Response<()>> {
    // Looked at again: the settings may have become stricter since the address was named.
    reach::endpoint(endpoint.as_str(), allow_private)?;
    let addresses = reach::addresses(endpoint, allow_private).await?;
    let stream = connect(&addresses).await?;
    if endpoint.scheme() != "https" {
        return exchange(stream, request).await;
    }
    let host = endpoint.host_str().unwrap_or_default();
    let name = ServerName::try_from(host.trim_start_matches('[').trim_end_matches(']').to_owned())?;
    let stream = TlsConnector::from(tls).connect(name, stream).await?;
    exchange(stream, request).await
}

fn path_of(url: &Url) -> String {
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

fn host_of(url: &Url) -> String {
    match url.port() {
        Some(port) => format!("{}:{port}", url.host_str().unwrap_or_default()),
        None => url.host_str().unwrap_or_default().to_owned(),
    }
}

async fn connect(addresses: &[SocketAddr]) -> std::io::Result<TcpStream> {
    // The library goes from one address to the next.
    TcpStream::connect(addresses).await
}

fn request(message: Message<'_>) -> anyhow::Result<Request<Full<Bytes>>> {
    let url = message.endpoint;
    Ok(Request::post(path_of(url))
        .header(header::HOST, host_of(url))
        .header(header::AUTHORIZATION, message.authorization)
        .header(header::CONTENT_ENCODING, "aes128gcm")
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .header("ttl", message.ttl_seconds)
        .header("topic", message.topic)
        .header("urgency", "normal")
        .header(header::USER_AGENT, "Hadir")
        .header(header::CONNECTION, "close")
        .body(Full::new(message.body.into()))?)
}

/// Sends the request and waits for the head of the answer; its body is never read.
async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> anyhow::Result<Response<()>>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let driver = tokio::spawn(connection);
    let answer = sender.send_request(request).await;
    driver.abort();
    Ok(answer?.map(drop))
}

fn read(answer: &Response<()>) -> Outcome {
    let status = answer.status();
    let wait = answer.headers().get(header::RETRY_AFTER).and_then(retry_after);
    match status.as_u16() {
        200..=299 => Outcome::Taken,
        404 | 410 => Outcome::Gone(status.as_u16()),
        429 | 500..=599 => Outcome::Later(format!("HTTP {status}"), wait),
        _ => Outcome::Refused(format!("HTTP {status}")),
    }
}

/// Only the form in seconds; a date would need this server's clock to be right.
fn retry_after(value: &HeaderValue) -> Option<SignedDuration> {
    let seconds: i64 = value.to_str().ok()?.trim().parse().ok()?;
    Some(SignedDuration::from_secs(seconds.max(0)).min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::trusting;
    use rustls::RootCertStore;

    fn outcome(status: u16, retry_after: Option<&str>) -> Outcome {
        let mut answer = Response::builder().status(status);
        if let Some(value) = retry_after {
            answer = answer.header(header::RETRY_AFTER, value);
        }
        read(&answer.body(()).unwrap())
    }

    /// A push service by https on this machine, that takes one message and says 201; with its certificate.
    async fn service() -> (Url, RootCertStore) {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(made.cert.der().clone()).unwrap();
        let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://localhost:{}/push", listener.local_addr().unwrap().port());
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            let mut head = vec![0; 4096];
            let _ = stream.read(&mut head).await;
            let _ = stream.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n").await;
        });
        (Url::parse(&url).unwrap(), roots)
    }

    fn message(endpoint: &Url) -> Message<'_> {
        Message { endpoint, authorization: "vapid t=x, k=y".into(), ttl_seconds: 60, topic: "x", body: vec![1; 10] }
    }

    #[tokio::test]
    async fn only_a_service_whose_certificate_holds_is_spoken_to() {
        let (url, roots) = service().await;
        assert_eq!(send_over(trusting(roots), message(&url), true).await, Outcome::Taken);

        let (url, _) = service().await;
        let Outcome::Later(why, None) = send(message(&url), true).await else { panic!("it was spoken to") };
        assert!(why.contains("certificate"), "{why}");
    }

    #[tokio::test]
    async fn an_address_inside_is_refused_for_good_and_a_closed_door_is_tried_again() {
        let inside = Url::parse("https://127.0.0.1/push").unwrap();
        assert!(matches!(send(message(&inside), false).await, Outcome::Refused(_)));

        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let closed = Url::parse(&format!("http://{}/push", listener.local_addr().unwrap())).unwrap();
        drop(listener);
        assert!(matches!(send(message(&closed), true).await, Outcome::Later(_, None)));
    }

    #[test]
    fn an_answer_says_whether_it_is_taken_gone_later_or_never() {
        assert_eq!(outcome(201, None), Outcome::Taken);
        assert_eq!(outcome(404, None), Outcome::Gone(404));
        assert_eq!(outcome(410, None), Outcome::Gone(410));
        assert!(matches!(outcome(503, None), Outcome::Later(_, None)));
        assert!(matches!(outcome(429, Some("120")), Outcome::Later(_, Some(wait)) if wait.as_secs() == 120));
        assert!(matches!(outcome(429, Some("99999999")), Outcome::Later(_, Some(wait)) if wait == LONGEST_WAIT));
        assert!(matches!(outcome(403, None), Outcome::Refused(_)));
        assert!(matches!(outcome(302, None), Outcome::Refused(_)), "no redirects");
    }
}
