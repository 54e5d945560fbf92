//! The description of the API: `openapi.json`, and a page to browse it.

use std::fmt::Write;
use std::sync::LazyLock;

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{Html, IntoResponse};
use serde_json::Value;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::error::{FieldProblem, ProblemDetails};
use crate::routes;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Hadir",
        version = "1",
        description = "Kehadiran aparatur yang dapat dipercaya semua pihak. Attendance of public servants that everyone \
                       can trust. Errors are RFC 9457 problem details with a stable `code`. Writes carry an id made by \
                       the caller and may be repeated. Calls signed in by cookie that change something carry the \
                       header `X-Hadir: 1`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(ProblemDetails, FieldProblem))
)]
struct Head;

/// The description before any route.
pub fn head() -> utoipa::openapi::OpenApi {
    let mut head = Head::openapi();
    if let Some(components) = &mut head.components {
        let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(crate::auth::session::COOKIE)));
        let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
        components.add_security_scheme("session", cookie);
        components.add_security_scheme("token", bearer);
    }
    head
}

/// `openapi.json` as it is committed, without a line end at its end.
pub fn text() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let (_, api) = routes::all().split_for_parts();
        // A value of strings, lists and maps always becomes JSON.
        api.to_pretty_json().unwrap_or_default()
    });
    &TEXT
}

const NO_CACHE: (HeaderName, HeaderValue) = (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));

/// `GET /api/openapi.json`
pub async fn show() -> impl IntoResponse {
    let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    ([json, NO_CACHE], text())
}

/// `GET /api/docs`
pub async fn browse() -> impl IntoResponse {
    static PAGE: LazyLock<String> = LazyLock::new(page);
    let policy = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    ([(header::CONTENT_SECURITY_POLICY, policy), NO_CACHE], Html(PAGE.as_str()))
}

const STYLE: &str = "
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }
  summary { cursor: pointer; padding: .4rem 0 } code, pre { font: .9em ui-monospace, monospace }
  pre { overflow-x: auto; padding: .75rem; border: 1px solid; border-radius: .5rem }
  .verb { display: inline-block; min-width: 4rem; font-weight: 700 }
";

/// One page, made from the description itself: every call with its parameters, bodies and answers.
fn page() -> String {
    let api: Value = serde_json::from_str(text()).unwrap_or_default();
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>Hadir API</title><style>{STYLE}</style><h1>Hadir API</h1><p>{}</p>\
         <p><a href=\"/api/openapi.json\">openapi.json</a></p><h2>Calls</h2>",
        escape(api["info"]["description"].as_str().unwrap_or_default()),
    );
    for (path, item) in api["paths"].as_object().into_iter().flatten() {
        for (verb, call) in item.as_object().into_iter().flatten() {
            let said = call["summary"].as_str().or(call["description"].as_str()).unwrap_or_default();
            let details = serde_json::json!({
                "parameters": call["parameters"], "requestBody": call["requestBody"], "responses": call["responses"],
            });
            section(
                &mut page,
                &format!("<span class=\"verb\">{verb}</span> <code>{}</code> {}", escape(path), escape(said)),
                &details,
            );
        }
    }
    page.push_str("<h2>Shapes</h2>");
    for (name, shape) in api["components"]["schemas"].as_object().into_iter().flatten() {
        section(&mut page, &format!("<code>{}</code>", escape(name)), shape);
    }
    page.push_str("</html>\n");
    page
}

fn section(page: &mut String, head: &str, body: &Value) {
    let body = serde_json::to_string_pretty(body).unwrap_or_default();
    // Writing into a string does not fail.
    let _ = write!(page, "<details><summary>{head}</summary><pre>{}</pre></details>", escape(&body));
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_description_is_fresh() {
        let committed = include_str!("../../../openapi.json");

        assert!(
            committed.trim_end() == text(),
            "openapi.json is stale: remake it, and the client made from it, with `make openapi`"
        );
    }

    #[test]
    fn every_call_says_what_it_does_and_how_it_fails() {
        let api: Value = serde_json::from_str(text()).unwrap();
        for (path, item) in api["paths"].as_object().unwrap() {
            for (verb, call) in item.as_object().unwrap() {
                assert!(call["summary"].is_string(), "{verb} {path} has no summary");
                let answers = call["responses"].as_object().unwrap();
                assert!(answers.keys().any(|status| status.starts_with('2')), "{verb} {path} never succeeds");
            }
        }
    }

    #[test]
    fn the_page_names_every_path() {
        let page = page();
        let api: Value = serde_json::from_str(text()).unwrap();

        for path in api["paths"].as_object().unwrap().keys() {
            assert!(page.contains(&escape(path)), "{path}");
        }
        assert!(!page.contains("<script"));
    }
}
