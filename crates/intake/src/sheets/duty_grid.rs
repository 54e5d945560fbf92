//! A roster as a grid: a row a person, found by number, and a column a date.

use jiff::civil::Date;

use super::delimited;
use super::grid::{self, Cell, Row, Sheet, cell_name};
use crate::{Caps, IntakeError};

/// Most rows of people.
const MOST_ROWS: usize = 5_000;
/// Most columns of dates.
const MOST_DATES: usize = 62;
/// Rows looked at to find the headings.
const LOOK: usize = 30;
/// Letters kept of a cell; a letter of a turn has four at most.
const MOST_LETTERS: usize = 24;

/// A grid as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyGrid {
    /// The dates of its columns, in their order.
    pub dates: Vec<Date>,
    /// Its rows of people.
    pub rows: Vec<DutyRow>,
}

/// One person's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyRow {
    /// Number of the row, from 1.
    pub line: u64,
    /// The person's number as written.
    pub number: String,
    /// The name as written.
    pub name: String,
    /// Cells with something in them.
    pub cells: Vec<DutyCell>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyCell {
    /// Its date.
    pub on: Date,
    /// What stands in it, trimmed.
    pub text: String,
    /// Its place, e.g. C7.
    pub cell: String,
}

/// Reads a CSV or workbook. Headings are found by a column of numbers (NIP, nomor) and dates: ISO dates, date cells, or
/// the days of `month`.
///
/// # Errors
///
/// [`IntakeError`] when it is empty, hostile, larger than the caps, or shows no such grid.
pub fn read(bytes: &[u8], month: Date, caps: &Caps) -> Result<DutyGrid, IntakeError> {
    if bytes.is_empty() {
        return Err(IntakeError::Empty);
    }
    if bytes.len() as u64 > caps.bytes {
        return Err(IntakeError::TooLarge { what: "bytes", limit: caps.bytes });
    }
    let is_workbook = bytes.starts_with(b"PK") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]);
    let sheets = if is_workbook {
        grid::open(bytes, caps)?
    } else {
        let text = String::from_utf8_lossy(bytes);
        delimited::sheet_of(text.trim_start_matches('\u{feff}'), caps).into_iter().collect()
    };
    let found = sheets.iter().find_map(|sheet| Heading::find(sheet, month).map(|heading| (sheet, heading)));
    let Some((sheet, heading)) = found else { return Err(IntakeError::NotUnderstood { tried: Vec::new() }) };
    if heading.dates.len() > MOST_DATES {
        return Err(IntakeError::TooLarge { what: "cells", limit: MOST_DATES as u64 });
    }
    let rows: Vec<DutyRow> =
        sheet.rows.iter().filter(|row| row.index > heading.row).filter_map(|row| heading.person(row)).collect();
    if rows.len() > MOST_ROWS {
        return Err(IntakeError::TooLarge { what: "rows", limit: MOST_ROWS as u64 });
    }
    Ok(DutyGrid { dates: heading.dates.iter().map(|(_, on)| *on).collect(), rows })
}

struct Heading {
    row: u32,
    number: u32,
    name: Option<u32>,
    dates: Vec<(u32, Date)>,
}

impl Heading {
    fn find(sheet: &Sheet, month: Date) -> Option<Self> {
        sheet.rows.iter().take(LOOK).find_map(|row| Self::of(row, month))
    }

    fn of(row: &Row, month: Date) -> Option<Self> {
        let word = |cell: &Cell| cell.text().trim().to_lowercase();
        let number = row.cells.iter().find(|(_, cell)| {
            let word = word(cell);
            word.starts_with("nip") || word.starts_with("nomor") || word == "number"
        })?;
        let name = row.cells.iter().find(|(_, cell)| matches!(word(cell).as_str(), "nama" | "name"));
        let after = number.0.max(name.map_or(0, |(column, _)| *column));
        let mut dates: Vec<(u32, Date)> = Vec::new();
        for (column, cell) in row.cells.iter().filter(|(column, _)| *column > after) {
            // A date named twice counts once, where it stands first.
            if let Some(on) = date_of(cell, month).filter(|on| dates.iter().all(|(_, known)| known != on)) {
                dates.push((*column, on));
            }
        }
        let found = Self { row: row.index, number: number.0, name: name.map(|(column, _)| *column), dates };
        (!found.dates.is_empty()).then_some(found)
    }

