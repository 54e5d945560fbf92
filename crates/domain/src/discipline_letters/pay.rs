//! Proposals to stop the pay and to pay again.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::head::{LetterHead, Official};
use super::paper::{Block, Paper, Signatory};
use super::words::{in_words, long_date, month_name};
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
    /// What it says.
    pub fn paper(&self) -> Paper {
        let count = u16::try_from(self.days.len()).unwrap_or(u16::MAX);
        let mut blocks = vec![Block::field("Yth.", &self.to), Block::text("Diusulkan penghentian pembayaran gaji:")];
        blocks.extend(self.subject.fields());
        blocks.push(Block::text(format!(
            "karena tidak masuk kerja tanpa alasan yang sah selama {count} ({}) hari kerja berturut-turut (PP 94/2021 Ps 15 ayat (2)):",
            in_words(count)
        )));
        blocks.extend(Block::items(&self.days.iter().map(|day| long_date(*day)).collect::<Vec<_>>()));
        if let Some((officer, number)) = &self.verified {
            let text = format!("Data kehadiran telah diverifikasi dan divalidasi {} (Nomor {number}).", officer.name);
            blocks.push(Block::text(text));
        }
        if let Some(month) = self.from_month {
            let text = format!("Penghentian berlaku mulai bulan {} {}.", month_name(month), month.year());
            blocks.push(Block::text(text));
        }
        let signatures = vec![Signatory::new("Yang mengusulkan", &self.signer)];
        Paper { head: self.head.clone(), title: "USUL PENGHENTIAN GAJI".into(), blocks, signatures }
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
    /// What it says; an item that is missing is said to be.
    pub fn paper(&self) -> Paper {
        let (number, on) = &self.stopped_by;
        let mut blocks = vec![Block::field("Yth.", &self.to), Block::text("Diusulkan pengaktifan kembali gaji:")];
        blocks.extend(self.subject.fields());
        blocks.push(Block::text(format!(
            "yang dihentikan dengan Keputusan Nomor {number} tanggal {}. Yang bersangkutan bekerja kembali sejak {}.",
            long_date(*on),
            long_date(self.works_since)
        )));
        blocks.push(Block::heading("Lampiran"));
        let line = |item: &ResumeItem| {
            let there = if self.items.contains(item) { "ada" } else { "belum ada" };
            format!("{}: {there}", item.indonesian())
        };
        blocks.extend(Block::items(&ResumeItem::ALL.iter().map(line).collect::<Vec<_>>()));
        let signatures = vec![Signatory::new("Yang mengusulkan", &self.signer)];
        Paper { head: self.head.clone(), title: "USUL PENGAKTIFAN KEMBALI GAJI".into(), blocks, signatures }
    }
}
