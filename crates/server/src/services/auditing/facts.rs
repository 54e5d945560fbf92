//! What is known of how each office records and checks, put together from records.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use hadir_domain::audit::{
    Act, ActKind, Corrected, Entry, Example, ExampleKind, RollDay, RollKind, RollSide, UnitFacts,
};
use hadir_domain::checks::{CheckKind, Seen};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::people::Post;
use hadir_domain::status::Status;
use hadir_domain::units::Unit;
use hadir_store::audits::facts::{
    self as read, CorrectionIn, Decided, Heard, JudgedDay, RollCode, RollEntry, RollIn, Within,
};
use hadir_store::checks::{self, Check};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, posts, units};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::check_span;
use crate::app::App;
use crate::auth::caller::path;
use crate::services::error::ServiceError;

/// Which offices are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// OPD with everything below them.
    #[default]
    Opd,
    /// Each unit by itself.
    Unit,
}

impl Level {
    /// Reads `opd` or `unit`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "opd" => Some(Self::Opd),
            "unit" => Some(Self::Unit),
            _ => None,
        }
    }
}

/// Everything read for a span.
struct Read {
    units: Vec<Unit>,
    posts: Vec<Post>,
    entries: Vec<RollEntry>,
    codes: Vec<RollCode>,
    heard: Vec<Heard>,
    days: Vec<JudgedDay>,
    decided: Vec<Decided>,
    rolls: Vec<RollIn>,
    corrections: Vec<CorrectionIn>,
    checks: Vec<Check>,
}

/// Puts together what is known of each office.
///
/// # Errors
///
/// `bad_span`, or `no_calendar` for days no pack covers.
pub async fn load(
    app: &App,
    instansi: &Instansi,
    from: Date,
    to: Date,
    level: Level,
) -> Result<Vec<UnitFacts>, ServiceError> {
    check_span(app, instansi, from, to)?;
    let (zone, now) = (instansi.zone.time_zone(), app.now());
    let within = within(&zone, from, to)?;
    let id = instansi.id;
    let read = app
        .db
        .read(async |tx| {
            Ok::<_, StoreError>(Read {
                units: units::list(tx, id).await?,
                posts: posts::all(tx, id).await?,
                entries: read::entries(tx, id, within).await?,
                codes: read::codes(tx, id, within).await?,
                heard: read::heard(tx, id, within).await?,
                days: read::days(tx, id, within).await?,
                decided: read::decided(tx, id, within).await?,
                rolls: read::rolls(tx, id, within).await?,
                corrections: read::corrections(tx, id, within).await?,
                checks: checks::in_span(tx, id, from, to).await?,
            })
        })
        .await?;
    let workdays = workdays(app, instansi, from, now.to_zoned(zone.clone()).date().max(to))?;
    tokio::task::spawn_blocking(move || Gather::new(read, workdays, zone, level).finish())
        .await
        .map_err(ServiceError::fault)
}

/// The instants between which a span's records lie.
fn within(zone: &TimeZone, from: Date, to: Date) -> Result<Within, ServiceError> {
    let midnight = |on: Date| zone.to_ambiguous_timestamp(on.at(0, 0, 0, 0)).compatible().map_err(ServiceError::fault);
    let after = to.tomorrow().map_err(ServiceError::fault)?;
    Ok(Within { from, to, begins: midnight(from)?, ends: midnight(after)? })
}

/// The working days of a span, ascending.
pub(super) fn workdays(app: &App, instansi: &Instansi, from: Date, to: Date) -> Result<Vec<Date>, ServiceError> {
    let calendar = app.packs_of(instansi).calendar(instansi.region_code(), None);
    let days = calendar.days(from, to, instansi.week).map_err(|_| {
        ServiceError::bad(
            "no_calendar",
            format!("kalender {from} sampai {to} belum ada dalam paket aturan; pilih tanggal lain"),
            format!("no rule pack covers the calendar from {from} to {to}; choose other days"),
        )
    })?;
    Ok(days.into_iter().filter(|day| day.workday).map(|day| day.date).collect())
}

/// Puts records to their offices.
struct Gather {
    read: Read,
    workdays: Vec<Date>,
    zone: TimeZone,
    /// The office a unit counts for.
    office: HashMap<UnitId, UnitId>,
    /// The unit a person serves in on a day.
    serves: HashMap<(PersonId, Date), UnitId>,
    posts: HashMap<PersonId, Vec<Post>>,
    facts: BTreeMap<UnitId, UnitFacts>,
}

