//! The beginning of a case and what people do about it, as it is kept.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::offices::Office;
use super::step::CaseStep;
use super::words::{CaseDuty, CaseOrigin, TeamElement};
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
