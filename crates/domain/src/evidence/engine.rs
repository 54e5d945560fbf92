//! Adds up what the signals found: weights of the policy, bounded by what a crowd does, capped by family, read as log-odds.
//!
//! **Invariant:** sums are of whole numbers in the order of signals; results are in the order of keys. The same set gives
//! the same bytes, whatever the order it came in.

use std::collections::HashMap;

use super::hits::{Frequencies, Hit, Hits};
use super::index::{Index, NONE, Seen};
use super::model::EvidenceRules;
use super::odds::millionths;
use super::signal::{Family, Signal};
use super::words::{self, Words};
use super::{PersonWeighed, Reason, Scene, Verdict, Weighed, Weighing, signals};

/// Weight against a punch that counts as a day on which something was found.
const A_DAY: i32 = 60;
/// Days on which something of one family is found before it is called repeated.
const REPEATED_DAYS: usize = 3;
/// Weight against one tap that makes the other of its day doubtful too.
const STRONG_DAY: i32 = 180;
/// Support below this is strong.
const STRONG: i32 = -40;
/// Weight against a punch that is nothing to speak of.
const LITTLE: i32 = 40;
/// People the queue holds however small the place is.
const LEAST_QUEUE: usize = 5;

/// Weighs every punch and person of a scene.
pub fn weigh(scene: &Scene, rules: &EvidenceRules) -> Weighing {
    let index = Index::build(scene);
    let mut hits = signals::look(&index);
    let count =
        |hits: &Hits| Frequencies::count(hits, &index.punches, scene.sites.len(), scene.people.len(), rules.misuse);
    let frequencies = count(&hits);
    same_day(&index, &mut hits, &frequencies, rules);
    repeated(&index, &mut hits, &frequencies, rules);
    let frequencies = count(&hits);
    let scale = Scale { index: &index, frequencies: &frequencies, rules };

    let mut weighed = Vec::with_capacity(index.punches.len());
    let mut ranges = ranges(&hits, index.punches.len());
    for (at, seen) in index.punches.iter().enumerate() {
        let (from, to) = ranges.next().unwrap_or_default();
        weighed.push(scale.punch(at as u32, seen, &hits, &hits.all[from..to]));
    }
    cap_queue(&index, rules, &mut weighed);
    let people = people(&index, rules, &weighed);
    Weighing { punches: weighed, people }
}

/// Where the hits of each punch stand.
fn ranges(hits: &Hits, punches: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = 0;
    (0..punches as u32).map(move |punch| {
        let from = at;
        while hits.all.get(at).is_some_and(|hit| hit.punch == punch) {
            at += 1;
        }
        (from, at)
    })
}

/// What of one family is found on several days of a person weighs more on each of them.
fn repeated(index: &Index<'_>, hits: &mut Hits, frequencies: &Frequencies, rules: &EvidenceRules) {
    let scale = Scale { index, frequencies, rules };
    let mut found: Vec<(u32, Family, i32, u32)> = Vec::new();
    let mut ranges = ranges(hits, index.punches.len());
    for (at, seen) in index.punches.iter().enumerate() {
        let (from, to) = ranges.next().unwrap_or_default();
        let mut sums = [0_i32; Family::ALL.len()];
        for hit in hits.all[from..to].iter().filter(|hit| hit.signal.is_of_a_moment()) {
            sums[hit.signal.family() as usize] += scale.hit(hit, seen);
        }
        for family in Family::ALL.iter().filter(|family| sums[**family as usize] >= A_DAY) {
            found.push((seen.person, *family, seen.day, at as u32));
        }
    }
    drop(ranges);
    found.sort_unstable();
    for same in found.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).filter(|same| same[0].0 != NONE) {
        let days = same.chunk_by(|a, b| a.2 == b.2).count();
        if days < REPEATED_DAYS {
            continue;
        }
        let shown: Vec<u32> = same.iter().map(|(_, _, _, at)| *at).collect();
        let strength = (days - REPEATED_DAYS + 1).min(4) as u16 * 250;
        for at in &shown {
            hits.add_with(Signal::Repeated, *at, strength, [days as i64, same[0].1 as i64, 0], &shown);
        }
    }
    hits.settle();
}

