//! The monthly recap of one unit as a finished value: plain text and numbers, no ids.
//!
//! **Invariant:** a [`RecapReport`] exists only when its sums hold, so every published table sums to its roster or will
//! not render.

pub use hadir_domain::recap::MarkTotals;
use hadir_domain::status::Status;
use jiff::Timestamp;
use jiff::civil::Date;

pub use crate::paper_mark::PaperMark;
pub use crate::recap_check::{MAX_PEOPLE, RecapError, RecapReport};

/// Days per status in the order of [`Status::ALL`].
pub type StatusTotals = [u32; Status::ALL.len()];

/// Everything a recap prints, as handed in. Pass it to [`RecapReport::checked`] to have it printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recap {
    /// The government body, `Pemerintah Kota Contoh`.
    pub instansi: String,
    /// The OPD or unit.
    pub unit_name: String,
    /// Its code.
    pub unit_code: String,
    /// Any day of the month, best the first.
    pub month: Date,
    /// When it was printed, as text in the unit's zone: `23 November 2026 pukul 15.04 WIB`.
    pub printed_at: String,
    /// Instant written into the files' properties; the same value gives the same bytes.
    pub created_at: Timestamp,
    /// Up to when data counts, as text in the unit's zone.
    pub data_until: String,
    /// Every day of the month in order.
    pub days: Vec<RecapDay>,
    /// The people in the order of the list.
    pub people: Vec<RecapPerson>,
    /// Days per status over all people.
    pub totals: StatusTotals,
    /// Marks over all people.
    pub mark_totals: MarkTotals,
    /// Sources that have not spoken for the whole month.
    pub incomplete_sources: Vec<IncompleteSource>,
    /// How many of how many have not, and what follows; `None` when all have.
    pub incomplete_note: Option<String>,
    /// What the codes mean; [`legend`] gives the usual one.
    pub legend: Vec<LegendEntry>,
    /// Who signs.
    pub signature: Signature,
    /// Document id or short hash with which the paper can be checked.
    pub footer: String,
    /// By which anybody can check the paper.
    pub mark: Option<PaperMark>,
    /// State of the period lock, `Terkunci` or `Belum dikunci`.
    pub lock_state: String,
    /// Prints `SEMENTARA — BELUM LENGKAP`. Required while any day is BELUM or unsettled.
    pub provisional: bool,
}

/// One day of the month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecapDay {
    /// The date.
    pub on: Date,
    /// Whether the calendar makes it a day off for the unit; printed grey.
    pub day_off: bool,
    /// Name of the holiday, if it has one.
    pub name: Option<String>,
}

/// One row: a person and what each day was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecapPerson {
    /// Place in the list, from 1.
    pub no: u32,
    /// Name with titles.
    pub name: String,
    /// NIP, NI PPPK or local number, as chosen to print.
    pub number: String,
    /// Golongan, `III/b`.
    pub rank: String,
    /// Title of the post.
    pub title: String,
    /// Kind of employment as printed, `PNS`.
    pub employee_type: String,
    /// Status code of each day of the month: `H`, `TK`, …
    pub codes: Vec<String>,
    /// Mark codes of each day: `TL:45`, `TAD`, …
    pub marks: Vec<Vec<String>>,
    /// Whether each day is settled. Marks of an unsettled day are shown but not totalled.
    pub settled: Vec<bool>,
    /// Days per status.
    pub totals: StatusTotals,
    /// Sums of the marks of settled days.
    pub mark_totals: MarkTotals,
    /// Percent the treasurer's sheet shows for taps, a decimal text as the rule gave it (`98.50`). `None` prints empty.
    pub tap_percent: Option<String>,
}

/// A source that has not spoken for the whole month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncompleteSource {
    /// Name as people know it.
    pub name: String,
    /// Up to when it has spoken, as text; `None` when it was never heard.
    pub reached: Option<String>,
}

/// A code and its meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegendEntry {
    /// The code.
    pub code: String,
    /// What it means, in Indonesian.
    pub meaning: String,
}

