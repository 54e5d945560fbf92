//! How punches were weighed: one punch with its reasons, and the counts of each day.

use std::collections::BTreeMap;

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_domain::evidence::{Verdict, name_of};
use hadir_domain::ids::PunchId;
use hadir_store::evidence::verdicts::{self, PunchVerdict};
use hadir_store::evidence::weighed_days::{self, WeighedDay};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::people::reach_person;
use super::shapes::date_of;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::weighing::WeighedPunch;
use crate::services::{looking, weighing};

/// One thing that speaks for or against a punch.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceReason {
    /// Stable code of the signal.
    pub code: String,
    /// What the signal is called, in Indonesian.
    pub name: String,
    /// The same in English.
    pub name_en: String,
    /// Decibans (10·log10 of the likelihood ratio): above 0 against the punch, below 0 for it.
    pub weight: f64,
    /// What it means, in Indonesian.
    pub text: String,
    /// The same in English.
    pub text_en: String,
    /// Other punches it rests on.
    with: Vec<Uuid>,
}

/// How a punch was weighed.
#[derive(Debug, Serialize, ToSchema)]
pub struct PunchEvidence {
    punch: Uuid,
    /// `supported`, `unverified`, `doubtful` or `contradicted`; null while it was not weighed yet.
    pub verdict: Option<String>,
    /// Estimated probability, 0 to 1, that it must not count as presence; null where only good was found or nothing
    /// was weighed.
    pub score: Option<f64>,
    /// Everything that speaks for or against it.
    pub reasons: Vec<EvidenceReason>,
    #[schema(value_type = Option<String>)]
    weighed_at: Option<Timestamp>,
}

impl PunchEvidence {
    /// What was kept of a punch. Where only good was found no row is kept of it.
    pub fn of(punch: Uuid, found: WeighedPunch) -> Self {
        if let Some(kept) = found.kept {
            return kept.into();
        }
        let verdict = found.day.as_ref().map(|_| Verdict::Supported.as_str().to_owned());
        let weighed_at = found.day.map(|day| day.weighed_at);
        Self { punch, verdict, score: None, reasons: Vec::new(), weighed_at }
    }
}

impl From<PunchVerdict> for PunchEvidence {
    fn from(kept: PunchVerdict) -> Self {
        let reason = |reason: verdicts::KeptReason| {
            let (name, name_en) = name_of(&reason.code);
            EvidenceReason {
                code: reason.code,
                name,
                name_en,
                weight: f64::from(reason.weight) / 10.0,
                text: reason.text,
                text_en: reason.text_en,
                with: reason.with.into_iter().map(|punch| punch.0).collect(),
            }
        };
        Self {
            punch: kept.punch.0,
            verdict: Some(kept.verdict.as_str().to_owned()),
            score: Some(f64::from(kept.score) / 1e6),
            reasons: kept.reasons.into_iter().map(reason).collect(),
            weighed_at: Some(kept.weighed_at),
        }
    }
}

/// Shows how a punch was weighed, with every reason. One's own is open to everybody.
#[utoipa::path(
    get, path = "/evidence/punches/{id}", tag = "evidence", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = PunchEvidence),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_punch_evidence(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<PunchEvidence>, ApiError> {
    let missing = || ApiError::not_found("Rekaman itu", "That punch");
    let found = app
        .db
        .read(async |tx| {
            let found = weighing::punch(tx, &caller.instansi, PunchId(id)).await?.ok_or_else(missing)?;
            if caller.account.person != Some(found.person) {
                let reads = |action: &Action| caller.require(*action).is_ok();
                let action = [Action::DoubtsRead, Action::EvidenceRead].into_iter().find(reads);
                reach_person(tx, &caller, action.unwrap_or(Action::EvidenceRead), found.person).await?;
            }
            Ok::<_, ApiError>(found)
        })
        .await?;
    looking::note(&app, &caller, found.person, "evidence", found.looked_at()).await?;
    Ok(Json(PunchEvidence::of(id, found)))
}

/// Which days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WeighedDaysQuery {
    /// First day.
    from: String,
    /// Last day, at most 92 days later.
    to: String,
}

/// What the punches of one day came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeighedDayJson {
    date: String,
    /// How many were weighed.
    punches: u64,
    /// By verdict; adds up to `punches`.
    by_verdict: BTreeMap<String, u64>,
    /// How many each signal spoke for or against.
    by_code: BTreeMap<String, u64>,
    /// SHA-256 of the policy.
    policy: String,
    #[schema(value_type = String)]
    weighed_at: Timestamp,
}

impl From<WeighedDay> for WeighedDayJson {
    fn from(day: WeighedDay) -> Self {
        Self {
            date: day.on.to_string(),
            punches: day.punches,
            by_verdict: day.by_verdict,
            by_code: day.by_code,
            policy: hex::encode(day.policy),
            weighed_at: day.weighed_at,
        }
    }
}

/// What the punches of each day came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeighedDayList {
    items: Vec<WeighedDayJson>,
}

/// Lists what the punches of each day came to, by verdict and by signal.
#[utoipa::path(
    get, path = "/evidence/days", tag = "evidence", params(WeighedDaysQuery),
    responses(
        (status = 200, body = WeighedDayList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn list_weighed_days(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<WeighedDaysQuery>,
) -> Result<Json<WeighedDayList>, ApiError> {
    caller.require_all(Action::EvidenceRead)?;
    let (from, to) = (date_of("from", &query.from)?, date_of("to", &query.to)?);
    weighing::check_span(from, to)?;
    let days = app.db.read(async |tx| weighed_days::in_span(tx, caller.id(), from, to).await).await?;
    Ok(Json(WeighedDayList { items: days.into_iter().map(Into::into).collect() }))
}
