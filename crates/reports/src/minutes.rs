//! An official record (berita acara) of an examination, as a finished value: who, when, on which basis, what was drawn
//! and looked at, what was found, and what follows.
//!
//! **Invariant:** [`MinutesReport`] exists only when its findings are numbered from 1 without gaps, the sample is no larger
//! than what it was drawn from, and somebody signs.

use jiff::Timestamp;
use jiff::civil::Date;

pub use crate::paper_mark::PaperMark;

/// Most findings of one record.
pub const MAX_FINDINGS: usize = 300;

/// Everything a record prints, as handed in. Pass it to [`MinutesReport::checked`] to have it printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minutes {
    /// The government body.
    pub instansi: String,
    /// The office that examines.
    pub office: String,
    /// What the record is of: `Pemeriksaan kecocokan data kehadiran`.
    pub subject: String,
    /// Number of the record; empty to be filled in by hand.
    pub number: String,
    /// The day.
    pub on: Date,
    /// The place.
    pub place: String,
    /// Who examines, first the one who leads.
    pub examiners: Vec<Party>,
    /// Who is examined, or speaks for the office.
    pub examined: Vec<Party>,
    /// Orders and rules the examination rests on.
    pub basis: Vec<String>,
    /// The days examined.
    pub span: Option<(Date, Date)>,
    /// How what was looked at was chosen.
    pub sample: Option<Sample>,
    /// What was looked at and compared, in sentences.
    pub examined_what: Vec<String>,
    /// What was found.
    pub findings: Vec<MinutesFinding>,
    /// What follows, in sentences.
    pub follow_up: Vec<String>,
    /// What the examined say to it; empty for nothing.
    pub response: String,
    /// When it was printed, as text.
    pub printed_at: String,
    /// Instant written into the file's properties.
    pub created_at: Timestamp,
    /// Short hash of the content.
    pub footer: String,
    /// By which anybody can check the paper.
    pub mark: Option<PaperMark>,
}

/// Somebody who takes part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Party {
    /// Name with titles.
    pub name: String,
    /// NIP, NI PPPK or local number.
    pub number: String,
    /// Title of the post.
    pub title: String,
    /// As what they take part: `Ketua tim`.
    pub role: String,
}

/// What was drawn, so that anybody can draw it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// How many there were to draw from.
    pub population: u32,
    /// How many were drawn.
    pub size: u32,
    /// Of what: `hari-pegawai`.
    pub of: String,
    /// The seed of the draw.
    pub seed: String,
    /// Hash of the list drawn from, in hexadecimal digits; empty where none was taken.
    pub population_hash: String,
    /// How it was drawn, in words.
    pub method: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinutesFinding {
    /// From 1.
    pub no: u32,
    /// Whom or what it is about.
    pub subject: String,
    /// What was found.
    pub condition: String,
    /// What should have been, with its rule; empty where none is named.
    pub criterion: String,
    /// On what it rests.
    pub evidence: String,
    /// What is to be done.
    pub recommendation: String,
    /// By when.
    pub due_on: Option<Date>,
}

/// A record that may be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinutesReport(Minutes);

/// Why a record is not printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MinutesError {
    /// The findings are not numbered from 1 without gaps.
    #[error("the findings are not numbered from 1 without gaps")]
    Numbers,
    /// More was drawn than there was.
    #[error("{size} were drawn from {population}")]
    Sample {
        /// Drawn.
        size: u32,
        /// There were.
        population: u32,
    },
    /// Nobody examines, so nobody signs.
    #[error("a record needs somebody who examines and signs")]
    NobodySigns,
    /// Too long for one record.
    #[error("a record takes at most {MAX_FINDINGS} findings")]
    TooMany,
}

impl MinutesError {
    /// The same sentence in Indonesian.
    pub fn in_indonesian(self) -> String {
        match self {
            Self::Numbers => "temuan tidak bernomor urut mulai 1".into(),
            Self::Sample { size, population } => format!("sampel {size} lebih besar daripada populasi {population}"),
            Self::NobodySigns => "berita acara memerlukan paling sedikit satu pemeriksa yang menandatangani".into(),
            Self::TooMany => format!("satu berita acara memuat paling banyak {MAX_FINDINGS} temuan"),
        }
    }
}

impl MinutesReport {
    /// Checks numbers and sample and lets the record be printed.
    ///
    /// # Errors
    ///
    /// [`MinutesError`].
    pub fn checked(minutes: Minutes) -> Result<Self, MinutesError> {
        if minutes.findings.len() > MAX_FINDINGS {
            return Err(MinutesError::TooMany);
        }
        if !(1..).zip(&minutes.findings).all(|(no, finding)| finding.no == no) {
            return Err(MinutesError::Numbers);
        }
        if let Some(sample) = minutes.sample.as_ref().filter(|sample| sample.size > sample.population) {
            return Err(MinutesError::Sample { size: sample.size, population: sample.population });
        }
        if minutes.examiners.is_empty() {
            return Err(MinutesError::NobodySigns);
        }
        Ok(Self(minutes))
    }

