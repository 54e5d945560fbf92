//! OPD and the units below them.

use hadir_domain::ids::{InstansiId, UnitId};
use hadir_domain::units::{Unit, UnitKind};
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;

statements! {
    Tenant ADD = "
        INSERT INTO units (instansi_id, id, parent_id, kind, code, name) VALUES ($1, $2, $3, $4, $5, $6)";
    Tenant CHANGE = "
        UPDATE units SET parent_id = $3, kind = $4, code = $5, name = $6 WHERE instansi_id = $1 AND id = $2";
    Tenant LIST = "
        SELECT instansi_id, id, parent_id, kind, code, name FROM units WHERE instansi_id = $1 ORDER BY code";
    Tenant GET = "
        SELECT instansi_id, id, parent_id, kind, code, name FROM units WHERE instansi_id = $1 AND id = $2";
    Tenant BY_CODE = "
        SELECT instansi_id, id, parent_id, kind, code, name FROM units WHERE instansi_id = $1 AND code = $2";
}

#[derive(FromRow)]
struct Row {
    instansi_id: i64,
    id: Uuid,
    parent_id: Option<Uuid>,
    kind: String,
    code: String,
    name: String,
}

impl Row {
    fn read(self) -> Result<Unit, StoreError> {
        Ok(Unit {
            instansi: InstansiId(self.instansi_id),
            id: UnitId(self.id),
            parent: self.parent_id.map(UnitId),
            kind: UnitKind::parse(&self.kind).ok_or_else(|| StoreError::corrupt("kind of unit"))?,
            code: self.code,
            name: self.name,
        })
    }
}

/// Adds a unit; its parent must be there.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the code is taken or the parent is missing.
pub async fn add(tx: &mut Tx, unit: &Unit) -> Result<(), StoreError> {
    write(tx, ADD, unit).await.map(drop)
}

/// Changes a unit's place in the tree, kind, code and name.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the change would make a circle or the code is taken.
pub async fn change(tx: &mut Tx, unit: &Unit) -> Result<(), StoreError> {
    if let Some(parent) = unit.parent {
        let all = list(tx, unit.instansi).await?;
        if hadir_domain::units::subtree(&all, unit.id).contains(&parent) {
            return Err(StoreError::conflict("a unit cannot lie below itself"));
        }
    }
    if write(tx, CHANGE, unit).await? == 0 { Err(StoreError::not_found("unit")) } else { Ok(()) }
}

/// Every unit, by code.
pub async fn list(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<Unit>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(LIST).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// One unit.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: UnitId) -> Result<Option<Unit>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id.0).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The unit with that code.
pub async fn by_code(tx: &mut Tx, instansi: InstansiId, code: &str) -> Result<Option<Unit>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(BY_CODE).bind(instansi.0).bind(code).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

async fn write(tx: &mut Tx, sql: &'static str, unit: &Unit) -> Result<u64, StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(sql)
        .bind(unit.instansi.0)
        .bind(unit.id.0)
        .bind(unit.parent.map(|parent| parent.0))
        .bind(unit.kind.as_str())
        .bind(&unit.code)
        .bind(&unit.name)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(rows)
}
