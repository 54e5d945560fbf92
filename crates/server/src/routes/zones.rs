//! Tolerance zones: the approved list of sites with weak network, with its reviews.

use axum::extract::State;
use axum::http::StatusCode;
use hadir_domain::access::Action;
use hadir_domain::ids::{SiteId, ZoneEntryId};
use hadir_domain::sites::Network;
use hadir_domain::zones::{ZoneState, ZoneStep};
use hadir_store::{StoreError, sites};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::devices::sites_in_reach;
use super::roster::officer;
use super::shapes::{date_of, reason_given};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path};
use crate::services::zoning::{self, NewEntry, measuring};

/// A site as named beside other things.
#[derive(Debug, Serialize, ToSchema)]
pub struct ZoneSite {
    id: Uuid,
    code: String,
    name: String,
    /// As it was set up: `good`, `weak` or `none`.
    network: String,
}

/// One entry of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Zone {
    id: Uuid,
    site: ZoneSite,
    /// `weak` or `none`.
    network: String,
    reason: String,
    from: String,
    review: String,
    /// The last day, when it was ended.
    ended: Option<String>,
    /// `proposed`, `approved` or `rejected`.
    state: String,
    proposed_by: String,
    decided_by: Option<String>,
    /// `listed`, `due` or `lapsed` for the entry that counts today.
    standing: Option<String>,
    can_decide: bool,
    can_end: bool,
}

/// The list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ZoneList {
    items: Vec<Zone>,
    /// Sites that count as weak since they were set up, and that nobody approved.
    unlisted: Vec<ZoneSite>,
    can_propose: bool,
}

fn site_ref(site: &hadir_domain::sites::Site) -> ZoneSite {
    ZoneSite {
        id: site.id.0,
        code: site.code.clone(),
        name: site.name.clone(),
        network: site.network.as_str().to_owned(),
    }
}

