//! What the route of indications answers.

use hadir_domain::discipline::{Indication, NOTICE, Standard};
use hadir_domain::units::Unit;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::shapes::{PersonRef, UnitRef};
use crate::services::casing::indicating::Indicated;

/// What the ladder says of people's days.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndicationList {
    year: i16,
    /// Up to which day.
    on: String,
    /// What stands under every indication.
    notice: String,
    /// The heaviest first.
    items: Vec<IndicationItem>,
}

/// What one person's days come to.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndicationItem {
    person: PersonRef,
    unit: Option<UnitRef>,
    employee_type: String,
    /// Null below the ladder, or where no rule is known.
    indication: Option<IndicationView>,
    /// `stop_gaji`, `kontrak_tidak_diperpanjang`.
    also: Vec<String>,
    counters: IndicationCounters,
    /// The same days on the one scale for all: a comparison.
    standard: Option<IndicationStandard>,
    /// Settled days without a word.
    days: Vec<String>,
    /// Days that wait for a source; none of them was counted.
    waiting: Vec<String>,
    /// What is not known.
    unknown: Vec<String>,
    /// The case about one of these days.
    case: Option<Uuid>,
}

/// An indication. It always needs verification.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndicationView {
    rule: String,
    article: String,
    level: String,
    sanction: String,
    interim_of: Option<String>,
    sanction_text: String,
    days_counted: u16,
    streak: u16,
    effective_from: String,
    needs_verification: bool,
    because: Vec<String>,
    confirmed: bool,
    open: Vec<String>,
}

/// What was counted.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndicationCounters {
    cumulative_days: u16,
    longest_streak: u16,
    /// Minutes in days, a decimal; never added by itself.
    converted_days: String,
    minutes: u64,
}

/// A comparison.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndicationStandard {
    level: String,
    sanction: String,
    sanction_text: String,
}

impl IndicationList {
    /// As the service gives them.
    pub fn of(year: i16, on: Date, found: impl Iterator<Item = Indicated>, units: &[Unit]) -> Self {
        let items = found.map(|one| IndicationItem::of(&one, units)).collect();
        Self { year, on: on.to_string(), notice: NOTICE.to_owned(), items }
    }
}

impl IndicationItem {
    /// As the service gives it.
    pub fn of(one: &Indicated, units: &[Unit]) -> Self {
        let assessment = &one.assessment;
        let counters = &assessment.counters;
        Self {
            person: PersonRef::from(&one.person),
            unit: one.unit.and_then(|id| units.iter().find(|unit| unit.id == id)).map(UnitRef::from),
            employee_type: super::discipline_shapes::code(&one.person.employee_type),
            indication: assessment.indication.as_ref().map(view),
            also: assessment.also.iter().map(|also| also.also.as_str().to_owned()).collect(),
            counters: IndicationCounters {
                cumulative_days: counters.cumulative_days,
                longest_streak: counters.longest_streak,
                converted_days: counters.converted_days.clone(),
                minutes: counters.minutes,
            },
            standard: assessment.standard.as_ref().map(standard),
            days: one.days.iter().map(ToString::to_string).collect(),
            waiting: assessment.waiting.iter().map(ToString::to_string).collect(),
            unknown: assessment.unknown.clone(),
            case: one.case,
        }
    }
}

fn view(one: &Indication) -> IndicationView {
    IndicationView {
        rule: one.rule.clone(),
        article: one.article.clone(),
        level: one.level.as_str().to_owned(),
        sanction: one.sanction.as_str().to_owned(),
        interim_of: one.interim_of.map(|sanction| sanction.as_str().to_owned()),
        sanction_text: one.sanction_text.clone(),
        days_counted: one.days_counted,
        streak: one.streak,
        effective_from: one.effective_from.to_string(),
        needs_verification: true,
        because: one.because.clone(),
        confirmed: one.confirmed,
        open: one.open.clone(),
    }
}

fn standard(one: &Standard) -> IndicationStandard {
    IndicationStandard {
        level: one.level.as_str().to_owned(),
        sanction: one.sanction.as_str().to_owned(),
        sanction_text: one.sanction_text.clone(),
    }
}
