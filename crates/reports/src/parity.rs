//! Kinds of employment side by side as a workbook, with a sheet that says how it is counted.

use hadir_domain::intervals::Estimate;
use hadir_domain::numerals::long_date;
use hadir_domain::parity::cases::{CaseCounts, FEW_CASES, Times};
use hadir_domain::parity::ladder::LadderCounts;
use hadir_domain::parity::{
    Compared, DoesNotAdd, FEW_PEOPLE, Guarded, Measure, Summed, Table as Counts, Tally, compare,
};
use hadir_domain::people::EmployeeType;
use hadir_domain::publications::SMALLEST;
use hadir_domain::sanctions::{Level, Sanction};
use jiff::Timestamp;
use jiff::civil::Date;
use rust_xlsxwriter::XlsxError;

use crate::reconcile_words::percent_of;
use crate::table::{Cell, Column, Table};
use crate::table_xlsx::table_xlsx;

/// What is printed. Its table is held against its roster before a sheet is written.
#[derive(Debug, Clone, Copy)]
pub struct ParityReport<'a> {
    /// Of whom: the name of the office or of the instansi.
    pub of: &'a str,
    /// First day.
    pub from: Date,
    /// Last day counted.
    pub to: Date,
    /// The counts.
    pub table: &'a Counts,
    /// Name of each line of the table.
    pub lines: &'a [String],
    /// The kind the others are held against.
    pub reference: Option<EmployeeType>,
    /// Days nobody has judged, among those waiting.
    pub unjudged: u64,
    /// The days of which ladder and cases tell; `None` where nothing of them may be known.
    pub followed_days: Option<(Date, Date)>,
    /// The ladder of each year with its last day.
    pub years: &'a [(i16, Date, Guarded<LadderCounts>)],
    /// Cases, for whoever may know of them.
    pub cases: Option<&'a Guarded<CaseCounts>>,
    /// Whether few people are laid together and kinds of punishments are left out.
    pub guarded: bool,
}

/// Why a workbook is not written.
#[derive(Debug, thiserror::Error)]
pub enum ParityError {
    /// A sum does not hold.
    #[error(transparent)]
    DoesNotAdd(#[from] DoesNotAdd),
    /// The ladder or the cases do not add up.
    #[error("the people on the ladder or the cases do not add up")]
    Followed,
    /// A workbook cannot be made of it.
    #[error(transparent)]
    Xlsx(#[from] XlsxError),
}

/// The comparison as a workbook: kinds, differences, offices, ladder, cases, method. The same value gives the same bytes.
///
/// # Errors
///
/// [`ParityError`] where a sum does not hold: nothing is printed that does not add up.
pub fn parity_xlsx(report: &ParityReport<'_>, created_at: Timestamp) -> Result<Vec<u8>, ParityError> {
    report.table.check()?;
    let ladders = report.years.iter().flat_map(|(_, _, shown)| &shown.rows).all(|(_, counts)| counts.adds_up());
    if !ladders || !report.cases.iter().flat_map(|shown| &shown.rows).all(|(_, counts)| counts.adds_up()) {
        return Err(ParityError::Followed);
    }
    let mut sheets = vec![kinds(report), differences(report), offices(report)];
    if report.followed_days.is_some() {
        sheets.push(ladder(report));
    }
    if let Some(shown) = report.cases {
        sheets.push(cases(shown, report.guarded));
    }
    sheets.push(method(report));
    Ok(table_xlsx(&format!("Kesetaraan {}", report.of), &sheets, created_at)?)
}

/// The name of a measure.
fn measure_name(measure: Measure) -> &'static str {
    match measure {
        Measure::Present => "Hadir",
        Measure::Late => "Terlambat",
        Measure::Early => "Pulang cepat",
        Measure::Elsewhere => "Tugas di luar",
        Measure::Explained => "Tidak hadir beralasan",
        Measure::Unexplained => "Tanpa keterangan",
    }
}

fn number(count: u64) -> Cell {
    Cell::Number(i64::try_from(count).unwrap_or(i64::MAX))
}

fn rate(of: Option<Estimate>) -> [Cell; 2] {
    let Some(of) = of else { return ["–".into(), Cell::Empty] };
    let interval = format!("{} sampai {}", percent_of(of.low_parts()), percent_of(of.high_parts()));
    [percent_of(of.parts()).into(), interval.into()]
}

fn tally_columns(first: &[(&str, u16)]) -> Vec<Column> {
    let fixed = [
        ("Orang", 8),
        ("Juga pernah di sini", 10),
        ("Hari menurut daftar", 12),
        ("Libur", 10),
        ("Menunggu", 10),
        ("Hari wajib kerja", 12),
    ];
    let mut columns: Vec<Column> = first.iter().chain(&fixed).map(|(name, width)| Column::new(name, *width)).collect();
    for measure in Measure::ALL {
        columns.push(Column::new(&format!("{} (hari)", measure_name(*measure)), 12));
        columns.push(Column::new("Bagian", 10));
        columns.push(Column::new("Rentang 95%", 20));
    }
    for (name, width) in [
        ("Jam kontrak", 12),
        ("Menit terlambat", 12),
        ("Menit pulang cepat", 12),
        ("Menit kurang per 100 jam", 14),
        ("Hari tanpa jam", 10),
    ] {
        columns.push(Column::new(name, width));
    }
    columns
}

fn tally_row(first: Vec<Cell>, tally: &Tally) -> Vec<Cell> {
    let mut row = first;
    let counts = [tally.people, tally.passing, tally.roster, tally.free, tally.waiting, tally.due()];
    row.extend(counts.map(number));
    for measure in Measure::ALL {
        row.push(number(tally.of(*measure)));
        row.extend(rate(tally.rate(*measure)));
    }
    row.push(number(tally.contracted_minutes / 60));
    row.extend([tally.late_minutes, tally.early_minutes].map(number));
    let short = tally.short_per_100_hours().map(|short| format!("{},{:02}", short / 100, short % 100));
    row.push(short.map_or(Cell::Empty, Cell::from));
    row.push(number(tally.without_hours));
    row
}

fn kinds(report: &ParityReport<'_>) -> Table {
    let table = report.table;
    let of = |kind: EmployeeType| tally_row(vec![kind.name().into()], &table.of_kind(kind));
    let total = tally_row(vec!["Jumlah".into()], &table.whole());
    Table {
        name: "Per jenis".into(),
        columns: tally_columns(&[("Jenis pegawai", 18)]),
        rows: table.kinds().into_iter().map(of).chain([total]).collect(),
    }
}

fn compared_text(compared: Compared) -> &'static str {
    match compared {
        Compared::TooFew => "terlalu sedikit untuk dibandingkan",
        Compared::Alike => "tidak dapat dibedakan",
        Compared::Higher => "lebih tinggi",
        Compared::Lower => "lebih rendah",
    }
}

