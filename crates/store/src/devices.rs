//! Terminals, the zones their clocks run in, and when they were last heard.

use hadir_domain::devices::Device;
use hadir_domain::ids::{DeviceId, InstansiId, SiteId};
use hadir_domain::sites::Zone;
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values::{self, FIRST_DAY};

/// A terminal with what is known of its last contact.
#[derive(Debug, Clone, PartialEq)]
pub struct DeviceRow {
    /// The terminal; its zone is the newest one.
    pub device: Device,
    /// When it was added.
    pub created_at: Timestamp,
    /// Its newest contact.
    pub seen_at: Option<Timestamp>,
    /// What it said of itself, as JSON.
    pub info: Option<serde_json::Value>,
    /// How it speaks: `zk`, `fingerspot`, `easylink`, `hikvision` or `other`.
    pub kind: String,
    /// What people call it; may be empty.
    pub name: String,
    /// When it was adopted, and by whom; unknown for those adopted before this was kept.
    pub adopted: Option<(Timestamp, String)>,
    /// The last day it hung there; nobody waits for it afterwards.
    pub retired_on: Option<Date>,
}

statements! {
    Tenant ADD = "
        INSERT INTO devices (instansi_id, id, serial, site_id, adopted, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    Tenant CHANGE = "
        UPDATE devices SET site_id = $3, adopted = $4 WHERE instansi_id = $1 AND id = $2";
    Tenant ADOPT = "
        UPDATE devices SET site_id = $3, adopted = TRUE, name = $4, adopted_at = $5, adopted_by = $6, retired_on = NULL
         WHERE instansi_id = $1 AND id = $2";
    Tenant RETIRE = "UPDATE devices SET retired_on = $3 WHERE instansi_id = $1 AND id = $2";
    Tenant RENAME = "UPDATE devices SET name = $3 WHERE instansi_id = $1 AND id = $2";
    Tenant SET_KIND = "UPDATE devices SET kind = $3 WHERE instansi_id = $1 AND id = $2";
    Tenant WAITING = "SELECT COUNT(*) FROM devices WHERE instansi_id = $1 AND adopted = FALSE";
    Tenant HEARD = "
        UPDATE devices SET seen_at = CASE WHEN seen_at IS NULL OR seen_at < $3 THEN $3 ELSE seen_at END,
               info = COALESCE($4, info)
         WHERE instansi_id = $1 AND id = $2";
    Tenant SET_ZONE = "
        INSERT INTO device_zones (instansi_id, device_id, from_on, zone) VALUES ($1, $2, $3, $4)
            ON CONFLICT (instansi_id, device_id, from_on) DO UPDATE SET zone = excluded.zone";
    Tenant ZONES = "
        SELECT from_on, zone FROM device_zones WHERE instansi_id = $1 AND device_id = $2 ORDER BY from_on";
    Tenant LIST = "
        SELECT d.instansi_id, d.id, d.serial, d.site_id, d.adopted, d.created_at, d.seen_at, d.info,
               d.kind, d.name, d.adopted_at, d.adopted_by, d.retired_on,
               (SELECT z.zone FROM device_zones z WHERE z.instansi_id = d.instansi_id AND z.device_id = d.id
                 ORDER BY z.from_on DESC LIMIT 1) AS zone
          FROM devices d WHERE d.instansi_id = $1 ORDER BY d.serial";
    Tenant GET = "
        SELECT d.instansi_id, d.id, d.serial, d.site_id, d.adopted, d.created_at, d.seen_at, d.info,
               d.kind, d.name, d.adopted_at, d.adopted_by, d.retired_on,
               (SELECT z.zone FROM device_zones z WHERE z.instansi_id = d.instansi_id AND z.device_id = d.id
                 ORDER BY z.from_on DESC LIMIT 1) AS zone
          FROM devices d WHERE d.instansi_id = $1 AND d.id = $2";
    Tenant BY_SERIAL = "
        SELECT d.instansi_id, d.id, d.serial, d.site_id, d.adopted, d.created_at, d.seen_at, d.info,
               d.kind, d.name, d.adopted_at, d.adopted_by, d.retired_on,
               (SELECT z.zone FROM device_zones z WHERE z.instansi_id = d.instansi_id AND z.device_id = d.id
                 ORDER BY z.from_on DESC LIMIT 1) AS zone
          FROM devices d WHERE d.instansi_id = $1 AND d.serial = $2";
}

#[derive(FromRow)]
struct Row {
    instansi_id: i64,
    id: Uuid,
    serial: String,
    site_id: Option<Uuid>,
    adopted: bool,
    created_at: i64,
    seen_at: Option<i64>,
    info: Option<String>,
    kind: String,
    name: String,
    adopted_at: Option<i64>,
    adopted_by: Option<String>,
    retired_on: Option<String>,
    zone: Option<String>,
}

impl Row {
    fn read(self) -> Result<DeviceRow, StoreError> {
        let zone = self.zone.ok_or_else(|| StoreError::corrupt("a device without a zone"))?;
        Ok(DeviceRow {
            device: Device {
                instansi: InstansiId(self.instansi_id),
                id: DeviceId(self.id),
                serial: self.serial,
                site: self.site_id.map(SiteId),
                zone: Zone::parse(&zone).map_err(StoreError::corrupt)?,
                adopted: self.adopted,
            },
            created_at: values::instant(self.created_at)?,
            seen_at: values::instant_or_none(self.seen_at)?,
            info: self.info.as_deref().map(values::json).transpose()?,
            kind: self.kind,
            name: self.name,
            adopted: values::instant_or_none(self.adopted_at)?.zip(self.adopted_by),
            retired_on: values::date_or_none(self.retired_on.as_deref())?,
        })
    }
}

/// Adds a terminal; its zone holds since ever. The serial number must be put in the directory apart.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the serial number is taken.
pub async fn add(tx: &mut Tx, device: &Device, created_at: Timestamp) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(device.instansi.0)
        .bind(device.id.0)
        .bind(&device.serial)
        .bind(device.site.map(|site| site.0))
        .bind(device.adopted)
        .bind(created_at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    set_zone(tx, device.instansi, device.id, FIRST_DAY, &device.zone).await
}

/// Changes where it hangs and whether it is adopted. The zone is changed by [`set_zone`].
pub async fn change(tx: &mut Tx, device: &Device) -> Result<(), StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(CHANGE)
        .bind(device.instansi.0)
        .bind(device.id.0)
        .bind(device.site.map(|site| site.0))
        .bind(device.adopted)
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 0 { Err(StoreError::not_found("device")) } else { Ok(()) }
}

