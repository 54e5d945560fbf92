//! Discrepancies with where they stand, filtered and counted by the database.

use hadir_domain::access::AccessFilter;
use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_domain::reconcile::{DiscrepancyType, Outcome, SettleState, Speaker};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use super::outcome;
use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::reach::Reach;
use crate::reconcile::discrepancies::{DiscrepancyRow, Row};
use crate::values;

/// Which states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StateFilter {
    /// Any.
    #[default]
    Any,
    /// Those in which somebody still has to do something.
    Waiting,
    /// One.
    Only(SettleState),
}

/// Which discrepancies.
#[derive(Debug, Clone)]
pub struct ListFilter {
    /// What the caller may see.
    pub access: AccessFilter,
    /// Of a unit and all below it.
    pub unit: Option<UnitId>,
    /// In which state.
    pub state: StateFilter,
    /// Of which type.
    pub kind: Option<DiscrepancyType>,
    /// With this source on a side.
    pub source: Option<Speaker>,
    /// Behind which this cause stands.
    pub cause: Option<Uuid>,
    /// In the hand of this login.
    pub owner: Option<String>,
    /// Waiting though due before this day.
    pub due_before: Option<Date>,
    /// Of this person.
    pub person: Option<PersonId>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// Whose waiting proposal came with this bundle.
    pub bundle: Option<Uuid>,
}

impl ListFilter {
    /// Everything within reach.
    pub fn within(access: AccessFilter) -> Self {
        Self {
            access,
            unit: None,
            state: StateFilter::Any,
            kind: None,
            source: None,
            cause: None,
            owner: None,
            due_before: None,
            person: None,
            from: None,
            to: None,
            bundle: None,
        }
    }
}

/// The place after which the next page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The day.
    pub on: Date,
    /// The key.
    pub id: Uuid,
}

/// One discrepancy and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What was found.
    pub row: DiscrepancyRow,
    /// Where it stands.
    pub state: SettleState,
    /// In whose hand it is.
    pub owner: Option<String>,
    /// How it is proposed to end, while a proposal waits.
    pub outcome: Option<Outcome>,
    /// Who proposed it.
    pub proposed_by: Option<String>,
    /// The bundle of the proposal.
    pub bundle: Option<Uuid>,
}

/// How many of a state and type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Where they stand.
    pub state: SettleState,
    /// Their type.
    pub kind: DiscrepancyType,
    /// How many.
    pub count: u64,
    /// How many of them were due before the day asked for.
    pub overdue: u64,
}