    fn person(&self, row: &Row) -> Option<DutyRow> {
        let text = |column: u32| plain(&row.get(column).text());
        let number = text(self.number);
        let cells: Vec<DutyCell> = self
            .dates
            .iter()
            .map(|(column, on)| DutyCell { on: *on, text: text(*column), cell: cell_name(row.index, *column) })
            .filter(|cell| !cell.text.is_empty())
            .collect();
        if number.is_empty() && cells.is_empty() {
            return None;
        }
        let name = self.name.map(|column| row.get(column).text().trim().chars().take(200).collect());
        Some(DutyRow { line: u64::from(row.index) + 1, number, name: name.unwrap_or_default(), cells })
    }
}

/// Without the apostrophe that keeps a text from being a formula, and not endless.
fn plain(text: &str) -> String {
    text.trim().trim_start_matches('\'').trim().chars().take(MOST_LETTERS).collect()
}

fn date_of(cell: &Cell, month: Date) -> Option<Date> {
    let day = |number: i8| Date::new(month.year(), month.month(), number).ok();
    match cell {
        Cell::DateTime(at) => Some(at.date()),
        Cell::Number(number) if number.fract() == 0.0 && (1.0..=31.0).contains(number) => day(*number as i8),
        Cell::Text(text) => {
            let text = plain(text);
            text.parse::<Date>().ok().or_else(|| text.parse::<i8>().ok().filter(|one| *one > 0).and_then(day))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const MONTH: Date = date(2026, 2, 1);

    fn of(text: &str) -> Result<DutyGrid, IntakeError> {
        read(text.as_bytes(), MONTH, &Caps::default())
    }

    #[test]
    fn a_grid_is_found_below_its_titles_with_dates_or_days_of_the_month() {
        let grid = of("Jadwal;;;\n\nNIP;Nama;2026-02-01;2;30\n'1234;Siti;P;;L\n;;;;\n99;Budi;'-;M/C;\n").unwrap();

        assert_eq!(grid.dates, [date(2026, 2, 1), date(2026, 2, 2)]);
        let rows: Vec<(u64, &str, Vec<&str>)> = grid
            .rows
            .iter()
            .map(|row| (row.line, row.number.as_str(), row.cells.iter().map(|cell| cell.text.as_str()).collect()))
            .collect();
        assert_eq!(rows, [(4, "1234", vec!["P"]), (6, "99", vec!["-", "M/C"])]);
        assert_eq!((grid.rows[0].cells[0].cell.as_str(), grid.rows[0].name.as_str()), ("C4", "Siti"));
    }

    #[test]
    fn what_shows_no_grid_is_refused() {
        assert_eq!(of(""), Err(IntakeError::Empty));
        assert!(matches!(of("a;b\n1;2\n"), Err(IntakeError::NotUnderstood { .. })));
        assert!(matches!(of("PK\u{3}\u{4}nonsense"), Err(IntakeError::BadWorkbook { .. })));
    }

    #[test]
    fn a_grid_of_endless_columns_is_refused() {
        let many: Vec<String> =
            (0..70).map(|day| MONTH.saturating_add(jiff::Span::new().days(day)).to_string()).collect();

        let answer = of(&format!("NIP;Nama;{}\n1;x;P\n", many.join(";")));

        assert!(matches!(answer, Err(IntakeError::TooLarge { .. })));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), head in 0_u8..4) {
            let start: &[u8] = match head {
                0 => b"NIP;Nama;1;2;3\n",
                1 => b"PK\x03\x04",
                2 => &[0xd0, 0xcf, 0x11, 0xe0],
                _ => b"",
            };
            let _ = read(&[start, &bytes].concat(), MONTH, &Caps::default());
        }

        #[test]
        fn every_cell_lies_on_a_date_of_the_headings_and_is_short(
            rows in proptest::collection::vec(proptest::collection::vec("[A-Z'=;/ -]{0,40}", 0..6), 0..8),
        ) {
            let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
            let grid = of(&format!("NIP,Nama,1,2,3\n{}\n", lines.join("\n")));
            if let Ok(grid) = grid {
                for cell in grid.rows.iter().flat_map(|row| &row.cells) {
                    prop_assert!(grid.dates.contains(&cell.on));
                    prop_assert!(!cell.text.is_empty() && cell.text.chars().count() <= MOST_LETTERS);
                }
            }
        }
    }
}
