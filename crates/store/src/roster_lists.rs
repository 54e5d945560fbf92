//! Lists of people by somebody else, and what the register is compared with beside them.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::ids::{InstansiId, PersonId};
use hadir_domain::reconcile::rosters::ListedLine;
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::Bulk;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// A list as it was taken in. Its lines are fixed by a hash; nothing in the sealed body names a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RosterList {
    /// Its key.
    pub id: Uuid,
    /// `paid` or `other`.
    pub kind: String,
    /// First day of the month it is for.
    pub month: Date,
    /// How the file was called.
    pub file_name: String,
    /// Of the file as it came.
    #[serde(serialize_with = "values::hex")]
    pub sha256: [u8; 32],
    /// Over the lines as they were read.
    #[serde(serialize_with = "values::hex")]
    pub lines_sha256: [u8; 32],
    /// How many lines.
    pub lines: u64,
    /// Who took it in.
    pub by_login: String,
    /// When.
    pub received_at: Timestamp,
}

statements! {
    Tenant ADD = "
        INSERT INTO roster_lists (instansi_id, id, kind, month_on, file_name, sha256, lines_sha256, line_count, by_login,
                                  received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    Tenant GET = "
        SELECT id, kind, month_on, file_name, sha256, lines_sha256, line_count, by_login, received_at
          FROM roster_lists WHERE instansi_id = $1 AND id = $2";
    Tenant SAME = "
        SELECT id, kind, month_on, file_name, sha256, lines_sha256, line_count, by_login, received_at
          FROM roster_lists WHERE instansi_id = $1 AND kind = $2 AND month_on = $3 AND sha256 = $4";
    Tenant LIST = "
        SELECT id, kind, month_on, file_name, sha256, lines_sha256, line_count, by_login, received_at
          FROM roster_lists WHERE instansi_id = $1 ORDER BY received_at DESC, id DESC LIMIT $2";
    Tenant ROWS = "
        SELECT line, number, name FROM roster_list_rows WHERE instansi_id = $1 AND list_id = $2 ORDER BY line";
    Tenant ACTIVE = "
        SELECT person_id FROM punch_facts
         WHERE instansi_id = $1 AND person_id IS NOT NULL AND at >= $2 AND at < $3
         UNION
        SELECT person_id FROM sheet_statements
         WHERE instansi_id = $1 AND person_id IS NOT NULL AND day_on >= $4 AND day_on <= $5";
    Tenant ACTIVE_KEYS = "
        SELECT person_key FROM punch_facts
         WHERE instansi_id = $1 AND person_id IS NULL AND at >= $2 AND at < $3
         UNION
        SELECT person_key FROM sheet_statements
         WHERE instansi_id = $1 AND person_id IS NULL AND day_on >= $4 AND day_on <= $5";
    Tenant NUMBERS = "
        SELECT value, person_id FROM identifiers WHERE instansi_id = $1 AND kind <> 'nik_hash' ORDER BY value, person_id";
}

pub(crate) static ADD_ROWS: Bulk =
    Bulk::new("INSERT INTO roster_list_rows (instansi_id, list_id, line, number, name)", 5, "");

#[derive(FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    month_on: String,
    file_name: String,
    sha256: Vec<u8>,
    lines_sha256: Vec<u8>,
    line_count: i64,
    by_login: String,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<RosterList, StoreError> {
        Ok(RosterList {
            id: self.id,
            kind: self.kind,
            month: values::date(&self.month_on)?,
            file_name: self.file_name,
            sha256: values::hash32(self.sha256)?,
            lines_sha256: values::hash32(self.lines_sha256)?,
            lines: self.line_count.unsigned_abs(),
            by_login: self.by_login,
            received_at: values::instant(self.received_at)?,
        })
    }
}

