//! The register of reprimands, for ASN and others: what was said or given, when it was received, whether it was taken back.
//!
//! For PNS and CPNS an entry follows a decision of level ringan. For others a contract or a regional rule may know warnings of
//! its own; their words are kept as they are.

mod of_case;

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::PersonId;
use crate::people::EmployeeType;

pub use self::of_case::of_case;

/// The kind of a reprimand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReprimandKind {
    /// Teguran lisan.
    Lisan,
    /// Teguran tertulis.
    Tertulis,
    /// Pernyataan tidak puas secara tertulis.
    TidakPuas,
    /// A warning of a contract or regional rule, as SP1.
    ByContract {
        /// Its name there.
        name: String,
        /// The rule it rests on.
        source: String,
    },
}

impl ReprimandKind {
    /// As the register prints it.
    pub fn indonesian(&self) -> &str {
        match self {
            Self::Lisan => "teguran lisan",
            Self::Tertulis => "teguran tertulis",
            Self::TidakPuas => "pernyataan tidak puas secara tertulis",
            Self::ByContract { name, .. } => name,
        }
    }
}

/// What is said about an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum ReprimandStep {
    /// Given.
    Give {
        /// Which.
        kind: ReprimandKind,
        /// Number of the paper; an oral one has a record too.
        number: String,
        /// For what.
        text: String,
        /// Its article or clause; a warning of a contract names its own.
        #[serde(default)]
        article: String,
        /// The days it is about.
        days: BTreeSet<Date>,
        /// The case it follows from.
        case: Option<Uuid>,
    },
    /// The person has it, and says so or would not.
    Receive {
        /// Whether they signed.
        signed: bool,
        /// Why not.
        reason: Option<String>,
    },
    /// Taken back.
    Withdraw {
        /// Why.
        text: String,
    },
}

impl ReprimandStep {
    /// Its word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Give { .. } => "give",
            Self::Receive { .. } => "receive",
            Self::Withdraw { .. } => "withdraw",
        }
    }

    /// The number of the paper or record it gives.
    pub fn number(&self) -> Option<&str> {
        match self {
            Self::Give { number, .. } => Some(number),
            Self::Receive { .. } | Self::Withdraw { .. } => None,
        }
    }
}

/// One word about an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReprimandAct {
    /// Its key; keys grow with time.
    pub id: Uuid,
    /// When.
    pub on: Date,
    /// Whose login.
    pub by: String,
    /// The person behind it.
    pub person: PersonId,
    /// What.
    pub step: ReprimandStep,
}

/// An entry of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reprimand {
    /// Which.
    pub kind: ReprimandKind,
    /// Its number.
    pub number: String,
    /// For what.
    pub text: String,
    /// Its article or clause.
    pub article: String,
    /// The days it is about.
    pub days: BTreeSet<Date>,
    /// The case it follows from.
    pub case: Option<Uuid>,
    /// When it was given.
    pub given_on: Date,
    /// By whom.
    pub given_by: PersonId,
    /// When the person had it.
    pub received_on: Option<Date>,
    /// Why they did not sign, where they would not.
    pub refused: Option<String>,
    /// When it was taken back.
    pub withdrawn_on: Option<Date>,
}

impl Reprimand {
    /// Whether it counts: it was not taken back.
    pub fn counts(&self) -> bool {
        self.withdrawn_on.is_none()
    }
}

/// Why a word is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReprimandRefusal {
    /// It is about themselves.
    OwnRecord,
    /// For PNS and CPNS it follows from the decision of a case.
    CaseNeeded,
    /// A warning by contract is not for PNS and CPNS.
    ListedOnly,
    /// It has no entry yet, or has one already, or was taken back.
    NotPossible,
    /// The number or the reason is missing.
    Incomplete,
    /// Dated later than today, or before it was given.
    WrongDay,
}

impl ReprimandRefusal {
    /// Its stable word.
    pub fn code(self) -> &'static str {
        match self {
            Self::OwnRecord => "own_record",
            Self::CaseNeeded => "case_needed",
            Self::ListedOnly => "listed_only",
            Self::NotPossible => "wrong_stage",
            Self::Incomplete => "blank",
            Self::WrongDay => "wrong_day",
        }
    }

    /// The sentence in Indonesian.
    pub fn id(self) -> &'static str {
        match self {
            Self::OwnRecord => "Ini tentang Anda sendiri. Atasan yang mencatatnya.",
            Self::CaseNeeded => {
                "Untuk PNS dan CPNS teguran mengikuti keputusan perkara disiplin. Buka perkaranya lebih dulu."
            }
            Self::ListedOnly => "Surat peringatan menurut kontrak tidak berlaku untuk PNS dan CPNS.",
            Self::NotPossible => "Teguran ini belum ada, sudah ada, atau sudah dicabut. Lihat daftar teguran.",
            Self::Incomplete => "Lengkapi nomor, pasal atau klausul, dan alasannya.",
            Self::WrongDay => "Tanggalnya belum tiba, atau mendahului hari teguran diberikan. Periksa tanggalnya.",
        }
    }
}

