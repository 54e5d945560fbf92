//! A labelled city as records of the store.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use hadir_domain::calendar::Week;
use hadir_domain::day::Pressed;
use hadir_domain::devices::{Device, PinMapping};
use hadir_domain::ids::{AssignmentId, DeviceId, ImportId, InstansiId, PunchId};
use hadir_domain::people::{EmployeeType, Identifier, IdentifierKind, Person, Post};
use hadir_domain::punches::{Clock, Source};
use hadir_domain::reconcile::{Origin, OriginKind, PersonDay, Speaker, Trace};
use hadir_domain::roster::{Assignment, Exception, ExceptionKind, Part, Pattern, Turn};
use hadir_domain::sites::{Network, Site, Zone};
use hadir_domain::status::Status;
use hadir_domain::units::{Unit, UnitKind};
use hadir_sim::discrepancies::Generated;
use hadir_store::claim::{Claim, ClaimedPlace};
use hadir_store::imports::Import;
use hadir_store::instansi::{self, Instansi};
use hadir_store::punches::NewPunch;
use hadir_store::roster::Entry;
use hadir_store::sheet_statements::SheetStatement;
use hadir_store::{StoreError, Tx, devices, directory, sites, units};
use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Whose records they are.
pub const CITY: InstansiId = InstansiId(1);

/// A person with everything that stands before any record.
pub struct Resident {
    pub person: Person,
    pub post: Post,
    pub pins: Vec<PinMapping>,
    pub assignment: Option<(Assignment, Entry)>,
    pub papers: Vec<(Exception, Entry)>,
}

/// Turns the numbers of a scene into records.
pub struct Records {
    pub span: (Date, Date),
    /// When everything was received: some days after the span.
    pub received: Timestamp,
    zone: Zone,
    units: Vec<Unit>,
    sites: Vec<Site>,
    devices: Vec<Device>,
    origins: Vec<Origin>,
    /// Claims and cells of each origin.
    counts: BTreeMap<u32, u64>,
    seed: u64,
    drawn: u64,
}

impl Records {
    pub fn of(generated: &Generated, seed: u64) -> Result<Self> {
        let zone = Zone::parse("WIB").ok().context("the zone WIB")?;
        let days = generated.people.first().map(|person| person.days.as_slice()).unwrap_or_default();
        let span =
            days.first().zip(days.last()).map(|(first, last)| (first.on, last.on)).context("nobody, or no day")?;
        let received = span.1.saturating_add(21.days()).at(9, 0, 0, 0).to_zoned(zone.time_zone())?.timestamp();
        let scene = &generated.scene;
        let units = scene.units.iter().map(|unit| Unit {
            instansi: CITY,
            id: unit.id,
            parent: unit.parent.map(|parent| scene.units[parent as usize].id),
            kind: if unit.parent.is_none() { UnitKind::Opd } else { UnitKind::Unit },
            code: unit.code.clone(),
            name: unit.name.clone(),
        });
        let sites = scene.places.iter().enumerate().map(|(number, place)| Site {
            instansi: CITY,
            id: place.id,
            code: format!("S{:05}", number + 1),
            name: place.name.clone(),
            zone: zone.clone(),
            place: place.point,
            radius_m: place.radius_m,
            outline: Vec::new(),
            network: Network::Good,
        });
        let (units, sites): (Vec<_>, Vec<_>) = (units.collect(), sites.collect());
        let devices = devices_of(generated, &zone);
        let origins = scene.origins.clone();
        let mut counts = BTreeMap::new();
        for person in &generated.people {
            let claims = person.traces.iter().map(|trace| trace.origin);
            claims.chain(person.stated.iter().map(|cell| cell.origin)).for_each(|origin| {
                *counts.entry(origin).or_default() += 1;
            });
        }
        Ok(Self { span, received, zone, units, sites, devices, origins, counts, seed, drawn: 0 })
    }

    /// Writes the city without its people.
    pub async fn lay_out(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let city = Instansi {
            id: CITY,
            code: "contoh".into(),
            name: "Pemerintah Kota Contoh".into(),
            region: "99.01".into(),
            zone: self.zone.clone(),
            week: Week::Five,
            settings: serde_json::Value::Null,
            created_at: self.received,
        };
        instansi::add(tx, &city).await?;
        directory::put(tx, CITY, directory::Key::Code, &city.code).await?;
        for unit in &self.units {
            units::add(tx, unit).await?;
        }
        for site in &self.sites {
            sites::add(tx, site).await?;
        }
        for device in &self.devices {
            devices::add(tx, device, self.received).await?;
        }
        Ok(())
    }

