//! The web apps inside the binary: the phone app at `/`, the desk at `/desk/`.

use std::borrow::Cow;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use rust_embed::{Embed, EmbeddedFile};

use crate::error::ApiError;
use crate::http::Framed;

#[derive(Embed)]
#[folder = "../../web/apps/phone/build"]
struct Phone;

#[derive(Embed)]
#[folder = "../../web/apps/desk/build"]
struct Desk;

#[derive(Embed)]
#[folder = "../../web/placeholder"]
struct Placeholder;

const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// What SvelteKit's own policy (hashes in a `meta` element) leaves to the header.
const BESIDE_META: HeaderValue =
    HeaderValue::from_static("frame-ancestors 'none'; object-src 'none'; base-uri 'self'; form-action 'self'");

/// The same for the one page that others may show within theirs: figures anybody may read, without a session.
const FRAMED: HeaderValue =
    HeaderValue::from_static("frame-ancestors *; object-src 'none'; base-uri 'self'; form-action 'self'");

/// For pages without a policy of their own.
const WHOLE: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; form-action 'self'; \
     frame-ancestors 'none'",
);

/// Serves a file of the web apps; an address without a file gets its app's page, which knows its own ways.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    if path == "/api" || path.starts_with("/api/") {
        return ApiError::not_found("Alamat API ini", "This API address").into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return ApiError::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "Alamat ini hanya dapat dibaca.",
            "This address can only be read.",
        )
        .into_response();
    }
    if path == "/desk" {
        return Redirect::permanent("/desk/").into_response();
    }
    match find(path) {
        Some((name, file)) if may_be_framed(&uri) => framed(answer(&name, file, &headers)),
        Some((name, file)) => answer(&name, file, &headers),
        None => (StatusCode::NOT_FOUND, "404\n").into_response(),
    }
}

/// Whether an address is the public page as others embed it.
fn may_be_framed(uri: &Uri) -> bool {
    uri.path() == "/public" && uri.query().is_some_and(|query| query.split('&').any(|part| part == "embed=1"))
}

fn framed(mut answer: Response) -> Response {
    answer.extensions_mut().insert(Framed);
    if answer.headers().contains_key(header::CONTENT_SECURITY_POLICY) {
        answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, FRAMED);
    }
    answer
}

fn find(path: &str) -> Option<(Cow<'_, str>, EmbeddedFile)> {
    let (get, inside): (fn(&str) -> Option<EmbeddedFile>, &str) = match path.strip_prefix("/desk/") {
        Some(inside) => (Desk::get, inside),
        None => (Phone::get, path.trim_start_matches('/')),
    };
    let decoded = decode(inside)?;
    let is_file = |name: &str| !name.is_empty() && !name.ends_with('/');
    if is_file(&decoded)
        && let Some(file) = get(&decoded)
    {
        return Some((decoded, file));
    }
    // A missing file of the build is missing; only pages fall back to the app.
    let last = decoded.rsplit('/').next().unwrap_or_default();
    if decoded.starts_with("_app/") || last.contains('.') {
        return None;
    }
    let page = get("index.html").or_else(|| Placeholder::get("index.html"))?;
    Some((Cow::Borrowed("index.html"), page))
}

/// Percent escapes undone; nothing that climbs out of the folder.
fn decode(path: &str) -> Option<Cow<'_, str>> {
    if !path.contains('%') {
        return safe(Cow::Borrowed(path));
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(after.get(..2)?).ok()?, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    safe(Cow::Owned(String::from_utf8(bytes).ok()?))
}

fn safe(path: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let climbs = path.split(['/', '\\']).any(|part| part == ".." || part == ".");
    (!climbs && !path.starts_with('/') && !path.contains('\0')).then_some(path)
}