fn points(parts: i32) -> String {
    let sign = if parts < 0 { "-" } else { "+" };
    format!("{sign}{},{:02} poin", parts.unsigned_abs() / 100, parts.unsigned_abs() % 100)
}

fn differences(report: &ParityReport<'_>) -> Table {
    let columns = [
        ("Jenis pegawai", 18),
        ("Dibandingkan dengan", 18),
        ("Ukuran", 22),
        ("Yang dapat dikatakan", 32),
        ("Selisih", 14),
        ("Paling rendah", 14),
        ("Paling tinggi", 14),
    ];
    let table = report.table;
    let mut rows = Vec::new();
    if let Some(reference) = report.reference {
        let other = table.of_kind(reference);
        for kind in table.kinds().into_iter().filter(|kind| *kind != reference) {
            let tally = table.of_kind(kind);
            for measure in Measure::ALL {
                let of = |tally: &Tally| (tally.rate(*measure), tally.with_due);
                let found = compare(of(&tally), of(&other));
                let mut row: Vec<Cell> = vec![
                    kind.name().into(),
                    reference.name().into(),
                    measure_name(*measure).into(),
                    compared_text(found.compared).into(),
                ];
                if let Some((middle, low, high)) = found.difference.map(|apart| apart.parts()) {
                    row.extend([middle, low, high].map(|parts| Cell::from(points(parts))));
                }
                rows.push(row);
            }
        }
    }
    Table {
        name: "Selisih".into(),
        columns: columns.into_iter().map(|(name, width)| Column::new(name, width)).collect(),
        rows,
    }
}

fn offices(report: &ParityReport<'_>) -> Table {
    let table = report.table;
    let mut rows = Vec::new();
    for (place, line) in report.lines.iter().enumerate() {
        let whole = table.of_line(place);
        if whole.roster == 0 {
            continue;
        }
        for kind in table.kinds() {
            let cell = table.cell(place, kind);
            rows.extend(cell.map(|tally| tally_row(vec![line.as_str().into(), kind.name().into()], tally)));
        }
        rows.push(tally_row(vec![line.as_str().into(), "Jumlah".into()], &whole));
    }
    rows.push(tally_row(vec!["Semua".into(), "Jumlah".into()], &table.whole()));
    Table { name: "Per unit".into(), columns: tally_columns(&[("Unit", 36), ("Jenis pegawai", 18)]), rows }
}

