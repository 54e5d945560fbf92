//! Outages: what is proposed and confirmed, what one would change, and the second officer's word.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::ids::{OutageId, SiteId, UnitId};
use hadir_domain::outages::{Cause, Outage, OutageScope, OutageState, OutageWord};
use hadir_domain::status::{Mark, Status};
use hadir_domain::units::Unit;
use hadir_store::devices::DeviceRow;
use hadir_store::{StoreError, Tx, devices, outages, sites, units};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::devices::sites_in_reach;
use super::roster::officer;
use super::shapes::{confirms, reason_given, reason_text};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path};
use crate::services::outaging::{self, NewProposal};

/// Most outages listed.
const MOST: u32 = 200;
/// Most changed days shown of one.
const MOST_CHANGES: usize = 300;

/// What somebody said about an outage.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutageWordJson {
    by_login: String,
    #[schema(value_type = String)]
    at: Timestamp,
    reason: String,
}

impl From<&OutageWord> for OutageWordJson {
    fn from(word: &OutageWord) -> Self {
        Self { by_login: word.by.clone(), at: word.at, reason: word.reason.clone() }
    }
}

/// An outage as it stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Outage)]
pub struct OutageJson {
    id: Uuid,
    /// `instansi`, `server`, `unit`, `site` or `device`.
    scope: String,
    /// The unit, site or terminal.
    target: Option<Uuid>,
    /// Its name.
    target_name: Option<String>,
    #[schema(value_type = String)]
    from: Timestamp,
    /// Null while it goes on.
    #[schema(value_type = Option<String>)]
    to: Option<Timestamp>,
    /// `listrik`, `jaringan`, `server`, `mesin`, `bencana` or `lain`.
    cause: String,
    words: String,
    /// `proposed`, `confirmed` or `rejected`.
    state: String,
    /// A login, or `sistem` when the server noticed it.
    proposed_by: String,
    #[schema(value_type = String)]
    proposed_at: Timestamp,
    decided: Option<OutageWordJson>,
    ended: Option<OutageWordJson>,
    /// Whether the caller may confirm or reject it, as far as it is known without looking at their days.
    can_decide: bool,
    /// Whether the caller may say that it is over.
    can_end: bool,
}

/// Outages, those that wait first.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutageList {
    items: Vec<OutageJson>,
    /// Whether the caller may propose one.
    can_propose: bool,
}

/// What is needed to name and place outages.
struct Places {
    units: Vec<Unit>,
    sites: Vec<hadir_domain::sites::Site>,
    devices: Vec<DeviceRow>,
    units_in_reach: Option<BTreeSet<UnitId>>,
    sites_in_reach: Option<BTreeSet<SiteId>>,
}

impl Places {
    async fn load(tx: &mut Tx, caller: &Caller, action: Action) -> Result<Self, StoreError> {
        let all_units = units::list(tx, caller.id()).await?;
        Ok(Self {
            units_in_reach: caller.units_in_reach(action, &all_units),
            sites_in_reach: sites_in_reach(tx, caller, action).await?,
            sites: sites::list(tx, caller.id()).await?,
            devices: devices::list(tx, caller.id()).await?,
            units: all_units,
        })
    }

    fn name(&self, scope: OutageScope) -> Option<String> {
        match scope {
            OutageScope::Unit(id) => self.units.iter().find(|unit| unit.id == id).map(|unit| unit.name.clone()),
            OutageScope::Site(id) => self.sites.iter().find(|site| site.id == id).map(|site| site.name.clone()),
            OutageScope::Device(id) => {
                self.devices.iter().find(|row| row.device.id == id).map(|row| row.device.serial.clone())
            }
            OutageScope::Instansi | OutageScope::Server => None,
        }
    }

    /// Whether a scope lies wholly within the caller's reach.
    fn within(&self, scope: OutageScope) -> bool {
        let site_within = |site: Option<SiteId>| match &self.sites_in_reach {
            None => true,
            Some(reach) => site.is_some_and(|site| reach.contains(&site)),
        };
        match scope {
            OutageScope::Instansi | OutageScope::Server => self.units_in_reach.is_none(),
            OutageScope::Unit(id) => self.units_in_reach.as_ref().is_none_or(|reach| reach.contains(&id)),
            OutageScope::Site(id) => site_within(Some(id)),
            OutageScope::Device(id) => {
                let row = self.devices.iter().find(|row| row.device.id == id);
                self.sites_in_reach.is_none() || site_within(row.and_then(|row| row.device.site))
            }
        }
    }

    /// Whether an outage may be seen: those of everybody by everybody who sees any.
    fn shows(&self, scope: OutageScope) -> bool {
        matches!(scope, OutageScope::Instansi | OutageScope::Server) || self.within(scope)
    }
}

