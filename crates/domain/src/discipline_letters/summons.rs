//! Summons, and the record of who did not come.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::head::{LetterHead, Official};
use super::paper::{Block, Paper, Signatory};
use super::words::{date_in_words, day_name, long_date};

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
    /// What it says.
    pub fn paper(&self) -> Paper {
        let title = if self.first.is_some() { "SURAT PANGGILAN II" } else { "SURAT PANGGILAN I" };
        let mut blocks = Vec::new();
        if let Some((number, on)) = &self.first {
            let cited = format!("Menunjuk Surat Panggilan I Nomor {number} tanggal {}, ", long_date(*on));
            blocks.push(Block::text(cited + "yang tidak Saudara penuhi, dengan ini Saudara dipanggil sekali lagi:"));
        } else {
            blocks.push(Block::text("Bersama ini diminta dengan hormat kehadiran Saudara:"));
        }
        blocks.extend(self.to.fields());
        blocks.push(Block::text("untuk menghadap kepada:"));
        blocks.extend(self.before.fields());
        blocks.extend(when(self.on, self.at, &self.zone, &self.place));
        blocks.push(Block::text(format!(
            "untuk diperiksa/dimintai keterangan sehubungan dengan dugaan pelanggaran disiplin: {} ({}).",
            self.breach, self.article
        )));
        blocks.push(Block::text("Demikian untuk dilaksanakan."));
        let signatures = vec![Signatory::new("Atasan langsung", &self.signer)];
        Paper { head: self.head.clone(), title: title.into(), blocks, signatures }
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
    /// What it says.
    pub fn paper(&self) -> Paper {
        let mut blocks = vec![Block::text("Bersama ini diminta dengan hormat kehadiran Saudara:")];
        blocks.extend(self.to.fields());
        blocks.push(Block::text("untuk menghadap kepada:"));
        blocks.extend(self.before.fields());
        blocks.extend(when(self.on, self.at, &self.zone, &self.place));
        blocks.push(Block::text("untuk menerima keputusan hukuman disiplin."));
        let signatures = vec![Signatory::new("Pejabat yang memanggil", &self.signer)];
        let title = "SURAT PANGGILAN UNTUK MENERIMA KEPUTUSAN".into();
        Paper { head: self.head.clone(), title, blocks, signatures }
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
    /// What it says.
    pub fn paper(&self) -> Paper {
        let today = date_in_words(self.head.on);
        let mut blocks = vec![Block::text(format!(
            "Pada hari ini {today}, kami yang bertanda tangan di bawah ini menerangkan bahwa:"
        ))];
        blocks.extend(self.subject.fields());
        let cited = self.summons.iter().zip(["I", "II"]).map(|((number, sent, on), nth)| {
            format!(
                "Surat Panggilan {nth} Nomor {number} tanggal {} untuk hadir pada hari {}, {}: tidak hadir",
                long_date(*sent),
                day_name(*on),
                long_date(*on)
            )
        });
        blocks.extend(Block::items(&cited.collect::<Vec<_>>()));
        blocks.push(Block::text(
            "Dengan demikian penjatuhan hukuman disiplin dilakukan berdasarkan alat bukti dan keterangan yang ada tanpa pemeriksaan (PP 94/2021 Ps 26 ayat (4)).",
        ));
        let signatures = self.examiners.iter().map(|one| Signatory::new("Pemeriksa", one)).collect();
        Paper { head: self.head.clone(), title: "BERITA ACARA KETIDAKHADIRAN".into(), blocks, signatures }
    }
}

fn when(on: Date, at: Time, zone: &str, place: &str) -> [Block; 4] {
    [
        Block::field("Hari", day_name(on)),
        Block::field("Tanggal", &long_date(on)),
        Block::field("Jam", &format!("{} {zone}", at.strftime("%H.%M"))),
        Block::field("Tempat", place),
    ]
}
