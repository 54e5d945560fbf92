//! Who looked at whose location, photo or papers.

use hadir_domain::ids::{InstansiId, PersonId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// One look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Its key.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// Who looked.
    pub by_login: String,
    /// At whose record.
    pub person: PersonId,
    /// At what: `location`, `photo`, `explain` …
    pub what: String,
    /// Which record, in words.
    pub detail: String,
}

statements! {
    Tenant ADD = "
        INSERT INTO access_log (instansi_id, id, at, by_login, person_id, what, detail)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    Tenant OF_PERSON = "
        SELECT id, at, by_login, person_id, what, detail FROM access_log
         WHERE instansi_id = $1 AND person_id = $2 ORDER BY at DESC, id LIMIT $3";
}

/// Notes a look.
pub async fn add(tx: &mut Tx, instansi: InstansiId, look: &Look) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(look.id)
        .bind(look.at.as_microsecond())
        .bind(&look.by_login)
        .bind(look.person.0)
        .bind(&look.what)
        .bind(&look.detail)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The newest looks at a person's records.
pub async fn of_person(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    limit: u32,
) -> Result<Vec<Look>, StoreError> {
    let rows: Vec<(Uuid, i64, String, Uuid, String, String)> = on_db!(tx, |conn| sqlx::query_as(OF_PERSON)
        .bind(instansi.0)
        .bind(person.0)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter()
        .map(|(id, at, by_login, person, what, detail)| {
            Ok(Look { id, at: values::instant(at)?, by_login, person: PersonId(person), what, detail })
        })
        .collect()
}
