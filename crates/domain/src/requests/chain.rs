//! Who decides in which order, and what a decision does to a request.

use serde::{Deserialize, Serialize};

use crate::access::Acting;
use crate::ids::PersonId;

/// Who sits at a step of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The colleague whose turn is asked for.
    Rekan,
    /// The superior: the head of the unit, or of the one above for a head.
    Atasan,
    /// The personnel agency, for the official who has the power (PYBMC).
    Kepegawaian,
}

impl Who {
    /// Every seat.
    pub const ALL: [Self; 3] = [Self::Rekan, Self::Atasan, Self::Kepegawaian];

    /// The code of the API, the packs and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rekan => "rekan",
            Self::Atasan => "atasan",
            Self::Kepegawaian => "kepegawaian",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|who| who.as_str() == text)
    }
}

/// One step: who decides, within how many working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainStep {
    /// Who.
    pub who: Who,
    /// Working days from when it reached them.
    pub days: u8,
}

/// The steps in their order; never empty.
pub type Chain = Vec<ChainStep>;

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// Waits at a step.
    Pending,
    /// Went back to be completed.
    Returned,
    /// Every step said yes.
    Approved,
    /// Somebody said no.
    Rejected,
    /// Leave put off (ditangguhkan); its right is kept.
    Postponed,
    /// Taken back by the person.
    Withdrawn,
}

impl RequestState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Returned, Self::Approved, Self::Rejected, Self::Postponed, Self::Withdrawn];

    /// The code of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Returned => "returned",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Postponed => "postponed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether nothing more can happen to it.
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Pending | Self::Returned)
    }
}

/// What somebody at a step may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionAction {
    /// Yes.
    Approve,
    /// Back to be completed or changed (perubahan).
    Return,
    /// No.
    Reject,
    /// Leave is put off (ditangguhkan).
    Postpone,
}

impl DecisionAction {
    /// Every action.
    pub const ALL: [Self; 4] = [Self::Approve, Self::Return, Self::Reject, Self::Postpone];

    /// The code of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Return => "return",
            Self::Reject => "reject",
            Self::Postpone => "postpone",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == text)
    }
}

/// State and, while it waits, the step from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The state.
    pub state: RequestState,
    /// The step it waits at.
    pub step: Option<usize>,
}

impl Progress {
    /// Handed in, or handed in again.
    pub const SUBMITTED: Self = Self { state: RequestState::Pending, step: Some(0) };

    fn over(state: RequestState) -> Self {
        Self { state, step: None }
    }
}

/// What a decision at the present step makes of a request; `None` when it waits at no step.
pub fn decide(chain: &[ChainStep], at: Progress, action: DecisionAction) -> Option<Progress> {
    let step = at.step.filter(|step| at.state == RequestState::Pending && *step < chain.len())?;
    Some(match action {
        DecisionAction::Approve if step + 1 < chain.len() => {
            Progress { state: RequestState::Pending, step: Some(step + 1) }
        }
        DecisionAction::Approve => Progress::over(RequestState::Approved),
        DecisionAction::Return => Progress::over(RequestState::Returned),
        DecisionAction::Reject => Progress::over(RequestState::Rejected),
        DecisionAction::Postpone => Progress::over(RequestState::Postponed),
    })
}

/// What the grants in force make somebody towards the person who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Holds the office of the superior; the inner value tells for whom it is held.
    pub atasan: Option<Option<Acting>>,
    /// Sits in the personnel agency.
    pub kepegawaian: Option<Option<Acting>>,
}

/// Somebody who wants to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decider {
    /// The person behind the account; an account without one decides nothing.
    pub person: Option<PersonId>,
    /// What they are towards the person who asks.
    pub standing: Standing,
}

/// In which seat somebody decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    /// The seat.
    pub who: Who,
    /// Held for another.
    pub acting: Option<Acting>,
    /// Taken because the superior let the time run out.
    pub escalated: bool,
}

/// Why somebody may not decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAllowed {
    /// It is about themselves, or they handed it in.
    OwnRecord,
    /// They decided an earlier step: four eyes are wanted.
    DecidedBefore,
    /// The step is another's.
    NotYours,
    /// Nobody stands behind the account.
    NoPerson,
}

/// Whether somebody may decide at a step, and in which seat.
///
/// Nobody decides about themselves or what they handed in for another, and nobody twice in one round. A colleague of a
/// swap agrees to their own part of it and decides nothing else. When a superior let the time run out, the personnel
/// agency may decide in their place; it cannot then decide its own step by the same person.
///
/// # Errors
///
/// [`NotAllowed`] with the reason.
pub fn may_decide(step: Who, overdue: bool, parties: &Parties<'_>, decider: &Decider) -> Result<Seat, NotAllowed> {
    let person = decider.person.ok_or(NotAllowed::NoPerson)?;
    if person == parties.subject || parties.filed_by == Some(person) {
        return Err(NotAllowed::OwnRecord);
    }
    let colleague = parties.colleague == Some(person);
    if step == Who::Rekan {
        return if colleague {
            Ok(Seat { who: Who::Rekan, acting: None, escalated: false })
        } else {
            Err(NotAllowed::NotYours)
        };
    }
    if colleague {
        return Err(NotAllowed::OwnRecord);
    }
    let seat = match (step, decider.standing.atasan, decider.standing.kepegawaian) {
        (Who::Atasan, Some(acting), _) => Seat { who: Who::Atasan, acting, escalated: false },
        (Who::Atasan, None, Some(acting)) if overdue => Seat { who: Who::Kepegawaian, acting, escalated: true },
        (Who::Kepegawaian, _, Some(acting)) => Seat { who: Who::Kepegawaian, acting, escalated: false },
        _ => return Err(NotAllowed::NotYours),
    };
    if parties.decided.contains(&person) { Err(NotAllowed::DecidedBefore) } else { Ok(seat) }
}

/// Whose request it is and who had a part in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parties<'a> {
    /// Whose record would change.
    pub subject: PersonId,
    /// Who handed it in, when another did.
    pub filed_by: Option<PersonId>,
    /// The colleague of a swap.
    pub colleague: Option<PersonId>,
    /// Who said yes in this round.
    pub decided: &'a [PersonId],
}
