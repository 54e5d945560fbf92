//! The rules of an instansi: which hold, what a change of them would do, and the two officers who make it.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_rules::Packs;
use hadir_store::units;
use jiff::civil::Date;
use uuid::Uuid;

use super::roster::officer;
use super::rule_change_shapes::{
    NewRuleChange, RuleChangeDecision, RuleChangeList, RuleChangeView, RuleComparison, RulePack, RuleText,
    RuleTextQuery, RuleWhatIf, RulesInForce,
};
use super::shapes::{confirms, cursor_of, cursor_text, date_of, lines_of, reason_given, text_of};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::http::{Web, apart};
use crate::services::rule_changes::comparing::Ask;
use crate::services::rule_changes::signing::NewChange;
use crate::services::rule_changes::{remembering, signing};

/// People a page, when nothing else is asked for.
const PAGE: usize = 100;
/// And at most.
const MOST_A_PAGE: usize = 500;
/// Letters of a reason.
const MOST_REASON: usize = 1_000;

/// Whether a pack holds in a region: the nation's, its province's, its own, and what its instansi signed.
fn concerns(of: Option<&str>, region: Option<&str>) -> bool {
    let province = region.and_then(|code| code.split_once('.')).map(|(province, _)| province);
    of.is_none() || of == region || of == province
}

/// Lists the packs in force with what in them is not confirmed.
#[utoipa::path(
    get, path = "/rules", tag = "rules",
    responses(
        (status = 200, body = RulesInForce),
        (status = 403, body = crate::error::ProblemDetails),
    )
)]
pub async fn list_rules(State(app): State<App>, caller: Caller) -> Result<Json<RulesInForce>, ApiError> {
    caller.require(Action::RulesRead)?;
    let packs = app.packs_of(&caller.instansi);
    let texts: std::collections::BTreeMap<&str, &str> = packs.texts().collect();
    let here = packs.list().into_iter().filter(|info| concerns(info.region.as_deref(), caller.instansi.region_code()));
    let list = here.map(|info| {
        let text = texts.get(info.path.as_str()).copied().unwrap_or_default();
        RulePack::of(info, text)
    });
    Ok(Json(RulesInForce { sha256: packs.sha256_on(caller.today), packs: list.collect() }))
}

