//! What visitors reported of service posts, for officers: compared with the records, answered, counted.

use std::collections::BTreeMap;

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_domain::ids::UnitId;
use hadir_domain::service_posts::Outcome;
use hadir_store::{StoreError, units};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::roster::officer;
use super::service_post_shapes::{ServicePostReport, ServicePostReportList, ServicePostTally};
use super::service_posts::{may_write, reach_of, within};
use super::shapes::{date_of, reason_given};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::services::service_posting::loading;
use crate::services::service_posting::reporting::{self, AnswerContent};

/// Which reports.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ServicePostReportsQuery {
    /// First day.
    from: String,
    /// Last day, at most 92 days later.
    to: String,
    /// Code or id of the unit; all below it are seen too. Without it everything within reach.
    unit: Option<String>,
    /// One post alone.
    post: Option<Uuid>,
}

/// Lists what visitors reported, with what the records said at that moment and how the answers stand.
#[utoipa::path(
    get, path = "/service-posts/reports", tag = "service-posts", params(ServicePostReportsQuery),
    responses(
        (status = 200, body = ServicePostReportList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_span`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn list_service_post_reports(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<ServicePostReportsQuery>,
) -> Result<Json<ServicePostReportList>, ApiError> {
    let (all, posts) = app
        .db
        .read(async |tx| {
            let all = units::list(tx, caller.id()).await?;
            Ok::<_, StoreError>((all, loading::all(tx, &caller.instansi, app.now()).await?))
        })
        .await?;
    let reach = reach_of(&caller, &all, asked.unit.as_deref())?;
    let (from, to) = (date_of("from", &asked.from)?, date_of("to", &asked.to)?);
    let mut rows = reporting::list(&app, &caller.instansi, (from, to)).await?;
    rows.retain(|row| {
        row.unit.is_some_and(|unit| within(&reach, unit)) && asked.post.is_none_or(|post| post == row.content.post)
    });
    let names: BTreeMap<Uuid, String> = posts.iter().map(|post| (post.id, post.name().to_owned())).collect();
    let tallies = reporting::tallies(&rows, caller.today)?;
    let tally =
        |(post, tally): (&Uuid, &_)| ServicePostTally::of(*post, names.get(post).cloned().unwrap_or_default(), tally);
    Ok(Json(ServicePostReportList {
        items: rows.iter().map(|row| ServicePostReport::of(row, &rows, &names, &all, caller.today)).collect(),
        posts: tallies.iter().map(tally).collect(),
        can_write: may_write(&caller),
    }))
}

/// An answer to a report.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewServicePostAnswer {
    /// Made by the page; the same again changes nothing.
    id: Uuid,
    /// `confirmed`, `not_confirmed` or `unclear`.
    outcome: String,
    /// What was found and done; names nobody.
    text: String,
}

/// Answers a report, once.
#[utoipa::path(
    post, path = "/service-posts/reports/{id}/answer", tag = "service-posts", request_body = NewServicePostAnswer,
    params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = ServicePostReport),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_report`", body = crate::error::ProblemDetails),
        (status = 409, description = "`already_answered`, `id_taken`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn answer_service_post_report(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewServicePostAnswer>,
) -> Result<Json<ServicePostReport>, ApiError> {
    caller.require(Action::ServicePostsWrite)?;
    let row = reporting::get(&app, &caller.instansi, id).await?;
    let (all, posts) = app
        .db
        .read(async |tx| {
            let all = units::list(tx, caller.id()).await?;
            Ok::<_, StoreError>((all, loading::all(tx, &caller.instansi, app.now()).await?))
        })
        .await?;
    let reach = caller.units_in_reach(Action::ServicePostsWrite, &all);
    let near = |unit: UnitId| within(&reach, unit);
    if !row.unit.is_some_and(near) {
        return Err(reporting::unknown_report().into());
    }
    let outcome = Outcome::parse(&new.outcome).ok_or_else(|| {
        let (id, en) = ("Pilih benar, tidak benar, atau tidak jelas.", "Choose confirmed, not_confirmed or unclear.");
        ApiError::field("outcome", "unknown", id, en)
    })?;
    let content = AnswerContent { outcome, text: reason_given("text", &new.text, true)? };
    reporting::answer(&app, &caller.instansi, officer(&caller), (new.id, &row), &content).await?;
    let row = reporting::get(&app, &caller.instansi, id).await?;
    let names: BTreeMap<Uuid, String> = posts.iter().map(|post| (post.id, post.name().to_owned())).collect();
    Ok(Json(ServicePostReport::of(&row, std::slice::from_ref(&row), &names, &all, caller.today)))
}
