//! Disagreements planted one by one, many of them close to the edge.

use hadir_domain::reconcile::{DiscrepancyType, PersonDay, ReconcileRule, Speaker, StatedMarks};
use hadir_domain::status::Status;
use jiff::civil::DateTime;
use jiff::{SignedDuration, ToSpan};

use super::accounts::{Account, Claim};
use super::ground::{Ground, is_file, only_sees, tells_times};
use super::roster::Duty;
use crate::dice::Dice;

/// Plants one disagreement into a day on which all sides agree.
pub(super) struct Planter<'a> {
    pub ground: &'a Ground,
    pub rule: &'a ReconcileRule,
    pub team: usize,
    pub duty: &'a Duty,
    pub day: &'a PersonDay,
}

type Kind = DiscrepancyType;

/// The kinds with how often each is tried.
const TRIED: [(Kind, usize); 10] = [
    (Kind::Impossible, 2),
    (Kind::ClockTrouble, 2),
    (Kind::DuplicateIdentity, 2),
    (Kind::WrongUnit, 2),
    (Kind::MissingInA, 4),
    (Kind::MissingInB, 4),
    (Kind::StatusDiffers, 4),
    (Kind::TimeDiffers, 6),
    (Kind::PlaceDiffers, 3),
    (Kind::EnteredLate, 2),
];

