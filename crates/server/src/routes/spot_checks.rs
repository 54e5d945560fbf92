//! Spot checks at the desk: rounds, what became of the calls, and everything needed to draw a round again.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::{AccessFilter, Action};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::Person;
use hadir_domain::spot_checks::{Fault, Outcome, Seed};
use hadir_domain::units::{Unit, subtree};
use hadir_store::spot_checks::calls::{CallInSpan, StepKind};
use hadir_store::spot_checks::rounds::Round;
use hadir_store::spot_checks::seeds::SeedOfDay;
use hadir_store::{people, units};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::roster::officer;
use super::shapes::{PersonRef, UnitRef, date_of, reason_given};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::spot_checking::drawing::{self, NewRound};
use crate::services::spot_checking::{answering, not_covered, reading, rules};

/// How many calls came to what.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpotCounts {
    open: u64,
    waiting: u64,
    answered: u64,
    late: u64,
    missed: u64,
    unreachable: u64,
    excused: u64,
}

impl SpotCounts {
    fn of(counts: &BTreeMap<Outcome, u64>) -> Self {
        let of = |outcome| counts.get(&outcome).copied().unwrap_or(0);
        Self {
            open: of(Outcome::Open),
            waiting: of(Outcome::Waiting),
            answered: of(Outcome::Answered),
            late: of(Outcome::Late),
            missed: of(Outcome::Missed),
            unreachable: of(Outcome::Unreachable),
            excused: of(Outcome::Excused),
        }
    }
}

/// One round.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpotRound {
    id: Uuid,
    date: String,
    number: u32,
    /// `lottery` or `extra`.
    kind: String,
    /// The unit of an extra round.
    unit: Option<UnitRef>,
    #[schema(value_type = String)]
    drawn_at: Timestamp,
    /// How many might have been called.
    population: u64,
    /// How many were called, everywhere.
    called: u64,
    reason: String,
    by_login: String,
    /// Of the calls within reach.
    counts: SpotCounts,
    /// Whether the seed is revealed, so that anybody can draw it again.
    revealed: bool,
}

/// The calls of one unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpotUnit {
    unit: UnitRef,
    counts: SpotCounts,
}

/// The seed of a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpotSeed {
    date: String,
    /// SHA-256 over the digits of the seed, hexadecimal; kept before the day.
    commitment: String,
    #[schema(value_type = String)]
    committed_at: Timestamp,
    /// The seed, once the day is over.
    seed: Option<String>,
}

impl From<&SeedOfDay> for SpotSeed {
    fn from(seed: &SeedOfDay) -> Self {
        Self {
            date: seed.on.to_string(),
            commitment: Seed(seed.commitment).hex(),
            committed_at: seed.committed_at,
            seed: seed.revealed.map(|(seed, _)| Seed(seed).hex()),
        }
    }
}

/// Rounds and outcomes.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpotCheckList {
    /// Newest first.
    rounds: Vec<SpotRound>,
    units: Vec<SpotUnit>,
    seeds: Vec<SpotSeed>,
    /// Whether the caller may draw and excuse.
    can_write: bool,
}

/// Which days and unit.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SpotChecksQuery {
    /// First day.
    from: String,
    /// Last day, at most 92 days later.
    to: String,
    /// Code or id of the unit; all below it are seen too.
    unit: Option<String>,
}

type ReachOf = Option<BTreeSet<UnitId>>;

fn within(reach: &ReachOf, call: &CallInSpan) -> bool {
    reach.as_ref().is_none_or(|reach| reach.contains(&call.row.unit))
}

fn round_json(round: &Round, calls: &[CallInSpan], seeds: &[SeedOfDay], all: &[Unit]) -> SpotRound {
    let own = calls.iter().filter(|call| call.row.round == round.id);
    SpotRound {
        id: round.id,
        date: round.on.to_string(),
        number: round.number,
        kind: round.kind.as_str().to_owned(),
        unit: round.unit.and_then(|unit| all.iter().find(|one| one.id == unit)).map(UnitRef::from),
        drawn_at: round.received_at,
        population: round.population,
        called: round.called,
        reason: round.reason.clone(),
        by_login: round.by_login.clone(),
        counts: SpotCounts::of(&reading::tally(own)),
        revealed: seeds.iter().any(|seed| seed.on == round.on && seed.revealed.is_some()),
    }
}

