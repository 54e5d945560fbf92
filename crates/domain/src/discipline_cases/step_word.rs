//! The words of the steps of a case: which duty may do them, and in which stage.

use serde::{Deserialize, Serialize};

use super::words::{CaseDuty, CaseStage};
use crate::codes::codes;

codes!(
    /// The word of a step, without what it says, in the order in which people are offered them.
    StepWord {
        /// Asks the person to explain.
        Ask = "ask",
        /// The person explains.
        Explain = "explain",
        /// The person claims a reason that has to be looked into.
        ClaimReason = "claim_reason",
        /// The kepala OPD looks into it.
        HeadLook = "head_look",
        /// The council is formed.
        FormCouncil = "form_council",
        /// The council recommends; by consensus, else by vote.
        Recommend = "recommend",
        /// The moral sanction is issued.
        Moral = "moral",
        /// Verified.
        Verify = "verify",
        /// The person is summoned, in writing.
        Summon = "summon",
        /// The examining team is formed.
        FormTeam = "form_team",
        /// The person is freed from the duties of the office for the time being; works on and keeps the pay.
        FreeFromDuties = "free_from_duties",
        /// Examined behind closed doors, with a record (BAP).
        Examine = "examine",
        /// The person adds something after the examination.
        AddStatement = "add_statement",
        /// Record of not appearing at either summons.
        RecordAbsence = "record_absence",
        /// The report of the examination (LHP).
        Report = "report",
        /// Decided by the official with the power.
        Decide = "decide",
        /// Handed over.
        HandOver = "hand_over",
        /// Sent to whoever was not there.
        Send = "send",
        /// The day the person had it.
        Receive = "receive",
        /// The person objects.
        Object = "object",
        /// The objection is answered.
        AnswerObjection = "answer_objection",
        /// The person appeals to BPASN.
        Appeal = "appeal",
        /// The PPK replies to BPASN.
        ReplyAppeal = "reply_appeal",
        /// What BPASN decided, as it was received.
        DecideAppeal = "decide_appeal",
        /// The days underneath were settled otherwise: what the ladder says of them now.
        Recount = "recount",
        /// The official who decided looked at it again.
        Review = "review",
        /// Takes a duty from somebody; whoever is involved does not get it back.
        Release = "release",
        /// Gives somebody a duty.
        Assign = "assign",
        /// The case ends.
        Close = "close",
        /// It goes on.
        Reopen = "reopen",
    }
);

impl StepWord {
    /// Whether only the person it is about may do it.
    pub fn is_own(self) -> bool {
        matches!(self, Self::Explain | Self::ClaimReason | Self::AddStatement | Self::Object | Self::Appeal)
    }

    /// The duties that may do it; empty for the person's own.
    pub fn duties(self) -> &'static [CaseDuty] {
        use CaseDuty::{Bkpsdm, Council, Decider, Examiner, ObjectionAuthority, OfficeHead, Superior};
        match self {
            Self::Assign | Self::Release => &[Bkpsdm, Decider],
            Self::Ask => &[Superior, Bkpsdm],
            Self::HeadLook => &[OfficeHead],
            Self::FormCouncil | Self::FormTeam => &[Decider, Bkpsdm],
            Self::Recommend => &[Council],
            Self::Moral | Self::Decide | Self::Review | Self::ReplyAppeal => &[Decider],
            Self::Verify => &[Bkpsdm, Superior],
            Self::Summon | Self::FreeFromDuties => &[Superior],
            Self::Examine | Self::RecordAbsence | Self::Report => &[Superior, Examiner],
            Self::HandOver | Self::Send | Self::Receive => &[Decider, Superior, Bkpsdm],
            Self::AnswerObjection => &[ObjectionAuthority],
            Self::DecideAppeal | Self::Recount => &[Bkpsdm],
            Self::Close | Self::Reopen => &[Bkpsdm, Superior, Decider],
            Self::Explain | Self::ClaimReason | Self::AddStatement | Self::Object | Self::Appeal => &[],
        }
    }

    /// The stages in which it has its place. Giving and taking duties, and a recount, have theirs until the end.
    pub fn fits(self, stage: CaseStage) -> bool {
        use CaseStage as S;
        match self {
            Self::Assign | Self::Release | Self::Recount => stage != S::Closed,
            Self::Ask => matches!(stage, S::Opened | S::Asked | S::ToVerify),
            Self::Explain | Self::ClaimReason => {
                matches!(stage, S::Opened | S::Asked | S::ToVerify | S::Verified)
            }
            Self::HeadLook => stage == S::AtHead,
            Self::FormCouncil | Self::Recommend => stage == S::AtCouncil,
            Self::Moral => !matches!(stage, S::Closed | S::AtHead | S::AtCouncil),
            Self::Verify => matches!(stage, S::Opened | S::Asked | S::ToVerify),
            Self::Summon => matches!(stage, S::Verified | S::Summoned),
            Self::FormTeam => matches!(
                stage,
                S::Verified | S::Summoned | S::SummonedAgain | S::Examined | S::NotAppeared | S::Reported
            ),
            Self::FreeFromDuties => {
                matches!(
                    stage,
                    S::Verified | S::Summoned | S::SummonedAgain | S::Examined | S::NotAppeared | S::Reported
                )
            }
            Self::Examine => matches!(stage, S::Summoned | S::SummonedAgain | S::Examined),
            Self::AddStatement => matches!(stage, S::Examined | S::NotAppeared),
            Self::RecordAbsence => stage == S::SummonedAgain,
            Self::Report => matches!(stage, S::Examined | S::NotAppeared),
            Self::Decide => stage == S::Reported,
            Self::HandOver => stage == S::Decided,
            Self::Send => stage == S::ToSend,
            Self::Receive => stage == S::ToSend,
            Self::Object | Self::Appeal => stage == S::Received,
            Self::AnswerObjection => stage == S::Objected,
            Self::ReplyAppeal | Self::DecideAppeal => stage == S::Appealed,
            Self::Review => stage == S::Review,
            Self::Close => stage != S::Closed,
            Self::Reopen => stage == S::Closed,
        }
    }
}
