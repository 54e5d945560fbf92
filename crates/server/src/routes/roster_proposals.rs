//! Changes of rosters that wait for a second officer, and the officer's word.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_store::{StoreError, roster_changes, units};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::roster::officer;
use super::shapes::{PersonRef, UnitRef, confirms, reason_given};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path};
use crate::services::roster_desk::proposals;

/// Most proposals listed.
const MOST_PROPOSALS: u32 = 100;

/// A proposal that waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct RosterProposal {
    id: Uuid,
    unit: UnitRef,
    reason: String,
    by_login: String,
    by: Option<PersonRef>,
    received_at: String,
    lines: Vec<ProposalLine>,
    /// Whether the caller may decide.
    can_decide: bool,
    /// `own_proposal` or `own_record` when they may not.
    barred: Option<String>,
}

/// One cell of a proposal.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalLine {
    person: Uuid,
    name: String,
    date: String,
    was: String,
    /// Null: what the pattern says.
    becomes: Option<String>,
}

/// Proposals that wait.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalList {
    items: Vec<RosterProposal>,
}

/// Lists the changes that wait for a second officer, oldest first.
#[utoipa::path(
    get, path = "/roster/proposals", tag = "roster",
    responses((status = 200, body = ProposalList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_proposals(State(app): State<App>, caller: Caller) -> Result<Json<ProposalList>, ApiError> {
    caller.require(Action::RosterRead)?;
    let list = app
        .db
        .read(async |tx| {
            let id = caller.id();
            let all = units::list(tx, id).await?;
            let reach = caller.units_in_reach(Action::RosterRead, &all);
            let mut items = Vec::new();
            for change in roster_changes::waiting(tx, id, MOST_PROPOSALS).await? {
                if reach.as_ref().is_some_and(|reach| !reach.contains(&change.unit)) {
                    continue;
                }
                let Some(unit) = all.iter().find(|unit| unit.id == change.unit) else { continue };
                let writes = caller.require_unit(Action::RosterWrite, &all, &unit.id.to_string()).is_ok();
                let barred = proposals::barred(officer(&caller), &change);
                let lines = proposals::lines(tx, &app, &caller.instansi, &change).await?;
                let by = match change.by_person {
                    Some(person) => hadir_store::people::get(tx, id, person).await?,
                    None => None,
                };
                items.push(RosterProposal {
                    id: change.id,
                    unit: UnitRef::from(unit),
                    reason: change.reason,
                    by_login: change.by_login,
                    by: by.as_ref().map(PersonRef::from),
                    received_at: change.received_at.to_string(),
                    lines: lines
                        .into_iter()
                        .map(|line| ProposalLine {
                            person: line.person.0,
                            name: line.name,
                            date: line.on.to_string(),
                            was: line.was,
                            becomes: line.becomes,
                        })
                        .collect(),
                    can_decide: writes && barred.is_none(),
                    barred: barred.map(str::to_owned),
                });
            }
            Ok::<_, crate::services::error::ServiceError>(ProposalList { items })
        })
        .await?;
    Ok(Json(list))
}

/// The second officer's word.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewRosterDecision {
    id: Uuid,
    /// `confirm` or `reject`.
    decision: String,
    /// Why; needed to reject.
    #[serde(default)]
    reason: String,
}

/// Confirms or turns down changes that wait. Nobody decides about their own proposal, nor about their own roster.
#[utoipa::path(
    post, path = "/roster/proposals/{id}/decide", tag = "roster", params(("id" = Uuid, Path)),
    request_body = NewRosterDecision,
    responses(
        (status = 204, description = "Decided"),
        (status = 403, description = "`own_proposal`, `own_record`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`already_decided`", body = crate::error::ProblemDetails),
    )
)]
pub async fn decide_proposal(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewRosterDecision>,
) -> Result<StatusCode, ApiError> {
    caller.require(Action::RosterWrite)?;
    let confirmed = confirms(&new.decision)?;
    let reason = reason_given("reason", &new.reason, !confirmed)?;
    let (change, all) = app
        .db
        .read(async |tx| {
            let change = roster_changes::get(tx, caller.id(), id).await?;
            Ok::<_, StoreError>((change, units::list(tx, caller.id()).await?))
        })
        .await?;
    let missing = || ApiError::not_found("Usulan itu", "That proposal");
    let change = change.filter(|change| change.late).ok_or_else(missing)?;
    caller.require_unit(Action::RosterWrite, &all, &change.unit.to_string()).map_err(|_| missing())?;
    match proposals::barred(officer(&caller), &change) {
        Some("own_proposal") => {
            return Err(ApiError::new(
                StatusCode::FORBIDDEN,
                "own_proposal",
                "Anda yang mengusulkannya. Minta petugas lain mengonfirmasi.",
                "You proposed this. Ask another officer to confirm.",
            ));
        }
        Some(_) => {
            return Err(ApiError::new(
                StatusCode::FORBIDDEN,
                "own_record",
                "Perubahan ini menyangkut jadwal Anda sendiri. Minta petugas lain memutuskannya.",
                "This is about your own roster. Ask another officer to decide.",
            ));
        }
        None => {}
    }
    proposals::decide(&app, &caller.instansi, officer(&caller), &change, new.id, confirmed, &reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
