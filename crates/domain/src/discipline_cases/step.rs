//! What people do about a case: which duty may, and in which stage.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::act::{Assigned, CouncilMember, Decision, Exchange, Punishment, Signature, TeamMember};
use super::words::{CaseDuty, CaseStage, CloseReason, CouncilView, HeadView, MoralForm, Outcome};
use crate::ids::PersonId;
use crate::sanctions::{Level, Sanction};

/// What somebody does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum CaseStep {
    /// Gives somebody a duty.
    Assign {
        /// To whom.
        assigned: Assigned,
    },
    /// Takes a duty from somebody; whoever is involved does not get it back.
    Release {
        /// Which.
        duty: CaseDuty,
        /// From whom.
        person: PersonId,
        /// Whether because they are involved in the breach.
        involved: bool,
        /// Why.
        text: String,
    },
    /// Asks the person to explain.
    Ask {
        /// What is asked.
        text: String,
        /// Until when there is time.
        until: Date,
    },
    /// The person explains.
    Explain {
        /// In their words.
        text: String,
        /// SHA-256 of files, in hexadecimal digits.
        files: Vec<String>,
    },
    /// The person claims a reason that has to be looked into.
    ClaimReason {
        /// Which.
        text: String,
        /// SHA-256 of files, in hexadecimal digits.
        files: Vec<String>,
    },
    /// The kepala OPD looks into it.
    HeadLook {
        /// What they say.
        view: HeadView,
        /// Why.
        text: String,
    },
    /// The council is formed.
    FormCouncil {
        /// Number of the decree.
        number: String,
        /// Of whom.
        members: Vec<CouncilMember>,
    },
    /// The council recommends; by consensus, else by vote.
    Recommend {
        /// What.
        view: CouncilView,
        /// The form, where a moral sanction is recommended.
        moral: Option<MoralForm>,
        /// Votes for it and against it, where there was a vote.
        votes: Option<(u16, u16)>,
        /// Why.
        text: String,
    },
    /// The moral sanction is issued.
    Moral {
        /// Number of the decree.
        number: String,
        /// In which form.
        form: MoralForm,
    },
    /// Verified.
    Verify {
        /// The level that is to be examined; `None` where there is no breach.
        level: Option<Level>,
        /// Why.
        text: String,
    },
    /// The person is summoned, in writing.
    Summon {
        /// Number of the letter.
        number: String,
        /// Day of the examination.
        examine_on: Date,
        /// Its time, local.
        at: Time,
        /// Where.
        place: String,
        /// Before whom.
        before: PersonId,
    },
    /// The examining team is formed.
    FormTeam {
        /// Number of the decree.
        number: String,
        /// Of whom.
        members: Vec<TeamMember>,
    },
    /// The person is freed from the duties of the office for the time being; works on and keeps the pay.
    FreeFromDuties {
        /// Number of the decree.
        number: String,
        /// First day.
        from: Date,
    },
    /// Examined behind closed doors, with a record (BAP).
    Examine {
        /// Number of the record.
        number: String,
        /// Questions and answers.
        exchanges: Vec<Exchange>,
        /// What the person adds.
        statement: Option<String>,
        /// Who signed.
        signatures: Vec<Signature>,
    },
    /// The person adds something after the examination.
    AddStatement {
        /// What.
        text: String,
    },
    /// Record of not appearing at either summons.
    RecordAbsence {
        /// Its number.
        number: String,
    },
    /// The report of the examination (LHP).
    Report {
        /// Its number.
        number: String,
        /// What makes it heavier.
        aggravating: String,
        /// What makes it lighter.
        mitigating: String,
        /// What followed from the breach.
        impact: String,
        /// What is proposed.
        proposed: Punishment,
    },
    /// Decided by the official with the power.
    Decide {
        /// What.
        decision: Decision,
    },
    /// Handed over.
    HandOver {
        /// Whether the person was there and took it.
        present: bool,
    },
    /// Sent to whoever was not there.
    Send {
        /// How and to where.
        text: String,
    },
    /// The day the person had it.
    Receive {
        /// How that is known.
        text: String,
    },
    /// The person objects.
    Object {
        /// Why.
        text: String,
        /// SHA-256 of files, in hexadecimal digits.
        files: Vec<String>,
    },
    /// The objection is answered.
    AnswerObjection {
        /// How it ends.
        outcome: Outcome,
        /// What holds now, where it changes.
        instead: Option<Punishment>,
        /// Number of the decision.
        number: String,
        /// Why.
        text: String,
    },
    /// The person appeals to BPASN.
    Appeal {
        /// Why.
        text: String,
        /// SHA-256 of files, in hexadecimal digits.
        files: Vec<String>,
        /// Whether the PPK lets them work on meanwhile, and so pays them.
        works_on: Option<bool>,
    },
    /// The PPK replies to BPASN.
    ReplyAppeal {
        /// Number of the letter.
        number: String,
    },
    /// What BPASN decided, as it was received.
    DecideAppeal {
        /// How it ends.
        outcome: Outcome,
        /// What holds now, where it changes.
        instead: Option<Punishment>,
        /// Number of the decision.
        number: String,
    },
    /// The days underneath were settled otherwise: what the ladder says of them now.
    Recount {
        /// What it indicates now; `None` where nothing.
        indicated: Option<Sanction>,
        /// The days that are left.
        days: BTreeSet<Date>,
        /// What changed.
        text: String,
    },
    /// The official who decided looked at it again.
    Review {
        /// How it ends.
        outcome: Outcome,
        /// What holds now, where it changes.
        instead: Option<Punishment>,
        /// Number of the decision.
        number: String,
        /// Why.
        text: String,
    },
    /// The case ends.
    Close {
        /// Why.
        reason: CloseReason,
        /// In words.
        text: String,
    },
    /// It goes on.
    Reopen {
        /// Why.
        text: String,
    },
}

