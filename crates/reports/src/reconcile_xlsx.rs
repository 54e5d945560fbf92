//! What reconciliation found as a workbook: `Ringkasan` with numerator, denominator and what was left out, `Selisih` with
//! both sides side by side, `Sebab`, `Kunci tak dikenal`.

use hadir_domain::reconcile::{DiscrepancyType, Excluded, Tally};
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use crate::reconcile::{Reconcile, ReconcileReport};
use crate::reconcile_words::{cause_name, outcome_name, percent, percent_of, speaker_name, type_name};
use crate::sheet::{body, heading, put_text, set_print, workbook};
use crate::text::long_date;

/// The report as XLSX. The same value gives the same bytes.
///
/// # Errors
///
/// When the workbook cannot hold the content.
pub fn reconcile_xlsx(report: &ReconcileReport) -> Result<Vec<u8>, XlsxError> {
    let found = report.found();
    let title = format!("Rekonsiliasi {} {} – {}", found.instansi, long_date(found.from), long_date(found.to));
    let mut book = workbook(&title, found.created_at)?;
    let cells = Cells { text: body(), quoted: body().set_quote_prefix(), bold: body().set_bold(), head: heading() };
    cells.summary(book.add_worksheet().set_name("Ringkasan")?, found)?;
    cells.discrepancies(book.add_worksheet().set_name("Selisih")?, found)?;
    cells.causes(book.add_worksheet().set_name("Sebab")?, found)?;
    cells.unknown(book.add_worksheet().set_name("Kunci tak dikenal")?, found)?;
    book.save_to_buffer()
}

/// Formats made once: a large list has some hundred thousand cells.
struct Cells {
    text: Format,
    quoted: Format,
    bold: Format,
    head: Format,
}

/// The types that are about person-days.
fn day_types() -> impl Iterator<Item = DiscrepancyType> {
    DiscrepancyType::ALL.iter().copied().filter(|kind| kind.is_of_a_day())
}

impl Cells {
    fn head(&self, sheet: &mut Worksheet, row: u32, headings: &[(&str, f64)]) -> Result<(), XlsxError> {
        for (column, (text, width)) in (0..).zip(headings) {
            put_text(sheet, row, column, text, &self.head)?;
            sheet.set_column_width(column, *width)?;
        }
        sheet.set_freeze_panes(row + 1, 0)?;
        sheet.set_repeat_rows(row, row)?;
        Ok(())
    }

    fn row(&self, sheet: &mut Worksheet, row: u32, texts: &[&str]) -> Result<(), XlsxError> {
        for (column, text) in (0..).zip(texts) {
            let text = crate::text::clean(text, 1_000);
            let format = if crate::text::looks_like_formula(&text) { &self.quoted } else { &self.text };
            sheet.write_string_with_format(row, column, text, format)?;
        }
        Ok(())
    }

    fn summary(&self, sheet: &mut Worksheet, found: &Reconcile) -> Result<(), XlsxError> {
        let sources: Vec<&str> = found.sources.iter().map(|source| speaker_name(*source)).collect();
        let target = match found.target {
            Some(target) => format!("{} ({})", percent_of(u32::from(target)), found.target_source),
            None => "belum ditetapkan".into(),
        };
        let about = [
            ("Rekonsiliasi kehadiran", found.instansi.clone()),
            ("Jangka waktu", format!("{} – {}", long_date(found.from), long_date(found.to))),
            ("Sumber yang dibandingkan", sources.join(", ")),
            ("Tingkat kecocokan", "cocok ÷ (dibandingkan − semua diam)".into()),
            ("Target", target),
            ("Data sampai", found.data_until.clone()),
            ("Dicetak", found.printed_at.clone()),
        ];
        let mut row = 0;
        for (label, text) in about {
            put_text(sheet, row, 0, label, &self.bold)?;
            put_text(sheet, row, 1, &text, &self.text)?;
            row += 1;
        }
        row += 1;
        let mut headings = vec![
            ("Kode", 24.0),
            ("OPD", 44.0),
            ("Hari-pegawai", 11.0),
            ("Libur", 9.0),
            ("Cuti, sakit, dinas luar", 11.0),
            ("Tidak wajib dua sumber", 11.0),
            ("Sumber belum melapor", 11.0),
            ("Dibandingkan", 11.0),
            ("Semua diam", 9.0),
            ("Penyebut", 9.0),
            ("Cocok (pembilang)", 10.0),
            ("Tingkat kecocokan", 11.0),
        ];
        headings.extend(day_types().map(|kind| (type_name(kind), 10.0)));
        self.head(sheet, row, &headings)?;
        for unit in &found.units {
            row += 1;
            self.tally(sheet, row, &unit.code, &unit.name, &unit.tally)?;
        }
        row += 1;
        self.tally(sheet, row, "", "Jumlah", &found.total)?;
        row += 2;
        let marks = [
            ("Pemeriksaan angka", found.footer.as_str()),
            ("Tanda dokumen", found.mark.as_ref().map_or("", |mark| &mark.qr)),
            ("", found.mark.as_ref().map_or("", |mark| &mark.words)),
        ];
        for (label, text) in marks {
            put_text(sheet, row, 0, label, &self.bold)?;
            put_text(sheet, row, 1, text, &self.text)?;
            row += 1;
        }
        set_print(sheet, &found.footer);
        Ok(())
    }

