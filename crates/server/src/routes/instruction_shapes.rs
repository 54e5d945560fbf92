//! What routes of instructions and explanations answer.

use std::collections::BTreeMap;

use hadir_domain::follow_ups::{FollowUpStep, barred, is_possible as may_say};
use hadir_domain::ids::PersonId;
use hadir_domain::instructions::{InstructionStep, is_possible};
use hadir_domain::origins::Origin;
use hadir_domain::people::Person;
use hadir_domain::units::Unit;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::shapes::{PersonRef, UnitRef};
use crate::auth::Caller;
use crate::auth::caller::path;
use crate::services::following_up::FollowUp;
use crate::services::instructing::{self, Instruction};

/// The occasion something began on.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OriginRef {
    /// `sidak`, `visit`, `apel` or `first_day`.
    pub kind: String,
    /// Which.
    pub id: Uuid,
}

impl From<Origin> for OriginRef {
    fn from(origin: Origin) -> Self {
        Self { kind: origin.kind.as_str().to_owned(), id: origin.id }
    }
}

/// One word said about an instruction.
#[derive(Debug, Serialize, ToSchema)]
pub struct InstructionSaid {
    /// `progress`, `done`, `verified`, `returned` or `cancelled`.
    step: String,
    text: String,
    by_login: String,
    #[schema(value_type = String)]
    at: Timestamp,
}

/// An instruction with everything said about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct InstructionItem {
    /// Its key.
    id: Uuid,
    origin: OriginRef,
    unit: Option<UnitRef>,
    /// What is to be done.
    text: String,
    /// Who answers for it.
    owner: Option<PersonRef>,
    given_on: String,
    due_on: String,
    by_login: String,
    /// `given`, `under_way`, `said_done`, `verified` or `cancelled`.
    state: String,
    /// Whether it is past its day.
    overdue: bool,
    words: Vec<InstructionSaid>,
    /// What the caller may say now.
    can: Vec<String>,
}

impl InstructionItem {
    /// As the caller sees it.
    pub fn of(one: &Instruction, units: &[Unit], names: &BTreeMap<PersonId, Person>, caller: &Caller) -> Self {
        let reaches = |step: InstructionStep| {
            let reach = caller.units_in_reach(instructing::right_of(step), units);
            reach.is_none_or(|reach| reach.contains(&one.unit))
        };
        let can = InstructionStep::ALL.iter().filter(|step| is_possible(**step, one.state) && reaches(**step));
        Self {
            id: one.id,
            origin: one.origin.into(),
            unit: units.iter().find(|unit| unit.id == one.unit).map(UnitRef::from),
            text: one.text.clone(),
            owner: one.owner.and_then(|owner| names.get(&owner)).map(PersonRef::from),
            given_on: one.given_on.to_string(),
            due_on: one.due_on.to_string(),
            by_login: one.by_login.clone(),
            state: one.state.as_str().to_owned(),
            overdue: one.is_overdue(caller.today),
            words: one
                .words
                .iter()
                .map(|word| InstructionSaid {
                    step: word.step.as_str().to_owned(),
                    text: word.text.clone(),
                    by_login: word.by_login.clone(),
                    at: word.at,
                })
                .collect(),
            can: can.map(|step| step.as_str().to_owned()).collect(),
        }
    }
}

/// Instructions: late ones first, then open ones, then the others.
#[derive(Debug, Serialize, ToSchema)]
pub struct InstructionList {
    /// The instructions.
    pub items: Vec<InstructionItem>,
    /// Whether the caller may instruct some office.
    pub can_instruct: bool,
    /// Whether the caller answers for some office.
    pub can_answer: bool,
}

/// An instruction to be given.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewInstructionItem {
    /// Made by the page; sending it again changes nothing.
    pub id: Uuid,
    /// On which occasion.
    pub origin: OriginRef,
    /// Code or key of the office.
    pub unit: String,
    /// What is to be done.
    pub text: String,
    /// Who answers for it.
    pub owner: Option<Uuid>,
    /// By when, `YYYY-MM-DD`.
    pub due: Option<String>,
}

/// A word about an instruction.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewInstructionStep {
    /// Made by the page; sending it again changes nothing.
    pub id: Uuid,
    /// `progress`, `done`, `verified`, `returned` or `cancelled`.
    pub step: String,
    /// In words.
    #[serde(default)]
    pub text: String,
}

