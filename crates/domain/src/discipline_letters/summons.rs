//! Summons, and the record of who did not come.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::fields::{LetterFields, Part};
use super::head::{LetterHead, Official};
use super::numbering::LetterKind;
use super::paper::Block;
use crate::numerals::{long_date, weekday_name};

/// Surat Panggilan I, or II where it cites the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummonsLetter {
    /// Head.
    pub head: LetterHead,
    /// Who is summoned.
    pub to: Official,
    /// Before whom.
    pub before: Official,
    /// Day of the examination.
    pub on: Date,
    /// Its time, local.
    pub at: Time,
    /// The zone, as `WIB`.
    pub zone: String,
    /// Where.
    pub place: String,
    /// The alleged breach.
    pub breach: String,
    /// Its article.
    pub article: String,
    /// Number and date of Surat Panggilan I, on the second.
    pub first: Option<(String, Date)>,
    /// Atasan langsung, who signs.
    pub signer: Official,
}

impl SummonsLetter {
    /// Its fields by the names its template uses.
    pub fn fields(&self) -> LetterFields {
        let kind = if self.first.is_some() { LetterKind::SecondSummons } else { LetterKind::Summons };
        LetterFields::of(kind, &self.head, &self.to)
            .people("pegawai", [&self.to])
            .people("menghadap", [&self.before])
            .part("waktu", when(self.on, self.at, &self.zone, &self.place))
            .value("pelanggaran", &self.breach)
            .value("pasal", &self.article)
            .optional("panggilan_1_nomor", self.first.as_ref().map(|(number, _)| number))
            .optional("panggilan_1_tanggal", self.first.as_ref().map(|(_, on)| long_date(*on)))
            .signer("penanda_tangan", &self.signer)
    }
}

/// Surat panggilan untuk menerima keputusan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiveSummons {
    /// Head.
    pub head: LetterHead,
    /// Who is summoned.
    pub to: Official,
    /// Before whom.
    pub before: Official,
    /// Day.
    pub on: Date,
    /// Time, local.
    pub at: Time,
    /// The zone, as `WIB`.
    pub zone: String,
    /// Where.
    pub place: String,
    /// Who signs.
    pub signer: Official,
}

impl ReceiveSummons {
    /// Its fields by the names its template uses.
    pub fn fields(&self) -> LetterFields {
        LetterFields::of(LetterKind::ReceiveSummons, &self.head, &self.to)
            .people("pegawai", [&self.to])
            .people("menghadap", [&self.before])
            .part("waktu", when(self.on, self.at, &self.zone, &self.place))
            .signer("penanda_tangan", &self.signer)
    }
}

/// Berita acara ketidakhadiran: both summons, and that nobody came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbsenceRecord {
    /// Head.
    pub head: LetterHead,
    /// Who did not come.
    pub subject: Official,
    /// Number and date of both summons, and the day each was for.
    pub summons: [(String, Date, Date); 2],
    /// Who waited for them and signs.
    pub examiners: Vec<Official>,
}

impl AbsenceRecord {
    /// Its fields by the names its template uses.
    pub fn fields(&self) -> LetterFields {
        let [first, second] = &self.summons;
        let day = |on: Date| format!("{}, {}", weekday_name(on), long_date(on));
        let fields = LetterFields::of(LetterKind::Absence, &self.head, &self.subject)
            .people("pegawai", [&self.subject])
            .value("panggilan_1_nomor", &first.0)
            .value("panggilan_1_tanggal", long_date(first.1))
            .value("panggilan_1_hadir", day(first.2))
            .value("panggilan_2_nomor", &second.0)
            .value("panggilan_2_tanggal", long_date(second.1))
            .value("panggilan_2_hadir", day(second.2));
        self.examiners.iter().fold(fields, |fields, one| fields.signer("pemeriksa", one))
    }
}

fn when(on: Date, at: Time, zone: &str, place: &str) -> Part {
    Part::Blocks(vec![
        Block::field("Hari", weekday_name(on)),
        Block::field("Tanggal", &long_date(on)),
        Block::field("Jam", &format!("{} {zone}", at.strftime("%H.%M"))),
        Block::field("Tempat", place),
    ])
}
