//! Government bodies. Each owns every record that carries its number.

use hadir_domain::calendar::Week;
use hadir_domain::ids::InstansiId;
use hadir_domain::sites::Zone;
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::FromRow;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// A government body.
#[derive(Debug, Clone, PartialEq)]
pub struct Instansi {
    /// Its number, chosen by the caller.
    pub id: InstansiId,
    /// Short code as used in addresses.
    pub code: String,
    /// Name as printed.
    pub name: String,
    /// Region code (`15.71`), which selects the regional rule packs.
    pub region: String,
    /// The zone that holds where no site says otherwise.
    pub zone: Zone,
    /// Five or six days.
    pub week: Week,
    /// Everything else that is set, as JSON.
    pub settings: serde_json::Value,
    /// When it was set up.
    pub created_at: Timestamp,
}

impl Instansi {
    /// Its region, by whose rules it is judged beside the nation's; `None` before one was named.
    pub fn region_code(&self) -> Option<&str> {
        (!self.region.is_empty()).then_some(self.region.as_str())
    }

    /// The date of a moment in its zone.
    pub fn date_of(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.time_zone()).date()
    }
}

statements! {
    Tenant ADD = "
        INSERT INTO instansi (instansi_id, code, name, region, zone, week_days, settings, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    Tenant CHANGE = "
        UPDATE instansi SET name = $2, region = $3, zone = $4, week_days = $5, settings = $6 WHERE instansi_id = $1";
    Tenant GET = "
        SELECT instansi_id, code, name, region, zone, week_days, settings, created_at
          FROM instansi WHERE instansi_id = $1";
    National ALL = "
        SELECT instansi_id, code, name, region, zone, week_days, settings, created_at
          FROM instansi ORDER BY instansi_id";
}

#[derive(FromRow)]
struct Row {
    instansi_id: i64,
    code: String,
    name: String,
    region: String,
    zone: String,
    week_days: i64,
    settings: String,
    created_at: i64,
}

impl Row {
    fn read(self) -> Result<Instansi, StoreError> {
        Ok(Instansi {
            id: InstansiId(self.instansi_id),
            code: self.code,
            name: self.name,
            region: self.region,
            zone: Zone::parse(&self.zone).map_err(StoreError::corrupt)?,
            week: u8::try_from(self.week_days)
                .ok()
                .and_then(|days| Week::try_from(days).ok())
                .ok_or_else(|| StoreError::corrupt("a working week has 5 or 6 days"))?,
            settings: values::json(&self.settings)?,
            created_at: values::instant(self.created_at)?,
        })
    }
}

/// Adds a government body.
pub async fn add(tx: &mut Tx, new: &Instansi) -> Result<(), StoreError> {
    let settings = values::json_text(&new.settings)?;
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(new.id.0)
        .bind(&new.code)
        .bind(&new.name)
        .bind(&new.region)
        .bind(new.zone.as_str())
        .bind(i64::from(new.week.days()))
        .bind(&settings)
        .bind(new.created_at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Changes everything but number and code.
pub async fn change(tx: &mut Tx, changed: &Instansi) -> Result<(), StoreError> {
    let settings = values::json_text(&changed.settings)?;
    let rows = on_db!(tx, |conn| sqlx::query(CHANGE)
        .bind(changed.id.0)
        .bind(&changed.name)
        .bind(&changed.region)
        .bind(changed.zone.as_str())
        .bind(i64::from(changed.week.days()))
        .bind(&settings)
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 0 { Err(StoreError::not_found("instansi")) } else { Ok(()) }
}

/// One government body.
pub async fn get(tx: &mut Tx, id: InstansiId) -> Result<Option<Instansi>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(GET).bind(id.0).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// All of them, by number.
pub async fn all(tx: &mut Tx) -> Result<Vec<Instansi>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(ALL).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}
