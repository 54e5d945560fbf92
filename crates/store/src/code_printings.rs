//! Who printed one-time codes for which unit, and how many. The codes are stored nowhere but as hashes.

use hadir_domain::ids::{AccountId, InstansiId, UnitId};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// One printing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodePrinting {
    /// Its key.
    pub id: Uuid,
    /// For the people of which unit and all below it.
    pub unit: UnitId,
    /// Whom of them it was for.
    pub scope: String,
    /// Cards on the paper.
    pub cards: u32,
    /// Accounts made for it.
    pub new_accounts: u32,
    /// Cards for people who had signed in before.
    pub signed_in: u32,
    /// Why those were printed.
    pub reason: String,
    /// Who printed.
    pub by_login: String,
    /// When.
    pub printed_at: Timestamp,
    /// Until when the codes open.
    pub expires_at: Timestamp,
}

statements! {
    Tenant ADD = "
        INSERT INTO code_printings (instansi_id, id, unit_id, scope, cards, new_accounts, signed_in, reason, by_login,
                                    printed_at, expires_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    Tenant OF_UNIT = "
        SELECT id, unit_id, scope, cards, new_accounts, signed_in, reason, by_login, printed_at, expires_at
          FROM code_printings WHERE instansi_id = $1 AND unit_id = $2 ORDER BY printed_at DESC, id LIMIT $3";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    unit_id: Uuid,
    scope: String,
    cards: i64,
    new_accounts: i64,
    signed_in: i64,
    reason: String,
    by_login: String,
    printed_at: i64,
    expires_at: i64,
}

impl Row {
    fn read(self) -> Result<CodePrinting, StoreError> {
        let count = |number: i64| u32::try_from(number).map_err(StoreError::corrupt);
        Ok(CodePrinting {
            id: self.id,
            unit: UnitId(self.unit_id),
            scope: self.scope,
            cards: count(self.cards)?,
            new_accounts: count(self.new_accounts)?,
            signed_in: count(self.signed_in)?,
            reason: self.reason,
            by_login: self.by_login,
            printed_at: values::instant(self.printed_at)?,
            expires_at: values::instant(self.expires_at)?,
        })
    }
}

/// The sealed record: the printing, and whose accounts the codes open.
#[derive(Serialize)]
struct Sealed<'a> {
    printing: &'a CodePrinting,
    accounts: &'a [AccountId],
}

/// Keeps a printing and its leaf; the leaf also fixes whose accounts the codes open.
pub async fn add(
    tx: &mut Tx,
    instansi: InstansiId,
    printing: &CodePrinting,
    accounts: &[AccountId],
    salt: Salt,
) -> Result<(), StoreError> {
    let body = values::json_text(&Sealed { printing, accounts })?.into_bytes();
    let record = NewRecord::new(printing.id, RecordKind::CodePrinting, salt, body);
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(printing.id)
        .bind(printing.unit.0)
        .bind(&printing.scope)
        .bind(i64::from(printing.cards))
        .bind(i64::from(printing.new_accounts))
        .bind(i64::from(printing.signed_in))
        .bind(&printing.reason)
        .bind(&printing.by_login)
        .bind(printing.printed_at.as_microsecond())
        .bind(printing.expires_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::CodePrinting, &[record]).await
}

/// The newest printings for a unit.
pub async fn of_unit(
    tx: &mut Tx,
    instansi: InstansiId,
    unit: UnitId,
    limit: u32,
) -> Result<Vec<CodePrinting>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(OF_UNIT)
        .bind(instansi.0)
        .bind(unit.0)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}
