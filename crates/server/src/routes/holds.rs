//! Legal holds: whose data is kept whatever else is decided.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::erasing::{HoldScope, LegalHold};
use hadir_store::{StoreError, Tx, holds, people, units};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::roster::officer;
use super::shapes::{reason_given, reason_text};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path};
use crate::services::erasing::holding::{self, Order};

/// Most holds listed.
const MOST: u32 = 200;

/// A legal hold.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LegalHold)]
pub struct HoldJson {
    id: Uuid,
    /// `instansi`, `unit` or `person`.
    scope: String,
    /// The unit or person.
    target: Option<Uuid>,
    /// Its name.
    target_name: Option<String>,
    reason: String,
    reference: String,
    from: String,
    /// Null while no last day is set.
    until: Option<String>,
    by_login: String,
    #[schema(value_type = String)]
    at: Timestamp,
    ended_by: Option<String>,
    #[schema(value_type = Option<String>)]
    ended_at: Option<Timestamp>,
    end_reason: Option<String>,
    /// Whether it binds today.
    in_force: bool,
}

impl HoldJson {
    /// A hold with the name of its unit or person, as seen on a day.
    pub fn of(hold: &LegalHold, name: Option<String>, today: Option<Date>) -> Self {
        let ended = hold.ended.clone();
        Self {
            id: hold.id,
            scope: hold.scope.kind().to_owned(),
            target: hold.scope.target(),
            target_name: name,
            reason: hold.reason.clone(),
            reference: hold.reference.clone(),
            from: hold.from.to_string(),
            until: hold.until.map(|until| until.to_string()),
            by_login: hold.by_login.clone(),
            at: hold.at,
            ended_by: ended.as_ref().map(|(by, _, _)| by.clone()),
            ended_at: ended.as_ref().map(|(_, at, _)| *at),
            end_reason: ended.map(|(_, _, reason)| reason),
            in_force: today.is_none_or(|today| hold.holds_on(today)),
        }
    }
}

/// Legal holds, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct HoldList {
    items: Vec<HoldJson>,
    /// Whether the caller may begin and end them.
    can_write: bool,
}

async fn named(tx: &mut Tx, caller: &Caller, hold: &LegalHold) -> Result<HoldJson, StoreError> {
    let name = match hold.scope {
        HoldScope::Instansi => None,
        HoldScope::Unit(id) => {
            let all = units::list(tx, caller.id()).await?;
            all.into_iter().find(|unit| unit.id == id).map(|unit| unit.name)
        }
        HoldScope::Person(id) => people::get(tx, caller.id(), id).await?.map(|person| person.name),
    };
    Ok(HoldJson::of(hold, name, Some(caller.today)))
}

/// Lists legal holds.
#[utoipa::path(
    get, path = "/holds", tag = "erasures",
    responses((status = 200, body = HoldList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_holds(State(app): State<App>, caller: Caller) -> Result<Json<HoldList>, ApiError> {
    caller.require_all(Action::HoldsRead)?;
    let items = app
        .db
        .read(async |tx| {
            let mut items = Vec::new();
            for hold in holds::list(tx, caller.id(), MOST).await? {
                items.push(named(tx, &caller, &hold).await?);
            }
            Ok::<_, StoreError>(items)
        })
        .await?;
    Ok(Json(HoldList { items, can_write: caller.require_all(Action::HoldsWrite).is_ok() }))
}

/// A new hold.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewHoldJson {
    /// Made by the page; the same again changes nothing.
    id: Uuid,
    /// `instansi`, `unit` or `person`.
    scope: String,
    /// The unit or person.
    target: Option<Uuid>,
    /// Why.
    reason: String,
    /// The letter it rests on.
    reference: String,
    /// Last day; null when it is not known yet.
    until: Option<String>,
}

/// Orders data to be kept from today on. It binds at once and wins over every erasure.
#[utoipa::path(
    post, path = "/holds", tag = "erasures", request_body = NewHoldJson,
    responses(
        (status = 201, body = HoldJson),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_scope`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_hold(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewHoldJson>,
) -> Result<(StatusCode, Json<HoldJson>), ApiError> {
    caller.require_all(Action::HoldsWrite)?;
    let scope = HoldScope::parse(&new.scope, new.target).ok_or_else(|| {
        ApiError::field("scope", "unknown_scope", "Pilih data siapa yang disimpan.", "Choose whose data is kept.")
    })?;
    let reason = reason_given("reason", &new.reason, true)?;
    let reference = reason_text(&new.reference);
    if reference.is_empty() {
        return Err(ApiError::field("reference", "blank", "Tulis nomor suratnya.", "Write the number of the letter."));
    }
    let until = match new.until.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => Some(text.parse::<Date>().map_err(|_| {
            ApiError::field(
                "until",
                "bad_date",
                "Tulis tanggal seperti 2026-12-31.",
                "Write a date such as 2026-12-31.",
            )
        })?),
        None => None,
    };
    let order = Order { id: new.id, scope, reason, reference, from: caller.today, until };
    let hold = holding::begin(&app, &caller.instansi, officer(&caller), &order).await?;
    Ok((StatusCode::CREATED, Json(app.db.read(async |tx| named(tx, &caller, &hold).await).await?)))
}

/// That a hold is over.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewHoldEnd {
    id: Uuid,
    /// Why.
    reason: String,
}

/// Ends a hold. Nobody ends one that keeps their own data.
#[utoipa::path(
    post, path = "/holds/{id}/end", tag = "erasures", params(("id" = Uuid, Path)), request_body = NewHoldEnd,
    responses(
        (status = 204, description = "Ended"),
        (status = 403, description = "`own_record`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`already_decided`", body = crate::error::ProblemDetails),
    )
)]
pub async fn end_hold(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewHoldEnd>,
) -> Result<StatusCode, ApiError> {
    caller.require_all(Action::HoldsWrite)?;
    let reason = reason_given("reason", &new.reason, true)?;
    holding::end(&app, &caller.instansi, officer(&caller), (id, new.id), &reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
