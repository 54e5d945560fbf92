//! Which sources there are, how far each has spoken, how often it is expected to, and what its silence means.

pub mod rhythms;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hadir_domain::clocks::Limits;
use hadir_domain::hours::HoursTable;
use hadir_domain::ids::{DeviceId, SiteId, UnitId};
use hadir_domain::punches::Source;
use hadir_domain::rhythm::{self, Hearing, History, HoursOfWeek, Place, Reporting, Rhythm, WatchRules, Way};
use hadir_store::devices::DeviceRow;
use hadir_store::instansi::Instansi;
use hadir_store::terminals::heard;
use hadir_store::{StoreError, devices, marks, posts, sites, units};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;
use utoipa::ToSchema;

use super::error::ServiceError;
use super::staging::Papers;
use crate::app::App;

/// Seconds between two calls of a terminal that polls, as the server asks of it.
const POLL_S: u32 = 15;

/// One source with everything known of its speaking.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceRow {
    /// Which kind.
    pub source: Source,
    /// What it speaks for: device, site or unit.
    pub key: String,
    /// Its name as shown.
    pub name: String,
    /// The terminal.
    pub device: Option<DeviceId>,
    /// Where it is.
    pub site: Option<SiteId>,
    /// Name of that site.
    pub site_name: Option<String>,
    /// The unit it speaks for.
    pub unit: Option<UnitId>,
    /// Everything up to this instant has arrived.
    pub reached: Option<Timestamp>,
    /// When it was heard of last, whatever it said.
    pub contact: Option<Timestamp>,
    /// What is expected of it.
    pub rhythm: Rhythm,
    /// Whether what it has to tell has arrived as expected.
    pub hearing: Hearing,
    /// Whether it is in touch as expected.
    pub touch: Hearing,
}

/// How many sources of a place have not reported, with the sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportingJson {
    /// Terminals that have not reported.
    pub machines_silent: u32,
    /// Terminals.
    pub machines: u32,
    /// Rolls and portal files that have not come.
    pub others_silent: u32,
    /// Rolls and portal files.
    pub others: u32,
    /// The sentence in Indonesian; null when every source has reported.
    pub text: Option<String>,
    /// The sentence in English.
    pub text_en: Option<String>,
}

impl ReportingJson {
    /// The figures with the sentence for a place.
    pub fn of(reporting: &Reporting, place: Place<'_>) -> Self {
        Self {
            machines_silent: reporting.machines.silent,
            machines: reporting.machines.all,
            others_silent: reporting.others.silent,
            others: reporting.others.all,
            text: reporting.indonesian(place),
            text_en: reporting.english(place),
        }
    }
}

/// Everything needed to say whether a source is silent.
pub struct Ears {
    rules: Option<WatchRules>,
    duty: HoursOfWeek,
    home: TimeZone,
    machines: HashMap<DeviceId, Machine>,
    by_name: HashMap<String, DeviceId>,
}

struct Machine {
    row: DeviceRow,
    zone: TimeZone,
    contact: Option<Timestamp>,
    rhythm: Option<Rhythm>,
}

