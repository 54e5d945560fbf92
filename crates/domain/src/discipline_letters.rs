//! The papers of a discipline case as values: every field they need, and what they say, without any layout.
//!
//! A letter knows nothing of the case it came from: whoever issues it fills it from the case. All but the decree of a team are
//! RAHASIA (PerBKN 6/2022 Ps 57). Forms follow the field lists seen in practice; a region's own form goes by the same fields.

mod bodies;
mod decision;
mod examination;
mod head;
mod hukdis;
mod numbering;
mod paper;
mod pay;
mod ranks;
mod recap;
mod summons;
mod words;

pub use self::bodies::{ReleaseDecree, TeamDecree, TeamLine};
pub use self::decision::{DecisionLetter, HandOverRecord, ReprimandRecord, TakenBy};
pub use self::examination::{
    BreachLine, CLOSING_QUESTIONS, ExaminationRecord, ExaminationReport, OPENING_QUESTIONS, ReportSigner,
};
pub use self::head::{LetterHead, Official};
pub use self::hukdis::{HukdisDocument, HukdisMissing, HukdisRecord, HukdisRefs};
pub use self::numbering::{LetterKind, NumberPattern, PatternError, next_running};
pub use self::paper::{Block, Paper, Signatory};
pub use self::pay::{PayResumeProposal, PayStopProposal};
pub use self::ranks::{RANKS, rank_line, rank_name};
pub use self::recap::{AbsenceRecap, Chronology, ColleagueStatement, MonthLine, PowerNote};
pub use self::summons::{AbsenceRecord, ReceiveSummons, SummonsLetter};
pub use self::words::{date_in_words, day_name, in_words, long_date, month_name};

#[cfg(test)]
mod tests;
