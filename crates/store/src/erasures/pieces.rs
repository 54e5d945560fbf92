//! Tombstones: what was destroyed together, sealed in the transaction that destroyed it.

use std::collections::BTreeMap;

use hadir_domain::erasing::DataClass;
use hadir_domain::ids::{InstansiId, PersonId};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::Counts;
use crate::bulk::{Bulk, InList};
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::NewRecord;
use crate::statements::statements;
use crate::values;

/// A tombstone. It names what went by keys and hashes, never by name, number or content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tombstone {
    /// Of which class.
    pub class: DataClass,
    /// Of which erasure.
    pub erasure: Uuid,
    /// First day of what went.
    pub from_on: Option<Date>,
    /// Its key.
    pub id: Uuid,
    /// How many records, photos, files or rows went.
    pub items: u64,
    /// Codes of days that stand without their evidence from here on.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub kept_codes: BTreeMap<Date, String>,
    /// Whose.
    pub person: Option<PersonId>,
    /// When.
    pub received_at: Timestamp,
    /// Sealed records whose body went.
    pub records: Vec<Uuid>,
    /// Files that were replaced by a copy without the person's rows: the hash before and after, hexadecimal.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<(String, String)>,
    /// Hashes of other things that went: photos, whole files, messages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hashes: Vec<String>,
    /// Last day of what went.
    pub to_on: Option<Date>,
}

statements! {
    Tenant ADD = "
        INSERT INTO erasure_pieces (instansi_id, id, erasure_id, person_id, class, item_count, from_on, to_on,
                                    received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    Tenant CLASSES = "
        SELECT class, CAST(SUM(item_count) AS BIGINT) FROM erasure_pieces
         WHERE instansi_id = $1 AND erasure_id = $2 GROUP BY class";
}

pub(crate) static ADD_RECORDS: Bulk = Bulk::new(
    "INSERT INTO erased_records (instansi_id, record_id, erasure_id, piece_id)",
    4,
    "ON CONFLICT (instansi_id, record_id) DO NOTHING",
);
pub(crate) static DESTROY_BODIES: InList =
    InList::new("DELETE FROM record_bodies WHERE instansi_id = $1 AND record_id IN", 2, "");

/// Destroys the bodies and salts of the records a tombstone names, and keeps the tombstone and its leaf.
pub async fn bury(tx: &mut Tx, instansi: InstansiId, stone: &Tombstone, salt: Salt) -> Result<(), StoreError> {
    for (sql, piece) in DESTROY_BODIES.pieces(&stone.records) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind(instansi.0);
            for id in piece {
                query = query.bind(*id);
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    for (sql, piece) in ADD_RECORDS.pieces(tx, &stone.records) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for id in piece {
                query = query.bind(instansi.0).bind(*id).bind(stone.erasure).bind(stone.id);
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    let record = NewRecord::new(stone.id, RecordKind::Erasure, salt, values::json_text(stone)?.into_bytes());
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(stone.id)
        .bind(stone.erasure)
        .bind(stone.person.map(|person| person.0))
        .bind(stone.class.as_str())
        .bind(i64::try_from(stone.items).unwrap_or(i64::MAX))
        .bind(values::date_text(stone.from_on))
        .bind(values::date_text(stone.to_on))
        .bind(stone.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    crate::records::keep(tx, instansi, RecordKind::Erasure, &[record]).await
}

/// How much an erasure took so far, by class.
pub async fn counts(tx: &mut Tx, instansi: InstansiId, erasure: Uuid) -> Result<Counts, StoreError> {
    let rows: Vec<(String, i64)> =
        on_db!(tx, |conn| sqlx::query_as(CLASSES).bind(instansi.0).bind(erasure).fetch_all(conn).await)?;
    let read = |(class, count): (String, i64)| {
        let class = DataClass::parse(&class).ok_or_else(|| StoreError::corrupt("class of a tombstone"))?;
        Ok((class, count.unsigned_abs()))
    };
    rows.into_iter().map(read).collect()
}
