//! How a discrepancy ends: somebody takes it in hand, one officer proposes what was so, another confirms.
//!
//! **Invariant:** steps are only added. A discrepancy is settled only while the evidence is the one that was settled;
//! once the sources say something else it is open again, and the settlement stays as what it was.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::codes::{Outcome, Speaker};
use crate::codes::codes;
use crate::day::Corrected;
use crate::ids::PersonId;
use crate::status::Status;

codes!(
    /// Where a discrepancy stands.
    SettleState {
        /// Found, in nobody's hand.
        Open = "open",
        /// In somebody's hand.
        Assigned = "assigned",
        /// One officer proposed how it ends; another has to speak.
        Proposed = "proposed",
        /// Ended by two officers.
        Settled = "settled",
        /// Was settled, and the sources have said something else since.
        Reopened = "reopened",
        /// The sources agree by now; nothing was to be settled.
        Gone = "gone",
    }
);

impl SettleState {
    /// Whether somebody still has to do something.
    pub fn waits(self) -> bool {
        !matches!(self, Self::Settled | Self::Gone)
    }
}

codes!(
    /// What somebody does about a discrepancy.
    SettleStep {
        /// Gives it into somebody's hand.
        Assign = "assign",
        /// Proposes how it ends.
        Propose = "propose",
        /// It was so.
        Confirm = "confirm",
        /// It was not so; the proposal falls.
        Reject = "reject",
        /// Takes one's own proposal back.
        Withdraw = "withdraw",
    }
);

/// What a side, or a new record, says of the day. Times are local to the place of duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Says {
    /// Arrived then.
    pub arrived: Option<DateTime>,
    /// Left then.
    pub left: Option<DateTime>,
    /// The day has that status.
    pub status: Option<Status>,
}

impl Says {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What would have to be corrected of a day judged like that, so that it is as said.
    ///
    /// `stands_over` is a corrected status that would hide arrival and departure.
    pub fn corrections(&self, judged: &JudgedSides, stands_over: Option<Status>) -> Vec<Corrected> {
        let mut corrections = Vec::new();
        let times = self.arrived.is_some() || self.left.is_some();
        corrections.extend(self.arrived.filter(|at| judged.arrived != Some(*at)).map(Corrected::ArrivedAt));
        corrections.extend(self.left.filter(|at| judged.left != Some(*at)).map(Corrected::LeftAt));
        let status = match self.status {
            // A present day is one with an arrival or a departure; the minutes follow from them.
            Some(Status::H) if times => None,
            Some(status) => (judged.status != status).then_some(status),
            None => None,
        };
        let lifted =
            (times && status.is_none() && stands_over.is_some_and(|over| over != Status::H)).then_some(Status::H);
        corrections.extend(status.or(lifted).map(Corrected::StatusIs));
        corrections
    }
}

/// What a day was judged to be, as far as two sides can disagree about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JudgedSides {
    /// The arrival.
    pub arrived: Option<DateTime>,
    /// The departure.
    pub left: Option<DateTime>,
    /// The status.
    pub status: Status,
}

/// Which side an outcome follows.
pub fn follows(outcome: Outcome, a: Speaker, b: Speaker) -> Option<Speaker> {
    match outcome {
        Outcome::ARight => Some(a),
        Outcome::BRight => Some(b),
        Outcome::BothWrong | Outcome::CannotBeKnown => None,
    }
}

/// One step as it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettleWord {
    /// Its key, made by whoever sent it.
    pub id: Uuid,
    /// What.
    pub step: SettleStep,
    /// Whose it is from now on, for an assignment.
    pub owner: Option<String>,
    /// How it ends, for a proposal and its confirmation.
    pub outcome: Option<Outcome>,
    /// SHA-256 of what the sources said then.
    pub evidence: [u8; 32],
    /// What was so.
    pub says: Says,
    /// The corrections that followed.
    pub corrections: Vec<Uuid>,
    /// The bundle it was taken with.
    pub bundle: Option<Uuid>,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// The person behind that login.
    pub by_person: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

/// Where a discrepancy stands after its steps, whatever the sources say now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// How many steps there are.
    pub steps: u32,
    /// In whose hand it is.
    pub owner: Option<String>,
    /// The proposal nobody has spoken to yet.
    pub proposal: Option<SettleWord>,
    /// The newest confirmation.
    pub settled: Option<SettleWord>,
}

impl Standing {
    /// Folds steps in their order.
    pub fn of<'a>(steps: impl IntoIterator<Item = &'a SettleWord>) -> Self {
        steps.into_iter().fold(Self::default(), Self::with)
    }

    /// With one step more.
    #[must_use]
    pub fn with(mut self, word: &SettleWord) -> Self {
        self.steps += 1;
        match word.step {
            SettleStep::Assign => self.owner.clone_from(&word.owner),
            SettleStep::Propose => self.proposal = Some(word.clone()),
            SettleStep::Confirm => (self.settled, self.proposal) = (Some(word.clone()), None),
            SettleStep::Reject | SettleStep::Withdraw => self.proposal = None,
        }
        self
    }

    /// Where it stands, given what the sources say now and whether they still disagree.
    pub fn state(&self, evidence: &[u8; 32], gone: bool) -> SettleState {
        let is_of = |word: &Option<SettleWord>| word.as_ref().is_some_and(|word| word.evidence == *evidence);
        match () {
            () if is_of(&self.settled) => SettleState::Settled,
            () if gone => SettleState::Gone,
            () if is_of(&self.proposal) => SettleState::Proposed,
            () if self.settled.is_some() => SettleState::Reopened,
            () if self.owner.is_some() => SettleState::Assigned,
            () => SettleState::Open,
        }
    }
}

/// Whether a step is possible where a discrepancy stands.
pub fn is_possible(step: SettleStep, state: SettleState) -> bool {
    match step {
        SettleStep::Assign => state.waits(),
        SettleStep::Propose => state.waits() && state != SettleState::Proposed,
        SettleStep::Confirm | SettleStep::Reject | SettleStep::Withdraw => state == SettleState::Proposed,
    }
}

/// Why somebody may not take a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettleBar {
    /// It is about their own day.
    OwnRecord,
    /// They made the proposal; somebody else has to speak.
    OwnProposal,
    /// The proposal is another's, who alone takes it back.
    NotTheirs,
}

impl SettleBar {
    /// The code of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OwnRecord => "own_record",
            Self::OwnProposal => "own_proposal",
            Self::NotTheirs => "not_yours",
        }
    }
}

/// What keeps somebody from a step: nobody settles their own day, four eyes confirm or reject, and only who proposed
/// takes a proposal back.
pub fn barred(
    step: SettleStep,
    subject: PersonId,
    standing: &Standing,
    login: &str,
    person: Option<PersonId>,
) -> Option<SettleBar> {
    if person == Some(subject) {
        return Some(SettleBar::OwnRecord);
    }
    let theirs = standing
        .proposal
        .as_ref()
        .is_some_and(|proposal| proposal.by == login || (person.is_some() && proposal.by_person == person));
    match step {
        SettleStep::Confirm | SettleStep::Reject if theirs => Some(SettleBar::OwnProposal),
        SettleStep::Withdraw if !theirs => Some(SettleBar::NotTheirs),
        _ => None,
    }
}

/// Whether the time for it has run out.
pub fn is_overdue(state: SettleState, due_on: Date, today: Date) -> bool {
    state.waits() && due_on < today
}

#[cfg(test)]
mod tests;
