//! Why an act is refused, and what to do instead.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::offices::{Office, PowerHolder};
use super::rule::{CaseNotCovered, Uncovered};
use super::words::{CaseDuty, CaseStage};
use crate::calendar::NotCovered;
use crate::sanctions::{Level, Sanction};

/// Why an act is refused. Each has a sentence that says what to do next ([`Refusal::id`], [`Refusal::en`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// A case needs a breach with an article.
    NoBreach,
    /// A case needs somebody who examines and somebody of BKPSDM.
    NobodyAssigned(CaseDuty),
    /// The case stands elsewhere.
    WrongStage(CaseStage),
    /// It is closed.
    Closed,
    /// Dated later than today.
    InFuture(Date),
    /// Dated before what already follows from later acts.
    OutOfOrder(Date),
    /// It is about themselves.
    OwnCase,
    /// Only the person does that.
    NotSubject,
    /// They have none of these duties.
    NoDuty(Vec<CaseDuty>),
    /// Whoever is involved in the breach gets no duty back.
    Involved,
    /// They opened the case; somebody else verifies.
    OpenedIt,
    /// They reported, verified or examined; somebody else decides.
    SpokeBefore,
    /// They decided; the next one up answers the objection.
    DecidedIt,
    /// They hold no power over that level.
    NoPower {
        /// Of the office decided about.
        subject: Office,
        /// The level.
        level: Level,
        /// Who may.
        who: Vec<PowerHolder>,
    },
    /// The person has time until then.
    TimeToExplain(Date),
    /// The person was not asked yet.
    NotAsked,
    /// The term of the first summons; the earliest day of the examination.
    TooSoon(Date),
    /// The first examination has not passed.
    FirstNotPassed(Date),
    /// The examination is on a day off.
    DayOff(Date),
    /// A punishment of that level needs a team.
    TeamNeeded,
    /// For a light breach there is no team.
    NoTeamForRingan,
    /// A team needs that many members.
    TeamTooSmall(u16),
    /// A team needs somebody from there.
    TeamLacks(&'static str),
    /// Exactly one chair and one secretary, both members.
    ChairAndSecretary,
    /// A member is of lower office than the person.
    LowerOffice(Office),
    /// Whether a member is of lower office is not known.
    UnknownHeight(Office),
    /// The council needs that many members beside chair and secretary.
    CouncilTooSmall(u16),
    /// The council must be odd in number.
    CouncilEven(usize),
    /// Only the chair speaks for a body.
    NotChair,
    /// Temporary release is for heavy breaches.
    OnlyForBerat,
    /// The record must name questions and signatures, the person's among them.
    RecordIncomplete,
    /// The kind of punishment is not for that employment.
    WrongKind,
    /// A punishment by contract is not for PNS and CPNS.
    ListedOnly,
    /// The breach was already decided on.
    AlreadyPunished(String),
    /// The time for it ran out.
    TooLate(Date),
    /// The end of an employment goes to BPASN, anything else does not.
    WrongWay {
        /// Whether BPASN is the way.
        bpasn: bool,
    },
    /// Said once already.
    AlreadySaid,
    /// What changes must be named.
    InsteadMissing,
    /// The reason to close does not fit what happened.
    CloseReasonUnfit,
    /// Time to object or appeal runs until then.
    NotFinal(Date),
    /// Days underneath were settled otherwise since; that is written down first.
    RecountFirst(BTreeSet<Date>),
    /// A recount never adds days or weight.
    RecountAdds,
    /// No day underneath was settled otherwise.
    NothingFell,
    /// What is left is something else.
    RecountDiffers {
        /// The days that are left.
        left: BTreeSet<Date>,
        /// What they indicate.
        now: Option<Sanction>,
    },
    /// Days of attendance that are not settled as days without a word.
    NotUnexplained(BTreeSet<Date>),
    /// Days a source has not spoken about yet.
    StillWaiting(BTreeSet<Date>),
    /// The ladder indicates nothing for these days.
    NoIndication,
    /// No calendar for that day.
    NoCalendar(NotCovered),
    /// No rule for that day.
    NoRule(CaseNotCovered),
}

impl Refusal {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoBreach => "no_breach",
            Self::NobodyAssigned(_) => "nobody_assigned",
            Self::WrongStage(_) => "wrong_stage",
            Self::Closed => "closed",
            Self::InFuture(_) => "in_future",
            Self::OutOfOrder(_) => "out_of_order",
            Self::OwnCase => "own_record",
            Self::NotSubject => "not_subject",
            Self::NoDuty(_) => "no_duty",
            Self::Involved => "involved",
            Self::OpenedIt => "opened_it",
            Self::SpokeBefore => "spoke_before",
            Self::DecidedIt => "decided_it",
            Self::NoPower { .. } => "no_power",
            Self::TimeToExplain(_) => "time_to_explain",
            Self::NotAsked => "not_asked",
            Self::TooSoon(_) => "too_soon",
            Self::FirstNotPassed(_) => "first_not_passed",
            Self::DayOff(_) => "day_off",
            Self::TeamNeeded => "team_needed",
            Self::NoTeamForRingan => "no_team",
            Self::TeamTooSmall(_) => "team_too_small",
            Self::TeamLacks(_) => "team_lacks",
            Self::ChairAndSecretary => "chair_and_secretary",
            Self::LowerOffice(_) => "lower_office",
            Self::UnknownHeight(_) => "unknown_height",
            Self::CouncilTooSmall(_) => "council_too_small",
            Self::CouncilEven(_) => "council_even",
            Self::NotChair => "not_chair",
            Self::OnlyForBerat => "only_for_berat",
            Self::RecordIncomplete => "record_incomplete",
            Self::WrongKind => "wrong_kind",
            Self::ListedOnly => "listed_only",
            Self::AlreadyPunished(_) => "already_punished",
            Self::TooLate(_) => "too_late",
            Self::WrongWay { .. } => "wrong_way",
            Self::AlreadySaid => "already_said",
            Self::InsteadMissing => "instead_missing",
            Self::CloseReasonUnfit => "close_reason_unfit",
            Self::NotFinal(_) => "not_final",
            Self::RecountFirst(_) => "recount_first",
            Self::RecountAdds => "recount_adds",
            Self::NothingFell => "nothing_fell",
            Self::RecountDiffers { .. } => "recount_differs",
            Self::NotUnexplained(_) => "not_unexplained",
            Self::StillWaiting(_) => "still_waiting",
            Self::NoIndication => "no_indication",
            Self::NoCalendar(_) => "no_calendar",
            Self::NoRule(_) => "no_rule",
        }
    }
}

impl From<Uncovered> for Refusal {
    fn from(error: Uncovered) -> Self {
        match error {
            Uncovered::Calendar(error) => Self::NoCalendar(error),
            Uncovered::Rule(error) => Self::NoRule(error),
        }
    }
}

impl From<NotCovered> for Refusal {
    fn from(error: NotCovered) -> Self {
        Self::NoCalendar(error)
    }
}

impl From<CaseNotCovered> for Refusal {
    fn from(error: CaseNotCovered) -> Self {
        Self::NoRule(error)
    }
}
