//! Second looks: some of those a head said to be there are looked at again, soon after, by somebody else.

use hadir_domain::access::Action;
use hadir_domain::audit::Seed;
use hadir_domain::checks::{CheckKind, Seen};
use hadir_domain::cross_checks::{CounterBar, StepKind, counter_barred, looked_again};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::units::Unit;
use hadir_store::checks::{self, Check};
use hadir_store::cross_checks::CrossCheckList;
use hadir_store::cross_checks::steps::{self, CrossCheckStep};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, units};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::answering::CLOCK_AHEAD;
use super::{heads, rule, telling, working_time};
use crate::app::App;
use crate::auth::Caller;
use crate::auth::caller::path;
use crate::services::error::ServiceError;

/// What a drawing says beside whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// Until when somebody may look.
    pub due_at: Timestamp,
    /// When the head says to have seen them.
    pub seen_at: Timestamp,
    /// Who said it.
    pub said_by: Option<PersonId>,
}

/// Second looks that were drawn, and neither done nor missed.
pub fn open(steps: &[CrossCheckStep]) -> Vec<(&CrossCheckStep, Drawing)> {
    let over = |drawn: &CrossCheckStep| {
        steps.iter().any(|step| {
            step.subject == Some(drawn.id) && matches!(step.kind, StepKind::CounterAnswered | StepKind::CounterMissed)
        })
    };
    let drawn = steps.iter().filter(|step| step.kind == StepKind::CounterDrawn && !over(step));
    drawn.filter_map(|step| Some((step, drawing_of(step)?))).collect()
}

/// What a drawing says; `None` for any other step.
pub fn drawing_of(step: &CrossCheckStep) -> Option<Drawing> {
    (step.kind == StepKind::CounterDrawn).then(|| serde_json::from_value(step.content.clone()).ok()).flatten()
}

/// Draws among answers that have just come in; answers how many. What comes in after the working day can no longer be
/// looked at.
///
/// # Errors
///
/// When the database refuses.
pub async fn draw_in(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    list: &CrossCheckList,
    fresh: &[Check],
) -> Result<usize, StoreError> {
    let now = app.now();
    let (Ok(seed), Some(rule)) = (Seed::parse(&list.seed), rule(app, instansi, list.on)) else { return Ok(0) };
    if now >= list.duty.closes_at {
        return Ok(0);
    }
    let time = working_time(app, instansi, list.on, list.on);
    let due_at = time.after(now, rule.counter_minutes).map_or(list.duty.closes_at, |due| due.min(list.duty.closes_at));
    let again = |check: &&Check| {
        check.seen == Seen::Present && looked_again(&seed, list.on, check.person, list.again_of, list.again_in)
    };
    let chosen: Vec<&Check> = fresh.iter().filter(again).collect();
    if chosen.is_empty() {
        return Ok(0);
    }
    let (all, leads) = (units::list(tx, instansi.id).await?, heads::leads(tx, instansi.id, list.on).await?);
    let mut drawn = 0;
    for check in chosen {
        let drawing = Drawing { due_at, seen_at: check.seen_at, said_by: check.by_person };
        let step = CrossCheckStep {
            id: steps::once(check.id, StepKind::CounterDrawn),
            list: list.id,
            unit: list.unit,
            on: list.on,
            kind: StepKind::CounterDrawn,
            person: Some(check.person),
            subject: Some(check.id),
            content: serde_json::to_value(&drawing).map_err(StoreError::corrupt)?,
            by_login: String::new(),
            by_person: None,
            received_at: now,
        };
        if steps::add(tx, instansi.id, &step, app.system.bytes()).await? {
            telling::look_waits(tx, app, instansi, &step, due_at, check.by_person, (&all, &leads)).await?;
            drawn += 1;
        }
    }
    Ok(drawn)
}

/// A second look that waits for the caller.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// The drawing.
    pub step: CrossCheckStep,
    /// What it says.
    pub drawing: Drawing,
}

/// The second looks of today the caller may do.
///
/// # Errors
///
/// When the database does not answer.
pub async fn waiting(app: &App, caller: &Caller) -> Result<Vec<Waiting>, ServiceError> {
    let now = app.now();
    let (id, today) = (caller.id(), caller.today);
    let from = today.checked_sub(1.day()).unwrap_or(today);
    let read = app.db.read(async |tx| {
        let steps = steps::in_span(tx, id, from, today).await?;
        Ok::<_, StoreError>((steps, units::list(tx, id).await?, heads::leads(tx, id, today).await?))
    });
    let (steps, all, leads) = read.await?;
    let reach = caller.units_in_reach(Action::ChecksWrite, &all);
    let within = |unit: UnitId| reach.as_ref().is_none_or(|reach| reach.contains(&unit));
    let found = open(&steps).into_iter().filter(|(step, drawing)| {
        drawing.due_at > now
            && within(step.unit)
            && step.person.is_some_and(|person| bar(caller, &leads, step.unit, person, drawing.said_by).is_none())
    });
    Ok(found.map(|(step, drawing)| Waiting { step: step.clone(), drawing }).collect())
}

/// Why the caller may not look: also who leads the same unit would look at their own office's word.
fn bar(
    caller: &Caller,
    leads: &[heads::Lead],
    unit: UnitId,
    person: PersonId,
    said_by: Option<PersonId>,
) -> Option<CounterBar> {
    let leads_it = leads.iter().any(|lead| lead.unit == unit && lead.account == caller.account.id);
    counter_barred(caller.holder.person, person, said_by).or(leads_it.then_some(CounterBar::OwnWord))
}

