//! What is sealed of a change of the rules.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::comparing::Totals;

/// It is proposed that a pack holds.
pub(super) const PROPOSED: &str = "proposed";
/// Another officer signed.
pub(super) const SIGNED: &str = "signed";
/// Another officer did not.
pub(super) const REJECTED: &str = "rejected";

/// What is proposed: the text, why, and what it was seen to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Proposed {
    pub pack: String,
    pub kind: String,
    pub title: String,
    pub title_en: String,
    pub reason: String,
    pub basis_number: String,
    pub basis_date: Date,
    /// Why it holds for days that are over; empty where it does not.
    pub retroactive_reason: String,
    /// The days it was tried on.
    pub tried: (Date, Date),
    pub totals: Totals,
    /// SHA-256 of the comparison, hex.
    pub sha256: String,
}

/// What another officer said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Decided {
    pub reason: String,
    pub sha256: String,
}
