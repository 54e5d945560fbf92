//! The terminals of OPDs in past weeks: in which duty hours each was up, by what is really kept.
//!
//! Contacts leave three kinds of trace: readings of the clock, messages with rows, and files that were brought. A poll alone
//! leaves none; such an hour counts once every row up to its end has arrived.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hadir_domain::ids::{DeviceId, SiteId, UnitId};
use hadir_domain::outages::{Outage, OutageScope, OutageState, OutageTable};
use hadir_domain::people::Post;
use hadir_domain::punches::Source;
use hadir_domain::stages::{DutyHour, Terminal, Uptime, uptime};
use hadir_domain::units::{Unit, subtree};
use hadir_store::devices::DeviceRow;
use hadir_store::instansi::Instansi;
use hadir_store::terminals::heard;
use hadir_store::{StoreError, Tx, devices, marks, outages};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::app::App;
use crate::services::error::ServiceError;

/// What is known of them.
pub(super) struct Terminals {
    rows: Vec<DeviceRow>,
    heard: HashMap<DeviceId, BTreeSet<Timestamp>>,
    reached: HashMap<DeviceId, Timestamp>,
    outages: Vec<Outage>,
    rules: OutageTable,
}

/// The duty hours by zone, with the local date they belong to.
pub(super) type DutyHours = BTreeMap<String, Vec<(Date, DutyHour)>>;

impl Terminals {
    pub(super) async fn load(
        tx: &mut Tx,
        app: &App,
        instansi: &Instansi,
        (from, to): (Date, Date),
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let zone = instansi.zone.time_zone();
        // A day more on either side: sites may lie in another zone.
        let since = midnight(from.yesterday().unwrap_or(from), &zone);
        let until = midnight(to.checked_add(2.days()).unwrap_or(to), &zone);
        let rows: Vec<DeviceRow> =
            devices::list(tx, instansi.id).await?.into_iter().filter(|row| row.device.adopted).collect();
        let hours = heard::hours(tx, instansi.id, since).await?;
        let all_marks = marks::concerning(tx, instansi.id, &[]).await?;
        let by_name: HashMap<String, Timestamp> = all_marks
            .into_iter()
            .filter(|mark| mark.source == Source::Machine.as_str())
            .map(|mark| (mark.name, mark.reached))
            .collect();
        let reached =
            rows.iter().filter_map(|row| Some((row.device.id, *by_name.get(&row.device.id.to_string())?))).collect();
        let mut known = outages::touching(tx, instansi.id, since, until, now).await?;
        known.retain(|outage| outage.state == OutageState::Confirmed);
        Ok(Self {
            rows,
            heard: hours.into_iter().map(|(device, hours)| (device, hours.into_iter().collect())).collect(),
            reached,
            outages: known,
            rules: app.packs_of(instansi).outages(instansi.region_code()),
        })
    }

    /// The hours touched by the duty of offices on the workdays of a span, for each zone a terminal runs in.
    ///
    /// # Errors
    ///
    /// `hours_not_covered` where no pack says when duty is: an unknown duty is not an empty one.
    pub(super) fn duty_hours(
        &self,
        app: &App,
        instansi: &Instansi,
        (from, to): (Date, Date),
    ) -> Result<DutyHours, ServiceError> {
        let calendar = app.packs_of(instansi).calendar(instansi.region_code(), None);
        let table = app.packs_of(instansi).hours(instansi.region_code());
        let zones: BTreeMap<&str, TimeZone> =
            self.rows.iter().map(|row| (row.device.zone.as_str(), row.device.zone.time_zone())).collect();
        let mut found = DutyHours::new();
        for day in from.series(1.day()).take_while(|day| *day <= to) {
            let workday = calendar.day(day, instansi.week).map_err(|_| not_covered(day))?.workday;
            let hours = table.on(day, instansi.week).map_err(|_| not_covered(day))?;
            let Some(hours) = hours.filter(|_| workday) else { continue };
            let last = if hours.ends.minute() > 0 { hours.ends.hour() } else { hours.ends.hour() - 1 };
            for (name, zone) in &zones {
                let of_day = (hours.starts.hour()..=last).map(|hour| (day, instant(day, hour, zone)));
                found.entry((*name).to_owned()).or_default().extend(of_day);
            }
        }
        Ok(found)
    }

