//! Numbers of letters: a pattern an office writes for itself, and a running number for each year and kind.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::codes::codes;

codes!(
    /// Kinds of paper, each with a running number of its own.
    LetterKind {
        /// Surat Panggilan I.
        Summons = "surat_panggilan_1",
        /// Surat Panggilan II.
        SecondSummons = "surat_panggilan_2",
        /// Berita Acara Pemeriksaan.
        Examination = "bap",
        /// Berita acara ketidakhadiran.
        Absence = "ba_ketidakhadiran",
        /// Laporan Hasil Pemeriksaan.
        Report = "lhp",
        /// Keputusan hukuman disiplin.
        Decision = "keputusan",
        /// Surat panggilan menerima keputusan.
        ReceiveSummons = "surat_panggilan_keputusan",
        /// Berita acara penyerahan keputusan.
        HandOver = "ba_penyerahan",
        /// Record of an oral or written reprimand.
        Reprimand = "teguran",
        /// Usul penghentian gaji.
        PayStop = "usul_penghentian_gaji",
        /// Usul pengaktifan gaji.
        PayResume = "usul_pengaktifan_gaji",
        /// Rekapitulasi ketidakhadiran.
        Recap = "rekap_ketidakhadiran",
        /// SK Tim Pemeriksa.
        Team = "sk_tim_pemeriksa",
        /// SK pembebasan sementara.
        Release = "sk_pembebasan_sementara",
        /// Kronologi.
        Chronology = "kronologi",
        /// Surat keterangan rekan sejawat.
        Colleague = "keterangan_rekan",
        /// Nota laporan kewenangan.
        PowerNote = "nota_kewenangan",
    }
);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Running(usize),
    Code,
    Unit,
    Month,
    Year,
}

/// A pattern such as `800.1.6.2/{nomor:3}/{kode}/{bulan}/{tahun}`.
///
/// `{nomor}` is the running number, `{nomor:3}` with leading zeros up to that width; `{kode}` the code of the kind, `{unit}`
/// that of the office, `{bulan}` the month in Roman digits, `{tahun}` the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberPattern(Vec<Part>);

/// Why a pattern cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Two letters of a year would have the same number.
    #[error("the pattern has no {{nomor}}")]
    NoRunning,
    /// Letters of two years would have the same number.
    #[error("the pattern has no {{tahun}}")]
    NoYear,
    /// A word in braces that is not known, or a brace without its other half.
    #[error("the pattern has an unknown part: {0}")]
    Unknown(String),
}

impl PatternError {
    /// The sentence in Indonesian.
    pub fn id(&self) -> String {
        match self {
            Self::NoRunning => "Pola nomor harus memuat {nomor}.".into(),
            Self::NoYear => "Pola nomor harus memuat {tahun}, karena nomor mulai lagi tiap tahun.".into(),
            Self::Unknown(part) => {
                format!("Bagian \"{part}\" tidak dikenal. Pakai {{nomor}}, {{kode}}, {{unit}}, {{bulan}}, {{tahun}}.")
            }
        }
    }
}

impl NumberPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    ///
    /// [`PatternError`] where numbers would repeat or a part is not known.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let mut parts = Vec::new();
        let mut rest = text.trim();
        while let Some(start) = rest.find(['{', '}']) {
            if start > 0 {
                parts.push(Part::Text(rest[..start].to_owned()));
            }
            let unknown = || PatternError::Unknown(rest[start..].to_owned());
            let end = rest[start..].find('}').ok_or_else(unknown)?;
            let word = rest[start..start + end].strip_prefix('{').ok_or_else(unknown)?;
            parts.push(part(word).ok_or_else(|| PatternError::Unknown(word.to_owned()))?);
            rest = &rest[start + end + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        if !parts.iter().any(|part| matches!(part, Part::Running(_))) {
            return Err(PatternError::NoRunning);
        }
        if !parts.contains(&Part::Year) {
            return Err(PatternError::NoYear);
        }
        Ok(Self(parts))
    }

    /// The number of a letter.
    pub fn number(&self, running: u32, code: &str, unit: &str, on: Date) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Running(width) => format!("{running:0width$}", width = *width),
            Part::Code => code.to_owned(),
            Part::Unit => unit.to_owned(),
            Part::Month => roman(on.month()).to_owned(),
            Part::Year => on.year().to_string(),
        };
        self.0.iter().map(part).collect()
    }
}

fn part(word: &str) -> Option<Part> {
    match word.split_once(':') {
        Some(("nomor", width)) => width.parse().ok().filter(|width| (1..=9).contains(width)).map(Part::Running),
        None => match word {
            "nomor" => Some(Part::Running(0)),
            "kode" => Some(Part::Code),
            "unit" => Some(Part::Unit),
            "bulan" => Some(Part::Month),
            "tahun" => Some(Part::Year),
            _ => None,
        },
        Some(_) => None,
    }
}

fn roman(month: i8) -> &'static str {
    const DIGITS: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    usize::try_from(month).ok().and_then(|month| DIGITS.get(month.checked_sub(1)?)).unwrap_or(&"-")
}

/// The next running number of a year and kind; a number once given is never given again.
pub fn next_running<'a>(
    given: impl IntoIterator<Item = &'a (i16, LetterKind, u32)>,
    year: i16,
    kind: LetterKind,
) -> u32 {
    let last = given.into_iter().filter(|(of, what, _)| (*of, *what) == (year, kind)).map(|one| one.2).max();
    last.unwrap_or(0).saturating_add(1)
}
