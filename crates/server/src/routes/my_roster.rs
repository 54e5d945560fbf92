//! One's own turns, and who of one's unit is on duty.

use axum::extract::State;
use hadir_domain::ids::PersonId;
use serde::Serialize;
use utoipa::ToSchema;

use super::roster_shapes::{RosterCell, ShiftTurnJson, cell_json, turn_json};
use super::shapes::{OfMonth, UnitRef, date_of};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::month::parse_month;
use crate::services::roster_desk::mine;

/// One's own month.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyRoster {
    /// `YYYY-MM`.
    month: String,
    unit: UnitRef,
    /// One entry a date.
    days: Vec<RosterCell>,
    turns: Vec<ShiftTurnJson>,
}

/// Somebody of the unit on duty.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColleagueOnDuty {
    name: String,
    duty: RosterCell,
}

/// Who is on duty on a date.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColleaguesOnDuty {
    date: String,
    items: Vec<ColleagueOnDuty>,
}

fn me(caller: &Caller) -> Result<PersonId, ApiError> {
    let missing = || ApiError::not_found("Data pegawai untuk akun ini", "An employee behind this account");
    caller.holder.person.ok_or_else(missing)
}

/// Shows one's own month of turns.
#[utoipa::path(
    get, path = "/me/roster", tag = "roster", params(OfMonth),
    responses((status = 200, body = MyRoster), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn show_my_roster(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<OfMonth>,
) -> Result<Json<MyRoster>, ApiError> {
    let month = parse_month(&asked.month)?;
    let person = me(&caller)?;
    let (first, last) = (month.first_of_month(), month.last_of_month());
    let (desk, cells) = mine::month(&app, &caller.instansi, person, first, last).await?;
    Ok(Json(MyRoster {
        month: asked.month,
        unit: UnitRef::from(&desk.unit),
        days: cells.iter().map(|cell| cell_json(cell, false)).collect(),
        turns: desk.turns.iter().filter(|turn| !turn.ended).map(turn_json).collect(),
    }))
}

/// Shows who else of one's own unit is on duty on a date. Names and turns only.
#[utoipa::path(
    get, path = "/me/roster/{date}", tag = "roster", params(("date" = String, Path, description = "`YYYY-MM-DD`")),
    responses((status = 200, body = ColleaguesOnDuty), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn list_colleagues_on_duty(
    State(app): State<App>,
    caller: Caller,
    Path(date): Path<String>,
) -> Result<Json<ColleaguesOnDuty>, ApiError> {
    let on = date_of("date", &date)?;
    let (_, found) = mine::colleagues(&app, &caller.instansi, me(&caller)?, on).await?;
    let items = found.into_iter().map(|(name, cell)| ColleagueOnDuty { name, duty: plain(&cell) });
    Ok(Json(ColleaguesOnDuty { date, items: items.collect() }))
}

/// Of colleagues only the turn is shown: no leave, no conflicts.
fn plain(cell: &crate::services::roster_desk::grid::Cell) -> RosterCell {
    let cell = crate::services::roster_desk::grid::Cell { excuse: None, conflicts: Vec::new(), ..cell.clone() };
    cell_json(&cell, false)
}
