//! Days' verdicts as they were sealed when a month was closed. Insert-only: of a day closed again, or changed by late
//! evidence, every version stays.

use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_domain::status::{Mark, Status};
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

/// A sealed verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedDay {
    /// Whose.
    pub person: PersonId,
    /// Which day.
    pub on: Date,
    /// From 0.
    pub version: u32,
    /// The OPD that closed the month.
    pub unit: UnitId,
    /// First day of the month it counts in.
    pub lands_on: Date,
    /// What counted.
    pub verdict: SealedVerdict,
}

/// What counted of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedVerdict {
    /// The one primary code.
    pub status: Status,
    /// Whether every source had spoken.
    pub settled: bool,
    /// Lateness, early leaving, missing taps.
    pub marks: Vec<Mark>,
    /// Arrival, local.
    pub first_in: Option<DateTime>,
    /// Departure, local.
    pub last_out: Option<DateTime>,
    /// SHA-256 of the rules.
    pub pack_sha256: [u8; 32],
    /// Version of the judge.
    pub engine: String,
}

impl SealedVerdict {
    /// Whether two verdicts say the same about the person, whatever they were judged by.
    pub fn says_the_same(&self, other: &Self) -> bool {
        (self.status, self.settled, &self.marks, self.first_in, self.last_out)
            == (other.status, other.settled, &other.marks, other.first_in, other.last_out)
    }
}

/// A verdict to seal, with its key, its salt and why it was judged so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSealedDay {
    /// Its key.
    pub id: Uuid,
    /// Fresh and random.
    pub salt: Salt,
    /// The day.
    pub day: SealedDay,
    /// Why, in words.
    pub reasons: Vec<String>,
}

#[derive(Serialize)]
struct Body<'a> {
    day_on: Date,
    engine: &'a str,
    first_in: Option<DateTime>,
    id: Uuid,
    lands_on: Date,
    last_out: Option<DateTime>,
    marks: &'a [String],
    pack_sha256: String,
    person: PersonId,
    reasons: &'a [String],
    received_at: Timestamp,
    settled: bool,
    status: Status,
    unit: UnitId,
    version: u32,
}

statements! {
    Tenant LATE = "
        SELECT s.person_id, s.day_on, s.version, s.unit_id, s.lands_on, s.status, s.settled, s.marks, s.first_in,
               s.last_out, s.pack_sha256, s.engine, d.status AS now_status, d.settled AS now_settled,
               d.marks AS now_marks, d.first_in AS now_first_in, d.last_out AS now_last_out,
               d.pack_sha256 AS now_pack_sha256, d.engine AS now_engine
          FROM sealed_days s
          JOIN days d ON d.instansi_id = $1 AND d.person_id = s.person_id AND d.day_on = s.day_on
         WHERE s.instansi_id = $1 AND s.unit_id = $2 AND s.day_on >= $3 AND s.day_on <= $4
           AND s.version = (SELECT MAX(x.version) FROM sealed_days x
                             WHERE x.instansi_id = $1 AND x.person_id = s.person_id AND x.day_on = s.day_on)
           AND (d.status <> s.status OR d.settled <> s.settled OR d.marks <> s.marks
                OR d.first_in IS DISTINCT FROM s.first_in OR d.last_out IS DISTINCT FROM s.last_out)
         ORDER BY s.person_id, s.day_on";
    Tenant MOVED_ON = "
        SELECT person_id, day_on, version, unit_id, lands_on, status, settled, marks, first_in, last_out, pack_sha256,
               engine
          FROM sealed_days
         WHERE instansi_id = $1 AND unit_id = $2 AND day_on >= $3 AND day_on <= $4 AND lands_on > $4
         ORDER BY person_id, day_on, version";
    Tenant LANDING = "
        SELECT person_id, day_on, version, unit_id, lands_on, status, settled, marks, first_in, last_out, pack_sha256,
               engine
          FROM sealed_days WHERE instansi_id = $1 AND unit_id = $2 AND lands_on = $3 AND (day_on < $3 OR $4 = TRUE)
         ORDER BY person_id, day_on, version";
}

pub(crate) static ADD: Bulk = Bulk::new(
    "INSERT INTO sealed_days (instansi_id, id, person_id, day_on, version, unit_id, lands_on, status, settled, marks, \
     first_in, last_out, pack_sha256, engine, received_at, commitment)",
    16,
    "",
);
/// `$2` and `$3` are the days.
pub(crate) static OF_PEOPLE: InList = InList::new(
    "SELECT person_id, day_on, version, unit_id, lands_on, status, settled, marks, first_in, last_out, pack_sha256, \
     engine FROM sealed_days WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 AND person_id IN",
    4,
    "ORDER BY person_id, day_on, version",
);

