//! Following a sidak live: every event is the whole board, so that whoever was cut off needs nothing but the next.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use hadir_domain::ids::UnitId;
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use uuid::Uuid;

use super::board::{HEARTBEAT, OpenStream, stopped, too_many_open};
use super::sidak::{load, reach};
use crate::auth::Caller;
use crate::auth::session::{Token, carried};
use crate::error::ApiError;
use crate::extract::Path;
use crate::http::Web;
use crate::services::sidak::streams::{Frame, SidakBoard, SidakPhase};

/// A reader that was cut off comes back after this.
const RETRY: Duration = Duration::from_secs(2);
/// Rights end by date, sessions by being signed out: looked at again this often.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// Follows a sidak: event `sidak` at once and whenever it moves, each with the whole board.
#[utoipa::path(
    get, path = "/sidak/{id}/stream", tag = "sidak", params(("id" = Uuid, Path)),
    responses(
        (status = 200, description = "Server-sent events `sidak`, each with a SidakBoard as data", body = SidakBoard, content_type = "text/event-stream"),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn follow_sidak(
    State(web): State<Web>,
    caller: Caller,
    headers: axum::http::HeaderMap,
    Path(id): Path<Uuid>,
) -> Result<impl IntoResponse, ApiError> {
    caller.require(hadir_domain::access::Action::SidakRead)?;
    let (token, _) = carried(&headers).ok_or_else(ApiError::not_signed_in)?;
    let live = load(&web.app, &caller, id).await?;
    let reach = reach(&caller, &live)?;
    drop(live);
    let place = Arc::clone(&web.doors.streams).try_acquire_owned().map_err(|_| too_many_open())?;
    let frames = web.doors.sidak.follow(&web.app, &caller.instansi, id).await?;
    let (sender, receiver) = mpsc::channel(4);
    let watched = Watched { web, token, reach };
    tokio::spawn(async move {
        let _place = place;
        watched.follow(frames, sender).await;
    });
    let stream = Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::new().interval(HEARTBEAT));
    Ok(([("x-accel-buffering", "no")], stream))
}

struct Watched {
    web: Web,
    token: Token,
    reach: Option<BTreeSet<UnitId>>,
}

impl Watched {
    async fn follow(self, mut frames: watch::Receiver<Arc<Frame>>, to: mpsc::Sender<Result<Event, Infallible>>) {
        let _open = OpenStream::count();
        let mut stopping = self.web.doors.stopping.subscribe();
        let mut look = tokio::time::interval(LOOK_AGAIN);
        look.tick().await;
        loop {
            let frame = Arc::clone(&frames.borrow_and_update());
            let data = frame.text_for(self.reach.as_ref()).await;
            let event = Event::default().event("sidak").id(frame.seq.to_string()).retry(RETRY).data(data);
            if to.send(Ok(event)).await.is_err() || frame.phase == SidakPhase::Closed {
                return;
            }
            loop {
                tokio::select! {
                    () = to.closed() => return,
                    () = stopped(&mut stopping) => return,
                    _ = look.tick() => {
                        if Caller::of_token(&self.web, &self.token).await.is_err() {
                            return;
                        }
                    }
                    moved = frames.changed() => {
                        if moved.is_err() {
                            return;
                        }
                        break;
                    }
                }
            }
        }
    }
}
