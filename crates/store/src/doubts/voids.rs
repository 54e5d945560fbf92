//! Punches that count no more, and those that count again. The punch itself stays where it is.

use std::collections::HashMap;

use hadir_domain::ids::{InstansiId, PersonId, PunchId};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::{Bulk, InList};
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// What is said of a punch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VoidKind {
    /// It counts no more.
    Void,
    /// It counts again.
    Restore,
}

impl VoidKind {
    /// The code of the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Void => "void",
            Self::Restore => "restore",
        }
    }
}

/// One record about one punch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PunchVoid {
    /// Its key.
    pub id: Uuid,
    /// Which punch.
    pub punch: PunchId,
    /// Whose.
    pub person: PersonId,
    /// The day it claims.
    pub on: Date,
    /// By which case.
    pub case: Uuid,
    /// What is said.
    pub kind: VoidKind,
    /// Why.
    pub reason: String,
    /// Login of the reviewer who found the misuse.
    pub found_by: Option<String>,
    /// Login of the second officer; of who decided the appeal, for a punch that counts again.
    pub by_login: String,
    /// The person behind that login.
    pub by_person: Option<PersonId>,
    /// When.
    pub received_at: Timestamp,
}

statements! {
    Tenant DAYS_SINCE = "
        SELECT MIN(day_on), MAX(day_on) FROM punch_voids WHERE instansi_id = $1 AND received_at > $2";
    Tenant ON_DAYS = "
        SELECT COUNT(*) FROM punch_voids WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3";
}

pub(crate) static ADD: Bulk = Bulk::new(
    "INSERT INTO punch_voids (instansi_id, id, punch_id, person_id, day_on, case_id, kind, reason, found_by, by_login,
                              by_person, received_at, commitment)",
    13,
    "",
);
pub(crate) static OF_PEOPLE: InList = InList::new(
    "SELECT id, punch_id, person_id, day_on, case_id, kind, reason, found_by, by_login, by_person, received_at \
     FROM punch_voids WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 AND person_id IN",
    4,
    "ORDER BY kind DESC, received_at, id",
);
pub(crate) static OF_PUNCHES: InList = InList::new(
    "SELECT id, punch_id, person_id, day_on, case_id, kind, reason, found_by, by_login, by_person, received_at \
     FROM punch_voids WHERE instansi_id = $1 AND punch_id IN",
    2,
    "ORDER BY kind DESC, received_at, id",
);

#[derive(FromRow)]
struct Row {
    id: Uuid,
    punch_id: Uuid,
    person_id: Uuid,
    day_on: String,
    case_id: Uuid,
    kind: String,
    reason: String,
    found_by: Option<String>,
    by_login: String,
    by_person: Option<Uuid>,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<PunchVoid, StoreError> {
        let kind = match self.kind.as_str() {
            "void" => VoidKind::Void,
            "restore" => VoidKind::Restore,
            _ => return Err(StoreError::corrupt("kind of a void")),
        };
        Ok(PunchVoid {
            id: self.id,
            punch: PunchId(self.punch_id),
            person: PersonId(self.person_id),
            on: values::date(&self.day_on)?,
            case: self.case_id,
            kind,
            reason: self.reason,
            found_by: self.found_by,
            by_login: self.by_login,
            by_person: self.by_person.map(PersonId),
            received_at: values::instant(self.received_at)?,
        })
    }
}

