//! Clocks that are off by as much for everybody: of a terminal on some days, or of a whole file.
//!
//! For each origin and day the claims of days that disagree are laid over what the other side says, moved by some
//! candidate: the median difference, and the whole hours between zones. Where most fit then, and few did before, the
//! clock is off. Whose clock it is follows from what else agrees: an origin most of whose other people agree is right.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};

use super::origin_name;
use crate::reconcile::codes::{CauseKind, DiscrepancyType, Outcome, Speaker, Speakers};
use crate::reconcile::engine::{Kept, claims_of};
use crate::reconcile::evaluate::Ground;
use crate::reconcile::found::{Cause, Proposal};
use crate::reconcile::input::{OriginKind, Trace};
use crate::reconcile::sides::{SideDay, minutes_between};
use crate::reconcile::words;

/// Differences between the zones of the country, and to universal time, in minutes.
const ZONES: [i64; 10] = [60, -60, 120, -120, 420, -420, 480, -480, 540, -540];

/// A shift by so much or more that is close to whole hours is a zone.
const ZONE_PLAY: i64 = 5;

/// Of so many in ten the moved claims fit.
const FIT_IN_TEN: usize = 6;

/// Most claims of a day that are looked at on each side.
const MOST: usize = 6;

/// Minutes since midnight of the day, of at most [`MOST`] claims.
#[derive(Debug, Clone, Copy)]
struct Minutes {
    at: [i32; MOST],
    count: usize,
}

impl Minutes {
    fn of<'t>(claims: impl Iterator<Item = &'t Trace>, midnight: DateTime) -> Self {
        let mut found = Self { at: [0; MOST], count: 0 };
        for claim in claims.take(MOST) {
            found.at[found.count] = i32::try_from(minutes_between(midnight, claim.local)).unwrap_or(i32::MAX);
            found.count += 1;
        }
        found
    }

    fn all(&self) -> &[i32] {
        &self.at[..self.count]
    }
}

/// One person-day that disagrees, seen from one origin.
#[derive(Debug, Clone, Copy)]
struct Sample {
    person: usize,
    own: Minutes,
    /// Of the other side, from ten hours before the window to ten after.
    other: Minutes,
    /// First of its own in the window less first of the other's.
    apart: i64,
    /// How far its own and the other's first moment are from the beginning of duty.
    from_duty: (i64, i64),
}

/// A shift that was accepted on one day.
#[derive(Debug, Clone)]
struct Off {
    on: Date,
    minutes: i64,
    people: Vec<usize>,
    from_duty: (i64, i64),
}

/// A shift over some days.
#[derive(Debug, Clone)]
struct Run {
    origin: u32,
    speaker: Speaker,
    days: Vec<Off>,
}

/// Finds the clocks that are off. The person-days they explain are not counted yet.
pub(crate) fn shifts(ground: &Ground<'_>, kept: &[Kept], matched: &Agreeing) -> Vec<Cause> {
    let mut samples: BTreeMap<(u32, Date), (Speaker, Vec<Sample>)> = BTreeMap::new();
    for (number, person) in kept.iter().enumerate() {
        for open in &person.open {
            let timed = matches!(
                open.primary.kind,
                DiscrepancyType::TimeDiffers
                    | DiscrepancyType::MissingInA
                    | DiscrepancyType::MissingInB
                    | DiscrepancyType::Impossible
            );
            if timed {
                sample(ground, number, person, open.day, (open.primary.a, open.primary.b), &mut samples);
            }
        }
    }
    let mut runs: Vec<Run> = Vec::new();
    for ((origin, on), (speaker, of_day)) in samples {
        let agreeing = matched.get(&(origin, on)).copied().unwrap_or(0) as usize;
        let before = runs.last().filter(|run| run.origin == origin).and_then(|run| run.days.last());
        let before = before.filter(|before| follows(ground, before.on, on)).map(|before| before.minutes);
        let Some(off) = best(ground, on, &of_day, agreeing, before) else { continue };
        let close = i64::from(ground.rule.tolerance_minutes) / 2;
        let goes_on = before.is_some_and(|before| (before - off.minutes).abs() <= close);
        let last = runs.last_mut().filter(|_| goes_on);
        match last {
            Some(run) => run.days.push(off),
            None => runs.push(Run { origin, speaker, days: vec![off] }),
        }
    }
    runs.retain(|run| {
        let mut people: Vec<usize> = run.days.iter().flat_map(|day| day.people.iter().copied()).collect();
        people.sort_unstable();
        people.dedup();
        people.len() >= usize::from(ground.rule.cause_people)
    });
    let blamed: Vec<Run> = runs.iter().filter(|run| !is_the_others(ground, run, &runs)).cloned().collect();
    blamed.iter().map(|run| cause(ground, run)).collect()
}

