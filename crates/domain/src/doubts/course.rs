//! The steps of a case and where they leave it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::DoubtPunch;
use crate::codes::codes;
use crate::ids::{PersonId, PunchId};

codes!(
    /// Where a case stands.
    DoubtState {
        /// Opened; nobody has asked the person yet.
        Open = "open",
        /// The person was asked and has time to answer.
        Asked = "asked",
        /// The person answered.
        Answered = "answered",
        /// The time to answer ran out. Silence is no guilt and decides nothing.
        Silent = "silent",
        /// One officer found a misuse; a second one has to confirm or reject it.
        Reviewed = "reviewed",
        /// Ended.
        Closed = "closed",
        /// The person appeals against a misuse.
        Appealed = "appealed",
        /// Something that came later explains it.
        Withdrawn = "withdrawn",
    }
);

impl DoubtState {
    /// Whether the case goes on; a person has at most one such case, and further punches join it.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Open | Self::Asked | Self::Answered | Self::Silent | Self::Reviewed)
    }

    /// Whether an officer has to do something.
    pub fn waits_for_officer(self) -> bool {
        matches!(self, Self::Open | Self::Answered | Self::Silent | Self::Reviewed | Self::Appealed)
    }

    /// Whether further punches may still join.
    pub fn takes_more(self) -> bool {
        self.is_live() && self != Self::Reviewed
    }
}

codes!(
    /// What somebody does about a case.
    DoubtStep {
        /// Further punches join it.
        Join = "join",
        /// An officer takes it in hand.
        Take = "take",
        /// The person is asked, with the day until which there is time to answer.
        Ask = "ask",
        /// The person answers.
        Answer = "answer",
        /// An officer says how it ends; a misuse needs a second officer.
        Review = "review",
        /// The second officer agrees that it was a misuse.
        Confirm = "confirm",
        /// The second officer does not; the case goes back to review.
        Reject = "reject",
        /// Something that came later explains it.
        Withdraw = "withdraw",
        /// The person names new facts.
        Appeal = "appeal",
        /// The appeal fails: it was a misuse.
        Uphold = "uphold",
        /// The appeal succeeds: it was none.
        Overturn = "overturn",
    }
);

impl DoubtStep {
    /// Whether it is the person's own.
    pub fn is_own(self) -> bool {
        matches!(self, Self::Answer | Self::Appeal)
    }
}

codes!(
    /// How a case ends.
    DoubtOutcome {
        /// The punch was honest.
        Honest = "honest",
        /// A phone, a network or a clock was at fault.
        Technical = "technical",
        /// The punch was not what it claims to be.
        Misuse = "misuse",
    }
);

/// One step as it was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoubtWord {
    /// Its key, made by whoever sent it.
    pub id: Uuid,
    /// What.
    pub step: DoubtStep,
    /// How it ends, for a review and what confirms it.
    pub outcome: Option<DoubtOutcome>,
    /// In words.
    pub text: String,
    /// Punches a review finds to be misused; all where none is named.
    pub which: Vec<PunchId>,
    /// Punches that join.
    pub punches: Vec<DoubtPunch>,
    /// By when the next word is expected.
    pub due_on: Option<Date>,
    /// By when officers go on, where that is another day.
    pub review_due_on: Option<Date>,
    /// SHA-256 of files of an answer or appeal, in hexadecimal digits.
    pub files: Vec<String>,
    /// A colleague who can say something about it.
    pub witness: Option<PersonId>,
    /// Who.
    pub by: String,
    /// The person behind that login.
    pub by_person: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

/// Where the steps of a case leave it. The day of asking tells whether time has run out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DoubtCourse {
    /// How many steps there are.
    pub steps: u32,
    /// Login of who has it in hand.
    pub owner: Option<String>,
    /// Until when the person has time to answer, once asked.
    pub answer_until: Option<Date>,
    /// Whether the person answered since they were asked last, or at all.
    pub answered: bool,
    /// The review that found a misuse.
    pub review: Option<DoubtWord>,
    /// The word that closed the case.
    pub closed: Option<DoubtWord>,
    /// How it ended, appeal included.
    pub outcome: Option<DoubtOutcome>,
    /// The appeal.
    pub appeal: Option<DoubtWord>,
    /// What became of the appeal.
    pub decided: Option<DoubtWord>,
    /// The word that took it back.
    pub withdrawn: Option<DoubtWord>,
    /// By when whoever is next is expected to act.
    pub due_on: Option<Date>,
    /// By when officers are expected to act.
    pub review_due_on: Option<Date>,
}

