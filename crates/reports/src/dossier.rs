//! What is known of one point, one phone or one person, as a report: facts, honest explanations, no judgement.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::paper_mark::PaperMark;
use crate::table::{Cell, Column, Table};

/// The sentence every dossier ends with.
pub const CLOSING: &str = "Lembar ini mencatat fakta yang diterima sistem. Ini bukan penilaian dan bukan putusan: yang \
bersangkutan berhak melihatnya, menjelaskan, dan menyanggah; keputusan diambil pejabat yang berwenang setelah memeriksa.";

/// Somebody a dossier names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DossierPerson {
    /// Name as printed.
    pub name: String,
    /// Number as printed; may be empty.
    pub number: String,
    /// Where they serve.
    pub unit: String,
    /// What of them is counted.
    pub counted: String,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DossierEvent {
    /// When, local.
    pub at: String,
    /// Who.
    pub who: String,
    /// What.
    pub what: String,
    /// Where, as told.
    pub place: String,
    /// How it came.
    pub detail: String,
}

/// A dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// The government.
    pub instansi: String,
    /// What it is about, a few words.
    pub title: String,
    /// Which one.
    pub subject: String,
    /// First and last day.
    pub span: (Date, Date),
    /// One sentence each.
    pub facts: Vec<String>,
    /// Who is in it.
    pub people: Vec<DossierPerson>,
    /// What happened, by time.
    pub events: Vec<DossierEvent>,
    /// How many events are not listed.
    pub left_out: u32,
    /// Honest reasons such facts have, one sentence each.
    pub explanations: Vec<String>,
    /// Moment of printing, local.
    pub printed_at: String,
    /// The same as an instant.
    pub created_at: Timestamp,
    /// Left foot of each page.
    pub footer: String,
    /// How to check it.
    pub mark: Option<PaperMark>,
}

impl Dossier {
    /// The tables of the workbook.
    pub fn tables(&self) -> Vec<Table> {
        let sheet = |name: &str, columns: &[(&str, u16)], rows: Vec<Vec<Cell>>| Table {
            name: name.to_owned(),
            columns: columns.iter().map(|(heading, width)| Column::new(heading, *width)).collect(),
            rows,
        };
        let mut facts: Vec<Vec<Cell>> = vec![
            vec!["Tentang".into(), self.title.clone().into()],
            vec!["Yang mana".into(), self.subject.clone().into()],
            vec!["Rentang".into(), format!("{} sampai {}", self.span.0, self.span.1).into()],
        ];
        facts.extend(self.facts.iter().map(|fact| vec!["Fakta".into(), fact.clone().into()]));
        facts.extend(self.explanations.iter().map(|one| vec!["Penjelasan jujur".into(), one.clone().into()]));
        facts.push(vec!["Penting".into(), CLOSING.into()]);
        if let Some(mark) = &self.mark {
            facts.push(vec!["Tanda dokumen".into(), mark.words.clone().into()]);
        }
        let people = self.people.iter().map(|one| {
            vec![
                one.name.clone().into(),
                one.number.clone().into(),
                one.unit.clone().into(),
                one.counted.clone().into(),
            ]
        });
        let events = self.events.iter().map(|one| {
            [&one.at, &one.who, &one.what, &one.place, &one.detail].map(|text| text.clone().into()).to_vec()
        });
        vec![
            sheet("Fakta", &[("bagian", 18), ("isi", 100)], facts),
            sheet("Orang", &[("nama", 34), ("nomor", 22), ("unit", 34), ("tercatat", 40)], people.collect()),
            sheet(
                "Kejadian",
                &[("waktu", 20), ("siapa", 34), ("apa", 26), ("tempat", 44), ("keterangan", 60)],
                events.collect(),
            ),
        ]
    }
}
