//! Pieces of an old message under a new moment.

use super::grade;
use crate::evidence::clocks::PROMPT_MS;
use crate::evidence::hits::Hits;
use crate::evidence::index::Index;
use crate::evidence::signal::Signal;

/// Two claims further apart than this are two moments, ms.
const APART_MS: i64 = 60_000;
/// A position may be so old when somebody taps twice, ms.
const REUSE_MS: i64 = 10 * 60_000;
/// Older than this is old, ms.
const OLD_MS: i64 = 10 * 60_000;

pub(super) fn look(index: &Index<'_>, hits: &mut Hits) {
    for (_, all) in index.by_boot.each() {
        repeated(index, all, |at| index.at(at).mono.map(|mono| mono as u64), 0, hits);
    }
    for (_, all) in index.by_key.each() {
        repeated(index, all, |at| index.at(at).seq, 1, hits);
        for own in by_user(index, all) {
            back(index, &own, hits);
        }
    }
    for (_, all) in index.by_person.each() {
        positions(index, all, hits);
    }
}

/// A key's punches by person, each in received order.
fn by_user(index: &Index<'_>, all: &[u32]) -> Vec<Vec<u32>> {
    if all.iter().all(|at| index.at(*at).person == index.at(all[0]).person) {
        return vec![all.to_vec()];
    }
    let mut sorted: Vec<u32> = all.to_vec();
    sorted.sort_by_key(|at| index.at(*at).person);
    sorted.chunk_by(|a, b| index.at(*a).person == index.at(*b).person).map(<[u32]>::to_vec).collect()
}

/// The same reading of the phone's own clock, or the same counter, with another moment: the later received one is odd.
fn repeated(index: &Index<'_>, all: &[u32], value: impl Fn(u32) -> Option<u64>, kind: i64, hits: &mut Hits) {
    let mut by_value: Vec<(u64, u32, i64, u32)> =
        all.iter().filter_map(|at| Some((value(*at)?, index.at(*at).person, index.at(*at).received, *at))).collect();
    by_value.sort_unstable();
    // Of one person only: whose a borrowed phone's messages are is another signal's question.
    for same in by_value.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).filter(|same| same.len() > 1) {
        let (.., first) = same[0];
        for (.., at) in &same[1..] {
            if (index.at(*at).claimed - index.at(first).claimed).abs() > APART_MS {
                hits.add_with(Signal::BodyRepeated, *at, 1000, [kind, 0, 0], &[first]);
            }
        }
    }
}

/// A counter that falls for one punch of a later claim and then goes on from where it was.
fn back(index: &Index<'_>, all: &[u32], hits: &mut Hits) {
    let counted: Vec<(u64, u32)> = all.iter().filter_map(|at| Some((index.at(*at).seq?, *at))).collect();
    let mut highest: Option<(u64, u32)> = None;
    for (place, (seq, at)) in counted.iter().enumerate() {
        let Some((high, holder)) = highest else {
            highest = Some((*seq, *at));
            continue;
        };
        if *seq > high {
            highest = Some((*seq, *at));
            continue;
        }
        let goes_on = counted[place + 1..].iter().take(6).any(|(next, _)| *next > high && *next - high < 50);
        let is_later = index.at(*at).claimed > index.at(holder).claimed + PROMPT_MS;
        if goes_on && is_later {
            hits.add_with(Signal::SeqBack, *at, 1000, [*seq as i64, high as i64, 0], &[holder]);
        } else if !goes_on && is_later {
            // A phone whose storage was cleared counts from the beginning.
            highest = Some((*seq, *at));
        }
    }
}

/// Positions that are older than the claim, or that were sent before.
fn positions(index: &Index<'_>, all: &[u32], hits: &mut Hits) {
    let usual = |key: u32| index.clocks.usual.get(key as usize).copied().unwrap_or(0);
    let mut fixes: Vec<(i64, i64, u32)> = Vec::new();
    for at in all {
        let seen = index.at(*at);
        let Some(fixed) = seen.fix.as_ref().filter(|_| seen.is_phone()).and_then(|fix| fix.fixed) else { continue };
        fixes.push((fixed, seen.received, *at));
        let age = seen.claimed - usual(seen.key).max(0) - fixed;
        if age > OLD_MS {
            let hours = age as f64 / 3_600_000.0;
            let strength = grade(hours, 0.2, 10.0, 200);
            hits.add(Signal::FixOld, *at, strength, [age / 60_000, 0, 0]);
        }
    }
    fixes.sort_unstable();
    for same in fixes.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        let (_, _, first) = same[0];
        for (_, _, at) in &same[1..] {
            let apart = (index.at(*at).claimed - index.at(first).claimed).abs();
            if apart > REUSE_MS {
                hits.add_with(Signal::FixReused, *at, 1000, [apart / 60_000, 0, 0], &[first]);
            }
        }
    }
}
