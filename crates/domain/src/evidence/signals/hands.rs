//! Whose phone it was: a colleague's, a stranger's, a phone that never moves.

use super::days;
use crate::evidence::hits::Hits;
use crate::evidence::index::{Index, NONE, Quality, apart_m};
use crate::evidence::signal::Signal;

/// New keys of one person that are many.
const MANY_KEYS: usize = 3;
/// Days without a restart that few phones show.
const LONG_RUN_MS: i64 = 10 * 86_400_000;
/// All positions of a phone that stands lie within this of their middle, metres.
const STANDS_M: f64 = 12.0;
/// A colleague who punches within this may have held the phone, ms.
const BESIDE_MS: i64 = 5 * 60_000;

pub(super) fn look(index: &Index<'_>, hits: &mut Hits) {
    for (at, seen) in index.punches.iter().enumerate().filter(|(_, seen)| seen.is_phone()) {
        if !seen.signed {
            hits.add(Signal::SignatureBad, at as u32, 1000, [0; 3]);
        } else if seen.own_key && index.owners[seen.key as usize].len() == 1 {
            hits.add(Signal::OwnPhone, at as u32, 1000, [0; 3]);
        }
    }
    for (key, all) in index.by_key.each() {
        borrowed(index, key, all, hits);
        browser(index, all, hits);
    }
    for (_, all) in index.by_person.each() {
        new_keys(index, all, hits);
        standing(index, all, hits);
    }
}

/// A key that several people use: those whose it is not.
fn borrowed(index: &Index<'_>, key: u32, all: &[u32], hits: &mut Hits) {
    let owners = &index.owners[key as usize];
    let mut users: Vec<(u32, u32)> = Vec::new();
    let mut sorted: Vec<u32> = all.iter().map(|at| index.at(*at).person).filter(|person| *person != NONE).collect();
    sorted.sort_unstable();
    for same in sorted.chunk_by(|a, b| a == b) {
        users.push((same[0], same.len() as u32));
    }
    if owners.is_empty() && users.len() < 2 {
        return;
    }
    let most = users.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let is_tie = users.iter().filter(|(_, count)| *count == most).count() > 1;
    for at in all {
        let seen = index.at(*at);
        if seen.person == NONE || owners.contains(&seen.person) {
            continue;
        }
        let own = users.iter().find(|(person, _)| *person == seen.person).map_or(0, |(_, count)| *count);
        if owners.is_empty() && own == most && !is_tie {
            continue;
        }
        // Whoever never uses another phone may have none; whoever has the phone to himself may have taken it over.
        let phones = index.by_person.of(seen.person).iter().filter(|at| index.at(**at).is_phone()).count();
        let always = own as usize * 10 >= phones * 9 && phones >= 6;
        let owner_is_near = owners.is_empty() || near_owner(index, all, *at, owners);
        let strength = match (always, owner_is_near) {
            (_, false) => 250,
            (true, true) => 450,
            (false, true) => 1000,
        };
        let owner = owners.first().copied().unwrap_or(NONE);
        let strength = if owners.is_empty() && is_tie { strength * 7 / 10 } else { strength };
        let with: Vec<u32> = beside(index, all, *at);
        hits.add_with(Signal::KeyOfOther, *at, strength, [owner.into(), users.len() as i64, 0], &with);
    }
}

/// Whether an owner still uses the phone around that time.
fn near_owner(index: &Index<'_>, all: &[u32], at: u32, owners: &[u32]) -> bool {
    const WEEK_MS: i64 = 7 * 86_400_000;
    let received = index.at(at).received;
    let from = all.partition_point(|other| index.at(*other).received < received - WEEK_MS);
    all[from..]
        .iter()
        .take(200)
        .take_while(|other| index.at(**other).received <= received + WEEK_MS)
        .any(|other| owners.contains(&index.at(*other).person))
}

/// Punches of others with the same key just before and after.
fn beside(index: &Index<'_>, all: &[u32], at: u32) -> Vec<u32> {
    let seen = index.at(at);
    let middle = all.partition_point(|other| index.at(*other).received < seen.received);
    let from = middle.saturating_sub(3);
    let found = all[from..all.len().min(middle + 4)].iter().copied();
    found.filter(|other| index.at(*other).person != seen.person).collect()
}

