//! What is known of people's days: roster, papers, punches, sheets, and who listens for them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use hadir_domain::day::{DayPunch, Pressed, Statement};
use hadir_domain::devices::PinMapping;
use hadir_domain::ids::{DeviceId, PersonId, SiteId, UnitId};
use hadir_domain::marks::phone_patience;
use hadir_domain::people::Post;
use hadir_domain::punches::{Punch, Source};
use hadir_domain::sites::{Network, Site};
use hadir_domain::status::Status;
use hadir_domain::timeline::{Listener, Patience, PersonRecords};
use hadir_domain::units::Unit;
use hadir_rules::StatusCodes;
use hadir_store::devices::DeviceRow;
use hadir_store::instansi::Instansi;
use hadir_store::marks::Ruling;
use hadir_store::sheet_statements::SheetStatement;
use hadir_store::{
    StoreError, Tx, devices, marks, people, pins, posts, punches, roster, sheet_statements, sites, units,
};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::super::importing::BLANK;
use crate::app::App;

/// Working days a roll or portal file that a unit requires is waited for.
const ROLL_PATIENCE: u8 = 3;

/// People with everything needed to judge them.
pub struct Loaded {
    /// In the order asked for.
    pub people: Vec<LoadedPerson>,
    /// Serial numbers of terminals.
    pub serials: HashMap<DeviceId, String>,
}

/// One person with their records.
pub struct LoadedPerson {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// The unit served in on the last day.
    pub unit: Option<Unit>,
    /// For the evaluator.
    pub records: PersonRecords,
    /// Punches of the span.
    pub punches: Vec<Punch>,
}

/// A punch in a zone's local time: what a machine wrote is the fact, others follow from the instant.
pub fn local_of(punch: &Punch, zone: &TimeZone) -> DateTime {
    match punch.source {
        Source::Machine | Source::Portal | Source::Manual => punch.local_time,
        Source::Kiosk | Source::Phone => zone.to_datetime(punch.at),
    }
}

/// Loads the records of these people for a span of days, as they were known at a moment: what was received later is
/// left out, and no source has spoken past it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn load(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    wanted: &[PersonId],
    from: Date,
    to: Date,
    as_of: Timestamp,
) -> Result<Loaded, StoreError> {
    let mut fetched = Fetched::fetch(tx, instansi, wanted, from, to).await?;
    fetched.forget_after(as_of);
    Ok(fetched.assemble(instansi, wanted, from, to, &app.packs.statuses()))
}

struct Fetched {
    names: HashMap<PersonId, String>,
    posts: HashMap<PersonId, Vec<Post>>,
    pins: HashMap<PersonId, Vec<PinMapping>>,
    assignments: HashMap<PersonId, Vec<hadir_domain::roster::Assignment>>,
    exceptions: HashMap<PersonId, Vec<hadir_domain::roster::Exception>>,
    punches: HashMap<PersonId, Vec<Punch>>,
    statements: HashMap<PersonId, Vec<SheetStatement>>,
    marks: HashMap<(String, String), Timestamp>,
    rulings: Vec<Ruling>,
    units: HashMap<UnitId, Unit>,
    sites: HashMap<SiteId, Site>,
    devices: Vec<DeviceRow>,
}

fn by_person<T>(rows: Vec<T>, person: impl Fn(&T) -> PersonId) -> HashMap<PersonId, Vec<T>> {
    let mut grouped: HashMap<PersonId, Vec<T>> = HashMap::new();
    for row in rows {
        grouped.entry(person(&row)).or_default().push(row);
    }
    grouped
}

impl Fetched {
    async fn fetch(
        tx: &mut Tx,
        instansi: &Instansi,
        wanted: &[PersonId],
        from: Date,
        to: Date,
    ) -> Result<Self, StoreError> {
        let id = instansi.id;
        let (first, last) = span(instansi, from, to);
        let wide = |date: Date, days: i64| date.checked_add(days.days()).unwrap_or(date);
        let (wide_from, wide_to) = (wide(from, -1), wide(to, 1));
        let mine: std::collections::HashSet<PersonId> = wanted.iter().copied().collect();
        let pins = pins::list(tx, id).await?.into_iter().filter(|pin| mine.contains(&pin.person)).collect();
        let statements = sheet_statements::of_people(tx, id, wanted, from, to).await?;
        Ok(Self {
            names: people::get_many(tx, id, wanted).await?.into_iter().map(|person| (person.id, person.name)).collect(),
            posts: by_person(posts::of_people(tx, id, wanted).await?, |post| post.person),
            pins: by_person(pins, |pin| pin.person),
            assignments: by_person(roster::assignments(tx, id, wanted).await?, |one| one.person),
            exceptions: by_person(roster::exceptions(tx, id, wanted, wide_from, wide_to).await?, |one| one.person),
            punches: by_person(punches::of_people(tx, id, wanted, first, last).await?, |punch| {
                punch.person.unwrap_or(PersonId(uuid::Uuid::nil()))
            }),
            statements: by_person(statements, |one| one.person.unwrap_or(PersonId(uuid::Uuid::nil()))),
            marks: marks::all(tx, id).await?.into_iter().map(|mark| ((mark.source, mark.name), mark.reached)).collect(),
            rulings: marks::rulings(tx, id, from, to).await?,
            units: units::list(tx, id).await?.into_iter().map(|unit| (unit.id, unit)).collect(),
            sites: sites::list(tx, id).await?.into_iter().map(|site| (site.id, site)).collect(),
            devices: devices::list(tx, id).await?,
        })
    }