/// The signature block of the head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signature {
    /// Place of signing.
    pub place: String,
    /// Date of signing as text.
    pub date: String,
    /// Title of the head.
    pub title: String,
    /// Name of the head.
    pub name: String,
    /// Pangkat of the head.
    pub rank: String,
    /// NIP of the head.
    pub nip: String,
}

/// The mark sums in the order of the printed columns: TL times and minutes, PSW times and minutes, TAD, TAP, AP, TW.
pub fn mark_columns(marks: &MarkTotals) -> [u32; 8] {
    [
        marks.late_days,
        marks.late_minutes,
        marks.early_days,
        marks.early_minutes,
        marks.missing_in,
        marks.missing_out,
        marks.missed_apel,
        marks.missed_windows,
    ]
}

impl RecapPerson {
    /// The sums of this row's codes and marks, for whoever builds the value from days.
    ///
    /// # Errors
    ///
    /// [`RecapError::UnknownCode`] at the first code that is no status or no mark.
    pub fn sums(&self) -> Result<(StatusTotals, MarkTotals), RecapError> {
        let unknown =
            |day: usize, code: &str| RecapError::UnknownCode { no: self.no, day: day + 1, code: code.to_owned() };
        let mut totals = StatusTotals::default();
        for (day, code) in self.codes.iter().enumerate() {
            let status =
                Status::ALL.into_iter().find(|status| status.as_str() == code).ok_or_else(|| unknown(day, code))?;
            totals[status.index()] += 1;
        }
        let mut marks = MarkTotals::default();
        for (day, codes) in self.marks.iter().enumerate() {
            let settled = self.settled.get(day).copied().unwrap_or(false);
            for code in codes {
                let mark = code.parse().map_err(|_| unknown(day, code))?;
                if settled {
                    marks.count(mark);
                }
            }
        }
        Ok((totals, marks))
    }

    /// The code as the grid prints it: `TL` for H with lateness, else the status code.
    pub fn printed_code(&self, place: usize) -> &str {
        let late = || self.marks.get(place).is_some_and(|marks| marks.iter().any(|mark| mark.starts_with("TL:")));
        match self.codes.get(place).map_or("", String::as_str) {
            "H" if late() => "TL",
            code => code,
        }
    }

    /// Days that are BELUM or unsettled.
    pub fn open_days(&self) -> u32 {
        let open =
            self.codes.iter().zip(&self.settled).filter(|(code, settled)| !**settled || code.as_str() == "BELUM");
        open.map(|_| 1).sum()
    }
}

impl Recap {
    /// How many people were present (H) on the day at that place of [`Recap::days`].
    pub fn present_on(&self, place: usize) -> u32 {
        self.people.iter().filter(|person| person.codes.get(place).is_some_and(|code| code == "H")).map(|_| 1).sum()
    }
}

/// The usual meanings, in the order of the columns, then the marks.
pub fn legend() -> Vec<LegendEntry> {
    [
        ("H", "Hadir"),
        ("TK", "Tanpa keterangan"),
        ("S", "Sakit"),
        ("I", "Izin"),
        ("C", "Cuti"),
        ("DL", "Dinas luar"),
        ("WFH", "Bekerja dari rumah/tempat lain"),
        ("TB", "Tugas belajar"),
        ("DIKLAT", "Pendidikan dan pelatihan"),
        ("LIBUR", "Hari libur pegawai"),
        ("BELUM", "Belum lengkap: ada sumber yang belum melapor"),
        ("TL", "Hadir, terlambat (terhitung H)"),
        ("PSW", "Pulang sebelum waktunya"),
        ("TAD", "Tanpa absen datang"),
        ("TAP", "Tanpa absen pulang"),
        ("AP", "Tidak ikut apel"),
        ("TW", "Waktu absen antara terlewat"),
    ]
    .map(|(code, meaning)| LegendEntry { code: code.into(), meaning: meaning.into() })
    .into()
}