impl Planter<'_> {
    /// Plants some kind that the sides allow; what was planted beside it comes second. `None` when none fits.
    pub fn plant(&self, sides: &mut [Account], dice: &mut Dice) -> Option<(Kind, Vec<Kind>)> {
        let mut bag: Vec<Kind> = TRIED.iter().flat_map(|(kind, times)| vec![*kind; *times]).collect();
        while !bag.is_empty() {
            let kind = *dice.pick(&bag);
            let mut tried = sides.to_vec();
            if self.one(kind, &mut tried, dice).is_some() {
                sides.clone_from_slice(&tried);
                return Some((kind, self.beside(kind, sides, dice)));
            }
            bag.retain(|other| *other != kind);
        }
        None
    }

    fn one(&self, kind: Kind, sides: &mut [Account], dice: &mut Dice) -> Option<()> {
        match kind {
            Kind::Impossible => self.far_places(sides, dice),
            Kind::ClockTrouble => doubtful(sides, dice),
            Kind::DuplicateIdentity => self.two_keys(sides, dice),
            Kind::WrongUnit => self.wrong_unit(sides, dice),
            Kind::MissingInA => missing(sides, 0, dice),
            Kind::MissingInB => missing(sides, sides.len() - 1, dice),
            Kind::StatusDiffers => status(sides, dice),
            Kind::TimeDiffers => self.time(sides, dice),
            Kind::PlaceDiffers => self.near_places(sides, dice),
            Kind::EnteredLate => self.late(sides, dice),
            Kind::TotalsDiffer | Kind::UnknownId | Kind::RosterDiffers => None,
        }
    }

    /// Now and then a second one of lower rank on the same day.
    fn beside(&self, kind: Kind, sides: &mut [Account], dice: &mut Dice) -> Vec<Kind> {
        let second = match kind {
            Kind::WrongUnit if dice.chance(0.2) => Kind::TimeDiffers,
            Kind::MissingInA | Kind::MissingInB | Kind::StatusDiffers | Kind::TimeDiffers | Kind::PlaceDiffers
                if dice.chance(0.12) =>
            {
                Kind::EnteredLate
            }
            _ => return Vec::new(),
        };
        let mut tried = sides.to_vec();
        if self.one(second, &mut tried, dice).is_none() {
            return Vec::new();
        }
        sides.clone_from_slice(&tried);
        vec![second]
    }

    /// Two places at once: less time between than the way takes.
    fn far_places(&self, sides: &mut [Account], dice: &mut Dice) -> Option<()> {
        let side = choose(&placed(sides), 2, dice)?;
        let there = some(&self.ground.teams_within(self.team, 35.0, 90.0), dice)?;
        let needed = self.ground.apart_km(self.team, there) / f64::from(self.rule.fastest_kmh) * 60.0;
        // Honest moments lie within eight minutes.
        let spare = (needed * 0.8 - 10.0).clamp(0.0, 5.0) as i64;
        let later = if dice.chance(0.3) { dice.range(0, spare) } else { 0 };
        let both = dice.chance(0.5);
        self.move_to(&mut sides[side], there, both);
        let claim = sides[side].came.as_mut()?;
        claim.at = claim.at.saturating_add(later.minutes());
        Some(())
    }

    /// Two places near enough to have been at both.
    fn near_places(&self, sides: &mut [Account], dice: &mut Dice) -> Option<()> {
        let able = placed(sides);
        let side = choose(&able, 2, dice)?;
        let there = some(&self.ground.teams_within(self.team, 1.0, 3.0), dice)?;
        let latest = able.iter().filter_map(|other| sides[*other].came).map(|claim| claim.at).max()?;
        self.move_to(&mut sides[side], there, false);
        let at = sides[side].written(latest.saturating_add(dice.range(240, 360).seconds()), true);
        sides[side].came.as_mut()?.at = at;
        // All moments stay within the tolerance, those of a roll written to the quarter of an hour too.
        let most = SignedDuration::from_mins(i64::from(self.rule.tolerance_minutes) - 1);
        let near = |other: &Account| other.came.is_none_or(|claim| claim.at.duration_until(at).abs() <= most);
        sides.iter().all(near).then_some(())
    }

    fn move_to(&self, side: &mut Account, there: usize, both: bool) {
        let place = Some(self.ground.teams[there].place);
        let terminal = matches!(side.speaker, Speaker::Machine | Speaker::Kiosk);
        let origin = if terminal { self.ground.origin(side.speaker, there, self.duty.on) } else { side.origin };
        side.more.clear();
        let left = if both { side.left.as_mut() } else { None };
        for claim in side.came.iter_mut().chain(left) {
            (claim.place, claim.origin) = (place, origin);
        }
    }

    /// The same person under a second key of the same origin, at other times.
    fn two_keys(&self, sides: &mut [Account], dice: &mut Dice) -> Option<()> {
        let able = timed(sides);
        let keyed =
            |side: &&usize| matches!(sides[**side].speaker, Speaker::Machine | Speaker::Portal | Speaker::Manual);
        let side = some(&able.iter().filter(keyed).copied().collect::<Vec<_>>(), dice)?;
        let apart = (self.beyond(sides) + dice.range(4, 60)).minutes();
        let (latest, earliest) = (latest_came(sides)?, earliest_left(sides)?);
        let only_came = dice.chance(0.3);
        let side = &mut sides[side];
        let (came, left) = (side.written(latest + apart, true), side.written(earliest - apart, false));
        if came.duration_until(left) < SignedDuration::from_mins(30) {
            return None;
        }
        let (first, last, key) = (side.came?, side.left?, side.key + 200_000);
        side.more.clear();
        side.left = Some(Claim { origin: first.origin, ..last });
        side.more.push(Claim { at: came, key, ..first });
        if !only_came {
            side.more.push(Claim { at: left, key, ..last });
            side.more[1].origin = first.origin;
        }
        Some(())
    }

    /// Listed under a unit that is neither theirs nor above it, often of the same OPD.
    fn wrong_unit(&self, sides: &mut [Account], dice: &mut Dice) -> Option<()> {
        let team = &self.ground.teams[self.team];
        let files: Vec<usize> =
            (0..sides.len()).filter(|side| is_file(sides[*side].speaker) && sides[*side].speaks()).collect();
        let side = some(&files, dice)?;
        let others = self.ground.teams.iter().filter(|other| other.unit != team.unit);
        let (near, far): (Vec<_>, Vec<_>) =
            others.map(|other| (other.opd, other.unit)).partition(|(opd, _)| *opd == team.opd);
        let from = if !near.is_empty() && dice.chance(0.7) { near } else { far };
        sides[side].unit = Some(some(&from, dice)?.1);
        Some(())
    }

    /// Arrival or departure of one side beyond tolerance and rounding of every other.
    fn time(&self, sides: &mut [Account], dice: &mut Dice) -> Option<()> {
        let recap = sides.iter().position(|side| side.speaker == Speaker::Recap);
        let able = timed(sides);
        if let Some(recap) = recap.filter(|_| !able.is_empty() && dice.chance(0.5)) {
            return self.stated_late(sides, recap, dice);
        }
        let side = choose(&able, if recap.is_some() { 1 } else { 2 }, dice)?;
        let (starts, ends) = self.duty.due?;
        let minutes = |count: Option<u16>| SignedDuration::from_mins(i64::from(count.unwrap_or(0)));
        let mut came: Vec<DateTime> = Vec::new();
        let mut left: Vec<DateTime> = Vec::new();
        for (place, other) in sides.iter().enumerate().filter(|(place, _)| *place != side) {
            if Some(place) == recap {
                came.push(starts.saturating_add(minutes(other.marks.late)));
                left.push(ends.saturating_sub(minutes(other.marks.early)));
            } else if tells_times(other.speaker) {
                came.push(other.came?.at);
                left.push(other.left?.at);
            }
        }
        let extra = if dice.chance(0.4) { dice.range(0, 4) } else { dice.range(5, 75) };
        let gap = (self.beyond(sides) + extra).minutes();
        // Where windows are narrow or lateness is stated, only inside the duty.
        let inside = recap.is_some() || self.ground.teams[self.team].shifts || dice.chance(0.6);
        let arrival = dice.chance(0.5);
        let changed = &mut sides[side];
        let (first, last) = (changed.came?.at, changed.left?.at);
        let (first, last) = match (arrival, inside) {
            (true, true) => (changed.written(*came.iter().max()? + gap, true), last),
            (true, false) => (changed.written(*came.iter().min()? - gap, false), last),
            (false, true) => (first, changed.written(*left.iter().min()? - gap, false)),
            (false, false) => (first, changed.written(*left.iter().max()? + gap, true)),
        };
        let narrow = SignedDuration::from_mins(20);
        let fits = first >= self.day.opens.saturating_add(narrow) && last < self.day.closes.saturating_sub(narrow);
        if first.duration_until(last) < SignedDuration::from_mins(130) || !fits {
            return None;
        }
        changed.more.clear();
        changed.came.as_mut()?.at = first;
        changed.left.as_mut()?.at = last;
        Some(())
    }

    /// A recap states more minutes late than any other side shows.
    fn stated_late(&self, sides: &mut [Account], recap: usize, dice: &mut Dice) -> Option<()> {
        let (starts, _) = self.duty.due?;
        let shown = starts.duration_until(latest_came(sides)?).as_mins().max(0);
        let extra = if dice.chance(0.4) { dice.range(0, 4) } else { dice.range(5, 90) };
        let marks = &mut sides[recap].marks;
        if marks.missing_in {
            return None;
        }
        marks.late = u16::try_from(shown + i64::from(self.rule.tolerance_minutes) + 2 + extra).ok();
        Some(())
    }

    /// Written more than the working days allowed after the day.
    fn late(&self, sides: &mut [Account], dice: &mut Dice) -> Option<()> {
        let files: Vec<usize> =
            (0..sides.len()).filter(|side| is_file(sides[*side].speaker) && sides[*side].speaks()).collect();
        let side = some(&files, dice)?;
        let days = &self.ground.workdays;
        let next = days.partition_point(|day| *day <= self.duty.on);
        let over = if dice.chance(0.5) { 0 } else { usize::try_from(dice.range(1, 15)).ok()? };
        sides[side].written_on = Some(*days.get(next + usize::from(self.rule.entry_workdays) + over)?);
        Some(())
    }

    /// Minutes that are beyond tolerance and rounding.
    fn beyond(&self, sides: &[Account]) -> i64 {
        let rounding = sides.iter().map(|side| side.grid).max().unwrap_or(1).max(60) / 60;
        i64::from(self.rule.tolerance_minutes) + rounding + 1
    }
}

