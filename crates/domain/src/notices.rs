//! What people are told without asking: which kinds there are, over which channels, and when.

mod choices;
mod due;

use serde::{Deserialize, Serialize};

pub use self::choices::{Choices, QuietHours, Sending, default_of};
pub use self::due::{Due, Heard, LeadTimes, due};

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Work begins soon and no arrival was heard.
    WindowOpens,
    /// The time to arrive without being late, or to give a wanted tap, is almost over and none was heard.
    WindowClosesSoon,
    /// Work is over, an arrival was heard and no departure.
    OutMissing,
    /// A request waits for this person's decision.
    RequestWaiting,
    /// A request of this person was decided.
    RequestDecided,
    /// A request still waits for this person, and its day is near.
    RequestReminder,
    /// A month is about to be closed while days of this person or unit are open.
    MonthClosing,
    /// The morning's figures of a head's unit.
    Digest,
    /// A phone of this person was vouched for, refused or withdrawn.
    PhoneDecided,
    /// Duty of this person was changed.
    RosterChanged,
    /// This person is asked about their own punches.
    DoubtAsked,
    /// What was asked of this person's punches was decided.
    DoubtDecided,
    /// A colleague named this person as a witness, who may say what they saw.
    WitnessAsked,
    /// A case of doubt waits for this officer's word.
    DoubtWaiting,
    /// An outage waits for this officer's word.
    OutageWaiting,
    /// A tolerance zone is to be looked at again.
    ZoneDue,
    /// Somebody looked at, corrected or erased data of this person.
    Privacy,
    /// Machines fell silent, or are heard again; told to those who keep them running.
    SourceSilent,
    /// The daily look at the seal found something; told to operators and inspectors.
    SealBroken,
    /// A list of the day, or a second look, waits for this head or officer.
    CrossCheck,
    /// A head did not answer; told to the next superior and the agency.
    CrossCheckSilent,
    /// This person was drawn for a spot check and has some minutes to show themselves.
    SpotCalled,
    /// An online sidak calls this person to show themselves within minutes.
    SidakCalled,
    /// An online sidak asks this head for the roll and the agenda.
    SidakAsked,
    /// This person is asked to explain an absence.
    FollowUpAsked,
    /// What this person explained was decided.
    FollowUpDecided,
    /// An explanation waits for this officer's word.
    FollowUpWaiting,
    /// This head or owner was instructed, or what they did was looked at.
    InstructionGiven,
    /// The day an instruction is due is near or past.
    InstructionDue,
    /// The roll of the day waits for this head's word.
    DayRollDue,
    /// An office of this head was visited.
    VisitReported,
    /// This person is expected at an apel or ceremony.
    ApelCalled,
    /// A service post of this head is not staffed as it must be.
    PostUncovered,
    /// A discipline case about this person has a word for them.
    CaseMine,
    /// Something in a discipline case waits for this officer, or ran out.
    CaseDue,
}

impl NoticeKind {
    /// Every kind, in the order people are shown them.
    pub const ALL: [Self; 35] = [
        Self::SpotCalled,
        Self::SidakCalled,
        Self::WindowOpens,
        Self::WindowClosesSoon,
        Self::OutMissing,
        Self::RequestWaiting,
        Self::RequestReminder,
        Self::RequestDecided,
        Self::RosterChanged,
        Self::DoubtAsked,
        Self::DoubtDecided,
        Self::WitnessAsked,
        Self::DoubtWaiting,
        Self::MonthClosing,
        Self::Digest,
        Self::PhoneDecided,
        Self::OutageWaiting,
        Self::ZoneDue,
        Self::Privacy,
        Self::SourceSilent,
        Self::SealBroken,
        Self::CrossCheck,
        Self::CrossCheckSilent,
        Self::SidakAsked,
        Self::FollowUpAsked,
        Self::FollowUpDecided,
        Self::FollowUpWaiting,
        Self::InstructionGiven,
        Self::InstructionDue,
        Self::DayRollDue,
        Self::VisitReported,
        Self::ApelCalled,
        Self::PostUncovered,
        Self::CaseMine,
        Self::CaseDue,
    ];

    /// The code of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WindowOpens => "window_opens",
            Self::WindowClosesSoon => "window_closes_soon",
            Self::OutMissing => "out_missing",
            Self::RequestWaiting => "request_waiting",
            Self::RequestDecided => "request_decided",
            Self::RequestReminder => "request_reminder",
            Self::MonthClosing => "month_closing",
            Self::Digest => "digest",
            Self::PhoneDecided => "phone_decided",
            Self::RosterChanged => "roster_changed",
            Self::DoubtAsked => "doubt_asked",
            Self::DoubtDecided => "doubt_decided",
            Self::WitnessAsked => "witness_asked",
            Self::DoubtWaiting => "doubt_waiting",
            Self::OutageWaiting => "outage_waiting",
            Self::ZoneDue => "zone_due",
            Self::Privacy => "privacy",
            Self::SourceSilent => "source_silent",
            Self::SealBroken => "seal_broken",
            Self::CrossCheck => "cross_check",
            Self::CrossCheckSilent => "cross_check_silent",
            Self::SpotCalled => "spot_called",
            Self::SidakCalled => "sidak_called",
            Self::SidakAsked => "sidak_asked",
            Self::FollowUpAsked => "follow_up_asked",
            Self::FollowUpDecided => "follow_up_decided",
            Self::FollowUpWaiting => "follow_up_waiting",
            Self::InstructionGiven => "instruction_given",
            Self::InstructionDue => "instruction_due",
            Self::DayRollDue => "day_roll_due",
            Self::VisitReported => "visit_reported",
            Self::ApelCalled => "apel_called",
            Self::PostUncovered => "post_uncovered",
            Self::CaseMine => "case_mine",
            Self::CaseDue => "case_due",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether it belongs to duty of this very hour.
    pub fn is_of_duty(self) -> bool {
        matches!(
            self,
            Self::WindowOpens
                | Self::WindowClosesSoon
                | Self::OutMissing
                | Self::SpotCalled
                | Self::SidakCalled
                | Self::SidakAsked
        )
    }
}

/// The way a notice goes. The list inside the app has every notice and is no channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeChannel {
    /// To a phone or browser that asked for it (Web Push).
    Push,
    /// To a confirmed address.
    Email,
}

impl NoticeChannel {
    /// Every channel.
    pub const ALL: [Self; 2] = [Self::Push, Self::Email];

    /// The code of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::Email => "email",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_and_channel_is_read_back_from_its_code() {
        for kind in NoticeKind::ALL {
            assert_eq!(NoticeKind::parse(kind.as_str()), Some(kind));
        }
        for channel in NoticeChannel::ALL {
            assert_eq!(NoticeChannel::parse(channel.as_str()), Some(channel));
        }
        assert_eq!(NoticeKind::parse("lain"), None);
    }
}