    fn tally(&self, sheet: &mut Worksheet, row: u32, code: &str, name: &str, tally: &Tally) -> Result<(), XlsxError> {
        let excluded = |why| tally.excluded_for(why);
        let before = [
            tally.roster,
            tally.off,
            tally.excused,
            excluded(Excluded::NotRequired),
            excluded(Excluded::NotHeard),
            tally.due(),
            tally.both_silent,
            tally.due() - tally.both_silent,
            tally.matched,
        ];
        self.row(sheet, row, &[code, name])?;
        for (column, count) in (2..).zip(before) {
            sheet.write_number_with_format(row, column, count, &self.text)?;
        }
        put_text(sheet, row, 11, &percent(tally.rate()), &self.text)?;
        for (column, kind) in (12..).zip(day_types()) {
            sheet.write_number_with_format(row, column, tally.of(kind), &self.text)?;
        }
        Ok(())
    }

    fn discrepancies(&self, sheet: &mut Worksheet, found: &Reconcile) -> Result<(), XlsxError> {
        const HEADINGS: [(&str, f64); 17] = [
            ("Tanggal", 11.0),
            ("Nomor", 21.0),
            ("Nama", 34.0),
            ("Kode unit", 20.0),
            ("Unit", 30.0),
            ("Jenis selisih", 20.0),
            ("Sumber A", 14.0),
            ("Menurut A", 24.0),
            ("Sumber B", 14.0),
            ("Menurut B", 24.0),
            ("Keterangan", 44.0),
            ("Jenis lain yang cocok", 22.0),
            ("Sebab", 32.0),
            ("Usulan", 18.0),
            ("Alasan usulan", 36.0),
            ("Keadaan", 26.0),
            ("Tenggat", 11.0),
        ];
        self.head(sheet, 0, &HEADINGS)?;
        for (row, line) in (1..).zip(&found.discrepancies) {
            let also: Vec<&str> = line.also.iter().map(|kind| type_name(*kind)).collect();
            let said = |value: &Option<String>| value.clone().unwrap_or_else(|| "(diam)".into());
            let (proposal, because) = line
                .proposal
                .as_ref()
                .map_or(("", ""), |(outcome, because)| (outcome_name(*outcome), because.as_str()));
            self.row(
                sheet,
                row,
                &[
                    &line.on.to_string(),
                    &line.number,
                    &line.name,
                    &line.unit_code,
                    &line.unit_name,
                    type_name(line.kind),
                    speaker_name(line.a.0),
                    &said(&line.a.1),
                    speaker_name(line.b.0),
                    &said(&line.b.1),
                    &line.detail,
                    &also.join(", "),
                    &line.cause,
                    proposal,
                    because,
                    &line.state,
                    &line.due_on.to_string(),
                ],
            )?;
        }
        self.filter(sheet, found.discrepancies.len(), HEADINGS.len(), "Tidak ada selisih")?;
        set_print(sheet, &found.footer);
        Ok(())
    }

    fn causes(&self, sheet: &mut Worksheet, found: &Reconcile) -> Result<(), XlsxError> {
        const HEADINGS: [(&str, f64); 7] = [
            ("Sebab", 30.0),
            ("Sumber", 16.0),
            ("Mesin, berkas atau unit", 34.0),
            ("Dari", 11.0),
            ("Sampai", 11.0),
            ("Hari-pegawai", 12.0),
            ("Keterangan", 70.0),
        ];
        self.head(sheet, 0, &HEADINGS)?;
        for (row, cause) in (1..).zip(&found.causes) {
            let (from, to) = (cause.from.to_string(), cause.to.to_string());
            self.row(sheet, row, &[cause_name(cause.kind), speaker_name(cause.speaker), &cause.origin, &from, &to])?;
            sheet.write_number_with_format(row, 5, cause.days, &self.text)?;
            put_text(sheet, row, 6, &cause.detail, &self.text)?;
        }
        self.filter(sheet, found.causes.len(), HEADINGS.len(), "Tidak ada sebab bersama yang ditemukan")?;
        set_print(sheet, &found.footer);
        Ok(())
    }

    fn unknown(&self, sheet: &mut Worksheet, found: &Reconcile) -> Result<(), XlsxError> {
        const HEADINGS: [(&str, f64); 5] = [
            ("Sumber", 16.0),
            ("Mesin atau berkas", 34.0),
            ("Kunci", 24.0),
            ("Rekaman", 11.0),
            ("Pertama dan terakhir", 54.0),
        ];
        self.head(sheet, 0, &HEADINGS)?;
        for (row, one) in (1..).zip(&found.unknown) {
            self.row(sheet, row, &[speaker_name(one.source), &one.place, &one.key])?;
            // A spreadsheet's numbers are exact to 2^53; no office has that many records.
            sheet.write_number_with_format(row, 3, one.records as f64, &self.text)?;
            put_text(sheet, row, 4, &one.between, &self.text)?;
        }
        self.filter(sheet, found.unknown.len(), HEADINGS.len(), "Semua kunci dikenal")?;
        set_print(sheet, &found.footer);
        Ok(())
    }

