//! Taking a terminal over: where it hangs, in which zone its clock runs, and what it said while it waited.

use std::sync::Arc;

use hadir_domain::devices::Device;
use hadir_domain::ids::{DeviceId, InstansiId, SiteId};
use hadir_domain::sites::{Site, Zone};
use hadir_store::devices::DeviceRow;
use hadir_store::instansi::Instansi;
use hadir_store::terminals::messages::RowCounts;
use hadir_store::{StoreError, Tx, devices, directory, sites};
use jiff::civil::Date;

use super::known::Known;
use super::{completeness, waiting};
use crate::app::App;
use crate::services::error::{ServiceError, unknown_device};
use crate::services::judging;

/// The first day of a zone that held since ever.
const EVER: Date = Date::constant(1, 1, 1);

/// What an officer says of a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adoption {
    /// Its serial number.
    pub serial: String,
    /// The zone its clock runs in.
    pub zone: Zone,
    /// The code of the site it hangs at.
    pub site: Option<String>,
    /// What people call it.
    pub name: String,
    /// Who says so.
    pub by: String,
}

/// Takes a terminal over and asks it for the last weeks anew. [`take_past`] follows, outside this unit of work.
///
/// # Errors
///
/// As [`adopt`].
pub async fn adopt_and_ask(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    adoption: &Adoption,
) -> Result<DeviceRow, ServiceError> {
    let row = adopt(tx, app, instansi.id, adoption).await?;
    let known = Known::of(Arc::new(instansi.clone()), &row);
    completeness::queue_range(tx, app, &known, None).await?;
    Ok(row)
}

/// Takes in what a terminal said while it waited, and settles the days concerned.
///
/// # Errors
///
/// When the database does not answer; it may be asked again.
pub async fn take_past(app: &App, instansi: &Instansi, row: &DeviceRow) -> Result<RowCounts, ServiceError> {
    let counts = waiting::take_in(app, instansi, row.device.id).await?;
    judging::project(app, instansi).await?;
    Ok(counts)
}

/// Takes a terminal over, known or not. What it sent before is taken in by [`waiting::take_in`] afterwards.
///
/// # Errors
///
/// `device_exists` when it was adopted already, `unknown_site` for a code that is none.
pub async fn adopt(tx: &mut Tx, app: &App, instansi: InstansiId, new: &Adoption) -> Result<DeviceRow, ServiceError> {
    let now = app.now();
    let site = find_site(tx, instansi, new.site.as_deref()).await?;
    let site: Option<SiteId> = site.map(|site| site.id);
    let id = match devices::by_serial(tx, instansi, &new.serial).await? {
        Some(known) if known.device.adopted && known.retired_on.is_none() => return Err(adopted_already(&new.serial)),
        Some(known) => {
            devices::set_zone(tx, instansi, known.device.id, EVER, &new.zone).await?;
            known.device.id
        }
        None => add(tx, app, instansi, &new.serial, &new.zone).await?,
    };
    devices::adopt(tx, instansi, id, site, &new.name, now, &new.by).await?;
    devices::get(tx, instansi, id).await?.ok_or_else(|| unknown_device(&new.serial))
}

/// Notes a terminal nobody adopted yet.
///
/// # Errors
///
/// When another instansi has its serial number.
pub async fn add(
    tx: &mut Tx,
    app: &App,
    instansi: InstansiId,
    serial: &str,
    zone: &Zone,
) -> Result<DeviceId, StoreError> {
    let id = DeviceId(app.system.uuid());
    let device = Device { instansi, id, serial: serial.to_owned(), site: None, zone: zone.clone(), adopted: false };
    directory::put(tx, instansi, directory::Key::Serial, serial).await?;
    devices::add(tx, &device, app.now()).await?;
    Ok(id)
}

/// The site with that code.
///
/// # Errors
///
/// `unknown_site` when there is none.
pub async fn find_site(tx: &mut Tx, instansi: InstansiId, code: Option<&str>) -> Result<Option<Site>, ServiceError> {
    let Some(code) = code else { return Ok(None) };
    let site = sites::by_code(tx, instansi, code).await?.ok_or_else(|| {
        ServiceError::not_found(
            "unknown_site",
            format!("lokasi {code} tidak ada; tambahkan dengan `hadir sites add {code} --name …`"),
            format!("there is no site {code}; add it with `hadir sites add {code} --name …`"),
        )
    })?;
    Ok(Some(site))
}

/// The terminal was adopted before.
pub fn adopted_already(serial: &str) -> ServiceError {
    ServiceError::conflict(
        "device_exists",
        format!("mesin {serial} sudah diambil alih; ubah dengan `hadir devices change {serial}`"),
        format!("terminal {serial} is adopted already; change it with `hadir devices change {serial}`"),
    )
}
