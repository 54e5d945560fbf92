//! How discrepancies end: the steps somebody took, each a record, and the list of discrepancies with where they stand.

mod listing;

use std::collections::HashMap;

use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_domain::reconcile::{Outcome, Says, SettleStep, SettleWord, Standing};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

pub(crate) use self::listing::{COUNTS, LIST};
pub use self::listing::{Counted, ListFilter, Listed, Position, StateFilter, counts, list};

use crate::bulk::InList;
use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// A step on its way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSettleStep {
    /// About which discrepancy.
    pub discrepancy: Uuid,
    /// Whose day.
    pub person: PersonId,
    /// Which day.
    pub on: Date,
    /// The unit served in.
    pub unit: UnitId,
    /// The step.
    pub word: SettleWord,
}

#[derive(Serialize)]
struct Body<'a> {
    bundle: Option<Uuid>,
    by_login: &'a str,
    by_person: Option<PersonId>,
    corrections: &'a [Uuid],
    day_on: Date,
    discrepancy: Uuid,
    evidence: [u8; 32],
    id: Uuid,
    ordinal: u32,
    outcome: Option<Outcome>,
    owner: Option<&'a str>,
    person: PersonId,
    reason: &'a str,
    received_at: Timestamp,
    says: Says,
    step: SettleStep,
    unit: UnitId,
}

statements! {
    Tenant ADD = "
        INSERT INTO settlement_steps (instansi_id, id, discrepancy_id, ordinal, person_id, day_on, unit_id, step, owner,
                                      outcome, evidence, arrived, departed, status, corrections, bundle_id, reason,
                                      by_login, by_person, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)";
    Tenant PUT_HEAD = "
        INSERT INTO settlement_heads (instansi_id, discrepancy_id, owner, outcome, proposed_by, proposed_evidence,
                                      bundle_id, settled_evidence)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (instansi_id, discrepancy_id) DO UPDATE SET owner = EXCLUDED.owner, outcome = EXCLUDED.outcome,
               proposed_by = EXCLUDED.proposed_by, proposed_evidence = EXCLUDED.proposed_evidence,
               bundle_id = EXCLUDED.bundle_id, settled_evidence = EXCLUDED.settled_evidence";
    Tenant STEP = "
        SELECT discrepancy_id, id, step, owner, outcome, evidence, arrived, departed, status, corrections, bundle_id,
               reason, by_login, by_person, received_at
          FROM settlement_steps WHERE instansi_id = $1 AND id = $2";
    Tenant OF_BUNDLE = "
        SELECT discrepancy_id FROM settlement_steps
         WHERE instansi_id = $1 AND bundle_id = $2 AND step = $3 ORDER BY day_on, discrepancy_id";
    Tenant WAITING_OF_BUNDLE = "
        SELECT discrepancy_id FROM settlement_heads
         WHERE instansi_id = $1 AND bundle_id = $2 AND proposed_evidence IS NOT NULL ORDER BY discrepancy_id";
}

pub(crate) static STEPS_OF: InList = InList::new(
    "SELECT discrepancy_id, id, step, owner, outcome, evidence, arrived, departed, status, corrections, bundle_id, \
     reason, by_login, by_person, received_at FROM settlement_steps WHERE instansi_id = $1 AND discrepancy_id IN",
    2,
    "ORDER BY discrepancy_id, ordinal",
);

#[derive(FromRow)]
struct Row {
    discrepancy_id: Uuid,
    id: Uuid,
    step: String,
    owner: Option<String>,
    outcome: Option<String>,
    evidence: Vec<u8>,
    arrived: Option<String>,
    departed: Option<String>,
    status: Option<String>,
    corrections: String,
    bundle_id: Option<Uuid>,
    reason: String,
    by_login: String,
    by_person: Option<Uuid>,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<(Uuid, SettleWord), StoreError> {
        let local = |text: Option<String>| text.as_deref().map(values::local_time).transpose();
        let status = self.status.map(|code| code.parse().map_err(StoreError::corrupt)).transpose()?;
        let word = SettleWord {
            id: self.id,
            step: SettleStep::parse(&self.step).ok_or_else(|| StoreError::corrupt("step of a settlement"))?,
            owner: self.owner,
            outcome: self.outcome.map(|code| outcome(&code)).transpose()?,
            evidence: values::hash32(self.evidence)?,
            says: Says { arrived: local(self.arrived)?, left: local(self.departed)?, status },
            corrections: values::json(&self.corrections)?,
            bundle: self.bundle_id,
            reason: self.reason,
            by: self.by_login,
            by_person: self.by_person.map(PersonId),
            at: values::instant(self.received_at)?,
        };
        Ok((self.discrepancy_id, word))
    }
}

fn outcome(code: &str) -> Result<Outcome, StoreError> {
    Outcome::parse(code).ok_or_else(|| StoreError::corrupt("outcome of a settlement"))
}

