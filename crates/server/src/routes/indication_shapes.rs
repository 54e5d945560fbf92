//! What the route of indications answers.

use hadir_domain::discipline::{NOTICE, Standard};
use hadir_domain::units::Unit;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::shapes::{PersonRef, UnitRef};
use crate::services::casing::indicating;
use crate::services::discipline_file::{Counted, Indicated};

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
    indication: Option<Indicated>,
    /// `stop_gaji`, `kontrak_tidak_diperpanjang`.
    also: Vec<String>,
    counters: Counted,
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

/// A comparison.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndicationStandard {
    level: String,
    sanction: String,
    sanction_text: String,
}

impl IndicationList {
    /// As the service gives them.
    pub fn of(year: i16, on: Date, found: impl Iterator<Item = indicating::Indicated>, units: &[Unit]) -> Self {
        let items = found.map(|one| IndicationItem::of(&one, units)).collect();
        Self { year, on: on.to_string(), notice: NOTICE.to_owned(), items }
    }
}

impl IndicationItem {
    /// As the service gives it.
    pub fn of(one: &indicating::Indicated, units: &[Unit]) -> Self {
        let assessment = &one.assessment;
        Self {
            person: PersonRef::from(&one.person),
            unit: one.unit.and_then(|id| units.iter().find(|unit| unit.id == id)).map(UnitRef::from),
            employee_type: super::discipline_shapes::code(&one.person.employee_type),
            indication: assessment.indication.clone().map(Indicated::of),
            also: assessment.also.iter().map(|also| also.also.as_str().to_owned()).collect(),
            counters: Counted::of(assessment.counters.clone()),
            standard: assessment.standard.as_ref().map(standard),
            days: one.days.iter().map(ToString::to_string).collect(),
            waiting: assessment.waiting.iter().map(ToString::to_string).collect(),
            unknown: assessment.unknown.clone(),
            case: one.case,
        }
    }
}

fn standard(one: &Standard) -> IndicationStandard {
    IndicationStandard {
        level: one.level.as_str().to_owned(),
        sanction: one.sanction.as_str().to_owned(),
        sanction_text: one.sanction_text.clone(),
    }
}
