//! What guards the door of one terminal beside its serial number, which anybody can read on the case.

use hadir_domain::ids::{DeviceId, InstansiId};
use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// The guard of one terminal; without one the plain address is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// The terminal.
    pub device: DeviceId,
    /// Networks it may call from, as `10.20.0.0/16`; none means anywhere.
    pub networks: Vec<String>,
    /// Keyed hash of the secret in its address.
    pub path_key: Option<[u8; 32]>,
    /// SHA-256 of the certificate it must show.
    pub certificate: Option<[u8; 32]>,
    /// When it was set last.
    pub changed_at: Timestamp,
    /// By whom.
    pub changed_by: String,
}

statements! {
    Tenant PUT = "
        INSERT INTO device_guards (instansi_id, device_id, networks, path_key, certificate, changed_at, changed_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (instansi_id, device_id) DO UPDATE
               SET networks = excluded.networks, path_key = excluded.path_key, certificate = excluded.certificate,
                   changed_at = excluded.changed_at, changed_by = excluded.changed_by";
    Tenant GET = "
        SELECT device_id, networks, path_key, certificate, changed_at, changed_by FROM device_guards
         WHERE instansi_id = $1 AND device_id = $2";
}

#[derive(FromRow)]
struct Row {
    device_id: Uuid,
    networks: String,
    path_key: Option<Vec<u8>>,
    certificate: Option<Vec<u8>>,
    changed_at: i64,
    changed_by: String,
}

/// Sets the guard of a terminal.
pub async fn put(tx: &mut Tx, instansi: InstansiId, guard: &Guard) -> Result<(), StoreError> {
    let networks = values::json_text(&guard.networks)?;
    on_db!(tx, |conn| sqlx::query(PUT)
        .bind(instansi.0)
        .bind(guard.device.0)
        .bind(&networks)
        .bind(guard.path_key.as_ref().map(<[u8; 32]>::as_slice))
        .bind(guard.certificate.as_ref().map(<[u8; 32]>::as_slice))
        .bind(guard.changed_at.as_microsecond())
        .bind(&guard.changed_by)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The guard of a terminal, if it has one.
pub async fn get(tx: &mut Tx, instansi: InstansiId, device: DeviceId) -> Result<Option<Guard>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(device.0).fetch_optional(conn).await)?;
    row.map(|row| {
        Ok(Guard {
            device: DeviceId(row.device_id),
            networks: values::json(&row.networks)?,
            path_key: row.path_key.map(values::hash32).transpose()?,
            certificate: row.certificate.map(values::hash32).transpose()?,
            changed_at: values::instant(row.changed_at)?,
            changed_by: row.changed_by,
        })
    })
    .transpose()
}
