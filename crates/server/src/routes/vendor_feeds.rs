//! `/feeds/<city>/<secret>`: machines of other makers and their clouds send here.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use hadir_intake::vendors::FkHeaders;
use hadir_store::terminals::feeds;
use hadir_store::{StoreError, directory, instansi};
use tower_http::catch_panic::CatchPanicLayer;

use crate::http::{Web, end_waiting, panicked};
use crate::metrics;
use crate::services::error::Kind;
use crate::services::terminals::feeding::{self, Envelope};

/// Most bytes of one message, a picture in it included.
const LIMIT: usize = 5 * 1024 * 1024;

/// The route of feeds.
pub fn router(web: Web) -> Router {
    Router::new()
        .route("/feeds/{city}/{key}", post(receive))
        .layer(DefaultBodyLimit::max(LIMIT))
        .layer(from_fn(end_waiting))
        .layer(CatchPanicLayer::custom(panicked))
        .with_state(web)
}

async fn receive(
    State(web): State<Web>,
    Path((city, key)): Path<(String, String)>,
    peer: Option<axum::Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let began = tokio::time::Instant::now();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.0.ip());
    let client = web.doors.proxies.client(peer, web.doors.https, &headers);
    let response = take(&web, &city, &key, client.address, &headers, body).await;
    metrics::served("POST", "/feeds", response.status(), began.elapsed());
    response
}

async fn take(web: &Web, city: &str, key: &str, address: IpAddr, headers: &HeaderMap, body: Bytes) -> Response {
    let app = &web.app;
    if !web.doors.terminals.rates.admit(&format!("feed {address}"), app.now()) {
        return (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "30")]).into_response();
    }
    let hash = feeding::key_hash(app, key);
    let found = app
        .db
        .read(async |tx| {
            let Some(id) = directory::find(tx, directory::Key::Code, city).await? else { return Ok(None) };
            let Some(feed) = feeds::by_key(tx, id, &hash).await? else { return Ok(None) };
            Ok::<_, StoreError>(instansi::get(tx, id).await?.map(|one| (one, feed)))
        })
        .await;
    let (one, feed) = match found {
        Ok(Some(found)) => found,
        // The same answer for a wrong city and a wrong secret.
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(_) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let envelope = Envelope {
        fk: FkHeaders {
            request_code: text("request_code"),
            dev_id: text("dev_id"),
            trans_id: text("trans_id"),
            blk_no: text("blk_no"),
        },
        user_agent: text("user-agent"),
    };
    match feeding::take(app, &web.doors.terminals, &one, &feed, address, envelope, body).await {
        Ok((reply, ..)) => {
            let mut response = (StatusCode::OK, reply.body).into_response();
            for (name, value) in reply.headers {
                if let Ok(value) = HeaderValue::from_str(&value) {
                    response.headers_mut().insert(HeaderName::from_static(name), value);
                }
            }
            response
        }
        Err(error) => {
            tracing::warn!(code = error.code, "a feed's message was not taken: {error}");
            match error.kind {
                Kind::Conflict | Kind::BadInput => StatusCode::CONFLICT.into_response(),
                _ => StatusCode::SERVICE_UNAVAILABLE.into_response(),
            }
        }
    }
}