    fn forget_after(&mut self, as_of: Timestamp) {
        for punches in self.punches.values_mut() {
            punches.retain(|punch| punch.received_at <= as_of);
        }
        for reached in self.marks.values_mut() {
            *reached = as_of.min(*reached);
        }
    }

    fn assemble(
        mut self,
        instansi: &Instansi,
        wanted: &[PersonId],
        from: Date,
        to: Date,
        codes: &StatusCodes,
    ) -> Loaded {
        let mut people = Vec::with_capacity(wanted.len());
        for id in wanted {
            let Some(name) = self.names.remove(id) else { continue };
            let posts = self.posts.remove(id).unwrap_or_default();
            let post = posts.iter().find(|post| post.holds_on(to)).or(posts.last());
            let site = post.and_then(|post| post.site).and_then(|site| self.sites.get(&site));
            let zone = site.map_or_else(|| instansi.zone.time_zone(), |site| site.zone.time_zone());
            let punches = self.punches.remove(id).unwrap_or_default();
            let pins = self.pins.remove(id).unwrap_or_default();
            let unit = post.and_then(|post| self.units.get(&post.unit)).cloned();
            let records = PersonRecords {
                assignments: self.assignments.remove(id).unwrap_or_default(),
                exceptions: self.exceptions.remove(id).unwrap_or_default(),
                punches: punches.iter().map(|punch| day_punch(punch, &zone)).collect(),
                statements: statements(self.statements.remove(id).unwrap_or_default(), codes),
                listeners: self.listeners(*id, &posts, &pins, from, to),
                zone,
            };
            people.push(LoadedPerson { id: *id, name, unit, records, punches });
        }
        let serials = self.devices.iter().map(|row| (row.device.id, row.device.serial.clone())).collect();
        Loaded { people, serials }
    }

    /// Everything that could speak for a person: the adopted terminals of the sites served at and of
    /// the PINs held, the phone once it has spoken or was set up, the rolls and files a unit or site requires.
    fn listeners(&self, person: PersonId, posts: &[Post], pins: &[PinMapping], from: Date, to: Date) -> Vec<Listener> {
        let mut listeners: BTreeMap<(Source, String), Listener> = BTreeMap::new();
        for row in self.devices.iter().filter(|row| row.device.adopted) {
            let device = &row.device;
            let by_pin = pins.iter().filter(|pin| {
                pin.device == Some(device.id) || (pin.device.is_none() && pin.site.is_some() && pin.site == device.site)
            });
            let by_site = posts.iter().filter(|post| post.site.is_some() && post.site == device.site);
            let spans: Vec<(Option<Date>, Option<Date>)> = by_pin
                .map(|pin| (pin.from_on, pin.to_on))
                .chain(by_site.map(|post| (Some(post.from_on), post.to_on)))
                .collect();
            let Some((first, last)) = hull(&spans) else { continue };
            let listener = self.listener(Source::Machine, &device.id.to_string(), &format!("Mesin {}", device.serial));
            listeners.insert(
                (Source::Machine, device.id.to_string()),
                Listener { from_on: first, to_on: last, patience: Patience::Endless, ..listener },
            );
        }
        let mut add = |source: Source, key: String, name: String, patience: Patience, post: Option<&Post>| {
            if self.marks.contains_key(&(source.as_str().to_owned(), key.clone())) {
                let listener = self.listener(source, &key, &name);
                listeners.entry((source, key)).or_insert(Listener {
                    from_on: post.map(|post| post.from_on),
                    to_on: post.and_then(|post| post.to_on),
                    patience,
                    ..listener
                });
            }
        };
        let network = posts
            .iter()
            .find(|post| post.holds_on(to))
            .and_then(|post| post.site)
            .and_then(|site| self.sites.get(&site))
            .map_or(Network::Good, |site| site.network);
        add(Source::Phone, person.to_string(), "HP".into(), Patience::For(phone_patience(network)), None);
        for post in posts.iter().filter(|post| post.holds_within(from, to)) {
            let unit = self.units.get(&post.unit).map_or("", |unit| unit.name.as_str());
            for source in [Source::Manual, Source::Portal] {
                let word = if source == Source::Manual { "Daftar hadir" } else { "Portal" };
                let patience = Patience::Workdays(ROLL_PATIENCE);
                add(source, post.unit.to_string(), format!("{word} {unit}"), patience, Some(post));
                if let Some(site) = post.site.and_then(|site| self.sites.get(&site)) {
                    add(source, site.id.to_string(), format!("{word} {}", site.name), patience, Some(post));
                }
            }
        }
        listeners.into_values().collect()
    }