/// `$2` unit, `$3` everybody, `$4` state, `$5` waiting only, `$6` type, `$7` source, `$8` cause, `$9` owner, `$10` due
/// before, `$11` person, `$12` and `$13` days, `$14` bundle. A list goes on with `$15` and `$16` position, `$17`
/// limit; counts with `$15` today; then roots.
/// The state is what `Standing::state` of the domain says.
macro_rules! found {
    () => {
        "
             UNION
            SELECT u.id FROM units u JOIN reached r ON u.parent_id = r.id WHERE u.instansi_id = $1
        ), found AS (
            SELECT d.id, d.person_id, d.day_on, d.unit_id, d.kind, d.a_source, d.a_value, d.b_source, d.b_value, d.also,
                   d.detail, d.detail_en, d.cause_id, d.proposal, d.because, d.because_en, d.evidence, d.found_at,
                   d.due_on, d.gone_at, h.owner, h.outcome, h.proposed_by, h.bundle_id,
                   CASE WHEN h.settled_evidence = d.evidence THEN 'settled'
                        WHEN d.gone_at IS NOT NULL THEN 'gone'
                        WHEN h.proposed_evidence = d.evidence THEN 'proposed'
                        WHEN h.settled_evidence IS NOT NULL THEN 'reopened'
                        WHEN h.owner IS NOT NULL THEN 'assigned'
                        ELSE 'open' END AS state
              FROM discrepancies d
              LEFT JOIN settlement_heads h ON h.instansi_id = d.instansi_id AND h.discrepancy_id = d.id
             WHERE d.instansi_id = $1
               AND ($2 IS NULL OR d.unit_id IN (SELECT id FROM chosen))
               AND ($3 = TRUE OR d.unit_id IN (SELECT id FROM reached))
               AND (d.kind = $6 OR $6 IS NULL)
               AND (d.a_source = $7 OR d.b_source = $7 OR $7 IS NULL)
               AND (d.cause_id = $8 OR $8 IS NULL)
               AND (h.owner = $9 OR $9 IS NULL)
               AND (d.due_on < $10 OR $10 IS NULL)
               AND (d.person_id = $11 OR $11 IS NULL)
               AND d.day_on >= $12 AND d.day_on <= $13
               AND (h.bundle_id = $14 OR $14 IS NULL)
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

pub(crate) static LIST: InList = InList::new(
    head!(),
    18,
    concat!(
        found!(),
        "
        SELECT * FROM found
         WHERE (state = $4 OR $4 IS NULL) AND ($5 = FALSE OR state NOT IN ('settled', 'gone'))
           AND (day_on > $15 OR (day_on = $15 AND id > $16))
         ORDER BY day_on, id LIMIT $17"
    ),
);

pub(crate) static COUNTS: InList = InList::new(
    head!(),
    16,
    concat!(
        found!(),
        "
        SELECT state, kind, COUNT(*),
               COALESCE(SUM(CASE WHEN due_on < $15 AND state NOT IN ('settled', 'gone') THEN 1 ELSE 0 END), 0)
          FROM found
         WHERE (state = $4 OR $4 IS NULL) AND ($5 = FALSE OR state NOT IN ('settled', 'gone'))
         GROUP BY state, kind ORDER BY state, kind"
    ),
);

#[derive(FromRow)]
struct ListRow {
    #[sqlx(flatten)]
    row: Row,
    state: String,
    owner: Option<String>,
    outcome: Option<String>,
    proposed_by: Option<String>,
    bundle_id: Option<Uuid>,
}

fn state(code: &str) -> Result<SettleState, StoreError> {
    SettleState::parse(code).ok_or_else(|| StoreError::corrupt("state of a discrepancy"))
}

impl ListRow {
    fn read(self) -> Result<Listed, StoreError> {
        let state = state(&self.state)?;
        let proposed = state == SettleState::Proposed;
        Ok(Listed {
            row: self.row.read()?,
            state,
            owner: self.owner,
            outcome: self.outcome.filter(|_| proposed).map(|code| outcome(&code)).transpose()?,
            proposed_by: self.proposed_by.filter(|_| proposed),
            bundle: self.bundle_id.filter(|_| proposed),
        })
    }
}

macro_rules! bound {
    ($query:expr, $instansi:expr, $filter:expr, $reach:expr) => {{
        let filter: &ListFilter = $filter;
        let (only, waiting) = match filter.state {
            StateFilter::Any => (None, false),
            StateFilter::Waiting => (None, true),
            StateFilter::Only(state) => (Some(state.as_str()), false),
        };
        $query
            .bind($instansi.0)
            .bind(filter.unit.map(|unit| unit.0))
            .bind($reach.all)
            .bind(only)
            .bind(waiting)
            .bind(filter.kind.map(DiscrepancyType::as_str))
            .bind(filter.source.map(Speaker::as_str))
            .bind(filter.cause)
            .bind(filter.owner.as_deref())
            .bind(values::date_text(filter.due_before))
            .bind(filter.person.map(|person| person.0))
            .bind(values::date_text(filter.from).unwrap_or_default())
            .bind(values::date_text(filter.to).unwrap_or_else(|| Date::MAX.to_string()))
            .bind(filter.bundle)
    }};
}

/// Discrepancies by day and key.
pub async fn list(
    tx: &mut Tx,
    instansi: InstansiId,
    filter: &ListFilter,
    after: Option<Position>,
    limit: u32,
) -> Result<Vec<Listed>, StoreError> {
    let Some(reach) = Reach::of(&filter.access)? else { return Ok(Vec::new()) };
    let (sql, roots) = reach.list(&LIST)?;
    let (on, id) = after.map_or((String::new(), Uuid::nil()), |after| (after.on.to_string(), after.id));
    let rows: Vec<ListRow> = on_db!(tx, |conn| {
        let mut query = bound!(sqlx::query_as(AssertSqlSafe(sql)), instansi, filter, reach)
            .bind(&on)
            .bind(id)
            .bind(i64::from(limit));
        for root in &roots {
            query = query.bind(*root);
        }
        query.fetch_all(conn).await
    })?;
    rows.into_iter().map(ListRow::read).collect()
}

/// How many there are by state and type; `today` tells which are overdue.
pub async fn counts(
    tx: &mut Tx,
    instansi: InstansiId,
    filter: &ListFilter,
    today: Date,
) -> Result<Vec<Counted>, StoreError> {
    let Some(reach) = Reach::of(&filter.access)? else { return Ok(Vec::new()) };
    let (sql, roots) = reach.list(&COUNTS)?;
    let rows: Vec<(String, String, i64, i64)> = on_db!(tx, |conn| {
        let mut query = bound!(sqlx::query_as(AssertSqlSafe(sql)), instansi, filter, reach).bind(today.to_string());
        for root in &roots {
            query = query.bind(*root);
        }
        query.fetch_all(conn).await
    })?;
    let read = |(code, kind, count, overdue): (String, String, i64, i64)| {
        Ok(Counted {
            state: state(&code)?,
            kind: DiscrepancyType::parse(&kind).ok_or_else(|| StoreError::corrupt("type of a discrepancy"))?,
            count: count.unsigned_abs(),
            overdue: overdue.unsigned_abs(),
        })
    };
    rows.into_iter().map(read).collect()
}
