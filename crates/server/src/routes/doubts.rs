//! Cases of doubt at the desk: the queue, the cases, what is said in them, and how often signals were wrong.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use hadir_domain::access::{self, Action, Target};
use hadir_domain::day::case_reference;
use hadir_domain::doubts::{DoubtOutcome, DoubtStep, possible};
use hadir_domain::ids::{PersonId, PunchId};
use hadir_domain::people::Person;
use hadir_domain::units::Unit;
use hadir_store::doubts::WholeCase;
use hadir_store::doubts::heads::{self, DoubtFilter, DoubtPosition, DoubtStates};
use hadir_store::{StoreError, people, units};
use jiff::ToSpan;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::discrepancy_shapes::code_of;
use super::doubt_shapes::{DoubtDetail, DoubtItem, DoubtSignals, QueuedDoubt, WhichDoubts};
use super::file_answers::strangers_file;
use super::roster::officer;
use super::shapes::{cursor_of, cursor_text, date_of};
use crate::app::App;
use crate::auth::Caller;
use crate::auth::caller::path;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::doubting::acting::{self, MOST_LETTERS, NewWord};
use crate::services::doubting::{self, filing, opening, queueing, rating, viewing};
use crate::services::error::ServiceError;
use crate::services::looking;

/// Cases of a page.
const PAGE: u32 = 50;

/// How many cases of a state there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoubtCount {
    state: String,
    count: u64,
    overdue: u64,
}

/// Cases, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoubtList {
    items: Vec<DoubtItem>,
    next: Option<String>,
    /// How many there are of each state, whatever state was asked for.
    counts: Vec<DoubtCount>,
}

/// Lists cases of doubt within the caller's reach.
#[utoipa::path(
    get, path = "/doubts", tag = "doubts", params(WhichDoubts),
    responses((status = 200, body = DoubtList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_doubts(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<WhichDoubts>,
) -> Result<Json<DoubtList>, ApiError> {
    caller.require(Action::DoubtsRead)?;
    let all_units = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let filter = which.read(&caller, &all_units)?;
    let after: Option<DoubtPosition> = which.cursor.as_deref().map(cursor_of).transpose()?;
    let (found, counts, names) = app
        .db
        .read(async |tx| {
            let found = heads::list(tx, caller.id(), &filter, after, PAGE).await?;
            let any = DoubtFilter { state: DoubtStates::Any, overdue: false, ..filter.clone() };
            let counts = heads::counts(tx, caller.id(), &any).await?;
            let ids: Vec<PersonId> = found.iter().map(|head| head.person).collect();
            Ok::<_, StoreError>((found, counts, people::get_many(tx, caller.id(), &ids).await?))
        })
        .await?;
    let names = by_id(names);
    let last = found.last().filter(|_| found.len() == PAGE as usize);
    Ok(Json(DoubtList {
        next: last.map(|last| cursor_text(&DoubtPosition { on: last.opened_on, id: last.case })),
        items: found.iter().map(|head| DoubtItem::of(head, &names, &all_units)).collect(),
        counts: counts
            .into_iter()
            .map(|(state, count, overdue)| DoubtCount { state: state.as_str().to_owned(), count, overdue })
            .collect(),
    }))
}

fn by_id(people: Vec<Person>) -> HashMap<PersonId, Person> {
    people.into_iter().map(|person| (person.id, person)).collect()
}

/// Which days and unit of the queue.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichQueue {
    /// First day; 30 days ago without.
    from: Option<String>,
    /// Last day, at most 92 days later; today without.
    to: Option<String>,
    /// Code or key of a unit, with all below it.
    unit: Option<String>,
}

/// Punches that wait for a reviewer, by month and weight.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoubtQueue {
    from: String,
    to: String,
    items: Vec<QueuedDoubt>,
    /// Whether the caller may take one up.
    can_take: bool,
}

fn span(
    caller: &Caller,
    from: Option<&str>,
    to: Option<&str>,
    back: i64,
) -> Result<(jiff::civil::Date, jiff::civil::Date), ApiError> {
    let given = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    let to = given(to).map_or(Ok(caller.today), |text| date_of("to", &text))?;
    let back = to.checked_sub(back.days()).unwrap_or(to);
    Ok((given(from).map_or(Ok(back), |text| date_of("from", &text))?, to))
}