fn names(kinds: &[EmployeeType]) -> Cell {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    if names.is_empty() { "Jumlah".into() } else { names.join(" + ").into() }
}

/// The rows with their sum, which is the sum of what is printed.
fn with_sum<T: Summed>(shown: &Guarded<T>) -> Vec<(Vec<EmployeeType>, T)> {
    let mut rows = shown.rows.clone();
    if !rows.is_empty() {
        let mut sum = T::default();
        shown.rows.iter().for_each(|(_, counts)| sum.add(counts));
        rows.push((Vec::new(), sum));
    }
    rows
}

fn ladder(report: &ParityReport<'_>) -> Table {
    let mut columns = vec![
        Column::new("Tahun", 8),
        Column::new("Sampai", 18),
        Column::new("Jenis pegawai", 24),
        Column::new("Orang", 8),
        Column::new("Ada hari tanpa keterangan", 14),
    ];
    for which in ["Standar, hari utuh", "Standar, disesuaikan", "Aturan sendiri"] {
        columns.extend(Level::ALL.iter().map(|level| Column::new(&format!("{which}: {}", level.as_str()), 14)));
    }
    let knows_cases = report.cases.is_some();
    let tail = ["Bagian mencapai (disesuaikan)", "Rentang 95%", "Mencapai, tanpa aturan sendiri"];
    columns.extend(tail.map(|name| Column::new(name, 18)));
    if knows_cases {
        let tail =
            ["Ada perkara", "Perkara selesai", "Belum ada perkara (hari utuh)", "Belum ada perkara (disesuaikan)"];
        columns.extend(tail.map(|name| Column::new(name, 16)));
    }
    let mut rows = Vec::new();
    for (year, up_to, shown) in report.years {
        for (kinds, counts) in with_sum(shown) {
            let mut row = vec![Cell::Number(i64::from(*year)), long_date(*up_to).into(), names(&kinds)];
            row.extend([counts.people, counts.absent].map(|count| number(u64::from(count))));
            for levels in [counts.plain, counts.adjusted, counts.own] {
                row.extend(levels.map(|count| number(u64::from(count))));
            }
            row.extend(rate(counts.rate(counts.reached_adjusted())));
            row.push(number(u64::from(counts.without_rule)));
            if knows_cases {
                let tail = [counts.with_case, counts.ended, counts.plain_gap, counts.adjusted_gap];
                row.extend(tail.map(|count| number(u64::from(count))));
            }
            rows.push(row);
        }
    }
    Table { name: "Standar bersama".into(), columns, rows }
}

fn times(of: Times) -> [Cell; 3] {
    let (median, p90) = of.median_and_p90.unzip();
    let days = |days: Option<u16>| days.map_or(Cell::from("terlalu sedikit"), |days| Cell::Number(i64::from(days)));
    [Cell::Number(i64::try_from(of.of).unwrap_or(i64::MAX)), days(median), days(p90)]
}

fn cases(shown: &Guarded<CaseCounts>, guarded: bool) -> Table {
    let mut columns = vec![
        Column::new("Jenis pegawai", 24),
        Column::new("Dibuka", 10),
        Column::new("Berjalan", 10),
        Column::new("Lewat tenggat", 10),
        Column::new("Tenggat tidak diketahui", 12),
    ];
    columns.extend(Level::ALL.iter().map(|level| Column::new(&format!("Dihukum: {}", level.as_str()), 12)));
    columns.push(Column::new("Selesai tanpa hukuman", 12));
    for what in ["Buka sampai putus", "Capai standar sampai putus"] {
        for part in ["perkara", "median hari kerja", "90% paling lama"] {
            columns.push(Column::new(&format!("{what}: {part}"), 16));
        }
    }
    let rows = with_sum(shown);
    let used: Vec<Sanction> = Sanction::ALL
        .iter()
        .copied()
        .filter(|kind| rows.iter().any(|(_, of)| of.sanctions.contains_key(kind)))
        .collect();
    if !guarded {
        columns.extend(used.iter().map(|kind| Column::new(kind.text(), 20)));
        columns.push(Column::new("menurut kontrak atau aturan daerah", 20));
    }
    let row = |(kinds, of): (Vec<EmployeeType>, CaseCounts)| {
        let mut row = vec![names(&kinds)];
        let counts = [of.opened, of.open, of.overdue, of.term_unknown].into_iter().chain(of.punished);
        row.extend(counts.chain([of.unpunished]).map(|count| number(u64::from(count))));
        row.extend(times(of.to_decision()));
        row.extend(times(of.from_threshold()));
        if !guarded {
            let kinds = used.iter().map(|kind| of.sanctions.get(kind).copied().unwrap_or_default());
            row.extend(kinds.chain([of.by_contract()]).map(|count| number(u64::from(count))));
        }
        row
    };
    Table { name: "Perkara".into(), columns, rows: rows.into_iter().map(row).collect() }
}

