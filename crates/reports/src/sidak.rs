//! The official record of an online sidak (berita acara sidak daring), as a finished value.
//!
//! **Invariant:** [`SidakReport`] exists only when the counts of each office add up to its roster, the offices and the kinds
//! of employees each add up to the whole, and findings are numbered from 1 without gaps. Nothing is left unsaid: a share
//! is printed with numerator, denominator and who is left out.

use jiff::Timestamp;
use jiff::civil::Date;

pub use crate::paper_mark::PaperMark;

/// Most findings of one record.
pub const MAX_FINDINGS: usize = 2_000;

/// The words of a sidak in the order they are printed.
pub const WORDS: [(&str, &str); 10] = [
    ("hadir", "Hadir"),
    ("terlambat", "Terlambat"),
    ("di_luar_tempat", "Di luar tempat"),
    ("berizin", "Berizin"),
    ("tidak_menjawab", "Tidak menjawab"),
    ("tidak_terjangkau", "Tidak terjangkau"),
    ("belum_terdengar", "Belum terdengar"),
    ("tanpa_keterangan_sementara", "Tanpa keterangan (sementara)"),
    ("libur", "Libur"),
    ("belum_waktunya", "Belum waktunya"),
];

/// People by word, in the order of [`WORDS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts(pub [u32; WORDS.len()]);

impl Counts {
    /// Everybody.
    pub fn total(&self) -> u32 {
        self.0.iter().sum()
    }

    /// Those who are there, in time or late.
    pub fn there(&self) -> u32 {
        self.of("hadir") + self.of("terlambat")
    }

    /// Everybody but those off, on leave, or not on duty at that hour.
    pub fn due(&self) -> u32 {
        self.total() - self.of("libur") - self.of("belum_waktunya") - self.of("berizin")
    }

    /// How many of a word; none of a word there is not.
    pub fn of(&self, word: &str) -> u32 {
        WORDS.iter().zip(&self.0).find(|((code, _), _)| *code == word).map_or(0, |(_, count)| *count)
    }
}

/// One line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SidakLine {
    /// The office or kind of employee.
    pub name: String,
    /// Its roster as it was frozen.
    pub roster: u32,
    /// Its counts.
    pub counts: Counts,
    /// When its head attested; empty where nobody did.
    pub attested: String,
}

/// Somebody named in the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SidakNamed {
    /// From 1.
    pub no: u32,
    /// Name.
    pub name: String,
    /// Office.
    pub office: String,
    /// What was found.
    pub found: String,
    /// What the head said; empty for nothing.
    pub said: String,
    /// What follows.
    pub follows: String,
}

/// What an office answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SidakReply {
    /// The office.
    pub office: String,
    /// The question.
    pub question: String,
    /// The answer; empty where none came.
    pub text: String,
    /// How many photos came with it.
    pub photos: u32,
}

/// Everything the record prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sidak {
    /// The government body.
    pub instansi: String,
    /// Its name.
    pub title: String,
    /// Its legal basis; empty for none.
    pub basis: String,
    /// The day.
    pub on: Date,
    /// From when to when people were called, as text.
    pub hours: String,
    /// Who called, as text.
    pub called_by: String,
    /// Whom it called, in a sentence.
    pub scope: String,
    /// Where a sample was drawn: how, so that anybody draws it again.
    pub sample: String,
    /// By office.
    pub offices: Vec<SidakLine>,
    /// By kind of employee.
    pub groups: Vec<SidakLine>,
    /// Everybody.
    pub whole: Counts,
    /// Named findings.
    pub named: Vec<SidakNamed>,
    /// Answers to the agenda.
    pub replies: Vec<SidakReply>,
    /// Instructions given, and what became of earlier ones, in sentences.
    pub instructions: Vec<String>,
    /// The state of each service post, in sentences.
    pub posts: Vec<String>,
    /// Sources that were silent, in sentences.
    pub silent: Vec<String>,
    /// Hash of the sealed results.
    pub snapshot: String,
    /// When it was printed, as text.
    pub printed_at: String,
    /// Instant written into the file's properties.
    pub created_at: Timestamp,
    /// Short hash of the content.
    pub footer: String,
    /// By which anybody can check the paper.
    pub mark: Option<PaperMark>,
}

/// A record that may be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SidakReport(Sidak);

/// Why a record is not printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SidakError {
    /// A line does not add up to its roster.
    #[error("{0} does not add up to its roster")]
    Line(String),
    /// A table does not add up to the whole.
    #[error("the table of {0} does not add up to the whole")]
    Table(&'static str),
    /// The findings are not numbered from 1 without gaps, or there are too many.
    #[error("the findings are not numbered from 1 without gaps, or more than {MAX_FINDINGS}")]
    Numbers,
}

