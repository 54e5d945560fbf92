//! Workbooks of the shapes offices send, composed here, read through the public entry.

use hadir_intake::{
    DateOrder, Format, Input, IntakeError, Lang, Options, Precision, Reading, Reason, Side, WarningCode, sheets,
};
use jiff::civil::date;
use rust_xlsxwriter::{ExcelDateTime, Format as Look, Workbook, Worksheet};

fn read_with(workbook: &mut Workbook, options: &Options) -> Result<Reading, IntakeError> {
    let bytes = workbook.save_to_buffer().unwrap();
    sheets::read(&Input { name: "contoh.xlsx", bytes: &bytes, options })
}

fn read(workbook: &mut Workbook) -> Reading {
    read_with(workbook, &Options::default()).unwrap()
}

/// Writes rows of text; an empty text is no cell.
fn fill(sheet: &mut Worksheet, top: u32, rows: &[&[&str]]) {
    for (row, cells) in rows.iter().enumerate() {
        for (column, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(top + row as u32, column as u16, *text).unwrap();
        }
    }
}

#[test]
fn an_old_daily_log_is_read_day_first() {
    let bytes = include_bytes!("fixtures/sheets/daily_log.xls");
    let options = Options::default();
    let log = sheets::read(&Input { name: "log.xls", bytes, options: &options }).unwrap();

    assert_eq!(log.format, Format::DailyLog);
    assert_eq!((log.rows, log.events.len(), log.problems.len()), (9, 18, 0));
    assert_eq!(log.events[0].person_key, "0107");
    assert_eq!(log.events[0].time, date(2099, 2, 9).at(7, 29, 10, 0));
    assert_eq!(log.warnings[0].detail_en, "DD/MM/YYYY, 6 of 9 rows ambiguous");
}

#[test]
fn an_old_workbook_with_cells_of_every_kind_is_read() {
    let bytes = include_bytes!("fixtures/sheets/in_out.xls");
    let options = Options::default();
    let sheet = sheets::read(&Input { name: "masuk.xls", bytes, options: &options }).unwrap();

    assert_eq!(sheet.format, Format::InOutSheet);
    assert_eq!((sheet.rows, sheet.events.len()), (3, 4));
    let times: Vec<String> = sheet.events.iter().map(|event| event.time.to_string()).collect();
    assert_eq!(times, ["2099-01-05T07:25:10", "2099-01-05T16:02:00", "2099-01-05T07:30:00", "2099-01-05T16:05:00"]);
    assert_eq!(sheet.problems.len(), 1);
    assert_eq!(sheet.problems[0].reason, Reason::NumberRounded);
    let sentence = sheet.problems[0].sentence("masuk.xls", Lang::Id);
    assert!(
        sentence.starts_with("masuk.xls, lembar Januari 2099, baris 6: nomor ditulis dalam bentuk E+"),
        "{sentence}"
    );
}

#[test]
fn a_daily_log_whose_order_cannot_be_told_waits_for_the_operator() {
    let workbook = || {
        let mut workbook = Workbook::new();
        fill(
            workbook.add_worksheet(),
            0,
            &[
                &["Dept", "User ID", "Name", "Enroll ID", "Date", "1", "2", "3", "4", "5"],
                &["d", "1", "SITI", "1", "2/1/2026", "07:25:00", "16:00:00"],
                &["d", "1", "SITI", "1", "3/1/2026", "07:25:00", "16:00:00"],
            ],
        );
        workbook
    };
    let asked = read(&mut workbook());
    assert_eq!((asked.rows, asked.events.len(), asked.problems.len()), (2, 0, 2));
    assert_eq!(asked.warnings[0].code, WarningCode::DateOrderAmbiguous);

    let options = Options { date_order: Some(DateOrder::MonthDayYear), ..Options::default() };
    let told = read_with(&mut workbook(), &options).unwrap();
    assert_eq!(told.events[0].time, date(2026, 2, 1).at(7, 25, 0, 0));
}

