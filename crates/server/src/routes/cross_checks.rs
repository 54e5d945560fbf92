//! The head's daily cross-check: the head's own list, the desk, and second looks.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use hadir_domain::access::{AccessFilter, Action, Role};
use hadir_domain::checks::Seen;
use hadir_domain::cross_checks::course;
use hadir_domain::ids::PersonId;
use hadir_domain::people::Person;
use hadir_domain::units::{Unit, subtree};
use hadir_store::{StoreError, cross_checks, people, units};
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::cross_check_shapes::*;
use super::shapes::{PersonRef, UnitRef, date_of, reason_text};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::cross_checking::answering::{self, NewAnswer};
use crate::services::cross_checking::countering::{self, NewLook};
use crate::services::cross_checking::mine::{self, MyCrossChecks};
use crate::services::cross_checking::{Lists, overview};
use crate::services::looking;

/// Days shown when none are asked for.
const DAYS_SHOWN: i64 = 6;

/// Shows the lists of today the caller is asked about, with counts that add up to everybody asked about.
#[utoipa::path(get, path = "/me/cross-check", tag = "checks", responses((status = 200, body = MyCrossChecks)))]
pub async fn show_my_cross_checks(State(app): State<App>, caller: Caller) -> Result<Json<MyCrossChecks>, ApiError> {
    Ok(Json(mine::mine(&app, &caller).await?))
}

/// What a head saw of one person.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewCrossCheckAnswer {
    /// Made by the phone; the same again changes nothing.
    id: Uuid,
    person: Uuid,
    /// `present`, `absent`, `excused` or `elsewhere`.
    seen: String,
    /// When it was seen, by the server's clock as the phone knows it. Within the day of the list.
    #[schema(value_type = String)]
    at: Timestamp,
    /// A remark.
    note: Option<String>,
}

/// What a head saw of people on a list: all of them, or some.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewCrossCheckAnswers {
    answers: Vec<NewCrossCheckAnswer>,
}

/// Keeps what a head saw. Each name is taken by itself and once; what was said stays. A phone may send it later: the
/// moment it was seen and the moment it came are both kept.
#[utoipa::path(
    post, path = "/me/cross-check/{id}", tag = "checks", request_body = NewCrossCheckAnswers,
    params(("id" = Uuid, Path, description = "The list")),
    responses(
        (status = 200, body = CrossCheckResults),
        (status = 404, description = "`unknown_list`", body = crate::error::ProblemDetails),
        (status = 422, description = "`no_rows`, `person_twice`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_cross_check_answers(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewCrossCheckAnswers>,
) -> Result<Json<CrossCheckResults>, ApiError> {
    // Whoever led a unit on the day of the list may still send what waited on the phone; the service looks at that day.
    if !caller.holder.grants.iter().any(|grant| grant.role == Role::Kepala) {
        caller.require(Action::ChecksWrite)?;
    }
    let rows = new.answers.iter().map(|row| {
        Ok::<_, ApiError>(NewAnswer {
            id: row.id,
            person: PersonId(row.person),
            seen: seen_of(&row.seen)?,
            at: row.at,
            note: reason_text(row.note.as_deref().unwrap_or_default()),
        })
    });
    let rows = rows.collect::<Result<Vec<NewAnswer>, ApiError>>()?;
    let states = answering::answer(&app, &caller, id, &rows).await?;
    let results = states.iter().map(|(id, state)| CrossCheckResult::of(*id, state, caller.lang)).collect();
    Ok(Json(CrossCheckResults { results, now: app.now() }))
}

fn seen_of(text: &str) -> Result<Seen, ApiError> {
    Seen::parse(text)
        .ok_or_else(|| ApiError::field("seen", "unknown_seen", "Pilih apa yang dilihat.", "Choose what was seen."))
}

/// Which days and unit.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CrossChecksQuery {
    /// First day; six days before the last when left out.
    from: Option<String>,
    /// Last day; today when left out. At most 92 days.
    to: Option<String>,
    /// Code or id of the unit; all below it are seen too.
    unit: Option<String>,
}

