//! Whether an act may be done now. What was once accepted stays accepted: the fold asks only for stage and duty, so that a
//! calendar or a matrix that changes later unseats nothing.

use jiff::civil::Date;

use super::act::{CaseAct, CaseOpening, Exchange, Punishment, Signature};
use super::bodies::{check_council, check_team};
use super::deciding::{check_decision, check_kind, check_outcome, check_raise};
use super::ground::{Ground, check_days, check_ground, check_recount};
use super::jeopardy::{PastDecision, check_jeopardy};
use super::offices::{Office, PowerTable};
use super::refusal::Refusal;
use super::rule::{CaseTable, CouncilRule, Uncovered};
use super::state::{CaseState, in_order};
use super::step::CaseStep;
use super::words::{CaseDuty, CaseStage, Clock, CloseReason, Outcome};
use super::working::WorkClock;
use crate::people::EmployeeType;
use crate::sanctions::Level;

/// What an act is held against.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// Clocks by date: a term has the length of the day it began on.
    pub rules: &'a CaseTable,
    /// How a council is made up.
    pub council: &'a CouncilRule,
    /// Who holds which power.
    pub powers: &'a PowerTable,
    /// Working days.
    pub clock: WorkClock<'a>,
    /// Today.
    pub today: Date,
    /// Decisions about the same person.
    pub earlier: &'a [PastDecision],
    /// What holds now of the days underneath; `None` where nobody looked.
    pub ground: Option<&'a Ground>,
}

impl Setting<'_> {
    /// The last day of a term that begins on a day, by the rule of that day.
    ///
    /// # Errors
    ///
    /// [`Uncovered`] where rule or calendar do not reach.
    pub fn term(&self, from: Date, clock: Clock) -> Result<Date, Uncovered> {
        Ok(self.clock.after(from, self.rules.on(from)?.days(clock))?)
    }
}

impl CaseState {
    /// The day the punishment comes into force; `None` before it was received, or where there is none.
    ///
    /// # Errors
    ///
    /// [`Uncovered`] where rule or calendar do not reach that day.
    pub fn in_force_on(&self, setting: &Setting) -> Result<Option<Date>, Uncovered> {
        let received = self.received_on.filter(|_| self.decision.is_some() && !self.is_unpunished());
        received.map(|received| setting.term(received, Clock::InForce)).transpose()
    }

    /// The last day to object or appeal; `None` before it was received.
    ///
    /// # Errors
    ///
    /// [`Uncovered`] where rule or calendar do not reach that day.
    pub fn contest_until(&self, opening: &CaseOpening, setting: &Setting) -> Result<Option<Date>, Uncovered> {
        let term = if goes_to_bpasn(opening, self) { Clock::Appeal } else { Clock::Object };
        self.received_on.map(|received| setting.term(received, term)).transpose()
    }

    /// Where it stands today: a decision comes into force by the day alone.
    ///
    /// # Errors
    ///
    /// [`Uncovered`] where rule or calendar do not reach that day.
    pub fn stage(&self, setting: &Setting) -> Result<CaseStage, Uncovered> {
        let in_force = self.in_force_on(setting)?.is_some_and(|on| on <= setting.today);
        if self.by_acts == CaseStage::Received && in_force {
            return Ok(CaseStage::InForce);
        }
        Ok(self.by_acts)
    }
}

/// Whether what was decided is appealed to BPASN: the end of an employment of an ASN.
pub fn goes_to_bpasn(opening: &CaseOpening, state: &CaseState) -> bool {
    let ends = state.punishment.as_ref().and_then(Punishment::sanction).is_some_and(|one| one.ends_employment());
    ends && opening.employee_type != EmployeeType::NonAsn
}

