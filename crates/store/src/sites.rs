//! Places of work.

use hadir_domain::ids::{InstansiId, SiteId};
use hadir_domain::sites::{Network, Site, Zone};
use jiff::{SignedDuration, Timestamp};
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// How many of a site's phone punches came at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Promptness {
    /// All of them.
    pub punches: u64,
    /// Those that came soon after they were made.
    pub prompt: u64,
}

statements! {
    Tenant PROMPTNESS = "
        SELECT COUNT(*), COUNT(CASE WHEN received_at - at <= $5 THEN 1 END) FROM punch_facts
         WHERE instansi_id = $1 AND at >= $3 AND at <= $4 AND site_id = $2 AND source = 'phone'";
    Tenant ADD = "
        INSERT INTO sites (instansi_id, id, code, name, zone, latitude, longitude, radius_m, network,
                           outline)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    Tenant CHANGE = "
        UPDATE sites SET code = $3, name = $4, zone = $5, latitude = $6, longitude = $7, radius_m = $8, network = $9,
               outline = $10
         WHERE instansi_id = $1 AND id = $2";
    Tenant LIST = "
        SELECT instansi_id, id, code, name, zone, latitude, longitude, radius_m, network, outline
          FROM sites WHERE instansi_id = $1 ORDER BY code";
    Tenant GET = "
        SELECT instansi_id, id, code, name, zone, latitude, longitude, radius_m, network, outline
          FROM sites WHERE instansi_id = $1 AND id = $2";
    Tenant BY_CODE = "
        SELECT instansi_id, id, code, name, zone, latitude, longitude, radius_m, network, outline
          FROM sites WHERE instansi_id = $1 AND code = $2";
}

#[derive(FromRow)]
struct Row {
    instansi_id: i64,
    id: Uuid,
    code: String,
    name: String,
    zone: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    radius_m: i64,
    network: String,
    outline: Option<String>,
}

impl Row {
    fn read(self) -> Result<Site, StoreError> {
        Ok(Site {
            instansi: InstansiId(self.instansi_id),
            id: SiteId(self.id),
            code: self.code,
            name: self.name,
            zone: Zone::parse(&self.zone).map_err(StoreError::corrupt)?,
            place: self.latitude.zip(self.longitude),
            radius_m: u32::try_from(self.radius_m).map_err(StoreError::corrupt)?,
            outline: self.outline.as_deref().map(values::json).transpose()?.unwrap_or_default(),
            network: Network::parse(&self.network).ok_or_else(|| StoreError::corrupt("network of a site"))?,
        })
    }
}

/// Adds a site.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the code is taken.
pub async fn add(tx: &mut Tx, site: &Site) -> Result<(), StoreError> {
    write(tx, ADD, site).await.map(drop)
}

/// Changes a site. A new zone holds for what is matched from now on; device zones are dated apart.
pub async fn change(tx: &mut Tx, site: &Site) -> Result<(), StoreError> {
    if write(tx, CHANGE, site).await? == 0 { Err(StoreError::not_found("site")) } else { Ok(()) }
}

/// Every site, by code.
pub async fn list(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<Site>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(LIST).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// One site.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: SiteId) -> Result<Option<Site>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id.0).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The site with that code.
pub async fn by_code(tx: &mut Tx, instansi: InstansiId, code: &str) -> Result<Option<Site>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(BY_CODE).bind(instansi.0).bind(code).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// How many phone punches made at a site within a span came within a time.
pub async fn promptness(
    tx: &mut Tx,
    instansi: InstansiId,
    site: SiteId,
    (from, to): (Timestamp, Timestamp),
    within: SignedDuration,
) -> Result<Promptness, StoreError> {
    let micros = i64::try_from(within.as_micros()).unwrap_or(i64::MAX);
    let (punches, prompt): (i64, i64) = on_db!(tx, |conn| sqlx::query_as(PROMPTNESS)
        .bind(instansi.0)
        .bind(site.0)
        .bind(from.as_microsecond())
        .bind(to.as_microsecond())
        .bind(micros)
        .fetch_one(conn)
        .await)?;
    Ok(Promptness { punches: punches.unsigned_abs(), prompt: prompt.unsigned_abs() })
}

async fn write(tx: &mut Tx, sql: &'static str, site: &Site) -> Result<u64, StoreError> {
    let outline = (!site.outline.is_empty()).then(|| values::json_text(&site.outline)).transpose()?;
    let rows = on_db!(tx, |conn| sqlx::query(sql)
        .bind(site.instansi.0)
        .bind(site.id.0)
        .bind(&site.code)
        .bind(&site.name)
        .bind(site.zone.as_str())
        .bind(site.place.map(|place| place.0))
        .bind(site.place.map(|place| place.1))
        .bind(i64::from(site.radius_m))
        .bind(site.network.as_str())
        .bind(&outline)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows)
}