/// Shows who answered, late or not at all, whether everybody was looked at, and how far answers hold.
#[utoipa::path(
    get, path = "/cross-checks", tag = "checks", params(CrossChecksQuery),
    responses(
        (status = 200, body = CrossCheckOverview),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn list_cross_checks(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<CrossChecksQuery>,
) -> Result<Json<CrossCheckOverview>, ApiError> {
    caller.require(Action::CrossChecksRead)?;
    let to = query.to.as_deref().map(|to| date_of("to", to)).transpose()?.unwrap_or(caller.today);
    let before = to.checked_sub(DAYS_SHOWN.days()).unwrap_or(to);
    let from = query.from.as_deref().map(|from| date_of("from", from)).transpose()?.unwrap_or(before);
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let mut reach = caller.units_in_reach(Action::CrossChecksRead, &all);
    if let Some(named) = query.unit.as_deref().filter(|named| !named.is_empty()) {
        let unit = caller.require_unit(Action::CrossChecksRead, &all, named)?;
        reach = Some(subtree(&all, unit.id).into_iter().collect());
    }
    let found = overview::show(&app, &caller.instansi, (from, to), reach.as_ref()).await?;
    let heads = found.heads.iter().map(|head| head.person);
    let lists = found.lists.iter().filter_map(|(list, _, _)| list.head);
    let people: BTreeSet<PersonId> = heads.chain(lists).collect();
    let known = known(&app, &caller, people).await?;
    let can_look = caller.filter(Action::ChecksWrite) != AccessFilter::Nothing;
    Ok(Json(CrossCheckOverview::of(&found, &known, can_look)))
}

async fn known(
    app: &App,
    caller: &Caller,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<BTreeMap<PersonId, PersonRef>, ApiError> {
    let ids: Vec<PersonId> = people.into_iter().collect();
    let known: Vec<Person> = app.db.read(async |tx| people::get_many(tx, caller.id(), &ids).await).await?;
    Ok(known.iter().map(|person| (person.id, PersonRef::from(person))).collect())
}

/// Shows one list: who stands on it and why, what was said, and what happened. Whoever stands on it sees that somebody looked.
#[utoipa::path(
    get, path = "/cross-checks/{id}", tag = "checks", params(("id" = Uuid, Path, description = "The list")),
    responses(
        (status = 200, body = CrossCheckDetail),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "There is none within reach", body = crate::error::ProblemDetails),
    )
)]
pub async fn show_cross_check(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<CrossCheckDetail>, ApiError> {
    caller.require(Action::CrossChecksRead)?;
    let read = app.db.read(async |tx| {
        let all = units::list(tx, caller.id()).await?;
        let Some(list) = cross_checks::get(tx, caller.id(), id).await? else { return Ok((all, None)) };
        let whole = Lists::of(tx, caller.id(), list.clone()).await?;
        Ok::<_, StoreError>((all, Some((list, whole))))
    });
    let (all, found) = read.await?;
    let reach = caller.units_in_reach(Action::CrossChecksRead, &all);
    let found = found.filter(|(list, _)| reach.as_ref().is_none_or(|reach| reach.contains(&list.unit)));
    let (list, whole) = found.ok_or_else(|| ApiError::not_found("Daftar itu", "That list"))?;
    for name in whole.names(id) {
        looking::note(&app, &caller, name.person, "cross_check", list.on.to_string()).await?;
    }
    let people: BTreeSet<PersonId> = whole.names(id).iter().map(|name| name.person).chain(list.head).collect();
    let known = known(&app, &caller, people).await?;
    let unit = all.iter().find(|unit| unit.id == list.unit);
    let now = app.now();
    let course = course(&list.duty, &whole.given(id), now);
    // Who will be looked at again follows from the seed, so it is shown once nothing can be said any more.
    let with_seed = now >= list.duty.closes_at;
    Ok(Json(CrossCheckDetail::of(&list, unit, &whole, &known, course, with_seed)))
}

/// Lists the second looks that wait for the caller.
#[utoipa::path(
    get, path = "/cross-checks/counter", tag = "checks",
    responses((status = 200, body = CounterLookList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_counter_looks(State(app): State<App>, caller: Caller) -> Result<Json<CounterLookList>, ApiError> {
    caller.require(Action::ChecksWrite)?;
    let waiting = countering::waiting(&app, &caller).await?;
    let known = known(&app, &caller, waiting.iter().filter_map(|one| one.step.person)).await?;
    let all: Vec<Unit> = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let shape = |one: &countering::Waiting| {
        Some(CounterLook {
            id: one.step.id,
            person: known.get(&one.step.person?)?.clone(),
            unit: all.iter().find(|unit| unit.id == one.step.unit).map(UnitRef::from)?,
            drawn_at: one.step.received_at,
            due_at: one.drawing.due_at,
        })
    };
    Ok(Json(CounterLookList { items: waiting.iter().filter_map(shape).collect() }))
}

/// What somebody saw at a second look.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewCounterLook {
    /// Made by the page; the same again changes nothing.
    id: Uuid,
    /// `present`, `absent`, `excused` or `elsewhere`.
    seen: String,
    #[schema(value_type = String)]
    at: Timestamp,
    /// A remark.
    note: Option<String>,
}

/// Keeps a second look at somebody a head said to be there. Never by the head, nor by the one it is about.
#[utoipa::path(
    post, path = "/cross-checks/counter/{id}", tag = "checks", request_body = NewCounterLook,
    params(("id" = Uuid, Path, description = "The drawing")),
    responses(
        (status = 204, description = "It is kept"),
        (status = 403, description = "`own_record`, `own_word`", body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_look`", body = crate::error::ProblemDetails),
        (status = 409, description = "`look_done`, `look_over`", body = crate::error::ProblemDetails),
        (status = 422, description = "`future_check`, `before_look`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_counter_look(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewCounterLook>,
) -> Result<axum::http::StatusCode, ApiError> {
    caller.require(Action::ChecksWrite)?;
    let look = NewLook {
        id: new.id,
        seen: seen_of(&new.seen)?,
        at: new.at,
        note: reason_text(new.note.as_deref().unwrap_or_default()),
    };
    countering::answer(&app, &caller, id, &look).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}
