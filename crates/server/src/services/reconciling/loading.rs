//! Loads roster, claims and cells of a span, as the engine takes them.

use std::collections::{BTreeMap, HashMap, HashSet};

use hadir_domain::day::Pressed;
use hadir_domain::ids::{DeviceId, PersonId, SiteId, UnitId};
use hadir_domain::punches::Source;
use hadir_domain::reconcile::{
    Origin, OriginKind, PersonInput, Place, Scene, Speaker, Speakers, StatedDay, StatedMarks, Trace, UnitPlace,
};
use hadir_domain::status::{Mark, Status};
use hadir_store::imports::Import;
use hadir_store::instansi::Instansi;
use hadir_store::reconcile::claims::{self, ClaimRow, Moment, UnknownKeyRow};
use hadir_store::sheet_statements::SheetStatement;
use hadir_store::{StoreError, devices, imports, sheet_statements, sites, units};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::rosters::{Days, Plans};
use super::{Ask, Stored, workdays};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::importing::BLANK;
use crate::services::judging::{self, RosterOf, RulesInForce};

/// Formats that are a recap or matrix of another system.
const RECAPS: [&str; 2] = ["month-matrix", "person-recap"];

/// Format of rolls typed at the desk.
const TYPED: &str = "typed-roll";

/// What the engine is handed, and what stands beside it.
pub(super) struct Loaded {
    pub scene: Scene,
    pub people: Vec<PersonInput>,
    pub workdays: Vec<Date>,
    pub unknown: Vec<UnknownKeyRow>,
    pub unposted: Vec<(PersonId, Date, Speakers)>,
    pub imports: Vec<Import>,
}

/// Numbers for everything a trace names.
#[derive(Default)]
struct Numbers {
    scene: Scene,
    units: HashMap<UnitId, u32>,
    places: HashMap<SiteId, u32>,
    device_sites: HashMap<DeviceId, Option<u32>>,
    devices: HashMap<DeviceId, u32>,
    /// Files by source and time of receipt.
    files: HashMap<(Source, Timestamp), File>,
    speakers: [u32; 8],
    keys: HashMap<String, u32>,
}

