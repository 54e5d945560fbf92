//! Any letter of a case.

use serde::{Deserialize, Serialize};

use super::bodies::{ReleaseDecree, TeamDecree};
use super::decision::{ContractDecision, DecisionLetter, HandOverRecord, NoPunishmentDecision, ReprimandRecord};
use super::examination::{ExaminationRecord, ExaminationReport};
use super::fields::LetterFields;
use super::numbering::LetterKind;
use super::pay::{PayResumeProposal, PayStopProposal};
use super::recap::{AbsenceRecap, Chronology, ColleagueStatement, PowerNote};
use super::summons::{AbsenceRecord, ReceiveSummons, SummonsLetter};

macro_rules! letters {
    ($($(#[$doc:meta])* $name:ident($of:ty),)+) => {
        /// Any letter of a case, with what it needs.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "letter", rename_all = "snake_case")]
        pub enum Letter {
            $($(#[$doc])* $name($of),)+
        }

        impl Letter {
            /// Its fields by the names its template uses.
            pub fn fields(&self) -> LetterFields {
                match self {
                    $(Self::$name(of) => of.fields(),)+
                }
            }
        }

        $(impl From<$of> for Letter {
            fn from(of: $of) -> Self {
                Self::$name(of)
            }
        })+
    };
}

letters! {
    /// Surat Panggilan I or II.
    Summons(SummonsLetter),
    /// Surat panggilan menerima keputusan.
    ReceiveSummons(ReceiveSummons),
    /// Berita acara ketidakhadiran.
    Absence(AbsenceRecord),
    /// Berita Acara Pemeriksaan.
    Examination(ExaminationRecord),
    /// Laporan Hasil Pemeriksaan.
    Report(ExaminationReport),
    /// Keputusan hukuman disiplin.
    Decision(DecisionLetter),
    /// Keputusan by contract.
    ContractDecision(ContractDecision),
    /// Keputusan that nobody is punished.
    NoPunishment(NoPunishmentDecision),
    /// Berita acara penyerahan keputusan.
    HandOver(HandOverRecord),
    /// Record of a reprimand.
    Reprimand(ReprimandRecord),
    /// Usul penghentian gaji.
    PayStop(PayStopProposal),
    /// Usul pengaktifan gaji.
    PayResume(PayResumeProposal),
    /// Rekapitulasi ketidakhadiran.
    Recap(AbsenceRecap),
    /// SK Tim Pemeriksa.
    Team(TeamDecree),
    /// SK pembebasan sementara.
    Release(ReleaseDecree),
    /// Kronologi.
    Chronology(Chronology),
    /// Surat keterangan rekan sejawat.
    Colleague(ColleagueStatement),
    /// Nota laporan kewenangan.
    PowerNote(PowerNote),
}

impl Letter {
    /// Which kind it is.
    pub fn kind(&self) -> LetterKind {
        match self {
            Self::Summons(of) if of.first.is_some() => LetterKind::SecondSummons,
            Self::Summons(_) => LetterKind::Summons,
            Self::ReceiveSummons(_) => LetterKind::ReceiveSummons,
            Self::Absence(_) => LetterKind::Absence,
            Self::Examination(_) => LetterKind::Examination,
            Self::Report(_) => LetterKind::Report,
            Self::Decision(_) => LetterKind::Decision,
            Self::ContractDecision(_) => LetterKind::ContractDecision,
            Self::NoPunishment(_) => LetterKind::NoPunishment,
            Self::HandOver(_) => LetterKind::HandOver,
            Self::Reprimand(_) => LetterKind::Reprimand,
            Self::PayStop(_) => LetterKind::PayStop,
            Self::PayResume(_) => LetterKind::PayResume,
            Self::Recap(_) => LetterKind::Recap,
            Self::Team(_) => LetterKind::Team,
            Self::Release(_) => LetterKind::Release,
            Self::Chronology(_) => LetterKind::Chronology,
            Self::Colleague(_) => LetterKind::Colleague,
            Self::PowerNote(_) => LetterKind::PowerNote,
        }
    }
}
