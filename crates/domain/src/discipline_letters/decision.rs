//! The decision, its hand-over, and the record of a reprimand.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::fields::{LetterFields, Part};
use super::head::{LetterHead, Official};
use super::numbering::LetterKind;
use crate::numerals::{in_words, long_date};
use crate::people::EmployeeType;
use crate::reprimands::ReprimandKind;
use crate::sanctions::{Level, Sanction};

/// Keputusan hukuman disiplin, of any kind of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionLetter {
    /// Head.
    pub head: LetterHead,
    /// Office of who decides, as `BUPATI …`.
    pub decider: String,
    /// Konsideran of this case, after the lines of the template.
    pub considering: Vec<String>,
    /// Law of this case, after the lines of the template.
    pub recalling: Vec<String>,
    /// Who is punished.
    pub subject: Official,
    /// As what they are employed: another law holds for PPPK and for non-ASN.
    pub employee_type: EmployeeType,
    /// Articles breached.
    pub articles: Vec<String>,
    /// What they did.
    pub breach: String,
    /// The punishment.
    pub sanction: Sanction,
    /// The working day after receipt on which it comes into force.
    pub in_force_workday: u16,
    /// How and until when it may be contested, in words.
    pub contest: String,
    /// Who signs.
    pub signer: Official,
}

impl DecisionLetter {
    /// Its fields by the names its template uses.
    pub fn fields(&self) -> LetterFields {
        LetterFields::of(LetterKind::Decision, &self.head, &self.subject)
            .people("pegawai", [&self.subject])
            .part("menimbang", Part::Lines(self.considering.clone()))
            .part("mengingat", Part::Lines(self.recalling.clone()))
            .employment(self.employee_type)
            .value("pejabat", &self.decider)
            .value("hukuman", self.sanction.indonesian())
            .value("tingkat", self.sanction.level().as_str())
            .value("pelanggaran", &self.breach)
            .value("pasal", self.articles.join("; "))
            .value("hari_berlaku", self.in_force_workday.to_string())
            .value("hari_berlaku_huruf", in_words(self.in_force_workday.into()))
            .value("upaya", &self.contest)
            .signer("penanda_tangan", &self.signer)
    }
}

/// Keputusan by what a contract or a regional rule has in place of the law's list: a warning, a contract that is not
/// prolonged, the end of it. For PPPK, PPPK paruh waktu and non-ASN.
///
/// # Legal source
///
/// PP 49/2018 Ps 51: the PPK of the instansi sets the discipline of PPPK; who is neither PNS nor PPPK has their contract alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractDecision {
    /// Head.
    pub head: LetterHead,
    /// Office of who decides.
    pub decider: String,
    /// Konsideran of this case, after the lines of the template.
    pub considering: Vec<String>,
    /// Whom it is about.
    pub subject: Official,
    /// As what they are employed.
    pub employee_type: EmployeeType,
    /// Articles or clauses breached.
    pub articles: Vec<String>,
    /// What they did.
    pub breach: String,
    /// What is decided, in words: `perjanjian kerja tidak diperpanjang`.
    pub measure: String,
    /// As of which level it counts.
    pub level: Level,
    /// The clause or rule it rests on.
    pub source: String,
    /// The working day after receipt on which it comes into force.
    pub in_force_workday: u16,
    /// How and until when it may be contested, in words.
    pub contest: String,
    /// Who signs.
    pub signer: Official,
}

impl ContractDecision {
    /// Its fields by the names its template uses.
    pub fn fields(&self) -> LetterFields {
        LetterFields::of(LetterKind::ContractDecision, &self.head, &self.subject)
            .people("pegawai", [&self.subject])
            .part("menimbang", Part::Lines(self.considering.clone()))
            .employment(self.employee_type)
            .value("pejabat", &self.decider)
            .value("tindakan", &self.measure)
            .value("tingkat", self.level.as_str())
            .value("dasar", &self.source)
            .value("pelanggaran", &self.breach)
            .value("pasal", self.articles.join("; "))
            .value("hari_berlaku", self.in_force_workday.to_string())
            .value("hari_berlaku_huruf", in_words(self.in_force_workday.into()))
            .value("upaya", &self.contest)
            .signer("penanda_tangan", &self.signer)
    }
}

