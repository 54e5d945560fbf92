//! Leave: what a person may take, what has gone of it, and whether a wish fits.
//!
//! Figures come from the rule packs ([`LeaveRules`]); here they are only added up. Amounts are half-days, so that half a
//! day can be taken where the rules allow it. What the rules leave open, or what the records do not say, is never made
//! up in anybody's favour or against them: it becomes a [`Problem`] that an officer must look at.

mod balance;
mod check;
mod count;
mod kind;
mod rules;
mod service;

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::balance::{Balance, Note, balance};
pub use self::check::{Checked, Problem, ProofNeed, Severity, Wanted, check};
pub use self::count::{CountError, Due, DueOn, MOST_DAYS, count, nominal_half_days};
pub use self::kind::{LeaveKind, LeaveUnit, UnknownLeaveKind};
pub use self::rules::{Carry, Granted, KindRules, LeaveRules, Length, Postponed, ProofRule, Words, Yearly};
pub use self::service::{ServiceSource, ServiceStart, service_start};

use crate::hours::RuleRef;
use crate::people::EmployeeType;
use crate::roster::Part;

/// Whether a leave already stands or is still being decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TakenState {
    /// Approved.
    Approved,
    /// Asked for; it holds its days until it is decided.
    Pending,
}

/// A leave that was taken or asked for (both days inclusive).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Which kind.
    pub kind: LeaveKind,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Which part of each day.
    pub part: Part,
    /// Approved or still open.
    pub state: TakenState,
    /// The request it comes from; a wish with the same one replaces it.
    pub request: Option<Uuid>,
}

/// What the books said was left of a kind at the end of a year, before anything lapses. It overrides what would be
/// computed for that year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Which kind.
    pub kind: LeaveKind,
    /// The year at whose end this was left.
    pub year: i16,
    /// How much.
    pub left_half_days: u16,
}

/// Why a year has more than its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantReason {
    /// Ditangguhkan: leave of `year` put off in the interest of the service; it may be taken in the year after.
    Postponed,
    /// Days added to `year`, as for duty on cuti bersama.
    Added,
}

/// Days of a kind that were postponed from a year or added to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Which kind.
    pub kind: LeaveKind,
    /// Postponed: the year it was to be taken in. Added: the year it belongs to.
    pub year: i16,
    /// How much.
    pub half_days: u16,
    /// Why.
    pub reason: GrantReason,
}

/// What is known of a person's leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaveFacts {
    /// Employment.
    pub employee_type: EmployeeType,
    /// Since when they serve; see [`service_start`].
    pub service_from: Option<Date>,
    /// Whether they serve where travel is hard.
    pub hard_to_reach: bool,
    /// Living children born in service before the one expected.
    pub children: Option<u8>,
    /// The first year whose leave is in the records as a whole. Earlier years count only by an [`Opening`].
    pub records_from: Option<i16>,
    /// What the books said.
    pub openings: Vec<Opening>,
    /// Postponed and added days.
    pub grants: Vec<Grant>,
    /// What was taken or asked for.
    pub taken: Vec<Taken>,
}

impl LeaveFacts {
    /// Facts about somebody of whom nothing else is known.
    pub fn of(employee_type: EmployeeType) -> Self {
        Self {
            employee_type,
            service_from: None,
            hard_to_reach: false,
            children: None,
            records_from: None,
            openings: Vec::new(),
            grants: Vec::new(),
            taken: Vec::new(),
        }
    }

    fn of_kind(&self, kind: LeaveKind) -> impl Iterator<Item = &Taken> {
        self.taken.iter().filter(move |taken| taken.kind == kind)
    }
}

/// Text in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Both(pub String, pub String);

fn both(id: impl Into<String>, en: impl Into<String>) -> Both {
    Both(id.into(), en.into())
}

/// Whole or half days in words: `3`, `2,5`.
fn days_id(half_days: i32) -> String {
    days(half_days, ',')
}

fn days_en(half_days: i32) -> String {
    days(half_days, '.')
}

fn days(half_days: i32, point: char) -> String {
    if half_days % 2 == 0 { format!("{}", half_days / 2) } else { format!("{}{point}5", half_days / 2) }
}

/// The first and last day of a year.
fn year_span(year: i16) -> Option<(Date, Date)> {
    Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
}

fn same(rule: &Arc<RuleRef>) -> Arc<RuleRef> {
    Arc::clone(rule)
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
