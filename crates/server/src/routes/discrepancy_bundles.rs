//! Many discrepancies at once, and what stands behind them.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::{AccessFilter, Action};
use hadir_domain::reconcile::{Outcome, SettleStep};
use hadir_store::reconcile::settlements::ListFilter;
use hadir_store::units;
use jiff::ToSpan;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::discrepancy_shapes::{
    AskedOutcome, DiscrepancyCause, DiscrepancyClock, WhichDiscrepancies, code_of, sha256_of,
};
use super::roster::officer;
use super::shapes::{date_of, reason_given};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::settling::bundles::{self, BundleAsk, Preview};
use crate::services::settling::causes;
use crate::services::settling::viewing::SettleDay;

/// Most changed days shown of a set.
const MOST_SHOWN: usize = 300;

/// Which set, and how it is to end.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AskedBundle {
    /// A bundle that was proposed: what confirming it would change. Everything else is then left out.
    bundle: Option<Uuid>,
    /// Key of the cause behind the set.
    cause: Option<Uuid>,
    /// Type of discrepancy; needed without a cause.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// Code or key of a unit, with all below it.
    unit: Option<String>,
    /// A source on either side.
    source: Option<String>,
    /// First day.
    from: Option<String>,
    /// Last day.
    to: Option<String>,
    /// How they end: an outcome, and a status where the side that is followed is silent.
    #[serde(flatten)]
    asked: AskedOutcome,
}

impl AskedBundle {
    async fn read(&self, app: &App, caller: &Caller) -> Result<BundleAsk, ApiError> {
        if self.cause.is_none() && self.kind.as_deref().unwrap_or_default().is_empty() {
            return Err(ApiError::field(
                "type",
                "filter_needed",
                "Pilih penyebab atau jenis selisih yang diselesaikan sekaligus.",
                "Choose the cause or the type that is settled at once.",
            ));
        }
        let which = WhichDiscrepancies {
            kind: self.kind.clone(),
            unit: self.unit.clone(),
            source: self.source.clone(),
            cause: self.cause,
            from: self.from.clone(),
            to: self.to.clone(),
            ..WhichDiscrepancies::default()
        };
        let all_units = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
        let mut filter = which.read(caller, &all_units)?;
        // What somebody may propose, not what they may see.
        filter.access = caller.require(Action::ReconcilePropose)?;
        let (outcome, mut says) = self.asked.read(None)?;
        let outcome = code_of("outcome", outcome)?;
        (says.arrived, says.left) = (None, None);
        if outcome == Outcome::BothWrong && says.status.is_none() {
            return Err(ApiError::field(
                "status",
                "says_needed",
                "Pilih status untuk semua hari itu, atau selesaikan satu per satu dengan jamnya.",
                "Choose a status for all these days, or settle them one by one with their times.",
            ));
        }
        Ok(BundleAsk { filter, outcome, says })
    }
}

/// A day that would count otherwise.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiscrepancyChange {
    person: Uuid,
    name: String,
    date: String,
    before: SettleDay,
    after: SettleDay,
}

/// What a set is and what would follow.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiscrepancyBundlePreview {
    /// Discrepancies in the set.
    count: usize,
    /// People they are about.
    people: usize,
    /// Days that would count otherwise.
    changed: usize,
    /// The first of them, by date and name.
    changes: Vec<DiscrepancyChange>,
    /// Left out: about the caller's own days.
    own: usize,
    /// Left out: nothing says what was so; settle them one by one, or choose a status.
    unclear: usize,
    /// Left out: proposed already.
    proposed: usize,
    /// Names this very set; a proposal has to carry it.
    hash: String,
}

impl From<Preview> for DiscrepancyBundlePreview {
    fn from(preview: Preview) -> Self {
        let shown = preview.changes.iter().take(MOST_SHOWN).map(|change| DiscrepancyChange {
            person: change.person.0,
            name: change.name.clone(),
            date: change.on.to_string(),
            before: (&change.before).into(),
            after: (&change.after).into(),
        });
        Self {
            count: preview.count,
            people: preview.people,
            changed: preview.changes.len(),
            changes: shown.collect(),
            own: preview.own,
            unclear: preview.unclear,
            proposed: preview.proposed,
            hash: hex::encode(preview.hash),
        }
    }
}

/// Shows what settling a whole set would change, before anybody proposes or confirms it.
#[utoipa::path(
    post, path = "/discrepancies/bundles/preview", tag = "discrepancies", request_body = AskedBundle,
    responses(
        (status = 200, body = DiscrepancyBundlePreview),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 422, description = "`too_many`, `filter_needed`", body = crate::error::ProblemDetails),
    )
)]
pub async fn preview_discrepancy_bundle(
    State(app): State<App>,
    caller: Caller,
    Json(asked): Json<AskedBundle>,
) -> Result<Json<DiscrepancyBundlePreview>, ApiError> {
    caller.require(Action::ReconcilePropose)?;
    let preview = match asked.bundle {
        Some(bundle) => {
            // A bundle may reach across units; only who may decide it sees it whole.
            caller.require_all(Action::ReconcileDecide)?;
            bundles::effects(&app, &caller.instansi, officer(&caller), bundle).await?
        }
        None => {
            let ask = asked.read(&app, &caller).await?;
            bundles::preview(&app, &caller.instansi, officer(&caller), &ask).await?
        }
    };
    Ok(Json(preview.into()))
}

