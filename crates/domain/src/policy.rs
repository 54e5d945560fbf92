//! How taps are read, by date, with the rule that says so. Built from rule packs.

use std::sync::Arc;

use jiff::civil::{Date, Time};

use crate::hours::RuleRef;

/// A span of the day in which a tap is wanted, local time, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TapWindow {
    /// From.
    pub from: Time,
    /// To.
    pub to: Time,
}

/// Which taps a rule wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taps {
    /// The first of the day is the arrival, the last the departure.
    FirstLast,
    /// A tap in each window; the first window is the arrival, the last the departure. Meant for office
    /// hours: a shift or guard duty is read by its first and last tap.
    Windows(Vec<TapWindow>),
}

/// How the taps of a day are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// First in and last out, or windows that each want a tap.
    pub taps: Taps,
    /// Taps closer together than this are one tap pressed again.
    pub repeat_minutes: u16,
    /// The rule that says which taps are wanted.
    pub rule: Arc<RuleRef>,
}

/// A policy that holds from one day to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyPeriod {
    /// First day.
    pub from: Date,
    /// Last day; open when `None`.
    pub to: Option<Date>,
    /// How taps are read in those days.
    pub policy: Policy,
}

/// Whether a photo is taken with a punch. Without one it is taken in all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoWish {
    /// None is taken.
    Off,
    /// Whoever wants may.
    Optional,
    /// The page asks for one.
    Asked,
}

impl PhotoWish {
    /// The code of packs and contracts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Optional => "optional",
            Self::Asked => "asked",
        }
    }
}

/// What is noticed of a phone's punch. None of it refuses one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhonePolicy {
    /// Whether a photo is asked for.
    pub photo: PhotoWish,
    /// A punch that arrives later than this after it was made was sent late.
    pub late_minutes: u16,
    /// How far clocks may differ and still agree.
    pub clock_seconds: u16,
    /// A position older than this is stale.
    pub stale_fix_seconds: u16,
    /// A position less exact than this is poor, in metres.
    pub poor_accuracy_m: u16,
    /// More people than this with one code of an office are noticed.
    pub office_code_people: u16,
    /// The rule of the photo.
    pub rule: Arc<RuleRef>,
}

impl PhonePolicy {
    /// Figures for tests; the real ones are in the pack.
    #[cfg(test)]
    pub(crate) fn for_tests() -> Self {
        let rule = Arc::new(RuleRef { pack: "p".into(), source: "s".into(), confirmed: true });
        Self {
            photo: PhotoWish::Optional,
            late_minutes: 10,
            clock_seconds: 120,
            stale_fix_seconds: 60,
            poor_accuracy_m: 200,
            office_code_people: 30,
            rule,
        }
    }
}

/// No pack says how taps are read on that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no rule is known for how taps are read on {date}")]
pub struct PolicyNotCovered {
    /// The date asked for.
    pub date: Date,
}

/// Everything one instansi knows of how taps are read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PolicyTable {
    periods: Vec<PolicyPeriod>,
}

impl PolicyTable {
    /// Makes a table; of periods that overlap the last in the list holds.
    pub fn new(periods: Vec<PolicyPeriod>) -> Self {
        Self { periods }
    }

    /// How taps are read on a date.
    ///
    /// # Errors
    ///
    /// [`PolicyNotCovered`] when no period holds on the date.
    pub fn on(&self, date: Date) -> Result<&Policy, PolicyNotCovered> {
        self.periods
            .iter()
            .rev()
            .find(|period| period.from <= date && period.to.is_none_or(|to| date <= to))
            .map(|period| &period.policy)
            .ok_or(PolicyNotCovered { date })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn period(from: Date, to: Option<Date>, repeat_minutes: u16) -> PolicyPeriod {
        let rule = Arc::new(RuleRef { pack: "p".into(), source: "s".into(), confirmed: true });
        PolicyPeriod { from, to, policy: Policy { taps: Taps::FirstLast, repeat_minutes, rule } }
    }

    #[test]
    fn each_day_has_the_policy_of_its_own_period() {
        let (first, second) = (date(2026, 1, 1), date(2026, 7, 1));
        let table = PolicyTable::new(vec![period(first, second.yesterday().ok(), 30), period(second, None, 10)]);

        for (on, minutes) in [(first, 30), (date(2026, 6, 30), 30), (second, 10), (date(2030, 1, 1), 10)] {
            assert_eq!(table.on(on).unwrap().repeat_minutes, minutes, "{on}");
        }
    }

    #[test]
    fn a_day_no_pack_covers_is_refused() {
        let table = PolicyTable::new(vec![period(date(2026, 1, 1), Some(date(2026, 1, 31)), 30)]);

        for on in [date(2025, 12, 31), date(2026, 2, 1)] {
            assert_eq!(table.on(on), Err(PolicyNotCovered { date: on }));
        }
        assert!(PolicyTable::default().on(date(2026, 1, 1)).is_err());
    }
}
