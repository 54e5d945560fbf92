//! The live board.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use hadir_domain::access::Action;
use hadir_domain::ids::{InstansiId, UnitId};
use hadir_store::instansi::Instansi;
use jiff::Timestamp;
use serde::Deserialize;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::Instant;
use tokio_stream::wrappers::ReceiverStream;
use utoipa::IntoParams;

use super::board_cache::Made;
use super::units::chosen_unit;
use crate::app::App;
use crate::auth::Caller;
use crate::auth::session::{Token, carried};
use crate::error::ApiError;
use crate::extract::{Json, Query};
use crate::http::Web;
use crate::metrics;
use crate::services::board::usual::{self, BoardUsual};
use crate::services::board::{self, Board};
use crate::services::error::ServiceError;

/// After a change others often follow; they are answered together. Still well within the second promised.
const GATHER: Duration = Duration::from_millis(300);
/// Duty begins and ends without anything changing; a board is looked at again this often.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// A reader whose line broke asks again after this; its page waits longer each time.
const RETRY: Duration = Duration::from_secs(2);
/// A comment keeps the line open through proxies.
pub(super) const HEARTBEAT: Duration = Duration::from_secs(15);

/// Which board.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BoardQuery {
    /// Code or id of the unit; without it the caller's own, or the whole instansi.
    unit: Option<String>,
    /// The moment to show (RFC 3339); now without it.
    at: Option<String>,
}

/// Shows the board of a unit: counts that add up to its roster.
#[utoipa::path(
    get, path = "/board", tag = "board", params(BoardQuery),
    responses(
        (status = 200, body = Board),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_board(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<BoardQuery>,
) -> Result<Json<Board>, ApiError> {
    let unit = chosen_unit(&app, &caller, Action::BoardRead, asked.unit.as_deref()).await?.map(|unit| unit.id);
    let at = match asked.at.as_deref() {
        None => app.now(),
        Some(text) => moment(text, app.now())?,
    };
    Ok(Json(board::show(&app, &caller.instansi, unit, at).await?))
}

/// Shows the curve of a usual day of a unit, to lay beside today's `arrivals`.
#[utoipa::path(
    get, path = "/board/usual", tag = "board", params(BoardQuery),
    responses(
        (status = 200, body = BoardUsual),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_board_usual(
    State(web): State<Web>,
    caller: Caller,
    Query(asked): Query<BoardQuery>,
) -> Result<Json<Arc<BoardUsual>>, ApiError> {
    let app = &web.app;
    let unit = chosen_unit(app, &caller, Action::BoardRead, asked.unit.as_deref()).await?.map(|unit| unit.id);
    let at = asked.at.as_deref().map(|text| moment(text, app.now())).transpose()?.unwrap_or(app.now());
    let on = at.to_zoned(caller.instansi.zone.time_zone()).date();
    let key = (caller.id(), unit);
    if let Some(known) = web.doors.usual.get(key, on) {
        return Ok(Json(known));
    }
    let made = Arc::new(usual::usual(app, &caller.instansi, unit, on).await?);
    web.doors.usual.put(key, on, Arc::clone(&made));
    Ok(Json(made))
}

/// Follows the board of a unit: event `board` at once and whenever it changes. Each event is the whole board and carries an
/// id that stands for what it says; a reader whose line broke gets the whole board at once when it comes back.
#[utoipa::path(
    get, path = "/board/stream", tag = "board", params(BoardQuery),
    responses((status = 200, description = "Server-sent events `board`, each with a Board as data", body = Board, content_type = "text/event-stream"))
)]
pub async fn follow_board(
    State(web): State<Web>,
    caller: Caller,
    headers: axum::http::HeaderMap,
    Query(asked): Query<BoardQuery>,
) -> Result<impl IntoResponse, ApiError> {
    let unit = chosen_unit(&web.app, &caller, Action::BoardRead, asked.unit.as_deref()).await?.map(|unit| unit.id);
    let (token, _) = carried(&headers).ok_or_else(ApiError::not_signed_in)?;
    // Listening begins before the first look, so that no change falls between.
    let changes = web.app.changes.subscribe();
    let place = Arc::clone(&web.doors.streams).try_acquire_owned().map_err(|_| too_many_open())?;
    let first = fresh(&web, &caller.instansi, unit, Instant::now()).await?;

    let (sender, receiver) = mpsc::channel(4);
    let watched = Watched { web, caller, token, named: asked.unit, unit };
    tokio::spawn(async move {
        let _place = place;
        watched.follow(first, changes, sender).await;
    });
    let stream = Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::new().interval(HEARTBEAT));
    // Proxies that gather answers would hold events back.
    Ok(([("x-accel-buffering", "no")], stream))
}

