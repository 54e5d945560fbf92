//! What routes of the register of reprimands answer.

use std::collections::BTreeMap;

use hadir_domain::units::Unit;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::discipline_shapes::{CasePerson, Names, code, named};
use super::discipline_view::CaseActor;
use super::shapes::{PersonRef, UnitRef};
use crate::services::error::ServiceError;
use crate::services::reprimanding::{Entry, RegisterSight};

/// An entry in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReprimandItem {
    id: Uuid,
    person: PersonRef,
    unit: Option<UnitRef>,
    employee_type: Option<String>,
    /// `lisan`, `tertulis`, `tidak_puas` or `by_contract`.
    kind: String,
    /// As the register prints it.
    kind_text: String,
    number: String,
    given_on: String,
    received_on: Option<String>,
    /// Whether the person would not sign.
    refused: bool,
    withdrawn_on: Option<String>,
    /// Whether it follows from a case.
    by_case: bool,
}

/// Entries.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReprimandList {
    /// Newest first.
    pub items: Vec<ReprimandItem>,
    /// Today, in the zone of the instansi.
    pub today: String,
}

/// One's own entries.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReprimandViews {
    /// Newest first.
    pub items: Vec<ReprimandView>,
}

/// A word about an entry.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReprimandActView {
    id: Uuid,
    on: String,
    #[schema(value_type = String)]
    at: Timestamp,
    by: CaseActor,
    /// What, as it was sent: `step` is its word.
    #[schema(value_type = Object)]
    step: Value,
}

/// An entry as the caller sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReprimandView {
    #[serde(flatten)]
    item: ReprimandItem,
    text: String,
    article: String,
    days: Vec<String>,
    given_by: CasePerson,
    /// Why the person would not sign.
    refused_reason: Option<String>,
    /// The case it follows from.
    case: Option<Uuid>,
    acts: Vec<ReprimandActView>,
    /// The key of the word whose record can be printed.
    letter: Uuid,
    /// `receive`, `withdraw`: what the caller may say now.
    can: Vec<String>,
    today: String,
}

/// How many reprimands there were before, those taken back left out.
#[derive(Debug, Serialize, ToSchema)]
pub struct EarlierReprimands {
    total: usize,
    /// The latest.
    last_on: Option<String>,
    kinds: Vec<ReprimandCount>,
}

/// How many of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReprimandCount {
    kind_text: String,
    count: usize,
}

impl EarlierReprimands {
    /// The count of these entries.
    pub fn of(entries: &[Entry]) -> Self {
        let counted = || entries.iter().map(|entry| &entry.reprimand).filter(|one| one.counts());
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for one in counted() {
            *kinds.entry(one.kind.indonesian()).or_default() += 1;
        }
        Self {
            total: counted().count(),
            last_on: counted().map(|one| one.given_on).max().map(day),
            kinds: kinds
                .into_iter()
                .map(|(kind, count)| ReprimandCount { kind_text: kind.to_owned(), count })
                .collect(),
        }
    }
}

fn day(on: Date) -> String {
    on.to_string()
}

impl ReprimandItem {
    /// A line of the register.
    pub fn of(entry: &Entry, units: &[Unit], names: &Names) -> Self {
        let one = &entry.reprimand;
        let person = names.get(&entry.subject);
        Self {
            id: entry.id,
            person: person.map_or_else(
                || PersonRef { id: entry.subject.0, name: "-".to_owned(), number_masked: None },
                PersonRef::from,
            ),
            unit: units.iter().find(|unit| unit.id == entry.unit).map(UnitRef::from),
            employee_type: person.map(|person| code(&person.employee_type)),
            kind: serde_json::to_value(&one.kind)
                .ok()
                .and_then(|kind| Some(kind.get("kind")?.as_str()?.to_owned()))
                .unwrap_or_default(),
            kind_text: one.kind.indonesian().to_owned(),
            number: one.number.clone(),
            given_on: day(one.given_on),
            received_on: one.received_on.map(day),
            refused: one.refused.is_some(),
            withdrawn_on: one.withdrawn_on.map(day),
            by_case: entry.case.is_some(),
        }
    }
}

/// What a view is made of.
pub struct Seen<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// As whom.
    pub sight: RegisterSight,
    /// Whether the viewer is the person's superior by office.
    pub leads: bool,
    /// Units of the instansi.
    pub units: &'a [Unit],
    /// Names of the people.
    pub names: &'a Names,
    /// Today.
    pub today: Date,
}

impl ReprimandView {
    /// As the caller sees it.
    ///
    /// # Errors
    ///
    /// When a word cannot be written.
    pub fn of(seen: &Seen) -> Result<Self, ServiceError> {
        let Seen { entry, sight, leads, units, names, today } = *seen;
        let (one, own) = (&entry.reprimand, sight == RegisterSight::Own);
        let mut acts = Vec::new();
        for kept in &entry.acts {
            acts.push(ReprimandActView {
                id: kept.act.id,
                on: day(kept.act.on),
                at: kept.at,
                by: CaseActor::of(names, kept.act.person, if own { "" } else { &kept.act.by }),
                step: serde_json::to_value(&kept.act.step).map_err(ServiceError::fault)?,
            });
        }
        let open = entry.case.is_none() && one.counts();
        let mut can = Vec::new();
        if open && one.received_on.is_none() && (own || leads) {
            can.push("receive".to_owned());
        }
        if open && !own && leads {
            can.push("withdraw".to_owned());
        }
        Ok(Self {
            item: ReprimandItem::of(entry, units, names),
            text: one.text.clone(),
            article: one.article.clone(),
            days: one.days.iter().copied().map(day).collect(),
            given_by: named(names, one.given_by),
            refused_reason: one.refused.clone(),
            case: one.case,
            acts,
            letter: entry.id,
            can,
            today: day(today),
        })
    }
}
