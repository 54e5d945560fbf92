//! What the inspectorate's workbench says and is told.

use std::collections::BTreeMap;

use hadir_domain::access::Action;
use hadir_domain::audit::{Amount, AuditStep, Example, Finding, Pattern, Ranked, may_answer, may_close, state_of};
use hadir_domain::ids::PersonId;
use hadir_domain::people::Person;
use hadir_domain::units::Unit;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::shapes::{PersonRef, UnitRef};
use crate::auth::Caller;
use crate::services::auditing::Patterns;
use crate::services::auditing::sampling::{Redrawn, Stored};

/// A figure with its unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditAmount {
    /// `count`, or `share` in ten-thousandths.
    unit: String,
    value: u32,
}

impl From<Amount> for AuditAmount {
    fn from(amount: Amount) -> Self {
        let (unit, value) = match amount {
            Amount::Count(value) => ("count", value),
            Amount::Share(value) => ("share", value),
        };
        Self { unit: unit.to_owned(), value }
    }
}

/// Something to open.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditExample {
    /// `unit_day`, `person_day`, `roll`, `request`, `call` or `correction`.
    kind: String,
    id: Uuid,
    date: Option<String>,
}

impl From<&Example> for AuditExample {
    fn from(example: &Example) -> Self {
        Self { kind: example.kind.as_str().to_owned(), id: example.id, date: example.on.map(|on| on.to_string()) }
    }
}

/// One pattern of one office.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditPattern {
    /// `always_full`, `same_times`, `late_ink`, `bulk_approval`, `nobody_looks`, `concentrated` or `round_digits`.
    kind: String,
    /// `shows`, `quiet` or `too_few`.
    reading: String,
    figure: AuditAmount,
    expected: AuditAmount,
    /// How much was looked at.
    sample: u32,
    points: u16,
    because: String,
    because_en: String,
    examples: Vec<AuditExample>,
}

impl From<&Pattern> for AuditPattern {
    fn from(pattern: &Pattern) -> Self {
        Self {
            kind: pattern.kind.as_str().to_owned(),
            reading: pattern.reading.as_str().to_owned(),
            figure: pattern.figure.into(),
            expected: pattern.expected.into(),
            sample: pattern.sample,
            points: pattern.points,
            because: pattern.because.clone(),
            because_en: pattern.because_en.clone(),
            examples: pattern.examples.iter().map(AuditExample::from).collect(),
        }
    }
}

/// One office with its reasons.
#[derive(Debug, Serialize, ToSchema)]
pub struct RankedOffice {
    unit: UnitRef,
    /// Person-days of duty in the span.
    due: u32,
    points: u16,
    /// Whether the sum says that it is worth a look.
    look: bool,
    patterns: Vec<AuditPattern>,
}

impl From<&Ranked> for RankedOffice {
    fn from(ranked: &Ranked) -> Self {
        Self {
            unit: UnitRef { id: ranked.id, code: ranked.code.clone(), name: ranked.name.clone() },
            due: ranked.due,
            points: ranked.points,
            look: ranked.look,
            patterns: ranked.patterns.iter().map(AuditPattern::from).collect(),
        }
    }
}

/// Offices, those to look at first. It ranks offices and what to look at, never people.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditPatterns {
    from: String,
    to: String,
    /// `opd` or `unit`.
    level: String,
    /// Points from which an office is worth a look.
    look: u16,
    /// The pack the figures come from.
    pack: String,
    /// Its source.
    source: String,
    /// Whether the figures are confirmed.
    confirmed: bool,
    items: Vec<RankedOffice>,
}

impl AuditPatterns {
    /// Of a span and level.
    pub fn of(from: String, to: String, level: &str, found: &Patterns) -> Self {
        Self {
            from,
            to,
            level: level.to_owned(),
            look: found.rule.look,
            pack: found.rule.rule.pack.clone(),
            source: found.rule.rule.source.clone(),
            confirmed: found.rule.rule.confirmed,
            items: found.ranked.iter().map(RankedOffice::from).collect(),
        }
    }
}

/// One that was drawn.
#[derive(Debug, Serialize, ToSchema)]
pub struct SampleMember {
    /// The key as it was drawn.
    key: String,
    /// The code of its OPD.
    opd: String,
    /// SHA-256 of seed and key.
    rank: String,
    /// The person, where the key names one.
    person: Option<PersonRef>,
    /// The day, where the key names one.
    date: Option<String>,
}

/// A random sample.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditSample {
    id: Uuid,
    /// `person_days`, `people` or `rolls`.
    of: String,
    from: String,
    to: String,
    /// None for the whole instansi.
    unit: Option<UnitRef>,
    size: u32,
    /// Whether each OPD gets its share.
    by_opd: bool,
    /// 64 hexadecimal digits.
    seed: String,
    /// Whether whoever drew brought the seed along.
    seed_given: bool,
    purpose: String,
    /// How many keys there were.
    population: u64,
    /// SHA-256 over the sorted keys, each ended by a line feed.
    population_hash: String,
    by_login: String,
    #[schema(value_type = String)]
    at: Timestamp,
    drawn: Vec<SampleMember>,
}

/// The person a key names.
pub fn person_of_key(key: &str) -> Option<PersonId> {
    key.split('/').next()?.parse().ok().map(PersonId)
}

