//! The official record (berita acara) of a visit on site, as a finished value.
//!
//! **Invariant:** [`VisitReport`] exists only when its counts add up to the roster, its findings are as many as the counts
//! say and numbered from 1, and somebody of the team is named.

use jiff::Timestamp;
use jiff::civil::{Date, Time};

pub use crate::minutes::Party;
pub use crate::paper_mark::PaperMark;

/// Most findings of one record.
pub const MAX_FINDINGS: usize = 600;

/// A picture with the hash by which it is known.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// SHA-256 of the bytes, hexadecimal.
    pub sha256: String,
    /// What is seen; may be empty.
    pub caption: String,
    /// JPEG or PNG; empty where the bytes did not arrive.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    /// The hash stands for the bytes.
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "Picture({} {} {})", self.sha256, self.caption, self.bytes.len())
    }
}

/// Somebody who signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// Who.
    pub party: Party,
    /// What they drew; none where the paper is signed by hand.
    pub drawn: Option<Picture>,
    /// Why they did not sign; empty otherwise.
    pub unsigned: String,
}

/// One line of the counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitCount {
    /// What is counted.
    pub label: String,
    /// How many.
    pub count: u32,
    /// Whether it is a finding.
    pub finding: bool,
}

/// One finding, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitFinding {
    /// From 1.
    pub no: u32,
    /// Name with titles.
    pub name: String,
    /// The printed number.
    pub number: String,
    /// Title of the post.
    pub position: String,
    /// What was found.
    pub found: String,
    /// What the records said at that moment.
    pub recorded: String,
    /// What somebody of the office said of it; may be empty.
    pub note: String,
}

/// Everything a record prints. Pass it to [`VisitReport::checked`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitMinutes {
    /// The government body.
    pub instansi: String,
    /// The office visited.
    pub office: String,
    /// What kind of visit, in words.
    pub kind: String,
    /// Number of the record; empty to be filled in by hand.
    pub number: String,
    /// On which order it rests.
    pub basis: String,
    /// Why; may be empty.
    pub purpose: String,
    /// The day.
    pub on: Date,
    /// When the team came, local.
    pub began: Time,
    /// When it left, local.
    pub ended: Time,
    /// Name of the zone: `WIB`.
    pub zone: String,
    /// Where; the office where nothing is said.
    pub place: String,
    /// Who visited, first who leads.
    pub team: Vec<Signer>,
    /// Who received the team.
    pub receiver: Option<Signer>,
    /// What they stated; may be empty.
    pub statement: String,
    /// How many serve there.
    pub roster: u32,
    /// The counts; they sum to `roster`.
    pub counts: Vec<VisitCount>,
    /// A group counted by heads, in a sentence; may be empty.
    pub headcount: String,
    /// Findings by name.
    pub findings: Vec<VisitFinding>,
    /// Names that were called and do not serve there.
    pub strangers: Vec<String>,
    /// In what state the service was found; may be empty.
    pub service: String,
    /// What was instructed, with its day.
    pub instructions: Vec<String>,
    /// Photos and papers.
    pub photos: Vec<Picture>,
    /// Up to when the records were known, as text.
    pub known_at: String,
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
pub struct VisitReport(VisitMinutes);

/// Why a record is not printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VisitError {
    /// The counts do not add up.
    #[error("the counts add up to {sum}, the roster is {roster}")]
    Sum {
        /// What they add up to.
        sum: u32,
        /// Who serves there.
        roster: u32,
    },
    /// There are more or fewer findings than counted, or they are not numbered.
    #[error("the findings are not those that were counted")]
    Findings,
    /// Nobody visited.
    #[error("a record needs somebody of the team")]
    NobodySigns,
    /// Too long for one record.
    #[error("a record takes at most {MAX_FINDINGS} findings")]
    TooMany,
}

impl VisitError {
    /// The same sentence in Indonesian.
    pub fn in_indonesian(self) -> String {
        match self {
            Self::Sum { sum, roster } => format!("jumlah per keadaan {sum} tidak sama dengan daftar {roster} pegawai"),
            Self::Findings => "temuan bernama tidak sama dengan yang dihitung".into(),
            Self::NobodySigns => "berita acara memerlukan paling sedikit satu anggota tim".into(),
            Self::TooMany => format!("satu berita acara memuat paling banyak {MAX_FINDINGS} temuan"),
        }
    }
}

