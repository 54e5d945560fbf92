//! Until when each step of a stop of pay is due, and who let a term run out.

use std::sync::Arc;

use jiff::civil::Date;

use super::state::in_order;
use super::{PayStopAct, PayStopDuty, PayStopOpening, PayStopStage, PayStopState, holders};
use crate::discipline_cases::{CaseTable, Clock, Uncovered, Urgency, WorkClock, urgency};
use crate::hours::RuleRef;
use crate::ids::PersonId;

/// A term, open or done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayStopTerm {
    /// The stage in which it ran.
    pub stage: PayStopStage,
    /// Whose duty.
    pub duty: PayStopDuty,
    /// Who had it.
    pub who: Option<PersonId>,
    /// Since when.
    pub since: Date,
    /// Its last day.
    pub until: Date,
    /// When it was done; `None` while it is open.
    pub done_on: Option<Date>,
    /// How it stands, or stood when it was done.
    pub urgency: Urgency,
    /// Where its length stands.
    pub rule: Option<Arc<RuleRef>>,
}

impl PayStopTerm {
    /// Whether it ran out.
    pub fn is_lapsed(&self) -> bool {
        self.urgency >= Urgency::Overdue
    }
}

/// What terms are counted with.
#[derive(Debug, Clone, Copy)]
pub struct PayTerms<'a> {
    /// How long they are, by date.
    pub rules: &'a CaseTable,
    /// Working days.
    pub clock: WorkClock<'a>,
    /// Today.
    pub today: Date,
}

/// Every term of a stop of pay in its order; the last may be open.
///
/// The law gives no length: it says only that the stop holds from the month after the decision. The lengths are figures of the
/// pack `proses_disiplin`, proposed and unconfirmed.
///
/// # Errors
///
/// [`Uncovered`] where rule or calendar do not reach its end.
pub fn terms(opening: &PayStopOpening, acts: &[PayStopAct], by: &PayTerms) -> Result<Vec<PayStopTerm>, Uncovered> {
    let acts = in_order(acts);
    let mut found = Vec::new();
    let mut open: Option<PayStopTerm> = None;
    for place in 1..=acts.len() {
        let (done, act) = (&acts[..place], acts[place - 1]);
        let state = PayStopState::of(opening.subject, done.iter().copied());
        let due = state.due();
        let moved = match (&open, due) {
            (None, None) => false,
            (Some(term), Some(due)) => Some(term.stage) != state.stage || term.since != due.since,
            _ => true,
        };
        if moved {
            if let Some(term) = open.take() {
                found.push(PayStopTerm { done_on: Some(act.on), urgency: how(by, term.until, act.on)?, ..term });
            }
            if let (Some(due), Some(stage)) = (due, state.stage) {
                open = Some(begin(by, stage, due.duty, due.since)?);
            }
        }
        if let Some(term) = &mut open {
            term.who = holders(opening, done.iter().copied()).get(&term.duty).copied();
        }
    }
    found.extend(open);
    Ok(found)
}

fn begin(by: &PayTerms, stage: PayStopStage, duty: PayStopDuty, since: Date) -> Result<PayStopTerm, Uncovered> {
    let clock = match stage {
        PayStopStage::Notified => Clock::PayVerify,
        PayStopStage::Verified => Clock::PayPass,
        _ => Clock::PayDecide,
    };
    let rule = by.rules.on(since)?;
    let until = by.clock.after(since, rule.days(clock))?;
    Ok(PayStopTerm {
        stage,
        duty,
        who: None,
        since,
        until,
        done_on: None,
        urgency: how(by, until, by.today)?,
        rule: rule.article(clock).cloned(),
    })
}

fn how(by: &PayTerms, until: Date, on: Date) -> Result<Urgency, Uncovered> {
    urgency(by.rules.on(on)?, &by.clock, until, on)
}