/// Three merged heading rows, one column further right and two rows lower than the sample has them.
fn recap_sheet(workbook: &mut Workbook, name: &str, nip: &str, days: &[&[&str]]) {
    let look = Look::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(name).unwrap();
    fill(
        sheet,
        0,
        &[
            &["", "REKAP PRESENSI"],
            &["", "Periode:", "23 Desember 2025 - 22 Januari 2026"],
            &["", "Nama :", name],
            &["", "NIP", nip],
        ],
    );
    sheet.merge_range(5, 1, 7, 1, "Tanggal", &look).unwrap();
    sheet.merge_range(5, 2, 7, 2, "Hari", &look).unwrap();
    sheet.merge_range(5, 3, 5, 6, "Absen", &look).unwrap();
    sheet.merge_range(6, 3, 6, 4, "Datang", &look).unwrap();
    sheet.merge_range(6, 5, 6, 6, "Pulang", &look).unwrap();
    fill(sheet, 7, &[&["", "", "", "Telat (mnt)", "Pukul", "Pukul", "Kurang (mnt)"]]);
    fill(sheet, 8, days);
    fill(
        sheet,
        8 + days.len() as u32,
        &[&["", "Jumlah", "", "3"], &["", "", "", "", "Mengetahui,"], &["", "", "", "", "NIP. 209901012099021009"]],
    );
}

#[test]
fn a_recap_with_other_columns_is_found_by_its_words() {
    let mut workbook = Workbook::new();
    recap_sheet(
        &mut workbook,
        "SITI CONTOH",
        "`209901012099022001",
        &[
            &["", "31/12/2025", "Rabu", "-", "19:05:00", "07:02:10", "-"],
            &["", "01/01/2026", "Kamis", "-", "-", "-", "-"],
            &["", "32/01/2026", "Jumat", "-", "07:20:00", "16:01:00", "-"],
            &["", "05/01/2026", "Senin", "-", "7 pagi", "16:01:00", "-"],
        ],
    );
    recap_sheet(&mut workbook, "BUDI CONTOH", "-", &[&["", "13/01/2026", "Selasa", "12", "07:42:00", "16:01:00", "-"]]);
    let recap = read(&mut workbook);

    assert_eq!(recap.format, Format::PersonRecap);
    assert_eq!(recap.period.unwrap().to_string(), "2025-12-23/2026-01-22");
    assert_eq!((recap.rows, recap.events.len(), recap.not_punches), (5, 5, 1));
    assert_eq!(recap.events[0].person_key, "209901012099022001");
    assert_eq!(recap.events[1].time, date(2026, 1, 1).at(7, 2, 10, 0));
    assert_eq!(recap.events[1].side, Some(Side::Out));
    assert_eq!(recap.events[4].person_key, "BUDI CONTOH");
    let mut reasons: Vec<_> = recap.problems.iter().map(|problem| (problem.row.line, problem.reason)).collect();
    reasons.sort();
    assert_eq!(reasons, [(11, Reason::BadDate), (12, Reason::BadTime)]);
}

#[test]
fn a_matrix_keeps_codes_beside_totals_and_says_where_they_differ() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.merge_range(0, 0, 0, 10, "export", &Look::new()).unwrap();
    fill(sheet, 1, &[&["No", "NIP", "Nama Pegawai", "OPD", "Bulan", "Tahun"]]);
    for day in 1..=28u16 {
        match day {
            1..=9 => sheet.write_string(1, 5 + day, format!("{day:02}")).unwrap(),
            _ => sheet.write_number(1, 5 + day, day).unwrap(),
        };
    }
    fill(
        sheet,
        2,
        &[
            &["1", "`209901012099022001", "SITI", "DINAS", "02", "2026", "LIB", "TL19m SN1", "TL45", "A1 TAP1"],
            &["2", "`209902022099021002", "BUDI", "DINAS", "02", "2026"],
        ],
    );
    sheet.write_string(1, 34, "libur").unwrap().write_string(1, 35, "menit terlambat").unwrap();
    sheet.write_number(2, 34, 1).unwrap().write_number(2, 35, 70).unwrap();
    sheet.write_number(3, 34, 0).unwrap().write_number(3, 35, 0).unwrap();
    let matrix = read(&mut workbook);

    assert_eq!(matrix.format, Format::MonthMatrix);
    assert_eq!((matrix.rows, matrix.people.len(), matrix.statuses.len(), matrix.totals.len()), (2, 2, 6, 4));
    assert_eq!(matrix.period.unwrap().to_string(), "2026-02");
    assert_eq!(matrix.people[1].days, Some((date(2026, 2, 1), date(2026, 2, 28))));
    assert_eq!(matrix.warnings.len(), 1);
    assert_eq!(matrix.warnings[0].detail_id, "menit terlambat 1 dari 2 orang (AJ3: 70 ≠ 64)");
}

