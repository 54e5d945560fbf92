//! Units, places, terminals and files of a labelled scene, and the days of its span.

use std::collections::BTreeMap;

use hadir_domain::ids::{PersonId, SiteId, UnitId};
use hadir_domain::reconcile::{Origin, OriginKind, Place, ReconcileRule, Scene, Speaker, UnitPlace};
use jiff::ToSpan;
use jiff::civil::Date;

use super::Order;
use super::roster::is_workday;
use crate::dice::{Dice, Stream};

/// Units below one OPD.
const TEAMS_PER_OPD: usize = 4;
/// Places that lie near one another.
const NEAR: usize = 3;
/// 2026-01-01 00:00 UTC, for ids.
const FOUNDED_MS: i64 = 1_767_225_600_000;

/// People of one unit who work at one place.
#[derive(Debug, Clone)]
pub(super) struct Team {
    pub unit: u32,
    /// The OPD above it.
    pub opd: u32,
    pub place: u32,
    /// Three shifts instead of office hours.
    pub shifts: bool,
    /// To how many minutes its roll is written.
    pub grid: i64,
    /// Whether the portal's file keeps seconds.
    pub portal_seconds: bool,
    /// Whether the portal's file names the place.
    pub portal_place: bool,
    /// Whether its files list everybody under the OPD.
    pub listed_at_opd: bool,
    /// Seconds by which its terminal is ahead, within what is honest.
    pub drift: i64,
    /// Number of its cause.
    pub cause: Option<usize>,
    /// Its people, as numbers.
    pub people: std::ops::Range<usize>,
}

/// Everything that stands still.
#[derive(Debug)]
pub(super) struct Ground {
    pub scene: Scene,
    pub teams: Vec<Team>,
    /// First and last day of the span.
    pub span: (Date, Date),
    pub workdays: Vec<Date>,
    pub ids: Vec<PersonId>,
    origins: BTreeMap<(Speaker, usize, Date), u32>,
}

impl Ground {
    pub fn lay_out(order: &Order, rule: &ReconcileRule) -> Self {
        let mut dice = Dice::of(order.seed, Stream::Discrepancies, u64::MAX, 0);
        let workdays = workdays(order, usize::from(rule.entry_workdays) + 30);
        let first = workdays.first().copied().unwrap_or(order.from);
        let last = workdays.get(order.workdays.saturating_sub(1)).copied().unwrap_or(first);
        let fewest = if order.people >= 64 { 8 } else { 4 };
        let mut ground = Self {
            scene: Scene::default(),
            teams: Vec::new(),
            span: (first, last),
            workdays,
            ids: Vec::with_capacity(order.people),
            origins: BTreeMap::new(),
        };
        let teams = order.people.div_ceil(25).max(fewest);
        for team in 0..teams {
            let people = order.people * team / teams..order.people * (team + 1) / teams;
            ground.team(team, people, &mut dice);
        }
        ground.files(order, &mut dice);
        let mut ids: Vec<_> = (0..order.people).map(|_| PersonId(dice.uuid(FOUNDED_MS))).collect();
        ids.sort_unstable();
        ground.ids = ids;
        ground
    }

    /// The terminal or file through which a speaker speaks of a team on a day.
    pub fn origin(&self, speaker: Speaker, team: usize, on: Date) -> u32 {
        self.origins.get(&key(speaker, team, on)).copied().unwrap_or(0)
    }

    /// A second terminal at the same place.
    pub fn other_door(&self, speaker: Speaker, team: usize) -> Option<u32> {
        (speaker == Speaker::Machine).then_some(())?;
        self.origins.get(&(speaker, team, Date::MAX)).copied()
    }

    /// The team whose people somebody is among.
    pub fn team_of(&self, number: usize) -> usize {
        self.teams.partition_point(|team| team.people.end <= number)
    }

    /// Teams without a cause whose place lies at least and at most so many kilometres away.
    pub fn teams_within(&self, team: usize, least_km: f64, most_km: f64) -> Vec<usize> {
        let away = |other: usize| kilometres(self.point(team), self.point(other));
        (0..self.teams.len())
            .filter(|other| *other != team && self.teams[*other].cause.is_none())
            .filter(|other| (least_km..=most_km).contains(&away(*other)))
            .collect()
    }

    /// How far two teams' places lie apart.
    pub fn apart_km(&self, one: usize, other: usize) -> f64 {
        kilometres(self.point(one), self.point(other))
    }

    fn point(&self, team: usize) -> (f64, f64) {
        self.scene.places[self.teams[team].place as usize].point.unwrap_or((0.0, 0.0))
    }