impl DoubtCourse {
    /// Folds steps in their order, after a case that was opened with a day for the first look.
    pub fn of<'a>(opened_due: Date, steps: impl IntoIterator<Item = &'a DoubtWord>) -> Self {
        let opened = Self { due_on: Some(opened_due), review_due_on: Some(opened_due), ..Self::default() };
        steps.into_iter().fold(opened, Self::with)
    }

    /// With one step more.
    #[must_use]
    pub fn with(mut self, word: &DoubtWord) -> Self {
        self.steps += 1;
        let closes = match word.step {
            DoubtStep::Take => {
                self.owner = Some(word.by.clone());
                return self;
            }
            DoubtStep::Join => {
                // Whoever was asked is asked about these too, and has the time for it.
                if self.answered || self.answer_until.is_some() {
                    (self.answered, self.answer_until) = (false, word.due_on);
                }
                false
            }
            DoubtStep::Ask => {
                self.owner = Some(word.by.clone());
                (self.answered, self.answer_until) = (false, word.due_on);
                false
            }
            DoubtStep::Answer => {
                self.answered = true;
                false
            }
            DoubtStep::Review => {
                self.owner = Some(word.by.clone());
                if word.outcome == Some(DoubtOutcome::Misuse) {
                    self.review = Some(word.clone());
                    false
                } else {
                    self.outcome = word.outcome;
                    true
                }
            }
            DoubtStep::Confirm => {
                self.outcome = Some(DoubtOutcome::Misuse);
                true
            }
            DoubtStep::Reject => {
                self.review = None;
                false
            }
            DoubtStep::Withdraw => {
                (self.outcome, self.withdrawn) = (Some(DoubtOutcome::Honest), Some(word.clone()));
                false
            }
            DoubtStep::Appeal => {
                self.appeal = Some(word.clone());
                false
            }
            DoubtStep::Uphold => {
                self.decided = Some(word.clone());
                false
            }
            DoubtStep::Overturn => {
                (self.outcome, self.decided) = (Some(DoubtOutcome::Honest), Some(word.clone()));
                false
            }
        };
        if closes {
            self.closed = Some(word.clone());
        }
        (self.due_on, self.review_due_on) = (word.due_on, word.review_due_on.or(word.due_on));
        self
    }

    /// Where it stands on a day.
    pub fn state(&self, today: Date) -> DoubtState {
        match () {
            () if self.withdrawn.is_some() => DoubtState::Withdrawn,
            () if self.appeal.is_some() && self.decided.is_none() => DoubtState::Appealed,
            () if self.closed.is_some() => DoubtState::Closed,
            () if self.review.is_some() => DoubtState::Reviewed,
            () if self.answered => DoubtState::Answered,
            () => match self.answer_until {
                None => DoubtState::Open,
                Some(until) if until < today => DoubtState::Silent,
                Some(_) => DoubtState::Asked,
            },
        }
    }

    /// Whether the person answered, or let the time for it pass.
    pub fn was_heard(&self, today: Date) -> bool {
        self.answered || self.answer_until.is_some_and(|until| until < today)
    }

    /// Until when the person may appeal; `None` where there is nothing to appeal against.
    pub fn appeal_until(&self) -> Option<Date> {
        let open = self.outcome == Some(DoubtOutcome::Misuse) && self.appeal.is_none() && self.withdrawn.is_none();
        self.closed.as_ref().filter(|_| open).and_then(|closed| closed.due_on)
    }

    /// Whether the punches of the case are void now.
    pub fn voids(&self) -> bool {
        self.outcome == Some(DoubtOutcome::Misuse) && self.closed.is_some() && self.withdrawn.is_none()
    }

    /// Whether officers let the time pass.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.state(today).waits_for_officer() && self.review_due_on.is_some_and(|due| due < today)
    }
}