impl Gather {
    fn new(mut read: Read, workdays: Vec<Date>, zone: TimeZone, level: Level) -> Self {
        let mut office = HashMap::new();
        let mut facts = BTreeMap::new();
        for unit in &read.units {
            let top = match level {
                Level::Opd => path(&read.units, unit.id).last().copied().unwrap_or(unit.id),
                Level::Unit => unit.id,
            };
            office.insert(unit.id, top);
            if top == unit.id {
                facts.insert(unit.id, UnitFacts::new(unit.id.0, unit.code.clone(), unit.name.clone()));
            }
        }
        let mut by_person: HashMap<PersonId, Vec<Post>> = HashMap::new();
        for post in std::mem::take(&mut read.posts) {
            by_person.entry(post.person).or_default().push(post);
        }
        let serves = read.days.iter().filter_map(|day| Some(((day.person, day.on), day.unit?))).collect();
        Self { read, workdays, zone, office, serves, posts: by_person, facts }
    }

    fn unit_of(&self, person: PersonId, on: Date) -> Option<UnitId> {
        let by_post = || self.posts.get(&person)?.iter().find(|post| post.holds_on(on)).map(|post| post.unit);
        self.serves.get(&(person, on)).copied().or_else(by_post)
    }

    fn of_unit(&mut self, unit: UnitId) -> Option<&mut UnitFacts> {
        self.facts.get_mut(self.office.get(&unit)?)
    }

    fn of_person(&mut self, person: PersonId, on: Date) -> Option<&mut UnitFacts> {
        let unit = self.unit_of(person, on)?;
        self.of_unit(unit)
    }

    fn date(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }

    /// Working days from the day after `on` up to `to`.
    fn workdays_between(&self, on: Date, to: Date) -> u16 {
        let until = |day: Date| self.workdays.partition_point(|workday| *workday <= day);
        u16::try_from(until(to).saturating_sub(until(on))).unwrap_or(u16::MAX)
    }

    fn finish(mut self) -> Vec<UnitFacts> {
        let due = self.due();
        self.entries();
        self.manual_rolls(&due);
        self.calls();
        self.decisions();
        self.corrections();
        self.facts.into_values().filter(|unit| unit.due > 0 || !unit.entries.is_empty() || unit.looked > 0).collect()
    }

    /// Days of duty, and on how many of them a machine, tablet or phone is silent of people it speaks of else.
    fn due(&mut self) -> BTreeMap<(UnitId, Date), BTreeSet<PersonId>> {
        let heard = std::mem::take(&mut self.read.heard);
        let speaks_of: HashSet<PersonId> = heard.iter().map(|one| one.person).collect();
        let on_days: HashSet<(PersonId, Date)> = heard.iter().map(|one| (one.person, one.local.date())).collect();
        for one in heard.iter().filter(|one| one.by_machine) {
            let minute = usize::try_from(one.local.minute()).unwrap_or(0);
            if let Some(count) =
                self.of_person(one.person, one.local.date()).and_then(|unit| unit.machine.get_mut(minute))
            {
                *count += 1;
            }
        }
        let mut due: BTreeMap<(UnitId, Date), BTreeSet<PersonId>> = BTreeMap::new();
        let mut people: BTreeMap<UnitId, BTreeSet<PersonId>> = BTreeMap::new();
        for day in std::mem::take(&mut self.read.days) {
            if !matches!(day.status, Status::H | Status::Tk | Status::Belum) {
                continue;
            }
            let Some(unit) = self.unit_of(day.person, day.on) else { continue };
            due.entry((unit, day.on)).or_default().insert(day.person);
            let office = self.office.get(&unit).copied().unwrap_or(unit);
            people.entry(office).or_default().insert(day.person);
            let Some(facts) = self.of_unit(unit) else { continue };
            facts.due += 1;
            if day.status != Status::Belum && speaks_of.contains(&day.person) {
                facts.heard.0 += 1;
                facts.heard.1 += u32::from(!on_days.contains(&(day.person, day.on)));
            }
        }
        for (office, people) in people {
            if let Some(facts) = self.facts.get_mut(&office) {
                facts.people = u32::try_from(people.len()).unwrap_or(u32::MAX);
            }
        }
        due
    }

    fn entries(&mut self) {
        for entry in &std::mem::take(&mut self.read.entries) {
            let on = entry.local.date();
            let side = match entry.state.as_deref() {
                Some("0") => RollSide::In,
                Some("1") => RollSide::Out,
                _ if entry.local.hour() < 12 => RollSide::In,
                _ => RollSide::Out,
            };
            let late_workdays = self.workdays_between(on, self.date(entry.received_at));
            let new = Entry {
                person: entry.person,
                on,
                time: entry.local.time(),
                side,
                late_workdays,
                roll: entry.import.unwrap_or(Uuid::nil()),
            };
            if let Some(facts) = self.of_person(entry.person, on) {
                facts.entries.push(new);
            }
        }
    }

