//! What a person asks about their own data, and what an officer may answer.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codes::codes;
use crate::hours::RuleRef;
use crate::ids::{InstansiId, PersonId};

codes!(
    /// What is asked for.
    DataAsk {
        /// Something is wrong and must be put right.
        Correct = "correct",
        /// The data must not be used for a time.
        Restrict = "restrict",
        /// The data must be destroyed.
        Erase = "erase",
    }
);

codes!(
    /// Which part of the data.
    DataField {
        /// The name.
        Name = "name",
        /// NIP, NI PPPK or a local number.
        Identifier = "identifier",
        /// Unit, title, rank or employment.
        Post = "post",
        /// The birth date within a number.
        Birth = "birth",
        /// A photo.
        Photo = "photo",
        /// A position of a punch.
        Location = "location",
        /// Anything else.
        Other = "other",
    }
);

codes!(
    /// Where a request stands.
    DataState {
        /// An officer must answer.
        Open = "open",
        /// The officer needs to know more; the clock runs on.
        NeedsMore = "needs_more",
        /// It was done.
        Done = "done",
        /// It was refused, with a reason.
        Refused = "refused",
        /// The person took it back.
        Withdrawn = "withdrawn",
    }
);

codes!(
    /// One step in the life of a request.
    DataStep {
        /// The person asks.
        Ask = "ask",
        /// The person tells more.
        Reply = "reply",
        /// The person takes it back.
        Withdraw = "withdraw",
        /// The officer did what was asked.
        Done = "done",
        /// The officer refuses.
        Refuse = "refuse",
        /// The officer needs to know more.
        NeedMore = "need_more",
    }
);

impl DataState {
    /// Whether nothing more is awaited.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Refused | Self::Withdrawn)
    }

    /// Where a step leads from here; `None` when it cannot be taken.
    pub fn after(self, step: DataStep) -> Option<Self> {
        match (self, step) {
            (Self::Done | Self::Refused | Self::Withdrawn, _) | (_, DataStep::Ask) => None,
            (_, DataStep::Withdraw) => Some(Self::Withdrawn),
            (_, DataStep::Done) => Some(Self::Done),
            (_, DataStep::Refuse) => Some(Self::Refused),
            (Self::Open, DataStep::NeedMore) => Some(Self::NeedsMore),
            (Self::NeedsMore, DataStep::Reply) => Some(Self::Open),
            _ => None,
        }
    }
}

impl DataStep {
    /// Whether an officer takes it.
    pub fn is_an_answer(self) -> bool {
        matches!(self, Self::Done | Self::Refuse | Self::NeedMore)
    }
}

/// A request about one's own data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataRequest {
    /// Whose records these are.
    pub instansi: InstansiId,
    /// Its key.
    pub id: Uuid,
    /// Who asks, about themselves.
    pub person: PersonId,
    /// What is asked for.
    pub ask: DataAsk,
    /// About which part.
    pub field: DataField,
    /// What is wrong, in their words.
    pub wrong: String,
    /// What it should be.
    pub wanted: String,
    /// Where it stands.
    pub state: DataState,
    /// When it was received; the clock begins.
    pub asked_at: Timestamp,
    /// Until when the law gives time.
    pub due_at: Timestamp,
    /// The last answer: when, by whom, why.
    pub answered: Option<DataAnswer>,
}

impl DataRequest {
    /// Whether the time has run out without an end.
    pub fn overdue(&self, now: Timestamp) -> bool {
        !self.state.is_over() && self.due_at < now
    }
}

/// An officer's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataAnswer {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// In which words.
    pub reason: String,
}

/// How long an answer may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataClock {
    /// Hours from the moment it is received, on every day of the week.
    pub hours: u16,
    /// The rule it comes from.
    pub rule: Arc<RuleRef>,
}

impl DataClock {
    /// Until when an answer is due.
    pub fn due(&self, asked_at: Timestamp) -> Timestamp {
        asked_at.saturating_add(SignedDuration::from_hours(i64::from(self.hours))).unwrap_or(Timestamp::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_takes_no_step_any_more() {
        for state in DataState::ALL.iter().filter(|state| state.is_over()) {
            assert!(DataStep::ALL.iter().all(|step| state.after(*step).is_none()), "{state:?}");
        }
    }

    #[test]
    fn a_reply_is_only_given_when_asked_for() {
        assert_eq!(DataState::Open.after(DataStep::NeedMore), Some(DataState::NeedsMore));
        assert_eq!(DataState::NeedsMore.after(DataStep::Reply), Some(DataState::Open));
        assert_eq!(DataState::Open.after(DataStep::Reply), None);
    }

    #[test]
    fn three_times_twenty_four_hours_do_not_stop_for_a_weekend() {
        let rule = Arc::new(RuleRef { pack: "uji".into(), source: "uji".into(), confirmed: true });
        let clock = DataClock { hours: 72, rule };

        let due = clock.due("2026-01-16T09:00:00Z".parse().unwrap());
        assert_eq!(due.to_string(), "2026-01-19T09:00:00Z");
    }
}
