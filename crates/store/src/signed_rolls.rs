//! Who signed a roll that was taken in, and its scanned sheet.

use hadir_domain::ids::{ImportId, InstansiId, OutageId, PersonId, PunchId, RollId, UnitId};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// A roll with its signer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignedRoll {
    /// Its key.
    pub id: RollId,
    /// What was taken in.
    pub import: ImportId,
    /// The unit it speaks for.
    pub unit: Option<UnitId>,
    /// The days it speaks for, both inclusive.
    pub period: Option<(Date, Date)>,
    /// Who signed, as typed.
    pub signer_name: String,
    /// Their number, as typed.
    pub signer_number: String,
    /// Their position, as typed.
    pub signer_position: String,
    /// SHA-256 of the scanned sheet.
    pub scan_sha256: Option<[u8; 32]>,
    /// The outage it fills in.
    pub outage: Option<OutageId>,
    /// Who took it in.
    pub by_login: String,
    /// When.
    pub received_at: Timestamp,
}

/// A scanned sheet on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollScan {
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// Its name, without folders.
    pub name: String,
    /// Media type by its beginning.
    pub media: String,
    /// Bytes.
    pub size: u64,
    /// Where it lies below the data folder.
    pub stored_path: String,
    /// What opens it.
    pub nonce: Vec<u8>,
    /// Who sent it.
    pub by_login: String,
    /// When.
    pub received_at: Timestamp,
    /// When it was destroyed.
    pub destroyed_at: Option<Timestamp>,
}

macro_rules! columns {
    () => {
        "id, import_id, unit_id, from_on, to_on, signer_name, signer_number, signer_position, scan_sha256, outage_id, \
         by_login, received_at"
    };
}

