//! The disagreements of each person-day, and what stands behind many of them.

use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_domain::reconcile::{CauseKind, DiscrepancyType, Outcome, Speaker};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::bulk::{Bulk, InList};
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::statements::statements;
use crate::values;

/// One disagreement as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiscrepancyRow {
    /// Its key; it follows from person and day.
    pub id: Uuid,
    /// Whose.
    pub person: PersonId,
    /// The day.
    pub on: Date,
    /// The unit served in.
    pub unit: UnitId,
    /// The primary type.
    pub kind: DiscrepancyType,
    /// The first side and what it says; `None` when it is silent.
    pub a: (Speaker, Option<String>),
    /// The second side.
    pub b: (Speaker, Option<String>),
    /// Other types that fit.
    pub also: Vec<DiscrepancyType>,
    /// What exactly, in Indonesian.
    pub detail: String,
    /// The same in English.
    pub detail_en: String,
    /// What stands behind it.
    pub cause: Option<Uuid>,
    /// What is proposed.
    pub proposal: Option<Outcome>,
    /// Why, in Indonesian; empty without a proposal.
    pub because: String,
    /// The same in English.
    pub because_en: String,
    /// SHA-256 over type, sides and values.
    pub evidence: [u8; 32],
    /// When it was first found.
    pub found_at: Timestamp,
    /// By when it is to be settled.
    pub due_on: Date,
    /// Since when it is no longer found.
    pub gone_at: Option<Timestamp>,
}

/// One cause as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseRow {
    /// Its key; it follows from what it is.
    pub id: Uuid,
    /// What.
    pub kind: CauseKind,
    /// Of which speaker.
    pub speaker: Speaker,
    /// The terminal or file: key and name.
    pub origin: Option<(Option<Uuid>, String)>,
    /// The unit.
    pub unit: Option<UnitId>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Minutes its times are ahead.
    pub minutes: Option<i64>,
    /// Person-days it explains.
    pub days: u32,
    /// In words, Indonesian.
    pub detail: String,
    /// The same in English.
    pub detail_en: String,
    /// When it was found last.
    pub found_at: Timestamp,
}

statements! {
    Tenant GET = "
        SELECT id, person_id, day_on, unit_id, kind, a_source, a_value, b_source, b_value, also, detail, detail_en,
               cause_id, proposal, because, because_en, evidence, found_at, due_on, gone_at
          FROM discrepancies WHERE instansi_id = $1 AND id = $2";
    Tenant IN_SPAN = "
        SELECT id, person_id, day_on, unit_id, kind, a_source, a_value, b_source, b_value, also, detail, detail_en,
               cause_id, proposal, because, because_en, evidence, found_at, due_on, gone_at
          FROM discrepancies WHERE instansi_id = $1 AND day_on >= $2 AND day_on <= $3 ORDER BY day_on, id";
    Tenant OF_CAUSE = "
        SELECT id, person_id, day_on, unit_id, kind, a_source, a_value, b_source, b_value, also, detail, detail_en,
               cause_id, proposal, because, because_en, evidence, found_at, due_on, gone_at
          FROM discrepancies WHERE instansi_id = $1 AND cause_id = $2 ORDER BY day_on, id";
    Tenant CAUSES = "
        SELECT id, kind, speaker, origin_id, origin_name, unit_id, from_on, to_on, minutes, days, detail, detail_en,
               found_at
          FROM discrepancy_causes WHERE instansi_id = $1 AND from_on <= $3 AND to_on >= $2 ORDER BY from_on, id";
    Tenant CAUSE = "
        SELECT id, kind, speaker, origin_id, origin_name, unit_id, from_on, to_on, minutes, days, detail, detail_en,
               found_at
          FROM discrepancy_causes WHERE instansi_id = $1 AND id = $2";
    Tenant DROP_CAUSES = "
        DELETE FROM discrepancy_causes WHERE instansi_id = $1 AND from_on <= $3 AND to_on >= $2";
}

