//! Terminals.

use std::collections::{BTreeSet, HashMap};

use axum::extract::State;
use hadir_domain::access::Action;
use hadir_domain::ids::{DeviceId, SiteId};
use hadir_store::devices::DeviceRow;
use hadir_store::terminals::clock_readings::{self, ClockReading};
use hadir_store::terminals::contacts::{self, Contact};
use hadir_store::terminals::steps;
use hadir_store::{StoreError, Tx, devices, posts, sites, units};

use super::device_shapes::{DeviceJson, DeviceList};
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::extract::Json;

/// Lists the terminals: all of them, or those at sites where people within the caller's reach serve.
#[utoipa::path(
    get, path = "/devices", tag = "devices",
    responses((status = 200, body = DeviceList), (status = 403, body = crate::error::ProblemDetails))
)]
pub async fn list_devices(State(app): State<App>, caller: Caller) -> Result<Json<DeviceList>, ApiError> {
    caller.require(Action::DevicesRead)?;
    let items = app.db.read(async |tx| in_reach(tx, &caller, Action::DevicesRead, None).await).await?;
    Ok(Json(DeviceList { items, next: None }))
}

/// The terminals within the caller's reach; only `one` when it is named.
///
/// # Errors
///
/// When the database does not answer.
pub async fn in_reach(
    tx: &mut Tx,
    caller: &Caller,
    action: Action,
    one: Option<DeviceId>,
) -> Result<Vec<DeviceJson>, StoreError> {
    let id = caller.id();
    let reach = sites_in_reach(tx, caller, action).await?;
    let within = |site: Option<SiteId>| match &reach {
        None => true,
        Some(sites) => site.is_some_and(|site| sites.contains(&site)),
    };
    let rows: Vec<DeviceRow> = match one {
        Some(one) => devices::get(tx, id, one).await?.into_iter().collect(),
        None => devices::list(tx, id).await?,
    };
    let all_sites = sites::list(tx, id).await?;
    let mut known: HashMap<DeviceId, Contact> = match one {
        Some(one) => contacts::get(tx, id, one).await?.into_iter().map(|contact| (contact.device, contact)).collect(),
        None => contacts::list(tx, id).await?.into_iter().map(|contact| (contact.device, contact)).collect(),
    };
    let mut clocks: HashMap<DeviceId, ClockReading> = match one {
        Some(one) => clock_readings::newest(tx, id, one).await?.into_iter().map(|read| (one, read)).collect(),
        None => clock_readings::newest_of_all(tx, id).await?.into_iter().map(|read| (read.device, read)).collect(),
    };
    let proposals = steps::open_proposals(tx, id).await?;
    let mut items = Vec::new();
    for row in rows.into_iter().filter(|row| within(row.device.site)) {
        let device = row.device.id;
        let site = all_sites.iter().find(|site| Some(site.id) == row.device.site);
        let proposal = proposals.iter().find(|step| step.device == device);
        items.push(DeviceJson::of(row, site, known.remove(&device), clocks.remove(&device), proposal));
    }
    Ok(items)
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
