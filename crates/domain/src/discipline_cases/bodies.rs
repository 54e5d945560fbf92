//! Who may sit in an examining team or an ethics council.

use super::act::{CaseOpening, CouncilMember, TeamMember};
use super::offices::{Office, PowerTable};
use super::refusal::Refusal;
use super::rule::{CaseRule, CouncilRule};
use super::state::CaseState;
use super::words::{CaseDuty, TeamElement};
use crate::ids::PersonId;
use crate::sanctions::Level;

/// Whether a team may be formed like that.
///
/// # Errors
///
/// Forbidden for ringan; too few; a part is missing; chair or secretary is missing or the same; the person, somebody involved
/// or of lower office sits in it.
///
/// # Legal source
///
/// PP 94/2021 Ps 27, PerBKN 6/2022 Ps 29: atasan langsung, unsur pengawasan, unsur kepegawaian; chair and secretary are
/// members; nobody of lower office than the examined; a superior who is involved is replaced by the next one up. Where the
/// superior is the official who decides, another official named by them sits for that part, so that nobody decides on what
/// they examined.
pub fn check_team(
    opening: &CaseOpening,
    state: &CaseState,
    members: &[TeamMember],
    rule: &CaseRule,
    powers: &PowerTable,
) -> Result<(), Refusal> {
    if state.level == Some(Level::Ringan) {
        return Err(Refusal::NoTeamForRingan);
    }
    if members.len() < usize::from(rule.team_least.value) {
        return Err(Refusal::TeamTooSmall(rule.team_least.value));
    }
    let has = |element| members.iter().any(|one| one.element == element);
    let deciders: Vec<PersonId> = state.with_duty(CaseDuty::Decider).map(|one| one.person).collect();
    let superior_decides = !deciders.is_empty() && deciders.iter().all(|one| state.holds(*one, CaseDuty::Superior));
    let part = if superior_decides { TeamElement::Named } else { TeamElement::Superior };
    for (element, name) in [
        (part, if superior_decides { "pejabat lain yang ditunjuk" } else { "atasan langsung" }),
        (TeamElement::Supervision, "unsur pengawasan (Inspektorat)"),
        (TeamElement::Personnel, "unsur kepegawaian (BKPSDM)"),
    ] {
        if !has(element) {
            return Err(Refusal::TeamLacks(name));
        }
    }
    let is_superior = |one: &TeamMember| state.holds(one.person, CaseDuty::Superior);
    if members.iter().any(|one| one.element == TeamElement::Superior && !is_superior(one)) {
        return Err(Refusal::NobodyAssigned(CaseDuty::Superior));
    }
    let sits = |person: &PersonId| members.iter().any(|one| one.person == *person);
    if !deciders.is_empty() && deciders.iter().all(sits) {
        return Err(Refusal::SpokeBefore);
    }
    chairs(members.iter().map(|one| (one.person, one.chair, one.secretary)))?;
    seats(opening, state, members.iter().map(|one| (one.person, one.office)), Some(powers))
}

/// Whether a council may be formed like that.
///
/// # Errors
///
/// As [`check_team`], and where the number is even though it must be odd.
///
/// # Legal source
///
/// PP 42/2004 Ps 15-18, unconfirmed.
pub fn check_council(
    opening: &CaseOpening,
    state: &CaseState,
    members: &[CouncilMember],
    rule: &CouncilRule,
    powers: &PowerTable,
) -> Result<(), Refusal> {
    chairs(members.iter().map(|one| (one.person, one.chair, one.secretary)))?;
    let others = members.iter().filter(|one| !one.chair && !one.secretary).count();
    if others < usize::from(rule.least_others.value) {
        return Err(Refusal::CouncilTooSmall(rule.least_others.value));
    }
    if rule.odd.value == 1 && members.len().is_multiple_of(2) {
        return Err(Refusal::CouncilEven(members.len()));
    }
    let powers = (rule.not_below.value == 1).then_some(powers);
    seats(opening, state, members.iter().map(|one| (one.person, one.office)), powers)
}

fn chairs(members: impl Iterator<Item = (PersonId, bool, bool)> + Clone) -> Result<(), Refusal> {
    let chairs = members.clone().filter(|(_, chair, _)| *chair).count();
    let secretaries = members.clone().filter(|(_, _, secretary)| *secretary).count();
    let both = members.clone().any(|(_, chair, secretary)| chair && secretary);
    let mut people: Vec<PersonId> = members.map(|(person, ..)| person).collect();
    let count = people.len();
    people.sort_unstable();
    people.dedup();
    if chairs == 1 && secretaries == 1 && !both && people.len() == count {
        Ok(())
    } else {
        Err(Refusal::ChairAndSecretary)
    }
}

fn seats(
    opening: &CaseOpening,
    state: &CaseState,
    members: impl Iterator<Item = (PersonId, Office)>,
    powers: Option<&PowerTable>,
) -> Result<(), Refusal> {
    for (person, office) in members {
        if person == opening.subject {
            return Err(Refusal::OwnCase);
        }
        if state.involved.iter().any(|(_, involved)| *involved == person) {
            return Err(Refusal::Involved);
        }
        match powers.map(|powers| powers.is_lower(office, opening.office)) {
            Some(Some(true)) => return Err(Refusal::LowerOffice(office)),
            Some(None) => return Err(Refusal::UnknownHeight(office)),
            Some(Some(false)) | None => {}
        }
    }
    Ok(())
}