pub(crate) static PUT: Bulk = Bulk::new(
    "INSERT INTO discrepancies (instansi_id, id, person_id, day_on, unit_id, kind, a_source, a_value, b_source, b_value, \
     also, detail, detail_en, cause_id, proposal, because, because_en, evidence, found_at, due_on, gone_at)",
    21,
    "ON CONFLICT (instansi_id, id) DO UPDATE SET unit_id = EXCLUDED.unit_id, kind = EXCLUDED.kind,
        a_source = EXCLUDED.a_source, a_value = EXCLUDED.a_value, b_source = EXCLUDED.b_source,
        b_value = EXCLUDED.b_value, also = EXCLUDED.also, detail = EXCLUDED.detail, detail_en = EXCLUDED.detail_en,
        cause_id = EXCLUDED.cause_id, proposal = EXCLUDED.proposal, because = EXCLUDED.because,
        because_en = EXCLUDED.because_en, evidence = EXCLUDED.evidence, gone_at = EXCLUDED.gone_at",
);

/// `$2` is the moment.
pub(crate) static GONE: InList =
    InList::new("UPDATE discrepancies SET gone_at = $2 WHERE instansi_id = $1 AND gone_at IS NULL AND id IN", 3, "");

pub(crate) static PUT_CAUSE: Bulk = Bulk::new(
    "INSERT INTO discrepancy_causes (instansi_id, id, kind, speaker, origin_id, origin_name, unit_id, from_on, to_on, \
     minutes, days, detail, detail_en, found_at)",
    14,
    "",
);

#[derive(FromRow)]
pub(super) struct Row {
    id: Uuid,
    person_id: Uuid,
    day_on: String,
    unit_id: Uuid,
    kind: String,
    a_source: String,
    a_value: Option<String>,
    b_source: String,
    b_value: Option<String>,
    also: String,
    detail: String,
    detail_en: String,
    cause_id: Option<Uuid>,
    proposal: Option<String>,
    because: String,
    because_en: String,
    evidence: Vec<u8>,
    found_at: i64,
    due_on: String,
    gone_at: Option<i64>,
}

fn speaker(code: &str) -> Result<Speaker, StoreError> {
    Speaker::parse(code).ok_or_else(|| StoreError::corrupt("source of a discrepancy"))
}

fn kind(code: &str) -> Result<DiscrepancyType, StoreError> {
    DiscrepancyType::parse(code).ok_or_else(|| StoreError::corrupt("type of a discrepancy"))
}

impl Row {
    pub(super) fn read(self) -> Result<DiscrepancyRow, StoreError> {
        let also: Vec<String> = values::json(&self.also)?;
        let outcome = |code: String| Outcome::parse(&code).ok_or_else(|| StoreError::corrupt("outcome proposed"));
        Ok(DiscrepancyRow {
            id: self.id,
            person: PersonId(self.person_id),
            on: values::date(&self.day_on)?,
            unit: UnitId(self.unit_id),
            kind: kind(&self.kind)?,
            a: (speaker(&self.a_source)?, self.a_value),
            b: (speaker(&self.b_source)?, self.b_value),
            also: also.iter().map(|code| kind(code)).collect::<Result<_, _>>()?,
            detail: self.detail,
            detail_en: self.detail_en,
            cause: self.cause_id,
            proposal: self.proposal.map(outcome).transpose()?,
            because: self.because,
            because_en: self.because_en,
            evidence: values::hash32(self.evidence)?,
            found_at: values::instant(self.found_at)?,
            due_on: values::date(&self.due_on)?,
            gone_at: values::instant_or_none(self.gone_at)?,
        })
    }
}

#[derive(FromRow)]
struct StoredCause {
    id: Uuid,
    kind: String,
    speaker: String,
    origin_id: Option<Uuid>,
    origin_name: Option<String>,
    unit_id: Option<Uuid>,
    from_on: String,
    to_on: String,
    minutes: Option<i64>,
    days: i64,
    detail: String,
    detail_en: String,
    found_at: i64,
}

impl StoredCause {
    fn read(self) -> Result<CauseRow, StoreError> {
        Ok(CauseRow {
            id: self.id,
            kind: CauseKind::parse(&self.kind).ok_or_else(|| StoreError::corrupt("kind of a cause"))?,
            speaker: speaker(&self.speaker)?,
            origin: self.origin_name.map(|name| (self.origin_id, name)),
            unit: self.unit_id.map(UnitId),
            from: values::date(&self.from_on)?,
            to: values::date(&self.to_on)?,
            minutes: self.minutes,
            days: u32::try_from(self.days).map_err(StoreError::corrupt)?,
            detail: self.detail,
            detail_en: self.detail_en,
            found_at: values::instant(self.found_at)?,
        })
    }
}

