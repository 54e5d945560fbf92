//! Who is Plt or Plh.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::{Acting, Action};
use hadir_domain::ids::{AccountId, PersonId};
use hadir_store::grants::{self, GrantRow};
use hadir_store::{StoreError, accounts, people, units};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::people::reach_person;
use super::shapes::{PersonRef, UnitRef, date_of, reason_text};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path};
use crate::services::acting::{self, NewActing};

/// Somebody who holds an office for another.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Acting)]
pub struct ActingJson {
    id: Uuid,
    /// Whose head's office.
    unit: UnitRef,
    /// The role held.
    role: String,
    /// `plt` or `plh`.
    acting: String,
    /// Who holds it.
    person: Option<PersonRef>,
    from: String,
    to: Option<String>,
    /// Who named them.
    by: String,
    reason: Option<String>,
    /// Whether it holds today.
    today: bool,
}

/// Those who hold an office for another, today or later.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActingList {
    items: Vec<ActingJson>,
}

/// An office to be held for another.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewActing)]
pub struct NewActingJson {
    /// Its key, made by the client.
    id: Uuid,
    /// Code or key of the unit.
    unit: String,
    /// Who holds it.
    person: Uuid,
    /// `plt` or `plh`.
    acting: String,
    /// First day.
    from: String,
    /// Last day.
    to: String,
    /// Why.
    reason: String,
}

/// Lists who is Plt or Plh at the units within reach.
#[utoipa::path(get, path = "/acting", tag = "requests", responses((status = 200, body = ActingList)))]
pub async fn list_acting(State(app): State<App>, caller: Caller) -> Result<Json<ActingList>, ApiError> {
    caller.require(Action::ActingRead)?;
    let items = app
        .db
        .read(async |tx| {
            let id = caller.id();
            let all = units::list(tx, id).await?;
            let reach = caller.units_in_reach(Action::ActingRead, &all);
            let holds = |row: &GrantRow| {
                row.grant.acting.is_some()
                    && row.grant.to_on.is_none_or(|to| to >= caller.today)
                    && row.grant.unit.is_some_and(|unit| reach.as_ref().is_none_or(|reach| reach.contains(&unit)))
            };
            let rows: Vec<GrantRow> = grants::list(tx, id).await?.into_iter().filter(holds).collect();
            let mut holders: HashMap<AccountId, PersonId> = HashMap::new();
            for row in &rows {
                let person = accounts::get(tx, id, row.account).await?.and_then(|account| account.person);
                holders.extend(person.map(|person| (row.account, person)));
            }
            let ids: Vec<PersonId> = holders.values().copied().collect();
            let names: HashMap<PersonId, PersonRef> = people::get_many(tx, id, &ids)
                .await?
                .iter()
                .map(|person| (person.id, PersonRef::from(person)))
                .collect();
            let shape = |row: GrantRow| {
                let unit = all.iter().find(|unit| Some(unit.id) == row.grant.unit)?;
                Some(ActingJson {
                    id: row.id,
                    unit: UnitRef::from(unit),
                    role: row.grant.role.as_str().to_owned(),
                    acting: row.grant.acting.map_or("", Acting::as_str).to_owned(),
                    person: holders.get(&row.account).and_then(|person| names.get(person)).cloned(),
                    from: row.grant.from_on.to_string(),
                    to: row.grant.to_on.map(|to| to.to_string()),
                    by: row.granted_by,
                    reason: row.reason,
                    today: row.grant.from_on <= caller.today,
                })
            };
            Ok::<_, StoreError>(rows.into_iter().filter_map(shape).collect())
        })
        .await?;
    Ok(Json(ActingList { items }))
}

/// Lets another hold a head's office for a time.
#[utoipa::path(
    post, path = "/acting", tag = "requests", request_body = NewActingJson,
    responses(
        (status = 204, description = "They hold it"),
        (status = 409, description = "`own_record`, `plt_by_agency`, `no_account`", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_acting(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewActingJson>,
) -> Result<StatusCode, ApiError> {
    caller.require(Action::ActingWrite)?;
    let person = PersonId(new.person);
    let (_, _, all) = app.db.read(async |tx| reach_person(tx, &caller, Action::PeopleRead, person).await).await?;
    let unit = caller.require_unit(Action::ActingWrite, &all, &new.unit)?.clone();
    let acting = Acting::parse(&new.acting)
        .ok_or_else(|| ApiError::field("acting", "unknown", "Pilih plt atau plh.", "Choose plt or plh."))?;
    let named = NewActing {
        id: new.id,
        unit,
        person,
        acting,
        from: date_of("from", &new.from)?,
        to: date_of("to", &new.to)?,
        reason: reason_text(&new.reason),
    };
    acting::name(&app, &caller, &all, &named).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends that somebody holds an office for another, at once.
#[utoipa::path(
    post, path = "/acting/{id}/end", tag = "requests", params(("id" = Uuid, Path, description = "Which")),
    responses((status = 204, description = "It has ended"), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn end_acting(State(app): State<App>, caller: Caller, Path(id): Path<Uuid>) -> Result<StatusCode, ApiError> {
    caller.require(Action::ActingWrite)?;
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    acting::end(&app, &caller, &all, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
