//! A service post for whoever scans its sheet: what it is, when it is open, and a word about how it went. Nobody signs in.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::service_posts::Saw;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::service_post_shapes::{PublicPost, PublicPostDay};
use crate::error::ApiError;
use crate::extract::{Json, Path};
use crate::http::Web;
use crate::proxy::Client;
use crate::services::service_posting::receiving::{self, NewReport, Received};

/// Seconds to wait for who asks too often.
const WAIT: u64 = 5;

/// Shows a post to a visitor: its name, its office and its hours.
#[utoipa::path(
    get, path = "/public/posts/{code}", tag = "public", params(("code" = String, Path)),
    responses(
        (status = 200, body = PublicPost),
        (status = 404, description = "`unknown_code`", body = crate::error::ProblemDetails),
        (status = 429, description = "`too_many_tries`", body = crate::error::ProblemDetails),
    ),
    security(())
)]
pub async fn show_public_post(
    State(web): State<Web>,
    Extension(client): Extension<Client>,
    Path(code): Path<String>,
) -> Result<Json<PublicPost>, ApiError> {
    admit(&web, &client)?;
    let door = receiving::door(&web.app, &code).await?;
    let definition = &door.post.standing.definition;
    let day = |day: u8| PublicPostDay { day, open: definition.opening(day).iter().map(Into::into).collect() };
    Ok(Json(PublicPost {
        name: definition.name.clone(),
        place: definition.place.clone(),
        office: door.unit.name.clone(),
        instansi: door.instansi.name.clone(),
        hours: (1..=7).map(day).collect(),
        on_holidays: definition.opens_on_holidays(),
        open_now: door.open,
        holiday: door.holiday,
    }))
}

fn admit(web: &Web, client: &Client) -> Result<(), ApiError> {
    if web.doors.checks.admit(&client.address.to_string(), web.app.now()) {
        Ok(())
    } else {
        Err(ApiError::too_many_tries(WAIT))
    }
}

/// A word of a visitor.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewPublicPostReport {
    /// Made by the page; the same again changes nothing.
    id: Uuid,
    /// `nobody_there`, `long_queue`, `closed` or `good_service`.
    saw: String,
    /// In their own words, at most 300 letters; names nobody.
    #[serde(default)]
    text: String,
}

/// That it came.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicPostReceipt {
    id: Uuid,
    /// Whether it had come before.
    repeated: bool,
}

/// Takes a visitor's word about a post. Neither name nor address nor picture is kept.
#[utoipa::path(
    post, path = "/public/posts/{code}/reports", tag = "public", request_body = NewPublicPostReport,
    params(("code" = String, Path)),
    responses(
        (status = 201, body = PublicPostReceipt),
        (status = 404, description = "`unknown_code`", body = crate::error::ProblemDetails),
        (status = 409, description = "`id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`text_too_long`, or a field", body = crate::error::ProblemDetails),
        (status = 429, description = "`too_many_reports`, `too_many_tries`", body = crate::error::ProblemDetails),
    ),
    security(())
)]
pub async fn create_public_post_report(
    State(web): State<Web>,
    Extension(client): Extension<Client>,
    Path(code): Path<String>,
    Json(new): Json<NewPublicPostReport>,
) -> Result<(StatusCode, Json<PublicPostReceipt>), ApiError> {
    admit(&web, &client)?;
    let saw = Saw::parse(&new.saw).ok_or_else(|| {
        let (id, en) = ("Pilih salah satu yang Anda lihat.", "Choose what you saw.");
        ApiError::field("saw", "unknown", id, en)
    })?;
    let report = NewReport { id: new.id, saw, text: new.text };
    let received = receiving::receive(&web.app, &code, client.address, &report).await?;
    if received == Received::TooMany {
        return Err(ApiError::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_reports",
            "Hari ini sudah cukup banyak laporan dari jaringan Anda untuk pos ini. Kirim lagi besok, atau sampaikan \
             langsung kepada kantornya.",
            "Enough reports about this post came from your network today. Send it tomorrow, or tell the office directly.",
        ));
    }
    let repeated = received == Received::Repeated;
    Ok((StatusCode::CREATED, Json(PublicPostReceipt { id: new.id, repeated })))
}
