//! The table that adds up, and the rate taken from it.

use serde::{Deserialize, Serialize};

use super::codes::{DiscrepancyType, Excluded};

/// Person-days of a unit and some days, each counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Days of the roster: everything below adds up to it.
    pub roster: u32,
    /// Days off.
    pub off: u32,
    /// Whole days of leave, sickness or field duty on which no source claims presence.
    pub excused: u32,
    /// Due days that are not compared, by reason, in the order of [`Excluded::ALL`].
    pub excluded: [u32; 2],
    /// Compared days on which no source says anything; shown apart, not a match.
    pub both_silent: u32,
    /// Compared days on which the sources agree.
    pub matched: u32,
    /// Compared days by primary type, in the order of [`DiscrepancyType::ALL`].
    pub by_type: [u32; 13],
}

/// A table that does not add up to its roster is not shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DoesNotAdd {
    /// The parts are not the roster.
    #[error("{parts} person-days in the table, {roster} in the roster")]
    Roster {
        /// Sum of the parts.
        parts: u64,
        /// The roster.
        roster: u32,
    },
    /// A type that is not about a person-day was counted among them.
    #[error("{0} is counted among person-days")]
    Beside(&'static str),
}

impl Tally {
    /// Days that are compared: the denominator before silent days are taken off.
    pub fn due(&self) -> u32 {
        self.both_silent + self.matched + self.differing()
    }

    /// Days in some type of discrepancy.
    pub fn differing(&self) -> u32 {
        self.by_type.iter().sum()
    }

    /// Due days that are not compared.
    pub fn excluded_in_all(&self) -> u32 {
        self.excluded.iter().sum()
    }

    /// How many days are of a type.
    pub fn of(&self, kind: DiscrepancyType) -> u32 {
        self.by_type[kind as usize]
    }

    /// How many are not compared for a reason.
    pub fn excluded_for(&self, why: Excluded) -> u32 {
        self.excluded[why as usize]
    }

    /// Adds another table to this one.
    pub fn add(&mut self, other: &Self) {
        self.roster += other.roster;
        self.off += other.off;
        self.excused += other.excused;
        self.both_silent += other.both_silent;
        self.matched += other.matched;
        for (mine, theirs) in self.excluded.iter_mut().zip(other.excluded) {
            *mine += theirs;
        }
        for (mine, theirs) in self.by_type.iter_mut().zip(other.by_type) {
            *mine += theirs;
        }
    }

    /// Holds the parts against the roster.
    ///
    /// # Errors
    ///
    /// [`DoesNotAdd`] when they are not the same; such a table must not be shown.
    pub fn check(&self) -> Result<(), DoesNotAdd> {
        let beside = DiscrepancyType::ALL.iter().find(|kind| !kind.is_of_a_day() && self.of(**kind) > 0);
        if let Some(kind) = beside {
            return Err(DoesNotAdd::Beside(kind.as_str()));
        }
        let wide = |count: u32| u64::from(count);
        let parts = wide(self.off) + wide(self.excused) + wide(self.excluded_in_all()) + wide(self.due());
        if parts == wide(self.roster) { Ok(()) } else { Err(DoesNotAdd::Roster { parts, roster: self.roster }) }
    }

    /// The match rate: matched of the compared days that are not silent on all sides; none where there is none.
    pub fn rate(&self) -> Option<Rate> {
        Rate::of(self.matched, self.due() - self.both_silent)
    }
}

/// A share with its numerator and denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Numerator.
    pub of: u32,
    /// Denominator, never 0.
    pub all: u32,
}

impl Rate {
    /// `None` of nothing, and of more than all: a share above the whole is a mistake in counting, not a hundred percent.
    pub fn of(of: u32, all: u32) -> Option<Self> {
        (all > 0 && of <= all).then_some(Self { of, all })
    }

    /// In ten-thousandths, half up; 10,000 only when nothing is missing.
    pub fn ten_thousandths(self) -> u32 {
        let rounded = (u64::from(self.of) * 20_000 + u64::from(self.all)) / (u64::from(self.all) * 2);
        let most = if self.of < self.all { 9_999 } else { 10_000 };
        u32::try_from(rounded).unwrap_or(10_000).min(most)
    }

    /// `0.9686`
    pub fn text(self) -> String {
        let parts = self.ten_thousandths();
        format!("{}.{:04}", parts / 10_000, parts % 10_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally() -> Tally {
        let mut tally = Tally { roster: 620, off: 180, excused: 20, both_silent: 6, matched: 401, ..Tally::default() };
        tally.by_type[DiscrepancyType::MissingInA as usize] = 4;
        tally.by_type[DiscrepancyType::TimeDiffers as usize] = 9;
        tally
    }

    #[test]
    fn the_rate_leaves_out_days_on_which_nobody_spoke() {
        let tally = tally();

        assert_eq!(tally.due(), 420);
        assert_eq!(tally.rate().map(Rate::text), Some("0.9686".into()));
        assert_eq!(tally.check(), Ok(()));
    }

    #[test]
    fn a_table_that_does_not_sum_to_its_roster_is_refused() {
        let one_short = Tally { roster: 621, ..tally() };
        let mut beside = tally();
        beside.by_type[DiscrepancyType::UnknownId as usize] = 1;

        assert_eq!(one_short.check(), Err(DoesNotAdd::Roster { parts: 620, roster: 621 }));
        assert_eq!(beside.check(), Err(DoesNotAdd::Beside("unknown_id")));
    }

    #[test]
    fn one_hundred_percent_is_said_only_of_everything() {
        assert_eq!(Rate { of: 99_999, all: 100_000 }.text(), "0.9999");
        assert_eq!(Rate { of: 3, all: 3 }.text(), "1.0000");
        assert_eq!((Rate::of(0, 0), Rate::of(4, 3)), (None, None));
    }
}