    /// A person with post, numbers, PINs and papers. Numbers follow from the keys of the claims.
    pub fn person(&mut self, generated: &Generated, number: usize) -> Resident {
        let input = &generated.people[number];
        let id = input.person;
        let day = &input.days[0];
        let from_on = self.span.0.saturating_sub(90.days());
        let mut keys = BTreeSet::from([u32::try_from(number + 1).unwrap_or(0)]);
        let mut held = BTreeSet::new();
        let of_files = input.stated.iter().map(|cell| cell.key);
        keys.extend(input.traces.iter().filter(|trace| trace.speaker == Speaker::Portal).map(|trace| trace.key));
        keys.extend(of_files);
        held.extend(input.traces.iter().filter(|trace| trace.speaker == Speaker::Machine).map(|t| (t.origin, t.key)));
        let identifiers = keys.into_iter().map(|key| Identifier {
            kind: IdentifierKind::Lokal,
            value: number_of(key),
            from_on: Some(from_on),
            to_on: None,
        });
        let pins = held.into_iter().map(|(origin, pin)| PinMapping {
            device: self.device_of(origin),
            site: None,
            pin: pin.to_string(),
            person: id,
            from_on: Some(from_on),
            to_on: None,
        });
        let person = Person {
            instansi: CITY,
            id,
            name: format!("Pegawai Contoh {:05}", number + 1),
            employee_type: EmployeeType::NonAsn,
            identifiers: identifiers.collect(),
        };
        let pins = pins.collect();
        let post = Post {
            person: id,
            unit: self.units[day.unit as usize].id,
            site: day.place.map(|place| self.sites[place as usize].id),
            title: "Staf".into(),
            rank: None,
            heads_unit: false,
            from_on,
            to_on: None,
        };
        let assignment = cycle(&input.days).map(|pattern| {
            let id = AssignmentId(self.uuid());
            (Assignment { id, person: input.person, from_on, to_on: None, pattern }, self.entry())
        });
        let papers = input.days.iter().filter_map(|day| paper(day).map(|paper| (day.on, paper)));
        let papers: Vec<_> = papers.collect();
        let papers = papers.into_iter().map(|(on, (part, kind))| {
            let (id, reference) = (AssignmentId(self.uuid()), format!("Surat {on}"));
            (Exception { id, person: input.person, from_on: on, to_on: on, part, kind, reference }, self.entry())
        });
        let papers = papers.collect();
        Resident { person, post, pins, assignment, papers }
    }

    /// A claim as a record.
    pub fn punch(&mut self, trace: &Trace) -> NewPunch {
        let portal = trace.speaker == Speaker::Portal;
        let (source, key) =
            if portal { (Source::Portal, number_of(trace.key)) } else { (Source::Machine, trace.key.to_string()) };
        let mut claim = Claim::new(source, key, trace.local);
        claim.clock = if trace.doubtful { Clock::Suspect } else { Clock::Ok };
        claim.state = trace.pressed.map(|pressed| match pressed {
            Pressed::In | Pressed::Call => "0".into(),
            Pressed::Out => "1".into(),
        });
        if portal {
            claim.zone = Some(self.zone.clone());
            claim.unit = trace.unit.map(|unit| self.units[unit as usize].id);
            claim.site = trace.place.map(|place| self.sites[place as usize].id);
            claim.place = trace
                .place
                .and_then(|place| self.sites[place as usize].place)
                .map(|(latitude, longitude)| ClaimedPlace { accuracy_m: Some(12.0), latitude, longitude });
        } else {
            claim.device = self.device_of(trace.origin);
        }
        let written = trace.written_on.map_or(trace.local, |on| on.at(10, 0, 0, 0));
        NewPunch {
            id: PunchId(self.uuid()),
            salt: self.salt(),
            received_at: self.instant(written.saturating_add(1.minute())),
            import: portal.then(|| ImportId(self.file(trace.origin as usize))),
            client_id: None,
            claim,
        }
    }

    /// What the files state beside times, by the number of their origin.
    pub fn cells(&self, generated: &Generated) -> BTreeMap<usize, Vec<SheetStatement>> {
        let mut cells: BTreeMap<usize, Vec<SheetStatement>> = BTreeMap::new();
        for stated in generated.people.iter().flat_map(|person| &person.stated) {
            let origin = stated.origin as usize;
            let of_file = cells.entry(origin).or_default();
            let ordinal = of_file.len() as u64;
            of_file.push(SheetStatement {
                import: ImportId(self.file(origin)),
                ordinal,
                source: Source::Portal,
                unit: stated.unit.map(|unit| self.units[unit as usize].id),
                person_key: number_of(stated.key),
                person: None,
                day_on: stated.on,
                code: if stated.any_excuse { "I1".into() } else { stated.status.to_string() },
                minutes: None,
                raw: stated.status.to_string(),
                sheet: None,
                line: ordinal + 1,
                cell: None,
            });
        }
        cells
    }