/// Lists rounds of spot checks and what became of the calls within reach.
#[utoipa::path(
    get, path = "/spot-checks", tag = "spot-checks", params(SpotChecksQuery),
    responses(
        (status = 200, body = SpotCheckList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn list_spot_checks(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<SpotChecksQuery>,
) -> Result<Json<SpotCheckList>, ApiError> {
    caller.require(Action::SpotRead)?;
    let (from, to) = (date_of("from", &query.from)?, date_of("to", &query.to)?);
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let mut reach = caller.units_in_reach(Action::SpotRead, &all);
    if let Some(named) = query.unit.as_deref().filter(|named| !named.is_empty()) {
        let unit = caller.require_unit(Action::SpotRead, &all, named)?;
        reach = Some(subtree(&all, unit.id).into_iter().collect());
    }
    let mut shown = reading::list(&app, &caller.instansi, from, to).await?;
    shown.calls.retain(|call| within(&reach, call));
    // Who reaches a unit sees extra rounds of their units, and those of everybody.
    let near = |round: &&Round| round.unit.is_none_or(|unit| reach.as_ref().is_none_or(|reach| reach.contains(&unit)));
    let rounds = shown.rounds.iter().rev().filter(near);
    let rounds = rounds.map(|round| round_json(round, &shown.calls, &shown.seeds, &all)).collect();
    let by_unit = reading::by_unit(&shown.calls);
    let units = by_unit.iter().filter_map(|(id, counts)| {
        let unit = all.iter().find(|unit| unit.id == *id)?;
        Some(SpotUnit { unit: UnitRef::from(unit), counts: SpotCounts::of(counts) })
    });
    Ok(Json(SpotCheckList {
        rounds,
        units: units.collect(),
        seeds: shown.seeds.iter().rev().map(SpotSeed::from).collect(),
        can_write: caller.filter(Action::SpotWrite) != AccessFilter::Nothing,
    }))
}

/// One call as officers see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpotCallRow {
    id: Uuid,
    person: Option<PersonRef>,
    unit: Option<UnitRef>,
    /// `lottery`, or `reserved`: a place set aside for those whose punches were doubted.
    place: String,
    /// `good` or `weak`.
    network: String,
    #[schema(value_type = String)]
    called_at: Timestamp,
    /// When the phone heard of it.
    #[schema(value_type = Option<String>)]
    heard_at: Option<Timestamp>,
    #[schema(value_type = String)]
    ends_at: Timestamp,
    /// `open`, `waiting`, `answered`, `late`, `missed`, `unreachable` or `excused`.
    outcome: String,
    #[schema(value_type = Option<String>)]
    answered_at: Option<Timestamp>,
    /// The punch that answered.
    punch: Option<Uuid>,
    /// Why it was let go, and who did.
    excused: Option<String>,
    excused_by: Option<String>,
    /// The ticket in the draw, once the seed is revealed.
    ticket: Option<String>,
}

/// A round with all that is needed to draw it again.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpotRoundDetail {
    round: SpotRound,
    seed: Option<SpotSeed>,
    /// SHA-256 of the list of who might have been called.
    population_hash: String,
    /// That list; only for who may see everybody, and as long as it is kept.
    population: Option<String>,
    /// The share it was drawn by.
    #[schema(value_type = Object)]
    share: Value,
    /// The figures of the rule in force.
    #[schema(value_type = Object)]
    rule: Value,
    /// Calls within reach.
    calls: Vec<SpotCallRow>,
    /// What does not hold when it is drawn again: `seed`, `seed_late`, `population`, `drawn`. Empty when it is right; null
    /// while the seed is not revealed.
    faults: Option<Vec<String>>,
}

fn call_json(
    call: &CallInSpan,
    all: &[Unit],
    known: &BTreeMap<PersonId, Person>,
    opened: &reading::Opened,
) -> SpotCallRow {
    let excused = call.steps.iter().find(|step| step.kind == StepKind::Excused);
    SpotCallRow {
        id: call.row.id,
        person: known.get(&call.row.person).map(PersonRef::from),
        unit: all.iter().find(|unit| unit.id == call.row.unit).map(UnitRef::from),
        place: call.row.place.as_str().to_owned(),
        network: call.row.network.as_str().to_owned(),
        called_at: call.row.called_at,
        heard_at: call.delivered_at(),
        ends_at: call.settled.ends_at,
        outcome: call.settled.outcome.as_str().to_owned(),
        answered_at: call.settled.answer.map(|answer| answer.at),
        punch: call.answered_by().map(|punch| punch.0),
        excused: excused.map(|step| step.reason.clone()),
        excused_by: excused.map(|step| step.by_login.clone()),
        ticket: opened.ticket(&call.row.person.to_string()),
    }
}

