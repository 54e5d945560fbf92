//! Calls, what became of them, and the punches that may answer.

use std::collections::{BTreeMap, HashMap};

use hadir_domain::ids::{InstansiId, PersonId, PunchId, SiteId, UnitId};
use hadir_domain::sites::Network;
use hadir_domain::spot_checks::{Answer, Call, Facts, Outcome, Place, Settled, SpotTable, matched, settle};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::Bulk;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// How long after a call a punch may still be looked for as its answer.
const LONGEST: SignedDuration = SignedDuration::from_hours(72);

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallRow {
    /// Its key.
    pub id: Uuid,
    /// The round that drew it.
    pub round: Uuid,
    /// Who is called.
    pub person: PersonId,
    /// Where the person serves.
    pub unit: UnitId,
    /// The place of duty.
    pub site: Option<SiteId>,
    /// The day of the round.
    pub on: Date,
    /// When.
    pub called_at: Timestamp,
    /// Seconds to answer.
    pub window_s: u32,
    /// End of duty.
    pub until: Timestamp,
    /// How well the place is connected.
    pub network: Network,
    /// For which place they were drawn.
    pub place: Place,
}

impl CallRow {
    /// As it is judged.
    pub fn call(&self) -> Call {
        Call {
            id: self.id,
            called_at: self.called_at,
            window_s: self.window_s,
            network: self.network,
            until: self.until,
        }
    }
}

/// What a step says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StepKind {
    /// The person's phone heard of it.
    Delivered,
    /// An officer let it go.
    Excused,
    /// What it came to, when that was settled.
    Outcome,
}

impl StepKind {
    /// The code of the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Excused => "excused",
            Self::Outcome => "outcome",
        }
    }
}

/// A step on its way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewStep {
    /// Its key.
    pub id: Uuid,
    /// About which call.
    pub call: Uuid,
    /// What.
    pub kind: StepKind,
    /// The code of an outcome; empty for others.
    pub outcome: String,
    /// The punch that answered.
    pub punch: Option<PunchId>,
    /// Why, in words.
    pub reason: String,
    /// Whose login.
    pub by_login: String,
    /// The person behind it.
    pub by_person: Option<PersonId>,
    /// When.
    pub received_at: Timestamp,
}

/// A step as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its key.
    pub id: Uuid,
    /// What.
    pub kind: StepKind,
    /// Of an outcome.
    pub outcome: Option<Outcome>,
    /// Why, in words.
    pub reason: String,
    /// Whose login.
    pub by_login: String,
    /// When.
    pub received_at: Timestamp,
}

/// One call with what became of it by everything that was received.
#[derive(Debug, Clone, PartialEq)]
pub struct CallInSpan {
    /// The call.
    pub row: CallRow,
    /// Everything said about it, oldest first.
    pub steps: Vec<Step>,
    /// What became of it.
    pub settled: Settled,
}

impl CallInSpan {
    /// When the phone heard of it.
    pub fn delivered_at(&self) -> Option<Timestamp> {
        self.steps.iter().find(|step| step.kind == StepKind::Delivered).map(|step| step.received_at)
    }

    /// The punch that answered, in time or late.
    pub fn answered_by(&self) -> Option<PunchId> {
        self.settled.answer.map(|answer| answer.punch)
    }
}

macro_rules! columns {
    () => {
        "c.id, c.round_id, c.person_id, c.unit_id, c.site_id, c.day_on, c.called_at, c.window_s, c.until_at, c.network,
         c.place"
    };
}

