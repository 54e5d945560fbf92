//! The report of a watched day as a finished value: for the whole, per OPD and per group, in interim words.
//!
//! **Invariant:** [`FirstDayReport`] exists only when every row adds up: groups to their office, offices and groups to the
//! whole. *Tanpa keterangan (sementara)* stands in it only where a head's roll came.

use hadir_domain::first_days::{Standing, Tally};
use hadir_domain::groups::Group;
use jiff::Timestamp;
use jiff::civil::Date;

pub use crate::paper_mark::PaperMark;
use crate::table::{Cell, Column, Table};
use crate::table_xlsx::table_xlsx;
use crate::text::long_date;

/// Most offices of one report; the largest government body has about fifty.
pub const MAX_OFFICES: usize = 300;

/// A row: everybody in one cell, and remarks beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReportRow {
    /// How many stand how.
    pub tally: Tally,
    /// Of those not seen: who gave notice that waits for a decision.
    pub notice: u32,
    /// Last seen out of the region; none where nobody can say.
    pub far: Option<u32>,
}

/// An office with its groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportOffice {
    /// Its name.
    pub name: String,
    /// Everybody.
    pub whole: ReportRow,
    /// In the order of [`Group::ALL`].
    pub groups: [ReportRow; 4],
}

/// Everything a report prints, as handed in. Pass it to [`FirstDayReport::checked`] to have it printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstDay {
    /// The government body.
    pub instansi: String,
    /// The office it is about; the government body itself for everybody.
    pub office: String,
    /// The day.
    pub on: Date,
    /// Why it is watched, in words.
    pub why: String,
    /// As known when, in words.
    pub data_at: String,
    /// Everybody.
    pub whole: ReportRow,
    /// In the order of [`Group::ALL`].
    pub groups: [ReportRow; 4],
    /// The offices.
    pub offices: Vec<ReportOffice>,
    /// How many heads were asked for a roll, and how many sent it.
    pub rolls: (u32, u32),
    /// Whether any roll came, a head's or the agency's.
    pub attested: bool,
    /// The units whose head has not.
    pub missing: Vec<String>,
    /// Sources that had not spoken, by name, as many as are listed.
    pub silent: Vec<String>,
    /// How many had not, and of how many.
    pub sources: (u32, u32),
    /// What else is to be known, in sentences: the leave to work from anywhere, rules that are not confirmed.
    pub notes: Vec<String>,
    /// When it was printed, in words.
    pub printed_at: String,
    /// Instant written into the file's properties.
    pub created_at: Timestamp,
    /// Short hash of the content.
    pub footer: String,
    /// By which anybody can check the paper.
    pub mark: Option<PaperMark>,
}

/// A report whose sums hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstDayReport(FirstDay);

/// Why a report is not printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FirstDayError {
    /// More offices than [`MAX_OFFICES`].
    #[error("a report takes at most {MAX_OFFICES} offices")]
    TooManyOffices,
    /// A row is not the sum of what it is made of.
    #[error("a row does not add up")]
    Sums,
    /// Somebody is called unexplained though no head has said so.
    #[error("nobody is unexplained before a head's roll came")]
    Unattested,
}

impl FirstDayError {
    /// The same sentence in Indonesian.
    pub fn in_indonesian(&self) -> String {
        match self {
            Self::TooManyOffices => format!("laporan memuat paling banyak {MAX_OFFICES} OPD"),
            Self::Sums => "ada baris yang tidak berjumlah".into(),
            Self::Unattested => "tanpa keterangan hanya ada sesudah daftar hadir kepala masuk".into(),
        }
    }
}

impl FirstDayReport {
    /// Checks every sum.
    ///
    /// # Errors
    ///
    /// [`FirstDayError`] names what does not hold.
    pub fn checked(report: FirstDay) -> Result<Self, FirstDayError> {
        if report.offices.len() > MAX_OFFICES {
            return Err(FirstDayError::TooManyOffices);
        }
        let offices_fit = report.offices.iter().all(|office| sum(office.groups.iter()) == office.whole);
        let whole_fits =
            sum(report.offices.iter().map(|office| &office.whole)) == report.whole || report.offices.is_empty();
        let groups_fit = sum(report.groups.iter()) == report.whole
            && (0..Group::ALL.len()).all(|place| {
                let of_offices = sum(report.offices.iter().filter_map(|office| office.groups.get(place)));
                report.offices.is_empty() || Some(&of_offices) == report.groups.get(place)
            });
        if !(offices_fit && whole_fits && groups_fit) {
            return Err(FirstDayError::Sums);
        }
        if report.whole.tally.of(Standing::Unexplained) > 0 && !report.attested {
            return Err(FirstDayError::Unattested);
        }
        Ok(Self(report))
    }

    /// What is printed.
    pub fn report(&self) -> &FirstDay {
        &self.0
    }
}

