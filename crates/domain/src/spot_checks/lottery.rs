//! A draw that anybody can repeat with a shell.
//!
//! The ticket of a person in a round is SHA-256 over `<seed>/<day>/<number>/<person>`, the seed as 64 small hexadecimal
//! digits. In each class those with the lowest tickets are called:
//!
//! ```sh
//! while read -r person rest; do
//!   printf '%s/%s/%s/%s' "$seed" 2026-01-19 1 "$person" | sha256sum | cut -c1-64 | tr '\n' ' '; echo "$person $rest"
//! done < population.txt | sort
//! ```
//!
//! How many are called follows from the class's size and the published chance. Its fraction is not rounded up, which would
//! favour small classes, but drawn by the same seed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use crate::audit::Seed;
use crate::codes::codes;
use crate::ids::PersonId;
use crate::sites::Network;

use super::SpotRule;

codes!(
    /// Which places of a round somebody was drawn for.
    Place {
        /// Drawn among everybody.
        Lottery = "lottery",
        /// Drawn among those whose punches were doubted, for a place set aside for them; shown as such.
        Reserved = "reserved",
    }
);

/// Which round it is: its day and its number on that day, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RoundKey {
    /// The day, local to the instansi.
    pub day: Date,
    /// Its number.
    pub number: u32,
}

/// Somebody who may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entrant {
    /// Who.
    pub person: PersonId,
    /// How well their place of duty is connected; each network is a class of its own.
    pub network: Network,
    /// How often they were called in the same week.
    pub called: u16,
    /// Whether a punch of theirs was doubted lately.
    pub doubted: bool,
}

/// How many of a class are called: a share of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// So many …
    pub numerator: u64,
    /// … of so many.
    pub denominator: u64,
    /// At least so many, where there are as many.
    pub least: u64,
    /// At most so many, of all classes together.
    pub most: u64,
    /// Places set aside for those who were doubted, in ten-thousandths of the lottery's.
    pub reserved: u64,
    /// Who was called so often in the week is not called again.
    pub most_per_week: u16,
}

impl Share {
    /// What a round of the lottery draws: so that over a week each has the published chance.
    pub fn lottery(rule: &SpotRule, days_per_week: u8) -> Self {
        let rounds = u64::from(rule.rounds_per_day).max(1) * u64::from(days_per_week).max(1);
        Self {
            numerator: rule.weekly_chance.into(),
            denominator: 10_000 * rounds,
            least: 0,
            most: 1_000_000,
            reserved: rule.reserved_share.into(),
            most_per_week: rule.most_per_week,
        }
    }

    /// What an extra round of a unit draws: everybody there with the same chance, nobody by name.
    pub fn extra(rule: &SpotRule) -> Self {
        Self {
            numerator: rule.extra_share.into(),
            denominator: 10_000,
            least: 1,
            most: rule.extra_most.into(),
            reserved: 0,
            most_per_week: rule.most_per_week,
        }
    }
}

/// Somebody who was drawn.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pick {
    /// Who.
    pub person: PersonId,
    /// For which place.
    pub place: Place,
    /// Their class.
    pub network: Network,
    /// The ticket, hexadecimal.
    pub ticket: String,
}

/// What was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// How many might have been called.
    pub population: u64,
    /// Their hash.
    pub population_hash: [u8; 32],
    /// By class and ticket, those of the lottery first.
    pub picks: Vec<Pick>,
}

/// What is published before a day: SHA-256 over the digits of its seed.
pub fn commitment(seed: &Seed) -> [u8; 32] {
    Sha256::digest(seed.hex()).into()
}

/// A person's ticket in a round, hexadecimal.
pub fn rank(seed: &Seed, round: RoundKey, of: &str) -> String {
    Seed(hash(seed, round, of)).hex()
}

fn hash(seed: &Seed, round: RoundKey, of: &str) -> [u8; 32] {
    Sha256::digest(format!("{}/{}/{}/{of}", seed.hex(), round.day, round.number)).into()
}