/// Takes a terminal over: from now on its rows count.
pub async fn adopt(
    tx: &mut Tx,
    instansi: InstansiId,
    id: DeviceId,
    site: Option<SiteId>,
    name: &str,
    at: Timestamp,
    by_login: &str,
) -> Result<(), StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(ADOPT)
        .bind(instansi.0)
        .bind(id.0)
        .bind(site.map(|site| site.0))
        .bind(name)
        .bind(at.as_microsecond())
        .bind(by_login)
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 0 { Err(StoreError::not_found("device")) } else { Ok(()) }
}

/// Says which day was its last there; `None` puts it back. What it sent stays.
pub async fn retire(tx: &mut Tx, instansi: InstansiId, id: DeviceId, last: Option<Date>) -> Result<(), StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(RETIRE)
        .bind(instansi.0)
        .bind(id.0)
        .bind(values::date_text(last))
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 0 { Err(StoreError::not_found("device")) } else { Ok(()) }
}

/// Says what people call it.
pub async fn rename(tx: &mut Tx, instansi: InstansiId, id: DeviceId, name: &str) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(RENAME).bind(instansi.0).bind(id.0).bind(name).execute(conn).await.map(drop))?;
    Ok(())
}

/// Says how it speaks.
pub async fn set_kind(tx: &mut Tx, instansi: InstansiId, id: DeviceId, kind: &str) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(SET_KIND).bind(instansi.0).bind(id.0).bind(kind).execute(conn).await.map(drop))?;
    Ok(())
}

/// How many terminals spoke that nobody adopted.
pub async fn waiting_count(tx: &mut Tx, instansi: InstansiId) -> Result<u64, StoreError> {
    let (count,): (i64,) = on_db!(tx, |conn| sqlx::query_as(WAITING).bind(instansi.0).fetch_one(conn).await)?;
    Ok(count.unsigned_abs())
}

/// Says in which zone the clock runs from a day on. `punches::derive_again` then brings the instants after it.
pub async fn set_zone(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    from_on: Date,
    zone: &Zone,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(SET_ZONE)
        .bind(instansi.0)
        .bind(device.0)
        .bind(from_on.to_string())
        .bind(zone.as_str())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The dated zones of a terminal, oldest first.
pub async fn zones(tx: &mut Tx, instansi: InstansiId, device: DeviceId) -> Result<Vec<(Date, Zone)>, StoreError> {
    let rows: Vec<(String, String)> =
        on_db!(tx, |conn| sqlx::query_as(ZONES).bind(instansi.0).bind(device.0).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(from_on, zone)| Ok((values::date(&from_on)?, Zone::parse(&zone).map_err(StoreError::corrupt)?)))
        .collect()
}

/// Notes a contact and, when given, what the machine said of itself.
pub async fn heard(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    seen_at: Timestamp,
    info: Option<&serde_json::Value>,
) -> Result<(), StoreError> {
    let info = info.map(values::json_text).transpose()?;
    on_db!(tx, |conn| sqlx::query(HEARD)
        .bind(instansi.0)
        .bind(device.0)
        .bind(seen_at.as_microsecond())
        .bind(&info)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Every terminal, by serial number.
pub async fn list(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<DeviceRow>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(LIST).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// One terminal.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: DeviceId) -> Result<Option<DeviceRow>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id.0).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The terminal with that serial number.
pub async fn by_serial(tx: &mut Tx, instansi: InstansiId, serial: &str) -> Result<Option<DeviceRow>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(BY_SERIAL).bind(instansi.0).bind(serial).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}
