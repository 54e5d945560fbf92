//! Roll calls and checks of superiors.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::{AccessFilter, Action};
use hadir_domain::checks::{CheckKind, Seen};
use hadir_domain::ids::{PersonId, SiteId};
use hadir_domain::people::Person;
use hadir_domain::units::Unit;
use hadir_store::checks::Check;
use hadir_store::{people, units};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::roster::officer;
use super::shapes::{PersonRef, UnitRef, date_of, reason_text};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Query};
use crate::services::checking_presence::{self, NewCall, NewRow};

/// One person as seen at one moment.
#[derive(Debug, Serialize, ToSchema)]
pub struct PresenceCheck {
    id: Uuid,
    /// The rows of one roll call share it.
    call: Uuid,
    /// `roll_call`, `superior_check` or, in answers only, `inspection`.
    kind: String,
    unit: Option<UnitRef>,
    person: Option<PersonRef>,
    #[schema(value_type = String)]
    at: Timestamp,
    date: String,
    /// `present`, `absent`, `excused` or `elsewhere`.
    seen: String,
    site: Option<Uuid>,
    note: String,
    by_login: String,
    /// When it came in.
    #[schema(value_type = String)]
    received_at: Timestamp,
    /// Whether it was written on a later day than it is about.
    late: bool,
}

/// What was seen, by day and moment.
#[derive(Debug, Serialize, ToSchema)]
pub struct PresenceCheckList {
    items: Vec<PresenceCheck>,
    /// Whether the caller may say what they saw.
    can_write: bool,
}

fn json(check: &Check, units: &[Unit], known: &BTreeMap<PersonId, Person>, caller: &Caller) -> PresenceCheck {
    let received_on = check.received_at.to_zoned(caller.instansi.zone.time_zone()).date();
    PresenceCheck {
        id: check.id,
        call: check.call,
        kind: check.kind.as_str().to_owned(),
        unit: units.iter().find(|unit| unit.id == check.unit).map(UnitRef::from),
        person: known.get(&check.person).map(PersonRef::from),
        at: check.seen_at,
        date: check.on.to_string(),
        seen: check.seen.as_str().to_owned(),
        site: check.site.map(|site| site.0),
        note: check.note.clone(),
        by_login: check.by_login.clone(),
        received_at: check.received_at,
        late: received_on > check.on,
    }
}

async fn answer(app: &App, caller: &Caller, checks: &[Check], all: &[Unit]) -> Result<Vec<PresenceCheck>, ApiError> {
    let ids: Vec<PersonId> = checks.iter().map(|check| check.person).collect();
    let known = app.db.read(async |tx| people::get_many(tx, caller.id(), &ids).await).await?;
    let known: BTreeMap<PersonId, Person> = known.into_iter().map(|person| (person.id, person)).collect();
    Ok(checks.iter().map(|check| json(check, all, &known, caller)).collect())
}

/// Which days and unit.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChecksQuery {
    /// First day.
    from: String,
    /// Last day, at most 92 days later.
    to: String,
    /// Code or id of the unit; all below it are seen too.
    unit: Option<String>,
}

/// Lists what roll calls and superiors saw within reach, by day and moment.
#[utoipa::path(
    get, path = "/checks", tag = "checks", params(ChecksQuery),
    responses(
        (status = 200, body = PresenceCheckList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn list_checks(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ChecksQuery>,
) -> Result<Json<PresenceCheckList>, ApiError> {
    caller.require(Action::ChecksRead)?;
    let (from, to) = (date_of("from", &query.from)?, date_of("to", &query.to)?);
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let mut reach = caller.units_in_reach(Action::ChecksRead, &all);
    if let Some(named) = query.unit.as_deref().filter(|named| !named.is_empty()) {
        let unit = caller.require_unit(Action::ChecksRead, &all, named)?;
        reach = Some(hadir_domain::units::subtree(&all, unit.id).into_iter().collect());
    }
    let mut checks = checking_presence::list(&app, &caller.instansi, from, to).await?;
    checks.retain(|check| reach.as_ref().is_none_or(|reach| reach.contains(&check.unit)));
    let items = answer(&app, &caller, &checks, &all).await?;
    let can_write = caller.filter(Action::ChecksWrite) != AccessFilter::Nothing;
    Ok(Json(PresenceCheckList { items, can_write }))
}

/// One row of a roll call.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewPresenceCheck {
    /// Made by the page; the same again changes nothing.
    id: Uuid,
    person: Uuid,
    /// `present`, `absent`, `excused` or `elsewhere`.
    seen: String,
    /// A remark.
    note: Option<String>,
}

/// A roll call, or the look of a superior.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewPresenceCall {
    /// Made by the page.
    id: Uuid,
    /// `roll_call`, `superior_check` or, in answers only, `inspection`.
    kind: String,
    /// Code or id of the unit.
    unit: String,
    /// When somebody looked; never in the future.
    #[schema(value_type = String)]
    at: Timestamp,
    /// Where.
    site: Option<Uuid>,
    rows: Vec<NewPresenceCheck>,
}

/// Keeps what a roll call or a superior saw. Nobody is written down by themselves; what is written later keeps the moment
/// it came in.
#[utoipa::path(
    post, path = "/checks", tag = "checks", request_body = NewPresenceCall,
    responses(
        (status = 201, body = PresenceCheckList),
        (status = 403, description = "`own_record`", body = crate::error::ProblemDetails),
        (status = 404, description = "`not_of_unit`, or out of reach", body = crate::error::ProblemDetails),
        (status = 409, description = "`id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`future_check`, `no_rows`, `person_twice`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_checks(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewPresenceCall>,
) -> Result<(StatusCode, Json<PresenceCheckList>), ApiError> {
    caller.require(Action::ChecksWrite)?;
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let unit = caller.require_unit(Action::ChecksWrite, &all, &new.unit)?.id;
    // What inspectors see comes with their visit.
    let kind = CheckKind::parse(&new.kind).filter(|kind| *kind != CheckKind::Inspection).ok_or_else(|| {
        ApiError::field("kind", "unknown_kind", "Pilih apel atau pemeriksaan atasan.", "Choose roll call or check.")
    })?;
    let rows = new.rows.into_iter().map(|row| {
        let seen = Seen::parse(&row.seen).ok_or_else(|| {
            ApiError::field("seen", "unknown_seen", "Pilih apa yang dilihat.", "Choose what was seen.")
        })?;
        let note = reason_text(row.note.as_deref().unwrap_or_default());
        Ok::<_, ApiError>(NewRow { id: row.id, person: PersonId(row.person), seen, note })
    });
    let rows = rows.collect::<Result<Vec<NewRow>, ApiError>>()?;
    let call = NewCall { id: new.id, kind, unit, at: new.at, site: new.site.map(SiteId), rows };
    let kept = checking_presence::add(&app, &caller.instansi, officer(&caller), &call).await?;
    let items = answer(&app, &caller, &kept, &all).await?;
    Ok((StatusCode::CREATED, Json(PresenceCheckList { items, can_write: true })))
}
