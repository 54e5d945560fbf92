//! Keeps what was found for all sources together, so that it can be listed, settled and counted over time.

use std::collections::HashSet;

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::reconcile::{Cause, Discrepancy, Tally, Value};
use hadir_store::StoreError;
use hadir_store::instansi::Instansi;
use hadir_store::reconcile::discrepancies::{self, CauseRow, DiscrepancyRow};
use hadir_store::reconcile::match_days::{self, MatchDay};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Ask, Reconciled, answer, run};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::requesting::workdays_after;
use crate::services::webhooks;

/// The key of a disagreement: the same person and day, the same key.
pub fn discrepancy_id(person: PersonId, on: Date) -> Uuid {
    key_of(&Sha256::digest(format!("hadir-discrepancy\n{person}\n{on}").as_bytes()))
}

/// A key that follows from a hash.
pub(super) fn key_of(hash: &[u8]) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Compares all sources of a span and puts the result in the place of what stood there. Disagreements that are no
/// longer found stay with the moment they went.
///
/// # Errors
///
/// As [`run`].
pub async fn refresh(app: &App, instansi: &Instansi, from: Date, to: Date) -> Result<Reconciled, ServiceError> {
    let now = app.now();
    let found = run(app, instansi, Ask { from, to, unit: None, speakers: None }).await?;
    let today = instansi.date_of(now);
    let due = workdays_after(app, instansi, today, u16::from(found.rule.settle_workdays));
    let Rows { days, discrepancies: rows, causes } = rows(&found, now, due);
    app.db
        .write(async |tx| {
            let still: HashSet<Uuid> = rows.iter().map(|row| row.id).collect();
            let known = discrepancies::in_span(tx, instansi.id, from, to).await?;
            let gone: Vec<Uuid> = known
                .iter()
                .filter(|row| row.gone_at.is_none() && !still.contains(&row.id))
                .map(|row| row.id)
                .collect();
            discrepancies::gone(tx, instansi.id, &gone, now).await?;
            discrepancies::put(tx, instansi.id, &rows).await?;
            discrepancies::replace_causes(tx, instansi.id, (from, to), &causes).await?;
            match_days::replace(tx, instansi.id, (from, to), &days).await?;
            let before: HashSet<Uuid> = known.iter().filter(|row| row.gone_at.is_none()).map(|row| row.id).collect();
            let new = still.difference(&before).count();
            if new > 0 {
                let data = json!({ "from": from, "to": to, "new": new, "open": still.len(), "gone": gone.len() });
                webhooks::tell(tx, app, instansi.id, webhooks::DISCREPANCIES_FOUND, &data).await?;
            }
            let data = rates(&found);
            webhooks::tell(tx, app, instansi.id, webhooks::MATCH_RATE_DAY, &data).await?;
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(found)
}

/// What was found, as it is kept.
pub struct Rows {
    /// The table of each unit and day.
    pub days: Vec<MatchDay>,
    /// The disagreements.
    pub discrepancies: Vec<DiscrepancyRow>,
    /// What stands behind them.
    pub causes: Vec<CauseRow>,
}

/// Turns what was found into rows, found now and to be settled by a day.
pub fn rows(of: &Reconciled, now: Timestamp, due_on: Date) -> Rows {
    let causes: Vec<CauseRow> = of.found.causes.iter().map(|one| cause_row(of, one, now)).collect();
    let discrepancies = of.found.discrepancies.iter().map(|one| row(of, one, &causes, now, due_on)).collect();
    let day = |((unit, on), tally): (&(u32, Date), &Tally)| {
        Some(MatchDay { unit: unit_id(of, *unit)?, on: *on, tally: *tally, computed_at: now })
    };
    Rows { days: of.found.tallies.iter().filter_map(day).collect(), discrepancies, causes }
}

/// The table of the span, one entry an OPD: numerator, denominator and rate.
fn rates(of: &Reconciled) -> Json {
    let answer = answer(of);
    let units: Vec<Json> = answer
        .units
        .iter()
        .map(|unit| {
            json!({
                "code": unit.code, "matched": unit.matched, "due": unit.due, "both_silent": unit.both_silent,
                "excluded": unit.excluded, "rate": unit.rate
            })
        })
        .collect();
    json!({ "from": of.ask.from, "to": of.ask.to, "units": units })
}

fn unit_id(of: &Reconciled, number: u32) -> Option<UnitId> {
    of.scene.units.get(number as usize).map(|unit| unit.id)
}

fn row(of: &Reconciled, one: &Discrepancy, causes: &[CauseRow], now: Timestamp, due_on: Date) -> DiscrepancyRow {
    let text = |value: &Option<Value>| value.as_ref().map(Value::text);
    let (a, b) = ((one.a.0, text(&one.a.1)), (one.b.0, text(&one.b.1)));
    let said = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".into());
    let evidence = format!(
        "hadir-evidence-v1\n{}\n{}\n{}\n{}\n{}",
        one.kind.as_str(),
        a.0.as_str(),
        said(&a.1),
        b.0.as_str(),
        said(&b.1)
    );
    let proposal = one.proposal.as_ref();
    DiscrepancyRow {
        id: discrepancy_id(one.person, one.on),
        person: one.person,
        on: one.on,
        unit: unit_id(of, one.unit).unwrap_or(UnitId(Uuid::nil())),
        kind: one.kind,
        a,
        b,
        also: one.also.clone(),
        detail: one.detail.clone(),
        detail_en: one.detail_en.clone(),
        cause: one.cause.and_then(|number| causes.get(number)).map(|cause| cause.id),
        proposal: proposal.map(|proposal| proposal.outcome),
        because: proposal.map(|proposal| proposal.because.clone()).unwrap_or_default(),
        because_en: proposal.map(|proposal| proposal.because_en.clone()).unwrap_or_default(),
        evidence: Sha256::digest(evidence.as_bytes()).into(),
        found_at: now,
        due_on,
        gone_at: None,
    }
}

fn cause_row(of: &Reconciled, one: &Cause, now: Timestamp) -> CauseRow {
    let origin = one.origin.and_then(|number| of.scene.origins.get(number as usize));
    let unit = one.unit.and_then(|number| unit_id(of, number));
    let people: Vec<String> = one.people.iter().map(ToString::to_string).collect();
    // Follows from what it is and where it begins, so that it stays the same while it goes on.
    let text = format!(
        "hadir-cause\n{}\n{}\n{}\n{}\n{}\n{}",
        one.kind.as_str(),
        one.speaker.as_str(),
        origin.map(|origin| origin.name.as_str()).unwrap_or_default(),
        unit.map(|unit| unit.to_string()).unwrap_or_default(),
        people.join(","),
        one.from
    );
    CauseRow {
        id: key_of(&Sha256::digest(text.as_bytes())),
        kind: one.kind,
        speaker: one.speaker,
        origin: origin.map(|origin| (origin.id, origin.name.clone())),
        unit,
        from: one.from,
        to: one.to,
        minutes: one.minutes.map(i64::from),
        days: one.days,
        detail: one.detail.clone(),
        detail_en: one.detail_en.clone(),
        found_at: now,
    }
}
