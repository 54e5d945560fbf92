//! The tree of agencies and units.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::{AccessFilter, Action};
use hadir_domain::ids::{InstansiId, UnitId};
use hadir_domain::units::{Unit, UnitKind};
use hadir_store::{StoreError, Tx, posts, units};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::shapes::text_of;
use crate::app::App;
use crate::auth::Caller;
use crate::error::{ApiError, FieldProblem};
use crate::extract::{Json, Path};

/// A unit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Unit)]
pub struct UnitJson {
    id: Uuid,
    code: String,
    name: String,
    /// `opd` or `unit`.
    kind: String,
    /// The unit above.
    parent: Option<Uuid>,
    /// How many serve in it today, units below not counted.
    people: usize,
}

/// Units.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitList {
    items: Vec<UnitJson>,
    /// Always null: the list is whole.
    next: Option<String>,
}

/// A unit to add.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewUnit {
    /// Made by the caller; sending it again changes nothing.
    id: Uuid,
    /// Unique within the instansi.
    code: String,
    name: String,
    /// `opd` or `unit`.
    kind: String,
    /// The unit above; an OPD has none.
    parent: Option<Uuid>,
}

/// What to change of a unit; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
pub struct UnitChange {
    code: Option<String>,
    name: Option<String>,
    parent: Option<Uuid>,
}

