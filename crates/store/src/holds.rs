//! Legal holds and their ends, both sealed.

use hadir_domain::erasing::{HoldScope, LegalHold};
use hadir_domain::ids::{InstansiId, PersonId};
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

/// A hold on its way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewHold {
    /// Its key, made by whoever sent it.
    pub id: Uuid,
    /// Whose data.
    pub scope: HoldScope,
    /// Why.
    pub reason: String,
    /// The letter it rests on.
    pub reference: String,
    /// First day.
    pub from: Date,
    /// Last day; open when `None`.
    pub until: Option<Date>,
    /// Who enters it.
    pub by_login: String,
    /// The person behind that login.
    pub by_person: Option<PersonId>,
    /// When.
    pub received_at: Timestamp,
}

/// The end of a hold on its way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HoldEnd {
    /// Its key, made by whoever sent it.
    pub id: Uuid,
    /// Of which hold.
    pub hold: Uuid,
    /// Why.
    pub reason: String,
    /// Who.
    pub by_login: String,
    /// The person behind that login.
    pub by_person: Option<PersonId>,
    /// When.
    pub received_at: Timestamp,
}

statements! {
    Tenant ADD = "
        INSERT INTO legal_holds (instansi_id, id, scope, target_id, reason, reference, from_on, until_on, by_login,
                                 by_person, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            ON CONFLICT (instansi_id, id) DO NOTHING";
    Tenant END = "
        INSERT INTO legal_hold_ends (instansi_id, hold_id, id, reason, by_login, by_person, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (instansi_id, hold_id) DO NOTHING";
    Tenant LIST = "
        SELECT h.id, h.scope, h.target_id, h.reason, h.reference, h.from_on, h.until_on, h.by_login, h.received_at,
               e.by_login AS end_by, e.received_at AS end_at, e.reason AS end_reason
          FROM legal_holds h
          LEFT JOIN legal_hold_ends e ON e.instansi_id = h.instansi_id AND e.hold_id = h.id
         WHERE h.instansi_id = $1 ORDER BY h.received_at DESC, h.id LIMIT $2";
    Tenant IN_FORCE = "
        SELECT h.id, h.scope, h.target_id, h.reason, h.reference, h.from_on, h.until_on, h.by_login, h.received_at,
               e.by_login AS end_by, e.received_at AS end_at, e.reason AS end_reason
          FROM legal_holds h
          LEFT JOIN legal_hold_ends e ON e.instansi_id = h.instansi_id AND e.hold_id = h.id
         WHERE h.instansi_id = $1 AND e.id IS NULL AND h.from_on <= $2 AND (h.until_on IS NULL OR h.until_on >= $2)
         ORDER BY h.received_at, h.id";
    Tenant END_ID = "SELECT id FROM legal_hold_ends WHERE instansi_id = $1 AND hold_id = $2";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    scope: String,
    target_id: Option<Uuid>,
    reason: String,
    reference: String,
    from_on: String,
    until_on: Option<String>,
    by_login: String,
    received_at: i64,
    end_by: Option<String>,
    end_at: Option<i64>,
    end_reason: Option<String>,
}

impl Row {
    fn read(self) -> Result<LegalHold, StoreError> {
        let ended = match (self.end_by, values::instant_or_none(self.end_at)?) {
            (Some(by), Some(at)) => Some((by, at, self.end_reason.unwrap_or_default())),
            _ => None,
        };
        Ok(LegalHold {
            id: self.id,
            scope: HoldScope::parse(&self.scope, self.target_id)
                .ok_or_else(|| StoreError::corrupt("scope of a hold"))?,
            reason: self.reason,
            reference: self.reference,
            from: values::date(&self.from_on)?,
            until: values::date_or_none(self.until_on.as_deref())?,
            by_login: self.by_login,
            at: values::instant(self.received_at)?,
            ended,
        })
    }
}

/// Keeps a hold, and its leaf; false when its key is taken.
pub async fn add(tx: &mut Tx, instansi: InstansiId, new: &NewHold, salt: Salt) -> Result<bool, StoreError> {
    let record = NewRecord::new(new.id, RecordKind::LegalHold, salt, values::json_text(new)?.into_bytes());
    let rows = on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(new.id)
        .bind(new.scope.kind())
        .bind(new.scope.target())
        .bind(&new.reason)
        .bind(&new.reference)
        .bind(new.from.to_string())
        .bind(values::date_text(new.until))
        .bind(&new.by_login)
        .bind(new.by_person.map(|person| person.0))
        .bind(new.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 1 {
        records::keep(tx, instansi, RecordKind::LegalHold, &[record]).await?;
    }
    Ok(rows == 1)
}

/// Keeps the end of a hold, and its leaf; false when it was ended before.
pub async fn end(tx: &mut Tx, instansi: InstansiId, new: &HoldEnd, salt: Salt) -> Result<bool, StoreError> {
    let record = NewRecord::new(new.id, RecordKind::LegalHold, salt, values::json_text(new)?.into_bytes());
    let rows = on_db!(tx, |conn| sqlx::query(END)
        .bind(instansi.0)
        .bind(new.hold)
        .bind(new.id)
        .bind(&new.reason)
        .bind(&new.by_login)
        .bind(new.by_person.map(|person| person.0))
        .bind(new.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 1 {
        records::keep(tx, instansi, RecordKind::LegalHold, &[record]).await?;
    }
    Ok(rows == 1)
}

/// The key under which a hold was ended.
pub async fn end_id(tx: &mut Tx, instansi: InstansiId, hold: Uuid) -> Result<Option<Uuid>, StoreError> {
    let row: Option<(Uuid,)> =
        on_db!(tx, |conn| sqlx::query_as(END_ID).bind(instansi.0).bind(hold).fetch_optional(conn).await)?;
    Ok(row.map(|(id,)| id))
}

/// The newest holds, newest first.
pub async fn list(tx: &mut Tx, instansi: InstansiId, limit: u32) -> Result<Vec<LegalHold>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(LIST).bind(instansi.0).bind(i64::from(limit)).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// The holds in force on a day.
pub async fn in_force(tx: &mut Tx, instansi: InstansiId, on: Date) -> Result<Vec<LegalHold>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(IN_FORCE).bind(instansi.0).bind(on.to_string()).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}