/// An entry as its words leave it; `None` before it was given.
pub fn entry<'a>(acts: impl IntoIterator<Item = &'a ReprimandAct>) -> Option<Reprimand> {
    let mut acts: Vec<&ReprimandAct> = acts.into_iter().collect();
    acts.sort_by_key(|act| (act.on, act.id));
    acts.into_iter().fold(None, |entry, act| match (&act.step, entry) {
        (ReprimandStep::Give { kind, number, text, article, days, case }, None) => Some(Reprimand {
            kind: kind.clone(),
            number: number.clone(),
            text: text.clone(),
            article: match kind {
                ReprimandKind::ByContract { source, .. } => source.clone(),
                _ => article.clone(),
            },
            days: days.clone(),
            case: *case,
            given_on: act.on,
            given_by: act.person,
            received_on: None,
            refused: None,
            withdrawn_on: None,
        }),
        (ReprimandStep::Receive { signed, reason }, Some(entry)) if entry.counts() && entry.received_on.is_none() => {
            let refused = reason.clone().filter(|_| !signed);
            Some(Reprimand { received_on: Some(act.on), refused, ..entry })
        }
        (ReprimandStep::Withdraw { .. }, Some(entry)) => {
            Some(Reprimand { withdrawn_on: entry.withdrawn_on.or(Some(act.on)), ..entry })
        }
        (_, entry) => entry,
    })
}

/// Whether a word about an entry may be said.
///
/// # Errors
///
/// [`ReprimandRefusal`] says what stands against it.
pub fn check(
    subject: PersonId,
    of: EmployeeType,
    acts: &[ReprimandAct],
    act: &ReprimandAct,
    today: Date,
) -> Result<(), ReprimandRefusal> {
    let own = act.person == subject;
    let entry = entry(acts);
    let open = entry.as_ref().is_some_and(Reprimand::counts);
    let since = acts.iter().map(|act| act.on).max();
    let said = |text: &str| !text.trim().is_empty();
    match &act.step {
        _ if own && !matches!(act.step, ReprimandStep::Receive { .. }) => Err(ReprimandRefusal::OwnRecord),
        _ if act.on > today || since.is_some_and(|since| act.on < since) => Err(ReprimandRefusal::WrongDay),
        ReprimandStep::Give { kind, number, text, article, case, .. } => {
            let appointed = matches!(of, EmployeeType::Pns | EmployeeType::Cpns);
            match kind {
                _ if entry.is_some() => Err(ReprimandRefusal::NotPossible),
                ReprimandKind::ByContract { .. } if appointed => Err(ReprimandRefusal::ListedOnly),
                ReprimandKind::ByContract { name, source } if !said(name) || !said(source) => {
                    Err(ReprimandRefusal::Incomplete)
                }
                _ if appointed && case.is_none() => Err(ReprimandRefusal::CaseNeeded),
                ReprimandKind::Lisan | ReprimandKind::Tertulis | ReprimandKind::TidakPuas if !said(article) => {
                    Err(ReprimandRefusal::Incomplete)
                }
                _ if !said(number) || !said(text) => Err(ReprimandRefusal::Incomplete),
                _ => Ok(()),
            }
        }
        ReprimandStep::Receive { signed: false, reason } if open && !reason.as_deref().is_some_and(said) => {
            Err(ReprimandRefusal::Incomplete)
        }
        ReprimandStep::Receive { .. } if open && entry.is_some_and(|entry| entry.received_on.is_none()) => Ok(()),
        ReprimandStep::Withdraw { text } if open && said(text) => Ok(()),
        ReprimandStep::Withdraw { .. } if open => Err(ReprimandRefusal::Incomplete),
        ReprimandStep::Receive { .. } | ReprimandStep::Withdraw { .. } => Err(ReprimandRefusal::NotPossible),
    }
}

#[cfg(test)]
mod tests;
