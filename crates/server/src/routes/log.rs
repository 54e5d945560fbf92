//! The log as it is published (C2SP tlog-tiles), for anybody: checkpoint, tiles, keys.

use axum::extract::{Path, State};
use axum::http::header::{self, HeaderName};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

use crate::error::ApiError;
use crate::http::Web;
use crate::services::sealing::publishing;

/// Pages of other servers may read the log: all of it is public.
const ANY_ORIGIN: (HeaderName, &str) = (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");

/// Never changes: a tile has one content for each width.
const FOR_GOOD: (HeaderName, &str) = (header::CACHE_CONTROL, "public, max-age=31536000, immutable");

/// Is asked for anew each time.
const FRESH: (HeaderName, &str) = (header::CACHE_CONTROL, "no-cache");

const TEXT: (HeaderName, &str) = (header::CONTENT_TYPE, "text/plain; charset=utf-8");
const BYTES: (HeaderName, &str) = (header::CONTENT_TYPE, "application/octet-stream");

/// The addresses of every log, and those of the only one when there is one.
pub fn router() -> Router<Web> {
    Router::new()
        .route("/log/{code}/checkpoint", get(show_checkpoint))
        .route("/log/{code}/tile/{*path}", get(show_tile))
        .route("/log/{code}/keys", get(show_keys))
        .route("/checkpoint", get(show_only_checkpoint))
        .route("/tile/{*path}", get(show_only_tile))
}

/// `GET /log/<code>/checkpoint`: the latest one, with every signature there is.
pub async fn show_checkpoint(State(web): State<Web>, Path(code): Path<String>) -> Result<Response, ApiError> {
    checkpoint(&web, Some(&code)).await
}

/// `GET /checkpoint`
pub async fn show_only_checkpoint(State(web): State<Web>) -> Result<Response, ApiError> {
    checkpoint(&web, None).await
}

async fn checkpoint(web: &Web, code: Option<&str>) -> Result<Response, ApiError> {
    let _turn = web.doors.log.acquire().await.map_err(ApiError::internal)?;
    let instansi = publishing::instansi_of(&web.app, code).await?;
    let (_, note) = publishing::latest(&web.app, &instansi).await?;
    Ok(([TEXT, FRESH, ANY_ORIGIN], note).into_response())
}

/// `GET /log/<code>/tile/…`: hashes of nodes, or a bundle of entries.
pub async fn show_tile(
    State(web): State<Web>,
    Path((code, path)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    tile(&web, Some(&code), &path).await
}

/// `GET /tile/…`
pub async fn show_only_tile(State(web): State<Web>, Path(path): Path<String>) -> Result<Response, ApiError> {
    tile(&web, None, &path).await
}

async fn tile(web: &Web, code: Option<&str>, path: &str) -> Result<Response, ApiError> {
    let _turn = web.doors.log.acquire().await.map_err(ApiError::internal)?;
    let instansi = publishing::instansi_of(&web.app, code).await?;
    let bytes = publishing::tile(&web.app, &instansi, &format!("tile/{path}")).await?;
    Ok(([BYTES, FOR_GOOD, ANY_ORIGIN], bytes).into_response())
}

/// `GET /log/<code>/keys`: every epoch and every key, for who checks old checkpoints and receipts.
pub async fn show_keys(State(web): State<Web>, Path(code): Path<String>) -> Result<Response, ApiError> {
    let instansi = publishing::instansi_of(&web.app, Some(&code)).await?;
    let keys = publishing::log_keys(&web.app, &instansi).await?;
    Ok(([FRESH, ANY_ORIGIN], Json(keys)).into_response())
}
