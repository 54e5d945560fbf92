//! `/iclock/*`: terminals of the ZKTeco family and their rebrands speak here.
//!
//! Their answers are bare: a short text, its length and the date, which sets their clock. No cookie, no redirect, no
//! compression, no header they might stumble over. Whatever is not `OK` makes them keep their rows and send again.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum_server::tls::TlsInfo;
use hadir_intake::adms::reply::{self, Handshake, Push};
use hadir_intake::adms::{self, Page, Query};
use hadir_store::terminals::clock_readings::How;
use jiff::Timestamp;
use jiff::civil::{DateTime, time};
use sha2::{Digest, Sha256};
use tower_http::catch_panic::CatchPanicLayer;

use crate::http::{Web, end_waiting, panicked};
use crate::metrics;
use crate::services::error::{Kind, ServiceError};
use crate::services::terminals::contacts::Note;
use crate::services::terminals::known::{Door, Known, Shut, Visitor};
use crate::services::terminals::{commanding, pictures, receiving};

/// Most bytes of one message.
const LIMIT: usize = 5 * 1024 * 1024;
/// How often a terminal asks for commands, in seconds.
const POLL_S: u32 = 15;
/// How long it waits after a failure, in seconds.
const ERROR_S: u32 = 60;

/// The routes of terminals, with the plain address and with a secret in it.
pub fn router(web: Web) -> Router {
    Router::new()
        .route("/iclock/{page}", any(serve_plain))
        .route("/t/{key}/iclock/{page}", any(serve_keyed))
        .layer(DefaultBodyLimit::max(LIMIT))
        .layer(from_fn(end_waiting))
        .layer(CatchPanicLayer::custom(panicked))
        .with_state(web)
}

async fn serve_plain(State(web): State<Web>, Path(page): Path<String>, request: Request) -> Response {
    serve(web, page, None, request).await
}

async fn serve_keyed(State(web): State<Web>, Path((key, page)): Path<(String, String)>, request: Request) -> Response {
    serve(web, page, Some(key), request).await
}

/// What a terminal hears.
struct Answer {
    status: StatusCode,
    text: String,
}

impl Answer {
    fn ok(text: impl Into<String>) -> Self {
        Self { status: StatusCode::OK, text: text.into() }
    }

    fn refused(status: StatusCode, why: &str) -> Self {
        Self { status, text: format!("ERROR: {why}\n") }
    }
}

impl From<ServiceError> for Answer {
    fn from(error: ServiceError) -> Self {
        let status = match error.kind {
            Kind::Fault => {
                tracing::error!(code = error.code, "a terminal's message could not be taken: {error}");
                StatusCode::INTERNAL_SERVER_ERROR
            }
            _ => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self::refused(status, error.code)
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = (self.status, [(header::CONTENT_TYPE, "text/plain")], self.text).into_response();
        if self.status == StatusCode::TOO_MANY_REQUESTS || self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("30"));
        }
        response
    }
}

async fn serve(web: Web, page: String, path_key: Option<String>, request: Request) -> Response {
    let began = tokio::time::Instant::now();
    let (parts, body) = request.into_parts();
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let client = web.doors.proxies.client(peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)), false, &parts.headers);
    let certificate = parts
        .extensions
        .get::<Arc<TlsInfo>>()
        .and_then(|info| info.peer_certificates.first())
        .map(|der| Sha256::digest(der).into());
    let text = |name: header::HeaderName| {
        parts.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let visitor = |query: &Query| Visitor {
        serial: query.serial.clone(),
        address: client.address,
        path_key: path_key.clone(),
        certificate,
        host: text(header::HOST).map(|host| host.split(':').next().unwrap_or_default().to_ascii_lowercase()),
        city: None,
        user_agent: text(header::USER_AGENT).unwrap_or_default().chars().take(80).collect(),
    };
    let method = parts.method.clone();
    let answer = match adms::query(parts.uri.query()) {
        _ if adms::page(&page).is_none() => Answer::refused(StatusCode::NOT_FOUND, "unknown page"),
        Err(error) => Answer::refused(StatusCode::BAD_REQUEST, &error.to_string()),
        Ok(query) => {
            let visitor = visitor(&query);
            let page = adms::page(&page).unwrap_or(Page::Ping);
            match hear(&web, page, &method, &query, &visitor, &parts.headers, body).await {
                Ok(answer) | Err(answer) => answer,
            }
        }
    };
    metrics::served(method.as_str(), "/iclock", answer.status, began.elapsed());
    answer.into_response()
}

