//! When it was: a clock that moves for one punch, positions from after the claim, records made after later ones, silence
//! where colleagues had a connection.

use super::grade;
use crate::evidence::CodeState;
use crate::evidence::clocks::PROMPT_MS;
use crate::evidence::hits::Hits;
use crate::evidence::index::{Index, NONE, Seen};
use crate::evidence::signal::Signal;
use crate::sites::Network;

/// Two errors of a clock are the same within this, ms.
const SAME_MS: i64 = 90_000;
/// An error that stays for so many days is the phone's own.
const STAYS_DAYS: usize = 2;
/// Later than this is late, ms.
const LATE_MS: i64 = 10 * 60_000;
/// Colleagues within this of a moment tell whether there was a connection, ms.
const WINDOW_MS: i64 = 30 * 60_000;
/// What waited together is received within this, ms.
const OUTBOX_MS: i64 = 60_000;
/// Numbers of one counter that are compared.
const NEAR_SEQ: u64 = 20;

pub(super) fn look(index: &Index<'_>, hits: &mut Hits) {
    for (_, all) in index.by_key.each() {
        moved(index, all, hits);
        after_claim(index, all, hits);
        order(index, all, hits);
        offline(index, all, hits);
    }
}

/// Errors that leave the phone's usual one, unless they stay.
fn moved(index: &Index<'_>, all: &[u32], hits: &mut Hits) {
    let errors: Vec<Option<i64>> = all.iter().map(|at| index.clocks.seen[*at as usize].moved).collect();
    for (place, at) in all.iter().enumerate() {
        let Some(error) = errors[place].filter(|error| error.abs() > PROMPT_MS) else { continue };
        let seen = index.at(*at);
        let helps = (error < 0) == seen.arrives;
        let mut strength = grade(error.abs() as f64, 240_000.0, 900_000.0, 400);
        if !index.clocks.seen[*at as usize].anchored && error < 0 {
            strength /= 2;
        }
        if !helps {
            strength = strength * 4 / 5;
        }
        if stays(index, all, &errors, place) {
            strength /= 10;
        }
        hits.add(Signal::ClockMoved, *at, strength, [error / 60_000, i64::from(seen.arrives), 0]);
    }
}

/// Whether the same error holds without a break over several days: a clock that is simply wrong.
fn stays(index: &Index<'_>, all: &[u32], errors: &[Option<i64>], place: usize) -> bool {
    let Some(error) = errors[place] else { return false };
    let same = |at: &usize| errors[*at].is_none_or(|other| (other - error).abs() <= SAME_MS);
    let before = (0..place).rev().take(12).take_while(same);
    let after = (place + 1..all.len()).take(12).take_while(same);
    let mut days: Vec<i32> =
        before.chain(after).chain([place]).filter(|at| errors[*at].is_some()).map(|at| index.at(all[at]).day).collect();
    days.sort_unstable();
    days.dedup();
    days.len() >= STAYS_DAYS
}

/// Whether the wall clock was as far from the server's on other days around that time: a clock that is wrong, and is set
/// right some day.
fn is_usual_then(index: &Index<'_>, all: &[u32], place: usize) -> bool {
    let beyond = |at: u32| index.at(at).claimed - index.at(at).received;
    let (own, day) = (beyond(all[place]), index.at(all[place]).day);
    let near = all[place.saturating_sub(8)..all.len().min(place + 9)].iter();
    let mut days: Vec<i32> =
        near.filter(|at| (beyond(**at) - own).abs() <= SAME_MS).map(|at| index.at(*at).day).collect();
    days.sort_unstable();
    days.dedup();
    days.iter().filter(|other| **other != day).count() >= 3
}

/// Positions found after the moment that is claimed, beyond what the phone's clock is usually off.
fn after_claim(index: &Index<'_>, all: &[u32], hits: &mut Hits) {
    let late: Vec<Option<i64>> = all
        .iter()
        .map(|at| {
            let seen = index.at(*at);
            let fixed = seen.fix.as_ref()?.fixed?;
            // Satellites stamp the true time, networks the phone's: a slow clock explains as much as it is slow.
            Some(fixed - seen.claimed + index.clocks.usual[seen.key as usize].min(0))
        })
        .collect();
    for (place, at) in all.iter().enumerate() {
        let Some(after) = late[place].filter(|after| *after > PROMPT_MS) else { continue };
        let mut strength = grade(after as f64, PROMPT_MS as f64, 900_000.0, 500);
        if stays(index, all, &late, place) || is_usual_then(index, all, place) {
            strength /= 10;
        }
        hits.add(Signal::FixAfterClaim, *at, strength, [after / 60_000, 0, 0]);
    }
}