async fn detail(app: &App, caller: &Caller, id: Uuid) -> Result<SpotRoundDetail, ApiError> {
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let reach = caller.units_in_reach(Action::SpotRead, &all);
    let opened = reading::open(app, &caller.instansi, id).await?;
    let far = opened.round.unit.is_some_and(|unit| reach.as_ref().is_some_and(|reach| !reach.contains(&unit)));
    if far {
        return Err(ApiError::not_found("Undian itu", "That round"));
    }
    let calls: Vec<CallInSpan> = opened.calls.iter().filter(|call| within(&reach, call)).cloned().collect();
    let ids: Vec<PersonId> = calls.iter().map(|call| call.row.person).collect();
    let known = app.db.read(async |tx| people::get_many(tx, caller.id(), &ids).await).await?;
    let known: BTreeMap<PersonId, Person> = known.into_iter().map(|person| (person.id, person)).collect();
    let seeds: Vec<SeedOfDay> = opened.seed.into_iter().collect();
    let faults = opened.faults.as_ref();
    Ok(SpotRoundDetail {
        round: round_json(&opened.round, &calls, &seeds, &all),
        seed: seeds.first().map(SpotSeed::from),
        population_hash: Seed(opened.round.population_hash).hex(),
        population: opened.population.clone().filter(|_| reach.is_none()),
        share: serde_json::to_value(opened.round.share).unwrap_or_default(),
        rule: opened.round.rule.clone(),
        calls: calls.iter().map(|call| call_json(call, &all, &known, &opened)).collect(),
        faults: faults.map(|faults| faults.iter().map(|fault: &Fault| fault.as_str().to_owned()).collect()),
    })
}

/// Shows a round: who was called within reach, what became of it, and whether drawing it again gives the same.
#[utoipa::path(
    get, path = "/spot-checks/rounds/{id}", tag = "spot-checks", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = SpotRoundDetail),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_spot_round(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<SpotRoundDetail>, ApiError> {
    caller.require(Action::SpotRead)?;
    Ok(Json(detail(&app, &caller, id).await?))
}

/// An extra round.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewSpotRound {
    /// Made by the page; the same again changes nothing.
    id: Uuid,
    /// Code or id of the unit; people of all units below it may be drawn.
    unit: String,
    /// Why.
    reason: String,
}

/// Draws an extra round among the people of a unit who are on duty now. Nobody chooses who is drawn.
#[utoipa::path(
    post, path = "/spot-checks/rounds", tag = "spot-checks", request_body = NewSpotRound,
    responses(
        (status = 201, body = SpotRoundDetail),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`nobody_on_duty`, `too_many_rounds`, `no_seed`, `seed_lost`, `id_taken`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_spot_round(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewSpotRound>,
) -> Result<(StatusCode, Json<SpotRoundDetail>), ApiError> {
    caller.require(Action::SpotWrite)?;
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let unit = caller.require_unit(Action::SpotWrite, &all, &new.unit)?.id;
    let reason = reason_given("reason", &new.reason, true)?;
    let new = NewRound { id: new.id, unit, reason };
    let round = drawing::draw_extra(&app, &caller.instansi, officer(&caller), &new).await?;
    Ok((StatusCode::CREATED, Json(detail(&app, &caller, round.id).await?)))
}

/// Why a call is let go.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SpotExcuse {
    /// Made by the page; the same again changes nothing.
    id: Uuid,
    /// What the person said.
    reason: String,
}

/// Lets a call go for a reason somebody gave. Nobody excuses themselves; an answer in time stays an answer.
#[utoipa::path(
    post, path = "/spot-checks/calls/{id}/excuse", tag = "spot-checks", params(("id" = Uuid, Path)), request_body = SpotExcuse,
    responses(
        (status = 204, description = "Let go"),
        (status = 403, description = "`own_record`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`already_excused`, `nothing_to_excuse`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn excuse_spot_call(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<SpotExcuse>,
) -> Result<StatusCode, ApiError> {
    caller.require_all(Action::SpotWrite)?;
    let reason = reason_given("reason", &new.reason, true)?;
    answering::excuse(&app, &caller.instansi, officer(&caller), (id, new.id), &reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The rule everybody may read.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpotRuleShown {
    /// Its figures.
    #[schema(value_type = Object)]
    rule: Value,
    /// How the draw works, in words.
    text_id: String,
    text_en: String,
    /// Of the last days, today and tomorrow.
    seeds: Vec<SpotSeed>,
    /// The caller's key in the population; with the seed of a day they compute their own ticket.
    person: Option<Uuid>,
}

/// Shows the published rule of the lottery, and the seeds promised and revealed; for everybody of the instansi.
#[utoipa::path(
    get, path = "/spot-checks/rule", tag = "spot-checks",
    responses(
        (status = 200, body = SpotRuleShown),
        (status = 422, description = "`no_spot_rule`", body = crate::error::ProblemDetails),
    )
)]
pub async fn show_spot_rule(State(app): State<App>, caller: Caller) -> Result<Json<SpotRuleShown>, ApiError> {
    let table = rules(&app, &caller.instansi);
    let rule = table.on(caller.today).map_err(|_| not_covered(caller.today))?;
    let seeds = reading::promises(&app, &caller.instansi, caller.today).await?;
    let (text_id, text_en) = drawing::in_words(rule);
    Ok(Json(SpotRuleShown {
        rule: drawing::figures(rule),
        text_id,
        text_en,
        seeds: seeds.iter().rev().map(SpotSeed::from).collect(),
        person: caller.account.person.map(|person| person.0),
    }))
}
