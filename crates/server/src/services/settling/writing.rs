//! Keeps steps with the corrections that follow, in one transaction, after looking once more whether all is as it was.

use hadir_domain::day::Corrected;
use hadir_domain::ids::{CorrectionId, PersonId};
use hadir_domain::reconcile::{Outcome, SettleStep, SettleWord, Standing};
use hadir_store::corrections::{NewCorrection, RestsOn};
use hadir_store::instansi::Instansi;
use hadir_store::reconcile::discrepancies::{self, DiscrepancyRow};
use hadir_store::reconcile::settlements::{self, NewSettleStep};
use hadir_store::roster::Entry;
use hadir_store::{StoreError, Tx, corrections, dirty};
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::changed_meanwhile;
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::{judging, webhooks};

/// One step about to be kept.
#[derive(Debug, Clone)]
pub(super) struct Prepared {
    /// The discrepancy as it was looked at.
    pub row: DiscrepancyRow,
    /// Where it stood.
    pub before: Standing,
    /// The step.
    pub word: SettleWord,
    /// What has to be corrected.
    pub corrected: Vec<Corrected>,
}

/// Steps of one transaction; more are kept in several.
pub(super) const AT_ONCE: usize = 300;

/// Keeps steps, each of another discrepancy. All of a piece of [`AT_ONCE`] stand or fall together.
///
/// # Errors
///
/// `changed_meanwhile` when a discrepancy is not as it was looked at.
pub(super) async fn write(app: &App, instansi: &Instansi, prepared: Vec<Prepared>) -> Result<(), ServiceError> {
    let corrects = prepared.iter().any(|one| !one.corrected.is_empty());
    for some in prepared.chunks(AT_ONCE) {
        app.db.write(async |tx| write_some(tx, app, instansi, some).await).await?;
    }
    if corrects {
        judging::project(app, instansi).await?;
        app.dirty.notify_one();
    }
    Ok(())
}

async fn write_some(tx: &mut Tx, app: &App, instansi: &Instansi, some: &[Prepared]) -> Result<(), ServiceError> {
    let ids: Vec<Uuid> = some.iter().map(|one| one.row.id).collect();
    let taken = settlements::steps_of(tx, instansi.id, &ids).await?;
    for one in some {
        let now = discrepancies::get(tx, instansi.id, one.row.id).await?.ok_or_else(changed_meanwhile)?;
        let steps = taken.get(&one.row.id).map_or(0, Vec::len);
        let same = now.evidence == one.row.evidence && now.gone_at == one.row.gone_at;
        if !same || steps != one.before.steps as usize {
            return Err(changed_meanwhile());
        }
    }
    let mut steps = Vec::with_capacity(some.len());
    for one in some {
        let mut word = one.word.clone();
        if word.step == SettleStep::Confirm {
            not_superseded(tx, app, instansi, one).await?;
            word.corrections = correct(tx, app, instansi, one).await?;
        }
        let row = &one.row;
        let step = NewSettleStep { discrepancy: row.id, person: row.person, on: row.on, unit: row.unit, word };
        steps.push((step, one.before.clone()));
    }
    let salts: Vec<_> = some.iter().map(|_| app.system.bytes()).collect();
    settlements::add(tx, instansi.id, &steps, &salts).await.map_err(raced)?;
    for (step, _) in steps.iter().filter(|(step, _)| step.word.step == SettleStep::Confirm) {
        let outcome = step.word.outcome.map(Outcome::as_str);
        let data = json!({ "discrepancy": step.discrepancy, "on": step.on, "unit": step.unit, "outcome": outcome });
        webhooks::tell(tx, app, instansi.id, webhooks::DISCREPANCY_SETTLED, &data).await?;
    }
    Ok(())
}

/// A correction that was approved after the proposal was made for a day as it was before.
async fn not_superseded(tx: &mut Tx, app: &App, instansi: &Instansi, one: &Prepared) -> Result<(), ServiceError> {
    let Some(proposal) = &one.before.proposal else { return Err(changed_meanwhile()) };
    let (person, on) = (one.row.person, one.row.on);
    let known = corrections::of_people(tx, instansi.id, &[person], on, on, app.now()).await?;
    if known.iter().any(|known| known.received_at > proposal.at) { Err(changed_meanwhile()) } else { Ok(()) }
}

async fn correct(tx: &mut Tx, app: &App, instansi: &Instansi, one: &Prepared) -> Result<Vec<Uuid>, ServiceError> {
    let (row, word) = (&one.row, &one.word);
    let mut made = Vec::with_capacity(one.corrected.len());
    for corrected in &one.corrected {
        let new = NewCorrection {
            id: CorrectionId(app.system.uuid()),
            person: row.person,
            on: row.on,
            corrected: *corrected,
            punch: None,
            replaces: corrections::head(tx, instansi.id, row.person, row.on, corrected.side()).await?,
            rests_on: RestsOn::Settlement(word.id),
            reference: reference(one),
        };
        let entry = Entry { by_login: word.by.clone(), received_at: word.at, salt: app.system.bytes() };
        corrections::add(tx, instansi.id, &new, &entry).await.map_err(raced)?;
        made.push(new.id.0);
    }
    if !made.is_empty() {
        mark(tx, app, instansi, row.person, row.on).await?;
    }
    Ok(made)
}

/// Neighbouring windows do not turn with a correction, but the day after may begin with a departure of this one.
async fn mark(tx: &mut Tx, app: &App, instansi: &Instansi, person: PersonId, on: Date) -> Result<(), StoreError> {
    let today = app.today(instansi);
    let last = on.tomorrow().unwrap_or(on).min(today.tomorrow().unwrap_or(today));
    dirty::mark_span(tx, instansi.id, person, on.yesterday().unwrap_or(on), last).await
}

/// The settlement in words, as the reasons of the day and the delta of a closed month name it.
fn reference(one: &Prepared) -> String {
    let proposed = one.before.proposal.as_ref().map(|word| word.by.as_str()).unwrap_or_default();
    let (a, b) = (one.row.a.0.indonesian(), one.row.b.0.indonesian());
    let right = match one.word.outcome {
        Some(Outcome::ARight) => format!(", {a} yang benar"),
        Some(Outcome::BRight) => format!(", {b} yang benar"),
        Some(Outcome::BothWrong) => ", keduanya keliru".to_owned(),
        _ => String::new(),
    };
    format!("selisih {a} dan {b}{right}; diusulkan {proposed}, disetujui {}", one.word.by)
}

fn raced(error: StoreError) -> ServiceError {
    match error {
        StoreError::Conflict(_) => changed_meanwhile(),
        other => other.into(),
    }
}