fn json(outage: &Outage, places: &Places, proposing: Option<&Places>, caller: &Caller) -> OutageJson {
    let decides = caller.require_all(Action::OutagesDecide).is_ok();
    let own = outage.barred(&caller.by, caller.account.person, false).is_some();
    let reaches = proposing.is_some_and(|proposing| proposing.within(outage.scope));
    OutageJson {
        id: outage.id.0,
        scope: outage.scope.kind().to_owned(),
        target: outage.scope.target(),
        target_name: places.name(outage.scope),
        from: outage.from,
        to: outage.to,
        cause: outage.cause.as_str().to_owned(),
        words: outage.words.clone(),
        state: outage.state.as_str().to_owned(),
        proposed_by: outage.proposed_by.clone(),
        proposed_at: outage.proposed_at,
        decided: outage.decided.as_ref().map(Into::into),
        ended: outage.ended.as_ref().map(Into::into),
        can_decide: decides && outage.waits() && !own,
        can_end: reaches && outage.to.is_none() && outage.state != OutageState::Rejected,
    }
}

async fn proposing(tx: &mut Tx, caller: &Caller) -> Result<Option<Places>, StoreError> {
    match caller.require(Action::OutagesPropose) {
        Ok(_) => Ok(Some(Places::load(tx, caller, Action::OutagesPropose).await?)),
        Err(_) => Ok(None),
    }
}

