//! A unit's roster as a grid to print, to change in a spreadsheet and to take in again.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

use crate::csv;
use crate::sheet::{GREY, YELLOW, body, heading, put_text, set_print, workbook};
use crate::table::{Cell, Column, Table};
use crate::text::{month_name, weekday_letters};

/// A month of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterSheet {
    /// The government.
    pub instansi: String,
    /// The unit.
    pub unit: String,
    /// A date of the month.
    pub month: Date,
    /// Its dates, and whether the office is closed.
    pub days: Vec<(Date, bool)>,
    /// Rows of people.
    pub people: Vec<RosterRow>,
    /// Letter, name and hours of each turn.
    pub legend: Vec<[String; 3]>,
    /// Posts through the month.
    pub coverage: Vec<CoverRow>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Below each page.
    pub footer: String,
}

/// One person's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow {
    /// Number.
    pub number: String,
    /// Name.
    pub name: String,
    /// A text a date.
    pub cells: Vec<String>,
    /// Hours planned, with a comma.
    pub planned: String,
    /// Hours due.
    pub due: String,
}

/// One post's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverRow {
    /// The post.
    pub post: String,
    /// Letter of its turn.
    pub turn: String,
    /// Planned and needed, a date each.
    pub days: Vec<(u16, u16)>,
}

/// Headings before the dates.
const HEADINGS: [(&str, f64); 2] = [("NIP / Nomor", 20.0), ("Nama", 32.0)];
const FIRST_DAY: u16 = 2;
/// Row of the headings with dates, from 0.
const HEAD: u32 = 3;

/// The roster as CSV: only the grid, so that it can be taken in again.
pub fn roster_csv(roster: &RosterSheet) -> Vec<u8> {
    let columns = HEADINGS.iter().map(|(text, _)| Column::new(text, 20));
    let dates = roster.days.iter().map(|(on, _)| Column::new(&on.to_string(), 11));
    let rows = roster.people.iter().map(|person| {
        let head = [Cell::from(person.number.as_str()), Cell::from(person.name.as_str())];
        head.into_iter().chain(person.cells.iter().map(|cell| Cell::from(cell.as_str()))).collect()
    });
    csv::csv(&Table { name: "Jadwal".into(), columns: columns.chain(dates).collect(), rows: rows.collect() })
}

/// The roster as a workbook: `Jadwal` to print and change, `Legenda`, `Pos` with the coverage.
///
/// # Errors
///
/// When the workbook cannot hold it.
pub fn roster_xlsx(roster: &RosterSheet) -> Result<Vec<u8>, XlsxError> {
    let title = format!("Jadwal dinas {} {}", roster.unit, month_name(roster.month));
    let mut book = workbook(&title, roster.created_at)?;
    write_grid(book.add_worksheet().set_name("Jadwal")?, roster, &title)?;
    write_legend(book.add_worksheet().set_name("Legenda")?, roster)?;
    write_coverage(book.add_worksheet().set_name("Pos")?, roster)?;
    book.save_to_buffer()
}

fn centred(format: Format) -> Format {
    format.set_align(FormatAlign::Center)
}

fn write_dates(sheet: &mut Worksheet, roster: &RosterSheet) -> Result<(), XlsxError> {
    for (column, (on, closed)) in (FIRST_DAY..).zip(&roster.days) {
        let shade = |format: Format| if *closed { format.set_background_color(GREY) } else { format };
        let letters = shade(centred(body()));
        put_text(sheet, HEAD - 1, column, weekday_letters(*on), &letters)?;
        put_text(sheet, HEAD, column, &on.to_string(), &shade(centred(body()).set_bold().set_rotation(90)))?;
        sheet.set_column_width(column, 4.6)?;
    }
    sheet.set_row_height(HEAD, 62.0)?;
    Ok(())
}

fn write_grid(sheet: &mut Worksheet, roster: &RosterSheet, title: &str) -> Result<(), XlsxError> {
    put_text(sheet, 0, 0, &roster.instansi, &Format::new().set_bold())?;
    put_text(sheet, 1, 0, title, &Format::new().set_bold().set_font_size(13))?;
    for (column, (text, width)) in (0..).zip(HEADINGS) {
        put_text(sheet, HEAD, column, text, &heading())?;
        sheet.set_column_width(column, width)?;
    }
    write_dates(sheet, roster)?;
    let after = FIRST_DAY + u16::try_from(roster.days.len()).unwrap_or(0);
    for (column, text) in (after..).zip(["Jam terjadwal", "Jam wajib"]) {
        put_text(sheet, HEAD, column, text, &heading())?;
        sheet.set_column_width(column, 10.0)?;
    }
    for (row, person) in (HEAD + 1..).zip(&roster.people) {
        put_text(sheet, row, 0, &person.number, &body())?;
        put_text(sheet, row, 1, &person.name, &body())?;
        for ((column, cell), (_, closed)) in (FIRST_DAY..).zip(&person.cells).zip(&roster.days) {
            let format = if *closed { centred(body()).set_background_color(GREY) } else { centred(body()) };
            put_text(sheet, row, column, cell, &format)?;
        }
        put_text(sheet, row, after, &person.planned, &centred(body()))?;
        put_text(sheet, row, after + 1, &person.due, &centred(body()))?;
    }
    sheet.set_freeze_panes(HEAD + 1, FIRST_DAY)?;
    sheet.set_repeat_rows(HEAD - 1, HEAD)?;
    set_print(sheet, &roster.footer);
    Ok(())
}