impl AuditSample {
    /// A sample with the names of what was drawn.
    pub fn of(stored: &Stored, units: &[Unit], known: &BTreeMap<PersonId, Person>) -> Self {
        let content = &stored.content;
        let member = |drawn: &hadir_domain::audit::Drawn| SampleMember {
            key: drawn.key.clone(),
            opd: drawn.stratum.clone(),
            rank: drawn.rank.clone(),
            person: person_of_key(&drawn.key).and_then(|person| known.get(&person)).map(PersonRef::from),
            date: drawn.key.split_once('/').map(|(_, date)| date.to_owned()),
        };
        Self {
            id: stored.id,
            of: content.of.as_str().to_owned(),
            from: content.from.to_string(),
            to: content.to.to_string(),
            unit: units.iter().find(|unit| Some(unit.id) == stored.unit).map(UnitRef::from),
            size: content.size,
            by_opd: content.by_opd,
            seed: content.seed.clone(),
            seed_given: content.seed_given,
            purpose: content.purpose.clone(),
            population: content.population,
            population_hash: content.population_hash.clone(),
            by_login: stored.by_login.clone(),
            at: stored.at,
            drawn: content.drawn.iter().map(member).collect(),
        }
    }
}

/// Samples, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditSampleList {
    /// The samples.
    pub items: Vec<AuditSample>,
    /// Whether the caller may draw one.
    pub can_write: bool,
}

/// A sample somebody wants.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewAuditSample {
    /// Made by the page; the same again changes nothing.
    pub id: Uuid,
    /// `person_days`, `people` or `rolls`.
    pub of: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Code or id of a unit; null for the whole instansi.
    pub unit: Option<String>,
    /// 1 to 500.
    pub size: u32,
    /// Whether each OPD gets its share.
    pub by_opd: bool,
    /// 64 hexadecimal digits; the server draws one when it is null.
    pub seed: Option<String>,
    /// What it is for.
    pub purpose: String,
}

/// What drawing again showed.
#[derive(Debug, Serialize, ToSchema)]
pub struct RedrawnSample {
    /// Whether the population is what it was.
    same_population: bool,
    /// Whether the same were drawn.
    same_drawn: bool,
    /// How many keys there are now.
    population: u64,
}

impl From<Redrawn> for RedrawnSample {
    fn from(redrawn: Redrawn) -> Self {
        let Redrawn { same_population, same_drawn, population } = redrawn;
        Self { same_population, same_drawn, population }
    }
}

/// What was said to a finding.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingWord {
    id: Uuid,
    /// `answer` or `close`.
    kind: String,
    text: String,
    by_login: String,
    #[schema(value_type = String)]
    at: Timestamp,
}

impl From<&AuditStep> for FindingWord {
    fn from(step: &AuditStep) -> Self {
        Self {
            id: step.id,
            kind: step.kind.as_str().to_owned(),
            text: step.text.clone(),
            by_login: step.by_login.clone(),
            at: step.received_at,
        }
    }
}

/// A finding as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditFinding {
    id: Uuid,
    unit: Option<UnitRef>,
    person: Option<PersonRef>,
    date: Option<String>,
    /// The import of the roll.
    roll: Option<Uuid>,
    sample: Option<Uuid>,
    /// `catatan`, `ringan` or `berat`.
    severity: String,
    text: String,
    follow_up: String,
    due: String,
    /// `open`, `overdue`, `answered` or `closed`.
    state: String,
    by_login: String,
    #[schema(value_type = String)]
    at: Timestamp,
    steps: Vec<FindingWord>,
    /// Whether the caller may answer it.
    can_answer: bool,
    /// Whether the caller may close it.
    can_close: bool,
}

impl AuditFinding {
    /// A finding as the caller sees it.
    pub fn of(finding: &Finding, units: &[Unit], known: &BTreeMap<PersonId, Person>, caller: &Caller) -> Self {
        let own = caller.account.person;
        let answering = caller.units_in_reach(Action::AuditAnswer, units);
        let reaches = answering.is_none_or(|reach| reach.contains(&finding.unit));
        Self {
            id: finding.id,
            unit: units.iter().find(|unit| unit.id == finding.unit).map(UnitRef::from),
            person: finding.person.and_then(|person| known.get(&person)).map(PersonRef::from),
            date: finding.on.map(|on| on.to_string()),
            roll: finding.roll,
            sample: finding.sample,
            severity: finding.severity.as_str().to_owned(),
            text: finding.text.clone(),
            follow_up: finding.follow_up.clone(),
            due: finding.due_on.to_string(),
            state: state_of(finding, caller.today).as_str().to_owned(),
            by_login: finding.by_login.clone(),
            at: finding.received_at,
            steps: finding.steps.iter().map(FindingWord::from).collect(),
            can_answer: reaches && may_answer(finding, own).is_none(),
            can_close: caller.require_all(Action::AuditWrite).is_ok() && may_close(finding, own).is_none(),
        }
    }
}

/// Findings, those that wait first.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditFindingList {
    /// The findings.
    pub items: Vec<AuditFinding>,
    /// Whether the caller may make one.
    pub can_write: bool,
}

/// A finding somebody makes.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewAuditFinding {
    /// Made by the page; the same again changes nothing.
    pub id: Uuid,
    /// Code or id of the unit.
    pub unit: String,
    /// The person whose record it is about.
    pub person: Option<Uuid>,
    /// The day it is about.
    pub date: Option<String>,
    /// The import of the roll it is about.
    pub roll: Option<Uuid>,
    /// The sample it came up in.
    pub sample: Option<Uuid>,
    /// `catatan`, `ringan` or `berat`.
    pub severity: String,
    /// What was found.
    pub text: String,
    /// What is wanted of the OPD.
    pub follow_up: String,
    /// The day to answer by; by the rules when it is null.
    pub due: Option<String>,
}

/// What somebody says to a finding.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewFindingWord {
    /// Made by the page; the same again changes nothing.
    pub id: Uuid,
    /// What.
    pub text: String,
}
