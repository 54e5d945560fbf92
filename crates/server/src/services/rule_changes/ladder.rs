//! Where people would stand on the ladder of discipline.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hadir_domain::discipline::{Assessment, Level};
use hadir_domain::ids::PersonId;
use hadir_domain::status::Status;
use hadir_rules::Packs;
use hadir_store::days::{self, Day};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, people};
use jiff::civil::Date;
use serde::Serialize;

use super::comparing::{DayChange, Seen};
use crate::app::App;
use crate::services::casing::indicating::{facts, span};
use crate::services::casing::ladder::Ladder;
use crate::services::error::ServiceError;

/// A rung.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rung {
    /// Its key, such as `pp-94-2021/kumulatif-11-13`.
    pub rule: String,
    /// Law and article.
    pub article: String,
    /// How heavy.
    pub level: Level,
    /// The punishment in words.
    pub sanction_text: String,
}

/// An indication that appears, vanishes, or stands on another rung.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LadderChange {
    /// As it is.
    pub before: Option<Rung>,
    /// As it would be.
    pub after: Option<Rung>,
}

/// The two ladders.
pub(super) struct Plan<'a> {
    pub before: &'a Packs,
    pub after: &'a Packs,
    /// The day of the assessment.
    pub on: Date,
    /// Whether the ladders differ themselves, so that everybody with an absence counts and not only who has another day.
    pub all: bool,
}

impl Plan<'_> {
    /// Whoever has a day without a word in the days the ladder looks at.
    pub async fn absent(&self, app: &App, instansi: &Instansi) -> Result<BTreeSet<PersonId>, ServiceError> {
        let (from, to) = span(self.on.year(), self.on);
        let ids = app.db.read(async |tx| days::absent(tx, instansi.id, from, to).await).await?;
        Ok(ids.into_iter().collect())
    }

    /// Whose indication would be another, among these people.
    pub async fn changes(
        &self,
        app: &App,
        instansi: &Instansi,
        some: &[PersonId],
        absent: &BTreeSet<PersonId>,
        changed: &HashMap<PersonId, Vec<DayChange>>,
    ) -> Result<HashMap<PersonId, LadderChange>, ServiceError> {
        let is_absent = |seen: &Seen| (seen.status == Status::Tk, seen.settled);
        let another = |id: &PersonId| {
            changed.get(id).is_some_and(|days| {
                days.iter().any(|day| {
                    let (before, after) = (is_absent(&day.before), is_absent(&day.after));
                    before != after && (before.0 || after.0)
                })
            })
        };
        let concerns = |id: &&PersonId| (self.all && absent.contains(*id)) || another(id);
        let ids: Vec<PersonId> = some.iter().filter(concerns).copied().collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let year = self.on.year();
        let (from, to) = span(year, self.on);
        let (known, stored) = app
            .db
            .read(async |tx| {
                let known = people::get_many(tx, instansi.id, &ids).await?;
                Ok::<_, StoreError>((known, days::of_people(tx, instansi.id, &ids, from, to).await?))
            })
            .await?;
        let mut by_person: HashMap<PersonId, Vec<Day>> = HashMap::new();
        for day in stored {
            by_person.entry(day.person).or_default().push(day);
        }
        let mut old = Ladder::new(self.before, instansi);
        let mut new = Ladder::new(self.after, instansi);
        let mut found = HashMap::new();
        for person in known {
            let stored = by_person.remove(&person.id).unwrap_or_default();
            let changed = changed.get(&person.id).map_or(&[][..], Vec::as_slice);
            let on_rung = |ladder: &mut Ladder, days: &[Day]| {
                rung(&ladder.assess(person.employee_type, days, &facts(days, year, self.on)))
            };
            let before = on_rung(&mut old, &seen_as(&stored, changed, |day| &day.before));
            let after = on_rung(&mut new, &seen_as(&stored, changed, |day| &day.after));
            let differ = |before: &Rung, after: &Rung| {
                (&before.rule, before.level, &before.sanction_text) != (&after.rule, after.level, &after.sanction_text)
            };
            let changed = match (&before, &after) {
                (None, None) => false,
                (Some(before), Some(after)) => differ(before, after),
                _ => true,
            };
            if changed {
                found.insert(person.id, LadderChange { before, after });
            }
        }
        Ok(found)
    }
}

/// The stored days with those that were judged twice as one of the two saw them.
fn seen_as(stored: &[Day], changed: &[DayChange], of: impl Fn(&DayChange) -> &Seen) -> Vec<Day> {
    let changed: BTreeMap<Date, &DayChange> = changed.iter().map(|day| (day.on, day)).collect();
    let mut days = stored.to_vec();
    for day in &mut days {
        let Some(seen) = changed.get(&day.on).map(|change| of(change)) else { continue };
        let (late, early) = seen.minutes();
        (day.status, day.settled, day.late_minutes, day.early_minutes) = (seen.status, seen.settled, late, early);
    }
    days
}

fn rung(assessment: &Assessment) -> Option<Rung> {
    assessment.indication.as_ref().map(|one| Rung {
        rule: one.rule.clone(),
        article: one.article.clone(),
        level: one.level,
        sanction_text: one.sanction_text.clone(),
    })
}
