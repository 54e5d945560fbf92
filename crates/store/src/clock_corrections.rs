//! What is proposed about a terminal's clock and what officers said of it. Insert-only; each is a sealed record.

use hadir_domain::clocks::{Certainty, ClockCorrection, CorrectionState, Episode, EpisodeKind, Shift, Span};
use hadir_domain::ids::{DeviceId, InstansiId, PersonId};
use hadir_ledger::leaf::RecordKind;
use jiff::Timestamp;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::punches::{Rematch, derive_again, local_text, rematch};
use crate::records::{self, NewRecord};
use crate::roster::Entry;
use crate::statements::statements;
use crate::values;

/// A proposal with what was said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalRow {
    /// Its terminal.
    pub device: DeviceId,
    /// What it says and where it stands.
    pub correction: ClockCorrection,
    /// How many rows it was found in.
    pub rows: u64,
    /// How sure it is.
    pub certainty: Certainty,
    /// What it rests on, Indonesian.
    pub evidence: String,
    /// The same in English.
    pub evidence_en: String,
    /// When it was made.
    pub received_at: Timestamp,
    /// Who decided, when, and what they wrote.
    pub decided: Option<Decided>,
}

/// An officer's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Who.
    pub by_login: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub note: String,
}

macro_rules! proposals {
    ($condition:literal) => {
        concat!(
            "SELECT p.id, p.device_id, p.kind, p.from_local, p.to_local, p.received_from, p.received_to, p.row_count,
                    p.shift_s, p.anchor_local, p.per_day_ms, p.certainty, p.evidence, p.evidence_en, p.received_at,
                    d.decision, d.note, d.by_login AS decided_by, d.received_at AS decided_at, n.id AS replaced_by
               FROM clock_proposals p
               LEFT JOIN clock_decisions d ON d.instansi_id = p.instansi_id AND d.proposal_id = p.id
               LEFT JOIN clock_proposals n ON n.instansi_id = p.instansi_id AND n.replaces = p.id
              WHERE p.instansi_id = $1",
            $condition,
            " ORDER BY p.received_at, p.id"
        )
    };
}

statements! {
    Tenant ADD = "
        INSERT INTO clock_proposals (instansi_id, id, device_id, kind, from_local, to_local, received_from,
                                     received_to, row_count, shift_s, anchor_local, per_day_ms, certainty, evidence,
                                     evidence_en, replaces, by_login, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    Tenant DECIDE = "
        INSERT INTO clock_decisions (instansi_id, proposal_id, id, decision, note, by_login, received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (instansi_id, proposal_id) DO NOTHING";
    Tenant ALL = proposals!("");
    Tenant OF_DEVICE = proposals!(" AND p.device_id = $2");
    Tenant GET = proposals!(" AND p.id = $2");
    Tenant TOUCHES = "
        SELECT COUNT(*) FROM punch_facts
         WHERE instansi_id = $1 AND device_id = $2 AND person_id = $3 AND at_stated = FALSE
           AND local_time >= $4 AND local_time <= $5 AND received_at >= $6 AND received_at <= $7";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    device_id: Uuid,
    kind: String,
    from_local: String,
    to_local: String,
    received_from: i64,
    received_to: i64,
    row_count: i64,
    shift_s: Option<i64>,
    anchor_local: Option<String>,
    per_day_ms: Option<i64>,
    certainty: String,
    evidence: String,
    evidence_en: String,
    received_at: i64,
    decision: Option<String>,
    note: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<i64>,
    replaced_by: Option<Uuid>,
}

impl Row {
    fn read(self) -> Result<ProposalRow, StoreError> {
        let state = match (self.decision.as_deref(), self.replaced_by) {
            (Some(said), _) => CorrectionState::parse(said).ok_or_else(|| StoreError::corrupt("a clock decision"))?,
            (None, Some(_)) => CorrectionState::Replaced,
            (None, None) => CorrectionState::Proposed,
        };
        let shift = match (self.shift_s, &self.anchor_local, self.per_day_ms) {
            (Some(seconds), None, None) => Some(Shift::Constant { seconds }),
            (Some(at_anchor_s), Some(anchor), Some(per_day_ms)) => {
                Some(Shift::Drift { anchor: values::local_time(anchor)?, at_anchor_s, per_day_ms })
            }
            _ => None,
        };
        let decided = match (self.decided_by, self.decided_at, self.note) {
            (Some(by_login), Some(at), Some(note)) => Some(Decided { by_login, at: values::instant(at)?, note }),
            _ => None,
        };
        Ok(ProposalRow {
            device: DeviceId(self.device_id),
            correction: ClockCorrection {
                id: self.id,
                kind: EpisodeKind::parse(&self.kind).ok_or_else(|| StoreError::corrupt("kind of a clock proposal"))?,
                span: Span {
                    from: values::local_time(&self.from_local)?,
                    to: values::local_time(&self.to_local)?,
                    received_from: values::instant(self.received_from)?,
                    received_to: values::instant(self.received_to)?,
                },
                shift,
                state,
            },
            rows: self.row_count.unsigned_abs(),
            certainty: Certainty::parse(&self.certainty)
                .ok_or_else(|| StoreError::corrupt("certainty of a clock proposal"))?,
            evidence: self.evidence,
            evidence_en: self.evidence_en,
            received_at: values::instant(self.received_at)?,
            decided,
        })
    }
}

#[derive(Serialize)]
struct Body<'a> {
    anchor: Option<String>,
    by_login: &'a str,
    certainty: &'a str,
    device: DeviceId,
    evidence: &'a str,
    evidence_en: &'a str,
    from: String,
    id: Uuid,
    kind: &'a str,
    per_day_ms: Option<i64>,
    received_at: Timestamp,
    received_from: Timestamp,
    received_to: Timestamp,
    replaces: Option<Uuid>,
    rows: u64,
    shift_s: Option<i64>,
    to: String,
}

#[derive(Serialize)]
struct DecisionBody<'a> {
    by: &'a str,
    decision: &'a str,
    id: Uuid,
    note: &'a str,
    proposal: Uuid,
    received_at: Timestamp,
}

