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
        /// Keputusan by a contract or a regional rule: a warning, no new contract, the end of it.
        ContractDecision = "keputusan_kontrak",
        /// Keputusan that nothing was proven, or that nobody is punished.
        NoPunishment = "keputusan_tidak_terbukti",
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
    /// What is the running number of a letter could not be told.
    #[error("the pattern has {{nomor}} more than once")]
    TwoRunning,
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
            Self::TwoRunning => "Pola nomor hanya boleh memuat {nomor} satu kali.".into(),
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
        match parts.iter().filter(|part| matches!(part, Part::Running(_))).count() {
            0 => return Err(PatternError::NoRunning),
            1 => {}
            _ => return Err(PatternError::TwoRunning),
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

impl NumberPattern {
    /// The running number a number of this pattern has; `None` for one of another pattern, kind, office or year.
    pub fn running(&self, number: &str, code: &str, unit: &str, year: i16) -> Option<u32> {
        read_back(&self.0, number.trim(), (code, unit, &year.to_string())).flatten()
    }
}

/// Reads a number back part by part. Digits of the running number may be followed by other digits, so every length is tried.
fn read_back(parts: &[Part], rest: &str, known: (&str, &str, &str)) -> Option<Option<u32>> {
    let Some((first, parts)) = parts.split_first() else { return rest.is_empty().then_some(None) };
    let (code, unit, year) = known;
    let goes_on = |text: &str| read_back(parts, rest.strip_prefix(text)?, known);
    match first {
        Part::Running(_) => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let of = |length: usize| {
                read_back(parts, &rest[length..], known)?;
                Some(rest[..length].parse().ok())
            };
            (1..=digits).rev().find_map(of)
        }
        Part::Text(text) => goes_on(text),
        Part::Code => goes_on(code),
        Part::Unit => goes_on(unit),
        Part::Year => goes_on(year),
        Part::Month => (1..=12).rev().find_map(|month| goes_on(roman(month))),
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

/// The next running number of a pattern in a year, after every number that was given; numbers of another pattern do not count.
pub fn next_running<'a>(
    given: impl IntoIterator<Item = &'a str>,
    pattern: &NumberPattern,
    (code, unit): (&str, &str),
    year: i16,
) -> u32 {
    let last = given.into_iter().filter_map(|number| pattern.running(number, code, unit, year)).max();
    last.unwrap_or(0).saturating_add(1)
}
