//! The approver's inbox.

use axum::extract::State;
use hadir_domain::ids::RequestId;
use hadir_domain::requests::{DecisionAction, RequestKind, RequestState, Wish};
use hadir_domain::units::subtree;
use hadir_store::requests::Request;
use hadir_store::{StoreError, requests, units};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::shapes::{cursor_of, cursor_text, reason_text};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::lang::Lang;
use crate::services::requesting::checking;
use crate::services::requesting::deciding::{self, NewDecision};
use crate::services::requesting::effects;
use crate::services::requesting::inbox::{self, Cursor, InboxCounts, InboxState, Wanted};
use crate::services::requesting::leave;
use crate::services::requesting::view::{self, RequestView};
use crate::services::service_posting::planning;

/// Requests of one page.
const PAGE: usize = 50;

/// Decisions of one message.
const MOST: usize = 200;

/// Which requests.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichInbox {
    /// `waiting` (as when it is missing), `overdue`, `decided`.
    state: Option<String>,
    /// Only this kind.
    kind: Option<String>,
    /// Only people of this unit and those below it, by code or key.
    unit: Option<String>,
    /// Part of a name.
    q: Option<String>,
    /// From the page before.
    cursor: Option<String>,
}

/// A page of an inbox: what is due first comes first, or the newest decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct Inbox {
    items: Vec<RequestView>,
    next: Option<String>,
    counts: InboxCounts,
}

/// Lists what waits for the caller, or what they decided.
#[utoipa::path(get, path = "/inbox", tag = "requests", params(WhichInbox), responses((status = 200, body = Inbox)))]
pub async fn list_inbox(
    State(app): State<App>,
    caller: Caller,
    Query(which): Query<WhichInbox>,
) -> Result<Json<Inbox>, ApiError> {
    let state = match which.state.as_deref().unwrap_or_default() {
        "" | "waiting" => InboxState::Waiting,
        "overdue" => InboxState::Overdue,
        "decided" => InboxState::Decided,
        _ => {
            return Err(ApiError::field(
                "state",
                "unknown_state",
                "Pilih waiting, overdue atau decided.",
                "Choose waiting, overdue or decided.",
            ));
        }
    };
    let kind = match which.kind.as_deref().filter(|kind| !kind.is_empty()) {
        None => None,
        Some(kind) => Some(RequestKind::parse(kind).ok_or_else(|| {
            ApiError::field("kind", "unknown_kind", "Jenis permohonan itu tidak dikenal.", "There is no such kind.")
        })?),
    };
    let units = match which.unit.as_deref().filter(|unit| !unit.is_empty()) {
        None => None,
        Some(named) => {
            let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
            let unit = all.iter().find(|unit| unit.code == named || unit.id.to_string() == named);
            let unit = unit.ok_or_else(|| ApiError::not_found("Unit itu", "That unit"))?;
            Some(subtree(&all, unit.id))
        }
    };
    let cursor: Option<Cursor> = which.cursor.as_deref().map(cursor_of).transpose()?;
    let q = which.q.unwrap_or_default().trim().to_lowercase();
    let page = inbox::page(&app, &caller, &Wanted { state, kind, units, q, cursor }, PAGE).await?;
    Ok(Json(Inbox { items: page.items, next: page.next.as_ref().map(cursor_text), counts: page.counts }))
}