impl SidakError {
    /// The same sentence in Indonesian.
    pub fn in_indonesian(&self) -> String {
        match self {
            Self::Line(name) => format!("jumlah {name} tidak sama dengan daftarnya"),
            Self::Table(name) => format!("jumlah tabel {name} tidak sama dengan keseluruhan"),
            Self::Numbers => format!("temuan tidak bernomor urut mulai 1, atau lebih dari {MAX_FINDINGS}"),
        }
    }
}

impl SidakReport {
    /// Checks every sum and lets the record be printed.
    ///
    /// # Errors
    ///
    /// [`SidakError`].
    pub fn checked(sidak: Sidak) -> Result<Self, SidakError> {
        for line in sidak.offices.iter().chain(&sidak.groups) {
            if line.counts.total() != line.roster {
                return Err(SidakError::Line(line.name.clone()));
            }
        }
        for (name, lines) in [("perangkat daerah", &sidak.offices), ("jenis pegawai", &sidak.groups)] {
            let mut sum = Counts::default();
            for line in lines {
                for (to, more) in sum.0.iter_mut().zip(line.counts.0) {
                    *to += more;
                }
            }
            if sum != sidak.whole {
                return Err(SidakError::Table(name));
            }
        }
        let numbered = (1..).zip(&sidak.named).all(|(no, named)| named.no == no);
        if !numbered || sidak.named.len() > MAX_FINDINGS {
            return Err(SidakError::Numbers);
        }
        Ok(Self(sidak))
    }

    /// What is printed.
    pub fn sidak(&self) -> &Sidak {
        &self.0
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use jiff::civil::date;

    use super::*;

    pub(crate) fn sample(offices: u32) -> Sidak {
        let line = |name: String, times: u32| SidakLine {
            name,
            roster: 20 * times,
            counts: Counts([11, 2, 1, 2, 1, 1, 1, 1, 0, 0].map(|count: u32| count * times)),
            attested: "09.21".into(),
        };
        Sidak {
            instansi: "Pemerintah Kota Contoh".into(),
            title: "Sidak hari pertama sesudah libur Idulfitri".into(),
            basis: "SPT Nomor 800.1.11/27/2026".into(),
            on: date(2026, 3, 25),
            hours: "09.00 sampai 09.05 WIB, kepala unit sampai 10.00 WIB".into(),
            called_by: "Wali Kota Contoh (pimpinan)".into(),
            scope: format!("Semua perangkat daerah ({offices}), {} pegawai", offices * 20),
            sample: String::new(),
            offices: (1..=offices).map(|number| line(format!("Dinas Contoh {number}"), 1)).collect(),
            groups: vec![line("PNS".into(), offices)],
            whole: line(String::new(), offices).counts,
            named: (1..=offices)
                .map(|no| SidakNamed {
                    no,
                    name: format!("Contoh Pegawai {no}, S.Kom."),
                    office: format!("Dinas Contoh {no}"),
                    found: "Panggilan sampai di HP dan tidak dijawab".into(),
                    said: String::new(),
                    follows: "Diminta penjelasan".into(),
                })
                .collect(),
            replies: vec![SidakReply {
                office: "Dinas Contoh 1".into(),
                question: "Apa yang sudah dikerjakan?".into(),
                text: "Pelayanan berjalan di tiga loket sejak pukul 07.30.".into(),
                photos: 2,
            }],
            instructions: vec!["Dinas Contoh 1: tambah satu loket sebelum 1 April 2026 (sedang berjalan)".into()],
            posts: vec!["Loket KTP: tercakup (2 dari 2)".into()],
            silent: vec!["Mesin BWXP209900001 belum melapor".into()],
            snapshot: "9c1185a5c5e9fc54612808977ee8f548b2258d31".repeat(2)[..64].into(),
            printed_at: "25 Maret 2026 pukul 10.04 WIB".into(),
            created_at: Timestamp::constant(1_774_404_240, 0),
            footer: "Hadir · 1b6f0a2c9d4e8f70".into(),
            mark: Some(PaperMark::new(
                format!("https://hadir.contohkota.go.id/check#HD1.{}", "Ab3_".repeat(29)),
                "hadir.contohkota.go.id/log/kota-contoh",
                1_234_567,
                date(2026, 3, 25),
                Some("https://hadir.contohkota.go.id/check"),
            )),
        }
    }

    #[test]
    fn a_record_whose_sums_do_not_hold_is_not_printed() {
        assert!(SidakReport::checked(sample(3)).is_ok());

        let mut line = sample(3);
        line.offices[1].roster = 21;
        assert_eq!(SidakReport::checked(line), Err(SidakError::Line("Dinas Contoh 2".into())));

        let mut missing = sample(3);
        missing.offices.pop();
        assert_eq!(SidakReport::checked(missing), Err(SidakError::Table("perangkat daerah")));

        let mut gap = sample(3);
        gap.named[2].no = 7;
        assert_eq!(SidakReport::checked(gap), Err(SidakError::Numbers));
    }

    #[test]
    fn a_share_names_what_it_is_made_of() {
        let counts = sample(1).whole;
        assert_eq!((counts.there(), counts.due(), counts.total()), (13, 18, 20));
    }
}
