//! Files the server makes.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// CSV as spreadsheets open it.
pub const CSV: &str = "text/csv; charset=utf-8";
/// A workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// A record of another system, as it takes it.
pub const JSON: &str = "application/json";
/// Several files in one.
pub const ZIP: &str = "application/zip";
/// A page description.
pub const PDF: &str = "application/pdf";

/// A file to save under a name.
#[derive(Debug)]
pub struct Download {
    /// What it is.
    pub kind: &'static str,
    /// Name to save it under.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl IntoResponse for Download {
    fn into_response(self) -> Response {
        let plain: String = self
            .name
            .chars()
            .map(|letter| if letter.is_ascii_alphanumeric() || "-_.".contains(letter) { letter } else { '_' })
            .collect();
        let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{plain}\""))
            .unwrap_or(HeaderValue::from_static("attachment"));
        let kind = (header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        ([kind, (header::CONTENT_DISPOSITION, disposition)], self.bytes).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let file = Download { kind: CSV, name: "a\"\r\nset-cookie: x.csv".into(), bytes: Vec::new() };

        let response = file.into_response();

        assert_eq!(response.headers()[header::CONTENT_DISPOSITION], "attachment; filename=\"a___set-cookie__x.csv\"");
    }
}
