//! Cases of doubt as they were opened, and every word said in them. Both are records; a case is what both say together.

pub mod files;
pub mod heads;
pub mod voids;

use std::collections::HashMap;

use hadir_domain::doubts::{DoubtCourse, DoubtOutcome, DoubtPunch, DoubtStep, DoubtWord};
use hadir_domain::ids::{InstansiId, PersonId, PunchId, UnitId};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::{Bulk, InList};
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// A case as it was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DoubtCase {
    /// Its key.
    pub id: Uuid,
    /// Whose punches.
    pub person: PersonId,
    /// Where the person served.
    pub unit: Option<UnitId>,
    /// When, as a day of the instansi.
    pub opened_on: Date,
    /// The punches as they stood.
    pub punches: Vec<DoubtPunch>,
    /// Why somebody took it up; empty where it opened by itself.
    pub reason: String,
    /// By when officers are expected to look at it first.
    pub due_on: Date,
    /// Who opened it.
    pub by_login: String,
    /// The person behind that login.
    pub by_person: Option<PersonId>,
    /// When.
    pub received_at: Timestamp,
}

/// A case with its words and where they leave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeCase {
    /// As it was opened.
    pub case: DoubtCase,
    /// What was said, in order.
    pub steps: Vec<DoubtWord>,
    /// What it comes to.
    pub course: DoubtCourse,
}

impl WholeCase {
    fn of(case: DoubtCase, steps: Vec<DoubtWord>) -> Self {
        let course = DoubtCourse::of(case.due_on, &steps);
        Self { case, steps, course }
    }

    /// The punches a review is about: those it names, or all of them.
    pub fn reviewed(&self, review: Option<&DoubtWord>) -> Vec<&DoubtPunch> {
        match review.map(|review| review.which.as_slice()).unwrap_or_default() {
            [] => self.punches().collect(),
            which => self.punches().filter(|punch| which.contains(&punch.punch)).collect(),
        }
    }

    /// Every punch of it, those that joined later too.
    pub fn punches(&self) -> impl Iterator<Item = &DoubtPunch> + Clone {
        self.case.punches.iter().chain(self.steps.iter().flat_map(|word| &word.punches))
    }
}

/// What a step says beside who and when.
#[derive(Serialize, Deserialize)]
struct Content {
    due_on: Option<Date>,
    files: Vec<String>,
    outcome: Option<DoubtOutcome>,
    punches: Vec<DoubtPunch>,
    review_due_on: Option<Date>,
    text: String,
    which: Vec<PunchId>,
    witness: Option<PersonId>,
}

#[derive(Serialize)]
struct Body<'a> {
    by_login: &'a str,
    by_person: Option<PersonId>,
    case: Uuid,
    content: &'a Content,
    id: Uuid,
    ordinal: u32,
    person: PersonId,
    received_at: Timestamp,
    step: DoubtStep,
}