fn method(report: &ParityReport<'_>) -> Table {
    let mut lines = vec![
        format!("Yang dihitung: {}, {} sampai {}.", report.of, long_date(report.from), long_date(report.to)),
        "Setiap hari setiap pegawai dalam daftar masuk tepat satu kelompok, menurut jenis kepegawaiannya pada hari itu. \
         Jumlah kelompok sama dengan jumlah seluruhnya; bila tidak, buku kerja ini tidak dibuat."
            .into(),
        "Orang dihitung sekali, pada kelompoknya di hari terakhir. \"Juga pernah di sini\" adalah orang yang pindah jenis \
         atau unit: hari-harinya ada di sini, orangnya dihitung di tempat lain."
            .into(),
        "Hari wajib kerja = hadir + tugas di luar + tidak hadir beralasan + tanpa keterangan. Terlambat dan pulang cepat \
         adalah bagian dari hari wajib kerja, bukan tambahan. Semua bagian dihitung terhadap hari wajib kerja."
            .into(),
        "Hari yang sumbernya belum semua melapor dihitung sebagai menunggu dan tidak masuk bagian mana pun.".into(),
        "Jam kontrak adalah jam menurut jadwal pegawai sendiri (istirahat tidak dihitung), termasuk hari cuti dan sakit. \
         Hari wajib kerja yang jadwalnya tidak lagi menyebut jam ada di kolom \"Hari tanpa jam\"."
            .into(),
        format!(
            "Rentang 95% memakai rumus Wilson dengan jumlah hari yang dikecilkan, karena hari-hari orang yang sama mirip satu \
             sama lain. Selisih memakai rumus Newcombe. Kelompok dengan kurang dari {FEW_PEOPLE} orang tidak dibandingkan."
        ),
        "Banyak perbandingan sekaligus: dari dua puluh selisih yang sebenarnya tidak ada, satu dapat tampak ada. Tidak satu \
         pun angka di sini menyebut sebab."
            .into(),
    ];
    if report.unjudged > 0 {
        lines.push(format!("Di antara yang menunggu, {} hari belum pernah dinilai.", report.unjudged));
    }
    if let Some((from, to)) = report.followed_days {
        lines.extend([
            format!("Standar bersama dan perkara: {} sampai {}.", long_date(from), long_date(to)),
            "Standar bersama adalah tangga nasional untuk PNS (PP 94/2021) yang diterapkan kepada semua jenis sebagai ukuran. \
             Ini perbandingan, bukan hukuman: hukuman hanya mengikuti aturan masing-masing dan keputusan pejabat."
                .into(),
            "\"Disesuaikan\": ambang dikalikan bagian hari kontrak (hari kerja menurut jadwal sendiri dibagi hari kerja \
             kantor, pada tanggal yang sama) dan dibulatkan ke atas. Pegawai 3 hari seminggu mencapai ambang 3 hari pada \
             hari kedua. Jadwal yang lebih padat dari jam kantor tidak melonggarkan ambang."
                .into(),
            "Tingkat adalah yang terberat yang dicapai; seorang pegawai hanya ada pada satu tingkat. Hari dijumlah sejak \
             1 Januari tahun itu."
                .into(),
        ]);
    }
    if report.cases.is_some() {
        lines.push(format!(
            "Perkara dihitung menurut tanggal dibuka, keadaannya menurut hari ini. Waktu dihitung dalam hari kerja dan hanya \
             dari perkara yang sudah diputus; perkara yang masih berjalan tidak ada di dalamnya. Di bawah {FEW_CASES} perkara \
             tidak ada median."
        ));
    }
    if report.guarded {
        lines.push(format!(
            "Kelompok digabung sampai tidak ada angka tentang kurang dari {SMALLEST} orang atau perkara; nol boleh tampak. \
             Jumlah adalah jumlah yang tampak."
        ));
    }
    Table {
        name: "Cara hitung".into(),
        columns: vec![Column::new("Cara hitung", 140)],
        rows: lines.into_iter().map(|line| vec![line.into()]).collect(),
    }
}