/// Seals verdicts.
pub async fn add(
    tx: &mut Tx,
    instansi: InstansiId,
    new: &[NewSealedDay],
    received_at: Timestamp,
) -> Result<(), StoreError> {
    for (sql, piece) in ADD.pieces(tx, new) {
        let mut texts = Vec::with_capacity(piece.len());
        let mut sealed = Vec::with_capacity(piece.len());
        for one in piece {
            let verdict = &one.day.verdict;
            let marks: Vec<String> = verdict.marks.iter().map(|mark| mark.code()).collect();
            let body = Body {
                day_on: one.day.on,
                engine: &verdict.engine,
                first_in: verdict.first_in,
                id: one.id,
                lands_on: one.day.lands_on,
                last_out: verdict.last_out,
                marks: &marks,
                pack_sha256: values::hex_text(&verdict.pack_sha256),
                person: one.day.person,
                reasons: &one.reasons,
                received_at,
                settled: verdict.settled,
                status: verdict.status,
                unit: one.day.unit,
                version: one.day.version,
            };
            let body = values::json_text(&body)?.into_bytes();
            sealed.push(NewRecord::new(one.id, RecordKind::Verdict, one.salt, body));
            texts.push(values::json_text(&marks)?);
        }
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for ((one, marks), record) in piece.iter().zip(&texts).zip(&sealed) {
                let day = &one.day;
                query = query
                    .bind(instansi.0)
                    .bind(one.id)
                    .bind(day.person.0)
                    .bind(day.on.to_string())
                    .bind(i64::from(day.version))
                    .bind(day.unit.0)
                    .bind(day.lands_on.to_string())
                    .bind(day.verdict.status.as_str())
                    .bind(day.verdict.settled)
                    .bind(marks.as_str())
                    .bind(day.verdict.first_in.map(|time| time.to_string()))
                    .bind(day.verdict.last_out.map(|time| time.to_string()))
                    .bind(day.verdict.pack_sha256.as_slice())
                    .bind(day.verdict.engine.as_str())
                    .bind(received_at.as_microsecond())
                    .bind(record.leaf.as_slice());
            }
            query.execute(conn).await.map(drop)
        })?;
        records::keep(tx, instansi, RecordKind::Verdict, &sealed).await?;
    }
    Ok(())
}

#[derive(Clone, FromRow)]
struct Row {
    person_id: Uuid,
    day_on: String,
    version: i64,
    unit_id: Uuid,
    lands_on: String,
    status: String,
    settled: bool,
    marks: String,
    first_in: Option<String>,
    last_out: Option<String>,
    pack_sha256: Vec<u8>,
    engine: String,
}

impl Row {
    fn read(self) -> Result<SealedDay, StoreError> {
        let codes: Vec<String> = values::json(&self.marks)?;
        let marks = codes.iter().map(|code| code.parse()).collect::<Result<_, _>>().map_err(StoreError::corrupt)?;
        Ok(SealedDay {
            person: PersonId(self.person_id),
            on: values::date(&self.day_on)?,
            version: u32::try_from(self.version).map_err(StoreError::corrupt)?,
            unit: UnitId(self.unit_id),
            lands_on: values::date(&self.lands_on)?,
            verdict: SealedVerdict {
                status: self.status.parse().map_err(StoreError::corrupt)?,
                settled: self.settled,
                marks,
                first_in: self.first_in.as_deref().map(values::local_time).transpose()?,
                last_out: self.last_out.as_deref().map(values::local_time).transpose()?,
                pack_sha256: values::hash32(self.pack_sha256)?,
                engine: self.engine,
            },
        })
    }
}

/// Every version of these people's days from one to another (both inclusive), by person, day and version.
pub async fn of_people(
    tx: &mut Tx,
    instansi: InstansiId,
    people: &[PersonId],
    from: Date,
    to: Date,
) -> Result<Vec<SealedDay>, StoreError> {
    let (from, to) = (from.to_string(), to.to_string());
    let mut found = Vec::new();
    for (sql, piece) in OF_PEOPLE.pieces(people) {
        let rows: Vec<Row> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0).bind(&from).bind(&to);
            for person in piece {
                query = query.bind(person.0);
            }
            query.fetch_all(conn).await
        })?;
        for row in rows {
            found.push(row.read()?);
        }
    }
    Ok(found)
}

#[derive(FromRow)]
struct LateRow {
    #[sqlx(flatten)]
    sealed: Row,
    now_status: String,
    now_settled: bool,
    now_marks: String,
    now_first_in: Option<String>,
    now_last_out: Option<String>,
    now_pack_sha256: Vec<u8>,
    now_engine: String,
}

/// Days an OPD sealed whose stored verdict says something else by now: what was sealed last, and what is said now.
pub async fn late(
    tx: &mut Tx,
    instansi: InstansiId,
    unit: UnitId,
    from: Date,
    to: Date,
) -> Result<Vec<(SealedDay, SealedVerdict)>, StoreError> {
    let rows: Vec<LateRow> = on_db!(tx, |conn| sqlx::query_as(LATE)
        .bind(instansi.0)
        .bind(unit.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    let read = |row: LateRow| {
        let now = Row {
            status: row.now_status,
            settled: row.now_settled,
            marks: row.now_marks,
            first_in: row.now_first_in,
            last_out: row.now_last_out,
            pack_sha256: row.now_pack_sha256,
            engine: row.now_engine,
            ..row.sealed.clone()
        };
        Ok((row.sealed.read()?, now.read()?.verdict))
    };
    rows.into_iter().map(read).collect()
}

/// Days of a span that an OPD sealed to count in a later month.
pub async fn moved_on(
    tx: &mut Tx,
    instansi: InstansiId,
    unit: UnitId,
    from: Date,
    to: Date,
) -> Result<Vec<SealedDay>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(MOVED_ON)
        .bind(instansi.0)
        .bind(unit.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}

/// What an OPD sealed to count in a month; only days of earlier months when `deltas_only`.
pub async fn landing(
    tx: &mut Tx,
    instansi: InstansiId,
    unit: UnitId,
    month: Date,
    deltas_only: bool,
) -> Result<Vec<SealedDay>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(LANDING)
        .bind(instansi.0)
        .bind(unit.0)
        .bind(month.to_string())
        .bind(!deltas_only)
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}
