//! The inspectorate's workbench: patterns of checking, random samples, findings and what follows.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use hadir_domain::access::Action;
use hadir_domain::audit::{Finding, FindingState, Seed, Severity, state_of};
use hadir_domain::ids::PersonId;
use hadir_domain::people::Person;
use hadir_domain::units::Unit;
use hadir_store::{StoreError, people, units};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::audit_shapes::{
    AuditFinding, AuditFindingList, AuditPatterns, AuditSample, AuditSampleList, NewAuditFinding, NewAuditSample,
    NewFindingWord, RedrawnSample, person_of_key,
};
use super::roster::officer;
use super::shapes::{date_of, lines_of, text_of};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::auditing::findings::{self, NewFinding};
use crate::services::auditing::sampling::{self, NewSample, SampleOf, Stored};
use crate::services::auditing::{self, Level};

/// Most samples listed.
const MOST_SAMPLES: u32 = 100;
/// Longest text of a finding or an answer.
const LONGEST: usize = 4000;

async fn all_units(app: &App, caller: &Caller) -> Result<Vec<Unit>, StoreError> {
    app.db.read(async |tx| units::list(tx, caller.id()).await).await
}

async fn names(
    app: &App,
    caller: &Caller,
    ids: impl Iterator<Item = PersonId>,
) -> Result<BTreeMap<PersonId, Person>, StoreError> {
    let ids: Vec<PersonId> = ids.collect();
    let known = app.db.read(async |tx| people::get_many(tx, caller.id(), &ids).await).await?;
    Ok(known.into_iter().map(|person| (person.id, person)).collect())
}

/// Text of one or more lines, not empty.
fn lines(field: &str, text: &str) -> Result<String, ApiError> {
    lines_of(field, text, LONGEST, true)
}

/// Which days and offices.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PatternsQuery {
    /// First day.
    from: String,
    /// Last day, at most 184 days later, not in the future.
    to: String,
    /// `opd` (default) or `unit`.
    level: Option<String>,
}

