//! The head's daily cross-check: draws the lists, takes the answers, notes silence, and has some of it looked at again.
//!
//! What a head says is kept as any check of a superior (`presence_checks`, its call is the list), so that the day's
//! sources, reconciliation and evidence read it; here is only who is asked, until when, and what became of it.

pub mod answering;
pub mod countering;
pub mod drawing;
pub mod following;
pub mod heads;
pub mod jobs;
pub mod mine;
pub mod overview;
pub mod quality;
pub mod telling;

use std::collections::{BTreeSet, HashMap};

use hadir_domain::cross_checks::{CrossRule, Given, StepKind, WorkingTime};
use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_domain::units::Unit;
use hadir_store::checks::{self, Check};
use hadir_store::cross_checks::names::{self, ListName};
use hadir_store::cross_checks::steps::{self, CrossCheckStep};
use hadir_store::cross_checks::{self, CrossCheckList};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::civil::Date;
use uuid::Uuid;

use crate::app::App;
use crate::auth::caller::path;

pub use self::jobs::start;

/// What holds on a day; `None` where no pack covers it or the region does without.
pub fn rule(app: &App, instansi: &Instansi, on: Date) -> Option<CrossRule> {
    app.packs_of(instansi).cross_checks(instansi.region_code(), on).filter(|rule| rule.size_most > 0)
}

/// The working time of these days, both included: office hours of working days. Days no pack covers have none.
pub fn working_time(app: &App, instansi: &Instansi, from: Date, to: Date) -> WorkingTime {
    let (calendar, hours) = (
        app.packs_of(instansi).calendar(instansi.region_code(), None),
        app.packs_of(instansi).hours(instansi.region_code()),
    );
    let zone = instansi.zone.time_zone();
    let at = |on: Date, time| zone.to_ambiguous_timestamp(on.to_datetime(time)).compatible().ok();
    let mut spans = Vec::new();
    let mut on = from;
    while on <= to {
        let works = calendar.day(on, instansi.week).is_ok_and(|day| day.workday);
        if let (true, Ok(Some(hours))) = (works, hours.on(on, instansi.week)) {
            spans.extend(at(on, hours.starts).zip(at(on, hours.ends)));
        }
        let Ok(next) = on.tomorrow() else { break };
        on = next;
    }
    WorkingTime::new(spans)
}

/// The working days of these days, both included.
pub fn workdays(app: &App, instansi: &Instansi, from: Date, to: Date) -> Vec<Date> {
    let calendar = app.packs_of(instansi).calendar(instansi.region_code(), None);
    let mut found = Vec::new();
    let mut on = from;
    while on <= to {
        if calendar.day(on, instansi.week).is_ok_and(|day| day.workday) {
            found.push(on);
        }
        let Ok(next) = on.tomorrow() else { break };
        on = next;
    }
    found
}

/// The OPD a unit lies in.
pub fn office(units: &[Unit], unit: UnitId) -> UnitId {
    path(units, unit).last().copied().unwrap_or(unit)
}

/// Lists of some days with everything that belongs to them.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    /// The lists, by day.
    pub lists: Vec<CrossCheckList>,
    /// Who stands on each.
    pub names: HashMap<Uuid, Vec<ListName>>,
    /// What was said to each.
    pub said: HashMap<Uuid, Vec<Check>>,
    /// What happened to each.
    pub steps: HashMap<Uuid, Vec<CrossCheckStep>>,
}

impl Lists {
    /// Those of the days from `from` to `to`, both included.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn in_span(tx: &mut Tx, instansi: InstansiId, from: Date, to: Date) -> Result<Self, StoreError> {
        let lists = cross_checks::in_span(tx, instansi, from, to).await?;
        let keys: Vec<Uuid> = lists.iter().map(|list| list.id).collect();
        let mut found = Self { lists, ..Self::default() };
        for name in names::in_span(tx, instansi, from, to).await? {
            found.names.entry(name.list).or_default().push(name);
        }
        for step in steps::in_span(tx, instansi, from, to).await? {
            found.steps.entry(step.list).or_default().push(step);
        }
        found.take_said(checks::of_calls(tx, instansi, &keys).await?);
        Ok(found)
    }

    /// One list.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn of(tx: &mut Tx, instansi: InstansiId, list: CrossCheckList) -> Result<Self, StoreError> {
        let id = list.id;
        let mut found = Self { lists: vec![list], ..Self::default() };
        found.names.insert(id, names::of_lists(tx, instansi, &[id]).await?);
        found.steps.insert(id, steps::of_list(tx, instansi, id).await?);
        found.take_said(checks::of_calls(tx, instansi, &[id]).await?);
        Ok(found)
    }

    fn take_said(&mut self, said: Vec<Check>) {
        for check in said {
            self.said.entry(check.call).or_default().push(check);
        }
    }

    /// Who stands on a list, in the order of the lottery.
    pub fn names(&self, list: Uuid) -> &[ListName] {
        self.names.get(&list).map_or(&[], Vec::as_slice)
    }

    /// What was said to a list.
    pub fn said(&self, list: Uuid) -> &[Check] {
        self.said.get(&list).map_or(&[], Vec::as_slice)
    }

    /// What happened to a list.
    pub fn steps(&self, list: Uuid) -> &[CrossCheckStep] {
        self.steps.get(&list).map_or(&[], Vec::as_slice)
    }

    /// The kinds of steps a list has.
    pub fn kept(&self, list: Uuid) -> Vec<StepKind> {
        self.steps(list).iter().map(|step| step.kind).collect()
    }

    /// How much of a list was said. Who was erased since counts on neither side.
    pub fn given(&self, list: Uuid) -> Given {
        let said = self.said(list);
        let people: BTreeSet<PersonId> = said.iter().map(|check| check.person).collect();
        Given {
            names: u32::try_from(self.names(list).len()).unwrap_or(u32::MAX),
            said: u32::try_from(people.len()).unwrap_or(u32::MAX),
            received_at: said.iter().map(|check| check.received_at).max(),
            seen_at: said.iter().map(|check| check.seen_at).max(),
        }
    }
}