/// Lists outages within reach: those that wait first, then the newest.
#[utoipa::path(
    get, path = "/outages", tag = "outages",
    responses((status = 200, body = OutageList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_outages(State(app): State<App>, caller: Caller) -> Result<Json<OutageList>, ApiError> {
    caller.require(Action::OutagesRead)?;
    let (mut all, places, proposing) = app
        .db
        .read(async |tx| {
            let all = outages::list(tx, caller.id(), MOST).await?;
            let places = Places::load(tx, &caller, Action::OutagesRead).await?;
            Ok::<_, StoreError>((all, places, proposing(tx, &caller).await?))
        })
        .await?;
    all.retain(|outage| places.shows(outage.scope));
    all.sort_by_key(|outage| !outage.waits());
    let items = all.iter().map(|outage| json(outage, &places, proposing.as_ref(), &caller)).collect();
    Ok(Json(OutageList { items, can_propose: proposing.is_some() }))
}

/// A new proposal.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewOutageJson {
    /// Made by the page; the same again changes nothing.
    id: Uuid,
    /// `instansi`, `server`, `unit`, `site` or `device`.
    scope: String,
    /// The unit, site or terminal.
    target: Option<Uuid>,
    #[schema(value_type = String)]
    from: Timestamp,
    /// Null while it goes on.
    #[schema(value_type = Option<String>)]
    to: Option<Timestamp>,
    /// `listrik`, `jaringan`, `server`, `mesin`, `bencana` or `lain`.
    cause: String,
    /// What happened, in words.
    words: String,
}

/// Proposes an outage. It changes nothing until another officer confirms it.
#[utoipa::path(
    post, path = "/outages", tag = "outages", request_body = NewOutageJson,
    responses(
        (status = 201, body = OutageJson),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_scope`, or out of reach", body = crate::error::ProblemDetails),
        (status = 409, description = "`covered_already`", body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_outage(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewOutageJson>,
) -> Result<(StatusCode, Json<OutageJson>), ApiError> {
    caller.require(Action::OutagesPropose)?;
    let scope = OutageScope::parse(&new.scope, new.target).ok_or_else(|| {
        ApiError::field("scope", "unknown_scope", "Pilih cakupan gangguannya.", "Choose what fell silent.")
    })?;
    let cause = Cause::parse(&new.cause)
        .ok_or_else(|| ApiError::field("cause", "unknown_cause", "Pilih sebabnya.", "Choose the cause."))?;
    let words = reason_text(&new.words);
    if words.is_empty() {
        return Err(ApiError::field("words", "blank", "Tulis apa yang terjadi.", "Say what happened."));
    }
    let places = app.db.read(async |tx| Places::load(tx, &caller, Action::OutagesPropose).await).await?;
    if !places.within(scope) {
        return Err(ApiError::not_found("Cakupan itu", "That scope"));
    }
    let proposal = NewProposal { id: OutageId(new.id), scope, from: new.from, to: new.to, cause, words };
    let outage = outaging::propose(&app, &caller.instansi, officer(&caller), &proposal).await?;
    Ok((StatusCode::CREATED, Json(json(&outage, &places, Some(&places), &caller))))
}

/// One day that would change.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutageChange {
    person: Uuid,
    name: String,
    date: String,
    before: OutageSide,
    after: OutageSide,
}

/// A day's status and marks as recaps print them.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutageSide {
    status: String,
    marks: Vec<String>,
}

impl OutageSide {
    fn of((status, marks): &(Status, Vec<Mark>)) -> Self {
        Self { status: status.as_str().to_owned(), marks: marks.iter().map(|mark| mark.code()).collect() }
    }
}

/// What an outage would change, or changes, compared with the days without it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutageEffects {
    from: String,
    to: String,
    /// How many people work where it happened.
    people: usize,
    /// Days with fewer minutes of lateness.
    late: usize,
    /// Days that are not without notice any more.
    absent: usize,
    /// How many days change in all.
    changed: usize,
    /// The first of them, by date and name.
    changes: Vec<OutageChange>,
    /// Whether a day of the caller's own would change, so that somebody else has to decide.
    touches_me: bool,
}

/// Shows what an outage would change before anybody decides: the days with it beside the days without.
#[utoipa::path(
    get, path = "/outages/{id}/effects", tag = "outages", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = OutageEffects),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_outage_effects(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<OutageEffects>, ApiError> {
    caller.require_all(Action::OutagesDecide)?;
    let outage = app.db.read(async |tx| outages::get(tx, caller.id(), OutageId(id)).await).await?;
    let outage = outage.ok_or_else(outaging::deciding::unknown)?;
    let found = outaging::effects(&app, &caller.instansi, &outage).await?;
    let change = |one: &outaging::Effect| OutageChange {
        person: one.person.0,
        name: one.name.clone(),
        date: one.on.to_string(),
        before: OutageSide::of(&one.before),
        after: OutageSide::of(&one.after),
    };
    Ok(Json(OutageEffects {
        from: found.days.0.to_string(),
        to: found.days.1.to_string(),
        people: found.people,
        late: found.late,
        absent: found.absent,
        changed: found.changes.len(),
        changes: found.changes.iter().take(MOST_CHANGES).map(change).collect(),
        touches_me: caller.account.person.is_some_and(|person| found.touches(person)),
    }))
}

/// The second officer's word.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewOutageDecision {
    id: Uuid,
    /// `confirm` or `reject`.
    decision: String,
    /// Why.
    reason: String,
}

/// Confirms or rejects an outage. Nobody decides about their own proposal, nor about one that changes their own day.
#[utoipa::path(
    post, path = "/outages/{id}/decide", tag = "outages", params(("id" = Uuid, Path)),
    request_body = NewOutageDecision,
    responses(
        (status = 204, description = "Decided"),
        (status = 403, description = "`own_proposal`, `own_record`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`already_decided`", body = crate::error::ProblemDetails),
    )
)]
pub async fn decide_outage(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewOutageDecision>,
) -> Result<StatusCode, ApiError> {
    caller.require_all(Action::OutagesDecide)?;
    let confirmed = confirms(&new.decision)?;
    let reason = reason_given("reason", &new.reason, true)?;
    outaging::decide(&app, &caller.instansi, officer(&caller), OutageId(id), new.id, confirmed, &reason).await?;
    let _ = app.changes.send(caller.id());
    Ok(StatusCode::NO_CONTENT)
}

/// That an outage is over.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewOutageEnd {
    id: Uuid,
    /// Since when.
    #[schema(value_type = String)]
    at: Timestamp,
    /// How it is known.
    reason: String,
}

/// Says that an outage that goes on is over.
#[utoipa::path(
    post, path = "/outages/{id}/end", tag = "outages", params(("id" = Uuid, Path)), request_body = NewOutageEnd,
    responses(
        (status = 204, description = "Ended"),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`not_open`", body = crate::error::ProblemDetails),
    )
)]
pub async fn end_outage(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewOutageEnd>,
) -> Result<StatusCode, ApiError> {
    caller.require(Action::OutagesPropose)?;
    let reason = reason_text(&new.reason);
    if reason.is_empty() {
        return Err(ApiError::field("reason", "blank", "Tulis dari mana diketahui.", "Say how it is known."));
    }
    let (known, places) = app
        .db
        .read(async |tx| {
            let known = outages::get(tx, caller.id(), OutageId(id)).await?;
            Ok::<_, StoreError>((known, Places::load(tx, &caller, Action::OutagesPropose).await?))
        })
        .await?;
    if known.is_none_or(|outage| !places.within(outage.scope)) {
        return Err(outaging::deciding::unknown().into());
    }
    outaging::end(&app, &caller.instansi, officer(&caller), OutageId(id), new.id, new.at, &reason).await?;
    let _ = app.changes.send(caller.id());
    Ok(StatusCode::NO_CONTENT)
}
