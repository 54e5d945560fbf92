//! The monthly recap as a workbook: `Rekap` in the form offices print, `Bendahara` for the treasurer, `Tanda` with every
//! mark, `Sumber` with what was still silent.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::recap::{Recap, RecapReport};
use crate::sheet::{body, heading, put_text, set_print, workbook};
use crate::text::{long_date, month_name};
use crate::{recap_grid_xlsx, treasurer_xlsx};

/// The recap as XLSX. The same value gives the same bytes.
///
/// # Errors
///
/// When the workbook cannot hold the content (an instant before 1900, more rows than a sheet has).
pub fn recap_xlsx(report: &RecapReport) -> Result<Vec<u8>, XlsxError> {
    let recap = report.recap();
    let title = format!("Rekapitulasi kehadiran {} {}", recap.unit_name, month_name(recap.month));
    let mut book = workbook(&title, recap.created_at)?;
    recap_grid_xlsx::write(book.add_worksheet().set_name("Rekap")?, recap)?;
    treasurer_xlsx::write(book.add_worksheet().set_name("Bendahara")?, recap)?;
    write_marks(book.add_worksheet().set_name("Tanda")?, recap)?;
    write_sources(book.add_worksheet().set_name("Sumber")?, recap)?;
    book.save_to_buffer()
}

fn write_marks(sheet: &mut Worksheet, recap: &Recap) -> Result<(), XlsxError> {
    const HEADINGS: [(&str, f64); 6] =
        [("Nomor", 21.0), ("Nama", 36.0), ("Tanggal", 12.0), ("Kode", 8.0), ("Tanda", 8.0), ("Terhitung", 11.0)];
    head(sheet, &HEADINGS)?;
    let mut row = 0;
    for person in &recap.people {
        for ((day, code), (marks, settled)) in
            recap.days.iter().zip(&person.codes).zip(person.marks.iter().zip(&person.settled))
        {
            for mark in marks {
                row += 1;
                let counted = if *settled { "ya" } else { "belum" };
                for (column, text) in
                    (0..).zip([&person.number, &person.name, &day.on.to_string(), code, mark, counted])
                {
                    put_text(sheet, row, column, text, &body())?;
                }
            }
        }
    }
    set_print(sheet, &recap.footer);
    Ok(())
}

fn write_sources(sheet: &mut Worksheet, recap: &Recap) -> Result<(), XlsxError> {
    head(sheet, &[("Sumber yang belum lengkap", 48.0), ("Sudah melapor sampai", 40.0)])?;
    let mut row = 1;
    for source in &recap.incomplete_sources {
        put_text(sheet, row, 0, &source.name, &body())?;
        put_text(sheet, row, 1, source.reached.as_deref().unwrap_or("belum pernah terdengar"), &body())?;
        row += 1;
    }
    if recap.incomplete_sources.is_empty() {
        put_text(sheet, row, 0, "Tidak ada: semua sumber sudah melapor", &body())?;
        put_text(sheet, row, 1, "", &body())?;
        row += 1;
    }
    if let Some(note) = &recap.incomplete_note {
        put_text(sheet, row, 0, note, &body().set_bold())?;
        put_text(sheet, row, 1, "", &body())?;
        row += 1;
    }
    for (label, text) in [
        ("Data sampai", recap.data_until.as_str()),
        ("Dicetak", &recap.printed_at),
        ("Status kunci periode", &recap.lock_state),
        ("Keterangan", if recap.provisional { "SEMENTARA — BELUM LENGKAP" } else { "Lengkap" }),
        ("Pemeriksaan dokumen", &recap.footer),
        ("Tanda dokumen", recap.mark.as_ref().map_or("", |mark| &mark.qr)),
        ("", recap.mark.as_ref().map_or("", |mark| &mark.words)),
    ] {
        row += 1;
        put_text(sheet, row, 0, label, &body().set_bold())?;
        put_text(sheet, row, 1, text, &body())?;
    }
    row += 2;
    for day in recap.days.iter().filter(|day| day.name.is_some()) {
        put_text(sheet, row, 0, &format!("Libur {}", long_date(day.on)), &body())?;
        put_text(sheet, row, 1, day.name.as_deref().unwrap_or_default(), &body())?;
        row += 1;
    }
    set_print(sheet, &recap.footer);
    Ok(())
}