/// Lists punches somebody should look at that are in no case, within the caller's reach. What lies below the cap stays in
/// sight.
#[utoipa::path(
    get, path = "/doubts/queue", tag = "doubts", params(WhichQueue),
    responses(
        (status = 200, body = DoubtQueue),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn list_doubt_queue(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<WhichQueue>,
) -> Result<Json<DoubtQueue>, ApiError> {
    caller.require(Action::DoubtsRead)?;
    let (from, to) = span(&caller, which.from.as_deref(), which.to.as_deref(), 30)?;
    let all_units = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let mut reach = caller.units_in_reach(Action::DoubtsRead, &all_units);
    if let Some(named) = which.unit.as_deref().filter(|named| !named.is_empty()) {
        let unit = caller.require_unit(Action::DoubtsRead, &all_units, named)?;
        reach = Some(hadir_domain::units::subtree(&all_units, unit.id).into_iter().collect());
    }
    let mut queue = queueing::queue(&app, &caller.instansi, (from, to)).await?;
    queue.retain(|one| reach.as_ref().is_none_or(|reach| one.unit.is_some_and(|unit| reach.contains(&unit))));
    let ids: Vec<PersonId> = queue.iter().map(|one| one.verdict.person).collect();
    let names = by_id(app.db.read(async |tx| people::get_many(tx, caller.id(), &ids).await).await?);
    Ok(Json(DoubtQueue {
        from: from.to_string(),
        to: to.to_string(),
        items: queue.iter().map(|one| QueuedDoubt::of(one, &names, &all_units)).collect(),
        can_take: caller.filter(Action::DoubtsReview) != access::AccessFilter::Nothing,
    }))
}

/// A punch to be taken up.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDoubt {
    /// Made by the caller; sending it again changes nothing.
    id: Uuid,
    /// The punch.
    punch: Uuid,
    /// Why; needed for a punch that no signal speaks against.
    #[serde(default)]
    reason: String,
}

/// Takes a punch up, of the queue or any other: a case opens, or the person's case that goes on gets it too. Nobody their
/// own.
#[utoipa::path(
    post, path = "/doubts", tag = "doubts", request_body = NewDoubt,
    responses(
        (status = 201, body = DoubtDetail),
        (status = 403, description = "`own_record`", body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_punch`, or out of reach", body = crate::error::ProblemDetails),
        (status = 409, description = "`in_case`, `not_now`, `id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`text_needed`", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_doubt(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewDoubt>,
) -> Result<(StatusCode, Json<DoubtDetail>), ApiError> {
    caller.require(Action::DoubtsReview)?;
    let all_units = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let punch = PunchId(new.punch);
    let (person, unit) = queueing::place_of(&app, &caller.instansi, punch).await?;
    if !reaches(&caller, Action::DoubtsReview, &all_units, person, unit) {
        return Err(queueing::unknown_punch().into());
    }
    let reason = letters(&new.reason);
    let case = opening::take_up(&app, &caller.instansi, officer(&caller), new.id, punch, &reason).await?;
    note(&app, &caller, &case).await?;
    Ok((StatusCode::CREATED, Json(detail(&app, &caller, case, &all_units).await?)))
}

fn letters(text: &str) -> String {
    text.trim().chars().filter(|letter| *letter == '\n' || !letter.is_control()).take(MOST_LETTERS).collect()
}

/// Whether an action reaches a case.
fn reaches(
    caller: &Caller,
    action: Action,
    all_units: &[Unit],
    person: PersonId,
    unit: Option<hadir_domain::ids::UnitId>,
) -> bool {
    let unit_path = unit.map(|unit| path(all_units, unit)).unwrap_or_default();
    let target = Target { instansi: caller.id(), person: Some(person), unit_path };
    access::decide(&caller.holder, caller.today, action, &target).allowed
}

/// The right a step needs.
fn right_of(step: DoubtStep, voids: bool) -> Action {
    match step {
        DoubtStep::Withdraw if voids => Action::DoubtsDecide,
        DoubtStep::Confirm | DoubtStep::Reject | DoubtStep::Uphold | DoubtStep::Overturn => Action::DoubtsDecide,
        _ => Action::DoubtsReview,
    }
}

async fn note(app: &App, caller: &Caller, case: &WholeCase) -> Result<(), ApiError> {
    let detail = case_reference(case.case.id);
    Ok(looking::note(app, caller, case.case.person, "doubt", detail).await?)
}

pub(super) async fn reached(
    app: &App,
    caller: &Caller,
    action: Action,
    id: Uuid,
) -> Result<(WholeCase, Vec<Unit>), ApiError> {
    caller.require(action)?;
    let (case, all_units) = app
        .db
        .read(async |tx| {
            let case = acting::load(tx, &caller.instansi, id).await?;
            Ok::<_, ServiceError>((case, units::list(tx, caller.id()).await?))
        })
        .await?;
    // Who is out of reach is not told of it.
    if !reaches(caller, action, &all_units, case.case.person, case.case.unit) {
        return Err(doubting::unknown().into());
    }
    Ok((case, all_units))
}

async fn detail(app: &App, caller: &Caller, case: WholeCase, all_units: &[Unit]) -> Result<DoubtDetail, ApiError> {
    let (person, unit, voids) = (case.case.person, case.case.unit, case.course.voids());
    let can = possible(person, &case.course, caller.today, &caller.by, caller.account.person)
        .into_iter()
        .filter(|step| !step.is_own() && reaches(caller, right_of(*step, voids), all_units, person, unit))
        .map(|step| step.as_str().to_owned())
        .collect();
    let head = heads::head_of(&case, caller.today);
    let open = viewing::open(app, &caller.instansi, case).await?;
    let names = by_id(open.person.clone().into_iter().collect());
    Ok(DoubtDetail::of(open, DoubtItem::of(&head, &names, all_units), can, caller.today))
}

/// Shows a case with everything behind it. A look at somebody else's is noted.
#[utoipa::path(
    get, path = "/doubts/{id}", tag = "doubts", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = DoubtDetail),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_doubt(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<DoubtDetail>, ApiError> {
    let (case, all_units) = reached(&app, &caller, Action::DoubtsRead, id).await?;
    note(&app, &caller, &case).await?;
    Ok(Json(detail(&app, &caller, case, &all_units).await?))
}

/// A word of an officer on its way in.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDoubtStep {
    /// Made by the caller; sending it again changes nothing.
    id: Uuid,
    /// `take`, `ask`, `review`, `confirm`, `reject`, `withdraw`, `uphold` or `overturn`.
    step: String,
    /// For `review`: `honest`, `technical` or `misuse`.
    outcome: Option<String>,
    /// Why; for `ask` what is asked. Only `take` and `ask` need none.
    #[serde(default)]
    text: String,
    /// For `review` of a misuse: the punches it is about; all without.
    #[serde(default)]
    which: Vec<Uuid>,
}

