//! What leaders instruct an office to do (arahan), and what becomes of it. It stays open until whoever may instruct says it
//! is done; the office's own word is not enough.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::codes::codes;

codes!(
    /// What is said of an instruction.
    InstructionStep {
        /// The office tells how far it is.
        Progress = "progress",
        /// The office says that it is done.
        Done = "done",
        /// Whoever instructs agrees.
        Verified = "verified",
        /// Whoever instructs does not; it goes on.
        Returned = "returned",
        /// Whoever instructs takes it back.
        Cancelled = "cancelled",
    }
);

impl InstructionStep {
    /// Whether the office speaks; the others are the word of whoever instructs.
    pub fn is_of_office(self) -> bool {
        matches!(self, Self::Progress | Self::Done)
    }
}

codes!(
    /// Where an instruction stands.
    InstructionState {
        /// Nothing was said yet.
        Given = "given",
        /// The office is at it.
        UnderWay = "under_way",
        /// The office says it is done; that is to be looked at.
        SaidDone = "said_done",
        /// It is done.
        Verified = "verified",
        /// It was taken back.
        Cancelled = "cancelled",
    }
);

impl InstructionState {
    /// Whether it is still to be done or to be looked at.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Given | Self::UnderWay | Self::SaidDone)
    }

    /// Whether it is late on a day: open, not said to be done, and past its day.
    pub fn is_overdue(self, due_on: Option<Date>, today: Date) -> bool {
        matches!(self, Self::Given | Self::UnderWay) && due_on.is_some_and(|due| due < today)
    }
}

/// Where the steps leave an instruction.
pub fn state_of(steps: impl IntoIterator<Item = InstructionStep>) -> InstructionState {
    steps.into_iter().fold(InstructionState::Given, |state, step| match step {
        InstructionStep::Progress if state == InstructionState::SaidDone => state,
        InstructionStep::Progress | InstructionStep::Returned => InstructionState::UnderWay,
        InstructionStep::Done => InstructionState::SaidDone,
        InstructionStep::Verified => InstructionState::Verified,
        InstructionStep::Cancelled => InstructionState::Cancelled,
    })
}

/// Whether a step may follow where an instruction stands.
pub fn is_possible(step: InstructionStep, state: InstructionState) -> bool {
    match step {
        InstructionStep::Progress | InstructionStep::Cancelled => state.is_open(),
        InstructionStep::Done => matches!(state, InstructionState::Given | InstructionState::UnderWay),
        // What turns out not to be done is opened again, also after it was verified.
        InstructionStep::Returned => matches!(state, InstructionState::SaidDone | InstructionState::Verified),
        InstructionStep::Verified => state.is_open(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_offices_word_alone_closes_nothing() {
        let done = state_of([InstructionStep::Progress, InstructionStep::Done]);
        assert_eq!(done, InstructionState::SaidDone);
        assert!(done.is_open());

        let verified = state_of([InstructionStep::Done, InstructionStep::Verified]);
        assert!(!verified.is_open());
        assert_eq!(state_of([InstructionStep::Done, InstructionStep::Returned]), InstructionState::UnderWay);
    }

    #[test]
    fn what_is_said_to_be_done_is_not_late() {
        let (due, after) = (Some(date(2026, 1, 19)), date(2026, 1, 20));
        assert!(InstructionState::Given.is_overdue(due, after));
        assert!(!InstructionState::Given.is_overdue(due, date(2026, 1, 19)));
        assert!(!InstructionState::SaidDone.is_overdue(due, after));
        assert!(!InstructionState::UnderWay.is_overdue(None, after));
    }

    proptest! {
        #[test]
        fn only_whoever_instructs_ends_it(picks in prop::collection::vec(0..InstructionStep::ALL.len(), 0..12)) {
            let mut steps = Vec::new();
            for pick in picks {
                let step = InstructionStep::ALL[pick];
                if is_possible(step, state_of(steps.iter().copied())) {
                    steps.push(step);
                }
            }
            let state = state_of(steps.iter().copied());
            let ends = |step: &&InstructionStep| matches!(step, InstructionStep::Verified | InstructionStep::Cancelled);
            prop_assert_eq!(!state.is_open(), steps.last().as_ref().is_some_and(ends));
        }
    }
}
