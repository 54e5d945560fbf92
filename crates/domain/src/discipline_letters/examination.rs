//! The record of an examination (BAP) and its report (LHP).

use serde::{Deserialize, Serialize};

use super::fields::{LetterFields, Part};
use super::head::{LetterHead, Official};
use super::numbering::LetterKind;
use super::paper::Block;
use crate::discipline_cases::Exchange;

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
    /// Its fields by the names its template uses.
    pub fn fields(&self) -> LetterFields {
        let exchange = |(number, one): (u16, &Exchange)| Block::Exchange {
            number,
            question: one.question.clone(),
            answer: one.answer.clone(),
        };
        let fields = LetterFields::of(LetterKind::Examination, &self.head, &self.subject)
            .people("pegawai", [&self.subject])
            .people("pemeriksa", &self.examiners)
            .part("tanya_jawab", Part::Blocks((1u16..).zip(&self.exchanges).map(exchange).collect()))
            .value("pelanggaran", &self.breach)
            .optional("perintah", self.order.as_ref())
            .optional("pernyataan", self.statement.as_ref())
            .signs("yang_diperiksa", &self.subject, self.refused.clone());
        self.examiners.iter().fold(fields, |fields, one| fields.signer("pemeriksa", one))
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
    /// Its fields by the names its template uses.
    pub fn fields(&self) -> LetterFields {
        let row = |line: &BreachLine| {
            [&line.breach, &line.time, &line.place, &line.aggravating, &line.mitigating, &line.impact]
                .map(String::clone)
                .to_vec()
        };
        let signs = match self.signs_as {
            ReportSigner::Superior => "atasan_langsung",
            ReportSigner::Chair => "ketua_tim",
        };
        LetterFields::of(LetterKind::Report, &self.head, &self.subject)
            .people("pegawai", [&self.subject])
            .part("temuan", Part::Rows { rows: self.breaches.iter().map(row).collect(), total: false })
            .value("kepada", &self.to)
            .value("pasal", &self.article)
            .value("usul", &self.proposed)
            .value("berwenang", &self.authority)
            .value("nomor_bap", &self.record)
            .signer(signs, &self.signer)
    }
}