fn write_legend(sheet: &mut Worksheet, roster: &RosterSheet) -> Result<(), XlsxError> {
    for (column, (text, width)) in (0..).zip([("Kode", 8.0), ("Giliran", 28.0), ("Jam", 26.0)]) {
        put_text(sheet, 0, column, text, &heading())?;
        sheet.set_column_width(column, width)?;
    }
    let fixed = [
        ["K", "Jam kantor", "menurut aturan jam kerja"],
        ["L", "Libur", ""],
        ["POLA", "Kembali ke pola", "hanya saat diimpor"],
    ];
    let fixed = fixed.map(|row| row.map(str::to_owned));
    for (row, line) in (1..).zip(roster.legend.iter().chain(&fixed)) {
        for (column, text) in (0..).zip(line) {
            put_text(sheet, row, column, text, &body())?;
        }
    }
    set_print(sheet, &roster.footer);
    Ok(())
}

fn write_coverage(sheet: &mut Worksheet, roster: &RosterSheet) -> Result<(), XlsxError> {
    for (column, (text, width)) in (0..).zip([("Pos", 28.0), ("Giliran", 9.0)]) {
        put_text(sheet, HEAD, column, text, &heading())?;
        sheet.set_column_width(column, width)?;
    }
    write_dates(sheet, roster)?;
    for (row, post) in (HEAD + 1..).zip(&roster.coverage) {
        put_text(sheet, row, 0, &post.post, &body())?;
        put_text(sheet, row, 1, &post.turn, &centred(body()))?;
        for (column, (planned, needed)) in (FIRST_DAY..).zip(&post.days) {
            let short = planned < needed;
            let format = if short { centred(body()).set_background_color(YELLOW) } else { centred(body()) };
            put_text(sheet, row, column, &format!("{planned}/{needed}"), &format)?;
        }
    }
    set_print(sheet, &roster.footer);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_back::sheet;
    use jiff::civil::date;

    fn roster() -> RosterSheet {
        let row = |number: &str, name: &str| RosterRow {
            number: number.into(),
            name: name.into(),
            cells: vec!["P".into(), "L".into()],
            planned: "7,0".into(),
            due: "7,5".into(),
        };
        RosterSheet {
            instansi: "Kota Contoh".into(),
            unit: "Ruang Melati".into(),
            month: date(2026, 1, 1),
            days: vec![(date(2026, 1, 1), true), (date(2026, 1, 2), false)],
            people: vec![row("209901012120012001", "Siti"), row("2", "=HYPERLINK(\"x\")")],
            legend: vec![["P".into(), "Pagi".into(), "07:00 sampai 14:00".into()]],
            coverage: vec![CoverRow { post: "IGD".into(), turn: "P".into(), days: vec![(2, 3), (3, 3)] }],
            created_at: "2026-01-01T00:00:00Z".parse().expect("an instant"),
            footer: "Hadir".into(),
        }
    }

    #[test]
    fn the_workbook_shows_the_grid_its_legend_and_the_posts() {
        let bytes = roster_xlsx(&roster()).expect("bytes");

        let grid = sheet(&bytes, "Jadwal");
        assert_eq!([grid.text(3, 0), grid.text(3, 2), grid.text(4, 2)], ["NIP / Nomor", "2026-01-01", "P"]);
        assert_eq!((grid.text(5, 1), grid.formula(5, 1)), ("=HYPERLINK(\"x\")".into(), String::new()));
        assert_eq!(sheet(&bytes, "Legenda").text(1, 1), "Pagi");
        assert_eq!(sheet(&bytes, "Pos").text(4, 2), "2/3");
        assert_eq!(bytes, roster_xlsx(&roster()).expect("bytes"));
    }

    #[test]
    fn the_csv_is_the_grid_alone_and_holds_no_formula() {
        let text = String::from_utf8(roster_csv(&roster())).expect("UTF-8");

        assert!(text.contains("NIP / Nomor;Nama;2026-01-01;2026-01-02\r\n209901012120012001;Siti;P;L\r\n"));
        assert!(text.contains("\"'=HYPERLINK"));
    }
}
