//! Simple tables as workbooks, and the template with which an office hands in its people.

use hadir_domain::people::EmployeeType;
use jiff::Timestamp;
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Worksheet, XlsxError};

use crate::sheet::{body, heading, put_text, set_print, workbook};
use crate::table::{Cell, Column, Table};

/// Rows of a template that are prepared as text and with their lists of allowed values.
const PREPARED_ROWS: u32 = 5_000;

/// The columns of the people template, with widths and what belongs there.
const PEOPLE: [(&str, u16, &str); 13] = [
    ("nama", 36, "Wajib. Nama lengkap dengan gelar, seperti pada SK."),
    ("jenis", 18, "Wajib. PNS, CPNS, PPPK, PPPK_PARUH_WAKTU, atau NON_ASN (pilih dari daftar)."),
    ("nip", 22, "18 angka, untuk PNS dan CPNS. Kolom ini berformat teks agar angka terakhir tidak hilang."),
    ("ni_pppk", 22, "18 angka, untuk PPPK dan PPPK paruh waktu."),
    ("nomor_lokal", 16, "Untuk pegawai tanpa NIP. Nomor dari instansi, bukan NIK."),
    ("kode_unit", 26, "Wajib. Kode OPD atau unit yang sudah terdaftar."),
    ("jabatan", 30, "Jabatan seperti tercetak pada daftar hadir."),
    ("golongan", 10, "Contoh: III/b atau IX."),
    ("kode_lokasi", 16, "Kode lokasi kerja; kosongkan bila mengikuti unit."),
    ("pin", 12, "Nomor pegawai pada mesin sidik jari, bila ada."),
    ("mesin", 20, "Nomor seri mesin tempat PIN itu terdaftar; kosongkan bila sama di semua mesin unit."),
    ("mulai", 14, "Tanggal mulai bertugas di unit itu, TTTT-BB-HH (contoh 2026-01-02)."),
    ("kepala", 10, "Isi ya untuk kepala unit; kosongkan untuk yang lain."),
];

/// The example row of the template's guide. The person is fictional, born in 2099.
const EXAMPLE: [&str; 13] = [
    "CONTOH: Rara Ayuningtyas, S.Kom.",
    "PNS",
    "209909262120052001",
    "",
    "",
    "2.16.0.00.0.00.01.0000",
    "Pranata Komputer Ahli Pertama",
    "III/b",
    "KANTOR-1",
    "1021",
    "BWXP209900001",
    "2026-01-02",
    "",
];

/// Tables as a workbook, a sheet a table. The same tables give the same bytes.
///
/// # Errors
///
/// When a sheet's name or a list of allowed values is not possible in a workbook, or there are more rows than a sheet has.
pub fn table_xlsx(title: &str, tables: &[Table], created_at: Timestamp) -> Result<Vec<u8>, XlsxError> {
    let mut book = workbook(title, created_at)?;
    for table in tables {
        let sheet = book.add_worksheet().set_name(&table.name)?;
        write_head(sheet, &table.columns)?;
        write_rows(sheet, 1, &table.rows)?;
        write_lists(sheet, &table.columns, u32::try_from(table.rows.len()).unwrap_or(u32::MAX).max(1))?;
        set_print(sheet, title);
    }
    book.save_to_buffer()
}

/// The workbook an office fills in with its people: an empty sheet `Pegawai` and a guide with an example in `Petunjuk`.
///
/// # Errors
///
/// When the instant is outside the years Excel knows.
pub fn people_template(created_at: Timestamp) -> Result<Vec<u8>, XlsxError> {
    let mut book = workbook("Daftar pegawai", created_at)?;
    let columns = people_columns();

    let people = book.add_worksheet().set_name("Pegawai")?;
    write_head(people, &columns)?;
    for column in (0..).take(columns.len()) {
        // The format of the column, not of cells: empty rows must stay empty for whoever reads the file.
        people.set_column_format(column, &rust_xlsxwriter::Format::new().set_num_format("@"))?;
    }
    write_lists(people, &columns, PREPARED_ROWS)?;
    set_print(people, "Daftar pegawai");

    write_guide(book.add_worksheet().set_name("Petunjuk")?, &columns)?;
    book.save_to_buffer()
}

/// The headings of the people template in order.
pub fn people_headings() -> [&'static str; 13] {
    PEOPLE.map(|(heading, _, _)| heading)
}

fn people_columns() -> Vec<Column> {
    let column = |(heading, width, _): (&str, u16, &str)| {
        let types = if heading == "jenis" { EmployeeType::ALL.as_slice() } else { &[] };
        let allowed = types.iter().map(|kind| kind.as_str().to_owned()).collect();
        Column { heading: heading.to_owned(), width, allowed }
    };
    PEOPLE.into_iter().map(column).collect()
}

