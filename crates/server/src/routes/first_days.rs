//! The first workday after days off: which days are watched, their figures, names behind them, and the report.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::first_days::Standing;
use hadir_domain::ids::UnitId;
use hadir_store::units;
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::board::moment;
use super::download::{Download, PDF, XLSX};
use super::first_day_shapes::*;
use super::shapes::{date_of, reason_given};
use super::units::chosen_unit;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::documenting::Format;
use crate::services::first_days::naming::{self, Whom};
use crate::services::first_days::overview::Overview;
use crate::services::first_days::{self, Order, overview, report};

/// A picture.
const PNG: &str = "image/png";
/// Days looked at when none are asked for, before and after today.
const DAYS_AROUND: i64 = 183;
/// Most days asked for at once.
const MOST_DAYS: i32 = 800;

/// Which days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FirstDaysQuery {
    /// First day; half a year ago when left out.
    from: Option<String>,
    /// Last day; in half a year when left out.
    to: Option<String>,
}

/// Lists the watched days of a span: first workdays after days off, and those put under watch.
#[utoipa::path(
    get, path = "/first-days", tag = "first days", params(FirstDaysQuery),
    responses(
        (status = 200, body = FirstDayList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 422, description = "A field", body = crate::error::ProblemDetails),
    )
)]
pub async fn list_first_days(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<FirstDaysQuery>,
) -> Result<Json<FirstDayList>, ApiError> {
    caller.require(Action::DayRollsRead)?;
    let today = caller.today;
    let around = DAYS_AROUND.days();
    let from = asked.from.as_deref().map(|text| date_of("from", text)).transpose()?;
    let to = asked.to.as_deref().map(|text| date_of("to", text)).transpose()?;
    let from = from.unwrap_or(today.checked_sub(around).unwrap_or(today));
    let to = to.unwrap_or(today.checked_add(around).unwrap_or(today));
    if to < from || from.until(to).map_or(i32::MAX, |span| span.get_days()) > MOST_DAYS {
        let (id, en) =
            ("Pilih paling banyak dua tahun, dari yang awal ke yang akhir.", "Choose two years at most, in order.");
        return Err(ApiError::field("to", "bad_span", id, en));
    }
    let found = first_days::list(&app, &caller.instansi, (from, to)).await?;
    Ok(Json(FirstDayList::of(&found, today)))
}

/// A day to watch, or what holds on one that is watched.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewFirstDay {
    /// Made by the page; the same again changes nothing.
    id: Uuid,
    /// The day, today or later.
    on: String,
    /// Until when heads' rolls are waited for, `HH:MM` local; the rule's time when left out.
    roll_due: Option<String>,
    /// Whether the day's leave to work from anywhere is used; the rule's word when left out.
    flexible: Option<bool>,
    /// Why, or by which letter.
    reason: String,
}

/// What was kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct FirstDayKept {
    /// The order.
    pub id: Uuid,
    /// The day.
    #[schema(value_type = String)]
    pub on: Date,
}

/// Puts a day under watch, or sets its deadline and whether work from anywhere is used. The newest word counts.
#[utoipa::path(
    post, path = "/first-days", tag = "first days", request_body = NewFirstDay,
    responses(
        (status = 201, body = FirstDayKept),
        (status = 200, description = "It was there already", body = FirstDayKept),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 409, description = "`id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`past_day`, `no_rule`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_first_day(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewFirstDay>,
) -> Result<(StatusCode, Json<FirstDayKept>), ApiError> {
    caller.require_all(Action::SidakCall)?;
    let on = date_of("on", &new.on)?;
    let roll_due = new.roll_due.as_deref().filter(|text| !text.is_empty()).map(time_of).transpose()?;
    let order = Order { roll_due, flexible: new.flexible, reason: reason_given("reason", &new.reason, true)? };
    let fresh = first_days::order(&app, &caller, new.id, on, &order).await?;
    let status = if fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(FirstDayKept { id: new.id, on })))
}

fn time_of(text: &str) -> Result<Time, ApiError> {
    Time::strptime("%H:%M", text)
        .map_err(|_| ApiError::field("roll_due", "bad_time", "Tulis jamnya seperti 13:00.", "Write the time as 13:00."))
}

/// Which unit, and as known when.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FirstDayQuery {
    /// Code or id of the unit; without it the caller's own, or the whole instansi.
    unit: Option<String>,
    /// The moment to show (RFC 3339); now without it.
    at: Option<String>,
}

async fn of(app: &App, caller: &Caller, on: &str, asked: &FirstDayQuery) -> Result<Overview, ApiError> {
    let (on, unit, at) = chosen(app, caller, Action::DayRollsRead, on, asked).await?;
    Ok(overview::show(app, &caller.instansi, unit, on, at).await?)
}

async fn chosen(
    app: &App,
    caller: &Caller,
    action: Action,
    on: &str,
    asked: &FirstDayQuery,
) -> Result<(Date, Option<UnitId>, Timestamp), ApiError> {
    let unit = chosen_unit(app, caller, action, asked.unit.as_deref()).await?.map(|unit| unit.id);
    let on = date_of("on", on)?;
    let at = asked.at.as_deref().map(|text| moment(text, app.now())).transpose()?.unwrap_or(app.now());
    Ok((on, unit, at))
}