impl Ears {
    /// Loads what is known of the terminals; the hours of past weeks are remembered for a while.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn load(app: &App, instansi: &Instansi, now: Timestamp) -> Result<Self, ServiceError> {
        let hours = app.rhythms.of(app, instansi.id, now).await?;
        let (rows, newest, by_file) = app
            .db
            .read(async |tx| {
                let rows = devices::list(tx, instansi.id).await?;
                let newest = heard::newest(tx, instansi.id).await?;
                Ok::<_, StoreError>((rows, newest, heard::by_file(tx, instansi.id).await?))
            })
            .await?;
        let home = instansi.zone.time_zone();
        let today = home.to_datetime(now).date();
        let rules = watch_rules(app, instansi, now);
        let duty = duty_hours(&app.packs_of(instansi).hours(instansi.region_code()), instansi, today);
        let mut machines = HashMap::new();
        let mut by_name = HashMap::new();
        for row in rows {
            let id = row.device.id;
            let zone = row.device.zone.time_zone();
            let way = way_of(&row, newest.contains_key(&id), by_file.contains_key(&id));
            let spoken: Vec<_> = hours.get(&id).into_iter().flatten().map(|at| zone.to_datetime(*at)).collect();
            let rhythm = rules.as_ref().map(|rules| Rhythm::of(way, rules, &History::of(&spoken)));
            let contact =
                [newest.get(&id), by_file.get(&id), row.seen_at.as_ref()].into_iter().flatten().max().copied();
            by_name.insert(machine_name(&row), id);
            machines.insert(id, Machine { row, zone, contact, rhythm });
        }
        Ok(Self { rules, duty, home, machines, by_name })
    }

    /// What the silence of a source means that has spoken up to an instant; the name is that of a listener. Where no
    /// pack says how long to wait, nothing counts as heard.
    pub fn hearing(&self, source: Source, name: &str, reached: Option<Timestamp>, now: Timestamp) -> Hearing {
        match self.by_name.get(name).and_then(|id| self.machines.get(id)) {
            Some(machine) if source == Source::Machine => {
                self.judge(machine.rhythm.as_ref(), &machine.zone, reached, now)
            }
            _ => self.judge(self.other(source).as_ref(), &self.home, reached, now),
        }
    }

    fn other(&self, source: Source) -> Option<Rhythm> {
        let way = match source {
            Source::Machine => Way::Push { every_s: POLL_S },
            Source::Kiosk | Source::Phone => Way::Own,
            Source::Portal | Source::Manual => Way::Daily,
        };
        self.rules.as_ref().map(|rules| Rhythm::of(way, rules, &History::of(&[])))
    }

    fn judge(&self, rhythm: Option<&Rhythm>, zone: &TimeZone, last: Option<Timestamp>, now: Timestamp) -> Hearing {
        let last = last.map(|last| zone.to_datetime(last.min(now)));
        match rhythm {
            Some(rhythm) => rhythm::state(last, rhythm, zone.to_datetime(now), &self.duty),
            None => Hearing::Silent(last),
        }
    }
}

/// The rules in force, if a pack covers the day.
pub fn watch_rules(app: &App, instansi: &Instansi, now: Timestamp) -> Option<WatchRules> {
    app.packs_of(instansi).watch(instansi.region_code(), instansi.date_of(now))
}

/// From where on a clock is wrong.
pub fn clock_limits(rules: &WatchRules) -> Limits {
    Limits { off_s: i64::from(rules.clock_off_seconds), drift_s: i64::from(rules.clock_drift_seconds) }
}

/// The name under which a terminal listens.
pub fn machine_name(row: &DeviceRow) -> String {
    format!("Mesin {}", row.device.serial)
}

fn way_of(row: &DeviceRow, calls: bool, brought: bool) -> Way {
    match (row.kind.as_str(), calls, brought) {
        ("fingerspot", ..) => Way::Webhook,
        (_, true, _) | (_, false, false) => Way::Push { every_s: POLL_S },
        (_, false, true) => Way::Daily,
    }
}

/// The hours of the week around a day in which offices work.
fn duty_hours(hours: &HoursTable, instansi: &Instansi, today: Date) -> HoursOfWeek {
    let days = (0..7).filter_map(|ahead| today.checked_add(ahead.days()).ok());
    HoursOfWeek::of_duty(days.filter_map(|day| {
        let of_day = hours.on(day, instansi.week).ok().flatten()?;
        Some((day.weekday(), of_day.starts.hour(), of_day.ends.hour()))
    }))
}

