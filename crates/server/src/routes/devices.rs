//! Terminals.

use std::collections::BTreeSet;

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_domain::ids::SiteId;
use hadir_store::{StoreError, Tx, devices, posts, sites, units};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::Json;

/// A terminal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Device)]
pub struct DeviceJson {
    id: Uuid,
    serial: String,
    /// Name of the site it hangs at.
    name: Option<String>,
    /// Code of that site.
    site: Option<String>,
    /// The zone its clock runs in.
    zone: String,
    /// Whether its rows count.
    adopted: bool,
    /// The newest contact.
    #[schema(value_type = Option<String>)]
    seen_at: Option<Timestamp>,
}

/// Terminals.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceList {
    items: Vec<DeviceJson>,
    /// Always null: the list is whole.
    next: Option<String>,
}

/// Lists the terminals: all of them, or those at sites where people within the caller's reach serve.
#[utoipa::path(
    get, path = "/devices", tag = "devices",
    responses((status = 200, body = DeviceList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_devices(State(app): State<App>, caller: Caller) -> Result<Json<DeviceList>, ApiError> {
    caller.require(Action::DevicesRead)?;
    let (rows, all_sites, reach) = app
        .db
        .read(async |tx| {
            let reach = sites_in_reach(tx, &caller, Action::DevicesRead).await?;
            Ok::<_, StoreError>((devices::list(tx, caller.id()).await?, sites::list(tx, caller.id()).await?, reach))
        })
        .await?;
    let within = |site: Option<SiteId>| match &reach {
        None => true,
        Some(sites) => site.is_some_and(|site| sites.contains(&site)),
    };
    let items = rows.into_iter().filter(|row| within(row.device.site)).map(|row| {
        let site = all_sites.iter().find(|site| Some(site.id) == row.device.site);
        DeviceJson {
            id: row.device.id.0,
            serial: row.device.serial,
            name: site.map(|site| site.name.clone()),
            site: site.map(|site| site.code.clone()),
            zone: row.device.zone.as_str().to_owned(),
            adopted: row.device.adopted,
            seen_at: row.seen_at,
        }
    });
    Ok(Json(DeviceList { items: items.collect(), next: None }))
}

/// The sites where people within the caller's reach serve today; `None` is every site.
///
/// # Errors
///
/// When the database does not answer.
pub async fn sites_in_reach(
    tx: &mut Tx,
    caller: &Caller,
    action: Action,
) -> Result<Option<BTreeSet<SiteId>>, StoreError> {
    let all_units = units::list(tx, caller.id()).await?;
    let Some(units) = caller.units_in_reach(action, &all_units) else { return Ok(None) };
    let posts = posts::all(tx, caller.id()).await?;
    let near = posts.iter().filter(|post| post.holds_on(caller.today) && units.contains(&post.unit));
    Ok(Some(near.filter_map(|post| post.site).collect()))
}