    /// A unit's day is a roll where its manual entries or codes speak of at least half of those due.
    fn manual_rolls(&mut self, due: &BTreeMap<(UnitId, Date), BTreeSet<PersonId>>) {
        let mut present: HashSet<(PersonId, Date)> = HashSet::new();
        let mut spoken: HashSet<(PersonId, Date)> = HashSet::new();
        for facts in self.facts.values() {
            let named = facts.entries.iter().map(|entry| (entry.person, entry.on));
            present.extend(named);
        }
        spoken.extend(present.iter().copied());
        for code in std::mem::take(&mut self.read.codes) {
            spoken.insert((code.person, code.on));
            // A mark such as lateness says that the person came.
            if code.code.parse::<Status>().map_or(true, |status| status == Status::H) {
                present.insert((code.person, code.on));
            }
        }
        for ((unit, on), people) in due {
            let count = |of: &HashSet<(PersonId, Date)>| people.iter().filter(|one| of.contains(&(**one, *on))).count();
            if count(&spoken) * 2 < people.len() {
                continue;
            }
            let small = |items: usize| u32::try_from(items).unwrap_or(u32::MAX);
            let roll = RollDay {
                on: *on,
                kind: RollKind::Manual,
                due: small(people.len()),
                present: small(count(&present)),
                opens: Example { kind: ExampleKind::UnitDay, id: unit.0, on: Some(*on) },
            };
            if let Some(facts) = self.of_unit(*unit) {
                facts.rolls.push(roll);
            }
        }
        for roll in std::mem::take(&mut self.read.rolls) {
            let opens = Example { kind: ExampleKind::Roll, id: roll.import, on: roll.from };
            let act = Act { by: roll.by_login, at: roll.at, kind: ActKind::Roll, opens };
            if let Some(facts) = roll.unit.and_then(|unit| self.of_unit(unit)) {
                facts.acts.push(act);
            }
        }
    }

    fn calls(&mut self) {
        let mut calls: BTreeMap<(Uuid, UnitId), Vec<Check>> = BTreeMap::new();
        for check in std::mem::take(&mut self.read.checks) {
            calls.entry((check.call, check.unit)).or_default().push(check);
        }
        for ((call, unit), rows) in calls {
            // What inspectors saw says nothing of how the office itself looks.
            let Some(first) = rows.first().filter(|first| first.kind != CheckKind::Inspection) else { continue };
            let count = |seen: &[Seen]| rows.iter().filter(|row| seen.contains(&row.seen)).count();
            let small = |items: usize| u32::try_from(items).unwrap_or(u32::MAX);
            let opens = Example { kind: ExampleKind::Call, id: call, on: Some(first.on) };
            let roll = RollDay {
                on: first.on,
                kind: RollKind::RollCall,
                due: small(count(&[Seen::Present, Seen::Absent])),
                present: small(count(&[Seen::Present])),
                opens: opens.clone(),
            };
            let act = Act { by: first.by_login.clone(), at: first.received_at, kind: ActKind::Check, opens };
            let kind = first.kind;
            let Some(facts) = self.of_unit(unit) else { continue };
            facts.looked += 1;
            facts.acts.push(act);
            if kind == CheckKind::RollCall {
                facts.rolls.push(roll);
            }
        }
    }

    /// A decision counts for the office whose officer gave it.
    fn decisions(&mut self) {
        for one in std::mem::take(&mut self.read.decided) {
            let on = self.date(one.at);
            let unit = one.by_person.and_then(|person| self.unit_of(person, on)).or(one.unit);
            let opens = Example { kind: ExampleKind::Request, id: one.request, on: None };
            let superior = one.seat == "atasan";
            let Some(facts) = unit.and_then(|unit| self.of_unit(unit)) else { continue };
            facts.looked += u32::from(superior);
            facts.acts.push(Act { by: one.by_login, at: one.at, kind: ActKind::Decision, opens });
        }
    }

    fn corrections(&mut self) {
        for one in std::mem::take(&mut self.read.corrections) {
            if let Some(facts) = self.of_person(one.person, one.on) {
                let new = Corrected { operator: one.by_login, person: one.person, on: one.on, id: one.id };
                facts.corrections.push(new);
            }
        }
    }
}
