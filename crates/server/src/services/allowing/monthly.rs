//! The allowance of people in a month: as it was paid, else as it stands now.

use std::collections::HashMap;

use hadir_domain::allowance::{Month, MonthDays, PersonMonth, Schedule, assess};
use hadir_domain::ids::PersonId;
use hadir_domain::people::{EmployeeType, Person, Post};
use hadir_domain::units::Unit;
use hadir_store::instansi::Instansi;
use hadir_store::units;

use super::amounts::{self, Held};
use super::gathering::{self, Facts};
use super::lines::{AllowanceTotals, PersonAllowance};
use super::{carrying, paying, schedules};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::recapping::{self, Knowledge};

/// One person's month.
#[derive(Debug, Clone)]
pub struct OfPerson {
    /// Who.
    pub person: Person,
    /// The first post of the month.
    pub post: Option<Post>,
    /// The month.
    pub allowance: PersonAllowance,
    /// Whether it was paid; then it stands as it was paid.
    pub paid: bool,
}

/// A month of a unit.
pub struct OfMonth {
    /// The month.
    pub month: Month,
    /// The unit; the whole instansi when `None`.
    pub unit: Option<Unit>,
    /// The schedule that holds.
    pub schedule: Schedule,
    /// The people, in the order of the recap.
    pub people: Vec<OfPerson>,
    /// Every unit, to name them.
    pub units: Vec<Unit>,
}

impl OfMonth {
    /// Keeps only people whose name holds this; everybody for nothing.
    pub fn only_named(&mut self, part: &str) {
        let part = part.trim().to_lowercase();
        self.people.retain(|of| of.person.name.to_lowercase().contains(&part));
    }

    /// The sums.
    pub fn totals(&self) -> AllowanceTotals {
        AllowanceTotals::of(self.people.iter().map(|of| &of.allowance))
    }
}

/// The month of a unit and all below it, or of everybody.
///
/// # Errors
///
/// When the unit or the schedule is not known, or no pack covers the month.
pub async fn of_unit(
    app: &App,
    instansi: &Instansi,
    unit_code: Option<&str>,
    month: Month,
    schedule: Option<&str>,
) -> Result<OfMonth, ServiceError> {
    let packs = app.packs_of(instansi);
    let schedule = schedules::of_month(&packs, instansi, month, schedule)?;
    let (unit, ids) = recapping::whom(app, instansi, unit_code, (month.first(), month.last())).await?;
    let people = of_people(app, instansi, &ids, month, schedule).await?;
    let units = app.db.read(async |tx| units::list(tx, instansi.id).await).await?;
    Ok(OfMonth { month, unit, schedule: schedule.clone(), people, units })
}

/// The month of these people: as it was paid, else as it stands now with what earlier months carry into it.
///
/// # Errors
///
/// As [`of_unit`].
pub async fn of_people(
    app: &App,
    instansi: &Instansi,
    ids: &[PersonId],
    month: Month,
    schedule: &Schedule,
) -> Result<Vec<OfPerson>, ServiceError> {
    let mut paid = app.db.read(async |tx| paying::paid_of(tx, instansi, ids, (month, month)).await).await?;
    let mut people = computed(app, instansi, ids, month, schedule).await?;
    let open: Vec<PersonId> = ids.iter().copied().filter(|id| !paid.contains_key(id)).collect();
    let mut carried = carrying::into_month(app, instansi, &open, month).await?;
    for of in &mut people {
        match paid.remove(&of.person.id).and_then(|mut months| months.pop()) {
            Some(as_paid) => {
                of.allowance = as_paid.allowance;
                of.paid = true;
            }
            None => of.allowance.carry(carried.remove(&of.person.id).unwrap_or_default()),
        }
    }
    Ok(people)
}