/// Shows the text of a pack in force.
#[utoipa::path(
    get, path = "/rules/text", tag = "rules", params(RuleTextQuery),
    responses(
        (status = 200, body = RuleText),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_rule_text(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<RuleTextQuery>,
) -> Result<Json<RuleText>, ApiError> {
    caller.require(Action::RulesRead)?;
    let packs = app.packs_of(&caller.instansi);
    let found = text_in(&packs, &asked.path).ok_or_else(|| ApiError::not_found("Paket itu", "That pack"))?;
    Ok(Json(RuleText { path: asked.path, text: found }))
}

fn text_in(packs: &Packs, path: &str) -> Option<String> {
    packs.texts().find(|(of, _)| *of == path).map(|(_, text)| text.to_owned())
}

/// Shows who would be judged differently by another pack, and by how much. Stores nothing.
#[utoipa::path(
    post, path = "/rules/whatif", tag = "rules", request_body = RuleWhatIf,
    responses(
        (status = 200, body = RuleComparison),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "a unit out of reach", body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_pack` with every fault and its place, `bad_span`, `span_runs`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn suppose_rules(
    State(web): State<Web>,
    caller: Caller,
    Json(asked): Json<RuleWhatIf>,
) -> Result<Json<RuleComparison>, ApiError> {
    // Whoever signs sees what they sign.
    if caller.require_all(Action::RulesPropose).is_err() {
        caller.require_all(Action::RulesSign)?;
    }
    let from: usize = asked.after.as_deref().map(cursor_of).transpose()?.unwrap_or(0);
    let limit = asked.limit.unwrap_or(PAGE).clamp(1, MOST_A_PAGE);
    let span = match (asked.from.as_deref(), asked.to.as_deref()) {
        (None, None) => None,
        (first, last) => Some((date_of("from", first.unwrap_or_default())?, date_of("to", last.unwrap_or_default())?)),
    };
    let unit = match asked.unit.as_deref() {
        Some(named) => {
            let all = web.app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
            let unit = all.iter().find(|unit| unit.code == named || unit.id.to_string() == named);
            Some(unit.ok_or_else(|| ApiError::not_found("Unit itu", "That unit"))?.code.clone())
        }
        None => None,
    };
    let text = asked.pack.clone();
    let ask = Ask { pack: asked.pack, span, unit };
    let app = web.app.clone();
    let work = move || async move { remembering::page(&app, &caller.instansi, ask, from == 0).await };
    let compared = apart(&web, work).await??;
    let next = from.saturating_add(limit);
    let next = (next < compared.people.len()).then(|| cursor_text(&next));
    Ok(Json(RuleComparison::of(&compared, &text, (from, limit), next)))
}

/// Lists changes of the rules: proposed, signed, rejected.
#[utoipa::path(
    get, path = "/rules/changes", tag = "rules",
    responses(
        (status = 200, body = RuleChangeList),
        (status = 403, body = crate::error::ProblemDetails),
    )
)]
pub async fn list_rule_changes(State(app): State<App>, caller: Caller) -> Result<Json<RuleChangeList>, ApiError> {
    // Beside those who make them, whoever looks over the agency's work.
    caller.require_all(Action::AuditRead)?;
    let found = signing::list(&app, &caller.instansi).await?;
    Ok(Json(RuleChangeList { items: found.into_iter().map(RuleChangeView::from).collect() }))
}

/// Proposes a change of the rules with the comparison that was seen. Another officer signs.
#[utoipa::path(
    post, path = "/rules/changes", tag = "rules", request_body = NewRuleChange,
    responses(
        (status = 201, body = RuleChangeView),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 409, description = "`figures_changed`, `id_taken`, `changed_meanwhile`", body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_pack`, `retroactive`, `bad_span`, `span_runs`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_rule_change(
    State(web): State<Web>,
    caller: Caller,
    Json(new): Json<NewRuleChange>,
) -> Result<(StatusCode, Json<RuleChangeView>), ApiError> {
    caller.require_all(Action::RulesPropose)?;
    let new = new.read()?;
    let app = web.app.clone();
    let work = move || async move { signing::propose(&app, &caller.instansi, officer(&caller), &new).await };
    let change = apart(&web, work).await??;
    Ok((StatusCode::CREATED, Json(change.into())))
}

impl NewRuleChange {
    fn read(self) -> Result<NewChange, ApiError> {
        let mut problems = Vec::new();
        let basis_number = text_of(&mut problems, "basis_number", &self.basis_number, 200);
        if !problems.is_empty() {
            return Err(ApiError::invalid(problems));
        }
        let day = |field: &str, text: &str| -> Result<Date, ApiError> { date_of(field, text) };
        Ok(NewChange {
            id: self.id,
            reason: lines_of("reason", &self.reason, MOST_REASON, true)?,
            basis_number,
            basis_date: day("basis_date", &self.basis_date)?,
            retroactive_reason: lines_of("retroactive_reason", &self.retroactive_reason, MOST_REASON, false)?,
            span: (day("from", &self.from)?, day("to", &self.to)?),
            pack: self.pack,
            sha256: self.sha256,
        })
    }
}

/// Signs a change or rejects it: by another officer. What is signed is sealed and holds from its day.
#[utoipa::path(
    post, path = "/rules/changes/{id}/decide", tag = "rules",
    params(("id" = Uuid, Path)), request_body = RuleChangeDecision,
    responses(
        (status = 200, body = RuleChangeView),
        (status = 403, description = "`own_proposal`", body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_rule_change`", body = crate::error::ProblemDetails),
        (status = 409, description = "`figures_changed`, `decided_already`, `changed_meanwhile`", body = crate::error::ProblemDetails),
        (status = 422, description = "`retroactive` when its day passed meanwhile, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn decide_rule_change(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(said): Json<RuleChangeDecision>,
) -> Result<Json<RuleChangeView>, ApiError> {
    caller.require_all(Action::RulesSign)?;
    let agrees = confirms(&said.decision)?;
    let reason = reason_given("reason", &said.reason, !agrees)?;
    let app = web.app.clone();
    let work = move || async move {
        signing::decide(&app, &caller.instansi, officer(&caller), (said.id, id), (agrees, reason)).await
    };
    Ok(Json(apart(&web, work).await??.into()))
}