impl VisitReport {
    /// Checks the sums and lets the record be printed.
    ///
    /// # Errors
    ///
    /// [`VisitError`].
    pub fn checked(minutes: VisitMinutes) -> Result<Self, VisitError> {
        let sum = minutes.counts.iter().map(|line| line.count).sum();
        if sum != minutes.roster {
            return Err(VisitError::Sum { sum, roster: minutes.roster });
        }
        if minutes.findings.len() > MAX_FINDINGS {
            return Err(VisitError::TooMany);
        }
        let counted: u32 = minutes.counts.iter().filter(|line| line.finding).map(|line| line.count).sum();
        let numbered = (1..).zip(&minutes.findings).all(|(no, finding)| finding.no == no);
        if u32::try_from(minutes.findings.len()).ok() != Some(counted) || !numbered {
            return Err(VisitError::Findings);
        }
        if minutes.team.is_empty() {
            return Err(VisitError::NobodySigns);
        }
        Ok(Self(minutes))
    }

    /// What is printed.
    pub fn minutes(&self) -> &VisitMinutes {
        &self.0
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn party(name: &str, number: &str, title: &str, role: &str) -> Party {
        Party { name: name.into(), number: number.into(), title: title.into(), role: role.into() }
    }

    /// A fictional visit with so many findings.
    pub(crate) fn sample(findings: u32) -> VisitMinutes {
        let signer = |party: Party| Signer { party, drawn: None, unsigned: String::new() };
        let line = |label: &str, count: u32, finding: bool| VisitCount { label: label.into(), count, finding };
        VisitMinutes {
            instansi: "Pemerintah Kota Contoh".into(),
            office: "Dinas Kependudukan dan Pencatatan Sipil".into(),
            kind: "inspeksi mendadak (sidak)".into(),
            number: "700.1.2/031/INSP/2026".into(),
            basis: "SPT Inspektur Nomor 094/233/2026 tanggal 27 November 2026".into(),
            purpose: "Kehadiran sesudah libur panjang".into(),
            on: date(2026, 11, 30),
            began: time(9, 5, 0, 0),
            ended: time(10, 20, 0, 0),
            zone: "WIB".into(),
            place: "Kantor Disdukcapil, lantai 1 dan 2".into(),
            team: vec![
                signer(party("Guntur Lazuardi, S.H.", "209901012120011001", "Auditor Ahli Muda", "Ketua tim")),
                signer(party("Rara Ayuningtyas, S.E.", "209902022120022002", "Auditor Ahli Pertama", "Anggota")),
            ],
            receiver: Some(signer(party(
                "Melati Cendrawasih, S.Sos.",
                "209903032120032003",
                "Sekretaris Dinas",
                "Yang menerima tim",
            ))),
            statement: "Dua petugas sedang mengantar berkas ke kecamatan; suratnya menyusul.".into(),
            roster: 40 + findings,
            counts: vec![
                line("Terlihat dan tercatat hadir", 34, false),
                line("Tidak di tempat menurut surat atau jadwal", 6, false),
                line("Tidak terlihat, belum ada rekaman", findings, true),
            ],
            headcount: "Antrean di loket: 27 orang".into(),
            findings: (1..=findings)
                .map(|no| VisitFinding {
                    no,
                    name: format!("Pegawai Contoh {no}"),
                    number: "209904042120042004".into(),
                    position: "Pengadministrasi".into(),
                    found: "Tidak terlihat, belum ada rekaman".into(),
                    recorded: "belum ada rekaman".into(),
                    note: "menurut sekretaris sedang di kecamatan".into(),
                })
                .collect(),
            strangers: vec![],
            service: "Tiga dari lima loket dibuka; nomor antrean tertib.".into(),
            instructions: vec!["Buka loket 4 dan 5 pada jam sibuk (tenggat 7 Desember 2026)".into()],
            photos: vec![],
            known_at: "30 November 2026 pukul 11.02 WIB".into(),
            printed_at: "30 November 2026 pukul 11.40 WIB".into(),
            created_at: Timestamp::constant(1_796_013_600, 0),
            footer: "Hadir · 1b6f0a2c9d4e8f70".into(),
            mark: None,
        }
    }

    #[test]
    fn a_visit_is_printed_only_when_its_counts_add_up_and_its_findings_are_those_counted() {
        assert!(VisitReport::checked(sample(3)).is_ok());

        let short = VisitMinutes { roster: 44, ..sample(3) };
        assert_eq!(VisitReport::checked(short), Err(VisitError::Sum { sum: 43, roster: 44 }));
        let mut fewer = sample(3);
        fewer.findings.pop();
        assert_eq!(VisitReport::checked(fewer), Err(VisitError::Findings));
        let mut gap = sample(3);
        gap.findings[1].no = 9;
        assert_eq!(VisitReport::checked(gap), Err(VisitError::Findings));
        let alone = VisitMinutes { team: vec![], ..sample(0) };
        assert_eq!(VisitReport::checked(alone), Err(VisitError::NobodySigns));
    }
}
