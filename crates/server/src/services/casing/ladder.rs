//! The ladder of discipline over stored days of people.

use std::collections::{BTreeMap, HashMap};

use hadir_domain::calendar::Calendar;
use hadir_domain::discipline::{Assessment, DisciplineRules, Facts, assess, by_calendar, by_days};
use hadir_domain::people::EmployeeType;
use hadir_domain::status::Status;
use hadir_rules::Packs;
use hadir_store::days::Day;
use hadir_store::instansi::Instansi;
use jiff::ToSpan;
use jiff::civil::Date;

/// A streak may begin in the year before; so many days back are looked at.
const LOOK_BACK_DAYS: i64 = 60;

/// The first day that is looked at for days that begin on one.
pub(super) fn reach_back(first: Date) -> Date {
    first.checked_sub(LOOK_BACK_DAYS.days()).unwrap_or(first)
}

/// The rules of an instansi, read once for each kind of employment.
pub(in crate::services) struct Ladder<'a> {
    packs: &'a Packs,
    instansi: &'a Instansi,
    calendar: Calendar,
    rules: BTreeMap<EmployeeType, DisciplineRules>,
}

impl<'a> Ladder<'a> {
    /// The ladder of an instansi by those packs.
    pub fn new(packs: &'a Packs, instansi: &'a Instansi) -> Self {
        let calendar = packs.calendar(instansi.region_code(), None);
        Self { packs, instansi, calendar, rules: BTreeMap::new() }
    }

    /// What the ladder says of somebody's days.
    pub fn assess(&mut self, of: EmployeeType, stored: &[Day], facts: &Facts) -> Assessment {
        let (packs, region) = (self.packs, self.instansi.region_code());
        let rules = self.rules.entry(of).or_insert_with(|| packs.discipline(region, of));
        let on_calendar = by_calendar(&self.calendar, self.instansi.week);
        let statuses: HashMap<Date, Status> = stored.iter().map(|day| (day.on, day.status)).collect();
        assess(rules, facts, &by_days(&statuses, &on_calendar))
    }
}
