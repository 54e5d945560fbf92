//! `POST /witness/add-checkpoint`: this server as a witness of other logs (C2SP tlog-witness).

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::error::ApiError;
use crate::http::Web;
use crate::services::sealing::watching::{self, Answer};

/// Most bytes of a request: 63 lines of proof and a note.
const MOST_BYTES: usize = 64 * 1024;

/// Cosigns a checkpoint that continues what was cosigned before. For logs, which are told by their key.
pub async fn add_checkpoint(State(web): State<Web>, body: String) -> Result<Response, ApiError> {
    if body.len() > MOST_BYTES {
        return Err(ApiError::too_large());
    }
    let _turn = web.doors.log.acquire().await.map_err(ApiError::internal)?;
    let text = |kind: &'static str| [(header::CONTENT_TYPE, kind)];
    Ok(match watching::add_checkpoint(&web.app, &body).await? {
        Answer::Signed(line) => (text("text/plain; charset=utf-8"), line).into_response(),
        Answer::Malformed => StatusCode::BAD_REQUEST.into_response(),
        Answer::UnknownLog => StatusCode::NOT_FOUND.into_response(),
        Answer::UnknownKey => StatusCode::FORBIDDEN.into_response(),
        Answer::Conflict(size) => (StatusCode::CONFLICT, text("text/x.tlog.size"), format!("{size}\n")).into_response(),
        Answer::NotConsistent => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
    })
}
