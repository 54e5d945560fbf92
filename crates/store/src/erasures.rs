//! Erasures: what was proposed and decided, the tombstones of what was destroyed, and which record went with which.
//!
//! **Invariant:** a body goes only in the transaction that writes its tombstone.

pub mod due;
pub mod files;
pub mod frozen;
pub mod identity;
pub mod pieces;
pub mod punches;
pub mod records;

use std::collections::{BTreeSet, HashMap};

use hadir_domain::erasing::{DataClass, ErasureState, Ground, Span, StaysBecause};
use hadir_domain::ids::{InstansiId, PersonId};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use serde::Serialize;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::NewRecord;
use crate::statements::statements;
use crate::values;

/// Who proposes what the program noticed itself.
pub const SYSTEM: &str = "sistem";

/// An erasure as it was proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewErasure {
    /// Its key, made by whoever sent it.
    pub id: Uuid,
    /// Whose data; `None` for everybody whose time of keeping is over.
    pub person: Option<PersonId>,
    /// By what right.
    pub ground: Ground,
    /// How far each class reaches.
    pub spans: Vec<Span>,
    /// The letter or rule it rests on.
    pub reference: String,
    /// Why.
    pub reason: String,
    /// The person's own request it answers.
    pub request: Option<Uuid>,
    /// Who proposes it.
    pub by_login: String,
    /// The person behind that login.
    pub by_person: Option<PersonId>,
    /// When.
    pub received_at: Timestamp,
}

/// What is said to an erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// A proposal of the system is taken up.
    Review,
    /// It is to be carried out.
    Confirm,
    /// It is not.
    Reject,
    /// It was carried out.
    Done,
}

impl Word {
    fn as_str(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Confirm => "confirm",
            Self::Reject => "reject",
            Self::Done => "done",
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Confirm | Self::Reject => "decision",
            Self::Done => "done",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Review, Self::Confirm, Self::Reject, Self::Done].into_iter().find(|word| word.as_str() == text)
    }
}

/// A step on its way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Its key, made by whoever sent it.
    pub id: Uuid,
    /// Of which erasure.
    pub erasure: Uuid,
    /// What.
    pub word: Word,
    /// Why.
    pub reason: String,
    /// Who.
    pub by_login: String,
    /// The person behind that login.
    pub by_person: Option<PersonId>,
    /// When.
    pub received_at: Timestamp,
}

/// An erasure with everything that was said to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// As it was proposed.
    pub new: NewErasure,
    /// What was said, oldest first.
    pub steps: Vec<Step>,
}

impl Erasure {
    /// Where it stands.
    pub fn state(&self) -> ErasureState {
        let said = |word| self.steps.iter().any(|step| step.word == word);
        match () {
            () if said(Word::Done) => ErasureState::Done,
            () if said(Word::Confirm) => ErasureState::Confirmed,
            () if said(Word::Reject) => ErasureState::Rejected,
            () => ErasureState::Proposed,
        }
    }

    /// The officer who stands for the proposal; `None` while nobody took up one of the system.
    pub fn proposer(&self) -> Option<(&str, Option<PersonId>)> {
        if self.new.by_login != SYSTEM {
            return Some((&self.new.by_login, self.new.by_person));
        }
        let review = self.steps.iter().find(|step| step.word == Word::Review)?;
        Some((&review.by_login, review.by_person))
    }
}

