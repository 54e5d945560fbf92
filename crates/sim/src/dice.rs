//! Randomness that is handed in: every draw is a function of the seed and of what it is drawn for.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use uuid::Uuid;

/// What a draw is for; keeps two subjects from sharing their luck.
#[derive(Debug, Clone, Copy)]
#[repr(u64)]
pub(crate) enum Stream {
    Person = 1,
    Habits,
    Papers,
    Day,
    Link,
    Fault,
    Ids,
    Scenario,
    Fleet,
    Discrepancies,
}

/// A stream of numbers for one subject, the same whenever and in whatever order it is asked for.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// The numbers of one subject, named by two keys (a person and a date, a device and a date).
    pub(crate) fn of(seed: u64, stream: Stream, first: u64, second: u64) -> Self {
        let mut key = [0; 32];
        for (place, word) in [seed, stream as u64, first, second].into_iter().enumerate() {
            key[place * 8..place * 8 + 8].copy_from_slice(&word.to_le_bytes());
        }
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A fraction from 0 up to but not including 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / (f64::from(u32::MAX) + 1.0)
    }

    /// True with that probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.fraction() < probability
    }

    /// A whole number from `low` to `high`, both possible.
    pub(crate) fn range(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from((u64::from(self.0.next_u32()) * width) >> 32).unwrap_or(0)
    }

    /// One of the items of a list that is not empty.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let last = i64::try_from(items.len()).unwrap_or(1) - 1;
        &items[usize::try_from(self.range(0, last)).unwrap_or(0)]
    }

    /// A bell-shaped number: the sum of four fractions, scaled to that mean and deviation.
    pub(crate) fn bell(&mut self, mean: f64, deviation: f64) -> f64 {
        let sum: f64 = (0..4).map(|_| self.fraction()).sum();
        mean + (sum - 2.0) * deviation * 3.0_f64.sqrt()
    }

    /// A number of the normal distribution, with its tails.
    pub(crate) fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let radius = (-2.0 * (1.0 - self.fraction()).ln()).sqrt();
        mean + deviation * radius * (self.fraction() * std::f64::consts::TAU).cos()
    }

    /// A number whose logarithm is normal, by its median and the deviation of the logarithm.
    pub(crate) fn log_normal(&mut self, median: f64, deviation: f64) -> f64 {
        median * self.normal(0.0, deviation).exp()
    }

    /// A waiting time with that mean, never more than `cap`.
    pub(crate) fn waiting(&mut self, mean: f64, cap: f64) -> f64 {
        (-(1.0 - self.fraction()).ln() * mean).min(cap)
    }

    /// A version 7 UUID of that millisecond.
    pub(crate) fn uuid(&mut self, millis: i64) -> Uuid {
        let mut bytes = [0; 10];
        self.0.fill_bytes(&mut bytes);
        uuid::Builder::from_unix_timestamp_millis(u64::try_from(millis).unwrap_or(0), &bytes).into_uuid()
    }
}

/// One fraction for one subject, without a stream: cheap enough to be asked for every minute.
pub(crate) fn fraction(seed: u64, stream: Stream, first: u64, second: u64) -> f64 {
    let mut word = seed ^ (stream as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for key in [first, second] {
        word = mix(word.wrapping_add(key).wrapping_add(0x9e37_79b9_7f4a_7c15));
    }
    f64::from(u32::try_from(mix(word) >> 32).unwrap_or(0)) / (f64::from(u32::MAX) + 1.0)
}

/// The finalizer of SplitMix64.
fn mix(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// A date as a key: days since 1970-01-01, never negative.
pub(crate) fn day_key(on: jiff::civil::Date) -> u64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    u64::try_from((on - epoch).get_days()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_subject_draws_the_same_numbers() {
        let draw = |second| Dice::of(7, Stream::Day, 1, second).range(0, 1_000_000);

        assert_eq!(draw(2), draw(2));
        assert_ne!(draw(2), draw(3));
    }

    #[test]
    fn a_range_holds_both_its_ends() {
        let mut dice = Dice::of(7, Stream::Day, 1, 1);
        let drawn: Vec<i64> = (0..200).map(|_| dice.range(1, 3)).collect();

        assert_eq!((drawn.iter().min(), drawn.iter().max()), (Some(&1), Some(&3)));
    }

    #[test]
    fn fractions_without_a_stream_are_spread_evenly() {
        let low = (0..10_000).filter(|key| fraction(7, Stream::Link, 3, *key) < 0.25).count();

        assert!((2_300..2_700).contains(&low), "{low}");
    }
}
