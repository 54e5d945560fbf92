//! What the list of discipline cases answers, and what a line of it shares with the page of a case.

use std::collections::BTreeMap;

use hadir_domain::discipline_cases::{CaseStep, Due, Setting, Sight, next_steps};
use hadir_domain::ids::PersonId;
use hadir_domain::people::Person;
use hadir_domain::units::Unit;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::shapes::{PersonRef, UnitRef};
use crate::services::casing::{Case, refused};
use crate::services::error::ServiceError;

/// Names of the people of a case.
pub type Names = BTreeMap<PersonId, Person>;

/// Somebody with a duty, or who did something.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CasePerson {
    id: Uuid,
    pub(super) name: String,
}

/// Somebody by name.
pub fn named(names: &Names, person: PersonId) -> CasePerson {
    let name = names.get(&person).map_or_else(|| "-".to_owned(), |person| person.name.clone());
    CasePerson { id: person.0, name }
}

/// A case in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseItem {
    id: Uuid,
    /// `milik_sendiri`, `alasan_saja` or `seluruh_perkara`.
    sight: String,
    person: PersonRef,
    unit: Option<UnitRef>,
    employee_type: String,
    office: String,
    office_text: String,
    origin: String,
    origin_text: String,
    opened_on: String,
    stage: String,
    stage_text: String,
    since: String,
    level: Option<String>,
    due: Vec<CaseDue>,
    closed: Option<CaseClosed>,
}

/// Cases.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseList {
    /// Newest first.
    pub items: Vec<CaseItem>,
    /// Today, in the zone of the instansi.
    pub today: String,
}

/// Something that is due.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseDue {
    what: String,
    /// Null where it is the person's right, or BPASN's.
    duty: Option<String>,
    duty_text: Option<String>,
    who: Vec<CasePerson>,
    until: Option<String>,
    /// `berjalan`, `segera`, `lewat` or `dieskalasi`.
    urgency: String,
    above: Option<String>,
    article: Option<String>,
    confirmed: Option<bool>,
}

/// How it ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseClosed {
    on: String,
    reason: String,
    reason_text: String,
    /// Why, in the words of whoever closed it; empty for whoever sees the claimed reason alone.
    text: String,
}

pub(super) fn day(on: Date) -> String {
    on.to_string()
}

impl CaseItem {
    /// A line of the list.
    ///
    /// # Errors
    ///
    /// `no_rule`, `no_calendar` where the packs do not reach.
    pub fn of(
        case: &Case,
        sight: Sight,
        units: &[Unit],
        names: &Names,
        setting: &Setting,
    ) -> Result<Self, ServiceError> {
        let (state, opening) = (case.state(), &case.opening);
        let gap = |gap: hadir_domain::discipline_cases::Uncovered| refused(&gap.into());
        let due = next_steps(opening, &state, setting).map_err(gap)?;
        let own = sight == Sight::Own;
        let due = due.iter().filter(|one| !own || one.duty.is_none()).map(|one| due_of(one, names)).collect();
        let stage = state.stage(setting).map_err(gap)?;
        let person = names.get(&opening.subject).map_or_else(
            || PersonRef { id: opening.subject.0, name: "-".to_owned(), number_masked: None },
            PersonRef::from,
        );
        Ok(Self {
            id: case.id(),
            sight: sight.as_str().to_owned(),
            person,
            unit: units.iter().find(|unit| unit.id == opening.unit).map(UnitRef::from),
            employee_type: code(&opening.employee_type),
            office: opening.office.as_str().to_owned(),
            office_text: opening.office.indonesian().to_owned(),
            origin: opening.origin.as_str().to_owned(),
            origin_text: opening.origin.indonesian().to_owned(),
            opened_on: day(opening.on),
            stage: stage.as_str().to_owned(),
            stage_text: stage.indonesian().to_owned(),
            since: day(state.since),
            level: state.level.filter(|_| sight == Sight::Whole).map(|level| level.as_str().to_owned()),
            due,
            closed: state.closed.map(|(on, reason)| CaseClosed {
                on: day(on),
                reason: reason.as_str().to_owned(),
                reason_text: reason.indonesian().to_owned(),
                text: if sight == Sight::Reason { String::new() } else { closing_words(case) },
            }),
        })
    }

    /// When it was opened, to order by.
    pub fn opened_on(&self) -> &str {
        &self.opened_on
    }
}

/// What was said when the case was closed last.
fn closing_words(case: &Case) -> String {
    let words = case.acts.iter().rev().find_map(|kept| match &kept.act.step {
        CaseStep::Close { text, .. } => Some(text.clone()),
        _ => None,
    });
    words.unwrap_or_default()
}

/// The word serde has for a value.
pub fn code(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn due_of(one: &Due, names: &Names) -> CaseDue {
    CaseDue {
        what: one.what.as_str().to_owned(),
        duty: one.duty.map(|duty| duty.as_str().to_owned()),
        duty_text: one.duty.map(|duty| duty.indonesian().to_owned()),
        who: one.who.iter().map(|person| named(names, *person)).collect(),
        until: one.until.map(day),
        urgency: one.urgency.as_str().to_owned(),
        above: one.above.map(|duty| duty.as_str().to_owned()),
        article: one.rule.as_ref().map(|rule| rule.source.clone()),
        confirmed: one.rule.as_ref().map(|rule| rule.confirmed),
    }
}