impl CaseStep {
    /// Whether only the person it is about may do it.
    pub fn is_own(&self) -> bool {
        matches!(
            self,
            Self::Explain { .. }
                | Self::ClaimReason { .. }
                | Self::AddStatement { .. }
                | Self::Object { .. }
                | Self::Appeal { .. }
        )
    }

    /// The duties that may do it; empty for the person's own.
    pub fn duties(&self) -> &'static [CaseDuty] {
        use CaseDuty::{Bkpsdm, Council, Decider, Examiner, ObjectionAuthority, OfficeHead, Superior};
        match self {
            Self::Assign { .. } | Self::Release { .. } => &[Bkpsdm, Decider],
            Self::Ask { .. } => &[Superior, Bkpsdm],
            Self::HeadLook { .. } => &[OfficeHead],
            Self::FormCouncil { .. } | Self::FormTeam { .. } => &[Decider, Bkpsdm],
            Self::Recommend { .. } => &[Council],
            Self::Moral { .. } | Self::Decide { .. } | Self::Review { .. } | Self::ReplyAppeal { .. } => &[Decider],
            Self::Verify { .. } => &[Bkpsdm, Superior],
            Self::Summon { .. } | Self::FreeFromDuties { .. } => &[Superior],
            Self::Examine { .. } | Self::RecordAbsence { .. } | Self::Report { .. } => &[Superior, Examiner],
            Self::HandOver { .. } | Self::Send { .. } | Self::Receive { .. } => &[Decider, Superior, Bkpsdm],
            Self::AnswerObjection { .. } => &[ObjectionAuthority],
            Self::DecideAppeal { .. } | Self::Recount { .. } => &[Bkpsdm],
            Self::Close { .. } | Self::Reopen { .. } => &[Bkpsdm, Superior, Decider],
            Self::Explain { .. }
            | Self::ClaimReason { .. }
            | Self::AddStatement { .. }
            | Self::Object { .. }
            | Self::Appeal { .. } => &[],
        }
    }

    /// The stages in which it has its place. Giving and taking duties, and a recount, have theirs until the end.
    pub fn fits(&self, stage: CaseStage) -> bool {
        use CaseStage as S;
        match self {
            Self::Assign { .. } | Self::Release { .. } => stage != S::Closed,
            Self::Recount { .. } => stage != S::Closed && stage != S::Review,
            Self::Ask { .. } => matches!(stage, S::Opened | S::Asked | S::ToVerify),
            Self::Explain { .. } | Self::ClaimReason { .. } => {
                matches!(stage, S::Opened | S::Asked | S::ToVerify | S::Verified)
            }
            Self::HeadLook { .. } => stage == S::AtHead,
            Self::FormCouncil { .. } | Self::Recommend { .. } => stage == S::AtCouncil,
            Self::Moral { .. } => !matches!(stage, S::Closed | S::AtHead | S::AtCouncil),
            Self::Verify { .. } => matches!(stage, S::Opened | S::Asked | S::ToVerify),
            Self::Summon { .. } => matches!(stage, S::Verified | S::Summoned),
            Self::FormTeam { .. } => matches!(
                stage,
                S::Verified | S::Summoned | S::SummonedAgain | S::Examined | S::NotAppeared | S::Reported
            ),
            Self::FreeFromDuties { .. } => {
                matches!(
                    stage,
                    S::Verified | S::Summoned | S::SummonedAgain | S::Examined | S::NotAppeared | S::Reported
                )
            }
            Self::Examine { .. } => matches!(stage, S::Summoned | S::SummonedAgain | S::Examined),
            Self::AddStatement { .. } => matches!(stage, S::Examined | S::NotAppeared),
            Self::RecordAbsence { .. } => stage == S::SummonedAgain,
            Self::Report { .. } => matches!(stage, S::Examined | S::NotAppeared),
            Self::Decide { .. } => stage == S::Reported,
            Self::HandOver { .. } => stage == S::Decided,
            Self::Send { .. } => stage == S::ToSend,
            Self::Receive { .. } => stage == S::ToSend,
            Self::Object { .. } | Self::Appeal { .. } => stage == S::Received,
            Self::AnswerObjection { .. } => stage == S::Objected,
            Self::ReplyAppeal { .. } | Self::DecideAppeal { .. } => stage == S::Appealed,
            Self::Review { .. } => stage == S::Review,
            Self::Close { .. } => stage != S::Closed,
            Self::Reopen { .. } => stage == S::Closed,
        }
    }
}
