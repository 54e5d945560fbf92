//! Workdays and days off, with their source.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::calendar::CalendarDay;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::shapes::date_of;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Query};

/// Most days asked for at once.
const MOST_DAYS: i32 = 3 * 366;

/// From when to when, inclusive.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CalendarQuery {
    /// `YYYY-MM-DD`.
    from: String,
    /// `YYYY-MM-DD`.
    to: String,
}

/// Dates with what the calendar says of them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Calendar)]
pub struct CalendarJson {
    days: Vec<CalendarDayJson>,
    workdays: u32,
    /// Workdays by month (`YYYY-MM`).
    by_month: BTreeMap<String, u32>,
}

/// A date.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CalendarDay)]
struct CalendarDayJson {
    date: String,
    workday: bool,
    /// `workday`, `weekend`, `libur_nasional`, `cuti_bersama`, `pemilu` or `libur_daerah`.
    #[schema(value_type = String)]
    kind: hadir_domain::calendar::DayKind,
    name: Option<String>,
    /// The decree.
    source: Option<String>,
    known_from: Option<String>,
    /// Whether it was checked against the decree's own text.
    confirmed: bool,
}

/// Lists dates with workdays and days off, as the instansi's region and week have it.
#[utoipa::path(
    get, path = "/calendar", tag = "calendar", params(CalendarQuery),
    responses(
        (status = 200, body = CalendarJson),
        (status = 422, description = "`not_covered`: no rule pack covers the period", body = crate::error::ProblemDetails),
    )
)]
pub async fn list_calendar(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<CalendarQuery>,
) -> Result<Json<CalendarJson>, ApiError> {
    caller.require(Action::RulesRead)?;
    let (from, to) = (date_of("from", &asked.from)?, date_of("to", &asked.to)?);
    if to < from || (to - from).get_days() > MOST_DAYS {
        let (id, en) = (
            "Tanggal akhir mendahului tanggal awal, atau lebih dari tiga tahun.",
            "The end lies before the begin, or over three years later.",
        );
        return Err(ApiError::field("to", "bad_period", id, en));
    }
    let calendar = app.packs_of(&caller.instansi).calendar(Some(&caller.instansi.region), None);
    let days = calendar.days(from, to, caller.instansi.week).map_err(|gap| {
        ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "not_covered",
            format!("Kalender belum mencakup {}; yang ada {} sampai {}.", gap.date, gap.from, gap.to),
            format!("No rule pack covers {}; they cover {} to {}.", gap.date, gap.from, gap.to),
        )
    })?;
    let mut by_month: BTreeMap<String, u32> = BTreeMap::new();
    for day in &days {
        *by_month.entry(day.date.strftime("%Y-%m").to_string()).or_default() += u32::from(day.workday);
    }
    let workdays = by_month.values().sum();
    Ok(Json(CalendarJson { days: days.into_iter().map(json).collect(), workdays, by_month }))
}

fn json(day: CalendarDay) -> CalendarDayJson {
    CalendarDayJson {
        date: day.date.to_string(),
        workday: day.workday,
        kind: day.kind,
        name: day.name,
        source: day.source,
        known_from: day.known_from.map(|date| date.to_string()),
        confirmed: day.confirmed,
    }
}
