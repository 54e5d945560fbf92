//! What others saw that day: superiors, calls, the office's machines.

use std::collections::HashMap;

use super::days;
use crate::checks::Seen as Saw;
use crate::evidence::CallInput;
use crate::evidence::hits::Hits;
use crate::evidence::index::{Index, NONE, Source, day_number};
use crate::evidence::signal::Signal;

/// A machine and a phone within this saw the same arrival, ms.
const SAME_MS: i64 = 30 * 60_000;
/// Further apart than this they tell of two arrivals, ms.
const APART_MS: i64 = 60 * 60_000;
/// A look within this of a tap is about it, ms.
const NEAR_MS: i64 = 4 * 3_600_000;

/// Taps of a person by day of duty.
type Days = HashMap<(u32, i32), Vec<u32>>;

pub(super) fn look(index: &Index<'_>, hits: &mut Hits) {
    let taps = taps(index);
    checks(index, &taps, hits);
    calls(index, &taps, hits);
    often(index, hits);
    machines(index, hits);
}

/// Who was mostly not there when somebody looked or called is doubted a little on the other days too, except on those on
/// which they were seen.
fn often(index: &Index<'_>, hits: &mut Hits) {
    let mut looks: HashMap<u32, Vec<(i32, bool)>> = HashMap::new();
    for check in &index.scene.checks {
        let own = index.scene.people.get(check.person as usize).map(|person| person.id.as_str());
        let found = match check.seen {
            Saw::Present => true,
            Saw::Absent => false,
            Saw::Excused | Saw::Elsewhere => continue,
        };
        if check.by.is_none() || check.by.as_deref() != own {
            looks.entry(check.person).or_default().push((day_number(check.on), found));
        }
    }
    for call in &index.scene.calls {
        let found = matches!(answer(index, call), Answer::There);
        looks.entry(call.person).or_default().push((index.day_of(call.at), found));
    }
    for (person, all) in index.by_person.each() {
        let Some(looks) = looks.get(&person) else { continue };
        let missed = looks.iter().filter(|(_, found)| !found).count();
        if missed < 2 || missed * 2 < looks.len() {
            continue;
        }
        let strength = (missed.min(4) * 250) as u16;
        for at in all {
            let seen = index.at(*at);
            let was_looked_for = looks.iter().any(|(day, _)| *day == seen.day);
            if seen.is_phone() && seen.is_tap && !was_looked_for {
                hits.add(Signal::AbsentOften, *at, strength, [missed as i64, looks.len() as i64, 0]);
            }
        }
    }
}

/// Taps of the days on which somebody looked or called.
fn taps(index: &Index<'_>) -> Days {
    let mut taps: Days = HashMap::new();
    let checked = index.scene.checks.iter().map(|check| (check.person, day_number(check.on)));
    let called = index.scene.calls.iter().map(|call| (call.person, index.day_of(call.at)));
    for day in checked.chain(called) {
        taps.entry(day).or_default();
    }
    for (at, seen) in index.punches.iter().enumerate().filter(|(_, seen)| seen.is_tap && seen.is_phone()) {
        if let Some(all) = taps.get_mut(&(seen.person, seen.day)) {
            all.push(at as u32);
        }
    }
    taps
}

/// Whether a moment lies within the duty that a tap claims: after the arrival, before the departure.
fn covers(index: &Index<'_>, tap: u32, at: i64) -> bool {
    let seen = index.at(tap);
    if seen.arrives { at > seen.claimed + 120_000 } else { at < seen.claimed }
}

fn checks(index: &Index<'_>, taps: &Days, hits: &mut Hits) {
    for check in &index.scene.checks {
        let own = index.scene.people.get(check.person as usize).map(|person| person.id.as_str());
        if check.by.is_some() && check.by.as_deref() == own {
            continue;
        }
        let at = check.at.as_millisecond();
        let day = taps.get(&(check.person, day_number(check.on))).map(Vec::as_slice).unwrap_or_default();
        for tap in day.iter().filter(|tap| covers(index, **tap, at)) {
            hits.tried(Signal::CheckMissed, *tap);
            let near = (index.at(*tap).claimed - at).abs() <= NEAR_MS;
            let minute = i64::from(index.minute_of(check.at));
            match check.seen {
                Saw::Present => hits.add(Signal::ColleagueSaw, *tap, if near { 1000 } else { 600 }, [minute, 0, 0]),
                Saw::Absent => hits.add(Signal::CheckMissed, *tap, 1000, [minute, 0, 0]),
                Saw::Excused | Saw::Elsewhere => {}
            }
        }
    }
}

/// What became of a call.
enum Answer {
    Missed,
    Away,
    There,
}

