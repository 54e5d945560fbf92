//! The decision, its hand-over, and the record of a reprimand.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::head::{LetterHead, Official};
use super::paper::{Block, Paper, Signatory};
use super::words::{date_in_words, in_words, long_date};
use crate::reprimands::ReprimandKind;
use crate::sanctions::Sanction;

/// Keputusan hukuman disiplin, of any kind of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionLetter {
    /// Head.
    pub head: LetterHead,
    /// Office of who decides, as `BUPATI …`.
    pub decider: String,
    /// Konsideran: menimbang.
    pub considering: Vec<String>,
    /// Mengingat.
    pub recalling: Vec<String>,
    /// Who is punished.
    pub subject: Official,
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
    /// What it says.
    pub fn paper(&self) -> Paper {
        let mut blocks = vec![Block::heading("Menimbang")];
        blocks.extend(Block::items(&self.considering));
        blocks.push(Block::heading("Mengingat"));
        blocks.extend(Block::items(&self.recalling));
        blocks.push(Block::heading("MEMUTUSKAN"));
        blocks.push(Block::field(
            "KESATU",
            &format!("Menjatuhkan hukuman disiplin berupa {} kepada:", self.sanction.indonesian()),
        ));
        blocks.extend(self.subject.fields());
        blocks.push(Block::text(format!("karena terbukti {}, melanggar {}.", self.breach, self.articles.join("; "))));
        let days = in_words(self.in_force_workday);
        blocks.push(Block::field(
            "KEDUA",
            &format!(
                "Keputusan ini berlaku pada hari kerja ke-{} ({days}) terhitung sejak diterima.",
                self.in_force_workday
            ),
        ));
        blocks.push(Block::field("KETIGA", &self.contest));
        blocks.push(Block::field("KEEMPAT", "Keputusan ini disampaikan kepada yang bersangkutan untuk dilaksanakan."));
        let title = format!("KEPUTUSAN {} TENTANG HUKUMAN DISIPLIN", self.decider.to_uppercase());
        Paper { head: self.head.clone(), title, blocks, signatures: vec![Signatory::new(&self.decider, &self.signer)] }
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
    /// What it says.
    pub fn paper(&self) -> Paper {
        let today = date_in_words(self.head.on);
        let (number, on) = &self.decision;
        let mut blocks = vec![Block::text(format!(
            "Pada hari ini {today} disampaikan Keputusan Nomor {number} tanggal {} kepada:",
            long_date(*on)
        ))];
        blocks.extend(self.subject.fields());
        let (text, refused) = match &self.taken {
            TakenBy::InPerson => ("Keputusan diterima sendiri oleh yang bersangkutan.".to_owned(), None),
            TakenBy::Sent { on, to } => {
                let text = format!("Yang bersangkutan tidak hadir; keputusan dikirim pada {} ke {to}.", long_date(*on));
                (text, Some("tidak hadir".to_owned()))
            }
            TakenBy::Refused { reason } => {
                (format!("Yang bersangkutan menolak menerima: {reason}."), Some(reason.clone()))
            }
        };
        blocks.push(Block::text(text));
        let mut own = Signatory::new("Yang menerima", &self.subject);
        own.refused = refused;
        let mut signatures = vec![own, Signatory::new("Yang menyerahkan", &self.by)];
        signatures.extend(self.witnesses.iter().map(|one| Signatory::new("Saksi", one)));
        let title = "BERITA ACARA PENYERAHAN KEPUTUSAN".into();
        Paper { head: self.head.clone(), title, blocks, signatures }
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
}

impl ReprimandRecord {
    /// What it says.
    pub fn paper(&self) -> Paper {
        let said = if self.kind == ReprimandKind::Lisan { "telah disampaikan secara lisan" } else { "diberikan" };
        let kind = self.kind.indonesian();
        let mut blocks =
            vec![Block::text(format!("Pada hari ini {} {said} {kind} kepada:", date_in_words(self.head.on)))];
        blocks.extend(self.subject.fields());
        blocks.push(Block::text(format!("karena {} ({}).", self.breach, self.article)));
        let signatures = vec![Signatory::new("Yang memberi", &self.by), Signatory::new("Yang menerima", &self.subject)];
        Paper { head: self.head.clone(), title: kind.to_uppercase(), blocks, signatures }
    }
}