/// Every source that is waited for: adopted terminals that still hang, and the rolls and files of units and sites.
///
/// # Errors
///
/// When the database does not answer.
pub async fn all(app: &App, instansi: &Instansi, now: Timestamp) -> Result<Vec<SourceRow>, ServiceError> {
    let ears = Ears::load(app, instansi, now).await?;
    let (known, all_sites, all_units, papers) = app
        .db
        .read(async |tx| {
            let known = marks::concerning(tx, instansi.id, &[]).await?;
            let all_sites = sites::list(tx, instansi.id).await?;
            let papers = Papers::load(tx, instansi, now).await?;
            Ok::<_, StoreError>((known, all_sites, units::list(tx, instansi.id).await?, papers))
        })
        .await?;
    let today = instansi.zone.time_zone().to_datetime(now).date();
    let reached: BTreeMap<(&str, &str), Timestamp> =
        known.iter().map(|mark| ((mark.source.as_str(), mark.name.as_str()), mark.reached)).collect();
    let mut rows = Vec::new();
    for machine in ears.machines.values() {
        let device = &machine.row.device;
        let retired = machine.row.retired_on.is_some_and(|last| last < today);
        let Some(rhythm) = machine.rhythm.clone().filter(|_| device.adopted && !retired) else { continue };
        let reached = reached.get(&("machine", device.id.to_string().as_str())).copied();
        let contact = machine.contact.max(reached);
        let site = all_sites.iter().find(|site| Some(site.id) == device.site);
        rows.push(SourceRow {
            source: Source::Machine,
            key: device.id.to_string(),
            name: machine_name(&machine.row),
            device: Some(device.id),
            site: device.site,
            site_name: site.map(|site| site.name.clone()),
            unit: None,
            reached,
            contact,
            hearing: ears.judge(Some(&rhythm), &machine.zone, reached, now),
            touch: ears.judge(Some(&rhythm), &machine.zone, contact, now),
            rhythm,
        });
    }
    for mark in &known {
        let Some(source) =
            Source::parse(&mark.source).filter(|source| matches!(source, Source::Manual | Source::Portal))
        else {
            continue;
        };
        let unit = all_units.iter().find(|unit| unit.id.to_string() == mark.name);
        let site = all_sites.iter().find(|site| site.id.to_string() == mark.name);
        // Nobody waits for the paper roll of an OPD that has dropped it.
        if source == Source::Manual && unit.is_some_and(|unit| !papers.required(unit.id, today)) {
            continue;
        }
        let Some(rhythm) = ears.other(source) else { continue };
        let named = unit.map(|unit| unit.name.as_str()).or(site.map(|site| site.name.as_str()));
        let word = if source == Source::Manual { "Daftar hadir" } else { "Portal" };
        let hearing = ears.judge(Some(&rhythm), &ears.home, Some(mark.reached), now);
        rows.push(SourceRow {
            source,
            key: mark.name.clone(),
            name: format!("{word} {}", named.unwrap_or_default()).trim_end().to_owned(),
            device: None,
            site: site.map(|site| site.id),
            site_name: site.map(|site| site.name.clone()),
            unit: unit.map(|unit| unit.id),
            reached: Some(mark.reached),
            contact: Some(mark.reached),
            hearing,
            touch: hearing,
            rhythm,
        });
    }
    rows.sort_by(|one, other| (one.source, &one.name, &one.key).cmp(&(other.source, &other.name, &other.key)));
    Ok(rows)
}

/// The sites and units that concern the people of these units today: their own, and the sites they serve at.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_units(
    app: &App,
    instansi: &Instansi,
    within: &[UnitId],
    today: Date,
    rows: Vec<SourceRow>,
) -> Result<Vec<SourceRow>, ServiceError> {
    let posts = app.db.read(async |tx| posts::all(tx, instansi.id).await).await?;
    let near: BTreeSet<SiteId> = posts
        .iter()
        .filter(|post| post.holds_on(today) && within.contains(&post.unit))
        .filter_map(|post| post.site)
        .collect();
    let concerns = |row: &SourceRow| {
        row.site.is_some_and(|site| near.contains(&site)) || row.unit.is_some_and(|unit| within.contains(&unit))
    };
    Ok(rows.into_iter().filter(concerns).collect())
}

/// How many of these sources have not reported.
pub fn reporting(rows: &[SourceRow]) -> Reporting {
    Reporting::of(rows.iter().map(|row| (row.source, row.hearing.is_silent())))
}
