//! The verdict for each person and day. Derived: the journal and the rules give it again at any time.

use hadir_domain::access::AccessFilter;
use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_domain::status::{Mark, Status};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::{Bulk, InList};
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::reach::Reach;
use crate::statements::statements;
use crate::values;

/// One person's day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Whose.
    pub person: PersonId,
    /// The date on which duty begins.
    pub on: Date,
    /// The unit served in on that day.
    pub unit: Option<UnitId>,
    /// The one primary code.
    pub status: Status,
    /// Whether every source has spoken.
    pub settled: bool,
    /// Lateness, early leaving, missing taps.
    pub marks: Vec<Mark>,
    /// Arrival, local.
    pub first_in: Option<DateTime>,
    /// Departure, local.
    pub last_out: Option<DateTime>,
    /// Minutes late.
    pub late_minutes: u32,
    /// Minutes left early.
    pub early_minutes: u32,
    /// SHA-256 of the rules it was judged by.
    pub pack_sha256: [u8; 32],
    /// Version of the judge.
    pub engine: String,
    /// When its window ends.
    pub window_end: Option<Timestamp>,
    /// As of when it was judged.
    pub judged_at: Timestamp,
}

/// How many days of a unit and date have a status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayCount {
    /// The unit.
    pub unit: Option<UnitId>,
    /// The date.
    pub on: Date,
    /// The status.
    pub status: Status,
    /// Whether these are settled.
    pub settled: bool,
    /// How many people.
    pub people: u64,
}

macro_rules! columns {
    () => {
        "person_id, day_on, unit_id, status, settled, marks, first_in, last_out, late_minutes, early_minutes, \
         pack_sha256, engine, window_end_at, judged_at"
    };
}

