//! Papers that go with a case: recap of absence, chronology, a colleague's statement, the note on who holds the power.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::head::{LetterHead, Official};
use super::paper::{Block, Paper, Signatory};
use super::words::{long_date, month_name};

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

    /// What it says; the months add up to the last row.
    pub fn paper(&self) -> Paper {
        let columns = ["Bulan", "Hari tanpa alasan sah", "Tanggal", "Menit terlambat", "Menit pulang cepat", "Keadaan"];
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
        let sum = |pick: fn(&MonthLine) -> u32| self.months.iter().map(pick).sum::<u32>().to_string();
        rows.push(vec![
            "Jumlah".into(),
            self.total().to_string(),
            String::new(),
            sum(|line| line.late_minutes),
            sum(|line| line.early_minutes),
            String::new(),
        ]);
        let mut blocks = self.subject.fields();
        blocks.push(Block::Table { columns: columns.map(str::to_owned).to_vec(), rows });
        let title = format!("REKAPITULASI KETIDAKHADIRAN TAHUN {}", self.year);
        Paper { head: self.head.clone(), title, blocks, signatures: vec![Signatory::new("Mengetahui", &self.signer)] }
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
    /// What it says, in the order of the dates.
    pub fn paper(&self) -> Paper {
        let mut events: Vec<&(Date, String)> = self.events.iter().collect();
        events.sort_by_key(|(on, _)| *on);
        let mut blocks = self.subject.fields();
        blocks.push(Block::Table {
            columns: vec!["Tanggal".into(), "Kejadian".into()],
            rows: events.iter().map(|(on, text)| vec![long_date(*on), text.clone()]).collect(),
        });
        let signatures = vec![Signatory::new("Yang menyusun", &self.signer)];
        Paper { head: self.head.clone(), title: "KRONOLOGI".into(), blocks, signatures }
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
    /// What it says.
    pub fn paper(&self) -> Paper {
        let mut blocks = vec![Block::text("Yang bertanda tangan di bawah ini:")];
        blocks.extend(self.by.fields());
        blocks.push(Block::text("menerangkan tentang:"));
        blocks.extend(self.subject.fields());
        blocks.push(Block::text(self.text.as_str()));
        let signatures = vec![Signatory::new("Yang menerangkan", &self.by)];
        Paper { head: self.head.clone(), title: "SURAT KETERANGAN REKAN SEJAWAT".into(), blocks, signatures }
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
    /// What it says.
    pub fn paper(&self) -> Paper {
        let mut blocks = vec![Block::field("Yth.", &self.to)];
        blocks.extend(self.subject.fields());
        blocks.push(Block::text(format!(
            "Menurut laporan hasil pemeriksaan Nomor {} direkomendasikan {}. {} Karena itu perkara ini disampaikan untuk diputus.",
            self.report, self.proposed, self.reason
        )));
        let signatures = vec![Signatory::new("Yang melaporkan", &self.signer)];
        Paper { head: self.head.clone(), title: "NOTA LAPORAN KEWENANGAN".into(), blocks, signatures }
    }
}
