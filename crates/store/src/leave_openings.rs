//! What was left of a leave when a person came into this register. Insert-only; the newest of a kind and year counts.

use hadir_domain::ids::{InstansiId, PersonId};
use hadir_domain::leave::LeaveKind;
use hadir_ledger::leaf::RecordKind;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, Entered, NewRecord};
use crate::roster::Entry;
use crate::statements::statements;

/// Half days left of a leave at the end of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeaveOpening {
    /// Its key.
    pub id: Uuid,
    /// Which leave.
    pub kind: LeaveKind,
    /// Half days left.
    pub left_half_days: u16,
    /// Whose.
    pub person: PersonId,
    /// The paper it rests on.
    pub reference: String,
    /// Of which year's right.
    pub year: i16,
}

statements! {
    Tenant ADD = "
        INSERT INTO leave_openings (instansi_id, id, person_id, kind, year, left_half_days, reference, by_login,
                                    received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    Tenant OF_PERSON = "
        SELECT id, kind, year, left_half_days, reference FROM leave_openings
         WHERE instansi_id = $1 AND person_id = $2 ORDER BY received_at, id";
}

/// Keeps an opening, and its leaf.
pub async fn add(tx: &mut Tx, instansi: InstansiId, new: &LeaveOpening, entry: &Entry) -> Result<(), StoreError> {
    let body = Entered::body(&entry.by_login, entry.received_at, new)?;
    let record = NewRecord::new(new.id, RecordKind::LeaveOpening, entry.salt, body);
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(new.id)
        .bind(new.person.0)
        .bind(new.kind.as_str())
        .bind(i64::from(new.year))
        .bind(i64::from(new.left_half_days))
        .bind(&new.reference)
        .bind(&entry.by_login)
        .bind(entry.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::LeaveOpening, &[record]).await
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    year: i64,
    left_half_days: i64,
    reference: String,
}

/// The openings of a person that count: the newest of each kind and year.
pub async fn of_person(tx: &mut Tx, instansi: InstansiId, person: PersonId) -> Result<Vec<LeaveOpening>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_PERSON).bind(instansi.0).bind(person.0).fetch_all(conn).await)?;
    let mut found: Vec<LeaveOpening> = Vec::new();
    for row in rows {
        let opening = LeaveOpening {
            id: row.id,
            kind: LeaveKind::parse(&row.kind).ok_or_else(|| StoreError::corrupt("kind of leave"))?,
            left_half_days: u16::try_from(row.left_half_days).map_err(StoreError::corrupt)?,
            person,
            reference: row.reference,
            year: i16::try_from(row.year).map_err(StoreError::corrupt)?,
        };
        found.retain(|other| (other.kind, other.year) != (opening.kind, opening.year));
        found.push(opening);
    }
    Ok(found)
}
