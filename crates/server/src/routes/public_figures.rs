//! Figures for anybody: without signing in, cached, and slowed down for who asks too often.

use axum::Extension;
use axum::extract::State;
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use hadir_store::Tx;
use hadir_store::instansi::Instansi;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::IntoParams;

use crate::error::ApiError;
use crate::extract::{Path, Query};
use crate::http::Web;
use crate::proxy::Client;
use crate::routes::download::CSV;
use crate::services::publishing::journal::{Journal, Published};
use crate::services::publishing::showing::{self, PublicAttendance, PublicTable};
use crate::services::publishing::{csv, naming, withdrawing};

/// Pages of other servers may read them: all of it is public.
const ANY_ORIGIN: (HeaderName, &str) = (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
/// Kept for a minute, then asked for anew; an unchanged answer is not sent again.
const A_MINUTE: (HeaderName, &str) = (header::CACHE_CONTROL, "public, max-age=60");
/// Seconds to wait for who asks too often.
const WAIT: u64 = 5;

/// Whose figures.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PublicQuery {
    /// Code of the government body; without it the one this address belongs to, or the only one of this server.
    pub instansi: Option<String>,
}

/// The newest settled day, and everything else there is.
#[utoipa::path(
    get, path = "/public/attendance", tag = "public", params(PublicQuery),
    responses(
        (status = 200, body = PublicAttendance),
        (status = 304, description = "As it was (If-None-Match)"),
        (status = 404, description = "`unknown_instansi`", body = crate::error::ProblemDetails),
        (status = 429, description = "`too_many_tries`", body = crate::error::ProblemDetails),
    ),
    security(())
)]
pub async fn show_public_attendance(
    State(web): State<Web>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    Query(asked): Query<PublicQuery>,
) -> Result<Response, ApiError> {
    let (instansi, journal) = open(&web, client, &headers, &asked).await?;
    let is_open = journal.switch.open_from.is_some();
    let latest = journal.days.values().rfind(|day| is_open && day.standing.withdrawn.is_none());
    let latest = match latest {
        Some(day) => Some(shown(&web, &instansi, day).await?),
        None => None,
    };
    let tables = if is_open { showing::listed(&journal) } else { Vec::new() };
    let body = PublicAttendance { instansi: (&instansi).into(), open: is_open, latest, tables };
    Ok(fresh(&headers, "application/json", None, json(&body)?))
}

/// One table: `2026-01-16.json`, `2026-01-16.csv`, of a sidak `2026-01-16-sidak.json` and `2026-01-16-sidak.csv`.
#[utoipa::path(
    get, path = "/public/attendance/{file}", tag = "public",
    params(("file" = String, Path, description = "Date, `-sidak` for a sidak, and `.json` or `.csv`"), PublicQuery),
    responses(
        (status = 200, description = "The table; as CSV with the definitions above it", body = PublicTable),
        (status = 304, description = "As it was (If-None-Match)"),
        (status = 404, description = "`not_published`, `unknown_instansi`", body = crate::error::ProblemDetails),
        (status = 429, description = "`too_many_tries`", body = crate::error::ProblemDetails),
    ),
    security(())
)]
pub async fn download_public_table(
    State(web): State<Web>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    Path(file): Path<String>,
    Query(asked): Query<PublicQuery>,
) -> Result<Response, ApiError> {
    let (instansi, journal) = open(&web, client, &headers, &asked).await?;
    let (name, ending) = file.rsplit_once('.').unwrap_or((&file, ""));
    let published = find(&journal, name).filter(|_| ["json", "csv"].contains(&ending));
    let published = published.ok_or_else(withdrawing::not_published)?;
    let table = shown(&web, &instansi, published).await?;
    if ending == "csv" {
        let name = format!("attachment; filename=\"kehadiran-{}.csv\"", showing::file_of(published));
        return Ok(fresh(&headers, CSV, HeaderValue::from_str(&name).ok(), csv::bytes(&table)));
    }
    Ok(fresh(&headers, "application/json", None, json(&table)?))
}

fn find<'a>(journal: &'a Journal, name: &str) -> Option<&'a Published> {
    journal.switch.open_from?;
    let (date, tables) = match name.strip_suffix("-sidak") {
        Some(date) => (date, &journal.sidaks),
        None => (name, &journal.days),
    };
    tables.get(&date.parse::<Date>().ok()?)
}

async fn open(
    web: &Web,
    client: Client,
    headers: &HeaderMap,
    asked: &PublicQuery,
) -> Result<(Instansi, Journal), ApiError> {
    let app = &web.app;
    if !web.doors.checks.admit(&client.address.to_string(), app.now()) {
        return Err(ApiError::too_many_tries(WAIT));
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let instansi = naming::instansi_of(app, asked.instansi.as_deref(), host).await?;
    let today = app.today(&instansi);
    let journal = app.db.read(async |tx: &mut Tx| Journal::of_page(tx, &instansi, today).await).await?;
    Ok((instansi, journal))
}

async fn shown(web: &Web, instansi: &Instansi, published: &Published) -> Result<PublicTable, ApiError> {
    Ok(web.app.db.read(async |tx: &mut Tx| showing::published(tx, instansi, published).await).await?)
}

fn json<T: Serialize>(body: &T) -> Result<Vec<u8>, ApiError> {
    serde_json::to_vec(body).map_err(ApiError::internal)
}

/// The answer with its tag, or only that nothing changed.
fn fresh(headers: &HeaderMap, kind: &'static str, disposition: Option<HeaderValue>, body: Vec<u8>) -> Response {
    let tag = format!("\"{}\"", hex::encode(&Sha256::digest(&body)[..16]));
    let seen = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let unchanged = seen.is_some_and(|seen| seen.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let status = if unchanged { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let body = if unchanged { Vec::new() } else { body };
    let mut response = (status, [A_MINUTE, ANY_ORIGIN, (header::CONTENT_TYPE, kind)], body).into_response();
    let answer = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&format!("W/{tag}")) {
        answer.insert(header::ETAG, tag);
    }
    if let Some(disposition) = disposition {
        answer.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}