fn sum<'a>(rows: impl Iterator<Item = &'a ReportRow>) -> ReportRow {
    let mut sum = ReportRow::default();
    let mut any = false;
    for row in rows {
        sum.tally.add(&row.tally);
        sum.notice += row.notice;
        sum.far = if any { sum.far.zip(row.far).map(|(one, other)| one + other) } else { row.far };
        any = true;
    }
    sum
}

/// The columns after the name, in the order of the paper.
pub const COLUMNS: [&str; 17] = [
    "Jumlah",
    "Tidak dihitung",
    "Wajib hadir",
    "Hadir tepat waktu",
    "Terlambat",
    "Hadir (kesaksian)",
    "Izin",
    "Sakit",
    "Cuti",
    "Dinas luar",
    "WFH/FWA",
    "Tanpa ket. (sementara)",
    "Belum hadir",
    "Belum terdengar",
    "Hadir seluruhnya",
    "Menunggu putusan",
    "Di luar daerah",
];

/// The figures of a row in the order of [`COLUMNS`]; none where nobody can say.
pub fn figures(row: &ReportRow) -> [Option<u32>; 17] {
    let of = |standing| Some(row.tally.of(standing));
    [
        Some(row.tally.roster()),
        Some(row.tally.excluded()),
        Some(row.tally.due()),
        of(Standing::Present),
        of(Standing::Late),
        of(Standing::Attested),
        of(Standing::Permission),
        of(Standing::Sick),
        of(Standing::Leave),
        of(Standing::FieldDuty),
        of(Standing::Elsewhere),
        of(Standing::Unexplained),
        of(Standing::NotYetIn),
        of(Standing::Unheard),
        Some(row.tally.present()),
        Some(row.notice),
        row.far,
    ]
}

/// A share in words, never without numerator and denominator: `96,7% (4.866 dari 5.033)`.
pub fn share(row: &ReportRow) -> String {
    let (present, due) = (u64::from(row.tally.present()), u64::from(row.tally.due()));
    if due == 0 {
        return "tidak ada yang wajib hadir".into();
    }
    // Rounded down: a share never looks better than it is.
    let tenths = present * 1_000 / due;
    let number = crate::text::thousands;
    format!("{},{}% ({} dari {})", tenths / 10, tenths % 10, number(present), number(due))
}

/// What the figures mean, in sentences.
pub fn definitions(report: &FirstDay) -> Vec<String> {
    let tally = &report.whole.tally;
    let number = |count: u32| crate::text::thousands(u64::from(count));
    let mut said = vec![
        format!(
            "Wajib hadir {} = jumlah {} dikurangi yang tidak dihitung {} (libur {}, belum waktunya {}).",
            number(tally.due()),
            number(tally.roster()),
            number(tally.excluded()),
            number(tally.of(Standing::DayOff)),
            number(tally.of(Standing::NotYetDue)),
        ),
        "Hadir seluruhnya = hadir tepat waktu + terlambat + hadir (kesaksian). Wajib hadir = hadir seluruhnya + izin + sakit \
         + cuti + dinas luar + WFH/FWA + tanpa keterangan (sementara) + belum hadir + belum terdengar."
            .to_owned(),
        "Tanpa keterangan (sementara) hanya menurut daftar hadir yang ditandatangani kepala unit; bukan putusan atas harinya. \
         Belum terdengar berarti ada sumber data yang belum lapor, bukan tidak masuk."
            .to_owned(),
        "Menunggu putusan (permohonan izin, cuti, atau dinas luar belum diputus) dan di luar daerah (posisi terakhir menurut \
         HP pegawai sendiri) adalah keterangan di samping, bukan kesalahan."
            .to_owned(),
        format!("Daftar hadir kepala: {} dari {} sudah masuk.", number(report.rolls.1), number(report.rolls.0)),
        format!(
            "Sumber data: {} dari {} belum lapor. Data per {}.",
            number(report.sources.0),
            number(report.sources.1),
            report.data_at
        ),
    ];
    said.extend(report.notes.iter().cloned());
    said
}

