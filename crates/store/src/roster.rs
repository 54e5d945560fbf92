//! Who is due when: dated assignments to patterns, and the approved papers that change them.

use hadir_domain::ids::{AssignmentId, InstansiId, PersonId};
use hadir_domain::roster::{Assignment, Exception, Part};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, Entered, NewRecord};
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
    Tenant EXCEPT = "
        INSERT INTO exceptions (instansi_id, id, person_id, from_on, to_on, part, kind, reference, by_login,
                                received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    Tenant VOID = "
        INSERT INTO voided_papers (instansi_id, paper_id, id, person_id, reason, by_login, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (instansi_id, paper_id) DO NOTHING";
    Tenant PAPER = "
        SELECT e.id, e.person_id, e.from_on, e.to_on, e.part, e.kind, e.reference FROM exceptions e
         WHERE e.instansi_id = $1 AND e.id = $2
           AND NOT EXISTS (SELECT 1 FROM voided_papers v
                            WHERE v.instansi_id = e.instansi_id AND v.paper_id = e.id)";
}

pub(crate) static ASSIGNMENTS: InList = InList::new(
    "SELECT id, person_id, from_on, to_on, pattern FROM assignments WHERE instansi_id = $1 AND person_id IN",
    2,
    "ORDER BY person_id, from_on, id",
);
/// `$2` and `$3` are the days.
pub(crate) static EXCEPTIONS: InList = InList::new(
    "SELECT e.id, e.person_id, e.from_on, e.to_on, e.part, e.kind, e.reference FROM exceptions e \
     WHERE e.instansi_id = $1 AND e.from_on <= $3 AND e.to_on >= $2 \
       AND NOT EXISTS (SELECT 1 FROM voided_papers v WHERE v.instansi_id = e.instansi_id AND v.paper_id = e.id) \
       AND e.person_id IN",
    4,
    "ORDER BY e.person_id, e.from_on, e.received_at, e.id",
);

/// Keeps an assignment, and its leaf. The caller marks the days concerned.
pub async fn assign(tx: &mut Tx, instansi: InstansiId, new: &Assignment, entry: &Entry) -> Result<(), StoreError> {
    let pattern = values::json_text(&new.pattern)?;
    let body = Entered::body(&entry.by_login, entry.received_at, new)?;
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

/// Keeps an approved paper, and its leaf. The caller marks the days concerned.
pub async fn except(tx: &mut Tx, instansi: InstansiId, new: &Exception, entry: &Entry) -> Result<(), StoreError> {
    let kind = values::json_text(&new.kind)?;
    let body = Entered::body(&entry.by_login, entry.received_at, new)?;
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

/// A paper that no longer holds, as it is sealed.
#[derive(Debug, Serialize)]
struct Voided<'a> {
    by_login: &'a str,
    paper: AssignmentId,
    person: PersonId,
    reason: &'a str,
    received_at: Timestamp,
}

/// Lets a paper hold no longer, with a leaf of its own; the paper stays. The caller marks the days concerned.
///
/// Answers whether it held until now.
pub async fn void(
    tx: &mut Tx,
    instansi: InstansiId,
    paper: AssignmentId,
    person: PersonId,
    reason: &str,
    entry: &Entry,
) -> Result<bool, StoreError> {
    let body = Voided { by_login: &entry.by_login, paper, person, reason, received_at: entry.received_at };
    let body = values::json_text(&body)?.into_bytes();
    let record = NewRecord::new(void_id(paper.0), RecordKind::Exception, entry.salt, body);
    let rows = on_db!(tx, |conn| sqlx::query(VOID)
        .bind(instansi.0)
        .bind(paper.0)
        .bind(record.id)
        .bind(person.0)
        .bind(reason)
        .bind(&entry.by_login)
        .bind(entry.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 0 {
        return Ok(false);
    }
    records::keep(tx, instansi, RecordKind::Exception, &[record]).await?;
    Ok(true)
}

/// A paper is voided at most once: its id alone gives the id of that record.
pub(crate) fn void_id(paper: Uuid) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(b"hadir-void-v1\n");
    hash.update(paper.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// One paper; none when there is no such paper or it was voided.
pub async fn paper(tx: &mut Tx, instansi: InstansiId, id: AssignmentId) -> Result<Option<Exception>, StoreError> {
    let row: Option<ExceptionRow> =
        on_db!(tx, |conn| sqlx::query_as(PAPER).bind(instansi.0).bind(id.0).fetch_optional(conn).await)?;
    row.map(ExceptionRow::read).transpose()
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
    let rows: Vec<AssignmentRow> = ASSIGNMENTS.rows_of_people(tx, instansi, people).await?;
    let assignments = rows.into_iter().map(|row| {
        Ok(Assignment {
            id: AssignmentId(row.id),
            person: PersonId(row.person_id),
            from_on: values::date(&row.from_on)?,
            to_on: values::date_or_none(row.to_on.as_deref())?,
            pattern: values::json(&row.pattern)?,
        })
    });
    assignments.collect()
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

impl ExceptionRow {
    fn read(self) -> Result<Exception, StoreError> {
        Ok(Exception {
            id: AssignmentId(self.id),
            person: PersonId(self.person_id),
            from_on: values::date(&self.from_on)?,
            to_on: values::date(&self.to_on)?,
            part: Part::parse(&self.part).ok_or_else(|| StoreError::corrupt("part of a day"))?,
            kind: values::json(&self.kind)?,
            reference: self.reference,
        })
    }
}

/// The papers of these people that touch the days from one to another (both inclusive), oldest entry first; those
/// that were voided are left out.
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
            found.push(row.read()?);
        }
    }
    Ok(found)
}
