//! When terminals were heard: their newest contact, and the hours of past weeks in which they spoke.

use std::collections::{BTreeMap, HashMap};

use hadir_domain::ids::{DeviceId, InstansiId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

const HOUR_US: i64 = 3_600_000_000;

statements! {
    Tenant HOURS = "
        SELECT device_id, measured_at / $3 AS hour FROM device_clock_readings
         WHERE instansi_id = $1 AND measured_at >= $2
        UNION SELECT device_id, received_at / $3 AS hour FROM device_messages
               WHERE instansi_id = $1 AND received_at >= $2
        UNION SELECT device_id, received_at / $3 AS hour FROM imports
               WHERE instansi_id = $1 AND received_at >= $2 AND device_id IS NOT NULL";
    Tenant NEWEST = "SELECT device_id, last_at FROM device_contacts WHERE instansi_id = $1";
    Tenant BY_FILE = "
        SELECT device_id, MAX(received_at) AS last_at FROM imports
         WHERE instansi_id = $1 AND device_id IS NOT NULL GROUP BY device_id";
}

/// The beginnings of the hours in which each terminal was heard since a moment, in no order.
pub async fn hours(
    tx: &mut Tx,
    instansi: InstansiId,
    since: Timestamp,
) -> Result<HashMap<DeviceId, Vec<Timestamp>>, StoreError> {
    let rows: Vec<(Uuid, i64)> = on_db!(tx, |conn| sqlx::query_as(HOURS)
        .bind(instansi.0)
        .bind(since.as_microsecond())
        .bind(HOUR_US)
        .fetch_all(conn)
        .await)?;
    let mut hours: HashMap<DeviceId, Vec<Timestamp>> = HashMap::new();
    for (device, hour) in rows {
        hours.entry(DeviceId(device)).or_default().push(values::instant(hour.saturating_mul(HOUR_US))?);
    }
    Ok(hours)
}

/// The newest contact of each terminal that calls by itself; one that only ever came as a file has none.
pub async fn newest(tx: &mut Tx, instansi: InstansiId) -> Result<BTreeMap<DeviceId, Timestamp>, StoreError> {
    let rows: Vec<(Uuid, i64)> = on_db!(tx, |conn| sqlx::query_as(NEWEST).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter().map(|(device, at)| Ok((DeviceId(device), values::instant(at)?))).collect()
}

/// The newest file of each terminal whose files are brought.
pub async fn by_file(tx: &mut Tx, instansi: InstansiId) -> Result<HashMap<DeviceId, Timestamp>, StoreError> {
    let rows: Vec<(Uuid, i64)> = on_db!(tx, |conn| sqlx::query_as(BY_FILE).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter().map(|(device, at)| Ok((DeviceId(device), values::instant(at)?))).collect()
}
