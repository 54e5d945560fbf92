//! The fictional city and its records.

use hadir_domain::calendar::{Calendar, Week};
use hadir_domain::devices::{Device, PinMapping};
use hadir_domain::hours::HoursTable;
use hadir_domain::ids::{AssignmentId, InstansiId, PersonId};
use hadir_domain::people::{EmployeeType, Person, Post};
use hadir_domain::roster::{Assignment, DayPlan, Exception, Pattern, PlanError, plan};
use hadir_domain::sites::{Network, Site, Zone};
use hadir_domain::units::Unit;
use jiff::civil::{Date, date};

use crate::day::{self, Day};
use crate::dice::{Dice, Stream};
use crate::links::{Line, Link};
use crate::machines::Machine;
use crate::opd::{self, Place, Rhythm};
use crate::papers::{self, Duties};
use crate::people::{self, Habits, Registry, Way};
use crate::places::{self, FOUNDED_MS, Places, Spot};
use crate::roster;
use crate::trace::DayTruth;

/// The day the city's records begin: posts and assignments hold from here on.
pub const FOUNDED_ON: Date = date(2025, 1, 1);

/// The most people a city can have.
pub const MOST_PEOPLE: usize = 200_000;

/// Region code of the city; no region of Indonesia has it.
pub const REGION: &str = "99.01";

/// A city of invented people, the same for the same seed and size.
#[derive(Debug)]
pub struct City {
    /// The seed it was built from.
    pub seed: u64,
    /// Whose records these are.
    pub instansi: InstansiId,
    /// Its name as printed.
    pub name: &'static str,
    /// Its code.
    pub region: &'static str,
    /// Its zone; one office lies in another.
    pub zone: Zone,
    /// OPD and the units below them.
    pub units: Vec<Unit>,
    /// Places of work.
    pub sites: Vec<Site>,
    /// Terminals.
    pub devices: Vec<Device>,
    /// Everybody, with their numbers.
    pub people: Vec<Person>,
    /// One post for each person, in the order of `people`.
    pub posts: Vec<Post>,
    /// Under which PIN each terminal knows whom.
    pub pins: Vec<PinMapping>,
    /// Patterns of those who do not follow [`City::fallback`].
    pub assignments: Vec<Assignment>,
    pub(crate) residents: Vec<Resident>,
    pub(crate) machines: Vec<Machine>,
    pub(crate) machines_at: Vec<Vec<usize>>,
    pub(crate) calendar: Calendar,
    pub(crate) hours: HoursTable,
}

/// What the simulator knows of a person beside the records.
#[derive(Debug)]
pub(crate) struct Resident {
    pub(crate) site: usize,
    pub(crate) way: Way,
    pub(crate) has_phone: bool,
    pub(crate) habits: Habits,
    pub(crate) duties: Duties,
    pub(crate) assignment: Option<usize>,
    pub(crate) pin: String,
    pub(crate) phone: Line,
}

/// No city of that size can be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CityError {
    /// More people than [`MOST_PEOPLE`].
    #[error("a simulated city has at most {MOST_PEOPLE} people")]
    TooLarge,
    /// A zone is missing from the embedded table.
    #[error("the time zone table has no zone for the city")]
    NoZone,
}

impl City {
    /// Builds the city. Its days follow the calendar and the hours that are handed in.
    ///
    /// # Errors
    ///
    /// [`CityError::TooLarge`] past [`MOST_PEOPLE`].
    pub fn build(
        instansi: InstansiId,
        seed: u64,
        people: usize,
        calendar: Calendar,
        hours: HoursTable,
    ) -> Result<Self, CityError> {
        if people > MOST_PEOPLE {
            return Err(CityError::TooLarge);
        }
        let zone = |name| Zone::parse(name).map_err(|_| CityError::NoZone);
        let (wib, wita) = (zone("WIB")?, zone("WITA")?);
        let Places { units, sites, devices, machines, machines_at, spots } =
            places::lay_out(seed, instansi, people, &wib, &wita);
        let mut city = Self {
            seed,
            instansi,
            name: "Kota Contoh",
            region: REGION,
            zone: wib,
            units,
            sites,
            devices,
            people: Vec::with_capacity(people),
            posts: Vec::with_capacity(people),
            pins: Vec::new(),
            assignments: Vec::new(),
            residents: Vec::with_capacity(people),
            machines,
            machines_at,
            calendar,
            hours,
        };
        let mut registry = Registry::default();
        let mut next_pin = vec![1; city.sites.len()];
        for spot in &spots {
            for nth in 0..spot.people {
                city.settle(spot, nth, &mut registry, &mut next_pin);
            }
        }
        Ok(city)
    }

    /// What people without an assignment follow: office hours on five days.
    pub fn fallback(&self) -> Pattern {
        FALLBACK
    }

    /// The papers that hold on some day from `from` to `to`, in the order of people and days.
    pub fn papers(&self, from: Date, to: Date) -> Vec<Exception> {
        let mut papers = Vec::new();
        for number in 0..self.people.len() {
            let mut month = from.first_of_month();
            while month <= to {
                let of_month = self.papers_of_month(number, month);
                papers.extend(of_month.into_iter().filter(|paper| paper.from_on <= to && from <= paper.to_on));
                month = month.last_of_month().tomorrow().unwrap_or(Date::MAX);
                if month == Date::MAX {
                    break;
                }
            }
        }
        papers
    }

    /// What truly happened on a person's day; `None` for somebody who is not of this city.
    ///
    /// # Errors
    ///
    /// [`PlanError`] where no pack covers the date.
    pub fn truth(&self, person: PersonId, on: Date) -> Option<Result<DayTruth, PlanError>> {
        let number = self.people.iter().position(|known| known.id == person)?;
        Some(self.truth_of(number, on))
    }

