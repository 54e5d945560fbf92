//! What the rules say of each kind of leave, for one employment on one day.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::{LeaveKind, LeaveUnit};
use crate::hours::RuleRef;
use crate::people::EmployeeType;
use crate::status::Status;

/// Whether an employment has a kind of leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Granted {
    /// It has.
    Yes,
    /// It has not.
    No,
    /// No rule says; each case is an officer's.
    Open,
}

/// A sentence in Indonesian and English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Indonesian.
    pub id: String,
    /// English.
    pub en: String,
}

/// What passes into the next year. All amounts are totals with that year's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carry {
    /// The most a year may have, with what was left of the year before.
    pub usual_half_days: u16,
    /// The most when nothing was taken for two years or more.
    pub two_years_half_days: u16,
    /// The rule it comes from.
    pub rule: Arc<RuleRef>,
}

/// What passes on of leave that was postponed in the interest of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postponed {
    /// The most a year may have, with what was postponed from the year before.
    pub most_half_days: u16,
    /// The rule it comes from.
    pub rule: Arc<RuleRef>,
}

/// An amount that comes anew each year, in workdays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Yearly {
    /// The most that the sources speak of.
    pub half_days: u16,
    /// What all sources agree on; what lies between is an officer's to decide.
    pub sure_half_days: u16,
    /// What passes into the next year; nothing when `None`.
    pub carry: Option<Carry>,
    /// What passes on when postponed; nothing when `None`.
    pub postponed: Option<Postponed>,
    /// Calendar days that may follow where travel is hard, once a year.
    pub travel_days: u16,
}

/// How long one leave may be, in months and days of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// Whole months.
    pub months: u16,
    /// Days beside them.
    pub days: u16,
}

impl Length {
    /// The last day of a leave that begins on that day and has the whole length.
    pub fn last_from(self, from: Date) -> Date {
        let span: Span = i64::from(self.months).months().days(i64::from(self.days));
        from.saturating_add(span).yesterday().unwrap_or(from)
    }

    /// As half-days, a month standing for thirty days.
    pub fn half_days(self) -> i32 {
        i32::from(self.months) * 60 + i32::from(self.days) * 2
    }
}

/// Which paper a leave of some length needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofRule {
    /// From how many days on.
    pub from_days: u16,
    /// Up to how many; open when `None`.
    pub to_days: Option<u16>,
    /// Whether workdays are counted; else days of the calendar.
    pub workdays: bool,
    /// The paper, and whose it must be.
    pub paper: Words,
}

/// What holds for one kind of leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindRules {
    /// Whether it is there at all.
    pub granted: Granted,
    /// Its amount, when it comes anew each year.
    pub yearly: Option<Yearly>,
    /// The longest one may be.
    pub longest: Option<Length>,
    /// How much longer with the proof of an extension.
    pub extension: Option<Length>,
    /// The least one may ask for.
    pub least_half_days: u16,
    /// Months of service before the first day.
    pub service_months: u16,
    /// What lets one take it earlier, for an officer to see.
    pub earlier_for: Option<Words>,
    /// Years of service between two of them.
    pub again_after_years: u16,
    /// Up to which child.
    pub children: Option<u8>,
    /// Whether it uses up the annual leave of its year.
    pub uses_up_tahunan: bool,
    /// Papers by length.
    pub proofs: Vec<ProofRule>,
    /// What the days become.
    pub status: Status,
    /// What is still open about it.
    pub open: Option<String>,
    /// The rule it comes from.
    pub rule: Arc<RuleRef>,
}

impl KindRules {
    /// What its amounts are counted in.
    pub fn unit(&self) -> LeaveUnit {
        match (&self.yearly, self.longest) {
            (None, Some(Length { months: 1.., .. })) => LeaveUnit::Months,
            (None, Some(_)) => LeaveUnit::Days,
            _ => LeaveUnit::Workdays,
        }
    }
}

/// The rules of leave for one employment on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaveRules {
    /// Whose rules they are.
    pub employee_type: EmployeeType,
    /// The day they hold on.
    pub on: Date,
    /// Each kind of leave.
    pub kinds: BTreeMap<LeaveKind, KindRules>,
}

impl LeaveRules {
    /// What holds for a kind; `None` when no pack speaks of it.
    pub fn kind(&self, kind: LeaveKind) -> Option<&KindRules> {
        self.kinds.get(&kind)
    }
}
