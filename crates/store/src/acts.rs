//! What officers did beside the roster: sidak, visits, apel, instructions, explanations, rolls of heads, service posts,
//! publications, discipline cases, stops of pay, reprimands, letters, the allowance as paid, and changes of the rules. Every row is a sealed record; none is changed. What a
//! subject comes to is folded in `domain`.

pub mod files;

use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::{Bulk, InList};
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// What an act is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ActKind {
    /// An online sidak.
    Sidak,
    /// A visit on site.
    Visit,
    /// An apel or ceremony.
    Apel,
    /// An instruction of a leader.
    Instruction,
    /// An explanation somebody is asked for.
    FollowUp,
    /// The roll of a day a head attests.
    DayRoll,
    /// A counter that must be staffed.
    ServicePost,
    /// Figures as they were published.
    Publication,
    /// A discipline case.
    DisciplineCase,
    /// A stop of pay.
    PayStop,
    /// A reprimand.
    Reprimand,
    /// What somebody's whole allowance is from a day on.
    AllowanceAmount,
    /// The allowance of a month as it was paid.
    AllowanceMonth,
    /// The words, letterheads and numbers of letters, papers beside the steps of a case, and their electronic signatures.
    Letter,
    /// A change of the rules.
    RuleChange,
}

impl ActKind {
    /// Every kind.
    pub const ALL: [Self; 15] = [
        Self::Sidak,
        Self::Visit,
        Self::Apel,
        Self::Instruction,
        Self::FollowUp,
        Self::DayRoll,
        Self::ServicePost,
        Self::Publication,
        Self::DisciplineCase,
        Self::PayStop,
        Self::Reprimand,
        Self::AllowanceAmount,
        Self::AllowanceMonth,
        Self::Letter,
        Self::RuleChange,
    ];

    /// The code of the database.
    pub fn as_str(self) -> &'static str {
        self.record().as_str()
    }

    fn record(self) -> RecordKind {
        match self {
            Self::Sidak => RecordKind::Sidak,
            Self::Visit => RecordKind::Visit,
            Self::Apel => RecordKind::Apel,
            Self::Instruction => RecordKind::Instruction,
            Self::FollowUp => RecordKind::FollowUp,
            Self::DayRoll => RecordKind::DayRoll,
            Self::ServicePost => RecordKind::ServicePost,
            Self::Publication => RecordKind::Publication,
            Self::DisciplineCase => RecordKind::DisciplineCase,
            Self::PayStop => RecordKind::PayStop,
            Self::Reprimand => RecordKind::Reprimand,
            Self::AllowanceAmount => RecordKind::AllowanceAmount,
            Self::AllowanceMonth => RecordKind::AllowanceMonth,
            Self::Letter => RecordKind::Letter,
            Self::RuleChange => RecordKind::RuleChange,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// One act.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Act {
    /// Its key.
    pub id: Uuid,
    /// What it is a part of; its own key for that with which something begins.
    pub subject: Uuid,
    /// How many words of the subject came before, for those that must come one after another; none for rows of lists.
    pub ordinal: Option<u32>,
    /// What the subject is.
    pub kind: ActKind,
    /// What was done: a word of that kind.
    pub what: String,
    /// The unit it is about; none for the whole instansi.
    pub unit: Option<UnitId>,
    /// The person it is about.
    pub person: Option<PersonId>,
    /// The day of the subject.
    pub on: Date,
    /// What was said, as its kind has it.
    pub content: serde_json::Value,
    /// Whose login.
    pub by_login: String,
    /// The person behind that login.
    pub by_person: Option<PersonId>,
    /// When.
    pub received_at: Timestamp,
}

impl Act {
    /// The content as its kind has it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Corrupt`] when it is another.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, StoreError> {
        serde_json::from_value(self.content.clone()).map_err(StoreError::corrupt)
    }
}

macro_rules! columns {
    () => {
        "a.id, a.subject_id, a.ordinal, a.kind, a.what, a.unit_id, a.person_id, a.day_on, a.content, a.by_login, a.by_person,
         a.received_at"
    };
}

