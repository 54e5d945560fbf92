//! What is due next, by whom and until when; and who let a term run out.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::act::{CaseAct, CaseOpening, Punishment};
use super::check::{Setting, goes_to_bpasn};
use super::rule::{CaseRule, Uncovered};
use super::state::{CaseState, in_order};
use super::words::{CaseDuty, CaseStage, Clock, DueWhat};
use super::working::WorkClock;
use crate::codes::codes;
use crate::hours::RuleRef;
use crate::ids::PersonId;
use crate::sanctions::Level;

codes!(
    /// How a term stands.
    Urgency {
        /// Time is left.
        Running = "berjalan",
        /// It ends soon.
        Soon = "segera",
        /// It ran out.
        Overdue = "lewat",
        /// It ran out some time ago and is put before the next one up.
        Escalated = "dieskalasi",
    }
);

/// Something that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What.
    pub what: DueWhat,
    /// Whose duty; `None` for the person, whose right it is, and for BPASN.
    pub duty: Option<CaseDuty>,
    /// Who has that duty now, by name. Empty where nobody was assigned yet.
    pub who: Vec<PersonId>,
    /// The last day; always a working day, but the day an examination was set for.
    pub until: Option<Date>,
    /// How it stands. What is the person's is never overdue: silence decides nothing.
    pub urgency: Urgency,
    /// To whom it goes once it is put before the next one up.
    pub above: Option<CaseDuty>,
    /// Where the length of the term stands.
    pub rule: Option<Arc<RuleRef>>,
}

/// A term an official let run out, or a decision below what was proposed: a *possible* case about that official, never one by
/// itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lapse {
    /// What was due.
    pub what: DueWhat,
    /// Whose duty.
    pub duty: CaseDuty,
    /// Who had it.
    pub who: Vec<PersonId>,
    /// The last day.
    pub due_on: Date,
    /// When it was done after all.
    pub done_on: Option<Date>,
    /// Whether it is a decision below the level that was proposed.
    pub too_light: bool,
}

impl Lapse {
    /// The ground, as press quotes it: PP 94/2021 Ps 26(1) and 28 for who must summon, examine and report, Ps 24(2) for who
    /// must punish. `None` where no article is known.
    pub fn ground(&self) -> Option<&'static str> {
        match self.duty {
            CaseDuty::Superior | CaseDuty::Examiner => Some("PP 94/2021 Ps 26(1) dan Ps 28"),
            CaseDuty::Decider => Some("PP 94/2021 Ps 24(2)"),
            _ => None,
        }
    }
}

/// Who is next above a duty, within the case.
fn above(duty: CaseDuty) -> CaseDuty {
    match duty {
        CaseDuty::Decider | CaseDuty::ObjectionAuthority => CaseDuty::ObjectionAuthority,
        _ => CaseDuty::Decider,
    }
}

/// What is due on a day, the most pressing first.
///
/// # Errors
///
/// [`Uncovered`] where rule or calendar do not reach a term's end.
pub fn next_steps(opening: &CaseOpening, state: &CaseState, setting: &Setting) -> Result<Vec<Due>, Uncovered> {
    let desk = Desk { opening, state, setting };
    let mut due = desk.main()?;
    due.extend(desk.corrected()?);
    if state.by_acts != CaseStage::Closed {
        due.extend(desk.beside()?);
    }
    due.sort_by_key(|one| (std::cmp::Reverse(one.urgency), one.until.unwrap_or(Date::MAX)));
    Ok(due)
}

struct Desk<'a> {
    opening: &'a CaseOpening,
    state: &'a CaseState,
    setting: &'a Setting<'a>,
}

