//! Which phone it was, whatever the key: one phone under the keys of several people, a second phone that takes turns.

use std::collections::HashMap;

use crate::evidence::hits::Hits;
use crate::evidence::index::{Index, NONE};
use crate::evidence::signal::Signal;

/// Two readings of one clock agree within this, ms.
const SAME_CLOCK_MS: i64 = 5_000;
/// More people than this under one name of a boot: the name is no name.
const MOST_SHARERS: usize = 6;
/// Two punches of a day that are as far apart could have been made with two phones, ms.
const APART_MS: i64 = 3 * 3_600_000;
/// Keys of one person that are looked at.
const MOST_KEYS: usize = 24;

pub(super) fn look(index: &Index<'_>, hits: &mut Hits) {
    one_phone(index, hits);
    for (_, all) in index.by_person.each() {
        turns(index, all, hits);
    }
}

/// One run of one clock under the keys of several people: one phone. Two who have no other phone share it openly; somebody
/// who has another one was lent this.
fn one_phone(index: &Index<'_>, hits: &mut Hits) {
    let mut found: Vec<(u32, u32, u32)> = Vec::new();
    for (_, all) in index.by_boot_name.each() {
        shared_runs(index, all, &mut found);
    }
    found.sort_unstable();
    found.dedup_by_key(|(person, at, _)| (*person, *at));
    let mut habits: HashMap<u32, Habit> = HashMap::new();
    for same in found.chunk_by(|a, b| a.0 == b.0) {
        habits.insert(same[0].0, Habit::of(index, same));
    }
    let unknown = Habit::default();
    for (person, at, other) in &found {
        let own = habits.get(person).unwrap_or(&unknown);
        let others = habits.get(&index.at(*other).person).unwrap_or(&unknown);
        let strength = match (own.has_another, others.has_another) {
            (true, false) => 1000,
            (false, true) => 0,
            _ if own.has_another || own.share < 350 => {
                let is_guest =
                    own.share < others.share || (own.share == others.share && person > &index.at(*other).person);
                if is_guest { 1000 } else { 0 }
            }
            _ => 120,
        };
        hits.add_with(Signal::BootShared, *at, strength, [index.at(*other).person.into(), 0, 0], &[*other]);
    }
}

/// How somebody uses a phone that others use too.
#[derive(Debug, Default, Clone, Copy)]
struct Habit {
    /// Whether there is another phone, used in between.
    has_another: bool,
    /// Thousandths of all punches of phones.
    share: usize,
}

impl Habit {
    fn of(index: &Index<'_>, shared: &[(u32, u32, u32)]) -> Self {
        let mut keys: Vec<u32> = shared.iter().map(|(_, at, _)| index.at(*at).key).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut phones: Vec<(i64, u32)> = index
            .by_person
            .of(shared[0].0)
            .iter()
            .map(|at| index.at(*at))
            .filter(|seen| seen.is_phone() && seen.key != NONE)
            .map(|seen| (seen.received, seen.key))
            .collect();
        phones.sort_unstable();
        let is_shared = |punch: &(i64, u32)| keys.binary_search(&punch.1).is_ok();
        let alone = phones.iter().filter(|punch| !is_shared(punch)).count();
        let changes = phones.windows(2).filter(|pair| is_shared(&pair[0]) != is_shared(&pair[1])).count();
        Self {
            has_another: alone >= 3 && alone * 10 >= phones.len() && changes >= 2,
            share: shared.len() * 1000 / phones.len().max(1),
        }
    }
}

/// Punches of a run whose clock reads as that of somebody else's punch with another key does: person, punch, the other.
/// Where one is proved, the others under the same two keys and the same name of the run are of that phone too.
fn shared_runs(index: &Index<'_>, all: &[u32], found: &mut Vec<(u32, u32, u32)>) {
    let mut lines: Vec<(i64, u32)> = all
        .iter()
        .filter_map(|at| {
            let seen = index.at(*at);
            Some((seen.claimed - seen.mono?, *at))
        })
        .collect();
    if lines.iter().all(|(_, at)| index.at(*at).person == index.at(lines[0].1).person) {
        return;
    }
    lines.sort_unstable();
    let mut proved: Vec<(u32, u32, u32)> = Vec::new();
    let mut plain: Vec<u32> = Vec::new();
    for (place, (base, at)) in lines.iter().enumerate() {
        let seen = index.at(*at);
        let near = lines[place.saturating_sub(4)..lines.len().min(place + 5)].iter();
        let twin = near.filter(|(other, _)| (other - base).abs() <= SAME_CLOCK_MS).find(|(_, other)| {
            let other = index.at(*other);
            other.person != seen.person && other.key != seen.key
        });
        match twin {
            Some((_, other)) => {
                found.push((seen.person, *at, *other));
                proved.push((seen.person, seen.key, *other));
            }
            None => plain.push(*at),
        }
    }
    let mut people: Vec<u32> = lines.iter().map(|(_, at)| index.at(*at).person).collect();
    people.sort_unstable();
    people.dedup();
    if people.len() > MOST_SHARERS {
        return;
    }
    proved.sort_unstable();
    proved.dedup_by_key(|(person, key, _)| (*person, *key));
    for at in plain {
        let seen = index.at(at);
        let same = proved.iter().find(|(person, key, _)| (*person, *key) == (seen.person, seen.key));
        if let Some((_, _, other)) = same {
            found.push((seen.person, at, *other));
        }
    }
}

