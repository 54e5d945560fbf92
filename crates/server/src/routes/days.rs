//! A person's month, each day with what is behind it.

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_domain::ids::PersonId;
use uuid::Uuid;

use super::people::reach_person;
use super::shapes::OfMonth;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::looking;
use crate::services::month::{self, Month, parse_month};

/// Shows one's own month.
#[utoipa::path(
    get, path = "/me/days", tag = "days", params(OfMonth),
    responses((status = 200, body = Month), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn list_my_days(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<OfMonth>,
) -> Result<Json<Month>, ApiError> {
    let month = parse_month(&asked.month)?;
    let me = caller
        .holder
        .person
        .ok_or_else(|| ApiError::not_found("Data pegawai untuk akun ini", "An employee behind this account"))?;
    Ok(Json(month::show(&app, &caller.instansi, me, month).await?))
}

/// Shows a person's month. A look at somebody else's is noted.
#[utoipa::path(
    get, path = "/people/{id}/days", tag = "days", params(("id" = Uuid, Path), OfMonth),
    responses((status = 200, body = Month), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn list_days(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Query(asked): Query<OfMonth>,
) -> Result<Json<Month>, ApiError> {
    caller.require(Action::DaysRead)?;
    let month = parse_month(&asked.month)?;
    let person = PersonId(id);
    app.db.read(async |tx| reach_person(tx, &caller, Action::DaysRead, person).await.map(drop)).await?;
    looking::note(&app, &caller, person, "days", month.strftime("%Y-%m").to_string()).await?;
    Ok(Json(month::show(&app, &caller.instansi, person, month).await?))
}
