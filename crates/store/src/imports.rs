//! Files taken in, with their counts: received = new + repeated + problems.

use hadir_domain::ids::{DeviceId, ImportId, InstansiId, UnitId};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::sheet_statements::{self, SheetStatement};
use crate::statements::statements;
use crate::values;

/// One file taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// Its key.
    pub id: ImportId,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// Its name, without folders.
    pub file_name: String,
    /// Format, as `zk-attlog`.
    pub format: String,
    /// Machine, manual, portal; or the terminal's own upload.
    pub source: String,
    /// The terminal it is from.
    pub device: Option<DeviceId>,
    /// The unit it speaks for.
    pub unit: Option<UnitId>,
    /// The days it speaks for, both inclusive.
    pub period: Option<(Date, Date)>,
    /// Whether its day codes count.
    pub accepted: bool,
    /// Rows or cells that carry something.
    pub received: u64,
    /// Stored as new.
    pub new: u64,
    /// There already.
    pub repeated: u64,
    /// Not understood.
    pub problems: u64,
    /// Of nobody known yet; counted beside, not within the sum.
    pub unmatched: u64,
    /// Who took it in.
    pub by_login: String,
    /// When.
    pub received_at: Timestamp,
}

statements! {
    Tenant ADD = "
        INSERT INTO imports (instansi_id, id, sha256, file_name, format, source, device_id, unit_id, period_from_on,
                             period_to_on, accepted, received_count, new_count, repeated_count, problem_count,
                             unmatched_count, by_login, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    Tenant GET = "
        SELECT id, sha256, file_name, format, source, device_id, unit_id, period_from_on, period_to_on, accepted,
               received_count, new_count, repeated_count, problem_count, unmatched_count, by_login, received_at
          FROM imports WHERE instansi_id = $1 AND id = $2";
    Tenant BY_FILE = "
        SELECT id, sha256, file_name, format, source, device_id, unit_id, period_from_on, period_to_on, accepted,
               received_count, new_count, repeated_count, problem_count, unmatched_count, by_login, received_at
          FROM imports WHERE instansi_id = $1 AND sha256 = $2 ORDER BY received_at DESC, id DESC";
    Tenant TOUCHING = "
        SELECT id, sha256, file_name, format, source, device_id, unit_id, period_from_on, period_to_on, accepted,
               received_count, new_count, repeated_count, problem_count, unmatched_count, by_login, received_at
          FROM imports WHERE instansi_id = $1 AND period_from_on <= $3 AND period_to_on >= $2
         ORDER BY received_at, id";
    Tenant LIST = "
        SELECT id, sha256, file_name, format, source, device_id, unit_id, period_from_on, period_to_on, accepted,
               received_count, new_count, repeated_count, problem_count, unmatched_count, by_login, received_at
          FROM imports WHERE instansi_id = $1 AND (received_at, id) < ($2, $3)
         ORDER BY received_at DESC, id DESC LIMIT $4";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    sha256: Vec<u8>,
    file_name: String,
    format: String,
    source: String,
    device_id: Option<Uuid>,
    unit_id: Option<Uuid>,
    period_from_on: Option<String>,
    period_to_on: Option<String>,
    accepted: bool,
    received_count: i64,
    new_count: i64,
    repeated_count: i64,
    problem_count: i64,
    unmatched_count: i64,
    by_login: String,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<Import, StoreError> {
        let from = values::date_or_none(self.period_from_on.as_deref())?;
        Ok(Import {
            id: ImportId(self.id),
            sha256: values::hash32(self.sha256)?,
            file_name: self.file_name,
            format: self.format,
            source: self.source,
            device: self.device_id.map(DeviceId),
            unit: self.unit_id.map(UnitId),
            period: from.zip(values::date_or_none(self.period_to_on.as_deref())?),
            accepted: self.accepted,
            received: self.received_count.unsigned_abs(),
            new: self.new_count.unsigned_abs(),
            repeated: self.repeated_count.unsigned_abs(),
            problems: self.problem_count.unsigned_abs(),
            unmatched: self.unmatched_count.unsigned_abs(),
            by_login: self.by_login,
            received_at: values::instant(self.received_at)?,
        })
    }
}

/// What is sealed: the import, and a hash of the day codes it brought.
#[derive(Serialize)]
struct Sealed<'a> {
    #[serde(flatten)]
    import: &'a Import,
    statements_sha256: Option<String>,
}

/// Adds an import with its counts, and its leaf, which also fixes the day codes that are stored with it.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the counts do not add up: something was lost or counted twice.
pub async fn add(
    tx: &mut Tx,
    instansi: InstansiId,
    new: &Import,
    cells: &[SheetStatement],
    salt: Salt,
) -> Result<(), StoreError> {
    let new = &Import { file_name: new.file_name.replace('\0', "\u{fffd}"), ..new.clone() };
    let statements_sha256 = sheet_statements::digest(cells).map(|digest| values::hex_text(&digest));
    let body = values::json_text(&Sealed { import: new, statements_sha256 })?.into_bytes();
    let record = NewRecord::new(new.id.0, RecordKind::Import, salt, body);
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(new.id.0)
        .bind(new.sha256.as_slice())
        .bind(&new.file_name)
        .bind(&new.format)
        .bind(&new.source)
        .bind(new.device.map(|device| device.0))
        .bind(new.unit.map(|unit| unit.0))
        .bind(values::date_text(new.period.map(|period| period.0)))
        .bind(values::date_text(new.period.map(|period| period.1)))
        .bind(new.accepted)
        .bind(count(new.received))
        .bind(count(new.new))
        .bind(count(new.repeated))
        .bind(count(new.problems))
        .bind(count(new.unmatched))
        .bind(&new.by_login)
        .bind(new.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::Import, &[record]).await
}

/// One import.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: ImportId) -> Result<Option<Import>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id.0).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// Every time this file was taken in, newest first.
pub async fn by_file(tx: &mut Tx, instansi: InstansiId, sha256: &[u8; 32]) -> Result<Vec<Import>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(BY_FILE).bind(instansi.0).bind(sha256.as_slice()).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// A page of imports, newest first; `before` is the last one of the page before.
pub async fn list(
    tx: &mut Tx,
    instansi: InstansiId,
    before: Option<(Timestamp, ImportId)>,
    limit: u32,
) -> Result<Vec<Import>, StoreError> {
    let (at, id) = before.map_or((i64::MAX, Uuid::nil()), |(at, id)| (at.as_microsecond(), id.0));
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(LIST)
        .bind(instansi.0)
        .bind(at)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}

/// The imports that speak for some day of a span, oldest first.
pub async fn touching(tx: &mut Tx, instansi: InstansiId, from: Date, to: Date) -> Result<Vec<Import>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(TOUCHING)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}