/// A board somebody looks at.
struct Watched {
    web: Web,
    caller: Caller,
    token: Token,
    named: Option<String>,
    unit: Option<UnitId>,
}

impl Watched {
    async fn follow(
        mut self,
        first: Arc<Made>,
        mut changes: broadcast::Receiver<InstansiId>,
        to: mpsc::Sender<Result<Event, Infallible>>,
    ) {
        let _open = OpenStream::count();
        let mut stopping = self.web.doors.stopping.subscribe();
        let mut shown = first;
        if send(&to, &shown).await.is_err() {
            return;
        }
        loop {
            let patience = tokio::time::sleep(LOOK_AGAIN);
            let since = tokio::select! {
                () = to.closed() => return,
                () = stopped(&mut stopping) => return,
                () = patience => Instant::now(),
                ours = changed(&mut changes, self.caller.id()) => {
                    if !ours {
                        return;
                    }
                    // One board, made after the last change that was heard, serves everybody whom it woke.
                    let mut heard = Instant::now();
                    tokio::time::sleep(GATHER).await;
                    while changes.try_recv().is_ok() {
                        heard = Instant::now();
                    }
                    heard
                }
            };
            // Rights end by date, sessions by being signed out.
            if !self.still_allowed().await {
                return;
            }
            match fresh(&self.web, &self.caller.instansi, self.unit, since).await {
                Ok(board) if board.written().id == shown.written().id => {}
                Ok(board) => {
                    shown = board;
                    if send(&to, &shown).await.is_err() {
                        return;
                    }
                }
                // The next change or minute tries again; the reader keeps the last board with its time.
                Err(error) => tracing::warn!(%error, "a live board could not be made"),
            }
        }
    }

    async fn still_allowed(&mut self) -> bool {
        let Ok(caller) = Caller::of_token(&self.web, &self.token).await else { return false };
        self.caller = caller;
        {
            let unit = chosen_unit(&self.web.app, &self.caller, Action::BoardRead, self.named.as_deref()).await;
            unit.is_ok_and(|unit| unit.map(|unit| unit.id) == self.unit)
        }
    }
}

/// Counts open boards, also when their task is dropped.
pub(super) struct OpenStream;

impl OpenStream {
    pub(super) fn count() -> Self {
        metrics::streams(1.0);
        Self
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        metrics::streams(-1.0);
    }
}

/// The board now, unless another made it since.
async fn fresh(
    web: &Web,
    instansi: &Instansi,
    unit: Option<UnitId>,
    since: Instant,
) -> Result<Arc<Made>, ServiceError> {
    let make = async || board::show(&web.app, instansi, unit, web.app.now()).await;
    web.doors.boards.since((instansi.id, unit), since, make).await
}

pub(super) fn too_many_open() -> ApiError {
    ApiError::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "too_many_streams",
        "Terlalu banyak papan langsung terbuka. Tutup yang tidak dipakai, lalu coba lagi.",
        "Too many live boards are open. Close those not in use and try again.",
    )
}

pub(super) async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error says the server is gone, which is the same.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

/// Waits for a change of this instansi; false when there will be none any more.
async fn changed(changes: &mut broadcast::Receiver<InstansiId>, ours: InstansiId) -> bool {
    loop {
        match changes.recv().await {
            Ok(instansi) if instansi == ours => return true,
            Ok(_) => {}
            // So many came that some were dropped: one of them may have been ours.
            Err(RecvError::Lagged(_)) => return true,
            Err(RecvError::Closed) => return false,
        }
    }
}

async fn send(to: &mpsc::Sender<Result<Event, Infallible>>, board: &Made) -> Result<(), ()> {
    let written = board.written();
    let event = Event::default().event("board").id(&written.id).retry(RETRY).data(&written.text);
    to.send(Ok(event)).await.map_err(drop)
}

/// Reads a moment that has come.
///
/// # Errors
///
/// 422 for anything else.
pub fn moment(text: &str, now: Timestamp) -> Result<Timestamp, ApiError> {
    match text.parse::<Timestamp>() {
        Ok(at) if at <= now => Ok(at),
        Ok(_) => Err(ApiError::field("at", "future", "Saat itu belum tiba.", "That moment has not come yet.")),
        Err(_) => {
            let (id, en) =
                ("Saat ditulis seperti 2026-01-19T07:30:00+07:00.", "Write it as 2026-01-19T07:30:00+07:00.");
            Err(ApiError::field("at", "bad_time", id, en))
        }
    }
}