statements! {
    Tenant OPEN = "
        INSERT INTO doubt_cases (instansi_id, id, person_id, unit_id, opened_on, punches, reason, due_on, by_login,
                                 by_person, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    Tenant STEP = "
        INSERT INTO doubt_steps (instansi_id, id, case_id, ordinal, person_id, step, content, by_login, by_person,
                                 received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    Tenant STEP_OF = "
        SELECT case_id, id, step, content, by_login, by_person, received_at FROM doubt_steps
         WHERE instansi_id = $1 AND id = $2";
    Tenant OPENED_IN = "
        SELECT id FROM doubt_cases WHERE instansi_id = $1 AND opened_on >= $2 AND opened_on <= $3 ORDER BY opened_on, id";
    Tenant BY_ITSELF = "
        SELECT COUNT(*) FROM doubt_cases
         WHERE instansi_id = $1 AND opened_on >= $2 AND opened_on <= $3 AND by_login = $4";
    Tenant OF_PERSON = "
        SELECT id FROM doubt_cases WHERE instansi_id = $1 AND person_id = $2 ORDER BY opened_on, id";
    // A witness stands in the content of an answer or an appeal, as its words are kept.
    Tenant NAMING = "
        SELECT DISTINCT s.case_id
          FROM doubt_heads h JOIN doubt_steps s ON s.instansi_id = h.instansi_id AND s.case_id = h.case_id
         WHERE h.instansi_id = $1 AND h.live_person IS NOT NULL AND s.step IN ('answer', 'appeal') AND s.content LIKE $2
         ORDER BY s.case_id";
}

pub(crate) static GET: InList = InList::new(
    "SELECT id, person_id, unit_id, opened_on, punches, reason, due_on, by_login, by_person, received_at \
     FROM doubt_cases WHERE instansi_id = $1 AND id IN",
    2,
    "ORDER BY opened_on, id",
);
pub(crate) static STEPS_OF: InList = InList::new(
    "SELECT case_id, id, step, content, by_login, by_person, received_at FROM doubt_steps \
     WHERE instansi_id = $1 AND case_id IN",
    2,
    "ORDER BY case_id, ordinal",
);
pub(crate) static IN_CASES: InList =
    InList::new("SELECT punch_id, case_id FROM doubt_punches WHERE instansi_id = $1 AND punch_id IN", 2, "");
pub(crate) static ADD_PUNCHES: Bulk =
    Bulk::new("INSERT INTO doubt_punches (instansi_id, punch_id, case_id, person_id, day_on)", 5, "");

#[derive(FromRow)]
struct Row {
    id: Uuid,
    person_id: Uuid,
    unit_id: Option<Uuid>,
    opened_on: String,
    punches: String,
    reason: String,
    due_on: String,
    by_login: String,
    by_person: Option<Uuid>,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<DoubtCase, StoreError> {
        Ok(DoubtCase {
            id: self.id,
            person: PersonId(self.person_id),
            unit: self.unit_id.map(UnitId),
            opened_on: values::date(&self.opened_on)?,
            punches: values::json(&self.punches)?,
            reason: self.reason,
            due_on: values::date(&self.due_on)?,
            by_login: self.by_login,
            by_person: self.by_person.map(PersonId),
            received_at: values::instant(self.received_at)?,
        })
    }
}

#[derive(FromRow)]
struct StepRow {
    case_id: Uuid,
    id: Uuid,
    step: String,
    content: String,
    by_login: String,
    by_person: Option<Uuid>,
    received_at: i64,
}

impl StepRow {
    fn read(self) -> Result<(Uuid, DoubtWord), StoreError> {
        let content: Content = values::json(&self.content)?;
        let word = DoubtWord {
            id: self.id,
            step: DoubtStep::parse(&self.step).ok_or_else(|| StoreError::corrupt("step of a doubt"))?,
            outcome: content.outcome,
            text: content.text,
            which: content.which,
            punches: content.punches,
            due_on: content.due_on,
            review_due_on: content.review_due_on,
            files: content.files,
            witness: content.witness,
            by: self.by_login,
            by_person: self.by_person.map(PersonId),
            at: values::instant(self.received_at)?,
        };
        Ok((self.case_id, word))
    }
}

/// Keeps a case with its leaf, and where it stands.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the key is taken, a punch is in a case already, or the person has a case that goes on.
pub async fn open(tx: &mut Tx, instansi: InstansiId, new: &DoubtCase, salt: Salt) -> Result<(), StoreError> {
    let record = NewRecord::new(new.id, RecordKind::Doubt, salt, values::json_text(new)?.into_bytes());
    let punches = values::json_text(&new.punches)?;
    on_db!(tx, |conn| sqlx::query(OPEN)
        .bind(instansi.0)
        .bind(new.id)
        .bind(new.person.0)
        .bind(new.unit.map(|unit| unit.0))
        .bind(new.opened_on.to_string())
        .bind(&punches)
        .bind(&new.reason)
        .bind(new.due_on.to_string())
        .bind(&new.by_login)
        .bind(new.by_person.map(|person| person.0))
        .bind(new.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    heads::put(tx, instansi, &WholeCase::of(new.clone(), Vec::new())).await?;
    note_punches(tx, instansi, new, &new.punches).await?;
    records::keep(tx, instansi, RecordKind::Doubt, &[record]).await
}

async fn note_punches(
    tx: &mut Tx,
    instansi: InstansiId,
    case: &DoubtCase,
    punches: &[DoubtPunch],
) -> Result<(), StoreError> {
    for (sql, piece) in ADD_PUNCHES.pieces(tx, punches) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for one in piece {
                query =
                    query.bind(instansi.0).bind(one.punch.0).bind(case.id).bind(case.person.0).bind(one.on.to_string());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// Keeps the next word of a case with its leaf, and where it leaves the case; answers the case with it.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the key is taken, another word came in between, or a punch is in a case already.
pub async fn say(
    tx: &mut Tx,
    instansi: InstansiId,
    before: WholeCase,
    word: DoubtWord,
    salt: Salt,
) -> Result<WholeCase, StoreError> {
    let content = Content {
        due_on: word.due_on,
        files: word.files.clone(),
        outcome: word.outcome,
        punches: word.punches.clone(),
        review_due_on: word.review_due_on,
        text: word.text.clone(),
        which: word.which.clone(),
        witness: word.witness,
    };
    let case = &before.case;
    let body = Body {
        by_login: &word.by,
        by_person: word.by_person,
        case: case.id,
        content: &content,
        id: word.id,
        ordinal: before.course.steps,
        person: case.person,
        received_at: word.at,
        step: word.step,
    };
    let record = NewRecord::new(word.id, RecordKind::Doubt, salt, values::json_text(&body)?.into_bytes());
    let text = values::json_text(&content)?;
    on_db!(tx, |conn| sqlx::query(STEP)
        .bind(instansi.0)
        .bind(word.id)
        .bind(case.id)
        .bind(i64::from(before.course.steps))
        .bind(case.person.0)
        .bind(word.step.as_str())
        .bind(&text)
        .bind(&word.by)
        .bind(word.by_person.map(|person| person.0))
        .bind(word.at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    note_punches(tx, instansi, case, &word.punches).await?;
    let mut steps = before.steps;
    steps.push(word);
    let after = WholeCase::of(before.case, steps);
    heads::put(tx, instansi, &after).await?;
    records::keep(tx, instansi, RecordKind::Doubt, &[record]).await?;
    Ok(after)
}

/// One case with everything said in it.
///
/// # Errors
///
/// [`StoreError::Corrupt`] for a row that is none.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<WholeCase>, StoreError> {
    Ok(get_many(tx, instansi, &[id]).await?.pop())
}

/// Those of these cases that are there, by day and key.
///
/// # Errors
///
/// As [`get`].
pub async fn get_many(tx: &mut Tx, instansi: InstansiId, ids: &[Uuid]) -> Result<Vec<WholeCase>, StoreError> {
    let mut cases = Vec::with_capacity(ids.len());
    for (sql, piece) in GET.pieces(ids) {
        let rows: Vec<Row> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for id in piece {
                query = query.bind(*id);
            }
            query.fetch_all(conn).await
        })?;
        for row in rows {
            cases.push(row.read()?);
        }
    }
    let mut steps: HashMap<Uuid, Vec<DoubtWord>> = HashMap::new();
    for (sql, piece) in STEPS_OF.pieces(ids) {
        let rows: Vec<StepRow> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for id in piece {
                query = query.bind(*id);
            }
            query.fetch_all(conn).await
        })?;
        for row in rows {
            let (case, word) = row.read()?;
            steps.entry(case).or_default().push(word);
        }
    }
    cases.sort_by_key(|case| (case.opened_on, case.id));
    Ok(cases
        .into_iter()
        .map(|case| {
            let said = steps.remove(&case.id).unwrap_or_default();
            WholeCase::of(case, said)
        })
        .collect())
}

/// The word of a key with the case it is in; to know a repeated request.
///
/// # Errors
///
/// As [`get`].
pub async fn step(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<(Uuid, DoubtWord)>, StoreError> {
    let row: Option<StepRow> =
        on_db!(tx, |conn| sqlx::query_as(STEP_OF).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(StepRow::read).transpose()
}

/// The cases that go on and in which somebody was named as a witness.
///
/// # Errors
///
/// As [`get`].
pub async fn naming(tx: &mut Tx, instansi: InstansiId, witness: PersonId) -> Result<Vec<WholeCase>, StoreError> {
    let like = format!("%\"witness\":\"{witness}\"%");
    let rows: Vec<(Uuid,)> =
        on_db!(tx, |conn| sqlx::query_as(NAMING).bind(instansi.0).bind(&like).fetch_all(conn).await)?;
    let ids: Vec<Uuid> = rows.into_iter().map(|(id,)| id).collect();
    get_many(tx, instansi, &ids).await
}

/// The cases that were opened on these days.
///
/// # Errors
///
/// As [`get`].
pub async fn opened_in(
    tx: &mut Tx,
    instansi: InstansiId,
    (from, to): (Date, Date),
) -> Result<Vec<WholeCase>, StoreError> {
    let rows: Vec<(Uuid,)> = on_db!(tx, |conn| sqlx::query_as(OPENED_IN)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    let ids: Vec<Uuid> = rows.into_iter().map(|(id,)| id).collect();
    get_many(tx, instansi, &ids).await
}

/// How many cases a login opened on these days.
pub async fn opened_by(
    tx: &mut Tx,
    instansi: InstansiId,
    login: &str,
    (from, to): (Date, Date),
) -> Result<usize, StoreError> {
    let (count,): (i64,) = on_db!(tx, |conn| sqlx::query_as(BY_ITSELF)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .bind(login)
        .fetch_one(conn)
        .await)?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// Every case of one person, oldest first.
///
/// # Errors
///
/// As [`get`].
pub async fn of_person(tx: &mut Tx, instansi: InstansiId, person: PersonId) -> Result<Vec<WholeCase>, StoreError> {
    let rows: Vec<(Uuid,)> =
        on_db!(tx, |conn| sqlx::query_as(OF_PERSON).bind(instansi.0).bind(person.0).fetch_all(conn).await)?;
    let ids: Vec<Uuid> = rows.into_iter().map(|(id,)| id).collect();
    get_many(tx, instansi, &ids).await
}

/// Which of these punches came into which case.
pub async fn cases_of(
    tx: &mut Tx,
    instansi: InstansiId,
    punches: &[PunchId],
) -> Result<HashMap<PunchId, Uuid>, StoreError> {
    let mut found = HashMap::new();
    for (sql, piece) in IN_CASES.pieces(punches) {
        let rows: Vec<(Uuid, Uuid)> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for punch in piece {
                query = query.bind(punch.0);
            }
            query.fetch_all(conn).await
        })?;
        found.extend(rows.into_iter().map(|(punch, case)| (PunchId(punch), case)));
    }
    Ok(found)
}
