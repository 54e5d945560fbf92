//! The days a case rests on, as they are judged now. A correction takes days away and never adds any: what is left may weigh
//! less, and nothing ever weighs more by it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::act::{CaseAct, CaseOpening};
use super::check::Setting;
use super::refusal::Refusal;
use super::state::CaseState;
use super::step::CaseStep;
use super::words::{CaseOrigin, CaseStage, CloseReason, Outcome};
use crate::sanctions::Sanction;

/// What holds now of the days underneath a case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ground {
    /// Days that are settled otherwise by now, each with the day on which that was so first.
    pub corrected: BTreeMap<Date, Date>,
    /// Days that wait for a source again; they neither count nor fall away.
    pub waiting: BTreeSet<Date>,
    /// What the ladder says of the days that are left; `None` where nothing.
    pub indicated: Option<Sanction>,
}

/// What fell away from under a case, and what is left of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// Days that fell away. At least one.
    pub gone: BTreeSet<Date>,
    /// Days that are left.
    pub left: BTreeSet<Date>,
    /// What was indicated so far.
    pub before: Option<Sanction>,
    /// What is indicated for what is left; never above what it was.
    pub now: Option<Sanction>,
    /// Since when.
    pub since: Date,
}

impl CaseState {
    /// What fell away since the case was opened, or since somebody wrote it down last; `None` where nothing.
    pub fn drift(&self, ground: &Ground) -> Option<Drift> {
        let gone: BTreeSet<Date> =
            self.days.iter().filter(|day| ground.corrected.contains_key(*day)).copied().collect();
        let since = gone.iter().filter_map(|day| ground.corrected.get(day)).min().copied()?;
        let step = |sanction: Option<Sanction>| sanction.map_or(0, Sanction::step);
        let (before, now) = (self.indicated, ground.indicated);
        Some(Drift {
            left: self.days.difference(&gone).copied().collect(),
            before,
            now: if step(now) < step(before) { now } else { before },
            since,
            gone,
        })
    }

    /// What fell away by the days as the setting knows them, where somebody has to draw a conclusion from it: in every case
    /// that goes on, and in a closed one that punished somebody.
    pub(super) fn undrawn(&self, setting: &Setting) -> Option<Drift> {
        let closed = self.by_acts == CaseStage::Closed && self.decision.is_none();
        if self.is_unpunished() || closed {
            return None;
        }
        self.drift(setting.ground?).filter(|drift| drift.since <= setting.today)
    }
}

/// Whether a recount takes away what fell away and nothing else. Without a word on the days it only never adds.
pub(super) fn check_recount(
    state: &CaseState,
    indicated: Option<Sanction>,
    days: &BTreeSet<Date>,
    setting: &Setting,
) -> Result<(), Refusal> {
    let step = |sanction: Option<Sanction>| sanction.map_or(0, Sanction::step);
    if !days.is_subset(&state.days) || step(indicated) > step(state.indicated) {
        return Err(Refusal::RecountAdds);
    }
    let Some(ground) = setting.ground else { return Ok(()) };
    match state.drift(ground) {
        None => Err(Refusal::NothingFell),
        Some(drift) if drift.left == *days && drift.now == indicated => Ok(()),
        Some(drift) => Err(Refusal::RecountDiffers { left: drift.left, now: drift.now }),
    }
}

/// Nobody verifies, proposes, decides, hands over or looks again over days of which some fell away, on a day on which that
/// was so already.
pub(super) fn check_ground(state: &CaseState, act: &CaseAct, setting: &Setting) -> Result<(), Refusal> {
    let rests = match &act.step {
        CaseStep::Verify { level, .. } => level.is_some(),
        CaseStep::Report { .. } | CaseStep::Decide { .. } | CaseStep::HandOver { .. } | CaseStep::Send { .. } => true,
        CaseStep::AnswerObjection { outcome, .. } | CaseStep::Review { outcome, .. } => *outcome != Outcome::Annulled,
        CaseStep::Close { reason, .. } => *reason == CloseReason::InForce,
        _ => false,
    };
    match state.undrawn(setting).filter(|drift| rests && drift.since <= act.on) {
        Some(drift) => Err(Refusal::RecountFirst(drift.gone)),
        None => Ok(()),
    }
}

/// Whether a case may begin with these days: each is settled and without a word, and an indication still stands.
pub(super) fn check_days(opening: &CaseOpening, setting: &Setting) -> Result<(), Refusal> {
    let Some(ground) = setting.ground else { return Ok(()) };
    let state = CaseState::begin(opening);
    if let Some(drift) = state.drift(ground) {
        return Err(Refusal::NotUnexplained(drift.gone));
    }
    let waiting: BTreeSet<Date> = state.days.intersection(&ground.waiting).copied().collect();
    if !waiting.is_empty() {
        return Err(Refusal::StillWaiting(waiting));
    }
    if opening.origin == CaseOrigin::Indication && state.indicated.is_none() {
        return Err(Refusal::NoIndication);
    }
    Ok(())
}