/// Whether a case may be opened.
///
/// # Errors
///
/// [`Refusal`]: no breach is named, nobody is there to examine or verify, it is one's own, a day of attendance is not settled
/// as one without a word, or it was decided already.
pub fn check_opening(opening: &CaseOpening, setting: &Setting) -> Result<(), Refusal> {
    let named = |text: &str| !text.trim().is_empty();
    if opening.breaches.is_empty() || !opening.breaches.iter().all(|one| named(&one.article) && named(&one.text)) {
        return Err(Refusal::NoBreach);
    }
    if opening.by.person == opening.subject || opening.people.iter().any(|one| one.person == opening.subject) {
        return Err(Refusal::OwnCase);
    }
    for duty in [CaseDuty::Superior, CaseDuty::Bkpsdm] {
        if !opening.people.iter().any(|one| one.duty == duty) {
            return Err(Refusal::NobodyAssigned(duty));
        }
    }
    if opening.on > setting.today {
        return Err(Refusal::InFuture(opening.on));
    }
    check_days(opening, setting)?;
    check_jeopardy(opening, setting.earlier)
}

/// Whether an act may be done, given everything that was done before.
///
/// # Errors
///
/// [`Refusal`] names the first thing that stands against it and says what to do instead.
pub fn check(opening: &CaseOpening, acts: &[CaseAct], act: &CaseAct, setting: &Setting) -> Result<(), Refusal> {
    if act.on > setting.today {
        return Err(Refusal::InFuture(act.on));
    }
    let before = in_order(acts).into_iter().filter(|one| (one.on, one.id) < (act.on, act.id));
    let state = before.fold(CaseState::begin(opening), |state, one| state.with(opening, one));
    check_place(opening, &state, act)?;
    check_ground(&state, act, setting)?;
    check_content(opening, &state, act, setting)?;
    let without = CaseState::of(opening, acts).set_aside;
    let with = CaseState::of(opening, acts.iter().chain([act])).set_aside;
    if with.iter().any(|id| !without.contains(id)) {
        return Err(Refusal::OutOfOrder(act.on));
    }
    Ok(())
}

/// Stage, duty, and nobody in their own case.
fn check_place(opening: &CaseOpening, state: &CaseState, act: &CaseAct) -> Result<(), Refusal> {
    let is_subject = act.by.person == opening.subject;
    if act.step.is_own() && !is_subject {
        return Err(Refusal::NotSubject);
    }
    if !act.step.is_own() {
        if is_subject {
            return Err(Refusal::OwnCase);
        }
        let duties = act.step.duties();
        if !duties.iter().any(|duty| state.holds(act.by.person, *duty)) {
            return Err(Refusal::NoDuty(duties.to_vec()));
        }
    }
    if state.by_acts == CaseStage::Closed && !matches!(act.step, CaseStep::Reopen { .. }) {
        return Err(Refusal::Closed);
    }
    match &act.step {
        CaseStep::Assign { assigned } if assigned.person == opening.subject => return Err(Refusal::OwnCase),
        CaseStep::Assign { assigned } if state.involved.contains(&(assigned.duty, assigned.person)) => {
            return Err(Refusal::Involved);
        }
        CaseStep::ClaimReason { .. } if state.ethics.is_some() => return Err(Refusal::AlreadySaid),
        CaseStep::Recommend { .. } if state.ethics.as_ref().is_none_or(|track| track.council.is_empty()) => {
            return Err(Refusal::NobodyAssigned(CaseDuty::Council));
        }
        _ => {}
    }
    if state.takes(opening, act) { Ok(()) } else { Err(Refusal::WrongStage(state.by_acts)) }
}