/// A record whose counter is higher than that of one that claims a later moment and came at once.
fn order(index: &Index<'_>, all: &[u32], hits: &mut Hits) {
    let usual = |seen: &Seen| index.clocks.usual[seen.key as usize];
    let mut counted: Vec<(u64, i64, u32)> =
        all.iter().filter_map(|at| Some((index.at(*at).seq?, index.at(*at).received, *at))).collect();
    counted.sort_unstable();
    for (place, (seq, _, at)) in counted.iter().enumerate() {
        let seen = index.at(*at);
        let earlier = counted[place.saturating_sub(8)..place].iter().rev();
        let broken = earlier.filter(|(other, _, _)| other < seq && seq - other <= NEAR_SEQ).find(|(_, _, other)| {
            let other = index.at(*other);
            let is_prompt = (other.claimed - other.received - usual(other)).abs() <= PROMPT_MS;
            is_prompt
                && other.person == seen.person
                && other.claimed > seen.claimed + PROMPT_MS
                && other.received < seen.received
                && seen.received - other.received < 2 * 86_400_000
        });
        if let Some((_, _, other)) = broken {
            let gap = (index.at(*other).claimed - seen.claimed) / 60_000;
            hits.add_with(Signal::OrderBroken, *at, 1000, [gap, 0, 0], &[*other]);
        }
    }
}

/// No network loses arrivals only: whose arrivals come late and alone on several days, while departures get through.
fn late_arrivals(
    index: &Index<'_>,
    all: &[u32],
    is_late: impl Fn(u32) -> bool,
    waited_together: impl Fn(usize) -> bool,
    hits: &mut Hits,
) {
    let late = || (0..all.len()).filter(|place| is_late(all[*place]) && !is_usual_then(index, all, *place));
    let is_alone = |place: &usize| {
        let seen = index.at(all[*place]);
        seen.is_tap && seen.arrives && !waited_together(*place)
    };
    let shown: Vec<u32> = late().filter(is_alone).map(|place| all[place]).collect();
    let others = late().filter(|place| !is_alone(place)).count();
    let days = super::days(index, &shown);
    if days < 3 || others * 3 > shown.len() {
        return;
    }
    let strength = match days {
        3 => 500,
        4 => 750,
        _ => 1000,
    };
    for at in &shown {
        hits.add_with(Signal::LateArrivals, *at, strength, [days as i64, others as i64, 0], &shown);
    }
}

/// Sent long after the claim, although there was a connection: colleagues had one, or the phone itself did.
fn offline(index: &Index<'_>, all: &[u32], hits: &mut Hits) {
    let is_late = |at: u32| index.clocks.seen[at as usize].delay > LATE_MS;
    let waited_together = |place: usize| {
        let seen = index.at(all[place]);
        let mut near =
            all[place.saturating_sub(3)..all.len().min(place + 4)].iter().filter(|other| **other != all[place]);
        near.any(|other| {
            (index.at(*other).received - seen.received).abs() <= OUTBOX_MS
                && is_late(*other)
                && (index.at(*other).claimed - seen.claimed).abs() > LATE_MS
        })
    };
    late_arrivals(index, all, is_late, waited_together, hits);
    let often = all.iter().filter(|at| is_late(**at)).count() * 5 > all.len() && all.len() >= 10;
    for (place, at) in all.iter().enumerate() {
        let seen = index.at(*at);
        let clock = index.clocks.seen[*at as usize];
        if clock.delay <= LATE_MS || clock.moved.is_some_and(|moved| moved.abs() > PROMPT_MS) {
            continue;
        }
        // The phone sent a later record before this one: it was online, and this one was not in its outbox.
        let passed = all[place.saturating_sub(6)..place].iter().rev().find(|other| {
            let (other, was) = (index.at(**other), index.clocks.seen[**other as usize]);
            was.delay <= PROMPT_MS
                && other.claimed > seen.claimed + PROMPT_MS
                && other.received + 60_000 < seen.received
        });
        let (mut prompt, mut late) = (0, 0);
        for other in index.around(seen, WINDOW_MS, 8) {
            let colleague = index.at(other);
            if colleague.person == seen.person || !colleague.is_phone() || colleague.key == NONE {
                continue;
            }
            if index.clocks.seen[other as usize].delay <= LATE_MS { prompt += 1 } else { late += 1 }
        }
        let is_clock = is_usual_then(index, all, place);
        let minutes = clock.delay / 60_000;
        if seen.code == CodeState::Valid && !is_clock {
            hits.add(Signal::CodeFresh, *at, 1000, [minutes, 0, 0]);
        }
        let mut strength = grade(clock.delay as f64, LATE_MS as f64, 4.0 * 3_600_000.0, 350);
        if passed.is_none() {
            if late >= prompt && late > 0 {
                strength /= 8;
            } else if prompt < 2 && index.network(seen) != Network::Good {
                strength /= 3;
            }
        }
        // An outbox empties at once: what came alone was not waiting with the others.
        let with_others = waited_together(place);
        let elsewhere = seen.other_net != NONE || seen.fix.as_ref().is_some_and(|fix| fix.at_other);
        if with_others && passed.is_none() {
            strength /= 3;
        }
        if often || elsewhere {
            strength /= 3;
        }
        if is_clock {
            strength /= 4;
        }
        if seen.office_net && seen.arrives && !is_clock && !with_others && prompt >= late {
            hits.add(Signal::OfficeLate, *at, 1000, [minutes, prompt, late]);
        }
        // Nobody wins by a late departure that waited.
        if !seen.arrives {
            strength /= 2;
        }
        let facts = [minutes, prompt, late];
        hits.add_with(Signal::OfflineAlone, *at, strength, facts, passed.map(std::slice::from_ref).unwrap_or_default());
    }
}