statements! {
    Tenant ADD = "
        INSERT INTO erasures (instansi_id, id, person_id, ground, spans, reference, reason, request_id, by_login,
                              by_person, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    Tenant ADD_STEP = "
        INSERT INTO erasure_steps (instansi_id, erasure_id, kind, id, step, reason, by_login, by_person, received_at,
                                   commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (instansi_id, erasure_id, kind) DO NOTHING";
    Tenant GET = "
        SELECT id, person_id, ground, spans, reference, reason, request_id, by_login, by_person, received_at
          FROM erasures WHERE instansi_id = $1 AND id = $2";
    Tenant LIST = "
        SELECT id, person_id, ground, spans, reference, reason, request_id, by_login, by_person, received_at
          FROM erasures WHERE instansi_id = $1 ORDER BY received_at DESC, id DESC LIMIT $2";
    Tenant OF_PERSON = "
        SELECT id, person_id, ground, spans, reference, reason, request_id, by_login, by_person, received_at
          FROM erasures WHERE instansi_id = $1 AND person_id = $2 ORDER BY received_at DESC, id DESC LIMIT $3";
    Tenant STEPS = "
        SELECT id, erasure_id, step, reason, by_login, by_person, received_at FROM erasure_steps
         WHERE instansi_id = $1 AND erasure_id = $2 ORDER BY received_at, id";
    Tenant UNFINISHED = "
        SELECT s.erasure_id FROM erasure_steps s
         WHERE s.instansi_id = $1 AND s.step = 'confirm'
           AND NOT EXISTS (SELECT 1 FROM erasure_steps d
                            WHERE d.instansi_id = $1 AND d.erasure_id = s.erasure_id AND d.kind = 'done')
         ORDER BY s.received_at, s.erasure_id LIMIT $2";
    Tenant OF_RECORD = "SELECT erasure_id, piece_id FROM erased_records WHERE instansi_id = $1 AND record_id = $2";
    Tenant LEFT_OVER = "
        INSERT INTO erasure_leftovers (instansi_id, erasure_id, class, because, what) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (instansi_id, erasure_id, class, because, what) DO NOTHING";
    Tenant LEFTOVERS = "
        SELECT class, because, what FROM erasure_leftovers
         WHERE instansi_id = $1 AND erasure_id = $2 ORDER BY class, because, what LIMIT $3";
}

pub(crate) static COVERED: InList =
    InList::new("SELECT record_id FROM erased_records WHERE instansi_id = $1 AND record_id IN", 2, "");

#[derive(FromRow)]
struct Row {
    id: Uuid,
    person_id: Option<Uuid>,
    ground: String,
    spans: String,
    reference: String,
    reason: String,
    request_id: Option<Uuid>,
    by_login: String,
    by_person: Option<Uuid>,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<NewErasure, StoreError> {
        Ok(NewErasure {
            id: self.id,
            person: self.person_id.map(PersonId),
            ground: Ground::parse(&self.ground).ok_or_else(|| StoreError::corrupt("ground of an erasure"))?,
            spans: values::json(&self.spans)?,
            reference: self.reference,
            reason: self.reason,
            request: self.request_id,
            by_login: self.by_login,
            by_person: self.by_person.map(PersonId),
            received_at: values::instant(self.received_at)?,
        })
    }
}

type StepRow = (Uuid, Uuid, String, String, String, Option<Uuid>, i64);

fn read_step((id, erasure, step, reason, by_login, by_person, at): StepRow) -> Result<Step, StoreError> {
    Ok(Step {
        id,
        erasure,
        word: Word::parse(&step).ok_or_else(|| StoreError::corrupt("step of an erasure"))?,
        reason,
        by_login,
        by_person: by_person.map(PersonId),
        received_at: values::instant(at)?,
    })
}

/// Keeps a proposal, and its leaf.
///
/// # Errors
///
/// [`StoreError::Conflict`] when its key is taken.
pub async fn add(tx: &mut Tx, instansi: InstansiId, new: &NewErasure, salt: Salt) -> Result<(), StoreError> {
    let record = NewRecord::new(new.id, RecordKind::Erasure, salt, values::json_text(new)?.into_bytes());
    let spans = values::json_text(&new.spans)?;
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(new.id)
        .bind(new.person.map(|person| person.0))
        .bind(new.ground.as_str())
        .bind(&spans)
        .bind(&new.reference)
        .bind(&new.reason)
        .bind(new.request)
        .bind(&new.by_login)
        .bind(new.by_person.map(|person| person.0))
        .bind(new.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    crate::records::keep(tx, instansi, RecordKind::Erasure, &[record]).await
}

/// Keeps a step, and its leaf; false when one of its kind is there.
pub async fn step(tx: &mut Tx, instansi: InstansiId, step: &Step, salt: Salt) -> Result<bool, StoreError> {
    let record = NewRecord::new(step.id, RecordKind::Erasure, salt, values::json_text(step)?.into_bytes());
    let rows = on_db!(tx, |conn| sqlx::query(ADD_STEP)
        .bind(instansi.0)
        .bind(step.erasure)
        .bind(step.word.kind())
        .bind(step.id)
        .bind(step.word.as_str())
        .bind(&step.reason)
        .bind(&step.by_login)
        .bind(step.by_person.map(|person| person.0))
        .bind(step.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 1 {
        crate::records::keep(tx, instansi, RecordKind::Erasure, &[record]).await?;
    }
    Ok(rows == 1)
}

async fn with_steps(tx: &mut Tx, instansi: InstansiId, new: NewErasure) -> Result<Erasure, StoreError> {
    let rows: Vec<StepRow> =
        on_db!(tx, |conn| sqlx::query_as(STEPS).bind(instansi.0).bind(new.id).fetch_all(conn).await)?;
    Ok(Erasure { new, steps: rows.into_iter().map(read_step).collect::<Result<_, _>>()? })
}

/// One erasure.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<Erasure>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    match row {
        Some(row) => Ok(Some(with_steps(tx, instansi, row.read()?).await?)),
        None => Ok(None),
    }
}

/// The newest erasures, newest first.
pub async fn list(tx: &mut Tx, instansi: InstansiId, limit: u32) -> Result<Vec<Erasure>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(LIST).bind(instansi.0).bind(i64::from(limit)).fetch_all(conn).await)?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(with_steps(tx, instansi, row.read()?).await?);
    }
    Ok(found)
}