fn answer(name: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", hex::encode(&file.metadata.sha256_hash()[..16]));
    let unchanged = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).is_some_and(|seen| {
        // A compressed answer carries the weak form of the tag.
        seen.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)
    });
    let page = name.ends_with(".html");
    // A worker lives under the policy of its own script, not of the page that starts it.
    let policy = match name {
        "service-worker.js" => Some(WHOLE),
        _ => page.then(|| if has_own_policy(&file.data) { BESIDE_META } else { WHOLE }),
    };
    let mut response =
        if unchanged { StatusCode::NOT_MODIFIED.into_response() } else { Body::from(file.data).into_response() };
    let answer = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&format!("W/{tag}")) {
        answer.insert(header::ETAG, tag);
    }
    answer.insert(header::CACHE_CONTROL, if name.starts_with("_app/immutable/") { FOREVER } else { ASK_AGAIN });
    if let Some(policy) = policy {
        answer.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if !unchanged && let Ok(kind) = HeaderValue::from_str(media_type(name, file.metadata.mimetype())) {
        answer.insert(header::CONTENT_TYPE, kind);
    }
    response
}

fn has_own_policy(page: &[u8]) -> bool {
    let needle = b"http-equiv=\"content-security-policy\"";
    page.windows(needle.len()).any(|window| window.eq_ignore_ascii_case(needle))
}

fn media_type<'a>(name: &str, guessed: &'a str) -> &'a str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("webmanifest") => "application/manifest+json",
        _ => guessed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(method: Method, path: &str) -> StatusCode {
        let uri: Uri = path.parse().unwrap();
        tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(serve(method, uri, HeaderMap::new()))
            .status()
    }

    #[test]
    fn every_page_address_gets_a_page_and_a_missing_file_does_not() {
        for path in ["/", "/desk/", "/riwayat", "/desk/rekap/2026-11", "/masuk?next=%2F"] {
            assert_eq!(status(Method::GET, path), StatusCode::OK, "{path}");
        }
        for path in ["/_app/immutable/missing.js", "/desk/favicon.missing", "/api", "/api/v2/x"] {
            assert_eq!(status(Method::GET, path), StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(status(Method::GET, "/desk"), StatusCode::PERMANENT_REDIRECT);
        assert_eq!(status(Method::POST, "/riwayat"), StatusCode::METHOD_NOT_ALLOWED);
    }

    #[test]
    fn only_the_public_page_may_be_shown_within_pages_of_others_and_only_as_they_embed_it() {
        let framed = |path: &str| may_be_framed(&path.parse().unwrap());

        assert!(framed("/public?embed=1") && framed("/public?instansi=kota&embed=1"));
        for path in
            ["/public", "/", "/?embed=1", "/public/?embed=1", "/publicx?embed=1", "/desk/?embed=1", "/public?embed=11"]
        {
            assert!(!framed(path), "{path}");
        }
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        for path in
            ["/../Cargo.toml", "/%2e%2e/%2e%2e/Cargo.toml", "/desk/..%2f..%2fpackage.json", "//etc/passwd", "/%00"]
        {
            assert_eq!(
                find(path).map(|(name, _)| name.into_owned()).filter(|name| name != "index.html"),
                None,
                "{path}"
            );
        }
    }

    #[test]
    fn the_service_worker_may_fetch_what_its_app_may() {
        let file = || EmbeddedFile {
            data: Cow::Borrowed(b"self.addEventListener('install', () => {})"),
            metadata: Placeholder::get("index.html").unwrap().metadata,
        };
        let policy = |name: &str| {
            answer(name, file(), &HeaderMap::new()).headers().get(header::CONTENT_SECURITY_POLICY).cloned()
        };

        assert_eq!(policy("service-worker.js"), Some(WHOLE));
        assert_eq!(policy("_app/immutable/chunk.js"), None);
    }

    #[test]
    fn an_unchanged_page_is_not_sent_again() {
        let page = || EmbeddedFile {
            data: Cow::Borrowed(b"<html>"),
            metadata: Placeholder::get("index.html").unwrap().metadata,
        };
        let first = answer("index.html", page(), &HeaderMap::new());
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, first.headers()[header::ETAG].clone());

        assert_eq!(first.status(), StatusCode::OK);
        assert_eq!(answer("index.html", page(), &headers).status(), StatusCode::NOT_MODIFIED);
    }
}
