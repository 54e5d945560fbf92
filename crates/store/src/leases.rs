//! Which server does a job, or which unit of work does a thing, that only one may do at a time.

use hadir_domain::ids::InstansiId;
use jiff::Timestamp;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;

statements! {
    Tenant TAKE = "
        INSERT INTO leases (instansi_id, name, holder, until_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (instansi_id, name) DO UPDATE SET holder = excluded.holder, until_at = excluded.until_at
                  WHERE leases.holder = excluded.holder OR leases.until_at <= $5";
    Tenant HOLD = "
        INSERT INTO leases (instansi_id, name, holder, until_at) VALUES ($1, $2, '', 0)
            ON CONFLICT (instansi_id, name) DO UPDATE SET until_at = excluded.until_at";
    Tenant GIVE_UP = "DELETE FROM leases WHERE instansi_id = $1 AND name = $2 AND holder = $3";
    Tenant CLEAR = "DELETE FROM leases WHERE instansi_id = $1";
}

/// Takes or prolongs a lease. False when another holds it still.
pub async fn take(
    tx: &mut Tx,
    instansi: InstansiId,
    name: &str,
    holder: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(TAKE)
        .bind(instansi.0)
        .bind(name)
        .bind(holder)
        .bind(until.as_microsecond())
        .bind(now.as_microsecond())
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

/// Waits until no other unit of work holds this, and holds it to the end of its own: what is read after it is what every
/// holder before wrote. To be asked before anything else is read or written, so that two never wait for each other.
pub async fn hold(tx: &mut Tx, instansi: InstansiId, name: &str) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(HOLD).bind(instansi.0).bind(name).execute(conn).await.map(drop))?;
    Ok(())
}

/// Gives a lease up before its time.
pub async fn give_up(tx: &mut Tx, instansi: InstansiId, name: &str, holder: &str) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(GIVE_UP).bind(instansi.0).bind(name).bind(holder).execute(conn).await.map(drop))?;
    Ok(())
}

/// Takes every lease away: in a copy nobody holds one.
pub async fn clear(tx: &mut Tx, instansi: InstansiId) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(CLEAR).bind(instansi.0).execute(conn).await.map(drop))?;
    Ok(())
}
