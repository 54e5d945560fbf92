//! The monthly recap of one unit as a finished value: plain text and numbers, no ids.
//!
//! **Invariant:** a [`RecapReport`] exists only when its sums hold, so every published table sums to its roster or will
//! not render.

pub use hadir_domain::recap::MarkTotals;
use hadir_domain::status::Status;
use jiff::Timestamp;
use jiff::civil::Date;

/// Most people one recap takes, several times the largest government body it was made for.
pub const MAX_PEOPLE: usize = 50_000;

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
    /// What the codes mean; [`legend`] gives the usual one.
    pub legend: Vec<LegendEntry>,
    /// Who signs.
    pub signature: Signature,
    /// Document id or short hash with which the paper can be checked.
    pub footer: String,
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

/// A recap whose sums hold. The only value the renderers take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecapReport(Recap);

/// Why a recap is not printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecapError {
    /// The days are not the days of the month, each once and in order.
    #[error("the days given are not every day of the month in order")]
    Days,
    /// More people than [`MAX_PEOPLE`].
    #[error("a recap takes at most {MAX_PEOPLE} people")]
    TooManyPeople,
    /// A row has more or fewer days than the month.
    #[error("row {no} has {found} days, the month has {expected}")]
    RowLength {
        /// The row.
        no: u32,
        /// Days it has.
        found: usize,
        /// Days of the month.
        expected: usize,
    },
    /// A code that is no status, or a mark that is no mark.
    #[error("row {no}, day {day}: unknown code {code}")]
    UnknownCode {
        /// The row.
        no: u32,
        /// Day of the month.
        day: usize,
        /// What stood there.
        code: String,
    },
    /// A person's totals are not the sums of the row.
    #[error("row {no}: the totals are not the sums of its days")]
    RowTotals {
        /// The row.
        no: u32,
    },
    /// The totals of the unit are not the sums of the rows.
    #[error("the totals of the unit are not the sums of the rows")]
    UnitTotals,
    /// A day is BELUM or unsettled but the recap does not call itself provisional.
    #[error("{days} person-days are incomplete, so the recap must say that it is provisional")]
    NotProvisional {
        /// Days that are BELUM or unsettled.
        days: u32,
    },
}

impl RecapError {
    /// The same sentence in Indonesian.
    pub fn in_indonesian(&self) -> String {
        match self {
            Self::Days => "hari yang diberikan bukan seluruh hari bulan itu secara berurutan".into(),
            Self::TooManyPeople => format!("rekap menampung paling banyak {MAX_PEOPLE} pegawai"),
            Self::RowLength { no, found, expected } => {
                format!("baris {no} berisi {found} hari, sedangkan bulan itu {expected} hari")
            }
            Self::UnknownCode { no, day, code } => format!("baris {no}, tanggal {day}: kode tidak dikenal {code}"),
            Self::RowTotals { no } => format!("baris {no}: jumlahnya tidak sama dengan isi hari-harinya"),
            Self::UnitTotals => "jumlah unit tidak sama dengan jumlah baris-barisnya".into(),
            Self::NotProvisional { days } => {
                format!("masih ada {days} hari-pegawai yang belum lengkap, jadi rekap harus ditandai sementara")
            }
        }
    }
}

impl RecapReport {
    /// Checks every sum and lets the recap be printed.
    ///
    /// # Errors
    ///
    /// [`RecapError`] names the first row or total that does not hold. Nothing is repaired here: a wrong sum is a
    /// fault of whoever made the value.
    pub fn checked(recap: Recap) -> Result<Self, RecapError> {
        check_days(&recap)?;
        if recap.people.len() > MAX_PEOPLE {
            return Err(RecapError::TooManyPeople);
        }
        let mut totals = StatusTotals::default();
        let mut marks = MarkTotals::default();
        for person in &recap.people {
            check_person(person, recap.days.len())?;
            for (sum, days) in totals.iter_mut().zip(person.totals) {
                *sum += days;
            }
            marks.add(&person.mark_totals);
        }
        if totals != recap.totals || marks != recap.mark_totals {
            return Err(RecapError::UnitTotals);
        }
        let open: u32 = recap.people.iter().map(RecapPerson::open_days).sum();
        if open > 0 && !recap.provisional {
            return Err(RecapError::NotProvisional { days: open });
        }
        Ok(Self(recap))
    }

    /// What is printed.
    pub fn recap(&self) -> &Recap {
        &self.0
    }
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

    fn open_days(&self) -> u32 {
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

fn check_days(recap: &Recap) -> Result<(), RecapError> {
    let mut expected = Some(recap.month.first_of_month());
    for day in &recap.days {
        if Some(day.on) != expected {
            return Err(RecapError::Days);
        }
        expected = day.on.tomorrow().ok();
    }
    let complete = recap.days.len() == usize::from(recap.month.days_in_month().unsigned_abs());
    if complete { Ok(()) } else { Err(RecapError::Days) }
}

fn check_person(person: &RecapPerson, days: usize) -> Result<(), RecapError> {
    for found in [person.codes.len(), person.marks.len(), person.settled.len()] {
        if found != days {
            return Err(RecapError::RowLength { no: person.no, found, expected: days });
        }
    }
    if person.sums()? == (person.totals, person.mark_totals) {
        Ok(())
    } else {
        Err(RecapError::RowTotals { no: person.no })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_recap_whose_sums_hold_is_accepted() {
        let report = RecapReport::checked(sample::recap(5)).expect("sums hold");

        let sum: u32 = report.recap().totals.iter().sum();
        assert_eq!(sum, 5 * 31);
    }

    #[test]
    fn a_row_whose_totals_are_wrong_is_refused() {
        let mut recap = sample::recap(5);
        recap.people[2].totals[0] += 1;
        recap.totals[0] += 1;

        assert_eq!(RecapReport::checked(recap), Err(RecapError::RowTotals { no: 3 }));
    }

    #[test]
    fn late_minutes_that_do_not_add_up_are_refused() {
        let mut recap = sample::recap(5);
        recap.people[1].mark_totals.late_minutes += 1;
        recap.mark_totals.late_minutes += 1;

        assert_eq!(RecapReport::checked(recap), Err(RecapError::RowTotals { no: 2 }));
    }

    #[test]
    fn unit_totals_that_are_not_the_sum_of_the_rows_are_refused() {
        let mut recap = sample::recap(5);
        recap.totals.swap(0, 1);

        assert_eq!(RecapReport::checked(recap), Err(RecapError::UnitTotals));
    }

    #[test]
    fn a_row_with_a_day_too_few_is_refused() {
        let mut recap = sample::recap(5);
        recap.people[0].codes.pop();

        let refused = RecapReport::checked(recap);

        assert_eq!(refused, Err(RecapError::RowLength { no: 1, found: 30, expected: 31 }));
    }

    #[test]
    fn an_unknown_code_is_refused_with_its_place() {
        let mut recap = sample::recap(5);
        recap.people[3].codes[6] = "ALPA".into();

        let refused = RecapReport::checked(recap);

        assert_eq!(refused, Err(RecapError::UnknownCode { no: 4, day: 7, code: "ALPA".into() }));
    }

    #[test]
    fn a_month_with_a_day_missing_is_refused() {
        let mut recap = sample::recap(0);
        recap.days.remove(9);

        assert_eq!(RecapReport::checked(recap), Err(RecapError::Days));
    }

    #[test]
    fn an_incomplete_recap_that_does_not_say_so_is_refused() {
        let mut recap = sample::recap(5);
        recap.provisional = false;

        assert!(matches!(RecapReport::checked(recap), Err(RecapError::NotProvisional { .. })));
    }
}
