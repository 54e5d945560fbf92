//! Rows that could not be understood: kept raw, with an owner, until somebody has dealt with them.

use hadir_domain::ids::{DeviceId, ImportId, InstansiId};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::Bulk;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::punches::DedupeSecret;
use crate::statements::statements;
use crate::values;

/// A row that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProblem {
    /// Fresh; a problem that is there keeps the key it got first.
    pub id: Uuid,
    /// Where it came from: machine, manual, portal, phone.
    pub source: String,
    /// The file it stood in.
    pub import: Option<ImportId>,
    /// SHA-256 of that file: the same row of the same file is one problem.
    pub file: Option<[u8; 32]>,
    /// The terminal that sent it.
    pub device: Option<DeviceId>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The line or row, from 1.
    pub line: Option<u64>,
    /// The cell.
    pub cell: Option<String>,
    /// Stable code of the reason, as `bad_time`.
    pub reason: String,
    /// The bytes as they came.
    pub raw: Vec<u8>,
    /// The role whose work it is.
    pub owner_role: String,
    /// When it came.
    pub received_at: Timestamp,
}

/// A problem as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemRow {
    /// Its key.
    pub id: Uuid,
    /// Where it came from.
    pub source: String,
    /// The file it stood in first.
    pub import: Option<ImportId>,
    /// The terminal that sent it.
    pub device: Option<DeviceId>,
    /// The terminal's serial number.
    pub serial: Option<String>,
    /// The sheet.
    pub sheet: Option<String>,
    /// The line or row.
    pub line: Option<u64>,
    /// The cell.
    pub cell: Option<String>,
    /// Stable code of the reason.
    pub reason: String,
    /// The bytes as they came.
    pub raw: Vec<u8>,
    /// The role whose work it is.
    pub owner_role: String,
    /// When it came first.
    pub received_at: Timestamp,
    /// When, by whom and how it was dealt with.
    pub done: Option<(Timestamp, String, String)>,
}

statements! {
    Tenant LIST = "
        SELECT q.id, q.source, q.import_id, q.device_id, d.serial, q.sheet, q.line, q.cell, q.reason, q.raw,
               q.owner_role, q.received_at, q.done_at, q.done_by, q.done_note
          FROM problems q LEFT JOIN devices d ON d.instansi_id = q.instansi_id AND d.id = q.device_id
         WHERE q.instansi_id = $1 AND (q.received_at, q.id) > ($2, $3) AND ($4 = TRUE OR q.done_at IS NULL)
           AND (q.device_id = $5 OR $5 IS NULL)
         ORDER BY q.received_at, q.id LIMIT $6";
    Tenant OPEN = "SELECT COUNT(*) FROM problems WHERE instansi_id = $1 AND done_at IS NULL";
    Tenant DONE = "
        UPDATE problems SET done_at = $3, done_by = $4, done_note = $5
         WHERE instansi_id = $1 AND id = $2 AND done_at IS NULL";
}

pub(crate) static ADD: Bulk = Bulk::new(
    "INSERT INTO problems (instansi_id, id, problem_key, source, import_id, device_id, sheet, line, cell, reason, \
     raw, owner_role, received_at)",
    13,
    "ON CONFLICT (instansi_id, problem_key) DO NOTHING",
);

#[derive(FromRow)]
struct Row {
    id: Uuid,
    source: String,
    import_id: Option<Uuid>,
    device_id: Option<Uuid>,
    serial: Option<String>,
    sheet: Option<String>,
    line: Option<i64>,
    cell: Option<String>,
    reason: String,
    raw: Vec<u8>,
    owner_role: String,
    received_at: i64,
    done_at: Option<i64>,
    done_by: Option<String>,
    done_note: Option<String>,
}

impl Row {
    fn read(self) -> Result<ProblemRow, StoreError> {
        let done = match (values::instant_or_none(self.done_at)?, self.done_by) {
            (Some(at), Some(by)) => Some((at, by, self.done_note.unwrap_or_default())),
            _ => None,
        };
        Ok(ProblemRow {
            id: self.id,
            source: self.source,
            import: self.import_id.map(ImportId),
            device: self.device_id.map(DeviceId),
            serial: self.serial,
            sheet: self.sheet,
            line: self.line.map(i64::unsigned_abs),
            cell: self.cell,
            reason: self.reason,
            raw: self.raw,
            owner_role: self.owner_role,
            received_at: values::instant(self.received_at)?,
            done,
        })
    }
}

