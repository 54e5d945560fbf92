//! Extractors whose rejections are problem details.

use axum::extract::multipart::MultipartRejection;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::error::ApiError;

/// A JSON body, coming or going.
#[derive(Debug, FromRequest)]
#[from_request(via(axum::Json), rejection(ApiError))]
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// The query of the address.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(ApiError))]
pub struct Query<T>(pub T);

/// Parts of the path.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(ApiError))]
pub struct Path<T>(pub T);

/// A form with files.
#[derive(Debug)]
pub struct Multipart(pub axum::extract::Multipart);

impl<S: Send + Sync> FromRequest<S> for Multipart {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        Ok(Self(axum::extract::Multipart::from_request(request, state).await?))
    }
}

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::MissingJsonContentType(_) => Self::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not_json",
                "Isi kiriman harus JSON (Content-Type: application/json).",
                "The body must be JSON (Content-Type: application/json).",
            ),
            JsonRejection::JsonDataError(error) => {
                let reason = innermost(&error.body_text());
                Self::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "wrong_shape",
                    format!("Isi JSON tidak sesuai: {reason}."),
                    format!("The JSON does not fit: {reason}."),
                )
            }
            JsonRejection::JsonSyntaxError(_) => {
                Self::bad_request("bad_json", "Isi kiriman bukan JSON yang utuh.", "The body is not well-formed JSON.")
            }
            other if other.status() == StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(),
            _ => unreadable_body(),
        }
    }
}

impl From<QueryRejection> for ApiError {
    fn from(rejection: QueryRejection) -> Self {
        let reason = innermost(&rejection.body_text());
        Self::bad_request(
            "bad_query",
            format!("Bagian alamat setelah tanda tanya tidak sesuai: {reason}."),
            format!("The query of the address does not fit: {reason}."),
        )
    }
}

impl From<PathRejection> for ApiError {
    fn from(_: PathRejection) -> Self {
        Self::not_found("Yang diminta", "What was asked for")
    }
}

impl From<MultipartRejection> for ApiError {
    fn from(_: MultipartRejection) -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not_multipart",
            "Kirim berkas sebagai formulir (multipart/form-data).",
            "Send the file as a form (multipart/form-data).",
        )
    }
}

impl From<axum::extract::multipart::MultipartError> for ApiError {
    fn from(error: axum::extract::multipart::MultipartError) -> Self {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Self::too_large() } else { unreadable_body() }
    }
}

fn unreadable_body() -> ApiError {
    ApiError::bad_request(
        "unreadable",
        "Isi kiriman tidak terbaca sampai akhir.",
        "The body could not be read to its end.",
    )
}

/// What serde says after the framework's own words, without a trailing stop.
fn innermost(text: &str) -> String {
    let reason = text.split_once(": ").map_or(text, |(_, reason)| reason);
    reason.chars().take(200).collect::<String>().trim_end_matches('.').to_owned()
}