    /// What is printed.
    pub fn minutes(&self) -> &Minutes {
        &self.0
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use jiff::civil::date;

    use super::*;

    /// A fictional record with so many findings.
    pub(crate) fn sample(findings: u32) -> Minutes {
        let party = |name: &str, number: &str, title: &str, role: &str| Party {
            name: name.into(),
            number: number.into(),
            title: title.into(),
            role: role.into(),
        };
        Minutes {
            instansi: "Pemerintah Kota Contoh".into(),
            office: "Inspektorat Daerah".into(),
            subject: "Pemeriksaan kecocokan daftar hadir manual dengan portal pada Dinas Kesehatan".into(),
            number: "700.1.2/014/INSP/2026".into(),
            on: date(2026, 11, 23),
            place: "Kantor Dinas Kesehatan Kota Contoh".into(),
            examiners: vec![
                party("Guntur Lazuardi, S.H.", "209901012120011001", "Auditor Ahli Muda", "Ketua tim"),
                party("Rara Ayuningtyas, S.E.", "209902022120022002", "Auditor Ahli Pertama", "Anggota"),
            ],
            examined: vec![party(
                "dr. Melati Cendrawasih",
                "209903032120032003",
                "Kepala Dinas Kesehatan",
                "Pejabat yang diperiksa",
            )],
            basis: vec![
                "Surat Perintah Tugas Inspektur Nomor 094/211/2026 tanggal 16 November 2026".into(),
                "PP 94 Tahun 2021 tentang Disiplin Pegawai Negeri Sipil".into(),
            ],
            span: Some((date(2026, 10, 1), date(2026, 10, 31))),
            sample: Some(Sample {
                population: 1_240,
                size: 92,
                of: "hari-pegawai yang berselisih".into(),
                seed: "7f3a91c05be2d410".into(),
                population_hash: "9c1185a5c5e9fc54612808977ee8f548b2258d31".repeat(2)[..64].into(),
                method: "Acak sederhana tanpa pengembalian; dapat ditarik ulang dengan benih dan sidik di atas".into(),
            }),
            examined_what: vec![
                "Daftar hadir manual Oktober 2026 yang ditandatangani, disandingkan dengan unduhan portal".into(),
                "Rekaman mesin BWXP209900001 sebagai pembanding".into(),
            ],
            findings: (1..=findings)
                .map(|no| MinutesFinding {
                    no,
                    subject: format!("Pegawai {no}, 6 Oktober 2026"),
                    condition: "Daftar manual mencatat hadir 07.30; portal dan mesin tidak mempunyai rekaman".into(),
                    criterion: "Setiap kehadiran direkam oleh pegawai yang bersangkutan".into(),
                    evidence: "Segel baris 120.331 dan 120.498".into(),
                    recommendation: "Klarifikasi tertulis dari atasan langsung".into(),
                    due_on: Some(date(2026, 12, 7)),
                })
                .collect(),
            follow_up: vec!["Dinas Kesehatan menjawab temuan melalui Hadir sebelum tenggat masing-masing".into()],
            response: String::new(),
            printed_at: "23 November 2026 pukul 15.04 WIB".into(),
            created_at: Timestamp::constant(1_795_421_040, 0),
            footer: "Hadir · 1b6f0a2c9d4e8f70".into(),
            mark: Some(PaperMark::new(
                format!("https://hadir.contohkota.go.id/check#HD1.{}", "Ab3_".repeat(29)),
                "hadir.contohkota.go.id/log/kota-contoh",
                1_234_567,
                date(2026, 11, 23),
                Some("https://hadir.contohkota.go.id/check"),
            )),
        }
    }

    #[test]
    fn a_record_is_printed_only_when_numbers_sample_and_signers_are_right() {
        assert!(MinutesReport::checked(sample(3)).is_ok());

        let mut gap = sample(3);
        gap.findings[1].no = 9;
        assert_eq!(MinutesReport::checked(gap), Err(MinutesError::Numbers));

        let mut large = sample(1);
        large.sample.as_mut().expect("a sample").size = 1_241;
        assert_eq!(MinutesReport::checked(large), Err(MinutesError::Sample { size: 1_241, population: 1_240 }));

        let alone = Minutes { examiners: vec![], ..sample(1) };
        assert_eq!(MinutesReport::checked(alone), Err(MinutesError::NobodySigns));
        assert_eq!(MinutesReport::checked(sample(301)), Err(MinutesError::TooMany));
    }
}
