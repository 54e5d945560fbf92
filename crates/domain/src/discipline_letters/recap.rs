//! Papers that go with a case: recap of absence, chronology, a colleague's statement, the note on who holds the power.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::fields::{LetterFields, Part};
use super::head::{LetterHead, Official};
use super::numbering::LetterKind;
use crate::numerals::{long_date, month_name};

/// A month of the recap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthLine {
    /// First day of the month.
    pub month: Date,
    /// Working days without reason.
    pub absent: BTreeSet<Date>,
    /// Minutes late.
    pub late_minutes: u32,
    /// Minutes left early.
    pub early_minutes: u32,
    /// Whether the month is closed; an open one may still change.
    pub closed: bool,
}

/// Rekapitulasi ketidakhadiran of a year. Minutes stand beside the days and are not turned into days here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbsenceRecap {
    /// Head.
    pub head: LetterHead,
    /// Whose.
    pub subject: Official,
    /// The year.
    pub year: i16,
    /// Months, January to December, or up to now.
    pub months: Vec<MonthLine>,
    /// Who signs.
    pub signer: Official,
}

impl AbsenceRecap {
    /// Working days without reason in all months.
    pub fn total(&self) -> usize {
        self.months.iter().map(|line| line.absent.len()).sum()
    }

    /// Minutes late and minutes left early in all months.
    pub fn minutes(&self) -> (u64, u64) {
        let sum = |pick: fn(&MonthLine) -> u32| self.months.iter().map(|line| u64::from(pick(line))).sum();
        (sum(|line| line.late_minutes), sum(|line| line.early_minutes))
    }

    /// Its fields by the names its template uses.
    pub fn fields(&self) -> LetterFields {
        LetterFields::of(LetterKind::Recap, &self.head, &self.subject)
            .people("pegawai", [&self.subject])
            .part("bulan", Part::Rows { rows: self.rows(), total: true })
            .value("tahun", self.year.to_string())
            .value("jumlah_hari", self.total().to_string())
            .signer("penanda_tangan", &self.signer)
    }

    /// A row a month and their sum: month, days, their dates, minutes late, minutes left early, whether it is closed.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let row = |line: &MonthLine| {
            let days: Vec<String> = line.absent.iter().map(|day| day.day().to_string()).collect();
            let dates = if days.is_empty() { "-".to_owned() } else { days.join(", ") };
            let state = if line.closed { "ditutup" } else { "belum ditutup" };
            vec![
                month_name(line.month).to_owned(),
                line.absent.len().to_string(),
                dates,
                line.late_minutes.to_string(),
                line.early_minutes.to_string(),
                state.to_owned(),
            ]
        };
        let mut rows: Vec<Vec<String>> = self.months.iter().map(row).collect();
        let (late, early) = self.minutes();
        rows.push(vec![
            "Jumlah".into(),
            self.total().to_string(),
            String::new(),
            late.to_string(),
            early.to_string(),
            String::new(),
        ]);
        rows
    }
}

/// Kronologi.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chronology {
    /// Head.
    pub head: LetterHead,
    /// Whom it is about.
    pub subject: Official,
    /// What happened, by date.
    pub events: Vec<(Date, String)>,
    /// Who signs.
    pub signer: Official,
}

impl Chronology {
    /// Its fields by the names its template uses.
    pub fn fields(&self) -> LetterFields {
        let mut events: Vec<&(Date, String)> = self.events.iter().collect();
        events.sort_by_key(|(on, _)| *on);
        let rows = events.iter().map(|(on, text)| vec![long_date(*on), text.clone()]).collect();
        LetterFields::of(LetterKind::Chronology, &self.head, &self.subject)
            .people("pegawai", [&self.subject])
            .part("kejadian", Part::Rows { rows, total: false })
            .signer("penanda_tangan", &self.signer)
    }
}

/// Surat keterangan rekan sejawat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColleagueStatement {
    /// Head.
    pub head: LetterHead,
    /// Who says it.
    pub by: Official,
    /// About whom.
    pub subject: Official,
    /// What they say.
    pub text: String,
}

impl ColleagueStatement {
    /// Its fields by the names its template uses.
    pub fn fields(&self) -> LetterFields {
        LetterFields::of(LetterKind::Colleague, &self.head, &self.subject)
            .people("pegawai", [&self.subject])
            .people("yang_menerangkan", [&self.by])
            .value("keterangan", &self.text)
            .signer("penanda_tangan", &self.by)
    }
}

/// Nota laporan kewenangan: the case goes to who holds the power.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PowerNote {
    /// Head.
    pub head: LetterHead,
    /// To whom.
    pub to: String,
    /// Whom it is about.
    pub subject: Official,
    /// The punishment that is proposed, in words, with its level.
    pub proposed: String,
    /// Why the sender does not hold the power.
    pub reason: String,
    /// Number of the report that goes with it.
    pub report: String,
    /// Who signs.
    pub signer: Official,
}

impl PowerNote {
    /// Its fields by the names its template uses.
    pub fn fields(&self) -> LetterFields {
        LetterFields::of(LetterKind::PowerNote, &self.head, &self.subject)
            .people("pegawai", [&self.subject])
            .value("kepada", &self.to)
            .value("usul", &self.proposed)
            .value("alasan", &self.reason)
            .value("nomor_lhp", &self.report)
            .signer("penanda_tangan", &self.signer)
    }
}
