//! Answers that are somebody's file.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// A file of a stranger, shown and never run as a page of this server.
pub fn strangers_file(media: &str, bytes: Vec<u8>) -> Response {
    let media = HeaderValue::from_str(media).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let sandbox = (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    let inline = (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    ([(header::CONTENT_TYPE, media), sandbox, inline], bytes).into_response()
}
