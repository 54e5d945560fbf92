//! What the allowance of whole months would be.

use std::collections::HashMap;

use hadir_domain::allowance::{Month, MonthDays, Schedule};
use hadir_domain::ids::PersonId;
use hadir_rules::{Packs, Supposed};
use hadir_store::instansi::Instansi;
use serde::Serialize;

use super::comparing::{DayChange, Touches};
use crate::app::App;
use crate::services::allowing::gathering::{self, Facts};
use crate::services::allowing::monthly::{OfPerson, put_together};
use crate::services::allowing::{amounts, schedules};
use crate::services::error::ServiceError;
use crate::services::recapping::Knowledge;

/// A month of which something else would be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PayChange {
    /// The month.
    pub month: Month,
    /// What is cut, in rupiah.
    pub before_rupiah: i64,
    /// What would be.
    pub after_rupiah: i64,
}

impl PayChange {
    /// By how much more would be cut; negative where less.
    pub fn rupiah(&self) -> i64 {
        self.after_rupiah - self.before_rupiah
    }
}

/// What is computed, or why nothing.
pub(super) struct Planned {
    pub plan: Option<Plan>,
    /// In Indonesian and English.
    pub note: Option<(String, String)>,
}

/// The months with their two schedules.
pub(super) struct Plan {
    months: Vec<OfMonth>,
    /// Whether everybody is computed, and not only who has another day.
    everybody: bool,
}

struct OfMonth {
    month: Month,
    before: (Option<Schedule>, MonthDays),
    after: (Schedule, MonthDays),
}

impl Plan {
    /// The schedules of each month by the packs that hold and by the supposed ones. A supposed schedule is tried itself.
    pub fn of(
        instansi: &Instansi,
        (before, supposed): (&Packs, &Supposed),
        months: &[Month],
        touches: Touches,
    ) -> Planned {
        if !touches.days && !touches.allowance {
            return Planned { plan: None, note: None };
        }
        let mut found = Vec::new();
        let mut note = None;
        if months.is_empty() {
            let (id, en) = (
                "TPP dihitung untuk bulan yang utuh; rentang ini tidak memuat satu bulan penuh.",
                "Allowances are computed for whole months; these days hold none.",
            );
            note = Some((id.to_owned(), en.to_owned()));
        }
        let region = instansi.region_code();
        for month in months {
            let held = schedules::of_month(before, instansi, *month, None);
            let after = supposed.schedule.clone().or_else(|| held.as_ref().ok().map(|schedule| (*schedule).clone()));
            if let Err(error) = &held {
                note = Some((error.text.id.clone(), error.text.en.clone()));
            }
            let Some(after) = after else { continue };
            let days = |packs: &Packs| packs.month_days(region, *month, instansi.week);
            let before = (held.ok().cloned(), days(before));
            found.push(OfMonth { month: *month, before, after: (after, days(&supposed.packs)) });
        }
        if supposed.schedule.is_some()
            && let Some(named) = instansi.settings[schedules::SETTING].as_str()
        {
            note = Some((
                format!(
                    "Instansi ini memilih skema {named} dalam pengaturannya; sesudah ditandatangani, skema baru dipilih \
                     dengan `hadir tpp use`."
                ),
                format!(
                    "This instansi chose the schedule {named} in its settings; once signed, the new one is chosen with \
                     `hadir tpp use`."
                ),
            ));
        }
        let plan = (!found.is_empty()).then_some(Self { months: found, everybody: touches.allowance });
        Planned { plan, note }
    }

    /// Whose months would be cut differently, among these people, and how many have no amount.
    pub async fn changes(
        &self,
        app: &App,
        instansi: &Instansi,
        some: &[PersonId],
        changed: &HashMap<PersonId, Vec<DayChange>>,
    ) -> Result<(HashMap<PersonId, Vec<PayChange>>, u64), ServiceError> {
        let concerns = |id: &&PersonId| self.everybody || changed.contains_key(*id);
        let ids: Vec<PersonId> = some.iter().filter(concerns).copied().collect();
        let (mut found, mut without) = (HashMap::<PersonId, Vec<PayChange>>::new(), 0);
        if ids.is_empty() {
            return Ok((found, without));
        }
        for (place, of) in self.months.iter().enumerate() {
            let before_clocks = of.before.0.as_ref().is_some_and(|schedule| schedule.arrival.is_some());
            let clocks = before_clocks || of.after.0.arrival.is_some();
            // What was sealed stays; here it is asked what the days would come to.
            let gathered = gathering::gather(app, instansi, &ids, of.month, clocks, Knowledge::AsNow).await?;
            let held = app.db.read(async |tx| amounts::of_people(tx, instansi, &ids, of.month).await).await?;
            let facts = facts_after(&gathered.facts, changed, of.month, clocks);
            let before: HashMap<PersonId, i64> = match &of.before.0 {
                Some(schedule) => {
                    let computed =
                        put_together(schedule, &of.before.1, gathered.people.clone(), &gathered.facts, &held);
                    computed.into_iter().map(|one| (one.person.id, one.allowance.cut_rupiah)).collect()
                }
                None => HashMap::new(),
            };
            let after = put_together(&of.after.0, &of.after.1, gathered.people, &facts, &held);
            for OfPerson { person, allowance, .. } in after {
                without += u64::from(place == 0 && allowance.tpp_rupiah.is_none());
                let (before, after) = (before.get(&person.id).copied().unwrap_or(0), allowance.cut_rupiah);
                if before != after {
                    let change = PayChange { month: of.month, before_rupiah: before, after_rupiah: after };
                    found.entry(person.id).or_default().push(change);
                }
            }
        }
        Ok((found, without))
    }
}

/// What is known of people's months, with the days that would be judged differently as they would be.
fn facts_after(
    facts: &HashMap<PersonId, Facts>,
    changed: &HashMap<PersonId, Vec<DayChange>>,
    month: Month,
    clocks: bool,
) -> HashMap<PersonId, Facts> {
    let mut after = facts.clone();
    for (person, days) in changed {
        let Some(facts) = after.get_mut(person) else { continue };
        for day in days.iter().filter(|day| Month::of(day.on) == month) {
            let seen = &day.after;
            let times = clocks.then_some((seen.first_in, seen.last_out));
            facts.see_as(day.on, (seen.status, seen.settled), &seen.marks, times);
        }
    }
    after
}
