//! The HTTP server: all routes under one roof, and the door they are reached by.

pub(crate) mod handlers;
mod layers;
mod listen;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::middleware::{from_fn, from_fn_with_state};
use tokio::sync::{Semaphore, watch};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

use crate::app::App;
use crate::auth::backoff::Backoff;
use crate::auth::password::Passwords;
use crate::error::ApiError;
use crate::proxy::TrustedProxies;
use crate::routes::board_cache::{BoardCache, UsualCache};
use crate::routes::my_push::Tries;
use crate::services::punching::Punching;
use crate::services::sidak::hearing::Hearing;
use crate::services::sidak::streams::SidakStreams;
use crate::services::terminals::Terminals;
use crate::services::terminals::rates::Rates;
use crate::{assets, routes};

pub use layers::{Framed, RequestId, end_waiting, panicked};
pub use listen::{Serving, serve};

/// Most bytes of a JSON body.
pub const JSON_LIMIT: usize = 10 * 1024 * 1024;
/// Most bytes of an uploaded file with its form.
pub const FILE_LIMIT: usize = 64 * 1024 * 1024;
/// An answer that fits into one packet arrives no sooner when it is compressed.
const ONE_PACKET: u64 = 1400;
/// Files read at the same time.
const FILES_AT_ONCE: usize = 2;
/// Parts of the log and proofs computed at the same time: fewer than the database has connections to read.
const LOG_PARTS_AT_ONCE: usize = 4;
/// Live boards open at the same time.
const STREAMS_AT_ONCE: usize = 1000;
/// Papers one address checks at once, and how many more each second.
const CHECKS_AT_ONCE: u32 = 120;
const CHECKS_PER_SECOND: u32 = 2;
/// Longest time for an answer.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// Longest time for an answer to an uploaded file, its way over a slow line included.
pub const FILE_PATIENCE: Duration = Duration::from_secs(15 * 60);

/// What handlers share: the application and what guards its doors.
#[derive(Clone, FromRef)]
pub struct Web {
    /// The application.
    pub app: App,
    /// The doors.
    pub doors: Arc<Doors>,
}

/// What guards the doors.
pub struct Doors {
    /// Checks passwords in turn.
    pub passwords: Arc<Passwords>,
    /// Slows down guessing.
    pub backoff: Backoff,
    /// Turns of reading uploaded files.
    pub files: Arc<Semaphore>,
    /// Turns of computing parts of the log and proofs, which anybody may ask for.
    pub log: Arc<Semaphore>,
    /// Places for live boards.
    pub streams: Arc<Semaphore>,
    /// Boards that were just made.
    pub boards: BoardCache,
    /// Boards of sidak somebody watches.
    pub sidak: SidakStreams,
    /// Keeps that phones heard of a sidak.
    pub hearing: Hearing,
    /// The usual day of each unit that somebody looked at.
    pub usual: UsualCache,
    /// Takes in punches.
    pub punching: Punching,
    /// Takes in what terminals say.
    pub terminals: Arc<Terminals>,
    /// Slows down those who check papers without signing in.
    pub checks: Rates,
    /// Slows down sending samples of notices.
    pub push_tries: Tries,
    /// Whose forwarding headers count.
    pub proxies: TrustedProxies,
    /// Whether connections here are encrypted.
    pub https: bool,
    /// Turns true when the server stops; open streams then end.
    pub stopping: watch::Sender<bool>,
}

/// Does a file's work on a thread of its own, two files at a time: reading a large sheet takes seconds and memory,
/// and other requests must not wait behind it. A crash of the work is an error of this request alone.
///
/// # Errors
///
/// 500 when the work panicked.
pub async fn apart<T, F, W>(web: &Web, work: F) -> Result<T, ApiError>
where
    F: FnOnce() -> W + Send + 'static,
    W: Future<Output = T>,
    T: Send + 'static,
{
    let turn = Arc::clone(&web.doors.files).acquire_owned().await.map_err(ApiError::internal)?;
    let (runtime, span) = (tokio::runtime::Handle::current(), tracing::Span::current());
    let thread = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        span.in_scope(|| runtime.block_on(work()))
    });
    thread.await.map_err(ApiError::internal)
}

impl Web {
    /// Gets the doors ready for an application.
    ///
    /// # Errors
    ///
    /// When a trusted proxy is no address.
    pub fn new(app: App) -> anyhow::Result<Self> {
        let doors = Doors {
            passwords: Passwords::new(&app.system)?,
            backoff: Backoff::new(&app.system),
            files: Arc::new(Semaphore::new(FILES_AT_ONCE)),
            log: Arc::new(Semaphore::new(LOG_PARTS_AT_ONCE)),
            streams: Arc::new(Semaphore::new(STREAMS_AT_ONCE)),
            boards: BoardCache::default(),
            sidak: SidakStreams::default(),
            hearing: Hearing::default(),
            usual: UsualCache::default(),
            checks: Rates::new(CHECKS_AT_ONCE, CHECKS_PER_SECOND),
            push_tries: Tries::default(),
            punching: Punching::start(&app),
            terminals: Arc::new(Terminals::start(&app)),
            proxies: TrustedProxies::parse(&app.settings.trusted_proxies)?,
            https: app.settings.tls.is_some(),
            stopping: watch::Sender::new(false),
        };
        Ok(Self { app, doors: Arc::new(doors) })
    }
}

/// Every route with everything around it.
///
/// From the outside in: who calls and how it ends (request id, log line, figures, security headers), no
/// panic gets out, smaller answers where the caller takes them, an end to waiting, a limit to bodies.
pub fn router(web: Web) -> Router {
    let compressed = SizeAbove::new(ONE_PACKET)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::SSE)
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/zip"))
        .and(NotForContentType::const_new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"));
    let (api, _) = routes::all().split_for_parts();
    api.merge(routes::unlisted())
        .fallback(assets::serve)
        .method_not_allowed_fallback(layers::method_not_allowed)
        .layer(DefaultBodyLimit::max(JSON_LIMIT))
        .layer(from_fn(layers::end_waiting))
        .layer(CompressionLayer::new().compress_when(compressed))
        .layer(CatchPanicLayer::custom(layers::panicked))
        .layer(from_fn_with_state(web.clone(), layers::around))
        .with_state(web.clone())
        .merge(routes::vendor_feeds::router(web.clone()))
        .merge(routes::iclock::router(web))
}