/// Keeps what was found: new ones are added, known ones renewed (their first finding and due date stay).
pub async fn put(tx: &mut Tx, instansi: InstansiId, found: &[DiscrepancyRow]) -> Result<(), StoreError> {
    for (sql, piece) in PUT.pieces(tx, found) {
        let also: Vec<String> = piece
            .iter()
            .map(|row| values::json_text(&row.also.iter().map(|kind| kind.as_str()).collect::<Vec<_>>()))
            .collect::<Result<_, _>>()?;
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (row, also) in piece.iter().zip(&also) {
                query = query
                    .bind(instansi.0)
                    .bind(row.id)
                    .bind(row.person.0)
                    .bind(row.on.to_string())
                    .bind(row.unit.0)
                    .bind(row.kind.as_str())
                    .bind(row.a.0.as_str())
                    .bind(row.a.1.as_deref())
                    .bind(row.b.0.as_str())
                    .bind(row.b.1.as_deref())
                    .bind(also)
                    .bind(&row.detail)
                    .bind(&row.detail_en)
                    .bind(row.cause)
                    .bind(row.proposal.map(Outcome::as_str))
                    .bind(&row.because)
                    .bind(&row.because_en)
                    .bind(row.evidence.as_slice())
                    .bind(row.found_at.as_microsecond())
                    .bind(row.due_on.to_string())
                    .bind(row.gone_at.map(Timestamp::as_microsecond));
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// Says of these that they are no longer found.
pub async fn gone(tx: &mut Tx, instansi: InstansiId, ids: &[Uuid], at: Timestamp) -> Result<(), StoreError> {
    for (sql, piece) in GONE.pieces(ids) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind(instansi.0).bind(at.as_microsecond());
            for id in piece {
                query = query.bind(*id);
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// One disagreement.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<DiscrepancyRow>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// Those of a span of days, gone ones too, by day and key.
pub async fn in_span(
    tx: &mut Tx,
    instansi: InstansiId,
    from: Date,
    to: Date,
) -> Result<Vec<DiscrepancyRow>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(IN_SPAN)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(Row::read).collect()
}

/// Those behind which a cause stands, by day and key.
pub async fn of_cause(tx: &mut Tx, instansi: InstansiId, cause: Uuid) -> Result<Vec<DiscrepancyRow>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_CAUSE).bind(instansi.0).bind(cause).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// Puts the causes of a span of days in the place of those that touched it.
pub async fn replace_causes(
    tx: &mut Tx,
    instansi: InstansiId,
    (from, to): (Date, Date),
    causes: &[CauseRow],
) -> Result<(), StoreError> {
    on_db!(tx, |conn| sqlx::query(DROP_CAUSES)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .execute(conn)
        .await
        .map(drop))?;
    for (sql, piece) in PUT_CAUSE.pieces(tx, causes) {
        on_db!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for cause in piece {
                query = query
                    .bind(instansi.0)
                    .bind(cause.id)
                    .bind(cause.kind.as_str())
                    .bind(cause.speaker.as_str())
                    .bind(cause.origin.as_ref().and_then(|(id, _)| *id))
                    .bind(cause.origin.as_ref().map(|(_, name)| name.as_str()))
                    .bind(cause.unit.map(|unit| unit.0))
                    .bind(cause.from.to_string())
                    .bind(cause.to.to_string())
                    .bind(cause.minutes)
                    .bind(i64::from(cause.days))
                    .bind(&cause.detail)
                    .bind(&cause.detail_en)
                    .bind(cause.found_at.as_microsecond());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// The causes that touch a span of days, by first day.
pub async fn causes(tx: &mut Tx, instansi: InstansiId, from: Date, to: Date) -> Result<Vec<CauseRow>, StoreError> {
    let rows: Vec<StoredCause> = on_db!(tx, |conn| sqlx::query_as(CAUSES)
        .bind(instansi.0)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(conn)
        .await)?;
    rows.into_iter().map(StoredCause::read).collect()
}

/// One cause.
pub async fn cause(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<CauseRow>, StoreError> {
    let row: Option<StoredCause> =
        on_db!(tx, |conn| sqlx::query_as(CAUSE).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(StoredCause::read).transpose()
}
