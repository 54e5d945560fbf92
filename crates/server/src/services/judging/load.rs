//! What is known of people's days: roster, papers, punches, sheets, and who listens for them.

mod listening;

use std::collections::{BTreeMap, HashMap};

use hadir_domain::clocks::{ClockCorrection, ClockNote, CorrectionState, covering};
use hadir_domain::day::{Correction, DayPunch, Pressed, Statement, Voided};
use hadir_domain::devices::PinMapping;
use hadir_domain::ids::{DeviceId, PersonId, PunchId, SiteId, UnitId};
use hadir_domain::outages::{Outage, OutageTable};
use hadir_domain::people::Post;
use hadir_domain::punches::{Clock, Punch, Source};
use hadir_domain::sites::Site;
use hadir_domain::status::Status;
use hadir_domain::timeline::{Listener, PersonRecords};
use hadir_domain::units::Unit;
use hadir_domain::zones::ZoneEntry;
use hadir_rules::{Packs, StatusCodes};
use hadir_store::clock_corrections::{self, ProposalRow};
use hadir_store::corrections::{self, CorrectionRow};
use hadir_store::devices::DeviceRow;
use hadir_store::doubts::voids::{self, PunchVoid};
use hadir_store::instansi::Instansi;
use hadir_store::marks::Ruling;
use hadir_store::sheet_statements::SheetStatement;
use hadir_store::{
    StoreError, Tx, devices, marks, people, pins, posts, punches, roster, sheet_statements, sites, tolerance_zones,
    units,
};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::super::importing::BLANK;
use super::Supposed;
use super::outages::{Ground, KnownOutages, KnownRolls};
use crate::app::App;
use crate::services::staging::Papers;

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

/// A punch in a zone's local time: what a machine wrote is the fact, moved by a confirmed correction of its clock; others
/// follow from the instant.
pub fn local_of(punch: &Punch, zone: &TimeZone) -> DateTime {
    match punch.source {
        Source::Machine | Source::Portal | Source::Manual => punch.used_local(),
        Source::Kiosk | Source::Phone => zone.to_datetime(punch.at),
    }
}

/// Loads the records of these people for a span of days, as they were known at a moment: what was received later is
/// left out, and no source has spoken past it. One outage may be supposed to stand otherwise than it does.
///
/// # Errors
///
/// When the database does not answer.
#[allow(clippy::too_many_arguments, reason = "who, when, and as known when")]
pub async fn load(
    tx: &mut Tx,
    packs: &Packs,
    instansi: &Instansi,
    wanted: &[PersonId],
    from: Date,
    to: Date,
    as_of: Timestamp,
    supposed: Option<&Outage>,
) -> Result<Loaded, StoreError> {
    let mut fetched = Fetched::fetch(tx, instansi, wanted, from, to, as_of).await?;
    fetched.forget_after(as_of);
    fetched.outages.suppose(supposed);
    let rules = packs.outages(instansi.region_code());
    Ok(fetched.assemble(instansi, wanted, from, to, &packs.statuses(), &rules))
}

/// The same records as two sets of packs read them; only one reading where both read them alike.
///
/// # Errors
///
/// When the database does not answer.
pub async fn load_twice(
    tx: &mut Tx,
    (one, other): (&Packs, &Packs),
    instansi: &Instansi,
    wanted: &[PersonId],
    (from, to): (Date, Date),
    as_of: Timestamp,
) -> Result<(Loaded, Option<Loaded>), StoreError> {
    let region = instansi.region_code();
    let mut fetched = Fetched::fetch(tx, instansi, wanted, from, to, as_of).await?;
    fetched.forget_after(as_of);
    let (rules, others) = (one.outages(region), other.outages(region));
    let second = (rules != others || one.statuses() != other.statuses())
        .then(|| fetched.clone().assemble(instansi, wanted, from, to, &other.statuses(), &others));
    Ok((fetched.assemble(instansi, wanted, from, to, &one.statuses(), &rules), second))
}

