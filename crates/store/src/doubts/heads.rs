//! Where cases stand, for lists. Derived from their words in the same transaction.

use std::collections::HashSet;

use hadir_domain::access::AccessFilter;
use hadir_domain::doubts::{DoubtOutcome, DoubtState};
use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use super::WholeCase;
use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::reach::Reach;
use crate::statements::statements;
use crate::values;

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoubtHead {
    /// Its key.
    pub case: Uuid,
    /// Whose punches.
    pub person: PersonId,
    /// Where the person served.
    pub unit: Option<UnitId>,
    /// When it was opened.
    pub opened_on: Date,
    /// Where it stands.
    pub state: DoubtState,
    /// How it ended.
    pub outcome: Option<DoubtOutcome>,
    /// The heaviest punch, tenths of a deciban.
    pub weight: i32,
    /// How many punches.
    pub punches: u32,
    /// First and last day of them.
    pub days: (Date, Date),
    /// Login of who has it in hand.
    pub owner: Option<String>,
    /// By when whoever is next is expected to act.
    pub due_on: Option<Date>,
    /// Whether officers let the time pass.
    pub overdue: bool,
}

/// Which states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DoubtStates {
    /// Any.
    #[default]
    Any,
    /// Those in which an officer has to do something.
    Waiting,
    /// One.
    Only(DoubtState),
}

/// Which cases.
#[derive(Debug, Clone)]
pub struct DoubtFilter {
    /// What the caller may see.
    pub access: AccessFilter,
    /// Of a unit and all below it.
    pub unit: Option<UnitId>,
    /// In which state.
    pub state: DoubtStates,
    /// In the hand of this login.
    pub owner: Option<String>,
    /// Only those that officers let lie.
    pub overdue: bool,
    /// Of this person.
    pub person: Option<PersonId>,
    /// The day that tells silence and what is overdue.
    pub today: Date,
}

/// The place after which the next page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoubtPosition {
    /// The day it was opened.
    pub on: Date,
    /// The key.
    pub id: Uuid,
}

statements! {
    Tenant PUT = "
        INSERT INTO doubt_heads (instansi_id, case_id, person_id, live_person, unit_id, opened_on, state, outcome, weight,
                                 punches, first_on, last_on, owner, due_on, review_due_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            ON CONFLICT (instansi_id, case_id) DO UPDATE SET live_person = EXCLUDED.live_person, state = EXCLUDED.state,
               outcome = EXCLUDED.outcome, weight = EXCLUDED.weight, punches = EXCLUDED.punches,
               first_on = EXCLUDED.first_on, last_on = EXCLUDED.last_on, owner = EXCLUDED.owner,
               due_on = EXCLUDED.due_on, review_due_on = EXCLUDED.review_due_on";
    Tenant LIVE = "SELECT case_id FROM doubt_heads WHERE instansi_id = $1 AND live_person = $2";
    Tenant ALL_LIVE =
        "SELECT case_id FROM doubt_heads WHERE instansi_id = $1 AND live_person IS NOT NULL ORDER BY case_id";
    Tenant PEOPLE_LIVE = "SELECT live_person FROM doubt_heads WHERE instansi_id = $1 AND live_person IS NOT NULL";
}

macro_rules! found {
    () => {
        "
             UNION
            SELECT u.id FROM units u JOIN reached r ON u.parent_id = r.id WHERE u.instansi_id = $1
        ), told AS (
            SELECT h.case_id, h.person_id, h.unit_id, h.opened_on, h.outcome, h.weight, h.punches, h.first_on, h.last_on,
                   h.owner, h.due_on, h.review_due_on,
                   CASE WHEN h.state = 'asked' AND h.due_on < $4 THEN 'silent' ELSE h.state END AS state
              FROM doubt_heads h
             WHERE h.instansi_id = $1
               AND ($2 IS NULL OR h.unit_id IN (SELECT id FROM chosen))
               AND ($3 = TRUE OR h.unit_id IN (SELECT id FROM reached))
               AND (h.owner = $7 OR $7 IS NULL)
               AND (h.person_id = $9 OR $9 IS NULL)
        ), found AS (
            SELECT t.*,
                   CASE WHEN t.review_due_on < $4 AND t.state IN ('open', 'answered', 'silent', 'reviewed', 'appealed')
                        THEN 1 ELSE 0 END AS overdue
              FROM told t
        )"
    };
}