/// One word said about an explanation.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowUpSaid {
    /// `explain`, `accept`, `to_council`, `to_discipline` or `withdraw`.
    step: String,
    text: String,
    /// Photos and papers, by the hash of their bytes.
    files: Vec<String>,
    by_login: String,
    #[schema(value_type = String)]
    at: Timestamp,
}

/// An explanation that was asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowUpItem {
    /// Its key.
    id: Uuid,
    origin: OriginRef,
    person: Option<PersonRef>,
    unit: Option<UnitRef>,
    /// The day it is about.
    on: String,
    /// What was found.
    found: String,
    #[schema(value_type = String)]
    asked_at: Timestamp,
    /// Until when the person has time.
    answer_until: String,
    /// By when whoever has the word is to speak.
    due_on: Option<String>,
    /// `asked`, `silent`, `explained`, `at_council`, `at_discipline`, `accepted` or `withdrawn`.
    state: String,
    /// Whether whoever has the word is late; never the person.
    overdue: bool,
    words: Vec<FollowUpSaid>,
    /// What the caller may say now.
    can: Vec<String>,
}

impl FollowUpItem {
    /// As the caller sees it; `own` for the person who was asked.
    pub fn of(one: &FollowUp, units: &[Unit], names: &BTreeMap<PersonId, Person>, caller: &Caller, own: bool) -> Self {
        let (login, person, today) = (caller.by.as_str(), caller.account.person, caller.today);
        let may = |step: &FollowUpStep| {
            (*step == FollowUpStep::Explain) == own
                && may_say(*step, &one.course, today)
                && barred(*step, one.person, &one.course, login, person).is_none()
                && (own || decides(caller, units, one, today))
        };
        let day = |date: Option<Date>| date.map(|date| date.to_string());
        Self {
            id: one.id,
            origin: one.origin.into(),
            person: names.get(&one.person).map(PersonRef::from),
            unit: units.iter().find(|unit| unit.id == one.unit).map(UnitRef::from),
            on: one.on.to_string(),
            found: one.found.clone(),
            asked_at: one.asked_at,
            answer_until: one.answer_until.to_string(),
            due_on: day(one.course.due_on),
            state: one.course.state(today).as_str().to_owned(),
            overdue: one.course.is_overdue(today),
            words: one
                .words
                .iter()
                .map(|word| FollowUpSaid {
                    step: word.step.as_str().to_owned(),
                    text: word.text.clone(),
                    files: word.files.clone(),
                    by_login: word.by.clone(),
                    at: word.at,
                })
                .collect(),
            can: FollowUpStep::ALL.iter().filter(|step| may(step)).map(|step| step.as_str().to_owned()).collect(),
        }
    }
}

/// Whether the caller decides on one where it stands: the council on what was handed to it, heads and the agency before.
pub fn decides(caller: &Caller, units: &[Unit], one: &FollowUp, today: Date) -> bool {
    use hadir_domain::access::{Action, Role};
    use hadir_domain::follow_ups::FollowUpState;
    let at_council = one.course.state(today) == FollowUpState::AtCouncil;
    let grants = caller.holder.in_force(today);
    let council = grants.iter().any(|grant| grant.role == Role::Majelis);
    let above = path(units, one.unit);
    let others = grants.iter().filter(|grant| grant.role != Role::Majelis).any(|grant| {
        use hadir_domain::access::Reach;
        match grant.reach(Action::FollowUpsDecide) {
            Reach::Instansi => true,
            Reach::Unit => grant.unit.is_some_and(|unit| above.contains(&unit)),
            Reach::Own | Reach::Nothing => false,
        }
    });
    if at_council { council } else { others }
}

/// Explanations asked for, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowUpList {
    /// The explanations.
    pub items: Vec<FollowUpItem>,
}

/// A word about an explanation.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewFollowUpStep {
    /// Made by the page; sending it again changes nothing.
    pub id: Uuid,
    /// `explain`, `accept`, `to_council`, `to_discipline` or `withdraw`.
    pub step: String,
    /// In words.
    #[serde(default)]
    pub text: String,
    /// Hashes of files that were sent before.
    #[serde(default)]
    pub files: Vec<String>,
}
