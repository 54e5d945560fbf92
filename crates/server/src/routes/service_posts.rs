//! Service posts at the desk: which there are, who may staff them, whether they are covered now and will be.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::{AccessFilter, Action};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::Person;
use hadir_domain::units::{Unit, subtree};
use hadir_store::{StoreError, people, posts, sites, units};
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::download::{Download, PDF};
use super::roster::officer;
use super::service_post_shapes::{
    ServicePostCoverage, ServicePostCoverageList, ServicePostDefinition, ServicePostDetail, ServicePostEpisode,
    ServicePostList, ServicePostPlan, ServicePostRow, ServicePostSpan, ServicePostStaff, ServicePostWord, person_of,
    unit_of,
};
use super::shapes::{date_of, reason_given};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path, Query};
use crate::http::{Web, apart};
use crate::services::service_posting::defining::{self, Change};
use crate::services::service_posting::watching::{EndedContent, UncoveredContent};
use crate::services::service_posting::{
    PostCoverage, ServicePost, coverage, loading, planning, sheet, unknown_post, watching,
};

/// Days of episodes that are shown.
const EPISODE_DAYS: i64 = 31;
/// Days an ended entry of the list stays in sight.
const ENDED_DAYS: i64 = 90;

/// Which posts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ServicePostsQuery {
    /// Code or id of the unit; all below it are seen too. Without it everything within reach.
    unit: Option<String>,
}

/// Which posts, and when.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ServicePostCoverageQuery {
    /// Code or id of the unit; all below it are seen too. Without it everything within reach.
    unit: Option<String>,
    /// The moment (RFC 3339); now without it.
    at: Option<String>,
}

type ReachOf = Option<BTreeSet<UnitId>>;

/// The units a caller looks at: those named, within reach.
pub(super) fn reach_of(caller: &Caller, all: &[Unit], named: Option<&str>) -> Result<ReachOf, ApiError> {
    caller.require(Action::ServicePostsRead)?;
    Ok(match named.filter(|named| !named.is_empty()) {
        Some(named) => {
            let unit = caller.require_unit(Action::ServicePostsRead, all, named)?;
            Some(subtree(all, unit.id).into_iter().collect())
        }
        None => caller.units_in_reach(Action::ServicePostsRead, all),
    })
}

pub(super) fn within(reach: &ReachOf, unit: UnitId) -> bool {
    reach.as_ref().is_none_or(|reach| reach.contains(&unit))
}

async fn covered(app: &App, caller: &Caller, reach: &ReachOf, at: Timestamp) -> Result<Vec<PostCoverage>, ApiError> {
    let units: Option<Vec<UnitId>> = reach.as_ref().map(|reach| reach.iter().copied().collect());
    Ok(coverage(app, &caller.instansi, units.as_deref(), at).await?)
}

