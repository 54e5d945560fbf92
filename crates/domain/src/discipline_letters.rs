//! The papers of a discipline case as values: every field they need, without words around them and without layout.
//!
//! A letter knows nothing of the case it came from: whoever issues it fills it from the case. All but the decree of a team are
//! RAHASIA (PerBKN 6/2022 Ps 57). Fields follow the lists seen in practice.
//!
//! [`Letter::fields`] gives the fields by name, [`LetterKind::schema`] says which names there are. The words are templates, data
//! an office may change (`hadir-reports`); a [`Paper`] is what comes out of both.

mod bodies;
mod decision;
mod examination;
mod fields;
mod head;
mod hukdis;
mod letter;
mod numbering;
mod paper;
mod pay;
mod ranks;
mod recap;
mod schema;
mod summons;

pub use self::bodies::{ReleaseDecree, TeamDecree, TeamLine};
pub use self::decision::{
    ContractDecision, DecisionLetter, HandOverRecord, NoPunishmentDecision, ReprimandRecord, TakenBy,
};
pub use self::examination::{BreachLine, ExaminationRecord, ExaminationReport, ReportSigner};
pub use self::fields::{LetterFields, Part, Party};
pub use self::head::{LetterHead, Official};
pub use self::hukdis::{HukdisDocument, HukdisMissing, HukdisRecord, HukdisRefs};
pub use self::letter::Letter;
pub use self::numbering::{LetterKind, NumberPattern, PatternError, next_running};
pub use self::paper::{Arrangement, Block, Paper, PaperForm, Signatory};
pub use self::pay::{PayResumeProposal, PayStopProposal};
pub use self::ranks::{RANKS, rank_line, rank_name};
pub use self::recap::{AbsenceRecap, Chronology, ColleagueStatement, MonthLine, PowerNote};
pub use self::schema::{COMMON_VALUES, LetterSchema, Need, PartName, PartShape, PartyName, ValueName};
pub use self::summons::{AbsenceRecord, ReceiveSummons, SummonsLetter};

#[cfg(test)]
mod tests;
