//! Apel and ceremonies: announced, looked at, moved, cancelled, closed.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::{AccessFilter, Action};
use hadir_domain::apel::{ApelMoved, ApelTally, ApelWord};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::{EmployeeType, Person};
use hadir_domain::units::{Unit, subtree};
use hadir_store::{StoreError, acts, people, units};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::apel_shapes::{
    ApelClose, ApelCorrection, ApelCounts, ApelDetail, ApelInstruction, ApelJson, ApelLetOff, ApelList, ApelMove,
    ApelPartCounts, ApelPersonJson, ApelPoint, ApelReason, NewApel, group, hours_of, place_of,
};
use super::roster::officer;
use super::shapes::{UnitRef, date_of, reason_given, reason_text};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::apel::gathering::{self, ApelRow};
use crate::services::apel::{self, Known, announcing, closing, correcting, reading};
use crate::services::instructing;

/// The units somebody reaches; `None` is all of them.
pub(super) type Reach = Option<BTreeSet<UnitId>>;

/// An event with who asks about it.
pub(super) struct Found {
    pub known: Known,
    pub all: Vec<Unit>,
    /// What the caller reaches by the right asked for.
    pub reach: Reach,
}

/// An event within reach.
pub(super) async fn find(app: &App, caller: &Caller, action: Action, id: Uuid) -> Result<Found, ApiError> {
    caller.require(action)?;
    let (known, all) = app
        .db
        .read(async |tx| {
            let known = reading::get(tx, &caller.instansi, id).await?;
            Ok::<_, StoreError>((known, units::list(tx, caller.id()).await?))
        })
        .await?;
    let reach = caller.units_in_reach(action, &all);
    let known = known.filter(|known| known.is_near(&all, reach.as_ref())).ok_or_else(apel::unknown)?;
    Ok(Found { known, all, reach })
}

/// The same for whoever may decide for the whole of it.
pub(super) async fn lead(app: &App, caller: &Caller, id: Uuid) -> Result<Found, ApiError> {
    let found = find(app, caller, Action::ApelWrite, id).await?;
    if found.known.is_within(&found.all, found.reach.as_ref()) {
        return Ok(found);
    }
    let (id, en) = (
        "Apel ini milik beberapa unit. Memindah, membatalkan dan menutupnya dilakukan petugas yang membawahi semuanya; Anda \
         tetap dapat mencatat orang unit Anda.",
        "This event belongs to several offices. Who is above all of them moves, cancels and closes it; you can still record \
         the people of yours.",
    );
    Err(ApiError::new(StatusCode::FORBIDDEN, "joint_apel", id, en))
}

/// Which days and unit.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ApelListQuery {
    /// First day.
    from: String,
    /// Last day, at most 92 days later.
    to: String,
}

