//! Patterns of how an office records and checks. Each is a reason to look, and nothing more.

mod bulk;
mod concentrated;
mod digits;
mod full;
mod idle;
mod late;
mod repeats;

use serde::{Deserialize, Serialize};

use super::facts::{Example, UnitFacts};
use super::rule::AuditRule;
use crate::codes::codes;

codes!(
    /// Which pattern.
    PatternKind {
        /// Rolls that never leave anybody out.
        AlwaysFull = "always_full",
        /// The same minute again and again.
        SameTimes = "same_times",
        /// Entries written long after their day.
        LateInk = "late_ink",
        /// Many decisions within seconds.
        BulkApproval = "bulk_approval",
        /// Nobody looks.
        NobodyLooks = "nobody_looks",
        /// Corrections of one person, or by one login.
        Concentrated = "concentrated",
        /// Minutes rounder than machines show.
        RoundDigits = "round_digits",
    }
);

codes!(
    /// What the figures say.
    Reading {
        /// The pattern shows.
        Shows = "shows",
        /// It does not.
        Quiet = "quiet",
        /// Too little is known to say.
        TooFew = "too_few",
    }
);

/// A figure with its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "unit", content = "value", rename_all = "snake_case")]
pub enum Amount {
    /// How many.
    Count(u32),
    /// A share, in ten-thousandths.
    Share(u32),
}

/// One pattern in one office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// Which.
    pub kind: PatternKind,
    /// What the figures say.
    pub reading: Reading,
    /// The figure found.
    pub figure: Amount,
    /// What was to be expected.
    pub expected: Amount,
    /// How much was looked at.
    pub sample: u32,
    /// Points; 0 unless it shows.
    pub points: u16,
    /// The reason, in Indonesian.
    pub because: String,
    /// The same in English.
    pub because_en: String,
    /// What to open.
    pub examples: Vec<Example>,
}

/// Most examples of one pattern.
const MOST_EXAMPLES: usize = 8;

/// A pattern on its way to being judged.
struct Found {
    kind: PatternKind,
    figure: Amount,
    expected: Amount,
    sample: u32,
    because: (String, String),
    examples: Vec<Example>,
}

impl Found {
    fn shows(self, points: u16) -> Pattern {
        self.read(Reading::Shows, points)
    }

    fn quiet(self) -> Pattern {
        self.read(Reading::Quiet, 0)
    }

    fn too_few(self) -> Pattern {
        self.read(Reading::TooFew, 0)
    }

    fn read(self, reading: Reading, points: u16) -> Pattern {
        let mut examples = if reading == Reading::Shows { self.examples } else { Vec::new() };
        examples.sort();
        examples.dedup();
        examples.truncate(MOST_EXAMPLES);
        let (because, because_en) = match reading {
            Reading::TooFew => (
                format!("Data terlalu sedikit untuk menilai ({}).", self.sample),
                format!("Too little is known to say ({}).", self.sample),
            ),
            _ => self.because,
        };
        Pattern {
            kind: self.kind,
            reading,
            figure: self.figure,
            expected: self.expected,
            sample: self.sample,
            points,
            because,
            because_en,
            examples,
        }
    }
}

/// Whether there was enough duty that somebody should have looked.
pub(super) fn looking_enough(unit: &UnitFacts, rule: &AuditRule) -> bool {
    unit.due >= u32::from(rule.idle_due)
}

/// What several offices show together, to compare one with the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sums {
    entries: usize,
    in_rows: usize,
    late: usize,
    heard: u64,
    silent: u64,
    corrections: u64,
    due: u64,
}

impl Sums {
    /// Those of one office.
    pub(super) fn of(unit: &UnitFacts, rule: &AuditRule) -> Self {
        Self {
            entries: unit.entries.len(),
            in_rows: repeats::in_rows(&unit.entries, rule).into_iter().filter(|marked| *marked).count(),
            late: late::late(unit, rule).count(),
            heard: unit.heard.0.into(),
            silent: unit.heard.1.into(),
            corrections: unit.corrections.len() as u64,
            due: unit.due.into(),
        }
    }

    fn each(self, other: Self, with: fn(u64, u64) -> u64) -> Self {
        let small = |one: usize, other: usize| usize::try_from(with(one as u64, other as u64)).unwrap_or(usize::MAX);
        Self {
            entries: small(self.entries, other.entries),
            in_rows: small(self.in_rows, other.in_rows),
            late: small(self.late, other.late),
            heard: with(self.heard, other.heard),
            silent: with(self.silent, other.silent),
            corrections: with(self.corrections, other.corrections),
            due: with(self.due, other.due),
        }
    }

    /// Both together.
    pub(super) fn plus(self, other: Self) -> Self {
        self.each(other, u64::saturating_add)
    }

    /// Without those of one office.
    pub(super) fn minus(self, other: Self) -> Self {
        self.each(other, u64::saturating_sub)
    }
}

/// Every pattern of one office beside the sums of the others and how often each of them looked, in the order of
/// [`PatternKind::ALL`].
pub(super) fn patterns(unit: &UnitFacts, others: &Sums, peers: &[u32], rule: &AuditRule) -> Vec<Pattern> {
    vec![
        full::pattern(unit, others, rule),
        repeats::pattern(unit, others, rule),
        late::pattern(unit, others, rule),
        bulk::pattern(unit, rule),
        idle::pattern(unit, peers, rule),
        concentrated::pattern(unit, others, rule),
        digits::pattern(unit, rule),
    ]
}

/// A share in ten-thousandths, rounded down; 0 of nothing.
fn share(part: usize, of: usize) -> u32 {
    part.saturating_mul(10_000).checked_div(of).and_then(|share| u32::try_from(share).ok()).unwrap_or(0)
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}

/// A share as people read it, with a comma.
fn percent_id(share: u32) -> String {
    format!("{},{}%", share / 100, share % 100 / 10)
}

/// The same with a point.
fn percent_en(share: u32) -> String {
    format!("{}.{}%", share / 100, share % 100 / 10)
}

#[cfg(test)]
mod tests;
