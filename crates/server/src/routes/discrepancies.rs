//! Discrepancies: the list, one laid open, and the steps that settle it.

use std::collections::HashMap;

use axum::extract::State;
use hadir_domain::access::{self, Action, Target};
use hadir_domain::ids::PersonId;
use hadir_domain::people::Person;
use hadir_domain::reconcile::{SettleState, SettleStep};
use hadir_domain::units::Unit;
use hadir_store::reconcile::discrepancies::DiscrepancyRow;
use hadir_store::reconcile::settlements::{self, ListFilter, Listed, Position, StateFilter};
use hadir_store::{StoreError, people, units};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::discrepancy_shapes::{
    AskedOutcome, DiscrepancyCause, DiscrepancyItem, DiscrepancyStep, WhichDiscrepancies, code_of, sha256_of,
};
use super::roster::officer;
use super::shapes::{cursor_of, cursor_text, reason_given};
use crate::app::App;
use crate::auth::Caller;
use crate::auth::caller::path;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::looking;
use crate::services::month::MonthDay;
use crate::services::settling::viewing::{self, SettleOutcome, SettleSide};
use crate::services::settling::{self, acting};

/// Discrepancies of a page.
const PAGE: u32 = 50;

/// How many of a state and type there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiscrepancyCount {
    state: String,
    #[serde(rename = "type")]
    kind: String,
    count: u64,
    overdue: u64,
}

/// Discrepancies by day.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiscrepancyList {
    items: Vec<DiscrepancyItem>,
    next: Option<String>,
    /// How many there are of each state and type, whatever state was asked for.
    counts: Vec<DiscrepancyCount>,
}

/// Lists discrepancies within the caller's reach.
#[utoipa::path(
    get, path = "/discrepancies", tag = "discrepancies", params(WhichDiscrepancies),
    responses((status = 200, body = DiscrepancyList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_discrepancies(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<WhichDiscrepancies>,
) -> Result<Json<DiscrepancyList>, ApiError> {
    caller.require(Action::ReconcileRead)?;
    let all_units = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let filter = which.read(&caller, &all_units)?;
    let after: Option<Position> = which.cursor.as_deref().map(cursor_of).transpose()?;
    let (found, counts, names) = app
        .db
        .read(async |tx| {
            let found = settlements::list(tx, caller.id(), &filter, after, PAGE).await?;
            let any = ListFilter { state: StateFilter::Any, ..filter.clone() };
            let counts = settlements::counts(tx, caller.id(), &any, caller.today).await?;
            let ids: Vec<PersonId> = found.iter().map(|one| one.row.person).collect();
            Ok::<_, StoreError>((found, counts, people::get_many(tx, caller.id(), &ids).await?))
        })
        .await?;
    let names: HashMap<PersonId, Person> = names.into_iter().map(|person| (person.id, person)).collect();
    let last = found.last().filter(|_| found.len() == PAGE as usize);
    Ok(Json(DiscrepancyList {
        next: last.map(|last| cursor_text(&Position { on: last.row.on, id: last.row.id })),
        items: found.iter().map(|one| DiscrepancyItem::of(one, &names, &all_units, caller.today)).collect(),
        counts: counts
            .iter()
            .map(|counted| DiscrepancyCount {
                state: counted.state.as_str().to_owned(),
                kind: counted.kind.as_str().to_owned(),
                count: counted.count,
                overdue: counted.overdue,
            })
            .collect(),
    }))
}

/// A discrepancy laid open.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiscrepancyDetail {
    #[serde(flatten)]
    item: DiscrepancyItem,
    /// Both sides with every record behind them; the first is A.
    sides: Vec<SettleSide>,
    /// The day as it is judged now, with its reasons; null where it cannot be judged.
    day: Option<MonthDay>,
    /// What each outcome would make of the day.
    outcomes: Vec<SettleOutcome>,
    cause_behind: Option<DiscrepancyCause>,
    /// What was done, in order.
    steps: Vec<DiscrepancyStep>,
    /// What the caller may do now: `assign`, `propose`, `confirm`, `reject`, `withdraw`.
    can: Vec<String>,
}

/// Whether an action reaches a discrepancy.
fn reaches(caller: &Caller, action: Action, all_units: &[Unit], row: &DiscrepancyRow) -> bool {
    let target = Target { instansi: caller.id(), person: Some(row.person), unit_path: path(all_units, row.unit) };
    access::decide(&caller.holder, caller.today, action, &target).allowed
}

/// The right a step needs.
fn right_of(step: SettleStep) -> Action {
    match step {
        SettleStep::Assign | SettleStep::Propose | SettleStep::Withdraw => Action::ReconcilePropose,
        SettleStep::Confirm | SettleStep::Reject => Action::ReconcileDecide,
    }
}

async fn reached(
    app: &App,
    caller: &Caller,
    action: Action,
    id: Uuid,
) -> Result<(DiscrepancyRow, Vec<Unit>), ApiError> {
    caller.require(action)?;
    let (case, all_units) = app
        .db
        .read(async |tx| {
            let case = acting::load(tx, &caller.instansi, id).await?;
            Ok::<_, crate::services::error::ServiceError>((case, units::list(tx, caller.id()).await?))
        })
        .await?;
    // Who is out of reach is not told of it.
    if !reaches(caller, action, &all_units, &case.row) {
        return Err(settling::unknown().into());
    }
    Ok((case.row, all_units))
}

async fn detail(app: &App, caller: &Caller, id: Uuid, all_units: &[Unit]) -> Result<DiscrepancyDetail, ApiError> {
    let open = viewing::open(app, &caller.instansi, id).await?;
    let case = &open.case;
    let (person, who) = app
        .db
        .read(async |tx| {
            let person = people::get(tx, caller.id(), case.row.person).await?;
            let logins = case.steps.iter().map(|word| word.by.as_str());
            Ok::<_, StoreError>((person, looking::who(tx, caller.id(), logins, caller.today).await?))
        })
        .await?;
    let state = case.state();
    let proposal = case.standing.proposal.as_ref().filter(|_| state == SettleState::Proposed);
    let listed = Listed {
        row: case.row.clone(),
        state,
        owner: case.standing.owner.clone(),
        outcome: proposal.and_then(|word| word.outcome),
        proposed_by: proposal.map(|word| word.by.clone()),
        bundle: proposal.and_then(|word| word.bundle),
    };
    let names: HashMap<PersonId, Person> = person.into_iter().map(|person| (person.id, person)).collect();
    let name = |login: &str| who.get(login).and_then(|who| who.name.clone());
    let steps = case.steps.iter().map(|word| DiscrepancyStep::of(word, name(&word.by), &case.row.evidence)).collect();
    let can = acting::possible(case, &caller.by, caller.account.person)
        .into_iter()
        .filter(|step| reaches(caller, right_of(*step), all_units, &case.row))
        .map(|step| step.as_str().to_owned())
        .collect();
    Ok(DiscrepancyDetail {
        item: DiscrepancyItem::of(&listed, &names, all_units, caller.today),
        steps,
        can,
        cause_behind: open.cause.map(|(cause, clock)| {
            let days = u64::from(cause.days);
            DiscrepancyCause::of(cause, (days, days), clock)
        }),
        sides: open.sides.into(),
        day: open.day,
        outcomes: open.outcomes,
    })
}

/// Shows a discrepancy with both sides beside each other. A look at somebody else's day is noted.
#[utoipa::path(
    get, path = "/discrepancies/{id}", tag = "discrepancies", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = DiscrepancyDetail),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_discrepancy(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<DiscrepancyDetail>, ApiError> {
    let (row, all_units) = reached(&app, &caller, Action::ReconcileRead, id).await?;
    looking::note(&app, &caller, row.person, "discrepancy", row.on.to_string()).await?;
    Ok(Json(detail(&app, &caller, id, &all_units).await?))
}

/// Tries an outcome out before anybody proposes it. Stores nothing.
#[utoipa::path(
    post, path = "/discrepancies/{id}/preview", tag = "discrepancies", params(("id" = Uuid, Path)),
    request_body = AskedOutcome,
    responses(
        (status = 200, body = SettleOutcome),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 422, description = "`says_needed`, `bad_time`", body = crate::error::ProblemDetails),
    )
)]
pub async fn preview_discrepancy(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(asked): Json<AskedOutcome>,
) -> Result<Json<SettleOutcome>, ApiError> {
    let (row, _) = reached(&app, &caller, Action::ReconcilePropose, id).await?;
    let (outcome, says) = asked.read(Some(row.on))?;
    let outcome = code_of("outcome", outcome)?;
    looking::note(&app, &caller, row.person, "discrepancy", row.on.to_string()).await?;
    Ok(Json(viewing::try_out(&app, &caller.instansi, &row, outcome, says).await?))
}

