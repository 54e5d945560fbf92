//! What a rule says of outages and tolerance zones, by date. Built from rule packs.

use std::sync::Arc;

use jiff::civil::{Date, Time};

use super::Cause;
use crate::hours::RuleRef;
use crate::punches::Source;

/// What holds on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutageRule {
    /// How long before the start and after the end of duty a tap is usual, in minutes.
    pub margin_minutes: u16,
    /// Working days a signed roll is waited for.
    pub roll_workdays: u8,
    /// A server silent for longer than this proposes an outage, in minutes.
    pub server_minutes: u16,
    /// A terminal silent for longer than this in the hours watched proposes an outage, in minutes.
    pub machine_minutes: u16,
    /// The hours in which the silence of a terminal is noticed, local.
    pub watched: (Time, Time),
    /// Which sources a cause silences at the place it happened.
    pub silences: Vec<(Cause, Vec<Source>)>,
    /// Days a tolerance zone holds past its review date without renewal.
    pub zone_grace_days: u16,
    /// Days before the review date on which officers are told.
    pub zone_warning_days: u16,
    /// The rule that voids.
    pub rule: Arc<RuleRef>,
}

impl OutageRule {
    /// Whether a cause silences a source.
    pub fn silences(&self, cause: Cause, source: Source) -> bool {
        self.silences.iter().any(|(of, sources)| *of == cause && sources.contains(&source))
    }

    /// Figures for tests; the real ones are in the pack.
    #[cfg(test)]
    pub(crate) fn for_tests() -> Self {
        use jiff::civil::time;
        Self {
            margin_minutes: 60,
            roll_workdays: 3,
            server_minutes: 5,
            machine_minutes: 30,
            watched: (time(6, 0, 0, 0), time(18, 0, 0, 0)),
            silences: vec![
                (Cause::Listrik, vec![Source::Machine, Source::Kiosk, Source::Phone]),
                (Cause::Mesin, vec![Source::Machine]),
            ],
            zone_grace_days: 30,
            zone_warning_days: 14,
            rule: Arc::new(RuleRef { pack: "gangguan".into(), source: "s".into(), confirmed: false }),
        }
    }
}

/// A rule that holds from one day to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutagePeriod {
    /// First day.
    pub from: Date,
    /// Last day; open when `None`.
    pub to: Option<Date>,
    /// What holds in those days.
    pub rule: OutageRule,
}

/// No pack says what an outage means on that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no rule says what an outage means on {date}")]
pub struct OutageNotCovered {
    /// The date asked for.
    pub date: Date,
}

/// Everything one instansi knows of outages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OutageTable {
    periods: Vec<OutagePeriod>,
}

impl OutageTable {
    /// Makes a table; of periods that overlap the last in the list holds.
    pub fn new(periods: Vec<OutagePeriod>) -> Self {
        Self { periods }
    }

    /// What holds on a date.
    ///
    /// # Errors
    ///
    /// [`OutageNotCovered`] when no period holds on the date.
    pub fn on(&self, date: Date) -> Result<&OutageRule, OutageNotCovered> {
        self.periods
            .iter()
            .rev()
            .find(|period| period.from <= date && period.to.is_none_or(|to| date <= to))
            .map(|period| &period.rule)
            .ok_or(OutageNotCovered { date })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_no_rule_covers_is_refused() {
        let from = date(2026, 1, 1);
        let table = OutageTable::new(vec![OutagePeriod { from, to: None, rule: OutageRule::for_tests() }]);

        assert!(table.on(from).is_ok());
        assert_eq!(table.on(date(2025, 12, 31)), Err(OutageNotCovered { date: date(2025, 12, 31) }));
    }

    #[test]
    fn a_cause_silences_what_the_rule_says_and_nothing_else() {
        let rule = OutageRule::for_tests();

        assert!(rule.silences(Cause::Listrik, Source::Phone));
        assert!(!rule.silences(Cause::Mesin, Source::Phone));
        assert!(!rule.silences(Cause::Lain, Source::Machine));
    }
}
