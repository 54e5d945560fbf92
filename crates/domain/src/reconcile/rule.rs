//! The figures of reconciliation, by date. They come from packs of kind `rekonsiliasi`.

use std::sync::Arc;

use jiff::civil::Date;

use crate::hours::RuleRef;

/// What holds on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReconcileRule {
    /// Minutes by which arrival or departure may differ.
    pub tolerance_minutes: u16,
    /// Working days after the day within which an entry is in time.
    pub entry_workdays: u8,
    /// Working days within which a discrepancy is to be settled.
    pub settle_workdays: u8,
    /// The fastest way between two places, km/h.
    pub fastest_kmh: u16,
    /// Fewest people whose times must be off alike before a clock is called off.
    pub cause_people: u8,
    /// The match rate to reach, in ten-thousandths.
    pub target: u16,
    /// What an OPD must show before it may drop its paper roll.
    pub gate: GateRule,
    /// The source.
    pub rule: Arc<RuleRef>,
}

/// What an OPD must show before it may drop its paper roll. Shares in ten-thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GateRule {
    /// Whole weeks in a row.
    pub weeks: u8,
    /// Match rate of each week.
    pub match_rate: u16,
    /// Share of the duty hours in which its terminals were in touch.
    pub uptime: u16,
    /// Share of its people who are ready to work with the system.
    pub enrolment: u16,
}

/// One rule and the days it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReconcilePeriod {
    /// First day.
    pub from: Date,
    /// Last day; open when `None`.
    pub to: Option<Date>,
    /// What holds.
    pub rule: ReconcileRule,
}

/// The rules by date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReconcileTable(Vec<ReconcilePeriod>);

/// No pack covers that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no rule of reconciliation covers {0}")]
pub struct ReconcileNotCovered(pub Date);

impl ReconcileTable {
    /// The periods, in any order, not overlapping.
    pub fn new(periods: Vec<ReconcilePeriod>) -> Self {
        Self(periods)
    }

    /// What holds on a day.
    ///
    /// # Errors
    ///
    /// [`ReconcileNotCovered`] outside the packs; nothing is guessed.
    pub fn on(&self, day: Date) -> Result<&ReconcileRule, ReconcileNotCovered> {
        self.0
            .iter()
            .find(|period| period.from <= day && period.to.is_none_or(|to| day <= to))
            .map(|period| &period.rule)
            .ok_or(ReconcileNotCovered(day))
    }
}