#[cfg(test)]
mod tests {
    use hadir_domain::parity::cases::{CaseEnd, CaseFacts};
    use hadir_domain::parity::{ParityDay, Standing};
    use jiff::civil::date;

    use super::*;
    use crate::read_back::sheet;

    fn counted() -> Counts {
        let day = |kind, standing, late_minutes| ParityDay {
            kind,
            line: 0,
            standing,
            contracted_minutes: 450,
            late_minutes,
            early_minutes: 0,
        };
        let mut table = Counts::default();
        for _ in 0..10 {
            table.add_person(&[day(EmployeeType::Pns, Standing::Present, 9); 2]);
            table.add_person(&[day(EmployeeType::NonAsn, Standing::Unexplained, 0)]);
        }
        table
    }

    fn report<'a>(table: &'a Counts, cases: Option<&'a Guarded<CaseCounts>>) -> ParityReport<'a> {
        ParityReport {
            of: "Kota Uji",
            from: date(2026, 1, 1),
            to: date(2026, 1, 31),
            table,
            lines: &[],
            reference: Some(EmployeeType::Pns),
            unjudged: 3,
            followed_days: cases.map(|_| (date(2026, 1, 1), date(2026, 1, 31))),
            years: &[],
            cases,
            guarded: false,
        }
    }

    #[test]
    fn the_sheets_are_read_back_with_their_sum_and_the_same_bytes() {
        let table = counted();
        let mut counts = CaseCounts::default();
        let end = CaseEnd::Punished { level: Level::Ringan, sanction: Some(Sanction::TeguranLisan) };
        counts.count(&CaseFacts { end, to_decision: Some(4), from_threshold: None, overdue: Some(false) });
        let shown = Guarded { rows: vec![(vec![EmployeeType::Pns], counts)], merged: false };
        let report = report(&table, Some(&shown));

        let bytes = parity_xlsx(&report, Timestamp::UNIX_EPOCH).unwrap();

        assert_eq!(bytes, parity_xlsx(&report, Timestamp::UNIX_EPOCH).unwrap());
        let kinds = sheet(&bytes, "Per jenis");
        let row = |row: u32| [0, 1, 6, 10, 11].map(|column| kinds.text(row, column));
        assert_eq!(row(1), ["PNS", "10", "20", "20", "100,00%"]);
        assert_eq!(row(2), ["Non-ASN", "10", "10", "0", "0,00%"]);
        assert_eq!(row(3), ["Jumlah", "20", "30", "20", "66,67%"]);
        // 9 minutes of 7.5 hours are 120 in 100 hours.
        assert_eq!(kinds.text(1, 28), "120,00");
        let apart = sheet(&bytes, "Selisih");
        assert_eq!((apart.text(1, 0).as_str(), apart.text(1, 3).as_str()), ("Non-ASN", "lebih rendah"));
        assert_eq!(apart.text(1, 4), "-100,00 poin");
        let cases = sheet(&bytes, "Perkara");
        assert_eq!((cases.text(0, 15).as_str(), cases.text(1, 15).as_str()), ("teguran lisan", "1"));
        assert_eq!((cases.text(1, 9).as_str(), cases.text(1, 10).as_str()), ("1", "terlalu sedikit"));
        assert!(sheet(&bytes, "Cara hitung").text(1, 0).contains("1 Januari 2026 sampai 31 Januari 2026"));
    }

    #[test]
    fn who_may_not_know_of_cases_finds_no_sheet_of_them() {
        let table = counted();

        let bytes = parity_xlsx(&report(&table, None), Timestamp::UNIX_EPOCH).unwrap();

        let book = crate::read_back::part(&bytes, "xl/workbook.xml");
        assert!(book.contains("Per unit") && !book.contains("Perkara") && !book.contains("Standar bersama"));
    }

    #[test]
    fn what_does_not_add_up_is_not_printed() {
        let table = counted();
        let broken = LadderCounts { people: 2, absent: 3, ..LadderCounts::default() };
        let years =
            [(2026, date(2026, 1, 31), Guarded { rows: vec![(vec![EmployeeType::Pns], broken)], merged: false })];

        let found = parity_xlsx(&ParityReport { years: &years, ..report(&table, None) }, Timestamp::UNIX_EPOCH);

        assert!(matches!(found, Err(ParityError::Followed)));
    }
}
