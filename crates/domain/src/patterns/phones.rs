//! Phones that several people used, and people who used several.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{day_of, of_phones};
use crate::codes::codes;
use crate::evidence::Scene;

codes!(
    /// What is shared.
    PhoneGroupKind {
        /// Several people on one phone.
        Shared = "shared",
        /// One person on several phones.
        Several = "several",
    }
);

/// Fewest keys of one person before their phones are listed.
const MANY_KEYS: usize = 3;

/// One person's use of one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    /// The key.
    pub key: String,
    /// Who, in [`Scene::people`].
    pub person: u32,
    /// How many punches.
    pub punches: u32,
    /// On how many days.
    pub days: u32,
    /// First and last moment claimed.
    pub span: (Timestamp, Timestamp),
    /// Whether the key is on record as theirs.
    pub on_record: bool,
}

/// One run of a phone's clock in which several people punched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedRun {
    /// The run.
    pub boot: String,
    /// Who, in [`Scene::people`].
    pub people: Vec<u32>,
    /// With which keys.
    pub keys: Vec<String>,
}

/// Keys and people that hang together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneGroup {
    /// What is shared.
    pub kind: PhoneGroupKind,
    /// The keys, sorted. The first one names the group.
    pub keys: Vec<String>,
    /// Who, in [`Scene::people`], by their keys.
    pub people: Vec<u32>,
    /// Who used which key how often.
    pub uses: Vec<KeyUse>,
    /// Runs of one clock that several people share: at most [`PhoneGroup::MOST_RUNS`].
    pub runs: Vec<SharedRun>,
    /// Fewest seconds between punches of two people on one of these phones.
    pub closest_s: Option<u64>,
    /// Days on which two people punched there within two minutes.
    pub days_close: u32,
}

impl PhoneGroup {
    /// Most shared runs that are listed.
    pub const MOST_RUNS: usize = 50;
}

/// Two minutes: one hand after the other.
const CLOSE_S: u64 = 120;

/// Groups of phones and people, those with the most people first.
pub fn phone_groups(scene: &Scene) -> Vec<PhoneGroup> {
    let mut uses: BTreeMap<(&str, u32), Vec<u32>> = BTreeMap::new();
    let mut by_boot: BTreeMap<&str, BTreeSet<(&str, u32)>> = BTreeMap::new();
    for (place, punch) in of_phones(scene) {
        let Some(key) = punch.key.as_deref() else { continue };
        uses.entry((key, punch.person)).or_default().push(place);
        if let Some(boot) = punch.boot.as_deref() {
            by_boot.entry(boot).or_default().insert((key, punch.person));
        }
    }
    by_boot.retain(|_, users| users.iter().map(|(_, person)| person).collect::<BTreeSet<_>>().len() > 1);
    let mut people_of: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    let mut keys_of: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
    for (key, person) in uses.keys() {
        people_of.entry(key).or_default().insert(*person);
        keys_of.entry(*person).or_default().insert(key);
    }
    let mut tied = Ties::default();
    for (key, people) in people_of.iter().filter(|(_, people)| people.len() > 1) {
        people.iter().for_each(|_| tied.join(key, key));
    }
    for users in by_boot.values() {
        let keys: Vec<&str> = users.iter().map(|(key, _)| *key).collect();
        keys.iter().for_each(|key| tied.join(keys[0], key));
    }
    let mut groups: Vec<PhoneGroup> = tied
        .groups()
        .into_iter()
        .map(|keys| group(scene, PhoneGroupKind::Shared, &keys, &uses, &by_boot))
        .filter(|group| group.people.len() > 1)
        .collect();
    for (person, keys) in keys_of.iter().filter(|(_, keys)| keys.len() >= MANY_KEYS) {
        let keys: Vec<&str> = keys.iter().copied().collect();
        let mut several = group(scene, PhoneGroupKind::Several, &keys, &uses, &BTreeMap::new());
        several.uses.retain(|one| one.person == *person);
        several.people = vec![*person];
        (several.closest_s, several.days_close) = (None, 0);
        groups.push(several);
    }
    groups.sort_by(|a, b| {
        let rank = |group: &PhoneGroup| (std::cmp::Reverse(group.people.len()), std::cmp::Reverse(group.days_close));
        a.kind.cmp(&b.kind).then(rank(a).cmp(&rank(b))).then_with(|| a.keys.cmp(&b.keys))
    });
    groups
}

