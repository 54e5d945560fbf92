//! The one error of the HTTP interface: RFC 9457 problem details in both languages.
//!
//! **Invariant:** a fault of the server says nothing about its inside to the caller; the cause is logged
//! once, here, under the request's id.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::services::error::{Kind, ServiceError};

/// A sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Bahasa Indonesia.
    pub id: String,
    /// English.
    pub en: String,
}

impl Text {
    /// Both at once.
    pub fn new(id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { id: id.into(), en: en.into() }
    }
}

/// What is wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The field, as `name` or `outer.name`.
    pub field: String,
    /// Stable code.
    pub code: String,
    /// Bahasa Indonesia.
    pub detail: String,
    /// English.
    pub detail_en: String,
}

impl FieldProblem {
    /// A complaint about a field.
    pub fn new(field: &str, code: &str, id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { field: field.to_owned(), code: code.to_owned(), detail: id.into(), detail_en: en.into() }
    }
}

/// The body of every refusal and failure (`application/problem+json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemDetails {
    /// `urn:hadir:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What the status means, in Indonesian.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// One sentence for the reader, in Indonesian.
    pub detail: String,
    /// The same in English.
    pub detail_en: String,
    /// Stable code for programs.
    pub code: String,
    /// The fields at fault.
    pub errors: Vec<FieldProblem>,
}

/// A request that could not be served.
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    text: Text,
    fields: Vec<FieldProblem>,
    retry_after_seconds: Option<u64>,
    cause: Option<anyhow::Error>,
}

impl ApiError {
    /// Any refusal.
    pub fn new(status: StatusCode, code: &'static str, id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { status, code, text: Text::new(id, en), fields: Vec::new(), retry_after_seconds: None, cause: None }
    }

    /// 400: the request as a whole cannot be understood.
    pub fn bad_request(code: &'static str, id: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, id, en)
    }

    /// 401: nobody is signed in.
    pub fn not_signed_in() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "not_signed_in",
            "Anda belum masuk atau sesi Anda telah berakhir.",
            "You are not signed in, or your session has ended.",
        )
    }

    /// 403: signed in, but no grant allows it.
    pub fn forbidden() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "Peran Anda tidak memberi hak untuk ini.",
            "Your role does not give you the right to do this.",
        )
    }

    /// 404: not there, or not for the caller to know of.
    pub fn not_found(id: &str, en: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("{id} tidak ditemukan."), format!("{en} was not found."))
    }

    /// 409: something else is there already.
    pub fn conflict(code: &'static str, id: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, id, en)
    }

    /// 422: fields are wrong.
    pub fn invalid(fields: Vec<FieldProblem>) -> Self {
        let (id, en) = match fields.as_slice() {
            [one] => (one.detail.clone(), one.detail_en.clone()),
            _ => ("Ada isian yang belum benar.".into(), "Some fields are not right yet.".into()),
        };
        Self { fields, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", id, en) }
    }

    /// 422 about one field.
    pub fn field(field: &str, code: &str, id: impl Into<String>, en: impl Into<String>) -> Self {
        Self::invalid(vec![FieldProblem::new(field, code, id, en)])
    }

    /// The same with the places at fault.
    #[must_use]
    pub fn with_fields(self, fields: Vec<FieldProblem>) -> Self {
        Self { fields, ..self }
    }

    /// 413: more bytes than are taken.
    pub fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "Kiriman melebihi batas ukuran.",
            "What was sent exceeds the size limit.",
        )
    }

    /// 429 with the seconds to wait.
    pub fn too_many_tries(retry_after_seconds: u64) -> Self {
        let seconds = retry_after_seconds.max(1);
        Self {
            retry_after_seconds: Some(seconds),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_tries",
                format!("Terlalu banyak percobaan. Coba lagi dalam {seconds} detik."),
                format!("Too many tries. Try again in {seconds} seconds."),
            )
        }
    }

    /// 503: took too long.
    pub fn timed_out() -> Self {
        Self {
            retry_after_seconds: Some(5),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "timed_out",
                "Permintaan memakan waktu terlalu lama. Coba lagi sebentar lagi.",
                "The request took too long. Try again in a moment.",
            )
        }
    }

    /// 503: the database does not answer now.
    pub fn unavailable() -> Self {
        Self {
            retry_after_seconds: Some(5),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "database_unavailable",
                "Basis data belum menjawab. Coba lagi sebentar lagi.",
                "The database does not answer. Try again in a moment.",
            )
        }
    }

    /// 503: there is no place in the queue now; what was sent must be sent again.
    pub fn overloaded(text: Text) -> Self {
        Self {
            retry_after_seconds: Some(3),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", text.id, text.en)
        }
    }

    /// 500: a fault of the server. The cause is logged, never sent.
    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        Self {
            cause: Some(cause.into()),
            ..Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "Terjadi kesalahan di server. Kejadian ini telah dicatat.",
                "Something went wrong in the server. It has been recorded.",
            )
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    fn details(&self) -> ProblemDetails {
        ProblemDetails {
            kind: format!("urn:hadir:problem:{}", self.code),
            title: title(self.status).to_owned(),
            status: self.status.as_u16(),
            detail: self.text.id.clone(),
            detail_en: self.text.en.clone(),
            code: self.code.to_owned(),
            errors: self.fields.clone(),
        }
    }
}

fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "Perlu masuk",
        StatusCode::FORBIDDEN => "Tidak berhak",
        StatusCode::NOT_FOUND => "Tidak ditemukan",
        StatusCode::METHOD_NOT_ALLOWED => "Cara tidak dikenal",
        StatusCode::CONFLICT => "Bertentangan dengan yang sudah ada",
        StatusCode::GONE => "Sudah tidak berlaku",
        StatusCode::PAYLOAD_TOO_LARGE => "Terlalu besar",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "Jenis isi tidak dikenal",
        StatusCode::UNPROCESSABLE_ENTITY => "Isian belum benar",
        StatusCode::TOO_MANY_REQUESTS => "Terlalu sering",
        StatusCode::SERVICE_UNAVAILABLE => "Sedang tidak dapat melayani",
        status if status.is_server_error() => "Kesalahan server",
        _ => "Permintaan tidak dapat dilayani",
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if let Some(cause) = &self.cause {
            tracing::error!(code = self.code, cause = format!("{cause:#}"), "request failed");
        }
        let mut response = (self.status, Json(self.details())).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"hadir\""));
        }
        response
    }
}

impl From<anyhow::Error> for ApiError {
    fn from(cause: anyhow::Error) -> Self {
        Self::internal(cause)
    }
}

impl From<hadir_store::StoreError> for ApiError {
    fn from(cause: hadir_store::StoreError) -> Self {
        match cause {
            hadir_store::StoreError::Unavailable(_) => Self { cause: Some(cause.into()), ..Self::unavailable() },
            // Routes say in words what a conflict or an absence means; what gets here was not foreseen.
            cause => Self::internal(cause),
        }
    }
}

impl From<ServiceError> for ApiError {
    fn from(error: ServiceError) -> Self {
        let status = match error.kind {
            Kind::BadInput => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::Conflict => StatusCode::CONFLICT,
            Kind::Forbidden => StatusCode::FORBIDDEN,
            Kind::Unavailable if error.code == "overloaded" => return Self::overloaded(error.text),
            Kind::Unavailable if error.code == "signing_away" => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Unavailable => return Self { cause: Some(error.into()), ..Self::unavailable() },
            Kind::Fault => return Self::internal(error),
        };
        Self::new(status, error.code, error.text.id, error.text.en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;
    use serde_json::Value;

    async fn body(error: ApiError) -> Value {
        let bytes = error.into_response().into_body().collect().await.unwrap().to_bytes();
        serde_json::from_slice(&bytes).unwrap()
    }

    #[tokio::test]
    async fn a_fault_of_the_server_says_nothing_of_its_inside() {
        let body = body(ApiError::internal(anyhow::anyhow!("no such column: password_hash"))).await;

        assert_eq!(body["status"], 500);
        assert_eq!(body["code"], "internal");
        assert!(!body.to_string().contains("password_hash"));
    }

    #[tokio::test]
    async fn a_single_wrong_field_speaks_for_the_whole_request() {
        let body = body(ApiError::field("name", "blank", "Nama wajib diisi.", "A name is needed.")).await;

        assert_eq!(body["detail"], "Nama wajib diisi.");
        assert_eq!(body["errors"][0]["field"], "name");
    }

    #[test]
    fn too_many_tries_says_how_long_to_wait() {
        let response = ApiError::too_many_tries(30).into_response();

        assert_eq!(response.headers()[header::RETRY_AFTER], "30");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
    }
}
