//! What a case is about: punches with what spoke for and against them when they came into it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::evidence::Verdict;
use crate::ids::{PunchId, SiteId};

/// One thing that spoke for or against a punch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoubtReason {
    /// The signal's code.
    pub code: String,
    /// Tenths of a deciban; above 0 against the punch.
    pub weight: i32,
    /// What was expected, what was seen and what honest explanation remains, in plain Indonesian.
    pub text: String,
    /// The same in English.
    pub text_en: String,
    /// Other punches it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<PunchId>,
}

/// A punch as it stood when it came into a case; later weighing does not change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoubtPunch {
    /// Which.
    pub punch: PunchId,
    /// The day it claims.
    pub on: Date,
    /// The moment it claims.
    pub at: Timestamp,
    /// The site it was surely made at.
    pub site: Option<SiteId>,
    /// What it came to.
    pub verdict: Verdict,
    /// Tenths of a deciban.
    pub weight: i32,
    /// Millionths.
    pub score: u32,
    /// For and against.
    pub reasons: Vec<DoubtReason>,
    /// SHA-256 of the policy it was weighed by, in hexadecimal digits.
    pub policy: String,
}

impl DoubtPunch {
    /// Codes of the signals that spoke against it.
    pub fn against(&self) -> impl Iterator<Item = &str> {
        self.reasons.iter().filter(|reason| reason.weight > 0).map(|reason| reason.code.as_str())
    }
}