fn check_content(opening: &CaseOpening, state: &CaseState, act: &CaseAct, setting: &Setting) -> Result<(), Refusal> {
    let (clock, on, who) = (&setting.clock, act.on, act.by.person);
    match &act.step {
        CaseStep::Verify { level, .. } => {
            if who == opening.by.person {
                return Err(Refusal::OpenedIt);
            }
            match (state.by_acts, state.asked_until) {
                (CaseStage::Opened, _) if !opening.origin.was_heard() => Err(Refusal::NotAsked),
                (CaseStage::Asked, Some(until)) if until >= on => Err(Refusal::TimeToExplain(until)),
                _ if level.is_some() => check_jeopardy(opening, setting.earlier),
                _ => Ok(()),
            }
        }
        CaseStep::Ask { until, .. } => {
            let earliest = setting.term(on, Clock::Explain)?;
            if *until < earliest { Err(Refusal::TooSoon(earliest)) } else { Ok(()) }
        }
        CaseStep::Summon { examine_on, .. } => {
            if !clock.works(*examine_on)? {
                return Err(Refusal::DayOff(*examine_on));
            }
            let earliest = match state.summons.last() {
                Some(first) if on <= first.examine_on => return Err(Refusal::FirstNotPassed(first.examine_on)),
                Some(_) => clock.after(on, 1)?,
                None => setting.term(on, Clock::SummonsAhead)?,
            };
            if *examine_on < earliest { Err(Refusal::TooSoon(earliest)) } else { Ok(()) }
        }
        CaseStep::FormTeam { members, .. } => {
            check_team(opening, state, members, setting.rules.on(on)?, setting.powers)
        }
        CaseStep::FormCouncil { members, .. } => {
            check_council(opening, state, members, setting.council, setting.powers)
        }
        CaseStep::Recommend { .. } => {
            let council = state.ethics.iter().flat_map(|track| &track.council);
            if council.clone().any(|one| one.person == who && one.chair) { Ok(()) } else { Err(Refusal::NotChair) }
        }
        CaseStep::Moral { .. } => {
            let issued = state.ethics.as_ref().is_some_and(|track| track.issued.is_some());
            if issued { Err(Refusal::AlreadySaid) } else { Ok(()) }
        }
        CaseStep::FreeFromDuties { .. } if state.level != Some(Level::Berat) => Err(Refusal::OnlyForBerat),
        CaseStep::Examine { exchanges, signatures, .. } => {
            check_examiner(state, act)?;
            check_come(state, on)?;
            check_record(opening, act, exchanges, signatures)
        }
        CaseStep::RecordAbsence { .. } => {
            check_examiner(state, act)?;
            check_come(state, on)
        }
        CaseStep::Report { proposed, .. } => {
            check_examiner(state, act)?;
            if !state.team.is_empty() && !state.team.iter().any(|one| one.person == who && one.chair) {
                return Err(Refusal::NotChair);
            }
            check_kind(opening, proposed)
        }
        CaseStep::Decide { decision } => check_decision(opening, state, act, decision, setting),
        CaseStep::Object { .. } => {
            if state.is_unpunished() {
                return Err(Refusal::WrongStage(state.by_acts));
            }
            if goes_to_bpasn(opening, state) {
                return Err(Refusal::WrongWay { bpasn: true });
            }
            in_time(state.objection.is_some(), state.received_on, on, Clock::Object, setting)
        }
        CaseStep::Appeal { .. } => {
            if !goes_to_bpasn(opening, state) {
                return Err(Refusal::WrongWay { bpasn: false });
            }
            in_time(state.appeal.is_some(), state.received_on, on, Clock::Appeal, setting)
        }
        CaseStep::AnswerObjection { outcome, instead, .. } => {
            let decision = state.decision.as_ref();
            if decision.is_some_and(|one| one.by == who && one.decision.office != Office::Ppk) {
                return Err(Refusal::DecidedIt);
            }
            if state.examined_by.contains(&who) {
                return Err(Refusal::SpokeBefore);
            }
            check_outcome(opening, *outcome, instead.as_ref())?;
            check_raise(opening, state, act, instead.as_ref(), setting)
        }
        CaseStep::Recount { indicated, days, .. } => check_recount(state, *indicated, days, setting),
        CaseStep::ReplyAppeal { .. } if state.replied => Err(Refusal::AlreadySaid),
        CaseStep::DecideAppeal { outcome, instead, .. } => check_outcome(opening, *outcome, instead.as_ref()),
        CaseStep::Review { outcome, instead, .. } => {
            // Nobody makes it heavier by looking again: that is a new case over new days.
            if *outcome == Outcome::Heavier {
                return Err(Refusal::CloseReasonUnfit);
            }
            check_outcome(opening, *outcome, instead.as_ref())
        }
        CaseStep::Close { reason, .. } => check_close(opening, state, act, *reason, setting),
        _ => Ok(()),
    }
}