/// A registered second phone between punches of the usual one. Whoever carries two takes now this, now that; a phone that
/// lies elsewhere or is in another's hand serves whole days.
fn turns(index: &Index<'_>, all: &[u32], hits: &mut Hits) {
    let mut phones: Vec<(i64, u32)> = all
        .iter()
        .filter(|at| index.at(**at).is_phone() && index.at(**at).own_key)
        .map(|at| (index.at(*at).received, *at))
        .collect();
    phones.sort_unstable();
    let usual = usual(index, &phones);
    let is_usual = |at: u32| usual.contains(&index.at(at).key);
    let Some(first) = phones.iter().position(|(_, at)| is_usual(*at)) else { return };
    let Some(last) = phones.iter().rposition(|(_, at)| is_usual(*at)) else { return };
    let between = phones[first..=last].chunk_by(|a, b| is_usual(a.1) == is_usual(b.1));
    let times = between.filter(|run| !is_usual(run[0].1)).count();
    if times == 0 {
        return;
    }
    let (whole, days) = whole_days(index, &phones, is_usual);
    let strength = match (times, days) {
        (1, _) => 200,
        (_, 3..) if (days - whole) * 5 <= days => 1000,
        (_, 3..) if (days - whole) * 3 <= days => 700,
        (_, 3..) => 200,
        _ => 450,
    };
    let seconds = phones.iter().filter(|(_, at)| !is_usual(*at)).count();
    // Used nearly as often as each other, either may be the one that lies elsewhere.
    let other = if strength == 1000 && seconds * 20 >= phones.len() * 9 { 500 } else { 0 };
    for (_, at) in &phones {
        let strength = if is_usual(*at) { other } else { strength };
        hits.add(Signal::KeyAlternates, *at, strength, [times as i64, whole as i64, days as i64]);
    }
}

/// The keys that follow each other without overlapping and hold the most punches: the usual phone, and what replaced it.
fn usual(index: &Index<'_>, phones: &[(i64, u32)]) -> Vec<u32> {
    let mut keys: Vec<(u32, usize, usize, usize)> = Vec::new();
    for (place, (_, at)) in phones.iter().enumerate() {
        let key = index.at(*at).key;
        if let Some((_, _, last, count)) = keys.iter_mut().find(|(other, ..)| *other == key) {
            (*last, *count) = (place, *count + 1);
        } else if keys.len() < MOST_KEYS {
            keys.push((key, place, place, 1));
        }
    }
    keys.sort_by_key(|(key, _, last, _)| (*last, *key));
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(keys.len());
    for (place, (_, first, _, count)) in keys.iter().enumerate() {
        let before = (0..place).filter(|other| keys[*other].2 < *first).max_by_key(|other| best[*other].0);
        best.push((count + before.map_or(0, |other| best[other].0), before));
    }
    let mut at = (0..keys.len()).max_by_key(|place| best[*place].0);
    let mut usual = Vec::new();
    while let Some(place) = at {
        usual.push(keys[place].0);
        at = best[place].1;
    }
    usual
}

/// Of the days with a punch of the second phone and another hours apart: on how many only the second was used.
fn whole_days(index: &Index<'_>, phones: &[(i64, u32)], is_usual: impl Fn(u32) -> bool) -> (usize, usize) {
    let mut order: Vec<(i32, i64, u32)> =
        phones.iter().map(|(_, at)| (index.at(*at).day, index.at(*at).claimed, *at)).collect();
    order.sort_unstable();
    let (mut whole, mut days) = (0, 0);
    for day in order.chunk_by(|a, b| a.0 == b.0) {
        let is_long = day.last().zip(day.first()).is_some_and(|(last, first)| last.1 - first.1 >= APART_MS);
        let usual = day.iter().filter(|(_, _, at)| is_usual(*at)).count();
        if is_long && usual < day.len() {
            days += 1;
            whole += usize::from(usual == 0);
        }
    }
    (whole, days)
}