/// Erasures about a person alone, newest first.
pub async fn of_person(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    limit: u32,
) -> Result<Vec<Erasure>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(OF_PERSON)
        .bind(instansi.0)
        .bind(person.0)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await)?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(with_steps(tx, instansi, row.read()?).await?);
    }
    Ok(found)
}

/// Those that were confirmed and are not done, oldest first.
pub async fn unfinished(tx: &mut Tx, instansi: InstansiId, limit: u32) -> Result<Vec<Uuid>, StoreError> {
    let rows: Vec<(Uuid,)> =
        on_db!(tx, |conn| sqlx::query_as(UNFINISHED).bind(instansi.0).bind(i64::from(limit)).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Which of these records were erased: their body may be missing.
pub async fn is_covered(tx: &mut Tx, instansi: InstansiId, record_ids: &[Uuid]) -> Result<BTreeSet<Uuid>, StoreError> {
    let mut found = BTreeSet::new();
    for (sql, piece) in COVERED.pieces(record_ids) {
        let rows: Vec<(Uuid,)> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for id in piece {
                query = query.bind(*id);
            }
            query.fetch_all(conn).await
        })?;
        found.extend(rows.into_iter().map(|(id,)| id));
    }
    Ok(found)
}

/// The erasure and the tombstone a record went with; `None` for one that was not erased.
pub async fn of_record(tx: &mut Tx, instansi: InstansiId, record: Uuid) -> Result<Option<(Uuid, Uuid)>, StoreError> {
    Ok(on_db!(tx, |conn| sqlx::query_as(OF_RECORD).bind(instansi.0).bind(record).fetch_optional(conn).await)?)
}

/// Something an erasure could not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// Of which class.
    pub class: DataClass,
    /// Why.
    pub because: StaysBecause,
    /// What, without naming the person: a hash, a day, a count.
    pub what: String,
}

/// Notes what could not be erased; the same again changes nothing.
pub async fn leave(tx: &mut Tx, instansi: InstansiId, erasure: Uuid, left: &Leftover) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(LEFT_OVER)
        .bind(instansi.0)
        .bind(erasure)
        .bind(left.class.as_str())
        .bind(left.because.as_str())
        .bind(&left.what)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// What an erasure could not take.
pub async fn leftovers(tx: &mut Tx, instansi: InstansiId, erasure: Uuid) -> Result<Vec<Leftover>, StoreError> {
    let rows: Vec<(String, String, String)> = on_db!(tx, |conn| sqlx::query_as(LEFTOVERS)
        .bind(instansi.0)
        .bind(erasure)
        .bind(200_i64)
        .fetch_all(conn)
        .await)?;
    let read = |(class, because, what): (String, String, String)| {
        Ok(Leftover {
            class: DataClass::parse(&class).ok_or_else(|| StoreError::corrupt("class of a leftover"))?,
            because: StaysBecause::parse(&because).ok_or_else(|| StoreError::corrupt("reason of a leftover"))?,
            what,
        })
    };
    rows.into_iter().map(read).collect()
}

/// How much went, by class.
pub type Counts = HashMap<DataClass, u64>;
