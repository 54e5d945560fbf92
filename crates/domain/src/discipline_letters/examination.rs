//! The record of an examination (BAP) and its report (LHP).

use serde::{Deserialize, Serialize};

use super::head::{LetterHead, Official};
use super::paper::{Block, Paper, Signatory};
use super::words::date_in_words;
use crate::discipline_cases::Exchange;

/// Questions an examination begins with.
pub const OPENING_QUESTIONS: [&str; 6] = [
    "Apakah Saudara telah menerima surat panggilan dan mengerti maksud pemeriksaan ini?",
    "Apakah Saudara dalam keadaan sehat jasmani dan rohani?",
    "Apakah Saudara bersedia diperiksa?",
    "Apakah Saudara bersedia memberi keterangan yang sebenarnya?",
    "Ceritakan riwayat pekerjaan Saudara.",
    "Apakah Saudara mengetahui kewajiban yang diduga dilanggar?",
];

/// Questions an examination ends with.
pub const CLOSING_QUESTIONS: [&str; 4] = [
    "Apakah Saudara mengetahui akibat dari perbuatan tersebut?",
    "Apakah masih ada yang ingin Saudara tambahkan?",
    "Apakah Saudara bersedia diperiksa kembali bila diperlukan?",
    "Apakah Saudara merasa ditekan atau dipaksa dalam pemeriksaan ini?",
];

/// Berita Acara Pemeriksaan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExaminationRecord {
    /// Head; its date is the day of the examination.
    pub head: LetterHead,
    /// Who examined.
    pub examiners: Vec<Official>,
    /// The order they acted by, as `SK Tim Pemeriksa Nomor …`; atasan langsung alone need none.
    pub order: Option<String>,
    /// Who was examined.
    pub subject: Official,
    /// The alleged breach with its article.
    pub breach: String,
    /// Questions and answers, in order.
    pub exchanges: Vec<Exchange>,
    /// What the person adds.
    pub statement: Option<String>,
    /// Why the person would not sign.
    pub refused: Option<String>,
}

impl ExaminationRecord {
    /// What it says.
    pub fn paper(&self) -> Paper {
        let order = self.order.as_ref().map(|order| format!(", berdasarkan {order}")).unwrap_or_default();
        let today = date_in_words(self.head.on);
        let mut blocks = vec![Block::text(format!("Pada hari ini {today}, kami{order}:"))];
        blocks.extend(self.examiners.iter().flat_map(Official::fields));
        blocks.push(Block::text("telah melakukan pemeriksaan secara tertutup terhadap:"));
        blocks.extend(self.subject.fields());
        blocks.push(Block::text(format!("karena diduga melakukan pelanggaran disiplin: {}.", self.breach)));
        blocks.extend((1u16..).zip(&self.exchanges).map(|(number, one)| Block::Exchange {
            number,
            question: one.question.clone(),
            answer: one.answer.clone(),
        }));
        if let Some(statement) = &self.statement {
            blocks.push(Block::heading("Pernyataan yang diperiksa"));
            blocks.push(Block::text(statement.as_str()));
        }
        blocks.push(Block::text(
            "Demikian Berita Acara Pemeriksaan ini dibuat dengan sebenarnya, dibaca kembali dan ditandatangani.",
        ));
        let mut own = Signatory::new("Yang diperiksa", &self.subject);
        own.refused.clone_from(&self.refused);
        let signatures = [own].into_iter().chain(self.examiners.iter().map(|one| Signatory::new("Pemeriksa", one)));
        let title = "BERITA ACARA PEMERIKSAAN".into();
        Paper { head: self.head.clone(), title, blocks, signatures: signatures.collect() }
    }
}

/// One breach in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreachLine {
    /// Bentuk pelanggaran.
    pub breach: String,
    /// Waktu.
    pub time: String,
    /// Tempat.
    pub place: String,
    /// Faktor memberatkan.
    pub aggravating: String,
    /// Faktor meringankan.
    pub mitigating: String,
    /// Dampak perbuatan.
    pub impact: String,
}

/// As what the report is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportSigner {
    /// Atasan langsung.
    Superior,
    /// Ketua Tim Pemeriksa.
    Chair,
}

/// Laporan Hasil Pemeriksaan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExaminationReport {
    /// Head.
    pub head: LetterHead,
    /// To whom, as `Bupati …`.
    pub to: String,
    /// Whom it is about.
    pub subject: Official,
    /// What was found.
    pub breaches: Vec<BreachLine>,
    /// The article that was breached.
    pub article: String,
    /// The punishment that is proposed, in words, with its level.
    pub proposed: String,
    /// Who holds the power to give it.
    pub authority: String,
    /// Number of the record that goes with it.
    pub record: String,
    /// Who signs.
    pub signer: Official,
    /// As what.
    pub signs_as: ReportSigner,
}

impl ExaminationReport {
    /// What it says.
    pub fn paper(&self) -> Paper {
        let mut blocks = vec![Block::field("Yth.", &self.to), Block::text("Dilaporkan hasil pemeriksaan terhadap:")];
        blocks.extend(self.subject.fields());
        let columns =
            ["Bentuk pelanggaran", "Waktu", "Tempat", "Faktor memberatkan", "Faktor meringankan", "Dampak perbuatan"];
        let row = |line: &BreachLine| {
            [&line.breach, &line.time, &line.place, &line.aggravating, &line.mitigating, &line.impact]
                .map(String::clone)
                .to_vec()
        };
        blocks.push(Block::Table {
            columns: columns.map(str::to_owned).to_vec(),
            rows: self.breaches.iter().map(row).collect(),
        });
        blocks.push(Block::text(format!(
            "Perbuatan tersebut melanggar {}. Direkomendasikan {}; yang berwenang menjatuhkannya {}.",
            self.article, self.proposed, self.authority
        )));
        blocks.push(Block::text(format!("Terlampir Berita Acara Pemeriksaan Nomor {}.", self.record)));
        let signs = match self.signs_as {
            ReportSigner::Superior => "Atasan langsung",
            ReportSigner::Chair => "Ketua Tim Pemeriksa",
        };
        let signatures = vec![Signatory::new(signs, &self.signer)];
        Paper { head: self.head.clone(), title: "LAPORAN HASIL PEMERIKSAAN".into(), blocks, signatures }
    }
}
