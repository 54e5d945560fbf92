//! What makes it likelier to be drawn.

use serde::{Deserialize, Serialize};

use super::CrossRule;
use crate::codes::codes;
use crate::ids::PersonId;

/// Punches of a kind that count at most.
const MOST_PUNCHES: u16 = 3;

codes!(
    /// Why somebody was likelier than others to be drawn, or had to be.
    Why {
        /// Punches of the last 30 days are doubtful.
        Doubtful = "doubtful",
        /// Punches of the last 30 days are contradicted.
        Contradicted = "contradicted",
        /// A case of doubt is open.
        OpenDoubt = "open_doubt",
        /// Nobody saw the person for some working days.
        Unseen = "unseen",
        /// Nothing was heard of the person today.
        Unheard = "unheard",
        /// The person came to the unit within 30 days.
        NewHere = "new_here",
        /// It was the person's turn, so that everybody is looked at.
        Turn = "turn",
    }
);

impl Why {
    /// In plain Indonesian and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Doubtful => {
                ("ada rekaman 30 hari terakhir yang diragukan", "records of the last 30 days are doubtful")
            }
            Self::Contradicted => {
                ("ada rekaman 30 hari terakhir yang bertentangan", "records of the last 30 days are contradicted")
            }
            Self::OpenDoubt => ("ada keraguan yang belum selesai", "a doubt is still open"),
            Self::Unseen => {
                ("sudah beberapa hari kerja tidak dilihat siapa pun", "nobody saw them for some working days")
            }
            Self::Unheard => ("hari ini belum terdengar", "not heard from today"),
            Self::NewHere => ("baru di unit ini", "new in this unit"),
            Self::Turn => {
                ("gilirannya, agar semua pegawai pernah dilihat", "their turn, so that everybody is looked at")
            }
        }
    }
}

/// Somebody who is due at work now, and what is known of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// Doubtful punches of the last 30 days.
    pub doubtful: u16,
    /// Contradicted punches of the last 30 days.
    pub contradicted: u16,
    /// Whether a case of doubt is open.
    pub open_doubt: bool,
    /// Working days since somebody last looked, or since the person could first be looked at.
    pub unseen_days: u16,
    /// Whether something was heard of them today.
    pub heard: bool,
    /// Whether they came to the unit within 30 days.
    pub new_here: bool,
}

/// How many tickets somebody has, and why more than others.
pub fn weigh(one: &Candidate, rule: &CrossRule) -> (u32, Vec<Why>) {
    let weights = &rule.weights;
    let times = |count: u16, most: u16, each: u16| u32::from(count.min(most)) * u32::from(each);
    let parts = [
        (Why::Doubtful, times(one.doubtful, MOST_PUNCHES, weights.doubtful)),
        (Why::Contradicted, times(one.contradicted, MOST_PUNCHES, weights.contradicted)),
        (Why::OpenDoubt, times(one.open_doubt.into(), 1, weights.open_doubt)),
        (Why::Unseen, times(one.unseen_days, rule.coverage_days, weights.unseen_day)),
        (Why::Unheard, times((!one.heard).into(), 1, weights.unheard)),
        (Why::NewHere, times(one.new_here.into(), 1, weights.new_here)),
    ];
    let sum: u32 = parts.iter().map(|(_, part)| part).sum();
    let why = parts.into_iter().filter(|(_, part)| *part > 0).map(|(why, _)| why).collect();
    ((u32::from(weights.base) + sum).max(1), why)
}

/// Within how many lists from now somebody must stand on one: 1 is this one.
pub fn deadline(unseen_days: u16, coverage_days: u16) -> u16 {
    coverage_days.max(1).saturating_sub(unseen_days).max(1)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::rule::tests_rule;
    use super::*;

    #[test]
    fn doubt_silence_and_long_unseen_people_weigh_more_and_say_why() {
        let rule = tests_rule();
        let plain = Candidate {
            person: PersonId(Uuid::from_u128(1)),
            doubtful: 0,
            contradicted: 0,
            open_doubt: false,
            unseen_days: 0,
            heard: true,
            new_here: false,
        };

        assert_eq!(weigh(&plain, &rule), (10, Vec::new()));
        let doubted = Candidate { doubtful: 9, contradicted: 1, open_doubt: true, ..plain };
        assert_eq!(weigh(&doubted, &rule), (10 + 30 + 20 + 20, vec![Why::Doubtful, Why::Contradicted, Why::OpenDoubt]));
        let hidden = Candidate { unseen_days: 500, heard: false, new_here: true, ..plain };
        assert_eq!(weigh(&hidden, &rule), (10 + 20 + 15 + 10, vec![Why::Unseen, Why::Unheard, Why::NewHere]));
    }

    #[test]
    fn a_turn_comes_nearer_with_every_day_unseen_and_is_never_past() {
        assert_eq!([0, 1, 19, 20, 400].map(|unseen| deadline(unseen, 20)), [20, 19, 1, 1, 1]);
    }
}
