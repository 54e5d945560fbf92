//! What the engine finds.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};

use super::codes::{CauseKind, DiscrepancyType, Outcome, Speaker};
use super::tally::Tally;
use crate::ids::PersonId;
use crate::status::Status;

/// What one speaker says of one person-day, in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value {
    /// First moment claimed.
    pub first: Option<DateTime>,
    /// Last moment claimed; none when there is only one.
    pub last: Option<DateTime>,
    /// The status a sheet states.
    pub status: Option<Status>,
    /// Minutes late a sheet states.
    pub late: Option<u16>,
    /// Number of the place of the first moment, where known.
    pub place: Option<u32>,
    /// Number of the unit the speaker lists the person under.
    pub unit: Option<u32>,
    /// Number of the origin.
    pub origin: u32,
    /// How many claims.
    pub claims: u32,
}

/// Which side is probably right, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What is proposed.
    pub outcome: Outcome,
    /// Why, in Indonesian.
    pub because: String,
    /// The same in English.
    pub because_en: String,
}

/// Two sources disagree about one person-day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discrepancy {
    /// Whose.
    pub person: PersonId,
    /// The day.
    pub on: Date,
    /// Number of the unit served in.
    pub unit: u32,
    /// The primary type.
    pub kind: DiscrepancyType,
    /// The first side, and what it says; none when it is silent.
    pub a: (Speaker, Option<Value>),
    /// The second side.
    pub b: (Speaker, Option<Value>),
    /// Other types that fit too.
    pub also: Vec<DiscrepancyType>,
    /// What exactly, in Indonesian.
    pub detail: String,
    /// The same in English.
    pub detail_en: String,
    /// Number of the cause in [`Found::causes`], when one stands behind it.
    pub cause: Option<usize>,
    /// What is proposed, when the evidence allows it.
    pub proposal: Option<Proposal>,
}

/// One thing that stands behind many discrepancies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// What.
    pub kind: CauseKind,
    /// Of which speaker.
    pub speaker: Speaker,
    /// Number of the terminal or file, where it is one.
    pub origin: Option<u32>,
    /// Number of the unit, where it is one.
    pub unit: Option<u32>,
    /// The people, where it is about some.
    pub people: Vec<PersonId>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// How many minutes its times are ahead of the others.
    pub minutes: Option<i32>,
    /// How many person-days it explains.
    pub days: u32,
    /// In words, Indonesian.
    pub detail: String,
    /// The same in English.
    pub detail_en: String,
}

/// Everything found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The table, by number of the unit served in and by day.
    pub tallies: BTreeMap<(u32, Date), Tally>,
    /// The discrepancies, by person and day.
    pub discrepancies: Vec<Discrepancy>,
    /// What stands behind them.
    pub causes: Vec<Cause>,
}
