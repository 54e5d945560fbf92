//! What people do about a case.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::act::{Assigned, CouncilMember, Decision, Exchange, Punishment, Signature, TeamMember};
use super::step_word::StepWord;
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
        /// Number of the record (BA penyerahan); `None` where it has none of its own and prints the decision's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
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
    /// Its word.
    pub fn word(&self) -> StepWord {
        match self {
            Self::Assign { .. } => StepWord::Assign,
            Self::Release { .. } => StepWord::Release,
            Self::Ask { .. } => StepWord::Ask,
            Self::Explain { .. } => StepWord::Explain,
            Self::ClaimReason { .. } => StepWord::ClaimReason,
            Self::HeadLook { .. } => StepWord::HeadLook,
            Self::FormCouncil { .. } => StepWord::FormCouncil,
            Self::Recommend { .. } => StepWord::Recommend,
            Self::Moral { .. } => StepWord::Moral,
            Self::Verify { .. } => StepWord::Verify,
            Self::Summon { .. } => StepWord::Summon,
            Self::FormTeam { .. } => StepWord::FormTeam,
            Self::FreeFromDuties { .. } => StepWord::FreeFromDuties,
            Self::Examine { .. } => StepWord::Examine,
            Self::AddStatement { .. } => StepWord::AddStatement,
            Self::RecordAbsence { .. } => StepWord::RecordAbsence,
            Self::Report { .. } => StepWord::Report,
            Self::Decide { .. } => StepWord::Decide,
            Self::HandOver { .. } => StepWord::HandOver,
            Self::Send { .. } => StepWord::Send,
            Self::Receive { .. } => StepWord::Receive,
            Self::Object { .. } => StepWord::Object,
            Self::AnswerObjection { .. } => StepWord::AnswerObjection,
            Self::Appeal { .. } => StepWord::Appeal,
            Self::ReplyAppeal { .. } => StepWord::ReplyAppeal,
            Self::DecideAppeal { .. } => StepWord::DecideAppeal,
            Self::Recount { .. } => StepWord::Recount,
            Self::Review { .. } => StepWord::Review,
            Self::Close { .. } => StepWord::Close,
            Self::Reopen { .. } => StepWord::Reopen,
        }
    }

    /// SHA-256 of the files it names, in hexadecimal digits.
    pub fn files(&self) -> &[String] {
        match self {
            Self::Explain { files, .. }
            | Self::ClaimReason { files, .. }
            | Self::Object { files, .. }
            | Self::Appeal { files, .. } => files,
            _ => &[],
        }
    }

    /// Whether only the person it is about may do it.
    pub fn is_own(&self) -> bool {
        self.word().is_own()
    }

    /// The duties that may do it; empty for the person's own.
    pub fn duties(&self) -> &'static [CaseDuty] {
        self.word().duties()
    }

    /// The stages in which it has its place.
    pub fn fits(&self, stage: CaseStage) -> bool {
        self.word().fits(stage)
    }
}