    /// The duty hours of the terminals at the places where these posts were held in a week. Where every terminal was taken
    /// over later, its hours are not none but unknown.
    pub(super) fn uptime(&self, hours: &DutyHours, posts: &[&Post], units: &[Unit], week: (Date, Date)) -> Uptime {
        let found = self.counted(hours, posts, units, week, true);
        if found.hours() > 0 { found } else { self.counted(hours, posts, units, week, false) }
    }

    fn counted(
        &self,
        hours: &DutyHours,
        posts: &[&Post],
        units: &[Unit],
        week: (Date, Date),
        since_adopted: bool,
    ) -> Uptime {
        let serving: Vec<&&Post> = posts.iter().filter(|post| post.holds_within(week.0, week.1)).collect();
        let places: BTreeSet<SiteId> = serving.iter().filter_map(|post| post.site).collect();
        let mut whole = Uptime::default();
        for row in self.rows.iter().filter(|row| row.device.site.is_some_and(|site| places.contains(&site))) {
            let zone = row.device.zone.time_zone();
            let of_zone = hours.get(row.device.zone.as_str()).into_iter().flatten();
            let of_week = of_zone.filter(|(day, _)| week.0 <= *day && *day <= week.1);
            let here: Vec<DutyHour> = of_week.map(|(_, hour)| *hour).collect();
            let terminal = Terminal {
                since: row.adopted.as_ref().filter(|_| since_adopted).map(|(at, _)| *at),
                until: row.retired_on.and_then(|last| last.tomorrow().ok()).map(|day| midnight(day, &zone)),
                heard: self.heard.get(&row.device.id).cloned().unwrap_or_default(),
                reached: self.reached.get(&row.device.id).copied(),
                outages: self.outages_over(row, &serving, units, week.0),
            };
            whole.add(&uptime(&terminal, &here));
        }
        whole
    }

    /// The confirmed outages that put a terminal out of use: its own, and those of its place whose cause silences terminals
    /// by the rule.
    fn outages_over(
        &self,
        row: &DeviceRow,
        serving: &[&&Post],
        units: &[Unit],
        on: Date,
    ) -> Vec<(Timestamp, Option<Timestamp>)> {
        let rule = self.rules.on(on).ok();
        let over = |outage: &&Outage| {
            // Where no rule says what a cause silences, an outage counts: nothing speaks for the terminal.
            let by_cause = rule.is_none_or(|rule| rule.silences(outage.cause, Source::Machine));
            match outage.scope {
                OutageScope::Device(device) => device == row.device.id,
                OutageScope::Instansi | OutageScope::Server => by_cause,
                OutageScope::Site(site) => by_cause && row.device.site == Some(site),
                OutageScope::Unit(unit) => by_cause && self.serves(row, serving, &subtree(units, unit)),
            }
        };
        self.outages.iter().filter(over).map(|outage| (outage.from, outage.to)).collect()
    }

    fn serves(&self, row: &DeviceRow, serving: &[&&Post], below: &[UnitId]) -> bool {
        serving.iter().any(|post| post.site.is_some() && post.site == row.device.site && below.contains(&post.unit))
    }
}

fn midnight(day: Date, zone: &TimeZone) -> Timestamp {
    instant(day, 0, zone)
}

fn instant(day: Date, hour: i8, zone: &TimeZone) -> Timestamp {
    let begins = zone.to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible().unwrap_or(Timestamp::UNIX_EPOCH);
    begins.checked_add(SignedDuration::from_hours(i64::from(hour))).unwrap_or(begins)
}

fn not_covered(day: Date) -> ServiceError {
    ServiceError::conflict(
        "hours_not_covered",
        format!("Belum ada aturan jam kerja atau hari libur untuk {day}. Lengkapi paket aturan lebih dahulu."),
        format!("No rule says what duty there is on {day}. Complete the rule packs first."),
    )
}