#[derive(Debug, Clone)]
struct File {
    origin: u32,
    speaker: Speaker,
    unit: Option<UnitId>,
    period: Option<(Date, Date)>,
    received_on: Date,
    typed: bool,
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Numbers {
    fn add_origin(&mut self, kind: OriginKind, id: Option<uuid::Uuid>, name: String) -> u32 {
        self.scene.origins.push(Origin { kind, id, name });
        number(self.scene.origins.len() - 1)
    }

    /// The key of a source as a number; the same for the same text.
    fn key(&mut self, key: &str) -> u32 {
        if let Some(known) = self.keys.get(key) {
            return *known;
        }
        let new = number(self.keys.len());
        self.keys.insert(key.to_owned(), new);
        new
    }

    fn add_file(&mut self, import: &Import, recaps_apart: bool, zone: &TimeZone) {
        let Some(source) = Source::parse(&import.source) else { return };
        let is_recap = RECAPS.contains(&import.format.as_str());
        let speaker = if is_recap && recaps_apart { Speaker::Recap } else { Speaker::of(source) };
        let origin = self.add_origin(OriginKind::Import, Some(import.id.0), import.file_name.clone());
        let file = File {
            origin,
            speaker,
            unit: import.unit,
            period: import.period,
            received_on: zone.to_datetime(import.received_at).date(),
            typed: import.format == TYPED,
        };
        self.files.insert((source, import.received_at), file);
    }

    /// The day on which something was written, where it is known to be another: rolls typed at the desk, and what a
    /// later file adds to days for which an earlier one of the same source and unit spoke without it.
    fn written_on(&self, file: &File, source: Source, on: Date) -> Option<Date> {
        if file.received_on <= on {
            return None;
        }
        let covers = |other: &File| other.period.is_some_and(|(from, to)| from <= on && on <= to);
        let earlier = || {
            self.files.iter().any(|((of, _), other)| {
                *of == source && other.unit == file.unit && other.origin < file.origin && !other.typed && covers(other)
            })
        };
        (file.typed || earlier()).then_some(file.received_on)
    }
}

/// Loads everything of a span.
pub(super) async fn load(
    app: &App,
    instansi: &Instansi,
    ask: &Ask,
    below: Option<&[UnitId]>,
) -> Result<Loaded, ServiceError> {
    let (from, to) = (ask.from, ask.to);
    let workdays = workdays(app, instansi, from, to).await?;
    let wanted = judging::people_in_span(app, instansi, None, from, to).await?;
    let recaps_apart = ask.speakers.as_ref().is_some_and(|speakers| speakers.contains(&Speaker::Recap));
    let zone = instansi.zone.time_zone();
    let all = |side: Speakers, next: &Speakers| side.or(*next);
    let asked = ask.sides().iter().fold(Speakers::NONE, all);
    let (rosters, numbers, gathered, unknown, imports) = app
        .db
        .read(async |tx| {
            let rosters = judging::rosters(tx, app, instansi, &wanted, (from, to)).await?;
            let mut numbers = numbers(tx, instansi).await?;
            let imports = imports::touching(tx, instansi.id, from, to).await?;
            for import in &imports {
                numbers.add_file(import, recaps_apart, &zone);
            }
            let span = instants(&zone, from, to);
            let mut gathered = Gathered::new(&rosters, &zone, asked);
            claims::each(tx, instansi.id, span, |row| gathered.take(&row, &mut numbers)).await?;
            for import in imports.iter().filter(|import| is_scattered(import)) {
                // A file that spreads over months may have day and month the wrong way round.
                for (on, next) in exchanged(from, to) {
                    let far = instants(&zone, on, next);
                    claims::each(tx, instansi.id, far, |row| {
                        if row.batch == Some(import.received_at) {
                            gathered.take(&row, &mut numbers);
                        }
                    })
                    .await?;
                }
            }
            let cells = sheet_statements::in_span(tx, instansi.id, from, to).await?;
            gathered.cells(&cells, &imports, &mut numbers, app);
            let unknown = claims::unknown_keys(tx, instansi.id, span, (from, to)).await?;
            Ok::<_, StoreError>((rosters, numbers, gathered, unknown, imports))
        })
        .await?;
    let unknown = unknown.into_iter().filter(|row| asked.has(Speaker::of(row.source))).collect();
    let rules = RulesInForce::of(app, instansi);
    let recaps = gathered.recaps(&numbers, &rosters, to);
    let days = Days {
        rules: &rules.rules(),
        span: (from, to),
        units: &numbers.units,
        places: &numbers.places,
        below,
        recaps: &recaps,
        now: app.now(),
    };
    let mut plans = Plans::default();
    let mut people = Vec::with_capacity(rosters.len());
    for (roster, said) in rosters.iter().zip(gathered.people) {
        let days = days.of(roster, &mut plans).map_err(judging::not_covered)?;
        if !days.is_empty() {
            people.push(PersonInput { person: roster.person, days, traces: said.traces, stated: said.stated });
        }
    }
    let unposted = if below.is_none() {
        gathered.unposted.into_iter().map(|(who, (on, by))| (who, on, by)).collect()
    } else {
        Vec::new()
    };
    Ok(Loaded { scene: numbers.scene, people, workdays, unknown, unposted, imports })
}

async fn numbers(tx: &mut hadir_store::Tx, instansi: &Instansi) -> Stored<Numbers> {
    let mut numbers = Numbers::default();
    let tree = units::list(tx, instansi.id).await?;
    numbers.units = tree.iter().zip(0..).map(|(unit, place)| (unit.id, place)).collect();
    for unit in &tree {
        numbers.scene.units.push(UnitPlace {
            id: unit.id,
            code: unit.code.clone(),
            name: unit.name.clone(),
            parent: unit.parent.and_then(|parent| numbers.units.get(&parent).copied()),
        });
    }
    for site in sites::list(tx, instansi.id).await? {
        numbers.places.insert(site.id, number(numbers.scene.places.len()));
        numbers.scene.places.push(Place {
            id: site.id,
            name: site.name.clone(),
            point: site.place,
            radius_m: site.radius_m,
        });
    }
    for row in devices::list(tx, instansi.id).await? {
        let site = row.device.site.and_then(|site| numbers.places.get(&site).copied());
        let origin = numbers.add_origin(OriginKind::Device, Some(row.device.id.0), row.device.serial.clone());
        numbers.devices.insert(row.device.id, origin);
        numbers.device_sites.insert(row.device.id, site);
    }
    for speaker in Speaker::ALL {
        numbers.speakers[*speaker as usize] = numbers.add_origin(OriginKind::Other, None, speaker.as_str().into());
    }
    Ok(numbers)
}

/// The instants that hold every window of a span, wherever in the country the site is.
fn instants(zone: &TimeZone, from: Date, to: Date) -> (Timestamp, Timestamp) {
    let at = |on: Date| zone.to_ambiguous_timestamp(on.at(0, 0, 0, 0)).compatible().unwrap_or(Timestamp::UNIX_EPOCH);
    let first = at(from).checked_sub(SignedDuration::from_hours(14)).unwrap_or(Timestamp::MIN);
    (first, at(to).checked_add(SignedDuration::from_hours(60)).unwrap_or(Timestamp::MAX))
}

fn is_scattered(import: &Import) -> bool {
    matches!(import.source.as_str(), "manual" | "portal")
        && import.period.is_some_and(|(from, to)| to.duration_since(from).as_hours() > 24 * 120)
}

/// The dates of a span with day and month exchanged that lie outside it, each with itself as its end.
fn exchanged(from: Date, to: Date) -> Vec<(Date, Date)> {
    from.series(1.day())
        .take_while(|on| *on <= to)
        .filter_map(|on| Date::new(on.year(), on.day(), on.month()).ok())
        .filter(|on| *on < from || *on > to)
        .map(|on| (on, on))
        .collect()
}

#[derive(Default)]
struct Said {
    traces: Vec<Trace>,
    stated: Vec<StatedDay>,
}

/// What is said of everybody, by their place among the rosters.
struct Gathered {
    people: Vec<Said>,
    places: HashMap<PersonId, u32>,
    zones: Vec<TimeZone>,
    asked: Speakers,
    unposted: BTreeMap<PersonId, (Date, Speakers)>,
    /// Files that are recaps of another system, with the people on them.
    recaps: HashMap<u32, (HashSet<u32>, Date, Date)>,
    home: TimeZone,
}

impl Gathered {
    fn new(rosters: &[RosterOf], home: &TimeZone, asked: Speakers) -> Self {
        Self {
            people: rosters.iter().map(|_| Said::default()).collect(),
            places: rosters.iter().zip(0..).map(|(roster, place)| (roster.person, place)).collect(),
            zones: rosters.iter().map(|roster| roster.zone.clone()).collect(),
            asked,
            unposted: BTreeMap::new(),
            recaps: HashMap::new(),
            home: home.clone(),
        }
    }