/// Takes a case in hand, asks, reviews, confirms, rejects, takes back, or decides an appeal. Nobody about themselves; who
/// reviews does not confirm; who did either does not decide the appeal.
#[utoipa::path(
    post, path = "/doubts/{id}/steps", tag = "doubts", params(("id" = Uuid, Path)), request_body = NewDoubtStep,
    responses(
        (status = 200, description = "As it stands now", body = DoubtDetail),
        (status = 403, description = "`own_record`, `own_word`, `spoke_before`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`not_now`, `not_heard`, `changed_meanwhile`, `id_taken`",
         body = crate::error::ProblemDetails),
        (status = 422, description = "`outcome_needed`, `text_needed`, `unknown_punch`",
         body = crate::error::ProblemDetails),
    )
)]
pub async fn create_doubt_step(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewDoubtStep>,
) -> Result<Json<DoubtDetail>, ApiError> {
    caller.require(Action::DoubtsReview)?;
    let step = DoubtStep::parse(&new.step).filter(|step| !step.is_own() && *step != DoubtStep::Join);
    let step = code_of("step", step)?;
    let (seen, _) = reached(&app, &caller, Action::DoubtsReview, id).await?;
    let (case, all_units) = reached(&app, &caller, right_of(step, seen.course.voids()), id).await?;
    let outcome = new.outcome.as_deref().filter(|code| !code.is_empty());
    let outcome = outcome.map(|code| code_of("outcome", DoubtOutcome::parse(code))).transpose()?;
    let which = new.which.into_iter().map(PunchId).collect();
    let word = NewWord { outcome, which, ..NewWord::plain(new.id, step, &letters(&new.text)) };
    // The answer lays the case open.
    note(&app, &caller, &case).await?;
    let case = acting::say(&app, &caller.instansi, officer(&caller), id, &word).await?;
    let _ = app.changes.send(caller.id());
    Ok(Json(detail(&app, &caller, case, &all_units).await?))
}

/// Shows a file of an answer to those who may see the case. A look is noted.
#[utoipa::path(
    get, path = "/doubts/{id}/files/{sha256}", tag = "doubts",
    params(("id" = Uuid, Path, description = "The case"), ("sha256" = String, Path, description = "Of the bytes, hex")),
    responses(
        (status = 200, description = "The file", content_type = "image/jpeg"),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_doubt_file(
    State(app): State<App>,
    caller: Caller,
    Path((id, sha256)): Path<(Uuid, String)>,
) -> Result<Response, ApiError> {
    let (case, _) = reached(&app, &caller, Action::DoubtsRead, id).await?;
    note(&app, &caller, &case).await?;
    served(&app, &caller, &case, &sha256).await
}

/// The bytes of a file, so that they never run as a page of this server.
pub(super) async fn served(app: &App, caller: &Caller, case: &WholeCase, sha256: &str) -> Result<Response, ApiError> {
    let (media, _, bytes) = filing::open(app, &caller.instansi, case, sha256).await?;
    Ok(strangers_file(&media, bytes))
}

/// Which days of the signals.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichSignals {
    /// First day on which a case was opened; a year ago without.
    from: Option<String>,
    /// Last day; today without.
    to: Option<String>,
}

/// Shows how often each signal accused somebody innocent, by what became of cases. Numbers only.
#[utoipa::path(
    get, path = "/doubts/signals", tag = "doubts", params(WhichSignals),
    responses(
        (status = 200, body = DoubtSignals),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn list_doubt_signals(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<WhichSignals>,
) -> Result<Json<DoubtSignals>, ApiError> {
    caller.require_all(Action::DoubtsRead)?;
    let (from, to) = span(&caller, which.from.as_deref(), which.to.as_deref(), 365)?;
    let rated = rating::rate(&app, &caller.instansi, (from, to)).await?;
    Ok(Json(DoubtSignals::of(&rated, from.to_string(), to.to_string())))
}