/// Keputusan that nobody is punished: nothing was proven, or what was is no breach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoPunishmentDecision {
    /// Head.
    pub head: LetterHead,
    /// Office of who decides.
    pub decider: String,
    /// Whom it is about.
    pub subject: Official,
    /// As what they are employed.
    pub employee_type: EmployeeType,
    /// Articles that were alleged.
    pub articles: Vec<String>,
    /// What was alleged.
    pub breach: String,
    /// Why nobody is punished.
    pub reason: String,
    /// Number of the record of the examination, where there is one.
    pub record: Option<String>,
    /// Who signs.
    pub signer: Official,
}

impl NoPunishmentDecision {
    /// Its fields by the names its template uses.
    pub fn fields(&self) -> LetterFields {
        LetterFields::of(LetterKind::NoPunishment, &self.head, &self.subject)
            .people("pegawai", [&self.subject])
            .employment(self.employee_type)
            .value("pejabat", &self.decider)
            .value("pelanggaran", &self.breach)
            .value("pasal", self.articles.join("; "))
            .value("alasan", &self.reason)
            .optional("nomor_bap", self.record.clone())
            .signer("penanda_tangan", &self.signer)
    }
}

/// How a decision reached somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "snake_case")]
pub enum TakenBy {
    /// The person took it.
    InPerson,
    /// The person was not there; it was sent.
    Sent {
        /// When.
        on: Date,
        /// To where.
        to: String,
    },
    /// The person would not take it.
    Refused {
        /// Why.
        reason: String,
    },
}

/// Berita acara penyerahan keputusan, with the receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOverRecord {
    /// Head; its date is that of the hand-over.
    pub head: LetterHead,
    /// Number and date of the decision.
    pub decision: (String, Date),
    /// Who was to take it.
    pub subject: Official,
    /// Who handed it over.
    pub by: Official,
    /// Who saw it.
    pub witnesses: Vec<Official>,
    /// How it went.
    pub taken: TakenBy,
}

impl HandOverRecord {
    /// Its fields by the names its template uses.
    pub fn fields(&self) -> LetterFields {
        let (number, on) = &self.decision;
        let fields = LetterFields::of(LetterKind::HandOver, &self.head, &self.subject)
            .people("pegawai", [&self.subject])
            .value("keputusan_nomor", number)
            .value("keputusan_tanggal", long_date(*on));
        let (fields, refused) = match &self.taken {
            TakenBy::InPerson => (fields.value("diterima_sendiri", "ya"), None),
            TakenBy::Sent { on, to } => {
                let fields = fields.value("dikirim_tanggal", long_date(*on)).value("dikirim_ke", to);
                (fields, Some("tidak hadir".to_owned()))
            }
            TakenBy::Refused { reason } => (fields.value("alasan_menolak", reason), Some(reason.clone())),
        };
        let fields = fields.signs("yang_menerima", &self.subject, refused).signer("yang_menyerahkan", &self.by);
        self.witnesses.iter().fold(fields, |fields, one| fields.signer("saksi", one))
    }
}

/// Record of a reprimand, oral or written, for the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReprimandRecord {
    /// Head.
    pub head: LetterHead,
    /// Which.
    pub kind: ReprimandKind,
    /// Who is reprimanded.
    pub subject: Official,
    /// For what.
    pub breach: String,
    /// Its article or clause of the contract.
    pub article: String,
    /// Who gives it.
    pub by: Official,
    /// Why the person did not sign, where they would not.
    pub refused: Option<String>,
}

impl ReprimandRecord {
    /// Its fields by the names its template uses.
    pub fn fields(&self) -> LetterFields {
        LetterFields::of(LetterKind::Reprimand, &self.head, &self.subject)
            .people("pegawai", [&self.subject])
            .value("jenis", self.kind.indonesian())
            .optional("lisan", (self.kind == ReprimandKind::Lisan).then_some("ya"))
            .value("pelanggaran", &self.breach)
            .value("pasal", &self.article)
            .signer("yang_memberi", &self.by)
            .signs("yang_menerima", &self.subject, self.refused.clone())
    }
}
