//! The fictional city's last working day, shown again outside working hours.

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_sim::Replay;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::Json;
use crate::routes::info::is_demo;

/// How many seconds of the day pass in one.
const SPEED: u32 = 120;

/// Which day to show again. Nothing is invented: the board is asked for past moments.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReplayOffer {
    /// The date.
    day: String,
    /// Its first moment to show, RFC 3339.
    from: String,
    /// Its last moment to show.
    to: String,
    /// How many seconds of the day pass in one.
    speed: u32,
}

/// Offers the last working day of a fictional city to be watched again.
#[utoipa::path(
    get, path = "/demo/replay", tag = "board",
    responses(
        (status = 200, body = ReplayOffer),
        (status = 404, description = "A real city", body = crate::error::ProblemDetails),
    )
)]
pub async fn show_replay(State(app): State<App>, caller: Caller) -> Result<Json<ReplayOffer>, ApiError> {
    caller.require(Action::BoardRead)?;
    let nothing = || {
        ApiError::not_found("Putar ulang hanya ada di kota contoh; ini", "A replay exists in a sample city only; this")
    };
    let instansi = &caller.instansi;
    if !is_demo(instansi) {
        return Err(nothing());
    }
    let calendar = app.packs_of(instansi).calendar(instansi.region_code(), None);
    let replay =
        Replay::of_last_workday(&calendar, &instansi.zone.time_zone(), app.now(), SPEED).ok_or_else(nothing)?;
    Ok(Json(ReplayOffer {
        day: replay.day.to_string(),
        from: replay.from.to_string(),
        to: replay.to.to_string(),
        speed: replay.speed,
    }))
}
