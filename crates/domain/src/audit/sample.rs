//! Random samples that anybody can draw again.
//!
//! Each key of the population gets a rank: SHA-256 over the 64 hexadecimal digits of the seed, small letters, followed by
//! the bytes of the key. The keys with the lowest ranks are drawn. With nothing but a shell:
//!
//! ```sh
//! while read -r key; do
//!   printf '%s%s' "$seed" "$key" | sha256sum | cut -c1-64 | tr '\n' ' '; echo "$key"
//! done < population.txt | sort | head -n "$size"
//! ```
//!
//! With strata each stratum gets its share of the size (largest remainders, ties by name) and is drawn by itself. The
//! population is fixed by its hash: SHA-256 over the sorted keys, each ended by a line feed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What a sample is drawn by: 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(pub [u8; 32]);

/// Not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a seed is 64 hexadecimal digits")]
pub struct BadSeed;

impl Seed {
    /// Reads 64 hexadecimal digits.
    ///
    /// # Errors
    ///
    /// [`BadSeed`] for anything else.
    pub fn parse(text: &str) -> Result<Self, BadSeed> {
        let digits = text.trim().as_bytes();
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
        let mut seed = [0; 32];
        if digits.len() != 64 {
            return Err(BadSeed);
        }
        for (place, pair) in digits.chunks(2).enumerate() {
            let (high, low) = (digit(pair[0]).ok_or(BadSeed)?, digit(pair[1]).ok_or(BadSeed)?);
            seed[place] = high << 4 | low;
        }
        Ok(Self(seed))
    }

    /// The digits, small letters.
    pub fn hex(&self) -> String {
        hex(&self.0)
    }
}

/// Something that may be drawn.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The stratum it lies in: the code of its OPD.
    pub stratum: String,
    /// Its text, unique in the population.
    pub text: String,
}

/// One that was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// Its stratum.
    pub stratum: String,
    /// Its text.
    pub key: String,
    /// Its rank: the hash, hexadecimal.
    pub rank: String,
}

/// What was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// How many keys there were.
    pub population: u64,
    /// Their hash.
    pub population_hash: [u8; 32],
    /// The drawn ones, by stratum and rank.
    pub drawn: Vec<Drawn>,
}

/// The hash that fixes a population: its keys sorted, each ended by a line feed.
pub fn population_hash(keys: &[Key]) -> [u8; 32] {
    let sorted: BTreeSet<&str> = keys.iter().map(|key| key.text.as_str()).collect();
    let mut hash = Sha256::new();
    for key in sorted {
        hash.update(key.as_bytes());
        hash.update(b"\n");
    }
    hash.finalize().into()
}

/// Draws. The order of the keys does not matter, a repeated key counts once, and never more are drawn than there are.
pub fn draw(keys: &[Key], seed: &Seed, size: usize, stratified: bool) -> Sample {
    let digits = seed.hex();
    let mut strata: BTreeMap<&str, BTreeSet<(String, &Key)>> = BTreeMap::new();
    let unique: BTreeMap<&str, &Key> = keys.iter().map(|key| (key.text.as_str(), key)).collect();
    for key in unique.values() {
        let rank: [u8; 32] = Sha256::new().chain_update(&digits).chain_update(&key.text).finalize().into();
        let stratum = if stratified { key.stratum.as_str() } else { "" };
        strata.entry(stratum).or_default().insert((hex(&rank), key));
    }
    let sizes: Vec<usize> = strata.values().map(BTreeSet::len).collect();
    let shares = shares(&sizes, size.min(unique.len()));
    let drawn = strata.values().zip(shares).flat_map(|(ranked, share)| {
        let take = ranked.iter().take(share);
        take.map(|(rank, key)| Drawn { stratum: key.stratum.clone(), key: key.text.clone(), rank: rank.clone() })
    });
    Sample { population: unique.len() as u64, population_hash: population_hash(keys), drawn: drawn.collect() }
}

/// Each stratum's share of the size: in proportion, rounded down, and one more for the largest remainders.
fn shares(sizes: &[usize], size: usize) -> Vec<usize> {
    let all: usize = sizes.iter().sum();
    if all == 0 {
        return vec![0; sizes.len()];
    }
    let mut shares: Vec<usize> = sizes.iter().map(|of| of * size / all).collect();
    let mut by_remainder: Vec<usize> = (0..sizes.len()).collect();
    // A stable sort: ties stay in the order of names.
    by_remainder.sort_by_key(|place| std::cmp::Reverse(sizes[*place] * size % all));
    let left = size - shares.iter().sum::<usize>();
    for place in by_remainder.into_iter().take(left) {
        shares[place] += 1;
    }
    shares
}

fn hex(bytes: &[u8; 32]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SEED: Seed = Seed([7; 32]);

    fn keys(counts: &[(&str, usize)]) -> Vec<Key> {
        let of = |(stratum, count): &(&str, usize)| {
            let stratum = (*stratum).to_owned();
            (0..*count)
                .map(move |n| Key { stratum: stratum.clone(), text: format!("{stratum}/{n:03}") })
                .collect::<Vec<_>>()
        };
        counts.iter().flat_map(of).collect()
    }

    #[test]
    fn a_seed_is_read_back_and_anything_else_is_refused() {
        assert_eq!(Seed::parse(&SEED.hex()), Ok(SEED));
        assert_eq!(Seed::parse("07"), Err(BadSeed));
        assert_eq!(Seed::parse(&"g".repeat(64)), Err(BadSeed));
    }

    /// Figures of `printf '%s%s' "$seed" "$key" | sha256sum`, computed outside this program.
    #[test]
    fn a_rank_is_what_sha256sum_says() {
        let sample = draw(&keys(&[("DISDIK", 1)]), &SEED, 1, false);

        assert_eq!(sample.drawn[0].key, "DISDIK/000");
        assert_eq!(sample.drawn[0].rank, "dc2adab353a4a8d2ad709910e7f32130b81519bec1c81197d6ce11feba902d19");
        assert_eq!(hex(&sample.population_hash), "33973ce7295c93760f543ebee4ecca8e5e252fd0e61b34a4993684677667a9b8");
    }

    #[test]
    fn strata_get_their_share_and_ties_go_by_name() {
        let sample = draw(&keys(&[("A", 50), ("B", 30), ("C", 20)]), &SEED, 10, true);
        let count = |of: &str| sample.drawn.iter().filter(|drawn| drawn.stratum == of).count();

        assert_eq!((count("A"), count("B"), count("C")), (5, 3, 2));
        assert_eq!(shares(&[1, 1, 1], 2), [1, 1, 0]);
        assert_eq!(draw(&[], &SEED, 3, true).drawn, []);
    }

    proptest! {
        #[test]
        fn order_and_repetition_of_keys_do_not_matter_and_the_size_is_met(
            sizes in prop::collection::vec(0..40_usize, 1..6), size in 0..60_usize, seed: [u8; 32], stratified: bool
        ) {
            let names = ["A", "B", "C", "D", "E", "F"];
            let counts: Vec<(&str, usize)> = names.into_iter().zip(sizes).collect();
            let population = keys(&counts);
            let mut other = population.clone();
            other.reverse();
            other.extend(population.iter().take(3).cloned());

            let sample = draw(&population, &Seed(seed), size, stratified);

            prop_assert_eq!(&sample, &draw(&other, &Seed(seed), size, stratified));
            prop_assert_eq!(sample.drawn.len(), size.min(population.len()));
            let unique: BTreeSet<&str> = sample.drawn.iter().map(|drawn| drawn.key.as_str()).collect();
            prop_assert_eq!(unique.len(), sample.drawn.len());
        }
    }
}
