//! What accounts are trusted with, from when to when.

use hadir_domain::access::{Acting, Grant, Role, Scope};
use hadir_domain::ids::{AccountId, InstansiId, UnitId};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// A grant as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantRow {
    /// Its key.
    pub id: Uuid,
    /// Whose it is.
    pub account: AccountId,
    /// What it gives.
    pub grant: Grant,
    /// Who gave it.
    pub granted_by: String,
    /// When.
    pub granted_at: Timestamp,
    /// Why an office is held for another.
    pub reason: Option<String>,
}

statements! {
    Tenant ADD = "
        INSERT INTO grants (instansi_id, id, account_id, role, scope, unit_id, from_on, to_on, acting,
                            granted_by, granted_at, reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    Tenant OF_ACCOUNT = "
        SELECT id, account_id, role, scope, unit_id, from_on, to_on, acting, granted_by, granted_at, reason
          FROM grants WHERE instansi_id = $1 AND account_id = $2 ORDER BY from_on, id";
    Tenant LIST = "
        SELECT id, account_id, role, scope, unit_id, from_on, to_on, acting, granted_by, granted_at, reason
          FROM grants WHERE instansi_id = $1 ORDER BY account_id, from_on, id";
    Tenant END = "UPDATE grants SET to_on = $3 WHERE instansi_id = $1 AND id = $2";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    account_id: Uuid,
    role: String,
    scope: String,
    unit_id: Option<Uuid>,
    from_on: String,
    to_on: Option<String>,
    acting: Option<String>,
    granted_by: String,
    granted_at: i64,
    reason: Option<String>,
}

impl Row {
    fn read(self) -> Result<GrantRow, StoreError> {
        let acting = match self.acting.as_deref() {
            None => None,
            Some(text) => Some(Acting::parse(text).ok_or_else(|| StoreError::corrupt("acting"))?),
        };
        Ok(GrantRow {
            id: self.id,
            account: AccountId(self.account_id),
            grant: Grant {
                role: Role::parse(&self.role).ok_or_else(|| StoreError::corrupt("role"))?,
                scope: Scope::parse(&self.scope).ok_or_else(|| StoreError::corrupt("scope"))?,
                unit: self.unit_id.map(UnitId),
                from_on: values::date(&self.from_on)?,
                to_on: values::date_or_none(self.to_on.as_deref())?,
                acting,
            },
            granted_by: self.granted_by,
            granted_at: values::instant(self.granted_at)?,
            reason: self.reason,
        })
    }
}

/// Gives a grant.
pub async fn add(tx: &mut Tx, instansi: InstansiId, new: &GrantRow) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(new.id)
        .bind(new.account.0)
        .bind(new.grant.role.as_str())
        .bind(new.grant.scope.as_str())
        .bind(new.grant.unit.map(|unit| unit.0))
        .bind(new.grant.from_on.to_string())
        .bind(values::date_text(new.grant.to_on))
        .bind(new.grant.acting.map(Acting::as_str))
        .bind(&new.granted_by)
        .bind(new.granted_at.as_microsecond())
        .bind(&new.reason)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Every grant an account ever had.
pub async fn of_account(tx: &mut Tx, instansi: InstansiId, account: AccountId) -> Result<Vec<GrantRow>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_ACCOUNT).bind(instansi.0).bind(account.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// Every grant of the instansi.
pub async fn list(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<GrantRow>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(LIST).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// Ends a grant on a day, which is its last.
pub async fn end(tx: &mut Tx, instansi: InstansiId, id: Uuid, to_on: Date) -> Result<(), StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(END)
        .bind(instansi.0)
        .bind(id)
        .bind(to_on.to_string())
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 0 { Err(StoreError::not_found("grant")) } else { Ok(()) }
}
