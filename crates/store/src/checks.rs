//! What roll calls and superiors saw. Insert-only and sealed: a source like any other.

use std::collections::HashMap;

use hadir_domain::checks::{CheckKind, Seen};
use hadir_domain::ids::{InstansiId, PersonId, SiteId, UnitId};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::Serialize;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::{Bulk, InList};
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// One person as seen at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Its key, made by whoever sent it.
    pub id: Uuid,
    /// The rows of one roll call share it.
    pub call: Uuid,
    /// How somebody looked.
    pub kind: CheckKind,
    /// The unit it was held for.
    pub unit: UnitId,
    /// Who was looked for.
    pub person: PersonId,
    /// When.
    pub seen_at: Timestamp,
    /// The same, local to the instansi.
    pub local: DateTime,
    /// Its day.
    pub on: Date,
    /// What was seen.
    pub seen: Seen,
    /// Where, when it was said.
    pub site: Option<SiteId>,
    /// A remark; may be empty.
    pub note: String,
    /// Who looked.
    pub by_login: String,
    /// The person behind that login.
    pub by_person: Option<PersonId>,
    /// When it came in.
    pub received_at: Timestamp,
}

macro_rules! columns {
    () => {
        "id, call_id, kind, unit_id, person_id, seen_at, local_time, day_on, seen, site_id, note, by_login, by_person,
         received_at"
    };
}

statements! {
    Tenant IN_SPAN = concat!(
        "SELECT ", columns!(), " FROM presence_checks
          WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 ORDER BY day_on, seen_at, id");
    Tenant LAST_LOOKS = "
        SELECT person_id, MAX(day_on) FROM presence_checks WHERE instansi_id = $1 AND day_on >= $2 GROUP BY person_id";
}

pub(crate) static ADD: Bulk = Bulk::new(
    "INSERT INTO presence_checks (instansi_id, id, call_id, kind, unit_id, person_id, seen_at, local_time, day_on, seen,
                                  site_id, note, by_login, by_person, received_at, commitment)",
    16,
    "",
);
pub(crate) static GET: InList =
    InList::new(concat!("SELECT ", columns!(), " FROM presence_checks WHERE instansi_id = $1 AND id IN"), 2, "");
pub(crate) static OF_CALLS: InList = InList::new(
    concat!("SELECT ", columns!(), " FROM presence_checks WHERE instansi_id = $1 AND call_id IN"),
    2,
    "ORDER BY call_id, seen_at, id",
);

#[derive(FromRow)]
struct Row {
    id: Uuid,
    call_id: Uuid,
    kind: String,
    unit_id: Uuid,
    person_id: Uuid,
    seen_at: i64,
    local_time: String,
    day_on: String,
    seen: String,
    site_id: Option<Uuid>,
    note: String,
    by_login: String,
    by_person: Option<Uuid>,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<Check, StoreError> {
        Ok(Check {
            id: self.id,
            call: self.call_id,
            kind: CheckKind::parse(&self.kind).ok_or_else(|| StoreError::corrupt("kind of a check"))?,
            unit: UnitId(self.unit_id),
            person: PersonId(self.person_id),
            seen_at: values::instant(self.seen_at)?,
            local: values::local_time(&self.local_time)?,
            on: values::date(&self.day_on)?,
            seen: Seen::parse(&self.seen).ok_or_else(|| StoreError::corrupt("what a check saw"))?,
            site: self.site_id.map(SiteId),
            note: self.note,
            by_login: self.by_login,
            by_person: self.by_person.map(PersonId),
            received_at: values::instant(self.received_at)?,
        })
    }
}

/// Keeps checks, each with its leaf. `salt` gives a fresh one each time.
///
/// # Errors
///
/// [`StoreError::Conflict`] when a key is taken, or a person is named twice in one call.
pub async fn add(
    tx: &mut Tx,
    instansi: InstansiId,
    checks: &[Check],
    mut salt: impl FnMut() -> Salt,
) -> Result<(), StoreError> {
    let sealed = checks.iter().map(|check| {
        let body = values::json_text(check)?.into_bytes();
        Ok((check, NewRecord::new(check.id, RecordKind::Check, salt(), body)))
    });
    let sealed = sealed.collect::<Result<Vec<(&Check, NewRecord)>, StoreError>>()?;
    for (sql, piece) in ADD.pieces(tx, &sealed) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (check, record) in piece {
                query = query
                    .bind(instansi.0)
                    .bind(check.id)
                    .bind(check.call)
                    .bind(check.kind.as_str())
                    .bind(check.unit.0)
                    .bind(check.person.0)
                    .bind(check.seen_at.as_microsecond())
                    .bind(check.local.to_string())
                    .bind(check.on.to_string())
                    .bind(check.seen.as_str())
                    .bind(check.site.map(|site| site.0))
                    .bind(&check.note)
                    .bind(&check.by_login)
                    .bind(check.by_person.map(|person| person.0))
                    .bind(check.received_at.as_microsecond())
                    .bind(record.leaf.as_slice());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    let records: Vec<NewRecord> = sealed.into_iter().map(|(_, record)| record).collect();
    records::keep(tx, instansi, RecordKind::Check, &records).await
}

/// Those of these keys that are there.
pub async fn get_many(tx: &mut Tx, instansi: InstansiId, ids: &[Uuid]) -> Result<Vec<Check>, StoreError> {
    let mut found = Vec::new();
    for (sql, piece) in GET.pieces(ids) {
        let rows: Vec<Row> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for id in piece {
                query = query.bind(*id);
            }
            query.fetch_all(conn).await
        })?;
        found.extend(rows);
    }
    found.into_iter().map(Row::read).collect()
}

/// Everything seen in these calls, by moment.
pub async fn of_calls(tx: &mut Tx, instansi: InstansiId, calls: &[Uuid]) -> Result<Vec<Check>, StoreError> {
    let mut found = Vec::new();
    for (sql, piece) in OF_CALLS.pieces(calls) {
        let rows: Vec<Row> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for call in piece {
                query = query.bind(*call);
            }
            query.fetch_all(conn).await
        })?;
        found.extend(rows);
    }
    found.into_iter().map(Row::read).collect()
}

/// The last day since `from` on which somebody looked for each person.
pub async fn last_looks(tx: &mut Tx, instansi: InstansiId, from: Date) -> Result<HashMap<PersonId, Date>, StoreError> {
    let rows: Vec<(Uuid, String)> =
        on_db!(tx, |conn| sqlx::query_as(LAST_LOOKS).bind(instansi.0).bind(from.to_string()).fetch_all(conn).await)?;
    rows.into_iter().map(|(person, on)| Ok((PersonId(person), values::date(&on)?))).collect()
}

/// Everything seen on the days from `from` to `to`, both included, by day and moment.
pub async fn in_span(tx: &mut Tx, instansi: InstansiId, from: Date, to: Date) -> Result<Vec<Check>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(IN_SPAN)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}
