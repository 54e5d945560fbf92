//! Who has left a digital trace lately.

use std::collections::BTreeSet;

use hadir_domain::ids::{InstansiId, PersonId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;

statements! {
    Tenant WITH_TRACE = "
        SELECT p.id FROM people p
         WHERE p.instansi_id = $1
           AND EXISTS (SELECT 1 FROM punch_facts f
                        WHERE f.instansi_id = p.instansi_id AND f.person_id = p.id
                          AND f.at >= $2 AND f.at <= $3 AND f.source <> 'manual')";
}

/// The people with a punch of any source but paper between two moments, both inclusive.
pub async fn with_digital_trace(
    tx: &mut Tx,
    instansi: InstansiId,
    from: Timestamp,
    to: Timestamp,
) -> Result<BTreeSet<PersonId>, StoreError> {
    let rows: Vec<(Uuid,)> = on_db!(tx, |conn| sqlx::query_as(WITH_TRACE)
        .bind(instansi.0)
        .bind(from.as_microsecond())
        .bind(to.as_microsecond())
        .fetch_all(conn)
        .await)?;
    Ok(rows.into_iter().map(|(id,)| PersonId(id)).collect())
}
