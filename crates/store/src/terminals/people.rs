//! Who is enrolled on a terminal, as the terminal says: a name and a right at the menu, never a password or a template.

use hadir_domain::ids::{DeviceId, InstansiId};
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::Bulk;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// One person of a terminal's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DevicePerson {
    /// The terminal.
    pub device: DeviceId,
    /// The number it knows the person by.
    pub pin: String,
    /// The name typed there: a hint, not an identity.
    pub name: String,
    /// 0 user, 2 registrar, 6 administrator, 14 highest administrator.
    pub privilege: i64,
    /// When the terminal said so last.
    pub seen_at: Timestamp,
}

statements! {
    Tenant OF_DEVICE = "
        SELECT device_id, pin, name, privilege, seen_at FROM device_people
         WHERE instansi_id = $1 AND device_id = $2 ORDER BY pin";
    Tenant OF_PIN = "
        SELECT device_id, pin, name, privilege, seen_at FROM device_people
         WHERE instansi_id = $1 AND device_id = $2 AND pin = $3";
    Tenant ALL = "
        SELECT device_id, pin, name, privilege, seen_at FROM device_people
         WHERE instansi_id = $1 ORDER BY device_id, pin";
}

pub(crate) static PUT: Bulk = Bulk::new(
    "INSERT INTO device_people (instansi_id, device_id, pin, name, privilege, seen_at)",
    6,
    "ON CONFLICT (instansi_id, device_id, pin) DO UPDATE SET name = excluded.name, privilege = excluded.privilege, \
     seen_at = excluded.seen_at",
);

#[derive(FromRow)]
struct Row {
    device_id: Uuid,
    pin: String,
    name: String,
    privilege: i64,
    seen_at: i64,
}

impl Row {
    fn read(self) -> Result<DevicePerson, StoreError> {
        Ok(DevicePerson {
            device: DeviceId(self.device_id),
            pin: self.pin,
            name: self.name,
            privilege: self.privilege,
            seen_at: values::instant(self.seen_at)?,
        })
    }
}

/// Keeps what a terminal says of its people; each PIN of a terminal at most once a call.
pub async fn put(tx: &mut Tx, instansi: InstansiId, people: &[DevicePerson]) -> Result<(), StoreError> {
    for (sql, piece) in PUT.pieces(tx, people) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for one in piece {
                query = query
                    .bind(instansi.0)
                    .bind(one.device.0)
                    .bind(one.pin.as_str())
                    .bind(one.name.replace('\0', "\u{fffd}"))
                    .bind(one.privilege)
                    .bind(one.seen_at.as_microsecond());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// The people of one terminal, by PIN.
pub async fn of_device(tx: &mut Tx, instansi: InstansiId, device: DeviceId) -> Result<Vec<DevicePerson>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_DEVICE).bind(instansi.0).bind(device.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// Whom one terminal knows by a PIN.
pub async fn of_pin(
    tx: &mut Tx,
    instansi: InstansiId,
    device: DeviceId,
    pin: &str,
) -> Result<Option<DevicePerson>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_PIN).bind(instansi.0).bind(device.0).bind(pin).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The people of every terminal.
pub async fn all(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<DevicePerson>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(ALL).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}
