//! What changed of closed months: sealed into a later month already, or waiting for the next closing.

use std::collections::HashMap;

use hadir_domain::day::case_reference;
use hadir_domain::ids::PersonId;
use hadir_domain::status::Mark;
use hadir_domain::units::Unit;
use hadir_store::doubts::voids;
use hadir_store::instansi::Instansi;
use hadir_store::pins::steps::{self, PinAction, PinStep};
use hadir_store::sealed_days::{self, SealedDay, SealedVerdict};
use hadir_store::{StoreError, corrections, people, periods, roster};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::routes::shapes::PersonRef;
use crate::services::error::ServiceError;

/// A sealed day that says something else by now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PeriodDelta)]
pub struct Delta {
    /// Whose.
    pub person: PersonRef,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// What was sealed.
    pub was: SealedFacts,
    /// What is said now.
    pub becomes: SealedFacts,
    /// The month it counts in, `YYYY-MM`; null until one is closed.
    pub lands_in: Option<String>,
    /// Whether it is sealed.
    pub sealed: bool,
    /// The paper or correction behind it, in words; empty for evidence that came late.
    pub because: String,
}

/// What counted of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SealedFacts {
    /// The one primary code.
    pub status: String,
    /// Marks, as `TL:45`.
    pub marks: Vec<String>,
    /// Whether every source had spoken.
    pub settled: bool,
}

impl From<&SealedVerdict> for SealedFacts {
    fn from(verdict: &SealedVerdict) -> Self {
        Self {
            status: verdict.status.to_string(),
            marks: verdict.marks.iter().map(|mark: &Mark| mark.code()).collect(),
            settled: verdict.settled,
        }
    }
}

/// What concerns a month of an OPD: days of it that changed after it was closed, and days of earlier months that were
/// sealed into it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_unit(app: &App, instansi: &Instansi, unit: &Unit, month: Date) -> Result<Vec<Delta>, ServiceError> {
    let (from, to) = (month.first_of_month(), month.last_of_month());
    let id = instansi.id;
    let found = app
        .db
        .read(async |tx| {
            let closed = periods::of_months(tx, id, from, from).await?;
            let closed = closed.iter().any(|period| period.unit == unit.id && period.is_closed());
            let mut found: Vec<(PersonId, Date, SealedVerdict, SealedVerdict, Option<Date>)> = Vec::new();
            // Sealed into this month from earlier ones.
            for day in sealed_days::landing(tx, id, unit.id, from, true).await? {
                if let Some(before) = version_before(tx, instansi, &day).await? {
                    found.push((day.person, day.on, before, day.verdict, Some(day.lands_on)));
                }
            }
            if closed {
                // Days of this month that were sealed into a later one.
                for day in sealed_days::moved_on(tx, id, unit.id, from, to).await? {
                    if let Some(before) = version_before(tx, instansi, &day).await? {
                        found.push((day.person, day.on, before, day.verdict, Some(day.lands_on)));
                    }
                }
                for (day, now) in sealed_days::late(tx, id, unit.id, from, to).await? {
                    found.push((day.person, day.on, day.verdict, now, None));
                }
            }
            Ok::<_, StoreError>(found)
        })
        .await?;
    name(app, instansi, found).await
}

async fn version_before(
    tx: &mut hadir_store::Tx,
    instansi: &Instansi,
    day: &SealedDay,
) -> Result<Option<SealedVerdict>, StoreError> {
    let versions = sealed_days::of_people(tx, instansi.id, &[day.person], day.on, day.on).await?;
    let before = day.version.checked_sub(1);
    Ok(versions.into_iter().find(|one| Some(one.version) == before).map(|one| one.verdict))
}

/// The newest decision about a key of the person that concerns the day.
fn matched(steps: &[PinStep], person: PersonId, on: Date) -> Option<String> {
    let concerns = |step: &&PinStep| {
        // What ended by a step concerns the days after it.
        let from = if step.action == PinAction::End { step.to_on } else { step.from_on };
        let to = step.to_on.filter(|_| step.action == PinAction::Match);
        step.person == Some(person) && from.is_none_or(|from| from <= on) && to.is_none_or(|to| on <= to)
    };
    steps.iter().rfind(concerns).map(|step| format!("PIN {}: {}", step.key.key, step.reason))
}

async fn name(
    app: &App,
    instansi: &Instansi,
    found: Vec<(PersonId, Date, SealedVerdict, SealedVerdict, Option<Date>)>,
) -> Result<Vec<Delta>, ServiceError> {
    let mut ids: Vec<PersonId> = found.iter().map(|(person, ..)| *person).collect();
    ids.sort_unstable();
    ids.dedup();
    let first = found.iter().map(|(_, on, ..)| *on).min().unwrap_or_default();
    let last = found.iter().map(|(_, on, ..)| *on).max().unwrap_or_default();
    let wide = first.checked_sub(1.day()).unwrap_or(first);
    let (known, corrected, papers, keys, void) = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>((
                people::get_many(tx, instansi.id, &ids).await?,
                corrections::of_people(tx, instansi.id, &ids, first, last, app.now()).await?,
                roster::exceptions(tx, instansi.id, &ids, wide, last).await?,
                steps::of_people(tx, instansi.id, &ids).await?,
                voids::of_people(tx, instansi.id, &ids, (first, last), app.now()).await?,
            ))
        })
        .await?;
    let names: HashMap<PersonId, PersonRef> = known.iter().map(|person| (person.id, PersonRef::from(person))).collect();
    let because = |person: PersonId, on: Date| {
        let correction = corrected.iter().rfind(|one| one.person == person && one.on == on);
        let paper = papers.iter().rfind(|one| one.person == person && one.from_on <= on && on <= one.to_on);
        correction
            .map(|one| one.correction.reference.to_string())
            .or_else(|| paper.map(|one| one.reference.clone()))
            .or_else(|| {
                let of_day = void.values().find(|one| one.person == person && one.on == on);
                of_day.map(|one| format!("rekaman gugur menurut perkara {}", case_reference(one.case)))
            })
            .or_else(|| matched(&keys, person, on))
            .unwrap_or_default()
    };
    let deltas = found.into_iter().filter_map(|(person, on, was, becomes, lands)| {
        Some(Delta {
            person: names.get(&person)?.clone(),
            date: on.to_string(),
            was: SealedFacts::from(&was),
            becomes: SealedFacts::from(&becomes),
            lands_in: lands.map(|month| month.strftime("%Y-%m").to_string()),
            sealed: lands.is_some(),
            because: because(person, on),
        })
    });
    Ok(deltas.collect())
}