/// A step on its way in.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDiscrepancyStep {
    /// Made by the caller; sending it again changes nothing.
    id: Uuid,
    /// `assign`, `propose`, `confirm`, `reject` or `withdraw`.
    step: String,
    /// For `assign`: login of whose it is to be; the caller's own without.
    owner: Option<String>,
    #[serde(flatten)]
    asked: AskedOutcome,
    /// What the sources said when the caller looked, as the list tells it; another state of them is refused.
    evidence: Option<String>,
    /// Why; only an assignment needs none.
    #[serde(default)]
    reason: String,
}

/// Takes a discrepancy in hand, proposes how it ends, confirms, rejects or takes back. Nobody about their own day, nobody
/// confirms what they proposed. What was recorded stays; what follows are corrections.
#[utoipa::path(
    post, path = "/discrepancies/{id}/steps", tag = "discrepancies", params(("id" = Uuid, Path)),
    request_body = NewDiscrepancyStep,
    responses(
        (status = 200, description = "As it stands now", body = DiscrepancyDetail),
        (status = 403, description = "`own_record`, `own_proposal`, `not_yours`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`changed_meanwhile`, `not_now`, `id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`says_needed`, `outcome_needed`, `bad_time`", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_discrepancy_step(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewDiscrepancyStep>,
) -> Result<Json<DiscrepancyDetail>, ApiError> {
    caller.require(Action::ReconcilePropose)?;
    let step = code_of("step", SettleStep::parse(&new.step))?;
    let (row, all_units) = reached(&app, &caller, right_of(step), id).await?;
    let reason = reason_given("reason", &new.reason, step != SettleStep::Assign)?;
    let (outcome, says) = new.asked.read(Some(row.on))?;
    let evidence = new.evidence.as_deref().map(|text| sha256_of("evidence", text)).transpose()?;
    let owner = new.owner.filter(|owner| !owner.trim().is_empty());
    // The answer lays the day open.
    looking::note(&app, &caller, row.person, "discrepancy", row.on.to_string()).await?;
    let new = acting::NewStep { id: new.id, step, owner, outcome, says, evidence, reason };
    acting::take(&app, &caller.instansi, officer(&caller), id, &new).await?;
    let _ = app.changes.send(caller.id());
    Ok(Json(detail(&app, &caller, id, &all_units).await?))
}