fn answer(index: &Index<'_>, call: &CallInput) -> Answer {
    let Some(found) = call.answered_by.as_deref().and_then(|id| index.by_id.get(id)) else { return Answer::Missed };
    let seen = index.at(*found);
    let deadline = call.at.as_millisecond() + i64::from(call.window_s) * 1000 + 60_000;
    if seen.received.min(seen.claimed) > deadline {
        return Answer::Missed;
    }
    match &seen.fix {
        Some(fix) if fix.beyond_m > 0.0 && fix.beyond_m.is_finite() => Answer::Away,
        _ if !seen.own_key && seen.key != NONE => Answer::Away,
        _ => Answer::There,
    }
}

fn calls(index: &Index<'_>, taps: &Days, hits: &mut Hits) {
    let mut counts: HashMap<u32, (i64, i64)> = HashMap::new();
    let answers: Vec<Answer> = index.scene.calls.iter().map(|call| answer(index, call)).collect();
    for (call, answer) in index.scene.calls.iter().zip(&answers) {
        let (called, missed) = counts.entry(call.person).or_default();
        *called += 1;
        *missed += i64::from(!matches!(answer, Answer::There));
    }
    for (call, answer) in index.scene.calls.iter().zip(&answers) {
        let at = call.at.as_millisecond();
        let (called, missed) = counts.get(&call.person).copied().unwrap_or_default();
        let often = if missed > 1 && missed * 2 >= called { 1000 } else { 700 };
        let day = taps.get(&(call.person, index.day_of(call.at))).map(Vec::as_slice).unwrap_or_default();
        let facts = [i64::from(index.minute_of(call.at)), missed, called];
        for tap in day.iter().filter(|tap| covers(index, **tap, at)) {
            hits.tried(Signal::SpotMissed, *tap);
            hits.tried(Signal::SpotAway, *tap);
            match answer {
                Answer::There => hits.add(Signal::SpotAnswered, *tap, 1000, facts),
                Answer::Away => hits.add(Signal::SpotAway, *tap, often, facts),
                Answer::Missed => hits.add(Signal::SpotMissed, *tap, often, facts),
            }
        }
    }
}

/// The office's machines against the phone.
fn machines(index: &Index<'_>, hits: &mut Hits) {
    for (at, seen) in index.punches.iter().enumerate() {
        match seen.source {
            Source::Machine => hits.add(Signal::ByMachine, at as u32, 1000, [0; 3]),
            Source::Witnessed => hits.add(Signal::ColleagueSaw, at as u32, 800, [i64::from(seen.minute), 0, 0]),
            Source::Phone | Source::Paper => {}
        }
    }
    for (_, all) in index.by_person.each() {
        let machine: Vec<u32> = all.iter().copied().filter(|at| index.at(*at).source == Source::Machine).collect();
        if machine.is_empty() {
            continue;
        }
        let (uses, works) = (days(index, &machine), days(index, all));
        let is_user = uses >= 5 && uses * 10 >= works * 7;
        for at in all.iter().filter(|at| index.at(**at).is_phone() && index.at(**at).is_tap) {
            let seen = index.at(*at);
            let near = machine.partition_point(|other| index.at(*other).claimed < seen.claimed - 16 * 3_600_000);
            let day: Vec<u32> = machine[near..]
                .iter()
                .copied()
                .take(24)
                .take_while(|other| index.at(*other).claimed < seen.claimed + 16 * 3_600_000)
                .filter(|other| index.at(*other).day == seen.day)
                .collect();
            let gap = |other: &u32| (index.at(*other).claimed - seen.claimed).abs();
            hits.tried(Signal::MachineDiffers, *at);
            hits.tried(Signal::MachineSilent, *at);
            match day.iter().min_by_key(|other| (gap(other), **other)) {
                Some(other) if gap(other) <= SAME_MS => {
                    let strength = if gap(other) <= SAME_MS / 2 { 1000 } else { 700 };
                    hits.add_with(Signal::MachineAgrees, *at, strength, [gap(other) / 60_000, 0, 0], &[*other]);
                }
                Some(other) if day.len() > 1 && is_later(index, seen.arrives, seen.claimed, &day) => {
                    hits.add_with(Signal::MachineDiffers, *at, 1000, [gap(other) / 60_000, 0, 0], &[*other]);
                }
                None if is_user => hits.add(Signal::MachineSilent, *at, 1000, [uses as i64, works as i64, 0]),
                _ => {}
            }
        }
    }
}

/// Whether all that the machines saw lies well after a claimed arrival, or well before a claimed departure.
fn is_later(index: &Index<'_>, arrives: bool, claimed: i64, day: &[u32]) -> bool {
    day.iter().all(|other| {
        let at = index.at(*other).claimed;
        if arrives { at > claimed + APART_MS } else { at < claimed - APART_MS }
    })
}
