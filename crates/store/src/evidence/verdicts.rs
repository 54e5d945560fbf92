//! Punches against which something speaks, or for which nothing strong does. Derived.

use hadir_domain::evidence::Verdict;
use hadir_domain::ids::{InstansiId, PersonId, PunchId, SiteId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::{Bulk, InList};
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// One thing that speaks for or against a punch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptReason {
    /// The signal's code.
    pub code: String,
    /// Tenths of a deciban; above 0 against the punch.
    pub weight: i32,
    /// Plain Indonesian.
    pub text: String,
    /// English.
    pub text_en: String,
    /// Other punches it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<PunchId>,
}

/// A punch, weighed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PunchVerdict {
    /// Which.
    pub punch: PunchId,
    /// Whose.
    pub person: PersonId,
    /// The day it claims.
    pub on: Date,
    /// The moment it claims.
    pub at: Timestamp,
    /// The site it was surely made at.
    pub site: Option<SiteId>,
    /// What it comes to.
    pub verdict: Verdict,
    /// Tenths of a deciban.
    pub weight: i32,
    /// Millionths.
    pub score: u32,
    /// For and against.
    pub reasons: Vec<KeptReason>,
    /// SHA-256 of the policy.
    pub policy: [u8; 32],
    /// When.
    pub weighed_at: Timestamp,
}

macro_rules! columns {
    () => {
        "punch_id, person_id, day_on, at, site_id, verdict, weight, score, reasons, policy, weighed_at"
    };
}

statements! {
    Tenant DROP = "DELETE FROM punch_verdicts WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3";
    Tenant IN_SPAN = concat!(
        "SELECT ", columns!(), " FROM punch_verdicts
          WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 ORDER BY day_on, punch_id");
    Tenant OF_PERSON = concat!(
        "SELECT ", columns!(), " FROM punch_verdicts
          WHERE instansi_id = $1 AND person_id = $2 AND day_on >= $3 AND day_on <= $4 ORDER BY day_on, at, punch_id");
    Tenant OF_VERDICT = concat!(
        "SELECT ", columns!(), " FROM punch_verdicts
          WHERE instansi_id = $1 AND verdict = $2 AND day_on >= $3 AND day_on <= $4
          ORDER BY day_on, weight DESC, punch_id");
}

pub(crate) static ADD: Bulk = Bulk::new(
    "INSERT INTO punch_verdicts (instansi_id, punch_id, person_id, day_on, at, site_id, verdict, weight, score, reasons, \
     policy, weighed_at)",
    12,
    "",
);
pub(crate) static GET: InList =
    InList::new(concat!("SELECT ", columns!(), " FROM punch_verdicts WHERE instansi_id = $1 AND punch_id IN"), 2, "");

#[derive(FromRow)]
struct Row {
    punch_id: Uuid,
    person_id: Uuid,
    day_on: String,
    at: i64,
    site_id: Option<Uuid>,
    verdict: String,
    weight: i64,
    score: i64,
    reasons: String,
    policy: Vec<u8>,
    weighed_at: i64,
}

impl Row {
    fn read(self) -> Result<PunchVerdict, StoreError> {
        Ok(PunchVerdict {
            punch: PunchId(self.punch_id),
            person: PersonId(self.person_id),
            on: values::date(&self.day_on)?,
            at: values::instant(self.at)?,
            site: self.site_id.map(SiteId),
            verdict: Verdict::parse(&self.verdict).ok_or_else(|| StoreError::corrupt("verdict of a punch"))?,
            weight: i32::try_from(self.weight).map_err(StoreError::corrupt)?,
            score: u32::try_from(self.score).map_err(StoreError::corrupt)?,
            reasons: values::json(&self.reasons)?,
            policy: values::hash32(self.policy)?,
            weighed_at: values::instant(self.weighed_at)?,
        })
    }
}

fn read_all(rows: Vec<Row>) -> Result<Vec<PunchVerdict>, StoreError> {
    rows.into_iter().map(Row::read).collect()
}

/// Puts what was weighed of a span of days in the place of what stood there.
///
/// # Errors
///
/// [`StoreError::Conflict`] when a punch is named twice.
pub async fn replace(
    tx: &mut Tx,
    instansi: InstansiId,
    (from, to): (Date, Date),
    verdicts: &[PunchVerdict],
) -> Result<(), StoreError> {
    let (from, to) = (from.to_string(), to.to_string());
    on_db!(tx, |conn| sqlx::query(DROP).bind(instansi.0).bind(&from).bind(&to).execute(conn).await.map(drop))?;
    for (sql, piece) in ADD.pieces(tx, verdicts) {
        let texts = piece.iter().map(|one| values::json_text(&one.reasons)).collect::<Result<Vec<_>, _>>()?;
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (one, reasons) in piece.iter().zip(&texts) {
                query = query
                    .bind(instansi.0)
                    .bind(one.punch.0)
                    .bind(one.person.0)
                    .bind(one.on.to_string())
                    .bind(one.at.as_microsecond())
                    .bind(one.site.map(|site| site.0))
                    .bind(one.verdict.as_str())
                    .bind(i64::from(one.weight))
                    .bind(i64::from(one.score))
                    .bind(reasons)
                    .bind(one.policy.as_slice())
                    .bind(one.weighed_at.as_microsecond());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// Everything weighed of a span of days, by day and key of the punch.
///
/// # Errors
///
/// [`StoreError::Corrupt`] for a row that is none.
pub async fn in_span(tx: &mut Tx, instansi: InstansiId, from: Date, to: Date) -> Result<Vec<PunchVerdict>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(IN_SPAN)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    read_all(rows)
}

/// The same of one person, by time.
///
/// # Errors
///
/// As [`in_span`].
pub async fn of_person(
    tx: &mut Tx,
    instansi: InstansiId,
    person: PersonId,
    (from, to): (Date, Date),
) -> Result<Vec<PunchVerdict>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(OF_PERSON)
        .bind(instansi.0)
        .bind(person.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    read_all(rows)
}

/// Punches of a span that came to one verdict, by day, the heaviest first.
///
/// # Errors
///
/// As [`in_span`].
pub async fn of_verdict(
    tx: &mut Tx,
    instansi: InstansiId,
    verdict: Verdict,
    (from, to): (Date, Date),
) -> Result<Vec<PunchVerdict>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(OF_VERDICT)
        .bind(instansi.0)
        .bind(verdict.as_str())
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    read_all(rows)
}

/// Those of these punches that have a row, by key.
///
/// # Errors
///
/// As [`in_span`].
pub async fn get_many(tx: &mut Tx, instansi: InstansiId, punches: &[PunchId]) -> Result<Vec<PunchVerdict>, StoreError> {
    let mut found = Vec::new();
    for (sql, piece) in GET.pieces(punches) {
        let rows: Vec<Row> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for punch in piece {
                query = query.bind(punch.0);
            }
            query.fetch_all(conn).await
        })?;
        found.extend(read_all(rows)?);
    }
    found.sort_unstable_by_key(|one| one.punch);
    Ok(found)
}
