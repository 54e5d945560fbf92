//! Whole rupiah and exact percentages.

use std::fmt;
use std::ops::{Add, AddAssign, Neg, Sub};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Whole rupiah; negative only where something is given back (a cap, a correction).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rupiah(pub i64);

impl Rupiah {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// More than any month's allowance; sums of amounts up to it stay within 64 bits.
    pub const MOST: Self = Self(1_000_000_000_000);
}

impl Add for Rupiah {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Rupiah {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Rupiah {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Rupiah {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl std::iter::Sum for Rupiah {
    fn sum<I: Iterator<Item = Self>>(each: I) -> Self {
        each.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Rupiah {
    /// `Rp 4.000.000`, as receipts have it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut text = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push('.');
            }
            text.push(digit);
        }
        write!(f, "{}Rp {text}", if self.0 < 0 { "-" } else { "" })
    }
}

/// A percentage in whole ten-thousandths of a percent, that is millionths of the base.
///
/// The finest tariff seen is 0.01 % a minute, which needs two places. A tariff by the hour (1 % an hour, 1/60 % a minute)
/// fits no decimal scale; two more places keep such a minute within 0.00005 %, half a rupiah on a base of one million. It is
/// rounded once, half up, when the percentage of a line is made, and the rupiah follow from that percentage: what is
/// printed is what was computed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Percent(i64);

/// Ten-thousandths in one percent.
const ONE: i64 = 10_000;

impl Percent {
    /// 0 %.
    pub const ZERO: Self = Self(0);
    /// 100 %.
    pub const WHOLE: Self = Self(100 * ONE);
    /// Decimal places kept.
    pub const PLACES: u32 = 4;

    /// From whole ten-thousandths of a percent: 12 500 is 1.25 %.
    pub const fn from_ten_thousandths(count: i64) -> Self {
        Self(count)
    }

    /// Whole ten-thousandths of a percent.
    pub const fn ten_thousandths(self) -> i64 {
        self.0
    }

    /// This percentage of an amount, whole rupiah, rounded half up.
    pub fn of(self, base: Rupiah) -> Rupiah {
        let whole = i128::from(Self::WHOLE.0);
        let twice = 2 * i128::from(self.0) * i128::from(base.0) + whole;
        Rupiah(i64::try_from(twice.div_euclid(2 * whole)).unwrap_or(i64::MAX))
    }

    /// What so many minutes come to when this percentage is due for every `per` minutes; rounded half up to the scale.
    pub fn for_minutes(self, minutes: u16, per: u16) -> Self {
        let per = i64::from(per.max(1));
        Self((2 * self.0 * i64::from(minutes) + per).div_euclid(2 * per))
    }
}

impl Add for Percent {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Percent {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl std::iter::Sum for Percent {
    fn sum<I: Iterator<Item = Self>>(each: I) -> Self {
        each.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Percent {
    /// `1.25`, `0.1167`: two places, and more only where they say something.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0.unsigned_abs() / 10_000, self.0.unsigned_abs() % 10_000);
        let part = format!("{part:04}");
        let part = part.strip_suffix("00").or_else(|| part.strip_suffix('0')).unwrap_or(&part);
        write!(f, "{}{whole}.{part}", if self.0 < 0 { "-" } else { "" })
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads an amount of money that is handed in: whole rupiah, none below nothing, none beyond [`Rupiah::MOST`].
pub(crate) fn amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Rupiah, D::Error> {
    let amount = Rupiah(i64::deserialize(deserializer)?);
    if (Rupiah::ZERO..=Rupiah::MOST).contains(&amount) {
        return Ok(amount);
    }
    Err(serde::de::Error::custom(format!("{} is no amount of whole rupiah from 0 to {}", amount.0, Rupiah::MOST.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_half_up_to_the_rupiah() {
        let half = Percent::from_ten_thousandths(5_000);

        assert_eq!(half.of(Rupiah(1_600_000)), Rupiah(8_000));
        assert_eq!(half.of(Rupiah(100)), Rupiah(1), "0.5 is one");
        assert_eq!(half.of(Rupiah(99)), Rupiah(0), "0.495 is none");
        assert_eq!(Percent::WHOLE.of(Rupiah::MOST), Rupiah::MOST);
    }

    #[test]
    fn a_percentage_is_printed_with_two_places_and_more_only_where_needed() {
        for (count, text) in [(0, "0.00"), (5_000, "0.50"), (12_500, "1.25"), (1_167, "0.1167"), (1_110, "0.111")] {
            assert_eq!(Percent::from_ten_thousandths(count).to_string(), text);
        }
        assert_eq!(Percent::WHOLE.to_string(), "100.00");
        assert_eq!(Percent::from_ten_thousandths(-25_000).to_string(), "-2.50");
    }

    #[test]
    fn minutes_of_a_tariff_by_the_hour_are_rounded_once() {
        let one = Percent::from_ten_thousandths(10_000);

        assert_eq!(one.for_minutes(120, 60).to_string(), "2.00");
        assert_eq!(one.for_minutes(7, 60).to_string(), "0.1167");
        assert_eq!(Percent::from_ten_thousandths(100).for_minutes(137, 1).to_string(), "1.37");
    }

    #[test]
    fn money_is_printed_in_groups_of_three() {
        assert_eq!(Rupiah(4_000_000).to_string(), "Rp 4.000.000");
        assert_eq!(Rupiah(-56_000).to_string(), "-Rp 56.000");
        assert_eq!(Rupiah(0).to_string(), "Rp 0");
    }
}