    fn listener(&self, source: Source, key: &str, name: &str) -> Listener {
        let ruled_out = self
            .rulings
            .iter()
            .filter(|ruling| {
                ruling.source == source.as_str() && ruling.name.as_deref().is_none_or(|named| named == key)
            })
            .map(|ruling| (ruling.from_on, ruling.to_on))
            .collect();
        Listener {
            source,
            name: Arc::from(name),
            from_on: None,
            to_on: None,
            reached: self.marks.get(&(source.as_str().to_owned(), key.to_owned())).copied(),
            patience: Patience::Endless,
            ruled_out,
        }
    }
}

/// The instants that hold every window of a span of days, wherever in Indonesia the site is.
fn span(instansi: &Instansi, from: Date, to: Date) -> (Timestamp, Timestamp) {
    let zone = instansi.zone.time_zone();
    let at =
        |date: Date| zone.to_ambiguous_timestamp(date.at(0, 0, 0, 0)).compatible().unwrap_or(Timestamp::UNIX_EPOCH);
    let first = at(from).checked_sub(SignedDuration::from_hours(14)).unwrap_or(Timestamp::MIN);
    let last = at(to).checked_add(SignedDuration::from_hours(24 + 36)).unwrap_or(Timestamp::MAX);
    (first, last)
}

fn hull(spans: &[(Option<Date>, Option<Date>)]) -> Option<(Option<Date>, Option<Date>)> {
    let first = spans.iter().map(|(from, _)| from.unwrap_or(Date::MIN)).min()?;
    let last = spans.iter().map(|(_, to)| to.unwrap_or(Date::MAX)).max()?;
    Some(((first != Date::MIN).then_some(first), (last != Date::MAX).then_some(last)))
}

fn day_punch(punch: &Punch, zone: &TimeZone) -> DayPunch {
    DayPunch {
        id: punch.id,
        at: punch.at,
        local: local_of(punch, zone),
        source: punch.source,
        pressed: punch.state.as_deref().and_then(Pressed::of_state),
        clock: punch.clock,
    }
}

/// What the cells of a day say together; cells without a status only add marks.
fn statements(cells: Vec<SheetStatement>, codes: &StatusCodes) -> BTreeMap<Date, Vec<Statement>> {
    let mut by_day: BTreeMap<Date, Vec<Statement>> = BTreeMap::new();
    let blank = codes.sheets().iter().find_map(|sheet| sheet.blank).unwrap_or(Status::H);
    for cell in cells {
        if cell.code == BLANK {
            by_day.entry(cell.day_on).or_default().push(Statement {
                source: cell.source,
                status: blank,
                marks: Vec::new(),
                reference: format!("sel kosong di baris {}", cell.line).into(),
            });
            continue;
        }
        let Some(resolved) = codes.resolve(&cell.code) else { continue };
        let mark = resolved.mark_code.and_then(|code| code.with(cell.minutes));
        // A mark such as TL or TAP is put on people who were there.
        // A token that leaves open which excuse it is (I1) still speaks for the person: the first it may be.
        let status = resolved.status.or(resolved.one_of.first().copied()).or(mark.map(|_| Status::H));
        let Some(status) = status else { continue };
        let reference = match &cell.cell {
            Some(place) => format!("\"{}\" di sel {place}", cell.raw),
            None => format!("\"{}\" di baris {}", cell.raw, cell.line),
        };
        let of_day = by_day.entry(cell.day_on).or_default();
        match of_day.iter_mut().find(|known| known.source == cell.source && known.status == status) {
            Some(known) => known.marks.extend(mark),
            None => of_day.push(Statement {
                source: cell.source,
                status,
                marks: mark.into_iter().collect(),
                reference: reference.into(),
            }),
        }
    }
    by_day
}
