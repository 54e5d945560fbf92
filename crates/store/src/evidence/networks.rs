//! Addresses the offices' own networks show to the world.

use hadir_domain::ids::{InstansiId, SiteId};
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::Bulk;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// One network of one office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteNetwork {
    /// The office.
    pub site: SiteId,
    /// CIDR.
    pub network: String,
    /// Who said so.
    pub by_login: String,
    /// When.
    pub noted_at: Timestamp,
}

statements! {
    Tenant LIST = "
        SELECT site_id, network, by_login, noted_at FROM site_networks WHERE instansi_id = $1
         ORDER BY site_id, network";
    Tenant DROP = "DELETE FROM site_networks WHERE instansi_id = $1 AND site_id = $2";
}

pub(crate) static ADD: Bulk =
    Bulk::new("INSERT INTO site_networks (instansi_id, site_id, network, by_login, noted_at)", 5, "");

#[derive(FromRow)]
struct Row {
    site_id: Uuid,
    network: String,
    by_login: String,
    noted_at: i64,
}

/// Every network of every office.
///
/// # Errors
///
/// [`StoreError::Corrupt`] for a row that is none.
pub async fn list(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<SiteNetwork>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(LIST).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|row| {
            Ok(SiteNetwork {
                site: SiteId(row.site_id),
                network: row.network,
                by_login: row.by_login,
                noted_at: values::instant(row.noted_at)?,
            })
        })
        .collect()
}

/// Puts these in the place of the networks of one office.
///
/// # Errors
///
/// [`StoreError::Conflict`] for an office that is not there, or a network that is named twice.
pub async fn replace(
    tx: &mut Tx,
    instansi: InstansiId,
    site: SiteId,
    networks: &[SiteNetwork],
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(DROP).bind(instansi.0).bind(site.0).execute(conn).await.map(drop))?;
    for (sql, piece) in ADD.pieces(tx, networks) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for one in piece {
                query = query
                    .bind(instansi.0)
                    .bind(site.0)
                    .bind(&one.network)
                    .bind(&one.by_login)
                    .bind(one.noted_at.as_microsecond());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}