/// How many person-days agreed, by origin and day.
pub(crate) type Agreeing = std::collections::HashMap<(u32, Date), u32>;

/// Whether no working day lies between two.
fn follows(ground: &Ground<'_>, before: Date, after: Date) -> bool {
    let first = ground.workdays.partition_point(|day| *day <= before);
    let last = ground.workdays.partition_point(|day| *day < after);
    last <= first + 1
}

fn sample(
    ground: &Ground<'_>,
    number: usize,
    person: &Kept,
    day: usize,
    (a, b): (u8, u8),
    samples: &mut BTreeMap<(u32, Date), (Speaker, Vec<Sample>)>,
) {
    let day = &person.input.days[day];
    let speakers = |side: u8| ground.sides.get(side as usize).copied().unwrap_or_default();
    let around = around(&person.input.traces, day.opens, day.closes);
    let usable = |side: Speakers| move |claim: &&Trace| side.has(claim.speaker) && !claim.doubtful;
    let within = claims_of(&person.input.traces, day);
    let midnight = day.on.at(0, 0, 0, 0);
    let starts = day.due.map_or(midnight, |(starts, _)| starts);
    for (own, other) in [(speakers(a), speakers(b)), (speakers(b), speakers(a))] {
        let Some(first) = within.iter().find(usable(own)) else { continue };
        let of_origin = within.iter().filter(usable(own)).filter(|claim| claim.origin == first.origin);
        let others = Minutes::of(around.iter().filter(usable(other)), midnight);
        let other_first = within.iter().find(usable(other)).map(|claim| minutes_between(midnight, claim.local));
        if others.count == 0 {
            continue;
        }
        let own_first = minutes_between(midnight, first.local);
        let due = minutes_between(midnight, starts);
        let other_first = other_first.unwrap_or(i64::from(others.at[0]));
        let entry = samples.entry((first.origin, day.on)).or_insert((first.speaker, Vec::new()));
        entry.1.push(Sample {
            person: number,
            own: Minutes::of(of_origin, midnight),
            other: others,
            apart: own_first - other_first,
            from_duty: ((own_first - due).abs(), (other_first - due).abs()),
        });
    }
}

/// Claims from ten hours before a window to ten hours after.
fn around(traces: &[Trace], opens: DateTime, closes: DateTime) -> &[Trace] {
    let ten = jiff::SignedDuration::from_hours(10);
    let (from, to) = (opens.checked_sub(ten).unwrap_or(opens), closes.checked_add(ten).unwrap_or(closes));
    let first = traces.partition_point(|claim| claim.local < from);
    let rest = &traces[first..];
    &rest[..rest.partition_point(|claim| claim.local < to)]
}

/// The candidate under which most claims fit, when that is most of all. Of several the one of the working day before
/// counts first, then the smallest.
fn best(ground: &Ground<'_>, on: Date, samples: &[Sample], agreeing: usize, before: Option<i64>) -> Option<Off> {
    let tolerance = i64::from(ground.rule.tolerance_minutes);
    let median = median(samples.iter().map(|sample| sample.apart));
    // A clock in another zone is seldom right to the minute besides.
    let median = ZONES.into_iter().find(|zone| (zone - median).abs() <= ZONE_PLAY).unwrap_or(median);
    let mut candidates: Vec<i64> = ZONES.to_vec();
    candidates.push(median);
    candidates.extend(before);
    let fitting = |minutes: i64| -> Vec<usize> {
        let fits = |sample: &&Sample| {
            sample.own.all().iter().all(|own| {
                let moved = i64::from(*own) - minutes;
                sample.other.all().iter().any(|other| (moved - i64::from(*other)).abs() <= tolerance)
            })
        };
        samples.iter().filter(fits).map(|sample| sample.person).collect()
    };
    let all = samples.len() + agreeing;
    let (minutes, people) = candidates
        .into_iter()
        .filter(|minutes| minutes.abs() > tolerance)
        .map(|minutes| (minutes, fitting(minutes)))
        .max_by_key(|(minutes, people)| (people.len(), before == Some(*minutes), std::cmp::Reverse(minutes.abs())))?;
    if people.len() * 10 < all * FIT_IN_TEN {
        return None;
    }
    let own = self::median(samples.iter().map(|sample| sample.from_duty.0));
    let other = self::median(samples.iter().map(|sample| sample.from_duty.1));
    Some(Off { on, minutes, people, from_duty: (own, other) })
}

