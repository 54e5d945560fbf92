//! The clocks of terminals: how far off they were, what is proposed about them, and an officer's word.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::ids::DeviceId;
use hadir_store::clock_corrections::{self, ProposalRow};
use hadir_store::{StoreError, devices, punches};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::devices::sites_in_reach;
use super::shapes::{confirms, reason_given};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::clocking;
use crate::services::error::ServiceError;

/// Punches shown with a proposal.
const MOST_PUNCHES: u32 = 50;

/// Which proposals.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProposalsQuery {
    /// `proposed`, `confirmed`, `rejected`, `replaced`; all when it is missing.
    state: Option<String>,
}

/// What is proposed about a clock.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClockProposal)]
pub struct ClockProposalJson {
    id: Uuid,
    /// Its short name, as days show it.
    reference: String,
    device: Uuid,
    /// Serial number of the terminal.
    serial: Option<String>,
    /// `battery_reset`, `wrong_day`, `off`, `drift`, `jump_back`.
    kind: String,
    /// `proposed`, `confirmed`, `rejected`, `replaced`.
    state: String,
    /// First claimed time.
    from: String,
    /// Last claimed time.
    to: String,
    /// How many rows it was found in.
    rows: u64,
    /// The first claimed time as it may have been; null when nothing could be proposed.
    from_corrected: Option<String>,
    /// The last claimed time as it may have been.
    to_corrected: Option<String>,
    /// `low`, `medium`, `high`.
    certainty: String,
    /// What it rests on, Indonesian.
    evidence: String,
    /// The same in English.
    evidence_en: String,
    proposed_at: String,
    decided_at: Option<String>,
    decided_by: Option<String>,
    note: Option<String>,
}

/// Proposals.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClockProposalList {
    items: Vec<ClockProposalJson>,
    /// Always null: the list is whole.
    next: Option<String>,
}

/// A punch a proposal speaks of: what the terminal wrote beside what it may have been.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClockPunchJson {
    id: Uuid,
    /// The proposal.
    proposal: Uuid,
    /// The number at the terminal.
    pin: String,
    /// The local time as written.
    raw: String,
    /// The local time as it may have been.
    corrected: Option<String>,
    received_at: String,
    /// `ok` or `suspect`.
    clock: String,
}

/// What is said of the clock of one terminal.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceClock {
    /// What is and was proposed, newest first.
    proposals: Vec<ClockProposalJson>,
    /// Punches of the proposals that are neither rejected nor replaced, raw beside corrected.
    punches: Vec<ClockPunchJson>,
}

fn shape(row: &ProposalRow, serial: Option<String>) -> ClockProposalJson {
    let one = &row.correction;
    let corrected = |claimed: DateTime| one.corrected(claimed).map(|time| time.to_string());
    ClockProposalJson {
        id: one.id,
        reference: one.reference(),
        device: row.device.0,
        serial,
        kind: one.kind.as_str().to_owned(),
        state: one.state.as_str().to_owned(),
        from: one.span.from.to_string(),
        to: one.span.to.to_string(),
        rows: row.rows,
        from_corrected: corrected(one.span.from),
        to_corrected: corrected(one.span.to),
        certainty: row.certainty.as_str().to_owned(),
        evidence: row.evidence.clone(),
        evidence_en: row.evidence_en.clone(),
        proposed_at: row.received_at.to_string(),
        decided_at: row.decided.as_ref().map(|decided| decided.at.to_string()),
        decided_by: row.decided.as_ref().map(|decided| decided.by_login.clone()),
        note: row.decided.as_ref().map(|decided| decided.note.clone()).filter(|note| !note.is_empty()),
    }
}