impl Desk<'_> {
    fn main(&self) -> Result<Vec<Due>, Uncovered> {
        use CaseDuty::{Bkpsdm, Council, Decider, ObjectionAuthority, OfficeHead, Superior};
        let (state, today) = (self.state, self.setting.today);
        let since = state.since;
        let one = match state.by_acts {
            CaseStage::Closed => return Ok(Vec::new()),
            CaseStage::Opened if self.opening.origin.was_heard() => {
                self.term(DueWhat::Verify, Bkpsdm, since, Clock::Verify)?
            }
            CaseStage::Opened => self.term(DueWhat::Ask, Superior, since, Clock::Summon)?,
            CaseStage::Asked => match state.asked_until {
                Some(until) if until < today => self.term(DueWhat::Verify, Bkpsdm, until, Clock::Verify)?,
                until => self.right(DueWhat::Explain, until),
            },
            CaseStage::ToVerify if self.is_to_close() => self.term(DueWhat::Close, Bkpsdm, since, Clock::Verify)?,
            CaseStage::ToVerify => self.term(DueWhat::Verify, Bkpsdm, since, Clock::Verify)?,
            CaseStage::AtHead => self.term(DueWhat::HeadLook, OfficeHead, since, Clock::HeadLook)?,
            CaseStage::AtCouncil if state.ethics.as_ref().is_none_or(|track| track.council.is_empty()) => {
                self.term(DueWhat::FormCouncil, Decider, since, Clock::HeadLook)?
            }
            CaseStage::AtCouncil => self.term(DueWhat::Recommend, Council, since, Clock::CouncilLook)?,
            CaseStage::Verified => self.term(DueWhat::Summon, Superior, since, Clock::Summon)?,
            CaseStage::Summoned | CaseStage::SummonedAgain => return self.summoned(),
            CaseStage::Examined | CaseStage::NotAppeared => {
                self.term(DueWhat::Report, self.examining(), since, Clock::Report)?
            }
            CaseStage::Reported => self.term(DueWhat::Decide, Decider, since, Clock::Decide)?,
            CaseStage::Decided if state.is_unpunished() => self.term(DueWhat::Close, Bkpsdm, since, Clock::Verify)?,
            CaseStage::Decided => self.term(DueWhat::HandOver, Decider, since, Clock::HandOver)?,
            CaseStage::ToSend if state.sent_on.is_none() => self.term(DueWhat::Send, Decider, since, Clock::Send)?,
            CaseStage::ToSend => return Ok(Vec::new()),
            CaseStage::Received | CaseStage::InForce => return self.received(),
            CaseStage::Objected => {
                self.term(DueWhat::AnswerObjection, ObjectionAuthority, since, Clock::AnswerObjection)?
            }
            CaseStage::Appealed => return self.appealed(),
            CaseStage::Review => self.term(DueWhat::Review, Decider, since, Clock::Decide)?,
        };
        Ok(vec![one])
    }

    fn summoned(&self) -> Result<Vec<Due>, Uncovered> {
        let Some(summons) = self.state.summons.last() else { return Ok(Vec::new()) };
        let (on, first) = (summons.examine_on, self.state.summons.len() == 1);
        if self.setting.today <= on {
            return Ok(vec![self.due(DueWhat::Examine, Some(self.examining()), Some(on), None)?]);
        }
        Ok(vec![if first {
            self.term(DueWhat::SummonAgain, CaseDuty::Superior, on, Clock::SecondSummons)?
        } else {
            self.term(DueWhat::RecordAbsence, self.examining(), on, Clock::Report)?
        }])
    }

    fn received(&self) -> Result<Vec<Due>, Uncovered> {
        let state = self.state;
        if state.is_unpunished() {
            return Ok(vec![self.term(DueWhat::Close, CaseDuty::Bkpsdm, state.since, Clock::Verify)?]);
        }
        let contested = state.objection.is_some() || state.appeal.is_some();
        let until = state.contest_until(self.opening, self.setting)?;
        if let Some(until) = until.filter(|until| !contested && self.setting.today <= *until) {
            let bpasn = goes_to_bpasn(self.opening, state);
            return Ok(vec![self.right(if bpasn { DueWhat::Appeal } else { DueWhat::Object }, Some(until))]);
        }
        let from = state.in_force_on(self.setting)?.unwrap_or(state.since);
        Ok(vec![self.term(DueWhat::Close, CaseDuty::Bkpsdm, from, Clock::Verify)?])
    }

    fn appealed(&self) -> Result<Vec<Due>, Uncovered> {
        let since = self.state.since;
        let mut due = vec![self.right(DueWhat::DecideAppeal, Some(self.setting.term(since, Clock::DecideAppeal)?))];
        if !self.state.replied {
            due.push(self.term(DueWhat::ReplyAppeal, CaseDuty::Decider, since, Clock::ReplyAppeal)?);
        }
        Ok(due)
    }

    /// What is due because days underneath were settled otherwise: to write down what is left, or to take a closed case up
    /// again in which somebody was punished for such a day.
    fn corrected(&self) -> Result<Option<Due>, Uncovered> {
        let Some(drift) = self.state.undrawn(self.setting) else { return Ok(None) };
        let closed = self.state.by_acts == CaseStage::Closed;
        let what = if closed { DueWhat::Reopen } else { DueWhat::Recount };
        self.term(what, CaseDuty::Bkpsdm, drift.since, Clock::Verify).map(Some)
    }

    /// What is due beside the stage.
    fn beside(&self) -> Result<Vec<Due>, Uncovered> {
        let state = self.state;
        let mut due = Vec::new();
        let before = matches!(state.by_acts, CaseStage::Verified | CaseStage::Summoned | CaseStage::SummonedAgain);
        if before && state.level == Some(Level::Berat) && state.team.is_empty() {
            let until = match state.summons.last() {
                Some(summons) => summons.examine_on,
                None => self.setting.term(state.since, Clock::Summon)?,
            };
            due.push(self.due(DueWhat::FormTeam, Some(CaseDuty::Decider), Some(until), None)?);
        }
        let moral = state.ethics.as_ref().filter(|track| track.recommended.is_some() && track.issued.is_none());
        if moral.is_some() {
            due.push(self.due(DueWhat::Moral, Some(CaseDuty::Decider), None, None)?);
        }
        Ok(due)
    }

    /// Whether what is left is to end the case: the reason holds, the ground fell away, or there is no breach.
    fn is_to_close(&self) -> bool {
        let state = self.state;
        state.ethics.as_ref().is_some_and(|track| track.accepted())
            || state.is_dissolved(self.opening)
            || (state.verified_by.is_some() && state.level.is_none() && !state.recounted)
    }

    fn examining(&self) -> CaseDuty {
        if self.state.team.is_empty() { CaseDuty::Superior } else { CaseDuty::Examiner }
    }

    fn term(&self, what: DueWhat, duty: CaseDuty, from: Date, clock: Clock) -> Result<Due, Uncovered> {
        let until = self.setting.term(from, clock)?;
        self.due(what, Some(duty), Some(until), self.setting.rules.on(from)?.article(clock).cloned())
    }

    fn right(&self, what: DueWhat, until: Option<Date>) -> Due {
        let who = if what == DueWhat::DecideAppeal { Vec::new() } else { vec![self.opening.subject] };
        Due { what, duty: None, who, until, urgency: Urgency::Running, above: None, rule: None }
    }

    fn due(
        &self,
        what: DueWhat,
        duty: Option<CaseDuty>,
        until: Option<Date>,
        rule: Option<Arc<RuleRef>>,
    ) -> Result<Due, Uncovered> {
        let who = duty.map(|duty| self.named(duty)).unwrap_or_default();
        let urgency = until.map_or(Ok(Urgency::Running), |until| self.urgency(until))?;
        Ok(Due { what, duty, who, until, urgency, above: duty.map(above), rule })
    }

    /// Who is meant by a duty: of several who may decide the one who did, else those with the power over the level at hand.
    fn named(&self, duty: CaseDuty) -> Vec<PersonId> {
        let state = self.state;
        let all: Vec<PersonId> = state.with_duty(duty).map(|one| one.person).collect();
        if duty != CaseDuty::Decider {
            return all;
        }
        if let Some(decision) = &state.decision {
            return vec![decision.by];
        }
        let proposed = state.report.as_ref().and_then(|report| report.proposed.level());
        let Some(level) = proposed.or(state.level) else { return all };
        let (opening, setting) = (self.opening, self.setting);
        let (office, of) = (opening.office, opening.employee_type);
        let able = state.with_duty(duty).filter(|one| {
            let superior = state.holds(one.person, CaseDuty::Superior);
            setting.powers.may_punish(one.office, superior, office, of, level, setting.today).is_some()
        });
        let able: Vec<PersonId> = able.map(|one| one.person).collect();
        if able.is_empty() { all } else { able }
    }

    fn urgency(&self, until: Date) -> Result<Urgency, Uncovered> {
        let today = self.setting.today;
        urgency(self.setting.rules.on(today)?, &self.setting.clock, until, today)
    }
}