statements! {
    Tenant GET = concat!("SELECT ", columns!(), " FROM acts a WHERE a.instansi_id = $1 AND a.id = $2");
    Tenant COUNT = "SELECT COUNT(*) FROM acts WHERE instansi_id = $1 AND kind = $2 AND what = $3";
    Tenant COMMITMENT = "SELECT commitment FROM acts WHERE instansi_id = $1 AND id = $2";
    Tenant OF_SUBJECT = concat!(
        "SELECT ", columns!(), " FROM acts a
          WHERE a.instansi_id = $1 AND a.subject_id = $2 ORDER BY a.received_at, a.ordinal, a.id");
    Tenant WHAT_OF_SUBJECT = concat!(
        "SELECT ", columns!(), " FROM acts a
          WHERE a.instansi_id = $1 AND a.subject_id = $2 AND a.what = $3 ORDER BY a.received_at, a.ordinal, a.id");
    Tenant SINCE = concat!(
        "SELECT ", columns!(), " FROM acts a
          WHERE a.instansi_id = $1 AND a.subject_id = $2 AND a.what = $3 AND a.received_at >= $4
          ORDER BY a.received_at, a.ordinal, a.id");
    Tenant IN_SPAN = concat!(
        "SELECT ", columns!(), " FROM acts a
          WHERE a.instansi_id = $1 AND a.kind = $2 AND a.day_on >= $3 AND a.day_on <= $4
          ORDER BY a.day_on, a.received_at, a.ordinal, a.id");
    Tenant WHAT_IN_SPAN = concat!(
        "SELECT ", columns!(), " FROM acts a
          WHERE a.instansi_id = $1 AND a.kind = $2 AND a.day_on >= $3 AND a.day_on <= $4 AND a.what = $5
          ORDER BY a.day_on, a.received_at, a.ordinal, a.id");
    Tenant OF_PERSON = concat!(
        "SELECT ", columns!(), " FROM acts a
          WHERE a.instansi_id = $1 AND a.person_id = $2 AND a.kind = $3 AND a.day_on >= $4 AND a.day_on <= $5
          ORDER BY a.day_on, a.received_at, a.ordinal, a.id");
}

pub(crate) static OF_SUBJECTS: InList = InList::new(
    concat!("SELECT ", columns!(), " FROM acts a WHERE a.instansi_id = $1 AND a.subject_id IN"),
    2,
    "ORDER BY a.received_at, a.ordinal, a.id",
);
/// `$2` is the kind, `$3` and `$4` the days.
pub(crate) static OF_PEOPLE: InList = InList::new(
    concat!(
        "SELECT ",
        columns!(),
        " FROM acts a WHERE a.instansi_id = $1 AND a.kind = $2 AND a.day_on >= $3 AND a.day_on <= $4 AND a.person_id IN"
    ),
    5,
    "ORDER BY a.person_id, a.day_on, a.received_at, a.ordinal, a.id",
);
pub(crate) static ADD: Bulk = Bulk::new(
    "INSERT INTO acts (instansi_id, id, subject_id, ordinal, kind, what, unit_id, person_id, day_on, content, by_login, \
     by_person, received_at, commitment)",
    14,
    "",
);

#[derive(FromRow)]
struct Row {
    id: Uuid,
    subject_id: Uuid,
    ordinal: Option<i64>,
    kind: String,
    what: String,
    unit_id: Option<Uuid>,
    person_id: Option<Uuid>,
    day_on: String,
    content: String,
    by_login: String,
    by_person: Option<Uuid>,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<Act, StoreError> {
        Ok(Act {
            id: self.id,
            subject: self.subject_id,
            ordinal: self.ordinal.map(u32::try_from).transpose().map_err(StoreError::corrupt)?,
            kind: ActKind::parse(&self.kind).ok_or_else(|| StoreError::corrupt("kind of an act"))?,
            what: self.what,
            unit: self.unit_id.map(UnitId),
            person: self.person_id.map(PersonId),
            on: values::date(&self.day_on)?,
            content: values::json(&self.content)?,
            by_login: self.by_login,
            by_person: self.by_person.map(PersonId),
            received_at: values::instant(self.received_at)?,
        })
    }
}

fn read(rows: Vec<Row>) -> Result<Vec<Act>, StoreError> {
    rows.into_iter().map(Row::read).collect()
}

/// Keeps acts of one kind, each with its leaf; `salt` gives a fresh one each time.
///
/// # Errors
///
/// [`StoreError::Conflict`] when a key is taken, or another word of the subject has that place.
pub async fn add(
    tx: &mut Tx,
    instansi: InstansiId,
    new: &[Act],
    mut salt: impl FnMut() -> Salt,
) -> Result<(), StoreError> {
    let Some(kind) = new.first().map(|act| act.kind) else { return Ok(()) };
    let sealed = new.iter().map(|act| {
        let body = values::json_text(act)?.into_bytes();
        Ok((act, values::json_text(&act.content)?, NewRecord::new(act.id, kind.record(), salt(), body)))
    });
    let sealed = sealed.collect::<Result<Vec<(&Act, String, NewRecord)>, StoreError>>()?;
    for (sql, piece) in ADD.pieces(tx, &sealed) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (act, content, record) in piece {
                query = query
                    .bind(instansi.0)
                    .bind(act.id)
                    .bind(act.subject)
                    .bind(act.ordinal.map(i64::from))
                    .bind(kind.as_str())
                    .bind(&act.what)
                    .bind(act.unit.map(|unit| unit.0))
                    .bind(act.person.map(|person| person.0))
                    .bind(act.on.to_string())
                    .bind(content)
                    .bind(&act.by_login)
                    .bind(act.by_person.map(|person| person.0))
                    .bind(act.received_at.as_microsecond())
                    .bind(record.leaf.as_slice());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    let records: Vec<NewRecord> = sealed.into_iter().map(|(_, _, record)| record).collect();
    records::keep(tx, instansi, kind.record(), &records).await
}

/// One act.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<Act>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// How many words of one sort of a kind there are. Rows only come: another number is another state.
pub async fn count(tx: &mut Tx, instansi: InstansiId, (kind, what): (ActKind, &str)) -> Result<u64, StoreError> {
    let (count,): (i64,) =
        on_db!(tx, |conn| sqlx::query_as(COUNT).bind(instansi.0).bind(kind.as_str()).bind(what).fetch_one(conn).await)?;
    Ok(count.unsigned_abs())
}

/// What stands for an act in the log, which a receipt names.
pub async fn commitment(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<[u8; 32]>, StoreError> {
    let row: Option<(Vec<u8>,)> =
        on_db!(tx, |conn| sqlx::query_as(COMMITMENT).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(|(bytes,)| values::hash32(bytes)).transpose()
}

/// Everything of a subject, in the order received.
pub async fn of_subject(tx: &mut Tx, instansi: InstansiId, subject: Uuid) -> Result<Vec<Act>, StoreError> {
    read(on_db!(tx, |conn| sqlx::query_as(OF_SUBJECT).bind(instansi.0).bind(subject).fetch_all(conn).await)?)
}

/// Everything of these subjects, in the order received.
pub async fn of_subjects(tx: &mut Tx, instansi: InstansiId, subjects: &[Uuid]) -> Result<Vec<Act>, StoreError> {
    let mut found = Vec::new();
    for (sql, piece) in OF_SUBJECTS.pieces(subjects) {
        let rows: Vec<Row> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for subject in piece {
                query = query.bind(*subject);
            }
            query.fetch_all(conn).await
        })?;
        found.extend(read(rows)?);
    }
    Ok(found)
}

/// The words of one sort within a subject, in the order received.
pub async fn what_of_subject(
    tx: &mut Tx,
    instansi: InstansiId,
    subject: Uuid,
    what: &str,
) -> Result<Vec<Act>, StoreError> {
    read(on_db!(tx, |conn| sqlx::query_as(WHAT_OF_SUBJECT)
        .bind(instansi.0)
        .bind(subject)
        .bind(what)
        .fetch_all(conn)
        .await)?)
}

/// The words of one sort within a subject received since a moment, in the order received.
pub async fn since(
    tx: &mut Tx,
    instansi: InstansiId,
    (subject, what): (Uuid, &str),
    received_since: Timestamp,
) -> Result<Vec<Act>, StoreError> {
    read(on_db!(tx, |conn| sqlx::query_as(SINCE)
        .bind(instansi.0)
        .bind(subject)
        .bind(what)
        .bind(received_since.as_microsecond())
        .fetch_all(conn)
        .await)?)
}

/// Everything of a kind whose subject is of these days (both inclusive).
pub async fn in_span(
    tx: &mut Tx,
    instansi: InstansiId,
    kind: ActKind,
    (from, to): (Date, Date),
) -> Result<Vec<Act>, StoreError> {
    read(on_db!(tx, |conn| sqlx::query_as(IN_SPAN)
        .bind(instansi.0)
        .bind(kind.as_str())
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?)
}

/// The words of one sort of a kind whose subject is of these days (both inclusive).
pub async fn what_in_span(
    tx: &mut Tx,
    instansi: InstansiId,
    (kind, what): (ActKind, &str),
    (from, to): (Date, Date),
) -> Result<Vec<Act>, StoreError> {
    read(on_db!(tx, |conn| sqlx::query_as(WHAT_IN_SPAN)
        .bind(instansi.0)
        .bind(kind.as_str())
        .bind(from.to_string())
        .bind(to.to_string())
        .bind(what)
        .fetch_all(conn)
        .await)?)
}

/// Everything of a kind about one person whose subject is of these days (both inclusive).
pub async fn of_person(
    tx: &mut Tx,
    instansi: InstansiId,
    kind: ActKind,
    person: PersonId,
    (from, to): (Date, Date),
) -> Result<Vec<Act>, StoreError> {
    read(on_db!(tx, |conn| sqlx::query_as(OF_PERSON)
        .bind(instansi.0)
        .bind(person.0)
        .bind(kind.as_str())
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?)
}

/// Everything of a kind about these people whose subject is of these days (both inclusive), person by person.
pub async fn of_people(
    tx: &mut Tx,
    instansi: InstansiId,
    kind: ActKind,
    people: &[PersonId],
    (from, to): (Date, Date),
) -> Result<Vec<Act>, StoreError> {
    let (from, to) = (from.to_string(), to.to_string());
    let mut found = Vec::new();
    for (sql, piece) in OF_PEOPLE.pieces(people) {
        let rows: Vec<Row> = on_db!(tx, |conn| {
            let mut query =
                sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0).bind(kind.as_str()).bind(&from).bind(&to);
            for person in piece {
                query = query.bind(person.0);
            }
            query.fetch_all(conn).await
        })?;
        found.extend(read(rows)?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::audit::SEALED;

    #[test]
    fn the_check_of_the_seal_knows_every_kind_of_act() {
        let acts = SEALED.iter().find(|sealed| sealed.table == "acts").unwrap();
        assert_eq!(acts.kinds, ActKind::ALL.map(ActKind::record));
    }
}