#[test]
fn an_in_out_sheet_without_headings_takes_times_of_every_kind() {
    let mut workbook = Workbook::new();
    let (day, clock) = (Look::new().set_num_format("dd/mm/yyyy"), Look::new().set_num_format("hh:mm"));
    let sheet = workbook.add_worksheet();
    for row in 0..6u32 {
        sheet.write_number(row, 0, 1021 + row % 2).unwrap();
        let on = ExcelDateTime::from_ymd(2026, 1, 12 + row as u8 / 2).unwrap();
        sheet.write_datetime_with_format(row, 1, &on, &day).unwrap();
        match row % 3 {
            0 => sheet.write_string(row, 2, "07:25").unwrap(),
            1 => sheet.write_number(row, 2, 0.3125).unwrap(),
            _ => sheet.write_datetime_with_format(row, 2, ExcelDateTime::from_hms(7, 31, 0).unwrap(), &clock).unwrap(),
        };
        sheet.write_number(row, 3, 16.05).unwrap();
    }
    sheet.write_string(4, 3, "lupa").unwrap();
    let read = read(&mut workbook);

    assert_eq!(read.format, Format::InOutSheet);
    assert_eq!((read.rows, read.events.len(), read.problems.len()), (6, 11, 1));
    assert_eq!(read.problems[0].row.cell.as_deref(), Some("D5"));
    assert_eq!(read.events[2].time, date(2026, 1, 12).at(7, 30, 0, 0));
    assert_eq!(read.events[4].time, date(2026, 1, 13).at(7, 31, 0, 0));
    assert!(read.events.iter().all(|event| event.precision == Precision::Minute));
}

#[test]
fn a_manual_month_is_read_with_titles_weekdays_and_signatures_around_it() {
    let mut workbook = Workbook::new();
    let look = Look::new();
    let sheet = workbook.add_worksheet();
    sheet.merge_range(0, 0, 0, 33, "DAFTAR HADIR ASN DAN TENAGA KONTRAK", &look).unwrap();
    sheet.merge_range(1, 0, 1, 33, "DINAS PERIKANAN KOTA CONTOH", &look).unwrap();
    fill(sheet, 2, &[&["BULAN", "", ": MARET 2026"]]);
    sheet.merge_range(4, 0, 5, 0, "NO", &look).unwrap();
    sheet.merge_range(4, 1, 5, 1, "NAMA / NIP", &look).unwrap();
    sheet.merge_range(4, 2, 5, 2, "JABATAN", &look).unwrap();
    for day in 1..=31u16 {
        sheet.write_number(4, 2 + day, day).unwrap();
        let weekday = ["M", "S", "S", "R", "K", "J", "S"][(usize::from(day) - 1) % 7];
        sheet.write_string(5, 2 + day, weekday).unwrap();
    }
    sheet.merge_range(4, 34, 4, 36, "JUMLAH", &look).unwrap();
    fill(sheet, 5, &[&[""; 0]]);
    for (column, label) in ["H", "S", "TK"].into_iter().enumerate() {
        sheet.write_string(5, 34 + column as u16, label).unwrap();
    }
    fill(
        sheet,
        6,
        &[
            &["1", "SITI CONTOH\nNIP. 20990101 209902 2 001", "Kasi", "", "√", "✓", "s", "07.25-16.05", "dl"],
            &["2", "BUDI CONTOH", "Staf", "", "v", "V", "X", "07.31", "tk"],
            &["", "NIP 209902022099021002"],
            &["3", "RINA CONTOH", "Staf"],
            &["", "NIP. 209903032099022003"],
            &["Keterangan :"],
            &["", "H", ": Hadir", "", "S", ": Sakit"],
            &["", "", "", "", "", "", "", "Kota Contoh, 31 Maret 2026"],
            &["", "", "", "", "", "", "", "Kepala Dinas,"],
            &["", "", "", "", "", "", "", "KEPALA CONTOH"],
            &["", "", "", "", "", "", "", "NIP. 209904042099021004"],
        ],
    );
    sheet.write_number(6, 34, 2).unwrap().write_number(6, 35, 1).unwrap().write_number(7, 34, 9).unwrap();
    sheet.write_number(6, 11, 7.25).unwrap().write_number(6, 12, 0.3125).unwrap();
    let roll = read(&mut workbook);

    assert_eq!(roll.format, Format::ManualMonth);
    assert_eq!(roll.period.unwrap().to_string(), "2026-03");
    let keys: Vec<&str> = roll.people.iter().map(|person| person.person_key.as_str()).collect();
    assert_eq!(keys, ["209901012099022001", "209902022099021002", "209903032099022003"]);
    assert_eq!((roll.rows, roll.problems.len()), (3, 0));
    let codes: Vec<String> = roll.statuses.iter().map(|cell| format!("{} {}", cell.date.day(), cell.code)).collect();
    assert_eq!(codes, ["2 H", "3 H", "4 S", "6 DL", "2 H", "3 H", "4 H", "6 TK"]);
    let times: Vec<String> = roll.events.iter().map(|event| event.time.to_string()).collect();
    assert_eq!(
        times,
        [
            "2026-03-05T07:25:00",
            "2026-03-05T16:05:00",
            "2026-03-09T07:25:00",
            "2026-03-10T07:30:00",
            "2026-03-05T07:31:00"
        ]
    );
    assert!(roll.events.iter().all(|event| event.precision == Precision::Minute));
    assert_eq!(roll.warnings.len(), 1);
    assert_eq!(roll.warnings[0].detail_en, "H 1 of 2 people (AI8: 9 ≠ 3)");
}