statements! {
    Tenant OF_PERSON = concat!(
        "SELECT ", columns!(), " FROM days
          WHERE instansi_id = $1 AND person_id = $2 AND day_on >= $3 AND day_on <= $4 ORDER BY day_on");
    Tenant UNSETTLED = "
        SELECT person_id, day_on FROM days
         WHERE instansi_id = $1 AND settled = FALSE AND window_end_at <= $2 ORDER BY window_end_at, person_id LIMIT $3";
    Tenant COUNTS = "
        SELECT unit_id, day_on, status, settled, COUNT(*) FROM days
         WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3
         GROUP BY unit_id, day_on, status, settled
         ORDER BY unit_id NULLS FIRST, day_on, status, settled";
    Tenant ABSENT = "
        SELECT DISTINCT person_id FROM days
         WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 AND status = 'TK' ORDER BY person_id";
    Tenant REMOVE = "DELETE FROM days WHERE instansi_id = $1 AND person_id = $2 AND day_on = $3";
}

pub(crate) static PUT: Bulk = Bulk::new(
    concat!("INSERT INTO days (instansi_id, ", columns!(), ")"),
    15,
    "ON CONFLICT (instansi_id, person_id, day_on) DO UPDATE SET unit_id = excluded.unit_id, \
     status = excluded.status, settled = excluded.settled, marks = excluded.marks, first_in = excluded.first_in, \
     last_out = excluded.last_out, late_minutes = excluded.late_minutes, early_minutes = excluded.early_minutes, \
     pack_sha256 = excluded.pack_sha256, engine = excluded.engine, \
     window_end_at = excluded.window_end_at, judged_at = excluded.judged_at",
);
/// `$2` and `$3` are the days.
pub(crate) static OF_PEOPLE: InList = InList::new(
    concat!(
        "SELECT ",
        columns!(),
        " FROM days WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 AND person_id IN"
    ),
    4,
    "ORDER BY person_id, day_on",
);
/// `$2` and `$3` are the days, `$4` the moment.
pub(crate) static JUDGED_SINCE: InList = InList::new(
    "SELECT DISTINCT person_id FROM days
      WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 AND judged_at > $4 AND person_id IN",
    5,
    "ORDER BY person_id",
);
/// `$2` chosen unit, `$3` everybody, `$4` own, `$5` and `$6` days, then roots.
pub(crate) static OF_UNIT: InList = InList::new(
    "
        WITH RECURSIVE chosen (id) AS (
            SELECT id FROM units WHERE instansi_id = $1 AND id = $2
             UNION
            SELECT u.id FROM units u JOIN chosen c ON u.parent_id = c.id WHERE u.instansi_id = $1
        ), reached (id) AS (
            SELECT id FROM units WHERE instansi_id = $1 AND id IN",
    7,
    concat!(
        "
             UNION
            SELECT u.id FROM units u JOIN reached r ON u.parent_id = r.id WHERE u.instansi_id = $1
        )
        SELECT ",
        columns!(),
        "
          FROM days
         WHERE instansi_id = $1 AND day_on >= $5 AND day_on <= $6
           AND ($2 IS NULL OR unit_id IN (SELECT id FROM chosen))
           AND ($3 = TRUE OR person_id = $4 OR unit_id IN (SELECT id FROM reached))
         ORDER BY person_id, day_on"
    ),
);

#[derive(FromRow)]
struct Row {
    person_id: Uuid,
    day_on: String,
    unit_id: Option<Uuid>,
    status: String,
    settled: bool,
    marks: String,
    first_in: Option<String>,
    last_out: Option<String>,
    late_minutes: i64,
    early_minutes: i64,
    pack_sha256: Vec<u8>,
    engine: String,
    window_end_at: Option<i64>,
    judged_at: i64,
}

impl Row {
    fn read(self) -> Result<Day, StoreError> {
        let codes: Vec<String> = values::json(&self.marks)?;
        let marks = codes.iter().map(|code| code.parse()).collect::<Result<_, _>>().map_err(StoreError::corrupt)?;
        Ok(Day {
            person: PersonId(self.person_id),
            on: values::date(&self.day_on)?,
            unit: self.unit_id.map(UnitId),
            status: self.status.parse().map_err(StoreError::corrupt)?,
            settled: self.settled,
            marks,
            first_in: self.first_in.as_deref().map(values::local_time).transpose()?,
            last_out: self.last_out.as_deref().map(values::local_time).transpose()?,
            late_minutes: u32::try_from(self.late_minutes).map_err(StoreError::corrupt)?,
            early_minutes: u32::try_from(self.early_minutes).map_err(StoreError::corrupt)?,
            pack_sha256: values::hash32(self.pack_sha256)?,
            engine: self.engine,
            window_end: values::instant_or_none(self.window_end_at)?,
            judged_at: values::instant(self.judged_at)?,
        })
    }
}

/// Writes days, in place of those that were there. Sort them by person and date, so that writers cannot deadlock.
pub async fn put(tx: &mut Tx, instansi: InstansiId, days: &[Day]) -> Result<(), StoreError> {
    for (sql, piece) in PUT.pieces(tx, days) {
        let mut texts = Vec::with_capacity(piece.len());
        for day in piece {
            let marks: Vec<String> = day.marks.iter().map(|mark| mark.code()).collect();
            texts.push(values::json_text(&marks)?);
        }
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (day, marks) in piece.iter().zip(&texts) {
                query = query
                    .bind(instansi.0)
                    .bind(day.person.0)
                    .bind(day.on.to_string())
                    .bind(day.unit.map(|unit| unit.0))
                    .bind(day.status.as_str())
                    .bind(day.settled)
                    .bind(marks.as_str())
                    .bind(day.first_in.map(|time| time.to_string()))
                    .bind(day.last_out.map(|time| time.to_string()))
                    .bind(i64::from(day.late_minutes))
                    .bind(i64::from(day.early_minutes))
                    .bind(day.pack_sha256.as_slice())
                    .bind(day.engine.as_str())
                    .bind(day.window_end.map(Timestamp::as_microsecond))
                    .bind(day.judged_at.as_microsecond());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// Takes a day away, when the person no longer served on it.
pub async fn remove(tx: &mut Tx, instansi: InstansiId, person: PersonId, on: Date) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(REMOVE)
        .bind(instansi.0)
        .bind(person.0)
        .bind(on.to_string())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// A person's days from one to another (both inclusive).
pub async fn of_person(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    from: Date,
    to: Date,
) -> Result<Vec<Day>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(OF_PERSON)
        .bind(instansi.0)
        .bind(person.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}

/// The days of these people from one to another (both inclusive), by person and date.
pub async fn of_people(
    tx: &mut Tx,
    instansi: InstansiId,
    people: &[PersonId],
    from: Date,
    to: Date,
) -> Result<Vec<Day>, StoreError> {
    let (from, to) = (from.to_string(), to.to_string());
    let mut days = Vec::new();
    for (sql, piece) in OF_PEOPLE.pieces(people) {
        let rows: Vec<Row> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0).bind(&from).bind(&to);
            for person in piece {
                query = query.bind(person.0);
            }
            query.fetch_all(conn).await
        })?;
        for row in rows {
            days.push(row.read()?);
        }
    }
    Ok(days)
}

/// Whoever has a day without a word from one to another (both inclusive), settled or not.
pub async fn absent(tx: &mut Tx, instansi: InstansiId, from: Date, to: Date) -> Result<Vec<PersonId>, StoreError> {
    let rows: Vec<(Uuid,)> = on_db!(tx, |conn| sqlx::query_as(ABSENT)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    Ok(rows.into_iter().map(|(person,)| PersonId(person)).collect())
}

/// Whose days of a span (both inclusive) were judged again since a moment, among these people.
pub async fn judged_since(
    tx: &mut Tx,
    instansi: InstansiId,
    people: &[PersonId],
    (from, to): (Date, Date),
    since: Timestamp,
) -> Result<Vec<PersonId>, StoreError> {
    let (from, to) = (from.to_string(), to.to_string());
    let mut found = Vec::new();
    for (sql, piece) in JUDGED_SINCE.pieces(people) {
        let rows: Vec<(Uuid,)> = on_db!(tx, |conn| {
            let mut query =
                sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0).bind(&from).bind(&to).bind(since.as_microsecond());
            for person in piece {
                query = query.bind(person.0);
            }
            query.fetch_all(conn).await
        })?;
        found.extend(rows.into_iter().map(|(person,)| PersonId(person)));
    }
    Ok(found)
}

/// The days an account may see from one to another (both inclusive), of one unit and below when named.
pub async fn of_unit(
    tx: &mut Tx,
    instansi: InstansiId,
    access: &AccessFilter,
    unit: Option<UnitId>,
    from: Date,
    to: Date,
) -> Result<Vec<Day>, StoreError> {
    let Some(reach) = Reach::of(access)? else { return Ok(Vec::new()) };
    let (sql, roots) = reach.list(&OF_UNIT)?;
    let rows: Vec<Row> = on_db!(tx, |conn| {
        let mut query = sqlx::query_as(AssertSqlSafe(sql))
            .bind(instansi.0)
            .bind(unit.map(|unit| unit.0))
            .bind(reach.all)
            .bind(reach.own)
            .bind(from.to_string())
            .bind(to.to_string());
        for root in &roots {
            query = query.bind(*root);
        }
        query.fetch_all(conn).await
    })?;
    rows.into_iter().map(Row::read).collect()
}

/// Days that are not settled although their window is over, oldest first: time alone may have settled them.
pub async fn unsettled(
    tx: &mut Tx,
    instansi: InstansiId,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<(PersonId, Date)>, StoreError> {
    let rows: Vec<(Uuid, String)> = on_db!(tx, |conn| sqlx::query_as(UNSETTLED)
        .bind(instansi.0)
        .bind(now.as_microsecond())
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(|(person, on)| Ok((PersonId(person), values::date(&on)?))).collect()
}

/// How many people of each unit have each status on each day from one to another (both inclusive).
pub async fn counts(tx: &mut Tx, instansi: InstansiId, from: Date, to: Date) -> Result<Vec<DayCount>, StoreError> {
    let rows: Vec<(Option<Uuid>, String, String, bool, i64)> = on_db!(tx, |conn| sqlx::query_as(COUNTS)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    rows.into_iter()
        .map(|(unit, on, status, settled, people)| {
            Ok(DayCount {
                unit: unit.map(UnitId),
                on: values::date(&on)?,
                status: status.parse().map_err(StoreError::corrupt)?,
                settled,
                people: people.unsigned_abs(),
            })
        })
        .collect()
}