    fn local(&self, moment: Moment, place: Option<u32>) -> DateTime {
        match moment {
            Moment::Local(local) => local,
            Moment::At(at) => {
                place.and_then(|place| self.zones.get(place as usize)).unwrap_or(&self.home).to_datetime(at)
            }
        }
    }

    fn take(&mut self, row: &ClaimRow<'_>, numbers: &mut Numbers) {
        let file = row.batch.and_then(|batch| numbers.files.get(&(row.source, batch))).cloned();
        let speaker = file.as_ref().map_or(Speaker::of(row.source), |file| file.speaker);
        if !self.asked.has(speaker) {
            return;
        }
        let place = self.places.get(&row.person).copied();
        let local = self.local(row.moment, place);
        let Some(place) = place else {
            let known = self.unposted.entry(row.person).or_insert((local.date(), Speakers::NONE));
            *known = (known.0.min(local.date()), known.1.with(speaker));
            return;
        };
        if let Some(file) = file.as_ref().filter(|file| file.speaker == Speaker::Recap) {
            self.note_recap(file, place);
        }
        let origin = match (&file, row.device) {
            (Some(file), _) => file.origin,
            (None, Some(device)) => numbers.devices.get(&device).copied().unwrap_or(numbers.speakers[speaker as usize]),
            (None, None) => numbers.speakers[speaker as usize],
        };
        let site = row.site.and_then(|site| numbers.places.get(&site).copied());
        let of_device = || row.device.and_then(|device| numbers.device_sites.get(&device).copied().flatten());
        let trace = Trace {
            speaker,
            origin,
            key: numbers.keys.get(row.key).copied().unwrap_or_else(|| number(numbers.keys.len())),
            local,
            place: site.or_else(of_device),
            unit: row.unit.and_then(|unit| numbers.units.get(&unit).copied()),
            pressed: Pressed::of_state(row.state).or_else(|| column(row.state)),
            doubtful: row.suspect,
            written_on: file.as_ref().and_then(|file| numbers.written_on(file, row.source, local.date())),
        };
        numbers.key(row.key);
        if let Some(said) = self.people.get_mut(place as usize) {
            said.traces.push(trace);
        }
    }