/// Lists events whose offices are within reach, newest first.
#[utoipa::path(
    get, path = "/apel", tag = "apel", params(ApelListQuery),
    responses(
        (status = 200, body = ApelList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn list_apel(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ApelListQuery>,
) -> Result<Json<ApelList>, ApiError> {
    caller.require(Action::ApelRead)?;
    let span = (date_of("from", &query.from)?, date_of("to", &query.to)?);
    apel::check_span(span.0, span.1)?;
    let (mut known, all) = app
        .db
        .read(async |tx| {
            let known = reading::list(tx, &caller.instansi, span).await?;
            Ok::<_, StoreError>((known, units::list(tx, caller.id()).await?))
        })
        .await?;
    let reach = caller.units_in_reach(Action::ApelRead, &all);
    known.retain(|known| known.is_near(&all, reach.as_ref()));
    let items = known.iter().rev().map(|known| ApelJson::of(known, &all)).collect();
    Ok(Json(ApelList { items, can_write: caller.filter(Action::ApelWrite) != AccessFilter::Nothing }))
}

/// Announces an event and tells whoever is due.
#[utoipa::path(
    post, path = "/apel", tag = "apel", request_body = NewApel,
    responses(
        (status = 201, body = ApelJson),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "A unit or site out of reach", body = crate::error::ProblemDetails),
        (status = 409, description = "`id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`day_over`, `nobody_due`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_apel(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewApel>,
) -> Result<(StatusCode, Json<ApelJson>), ApiError> {
    caller.require(Action::ApelWrite)?;
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let mut due = Vec::new();
    for unit in new.units(&all)? {
        due.push(caller.require_unit(Action::ApelWrite, &all, &unit.code)?.id);
    }
    let on = date_of("on", &new.on)?;
    let announced = new.announced(&app, &caller, due).await?;
    announcing::announce(&app, &caller.instansi, officer(&caller), (new.id, on), announced).await?;
    let found = find(&app, &caller, Action::ApelRead, new.id).await?;
    Ok((StatusCode::CREATED, Json(ApelJson::of(&found.known, &found.all))))
}

/// Which part of the roster.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ApelUnitQuery {
    /// Code or id of a unit; all below it are shown too.
    pub(super) unit: Option<String>,
}

/// Shows an event with everybody on its roster within reach: live while it is open, as sealed once it is closed.
#[utoipa::path(
    get, path = "/apel/{id}", tag = "apel", params(("id" = Uuid, Path), ApelUnitQuery),
    responses(
        (status = 200, body = ApelDetail),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_apel`", body = crate::error::ProblemDetails),
    )
)]
pub async fn show_apel(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Query(query): Query<ApelUnitQuery>,
) -> Result<Json<ApelDetail>, ApiError> {
    let found = find(&app, &caller, Action::ApelRead, id).await?;
    let mut only = found.reach.clone();
    if let Some(named) = query.unit.as_deref().filter(|named| !named.is_empty()) {
        let unit = caller.require_unit(Action::ApelRead, &found.all, named)?;
        only = Some(subtree(&found.all, unit.id).into_iter().collect());
    }
    Ok(Json(detail(&app, &caller, &found, only.as_ref()).await?))
}

/// The rows of an event with their people, by unit and name.
pub(super) async fn rows(
    app: &App,
    caller: &Caller,
    found: &Found,
    only: Option<&BTreeSet<UnitId>>,
) -> Result<Vec<(ApelRow, Person)>, ApiError> {
    let rows = gathering::table(app, &caller.instansi, &found.known, only).await?;
    let ids: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
    let known = app.db.read(async |tx| people::get_many(tx, caller.id(), &ids).await).await?;
    let mut known: BTreeMap<PersonId, Person> = known.into_iter().map(|person| (person.id, person)).collect();
    let mut named: Vec<(ApelRow, Person)> =
        rows.into_iter().filter_map(|row| known.remove(&row.person).map(|person| (row, person))).collect();
    let code = |unit: UnitId| found.all.iter().find(|one| one.id == unit).map(|unit| unit.code.as_str());
    named.sort_by(|(one, a), (other, b)| {
        code(one.unit).cmp(&code(other.unit)).then_with(|| a.name.cmp(&b.name)).then(a.id.cmp(&b.id))
    });
    Ok(named)
}

/// The points raised at an event.
pub(super) async fn points(app: &App, caller: &Caller, id: Uuid) -> Result<Vec<ApelPoint>, ApiError> {
    let acts =
        app.db.read(async |tx| acts::what_of_subject(tx, caller.id(), id, ApelWord::Point.as_str()).await).await?;
    let text = |act: &acts::Act| act.content["text"].as_str().unwrap_or_default().to_owned();
    let point =
        |act: acts::Act| ApelPoint { id: act.id, text: text(&act), by_login: act.by_login, at: act.received_at };
    Ok(acts.into_iter().map(point).collect())
}

/// What was instructed at this event, and what is open for its offices from before.
pub(super) async fn instructions(
    app: &App,
    caller: &Caller,
    found: &Found,
    only: Option<&BTreeSet<UnitId>>,
) -> Result<Vec<instructing::Instruction>, ApiError> {
    let due = found.known.units(&found.all);
    let mut all = app.db.read(async |tx| instructing::list(tx, app, &caller.instansi).await).await?;
    // Offices above are due too when only their own unit below stands in the ranks.
    let near = |unit: &UnitId| due.contains(unit) && only.is_none_or(|only| only.contains(unit));
    all.retain(|one| near(&one.unit) && (one.origin.id == found.known.id || one.state.is_open()));
    Ok(all)
}

async fn detail(
    app: &App,
    caller: &Caller,
    found: &Found,
    only: Option<&BTreeSet<UnitId>>,
) -> Result<ApelDetail, ApiError> {
    let (known, all) = (&found.known, &found.all);
    let rows = rows(app, caller, found, only).await?;
    let (speakers, corrections) = app
        .db
        .read(async |tx| {
            let speakers = gathering::speakers(tx, &caller.instansi, known).await?;
            Ok::<_, StoreError>((speakers, correcting::list(tx, &caller.instansi, known.id).await?))
        })
        .await?;
    let named: BTreeMap<PersonId, Person> = rows.iter().map(|(row, person)| (row.person, person.clone())).collect();
    let writes = caller.units_in_reach(Action::ApelWrite, all);
    let can_write = caller.filter(Action::ApelWrite) != AccessFilter::Nothing && known.is_near(all, writes.as_ref());
    let mut by_unit: BTreeMap<UnitId, Vec<_>> = BTreeMap::new();
    let mut by_group: BTreeMap<&'static str, Vec<_>> = BTreeMap::new();
    for (row, person) in &rows {
        by_unit.entry(row.unit).or_default().push(row.judged.standing);
        by_group.entry(group(person.employee_type)).or_default().push(row.judged.standing);
    }
    let groups = EmployeeType::ALL.map(group);
    let mut groups: Vec<&str> = groups.to_vec();
    groups.dedup();
    let today = caller.today;
    Ok(ApelDetail {
        event: ApelJson::of(known, all),
        counts: ApelCounts::of(&ApelTally::of(rows.iter().map(|(row, _)| row.judged.standing))),
        by_unit: all
            .iter()
            .filter_map(|unit| Some((unit, by_unit.get(&unit.id)?)))
            .map(|(unit, standings)| ApelPartCounts {
                unit: Some(UnitRef::from(unit)),
                group: None,
                counts: ApelCounts::of(&ApelTally::of(standings.iter().copied())),
            })
            .collect(),
        by_group: groups
            .into_iter()
            .filter_map(|group| Some((group, by_group.get(group)?)))
            .map(|(group, standings)| ApelPartCounts {
                unit: None,
                group: Some(group.to_owned()),
                counts: ApelCounts::of(&ApelTally::of(standings.iter().copied())),
            })
            .collect(),
        people: rows.iter().map(|(row, person)| ApelPersonJson::of(row, person, all, &speakers)).collect(),
        points: points(app, caller, known.id).await?,
        instructions: instructions(app, caller, found, only)
            .await?
            .iter()
            .map(|one| ApelInstruction::of(one, all, known.id, today))
            .collect(),
        corrections: corrections
            .iter()
            .filter(|one| named.contains_key(&one.person))
            .map(|one| ApelCorrection::of(one, &named, caller, can_write))
            .collect(),
        can_write,
        can_lead: can_write && known.is_within(all, writes.as_ref()),
        me: caller.account.person.map(|person| person.0),
        server_time: app.now(),
    })
}

async fn shown(app: &App, caller: &Caller, id: Uuid) -> Result<Json<ApelJson>, ApiError> {
    let found = find(app, caller, Action::ApelRead, id).await?;
    Ok(Json(ApelJson::of(&found.known, &found.all)))
}

/// Moves an event to another place or other hours of its day, and tells whoever is due.
#[utoipa::path(
    post, path = "/apel/{id}/move", tag = "apel", params(("id" = Uuid, Path)), request_body = ApelMove,
    responses(
        (status = 200, body = ApelJson),
        (status = 403, description = "`joint_apel`", body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_apel`", body = crate::error::ProblemDetails),
        (status = 409, description = "`apel_closed`, `apel_cancelled`, `changed_meanwhile`, `id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`day_over`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn move_apel(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<ApelMove>,
) -> Result<Json<ApelJson>, ApiError> {
    let found = lead(&app, &caller, id).await?;
    let mut problems = Vec::new();
    let hours = hours_of(&mut problems, &new.hours);
    let place = place_of(&app, &caller, &mut problems, &new.place).await?;
    if !problems.is_empty() {
        return Err(ApiError::invalid(problems));
    }
    let moved = ApelMoved { hours, place, reason: reason_given("reason", &new.reason, true)? };
    announcing::relocate(&app, &caller.instansi, officer(&caller), (&found.known, new.id), moved).await?;
    shown(&app, &caller, id).await
}

/// Cancels an event, and tells whoever was due.
#[utoipa::path(
    post, path = "/apel/{id}/cancel", tag = "apel", params(("id" = Uuid, Path)), request_body = ApelReason,
    responses(
        (status = 200, body = ApelJson),
        (status = 403, description = "`joint_apel`", body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_apel`", body = crate::error::ProblemDetails),
        (status = 409, description = "`apel_closed`, `apel_cancelled`, `changed_meanwhile`, `id_taken`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn cancel_apel(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<ApelReason>,
) -> Result<Json<ApelJson>, ApiError> {
    let found = lead(&app, &caller, id).await?;
    let reason = reason_given("reason", &new.reason, true)?;
    announcing::cancel(&app, &caller.instansi, officer(&caller), (&found.known, new.id), reason).await?;
    shown(&app, &caller, id).await
}

/// Closes an event: what it came to is sealed for each person. Whoever was not recorded and not let off missed it.
#[utoipa::path(
    post, path = "/apel/{id}/close", tag = "apel", params(("id" = Uuid, Path)), request_body = ApelClose,
    responses(
        (status = 200, body = ApelJson),
        (status = 403, description = "`joint_apel`", body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_apel`", body = crate::error::ProblemDetails),
        (status = 409, description = "`still_running`, `apel_closed`, `apel_cancelled`, `changed_meanwhile`", body = crate::error::ProblemDetails),
    )
)]
pub async fn close_apel(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<ApelClose>,
) -> Result<Json<ApelJson>, ApiError> {
    let found = lead(&app, &caller, id).await?;
    let word = (new.leader.map(PersonId), reason_text(&new.note));
    closing::close(&app, &caller.instansi, officer(&caller), (&found.known, new.id), word).await?;
    shown(&app, &caller, id).await
}

/// Lets a unit or a person off beforehand, with the reason.
#[utoipa::path(
    post, path = "/apel/{id}/let-off", tag = "apel", params(("id" = Uuid, Path)), request_body = ApelLetOff,
    responses(
        (status = 200, body = ApelJson),
        (status = 403, description = "`own_record`", body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_apel`, or a unit or person out of reach", body = crate::error::ProblemDetails),
        (status = 409, description = "`too_late`, `apel_closed`, `apel_cancelled`, `id_taken`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn let_off_apel(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<ApelLetOff>,
) -> Result<Json<ApelJson>, ApiError> {
    let found = find(&app, &caller, Action::ApelWrite, id).await?;
    let reason = reason_given("reason", &new.reason, true)?;
    let whom = match (new.unit.as_deref().filter(|named| !named.is_empty()), new.person) {
        (Some(named), None) => (Some(caller.require_unit(Action::ApelWrite, &found.all, named)?.id), None),
        (None, Some(person)) => {
            let person = PersonId(person);
            reaches(&app, &caller, &found, person).await?;
            (None, Some(person))
        }
        _ => {
            let (id, en) = ("Pilih satu unit atau satu orang.", "Choose one unit or one person.");
            return Err(ApiError::field("unit", "blank", id, en));
        }
    };
    announcing::let_off(&app, &caller.instansi, officer(&caller), (&found.known, new.id), whom, reason).await?;
    shown(&app, &caller, id).await
}

/// Makes sure that the caller may take the attendance of somebody.
pub(super) async fn reaches(app: &App, caller: &Caller, found: &Found, person: PersonId) -> Result<(), ApiError> {
    let held = app.db.read(async |tx| hadir_store::posts::of_people(tx, caller.id(), &[person]).await).await?;
    let on = found.known.event.on;
    let serves: Vec<UnitId> = held.iter().filter(|post| post.holds_on(on)).map(|post| post.unit).collect();
    caller.require_person(Action::ApelWrite, &found.all, person, &serves)
}