/// One person's records as [`load`] gives them, and as they would be if keys meant other people.
///
/// # Errors
///
/// When the database does not answer.
pub async fn load_supposing(
    tx: &mut Tx,
    packs: &Packs,
    instansi: &Instansi,
    person: PersonId,
    (from, to): (Date, Date),
    as_of: Timestamp,
    supposed: &Supposed,
) -> Result<(Loaded, Loaded), StoreError> {
    let (codes, rules) = (packs.statuses(), packs.outages(instansi.region_code()));
    let mut fetched = Fetched::fetch(tx, instansi, &[person], from, to, as_of).await?;
    fetched.forget_after(as_of);
    let before = fetched.clone().assemble(instansi, &[person], from, to, &codes, &rules);
    fetched.suppose(person, span(instansi, from, to), supposed);
    Ok((before, fetched.assemble(instansi, &[person], from, to, &codes, &rules)))
}

/// What is due of a person, and who could speak for them.
pub struct RosterOf {
    /// Who.
    pub person: PersonId,
    /// Their posts.
    pub posts: Vec<Post>,
    /// Patterns.
    pub assignments: Vec<hadir_domain::roster::Assignment>,
    /// Papers.
    pub exceptions: Vec<hadir_domain::roster::Exception>,
    /// Sources that concern them.
    pub listeners: Vec<Listener>,
    /// The zone of the site of duty.
    pub zone: TimeZone,
}

/// Loads only what is due of these people and who could speak for them: no punches, no sheets.
///
/// # Errors
///
/// When the database does not answer.
pub async fn rosters(
    tx: &mut Tx,
    app: &App,
    instansi: &Instansi,
    wanted: &[PersonId],
    (from, to): (Date, Date),
) -> Result<Vec<RosterOf>, StoreError> {
    let rules = app.packs_of(instansi).outages(instansi.region_code());
    let mut fetched = Fetched::fetch_rosters(tx, instansi, wanted, (from, to), app.now()).await?;
    let mut rosters = Vec::with_capacity(wanted.len());
    for person in wanted {
        let posts = fetched.posts.remove(person).unwrap_or_default();
        let pins = fetched.pins.remove(person).unwrap_or_default();
        let listeners = fetched.listeners(*person, &posts, &pins, (from, to), &rules).into_values().collect();
        rosters.push(RosterOf {
            person: *person,
            zone: fetched.zone(instansi, &posts, to),
            assignments: fetched.assignments.remove(person).unwrap_or_default(),
            exceptions: fetched.exceptions.remove(person).unwrap_or_default(),
            posts,
            listeners,
        });
    }
    Ok(rosters)
}

