//! The list of tolerance zones: entries as they were proposed, and what was said to them. Both are records.

use std::collections::HashMap;

use hadir_domain::ids::{InstansiId, PersonId, SiteId, ZoneEntryId};
use hadir_domain::sites::Network;
use hadir_domain::zones::{ZoneEntry, ZoneState, ZoneStep};
use hadir_ledger::leaf::{RecordKind, Salt};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Tx, on_db};
use crate::error::StoreError;
use crate::records::{self, NewRecord};
use crate::statements::statements;
use crate::values;

/// An entry on its way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewZone {
    /// Its key, made by whoever sent it.
    pub id: ZoneEntryId,
    /// Which site.
    pub site: SiteId,
    /// Weak or none.
    pub network: Network,
    /// Why.
    pub reason: String,
    /// First day.
    pub from_on: Date,
    /// By this day somebody looks again.
    pub review_on: Date,
    /// Who proposes it.
    pub by_login: String,
    /// The person behind that login.
    pub by_person: Option<PersonId>,
    /// When.
    pub received_at: Timestamp,
}

/// A word about an entry on its way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewZoneStep {
    /// Its key, made by whoever sent it.
    pub id: Uuid,
    /// About which entry.
    pub zone: ZoneEntryId,
    /// What.
    pub step: ZoneStep,
    /// The last day it holds, for an end.
    pub ended_on: Option<Date>,
    /// Why.
    pub reason: String,
    /// Who.
    pub by_login: String,
    /// The person behind that login.
    pub by_person: Option<PersonId>,
    /// When.
    pub received_at: Timestamp,
}

statements! {
    Tenant ADD = "
        INSERT INTO tolerance_zones (instansi_id, id, site_id, network, reason, from_on, review_on, by_login, by_person,
                                     received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    Tenant STEP = "
        INSERT INTO tolerance_zone_steps (instansi_id, zone_id, kind, id, step, ended_on, reason, by_login, by_person,
                                          received_at, commitment)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    Tenant LIST = "
        SELECT id, site_id, network, reason, from_on, review_on, by_login, by_person, received_at FROM tolerance_zones
         WHERE instansi_id = $1 ORDER BY received_at, id";
    Tenant STEPS = "
        SELECT zone_id, id, step, ended_on, by_login, received_at FROM tolerance_zone_steps
         WHERE instansi_id = $1 ORDER BY received_at, id";
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    site_id: Uuid,
    network: String,
    reason: String,
    from_on: String,
    review_on: String,
    by_login: String,
    by_person: Option<Uuid>,
    received_at: i64,
}

impl Row {
    fn read(self) -> Result<ZoneEntry, StoreError> {
        Ok(ZoneEntry {
            id: ZoneEntryId(self.id),
            site: SiteId(self.site_id),
            network: Network::parse(&self.network).ok_or_else(|| StoreError::corrupt("network of a zone"))?,
            reason: self.reason,
            from_on: values::date(&self.from_on)?,
            review_on: values::date(&self.review_on)?,
            proposed_by: self.by_login,
            proposed_person: self.by_person.map(PersonId),
            proposed_at: values::instant(self.received_at)?,
            state: ZoneState::Proposed,
            decided: None,
            ended_on: None,
        })
    }
}

#[derive(FromRow)]
struct StepRow {
    zone_id: Uuid,
    id: Uuid,
    step: String,
    ended_on: Option<String>,
    by_login: String,
    received_at: i64,
}

/// Keeps a proposed entry, and its leaf.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the key is taken or there is no such site.
pub async fn add(tx: &mut Tx, instansi: InstansiId, new: &NewZone, salt: Salt) -> Result<(), StoreError> {
    let record = NewRecord::new(new.id.0, RecordKind::ToleranceZone, salt, values::json_text(new)?.into_bytes());
    on_db!(tx, |conn| sqlx::query(ADD)
        .bind(instansi.0)
        .bind(new.id.0)
        .bind(new.site.0)
        .bind(new.network.as_str())
        .bind(&new.reason)
        .bind(new.from_on.to_string())
        .bind(new.review_on.to_string())
        .bind(&new.by_login)
        .bind(new.by_person.map(|person| person.0))
        .bind(new.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, RecordKind::ToleranceZone, &[record]).await
}

/// Keeps what was said to an entry, and its leaf. The caller marks the days concerned.
///
/// # Errors
///
/// [`StoreError::Conflict`] when the same kind of word was said before.
pub async fn step(tx: &mut Tx, instansi: InstansiId, new: &NewZoneStep, salt: Salt) -> Result<(), StoreError> {
    let (kind, record_kind) = match new.step {
        ZoneStep::Approve | ZoneStep::Reject => ("decision", RecordKind::Decision),
        ZoneStep::End => ("end", RecordKind::ToleranceZone),
    };
    let record = NewRecord::new(new.id, record_kind, salt, values::json_text(new)?.into_bytes());
    on_db!(tx, |conn| sqlx::query(STEP)
        .bind(instansi.0)
        .bind(new.zone.0)
        .bind(kind)
        .bind(new.id)
        .bind(new.step.as_str())
        .bind(new.ended_on.map(|on| on.to_string()))
        .bind(&new.reason)
        .bind(&new.by_login)
        .bind(new.by_person.map(|person| person.0))
        .bind(new.received_at.as_microsecond())
        .bind(record.leaf.as_slice())
        .execute(conn)
        .await
        .map(drop))?;
    records::keep(tx, instansi, record_kind, &[record]).await
}

/// Every entry as it was known at a moment, oldest first.
pub async fn list(tx: &mut Tx, instansi: InstansiId, as_of: Timestamp) -> Result<Vec<ZoneEntry>, StoreError> {
    let rows: Vec<Row> = on_db!(tx, |conn| sqlx::query_as(LIST).bind(instansi.0).fetch_all(conn).await)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let steps: Vec<StepRow> = on_db!(tx, |conn| sqlx::query_as(STEPS).bind(instansi.0).fetch_all(conn).await)?;
    let mut found = rows.into_iter().map(Row::read).collect::<Result<Vec<ZoneEntry>, StoreError>>()?;
    let place: HashMap<Uuid, usize> = found.iter().enumerate().map(|(place, zone)| (zone.id.0, place)).collect();
    for step in steps {
        let Some(zone) = place.get(&step.zone_id).and_then(|place| found.get_mut(*place)) else { continue };
        let at = values::instant(step.received_at)?;
        if at > as_of {
            continue;
        }
        match ZoneStep::parse(&step.step).ok_or_else(|| StoreError::corrupt("step of a zone"))? {
            ZoneStep::Approve => (zone.state, zone.decided) = (ZoneState::Approved, Some((step.by_login, at))),
            ZoneStep::Reject => (zone.state, zone.decided) = (ZoneState::Rejected, Some((step.by_login, at))),
            ZoneStep::End => zone.ended_on = values::date_or_none(step.ended_on.as_deref())?,
        }
    }
    found.retain(|zone| zone.proposed_at <= as_of);
    Ok(found)
}

/// The key of the word that was said to an entry, by kind of word; to know a repeated request.
pub async fn step_id(
    tx: &mut Tx,
    instansi: InstansiId,
    id: ZoneEntryId,
    is_end: bool,
) -> Result<Option<Uuid>, StoreError> {
    let steps: Vec<StepRow> = on_db!(tx, |conn| sqlx::query_as(STEPS).bind(instansi.0).fetch_all(conn).await)?;
    let of_kind = |step: &StepRow| step.zone_id == id.0 && (step.step == ZoneStep::End.as_str()) == is_end;
    Ok(steps.into_iter().find(of_kind).map(|step| step.id))
}
