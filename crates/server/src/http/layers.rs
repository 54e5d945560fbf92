//! What happens around every request.

use std::any::Any;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument;

use super::{FILE_PATIENCE, PATIENCE, Web};
use crate::error::ApiError;
use crate::metrics;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// Names one request in the log and in the answer.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Finds out who calls, then logs, counts and dresses the answer. The log names routes, never addresses
/// with their parameters: those hold identifiers and one-time links.
pub async fn around(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let client = web.doors.proxies.client(peer, web.doors.https, request.headers());
    let id = RequestId(web.app.system.uuid().simple().to_string());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("page", MatchedPath::as_str).to_owned();
    request.extensions_mut().insert(client);
    request.extensions_mut().insert(id.clone());

    let span = tracing::info_span!("request", id = %id.0, %method, route);
    let began = tokio::time::Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = began.elapsed();

    metrics::served(method.as_str(), &route, response.status(), took);
    let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| tracing::info!(status = response.status().as_u16(), milliseconds, "served"));

    let framed = response.extensions_mut().remove::<Framed>().is_some();
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&id.0) {
        headers.insert(REQUEST_ID, id);
    }
    dress(headers, client.https);
    if framed {
        headers.remove(header::X_FRAME_OPTIONS);
    }
    response
}

/// Marks an answer that pages of others may show within theirs. Its own policy says so to browsers that read it.
#[derive(Debug, Clone, Copy)]
pub struct Framed;

fn dress(headers: &mut HeaderMap, https: bool) {
    let fixed = HeaderValue::from_static;
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff"));
    headers.insert(header::REFERRER_POLICY, fixed("same-origin"));
    headers.insert(header::X_FRAME_OPTIONS, fixed("DENY"));
    headers.insert(PERMISSIONS, fixed("camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"));
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, fixed("default-src 'none'; frame-ancestors 'none'"));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, fixed("no-store"));
    }
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, fixed("max-age=31536000"));
    }
}

/// Ends a request that takes too long; what it began is dropped with it.
pub async fn end_waiting(request: Request, next: Next) -> Response {
    let is_file = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("multipart/"));
    let patience = if is_file { FILE_PATIENCE } else { PATIENCE };
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::timed_out().into_response(),
    }
}

/// 405 as problem details.
pub async fn method_not_allowed() -> ApiError {
    ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "Alamat ini tidak mengenal cara (metode) itu.",
        "This address does not know that method.",
    )
}

/// 500 as problem details; the server goes on.
pub fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let said = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    ApiError::internal(anyhow::anyhow!("panic: {}", said.unwrap_or("without words"))).into_response()
}