#[derive(Clone, Default)]
struct Fetched {
    names: HashMap<PersonId, String>,
    posts: HashMap<PersonId, Vec<Post>>,
    pins: HashMap<PersonId, Vec<PinMapping>>,
    assignments: HashMap<PersonId, Vec<hadir_domain::roster::Assignment>>,
    exceptions: HashMap<PersonId, Vec<hadir_domain::roster::Exception>>,
    punches: HashMap<PersonId, Vec<Punch>>,
    statements: HashMap<PersonId, Vec<SheetStatement>>,
    corrections: HashMap<PersonId, Vec<CorrectionRow>>,
    marks: HashMap<(String, String), Timestamp>,
    papers: Papers,
    rulings: Vec<Ruling>,
    outages: KnownOutages,
    zones: Vec<ZoneEntry>,
    rolls: KnownRolls,
    units: HashMap<UnitId, Unit>,
    sites: HashMap<SiteId, Site>,
    devices: Vec<DeviceRow>,
    clocks: HashMap<DeviceId, Vec<ClockCorrection>>,
    voids: HashMap<PunchId, PunchVoid>,
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
        as_of: Timestamp,
    ) -> Result<Self, StoreError> {
        let id = instansi.id;
        let (first, last) = span(instansi, from, to);
        let wide = |date: Date, days: i64| date.checked_add(days.days()).unwrap_or(date);
        let statements = sheet_statements::of_people(tx, id, wanted, from, to).await?;
        let corrections = corrections::of_people(tx, id, wanted, from, to, as_of).await?;
        Ok(Self {
            names: people::get_many(tx, id, wanted).await?.into_iter().map(|person| (person.id, person.name)).collect(),
            punches: by_person(punches::of_people(tx, id, wanted, first, last).await?, |punch| {
                punch.person.unwrap_or(PersonId(uuid::Uuid::nil()))
            }),
            corrections: by_person(corrections, |one| one.person),
            statements: by_person(statements, |one| one.person.unwrap_or(PersonId(uuid::Uuid::nil()))),
            outages: KnownOutages::load(tx, id, first, last, as_of).await?,
            rolls: KnownRolls::load(tx, id, wanted, (from, to), (first, last)).await?,
            clocks: clocks(clock_corrections::all(tx, id).await?, as_of),
            // A night's punches lie around the days asked for.
            voids: voids::of_people(tx, id, wanted, (wide(from, -2), wide(to, 2)), as_of).await?,
            ..Self::fetch_rosters(tx, instansi, wanted, (from, to), as_of).await?
        })
    }

    async fn fetch_rosters(
        tx: &mut Tx,
        instansi: &Instansi,
        wanted: &[PersonId],
        (from, to): (Date, Date),
        as_of: Timestamp,
    ) -> Result<Self, StoreError> {
        let id = instansi.id;
        let wide = |date: Date, days: i64| date.checked_add(days.days()).unwrap_or(date);
        let (wide_from, wide_to) = (wide(from, -1), wide(to, 1));
        Ok(Self {
            posts: by_person(posts::of_people(tx, id, wanted).await?, |post| post.person),
            pins: by_person(pins::of_people(tx, id, wanted).await?, |pin| pin.person),
            assignments: by_person(roster::assignments(tx, id, wanted).await?, |one| one.person),
            exceptions: by_person(roster::exceptions(tx, id, wanted, wide_from, wide_to).await?, |one| one.person),
            marks: marks::concerning(tx, id, wanted)
                .await?
                .into_iter()
                .map(|mark| ((mark.source, mark.name), mark.reached))
                .collect(),
            papers: Papers::load(tx, instansi, as_of).await?,
            rulings: marks::rulings(tx, id, from, to).await?,
            zones: tolerance_zones::list(tx, id, as_of).await?,
            units: units::list(tx, id).await?.into_iter().map(|unit| (unit.id, unit)).collect(),
            sites: sites::list(tx, id).await?.into_iter().map(|site| (site.id, site)).collect(),
            devices: devices::list(tx, id).await?,
            ..Self::default()
        })
    }

    fn zone(&self, instansi: &Instansi, posts: &[Post], on: Date) -> TimeZone {
        let post = posts.iter().find(|post| post.holds_on(on)).or(posts.last());
        let site = post.and_then(|post| post.site).and_then(|site| self.sites.get(&site));
        site.map_or_else(|| instansi.zone.time_zone(), |site| site.zone.time_zone())
    }

    fn forget_after(&mut self, as_of: Timestamp) {
        for punches in self.punches.values_mut() {
            punches.retain(|punch| punch.received_at <= as_of);
        }
        for reached in self.marks.values_mut() {
            *reached = as_of.min(*reached);
        }
    }

    /// Lets keys mean other people: their mappings, and the punches that change hands by them.
    fn suppose(&mut self, person: PersonId, (first, last): (Timestamp, Timestamp), supposed: &Supposed) {
        let pins = self.pins.entry(person).or_default();
        for (ended, to_on) in &supposed.pins.end {
            pins.iter_mut().filter(|pin| *pin == ended).for_each(|pin| pin.to_on = Some(*to_on));
        }
        pins.retain(|pin| pin.from_on.zip(pin.to_on).is_none_or(|(from, to)| from <= to));
        pins.extend(supposed.pins.add.iter().filter(|pin| pin.person == person).cloned());
        let punches = self.punches.entry(person).or_default();
        for one in &supposed.moves {
            punches.retain(|punch| punch.id != one.punch.id);
            if one.to == Some(person) && (first..last).contains(&one.punch.at) {
                punches.push(Punch { person: one.to, ..one.punch.clone() });
            }
        }
        punches.sort_by_key(|punch| (punch.at, punch.id));
    }

    fn assemble(
        mut self,
        instansi: &Instansi,
        wanted: &[PersonId],
        from: Date,
        to: Date,
        codes: &StatusCodes,
        rules: &OutageTable,
    ) -> Loaded {
        let mut people = Vec::with_capacity(wanted.len());
        for id in wanted {
            let Some(name) = self.names.remove(id) else { continue };
            let posts = self.posts.remove(id).unwrap_or_default();
            let post = posts.iter().find(|post| post.holds_on(to)).or(posts.last());
            let zone = self.zone(instansi, &posts, to);
            let punches = self.punches.remove(id).unwrap_or_default();
            let pins = self.pins.remove(id).unwrap_or_default();
            let unit = post.and_then(|post| self.units.get(&post.unit)).cloned();
            let listeners = self.listeners(*id, &posts, &pins, (from, to), rules);
            let ground = Ground {
                posts: &posts,
                listeners: &listeners,
                units: &self.units,
                sites: &self.sites,
                devices: &self.devices,
                zone: &instansi.zone,
            };
            let records = PersonRecords {
                outages: self.outages.of_person(&ground),
                rolls: self.rolls.of_punches(&punches),
                assignments: self.assignments.remove(id).unwrap_or_default(),
                exceptions: self.exceptions.remove(id).unwrap_or_default(),
                punches: punches.iter().map(|punch| day_punch(punch, &zone, &self.clocks, &self.voids)).collect(),
                statements: statements(self.statements.remove(id).unwrap_or_default(), codes, &self.rolls),
                corrections: by_day(self.corrections.remove(id).unwrap_or_default()),
                listeners: listeners.into_values().collect(),
                zone,
            };
            people.push(LoadedPerson { id: *id, name, unit, records, punches });
        }
        let serials = self.devices.iter().map(|row| (row.device.id, row.device.serial.clone())).collect();
        Loaded { people, serials }
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

/// What was proposed by a moment about each terminal's clock, as it stood then.
fn clocks(rows: Vec<ProposalRow>, as_of: Timestamp) -> HashMap<DeviceId, Vec<ClockCorrection>> {
    let mut clocks: HashMap<DeviceId, Vec<ClockCorrection>> = HashMap::new();
    for row in rows.into_iter().filter(|row| row.received_at <= as_of) {
        let mut correction = row.correction;
        if row.decided.is_some_and(|decided| decided.at > as_of) {
            correction.state = CorrectionState::Proposed;
        }
        clocks.entry(row.device).or_default().push(correction);
    }
    clocks
}

/// A punch as the evaluator sees it. A confirmed correction of the clock gives it its time, and makes one usable whose
/// clock could not be right.
fn day_punch(
    punch: &Punch,
    zone: &TimeZone,
    clocks: &HashMap<DeviceId, Vec<ClockCorrection>>,
    voids: &HashMap<PunchId, PunchVoid>,
) -> DayPunch {
    let of_device = punch.device.and_then(|device| clocks.get(&device));
    let spoken = of_device.and_then(|known| covering(known, punch.local_time, punch.received_at));
    let confirmed = spoken.is_some_and(|one| one.state == CorrectionState::Confirmed) && punch.shift_s.is_some();
    // Not confirmed at the moment that is looked at: as the machine wrote it.
    let raw = Punch { shift_s: None, ..punch.clone() };
    let back = SignedDuration::from_secs(punch.shift_s.filter(|_| !confirmed).unwrap_or(0));
    let seen = if confirmed { punch } else { &raw };
    let local = local_of(seen, zone);
    DayPunch {
        id: punch.id,
        at: punch.at.checked_sub(back).unwrap_or(punch.at),
        local,
        source: punch.source,
        pressed: punch.state.as_deref().and_then(Pressed::of_state),
        clock: if confirmed { Clock::Ok } else { punch.clock },
        clock_note: spoken.map(|one| match confirmed {
            true => ClockNote::Corrected { raw: punch.local_time, by: one.id },
            false => ClockNote::Doubted { proposed: one.corrected(punch.local_time), by: one.id },
        }),
        voided: voids.get(&punch.id).map(|void| Voided { case: void.case }),
    }
}

fn by_day(rows: Vec<CorrectionRow>) -> BTreeMap<Date, Vec<Correction>> {
    let mut by_day: BTreeMap<Date, Vec<Correction>> = BTreeMap::new();
    for row in rows {
        by_day.entry(row.on).or_default().push(row.correction);
    }
    by_day
}

/// What the cells of a day say together; cells without a status only add marks.
fn statements(cells: Vec<SheetStatement>, codes: &StatusCodes, rolls: &KnownRolls) -> BTreeMap<Date, Vec<Statement>> {
    let mut by_day: BTreeMap<Date, Vec<Statement>> = BTreeMap::new();
    let blank = codes.sheets().iter().find_map(|sheet| sheet.blank).unwrap_or(Status::H);
    for cell in cells {
        if cell.code == BLANK {
            by_day.entry(cell.day_on).or_default().push(Statement {
                source: cell.source,
                status: blank,
                marks: Vec::new(),
                reference: rolls.signed(cell.import, format!("sel kosong di baris {}", cell.line)).into(),
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
                reference: rolls.signed(cell.import, reference).into(),
            }),
        }
    }
    by_day
}