/// Ringan and sedang without a team: atasan langsung. With a team: its members. Berat: never without.
fn check_examiner(state: &CaseState, act: &CaseAct) -> Result<(), Refusal> {
    let who = act.by.person;
    if state.team.is_empty() {
        if state.level == Some(Level::Berat) {
            return Err(Refusal::TeamNeeded);
        }
        let superior = state.holds(who, CaseDuty::Superior);
        return if superior { Ok(()) } else { Err(Refusal::NoDuty(vec![CaseDuty::Superior])) };
    }
    let member = state.team.iter().any(|one| one.person == who);
    if member { Ok(()) } else { Err(Refusal::NoDuty(vec![CaseDuty::Examiner])) }
}

/// The day the person was summoned to has come.
fn check_come(state: &CaseState, on: Date) -> Result<(), Refusal> {
    match state.summons.last() {
        Some(summons) if on < summons.examine_on => Err(Refusal::TooSoon(summons.examine_on)),
        _ => Ok(()),
    }
}

fn check_record(
    opening: &CaseOpening,
    act: &CaseAct,
    exchanges: &[Exchange],
    signatures: &[Signature],
) -> Result<(), Refusal> {
    let said = |text: &str| !text.trim().is_empty();
    let asked = !exchanges.is_empty() && exchanges.iter().all(|one| said(&one.question) && said(&one.answer));
    let signed = |person| {
        signatures.iter().any(|one| one.person == person && (one.signed || one.reason.as_deref().is_some_and(said)))
    };
    if asked && signed(opening.subject) && signed(act.by.person) { Ok(()) } else { Err(Refusal::RecordIncomplete) }
}

fn in_time(said: bool, received: Option<Date>, on: Date, term: Clock, setting: &Setting) -> Result<(), Refusal> {
    if said {
        return Err(Refusal::AlreadySaid);
    }
    let Some(received) = received else { return Err(Refusal::WrongStage(CaseStage::Decided)) };
    let until = setting.term(received, term)?;
    if on > until { Err(Refusal::TooLate(until)) } else { Ok(()) }
}

fn check_close(
    opening: &CaseOpening,
    state: &CaseState,
    act: &CaseAct,
    reason: CloseReason,
    setting: &Setting,
) -> Result<(), Refusal> {
    let undecided = state.decision.is_none();
    // Whoever opened it does not make it go away alone.
    if undecided && act.by.person == opening.by.person {
        return Err(Refusal::OpenedIt);
    }
    let fits = match reason {
        CloseReason::Explained => undecided && state.explained && state.by_acts == CaseStage::ToVerify,
        CloseReason::Dissolved => undecided && state.is_dissolved(opening),
        CloseReason::NoBreach => {
            let cleared = state.decision.as_ref().is_some_and(|one| one.decision.punishment.level().is_none());
            cleared || (undecided && state.verified_by.is_some() && state.level.is_none())
        }
        CloseReason::MoralOnly => undecided && state.ethics.as_ref().is_some_and(|track| track.issued.is_some()),
        CloseReason::InForce => return check_final(opening, state, act.on, setting),
        CloseReason::Revoked => !undecided && state.is_unpunished(),
        CloseReason::Withdrawn => undecided,
        CloseReason::Left => true,
    };
    if fits { Ok(()) } else { Err(Refusal::CloseReasonUnfit) }
}

fn check_final(opening: &CaseOpening, state: &CaseState, on: Date, setting: &Setting) -> Result<(), Refusal> {
    if state.by_acts != CaseStage::Received || state.is_unpunished() {
        return Err(Refusal::CloseReasonUnfit);
    }
    let in_force = state.in_force_on(setting)?;
    let contested = state.objection.is_some() || state.appeal.is_some();
    let contest = state.contest_until(opening, setting)?.filter(|_| !contested);
    match in_force.max(contest) {
        Some(last) if on < last || (contest == Some(last) && on == last) => Err(Refusal::NotFinal(last)),
        _ => Ok(()),
    }
}