/// Shows which posts are covered at a moment, the most important first. It names nobody.
#[utoipa::path(
    get, path = "/service-posts/coverage", tag = "service-posts", params(ServicePostCoverageQuery),
    responses(
        (status = 200, body = ServicePostCoverageList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_service_post_coverage(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<ServicePostCoverageQuery>,
) -> Result<Json<ServicePostCoverageList>, ApiError> {
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let reach = reach_of(&caller, &all, asked.unit.as_deref())?;
    let at = match asked.at.as_deref().filter(|at| !at.is_empty()) {
        None => app.now(),
        Some(text) => text.parse::<Timestamp>().map(|at| at.min(app.now())).map_err(|_| {
            ApiError::field("at", "bad_instant", "Waktu ditulis seperti 2026-01-19T08:00:00+07:00.", "Write RFC 3339.")
        })?,
    };
    let found = covered(&app, &caller, &reach, at).await?;
    let unknown = found.iter().filter(|one| one.state.as_str() == "belum_diketahui").count();
    Ok(Json(ServicePostCoverageList {
        at,
        uncovered: found.iter().filter(|one| one.state.is_uncovered()).count(),
        unknown,
        items: found.iter().map(|one| ServicePostCoverage::of(one, &all)).collect(),
    }))
}

/// Lists the posts within reach with how they are covered now.
#[utoipa::path(
    get, path = "/service-posts", tag = "service-posts", params(ServicePostsQuery),
    responses(
        (status = 200, body = ServicePostList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn list_service_posts(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<ServicePostsQuery>,
) -> Result<Json<ServicePostList>, ApiError> {
    let now = app.now();
    let (all, posts) = app
        .db
        .read(async |tx| {
            let all = units::list(tx, caller.id()).await?;
            Ok::<_, StoreError>((all, loading::all(tx, &caller.instansi, now).await?))
        })
        .await?;
    let reach = reach_of(&caller, &all, asked.unit.as_deref())?;
    // A day no rule covers still has its posts.
    let known = covered(&app, &caller, &reach, now).await.unwrap_or_default();
    let seen = posts.iter().filter(|post| !post.standing.closed && within(&reach, post.unit));
    let items = seen.map(|post| {
        let found = known.iter().find(|one| one.post == post.id).map(|one| ServicePostCoverage::of(one, &all));
        ServicePostRow::of(post, caller.today, found, &all)
    });
    Ok(Json(ServicePostList { items: items.collect(), can_write: may_write(&caller) }))
}

pub(super) fn may_write(caller: &Caller) -> bool {
    caller.filter(Action::ServicePostsWrite) != AccessFilter::Nothing
}

/// A post to begin.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewServicePost {
    /// Made by the page; the same again changes nothing.
    id: Uuid,
    /// Code or id of the unit.
    unit: String,
    definition: ServicePostDefinition,
}

/// Begins a post. Its sheet gets a code of its own.
#[utoipa::path(
    post, path = "/service-posts", tag = "service-posts", request_body = NewServicePost,
    responses(
        (status = 201, body = ServicePostDetail),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`id_taken`, `too_many_posts`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn create_service_post(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewServicePost>,
) -> Result<(StatusCode, Json<ServicePostDetail>), ApiError> {
    let all = app.db.read(async |tx| units::list(tx, caller.id()).await).await?;
    let unit = caller.require_unit(Action::ServicePostsWrite, &all, &new.unit)?.id;
    let definition = new.definition.read()?;
    known_site(&app, &caller, definition.site).await?;
    defining::open(&app, &caller.instansi, officer(&caller), (new.id, unit), definition).await?;
    Ok((StatusCode::CREATED, Json(detail(&app, &caller, new.id).await?)))
}

async fn known_site(app: &App, caller: &Caller, site: Option<hadir_domain::ids::SiteId>) -> Result<(), ApiError> {
    let Some(site) = site else { return Ok(()) };
    let known = app.db.read(async |tx| sites::get(tx, caller.id(), site).await).await?;
    known.map(drop).ok_or_else(|| {
        let (id, en) = ("Lokasi itu tidak ada. Pilih dari daftar.", "There is no such site. Choose one from the list.");
        ApiError::field("site", "unknown_site", id, en)
    })
}

/// The post when an action reaches it, with all units.
pub(super) async fn reached(
    app: &App,
    caller: &Caller,
    action: Action,
    id: Uuid,
) -> Result<(ServicePost, Vec<Unit>), ApiError> {
    caller.require(action)?;
    let (post, all) = app
        .db
        .read(async |tx| {
            let post = loading::get(tx, &caller.instansi, id).await?;
            Ok::<_, StoreError>((post, units::list(tx, caller.id()).await?))
        })
        .await?;
    let reach = caller.units_in_reach(action, &all);
    let post = post.filter(|post| within(&reach, post.unit)).ok_or_else(unknown_post)?;
    Ok((post, all))
}

async fn detail(app: &App, caller: &Caller, id: Uuid) -> Result<ServicePostDetail, ApiError> {
    let (post, all) = reached(app, caller, Action::ServicePostsRead, id).await?;
    let units = [post.unit];
    let known = coverage(app, &caller.instansi, Some(&units), app.now()).await.unwrap_or_default();
    let now = known.into_iter().find(|one| one.post == id);
    let forgotten = caller.today.checked_sub(ENDED_DAYS.days()).unwrap_or(caller.today);
    let entries = post.standing.staff.iter().filter(|entry| entry.to.is_none_or(|to| to >= forgotten));
    let entries: Vec<_> = entries.copied().collect();
    let ids: Vec<PersonId> = entries.iter().map(|entry| entry.person).collect();
    let named = app.db.read(async |tx| people::get_many(tx, caller.id(), &ids).await).await?;
    let named: BTreeMap<PersonId, Person> = named.into_iter().map(|person| (person.id, person)).collect();
    let first = caller.today.checked_sub(EPISODE_DAYS.days()).unwrap_or(caller.today);
    let episodes = watching::episodes(app, &caller.instansi, (first, caller.today)).await?;
    let mut shown = Vec::new();
    for (begun, ended) in episodes.iter().rev() {
        let content: UncoveredContent = begun.read()?;
        if content.post == id {
            let ended = ended.as_ref().map(|act| act.read::<EndedContent>().map(|_| act.received_at)).transpose()?;
            shown.push(ServicePostEpisode {
                since: content.since,
                told_at: begun.received_at,
                ended_at: ended,
                covered: content.covered,
                wanted: content.wanted,
            });
        }
    }
    let writes = caller.units_in_reach(Action::ServicePostsWrite, &all);
    Ok(ServicePostDetail {
        id,
        unit: unit_of(post.unit, &all),
        definition: ServicePostDefinition::from(&post.standing.definition),
        closed: post.standing.closed,
        version: post.version,
        code: post.standing.code.clone(),
        link: sheet::link(app, &post.standing.code),
        staff: entries
            .iter()
            .map(|entry| {
                let there = now.iter().flat_map(|now| &now.staff).find(|one| one.person == entry.person);
                let there = there.filter(|_| entry.holds_on(caller.today));
                ServicePostStaff {
                    id: entry.id,
                    person: person_of(entry.person, &named),
                    from: entry.from.to_string(),
                    to: entry.to.map(|to| to.to_string()),
                    now: there.map(|one| one.word.as_str().to_owned()),
                    counted: there.is_some_and(|one| one.counted),
                }
            })
            .collect(),
        now: now.as_ref().map(|one| ServicePostCoverage::of(one, &all)),
        history: post
            .words
            .iter()
            .rev()
            .map(|act| ServicePostWord {
                what: act.what.clone(),
                by_login: act.by_login.clone(),
                at: act.received_at,
                reason: act.content.get("reason").and_then(|reason| reason.as_str()).map(str::to_owned),
            })
            .collect(),
        episodes: shown,
        can_write: !post.standing.closed && within(&writes, post.unit),
    })
}

/// Shows a post: when it must be staffed, by whom, whether it is, and when it was not.
#[utoipa::path(
    get, path = "/service-posts/{id}", tag = "service-posts", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = ServicePostDetail),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_post`", body = crate::error::ProblemDetails),
    )
)]
pub async fn show_service_post(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<ServicePostDetail>, ApiError> {
    Ok(Json(detail(&app, &caller, id).await?))
}

/// What is said of a post.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewServicePostWord {
    /// Made by the page; the same again changes nothing.
    id: Uuid,
    /// `define`, `staff`, `unstaff`, `replace_code` or `close`.
    what: String,
    /// The number of the post that was seen; for `define`, `replace_code` and `close`.
    version: Option<u32>,
    /// For `define`.
    definition: Option<ServicePostDefinition>,
    /// For `staff`: who.
    person: Option<Uuid>,
    /// For `staff`: the first day.
    from: Option<String>,
    /// For `staff` and `unstaff`: the last day.
    to: Option<String>,
    /// For `unstaff`: which entry of the list.
    entry: Option<Uuid>,
    /// For `replace_code` and `close`: why.
    #[serde(default)]
    reason: String,
}

fn missing(field: &str) -> ApiError {
    ApiError::field(field, "blank", "Isian ini wajib diisi.", "This field is needed.")
}

fn change_of(new: NewServicePostWord) -> Result<Change, ApiError> {
    let to = new.to.as_deref().filter(|to| !to.is_empty()).map(|to| date_of("to", to)).transpose()?;
    Ok(match new.what.as_str() {
        "define" => Change::Define(new.definition.ok_or_else(|| missing("definition"))?.read()?),
        "staff" => Change::Staff {
            person: PersonId(new.person.ok_or_else(|| missing("person"))?),
            from: date_of("from", new.from.as_deref().unwrap_or_default())?,
            to,
        },
        "unstaff" => {
            Change::Unstaff { entry: new.entry.ok_or_else(|| missing("entry"))?, to: to.ok_or_else(|| missing("to"))? }
        }
        "replace_code" => Change::ReplaceCode { reason: reason_given("reason", &new.reason, true)? },
        "close" => Change::Close { reason: reason_given("reason", &new.reason, true)? },
        _ => {
            return Err(ApiError::field(
                "what",
                "unknown",
                "Pilih define, staff, unstaff, replace_code atau close.",
                "Choose define, staff, unstaff, replace_code or close.",
            ));
        }
    })
}

/// Says something of a post: other hours, somebody more or less on its list, another code, or that it is given up.
#[utoipa::path(
    post, path = "/service-posts/{id}/words", tag = "service-posts", request_body = NewServicePostWord,
    params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = ServicePostDetail),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_post`, `unknown_person`, `unknown_entry`", body = crate::error::ProblemDetails),
        (status = 409, description = "`changed_meanwhile`, `post_closed`, `staffed_already`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn change_service_post(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewServicePostWord>,
) -> Result<Json<ServicePostDetail>, ApiError> {
    let (_, all) = reached(&app, &caller, Action::ServicePostsWrite, id).await?;
    let (word, version) = (new.id, new.version);
    let change = change_of(new)?;
    match &change {
        Change::Define(definition) => known_site(&app, &caller, definition.site).await?,
        Change::Staff { person, .. } => {
            let held = app.db.read(async |tx| posts::of_people(tx, caller.id(), &[*person]).await).await?;
            let serves: Vec<UnitId> =
                held.iter().filter(|post| post.holds_on(caller.today)).map(|post| post.unit).collect();
            caller.require_person(Action::ServicePostsWrite, &all, *person, &serves)?;
        }
        _ => {}
    }
    defining::change(&app, &caller.instansi, officer(&caller), (word, id, version), &change).await?;
    Ok(Json(detail(&app, &caller, id).await?))
}

/// From when, and how many days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ServicePostPlanQuery {
    /// First day; today without it.
    from: Option<String>,
    /// How many days, 1 to 31; 7 without it.
    days: Option<i64>,
}

/// Shows how a post will be covered by the roster and granted papers.
#[utoipa::path(
    get, path = "/service-posts/{id}/plan", tag = "service-posts",
    params(("id" = Uuid, Path), ServicePostPlanQuery),
    responses(
        (status = 200, body = ServicePostPlan),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_post`", body = crate::error::ProblemDetails),
        (status = 422, body = crate::error::ProblemDetails),
    )
)]
pub async fn show_service_post_plan(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Query(asked): Query<ServicePostPlanQuery>,
) -> Result<Json<ServicePostPlan>, ApiError> {
    reached(&app, &caller, Action::ServicePostsRead, id).await?;
    let from = asked.from.as_deref().filter(|from| !from.is_empty()).map(|from| date_of("from", from)).transpose()?;
    let from = from.unwrap_or(caller.today);
    let days = asked.days.unwrap_or(7).clamp(1, planning::MOST_DAYS);
    let to = from.checked_add((days - 1).days()).unwrap_or(from);
    // Posts share people: all of them are planned, and one is shown.
    let mut posts = app.db.read(async |tx| loading::all(tx, &caller.instansi, app.now()).await).await?;
    posts.retain(|post| !post.standing.closed);
    let planned = planning::ahead(&app, &caller.instansi, &posts, (from, to)).await?;
    Ok(Json(ServicePostPlan {
        from: from.to_string(),
        to: to.to_string(),
        spans: planned.iter().filter(|span| span.post == id).map(ServicePostSpan::from).collect(),
    }))
}

/// The sheet with the QR code that hangs at a post.
#[utoipa::path(
    get, path = "/service-posts/{id}/sheet.pdf", tag = "service-posts", params(("id" = Uuid, Path)),
    responses(
        (status = 200, content_type = "application/pdf", body = Vec<u8>),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, description = "`unknown_post`", body = crate::error::ProblemDetails),
        (status = 409, description = "`no_public_url`", body = crate::error::ProblemDetails),
    )
)]
pub async fn download_service_post_sheet(
    State(web): State<Web>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Download, ApiError> {
    let (post, all) = reached(&web.app, &caller, Action::ServicePostsWrite, id).await?;
    let unit = all.iter().find(|unit| unit.id == post.unit).ok_or_else(unknown_post)?;
    let sheet = sheet::sheet(&web.app, &caller.instansi, unit, &post)?;
    let work = move || async move { hadir_reports::post_sheet::post_sheet_pdf(&sheet) };
    let bytes = apart(&web, work).await?.map_err(ApiError::internal)?;
    Ok(Download { kind: PDF, name: format!("lembar-pos-{}.pdf", post.standing.code), bytes })
}