/// Keeps records about punches, each with its leaf. The caller marks the days concerned.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the same was said of a punch before.
pub async fn add(
    tx: &mut Tx,
    instansi: InstansiId,
    voids: &[PunchVoid],
    mut salt: impl FnMut() -> Salt,
) -> Result<(), StoreError> {
    let sealed = voids.iter().map(|void| {
        let body = values::json_text(void)?.into_bytes();
        Ok((void, NewRecord::new(void.id, RecordKind::Void, salt(), body)))
    });
    let sealed = sealed.collect::<Result<Vec<(&PunchVoid, NewRecord)>, StoreError>>()?;
    for (sql, piece) in ADD.pieces(tx, &sealed) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (void, record) in piece {
                query = query
                    .bind(instansi.0)
                    .bind(void.id)
                    .bind(void.punch.0)
                    .bind(void.person.0)
                    .bind(void.on.to_string())
                    .bind(void.case)
                    .bind(void.kind.as_str())
                    .bind(&void.reason)
                    .bind(void.found_by.as_deref())
                    .bind(&void.by_login)
                    .bind(void.by_person.map(|person| person.0))
                    .bind(void.received_at.as_microsecond())
                    .bind(record.leaf.as_slice());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    let records: Vec<NewRecord> = sealed.into_iter().map(|(_, record)| record).collect();
    records::keep(tx, instansi, RecordKind::Void, &records).await
}

/// The newest record of each punch that was received by a moment, where it says that the punch counts no more. Each is said
/// once, first that it is void: so the rows come, however close in time they are.
fn in_force(rows: Vec<Row>, as_of: Timestamp) -> Result<HashMap<PunchId, PunchVoid>, StoreError> {
    let mut found = HashMap::new();
    for row in rows {
        let void = row.read()?;
        if void.received_at > as_of {
            continue;
        }
        match void.kind {
            VoidKind::Void => {
                found.insert(void.punch, void);
            }
            VoidKind::Restore => {
                found.remove(&void.punch);
            }
        }
    }
    Ok(found)
}

/// Punches of these people and days that counted no more at a moment.
///
/// # Errors
///
/// [`StoreError::Corrupt`] for a row that is none.
pub async fn of_people(
    tx: &mut Tx,
    instansi: InstansiId,
    people: &[PersonId],
    (from, to): (Date, Date),
    as_of: Timestamp,
) -> Result<HashMap<PunchId, PunchVoid>, StoreError> {
    let (from, to) = (from.to_string(), to.to_string());
    let mut all = Vec::new();
    for (sql, piece) in OF_PEOPLE.pieces(people) {
        let rows: Vec<Row> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0).bind(&from).bind(&to);
            for person in piece {
                query = query.bind(person.0);
            }
            query.fetch_all(conn).await
        })?;
        all.extend(rows);
    }
    in_force(all, as_of)
}

/// Those of these punches that counted no more at a moment.
///
/// # Errors
///
/// As [`of_people`].
pub async fn of_punches(
    tx: &mut Tx,
    instansi: InstansiId,
    punches: &[PunchId],
    as_of: Timestamp,
) -> Result<HashMap<PunchId, PunchVoid>, StoreError> {
    let mut all = Vec::new();
    for (sql, piece) in OF_PUNCHES.pieces(punches) {
        let rows: Vec<Row> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for punch in piece {
                query = query.bind(punch.0);
            }
            query.fetch_all(conn).await
        })?;
        all.extend(rows);
    }
    in_force(all, as_of)
}

/// Whether anything was said of a punch of these days.
///
/// # Errors
///
/// When the database does not answer.
pub async fn any_on(tx: &mut Tx, instansi: InstansiId, (from, to): (Date, Date)) -> Result<bool, StoreError> {
    let (count,): (i64,) = on_db!(tx, |conn| sqlx::query_as(ON_DAYS)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_one(conn)
        .await)?;
    Ok(count > 0)
}

/// The first and the last day of the punches of which something was said after a moment.
///
/// # Errors
///
/// [`StoreError::Corrupt`] for a row that is none.
pub async fn days_since(
    tx: &mut Tx,
    instansi: InstansiId,
    since: Timestamp,
) -> Result<Option<(Date, Date)>, StoreError> {
    let (first, last): (Option<String>, Option<String>) = on_db!(tx, |conn| sqlx::query_as(DAYS_SINCE)
        .bind(instansi.0)
        .bind(since.as_microsecond())
        .fetch_one(conn)
        .await)?;
    first.zip(last).map(|(first, last)| Ok((values::date(&first)?, values::date(&last)?))).transpose()
}