    fn team(&mut self, number: usize, people: std::ops::Range<usize>, dice: &mut Dice) {
        let opd = number / TEAMS_PER_OPD;
        if number.is_multiple_of(TEAMS_PER_OPD) {
            self.unit(dice, format!("1.{:02}", opd + 1), format!("Dinas Contoh {}", opd + 1), None);
        }
        let above = index(self.scene.units.len() - 1 - number % TEAMS_PER_OPD);
        let code = format!("1.{:02}.{}", opd + 1, number % TEAMS_PER_OPD + 1);
        self.unit(dice, code, format!("UPTD Contoh {}", number + 1), Some(above));
        let (cluster, within) = (number / NEAR, number % NEAR);
        // Clusters 40 km apart on a line in the open sea, 2.5 km between the places of one.
        let latitude = -5.5 + (cluster % 40) as f64 * 0.36;
        let longitude = 108.0 + (cluster / 40) as f64 * 0.5 + within as f64 * 0.0226;
        self.scene.places.push(Place {
            id: SiteId(dice.uuid(FOUNDED_MS)),
            name: format!("Kantor Contoh {}", number + 1),
            point: Some((latitude, longitude)),
            radius_m: 75,
        });
        let grid = *dice.pick(&[1, 5, 5, 15]);
        self.teams.push(Team {
            unit: index(self.scene.units.len() - 1),
            opd: above,
            place: index(self.scene.places.len() - 1),
            shifts: number % 5 == 3,
            grid,
            portal_seconds: dice.chance(0.5),
            portal_place: number % 4 != 1,
            listed_at_opd: dice.chance(0.2),
            drift: if grid <= 5 { dice.range(-240, 240) } else { 0 },
            cause: None,
            people,
        });
    }

    fn unit(&mut self, dice: &mut Dice, code: String, name: String, parent: Option<u32>) {
        self.scene.units.push(UnitPlace { id: UnitId(dice.uuid(FOUNDED_MS)), code, name, parent });
    }

    /// One terminal or file for each team, files for each month.
    fn files(&mut self, order: &Order, dice: &mut Dice) {
        for speaker in &order.speakers {
            let named = speaker.as_str();
            for team in 0..self.teams.len() {
                if is_file(*speaker) {
                    let mut month = self.span.0.first_of_month();
                    while month <= self.span.1 {
                        let name = format!("{named}-{}-{}.csv", team + 1, month.strftime("%Y-%m"));
                        self.add(dice, (*speaker, team, month), OriginKind::Import, name);
                        month = month.saturating_add(1.month());
                    }
                } else if matches!(speaker, Speaker::Machine | Speaker::Kiosk) {
                    let name = format!("{named}-{}", team + 1);
                    self.add(dice, (*speaker, team, Date::MIN), OriginKind::Device, name);
                    if *speaker == Speaker::Machine && team % 3 == 0 {
                        let name = format!("{named}-{}B", team + 1);
                        self.add(dice, (*speaker, team, Date::MAX), OriginKind::Device, name);
                    }
                } else {
                    self.add(dice, (*speaker, team, Date::MIN), OriginKind::Other, String::new());
                }
            }
        }
    }

    fn add(&mut self, dice: &mut Dice, key: (Speaker, usize, Date), kind: OriginKind, name: String) {
        let id = (kind != OriginKind::Other).then(|| dice.uuid(FOUNDED_MS));
        self.origins.insert(key, index(self.scene.origins.len()));
        self.scene.origins.push(Origin { kind, id, name });
    }
}

/// Whether a speaker speaks through files.
pub(super) fn is_file(speaker: Speaker) -> bool {
    matches!(speaker, Speaker::Portal | Speaker::Manual | Speaker::Recap)
}

/// Whether a speaker only attests presence at a moment.
pub(super) fn only_sees(speaker: Speaker) -> bool {
    matches!(speaker, Speaker::RollCall | Speaker::Superior)
}

/// Whether a speaker names arrival and departure.
pub(super) fn tells_times(speaker: Speaker) -> bool {
    !only_sees(speaker) && speaker != Speaker::Recap
}

fn key(speaker: Speaker, team: usize, on: Date) -> (Speaker, usize, Date) {
    (speaker, team, if is_file(speaker) { on.first_of_month() } else { Date::MIN })
}

fn index(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn workdays(order: &Order, after: usize) -> Vec<Date> {
    let mut days = Vec::with_capacity(order.workdays + after);
    let mut on = order.from;
    while days.len() < order.workdays + after && on < Date::MAX {
        if is_workday(on) {
            days.push(on);
        }
        on = on.saturating_add(1.day());
    }
    days
}

/// Plane geometry is near enough for places of one region.
fn kilometres(one: (f64, f64), other: (f64, f64)) -> f64 {
    const DEGREE_KM: f64 = 111.195;
    let north = (one.0 - other.0) * DEGREE_KM;
    let east = (one.1 - other.1) * DEGREE_KM * ((one.0 + other.0) / 2.0).to_radians().cos();
    north.hypot(east)
}
