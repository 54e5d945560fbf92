//! What is said of everybody: claims, cells of sheets and checks, gathered by person.

use std::collections::{BTreeMap, HashMap, HashSet};

use hadir_domain::checks::{CheckKind, Seen};
use hadir_domain::day::Pressed;
use hadir_domain::ids::PersonId;
use hadir_domain::reconcile::{Speaker, Speakers, StatedDay, StatedMarks, Trace};
use hadir_domain::status::{Mark, Status};
use hadir_store::checks::Check;
use hadir_store::imports::Import;
use hadir_store::reconcile::claims::{ClaimRow, Moment};
use hadir_store::sheet_statements::SheetStatement;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::numbers::{File, Numbers};
use crate::app::App;
use crate::services::importing::BLANK;
use crate::services::judging::RosterOf;

/// What is said of one person.
#[derive(Default)]
pub(super) struct Said {
    pub traces: Vec<Trace>,
    pub stated: Vec<StatedDay>,
}

/// What is said of everybody, by their place among the rosters.
pub(super) struct Gathered {
    pub people: Vec<Said>,
    places: HashMap<PersonId, u32>,
    zones: Vec<TimeZone>,
    asked: Speakers,
    pub unposted: BTreeMap<PersonId, (Date, Speakers)>,
    /// Files that are recaps of another system, with the people on them.
    recaps: HashMap<u32, (HashSet<u32>, Date, Date)>,
    home: TimeZone,
}

impl Gathered {
    pub fn new(rosters: &[RosterOf], home: &TimeZone, asked: Speakers) -> Self {
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

    pub fn take(&mut self, row: &ClaimRow<'_>, numbers: &mut Numbers) {
        let key = numbers.key(row.key);
        let file = row.batch.and_then(|batch| numbers.file(row.source, batch));
        let speaker = file.map_or(Speaker::of(row.source), |file| file.speaker);
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
        if let Some(file) = file.filter(|file| file.speaker == Speaker::Recap) {
            self.note_recap(file, place);
        }
        let origin = match (file, row.device) {
            (Some(file), _) => file.origin,
            (None, Some(device)) => numbers.devices.get(&device).copied().unwrap_or(numbers.speakers[speaker as usize]),
            (None, None) => numbers.speakers[speaker as usize],
        };
        let site = row.site.and_then(|site| numbers.places.get(&site).copied());
        let of_device = || row.device.and_then(|device| numbers.device_sites.get(&device).copied().flatten());
        let trace = Trace {
            speaker,
            origin,
            key,
            local,
            place: site.or_else(of_device),
            unit: row.unit.and_then(|unit| numbers.units.get(&unit).copied()),
            pressed: Pressed::of_state(row.state).or_else(|| column(row.state)),
            doubtful: row.suspect,
            written_on: file.and_then(|file| file.written_on(local.date())),
        };
        if let Some(said) = self.people.get_mut(place as usize) {
            said.traces.push(trace);
        }
    }

    fn note_recap(&mut self, file: &File, place: u32) {
        let (from, to) = file.period.unwrap_or((Date::MAX, Date::MIN));
        self.recaps.entry(file.origin).or_insert_with(|| (HashSet::new(), from, to)).0.insert(place);
    }

    /// Cells of sheets; those of a later sheet come behind those of an earlier one.
    pub fn cells(&mut self, cells: &[SheetStatement], imports: &[Import], numbers: &mut Numbers, app: &App) {
        // No instansi signs its own: what tokens mean is one for the nation.
        let codes = app.shipped.statuses();
        let blank = codes.sheets().iter().find_map(|sheet| sheet.blank).unwrap_or(Status::H);
        let files: HashMap<_, _> = imports.iter().map(|import| (import.id, import.received_at)).collect();
        for cell in cells {
            let Some(person) = cell.person else { continue };
            let key = numbers.key(&cell.person_key);
            let file = files.get(&cell.import).and_then(|at| numbers.file(cell.source, *at));
            let speaker = file.map_or(Speaker::of(cell.source), |file| file.speaker);
            let Some(place) = self.places.get(&person).copied() else { continue };
            if !self.asked.has(speaker) {
                continue;
            }
            if let Some(file) = file.filter(|file| file.speaker == Speaker::Recap) {
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
                origin: file.map_or(numbers.speakers[speaker as usize], |file| file.origin),
                key,
                on: cell.day_on,
                unit: cell.unit.and_then(|unit| numbers.units.get(&unit).copied()),
                status,
                any_excuse,
                marks,
                written_on: file.and_then(|file| file.written_on(cell.day_on)),
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

    /// What people saw: a moment of presence, or that somebody was not there.
    pub fn checks(&mut self, checks: &[Check], numbers: &Numbers) {
        for check in checks {
            let speaker = match check.kind {
                // Inspectors read names out and see who answers.
                CheckKind::RollCall | CheckKind::Inspection => Speaker::RollCall,
                CheckKind::Superior => Speaker::Superior,
            };
            let Some(place) = self.places.get(&check.person).copied().filter(|_| self.asked.has(speaker)) else {
                continue;
            };
            let local = self.local(Moment::At(check.seen_at), Some(place));
            let received_on = self.home.to_datetime(check.received_at).date();
            let written_on = (received_on > check.on).then_some(received_on);
            let origin = numbers.speakers[speaker as usize];
            let Some(said) = self.people.get_mut(place as usize) else { continue };
            let (status, any_excuse) = match check.seen {
                Seen::Present => {
                    said.traces.push(Trace {
                        speaker,
                        origin,
                        key: u32::MAX,
                        local,
                        place: check.site.and_then(|site| numbers.places.get(&site).copied()),
                        unit: None,
                        pressed: None,
                        doubtful: false,
                        written_on,
                    });
                    continue;
                }
                Seen::Absent => (Status::Tk, false),
                Seen::Excused => (Status::I, true),
                Seen::Elsewhere => (Status::Dl, false),
            };
            said.stated.push(StatedDay {
                speaker,
                origin,
                key: u32::MAX,
                on: check.on,
                unit: None,
                status,
                any_excuse,
                marks: StatedMarks::default(),
                written_on,
            });
        }
    }

    /// The units recaps of another system speak for.
    pub fn recaps(&self, numbers: &Numbers, rosters: &[RosterOf], on: Date) -> Vec<(Vec<u32>, Date, Date)> {
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
