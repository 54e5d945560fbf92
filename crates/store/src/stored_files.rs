//! Which files lie beside the database: raw files, photos, proofs, files of answers and acts, scanned rolls and pictures of terminals, encrypted.

use hadir_domain::ids::InstansiId;
use tokio_stream::StreamExt;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;

statements! {
    Tenant RAW = "
        SELECT stored_path FROM raw_files WHERE instansi_id = $1 AND destroyed_at IS NULL ORDER BY sha256";
    Tenant PHOTOS = "
        SELECT stored_path FROM photos WHERE instansi_id = $1 AND destroyed_at IS NULL ORDER BY punch_id";
    Tenant PROOFS = "
        SELECT stored_path FROM request_files
         WHERE instansi_id = $1 AND stored_path IS NOT NULL AND destroyed_at IS NULL ORDER BY request_id, sha256";
    Tenant ANSWERS = "
        SELECT stored_path FROM doubt_files WHERE instansi_id = $1 AND destroyed_at IS NULL ORDER BY case_id, sha256";
    Tenant ACTS = "
        SELECT stored_path FROM act_files WHERE instansi_id = $1 AND destroyed_at IS NULL ORDER BY subject_id, sha256";
    Tenant ROLLS = "
        SELECT stored_path FROM roll_scans WHERE instansi_id = $1 AND destroyed_at IS NULL ORDER BY sha256";
    Tenant TERMINALS = "
        SELECT stored_path FROM device_photos WHERE instansi_id = $1 AND destroyed_at IS NULL
         ORDER BY device_id, local_time, pin, sha256";
}

/// Hands over the path of each file, below the data folder, one after the other.
///
/// # Errors
///
/// Those of the work, and when the database does not answer.
pub async fn each<E: From<StoreError>>(
    tx: &mut Tx,
    instansi: InstansiId,
    mut work: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    for sql in [RAW, PHOTOS, PROOFS, ANSWERS, ACTS, ROLLS, TERMINALS] {
        on_db!(tx, |conn| {
            let mut paths = sqlx::query_as::<_, (String,)>(sql).bind(instansi.0).fetch(conn);
            while let Some(path) = paths.next().await {
                let (path,) = path.map_err(StoreError::from)?;
                work(&path)?;
            }
        });
    }
    Ok(())
}
