//! The sheet `Bendahara`: 24 columns, a row a person, for the treasurer who pays the TPP.
//!
//! Times late and left early are on the sheet `Rekap`; here are the minutes that regional schedules price. Tugas belajar
//! and diklat share a column, so that the sheet keeps the 24 columns treasurers know.

use hadir_domain::status::Status;
use rust_xlsxwriter::{FormatAlign, Worksheet, XlsxError};

use crate::recap::{Recap, RecapPerson};
use crate::sheet::{body, heading, put_text, set_print};
use crate::text::month_name;

/// The headings with their column widths.
pub const COLUMNS: [(&str, f64); 24] = [
    ("Periode", 16.0),
    ("Unit kerja", 32.0),
    ("NIP / Nomor", 21.0),
    ("Nama", 34.0),
    ("Golongan", 9.5),
    ("Jenis pegawai", 13.0),
    ("Hari kerja", 7.5),
    ("Hadir", 7.5),
    ("Sakit", 7.5),
    ("Izin", 7.5),
    ("Cuti", 7.5),
    ("Dinas luar", 7.5),
    ("WFH", 7.5),
    ("Tugas belajar / diklat", 9.0),
    ("Tanpa keterangan", 11.5),
    ("Belum lengkap", 9.5),
    ("Terlambat (menit)", 10.5),
    ("Pulang cepat (menit)", 10.5),
    ("Tanpa absen datang", 10.5),
    ("Tanpa absen pulang", 10.5),
    ("Tidak ikut apel", 9.5),
    ("Persen absensi", 9.5),
    ("Status kunci", 15.0),
    ("Diperbarui", 30.0),
];

/// One cell of the sheet.
#[derive(Debug, PartialEq, Eq)]
enum Cell<'a> {
    Text(&'a str),
    Count(u32),
}

/// Writes the sheet.
///
/// # Errors
///
/// When there are more rows than a sheet has.
pub fn write(sheet: &mut Worksheet, recap: &Recap) -> Result<(), XlsxError> {
    for (column, (text, width)) in (0..).zip(COLUMNS) {
        put_text(sheet, 0, column, text, &heading())?;
        sheet.set_column_width(column, width)?;
    }
    sheet.set_row_height(0, 36)?;
    let month = month_name(recap.month);
    let (words, counts) = (body().set_num_format("@"), body().set_align(FormatAlign::Center));
    for (row, person) in (1..).zip(&recap.people) {
        for (column, cell) in (0..).zip(cells(recap, person, &month)) {
            match cell {
                Cell::Text(text) => put_text(sheet, row, column, text, &words)?,
                Cell::Count(count) => {
                    sheet.write_number_with_format(row, column, count, &counts)?;
                }
            }
        }
    }
    sheet.set_freeze_panes(1, 4)?;
    sheet.set_repeat_rows(0, 0)?;
    set_print(sheet, &recap.footer);
    Ok(())
}

fn cells<'a>(recap: &'a Recap, person: &'a RecapPerson, month: &'a str) -> [Cell<'a>; 24] {
    use Cell::{Count, Text};
    let days = |status: Status| person.totals[status.index()];
    let marks = &person.mark_totals;
    let workdays = person.totals.iter().sum::<u32>() - days(Status::Libur);
    [
        Text(month),
        Text(&recap.unit_name),
        Text(&person.number),
        Text(&person.name),
        Text(&person.rank),
        Text(&person.employee_type),
        Count(workdays),
        Count(days(Status::H)),
        Count(days(Status::S)),
        Count(days(Status::I)),
        Count(days(Status::C)),
        Count(days(Status::Dl)),
        Count(days(Status::Wfh)),
        Count(days(Status::Tb) + days(Status::Diklat)),
        Count(days(Status::Tk)),
        Count(days(Status::Belum)),
        Count(marks.late_minutes),
        Count(marks.early_minutes),
        Count(marks.missing_in),
        Count(marks.missing_out),
        Count(marks.missed_apel),
        Text(person.tap_percent.as_deref().unwrap_or_default()),
        Text(&recap.lock_state),
        Text(&recap.data_until),
    ]
}

#[cfg(test)]
mod tests {
    use calamine::{Data, DataType};

    use crate::read_back::sheet;
    use crate::recap::RecapReport;
    use crate::recap_xlsx::recap_xlsx;
    use crate::sample;

    #[test]
    fn the_workdays_of_a_row_are_the_sum_of_its_kinds_of_days() {
        let report = RecapReport::checked(sample::recap(30)).expect("sums hold");

        let sheet = sheet(&recap_xlsx(&report).expect("bytes"), "Bendahara");

        assert_eq!(sheet.values.width(), 24);
        assert_eq!(sheet.values.height(), 31);
        for row in 1..=30 {
            let count = |column| sheet.values.get_value((row, column)).and_then(Data::as_i64).expect("a count");
            assert_eq!(count(6), (7..=15).map(count).sum::<i64>());
        }
    }

    #[test]
    fn a_nip_is_text_so_that_no_digit_is_lost() {
        let report = RecapReport::checked(sample::recap(1)).expect("sums hold");

        let sheet = sheet(&recap_xlsx(&report).expect("bytes"), "Bendahara");

        assert_eq!(sheet.values.get_value((1, 2)), Some(&Data::String("209901012120012001".into())));
    }
}
