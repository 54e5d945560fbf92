//! The beginning of a case and what people do about it, as it is kept.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::offices::Office;
use super::words::{
    CaseDuty, CaseOrigin, CaseStage, CloseReason, CouncilView, HeadView, MoralForm, Outcome, TeamElement,
};
use crate::ids::{InstansiId, PersonId, UnitId};
use crate::people::EmployeeType;
use crate::sanctions::{Level, Sanction};

/// Whoever does something: always a named person, never a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Whose login.
    pub by: String,
    /// The person behind it.
    pub person: PersonId,
}

/// One breach of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breach {
    /// The obligation, as `PP 94/2021 Ps 4 huruf f`.
    pub article: String,
    /// What is said to have happened.
    pub text: String,
    /// Whether it is about days of attendance: these are counted and raised, never repeated.
    pub attendance: bool,
    /// The days it is about; may be empty for a breach without a day.
    pub days: BTreeSet<Date>,
    /// What the ladder indicates for it, if anything.
    pub indicated: Option<Sanction>,
}

/// Somebody with a duty in a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// Which.
    pub duty: CaseDuty,
    /// Who.
    pub person: PersonId,
    /// Of which office.
    pub office: Office,
}

/// How a case begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseOpening {
    /// Its key.
    pub id: Uuid,
    /// Whose records these are.
    pub instansi: InstansiId,
    /// Whom it is about.
    pub subject: PersonId,
    /// Their office.
    pub office: Office,
    /// Their employment. Unknown stays out: such a case is not opened before somebody says.
    pub employee_type: EmployeeType,
    /// Where they serve.
    pub unit: UnitId,
    /// What it rests on.
    pub origin: CaseOrigin,
    /// The record it came from: indication, doubt, explanation, case.
    pub source: Option<Uuid>,
    /// What they are said to have done. At least one.
    pub breaches: Vec<Breach>,
    /// Who has a duty from the beginning.
    pub people: Vec<Assigned>,
    /// Who opened it.
    pub by: Actor,
    /// When.
    pub on: Date,
}

impl CaseOpening {
    /// Every day the breaches are about.
    pub fn days(&self) -> BTreeSet<Date> {
        self.breaches.iter().flat_map(|breach| breach.days.iter().copied()).collect()
    }

    /// The days of attendance the case rests on, and the heaviest kind the ladder indicates for them.
    pub fn attendance(&self) -> (BTreeSet<Date>, Option<Sanction>) {
        let breaches = || self.breaches.iter().filter(|breach| breach.attendance);
        let days = breaches().flat_map(|breach| breach.days.iter().copied()).collect();
        (days, breaches().filter_map(|breach| breach.indicated).max_by_key(|sanction| sanction.step()))
    }

    /// The heaviest sanction indicated: several breaches of one examination give one punishment (PerBKN 6/2022).
    pub fn heaviest(&self) -> Option<Sanction> {
        self.breaches.iter().filter_map(|breach| breach.indicated).max_by_key(|sanction| sanction.step())
    }
}

/// A member of the examining team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamMember {
    /// Who.
    pub person: PersonId,
    /// Of which office.
    pub office: Office,
    /// Which part they stand for.
    pub element: TeamElement,
    /// Chair, who is a member as well.
    pub chair: bool,
    /// Secretary, who is a member as well.
    pub secretary: bool,
}

/// A member of the ethics council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CouncilMember {
    /// Who.
    pub person: PersonId,
    /// Of which office.
    pub office: Office,
    /// Chair.
    pub chair: bool,
    /// Secretary.
    pub secretary: bool,
}

/// A question of the examination and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// The question.
    pub question: String,
    /// The answer, in the person's words.
    pub answer: String,
}

/// Who signed, or would not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Who.
    pub person: PersonId,
    /// Whether they signed; a refusal is written down and stops nothing.
    pub signed: bool,
    /// Why not.
    pub reason: Option<String>,
}

/// What is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Punishment {
    /// A kind of the law's list.
    Listed {
        /// Which.
        sanction: Sanction,
    },
    /// What a contract or a regional rule has instead; not for PNS and CPNS.
    ByContract {
        /// Of which level it counts.
        level: Level,
        /// In words.
        text: String,
        /// The rule it rests on.
        source: String,
    },
    /// None.
    None {
        /// Why.
        text: String,
    },
}

impl Punishment {
    /// Its level; `None` where nobody is punished.
    pub fn level(&self) -> Option<Level> {
        match self {
            Self::Listed { sanction } => Some(sanction.level()),
            Self::ByContract { level, .. } => Some(*level),
            Self::None { .. } => None,
        }
    }

    /// The kind, where it is one of the list.
    pub fn sanction(&self) -> Option<Sanction> {
        match self {
            Self::Listed { sanction } => Some(*sanction),
            _ => None,
        }
    }
}

/// A decision as it was set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its number.
    pub number: String,
    /// What.
    pub punishment: Punishment,
    /// Articles breached.
    pub articles: Vec<String>,
    /// Office of who decides, as on that day.
    pub office: Office,
    /// Why, in words.
    pub text: String,
}

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

/// Something somebody did about a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseAct {
    /// Its key. Keys grow with time, so that two acts of one day have an order.
    pub id: Uuid,
    /// The day it was done on: the date of the letter, the record, the receipt.
    pub on: Date,
    /// Who.
    pub by: Actor,
    /// What.
    pub step: CaseStep,
}