/// Shows a watched day: how many stand how, per office and per group, with what the share is made of, and whose roll is
/// missing. Every row adds up; nobody is named.
#[utoipa::path(
    get, path = "/first-days/{on}", tag = "first days",
    params(("on" = String, Path, description = "The day, `YYYY-MM-DD`"), FirstDayQuery),
    responses(
        (status = 200, body = FirstDayShown),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`not_watched`", body = crate::error::ProblemDetails),
    )
)]
pub async fn show_first_day(
    State(app): State<App>,
    caller: Caller,
    Path(on): Path<String>,
    Query(asked): Query<FirstDayQuery>,
) -> Result<Json<FirstDayShown>, ApiError> {
    let found = of(&app, &caller, &on, &asked).await?;
    let shown = app.db.read(async |tx| FirstDayShown::load(tx, &caller.instansi, &found).await).await?;
    Ok(Json(shown))
}

/// Whom to name.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FirstDayNamesQuery {
    /// Code or id of the unit; without it the caller's own, or the whole instansi.
    unit: Option<String>,
    /// `far`, `notice`, or how they stand: `tanpa_keterangan`, `belum_terdengar`, `terlambat` and so on.
    whom: String,
}

/// Names who stands behind a figure of a watched day. Each of them finds the look in their own record.
#[utoipa::path(
    get, path = "/first-days/{on}/people", tag = "first days",
    params(("on" = String, Path, description = "The day, `YYYY-MM-DD`"), FirstDayNamesQuery),
    responses(
        (status = 200, body = FirstDayNames),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`not_watched`", body = crate::error::ProblemDetails),
        (status = 422, description = "`too_many_names`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn list_first_day_people(
    State(app): State<App>,
    caller: Caller,
    Path(on): Path<String>,
    Query(asked): Query<FirstDayNamesQuery>,
) -> Result<Json<FirstDayNames>, ApiError> {
    caller.require(Action::DayRollsRead)?;
    let query = FirstDayQuery { unit: asked.unit, at: None };
    let (on, unit, at) = chosen(&app, &caller, Action::DaysRead, &on, &query).await?;
    let whom = match asked.whom.as_str() {
        "far" => Whom::Far,
        "notice" => Whom::Notice,
        code => Whom::Stands(Standing::ALL.into_iter().find(|one| one.as_str() == code).ok_or_else(|| {
            ApiError::field("whom", "unknown", "Pilih salah satu kolom tabel.", "Choose one of the columns.")
        })?),
    };
    let found = naming::named(&app, &caller, unit, (on, at), whom).await?;
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    Ok(Json(FirstDayNames { items: found.iter().map(|one| FirstDayPerson::of(one, &all)).collect() }))
}

/// Downloads the report of a watched day as a workbook with the mark of a document.
#[utoipa::path(
    get, path = "/first-days/{on}/report.xlsx", tag = "first days",
    params(("on" = String, Path, description = "The day, `YYYY-MM-DD`"), FirstDayQuery),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>))
)]
pub async fn download_first_day_xlsx(
    State(app): State<App>,
    caller: Caller,
    Path(on): Path<String>,
    Query(asked): Query<FirstDayQuery>,
) -> Result<Download, ApiError> {
    document(&app, &caller, &on, &asked, Format::Xlsx).await
}

/// Downloads the report as printed, with the mark by which anybody can check it. The same figures give the same file.
#[utoipa::path(
    get, path = "/first-days/{on}/report.pdf", tag = "first days",
    params(("on" = String, Path, description = "The day, `YYYY-MM-DD`"), FirstDayQuery),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>))
)]
pub async fn download_first_day_pdf(
    State(app): State<App>,
    caller: Caller,
    Path(on): Path<String>,
    Query(asked): Query<FirstDayQuery>,
) -> Result<Download, ApiError> {
    document(&app, &caller, &on, &asked, Format::Pdf).await
}

/// Downloads the report as a picture of 1080 pixels to share. It names nobody.
#[utoipa::path(
    get, path = "/first-days/{on}/report.png", tag = "first days",
    params(("on" = String, Path, description = "The day, `YYYY-MM-DD`"), FirstDayQuery),
    responses((status = 200, content_type = "image/png", body = Vec<u8>))
)]
pub async fn download_first_day_png(
    State(app): State<App>,
    caller: Caller,
    Path(on): Path<String>,
    Query(asked): Query<FirstDayQuery>,
) -> Result<Download, ApiError> {
    let found = of(&app, &caller, &on, &asked).await?;
    let bytes = report::picture(&app, &caller.instansi, &found).await?;
    Ok(Download { kind: PNG, name: name_of(&caller, &found, "png"), bytes })
}

async fn document(
    app: &App,
    caller: &Caller,
    on: &str,
    asked: &FirstDayQuery,
    format: Format,
) -> Result<Download, ApiError> {
    let found = of(app, caller, on, asked).await?;
    let bytes = report::document(app, &caller.instansi, &found, format, &caller.by).await?;
    let kind = match format {
        Format::Pdf => PDF,
        Format::Xlsx => XLSX,
    };
    Ok(Download { kind, name: name_of(caller, &found, format.as_str()), bytes })
}

fn name_of(caller: &Caller, found: &Overview, ending: &str) -> String {
    let unit = found.unit.as_ref().map_or(caller.instansi.code.as_str(), |unit| unit.code.as_str());
    format!("hari-pertama-{unit}-{}.{ending}", found.watch.on)
}