/// A proposal for a whole set.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDiscrepancyBundle {
    /// Made by the caller; sending it again changes nothing.
    id: Uuid,
    #[serde(flatten)]
    set: AskedBundle,
    /// Of the preview.
    hash: String,
    /// Why.
    #[serde(default)]
    reason: String,
}

/// What was done with a bundle.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiscrepancyBundle {
    id: Uuid,
    /// How many discrepancies.
    count: usize,
    /// How many were left, because their sources say something else by now: they are open again.
    lapsed: usize,
}

/// Proposes how a whole previewed set ends. Another officer confirms it.
#[utoipa::path(
    post, path = "/discrepancies/bundles", tag = "discrepancies", request_body = NewDiscrepancyBundle,
    responses(
        (status = 201, body = DiscrepancyBundle),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 409, description = "`changed_meanwhile`, `nothing_to_settle`, `id_taken`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_discrepancy_bundle(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewDiscrepancyBundle>,
) -> Result<(StatusCode, Json<DiscrepancyBundle>), ApiError> {
    caller.require(Action::ReconcilePropose)?;
    let reason = reason_given("reason", &new.reason, true)?;
    let ask = new.set.read(&app, &caller).await?;
    let which = (new.id, sha256_of("hash", &new.hash)?);
    let count = bundles::propose(&app, &caller.instansi, officer(&caller), &ask, which, &reason).await?;
    let _ = app.changes.send(caller.id());
    Ok((StatusCode::CREATED, Json(DiscrepancyBundle { id: new.id, count, lapsed: 0 })))
}

/// A word about a bundle.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDiscrepancyBundleStep {
    /// `confirm`, `reject`, or `withdraw` by who proposed it.
    step: String,
    /// Why.
    #[serde(default)]
    reason: String,
}

/// Confirms, rejects or takes back a bundle as a whole. Nobody confirms what they proposed, nor a bundle with a day of
/// their own.
#[utoipa::path(
    post, path = "/discrepancies/bundles/{id}/steps", tag = "discrepancies", params(("id" = Uuid, Path)),
    request_body = NewDiscrepancyBundleStep,
    responses(
        (status = 200, body = DiscrepancyBundle),
        (status = 403, description = "`own_proposal`, `own_record`, `not_yours`", body = crate::error::ProblemDetails),
        (status = 409, description = "`nothing_waits`, `changed_meanwhile`", body = crate::error::ProblemDetails),
    )
)]
pub async fn decide_discrepancy_bundle(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewDiscrepancyBundleStep>,
) -> Result<Json<DiscrepancyBundle>, ApiError> {
    caller.require(Action::ReconcilePropose)?;
    let step = SettleStep::parse(&new.step).filter(|step| !matches!(step, SettleStep::Assign | SettleStep::Propose));
    let step = code_of("step", step)?;
    if step != SettleStep::Withdraw {
        caller.require_all(Action::ReconcileDecide)?;
    }
    let reason = reason_given("reason", &new.reason, true)?;
    let decided = bundles::decide(&app, &caller.instansi, officer(&caller), id, step, &reason).await?;
    let _ = app.changes.send(caller.id());
    Ok(Json(DiscrepancyBundle { id, count: decided.count, lapsed: decided.lapsed }))
}

/// Which days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichCauses {
    /// First day; 62 days back without.
    from: Option<String>,
    /// Last day; today without.
    to: Option<String>,
}

/// What stands behind many discrepancies.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiscrepancyCauseList {
    items: Vec<DiscrepancyCause>,
}

/// Lists what stands behind many discrepancies within the caller's reach, most open ones first.
#[utoipa::path(
    get, path = "/discrepancies/causes", tag = "discrepancies", params(WhichCauses),
    responses((status = 200, body = DiscrepancyCauseList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_discrepancy_causes(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<WhichCauses>,
) -> Result<Json<DiscrepancyCauseList>, ApiError> {
    let reach = ListFilter::within(caller.require(Action::ReconcileRead)?);
    let given = |field: &str, text: &Option<String>| text.as_deref().map(|text| date_of(field, text)).transpose();
    let to = given("to", &which.to)?.unwrap_or(caller.today);
    let from = given("from", &which.from)?.unwrap_or_else(|| to.checked_sub(62.days()).unwrap_or(to));
    let list =
        async |tx: &mut hadir_store::Tx| causes::list(tx, &caller.instansi, &reach, (from, to), caller.today).await;
    let items = app.db.read(list).await?.into_iter().map(Into::into).collect();
    Ok(Json(DiscrepancyCauseList { items }))
}

/// Looks at the clock behind a cause: where its own rows show that it was off, a correction of the clock is proposed, so
/// that nobody has to correct every day of it.
#[utoipa::path(
    post, path = "/discrepancies/causes/{id}/clock", tag = "discrepancies", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = DiscrepancyClock),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`no_clock`", body = crate::error::ProblemDetails),
    )
)]
pub async fn look_at_cause_clock(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<DiscrepancyClock>, ApiError> {
    let access: AccessFilter = caller.require(Action::ReconcilePropose)?;
    let filter = ListFilter { cause: Some(id), ..ListFilter::within(access) };
    let within =
        app.db.read(async |tx| hadir_store::reconcile::settlements::list(tx, caller.id(), &filter, None, 1).await);
    if within.await?.is_empty() {
        return Err(causes::unknown_cause().into());
    }
    Ok(Json(causes::look_at_clock(&app, &caller.instansi, id).await?.into()))
}