/// Shows what is proposed about the clock of a terminal, and the punches the proposals speak of.
#[utoipa::path(
    get, path = "/devices/{id}/clock", tag = "devices",
    params(("id" = Uuid, Path, description = "The terminal")),
    responses(
        (status = 200, body = DeviceClock),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_device_clock(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<DeviceClock>, ApiError> {
    caller.require(Action::DevicesRead)?;
    let device = DeviceId(id);
    let found = app
        .db
        .read(async |tx| {
            let row = devices::get(tx, caller.id(), device).await?;
            let reach = sites_in_reach(tx, &caller, Action::DevicesRead).await?;
            let within = |site| reach.as_ref().is_none_or(|sites| sites.contains(&site));
            let Some(row) = row.filter(|row| reach.is_none() || row.device.site.is_some_and(within)) else {
                return Ok::<_, StoreError>(None);
            };
            let proposals = clock_corrections::of_device(tx, caller.id(), device).await?;
            let mut touched = Vec::new();
            for proposal in proposals.iter().filter(|one| one.correction.state.speaks()) {
                touched.extend(touched_by(tx, &caller, proposal).await?);
            }
            Ok(Some((row, proposals, touched)))
        })
        .await?;
    let Some((row, mut proposals, punches)) = found else { return Err(unknown().into()) };
    proposals.reverse();
    Ok(Json(DeviceClock {
        proposals: proposals.iter().map(|one| shape(one, Some(row.device.serial.clone()))).collect(),
        punches,
    }))
}

async fn touched_by(
    tx: &mut hadir_store::Tx,
    caller: &Caller,
    proposal: &ProposalRow,
) -> Result<Vec<ClockPunchJson>, StoreError> {
    let one = &proposal.correction;
    let rows = punches::claimed_within(tx, caller.id(), proposal.device, &one.span, MOST_PUNCHES).await?;
    Ok(rows
        .into_iter()
        .map(|row| ClockPunchJson {
            id: row.id.0,
            proposal: one.id,
            pin: row.person_key,
            raw: row.local_time.to_string(),
            corrected: one.corrected(row.local_time).map(|time| time.to_string()),
            received_at: row.received_at.to_string(),
            clock: row.clock.as_str().to_owned(),
        })
        .collect())
}

/// Lists what is and was proposed about clocks within the caller's reach, newest first.
#[utoipa::path(
    get, path = "/clock-proposals", tag = "devices", params(ProposalsQuery),
    responses((status = 200, body = ClockProposalList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_clock_proposals(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<ProposalsQuery>,
) -> Result<Json<ClockProposalList>, ApiError> {
    caller.require(Action::DevicesRead)?;
    let (mut rows, known, reach) = app
        .db
        .read(async |tx| {
            let rows = clock_corrections::all(tx, caller.id()).await?;
            let reach = sites_in_reach(tx, &caller, Action::DevicesRead).await?;
            Ok::<_, StoreError>((rows, devices::list(tx, caller.id()).await?, reach))
        })
        .await?;
    rows.reverse();
    let known: HashMap<DeviceId, _> = known.into_iter().map(|row| (row.device.id, row.device)).collect();
    let wanted = asked.state.filter(|state| !state.is_empty());
    let items = rows
        .iter()
        .filter(|row| wanted.as_ref().is_none_or(|state| row.correction.state.as_str() == state))
        .filter_map(|row| {
            let device = known.get(&row.device)?;
            let near = reach.as_ref().is_none_or(|sites| device.site.is_some_and(|site| sites.contains(&site)));
            near.then(|| shape(row, Some(device.serial.clone())))
        })
        .collect();
    Ok(Json(ClockProposalList { items, next: None }))
}

/// An officer's word about a proposal.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewClockDecision {
    /// `confirm` or `reject`.
    decision: String,
    /// Why; needed to reject.
    #[serde(default)]
    note: String,
}

/// Confirms or rejects what is proposed about a clock. Nobody decides where punches of their own are touched.
#[utoipa::path(
    post, path = "/clock-proposals/{id}/decision", tag = "devices", request_body = NewClockDecision,
    params(("id" = Uuid, Path, description = "The proposal")),
    responses(
        (status = 200, body = ClockProposalJson),
        (status = 403, description = "`own_record`", body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_proposal`", body = crate::error::ProblemDetails),
        (status = 409, description = "`already_decided`, `nothing_proposed`", body = crate::error::ProblemDetails),
    )
)]
pub async fn decide_clock_proposal(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewClockDecision>,
) -> Result<Json<ClockProposalJson>, ApiError> {
    caller.require(Action::ClocksDecide)?;
    let confirmed = confirms(&new.decision)?;
    let note = reason_given("note", &new.note, !confirmed)?;
    let by = (caller.by.as_str(), caller.account.person);
    let row = clocking::decide(&app, &caller.instansi, id, confirmed, &note, by).await.map_err(refused)?;
    let device = app.db.read(async |tx| devices::get(tx, caller.id(), row.device).await).await?;
    Ok(Json(shape(&row, device.map(|device| device.device.serial))))
}

fn refused(error: ServiceError) -> ApiError {
    match error.code {
        "own_record" => ApiError::new(StatusCode::FORBIDDEN, error.code, error.text.id, error.text.en),
        _ => error.into(),
    }
}

fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_device",
        "mesin itu tidak ada, atau di luar unit Anda; buka dari daftar mesin",
        "there is no such machine, or not within your units; open it from the list of machines",
    )
}
