//! A workbook as plain cells, whatever file it came from.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Dimensions, ExcelDateTime, Reader, SheetType, Xls, Xlsx};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

use crate::{Caps, IntakeError, RowRef};

use super::{guard, ole};

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Nothing, or blanks only.
    Empty,
    /// Text as written, not trimmed.
    Text(String),
    /// A plain number.
    Number(f64),
    /// A calendar date with a time.
    DateTime(DateTime),
    /// A time of day as a fraction of a day, by its cell format.
    Time(f64),
    /// True or false.
    Bool(bool),
    /// A formula error such as `#REF!`.
    Error(String),
}

impl Cell {
    /// The cell as a person would read it; empty for nothing.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Error(text) => text.clone(),
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
            Self::Number(number) => format!("{number}"),
            Self::DateTime(at) if at.time() == Time::midnight() => at.date().to_string(),
            Self::DateTime(at) => at.to_string(),
            Self::Time(fraction) => {
                let seconds = (fraction * 86_400.0).round().clamp(0.0, 1e9) as u64;
                format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
            }
            Self::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        }
    }

    /// Whether there is nothing in it, or only blanks.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// Whether there is nothing in it but a stroke that stands for nothing.
    pub fn is_void(&self) -> bool {
        match self {
            Self::Text(text) => matches!(text.trim(), "" | "-" | "--" | "---" | "–" | "—" | "NULL" | "null"),
            other => other.is_blank(),
        }
    }
}

/// A row that has cells.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    /// Number from 0.
    pub index: u32,
    /// Column from 0 and content, in order of column; blank cells are left out.
    pub cells: Vec<(u32, Cell)>,
}

impl Row {
    /// The cell in a column, or an empty one.
    pub fn get(&self, column: u32) -> &Cell {
        match self.cells.binary_search_by_key(&column, |(at, _)| *at) {
            Ok(at) => &self.cells[at].1,
            Err(_) => &Cell::Empty,
        }
    }

    /// The whole row as text, for problems.
    pub fn raw(&self) -> Vec<u8> {
        let texts: Vec<String> = self.cells.iter().map(|(_, cell)| cell.text()).collect();
        texts.join("\t").into_bytes()
    }
}

/// One sheet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    /// Its name.
    pub name: String,
    /// Rows with content, in order.
    pub rows: Vec<Row>,
    /// Merged regions; only the first cell of each has content.
    pub merges: Vec<Dimensions>,
}

impl Sheet {
    /// Builds a sheet from cells in any order.
    pub fn from_cells(name: &str, cells: impl IntoIterator<Item = (u32, u32, Cell)>) -> Self {
        let mut cells: Vec<(u32, u32, Cell)> = cells.into_iter().filter(|(_, _, cell)| !cell.is_blank()).collect();
        cells.sort_by_key(|(row, column, _)| (*row, *column));
        let mut rows: Vec<Row> = Vec::new();
        for (row, column, cell) in cells {
            if rows.last().is_none_or(|last| last.index != row) {
                rows.push(Row { index: row, cells: Vec::new() });
            }
            if let Some(last) = rows.last_mut()
                && last.cells.last().is_none_or(|(at, _)| *at != column)
            {
                last.cells.push((column, cell));
            }
        }
        Self { name: name.to_owned(), rows, merges: Vec::new() }
    }

    /// The cell at a place, or an empty one.
    pub fn get(&self, row: u32, column: u32) -> &Cell {
        match self.rows.binary_search_by_key(&row, |row| row.index) {
            Ok(at) => self.rows[at].get(column),
            Err(_) => &Cell::Empty,
        }
    }

    /// The last column of the merged region a cell begins, or the cell's own.
    pub fn merged_to(&self, row: u32, column: u32) -> u32 {
        self.merges.iter().find(|merge| merge.contains(row, column)).map_or(column, |merge| merge.end.1)
    }

    /// A place in this sheet.
    pub fn at(&self, row: u32, column: u32) -> RowRef {
        RowRef { cell: Some(cell_name(row, column)), ..self.at_row(row) }
    }

    /// A row of this sheet.
    pub fn at_row(&self, row: u32) -> RowRef {
        RowRef { sheet: Some(self.name.clone()).filter(|name| !name.is_empty()), line: u64::from(row) + 1, cell: None }
    }
}

/// `C7` for row 6, column 2.
pub(crate) fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().map(char::from).collect();
    format!("{letters}{}", u64::from(row) + 1)
}

/// Opens a workbook under the caps.
///
/// # Errors
///
/// [`IntakeError::TooLarge`] and [`IntakeError::BadWorkbook`]; the workbook reader's own panics become the latter.
pub(crate) fn open(bytes: &[u8], caps: &Caps) -> Result<Vec<Sheet>, IntakeError> {
    let is_zip = bytes.starts_with(b"PK");
    let open_document = if is_zip {
        guard::check_zip(bytes, caps)?.open_document
    } else {
        ole::check(bytes, caps)?;
        false
    };
    let opened = catch_unwind(AssertUnwindSafe(|| match (is_zip, open_document) {
        (true, false) => excel(bytes).map_err(|error| error.to_string()),
        (true, true) => super::ods::read(bytes, caps).ok_or_else(|| "content.xml".to_owned()),
        (false, _) => old_excel(bytes).map_err(|error| error.to_string()),
    }));
    match opened {
        Ok(Ok(sheets)) => Ok(sheets),
        Ok(Err(why)) => Err(guard::bad(format!("isinya rusak ({why})"), format!("its content is damaged ({why})"))),
        Err(_) => Err(guard::bad("isinya rusak", "its content is damaged")),
    }
}

