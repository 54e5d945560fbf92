//! Photos, papers and signatures of acts: encrypted on disk under their hash, named by the sealed act they belong to.

use hadir_domain::ids::{InstansiId, PersonId};
use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// A file of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActFile {
    /// SHA-256 of its plain bytes.
    pub sha256: [u8; 32],
    /// Whose it is, where it speaks of one person; it goes with them.
    pub person: Option<PersonId>,
    /// Its name.
    pub name: String,
    /// `image/jpeg`, `image/png` or `application/pdf`.
    pub media: String,
    /// Length of its plain bytes.
    pub size: u64,
    /// Who sent it.
    pub by_login: String,
    /// When it came.
    pub received_at: Timestamp,
    /// Where it lies, below the data folder.
    pub stored_path: String,
    /// Nonce of its encryption.
    pub nonce: Vec<u8>,
    /// When it was destroyed.
    pub destroyed_at: Option<Timestamp>,
}

statements! {
    Tenant ADD = "
        INSERT INTO act_files (instansi_id, subject_id, sha256, person_id, name, media, size, by_login, received_at,
                               stored_path, nonce)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (instansi_id, subject_id, sha256) DO NOTHING";
    Tenant OF_SUBJECT = "
        SELECT sha256, person_id, name, media, size, by_login, received_at, stored_path, nonce, destroyed_at
          FROM act_files WHERE instansi_id = $1 AND subject_id = $2 ORDER BY received_at, sha256";
}

#[derive(FromRow)]
struct Row {
    sha256: Vec<u8>,
    person_id: Option<Uuid>,
    name: String,
    media: String,
    size: i64,
    by_login: String,
    received_at: i64,
    stored_path: String,
    nonce: Vec<u8>,
    destroyed_at: Option<i64>,
}

/// Notes a file that came and where it lies; one that is there already stays as it is.
pub async fn add(tx: &mut Tx, instansi: InstansiId, subject: Uuid, file: &ActFile) -> Result<(), StoreError> {
    let size = i64::try_from(file.size).map_err(StoreError::corrupt)?;
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(subject)
        .bind(file.sha256.as_slice())
        .bind(file.person.map(|person| person.0))
        .bind(&file.name)
        .bind(&file.media)
        .bind(size)
        .bind(&file.by_login)
        .bind(file.received_at.as_microsecond())
        .bind(&file.stored_path)
        .bind(&file.nonce)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The files of a subject, in the order they came; the bytes of destroyed ones are gone.
pub async fn of_subject(tx: &mut Tx, instansi: InstansiId, subject: Uuid) -> Result<Vec<ActFile>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_SUBJECT).bind(instansi.0).bind(subject).fetch_all(conn).await)?;
    let file = |row: Row| {
        Ok(ActFile {
            sha256: values::hash32(row.sha256)?,
            person: row.person_id.map(PersonId),
            name: row.name,
            media: row.media,
            size: u64::try_from(row.size).map_err(StoreError::corrupt)?,
            by_login: row.by_login,
            received_at: values::instant(row.received_at)?,
            stored_path: row.stored_path,
            nonce: row.nonce,
            destroyed_at: row.destroyed_at.map(values::instant).transpose()?,
        })
    };
    rows.into_iter().map(file).collect()
}