    /// A file with its counts.
    pub fn import(&mut self, number: usize, origin: &Origin) -> (Import, [u8; 16]) {
        let received = u32::try_from(number).ok().and_then(|number| self.counts.get(&number)).copied().unwrap_or(0);
        let import = Import {
            id: ImportId(self.file(number)),
            sha256: Sha256::digest(origin.name.as_bytes()).into(),
            file_name: origin.name.clone(),
            format: "portal-csv".into(),
            source: Source::Portal.as_str().into(),
            device: None,
            unit: None,
            period: Some(self.span),
            accepted: true,
            received,
            new: received,
            repeated: 0,
            problems: 0,
            unmatched: 0,
            by_login: "contoh".into(),
            received_at: self.received,
        };
        (import, self.salt())
    }

    /// Everything that speaks, as marks name it.
    pub fn sources(&self, generated: &Generated) -> Vec<(&'static str, String)> {
        let served: BTreeSet<u32> =
            generated.people.iter().filter_map(|person| Some(person.days.first()?.unit)).collect();
        let portals = served.iter().map(|unit| (Source::Portal.as_str(), self.units[*unit as usize].id.to_string()));
        let machines = self.devices.iter().map(|device| (Source::Machine.as_str(), device.id.to_string()));
        portals.chain(machines).collect()
    }

    fn device_of(&self, origin: u32) -> Option<DeviceId> {
        self.origins[origin as usize].id.map(DeviceId)
    }

    fn file(&self, origin: usize) -> Uuid {
        self.origins[origin].id.unwrap_or_default()
    }

    fn instant(&self, local: DateTime) -> Timestamp {
        self.zone.time_zone().to_ambiguous_timestamp(local).compatible().unwrap_or(self.received)
    }

    fn entry(&mut self) -> Entry {
        Entry { by_login: "contoh".into(), received_at: self.received, salt: self.salt() }
    }

    fn draw(&mut self) -> [u8; 16] {
        self.drawn += 1;
        let digest =
            Sha256::new().chain_update(self.seed.to_be_bytes()).chain_update(self.drawn.to_be_bytes()).finalize();
        std::array::from_fn(|place| digest[place])
    }

    fn salt(&mut self) -> [u8; 16] {
        self.draw()
    }

    fn uuid(&mut self) -> Uuid {
        let drawn = self.draw();
        let random = std::array::from_fn(|place| drawn[place]);
        // One millisecond later each time, so that rows go to the end of their table.
        uuid::Builder::from_unix_timestamp_millis(1_767_225_600_000 + self.drawn, &random).into_uuid()
    }
}

fn devices_of(generated: &Generated, zone: &Zone) -> Vec<Device> {
    // A terminal hangs where its people serve.
    let mut at = BTreeMap::new();
    for person in &generated.people {
        let place = person.days.first().and_then(|day| day.place);
        for trace in person.traces.iter().filter(|trace| trace.speaker == Speaker::Machine && trace.place == place) {
            at.entry(trace.origin).or_insert(trace.place);
        }
    }
    let origins = generated.scene.origins.iter().enumerate();
    origins
        .filter(|(_, origin)| origin.kind == OriginKind::Device)
        .filter_map(|(number, origin)| {
            let place = at.get(&u32::try_from(number).ok()?).copied().flatten();
            Some(Device {
                instansi: CITY,
                id: DeviceId(origin.id?),
                serial: format!("HDC{number:06}"),
                site: place.map(|place| generated.scene.places[place as usize].id),
                zone: zone.clone(),
                adopted: true,
            })
        })
        .collect()
}

fn number_of(key: u32) -> String {
    format!("K{key:06}")
}

/// The paper behind a day that is not as the pattern has it.
fn paper(day: &PersonDay) -> Option<(Part, ExceptionKind)> {
    let whole = |kind| Some((Part::Whole, kind));
    match day.excuse {
        Some(Status::S) => whole(ExceptionKind::Sick),
        Some(Status::I) => whole(ExceptionKind::Permission),
        Some(Status::Dl) => whole(ExceptionKind::FieldDuty),
        Some(Status::Diklat) => whole(ExceptionKind::Training),
        Some(_) => whole(ExceptionKind::Leave),
        None if day.away => whole(ExceptionKind::Wfh),
        None => {
            let (starts, ends) = day.due?;
            let half = starts.duration_until(ends).as_hours() < 6;
            let part = if starts.hour() < 9 { Part::SecondHalf } else { Part::FirstHalf };
            half.then_some((part, ExceptionKind::Leave))
        }
    }
}

/// The cycle of somebody who serves at night; `None` for office hours.
fn cycle(days: &[PersonDay]) -> Option<Pattern> {
    let night = days.iter().find(|day| day.due.is_some_and(|(starts, _)| starts.hour() == 21))?;
    let turn = |hour, minutes| {
        let starts = jiff::civil::time(hour, 0, 0, 0);
        Some(Turn { starts, minutes, break_minutes: 0, grace_minutes: 0 })
    };
    let turns = vec![turn(7, 420), turn(14, 420), turn(21, 600), None, None];
    Some(Pattern::Cycle { anchor_on: night.on.saturating_sub(92.days()), turns })
}