/// Keys nobody registered: a new phone stays, a borrowed one goes.
fn new_keys(index: &Index<'_>, all: &[u32], hits: &mut Hits) {
    let mut phones: Vec<u32> = all.iter().copied().filter(|at| index.at(*at).is_phone()).collect();
    phones.sort_by_key(|at| (index.at(*at).received, *at));
    let is_new = |at: u32| {
        let key = index.at(at).key;
        key != NONE && index.owners[key as usize].is_empty()
    };
    if !phones.iter().any(|at| is_new(*at)) {
        return;
    }
    let mut keys: Vec<(u32, i64)> = Vec::new();
    for at in phones.iter().filter(|at| is_new(**at)) {
        let seen = index.at(*at);
        if !keys.iter().any(|(key, _)| *key == seen.key) && keys.len() < 64 {
            keys.push((seen.key, seen.received));
        }
    }
    let quick = keys.windows(MANY_KEYS).any(|few| few[MANY_KEYS - 1].1 - few[0].1 < 30 * 86_400_000);
    let last_known = phones.iter().rposition(|at| !is_new(*at));
    for (place, at) in phones.iter().enumerate().filter(|(_, at)| is_new(**at)) {
        let goes_back = last_known.is_some_and(|last| last > place);
        hits.add(Signal::KeyUnknown, *at, if goes_back { 1000 } else { 150 }, [keys.len() as i64, 0, 0]);
        if quick {
            hits.add(Signal::KeyChurn, *at, 1000, [keys.len() as i64, 0, 0]);
        }
    }
}

/// Another browser for one punch, and back again.
fn browser(index: &Index<'_>, all: &[u32], hits: &mut Hits) {
    for three in all.windows(3) {
        let [before, at, after] = [index.at(three[0]), index.at(three[1]), index.at(three[2])];
        let is_one_person = before.person == at.person && after.person == at.person;
        if !is_one_person
            || at.agent == NONE
            || before.agent != after.agent
            || at.agent == before.agent
            || before.agent == NONE
        {
            continue;
        }
        let carrier = index.around(at, BESIDE_MS, 8).find(|other| {
            let other = index.at(*other);
            other.person != at.person && other.agent == at.agent && other.is_phone()
        });
        let strength = if carrier.is_some() { 1000 } else { 400 };
        hits.add_with(Signal::BrowserChanged, three[1], strength, [0; 3], carrier.as_slice());
    }
}

/// A phone that never restarts and never leaves one point.
fn standing(index: &Index<'_>, all: &[u32], hits: &mut Hits) {
    let mut phones: Vec<(u32, u32)> = all
        .iter()
        .filter(|at| index.at(**at).is_phone() && index.at(**at).boot != NONE)
        .map(|at| (index.at(*at).boot, *at))
        .collect();
    phones.sort_unstable();
    for run in phones.chunk_by(|a, b| a.0 == b.0) {
        let received = run.iter().map(|(_, at)| index.at(*at).received);
        let (Some(first), Some(last)) = (received.clone().min(), received.max()) else { continue };
        let shown: Vec<u32> = run.iter().map(|(_, at)| *at).collect();
        if last - first < LONG_RUN_MS || days(index, &shown) < 6 {
            continue;
        }
        let fixes: Vec<_> = shown
            .iter()
            .filter_map(|at| index.at(*at).fix.as_ref())
            .filter(|fix| fix.quality != Quality::Coarse)
            .collect();
        let middle = fixes.get(fixes.len() / 2);
        let stands = middle.is_some_and(|middle| {
            fixes.len() >= 6 && fixes.iter().filter(|fix| apart_m(middle, fix) > STANDS_M).count() * 10 <= fixes.len()
        });
        if !stands {
            continue;
        }
        for at in &shown {
            hits.add(Signal::PhoneStands, *at, 1000, [(last - first) / 86_400_000, 1, 0]);
        }
    }
}
