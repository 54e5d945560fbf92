//! Who may decide what: the matrix, four eyes, and kinds that fit the employment.

use super::act::{CaseAct, CaseOpening, Decision, Punishment};
use super::check::Setting;
use super::jeopardy::check_jeopardy;
use super::refusal::Refusal;
use super::state::CaseState;
use super::words::{CaseDuty, Outcome};
use crate::people::EmployeeType;
use crate::sanctions::Level;

pub(super) fn check_kind(opening: &CaseOpening, punishment: &Punishment) -> Result<(), Refusal> {
    let appointed = matches!(opening.employee_type, EmployeeType::Pns | EmployeeType::Cpns);
    match punishment {
        Punishment::Listed { sanction } if !sanction.fits(opening.employee_type) => Err(Refusal::WrongKind),
        Punishment::ByContract { .. } if appointed => Err(Refusal::ListedOnly),
        _ => Ok(()),
    }
}

/// Who decides holds the power over the level, and for sedang and berat has neither reported, verified nor examined. For
/// ringan the law has the direct superior do all of it alone (PP 94/2021 Ps 27); anybody else is kept apart there too.
pub(super) fn check_decision(
    opening: &CaseOpening,
    state: &CaseState,
    act: &CaseAct,
    decision: &Decision,
    setting: &Setting,
) -> Result<(), Refusal> {
    let who = act.by.person;
    let level = decision.punishment.level().or(state.level).unwrap_or(Level::Ringan);
    let office = state.with_duty(CaseDuty::Decider).find(|one| one.person == who).map(|one| one.office);
    let superior = state.holds(who, CaseDuty::Superior);
    let (subject, of, powers) = (opening.office, opening.employee_type, setting.powers);
    let held = office
        .filter(|office| *office == decision.office)
        .and_then(|office| powers.may_punish(office, superior, subject, of, level, act.on));
    if held.is_none() {
        let who = powers.who_may_punish(subject, of, level, act.on).iter().map(|power| power.holder).collect();
        return Err(Refusal::NoPower { subject, level, who });
    }
    let alone_by_law = level == Level::Ringan && superior;
    let spoke = state.examined_by.contains(&who)
        || state.report.as_ref().is_some_and(|report| report.by == who)
        || state.verified_by == Some(who)
        || opening.by.person == who;
    if spoke && !alone_by_law {
        return Err(Refusal::SpokeBefore);
    }
    if level == Level::Berat && decision.punishment.level().is_some() && state.team.is_empty() {
        return Err(Refusal::TeamNeeded);
    }
    check_kind(opening, &decision.punishment)?;
    if decision.punishment.level().is_some() { check_jeopardy(opening, setting.earlier) } else { Ok(()) }
}

pub(super) fn check_outcome(
    opening: &CaseOpening,
    outcome: Outcome,
    instead: Option<&Punishment>,
) -> Result<(), Refusal> {
    match (outcome, instead) {
        (Outcome::Lighter | Outcome::Heavier | Outcome::Changed, None) => Err(Refusal::InsteadMissing),
        (_, Some(punishment)) => check_kind(opening, punishment),
        _ => Ok(()),
    }
}

/// Whoever answers with a higher level than was decided holds the power over it, and berat was examined by a team.
pub(super) fn check_raise(
    opening: &CaseOpening,
    state: &CaseState,
    act: &CaseAct,
    instead: Option<&Punishment>,
    setting: &Setting,
) -> Result<(), Refusal> {
    let Some(level) = instead.and_then(Punishment::level) else { return Ok(()) };
    if Some(level) <= state.punishment.as_ref().and_then(Punishment::level) {
        return Ok(());
    }
    let office = state.with_duty(CaseDuty::ObjectionAuthority).find(|one| one.person == act.by.person);
    let (subject, of, powers) = (opening.office, opening.employee_type, setting.powers);
    let held = office.and_then(|one| powers.may_punish(one.office, false, subject, of, level, act.on));
    if held.is_none() {
        let who = powers.who_may_punish(subject, of, level, act.on).iter().map(|power| power.holder).collect();
        return Err(Refusal::NoPower { subject, level, who });
    }
    if level == Level::Berat && state.team.is_empty() { Err(Refusal::TeamNeeded) } else { Ok(()) }
}