/// The report as a workbook. The same value gives the same bytes.
///
/// # Errors
///
/// When the instant is outside the years Excel knows.
pub fn first_day_xlsx(report: &FirstDayReport) -> Result<Vec<u8>, crate::XlsxError> {
    let of = report.report();
    let mut columns = vec![Column::new("OPD / golongan", 44)];
    columns.extend(COLUMNS.iter().map(|heading| Column::new(heading, 12)));
    columns.push(Column::new("Persentase hadir", 30));
    let line = |name: String, row: &ReportRow| -> Vec<Cell> {
        let mut cells = vec![Cell::from(name)];
        cells.extend(
            figures(row).into_iter().map(|cell| cell.map_or(Cell::Empty, |count| Cell::from(i64::from(count)))),
        );
        cells.push(Cell::from(share(row)));
        cells
    };
    let mut rows = vec![line("SELURUHNYA".into(), &of.whole)];
    for (group, row) in Group::ALL.iter().zip(&of.groups) {
        rows.push(line(format!("   {}", group.name()), row));
    }
    for office in &of.offices {
        rows.push(line(office.name.clone(), &office.whole));
        for (group, row) in Group::ALL.iter().zip(&office.groups).filter(|(_, row)| row.tally.roster() > 0) {
            rows.push(line(format!("   {}", group.name()), row));
        }
    }
    let text = |heading: &str, lines: Vec<String>| Table {
        name: heading.to_owned(),
        columns: vec![Column::new(heading, 110)],
        rows: lines.into_iter().map(|line| vec![Cell::from(line)]).collect(),
    };
    let mut notes = vec![
        format!("{} — {}", of.instansi, of.office),
        format!("Laporan kehadiran hari pertama kerja, {}", long_date(of.on)),
        of.why.clone(),
    ];
    notes.extend(definitions(of));
    notes.extend(of.mark.as_ref().map(|mark| mark.words.clone()));
    notes.push(format!("Dicetak {}. {}", of.printed_at, of.footer));
    let mut open: Vec<String> =
        of.missing.iter().map(|unit| format!("Daftar hadir kepala belum masuk: {unit}")).collect();
    open.extend(of.silent.iter().map(|source| format!("Sumber belum lapor: {source}")));
    let tables =
        [Table { name: "Per OPD".into(), columns, rows }, text("Keterangan", notes), text("Yang belum masuk", open)];
    table_xlsx(&format!("Hari pertama kerja {}", of.on), &tables, of.created_at)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use jiff::civil::date;

    fn row(cells: &[(Standing, u32)]) -> ReportRow {
        let mut row = ReportRow { far: Some(0), ..ReportRow::default() };
        for (standing, count) in cells {
            (0..*count).for_each(|_| row.tally.count(*standing));
        }
        row
    }

    pub(crate) fn sample(offices: usize) -> FirstDay {
        let groups = [
            row(&[(Standing::Present, 40), (Standing::Late, 3), (Standing::Leave, 2), (Standing::Unexplained, 1)]),
            row(&[(Standing::Present, 20), (Standing::Attested, 2), (Standing::Unheard, 4)]),
            row(&[(Standing::Sick, 1)]),
            row(&[(Standing::NotYetIn, 2), (Standing::DayOff, 3)]),
        ];
        let whole = sum(groups.iter());
        let office = |no| ReportOffice { name: format!("Dinas Contoh Nomor {no}"), whole, groups };
        let times = |row: &ReportRow| sum(std::iter::repeat_n(row, offices));
        FirstDay {
            instansi: "Pemerintah Kota Contoh".into(),
            office: "Pemerintah Kota Contoh".into(),
            on: date(2025, 4, 8),
            why: "Hari pertama sesudah libur 28 Maret sampai 7 April 2025: Idulfitri 1446 H.".into(),
            data_at: "8 April 2025 pukul 14.30 WIB".into(),
            whole: times(&whole),
            groups: [times(&groups[0]), times(&groups[1]), times(&groups[2]), times(&groups[3])],
            offices: (0..offices).map(office).collect(),
            rolls: (3, 2),
            attested: true,
            missing: vec!["Dinas Contoh Nomor 2".into()],
            silent: vec!["Mesin lobi".into()],
            sources: (1, 12),
            notes: vec!["FWA diperbolehkan (SE Menteri PANRB 3/2025; naskahnya belum dibaca).".into()],
            printed_at: "8 April 2025 pukul 14.40 WIB".into(),
            created_at: "2025-04-08T07:40:00Z".parse().unwrap(),
            footer: "Hadir · 0123456789abcdef".into(),
            mark: Some(PaperMark { qr: "HADIR:0123".into(), words: "Dokumen ini tersegel.".into() }),
        }
    }

    #[test]
    fn a_report_exists_only_when_every_row_adds_up() {
        assert!(FirstDayReport::checked(sample(3)).is_ok());
        let mut wrong = sample(3);
        wrong.offices[1].groups[0].tally.count(Standing::Present);
        assert_eq!(FirstDayReport::checked(wrong), Err(FirstDayError::Sums));
        let mut wrong = sample(3);
        wrong.whole.tally.count(Standing::Present);
        assert_eq!(FirstDayReport::checked(wrong), Err(FirstDayError::Sums));
    }

    #[test]
    fn nobody_is_unexplained_before_a_head_said_so() {
        let early = FirstDay { attested: false, ..sample(1) };
        assert_eq!(FirstDayReport::checked(early), Err(FirstDayError::Unattested));
    }

    #[test]
    fn a_share_never_stands_without_what_it_is_made_of() {
        assert_eq!(share(&sample(1).whole), "86,6% (65 dari 75)");
        assert_eq!(share(&ReportRow::default()), "tidak ada yang wajib hadir");
    }

    #[test]
    fn the_workbook_is_the_same_again() {
        let report = FirstDayReport::checked(sample(3)).unwrap();
        assert_eq!(first_day_xlsx(&report).unwrap(), first_day_xlsx(&report).unwrap());
    }
}
