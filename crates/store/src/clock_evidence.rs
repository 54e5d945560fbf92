//! What is known of a terminal's clock: its rows in the order of its memory, measurements, its own log.

use hadir_domain::clocks::{Seen, SeenEvent, SeenOffset, SeenRow};
use hadir_domain::ids::{DeviceId, InstansiId};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use sqlx::FromRow;
use uuid::Uuid;

use crate::claim::Claim;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::terminals::clock_readings::{self, ClockReading, How};
use crate::{devices, values};

const PAGE: i64 = 2000;
/// A row of no file that claims a moment this close to its message, or stands alone in it, was sent as it happened.
const ALONE: usize = 1;
/// A measurement by a row that is off by more, in milliseconds, may be a row that came late.
const LATE_ROW_MS: i64 = 600_000;

statements! {
    Tenant ROWS = "
        SELECT f.punch_id, f.local_time, f.received_at, p.import_id, b.payload
          FROM punch_facts f
          JOIN punches p ON p.instansi_id = f.instansi_id AND p.id = f.punch_id
          LEFT JOIN record_bodies b ON b.instansi_id = f.instansi_id AND b.record_id = f.punch_id
         WHERE f.instansi_id = $1 AND f.device_id = $2 AND f.at_stated = FALSE AND f.received_at >= $3
           AND f.punch_id > $4
         ORDER BY f.punch_id LIMIT $5";
    Tenant EVENTS = "
        SELECT local_time, code FROM device_events
         WHERE instansi_id = $1 AND device_id = $2 AND received_at >= $3 AND code IN (0, 21)
         ORDER BY local_time, code";
    Tenant CHANGED = "
        SELECT device_id FROM device_clock_readings WHERE instansi_id = $1 AND measured_at >= $2
        UNION SELECT device_id FROM device_messages WHERE instansi_id = $1 AND received_at >= $2
        UNION SELECT device_id FROM imports
               WHERE instansi_id = $1 AND received_at >= $2 AND device_id IS NOT NULL";
}

#[derive(FromRow)]
struct Row {
    punch_id: Uuid,
    local_time: String,
    received_at: i64,
    import_id: Option<Uuid>,
    payload: Option<Vec<u8>>,
}

struct Placed {
    claimed: DateTime,
    received_at: Timestamp,
    by_file: bool,
    line: u64,
    id: Uuid,
}

/// Everything of one terminal that was received since a moment.
///
/// # Errors
///
/// [`StoreError::NotFound`] for a terminal that is not there.
pub async fn seen(tx: &mut Tx, instansi: InstansiId, device: DeviceId, since: Timestamp) -> Result<Seen, StoreError> {
    let row = devices::get(tx, instansi, device).await?.ok_or_else(|| StoreError::not_found("device"))?;
    let zone = row.device.zone.time_zone();
    let readings = offsets(tx, instansi, device, since).await?;
    let since = since.as_microsecond();
    let events: Vec<(String, i64)> =
        on_db!(tx, |conn| sqlx::query_as(EVENTS).bind(instansi.0).bind(device.0).bind(since).fetch_all(conn).await)?;
    let measured =
        |(measured_at, offset_s)| SeenOffset { measured: zone.to_datetime(measured_at), measured_at, offset_s };
    let offsets = readings.into_iter().map(measured).collect();
    let mut log = Vec::with_capacity(events.len());
    for (claimed, code) in events {
        // A log that shows no readable time explains nothing.
        if let Ok(claimed) = values::local_time(&claimed) {
            log.push(SeenEvent { claimed, code });
        }
    }
    let placed = placed(tx, instansi, device, since).await?;
    Ok(Seen { rows: in_order(placed, &zone), offsets, events: log })
}

/// The measurements of one clock since a moment: when, and terminal minus server in seconds.
pub async fn offsets(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    since: Timestamp,
) -> Result<Vec<(Timestamp, i64)>, StoreError> {
    let readings = clock_readings::since(tx, instansi, device, since).await?;
    // A row that came late looks like a clock far behind; it must not bear witness for itself.
    let late = |one: &ClockReading| one.how == How::LiveRow && one.offset_ms.abs() > LATE_ROW_MS;
    let independent = readings.into_iter().filter(|one| !late(one));
    Ok(independent.map(|one| (one.measured_at, one.offset_ms / 1000)).collect())
}

async fn placed(tx: &mut Tx, instansi: InstansiId, device: DeviceId, since: i64) -> Result<Vec<Placed>, StoreError> {
    let mut placed = Vec::new();
    let mut after = Uuid::nil();
    loop {
        let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(ROWS)
            .bind(instansi.0)
            .bind(device.0)
            .bind(since)
            .bind(after)
            .bind(PAGE)
            .fetch_all(conn)
            .await)?;
        let Some(last) = rows.last() else { return Ok(placed) };
        after = last.punch_id;
        for row in rows {
            let claim = row.payload.as_deref().and_then(|body| Claim::read(body).ok());
            placed.push(Placed {
                claimed: values::local_time(&row.local_time)?,
                received_at: values::instant(row.received_at)?,
                by_file: row.import_id.is_some(),
                line: claim.and_then(|claim| claim.row).map_or(0, |row| row.line),
                id: row.punch_id,
            });
        }
    }
}

/// The order of the memory: messages and files as they came, within each the lines.
fn in_order(mut placed: Vec<Placed>, zone: &TimeZone) -> Vec<SeenRow> {
    placed.sort_unstable_by_key(|row| (row.received_at, row.line, row.id));
    let mut rows = Vec::with_capacity(placed.len());
    for message in placed.chunk_by(|one, next| one.received_at == next.received_at) {
        for row in message {
            rows.push(SeenRow {
                order: rows.len() as u64,
                claimed: row.claimed,
                arrived: zone.to_datetime(row.received_at),
                received_at: row.received_at,
                live: !row.by_file && message.len() <= ALONE,
            });
        }
    }
    rows
}

/// The terminals whose clock may look different since a moment.
pub async fn changed(tx: &mut Tx, instansi: InstansiId, since: Timestamp) -> Result<Vec<DeviceId>, StoreError> {
    let rows: Vec<(Uuid,)> =
        on_db!(tx, |conn| sqlx::query_as(CHANGED).bind(instansi.0).bind(since.as_microsecond()).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(id,)| DeviceId(id)).collect())
}
