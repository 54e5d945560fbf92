//! Papers that left the house with a mark by which anybody can check them.

use hadir_domain::ids::InstansiId;
use hadir_ledger::leaf::{Commitment, RecordKind, Salt};
use hadir_ledger::merkle::Hash;
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::seal::number;
use crate::statements::statements;
use crate::values;

/// One paper. The fields stand in alphabetical order, so that the sealed body is JSON with sorted keys. Whoever checks
/// the paper is shown that body, so nothing in it names a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// The root in its mark.
    #[serde(serialize_with = "hex")]
    pub checkpoint_root: Hash,
    /// How many leaves the log had then.
    pub checkpoint_size: u64,
    /// Hash of everything printed but the moment of printing.
    #[serde(serialize_with = "hex")]
    pub content_hash: [u8; 32],
    /// `pdf` or `xlsx`.
    pub format: String,
    /// Its key, in its mark.
    pub id: Uuid,
    /// When.
    pub issued_at: Timestamp,
    /// A keyed hash of the login, which only the server can try.
    #[serde(serialize_with = "hex")]
    pub issued_by: [u8; 32],
    /// What it is: `recap`.
    pub kind: String,
    /// Which log its mark speaks of; empty when there was none yet.
    pub log: String,
    /// Name of the office as it was.
    pub office: String,
    /// What time it speaks of: `2026-01`.
    pub period: String,
    /// The earlier document of the same content whose bytes could not be made again; the nil key for none.
    pub replaces: Uuid,
    /// Of the file.
    #[serde(serialize_with = "hex")]
    pub sha256: [u8; 32],
    /// Code of the office.
    pub unit: String,
}

fn hex<S: Serializer>(bytes: &[u8; 32], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

/// Whether a document was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It was.
    New,
    /// Another of the same content came first.
    TooLate,
}

statements! {
    Tenant ADD = "
        INSERT INTO documents (instansi_id, id, kind, format, unit_code, office, period, content_hash, replaces, sha256,
                               log, checkpoint_size, checkpoint_root, issued_by, issued_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            ON CONFLICT DO NOTHING";
    Tenant GET = "
        SELECT id, kind, format, unit_code, office, period, content_hash, replaces, sha256, log, checkpoint_size,
               checkpoint_root, issued_by, issued_at, commitment
          FROM documents WHERE instansi_id = $1 AND id = $2";
    Tenant OF_CONTENT = "
        SELECT id, kind, format, unit_code, office, period, content_hash, replaces, sha256, log, checkpoint_size,
               checkpoint_root, issued_by, issued_at, commitment
          FROM documents WHERE instansi_id = $1 AND content_hash = $2 ORDER BY issued_at DESC, id DESC LIMIT 1";
    Tenant LATEST_OF = "
        SELECT issued_at, content_hash FROM documents
         WHERE instansi_id = $1 AND unit_code = $2 AND kind = $3 AND period = $4 AND format = $5
         ORDER BY issued_at DESC, id DESC LIMIT 1";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    format: String,
    unit_code: String,
    office: String,
    period: String,
    content_hash: Vec<u8>,
    replaces: Uuid,
    sha256: Vec<u8>,
    log: String,
    checkpoint_size: i64,
    checkpoint_root: Vec<u8>,
    issued_by: Vec<u8>,
    issued_at: i64,
    commitment: Vec<u8>,
}

impl Row {
    fn read(self) -> Result<(Document, Commitment), StoreError> {
        let document = Document {
            checkpoint_root: values::hash32(self.checkpoint_root)?,
            checkpoint_size: self.checkpoint_size.unsigned_abs(),
            content_hash: values::hash32(self.content_hash)?,
            format: self.format,
            id: self.id,
            issued_at: values::instant(self.issued_at)?,
            issued_by: values::hash32(self.issued_by)?,
            kind: self.kind,
            log: self.log,
            office: self.office,
            period: self.period,
            replaces: self.replaces,
            sha256: values::hash32(self.sha256)?,
            unit: self.unit_code,
        };
        Ok((document, values::hash32(self.commitment)?))
    }
}

/// Keeps a paper and its leaf, unless one of the same content, replacing the same, is there.
pub async fn add(tx: &mut Tx, instansi: InstansiId, new: &Document, salt: Salt) -> Result<Added, StoreError> {
    let record = NewRecord::new(new.id, RecordKind::Document, salt, values::json_text(new)?.into_bytes());
    let size = number(new.checkpoint_size)?;
    let rows = on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(new.id)
        .bind(&new.kind)
        .bind(&new.format)
        .bind(&new.unit)
        .bind(&new.office)
        .bind(&new.period)
        .bind(new.content_hash.as_slice())
        .bind(new.replaces)
        .bind(new.sha256.as_slice())
        .bind(&new.log)
        .bind(size)
        .bind(new.checkpoint_root.as_slice())
        .bind(new.issued_by.as_slice())
        .bind(new.issued_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 0 {
        return Ok(Added::TooLate);
    }
    records::keep(tx, instansi, RecordKind::Document, &[record]).await?;
    Ok(Added::New)
}

/// A paper with its commitment.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<(Document, Commitment)>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The newest paper of a content.
pub async fn of_content(
    tx: &mut Tx,
    instansi: InstansiId,
    content_hash: &[u8; 32],
) -> Result<Option<Document>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(OF_CONTENT)
        .bind(instansi.0)
        .bind(content_hash.as_slice())
        .fetch_optional(conn)
        .await)?;
    Ok(row.map(Row::read).transpose()?.map(|(document, _)| document))
}

/// When a paper of other content about the same was issued after this one; `None` when this is the newest.
pub async fn newer_than(
    tx: &mut Tx,
    instansi: InstansiId,
    document: &Document,
) -> Result<Option<Timestamp>, StoreError> {
    let row: Option<(i64, Vec<u8>)> = on_db!(tx, |conn| sqlx::query_as(LATEST_OF)
        .bind(instansi.0)
        .bind(&document.unit)
        .bind(&document.kind)
        .bind(&document.period)
        .bind(&document.format)
        .fetch_optional(conn)
        .await)?;
    let newer = row.filter(|(_, content)| content.as_slice() != document.content_hash);
    newer.map(|(at, _)| values::instant(at)).transpose()
}
