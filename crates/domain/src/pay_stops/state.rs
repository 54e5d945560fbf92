//! Where the acts leave it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use uuid::Uuid;

use super::{PayStopAct, PayStopDuty, PayStopStage, PayStopStep};
use crate::ids::PersonId;

/// What is due next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayStopDue {
    /// Whose duty.
    pub duty: PayStopDuty,
    /// Since when it waits. The law gives no term; the pay of the next month does.
    pub since: Date,
}

/// Where it stands. Nothing at all before it was notified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayStopState {
    /// The stage.
    pub stage: Option<PayStopStage>,
    /// Since when.
    pub since: Date,
    /// The days in a row.
    pub days: BTreeSet<Date>,
    /// Who reported it.
    pub notified_by: Option<PersonId>,
    /// Who verified.
    pub verified_by: Option<PersonId>,
    /// First day without pay: the first of the month after the decision.
    pub stopped_from: Option<Date>,
    /// Day of the decision to pay again.
    pub resumed_on: Option<Date>,
    /// Whether the days were settled otherwise after the stop: the KPA is to look again; nothing changes by itself.
    pub dissolved: bool,
    /// Acts without a place.
    pub set_aside: Vec<Uuid>,
}

impl PayStopState {
    /// Folds the acts about one person, in the order of their days and keys.
    pub fn of<'a>(subject: PersonId, acts: impl IntoIterator<Item = &'a PayStopAct>) -> Self {
        let begin = Self {
            stage: None,
            since: Date::MIN,
            days: BTreeSet::new(),
            notified_by: None,
            verified_by: None,
            stopped_from: None,
            resumed_on: None,
            dissolved: false,
            set_aside: Vec::new(),
        };
        in_order(acts).into_iter().fold(begin, |state, act| state.with(subject, act))
    }

    /// Whether an act has its place.
    pub(super) fn takes(&self, subject: PersonId, act: &PayStopAct) -> bool {
        use PayStopDuty::{Bkpsdm, Kpa, Reporter};
        use PayStopStage as S;
        // Handing a duty on moves nothing; who may is looked at where duties are.
        if matches!(act.step, PayStopStep::Assign { .. }) {
            return act.person != subject && self.stage.is_some();
        }
        let (duty, stages): (_, &[Option<S>]) = match act.step {
            PayStopStep::Notify { .. } => (Reporter, &[None, Some(S::Dropped), Some(S::Resumed)]),
            PayStopStep::Verify { .. } => (Bkpsdm, &[Some(S::Notified)]),
            PayStopStep::Pass { .. } => (Bkpsdm, &[Some(S::Verified)]),
            PayStopStep::Decide { .. } => (Kpa, &[Some(S::AtKpa)]),
            PayStopStep::ProposeResume { .. } => (Reporter, &[Some(S::Stopped)]),
            PayStopStep::Resume { .. } => (Kpa, &[Some(S::Proposed)]),
            PayStopStep::Dissolve { .. } => {
                (Bkpsdm, &[Some(S::Notified), Some(S::Verified), Some(S::AtKpa), Some(S::Stopped), Some(S::Proposed)])
            }
            PayStopStep::Assign { .. } => return false,
        };
        let apart = match act.step {
            PayStopStep::Verify { .. } => self.notified_by != Some(act.person),
            PayStopStep::Decide { .. } => self.notified_by != Some(act.person) && self.verified_by != Some(act.person),
            _ => true,
        };
        act.person != subject && act.duty == duty && stages.contains(&self.stage) && apart && act.on >= self.since
    }

    pub(super) fn with(mut self, subject: PersonId, act: &PayStopAct) -> Self {
        if !self.takes(subject, act) {
            self.set_aside.push(act.id);
            return self;
        }
        let stage = match &act.step {
            PayStopStep::Assign { .. } => return self,
            PayStopStep::Notify { days, .. } => {
                self.days.clone_from(days);
                self.notified_by = Some(act.person);
                (self.verified_by, self.stopped_from, self.resumed_on, self.dissolved) = (None, None, None, false);
                PayStopStage::Notified
            }
            PayStopStep::Verify { stands, .. } => {
                self.verified_by = Some(act.person);
                if *stands { PayStopStage::Verified } else { PayStopStage::Dropped }
            }
            PayStopStep::Pass { .. } => PayStopStage::AtKpa,
            PayStopStep::Decide { stop: true, .. } => {
                self.stopped_from = month_after(act.on);
                PayStopStage::Stopped
            }
            PayStopStep::Decide { .. } => PayStopStage::Dropped,
            PayStopStep::ProposeResume { .. } => PayStopStage::Proposed,
            PayStopStep::Resume { resume: true, .. } => {
                self.resumed_on = Some(act.on);
                PayStopStage::Resumed
            }
            PayStopStep::Resume { .. } => PayStopStage::Stopped,
            PayStopStep::Dissolve { .. } => {
                self.dissolved = true;
                match self.stage {
                    // Only the KPA takes back what the KPA decided.
                    Some(PayStopStage::Stopped | PayStopStage::Proposed) => PayStopStage::Proposed,
                    _ => PayStopStage::Dropped,
                }
            }
        };
        (self.stage, self.since) = (Some(stage), act.on);
        self
    }

    /// Who has the next word.
    pub fn due(&self) -> Option<PayStopDue> {
        let duty = match self.stage? {
            PayStopStage::Notified | PayStopStage::Verified => PayStopDuty::Bkpsdm,
            PayStopStage::AtKpa | PayStopStage::Proposed => PayStopDuty::Kpa,
            PayStopStage::Stopped | PayStopStage::Resumed | PayStopStage::Dropped => return None,
        };
        Some(PayStopDue { duty, since: self.since })
    }

    /// Whether the pay of a month is stopped, by its first day.
    pub fn is_stopped_in(&self, month: Date) -> bool {
        self.stopped_from.is_some_and(|from| from <= month) && self.resumed_on.is_none_or(|on| month < on)
    }
}

/// The first day of the month after a day.
fn month_after(on: Date) -> Option<Date> {
    on.last_of_month().tomorrow().ok()
}

/// Each act once, by day and key.
pub(super) fn in_order<'a>(acts: impl IntoIterator<Item = &'a PayStopAct>) -> Vec<&'a PayStopAct> {
    let mut acts: Vec<&PayStopAct> = acts.into_iter().collect();
    acts.sort_by_key(|act| (act.on, act.id));
    let mut seen = BTreeSet::new();
    acts.retain(|act| seen.insert(act.id));
    acts
}