    /// Arrows to choose by, or a sentence where there is nothing to choose from.
    fn filter(&self, sheet: &mut Worksheet, rows: usize, columns: usize, none: &str) -> Result<(), XlsxError> {
        match u32::try_from(rows).unwrap_or(u32::MAX) {
            0 => put_text(sheet, 1, 0, none, &self.text),
            last => {
                let right = u16::try_from(columns).unwrap_or(1).saturating_sub(1);
                sheet.autofilter(0, 0, last, right).map(drop)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_back::{part, sheet};
    use crate::reconcile_sample as sample;

    fn report(units: u32, lines: u32) -> ReconcileReport {
        ReconcileReport::checked(sample::reconcile(units, lines)).expect("sums hold")
    }

    #[test]
    fn the_summary_shows_numerator_denominator_silent_and_excluded_days_of_every_unit() {
        let report = report(5, 30);

        let read = sheet(&reconcile_xlsx(&report).expect("bytes"), "Ringkasan");

        let headings: Vec<String> = (0..12).map(|column| read.text(8, column)).collect();
        assert_eq!(
            headings[5..],
            [
                "Tidak wajib dua sumber",
                "Sumber belum melapor",
                "Dibandingkan",
                "Semua diam",
                "Penyebut",
                "Cocok (pembilang)",
                "Tingkat kecocokan"
            ]
        );
        for (row, tally) in (9..).zip(report.found().units.iter().map(|unit| unit.tally).chain([report.found().total]))
        {
            assert_eq!(read.text(row, 2), tally.roster.to_string());
            assert_eq!(read.text(row, 9), (tally.due() - tally.both_silent).to_string());
            assert_eq!(read.text(row, 10), tally.matched.to_string());
            assert_eq!(read.text(row, 11), percent(tally.rate()));
            let number = |column| read.text(row, column).parse::<u32>().expect("a count");
            let parts: u32 = [3, 4, 5, 6, 8, 10].map(number).iter().sum::<u32>() + (12..22).map(number).sum::<u32>();
            assert_eq!(parts, tally.roster, "the row adds up as a reader adds it");
        }
    }

    #[test]
    fn both_sides_stand_side_by_side_and_a_silent_one_says_so() {
        let report = report(3, 12);

        let read = sheet(&reconcile_xlsx(&report).expect("bytes"), "Selisih");

        assert_eq!(read.values.height(), 13);
        for (row, line) in (1..).zip(&report.found().discrepancies) {
            assert_eq!(read.text(row, 0), line.on.to_string());
            assert_eq!(read.text(row, 1), line.number);
            assert_eq!(read.text(row, 7), line.a.1.clone().unwrap_or_else(|| "(diam)".into()));
            assert_eq!(read.text(row, 9), line.b.1.clone().unwrap_or_else(|| "(diam)".into()));
        }
    }

    #[test]
    fn text_of_others_stays_text() {
        let mut found = sample::reconcile(1, 2);
        found.discrepancies[0].name = "=HYPERLINK(\"http://example.org\")".into();
        found.discrepancies[1].detail = "@SUM(A1)\u{0}".into();
        found.unknown[0].key = "+62811".into();
        found.units[0].name = "-1+1".into();
        let bytes = reconcile_xlsx(&ReconcileReport::checked(found).expect("sums hold")).expect("bytes");

        let read = sheet(&bytes, "Selisih");

        assert_eq!(read.text(1, 2), "=HYPERLINK(\"http://example.org\")");
        assert_eq!(read.formula(1, 2), "");
        assert_eq!(read.text(2, 10), "@SUM(A1)");
        assert_eq!(sheet(&bytes, "Kunci tak dikenal").text(1, 2), "+62811");
        assert!(!part(&bytes, "xl/worksheets/sheet2.xml").contains("<f>"));
    }

    #[test]
    fn nothing_found_is_said() {
        let mut found = sample::reconcile(2, 0);
        (found.causes, found.unknown) = (vec![], vec![]);
        let bytes = reconcile_xlsx(&ReconcileReport::checked(found).expect("sums hold")).expect("bytes");

        assert_eq!(sheet(&bytes, "Selisih").text(1, 0), "Tidak ada selisih");
        assert_eq!(sheet(&bytes, "Kunci tak dikenal").text(1, 0), "Semua kunci dikenal");
    }

    #[test]
    fn twenty_thousand_discrepancies_fit_and_the_same_value_gives_the_same_bytes() {
        let report = report(35, 20_000);

        let bytes = reconcile_xlsx(&report).expect("bytes");

        assert_eq!(sheet(&bytes, "Selisih").values.height(), 20_001);
        assert!(bytes == reconcile_xlsx(&report).expect("bytes"));
    }
}