/// The first eight bytes of a hash as a number: even over any range that matters here.
fn number(hash: &[u8; 32]) -> u64 {
    hash.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// The local times at which a day's rounds are drawn: the hours are cut into as many equal parts as there are rounds, and
/// each part has one, at a minute that follows from the seed.
pub fn moments(seed: &Seed, day: Date, rule: &SpotRule) -> Vec<Time> {
    let (from, to) = rule.hours;
    let minutes = u64::try_from(to.duration_since(from).as_mins()).unwrap_or(0);
    let part = minutes / u64::from(rule.rounds_per_day).max(1);
    if part == 0 {
        return Vec::new();
    }
    let of = |place: u16| {
        let round = RoundKey { day, number: u32::from(place) + 1 };
        let minute = u64::from(place) * part + number(&hash(seed, round, "moment")) % part;
        from.checked_add(i64::try_from(minute).unwrap_or(0).minutes()).ok()
    };
    (0..rule.rounds_per_day).filter_map(of).collect()
}

/// Everybody who might have been called, one a line, sorted: person, network, how often called this week, doubted or not.
pub fn population_text(entrants: &[Entrant]) -> String {
    let lines: BTreeSet<String> = entrants
        .iter()
        .map(|one| format!("{} {} {} {}\n", one.person, one.network.as_str(), one.called, u8::from(one.doubted)))
        .collect();
    lines.into_iter().collect()
}

/// Reads [`population_text`]; `None` for a line it did not write.
pub fn parse_population(text: &str) -> Option<Vec<Entrant>> {
    let line = |line: &str| {
        let mut words = line.split(' ');
        let entrant = Entrant {
            person: words.next()?.parse().ok()?,
            network: Network::parse(words.next()?)?,
            called: words.next()?.parse().ok()?,
            doubted: match words.next()? {
                "0" => false,
                "1" => true,
                _ => return None,
            },
        };
        words.next().is_none().then_some(entrant)
    };
    text.lines().map(line).collect()
}

/// The hash that fixes a population: SHA-256 over its text.
pub fn population_hash(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

/// Draws. The order of entrants does not matter; a person named twice counts once.
///
/// Nobody without a network is drawn: a call would never reach them, and somebody beside them speaks for them instead.
pub fn draw(entrants: &[Entrant], seed: &Seed, round: RoundKey, share: &Share) -> Drawing {
    let unique: BTreeMap<PersonId, Entrant> =
        entrants.iter().copied().collect::<BTreeSet<_>>().into_iter().map(|one| (one.person, one)).collect();
    let all: Vec<Entrant> = unique.into_values().collect();
    let mut left = share.most;
    let mut picks = Vec::new();
    for network in [Network::Good, Network::Weak] {
        let mut class: Vec<(String, Entrant)> = all
            .iter()
            .filter(|one| one.network == network && one.called < share.most_per_week)
            .map(|one| (rank(seed, round, &one.person.to_string()), *one))
            .collect();
        class.sort_unstable();
        let of = |what: &str| number(&hash(seed, round, &format!("{what} {}", network.as_str())));
        let size = part(class.len() as u64, share.numerator, share.denominator, of("size"));
        let size = size.max(share.least.min(class.len() as u64)).min(left);
        let reserved = part(size, share.reserved, 10_000, of("reserved")).min(left - size);
        left -= size + reserved;
        let (lottery, others) = class.split_at(usize::try_from(size).unwrap_or(0).min(class.len()));
        let extra = others.iter().filter(|(_, one)| one.doubted).take(usize::try_from(reserved).unwrap_or(0));
        let pick = |place: Place| {
            move |(ticket, one): &(String, Entrant)| Pick { person: one.person, place, network, ticket: ticket.clone() }
        };
        picks.extend(lottery.iter().map(pick(Place::Lottery)));
        picks.extend(extra.map(pick(Place::Reserved)));
    }
    let text = population_text(&all);
    Drawing { population: all.len() as u64, population_hash: population_hash(&text), picks }
}

/// A share of a whole, its fraction decided by `luck`.
fn part(of: u64, numerator: u64, denominator: u64, luck: u64) -> u64 {
    let denominator = denominator.max(1);
    let whole = of.saturating_mul(numerator);
    let more = luck % denominator < whole % denominator;
    (whole / denominator + u64::from(more)).min(of)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::super::rule::sample;
    use super::*;

    const SEED: Seed = Seed([7; 32]);
    const ROUND: RoundKey = RoundKey { day: date(2026, 1, 19), number: 1 };

    fn entrant(number: u128, network: Network) -> Entrant {
        Entrant { person: PersonId(Uuid::from_u128(number)), network, called: 0, doubted: false }
    }

    fn crowd(count: u128) -> Vec<Entrant> {
        (1..=count).map(|number| entrant(number, Network::Good)).collect()
    }

    /// Figures of `printf … | sha256sum`, computed outside this program.
    #[test]
    fn commitment_ticket_and_population_are_what_sha256sum_says() {
        let one = entrant(1, Network::Good);
        let text = population_text(&[one]);

        assert_eq!(Seed(commitment(&SEED)).hex(), "1967c0fdaed0b8f2618d3b1f4a9f8541ed315505acc26f5a41f382da8bdd9954");
        assert_eq!(
            rank(&SEED, ROUND, &one.person.to_string()),
            "20f5d4bb756de899ff52525d294cbbe034725e2765934bc8f52c251172a37b46"
        );
        assert_eq!(text, "00000000-0000-0000-0000-000000000001 good 0 0\n");
        assert_eq!(
            Seed(population_hash(&text)).hex(),
            "f464be888e7af33f4f8a45e3f2a82ec1b1f76f0483d278ec68932427fb4203aa"
        );
        assert_eq!(parse_population(&text), Some(vec![one]));
        assert_eq!(parse_population("x"), None);
    }

    #[test]
    fn over_a_week_each_has_the_published_chance() {
        let rule = sample();
        let people = crowd(200);
        let share = Share::lottery(&rule, 5);
        let mut calls = 0;

        // 52 weeks of ten rounds each.
        for day in date(2026, 1, 1).series(1.day()).take(260) {
            for number in 1..=2 {
                calls += draw(&people, &SEED, RoundKey { day, number }, &share).picks.len();
            }
        }

        // 20% of 200 people a week are 40; 52 weeks of it.
        assert_eq!(calls, 52 * 40);
    }

    #[test]
    fn a_small_class_is_called_as_seldom_as_a_large_one() {
        let share = Share::lottery(&sample(), 5);
        let alone = [entrant(1, Network::Good)];
        let rounds = date(2026, 1, 1).series(1.day()).take(1000).map(|day| RoundKey { day, number: 1 });

        let calls: usize = rounds.map(|round| draw(&alone, &SEED, round, &share).picks.len()).sum();

        // 2% of a thousand rounds, not each of them.
        assert!((8..=35).contains(&calls), "{calls}");
    }

    #[test]
    fn who_was_called_often_enough_or_has_no_network_is_not_called() {
        let mut people = crowd(3);
        people[0].called = 2;
        people[1].network = Network::None;
        let share = Share { numerator: 1, denominator: 1, ..Share::lottery(&sample(), 5) };

        let drawing = draw(&people, &SEED, ROUND, &share);

        assert_eq!(drawing.picks.iter().map(|pick| pick.person).collect::<Vec<_>>(), [people[2].person]);
        assert_eq!(drawing.population, 3, "all of them stand in the population");
    }

    #[test]
    fn places_for_the_doubted_come_on_top_are_named_and_take_nobodys_chance() {
        let mut people = crowd(100);
        let share = Share { numerator: 1, denominator: 10, ..Share::lottery(&sample(), 5) };
        let plain = draw(&people, &SEED, ROUND, &share);
        people.iter_mut().skip(50).for_each(|one| one.doubted = true);

        let drawing = draw(&people, &SEED, ROUND, &share);

        let of = |place: Place| drawing.picks.iter().filter(move |pick| pick.place == place);
        assert_eq!(of(Place::Lottery).cloned().collect::<Vec<_>>(), plain.picks, "the lottery is the same");
        assert_eq!(of(Place::Reserved).count(), 2);
        assert!(of(Place::Reserved).all(|pick| people.iter().any(|one| one.person == pick.person && one.doubted)));
    }

    #[test]
    fn an_extra_round_calls_at_least_one_and_never_more_than_its_cap() {
        let share = Share::extra(&sample());

        assert_eq!(draw(&crowd(3), &SEED, ROUND, &share).picks.len(), 1);
        assert_eq!(draw(&crowd(50), &SEED, ROUND, &share).picks.len(), 5);
        assert_eq!(draw(&crowd(500), &SEED, ROUND, &share).picks.len(), 20);
        assert_eq!(draw(&[], &SEED, ROUND, &share).picks, []);
    }

    #[test]
    fn each_part_of_the_day_has_one_round() {
        let rule = sample();

        let times = moments(&SEED, ROUND.day, &rule);

        let (from, to) = rule.hours;
        assert_eq!(times.len(), 2);
        assert!(from <= times[0] && times[0] < Time::constant(11, 45, 0, 0), "{times:?}");
        assert!(Time::constant(11, 45, 0, 0) <= times[1] && times[1] < to, "{times:?}");
        assert_ne!(times, moments(&Seed([8; 32]), ROUND.day, &rule));
    }

    proptest! {
        #[test]
        fn the_order_of_entrants_does_not_matter_and_nobody_is_drawn_twice(
            counts in prop::collection::vec((0..3_u16, any::<bool>(), any::<bool>()), 0..60), seed: [u8; 32], number in 1..5_u32
        ) {
            let people: Vec<Entrant> = counts.iter().enumerate().map(|(place, (called, doubted, weak))| Entrant {
                person: PersonId(Uuid::from_u128(place as u128)),
                network: if *weak { Network::Weak } else { Network::Good },
                called: *called,
                doubted: *doubted,
            }).collect();
            let mut other = people.clone();
            other.reverse();
            other.extend(people.iter().take(2).copied());
            let round = RoundKey { number, ..ROUND };
            let share = Share { numerator: 1, denominator: 4, ..Share::lottery(&sample(), 5) };

            let drawing = draw(&people, &Seed(seed), round, &share);

            prop_assert_eq!(&drawing, &draw(&other, &Seed(seed), round, &share));
            let unique: BTreeSet<PersonId> = drawing.picks.iter().map(|pick| pick.person).collect();
            prop_assert_eq!(unique.len(), drawing.picks.len());
            prop_assert_eq!(parse_population(&population_text(&people)).map(|mut all| { all.sort(); all }), Some(people));
        }
    }
}