/// A day on which one tap speaks strongly of another place or of an old message: the other tap of that day, of which nothing
/// tells that it was made at the office, is doubted with it.
fn same_day(index: &Index<'_>, hits: &mut Hits, frequencies: &Frequencies, rules: &EvidenceRules) {
    let scale = Scale { index, frequencies, rules };
    let mut days: HashMap<(u32, i32), (i32, u32)> = HashMap::new();
    let mut bare: Vec<u32> = Vec::new();
    let mut ranges = ranges(hits, index.punches.len());
    for (at, seen) in index.punches.iter().enumerate() {
        let own = ranges.next().map_or(&[][..], |(from, to)| &hits.all[from..to]);
        if !seen.is_phone() || !seen.is_tap || seen.person == NONE {
            continue;
        }
        let is_of_place = |hit: &&Hit| matches!(hit.signal.family(), Family::Place | Family::Body);
        let against: i32 = own.iter().filter(is_of_place).map(|hit| scale.hit(hit, seen).max(0)).sum();
        if against >= STRONG_DAY {
            let strongest = days.entry((seen.person, seen.day)).or_insert((against, at as u32));
            *strongest = (*strongest).max((against, at as u32));
        } else if !own
            .iter()
            .any(|hit| hit.signal.is_support() && hit.signal != Signal::OwnPhone && hit.strength >= 600)
        {
            bare.push(at as u32);
        }
    }
    drop(ranges);
    for at in bare {
        let seen = index.at(at);
        if let Some((_, other)) = days.get(&(seen.person, seen.day)) {
            hits.add_with(Signal::SameDay, at, 1000, [0; 3], &[*other]);
        }
    }
    hits.settle();
}

struct Scale<'a> {
    index: &'a Index<'a>,
    frequencies: &'a Frequencies,
    rules: &'a EvidenceRules,
}

impl Scale<'_> {
    /// What one hit weighs before its family is capped.
    fn hit(&self, hit: &Hit, seen: &Seen) -> i32 {
        let full = self.rules.weight(hit.signal, self.index.network(seen));
        let weight = full * i32::from(hit.strength) / 1000;
        if weight > 0 { weight.min(self.frequencies.most(hit.signal, hit.strength, seen)) } else { weight }
    }

    fn punch(&self, at: u32, seen: &Seen, hits: &Hits, own: &[Hit]) -> Weighed {
        let mut weights: Vec<(Signal, i32)> = own.iter().map(|hit| (hit.signal, self.hit(hit, seen))).collect();
        for family in Family::ALL {
            let rule = self.rules.family(*family);
            cap(&mut weights, *family, rule.least, rule.most);
        }
        let weight = self.rules.prior + weights.iter().map(|(_, weight)| weight).sum::<i32>();
        let against: i32 = weights.iter().map(|(_, weight)| (*weight).max(0)).sum();
        let strong = own.iter().any(|hit| hit.signal.is_support() && self.hit(hit, seen) < STRONG);
        let verdict = if weight >= self.rules.contradicted {
            Verdict::Contradicted
        } else if weight >= self.rules.doubtful {
            Verdict::Doubtful
        } else if weight <= self.rules.supported && strong && against <= LITTLE {
            Verdict::Supported
        } else {
            Verdict::Unverified
        };
        let reasons = own.iter().zip(&weights).filter(|(_, (_, weight))| *weight != 0);
        let reasons = reasons.map(|(hit, (_, weight))| self.reason(hits, hit, *weight)).collect();
        Weighed { punch: self.index.at(at).place, verdict, weight, score: self.score(weight), reasons }
    }

    fn reason(&self, hits: &Hits, hit: &Hit, weight: i32) -> Reason {
        let Words { id, en } = words::of(hit.signal, hit.facts);
        let others = &hits.others[hit.with.0 as usize..hit.with.1 as usize];
        let with = others.iter().map(|other| self.key(*other)).collect();
        Reason { code: hit.signal.as_str(), weight, text: id, text_en: en, with }
    }

    fn key(&self, at: u32) -> String {
        self.index.scene.punches[self.index.at(at).place as usize].id.clone()
    }

    fn score(&self, weight: i32) -> u32 {
        score(self.rules, weight)
    }
}

/// A sum of weights as a probability.
fn score(rules: &EvidenceRules, weight: i32) -> u32 {
    millionths((i64::from(weight) * i64::from(rules.slope) / 1000) as i32)
}

/// Keeps the sum of a family between its bounds, by taking from what pushes it over.
fn cap(weights: &mut [(Signal, i32)], family: Family, least: i32, most: i32) {
    let of_family = |signal: Signal| signal.family() == family;
    let sum = |weights: &[(Signal, i32)], side: fn(i32) -> bool| -> i32 {
        weights.iter().filter(|(signal, weight)| of_family(*signal) && side(*weight)).map(|(_, weight)| weight).sum()
    };
    let (against, support) = (sum(weights, |weight| weight > 0), sum(weights, |weight| weight < 0));
    let (side, from, to): (fn(i32) -> bool, i32, i32) = if against + support > most {
        (|weight| weight > 0, against, most - support)
    } else if against + support < least {
        (|weight| weight < 0, support, least - against)
    } else {
        return;
    };
    let mut left = to;
    let mut largest = None;
    for (place, (signal, weight)) in weights.iter_mut().enumerate() {
        if !of_family(*signal) || !side(*weight) {
            continue;
        }
        let scaled = (i64::from(*weight) * i64::from(to) / i64::from(from)) as i32;
        if largest.is_none_or(|(_, high)| weight.abs() > high) {
            largest = Some((place, weight.abs()));
        }
        left -= scaled;
        *weight = scaled;
    }
    if let Some((place, _)) = largest {
        weights[place].1 += left;
    }
}