/// Ranks offices by patterns of how they record and check. Each reason opens; nobody is named guilty.
#[utoipa::path(
    get, path = "/audits/patterns", tag = "audits", params(PatternsQuery),
    responses(
        (status = 200, body = AuditPatterns),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, `no_audit_rule`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn show_audit_patterns(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PatternsQuery>,
) -> Result<Json<AuditPatterns>, ApiError> {
    caller.require_all(Action::AuditRead)?;
    let (from, to) = (date_of("from", &query.from)?, date_of("to", &query.to)?);
    let named = query.level.as_deref().filter(|level| !level.is_empty()).unwrap_or("opd");
    let level = Level::parse(named)
        .ok_or_else(|| ApiError::field("level", "unknown_level", "Pilih opd atau unit.", "Choose opd or unit."))?;
    let found = auditing::patterns(&app, &caller.instansi, from, to, level).await?;
    Ok(Json(AuditPatterns::of(from.to_string(), to.to_string(), named, &found)))
}

async fn shown(app: &App, caller: &Caller, stored: &[Stored]) -> Result<Vec<AuditSample>, ApiError> {
    let all = all_units(app, caller).await?;
    let drawn = stored.iter().flat_map(|one| &one.content.drawn);
    let known = names(app, caller, drawn.filter_map(|drawn| person_of_key(&drawn.key))).await?;
    Ok(stored.iter().map(|one| AuditSample::of(one, &all, &known)).collect())
}

/// Lists samples, newest first.
#[utoipa::path(
    get, path = "/audits/samples", tag = "audits",
    responses((status = 200, body = AuditSampleList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_audit_samples(State(app): State<App>, caller: Caller) -> Result<Json<AuditSampleList>, ApiError> {
    caller.require_all(Action::AuditRead)?;
    let stored = sampling::list(&app, &caller.instansi, MOST_SAMPLES).await?;
    let items = shown(&app, &caller, &stored).await?;
    Ok(Json(AuditSampleList { items, can_write: caller.require_all(Action::AuditWrite).is_ok() }))
}

/// Draws a random sample. Its seed and population are recorded, so that anybody can draw it again.
#[utoipa::path(
    post, path = "/audits/samples", tag = "audits", request_body = NewAuditSample,
    responses(
        (status = 201, body = AuditSample),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_size`, `empty_population`, `bad_span`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_audit_sample(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewAuditSample>,
) -> Result<(StatusCode, Json<AuditSample>), ApiError> {
    caller.require_all(Action::AuditWrite)?;
    let mut problems = Vec::new();
    let purpose = text_of(&mut problems, "purpose", &new.purpose, 300);
    if !problems.is_empty() {
        return Err(ApiError::invalid(problems));
    }
    let of = SampleOf::parse(&new.of)
        .ok_or_else(|| ApiError::field("of", "unknown_kind", "Pilih apa yang diambil.", "Choose what to draw from."))?;
    let seed = new.seed.as_deref().map(str::trim).filter(|seed| !seed.is_empty()).map(Seed::parse).transpose();
    let seed = seed.map_err(|_| {
        ApiError::field("seed", "bad_seed", "Benih adalah 64 angka heksadesimal.", "A seed is 64 hexadecimal digits.")
    })?;
    let all = all_units(&app, &caller).await?;
    let unit = match new.unit.as_deref().filter(|named| !named.is_empty()) {
        Some(named) => Some(caller.require_unit(Action::AuditWrite, &all, named)?.id),
        None => None,
    };
    let sample = NewSample {
        id: new.id,
        of,
        from: date_of("from", &new.from)?,
        to: date_of("to", &new.to)?,
        unit,
        size: new.size,
        by_opd: new.by_opd,
        seed,
        purpose,
    };
    let stored = sampling::sample(&app, &caller.instansi, officer(&caller), &sample).await?;
    let mut items = shown(&app, &caller, std::slice::from_ref(&stored)).await?;
    Ok((StatusCode::CREATED, Json(items.pop().ok_or_else(sampling::unknown_sample)?)))
}

/// One sample.
#[utoipa::path(
    get, path = "/audits/samples/{id}", tag = "audits", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = AuditSample),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_audit_sample(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<AuditSample>, ApiError> {
    caller.require_all(Action::AuditRead)?;
    let stored = sampling::get(&app, &caller.instansi, id).await?;
    let mut items = shown(&app, &caller, std::slice::from_ref(&stored)).await?;
    Ok(Json(items.pop().ok_or_else(sampling::unknown_sample)?))
}

/// Draws a sample again from what is known now, and says whether it is the same.
#[utoipa::path(
    get, path = "/audits/samples/{id}/redrawn", tag = "audits", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = RedrawnSample),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn redraw_audit_sample(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<RedrawnSample>, ApiError> {
    caller.require_all(Action::AuditRead)?;
    let stored = sampling::get(&app, &caller.instansi, id).await?;
    Ok(Json(sampling::recompute(&app, &caller.instansi, &stored).await?.into()))
}

/// The population of a sample as it is known now: a line for each key, with the code of its OPD after a tab.
#[utoipa::path(
    get, path = "/audits/samples/{id}/population", tag = "audits", params(("id" = Uuid, Path)),
    responses(
        (status = 200, description = "The keys", content_type = "text/plain"),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_audit_population(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Response, ApiError> {
    caller.require_all(Action::AuditRead)?;
    let stored = sampling::get(&app, &caller.instansi, id).await?;
    let content = &stored.content;
    let span = (content.from, content.to);
    let keys = sampling::population(&app, &caller.instansi, content.of, span, stored.unit).await?;
    let kind = (header::CONTENT_TYPE, "text/plain; charset=utf-8");
    Ok(([kind], sampling::population_text(&keys)).into_response())
}

/// Whether the caller sees a finding: the inspectorate and who reads audits all, an OPD its own.
fn sees(caller: &Caller, units: &[Unit], finding: &Finding) -> bool {
    caller.require_all(Action::AuditRead).is_ok()
        || caller.units_in_reach(Action::AuditAnswer, units).is_none_or(|reach| reach.contains(&finding.unit))
}

fn requires_a_look(caller: &Caller) -> Result<(), ApiError> {
    let may = [Action::AuditRead, Action::AuditAnswer].into_iter().any(|action| caller.require(action).is_ok());
    if may { Ok(()) } else { Err(ApiError::forbidden()) }
}

async fn told(app: &App, caller: &Caller, all: &[Unit], found: &[Finding]) -> Result<Vec<AuditFinding>, ApiError> {
    let known = names(app, caller, found.iter().filter_map(|finding| finding.person)).await?;
    Ok(found.iter().map(|finding| AuditFinding::of(finding, all, &known, caller)).collect())
}

/// Lists findings: overdue ones first, then those that wait, then answered and closed ones. An OPD sees its own.
#[utoipa::path(
    get, path = "/audits/findings", tag = "audits",
    responses((status = 200, body = AuditFindingList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_audit_findings(State(app): State<App>, caller: Caller) -> Result<Json<AuditFindingList>, ApiError> {
    requires_a_look(&caller)?;
    let all = all_units(&app, &caller).await?;
    let mut found = findings::list(&app, &caller.instansi).await?;
    found.retain(|finding| sees(&caller, &all, finding));
    found.sort_by_key(|finding| match state_of(finding, caller.today) {
        FindingState::Overdue => (0, finding.due_on),
        FindingState::Open => (1, finding.due_on),
        FindingState::Answered => (2, finding.due_on),
        FindingState::Closed => (3, finding.due_on),
    });
    let items = told(&app, &caller, &all, &found).await?;
    Ok(Json(AuditFindingList { items, can_write: caller.require_all(Action::AuditWrite).is_ok() }))
}

/// Makes a finding about a unit, and of it a person-day or a roll.
#[utoipa::path(
    post, path = "/audits/findings", tag = "audits", request_body = NewAuditFinding,
    responses(
        (status = 201, body = AuditFinding),
        (status = 403, description = "`own_record`", body = crate::error::ProblemDetails),
        (status = 404, description = "`not_of_unit`, `unknown_sample`", body = crate::error::ProblemDetails),
        (status = 409, description = "`id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_due`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_audit_finding(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewAuditFinding>,
) -> Result<(StatusCode, Json<AuditFinding>), ApiError> {
    caller.require_all(Action::AuditWrite)?;
    let all = all_units(&app, &caller).await?;
    let unit = caller.require_unit(Action::AuditWrite, &all, &new.unit)?.id;
    let severity = Severity::parse(&new.severity).ok_or_else(|| {
        ApiError::field(
            "severity",
            "unknown_severity",
            "Pilih catatan, ringan atau berat.",
            "Choose how much it matters.",
        )
    })?;
    let date = |field: &str, text: Option<&str>| {
        text.filter(|text| !text.is_empty()).map(|text| date_of(field, text)).transpose()
    };
    let finding = NewFinding {
        id: new.id,
        unit,
        person: new.person.map(PersonId),
        on: date("date", new.date.as_deref())?,
        roll: new.roll,
        sample: new.sample,
        severity,
        text: lines("text", &new.text)?,
        follow_up: lines("follow_up", &new.follow_up)?,
        due_on: date("due", new.due.as_deref())?,
    };
    let made = findings::make(&app, &caller.instansi, officer(&caller), &finding).await?;
    Ok((StatusCode::CREATED, Json(one(&app, &caller, &all, made).await?)))
}

async fn one(app: &App, caller: &Caller, all: &[Unit], finding: Finding) -> Result<AuditFinding, ApiError> {
    let mut items = told(app, caller, all, &[finding]).await?;
    Ok(items.pop().ok_or_else(findings::unknown_finding)?)
}

/// One finding.
#[utoipa::path(
    get, path = "/audits/findings/{id}", tag = "audits", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = AuditFinding),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_audit_finding(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<AuditFinding>, ApiError> {
    requires_a_look(&caller)?;
    let all = all_units(&app, &caller).await?;
    let finding = findings::get(&app, &caller.instansi, id).await?;
    if !sees(&caller, &all, &finding) {
        return Err(findings::unknown_finding().into());
    }
    Ok(Json(one(&app, &caller, &all, finding).await?))
}

/// Answers a finding for the OPD it is about.
#[utoipa::path(
    post, path = "/audits/findings/{id}/answers", tag = "audits", params(("id" = Uuid, Path)),
    request_body = NewFindingWord,
    responses(
        (status = 201, body = AuditFinding),
        (status = 403, description = "`own_record`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`finding_closed`, `changed_meanwhile`", body = crate::error::ProblemDetails),
    )
)]
pub async fn answer_audit_finding(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewFindingWord>,
) -> Result<(StatusCode, Json<AuditFinding>), ApiError> {
    caller.require(Action::AuditAnswer)?;
    let all = all_units(&app, &caller).await?;
    let reach = caller.units_in_reach(Action::AuditAnswer, &all);
    let finding = findings::get(&app, &caller.instansi, id).await?;
    if reach.is_some_and(|reach| !reach.contains(&finding.unit)) {
        return Err(findings::unknown_finding().into());
    }
    let text = lines("text", &new.text)?;
    let answered = findings::answer(&app, &caller.instansi, officer(&caller), id, (new.id, &text)).await?;
    Ok((StatusCode::CREATED, Json(one(&app, &caller, &all, answered).await?)))
}

/// Closes a finding for the inspectorate.
#[utoipa::path(
    post, path = "/audits/findings/{id}/close", tag = "audits", params(("id" = Uuid, Path)),
    request_body = NewFindingWord,
    responses(
        (status = 201, body = AuditFinding),
        (status = 403, description = "`own_record`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`finding_closed`, `changed_meanwhile`", body = crate::error::ProblemDetails),
    )
)]
pub async fn close_audit_finding(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewFindingWord>,
) -> Result<(StatusCode, Json<AuditFinding>), ApiError> {
    caller.require_all(Action::AuditWrite)?;
    let all = all_units(&app, &caller).await?;
    let text = lines("text", &new.text)?;
    let closed = findings::close(&app, &caller.instansi, officer(&caller), id, (new.id, &text)).await?;
    Ok((StatusCode::CREATED, Json(one(&app, &caller, &all, closed).await?)))
}
