//! What only many days show: pairs that come together, arrivals to the minute.

use super::days;
use crate::evidence::clocks::PROMPT_MS;
use crate::evidence::hits::Hits;
use crate::evidence::index::Index;
use crate::evidence::signal::Signal;

/// Together within this, ms.
const TOGETHER_MS: i64 = 30_000;
/// Neighbours in time that are looked at.
const NEIGHBOURS: usize = 4;
/// Days together before a pair is named.
const PAIR_DAYS: usize = 10;
/// Arrivals before a rhythm is named.
const RHYTHM_DAYS: usize = 15;
/// Half of the arrivals lie within this of their middle, ms.
const RHYTHM_MS: i64 = 30_000;

pub(super) fn look(index: &Index<'_>, hits: &mut Hits) {
    for (_, all) in index.by_site.each() {
        twins(index, all, hits);
    }
    for (_, all) in index.by_person.each() {
        rhythm(index, all, hits);
    }
}

/// Two people of an office whose phones punch within seconds of each other on most days. Car pools do so too: weak.
fn twins(index: &Index<'_>, all: &[u32], hits: &mut Hits) {
    let mut pairs: Vec<(u32, u32, i32, u32)> = Vec::new();
    for (place, at) in all.iter().enumerate() {
        let seen = index.at(*at);
        for other in all[place + 1..].iter().take(NEIGHBOURS) {
            let next = index.at(*other);
            if next.claimed - seen.claimed > TOGETHER_MS {
                break;
            }
            if next.person != seen.person && next.is_phone() && seen.is_phone() {
                pairs.push((seen.person, next.person, seen.day, *at));
                pairs.push((next.person, seen.person, seen.day, *other));
            }
        }
    }
    pairs.sort_unstable();
    for pair in pairs.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let shown: Vec<u32> = pair.iter().map(|(_, _, _, at)| *at).collect();
        let together = days(index, &shown);
        if together < PAIR_DAYS {
            continue;
        }
        let own = days(index, index.by_person.of(pair[0].0));
        if together * 2 < own {
            continue;
        }
        for at in &shown {
            hits.add(Signal::Twins, *at, 1000, [pair[0].1.into(), together as i64, own as i64]);
        }
    }
}

/// Arrivals that differ by seconds: nobody walks in to the minute.
fn rhythm(index: &Index<'_>, all: &[u32], hits: &mut Hits) {
    let prompt = |at: &u32| {
        let seen = index.at(*at);
        seen.is_tap && seen.arrives && seen.is_phone() && index.clocks.seen[*at as usize].delay <= PROMPT_MS
    };
    let shown: Vec<u32> = all.iter().copied().filter(prompt).collect();
    if shown.len() < RHYTHM_DAYS || days(index, &shown) < RHYTHM_DAYS {
        return;
    }
    const DAY_MS: i64 = 86_400_000;
    let mut clock: Vec<i64> = shown.iter().map(|at| index.at(*at).claimed.rem_euclid(DAY_MS)).collect();
    clock.sort_unstable();
    let middle = clock[clock.len() / 2];
    let mut apart: Vec<i64> = clock.iter().map(|ms| (ms - middle).abs()).collect();
    apart.sort_unstable();
    let spread = apart[apart.len() / 2];
    if spread < RHYTHM_MS {
        for at in &shown {
            hits.add(Signal::ArrivalRegular, *at, 1000, [spread / 1000, shown.len() as i64, 0]);
        }
    }
}