/// Lets the terminal in, hears it out and answers.
async fn hear(
    web: &Web,
    page: Page,
    method: &Method,
    query: &Query,
    visitor: &Visitor,
    headers: &HeaderMap,
    body: Body,
) -> Result<Answer, Answer> {
    let known = let_in(web, visitor).await?;
    let body = match axum::body::to_bytes(body, LIMIT).await {
        Ok(body) => body,
        Err(_) => return Err(Answer::refused(StatusCode::PAYLOAD_TOO_LARGE, "too large")),
    };
    let brings = !body.is_empty() && *method != Method::GET;
    match page {
        Page::Cdata if brings => upload(web, &known, query, visitor, &receiving::kind_of(query), body).await,
        Page::Fdata if brings => upload(web, &known, query, visitor, pictures::KIND, body).await,
        Page::QueryData if brings => upload(web, &known, query, visitor, &receiving::kind_of(query), body).await,
        Page::Registry => register(web, &known, query, visitor, body).await,
        Page::Cdata | Page::Fdata | Page::QueryData => greet(web, &known, query, visitor, headers).await,
        Page::Push => push(web, &known, query, visitor).await,
        Page::GetRequest => poll(web, &known, query, visitor).await,
        Page::DeviceCmd => results(web, &known, visitor, &body).await,
        Page::Ping => touch(web, &known, visitor).await,
        // Keys are never exchanged: `Encrypt=None` was offered. Time comes with the `Date` of every answer.
        Page::Exchange | Page::RtData => touch(web, &known, visitor).await,
    }
}

async fn let_in(web: &Web, visitor: &Visitor) -> Result<Arc<Known>, Answer> {
    let terminals = &web.doors.terminals;
    let now = web.app.now();
    if !terminals.rates.admit(&visitor.serial, now) {
        return Err(Answer::refused(StatusCode::TOO_MANY_REQUESTS, "too often"));
    }
    match terminals.registry.open(&web.app, &terminals.strangers, visitor).await.map_err(Answer::from)? {
        Door::Open(known) => {
            if !known.adopted && !terminals.strangers.admit(&visitor.address.to_string(), now) {
                return Err(Answer::refused(StatusCode::TOO_MANY_REQUESTS, "too often"));
            }
            Ok(known)
        }
        Door::Shut(shut, known) => {
            if let Some(known) = known {
                let from = visitor.address.to_string();
                terminals.contacts.warn(&web.app, &known, shut.as_str(), from).await.map_err(ServiceError::from)?;
            }
            let status = match shut {
                Shut::NoCity | Shut::Crowded => StatusCode::SERVICE_UNAVAILABLE,
                Shut::TooOften => StatusCode::TOO_MANY_REQUESTS,
                Shut::Network | Shut::PathKey | Shut::Certificate => StatusCode::FORBIDDEN,
            };
            Err(Answer::refused(status, shut.as_str()))
        }
    }
}

async fn upload(
    web: &Web,
    known: &Arc<Known>,
    query: &Query,
    visitor: &Visitor,
    kind: &str,
    body: Bytes,
) -> Result<Answer, Answer> {
    let language = query.language.as_deref();
    let kept = receiving::take(&web.app, &web.doors.terminals, known, visitor, kind, language, body).await?;
    Ok(Answer::ok(match (query.table.as_deref(), kind) {
        (Some("tabledata"), kind) => reply::counted(kind, kept.counts.rows),
        (Some("attlog" | "operlog" | "userinfo" | "rtlog"), _) => reply::ok(Some(kept.counts.rows)),
        _ => reply::ok(None),
    }))
}

async fn greet(
    web: &Web,
    known: &Arc<Known>,
    query: &Query,
    visitor: &Visitor,
    headers: &HeaderMap,
) -> Result<Answer, Answer> {
    let note = Note {
        handshake: true,
        push_version: query.push_version.clone(),
        firmware: query.info.as_ref().map(|info| info.firmware.clone()),
        clock: shown_time(known, query, headers).map(|at| (at, How::Handshake)),
        ..Note::default()
    };
    receiving::note(&web.app, &web.doors.terminals, known, visitor, note).await?;
    if query.device_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("acc")) {
        // The dialect of doors registers first.
        return Ok(Answer::ok(reply::ok(None)));
    }
    let mut asked = Handshake::new(&known.serial, zone_hours(known, web.app.now()));
    asked.photos = known.wants_photos();
    asked.delay_s = POLL_S;
    asked.error_delay_s = ERROR_S;
    asked.trans_times = vec![time(0, 5, 0, 0), time(14, 5, 0, 0)];
    asked.push_version.clone_from(&query.push_version);
    Ok(Answer::ok(reply::handshake(&asked)))
}

