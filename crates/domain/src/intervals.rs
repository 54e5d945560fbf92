//! How sure a share is: intervals at 95 percent, of one share and of the difference between two.

/// The 97.5th percentile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// A share with the interval it lies in with 95 of 100 chances; all three between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The share.
    pub share: f64,
    /// Not lower than this.
    pub low: f64,
    /// Not higher than this.
    pub high: f64,
}

impl Estimate {
    /// The Wilson score interval of a share of `of` independent looks; `None` of nothing.
    ///
    /// `of` need not be whole: looks that resemble each other are worth fewer than their number.
    ///
    /// # Source
    ///
    /// Wilson (1927), J. Am. Stat. Assoc. 22:209-212.
    pub fn of_share(share: f64, of: f64) -> Option<Self> {
        if of <= 0.0 || !share.is_finite() {
            return None;
        }
        let middle = share + Z * Z / (2.0 * of);
        let spread = Z * (share * (1.0 - share) / of + Z * Z / (4.0 * of * of)).sqrt();
        let scale = 1.0 + Z * Z / of;
        let bound = |value: f64| (value / scale).clamp(0.0, 1.0);
        Some(Self { share, low: bound(middle - spread).min(share), high: bound(middle + spread).max(share) })
    }

    /// The share in ten-thousandths, rounded.
    pub fn parts(&self) -> u32 {
        whole(self.share.mul_add(10_000.0, 0.5))
    }

    /// The lower bound in ten-thousandths, rounded down.
    pub fn low_parts(&self) -> u32 {
        whole(self.low * 10_000.0)
    }

    /// The upper bound in ten-thousandths, rounded up.
    pub fn high_parts(&self) -> u32 {
        whole((self.high * 10_000.0).ceil())
    }

    /// This share less another, with Newcombe's interval of the difference.
    ///
    /// # Source
    ///
    /// Newcombe (1998), Stat. Med. 17:873-890, method 10: the distances to the Wilson bounds, squared and added.
    pub fn less(&self, other: &Self) -> Difference {
        let apart = |one: f64, other: f64| one.hypot(other);
        let points = self.share - other.share;
        Difference {
            points,
            low: points - apart(self.share - self.low, other.high - other.share),
            high: points + apart(self.high - self.share, other.share - other.low),
        }
    }
}

/// The difference between two shares; all three between -1 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The first less the second.
    pub points: f64,
    /// Not lower than this.
    pub low: f64,
    /// Not higher than this.
    pub high: f64,
}

impl Difference {
    /// Difference, lower bound (rounded down) and upper bound (rounded up) in ten-thousandths.
    pub fn parts(&self) -> (i32, i32, i32) {
        let signed = |value: f64| {
            #[allow(clippy::cast_possible_truncation, reason = "within ±20,000")]
            let whole = value.clamp(-20_000.0, 20_000.0) as i32;
            whole
        };
        (
            signed((self.points * 10_000.0).round()),
            signed((self.low * 10_000.0).floor()),
            signed((self.high * 10_000.0).ceil()),
        )
    }

    /// Whether both shares may be the same.
    pub fn holds_nothing(&self) -> bool {
        self.low <= 0.0 && 0.0 <= self.high
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 to 10,000")]
fn whole(parts: f64) -> u32 {
    parts.clamp(0.0, 10_000.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_intervals_are_those_of_the_papers() {
        // Newcombe (1998), table II: 56/70 against 48/80 gives 0.2000 (0.0524 to 0.3339) by method 10.
        let one = Estimate::of_share(56.0 / 70.0, 70.0).unwrap();
        let other = Estimate::of_share(48.0 / 80.0, 80.0).unwrap();
        let apart = one.less(&other);

        assert_eq!(apart.parts(), (2_000, 524, 3_339));
        assert!(!apart.holds_nothing());
        assert_eq!(Estimate::of_share(0.0, 10.0).unwrap().high_parts(), 2_776);
        assert_eq!(Estimate::of_share(0.5, 0.0), None);
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_share_and_narrows_with_more_looks(hits in 0..=200_u32, of in 1..=200_u32) {
            let share = f64::from(hits.min(of)) / f64::from(of);
            let few = Estimate::of_share(share, f64::from(of)).unwrap();
            let many = Estimate::of_share(share, f64::from(of) * 10.0).unwrap();

            prop_assert!(few.low <= share && share <= few.high);
            prop_assert!(many.high - many.low < few.high - few.low);
            let back = many.less(&few);
            prop_assert!(back.holds_nothing(), "a share does not differ from itself");
        }
    }
}
