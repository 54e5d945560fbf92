//! Stages and duties in English, with the terms of the law beside.

use super::words::{CaseDuty, CaseStage};

impl CaseStage {
    /// As an English sentence goes on after "this case is".
    pub fn english(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Asked => "waiting for the person to explain",
            Self::ToVerify => "waiting to be verified",
            Self::AtHead => "with the head of the OPD",
            Self::AtCouncil => "with the ethics council",
            Self::Verified => "verified, waiting for a summons",
            Self::Summoned => "at its first summons",
            Self::SummonedAgain => "at its second summons",
            Self::Examined => "examined, waiting for the report",
            Self::NotAppeared => "waiting for the report, as nobody appeared",
            Self::Reported => "waiting for a decision",
            Self::Decided => "decided, waiting to be handed over",
            Self::ToSend => "decided, waiting to be sent",
            Self::Received => "received, in the time to object or appeal",
            Self::InForce => "in force",
            Self::Objected => "waiting for the answer to the objection",
            Self::Appealed => "waiting for BPASN",
            Self::Review => "waiting for the decision to be looked at again",
            Self::Closed => "closed",
        }
    }
}

impl CaseDuty {
    /// As people read it in English.
    pub fn english(self) -> &'static str {
        match self {
            Self::Superior => "direct superior (atasan langsung)",
            Self::OfficeHead => "head of the OPD (kepala OPD)",
            Self::Examiner => "examining team (Tim Pemeriksa)",
            Self::Decider => "official with the power to punish (pejabat yang berwenang)",
            Self::ObjectionAuthority => "official who answers the objection",
            Self::Bkpsdm => "BKPSDM officer of this case",
            Self::Inspektorat => "Inspektorat officer of this case",
            Self::Council => "ethics council (Majelis Kode Etik)",
        }
    }
}