/// What the terminal's clock shows, where its greeting says so.
fn shown_time(known: &Known, query: &Query, headers: &HeaderMap) -> Option<Timestamp> {
    let named = ["DateTime", "Time"].iter().find_map(|name| query.other(name));
    let local: Option<DateTime> = named.and_then(|text| text.trim().replace(' ', "T").parse().ok());
    if let Some(local) = local {
        return known.zone.time_zone().to_ambiguous_timestamp(local).compatible().ok();
    }
    let date = headers.get(header::DATE)?.to_str().ok()?;
    jiff::fmt::rfc2822::parse(date).ok().map(|at| at.timestamp())
}

fn zone_hours(known: &Known, now: Timestamp) -> i8 {
    let offset = known.zone.time_zone().to_offset(now).seconds() / 3600;
    i8::try_from(offset).unwrap_or(7)
}

async fn register(
    web: &Web,
    known: &Arc<Known>,
    query: &Query,
    visitor: &Visitor,
    body: Bytes,
) -> Result<Answer, Answer> {
    if !body.is_empty() {
        receiving::take(&web.app, &web.doors.terminals, known, visitor, "registry", None, body).await?;
    }
    let note = Note { handshake: true, push_version: query.push_version.clone(), ..Note::default() };
    receiving::note(&web.app, &web.doors.terminals, known, visitor, note).await?;
    let code = web.app.keys.hash("terminal registration", &known.serial);
    Ok(Answer::ok(reply::registration(&hex::encode(&code[..8]))))
}

async fn push(web: &Web, known: &Arc<Known>, query: &Query, visitor: &Visitor) -> Result<Answer, Answer> {
    let note = Note { handshake: true, push_version: query.push_version.clone(), ..Note::default() };
    receiving::note(&web.app, &web.doors.terminals, known, visitor, note).await?;
    let session = web.app.keys.hash("terminal session", &known.serial);
    Ok(Answer::ok(reply::push(&Push {
        session: hex::encode(&session[..8]),
        delay_s: POLL_S,
        error_delay_s: ERROR_S,
        trans_times: vec![time(0, 5, 0, 0), time(14, 5, 0, 0)],
        push_version: query.push_version.clone(),
    })))
}

async fn poll(web: &Web, known: &Arc<Known>, query: &Query, visitor: &Visitor) -> Result<Answer, Answer> {
    let info = query.info.as_ref();
    let note = Note {
        poll: true,
        firmware: info.map(|info| info.firmware.clone()).filter(|firmware| !firmware.is_empty()),
        rows: info.and_then(|info| info.rows),
        people: info.and_then(|info| info.people),
        ..Note::default()
    };
    receiving::note(&web.app, &web.doors.terminals, known, visitor, note).await?;
    if !known.adopted {
        return Ok(Answer::ok(reply::ok(None)));
    }
    let now = web.app.now();
    let app = &web.app;
    let due = app.db.read(async |tx| commanding::anything_due(tx, known, now).await).await;
    if !due.map_err(ServiceError::from)? {
        return Ok(Answer::ok(reply::ok(None)));
    }
    let answer = app.db.write(async |tx| commanding::answer_poll(tx, known, now).await).await;
    Ok(Answer::ok(answer.map_err(ServiceError::from)?))
}

async fn results(web: &Web, known: &Arc<Known>, visitor: &Visitor, body: &Bytes) -> Result<Answer, Answer> {
    let read = adms::command_results(body);
    let now = web.app.now();
    let answered = web
        .app
        .db
        .write(async |tx| commanding::note_results(tx, known, &read.results, now).await)
        .await
        .map_err(ServiceError::from)?;
    let stranger = answered.iter().find_map(|one| match one {
        commanding::Answered::NeverAsked(number) => Some(("answer_never_asked", number.to_string())),
        commanding::Answered::Noted => None,
    });
    let note = Note {
        poll: true,
        firmware: receiving::said(&read.facts, "FWVersion"),
        rows: receiving::said_count(&read.facts, "TransactionCount"),
        people: receiving::said_count(&read.facts, "UserCount"),
        warning: stranger,
        ..Note::default()
    };
    receiving::note(&web.app, &web.doors.terminals, known, visitor, note).await?;
    Ok(Answer::ok(reply::ok(None)))
}

async fn touch(web: &Web, known: &Arc<Known>, visitor: &Visitor) -> Result<Answer, Answer> {
    receiving::note(&web.app, &web.doors.terminals, known, visitor, Note::default()).await?;
    Ok(Answer::ok(reply::ok(None)))
}