/// Lists tolerance zones within reach: those that wait first, then by review date.
#[utoipa::path(
    get, path = "/zones", tag = "zones",
    responses((status = 200, body = ZoneList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_zones(State(app): State<App>, caller: Caller) -> Result<Json<ZoneList>, ApiError> {
    caller.require(Action::ZonesRead)?;
    let (listed, unlisted) = zoning::list(&app, &caller.instansi, caller.today).await?;
    let (all, reach) = app
        .db
        .read(async |tx| {
            let reach = sites_in_reach(tx, &caller, Action::ZonesRead).await?;
            Ok::<_, StoreError>((sites::list(tx, caller.id()).await?, reach))
        })
        .await?;
    let within = |site: SiteId| reach.as_ref().is_none_or(|reach| reach.contains(&site));
    let decides = caller.require_all(Action::ZonesDecide).is_ok();
    let items = listed.iter().filter(|one| within(one.entry.site)).filter_map(|one| {
        let entry = &one.entry;
        let site = all.iter().find(|site| site.id == entry.site)?;
        let own = entry.is_own(&caller.by, caller.account.person);
        Some(Zone {
            id: entry.id.0,
            site: site_ref(site),
            network: entry.network.as_str().to_owned(),
            reason: entry.reason.clone(),
            from: entry.from_on.to_string(),
            review: entry.review_on.to_string(),
            ended: entry.ended_on.map(|on| on.to_string()),
            state: entry.state.as_str().to_owned(),
            proposed_by: entry.proposed_by.clone(),
            decided_by: entry.decided.as_ref().map(|(by, _)| by.clone()),
            standing: one.standing.map(|standing| standing.as_str().to_owned()),
            can_decide: decides && entry.state == ZoneState::Proposed && !own,
            can_end: decides && entry.state == ZoneState::Approved && entry.ended_on.is_none(),
        })
    });
    let items = items.collect();
    let unlisted = unlisted.iter().filter(|site| within(site.id)).map(site_ref).collect();
    Ok(Json(ZoneList { items, unlisted, can_propose: caller.require(Action::ZonesPropose).is_ok() }))
}

/// A new entry.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewZoneJson {
    /// Made by the page; the same again changes nothing.
    id: Uuid,
    site: Uuid,
    /// `weak` or `none`.
    network: String,
    /// Why.
    reason: String,
    /// First day.
    from: String,
    /// By this day somebody looks again.
    review: String,
}

/// Proposes a tolerance zone. It holds once another officer approved it; renewing is proposing anew.
#[utoipa::path(
    post, path = "/zones", tag = "zones", request_body = NewZoneJson,
    responses(
        (status = 204, description = "Proposed"),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`town_site`: its phones are heard at once", body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_zone`, or a field", body = crate::error::ProblemDetails),
    )
)]
pub async fn create_zone(
    State(app): State<App>,
    caller: Caller,
    Json(new): Json<NewZoneJson>,
) -> Result<StatusCode, ApiError> {
    caller.require(Action::ZonesPropose)?;
    let network = Network::parse(&new.network).ok_or_else(|| {
        ApiError::field("network", "unknown", "Pilih lemah atau tanpa jaringan.", "Choose weak or none.")
    })?;
    let reason = reason_given("reason", &new.reason, true)?;
    let reach = app.db.read(async |tx| sites_in_reach(tx, &caller, Action::ZonesPropose).await).await?;
    let site = SiteId(new.site);
    if reach.is_some_and(|reach| !reach.contains(&site)) {
        return Err(ApiError::not_found("Lokasi itu", "That site"));
    }
    let entry = NewEntry {
        id: ZoneEntryId(new.id),
        site,
        network,
        reason,
        from_on: date_of("from", &new.from)?,
        review_on: date_of("review", &new.review)?,
    };
    zoning::propose(&app, &caller.instansi, officer(&caller), &entry).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A word about an entry.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewZoneDecision {
    id: Uuid,
    /// `approve`, `reject` or `end`.
    decision: String,
    /// The last day, for `end`.
    ended: Option<String>,
    /// Why.
    reason: String,
}

/// Approves, rejects or ends a tolerance zone. Nobody approves their own proposal.
#[utoipa::path(
    post, path = "/zones/{id}/decide", tag = "zones", params(("id" = Uuid, Path)), request_body = NewZoneDecision,
    responses(
        (status = 204, description = "Decided"),
        (status = 403, description = "`own_proposal`", body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "`already_decided`, `not_approved`", body = crate::error::ProblemDetails),
    )
)]
pub async fn decide_zone(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(new): Json<NewZoneDecision>,
) -> Result<StatusCode, ApiError> {
    caller.require_all(Action::ZonesDecide)?;
    let step = ZoneStep::parse(&new.decision).ok_or_else(|| {
        ApiError::field(
            "decision",
            "unknown_decision",
            "Pilih approve, reject atau end.",
            "Choose approve, reject or end.",
        )
    })?;
    let reason = reason_given("reason", &new.reason, true)?;
    let ended = match (step, &new.ended) {
        (ZoneStep::End, Some(text)) => Some(date_of("ended", text)?),
        (ZoneStep::End, None) => Some(caller.today),
        _ => None,
    };
    let key = (ZoneEntryId(id), new.id);
    zoning::decide(&app, &caller.instansi, officer(&caller), key, step, ended, &reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A zone that is to be looked at again.
#[derive(Debug, Serialize, ToSchema)]
pub struct ZoneReview {
    id: Uuid,
    site: ZoneSite,
    /// `weak` or `none`.
    network: String,
    reason: String,
    review: String,
    /// Below 0 when the review is overdue.
    days_left: i32,
    /// `listed`, `due` or `lapsed`.
    standing: String,
    proposed_by: String,
    /// Phone punches of the last weeks, and the percentage of them that came at once.
    punches: Option<u64>,
    prompt_percent: Option<String>,
    /// Whether the site counts as a town site by that: renewing would be refused.
    town: bool,
}

/// Zones by the day of their review.
#[derive(Debug, Serialize, ToSchema)]
pub struct ZoneReviewList {
    items: Vec<ZoneReview>,
}

/// Lists the tolerance zones in force by when they are to be looked at again, with what was measured at each site.
#[utoipa::path(
    get, path = "/zones/reviews", tag = "zones",
    responses((status = 200, body = ZoneReviewList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_zone_reviews(State(app): State<App>, caller: Caller) -> Result<Json<ZoneReviewList>, ApiError> {
    caller.require(Action::ZonesRead)?;
    let reviews = measuring::reviews(&app, &caller.instansi, caller.today).await?;
    let (all, reach) = app
        .db
        .read(async |tx| {
            let reach = sites_in_reach(tx, &caller, Action::ZonesRead).await?;
            Ok::<_, StoreError>((sites::list(tx, caller.id()).await?, reach))
        })
        .await?;
    let within = |site: SiteId| reach.as_ref().is_none_or(|reach| reach.contains(&site));
    let items = reviews.iter().filter(|one| within(one.entry.site)).filter_map(|one| {
        let site = all.iter().find(|site| site.id == one.entry.site)?;
        Some(ZoneReview {
            id: one.entry.id.0,
            site: site_ref(site),
            network: one.entry.network.as_str().to_owned(),
            reason: one.entry.reason.clone(),
            review: one.entry.review_on.to_string(),
            days_left: one.days_left,
            standing: one.standing.as_str().to_owned(),
            proposed_by: one.entry.proposed_by.clone(),
            punches: one.measured.map(|measured| measured.of.punches),
            prompt_percent: one.measured.filter(|one| one.of.punches > 0).map(|measured| measured.percent('.')),
            town: one.measured.is_some_and(|measured| measured.town),
        })
    });
    Ok(Json(ZoneReviewList { items: items.collect() }))
}