statements! {
    Tenant STEP = "
        INSERT INTO spot_steps (instansi_id, id, call_id, kind, outcome, punch_id, reason, by_login, by_person,
                                received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    Tenant GET = concat!("SELECT ", columns!(), " FROM spot_calls c WHERE c.instansi_id = $1 AND c.id = $2");
    Tenant IN_SPAN = concat!(
        "SELECT ", columns!(), " FROM spot_calls c
          WHERE c.instansi_id = $1 AND c.day_on >= $2 AND c.day_on <= $3 ORDER BY c.day_on, c.called_at, c.id");
    Tenant OF_PERSON = concat!(
        "SELECT ", columns!(), " FROM spot_calls c
          WHERE c.instansi_id = $1 AND c.person_id = $2 AND c.day_on >= $3 AND c.day_on <= $4
          ORDER BY c.called_at, c.id");
    Tenant COUNTS = "
        SELECT person_id, COUNT(*) FROM spot_calls
         WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 GROUP BY person_id";
    Tenant STEPS_IN_SPAN = "
        SELECT s.id, s.call_id, s.kind, s.outcome, s.reason, s.by_login, s.received_at
          FROM spot_calls c JOIN spot_steps s ON s.instansi_id = c.instansi_id AND s.call_id = c.id
         WHERE c.instansi_id = $1 AND c.day_on >= $2 AND c.day_on <= $3 ORDER BY s.received_at, s.id";
    Tenant STEPS_OF_PERSON = "
        SELECT s.id, s.call_id, s.kind, s.outcome, s.reason, s.by_login, s.received_at
          FROM spot_calls c JOIN spot_steps s ON s.instansi_id = c.instansi_id AND s.call_id = c.id
         WHERE c.instansi_id = $1 AND c.person_id = $2 AND c.day_on >= $3 AND c.day_on <= $4
         ORDER BY s.received_at, s.id";
    Tenant ANSWERS = "
        SELECT f.punch_id, f.person_id, f.at, f.received_at FROM punch_facts f
         WHERE f.instansi_id = $1 AND f.state = 'spot' AND f.source = 'phone' AND f.at >= $2 AND f.at <= $3
           AND f.person_id IS NOT NULL
         ORDER BY f.at, f.punch_id";
    Tenant ANSWERS_OF = "
        SELECT f.punch_id, f.person_id, f.at, f.received_at FROM punch_facts f
         WHERE f.instansi_id = $1 AND f.state = 'spot' AND f.source = 'phone' AND f.at >= $2 AND f.at <= $3
           AND f.person_id = $4
         ORDER BY f.at, f.punch_id";
}

pub(crate) static ADD: Bulk = Bulk::new(
    "INSERT INTO spot_calls (instansi_id, id, round_id, person_id, unit_id, site_id, day_on, called_at, window_s, until_at, \
     network, place, commitment)",
    13,
    "",
);

#[derive(FromRow)]
struct Row {
    id: Uuid,
    round_id: Uuid,
    person_id: Uuid,
    unit_id: Uuid,
    site_id: Option<Uuid>,
    day_on: String,
    called_at: i64,
    window_s: i64,
    until_at: i64,
    network: String,
    place: String,
}

impl Row {
    fn read(self) -> Result<CallRow, StoreError> {
        Ok(CallRow {
            id: self.id,
            round: self.round_id,
            person: PersonId(self.person_id),
            unit: UnitId(self.unit_id),
            site: self.site_id.map(SiteId),
            on: values::date(&self.day_on)?,
            called_at: values::instant(self.called_at)?,
            window_s: u32::try_from(self.window_s).map_err(StoreError::corrupt)?,
            until: values::instant(self.until_at)?,
            network: Network::parse(&self.network).ok_or_else(|| StoreError::corrupt("network of a call"))?,
            place: Place::parse(&self.place).ok_or_else(|| StoreError::corrupt("place of a call"))?,
        })
    }
}

#[derive(FromRow)]
struct StepRow {
    id: Uuid,
    call_id: Uuid,
    kind: String,
    outcome: String,
    reason: String,
    by_login: String,
    received_at: i64,
}

impl StepRow {
    fn read(self) -> Result<(Uuid, Step), StoreError> {
        let kind = match self.kind.as_str() {
            "delivered" => StepKind::Delivered,
            "excused" => StepKind::Excused,
            "outcome" => StepKind::Outcome,
            _ => return Err(StoreError::corrupt("kind of a step of a call")),
        };
        let outcome = Outcome::parse(&self.outcome);
        let received_at = values::instant(self.received_at)?;
        let step = Step { id: self.id, kind, outcome, reason: self.reason, by_login: self.by_login, received_at };
        Ok((self.call_id, step))
    }
}

type AnswerRow = (Uuid, Uuid, i64, i64);

/// Keeps the calls of a round, each with its leaf. `salt` gives a fresh one each time.
///
/// # Errors
///
/// [`StoreError::Conflict`] when a key is taken, or somebody is called twice in a round.
pub async fn add(
    tx: &mut Tx,
    instansi: InstansiId,
    calls: &[CallRow],
    mut salt: impl FnMut() -> Salt,
) -> Result<(), StoreError> {
    let sealed = calls.iter().map(|call| {
        let body = values::json_text(call)?.into_bytes();
        Ok((call, NewRecord::new(call.id, RecordKind::SpotCheck, salt(), body)))
    });
    let sealed = sealed.collect::<Result<Vec<(&CallRow, NewRecord)>, StoreError>>()?;
    for (sql, piece) in ADD.pieces(tx, &sealed) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (call, record) in piece {
                query = query
                    .bind(instansi.0)
                    .bind(call.id)
                    .bind(call.round)
                    .bind(call.person.0)
                    .bind(call.unit.0)
                    .bind(call.site.map(|site| site.0))
                    .bind(call.on.to_string())
                    .bind(call.called_at.as_microsecond())
                    .bind(i64::from(call.window_s))
                    .bind(call.until.as_microsecond())
                    .bind(call.network.as_str())
                    .bind(call.place.as_str())
                    .bind(record.leaf.as_slice());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    let records: Vec<NewRecord> = sealed.into_iter().map(|(_, record)| record).collect();
    records::keep(tx, instansi, RecordKind::SpotCheck, &records).await
}

/// Keeps a step with its leaf.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the call has this step.
pub async fn step(tx: &mut Tx, instansi: InstansiId, new: &NewStep, salt: Salt) -> Result<(), StoreError> {
    let record = NewRecord::new(new.id, RecordKind::SpotCheck, salt, values::json_text(new)?.into_bytes());
    on_db!(tx, |conn| sqlx::query(STEP)
        .bind(instansi.0)
        .bind(new.id)
        .bind(new.call)
        .bind(new.kind.as_str())
        .bind(&new.outcome)
        .bind(new.punch.map(|punch| punch.0))
        .bind(&new.reason)
        .bind(&new.by_login)
        .bind(new.by_person.map(|person| person.0))
        .bind(new.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::SpotCheck, &[record]).await
}

/// One call, as it was drawn.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<CallRow>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// How often each person was called on the days from `from` to `to`.
pub async fn counts(
    tx: &mut Tx,
    instansi: InstansiId,
    from: Date,
    to: Date,
) -> Result<HashMap<PersonId, u64>, StoreError> {
    let rows: Vec<(Uuid, i64)> = on_db!(tx, |conn| sqlx::query_as(COUNTS)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    Ok(rows.into_iter().map(|(person, count)| (PersonId(person), count.unsigned_abs())).collect())
}

/// The calls of the days from `from` to `to`, of everybody or of one person, each with what became of it as seen at `now`.
///
/// An answer is found here by its time (see [`matched`]), so that it counts however late it came.
pub async fn in_span(
    tx: &mut Tx,
    instansi: InstansiId,
    person: Option<PersonId>,
    (from, to): (Date, Date),
    rules: &SpotTable,
    now: Timestamp,
) -> Result<Vec<CallInSpan>, StoreError> {
    let (first, last) = (from.to_string(), to.to_string());
    let rows: Vec<Row> = match person {
        None => {
            on_db!(tx, |conn| sqlx::query_as(IN_SPAN).bind(instansi.0).bind(&first).bind(&last).fetch_all(conn).await)?
        }
        Some(person) => on_db!(tx, |conn| sqlx::query_as(OF_PERSON)
            .bind(instansi.0)
            .bind(person.0)
            .bind(&first)
            .bind(&last)
            .fetch_all(conn)
            .await)?,
    };
    let rows = rows.into_iter().map(Row::read).collect::<Result<Vec<CallRow>, StoreError>>()?;
    let (Some(begins), Some(ends)) =
        (rows.iter().map(|row| row.called_at).min(), rows.iter().map(|row| row.called_at).max())
    else {
        return Ok(Vec::new());
    };
    let steps: Vec<StepRow> = match person {
        None => on_db!(tx, |conn| sqlx::query_as(STEPS_IN_SPAN)
            .bind(instansi.0)
            .bind(&first)
            .bind(&last)
            .fetch_all(conn)
            .await)?,
        Some(person) => on_db!(tx, |conn| sqlx::query_as(STEPS_OF_PERSON)
            .bind(instansi.0)
            .bind(person.0)
            .bind(&first)
            .bind(&last)
            .fetch_all(conn)
            .await)?,
    };
    let mut steps_of: HashMap<Uuid, Vec<Step>> = HashMap::new();
    for step in steps {
        let (call, step) = step.read()?;
        steps_of.entry(call).or_default().push(step);
    }
    let span = (
        begins.checked_sub(SignedDuration::from_mins(10)).unwrap_or(begins),
        ends.checked_add(LONGEST).unwrap_or(ends),
    );
    let answers = answers(tx, instansi, person, span).await?;
    let mut places: BTreeMap<PersonId, Vec<usize>> = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        places.entry(row.person).or_default().push(place);
    }
    let mut found: Vec<Option<Answer>> = vec![None; rows.len()];
    for (person, places) in places {
        let calls: Vec<Call> = places.iter().map(|place| rows[*place].call()).collect();
        let of_person = answers.get(&person).map(Vec::as_slice).unwrap_or_default();
        for (place, answer) in places.into_iter().zip(matched(&calls, of_person)) {
            found[place] = answer;
        }
    }
    let judged = rows.into_iter().zip(found).filter_map(|(row, answer)| {
        let rule = rules.on(row.on).ok()?;
        let steps = steps_of.remove(&row.id).unwrap_or_default();
        let at = |kind| steps.iter().find(|step| step.kind == kind).map(|step| step.received_at);
        let facts = Facts { delivered_at: at(StepKind::Delivered), answer, excused: at(StepKind::Excused).is_some() };
        let settled = settle(&row.call(), &facts, rule, now);
        Some(CallInSpan { row, steps, settled })
    });
    Ok(judged.collect())
}

async fn answers(
    tx: &mut Tx,
    instansi: InstansiId,
    person: Option<PersonId>,
    (from, to): (Timestamp, Timestamp),
) -> Result<HashMap<PersonId, Vec<Answer>>, StoreError> {
    let rows: Vec<AnswerRow> = match person {
        None => on_db!(tx, |conn| sqlx::query_as(ANSWERS)
            .bind(instansi.0)
            .bind(from.as_microsecond())
            .bind(to.as_microsecond())
            .fetch_all(conn)
            .await)?,
        Some(person) => on_db!(tx, |conn| sqlx::query_as(ANSWERS_OF)
            .bind(instansi.0)
            .bind(from.as_microsecond())
            .bind(to.as_microsecond())
            .bind(person.0)
            .fetch_all(conn)
            .await)?,
    };
    let mut found: HashMap<PersonId, Vec<Answer>> = HashMap::new();
    for (punch, person, at, received_at) in rows {
        let answer =
            Answer { punch: PunchId(punch), at: values::instant(at)?, received_at: values::instant(received_at)? };
        found.entry(PersonId(person)).or_default().push(answer);
    }
    Ok(found)
}

/// The calls that may speak for or against somebody, for weighing: answered in time or late, or missed by a phone that
/// had heard of them. What is still open, never reached a phone, or was excused is left out.
pub async fn calls_in_span(
    tx: &mut Tx,
    instansi: InstansiId,
    (from, to): (Date, Date),
    rules: &SpotTable,
    now: Timestamp,
) -> Result<Vec<CallInSpan>, StoreError> {
    let mut calls = in_span(tx, instansi, None, (from, to), rules, now).await?;
    calls.retain(|call| call.settled.outcome.counts());
    Ok(calls)
}
