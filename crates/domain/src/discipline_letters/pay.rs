//! Proposals to stop the pay and to pay again.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::fields::{LetterFields, Part};
use super::head::{LetterHead, Official};
use super::numbering::LetterKind;
use crate::numerals::{in_words, long_date, month_name};
use crate::pay_stops::ResumeItem;

/// Usul penghentian gaji.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayStopProposal {
    /// Head.
    pub head: LetterHead,
    /// To whom.
    pub to: String,
    /// Whose pay.
    pub subject: Official,
    /// The working days in a row without reason.
    pub days: BTreeSet<Date>,
    /// The first month without pay, by its first day; known once the KPA decides in this month.
    pub from_month: Option<Date>,
    /// Who verified and validated the days, and the number of that letter.
    pub verified: Option<(Official, String)>,
    /// Who signs.
    pub signer: Official,
}

impl PayStopProposal {
    /// Its fields by the names its template uses.
    pub fn fields(&self) -> LetterFields {
        let count = u16::try_from(self.days.len()).unwrap_or(u16::MAX);
        let month = self.from_month.map(|month| format!("{} {}", month_name(month), month.year()));
        LetterFields::of(LetterKind::PayStop, &self.head, &self.subject)
            .people("pegawai", [&self.subject])
            .part("hari", Part::Lines(self.days.iter().map(|day| long_date(*day)).collect()))
            .value("kepada", &self.to)
            .value("jumlah_hari", count.to_string())
            .value("jumlah_hari_huruf", in_words(count.into()))
            .optional("verifikator", self.verified.as_ref().map(|(officer, _)| &officer.name))
            .optional("nomor_verifikasi", self.verified.as_ref().map(|(_, number)| number))
            .optional("bulan_mulai", month)
            .signer("penanda_tangan", &self.signer)
    }
}

/// Usul pengaktifan kembali gaji, with items a to e.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayResumeProposal {
    /// Head.
    pub head: LetterHead,
    /// To whom.
    pub to: String,
    /// Whose pay.
    pub subject: Official,
    /// Number and date of the decision that stopped it.
    pub stopped_by: (String, Date),
    /// Since when the person works again.
    pub works_since: Date,
    /// What goes with it.
    pub items: BTreeSet<ResumeItem>,
    /// Who signs.
    pub signer: Official,
}

impl PayResumeProposal {
    /// Its fields by the names its template uses.
    pub fn fields(&self) -> LetterFields {
        let (number, on) = &self.stopped_by;
        // An item that is missing is said to be.
        let line = |item: &ResumeItem| {
            let there = if self.items.contains(item) { "ada" } else { "belum ada" };
            format!("{}: {there}", item.indonesian())
        };
        LetterFields::of(LetterKind::PayResume, &self.head, &self.subject)
            .people("pegawai", [&self.subject])
            .part("lampiran", Part::Lines(ResumeItem::ALL.iter().map(line).collect()))
            .value("kepada", &self.to)
            .value("keputusan_nomor", number)
            .value("keputusan_tanggal", long_date(*on))
            .value("bekerja_sejak", long_date(self.works_since))
            .signer("penanda_tangan", &self.signer)
    }
}