/// Lists the units within the caller's reach, by code.
#[utoipa::path(
    get, path = "/units", tag = "units",
    responses((status = 200, body = UnitList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_units(State(app): State<App>, caller: Caller) -> Result<Json<UnitList>, ApiError> {
    caller.require(Action::UnitsRead)?;
    let (all, posts) = app
        .db
        .read(async |tx| Ok::<_, StoreError>((units::list(tx, caller.id()).await?, posts::all(tx, caller.id()).await?)))
        .await?;
    let mut people: BTreeMap<UnitId, usize> = BTreeMap::new();
    for post in posts.iter().filter(|post| post.holds_on(caller.today)) {
        *people.entry(post.unit).or_default() += 1;
    }
    let reach = caller.units_in_reach(Action::UnitsRead, &all);
    let within = all.iter().filter(|unit| reach.as_ref().is_none_or(|reach| reach.contains(&unit.id)));
    let items = within.map(|unit| json(unit, people.get(&unit.id).copied().unwrap_or(0))).collect();
    Ok(Json(UnitList { items, next: None }))
}

/// Adds a unit. Sent again with the same id and content, it changes nothing.
#[utoipa::path(
    post, path = "/units", tag = "units", request_body = NewUnit,
    responses(
        (status = 201, body = UnitJson),
        (status = 200, description = "It was there already", body = UnitJson),
        (status = 409, description = "`taken`: the id or the code is another unit's", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_unit(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewUnit>,
) -> Result<(StatusCode, Json<UnitJson>), ApiError> {
    caller.require_all(Action::UnitsWrite)?;
    let unit = new.read(caller.id())?;
    let (status, people) = app
        .db
        .write(async |tx| {
            match units::get(tx, caller.id(), unit.id).await? {
                Some(there) if there == unit => {
                    return Ok((StatusCode::OK, people_in(tx, &caller, unit.id).await?));
                }
                Some(_) => return Err(taken()),
                None => {}
            }
            parent_is_there(tx, &unit).await?;
            units::add(tx, &unit).await.map_err(code_taken)?;
            Ok((StatusCode::CREATED, 0))
        })
        .await?;
    Ok((status, Json(json(&unit, people))))
}

/// Changes code, name or place in the tree.
#[utoipa::path(
    patch, path = "/units/{id}", tag = "units", params(("id" = Uuid, Path)), request_body = UnitChange,
    responses(
        (status = 200, body = UnitJson),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, body = crate::error::ProblemDetails),
    )
)]
pub async fn change_unit(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(change): Json<UnitChange>,
) -> Result<Json<UnitJson>, ApiError> {
    caller.require_all(Action::UnitsWrite)?;
    let (unit, people) = app
        .db
        .write(async |tx| {
            let there = units::get(tx, caller.id(), UnitId(id)).await?;
            let mut unit = there.ok_or_else(|| ApiError::not_found("Unit itu", "That unit"))?;
            let mut problems = Vec::new();
            if let Some(code) = change.code {
                unit.code = text_of(&mut problems, "code", &code, 40);
            }
            if let Some(name) = change.name {
                unit.name = text_of(&mut problems, "name", &name, 200);
            }
            if !problems.is_empty() {
                return Err(ApiError::invalid(problems));
            }
            if let Some(parent) = change.parent {
                unit.parent = Some(UnitId(parent));
                parent_is_there(tx, &unit).await?;
            }
            units::change(tx, &unit).await.map_err(code_taken)?;
            let people = people_in(tx, &caller, unit.id).await?;
            Ok::<_, ApiError>((unit, people))
        })
        .await?;
    Ok(Json(json(&unit, people)))
}

/// The unit a request is about: the one named, else the caller's own; `None` is the whole instansi.
///
/// # Errors
///
/// 403 when no grant covers the action, 404 when there is no such unit within reach.
pub async fn chosen_unit(
    app: &App,
    caller: &Caller,
    action: Action,
    named: Option<&str>,
) -> Result<Option<Unit>, ApiError> {
    let reach = caller.require(action)?;
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    match (named.filter(|named| !named.is_empty()), reach) {
        (Some(named), _) => Ok(Some(caller.require_unit(action, &all, named)?.clone())),
        (None, AccessFilter::All) => Ok(None),
        (None, AccessFilter::Some { units, .. }) => {
            let own = all.into_iter().find(|unit| units.first() == Some(&unit.id));
            own.map(Some).ok_or_else(ApiError::forbidden)
        }
        (None, AccessFilter::Nothing) => Err(ApiError::forbidden()),
    }
}

impl NewUnit {
    fn read(self, instansi: InstansiId) -> Result<Unit, ApiError> {
        let mut problems = Vec::new();
        let code = text_of(&mut problems, "code", &self.code, 40);
        let name = text_of(&mut problems, "name", &self.name, 200);
        let kind = UnitKind::parse(&self.kind);
        if kind.is_none() {
            let (id, en) = ("Jenis unit adalah opd atau unit.", "The kind of a unit is opd or unit.");
            problems.push(FieldProblem::new("kind", "unknown", id, en));
        }
        match (kind, problems.is_empty()) {
            (Some(kind), true) => {
                Ok(Unit { instansi, id: UnitId(self.id), parent: self.parent.map(UnitId), kind, code, name })
            }
            _ => Err(ApiError::invalid(problems)),
        }
    }
}

/// How many serve in a unit today, units below not counted.
async fn people_in(tx: &mut Tx, caller: &Caller, unit: UnitId) -> Result<usize, StoreError> {
    let posts = posts::all(tx, caller.id()).await?;
    Ok(posts.iter().filter(|post| post.unit == unit && post.holds_on(caller.today)).count())
}

async fn parent_is_there(tx: &mut Tx, unit: &Unit) -> Result<(), ApiError> {
    if let Some(parent) = unit.parent
        && units::get(tx, unit.instansi, parent).await?.is_none()
    {
        return Err(ApiError::field(
            "parent",
            "unknown",
            "Unit induk tidak ditemukan.",
            "The unit above was not found.",
        ));
    }
    Ok(())
}

fn json(unit: &Unit, people: usize) -> UnitJson {
    UnitJson {
        id: unit.id.0,
        code: unit.code.clone(),
        name: unit.name.clone(),
        kind: unit.kind.as_str().to_owned(),
        parent: unit.parent.map(|parent| parent.0),
        people,
    }
}

fn taken() -> ApiError {
    ApiError::conflict("taken", "Id itu sudah dipakai unit lain.", "That id is another unit's.")
}

fn code_taken(error: StoreError) -> ApiError {
    match error {
        StoreError::Conflict(_) => ApiError::conflict(
            "taken",
            "Kode itu sudah dipakai, atau unit akan berada di bawah dirinya sendiri.",
            "That code is taken, or the unit would lie below itself.",
        ),
        other => other.into(),
    }
}