macro_rules! head {
    () => {
        "
        WITH RECURSIVE chosen (id) AS (
            SELECT id FROM units WHERE instansi_id = $1 AND id = $2
             UNION
            SELECT u.id FROM units u JOIN chosen c ON u.parent_id = c.id WHERE u.instansi_id = $1
        ), reached (id) AS (
            SELECT id FROM units WHERE instansi_id = $1 AND id IN"
    };
}

/// `$2` unit, `$3` everybody, `$4` today, `$5` state, `$6` waiting only, `$7` owner, `$8` overdue only, `$9` person. A list
/// goes on with `$10` and `$11` position, `$12` limit; then roots. The state is what `DoubtCourse::state` says.
pub(crate) static LIST: InList = InList::new(
    head!(),
    13,
    concat!(
        found!(),
        "
        SELECT case_id, person_id, unit_id, opened_on, state, outcome, weight, punches, first_on, last_on, owner, due_on,
               overdue
          FROM found
         WHERE (state = $5 OR $5 IS NULL)
           AND ($6 = FALSE OR state IN ('open', 'answered', 'silent', 'reviewed', 'appealed'))
           AND ($8 = FALSE OR overdue = 1)
           AND (opened_on < $10 OR (opened_on = $10 AND case_id > $11))
         ORDER BY opened_on DESC, case_id LIMIT $12"
    ),
);

pub(crate) static COUNTS: InList = InList::new(
    head!(),
    10,
    concat!(
        found!(),
        "
        SELECT state, COUNT(*), COALESCE(SUM(overdue), 0) FROM found
         WHERE (state = $5 OR $5 IS NULL)
           AND ($6 = FALSE OR state IN ('open', 'answered', 'silent', 'reviewed', 'appealed'))
           AND ($8 = FALSE OR overdue = 1)
         GROUP BY state ORDER BY state"
    ),
);

#[derive(FromRow)]
struct Row {
    case_id: Uuid,
    person_id: Uuid,
    unit_id: Option<Uuid>,
    opened_on: String,
    state: String,
    outcome: Option<String>,
    weight: i64,
    punches: i64,
    first_on: String,
    last_on: String,
    owner: Option<String>,
    due_on: Option<String>,
    overdue: i32,
}

fn state(code: &str) -> Result<DoubtState, StoreError> {
    DoubtState::parse(code).ok_or_else(|| StoreError::corrupt("state of a doubt"))
}

impl Row {
    fn read(self) -> Result<DoubtHead, StoreError> {
        let outcome =
            |code: String| DoubtOutcome::parse(&code).ok_or_else(|| StoreError::corrupt("outcome of a doubt"));
        Ok(DoubtHead {
            case: self.case_id,
            person: PersonId(self.person_id),
            unit: self.unit_id.map(UnitId),
            opened_on: values::date(&self.opened_on)?,
            state: state(&self.state)?,
            outcome: self.outcome.map(outcome).transpose()?,
            weight: i32::try_from(self.weight).map_err(StoreError::corrupt)?,
            punches: u32::try_from(self.punches).map_err(StoreError::corrupt)?,
            days: (values::date(&self.first_on)?, values::date(&self.last_on)?),
            owner: self.owner,
            due_on: values::date_or_none(self.due_on.as_deref())?,
            overdue: self.overdue == 1,
        })
    }
}

/// A case as a list shows it.
pub fn head_of(whole: &WholeCase, today: Date) -> DoubtHead {
    let (case, course) = (&whole.case, &whole.course);
    let days = whole.punches().map(|punch| punch.on);
    DoubtHead {
        case: case.id,
        person: case.person,
        unit: case.unit,
        opened_on: case.opened_on,
        state: course.state(today),
        outcome: course.outcome,
        weight: whole.punches().map(|punch| punch.weight).max().unwrap_or(0),
        punches: u32::try_from(whole.punches().count()).unwrap_or(u32::MAX),
        days: (days.clone().min().unwrap_or(case.opened_on), days.max().unwrap_or(case.opened_on)),
        owner: course.owner.clone(),
        due_on: course.due_on,
        overdue: course.is_overdue(today),
    }
}

/// Writes down where a case stands, whatever day it is.
pub(super) async fn put(tx: &mut Tx, instansi: InstansiId, whole: &WholeCase) -> Result<(), StoreError> {
    // On the first of all days nobody's time has run out.
    let head = head_of(whole, Date::MIN);
    let live = head.state.is_live().then_some(head.person.0);
    on_db!(tx, |conn| sqlx::query(PUT)
        .bind(instansi.0)
        .bind(head.case)
        .bind(head.person.0)
        .bind(live)
        .bind(head.unit.map(|unit| unit.0))
        .bind(head.opened_on.to_string())
        .bind(head.state.as_str())
        .bind(head.outcome.map(DoubtOutcome::as_str))
        .bind(i64::from(head.weight))
        .bind(i64::from(head.punches))
        .bind(head.days.0.to_string())
        .bind(head.days.1.to_string())
        .bind(head.owner.as_deref())
        .bind(values::date_text(head.due_on))
        .bind(values::date_text(whole.course.review_due_on))
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The case of a person that goes on.
pub async fn live(tx: &mut Tx, instansi: InstansiId, person: PersonId) -> Result<Option<Uuid>, StoreError> {
    let row: Option<(Uuid,)> =
        on_db!(tx, |conn| sqlx::query_as(LIVE).bind(instansi.0).bind(person.0).fetch_optional(conn).await)?;
    Ok(row.map(|(id,)| id))
}

/// Every case that goes on.
pub async fn all_live(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<Uuid>, StoreError> {
    let rows: Vec<(Uuid,)> = on_db!(tx, |conn| sqlx::query_as(ALL_LIVE).bind(instansi.0).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Everybody with a case that goes on.
pub async fn people_live(tx: &mut Tx, instansi: InstansiId) -> Result<HashSet<PersonId>, StoreError> {
    let rows: Vec<(Uuid,)> = on_db!(tx, |conn| sqlx::query_as(PEOPLE_LIVE).bind(instansi.0).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(person,)| PersonId(person)).collect())
}

macro_rules! bound {
    ($query:expr, $instansi:expr, $filter:expr, $reach:expr) => {{
        let filter: &DoubtFilter = $filter;
        let (only, waiting) = match filter.state {
            DoubtStates::Any => (None, false),
            DoubtStates::Waiting => (None, true),
            DoubtStates::Only(state) => (Some(state.as_str()), false),
        };
        $query
            .bind($instansi.0)
            .bind(filter.unit.map(|unit| unit.0))
            .bind($reach.all)
            .bind(filter.today.to_string())
            .bind(only)
            .bind(waiting)
            .bind(filter.owner.as_deref())
            .bind(filter.overdue)
            .bind(filter.person.map(|person| person.0))
    }};
}

/// Cases, the newest first.
///
/// # Errors
///
/// [`StoreError::Corrupt`] for a row that is none.
pub async fn list(
    tx: &mut Tx,
    instansi: InstansiId,
    filter: &DoubtFilter,
    after: Option<DoubtPosition>,
    limit: u32,
) -> Result<Vec<DoubtHead>, StoreError> {
    let Some(reach) = Reach::of(&filter.access)? else { return Ok(Vec::new()) };
    let (sql, roots) = reach.list(&LIST)?;
    let (on, id) = after.map_or((Date::MAX.to_string(), Uuid::nil()), |after| (after.on.to_string(), after.id));
    let rows: Vec<Row> = on_db!(tx, |conn| {
        let mut query = bound!(sqlx::query_as(AssertSqlSafe(sql)), instansi, filter, reach)
            .bind(&on)
            .bind(id)
            .bind(i64::from(limit));
        for root in &roots {
            query = query.bind(*root);
        }
        query.fetch_all(conn).await
    })?;
    rows.into_iter().map(Row::read).collect()
}

/// How many there are by state, and how many of them officers let lie.
///
/// # Errors
///
/// As [`list`].
pub async fn counts(
    tx: &mut Tx,
    instansi: InstansiId,
    filter: &DoubtFilter,
) -> Result<Vec<(DoubtState, u64, u64)>, StoreError> {
    let Some(reach) = Reach::of(&filter.access)? else { return Ok(Vec::new()) };
    let (sql, roots) = reach.list(&COUNTS)?;
    let rows: Vec<(String, i64, i64)> = on_db!(tx, |conn| {
        let mut query = bound!(sqlx::query_as(AssertSqlSafe(sql)), instansi, filter, reach);
        for root in &roots {
            query = query.bind(*root);
        }
        query.fetch_all(conn).await
    })?;
    rows.into_iter()
        .map(|(code, count, overdue)| Ok((state(&code)?, count.unsigned_abs(), overdue.unsigned_abs())))
        .collect()
}