fn group(
    scene: &Scene,
    kind: PhoneGroupKind,
    keys: &[&str],
    uses: &BTreeMap<(&str, u32), Vec<u32>>,
    by_boot: &BTreeMap<&str, BTreeSet<(&str, u32)>>,
) -> PhoneGroup {
    let keys: BTreeSet<&str> = keys.iter().copied().collect();
    let mut listed = Vec::new();
    let mut people: BTreeSet<(&str, u32)> = BTreeSet::new();
    let mut moments: Vec<(Timestamp, u32)> = Vec::new();
    for key in &keys {
        for ((_, person), punches) in uses.range((*key, 0)..=(*key, u32::MAX)) {
            let who = &scene.people[*person as usize];
            people.insert((who.id.as_str(), *person));
            let at = |place: &u32| scene.punches[*place as usize].claimed_at;
            moments.extend(punches.iter().map(|place| (at(place), *person)));
            let days: BTreeSet<Date> =
                punches.iter().map(|place| day_of(scene, &scene.punches[*place as usize])).collect();
            let first = punches.iter().map(at).min().unwrap_or(Timestamp::UNIX_EPOCH);
            listed.push(KeyUse {
                key: (*key).to_owned(),
                person: *person,
                punches: count(punches.len()),
                days: count(days.len()),
                span: (first, punches.iter().map(at).max().unwrap_or(first)),
                on_record: who.keys.iter().any(|known| known == key),
            });
        }
    }
    let (closest_s, days_close) = closest(scene, moments);
    let runs = by_boot
        .iter()
        .filter(|(_, users)| users.iter().any(|(key, _)| keys.contains(key)))
        .take(PhoneGroup::MOST_RUNS)
        .map(|(boot, users)| SharedRun {
            boot: (*boot).to_owned(),
            people: users.iter().map(|(_, person)| *person).collect::<BTreeSet<_>>().into_iter().collect(),
            keys: users.iter().map(|(key, _)| (*key).to_owned()).collect::<BTreeSet<_>>().into_iter().collect(),
        })
        .collect();
    PhoneGroup {
        kind,
        keys: keys.into_iter().map(str::to_owned).collect(),
        people: people.into_iter().map(|(_, person)| person).collect(),
        uses: listed,
        runs,
        closest_s,
        days_close,
    }
}

/// Fewest seconds between two people, and on how many days they were close.
fn closest(scene: &Scene, mut moments: Vec<(Timestamp, u32)>) -> (Option<u64>, u32) {
    moments.sort_unstable();
    let gaps = moments.windows(2).filter(|two| two[0].1 != two[1].1).map(|two| {
        let gap = two[1].0.duration_since(two[0].0).as_secs().unsigned_abs();
        (gap, scene.zone.to_datetime(two[1].0).date())
    });
    let gaps: Vec<(u64, Date)> = gaps.collect();
    let days: BTreeSet<Date> = gaps.iter().filter(|(gap, _)| *gap <= CLOSE_S).map(|(_, on)| *on).collect();
    (gaps.iter().map(|(gap, _)| *gap).min(), count(days.len()))
}

/// Keys that hang together.
#[derive(Default)]
struct Ties<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Ties<'a> {
    fn root(&self, key: &'a str) -> &'a str {
        let mut at = key;
        while let Some(next) = self.0.get(at).filter(|next| **next != at) {
            at = next;
        }
        at
    }

    fn join(&mut self, one: &'a str, other: &'a str) {
        let (one, other) = (self.root(one), self.root(other));
        let (low, high) = if one <= other { (one, other) } else { (other, one) };
        self.0.insert(low, low);
        self.0.insert(high, low);
    }

    fn groups(&self) -> Vec<Vec<&'a str>> {
        let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for key in self.0.keys() {
            groups.entry(self.root(key)).or_default().push(key);
        }
        groups.into_values().collect()
    }
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