/// Keeps problems; the same bytes in the same place of the same file or terminal are kept once.
///
/// Answers how many are new.
pub async fn append(
    tx: &mut Tx,
    instansi: InstansiId,
    secret: &DedupeSecret,
    problems: &[NewProblem],
) -> Result<u64, StoreError> {
    let mac = Hmac::<Sha256>::new_from_slice(&secret.0).map_err(StoreError::corrupt)?;
    let clean = |text: &Option<String>| text.as_ref().map(|text| text.replace('\0', "\u{fffd}"));
    let mut new = 0;
    for (sql, piece) in ADD.pieces(tx, problems) {
        new += on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for problem in piece {
                query = query
                    .bind(instansi.0)
                    .bind(problem.id)
                    .bind(key(mac.clone(), problem).to_vec())
                    .bind(problem.source.as_str())
                    .bind(problem.import.map(|import| import.0))
                    .bind(problem.device.map(|device| device.0))
                    .bind(clean(&problem.sheet))
                    .bind(problem.line.map(|line| i64::try_from(line).unwrap_or(i64::MAX)))
                    .bind(clean(&problem.cell))
                    .bind(problem.reason.as_str())
                    .bind(problem.raw.as_slice())
                    .bind(problem.owner_role.as_str())
                    .bind(problem.received_at.as_microsecond());
            }
            query.execute(conn).await?.rows_affected()
        });
    }
    Ok(new)
}

fn key(mut mac: Hmac<Sha256>, problem: &NewProblem) -> [u8; 32] {
    let line = problem.line.map(u64::to_be_bytes);
    let parts: [Option<&[u8]>; 7] = [
        Some(problem.source.as_bytes()),
        problem.file.as_ref().map(<[u8; 32]>::as_slice),
        problem.device.as_ref().map(|device| device.0.as_bytes().as_slice()),
        problem.sheet.as_ref().map(|sheet| sheet.as_bytes()),
        line.as_ref().map(<[u8; 8]>::as_slice),
        problem.cell.as_ref().map(|cell| cell.as_bytes()),
        Some(&problem.raw),
    ];
    mac.update(b"hadir-problem-v1\n");
    for part in parts {
        mac.update(&part.map_or(0, |part| part.len() as u64 + 1).to_be_bytes());
        mac.update(part.unwrap_or_default());
    }
    mac.finalize().into_bytes().into()
}

/// Which problems to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ProblemFilter {
    /// Those that were dealt with too.
    pub done_too: bool,
    /// Only of this terminal.
    pub device: Option<DeviceId>,
}

/// A page of problems, oldest first; `after` is the last one of the page before.
pub async fn list(
    tx: &mut Tx,
    instansi: InstansiId,
    filter: ProblemFilter,
    after: Option<(Timestamp, Uuid)>,
    limit: u32,
) -> Result<Vec<ProblemRow>, StoreError> {
    let (at, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.as_microsecond(), id));
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(LIST)
        .bind(instansi.0)
        .bind(at)
        .bind(id)
        .bind(filter.done_too)
        .bind(filter.device.map(|device| device.0))
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}

/// How many wait for somebody.
pub async fn open_count(tx: &mut Tx, instansi: InstansiId) -> Result<u64, StoreError> {
    let (count,): (i64,) = on_db!(tx, |conn| sqlx::query_as(OPEN).bind(instansi.0).fetch_one(conn).await)?;
    Ok(count.unsigned_abs())
}

/// Notes that a problem was dealt with, and how. The row stays.
pub async fn done(
    tx: &mut Tx,
    instansi: InstansiId,
    id: Uuid,
    at: Timestamp,
    by_login: &str,
    note: &str,
) -> Result<(), StoreError> {
    let rows = on_db!(tx, |conn| sqlx::query(DONE)
        .bind(instansi.0)
        .bind(id)
        .bind(at.as_microsecond())
        .bind(by_login)
        .bind(note)
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 0 { Err(StoreError::not_found("open problem")) } else { Ok(()) }
}
