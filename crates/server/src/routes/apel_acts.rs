//! What officers say at an apel and after it: taps, scans, points, instructions, corrections.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::apel::{ApelSeen, ApelStanding};
use hadir_domain::ids::PersonId;
use hadir_domain::origins::{Origin, OriginKind};
use hadir_store::StoreError;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::apel::{find, reaches};
use super::apel_shapes::{
    ApelCorrectionDecision, ApelScan, ApelScanned, ApelTaps, NewApelCorrection, NewApelInstruction, NewApelPoint,
    seen_of,
};
use super::roster::officer;
use super::shapes::{PersonRef, confirms, date_of, reason_given, text_of};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::apel::months::{self, MonthEvent};
use crate::services::apel::seeing::NewTaps;
use crate::services::apel::{announcing, correcting, seeing};
use crate::services::instructing::{self, NewInstruction};
use crate::services::month::parse_month;

/// Takes the attendance of a row of people with one tap. Rows sent again change nothing.
#[utoipa::path(
    post, path = "/apel/{id}/taps", tag = "apel", params(("id" = Uuid, Path)), request_body = ApelTaps,
    responses(
        (status = 204, description = "Kept"),
        (status = 403, description = "`own_record`", body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_apel`, `not_due`", body = crate::error::ProblemDetails),
        (status = 409, description = "`not_begun`, `apel_closed`, `apel_cancelled`, `id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`too_many_rows`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn tap_apel(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<ApelTaps>,
) -> Result<StatusCode, ApiError> {
    let found = find(&app, &caller, Action::ApelWrite, id).await?;
    let seen = seen_of(&new.seen)?;
    let note = reason_given("note", &new.note, seen == ApelSeen::NotInRanks)?;
    let rows = new.rows.iter().map(|row| (row.id, PersonId(row.person))).collect();
    let taps = NewTaps { seen, at: new.at, note, rows };
    seeing::tap(&app, &caller.instansi, officer(&caller), (&found.known, found.reach.as_ref()), taps).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes in a person's own code that the officer's phone scanned.
#[utoipa::path(
    post, path = "/apel/{id}/scans", tag = "apel", params(("id" = Uuid, Path)), request_body = ApelScan,
    responses(
        (status = 200, body = ApelScanned),
        (status = 403, description = "`own_record`", body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_apel`, `not_due`", body = crate::error::ProblemDetails),
        (status = 409, description = "`code_stale`, `not_begun`, `apel_closed`, `apel_cancelled`, `id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_code`", body = crate::error::ProblemDetails),
    )
)]
pub async fn scan_apel(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<ApelScan>,
) -> Result<Json<ApelScanned>, ApiError> {
    let found = find(&app, &caller, Action::ApelWrite, id).await?;
    let near = (&found.known, found.reach.as_ref());
    let code = (new.id, new.code.trim(), new.at);
    let (person, name, seen) = seeing::scan(&app, &caller.instansi, officer(&caller), near, code).await?;
    Ok(Json(ApelScanned { person: person.0, name, seen: seen.as_str().to_owned() }))
}

/// Notes something that was raised.
#[utoipa::path(
    post, path = "/apel/{id}/points", tag = "apel", params(("id" = Uuid, Path)), request_body = NewApelPoint,
    responses(
        (status = 204, description = "Kept"),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_apel`", body = crate::error::ProblemDetails),
        (status = 409, description = "`apel_cancelled`, `id_taken`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn add_apel_point(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewApelPoint>,
) -> Result<StatusCode, ApiError> {
    let found = find(&app, &caller, Action::ApelWrite, id).await?;
    let mut problems = Vec::new();
    let text = text_of(&mut problems, "text", &new.text, 600);
    if !problems.is_empty() {
        return Err(ApiError::invalid(problems));
    }
    announcing::raise(&app, &caller.instansi, officer(&caller), (&found.known, new.id), text).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives an instruction at an event. It is followed until whoever instructs says it is done.
#[utoipa::path(
    post, path = "/apel/{id}/instructions", tag = "apel", params(("id" = Uuid, Path)), request_body = NewApelInstruction,
    responses(
        (status = 204, description = "Given"),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_apel`, or a unit or person out of reach", body = crate::error::ProblemDetails),
        (status = 409, description = "`conflict`: the key stands for something else", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn add_apel_instruction(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewApelInstruction>,
) -> Result<StatusCode, ApiError> {
    let found = find(&app, &caller, Action::ApelRead, id).await?;
    let unit = caller.require_unit(Action::InstructionsWrite, &found.all, &new.unit)?.id;
    let mut problems = Vec::new();
    let text = text_of(&mut problems, "text", &new.text, 600);
    if !problems.is_empty() {
        return Err(ApiError::invalid(problems));
    }
    let due_on = new.due_on.as_deref().filter(|text| !text.is_empty());
    let owner = new.owner.map(PersonId);
    if let Some(owner) = owner {
        serves(&app, &caller, owner).await?;
    }
    let given = NewInstruction {
        id: new.id,
        origin: Origin { kind: OriginKind::Apel, id },
        unit,
        text,
        owner,
        due_on: due_on.map(|text| date_of("due_on", text)).transpose()?,
    };
    app.db.write(async |tx| instructing::give(tx, &app, &caller.instansi, officer(&caller), &given).await).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes sure that a person is known and serves somewhere today.
async fn serves(app: &App, caller: &Caller, person: PersonId) -> Result<(), ApiError> {
    let held = app.db.read(async |tx| hadir_store::posts::of_people(tx, caller.id(), &[person]).await).await?;
    if held.iter().any(|post| post.holds_on(caller.today)) {
        return Ok(());
    }
    Err(ApiError::not_found("Pegawai itu", "That person"))
}

/// Proposes to change a result after closing. Another officer agrees.
#[utoipa::path(
    post, path = "/apel/{id}/corrections", tag = "apel", params(("id" = Uuid, Path)), request_body = NewApelCorrection,
    responses(
        (status = 204, description = "Proposed"),
        (status = 403, description = "`own_record`", body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_apel`, or a person out of reach", body = crate::error::ProblemDetails),
        (status = 409, description = "`not_closed`, `waits_already`, `id_taken`", body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_standing`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn propose_apel_correction(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewApelCorrection>,
) -> Result<StatusCode, ApiError> {
    let found = find(&app, &caller, Action::ApelWrite, id).await?;
    let person = PersonId(new.person);
    reaches(&app, &caller, &found, person).await?;
    let reason = reason_given("reason", &new.reason, true)?;
    let standing = ApelStanding::parse(&new.standing).unwrap_or(ApelStanding::BelumTercatat);
    let near = (&found.known, new.id);
    correcting::propose(&app, &caller.instansi, officer(&caller), near, person, (standing, reason)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Agrees to a change of a result, or not: by another officer than who proposed it, never about oneself.
#[utoipa::path(
    post, path = "/apel/{id}/corrections/{correction}/decide", tag = "apel",
    params(("id" = Uuid, Path), ("correction" = Uuid, Path)), request_body = ApelCorrectionDecision,
    responses(
        (status = 204, description = "Decided"),
        (status = 403, description = "`own_record`, `own_proposal`", body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_apel`, `unknown_correction`", body = crate::error::ProblemDetails),
        (status = 409, description = "`decided_already`, `id_taken`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn decide_apel_correction(
    State(app): State<App>,
    caller: Caller,
    Path((id, correction)): Path<(Uuid, Uuid)>,
    Json(new): Json<ApelCorrectionDecision>,
) -> Result<StatusCode, ApiError> {
    let found = find(&app, &caller, Action::ApelWrite, id).await?;
    let person = correcting::person_of(&app, &caller.instansi, &found.known, correction).await?;
    reaches(&app, &caller, &found, person).await?;
    let agrees = confirms(&new.decision)?;
    let word = reason_given("reason", &new.reason, !agrees)?;
    let near = (&found.known, new.id);
    let said = (correction, agrees, word);
    correcting::decide(&app, &caller.instansi, officer(&caller), near, said).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which person and month.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ApelEventsQuery {
    /// Key of the person.
    person: Uuid,
    /// `YYYY-MM`.
    month: String,
}

/// One closed event of a person, in the words of `tpp assess`, with what it rests on.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApelEventJson {
    /// `apel`, `upacara` or `senam`.
    kind: String,
    date: String,
    /// `attended`, `missed`, `excused` or `late`.
    status: String,
    event: Uuid,
    title: String,
    /// `hadir`, `terlambat`, `berizin`, `dikecualikan` or `tidak_hadir`.
    standing: String,
    /// `tap`, `scan`, `phone`, `not_in_ranks`, `roster`, `correction` or `nothing`.
    basis: String,
    note: String,
    #[schema(value_type = Option<String>)]
    at: Option<Timestamp>,
    /// The sealed act it rests on.
    act: Uuid,
    corrected: bool,
}

impl From<&MonthEvent> for ApelEventJson {
    fn from(of: &MonthEvent) -> Self {
        Self {
            kind: of.kind.as_str().to_owned(),
            date: of.on.to_string(),
            status: of.status.as_str().to_owned(),
            event: of.event,
            title: of.title.clone(),
            standing: of.standing.as_str().to_owned(),
            basis: of.basis.as_str().to_owned(),
            note: of.note.clone(),
            at: of.at,
            act: of.act,
            corrected: of.corrected,
        }
    }
}

/// How many closed events somebody attended in time or late, missed, or needed not attend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ApelMonthCounts {
    attended: u32,
    late: u32,
    missed: u32,
    excused: u32,
}

impl From<hadir_domain::apel::ApelMonth> for ApelMonthCounts {
    fn from(of: hadir_domain::apel::ApelMonth) -> Self {
        Self { attended: of.attended, late: of.late, missed: of.missed, excused: of.excused }
    }
}

/// The closed events of a person in a month.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApelEvents {
    person: Option<PersonRef>,
    month: String,
    /// By day.
    events: Vec<ApelEventJson>,
    counts: ApelMonthCounts,
}

/// Lists what closed events came to for a person in a month: the `events` the allowance is assessed with.
#[utoipa::path(
    get, path = "/apel/events", tag = "apel", params(ApelEventsQuery),
    responses(
        (status = 200, body = ApelEvents),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn list_apel_events(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ApelEventsQuery>,
) -> Result<Json<ApelEvents>, ApiError> {
    caller.require(Action::ApelRead)?;
    let month = parse_month(&query.month)?;
    let (person, id) = (PersonId(query.person), caller.id());
    let span = (month.first_of_month(), month.last_of_month());
    let (named, held, all, mut found) = app
        .db
        .read(async |tx| {
            let named = hadir_store::people::get(tx, id, person).await?;
            let held = hadir_store::posts::of_people(tx, id, &[person]).await?;
            let all = hadir_store::units::list(tx, id).await?;
            let found = months::of_people(tx, &caller.instansi, &[person], span, |_| None).await?;
            Ok::<_, StoreError>((named, held, all, found))
        })
        .await?;
    let serves: Vec<_> = held.iter().filter(|post| post.holds_within(span.0, span.1)).map(|post| post.unit).collect();
    caller.require_person(Action::ApelRead, &all, person, &serves)?;
    let events = found.remove(&person).unwrap_or_default();
    Ok(Json(ApelEvents {
        person: named.as_ref().map(PersonRef::from),
        month: query.month,
        counts: months::counts(&events).into(),
        events: events.iter().map(ApelEventJson::from).collect(),
    }))
}