/// The month of these people as the days say now, without what other months carry.
///
/// # Errors
///
/// As [`of_unit`].
pub async fn computed(
    app: &App,
    instansi: &Instansi,
    ids: &[PersonId],
    month: Month,
    schedule: &Schedule,
) -> Result<Vec<OfPerson>, ServiceError> {
    let gathered =
        gathering::gather(app, instansi, ids, month, schedule.arrival.is_some(), Knowledge::AsClosed).await?;
    let held = app.db.read(async |tx| amounts::of_people(tx, instansi, ids, month).await).await?;
    let days = app.packs_of(instansi).month_days(instansi.region_code(), month, instansi.week);
    Ok(put_together(schedule, &days, gathered.people, &gathered.facts, &held))
}

/// Computes everybody's month from what was gathered.
pub(in crate::services) fn put_together(
    schedule: &Schedule,
    days: &MonthDays,
    people: Vec<(Person, Option<Post>)>,
    facts: &HashMap<PersonId, Facts>,
    held: &HashMap<PersonId, Held>,
) -> Vec<OfPerson> {
    let nothing = (Facts::default(), Held::default());
    let each = people.into_iter().map(|(person, post)| {
        let facts = facts.get(&person.id).unwrap_or(&nothing.0);
        let held = held.get(&person.id).unwrap_or(&nothing.1);
        let allowance = of_person(schedule, days, person.employee_type, facts, held);
        OfPerson { person, post, allowance, paid: false }
    });
    each.collect()
}

fn of_person(
    schedule: &Schedule,
    days: &MonthDays,
    employee_type: EmployeeType,
    facts: &Facts,
    held: &Held,
) -> PersonAllowance {
    let mut found = PersonAllowance::empty(&schedule.name, employee_type);
    if let Some(on) = held.changes_on {
        found.doubt(
            format!("besaran TPP berubah {on}, di tengah bulan; yang baru dihitung mulai bulan berikutnya"),
            format!("the amount changes on {on}, within the month; the new one counts from the next month"),
        );
    }
    let amount = match (&held.amount, employee_type) {
        // Nobody cuts what there is none of; the schedule's answer says so.
        (_, EmployeeType::NonAsn) => None,
        (Some(amount), _) => Some(amount),
        (None, _) => {
            found.doubt(
                "besaran TPP belum tercatat pada awal bulan; tidak dihitung",
                "no amount is recorded for the beginning of the month; nothing is computed",
            );
            found.waiting.clone_from(&facts.waiting);
            return found;
        }
    };
    if let Some(amount) = amount {
        found.tpp_rupiah = Some(amount.rupiah.0);
        found.structural = amount.structural;
        found.amount_source.clone_from(&amount.source);
        found.waiting.clone_from(&facts.waiting);
    }
    let asked = PersonMonth {
        month: days.month(),
        employee_type,
        tpp_rupiah: amount.map(|amount| amount.rupiah).unwrap_or_default(),
        structural: found.structural,
        days: facts.days.clone(),
        events: facts.events.clone(),
    };
    found.assessed(&assess(schedule, &asked, days));
    found
}

/// One person's month.
///
/// # Errors
///
/// As [`of_unit`], and for nobody.
pub async fn of_one(
    app: &App,
    instansi: &Instansi,
    person: PersonId,
    month: Month,
    schedule: Option<&str>,
) -> Result<OfPerson, ServiceError> {
    let packs = app.packs_of(instansi);
    let schedule = schedules::of_month(&packs, instansi, month, schedule)?;
    let found = of_people(app, instansi, &[person], month, schedule).await?;
    found.into_iter().next().ok_or_else(|| {
        ServiceError::not_found("unknown_person", "Pegawai tidak ditemukan.", "There is no such person.")
    })
}

/// The unit somebody is shown in.
pub fn unit_of<'u>(units: &'u [Unit], of: &OfPerson) -> Option<&'u Unit> {
    let post = of.post.as_ref()?;
    units.iter().find(|unit| unit.id == post.unit)
}