/// Leaves only so many people in the queue as a thousand people may have in a month: the strongest. The others keep their
/// score and their reasons, and stand below in the ranking.
fn cap_queue(index: &Index<'_>, rules: &EvidenceRules, weighed: &mut [Weighed]) {
    let stands = |weighed: &Weighed| matches!(weighed.verdict, Verdict::Doubtful | Verdict::Contradicted);
    let mut highest: HashMap<u32, i32> = HashMap::new();
    for (seen, punch) in index.punches.iter().zip(weighed.iter()).filter(|(_, punch)| stands(punch)) {
        let high = highest.entry(seen.person).or_insert(punch.weight);
        *high = (*high).max(punch.weight);
    }
    let days = index.punches.iter().map(|seen| seen.day);
    let span = days.clone().max().zip(days.min()).map_or(1, |(last, first)| i64::from(last - first) + 1);
    let months = (span + 29) / 30;
    let room = i64::from(rules.queue_people) * index.scene.people.len() as i64 * months.clamp(1, 1200) / 1000;
    let room = (room as usize).max(LEAST_QUEUE);
    if highest.len() <= room {
        return;
    }
    let key = |person: u32| index.scene.people.get(person as usize).map(|person| person.id.as_str());
    let mut order: Vec<(i32, u32)> = highest.into_iter().map(|(person, high)| (high, person)).collect();
    order.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| key(a.1).cmp(&key(b.1))));
    let mut out = vec![false; index.scene.people.len()];
    for (_, person) in &order[room..] {
        if let Some(out) = out.get_mut(*person as usize) {
            *out = true;
        }
    }
    for (seen, punch) in index.punches.iter().zip(weighed.iter_mut()) {
        if stands(punch) && out.get(seen.person as usize).copied().unwrap_or(false) {
            punch.verdict = Verdict::Unverified;
        }
    }
}

/// Everybody, with what was found over all their punches.
fn people(index: &Index<'_>, rules: &EvidenceRules, weighed: &[Weighed]) -> Vec<PersonWeighed> {
    let mut order: Vec<u32> = (0..index.scene.people.len() as u32).collect();
    order.sort_by(|a, b| index.scene.people[*a as usize].id.cmp(&index.scene.people[*b as usize].id));
    order.into_iter().map(|person| one(index, rules, weighed, person)).collect()
}

fn one(index: &Index<'_>, rules: &EvidenceRules, weighed: &[Weighed], person: u32) -> PersonWeighed {
    let mut highest = rules.prior;
    let mut found: Vec<Option<(usize, u32, i32)>> = vec![None; Signal::COUNT];
    let mut order: Vec<u32> = index.by_person.of(person).to_vec();
    order.sort_unstable();
    for at in &order {
        let punch = &weighed[*at as usize];
        highest = highest.max(punch.weight);
        for reason in punch.reasons.iter().filter(|reason| reason.weight > 0) {
            let Some(signal) = Signal::parse(reason.code) else { continue };
            let (count, best, high) = found[signal.place()].get_or_insert((0, *at, reason.weight));
            *count += 1;
            if reason.weight > *high {
                (*best, *high) = (*at, reason.weight);
            }
        }
    }
    let reasons = Signal::ALL.iter().filter_map(|signal| {
        let (count, best, high) = found[signal.place()]?;
        let reason = weighed[best as usize].reasons.iter().find(|reason| reason.code == signal.as_str())?;
        let Words { id, en } = words::often(count, &reason.text, &reason.text_en);
        let holds =
            |at: &&u32| weighed[**at as usize].reasons.iter().any(|r| r.weight > 0 && r.code == signal.as_str());
        let with = order.iter().filter(holds).take(Reason::MOST_WITH);
        let with = with.map(|at| index.scene.punches[index.at(*at).place as usize].id.clone()).collect();
        Some(Reason { code: signal.as_str(), weight: high, text: id, text_en: en, with })
    });
    PersonWeighed { person, score: score(rules, highest), reasons: reasons.collect() }
}