fn median(values: impl Iterator<Item = i64>) -> i64 {
    let mut values: Vec<i64> = values.collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or(0)
}

/// Whether another run says the same of the other side, and more rightly.
fn is_the_others(ground: &Ground<'_>, run: &Run, all: &[Run]) -> bool {
    all.iter().any(|other| {
        if other.origin == run.origin || other.speaker == run.speaker || !opposes(ground, run, other) {
            return false;
        }
        let strange = |run: &Run| {
            let (own, others) =
                (run.days.iter().map(|day| day.from_duty.0), run.days.iter().map(|day| day.from_duty.1));
            median(own) - median(others)
        };
        let kind = |run: &Run| ground.scene.origins.get(run.origin as usize).map(|origin| origin.kind);
        let device = |run: &Run| kind(run) == Some(OriginKind::Device);
        match (is_zone(run_minutes(run)), device(run), device(other)) {
            // A terminal has a clock, a file has none.
            (false, true, false) => false,
            (false, false, true) => true,
            // Whose times are further from the beginning of duty is off.
            _ => strange(run) < strange(other) || (strange(run) == strange(other) && run.origin > other.origin),
        }
    })
}

/// Whether two runs say of each other that the other is off by the same, on some day.
fn opposes(ground: &Ground<'_>, run: &Run, other: &Run) -> bool {
    let close = i64::from(ground.rule.tolerance_minutes);
    run.days.iter().any(|day| {
        other.days.iter().any(|there| {
            there.on == day.on
                && (there.minutes + day.minutes).abs() <= close
                && there.people.iter().any(|person| day.people.contains(person))
        })
    })
}

fn run_minutes(run: &Run) -> i64 {
    median(run.days.iter().map(|day| day.minutes))
}

/// Whether a shift is one of whole hours between zones.
fn is_zone(minutes: i64) -> bool {
    ZONES.iter().any(|zone| (zone - minutes).abs() <= ZONE_PLAY)
}

fn cause(ground: &Ground<'_>, run: &Run) -> Cause {
    let minutes = run_minutes(run);
    let kind = if is_zone(minutes) { CauseKind::Zone } else { CauseKind::ClockOffset };
    let from = run.days.first().map_or(Date::MIN, |day| day.on);
    let to = run.days.last().map_or(Date::MAX, |day| day.on);
    let minutes = i32::try_from(minutes).unwrap_or(0);
    let name = origin_name(ground.scene, run.origin);
    let (detail, detail_en) = words::cause(kind, run.speaker, name, Some(minutes), (from, to));
    Cause {
        kind,
        speaker: run.speaker,
        origin: Some(run.origin),
        unit: None,
        people: Vec::new(),
        from,
        to,
        minutes: Some(minutes),
        days: 0,
        detail,
        detail_en,
    }
}

/// Of a day a clock explains the side with the other clock is right.
pub(crate) fn trust_the_other(cause: &Cause, a: &SideDay<'_>, b: &SideDay<'_>) -> Option<Proposal> {
    let is_off = |side: &SideDay<'_>| side.first.is_some_and(|claim| Some(claim.origin) == cause.origin);
    let outcome = match (is_off(a), is_off(b)) {
        (true, false) => Outcome::BRight,
        (false, true) => Outcome::ARight,
        _ => return None,
    };
    Some(Proposal { outcome, because: cause.detail.clone(), because_en: cause.detail_en.clone() })
}