fn head(sheet: &mut Worksheet, headings: &[(&str, f64)]) -> Result<(), XlsxError> {
    for (column, (text, width)) in (0..).zip(headings) {
        put_text(sheet, 0, column, text, &heading())?;
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_back::{Sheet, part, sheet};
    use crate::sample;
    use calamine::Data;
    use hadir_domain::status::Status;

    fn report(people: u32) -> RecapReport {
        RecapReport::checked(sample::recap(people)).expect("sums hold")
    }

    fn number(sheet: &Sheet, row: u32, column: u32) -> u32 {
        match sheet.values.get_value((row, column)) {
            Some(Data::Float(value)) => *value as u32,
            Some(Data::Int(value)) => u32::try_from(*value).expect("a count"),
            other => panic!("no number at {row},{column}: {other:?}"),
        }
    }

    #[test]
    fn what_is_read_back_is_what_was_written() {
        let report = report(45);
        let recap = report.recap();

        let grid = sheet(&recap_xlsx(&report).expect("bytes"), "Rekap");

        for (row, person) in (8..).zip(&recap.people) {
            assert_eq!(grid.text(row, 1), person.name);
            assert_eq!(grid.text(row, 2), person.number);
            for (column, (code, marks)) in (6..).zip(person.codes.iter().zip(&person.marks)) {
                let late = code == "H" && marks.iter().any(|mark| mark.starts_with("TL"));
                assert_eq!(grid.text(row, column), if late { "TL" } else { code });
            }
            for (column, total) in (37..).zip(person.totals) {
                assert_eq!(number(&grid, row, column), total);
            }
            assert_eq!(number(&grid, row, 48), 31);
        }
        for (column, total) in (37..).zip(recap.totals) {
            assert_eq!(number(&grid, 8 + 45, column), total);
        }
    }

    #[test]
    fn totals_are_formulas_whose_evaluation_gives_the_cached_value() {
        let report = report(12);

        let grid = sheet(&recap_xlsx(&report).expect("bytes"), "Rekap");

        for row in 8..20 {
            for (column, status) in (37..).zip(Status::ALL) {
                let formula = grid.formula(row, column);
                let counted =
                    (6..37).map(|day| grid.text(row, day)).filter(|code| formula.contains(&format!("\"{code}\"")));
                assert!(formula.starts_with(&format!("COUNTIF(G{0}:AK{0},\"{status}\")", row + 1)), "{formula}");
                assert_eq!(number(&grid, row, column) as usize, counted.count());
            }
        }
        assert_eq!(grid.formula(20, 37), "SUM(AL9:AL20)");
    }

    #[test]
    fn the_same_value_gives_the_same_bytes() {
        assert_eq!(recap_xlsx(&report(9)).expect("bytes"), recap_xlsx(&report(9)).expect("bytes"));
    }

    #[test]
    fn a_name_that_looks_like_a_formula_stays_text() {
        let mut recap = sample::recap(3);
        recap.people[0].name = "=HYPERLINK(\"http://example.org\",\"klik\")".into();
        recap.people[1].name = format!("@SUM(A1)\u{0}\u{1}{}", "x".repeat(40_000));
        recap.people[2].name = "\u{202e}نور الهدى 😀\u{ffff}".into();
        recap.instansi = "+62".into();
        let report = RecapReport::checked(recap).expect("sums hold");

        let bytes = recap_xlsx(&report).expect("bytes");
        let grid = sheet(&bytes, "Rekap");

        assert_eq!(grid.text(8, 1), "=HYPERLINK(\"http://example.org\",\"klik\")");
        assert_eq!(grid.formula(8, 1), "");
        assert!(grid.text(9, 1).starts_with("@SUM(A1)xxx") && grid.text(9, 1).ends_with('…'));
        assert_eq!(grid.text(10, 1), "نور الهدى 😀");
        assert_eq!(grid.text(0, 0), "+62");
        assert!(!part(&bytes, "xl/worksheets/sheet1.xml").contains("HYPERLINK"));
    }

    #[test]
    fn the_printed_sheet_repeats_its_head_and_numbers_its_pages() {
        let bytes = recap_xlsx(&report(45)).expect("bytes");

        let grid = part(&bytes, "xl/worksheets/sheet1.xml");

        assert!(grid.contains("Halaman &amp;P dari &amp;N"));
        assert!(grid.contains("orientation=\"landscape\"") && grid.contains("paperSize=\"9\""));
        assert!(grid.contains("fitToHeight=\"0\"") && grid.contains("<pane "));
        assert!(part(&bytes, "xl/workbook.xml").contains("Rekap!$7:$8"));
    }

    #[test]
    fn a_provisional_recap_says_so_and_names_its_silent_sources() {
        let bytes = recap_xlsx(&report(5)).expect("bytes");

        assert_eq!(sheet(&bytes, "Rekap").text(4, 0), "SEMENTARA — BELUM LENGKAP");
        let sources = sheet(&bytes, "Sumber");
        assert_eq!(sources.text(2, 0), "Daftar hadir manual");
        assert_eq!(sources.text(2, 1), "belum pernah terdengar");
    }

    #[test]
    fn every_mark_stands_in_its_own_row() {
        let report = report(20);
        let marks: usize = report.recap().people.iter().flat_map(|person| &person.marks).map(Vec::len).sum();

        let sheet = sheet(&recap_xlsx(&report).expect("bytes"), "Tanda");

        assert_eq!(sheet.values.height(), 1 + marks);
    }

    #[test]
    fn a_unit_without_people_is_said_to_have_none() {
        let grid = sheet(&recap_xlsx(&report(0)).expect("bytes"), "Rekap");

        assert_eq!(grid.text(8, 0), "Tidak ada pegawai");
    }
}
