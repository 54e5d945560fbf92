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
         WHERE instansi_id = $1 AND person_id = $2 AND (at, id) < ($3, $4) ORDER BY at DESC, id DESC LIMIT $5";
    Tenant RECENT = "
        SELECT COUNT(*) FROM access_log
         WHERE instansi_id = $1 AND person_id = $2 AND at > $3 AND by_login = $4 AND what = $5 AND detail = $6";
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

/// Whether the same look by the same login was noted after an instant: reading on is one look.
pub async fn noted_since(tx: &mut Tx, instansi: InstansiId, look: &Look, since: Timestamp) -> Result<bool, StoreError> {
    let (count,): (i64,) = on_db!(tx, |conn| sqlx::query_as(RECENT)
        .bind(instansi.0)
        .bind(look.person.0)
        .bind(since.as_microsecond())
        .bind(&look.by_login)
        .bind(&look.what)
        .bind(&look.detail)
        .fetch_one(conn)
        .await)?;
    Ok(count > 0)
}

/// The newest looks at a person's records.
pub async fn of_person(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    limit: u32,
) -> Result<Vec<Look>, StoreError> {
    page_of_person(tx, instansi, person, None, limit).await
}

/// A page of the looks at a person's records, newest first, after a place in that order.
pub async fn page_of_person(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    after: Option<(Timestamp, Uuid)>,
    limit: u32,
) -> Result<Vec<Look>, StoreError> {
    // The greatest key: the first page begins behind every place there can be.
    let (at, id) = after.map_or((i64::MAX, Uuid::max()), |(at, id)| (at.as_microsecond(), id));
    let rows: Vec<(Uuid, i64, String, Uuid, String, String)> = on_db!(tx, |conn| sqlx::query_as(OF_PERSON)
        .bind(instansi.0)
        .bind(person.0)
        .bind(at)
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter()
        .map(|(id, at, by_login, person, what, detail)| {
            Ok(Look { id, at: values::instant(at)?, by_login, person: PersonId(person), what, detail })
        })
        .collect()
}
