//! What a first day is watched by.

use std::sync::Arc;

use crate::hours::RuleRef;

/// Whether people may work from anywhere on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flexible {
    /// Its name; empty where a region declined it.
    pub name: String,
    /// Whether it is allowed; false where the region chose not to use it.
    pub allowed: bool,
    /// By what.
    pub rule: Arc<RuleRef>,
}

/// What holds on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstDayRule {
    /// So many days off in a row make the workday after them a first day.
    pub least_days: u16,
    /// Minute of the day until which heads' rolls are waited for.
    pub roll_due_minute: u16,
    /// Minute of the day until which the report is waited for.
    pub report_due_minute: u16,
    /// So many minutes before the deadline heads are reminded.
    pub remind_minutes: u16,
    /// So many minutes after it their superiors are told.
    pub superior_minutes: u16,
    /// Farther than this from every place of work is out of the region.
    pub far_km: u16,
    /// So many workdays make a usual day.
    pub usual_days: u16,
    /// Work from anywhere on this day.
    pub flexible: Option<Flexible>,
    /// Where the time of the report stands.
    pub rule: Arc<RuleRef>,
}