/// The hash over lines as they were read.
pub fn lines_hash(lines: &[ListedLine]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for line in lines {
        for part in [line.line.to_string().as_str(), &line.number, &line.name] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    hash.finalize().into()
}

/// Keeps a list with its lines, and its leaf.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the key is taken, or the same file was taken in for the same month.
pub async fn add(
    tx: &mut Tx,
    instansi: InstansiId,
    new: &RosterList,
    lines: &[ListedLine],
    salt: Salt,
) -> Result<(), StoreError> {
    let record = NewRecord::new(new.id, RecordKind::RosterList, salt, values::json_text(new)?.into_bytes());
    let count = i64::try_from(new.lines).map_err(StoreError::corrupt)?;
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(new.id)
        .bind(&new.kind)
        .bind(new.month.to_string())
        .bind(&new.file_name)
        .bind(new.sha256.as_slice())
        .bind(new.lines_sha256.as_slice())
        .bind(count)
        .bind(&new.by_login)
        .bind(new.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    for (sql, piece) in ADD_ROWS.pieces(tx, lines) {
        let mut numbered = Vec::with_capacity(piece.len());
        for line in piece {
            numbered.push((i64::try_from(line.line).map_err(StoreError::corrupt)?, line));
        }
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (no, line) in &numbered {
                query = query.bind(instansi.0).bind(new.id).bind(*no).bind(&line.number).bind(&line.name);
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    records::keep(tx, instansi, RecordKind::RosterList, &[record]).await
}

/// One list.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<RosterList>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The list of the same file for the same month.
pub async fn same(
    tx: &mut Tx,
    instansi: InstansiId,
    kind: &str,
    month: Date,
    sha256: &[u8; 32],
) -> Result<Option<RosterList>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(SAME)
        .bind(instansi.0)
        .bind(kind)
        .bind(month.to_string())
        .bind(sha256.as_slice())
        .fetch_optional(conn)
        .await)?;
    row.map(Row::read).transpose()
}

/// The newest lists, newest first.
pub async fn list(tx: &mut Tx, instansi: InstansiId, limit: u32) -> Result<Vec<RosterList>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(LIST).bind(instansi.0).bind(i64::from(limit)).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// The lines of a list; those of erased people are left out.
pub async fn lines(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Vec<ListedLine>, StoreError> {
    let rows: Vec<(i64, String, String)> =
        on_db!(tx, |conn| sqlx::query_as(ROWS).bind(instansi.0).bind(id).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(line, number, name)| ListedLine { line: line.unsigned_abs(), number, name }).collect())
}

/// Who left a trace of any source between two instants, or is named by a sheet on one of the days.
pub async fn active(
    tx: &mut Tx,
    instansi: InstansiId,
    (from, to): (Timestamp, Timestamp),
    days: (Date, Date),
) -> Result<(BTreeSet<PersonId>, BTreeSet<String>), StoreError> {
    let people: Vec<(Uuid,)> = on_db!(tx, |conn| sqlx::query_as(ACTIVE)
        .bind(instansi.0)
        .bind(from.as_microsecond())
        .bind(to.as_microsecond())
        .bind(days.0.to_string())
        .bind(days.1.to_string())
        .fetch_all(conn)
        .await)?;
    let keys: Vec<(String,)> = on_db!(tx, |conn| sqlx::query_as(ACTIVE_KEYS)
        .bind(instansi.0)
        .bind(from.as_microsecond())
        .bind(to.as_microsecond())
        .bind(days.0.to_string())
        .bind(days.1.to_string())
        .fetch_all(conn)
        .await)?;
    Ok((people.into_iter().map(|(person,)| PersonId(person)).collect(), keys.into_iter().map(|(key,)| key).collect()))
}

/// Whose numbers are whose; of a number that passed on, the person of the larger key.
pub async fn owners(tx: &mut Tx, instansi: InstansiId) -> Result<BTreeMap<String, PersonId>, StoreError> {
    let rows: Vec<(String, Uuid)> = on_db!(tx, |conn| sqlx::query_as(NUMBERS).bind(instansi.0).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(number, person)| (number, PersonId(person))).collect())
}
