//! Addresses the offices' own networks show to the world: who punches from one of them was at the office.

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_domain::ids::SiteId;
use hadir_store::{posts, sites, units};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::{Json, Path};
use crate::services::networking::{self, Networks};
use crate::services::siting::is_theirs;

/// One network of an office.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiteNetworkJson {
    /// CIDR.
    network: String,
    by_login: String,
    #[schema(value_type = String)]
    noted_at: Timestamp,
}

/// An address that people used who showed the office's code of that moment.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeenAddress {
    address: String,
    /// How many people used it within the last days.
    people: usize,
}

/// The networks of an office.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiteNetworkList {
    items: Vec<SiteNetworkJson>,
    /// Not in the list yet, though people used them at the office; the most used first.
    seen: Vec<SeenAddress>,
}

impl From<Networks> for SiteNetworkList {
    fn from(networks: Networks) -> Self {
        Self {
            items: networks
                .listed
                .into_iter()
                .map(|one| SiteNetworkJson { network: one.network, by_login: one.by_login, noted_at: one.noted_at })
                .collect(),
            seen: networks
                .seen
                .into_iter()
                .map(|(address, people)| SeenAddress { address: address.to_string(), people })
                .collect(),
        }
    }
}

/// The networks of an office, as they are to be.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SiteNetworkForm {
    /// CIDR or single addresses, at most 32.
    networks: Vec<String>,
}

async fn theirs(app: &App, caller: &Caller, site: SiteId) -> Result<(), ApiError> {
    caller.require(Action::SitesWrite)?;
    let missing = || ApiError::not_found("Lokasi itu", "That site");
    app.db
        .read(async |tx| {
            sites::get(tx, caller.id(), site).await?.ok_or_else(missing)?;
            let all = units::list(tx, caller.id()).await?;
            let posts = posts::all(tx, caller.id()).await?;
            let writes = caller.units_in_reach(Action::SitesWrite, &all);
            if is_theirs(site, &posts, writes.as_ref(), caller.today) { Ok(()) } else { Err(missing()) }
        })
        .await
}

/// Lists the networks of an office, and addresses that look like one.
#[utoipa::path(
    get, path = "/sites/{id}/networks", tag = "sites", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = SiteNetworkList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
    )
)]
pub async fn list_site_networks(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<SiteNetworkList>, ApiError> {
    theirs(&app, &caller, SiteId(id)).await?;
    Ok(Json(networking::of_site(&app, &caller.instansi, SiteId(id)).await?.into()))
}

/// Puts these in the place of the networks of an office.
#[utoipa::path(
    put, path = "/sites/{id}/networks", tag = "sites", params(("id" = Uuid, Path)),
    request_body = SiteNetworkForm,
    responses(
        (status = 200, body = SiteNetworkList),
        (status = 403, body = crate::error::ProblemDetails),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 422, description = "`bad_network`, `too_wide`, `too_many_networks`", body = crate::error::ProblemDetails),
    )
)]
pub async fn change_site_networks(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Json(form): Json<SiteNetworkForm>,
) -> Result<Json<SiteNetworkList>, ApiError> {
    theirs(&app, &caller, SiteId(id)).await?;
    networking::replace(&app, &caller.instansi, SiteId(id), &form.networks, &caller.by).await?;
    Ok(Json(networking::of_site(&app, &caller.instansi, SiteId(id)).await?.into()))
}