statements! {
    Tenant ADD = "
        INSERT INTO signed_rolls (instansi_id, id, import_id, unit_id, from_on, to_on, signer_name, signer_number,
                                  signer_position, scan_sha256, outage_id, by_login, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    Tenant GET = concat!("SELECT ", columns!(), " FROM signed_rolls WHERE instansi_id = $1 AND id = $2");
    Tenant LIST = concat!(
        "SELECT ", columns!(), " FROM signed_rolls WHERE instansi_id = $1 ORDER BY received_at DESC, id DESC LIMIT $2");
    Tenant TOUCHING = concat!(
        "SELECT ", columns!(), " FROM signed_rolls
          WHERE instansi_id = $1 AND (from_on IS NULL OR from_on <= $3) AND (to_on IS NULL OR to_on >= $2)
          ORDER BY received_at, id");
    Tenant PEOPLE_OF = "
        SELECT DISTINCT f.person_id FROM punch_facts f
          JOIN punches p ON p.instansi_id = f.instansi_id AND p.id = f.punch_id
         WHERE f.instansi_id = $1 AND p.import_id = $2 AND f.at >= $3 AND f.at <= $4 AND f.source = 'manual'
           AND f.person_id IS NOT NULL";
    Tenant CODED_OF = "
        SELECT DISTINCT person_key, day_on FROM sheet_statements WHERE instansi_id = $1 AND import_id = $2";
    Tenant PUT_SCAN = "
        INSERT INTO roll_scans (instansi_id, sha256, name, media, size, stored_path, nonce, by_login, received_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (instansi_id, sha256) DO NOTHING";
    Tenant SCAN = "
        SELECT sha256, name, media, size, stored_path, nonce, by_login, received_at, destroyed_at FROM roll_scans
         WHERE instansi_id = $1 AND sha256 = $2";
}

/// `$2` and `$3` are instants.
pub(crate) static OF_PUNCHES: InList = InList::new(
    "SELECT f.punch_id, p.import_id FROM punch_facts f \
       JOIN punches p ON p.instansi_id = f.instansi_id AND p.id = f.punch_id \
      WHERE f.instansi_id = $1 AND f.at >= $2 AND f.at <= $3 AND f.source = 'manual' AND p.import_id IS NOT NULL \
        AND f.person_id IN",
    4,
    "ORDER BY f.punch_id",
);

#[derive(FromRow)]
struct Row {
    id: Uuid,
    import_id: Uuid,
    unit_id: Option<Uuid>,
    from_on: Option<String>,
    to_on: Option<String>,
    signer_name: String,
    signer_number: String,
    signer_position: String,
    scan_sha256: Option<Vec<u8>>,
    outage_id: Option<Uuid>,
    by_login: String,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<SignedRoll, StoreError> {
        let from = values::date_or_none(self.from_on.as_deref())?;
        Ok(SignedRoll {
            id: RollId(self.id),
            import: ImportId(self.import_id),
            unit: self.unit_id.map(UnitId),
            period: from.zip(values::date_or_none(self.to_on.as_deref())?),
            signer_name: self.signer_name,
            signer_number: self.signer_number,
            signer_position: self.signer_position,
            scan_sha256: self.scan_sha256.map(values::hash32).transpose()?,
            outage: self.outage_id.map(OutageId),
            by_login: self.by_login,
            received_at: values::instant(self.received_at)?,
        })
    }
}

#[derive(FromRow)]
struct ScanRow {
    sha256: Vec<u8>,
    name: String,
    media: String,
    size: i64,
    stored_path: String,
    nonce: Vec<u8>,
    by_login: String,
    received_at: i64,
    destroyed_at: Option<i64>,
}

/// Keeps who signed a roll, and its leaf.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the key is taken, or the sheet or outage it names is not there.
pub async fn add(tx: &mut Tx, instansi: InstansiId, roll: &SignedRoll, salt: Salt) -> Result<(), StoreError> {
    let record = NewRecord::new(roll.id.0, RecordKind::Roll, salt, values::json_text(roll)?.into_bytes());
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(roll.id.0)
        .bind(roll.import.0)
        .bind(roll.unit.map(|unit| unit.0))
        .bind(roll.period.map(|(from, _)| from.to_string()))
        .bind(roll.period.map(|(_, to)| to.to_string()))
        .bind(&roll.signer_name)
        .bind(&roll.signer_number)
        .bind(&roll.signer_position)
        .bind(roll.scan_sha256.as_ref().map(<[u8; 32]>::as_slice))
        .bind(roll.outage.map(|outage| outage.0))
        .bind(&roll.by_login)
        .bind(roll.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::Roll, &[record]).await
}

/// One roll.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: RollId) -> Result<Option<SignedRoll>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id.0).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The newest rolls, newest first.
pub async fn list(tx: &mut Tx, instansi: InstansiId, limit: u32) -> Result<Vec<SignedRoll>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(LIST).bind(instansi.0).bind(i64::from(limit)).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// The rolls that speak for some day of a span, or do not say for which.
pub async fn touching(tx: &mut Tx, instansi: InstansiId, from: Date, to: Date) -> Result<Vec<SignedRoll>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(TOUCHING)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}

/// Notes a scanned sheet that lies on disk; the same bytes again change nothing.
pub async fn put_scan(tx: &mut Tx, instansi: InstansiId, scan: &RollScan) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(PUT_SCAN)
        .bind(instansi.0)
        .bind(scan.sha256.as_slice())
        .bind(&scan.name)
        .bind(&scan.media)
        .bind(i64::try_from(scan.size).unwrap_or(i64::MAX))
        .bind(&scan.stored_path)
        .bind(&scan.nonce)
        .bind(&scan.by_login)
        .bind(scan.received_at.as_microsecond())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// A scanned sheet.
pub async fn scan(tx: &mut Tx, instansi: InstansiId, sha256: &[u8; 32]) -> Result<Option<RollScan>, StoreError> {
    let row: Option<ScanRow> =
        on_db!(tx, |conn| sqlx::query_as(SCAN).bind(instansi.0).bind(sha256.as_slice()).fetch_optional(conn).await)?;
    row.map(|row| {
        Ok(RollScan {
            sha256: values::hash32(row.sha256)?,
            name: row.name,
            media: row.media,
            size: row.size.unsigned_abs(),
            stored_path: row.stored_path,
            nonce: row.nonce,
            by_login: row.by_login,
            received_at: values::instant(row.received_at)?,
            destroyed_at: values::instant_or_none(row.destroyed_at)?,
        })
    })
    .transpose()
}

/// Which import the records of these people from rolls came with.
pub async fn of_punches(
    tx: &mut Tx,
    instansi: InstansiId,
    people: &[PersonId],
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(PunchId, ImportId)>, StoreError> {
    let mut found = Vec::new();
    for (sql, piece) in OF_PUNCHES.pieces(people) {
        let rows: Vec<(Uuid, Uuid)> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql))
                .bind(instansi.0)
                .bind(from.as_microsecond())
                .bind(to.as_microsecond());
            for person in piece {
                query = query.bind(person.0);
            }
            query.fetch_all(conn).await
        })?;
        found.extend(rows.into_iter().map(|(punch, import)| (PunchId(punch), ImportId(import))));
    }
    Ok(found)
}

/// The people whose punches between two instants came with an import.
pub async fn people_of(
    tx: &mut Tx,
    instansi: InstansiId,
    import: ImportId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<PersonId>, StoreError> {
    let rows: Vec<(Uuid,)> = on_db!(tx, |conn| sqlx::query_as(PEOPLE_OF)
        .bind(instansi.0)
        .bind(import.0)
        .bind(from.as_microsecond())
        .bind(to.as_microsecond())
        .fetch_all(conn)
        .await)?;
    Ok(rows.into_iter().map(|(person,)| PersonId(person)).collect())
}

/// The keys and days of the codes that came with an import.
pub async fn coded_of(tx: &mut Tx, instansi: InstansiId, import: ImportId) -> Result<Vec<(String, Date)>, StoreError> {
    let rows: Vec<(String, String)> =
        on_db!(tx, |conn| sqlx::query_as(CODED_OF).bind(instansi.0).bind(import.0).fetch_all(conn).await)?;
    rows.into_iter().map(|(key, on)| Ok((key, values::date(&on)?))).collect()
}