/// `.xlsx`: cell by cell, so that two far corners cost two cells.
fn excel(bytes: &[u8]) -> Result<Vec<Sheet>, calamine::XlsxError> {
    let mut book = Xlsx::new(Cursor::new(bytes))?;
    let mut sheets = Vec::new();
    for name in worksheet_names(book.sheets_metadata()) {
        let mut cells = Vec::new();
        {
            let mut reader = book.worksheet_cells_reader(&name)?;
            while let Some(cell) = reader.next_cell()? {
                let (row, column) = cell.get_position();
                cells.push((row, column, cell_of(cell.get_value().clone().into())));
            }
        }
        let mut sheet = Sheet::from_cells(&name, cells);
        sheet.merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// `.xls`.
fn old_excel(bytes: &[u8]) -> Result<Vec<Sheet>, calamine::XlsError> {
    let mut book = Xls::new(Cursor::new(bytes))?;
    let mut sheets = Vec::new();

    for name in worksheet_names(book.sheets_metadata()) {
        let range = book.worksheet_range(&name)?;
        let (top, left) = range.start().unwrap_or_default();
        let cells = range
            .used_cells()
            .map(|(row, column, data)| (top + row as u32, left + column as u32, cell_of(data.clone())));
        let mut sheet = Sheet::from_cells(&name, cells);
        sheet.merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn worksheet_names(sheets: &[calamine::Sheet]) -> Vec<String> {
    sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).map(|sheet| sheet.name.clone()).collect()
}

fn cell_of(data: Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::Int(number) => Cell::Number(number as f64),
        Data::Float(number) => Cell::Number(number),
        Data::String(text) => Cell::Text(text),
        Data::Bool(truth) => Cell::Bool(truth),
        Data::DateTime(at) => moment(at),
        Data::DateTimeIso(text) => iso_moment(&text).unwrap_or(Cell::Text(text)),
        Data::DurationIso(text) => iso_time(&text).map_or(Cell::Text(text), Cell::Time),
        Data::Error(error) => Cell::Error(error.to_string()),
    }
}

/// A serial number below one day is a time; anything else is a date, rounded to the second.
fn moment(at: ExcelDateTime) -> Cell {
    let value = at.as_f64();
    if !value.is_finite() || value < 0.0 {
        return Cell::Error(format!("{value}"));
    }
    if value < 1.0 || at.is_duration() {
        return Cell::Time(value);
    }
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    let date = Date::new(year as i16, month as i8, day as i8);
    let time = Time::new(hour as i8, minute as i8, second as i8, 0);
    match (date, time) {
        (Ok(date), Ok(time)) => {
            let at = date.to_datetime(time);
            Cell::DateTime(if milli >= 500 { at.saturating_add(1.second()) } else { at })
        }
        _ => Cell::Error(format!("{value}")),
    }
}

/// `2026-01-05`, `2026-01-05T07:25:00` or `07:25:00`.
pub(crate) fn iso_moment(text: &str) -> Option<Cell> {
    let text = text.trim();
    if let Ok(at) = text.parse::<DateTime>() {
        return Some(Cell::DateTime(at));
    }
    if let Ok(date) = text.parse::<Date>() {
        return Some(Cell::DateTime(date.to_datetime(Time::midnight())));
    }
    text.parse::<Time>().ok().map(|time| {
        let seconds = f64::from(time.hour()) * 3600.0 + f64::from(time.minute()) * 60.0 + f64::from(time.second());
        Cell::Time(seconds / 86_400.0)
    })
}

/// `PT07H25M00S` as a fraction of a day.
pub(crate) fn iso_time(text: &str) -> Option<f64> {
    let span: jiff::SignedDuration = text.trim().parse().ok()?;
    (!span.is_negative()).then(|| span.as_secs_f64() / 86_400.0)
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_name_them() {
        assert_eq!(cell_name(6, 2), "C7");
        assert_eq!(cell_name(0, 25), "Z1");
        assert_eq!(cell_name(0, 26), "AA1");
        assert_eq!(cell_name(1, 701), "ZZ2");
        assert_eq!(cell_name(1, 702), "AAA2");
    }

    #[test]
    fn a_serial_number_is_rounded_to_the_second() {
        let almost = ExcelDateTime::new(46_027.300_717_588, ExcelDateTimeType::DateTime, false);

        assert_eq!(moment(almost), Cell::DateTime(date(2026, 1, 5).at(7, 13, 2, 0)));
        assert_eq!(moment(ExcelDateTime::new(0.5, ExcelDateTimeType::DateTime, false)), Cell::Time(0.5));
        assert!(matches!(moment(ExcelDateTime::new(f64::NAN, ExcelDateTimeType::DateTime, false)), Cell::Error(_)));
    }

    #[test]
    fn two_far_corners_cost_two_cells() {
        let sheet = Sheet::from_cells("x", [(1_048_575, 16_383, Cell::Number(2.0)), (0, 0, Cell::Number(1.0))]);

        assert_eq!(sheet.rows.len(), 2);
        assert_eq!(sheet.rows[1].get(16_383), &Cell::Number(2.0));
        assert_eq!(sheet.rows[1].get(3), &Cell::Empty);
    }

    #[test]
    fn times_of_open_documents_are_read() {
        assert_eq!(iso_time("PT07H25M00S"), Some(445.0 / 1440.0));
        assert_eq!(iso_moment("2026-01-05"), Some(Cell::DateTime(date(2026, 1, 5).at(0, 0, 0, 0))));
    }
}
