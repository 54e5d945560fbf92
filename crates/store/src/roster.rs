//! Who is due when: dated assignments to patterns, and the approved papers that change them.

use hadir_domain::ids::{AssignmentId, InstansiId, PersonId};
use hadir_domain::roster::{Assignment, Exception, Part};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// Who entered something, when, and the salt of its leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Login of whoever decided.
    pub by_login: String,
    /// When it was received.
    pub received_at: Timestamp,
    /// Fresh and random.
    pub salt: Salt,
}

statements! {
    Tenant ASSIGN = "
        INSERT INTO assignments (instansi_id, id, person_id, from_on, to_on, pattern, by_login, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    Tenant END_ASSIGNMENT = "UPDATE assignments SET to_on = $3 WHERE instansi_id = $1 AND id = $2";
    Tenant EXCEPT = "
        INSERT INTO exceptions (instansi_id, id, person_id, from_on, to_on, part, kind, reference, by_login,
                                received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
}

pub(crate) static ASSIGNMENTS: InList = InList::new(
    "SELECT id, person_id, from_on, to_on, pattern FROM assignments WHERE instansi_id = $1 AND person_id IN",
    2,
    "ORDER BY person_id, from_on, id",
);
/// `$2` and `$3` are the days.
pub(crate) static EXCEPTIONS: InList = InList::new(
    "SELECT id, person_id, from_on, to_on, part, kind, reference FROM exceptions \
     WHERE instansi_id = $1 AND from_on <= $3 AND to_on >= $2 AND person_id IN",
    4,
    "ORDER BY person_id, from_on, received_at, id",
);

/// Keeps an assignment, and its leaf. The caller marks the days concerned.
pub async fn assign(tx: &mut Tx, instansi: InstansiId, new: &Assignment, entry: &Entry) -> Result<(), StoreError> {
    let pattern = values::json_text(&new.pattern)?;
    let body = values::json_text(new)?.into_bytes();
    let record = NewRecord::new(new.id.0, RecordKind::Assignment, entry.salt, body);
    on_db!(tx, |conn| sqlx::query(ASSIGN)
        .bind(instansi.0)
        .bind(new.id.0)
        .bind(new.person.0)
        .bind(new.from_on.to_string())
        .bind(values::date_text(new.to_on))
        .bind(&pattern)
        .bind(&entry.by_login)
        .bind(entry.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::Assignment, &[record]).await
}

/// Ends an assignment on a day, which is its last. The caller marks the days concerned.
pub async fn end_assignment(
    tx: &mut Tx,
    instansi: InstansiId,
    id: AssignmentId,
    to_on: Date,
) -> Result<(), StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(END_ASSIGNMENT)
        .bind(instansi.0)
        .bind(id.0)
        .bind(to_on.to_string())
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 0 { Err(StoreError::not_found("assignment")) } else { Ok(()) }
}

/// Keeps an approved paper, and its leaf. The caller marks the days concerned.
pub async fn except(tx: &mut Tx, instansi: InstansiId, new: &Exception, entry: &Entry) -> Result<(), StoreError> {
    let kind = values::json_text(&new.kind)?;
    let body = values::json_text(new)?.into_bytes();
    let record = NewRecord::new(new.id.0, RecordKind::Exception, entry.salt, body);
    on_db!(tx, |conn| sqlx::query(EXCEPT)
        .bind(instansi.0)
        .bind(new.id.0)
        .bind(new.person.0)
        .bind(new.from_on.to_string())
        .bind(new.to_on.to_string())
        .bind(new.part.as_str())
        .bind(&kind)
        .bind(&new.reference)
        .bind(&entry.by_login)
        .bind(entry.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::Exception, &[record]).await
}

#[derive(FromRow)]
struct AssignmentRow {
    id: Uuid,
    person_id: Uuid,
    from_on: String,
    to_on: Option<String>,
    pattern: String,
}

/// Every assignment of these people, by person and first day.
pub async fn assignments(
    tx: &mut Tx,
    instansi: InstansiId,
    people: &[PersonId],
) -> Result<Vec<Assignment>, StoreError> {
    let mut found = Vec::new();
    for (sql, piece) in ASSIGNMENTS.pieces(people) {
        let rows: Vec<AssignmentRow> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for person in piece {
                query = query.bind(person.0);
            }
            query.fetch_all(conn).await
        })?;
        for row in rows {
            found.push(Assignment {
                id: AssignmentId(row.id),
                person: PersonId(row.person_id),
                from_on: values::date(&row.from_on)?,
                to_on: values::date_or_none(row.to_on.as_deref())?,
                pattern: values::json(&row.pattern)?,
            });
        }
    }
    Ok(found)
}

#[derive(FromRow)]
struct ExceptionRow {
    id: Uuid,
    person_id: Uuid,
    from_on: String,
    to_on: String,
    part: String,
    kind: String,
    reference: String,
}

/// The papers of these people that touch the days from one to another (both inclusive), oldest entry first.
pub async fn exceptions(
    tx: &mut Tx,
    instansi: InstansiId,
    people: &[PersonId],
    from: Date,
    to: Date,
) -> Result<Vec<Exception>, StoreError> {
    let (from, to) = (from.to_string(), to.to_string());
    let mut found = Vec::new();
    for (sql, piece) in EXCEPTIONS.pieces(people) {
        let rows: Vec<ExceptionRow> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0).bind(&from).bind(&to);
            for person in piece {
                query = query.bind(person.0);
            }
            query.fetch_all(conn).await
        })?;
        for row in rows {
            found.push(Exception {
                id: AssignmentId(row.id),
                person: PersonId(row.person_id),
                from_on: values::date(&row.from_on)?,
                to_on: values::date(&row.to_on)?,
                part: Part::parse(&row.part).ok_or_else(|| StoreError::corrupt("part of a day"))?,
                kind: values::json(&row.kind)?,
                reference: row.reference,
            });
        }
    }
    Ok(found)
}