fn write_guide(sheet: &mut Worksheet, columns: &[Column]) -> Result<(), XlsxError> {
    let plain = rust_xlsxwriter::Format::new();
    let bold = plain.clone().set_bold();
    put_text(sheet, 0, 0, "Petunjuk pengisian lembar Pegawai", &bold.clone().set_font_size(13))?;
    let lines = [
        "Isi mulai baris 2 lembar Pegawai, satu baris satu pegawai. Jangan mengubah judul kolom.",
        "Setiap pegawai memerlukan salah satu: nip, ni_pppk, atau nomor_lokal.",
        "Lembar ini tidak dibaca saat impor; baris contoh di bawah hanya untuk dilihat.",
    ];
    for (row, line) in (1..).zip(lines) {
        put_text(sheet, row, 0, line, &plain)?;
    }
    for (row, (name, _, meaning)) in (5..).zip(PEOPLE) {
        put_text(sheet, row, 0, name, &bold)?;
        put_text(sheet, row, 1, meaning, &plain)?;
    }
    put_text(sheet, 18, 0, "CONTOH (orang rekaan)", &bold)?;
    for (column, (kind, text)) in (0..).zip(columns.iter().zip(EXAMPLE)) {
        put_text(sheet, 19, column, &kind.heading, &heading())?;
        put_text(sheet, 20, column, text, &body().set_italic().set_num_format("@"))?;
        sheet.set_column_width(column, f64::from(kind.width))?;
    }
    set_print(sheet, "Petunjuk");
    Ok(())
}

fn write_head(sheet: &mut Worksheet, columns: &[Column]) -> Result<(), XlsxError> {
    for (place, column) in (0..).zip(columns) {
        sheet.set_column_width(place, f64::from(column.width.min(255)))?;
        put_text(sheet, 0, place, &column.heading, &heading())?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

fn write_rows(sheet: &mut Worksheet, first: u32, rows: &[Vec<Cell>]) -> Result<(), XlsxError> {
    let text = body().set_num_format("@");
    let number = body();
    for (row, cells) in (first..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Empty => {
                    sheet.write_blank(row, column, &number)?;
                }
                Cell::Text(value) => put_text(sheet, row, column, value, &text)?,
                // A spreadsheet's numbers are exact to 2^53; longer ones are kept as text.
                Cell::Number(value) if value.unsigned_abs() > 1 << 53 => {
                    put_text(sheet, row, column, &value.to_string(), &text)?;
                }
                Cell::Number(value) => {
                    sheet.write_number_with_format(row, column, *value as f64, &number)?;
                }
            }
        }
    }
    Ok(())
}

fn write_lists(sheet: &mut Worksheet, columns: &[Column], rows: u32) -> Result<(), XlsxError> {
    for (place, column) in (0..).zip(columns) {
        if !column.allowed.is_empty() {
            let list = DataValidation::new()
                .allow_list_strings(&column.allowed)?
                .set_error_style(DataValidationErrorStyle::Stop)
                .set_error_title("Isian tidak dikenal")?
                .set_error_message(format!("Pilih salah satu: {}", column.allowed.join(", ")))?;
            sheet.add_data_validation(1, place, rows, place, &list)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_back::{part, sheet};

    const AT: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn the_template_has_its_headings_and_no_person() {
        let people = sheet(&people_template(AT).expect("bytes"), "Pegawai");

        assert_eq!(people.values.height(), 1);
        let headings: Vec<String> = (0..13).map(|column| people.text(0, column)).collect();
        assert_eq!(headings, people_headings());
    }

    #[test]
    fn the_template_offers_the_kinds_of_employment() {
        let xml = part(&people_template(AT).expect("bytes"), "xl/worksheets/sheet1.xml");

        assert!(xml.contains("sqref=\"B2:B5001\""));
        assert!(xml.contains("PNS,CPNS,PPPK,PPPK_PARUH_WAKTU,NON_ASN"));
    }

    #[test]
    fn the_example_is_marked_and_stands_apart() {
        let guide = sheet(&people_template(AT).expect("bytes"), "Petunjuk");

        assert_eq!(guide.text(18, 0), "CONTOH (orang rekaan)");
        assert!(guide.text(20, 0).starts_with("CONTOH: "));
        assert!(hadir_domain::people::Nip::parse(&guide.text(20, 2)).is_ok());
    }

    #[test]
    fn a_table_is_read_back_as_written() {
        let table = Table {
            name: "Galat".into(),
            columns: vec![Column::new("Baris", 8), Column::new("Alasan", 40)],
            rows: vec![vec![Cell::Number(17), "=1+1".into()], vec![Cell::Number(i64::MAX), Cell::Empty]],
        };

        let bytes = table_xlsx("Daftar galat", &[table], AT).expect("bytes");

        let read = sheet(&bytes, "Galat");
        assert_eq!(read.text(1, 0), "17");
        assert_eq!((read.text(1, 1).as_str(), read.formula(1, 1).as_str()), ("=1+1", ""));
        assert_eq!(read.text(2, 0), "9223372036854775807");
    }

    #[test]
    fn a_sheet_name_no_workbook_takes_is_refused() {
        let table = Table { name: "a/b".into(), ..Table::default() };

        assert!(table_xlsx("x", &[table], AT).is_err());
    }
}
