//! What weighing gives.

use serde::{Deserialize, Serialize};

use crate::codes::codes;

codes!(
    /// What all that is known of a punch comes to. None of it takes anything from anybody by itself.
    Verdict {
        /// Strong evidence speaks for it, and nothing to speak of against it.
        Supported = "supported",
        /// Neither proven nor doubted.
        Unverified = "unverified",
        /// It stands in the queue for review.
        Doubtful = "doubtful",
        /// It opens a case.
        Contradicted = "contradicted",
    }
);

/// One thing that speaks for or against a punch or a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The signal's code; codes are stable.
    pub code: &'static str,
    /// What it adds, in tenths of a deciban (10·log10 of the likelihood ratio, times ten): above 0 against the punch,
    /// below 0 for it. Caps of its family are applied.
    pub weight: i32,
    /// What was expected, what was seen and what honest explanation remains, in plain Indonesian.
    pub text: String,
    /// The same in English.
    pub text_en: String,
    /// Keys of the other punches, in their order, at most [`Reason::MOST_WITH`].
    pub with: Vec<String>,
}

impl Reason {
    /// Most punches a reason names.
    pub const MOST_WITH: usize = 20;
}

/// One punch, weighed.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// Its place in [`super::Scene::punches`].
    pub punch: u32,
    /// What it comes to.
    pub verdict: Verdict,
    /// Sum of the prior and all reasons, tenths of a deciban.
    pub weight: i32,
    /// Estimated probability that it must not count as presence, in millionths.
    pub score: u32,
    /// What speaks for and against it, by code.
    pub reasons: Vec<Reason>,
}

/// One person over everything that was weighed.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonWeighed {
    /// The place in [`super::Scene::people`].
    pub person: u32,
    /// Estimated probability that misuse is among their punches, in millionths.
    pub score: u32,
    /// What was found over many punches.
    pub reasons: Vec<Reason>,
}

/// Everything, weighed: punches in the order of their keys, people in the order of theirs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Weighing {
    /// Punches.
    pub punches: Vec<Weighed>,
    /// People.
    pub people: Vec<PersonWeighed>,
}