/// How a term stands on a day.
///
/// # Errors
///
/// [`Uncovered`] where the calendar does not reach.
pub fn urgency(rule: &CaseRule, clock: &WorkClock, until: Date, today: Date) -> Result<Urgency, Uncovered> {
    Ok(if today > until {
        let late = clock.between(until, today)?;
        if late >= rule.days(Clock::Escalate).max(1) { Urgency::Escalated } else { Urgency::Overdue }
    } else if clock.between(today, until)? <= rule.days(Clock::Remind) {
        Urgency::Soon
    } else {
        Urgency::Running
    })
}

/// Who let which term run out in a case, whether it was done later or not, in the order of the terms.
///
/// # Errors
///
/// [`Uncovered`] where rule or calendar do not reach a term's end.
///
/// # Legal source
///
/// PP 94/2021 Ps 26 and 28: a superior who does not summon, examine and report is punished more heavily than the breach
/// deserved. Ps 24(2): so is an official who does not punish, or not as the breach deserves, by their own superior and after
/// an examination. What comes out here is a reason to look, named; a case about it is opened by somebody, or not.
pub fn lapses(opening: &CaseOpening, acts: &[CaseAct], setting: &Setting) -> Result<Vec<Lapse>, Uncovered> {
    let acts = in_order(acts);
    let mut found: BTreeMap<(Date, DueWhat), Lapse> = BTreeMap::new();
    let mut state = CaseState::begin(opening);
    for place in 0..=acts.len() {
        let next = acts.get(place);
        let until = next.map_or(setting.today, |act| act.on.min(setting.today));
        let then = Setting { today: until, ..*setting };
        for due in next_steps(opening, &state, &then)? {
            let (Some(duty), Some(due_on)) = (due.duty, due.until) else { continue };
            if due.urgency >= Urgency::Overdue {
                let done_on = next.map(|act| act.on);
                let lapse = Lapse { what: due.what, duty, who: due.who, due_on, done_on, too_light: false };
                found.insert((due_on, due.what), lapse);
            }
        }
        if let Some(act) = next {
            state = state.with(opening, act);
        }
    }
    let mut lapses: Vec<Lapse> = found.into_values().collect();
    lapses.extend(too_light(&state));
    Ok(lapses)
}

/// A decision below the level the report proposed.
fn too_light(state: &CaseState) -> Option<Lapse> {
    let (report, decided) = (state.report.as_ref()?, state.decision.as_ref()?);
    let level = |punishment: &Punishment| punishment.level();
    (level(&decided.decision.punishment) < level(&report.proposed)).then(|| Lapse {
        what: DueWhat::Decide,
        duty: CaseDuty::Decider,
        who: vec![decided.by],
        due_on: decided.on,
        done_on: Some(decided.on),
        too_light: true,
    })
}