/// Keeps steps, each of another discrepancy, with what stood before it; and their leaves.
///
/// # Errors
///
/// [`StoreError::Conflict`] when a key is taken, or another step of a discrepancy came in between.
pub async fn add(
    tx: &mut Tx,
    instansi: InstansiId,
    steps: &[(NewSettleStep, Standing)],
    salts: &[Salt],
) -> Result<(), StoreError> {
    let mut kept = Vec::with_capacity(steps.len());
    for ((new, before), salt) in steps.iter().zip(salts) {
        let word = &new.word;
        let body = Body {
            bundle: word.bundle,
            by_login: &word.by,
            by_person: word.by_person,
            corrections: &word.corrections,
            day_on: new.on,
            discrepancy: new.discrepancy,
            evidence: word.evidence,
            id: word.id,
            ordinal: before.steps,
            outcome: word.outcome,
            owner: word.owner.as_deref(),
            person: new.person,
            reason: &word.reason,
            received_at: word.at,
            says: word.says,
            step: word.step,
            unit: new.unit,
        };
        let record = NewRecord::new(word.id, RecordKind::Settlement, *salt, values::json_text(&body)?.into_bytes());
        let corrections = values::json_text(&word.corrections)?;
        on_db!(tx, |conn| sqlx::query(ADD)
            .bind(instansi.0)
            .bind(word.id)
            .bind(new.discrepancy)
            .bind(i64::from(before.steps))
            .bind(new.person.0)
            .bind(new.on.to_string())
            .bind(new.unit.0)
            .bind(word.step.as_str())
            .bind(word.owner.as_deref())
            .bind(word.outcome.map(Outcome::as_str))
            .bind(word.evidence.as_slice())
            .bind(word.says.arrived.map(|at| at.to_string()))
            .bind(word.says.left.map(|at| at.to_string()))
            .bind(word.says.status.map(|status| status.as_str()))
            .bind(&corrections)
            .bind(word.bundle)
            .bind(&word.reason)
            .bind(&word.by)
            .bind(word.by_person.map(|person| person.0))
            .bind(word.at.as_microsecond())
            .bind(record.leaf.as_slice())
            .execute(conn)
            .await
            .map(drop))?;
        put_head(tx, instansi, new.discrepancy, &before.clone().with(word)).await?;
        kept.push(record);
    }
    records::keep(tx, instansi, RecordKind::Settlement, &kept).await
}

async fn put_head(tx: &mut Tx, instansi: InstansiId, discrepancy: Uuid, head: &Standing) -> Result<(), StoreError> {
    let proposal = head.proposal.as_ref();
    on_db!(tx, |conn| sqlx::query(PUT_HEAD)
        .bind(instansi.0)
        .bind(discrepancy)
        .bind(head.owner.as_deref())
        .bind(proposal.and_then(|word| word.outcome).map(Outcome::as_str))
        .bind(proposal.map(|word| word.by.as_str()))
        .bind(proposal.map(|word| word.evidence.as_slice()))
        .bind(proposal.and_then(|word| word.bundle))
        .bind(head.settled.as_ref().map(|word| word.evidence.as_slice()))
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The step of a key with the discrepancy it is about; to know a repeated request.
pub async fn step(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<(Uuid, SettleWord)>, StoreError> {
    let row: Option<Row> =
        on_db!(tx, |conn| sqlx::query_as(STEP).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The steps of discrepancies, each in their order.
pub async fn steps_of(
    tx: &mut Tx,
    instansi: InstansiId,
    discrepancies: &[Uuid],
) -> Result<HashMap<Uuid, Vec<SettleWord>>, StoreError> {
    let mut found: HashMap<Uuid, Vec<SettleWord>> = HashMap::new();
    for (sql, piece) in STEPS_OF.pieces(discrepancies) {
        let rows: Vec<Row> = on_db!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(instansi.0);
            for id in piece {
                query = query.bind(*id);
            }
            query.fetch_all(conn).await
        })?;
        for row in rows {
            let (discrepancy, word) = row.read()?;
            found.entry(discrepancy).or_default().push(word);
        }
    }
    Ok(found)
}

/// The discrepancies a step of a bundle was taken about.
pub async fn of_bundle(
    tx: &mut Tx,
    instansi: InstansiId,
    bundle: Uuid,
    step: SettleStep,
) -> Result<Vec<Uuid>, StoreError> {
    let rows: Vec<(Uuid,)> = on_db!(tx, |conn| sqlx::query_as(OF_BUNDLE)
        .bind(instansi.0)
        .bind(bundle)
        .bind(step.as_str())
        .fetch_all(conn)
        .await)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The discrepancies of a bundle whose proposal nobody has spoken to yet.
pub async fn waiting_of_bundle(tx: &mut Tx, instansi: InstansiId, bundle: Uuid) -> Result<Vec<Uuid>, StoreError> {
    let rows: Vec<(Uuid,)> =
        on_db!(tx, |conn| sqlx::query_as(WAITING_OF_BUNDLE).bind(instansi.0).bind(bundle).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
