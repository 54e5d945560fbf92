//! Places of work.

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_store::sites;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::Json;

/// A place of work.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Site)]
pub struct SiteJson {
    id: Uuid,
    code: String,
    name: String,
    /// IANA name.
    zone: String,
    lat: Option<f64>,
    lon: Option<f64>,
    radius_m: u32,
    /// `good`, `weak` or `none`.
    network: String,
}

/// Places of work.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiteList {
    items: Vec<SiteJson>,
    /// Always null: the list is whole.
    next: Option<String>,
}

/// Lists the places of work.
#[utoipa::path(
    get, path = "/sites", tag = "sites",
    responses((status = 200, body = SiteList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_sites(State(app): State<App>, caller: Caller) -> Result<Json<SiteList>, ApiError> {
    // Where offices are is no secret within the government; who works there is asked elsewhere.
    caller.require(Action::DevicesRead)?;
    let all = app.db.read(async |tx| sites::list(tx, caller.id()).await).await?;
    let items = all.into_iter().map(|site| SiteJson {
        id: site.id.0,
        code: site.code,
        name: site.name,
        zone: site.zone.as_str().to_owned(),
        lat: site.place.map(|(lat, _)| lat),
        lon: site.place.map(|(_, lon)| lon),
        radius_m: site.radius_m,
        network: site.network.as_str().to_owned(),
    });
    Ok(Json(SiteList { items: items.collect(), next: None }))
}