/// Shows a request the caller decides on or may see, old against new.
#[utoipa::path(
    get, path = "/inbox/{id}", tag = "requests", params(("id" = Uuid, Path, description = "The request")),
    responses((status = 200, body = RequestView), (status = 404, body = crate::error::ProblemDetails))
)]
pub async fn show_inbox_request(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<RequestView>, ApiError> {
    let missing = || ApiError::not_found("Permohonan itu", "That request");
    let (whole, seat) = app
        .db
        .read(async |tx| {
            let request = requests::get(tx, caller.id(), RequestId(id)).await?.ok_or_else(missing)?;
            let (mut whole, _) = view::load(tx, &caller.instansi, vec![request]).await?;
            let whole = whole.pop().ok_or_else(missing)?;
            let all = units::list(tx, caller.id()).await?;
            let seats = deciding::seats(tx, &caller, &all, std::slice::from_ref(&whole)).await?;
            Ok::<_, ApiError>((whole, seats.into_iter().next().is_some_and(|seat| seat.is_ok())))
        })
        .await?;
    if !seat && !inbox::sees(&app, &caller, &whole).await? {
        return Err(missing());
    }
    let can = if seat { deciding::actions(&whole) } else { Vec::new() };
    Ok(Json(detailed(&app, &caller, whole.request, Some(can)).await?))
}

/// A request with old against new and the leave that is left; what may be done is the owner's when `can` is `None`.
pub(super) async fn detailed(
    app: &App,
    caller: &Caller,
    request: Request,
    can: Option<Vec<String>>,
) -> Result<RequestView, ApiError> {
    let open = matches!(request.progress.state, RequestState::Pending | RequestState::Returned);
    let (person, wish, id, from) = (request.person, request.wish.clone(), request.id, request.from_on);
    let mut view = app
        .db
        .read(async |tx| {
            let (mut whole, names) = view::load(tx, &caller.instansi, vec![request]).await?;
            let whole = whole.pop().ok_or_else(|| StoreError::Conflict("the request is gone".into()))?;
            let can = can.unwrap_or_else(|| whole.own_actions());
            Ok::<_, StoreError>(whole.view(&names, caller.today, can))
        })
        .await?;
    if open {
        let reference = view::reference(&wish, id);
        let planned = effects::plan(app, &caller.instansi, id, person, &wish, &reference).await?;
        (view.changes, view.warnings) = match planned {
            Ok(planned) => (
                Some(checking::changes(app, &caller.instansi, person, &planned).await?),
                Some(planning::warnings(app, &caller.instansi, &planned).await?),
            ),
            Err(_) => (Some(Vec::new()), Some(Vec::new())),
        };
    }
    if let Wish::Leave(wish) = &wish {
        let balances = leave::balances(app, &caller.instansi, person, from.year()).await?;
        view.balance = balances.into_iter().find(|balance| balance.leave == wish.leave.as_str());
    }
    Ok(view)
}

/// Decisions, each standing alone.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewDecisions {
    /// 1 to 200.
    decisions: Vec<NewDecisionJson>,
}

/// One decision.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewRequestDecision)]
pub struct NewDecisionJson {
    /// Its key, made by the client.
    id: Uuid,
    /// On which request.
    request: Uuid,
    /// At which step, from 0, as the caller saw it.
    step: usize,
    /// `approve`, `return`, `reject`, `postpone`.
    action: String,
    /// Why; wanted for all but a yes.
    #[serde(default)]
    reason: String,
}

/// What became of the decisions, in their order.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionResults {
    results: Vec<DecisionResult>,
}

/// What became of one decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionResult {
    /// On which request.
    request: Uuid,
    /// Whether it holds.
    ok: bool,
    /// The state of the request afterwards.
    state: Option<String>,
    /// Why it does not hold.
    code: Option<String>,
    /// In Indonesian.
    detail: Option<String>,
    /// In English.
    detail_en: Option<String>,
}

/// Decides on requests. Nobody decides on their own; sending a decision again changes nothing.
#[utoipa::path(
    post, path = "/inbox/decisions", tag = "requests", request_body = NewDecisions,
    responses((status = 200, body = DecisionResults), (status = 422, body = crate::error::ProblemDetails))
)]
pub async fn create_decisions(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewDecisions>,
) -> Result<Json<DecisionResults>, ApiError> {
    if !(1..=MOST).contains(&new.decisions.len()) {
        return Err(ApiError::field(
            "decisions",
            "wrong_count",
            format!("Kirim 1 sampai {MOST} keputusan sekaligus."),
            format!("Send 1 to {MOST} decisions at once."),
        ));
    }
    let mut results = Vec::with_capacity(new.decisions.len());
    for one in new.decisions {
        let Some(action) = DecisionAction::parse(&one.action) else {
            return Err(ApiError::field(
                "action",
                "unknown_action",
                "Pilih approve, return, reject atau postpone.",
                "Choose approve, return, reject or postpone.",
            ));
        };
        let decision = NewDecision {
            id: one.id,
            request: RequestId(one.request),
            step: one.step,
            action,
            reason: reason_text(&one.reason),
        };
        results.push(match deciding::decide(&app, &caller, &decision).await {
            Ok(request) => DecisionResult {
                request: one.request,
                ok: true,
                state: Some(request.progress.state.as_str().to_owned()),
                code: None,
                detail: None,
                detail_en: None,
            },
            Err(error) => DecisionResult {
                request: one.request,
                ok: false,
                state: None,
                code: Some(error.code.to_owned()),
                detail: Some(error.sentence(Lang::Id).to_owned()),
                detail_en: Some(error.sentence(Lang::En).to_owned()),
            },
        });
    }
    Ok(Json(DecisionResults { results }))
}
