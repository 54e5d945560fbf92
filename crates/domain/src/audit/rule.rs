//! The figures of the patterns, by date. They come from packs of kind `pemeriksaan`.

use std::sync::Arc;

use jiff::civil::Date;

use crate::hours::RuleRef;

/// What holds on a day. Shares in ten-thousandths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRule {
    /// Sum of points from which an office is worth a look.
    pub look: u16,
    /// Fewest rolls before anything is said about always full ones.
    pub full_rolls: u16,
    /// How many silent person-days must have been expected before full rolls are strange.
    pub full_expected: u16,
    /// Fewest people with the same minute that make a row.
    pub repeat_people: u16,
    /// Days in a row with the same minute of one person that make a row.
    pub repeat_days: u16,
    /// Share of entries that stand in such rows from which it is strange.
    pub repeat_share: u16,
    /// Working days up to which an entry is in time.
    pub late_workdays: u16,
    /// Share of late entries from which it is strange.
    pub late_share: u16,
    /// Decisions of one login that make a burst.
    pub bulk_count: u16,
    /// Within how many seconds.
    pub bulk_seconds: u16,
    /// Person-days of duty before nobody's looking is strange.
    pub idle_due: u16,
    /// Share of the offices that look, from which one that never does is strange.
    pub idle_peers: u16,
    /// Fewest corrections before anything is said about whose they are.
    pub share_least: u16,
    /// Share of one person or login from which it is strange.
    pub share_top: u16,
    /// How many times as often as elsewhere one login's corrections must come.
    pub share_factor: u16,
    /// Fewest entries, of rolls and of machines, before anything is said about minutes.
    pub digits_least: u16,
    /// Share of entries on a quarter of an hour from which it is strange.
    pub digits_round: u16,
    /// Chi-square of the last digits against the machines from which it is strange, nine degrees of freedom.
    pub digits_chi: u16,
    /// Points of each pattern.
    pub points: Points,
    /// Working days within which an OPD answers a finding unless it says otherwise.
    pub answer_workdays: u16,
    /// The source.
    pub rule: Arc<RuleRef>,
}

/// Points of each pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Points {
    /// Rolls that are always full.
    pub full: u16,
    /// Identical times in a row.
    pub repeats: u16,
    /// Ink that comes late.
    pub late: u16,
    /// Approvals in bulk.
    pub bulk: u16,
    /// Nobody looks.
    pub idle: u16,
    /// Corrections concentrated.
    pub share: u16,
    /// Digits too round.
    pub digits: u16,
}

/// One rule and the days it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPeriod {
    /// First day.
    pub from: Date,
    /// Last day; open when `None`.
    pub to: Option<Date>,
    /// What holds.
    pub rule: AuditRule,
}

/// The rules by date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditTable(Vec<AuditPeriod>);

/// No pack covers that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no rule of audits covers {0}")]
pub struct AuditNotCovered(pub Date);

impl AuditTable {
    /// The periods, in any order, not overlapping.
    pub fn new(periods: Vec<AuditPeriod>) -> Self {
        Self(periods)
    }

    /// What holds on a day.
    ///
    /// # Errors
    ///
    /// [`AuditNotCovered`] outside the packs; nothing is guessed.
    pub fn on(&self, day: Date) -> Result<&AuditRule, AuditNotCovered> {
        self.0
            .iter()
            .find(|period| period.from <= day && period.to.is_none_or(|to| day <= to))
            .map(|period| &period.rule)
            .ok_or(AuditNotCovered(day))
    }
}