/// What somebody saw at a second look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLook {
    /// The key of the check, made by whoever sends it.
    pub id: Uuid,
    /// What was seen.
    pub seen: Seen,
    /// When.
    pub at: Timestamp,
    /// A remark; may be empty.
    pub note: String,
}

/// Keeps a second look. The same again changes nothing.
///
/// # Errors
///
/// `unknown_look`, `own_record`, `own_word`, `look_done`, `look_over`, `future_check`, `before_look`.
pub async fn answer(app: &App, caller: &Caller, drawing: Uuid, new: &NewLook) -> Result<CrossCheckStep, ServiceError> {
    let (now, id) = (app.now(), caller.id());
    let seen_at = if new.at > now && new.at.duration_since(now) <= CLOCK_AHEAD { now } else { new.at };
    app.db
        .write(async |tx| {
            let all = units::list(tx, id).await?;
            let step = steps::get(tx, id, drawing).await?.filter(|step| reaches(caller, &all, step.unit));
            let (step, said) = step.and_then(|step| drawing_of(&step).map(|said| (step, said))).ok_or_else(unknown)?;
            let person = step.person.ok_or_else(unknown)?;
            let leads = heads::leads(tx, id, step.on).await?;
            refuse(bar(caller, &leads, step.unit, person, said.said_by))?;
            if let Some(known) = steps::get(tx, id, steps::once(step.id, StepKind::CounterAnswered)).await? {
                let same = known.content.get("check").and_then(|check| check.as_str()) == Some(&new.id.to_string());
                return if same { Ok(known) } else { Err(done()) };
            }
            let missed = steps::get(tx, id, steps::once(step.id, StepKind::CounterMissed)).await?;
            if now > said.due_at || missed.is_some() {
                return Err(over());
            }
            timely(seen_at, step.received_at, now)?;
            let local = seen_at.to_zoned(caller.instansi.zone.time_zone()).datetime();
            let check = Check {
                id: new.id,
                call: step.id,
                kind: CheckKind::Superior,
                unit: step.unit,
                person,
                seen_at,
                local,
                on: local.date(),
                seen: new.seen,
                site: None,
                note: new.note.clone(),
                by_login: caller.by.clone(),
                by_person: caller.account.person,
                received_at: now,
            };
            checks::add(tx, id, &[check], || app.system.bytes()).await.map_err(|error| match error {
                StoreError::Conflict(_) => done(),
                other => other.into(),
            })?;
            let answered = CrossCheckStep {
                id: steps::once(step.id, StepKind::CounterAnswered),
                kind: StepKind::CounterAnswered,
                subject: Some(step.id),
                content: json!({ "check": new.id, "seen": new.seen }),
                by_login: caller.by.clone(),
                by_person: caller.account.person,
                received_at: now,
                ..step
            };
            steps::add(tx, id, &answered, app.system.bytes()).await?;
            Ok(answered)
        })
        .await
}

fn reaches(caller: &Caller, all: &[Unit], unit: UnitId) -> bool {
    let above = path(all, unit);
    match caller.units_in_reach(Action::ChecksWrite, all) {
        None => true,
        Some(reach) => above.iter().any(|unit| reach.contains(unit)),
    }
}

fn timely(seen_at: Timestamp, drawn_at: Timestamp, now: Timestamp) -> Result<(), ServiceError> {
    if seen_at > now {
        return Err(super::answering::future());
    }
    // A clock that is a little behind is no reason to refuse.
    let earliest = drawn_at.checked_sub(SignedDuration::from_mins(2)).unwrap_or(drawn_at);
    if seen_at < earliest {
        return Err(ServiceError::bad(
            "before_look",
            "Pemeriksaan ulang dihitung sejak namanya terundi. Lihat sekarang, lalu isi lagi.",
            "A second look counts from when the name was drawn. Look now, then enter it.",
        ));
    }
    Ok(())
}

fn refuse(bar: Option<CounterBar>) -> Result<(), ServiceError> {
    match bar {
        None => Ok(()),
        Some(CounterBar::OwnRecord) => Err(ServiceError::forbidden(
            "own_record",
            "Ini tentang Anda sendiri. Biarkan petugas lain yang melihat.",
            "This is about yourself. Let another officer look.",
        )),
        Some(CounterBar::OwnWord) => Err(ServiceError::forbidden(
            "own_word",
            "Pemeriksaan ulang dilakukan orang lain, bukan kepala unitnya. Biarkan petugas lain yang melihat.",
            "A second look is done by somebody else than the head. Let another officer look.",
        )),
    }
}

fn unknown() -> ServiceError {
    ServiceError::not_found(
        "unknown_look",
        "Pemeriksaan ulang itu tidak ada atau di luar wewenang Anda. Muat ulang halaman ini.",
        "There is no such second look, or it is out of your reach. Load this page again.",
    )
}

fn done() -> ServiceError {
    ServiceError::conflict(
        "look_done",
        "Sudah ada yang melihat lagi. Muat ulang halaman ini; tidak ada yang perlu Anda lakukan.",
        "Somebody has looked already. Load this page again; nothing is left to do.",
    )
}

fn over() -> ServiceError {
    ServiceError::conflict(
        "look_over",
        "Waktunya sudah lewat, jadi tidak lagi menguji jawaban kepala unit. Catat sebagai pemeriksaan biasa bila perlu.",
        "The time is over, so it no longer tests what the head said. Write it as an ordinary check if need be.",
    )
}
