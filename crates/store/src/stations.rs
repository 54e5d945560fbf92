//! The screens and tablets of offices.

use hadir_domain::ids::{InstansiId, SiteId, StationId};
use hadir_domain::phones::{DeviceKey, Station, StationKind, StationState};
use hadir_ledger::leaf::Salt;
use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::phones::{Step, note};
use crate::statements::statements;
use crate::values;

macro_rules! columns {
    () => {
        "instansi_id, id, kind, name, site_id, state, device_key, public_key, created_at, created_by, claimed_at, \
         seen_at, revoked_at"
    };
}

statements! {
    Tenant ADD = "
        INSERT INTO stations (instansi_id, id, kind, name, site_id, state, code_hash, code_expires_at, created_at,
                              created_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    Tenant LIST = concat!("SELECT ", columns!(), " FROM stations WHERE instansi_id = $1 ORDER BY created_at, id");
    Tenant GET = concat!("SELECT ", columns!(), " FROM stations WHERE instansi_id = $1 AND id = $2");
    Tenant BY_TOKEN = concat!(
        "SELECT ", columns!(), " FROM stations WHERE instansi_id = $1 AND token_hash = $2 AND state = 'active'");
    Tenant BY_CODE = concat!(
        "SELECT ", columns!(), " FROM stations
          WHERE instansi_id = $1 AND code_hash = $2 AND state = 'invited' AND code_expires_at > $3");
    Tenant CLAIM = "
        UPDATE stations SET state = 'active', token_hash = $3, device_key = $4, public_key = $5, claimed_at = $6,
                            seen_at = $6
         WHERE instansi_id = $1 AND id = $2 AND state = 'invited'";
    Tenant SEEN = "UPDATE stations SET seen_at = $3 WHERE instansi_id = $1 AND id = $2";
    Tenant REVOKE = "
        UPDATE stations SET state = 'revoked', revoked_at = $3
         WHERE instansi_id = $1 AND id = $2 AND state <> 'revoked'";
}

#[derive(FromRow)]
struct Row {
    instansi_id: i64,
    id: Uuid,
    kind: String,
    name: String,
    site_id: Uuid,
    state: String,
    device_key: Option<String>,
    public_key: Option<Vec<u8>>,
    created_at: i64,
    created_by: String,
    claimed_at: Option<i64>,
    seen_at: Option<i64>,
    revoked_at: Option<i64>,
}

impl Row {
    fn read(self) -> Result<Station, StoreError> {
        Ok(Station {
            instansi: InstansiId(self.instansi_id),
            id: StationId(self.id),
            kind: StationKind::parse(&self.kind).ok_or_else(|| StoreError::corrupt("kind of a station"))?,
            name: self.name,
            site: SiteId(self.site_id),
            state: StationState::parse(&self.state).ok_or_else(|| StoreError::corrupt("state of a station"))?,
            key: self.device_key.map(DeviceKey).zip(self.public_key),
            created_at: values::instant(self.created_at)?,
            created_by: self.created_by,
            claimed_at: values::instant_or_none(self.claimed_at)?,
            seen_at: values::instant_or_none(self.seen_at)?,
            revoked_at: values::instant_or_none(self.revoked_at)?,
        })
    }
}

/// Makes a station that waits for its one-time code.
pub async fn add(
    tx: &mut Tx,
    station: &Station,
    code_hash: &[u8; 32],
    code_expires_at: Timestamp,
    step: &Step,
    salt: Salt,
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(station.instansi.0)
        .bind(station.id.0)
        .bind(station.kind.as_str())
        .bind(&station.name)
        .bind(station.site.0)
        .bind(station.state.as_str())
        .bind(code_hash.as_slice())
        .bind(code_expires_at.as_microsecond())
        .bind(station.created_at.as_microsecond())
        .bind(&station.created_by)
        .execute(conn)
        .await
        .map(drop))?;
    note(tx, station.instansi, step, salt).await
}

/// Every station, oldest first.
pub async fn list(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<Station>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(LIST).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// One station.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: StationId) -> Result<Option<Station>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id.0).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The working station a token opens.
pub async fn by_token(tx: &mut Tx, instansi: InstansiId, token_hash: &[u8; 32]) -> Result<Option<Station>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(BY_TOKEN)
        .bind(instansi.0)
        .bind(token_hash.as_slice())
        .fetch_optional(conn)
        .await)?;
    row.map(Row::read).transpose()
}

/// The station a one-time code opens, while it may be used.
pub async fn by_code(
    tx: &mut Tx,
    instansi: InstansiId,
    code_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Station>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(BY_CODE)
        .bind(instansi.0)
        .bind(code_hash.as_slice())
        .bind(now.as_microsecond())
        .fetch_optional(conn)
        .await)?;
    row.map(Row::read).transpose()
}

/// Gives a station its token and key, once; false when another was faster.
pub async fn claim(
    tx: &mut Tx,
    station: &Station,
    token_hash: &[u8; 32],
    step: &Step,
    salt: Salt,
) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(CLAIM)
        .bind(station.instansi.0)
        .bind(station.id.0)
        .bind(token_hash.as_slice())
        .bind(station.key.as_ref().map(|(key, _)| key.as_str()))
        .bind(station.key.as_ref().map(|(_, public)| public.as_slice()))
        .bind(step.received_at.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 1 {
        note(tx, station.instansi, step, salt).await?;
    }
    Ok(rows == 1)
}

/// Notes that a station was heard.
pub async fn seen(tx: &mut Tx, instansi: InstansiId, id: StationId, now: Timestamp) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(SEEN)
        .bind(instansi.0)
        .bind(id.0)
        .bind(now.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Ends a station; false when it was ended before.
pub async fn revoke(tx: &mut Tx, station: &Station, step: &Step, salt: Salt) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(REVOKE)
        .bind(station.instansi.0)
        .bind(station.id.0)
        .bind(step.received_at.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 1 {
        note(tx, station.instansi, step, salt).await?;
    }
    Ok(rows == 1)
}