    fn note_recap(&mut self, file: &File, place: u32) {
        let (from, to) = file.period.unwrap_or((Date::MAX, Date::MIN));
        self.recaps.entry(file.origin).or_insert_with(|| (HashSet::new(), from, to)).0.insert(place);
    }

    /// Cells of sheets; those of a later sheet come behind those of an earlier one.
    fn cells(&mut self, cells: &[SheetStatement], imports: &[Import], numbers: &mut Numbers, app: &App) {
        let codes = app.packs.statuses();
        let blank = codes.sheets().iter().find_map(|sheet| sheet.blank).unwrap_or(Status::H);
        let files: HashMap<_, _> = imports.iter().map(|import| (import.id, import.received_at)).collect();
        for cell in cells {
            let Some(person) = cell.person else { continue };
            let file = files.get(&cell.import).and_then(|at| numbers.files.get(&(cell.source, *at))).cloned();
            let speaker = file.as_ref().map_or(Speaker::of(cell.source), |file| file.speaker);
            let Some(place) = self.places.get(&person).copied() else { continue };
            if !self.asked.has(speaker) {
                continue;
            }
            if let Some(file) = file.as_ref().filter(|file| file.speaker == Speaker::Recap) {
                self.note_recap(file, place);
            }
            let (status, any_excuse, marks) = if cell.code == BLANK {
                (blank, false, StatedMarks::default())
            } else {
                let Some(resolved) = codes.resolve(&cell.code) else { continue };
                let mark = resolved.mark_code.and_then(|code| code.with(cell.minutes));
                let open = resolved.status.is_none() && resolved.one_of.len() > 1;
                let status = resolved.status.or(resolved.one_of.first().copied()).or(mark.map(|_| Status::H));
                let Some(status) = status else { continue };
                (status, open, stated_marks(mark))
            };
            let stated = StatedDay {
                speaker,
                origin: file.as_ref().map_or(numbers.speakers[speaker as usize], |file| file.origin),
                key: numbers.key(&cell.person_key),
                on: cell.day_on,
                unit: cell.unit.and_then(|unit| numbers.units.get(&unit).copied()),
                status,
                any_excuse,
                marks,
                written_on: file.as_ref().and_then(|file| numbers.written_on(file, cell.source, cell.day_on)),
            };
            let Some(said) = self.people.get_mut(place as usize) else { continue };
            // Several tokens of one cell are one word of the sheet.
            match said.stated.last_mut().filter(|last| {
                last.on == stated.on && last.origin == stated.origin && last.key == stated.key && last.status == status
            }) {
                Some(last) => last.marks = joined(last.marks, marks),
                None => said.stated.push(stated),
            }
        }
    }

    /// The units recaps of another system speak for.
    fn recaps(&self, numbers: &Numbers, rosters: &[RosterOf], on: Date) -> Vec<(Vec<u32>, Date, Date)> {
        self.recaps
            .values()
            .map(|(people, from, to)| {
                let posts = people.iter().filter_map(|place| rosters.get(*place as usize)).flat_map(|one| &one.posts);
                let mut units: Vec<u32> = posts
                    .filter(|post| post.holds_within(*from, on))
                    .filter_map(|post| numbers.units.get(&post.unit).copied())
                    .collect();
                units.sort_unstable();
                units.dedup();
                (units, *from, *to)
            })
            .collect()
    }
}

/// What portals call their two kinds of record.
fn column(state: &str) -> Option<Pressed> {
    match state.to_lowercase().as_str() {
        "masuk" | "datang" | "check in" | "checkin" | "clock in" => Some(Pressed::In),
        "pulang" | "keluar" | "check out" | "checkout" | "clock out" => Some(Pressed::Out),
        _ => None,
    }
}

fn stated_marks(mark: Option<Mark>) -> StatedMarks {
    let mut marks = StatedMarks::default();
    match mark {
        Some(Mark::Tl(minutes)) => marks.late = Some(minutes),
        Some(Mark::Psw(minutes)) => marks.early = Some(minutes),
        Some(Mark::MissingIn) => marks.missing_in = true,
        Some(Mark::MissingOut) => marks.missing_out = true,
        Some(Mark::MissedApel | Mark::MissedWindows(_)) | None => {}
    }
    marks
}

fn joined(one: StatedMarks, other: StatedMarks) -> StatedMarks {
    StatedMarks {
        late: one.late.or(other.late),
        early: one.early.or(other.early),
        missing_in: one.missing_in || other.missing_in,
        missing_out: one.missing_out || other.missing_out,
    }
}