/// Keeps a proposal, and its leaf; the punches it speaks of are labelled and their days marked.
///
/// # Errors
///
/// [`StoreError::Conflict`] when another proposal already stands in the place of `replaces`.
pub async fn propose(
    tx: &mut Tx,
    instansi: InstansiId,
    id: Uuid,
    device: DeviceId,
    episode: &Episode,
    replaces: Option<Uuid>,
    entry: &Entry,
) -> Result<(), StoreError> {
    let (shift_s, anchor, per_day_ms) = match episode.shift {
        None => (None, None, None),
        Some(Shift::Constant { seconds }) => (Some(seconds), None, None),
        Some(Shift::Drift { anchor, at_anchor_s, per_day_ms }) => {
            (Some(at_anchor_s), Some(local_text(anchor)), Some(per_day_ms))
        }
    };
    let (from, to) = (local_text(episode.span.from), local_text(episode.span.to));
    let body = Body {
        anchor: anchor.clone(),
        by_login: &entry.by_login,
        certainty: episode.certainty.as_str(),
        device,
        evidence: &episode.evidence,
        evidence_en: &episode.evidence_en,
        from: from.clone(),
        id,
        kind: episode.kind.as_str(),
        per_day_ms,
        received_at: entry.received_at,
        received_from: episode.span.received_from,
        received_to: episode.span.received_to,
        replaces,
        rows: episode.rows,
        shift_s,
        to: to.clone(),
    };
    let record = NewRecord::new(id, RecordKind::Clock, entry.salt, values::json_text(&body)?.into_bytes());
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(id)
        .bind(device.0)
        .bind(episode.kind.as_str())
        .bind(&from)
        .bind(&to)
        .bind(episode.span.received_from.as_microsecond())
        .bind(episode.span.received_to.as_microsecond())
        .bind(i64::try_from(episode.rows).unwrap_or(i64::MAX))
        .bind(shift_s)
        .bind(&anchor)
        .bind(per_day_ms)
        .bind(episode.certainty.as_str())
        .bind(&episode.evidence)
        .bind(&episode.evidence_en)
        .bind(replaces)
        .bind(&entry.by_login)
        .bind(entry.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::Clock, &[record]).await?;
    derive_again(tx, instansi, device).await.map(drop)
}

/// Keeps an officer's word, and its leaf; the punches are dated and matched anew and their days marked.
///
/// # Errors
///
/// [`StoreError::Conflict`] when somebody decided before.
pub async fn decide(
    tx: &mut Tx,
    instansi: InstansiId,
    proposal: &ProposalRow,
    id: Uuid,
    confirmed: bool,
    note: &str,
    entry: &Entry,
) -> Result<(), StoreError> {
    let decision = if confirmed { CorrectionState::Confirmed } else { CorrectionState::Rejected }.as_str();
    let body = DecisionBody {
        by: &entry.by_login,
        decision,
        id,
        note,
        proposal: proposal.correction.id,
        received_at: entry.received_at,
    };
    let record = NewRecord::new(id, RecordKind::Clock, entry.salt, values::json_text(&body)?.into_bytes());
    let rows = on_db!(tx, |conn| sqlx::query(DECIDE)
        .bind(instansi.0)
        .bind(proposal.correction.id)
        .bind(id)
        .bind(decision)
        .bind(note)
        .bind(&entry.by_login)
        .bind(entry.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await?
        .rows_affected());
    if rows == 0 {
        return Err(StoreError::conflict("somebody has decided on this proposal"));
    }
    records::keep(tx, instansi, RecordKind::Clock, &[record]).await?;
    derive_again(tx, instansi, proposal.device).await?;
    rematch(tx, instansi, &Rematch::Device(proposal.device)).await.map(drop)
}

/// Every proposal, oldest first.
pub async fn all(tx: &mut Tx, instansi: InstansiId) -> Result<Vec<ProposalRow>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(ALL).bind(instansi.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// The proposals about one terminal, oldest first.
pub async fn of_device(tx: &mut Tx, instansi: InstansiId, device: DeviceId) -> Result<Vec<ProposalRow>, StoreError> {
    let rows: Vec<Row> =
        on_db!(tx, |conn| sqlx::query_as(OF_DEVICE).bind(instansi.0).bind(device.0).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// One proposal.
pub async fn get(tx: &mut Tx, instansi: InstansiId, id: Uuid) -> Result<Option<ProposalRow>, StoreError> {
    let row: Option<Row> = on_db!(tx, |conn| sqlx::query_as(GET).bind(instansi.0).bind(id).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// How many punches of a person a proposal speaks of.
pub async fn touches(
    tx: &mut Tx,
    instansi: InstansiId,
    proposal: &ProposalRow,
    person: PersonId,
) -> Result<u64, StoreError> {
    let span = &proposal.correction.span;
    let (from, to) = (local_text(span.from), local_text(span.to));
    let (count,): (i64,) = on_db!(tx, |conn| sqlx::query_as(TOUCHES)
        .bind(instansi.0)
        .bind(proposal.device.0)
        .bind(person.0)
        .bind(&from)
        .bind(&to)
        .bind(span.received_from.as_microsecond())
        .bind(span.received_to.as_microsecond())
        .fetch_one(conn)
        .await)?;
    Ok(count.unsigned_abs())
}