#[test]
fn arrival_and_departure_in_two_columns_a_day_keep_their_sides() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    fill(
        sheet,
        0,
        &[
            &["ABSENSI BULAN APRIL 2026"],
            &["No", "Nama", "NIP", "1", "", "2", "", "3", "", "4", "", "5"],
            &["", "", "", "Dtg", "Plg", "Dtg", "Plg", "Dtg", "Plg", "Dtg", "Plg", "Dtg", "Plg"],
            &["1", "SITI", "209901012099022001", "07.20", "16.02", "", "16.03", "07.10", "", "v", "v", "S"],
        ],
    );
    let roll = read(&mut workbook);

    let sides: Vec<_> = roll.events.iter().map(|event| (event.time.day(), event.side)).collect();
    assert_eq!(sides, [(1, Some(Side::In)), (1, Some(Side::Out)), (2, Some(Side::Out)), (3, Some(Side::In))]);
    let codes: Vec<_> = roll.statuses.iter().map(|cell| (cell.date.day(), cell.code.as_str())).collect();
    assert_eq!(codes, [(4, "H"), (5, "S")]);
}

#[test]
fn a_workbook_of_something_else_says_what_was_tried() {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet(), 0, &[&["Barang", "Harga"], &["Kertas", "50000"]]);
    let refused = read_with(&mut workbook, &Options::default()).unwrap_err();

    let sentence = refused.sentence("belanja.xlsx", Lang::Id);
    assert!(sentence.contains("format tidak dikenali") && sentence.contains("month-matrix: "), "{sentence}");
}

#[test]
fn a_day_marked_once_for_several_people_is_marked_for_each() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    fill(
        sheet,
        0,
        &[
            &["ABSENSI BULAN APRIL 2026"],
            &["No", "Nama", "1", "2", "3", "4", "5", "6"],
            &["1", "SITI", "v"],
            &["2", "BUDI", "v"],
            &["3", "RINA", "s"],
        ],
    );
    sheet.merge_range(2, 6, 4, 6, "MINGGU", &Look::new()).unwrap();
    let roll = read(&mut workbook);

    let codes: Vec<_> =
        roll.statuses.iter().map(|cell| (cell.person_key.as_str(), cell.date.day(), cell.code.as_str())).collect();
    assert_eq!(
        codes,
        [
            ("SITI", 1, "H"),
            ("SITI", 5, "LIBUR"),
            ("BUDI", 1, "H"),
            ("BUDI", 5, "LIBUR"),
            ("RINA", 1, "S"),
            ("RINA", 5, "LIBUR")
        ]
    );
}