/// One side's clock cannot be right on that day.
fn doubtful(sides: &mut [Account], dice: &mut Dice) -> Option<()> {
    let clocked = |side: &usize| matches!(sides[*side].speaker, Speaker::Machine | Speaker::Kiosk | Speaker::Phone);
    let side = some(&timed(sides).into_iter().filter(clocked).collect::<Vec<_>>(), dice)?;
    let off = dice.range(100, 170).minutes();
    let side = &mut sides[side];
    side.more.clear();
    let (came, left) = (side.came.as_mut()?, side.left.as_mut()?);
    (came.at, left.at) = (came.at + off, left.at - off);
    side.each(|claim| claim.doubtful = true);
    Some(())
}

/// A side says nothing, or has one half of a day of which the others have both.
fn missing(sides: &mut [Account], side: usize, dice: &mut Dice) -> Option<()> {
    if only_sees(sides[side].speaker) {
        return None;
    }
    let others = || sides.iter().enumerate().filter(|(place, _)| *place != side).map(|(_, other)| other);
    let whole = others().any(Account::whole) && others().all(|other| other.whole() || only_sees(other.speaker));
    if sides[side].whole() && whole && dice.chance(0.4) {
        let arrival = dice.chance(0.5);
        let side = &mut sides[side];
        side.more.clear();
        if arrival {
            side.came = None;
        } else {
            side.left = None;
        }
    } else {
        sides[side].silence();
    }
    Some(())
}

