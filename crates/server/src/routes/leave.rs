//! Leave of others, for those who look after them.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::ids::PersonId;
use hadir_domain::leave::LeaveKind;
use hadir_store::leave_openings::{self, LeaveOpening};
use hadir_store::roster::Entry;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::my_requests::{LeaveBalances, LeaveYear};
use super::people::reach_person;
use super::shapes::reason_text;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::looking;
use crate::services::requesting::leave;

/// Most half days a book may say were left of a year.
const MOST_HALF_DAYS: u16 = 2 * 366;

/// What was left of a leave at the end of a year before the person's leave was kept here.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewLeaveOpening {
    /// Its key, made by the client.
    id: Uuid,
    /// `tahunan` and others.
    leave: String,
    /// The year at whose end it was left.
    year: i16,
    /// How much.
    left_half_days: u16,
    /// The paper it rests on.
    reference: String,
}

/// Shows what a person has of leave.
#[utoipa::path(
    get, path = "/people/{id}/leave", tag = "requests", params(("id" = Uuid, Path, description = "The person"), LeaveYear),
    responses((status = 200, body = LeaveBalances), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn show_leave(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Query(which): Query<LeaveYear>,
) -> Result<Json<LeaveBalances>, ApiError> {
    let person = PersonId(id);
    app.db.read(async |tx| reach_person(tx, &caller, Action::DaysRead, person).await).await?;
    let year = which.year.unwrap_or_else(|| caller.today.year());
    let items = leave::balances(&app, &caller.instansi, person, year).await?;
    looking::note(&app, &caller, person, "days", format!("sisa cuti {year}")).await?;
    Ok(Json(LeaveBalances { year, items }))
}

/// Enters what was left of a person's leave. The newest of a kind and year counts; nobody enters their own.
#[utoipa::path(
    post, path = "/people/{id}/leave-openings", tag = "requests", request_body = NewLeaveOpening,
    params(("id" = Uuid, Path, description = "The person")),
    responses(
        (status = 204, description = "It counts"),
        (status = 409, description = "`own_record`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_leave_opening(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewLeaveOpening>,
) -> Result<StatusCode, ApiError> {
    let person = PersonId(id);
    app.db.read(async |tx| reach_person(tx, &caller, Action::LeaveWrite, person).await).await?;
    if caller.account.person == Some(person) {
        return Err(ApiError::conflict(
            "own_record",
            "Anda tidak dapat mengisi sisa cuti Anda sendiri. Minta petugas lain.",
            "You cannot enter your own leave. Ask another officer.",
        ));
    }
    let kind = LeaveKind::parse(&new.leave).ok_or_else(|| {
        ApiError::field("leave", "unknown", "Jenis cuti itu tidak dikenal.", "There is no such leave.")
    })?;
    let reference = reason_text(&new.reference);
    if reference.is_empty() {
        return Err(ApiError::field("reference", "blank", "Sebutkan buku atau suratnya.", "Name the book or letter."));
    }
    let this_year = caller.today.year();
    if new.left_half_days > MOST_HALF_DAYS || new.year >= this_year || new.year < this_year.saturating_sub(10) {
        return Err(ApiError::field(
            "year",
            "out_of_range",
            "Isi sisa dari tahun yang sudah lewat, paling lama sepuluh tahun.",
            "Enter what was left of a year that is over, ten years back at most.",
        ));
    }
    let opening =
        LeaveOpening { id: new.id, kind, left_half_days: new.left_half_days, person, reference, year: new.year };
    let entry = Entry { by_login: caller.by.clone(), received_at: app.now(), salt: app.system.bytes() };
    app.db
        .write(async |tx| {
            let known = leave_openings::of_person(tx, caller.id(), person).await?;
            if known.contains(&opening) {
                return Ok(());
            }
            leave_openings::add(tx, caller.id(), &opening, &entry).await
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
