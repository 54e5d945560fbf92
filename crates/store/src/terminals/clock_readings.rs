//! How far a terminal's clock was from the server's, each time a contact told.

use hadir_domain::ids::{DeviceId, InstansiId};
use jiff::Timestamp;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::bulk::Bulk;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// What told the offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// A time within the greeting of the terminal.
    Handshake,
    /// A row that came at once.
    LiveRow,
    /// An entry of its own log that came at once.
    Event,
}

impl How {
    /// The code in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Handshake => "handshake",
            Self::LiveRow => "live_row",
            Self::Event => "event",
        }
    }

    fn parse(text: &str) -> Result<Self, StoreError> {
        [Self::Handshake, Self::LiveRow, Self::Event]
            .into_iter()
            .find(|how| how.as_str() == text)
            .ok_or_else(|| StoreError::corrupt("how a clock was read"))
    }
}

/// One reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockReading {
    /// The terminal.
    pub device: DeviceId,
    /// When, by the server's clock.
    pub measured_at: Timestamp,
    /// Terminal minus server, in milliseconds.
    pub offset_ms: i64,
    /// What told it.
    pub how: How,
}

statements! {
    Tenant SINCE = "
        SELECT measured_at, offset_ms, how FROM device_clock_readings
         WHERE instansi_id = $1 AND device_id = $2 AND measured_at >= $3 ORDER BY measured_at";
    Tenant NEWEST = "
        SELECT measured_at, offset_ms, how FROM device_clock_readings
         WHERE instansi_id = $1 AND device_id = $2 ORDER BY measured_at DESC LIMIT 1";
    Tenant NEWEST_OF_ALL = "
        SELECT r.device_id, r.measured_at, r.offset_ms, r.how
          FROM devices d
          JOIN device_clock_readings r ON r.instansi_id = d.instansi_id AND r.device_id = d.id
         WHERE d.instansi_id = $1
           AND r.measured_at = (SELECT MAX(n.measured_at) FROM device_clock_readings n
                                 WHERE n.instansi_id = d.instansi_id AND n.device_id = d.id)";
}

pub(crate) static ADD: Bulk = Bulk::new(
    "INSERT INTO device_clock_readings (instansi_id, device_id, measured_at, offset_ms, how)",
    5,
    "ON CONFLICT (instansi_id, device_id, measured_at) DO NOTHING",
);

type Row = (i64, i64, String);

fn read(device: DeviceId, (measured_at, offset_ms, how): Row) -> Result<ClockReading, StoreError> {
    Ok(ClockReading { device, measured_at: values::instant(measured_at)?, offset_ms, how: How::parse(&how)? })
}

/// Keeps readings; one a terminal and moment.
pub async fn add(tx: &mut Tx, instansi: InstansiId, readings: &[ClockReading]) -> Result<(), StoreError> {
    for (sql, piece) in ADD.pieces(tx, readings) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for one in piece {
                query = query
                    .bind(instansi.0)
                    .bind(one.device.0)
                    .bind(one.measured_at.as_microsecond())
                    .bind(one.offset_ms)
                    .bind(one.how.as_str());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// The readings of a terminal since a moment, oldest first.
pub async fn since(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    since: Timestamp,
) -> Result<Vec<ClockReading>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(SINCE)
        .bind(instansi.0)
        .bind(device.0)
        .bind(since.as_microsecond())
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(|row| read(device, row)).collect()
}

/// The newest reading of a terminal.
pub async fn newest(tx: &mut Tx, instansi: InstansiId, device: DeviceId) -> Result<Option<ClockReading>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(NEWEST).bind(instansi.0).bind(device.0).fetch_optional(conn).await)?;
    row.map(|row| read(device, row)).transpose()
}

/// The newest reading of every terminal that was ever read, in no order.
pub async fn newest_of_all(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<ClockReading>, StoreError> {
    let rows: Vec<(Uuid, i64, i64, String)> =
        on_db!(tx, |conn| sqlx::query_as(NEWEST_OF_ALL).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter().map(|(device, at, offset, how)| read(DeviceId(device), (at, offset, how))).collect()
}