    /// The same by the person's place in [`City::people`].
    ///
    /// # Errors
    ///
    /// [`PlanError`] where no pack covers the date.
    ///
    /// # Panics
    ///
    /// When `number` is not below the number of people.
    pub fn truth_of(&self, number: usize, on: Date) -> Result<DayTruth, PlanError> {
        let papers = self.papers_of_month(number, on.first_of_month());
        self.live(number, on, &papers).map(|day| day.truth)
    }

    pub(crate) fn papers_of_month(&self, number: usize, month: Date) -> Vec<Exception> {
        let duties = self.residents[number].duties;
        papers::of_month(self.seed, self.people[number].id, number, month, duties, self.pattern(number), &self.calendar)
    }

    pub(crate) fn live(&self, number: usize, on: Date, papers: &[Exception]) -> Result<Day, PlanError> {
        let plan = self.plan(number, on, papers)?;
        let resident = &self.residents[number];
        Ok(day::live(self.seed, number, &plan, &resident.habits, resident.way, resident.has_phone))
    }

    fn plan(&self, number: usize, on: Date, papers: &[Exception]) -> Result<DayPlan, PlanError> {
        let assignment = self.residents[number].assignment.map(|place| &self.assignments[place]);
        plan(
            on,
            assignment.map(std::slice::from_ref).unwrap_or_default(),
            papers,
            &FALLBACK,
            &self.calendar,
            &self.hours,
        )
    }

    fn pattern(&self, number: usize) -> &Pattern {
        self.residents[number].assignment.map_or(&FALLBACK, |place| &self.assignments[place].pattern)
    }

    fn settle(&mut self, spot: &Spot, nth: usize, registry: &mut Registry, next_pin: &mut [u32]) {
        let number = self.people.len();
        let unit = &self.units[spot.unit];
        let profile = people::profile(self.seed, number, spot, &unit.name, nth, registry);
        let dice = &mut Dice::of(self.seed, Stream::Habits, number as u64, 0);
        let id = PersonId(dice.uuid(FOUNDED_MS));
        let site = &self.sites[spot.site];

        self.posts.push(Post {
            person: id,
            unit: unit.id,
            site: Some(site.id),
            title: profile.title,
            rank: profile.rank,
            heads_unit: nth == 0,
            from_on: FOUNDED_ON,
            to_on: None,
        });
        let pattern = pattern_of(spot, nth, dice);
        let assignment = (pattern != FALLBACK).then(|| {
            let key = AssignmentId(dice.uuid(FOUNDED_MS));
            self.assignments.push(Assignment { id: key, person: id, from_on: FOUNDED_ON, to_on: None, pattern });
            self.assignments.len() - 1
        });
        let way = self.way_of(spot, dice);
        let pin = next_pin[spot.site].to_string();
        if way == Way::Machine {
            next_pin[spot.site] += 1;
            self.pins.extend(self.machines_at[spot.site].iter().map(|machine| PinMapping {
                device: Some(self.devices[*machine].id),
                site: None,
                pin: pin.clone(),
                person: id,
                from_on: Some(FOUNDED_ON),
                to_on: None,
            }));
        }
        let office = assignment.is_none();
        let rhythm = opd::ALL[spot.opd].rhythm;
        let watch_unit = spot.place == Some(Place::Kelurahan) || opd::ALL[spot.opd].code.starts_with("7.01");
        let duties = Duties {
            travels: office && spot.place.is_none() && dice.chance(0.35),
            wfh_friday: (rhythm == Rhythm::Office { wfh: true } && office && nth > 0)
                .then(|| u8::try_from(dice.range(1, 4)).unwrap_or(1)),
            watches_office: watch_unit && dice.chance(0.25),
            watches_clinic: spot.place == Some(Place::Clinic) && dice.chance(0.3),
            studies: nth > 0 && profile.employee_type == EmployeeType::Pns && dice.chance(0.004),
        };
        let link = match site.network {
            Network::Good => Link::Live { every_s: 3_600, outage: 0.03 },
            Network::Weak | Network::None => Link::Nightly,
        };
        self.residents.push(Resident {
            site: spot.site,
            way,
            has_phone: way == Way::Phone || dice.chance(0.85),
            habits: Habits::drawn(dice),
            duties,
            assignment,
            pin,
            phone: Line { seed: self.seed, key: number as u64, link, zone: site.zone.time_zone() },
        });
        self.people.push(Person {
            instansi: self.instansi,
            id,
            name: profile.name,
            employee_type: profile.employee_type,
            identifiers: profile.identifiers,
        });
    }

    /// Machines where there are any, paper where there is no network, the phone elsewhere; in offices
    /// that also work from home every other person uses the phone always.
    fn way_of(&self, spot: &Spot, dice: &mut Dice) -> Way {
        let flexible = opd::ALL[spot.opd].rhythm == Rhythm::Office { wfh: true };
        if self.sites[spot.site].network == Network::None {
            Way::Roll
        } else if self.machines_at[spot.site].is_empty() || (flexible && dice.chance(0.5)) {
            Way::Phone
        } else {
            Way::Machine
        }
    }
}

const FALLBACK: Pattern = Pattern::Office { week: Week::Five };

/// Heads keep office hours; the others follow their unit.
fn pattern_of(spot: &Spot, nth: usize, dice: &mut Dice) -> Pattern {
    if let (Some(bidang), true) = (spot.bidang, nth > 0) {
        let group = u16::try_from(dice.range(0, 23)).unwrap_or(0);
        return roster::pattern(opd::ALL[spot.opd].rhythm, bidang, group, FOUNDED_ON);
    }
    Pattern::Office { week: spot.week }
}
