//! The newest contact of each terminal. Not a record: overwritten.

use hadir_domain::ids::{DeviceId, InstansiId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// Something about a terminal that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// When it was noticed.
    pub at: Timestamp,
    /// Stable code, as `other_address`.
    pub code: String,
    /// What was seen, as `10.0.0.7 -> 203.0.113.9`.
    pub detail: String,
}

/// What is known from a terminal's contacts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The terminal.
    pub device: DeviceId,
    /// The newest contact of any kind.
    pub last_at: Timestamp,
    /// The newest greeting.
    pub handshake_at: Option<Timestamp>,
    /// The newest poll for commands.
    pub poll_at: Option<Timestamp>,
    /// The newest message with rows.
    pub data_at: Option<Timestamp>,
    /// The address it called from.
    pub peer: String,
    /// The program it called itself.
    pub user_agent: String,
    /// The version of the protocol it named.
    pub push_version: Option<String>,
    /// Its firmware.
    pub firmware: Option<String>,
    /// How many rows it says it holds.
    pub reported_rows: Option<u64>,
    /// How many people it says are enrolled.
    pub reported_people: Option<u64>,
    /// When it said so.
    pub reported_at: Option<Timestamp>,
    /// Stored rows minus reported rows when everything it holds had arrived.
    pub row_floor: Option<i64>,
    /// Rows of it that are stored or kept as problems, each once. Moved by [`account`] only.
    pub accounted_rows: u64,
    /// What is not as it was, newest last.
    pub warnings: Vec<Warning>,
}

macro_rules! columns {
    () => {
        "device_id, last_at, handshake_at, poll_at, data_at, peer, user_agent, push_version, firmware, reported_rows, \
         reported_people, reported_at, row_floor, warnings"
    };
}

statements! {
    Tenant PUT = concat!("
        INSERT INTO device_contacts (instansi_id, ", columns!(), ")
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            ON CONFLICT (instansi_id, device_id) DO UPDATE
               SET last_at = excluded.last_at, handshake_at = excluded.handshake_at, poll_at = excluded.poll_at,
                   data_at = excluded.data_at, peer = excluded.peer, user_agent = excluded.user_agent,
                   push_version = excluded.push_version, firmware = excluded.firmware,
                   reported_rows = excluded.reported_rows, reported_people = excluded.reported_people,
                   reported_at = excluded.reported_at, row_floor = excluded.row_floor, warnings = excluded.warnings");
    Tenant ACCOUNT = "
        INSERT INTO device_contacts
               (instansi_id, device_id, last_at, data_at, peer, user_agent, warnings, accounted_rows)
        VALUES ($1, $2, $3, $3, '', '', '[]', $4)
            ON CONFLICT (instansi_id, device_id) DO UPDATE
               SET accounted_rows = device_contacts.accounted_rows + excluded.accounted_rows,
                   data_at = CASE WHEN device_contacts.data_at > excluded.data_at THEN device_contacts.data_at
                                  ELSE excluded.data_at END";
    Tenant GET = concat!("SELECT ", columns!(), ", accounted_rows FROM device_contacts WHERE instansi_id = $1 AND device_id = $2");
    Tenant LIST = concat!("SELECT ", columns!(), ", accounted_rows FROM device_contacts WHERE instansi_id = $1 ORDER BY device_id");
}

#[derive(FromRow)]
struct Row {
    device_id: Uuid,
    last_at: i64,
    handshake_at: Option<i64>,
    poll_at: Option<i64>,
    data_at: Option<i64>,
    peer: String,
    user_agent: String,
    push_version: Option<String>,
    firmware: Option<String>,
    reported_rows: Option<i64>,
    reported_people: Option<i64>,
    reported_at: Option<i64>,
    row_floor: Option<i64>,
    accounted_rows: i64,
    warnings: String,
}

impl Row {
    fn read(self) -> Result<Contact, StoreError> {
        Ok(Contact {
            device: DeviceId(self.device_id),
            last_at: values::instant(self.last_at)?,
            handshake_at: values::instant_or_none(self.handshake_at)?,
            poll_at: values::instant_or_none(self.poll_at)?,
            data_at: values::instant_or_none(self.data_at)?,
            peer: self.peer,
            user_agent: self.user_agent,
            push_version: self.push_version,
            firmware: self.firmware,
            reported_rows: self.reported_rows.map(i64::unsigned_abs),
            reported_people: self.reported_people.map(i64::unsigned_abs),
            reported_at: values::instant_or_none(self.reported_at)?,
            row_floor: self.row_floor,
            accounted_rows: self.accounted_rows.unsigned_abs(),
            warnings: values::json(&self.warnings)?,
        })
    }
}

/// Keeps the newest contact of a terminal.
pub async fn put(tx: &mut Tx, instansi: InstansiId, contact: &Contact) -> Result<(), StoreError> {
    let count = |count: Option<u64>| count.map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    let micros = |at: Option<Timestamp>| at.map(Timestamp::as_microsecond);
    let clean = |text: &str| text.replace('\0', "\u{fffd}");
    let warnings = values::json_text(&contact.warnings)?;
    on_db!(tx, |conn| sqlx::query(PUT)
        .bind(instansi.0)
        .bind(contact.device.0)
        .bind(contact.last_at.as_microsecond())
        .bind(micros(contact.handshake_at))
        .bind(micros(contact.poll_at))
        .bind(micros(contact.data_at))
        .bind(&contact.peer)
        .bind(clean(&contact.user_agent))
        .bind(contact.push_version.as_deref().map(clean))
        .bind(contact.firmware.as_deref().map(clean))
        .bind(count(contact.reported_rows))
        .bind(count(contact.reported_people))
        .bind(micros(contact.reported_at))
        .bind(contact.row_floor)
        .bind(clean(&warnings))
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Counts rows of a terminal that were stored or kept as problems just now, in the same unit of work.
pub async fn account(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    rows: u64,
    at: Timestamp,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(ACCOUNT)
        .bind(instansi.0)
        .bind(device.0)
        .bind(at.as_microsecond())
        .bind(i64::try_from(rows).unwrap_or(i64::MAX))
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The newest contact of one terminal.
pub async fn get(tx: &mut Tx, instansi: InstansiId, device: DeviceId) -> Result<Option<Contact>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(device.0).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The newest contact of every terminal.
pub async fn list(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<Contact>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(LIST).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}
