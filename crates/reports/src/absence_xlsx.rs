//! The recap of a year's absence of one person as a workbook.

use hadir_domain::discipline_letters::AbsenceRecap;
use jiff::Timestamp;
use rust_xlsxwriter::{Format, XlsxError};

use crate::sheet::{body, heading, put_text, set_print, workbook};

/// Heads of the columns with their widths.
const COLUMNS: [(&str, f64); 6] = [
    ("Bulan", 14.0),
    ("Hari tanpa alasan sah", 14.0),
    ("Tanggal", 40.0),
    ("Menit terlambat", 12.0),
    ("Menit pulang cepat", 12.0),
    ("Keadaan", 16.0),
];
/// Row of the heads; the person stands above.
const HEAD: u32 = 7;

/// The recap as a workbook with the sheet `Rekap`: the person, a row a month, the sums as formulas with their values.
/// Days and minutes are numbers and stand apart; minutes are never turned into days. The same value gives the same bytes.
///
/// # Errors
///
/// When the instant is outside the years Excel knows.
pub fn absence_recap_xlsx(recap: &AbsenceRecap, created_at: Timestamp) -> Result<Vec<u8>, XlsxError> {
    let title = format!("Rekapitulasi ketidakhadiran {}", recap.year);
    let mut book = workbook(&title, created_at)?;
    let sheet = book.add_worksheet().set_name("Rekap")?;
    let (plain, number, words) = (Format::new(), body(), body().set_num_format("@").set_text_wrap());
    let bold = body().set_bold();
    for (column, (_, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(column, width)?;
    }
    put_text(sheet, 0, 0, &title.to_uppercase(), &plain.clone().set_bold().set_font_size(12))?;
    let subject = &recap.subject;
    let lines = [
        ("Nama", subject.name.as_str()),
        ("NIP", subject.number.as_deref().unwrap_or("-")),
        ("Jabatan", &subject.post),
        ("Unit kerja", &subject.unit),
        ("Sifat", if recap.head.confidential { "RAHASIA" } else { "-" }),
    ];
    for (row, (label, value)) in (1..).zip(lines) {
        put_text(sheet, row, 0, label, &plain)?;
        put_text(sheet, row, 1, value, &plain)?;
    }
    for (column, (name, _)) in (0..).zip(COLUMNS) {
        put_text(sheet, HEAD, column, name, &heading())?;
    }
    let rows = recap.rows();
    let (sums, months) = rows.split_last().map_or((&[][..], &[][..]), |(sums, months)| (sums.as_slice(), months));
    let first = HEAD + 1;
    let after = first + u32::try_from(months.len()).unwrap_or(u32::MAX - first);
    for ((row, cells), line) in (first..).zip(months).zip(&recap.months) {
        let numbers = [line.absent.len() as f64, f64::from(line.late_minutes), f64::from(line.early_minutes)];
        for (column, value) in [1, 3, 4].into_iter().zip(numbers) {
            sheet.write_number_with_format(row, column, value, &number)?;
        }
        for column in [0, 2, 5] {
            put_text(sheet, row, column, &cells[usize::from(column)], &words)?;
        }
    }
    for column in 0..6u16 {
        let value = sums.get(usize::from(column)).map_or("", String::as_str);
        match column {
            1 | 3 | 4 if after > first => {
                let letter = char::from(b'A' + u8::try_from(column).unwrap_or(0));
                let formula = format!("=SUM({letter}{}:{letter}{after})", first + 1);
                let formula = rust_xlsxwriter::Formula::new(formula).set_result(value);
                sheet.write_formula_with_format(after, column, formula, &bold)?;
            }
            _ => put_text(sheet, after, column, value, &bold)?,
        }
    }
    sheet.set_freeze_panes(HEAD + 1, 0)?;
    sheet.set_repeat_rows(HEAD, HEAD)?;
    set_print(sheet, &title);
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letters::sample::{LONG_NAME, head, official, recap};
    use crate::read_back::sheet;

    #[test]
    fn the_year_is_read_back_and_its_sums_are_formulas_with_values() {
        let mut of = recap(head(&[]), official(LONG_NAME, "Operator"), official("Budi", "Kepala"));
        let bytes = absence_recap_xlsx(&of, Timestamp::UNIX_EPOCH).unwrap();
        assert!(bytes == absence_recap_xlsx(&of, Timestamp::UNIX_EPOCH).unwrap(), "the same value, the same bytes");
        let read = sheet(&bytes, "Rekap");
        assert_eq!((read.text(1, 1).as_str(), read.text(5, 1).as_str()), (LONG_NAME, "RAHASIA"));
        assert_eq!(
            (read.text(8, 0).as_str(), read.text(8, 1).as_str(), read.text(8, 2).as_str()),
            ("Januari", "2", "5, 6")
        );
        assert_eq!((read.text(19, 0).as_str(), read.text(19, 5).as_str()), ("Desember", "belum ditutup"));
        assert_eq!(
            (read.text(20, 0).as_str(), read.text(20, 1).as_str(), read.text(20, 3).as_str()),
            ("Jumlah", "4", "240")
        );
        assert_eq!(read.formula(20, 1), "SUM(B9:B20)");

        of.months.clear();
        of.subject.name = "=1+1".into();
        let read = sheet(&absence_recap_xlsx(&of, Timestamp::UNIX_EPOCH).unwrap(), "Rekap");
        assert_eq!((read.text(1, 1).as_str(), read.formula(1, 1).as_str()), ("=1+1", ""));
        assert_eq!((read.text(8, 0).as_str(), read.text(8, 1).as_str()), ("Jumlah", "0"));
    }
}
