//! What accounts are trusted with, from when to when.

use hadir_domain::access::{Acting, Grant, Role, Scope};
use hadir_domain::ids::{AccountId, InstansiId, UnitId};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
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
    Tenant GET = "
        SELECT id, account_id, role, scope, unit_id, from_on, to_on, acting, granted_by, granted_at, reason
          FROM grants WHERE instansi_id = $1 AND id = $2";
    Tenant ADD_STEP = "
        INSERT INTO grant_steps (instansi_id, id, grant_id, account_id, step, role, scope, unit_id, from_on, to_on,
                                 acting, by_login, reason, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    Tenant HOLDERS = "
        SELECT DISTINCT g.account_id FROM grants g
          JOIN accounts a ON a.instansi_id = g.instansi_id AND a.id = g.account_id
         WHERE g.instansi_id = $1 AND g.role = $2 AND a.state = 'active'
           AND g.from_on <= $3 AND (g.to_on IS NULL OR g.to_on >= $3)
         ORDER BY g.account_id";
    Tenant SEALED = "
        SELECT CASE WHEN EXISTS (SELECT 1 FROM grant_steps WHERE instansi_id = $1)
                      OR NOT EXISTS (SELECT 1 FROM grants WHERE instansi_id = $1) THEN 1 ELSE 0 END";
    Tenant UNSEALED = "
        SELECT g.id, g.account_id, g.role, g.scope, g.unit_id, g.from_on, g.to_on, g.acting, g.granted_by, g.granted_at,
               g.reason
          FROM grants g
         WHERE g.instansi_id = $1 AND NOT EXISTS (SELECT 1 FROM grant_steps s WHERE s.instansi_id = $1)
         ORDER BY g.granted_at, g.id";
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

/// A step in the life of a grant, as it is sealed. The fields stand in alphabetical order, so that the sealed body is
/// JSON with sorted keys.
#[derive(Serialize)]
struct Step<'a> {
    account: AccountId,
    acting: Option<&'a str>,
    by_login: &'a str,
    from_on: Date,
    grant: Uuid,
    id: Uuid,
    reason: Option<&'a str>,
    received_at: Timestamp,
    role: &'a str,
    scope: &'a str,
    step: &'a str,
    to_on: Option<Date>,
    unit: Option<UnitId>,
}

impl<'a> Step<'a> {
    /// That it was given; the grant's own key is the key of the step.
    fn give(row: &'a GrantRow) -> Self {
        Self {
            account: row.account,
            acting: row.grant.acting.map(Acting::as_str),
            by_login: &row.granted_by,
            from_on: row.grant.from_on,
            grant: row.id,
            id: row.id,
            reason: row.reason.as_deref(),
            received_at: row.granted_at,
            role: row.grant.role.as_str(),
            scope: row.grant.scope.as_str(),
            step: "give",
            to_on: row.grant.to_on,
            unit: row.grant.unit,
        }
    }
}

async fn note(tx: &mut Tx, instansi: InstansiId, step: &Step<'_>, salt: Salt) -> Result<(), StoreError> {
    let record = NewRecord::new(step.id, RecordKind::Grant, salt, values::json_text(step)?.into_bytes());
    on_db!(tx, |conn| sqlx::query(ADD_STEP)
        .bind(instansi.0)
        .bind(step.id)
        .bind(step.grant)
        .bind(step.account.0)
        .bind(step.step)
        .bind(step.role)
        .bind(step.scope)
        .bind(step.unit.map(|unit| unit.0))
        .bind(step.from_on.to_string())
        .bind(values::date_text(step.to_on))
        .bind(step.acting)
        .bind(step.by_login)
        .bind(step.reason)
        .bind(step.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::Grant, &[record]).await
}

/// The active accounts that hold a role on a day.
pub async fn holders(tx: &mut Tx, instansi: InstansiId, role: Role, on: Date) -> Result<Vec<AccountId>, StoreError> {
    let on = on.to_string();
    let rows: Vec<(Uuid,)> = on_db!(tx, |conn| sqlx::query_as(HOLDERS)
        .bind(instansi.0)
        .bind(role.as_str())
        .bind(&on)
        .fetch_all(conn)
        .await)?;
    Ok(rows.into_iter().map(|(id,)| AccountId(id)).collect())
}

/// Whether there is nothing for [`seal_earlier`] to do.
pub async fn are_sealed(tx: &mut Tx, instansi: InstansiId) -> Result<bool, StoreError> {
    let (sealed,): (i32,) = on_db!(tx, |conn| sqlx::query_as(SEALED).bind(instansi.0).fetch_one(conn).await)?;
    Ok(sealed == 1)
}

/// Seals what was given before grants were sealed. Does so once: not when any step is there.
///
/// `salt` is asked for a fresh one each time. Answers how many there were.
pub async fn seal_earlier(
    tx: &mut Tx,
    instansi: InstansiId,
    mut salt: impl FnMut() -> Salt,
) -> Result<usize, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(UNSEALED).bind(instansi.0).fetch_all(conn).await)?;
    let count = rows.len();
    for row in rows {
        note(tx, instansi, &Step::give(&row.read()?), salt()).await?;
    }
    Ok(count)
}

/// Gives a grant, and seals that.
pub async fn add(tx: &mut Tx, instansi: InstansiId, new: &GrantRow, salt: Salt) -> Result<(), StoreError> {
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
    note(tx, instansi, &Step::give(new), salt).await
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

/// That a grant ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// Its key as a record.
    pub id: Uuid,
    /// Which grant.
    pub grant: Uuid,
    /// Its last day.
    pub to_on: Date,
    /// Who ends it.
    pub by_login: String,
    /// When.
    pub at: Timestamp,
}

/// Ends a grant on a day, which is its last, and seals that.
pub async fn end(tx: &mut Tx, instansi: InstansiId, ending: &Ending, salt: Salt) -> Result<(), StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(ending.grant).fetch_optional(conn).await)?;
    let row = row.ok_or_else(|| StoreError::not_found("grant"))?.read()?;
    on_db!(tx, |conn| sqlx::query(END)
        .bind(instansi.0)
        .bind(ending.grant)
        .bind(ending.to_on.to_string())
        .execute(conn)
        .await
        .map(drop))?;
    let step = Step {
        by_login: &ending.by_login,
        id: ending.id,
        received_at: ending.at,
        step: "end",
        to_on: Some(ending.to_on),
        ..Step::give(&row)
    };
    note(tx, instansi, &step, salt).await
}