/// A sheet calls the day otherwise than the others.
fn status(sides: &mut [Account], dice: &mut Dice) -> Option<()> {
    let files: Vec<usize> = (0..sides.len()).filter(|side| is_file(sides[*side].speaker)).collect();
    let seen: Vec<usize> = (0..sides.len()).filter(|side| only_sees(sides[*side].speaker)).collect();
    let absent = *dice.pick(&[Status::Tk, Status::S, Status::S, Status::C, Status::I]);
    if files.len() >= 2 && seen.is_empty() && dice.chance(0.25) {
        let other = *[Status::Tk, Status::S, Status::C, Status::I].iter().find(|other| **other != absent)?;
        sides.iter_mut().for_each(Account::silence);
        sides[files[0]].stated = Some((absent, false));
        sides[files[1]].stated = Some((other, false));
        return Some(());
    }
    let side = some(&[files, seen].concat(), dice)?;
    let open = absent != Status::Tk && sides[side].speaker == Speaker::Portal && dice.chance(0.3);
    let word = if only_sees(sides[side].speaker) { Status::Tk } else { absent };
    sides[side].silence();
    sides[side].stated = Some((word, open));
    sides[side].marks = StatedMarks::default();
    Some(())
}

/// Sides with arrival and departure.
fn timed(sides: &[Account]) -> Vec<usize> {
    let whole = sides.iter().all(|side| !tells_times(side.speaker) || side.whole());
    if whole { (0..sides.len()).filter(|side| sides[*side].whole()).collect() } else { Vec::new() }
}

/// Sides that name a place for both moments.
fn placed(sides: &[Account]) -> Vec<usize> {
    timed(sides).into_iter().filter(|side| sides[*side].came.is_some_and(|claim| claim.place.is_some())).collect()
}

fn latest_came(sides: &[Account]) -> Option<DateTime> {
    sides.iter().filter_map(|side| side.came).map(|claim| claim.at).max()
}

fn earliest_left(sides: &[Account]) -> Option<DateTime> {
    sides.iter().filter_map(|side| side.left).map(|claim| claim.at).min()
}

/// One of at least so many.
fn choose(sides: &[usize], least: usize, dice: &mut Dice) -> Option<usize> {
    if sides.len() >= least { some(sides, dice) } else { None }
}

/// One of the items, if there are any.
fn some<T: Copy>(items: &[T], dice: &mut Dice) -> Option<T> {
    (!items.is_empty()).then(|| *dice.pick(items))
}
