//! What happened at a terminal by its own log: switched on, clock set, log deleted.

use hadir_domain::ids::{DeviceId, InstansiId};
use jiff::Timestamp;
use jiff::civil::DateTime;
use sqlx::AssertSqlSafe;

use crate::bulk::Bulk;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::punches::local_text;
use crate::statements::statements;
use crate::values;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceEvent {
    /// The terminal.
    pub device: DeviceId,
    /// By the terminal's clock.
    pub local_time: DateTime,
    /// The maker's code: 0 switched on, 21 clock set, 23 log deleted, ….
    pub code: i64,
    /// The number of who did it at the menu, as text.
    pub operator: String,
    /// Its parameters, separated by blanks.
    pub detail: String,
    /// When it came.
    pub received_at: Timestamp,
}

statements! {
    Tenant NEWEST = "
        SELECT local_time, code, operator, detail, received_at FROM device_events
         WHERE instansi_id = $1 AND device_id = $2 ORDER BY received_at DESC, local_time DESC LIMIT $3";
    Tenant SINCE = "
        SELECT local_time, code, operator, detail, received_at FROM device_events
         WHERE instansi_id = $1 AND device_id = $2 AND received_at >= $3 ORDER BY received_at, local_time";
}

pub(crate) static ADD: Bulk = Bulk::new(
    "INSERT INTO device_events (instansi_id, device_id, local_time, code, operator, detail, received_at)",
    7,
    "ON CONFLICT (instansi_id, device_id, local_time, code, operator, detail) DO NOTHING",
);

type Row = (String, i64, String, String, i64);

fn read(device: DeviceId, (local_time, code, operator, detail, received_at): Row) -> Result<DeviceEvent, StoreError> {
    Ok(DeviceEvent {
        device,
        local_time: values::local_time(&local_time)?,
        code,
        operator,
        detail,
        received_at: values::instant(received_at)?,
    })
}

/// Keeps entries, each once; answers how many are new.
pub async fn add(tx: &mut Tx, instansi: InstansiId, events: &[DeviceEvent]) -> Result<u64, StoreError> {
    let mut new = 0;
    for (sql, piece) in ADD.pieces(tx, events) {
        new += on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for one in piece {
                query = query
                    .bind(instansi.0)
                    .bind(one.device.0)
                    .bind(local_text(one.local_time))
                    .bind(one.code)
                    .bind(one.operator.replace('\0', "\u{fffd}"))
                    .bind(one.detail.replace('\0', "\u{fffd}"))
                    .bind(one.received_at.as_microsecond());
            }
            query.execute(conn).await?.rows_affected()
        });
    }
    Ok(new)
}

/// The newest entries of a terminal, newest first.
pub async fn newest(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    limit: u32,
) -> Result<Vec<DeviceEvent>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(NEWEST)
        .bind(instansi.0)
        .bind(device.0)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(|row| read(device, row)).collect()
}

/// The entries that came since a moment, oldest first.
pub async fn since(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    since: Timestamp,
) -> Result<Vec<DeviceEvent>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(SINCE)
        .bind(instansi.0)
        .bind(device.0)
        .bind(since.as_microsecond())
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(|row| read(device, row)).collect()
}
