//! Rows of a CSV or XLSX sheet an office fills in: staff, units, papers.
//!
//! Columns are found by heading; where a heading repeats, the first one counts and the sheet is read by
//! position. Numbers lose no digits: a cell that a spreadsheet turned into E+ form is left for the caller
//! to refuse.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader};

use super::error::ServiceError;
use super::files::NamedFile;

/// Most rows a sheet may have.
const MAX_ROWS: usize = 200_000;

/// One row by heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Its row in the sheet, from 1.
    pub line: u64,
    cells: BTreeMap<String, String>,
}

impl SheetRow {
    /// The trimmed text under a heading; `None` when empty or absent.
    pub fn get(&self, heading: &str) -> Option<&str> {
        self.cells.get(heading).map(String::as_str).filter(|text| !text.is_empty())
    }
}

/// The rows of the first sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRows {
    /// The headings found, lower case with `_` for blanks.
    pub headings: Vec<String>,
    /// Rows with any text.
    pub rows: Vec<SheetRow>,
}

/// Reads a CSV (`,` or `;`) or an XLSX; rows without any text are no rows.
///
/// # Errors
///
/// When the file is neither, empty, or larger than a staff list can be.
pub fn read(file: &NamedFile) -> Result<SheetRows, ServiceError> {
    let mut sheet = read_all(file)?;
    sheet.rows.retain(|row| row.cells.values().any(|cell| !cell.is_empty()));
    Ok(sheet)
}

/// The same with the rows whose cells are all empty, where those mean something: a survey handed in blank.
///
/// # Errors
///
/// As [`read`].
pub fn read_all(file: &NamedFile) -> Result<SheetRows, ServiceError> {
    let grid = if file.bytes.starts_with(b"PK") { workbook(file)? } else { csv(file)? };
    let mut rows = grid.into_iter();
    let Some((_, first)) = rows.next() else {
        return Err(ServiceError::bad(
            "empty_sheet",
            format!("{}: lembar kosong; isi baris judul dan data", file.name),
            format!("{}: the sheet is empty; it needs a heading row and data", file.name),
        ));
    };
    let headings: Vec<String> = first.iter().map(|heading| normal(heading)).collect();
    let rows = rows
        .map(|(line, cells)| {
            let mut by_heading = BTreeMap::new();
            for (heading, cell) in headings.iter().zip(cells) {
                by_heading.entry(heading.clone()).or_insert(cell);
            }
            SheetRow { line, cells: by_heading }
        })
        .collect();
    Ok(SheetRows { headings, rows })
}

fn normal(heading: &str) -> String {
    heading.trim().trim_start_matches('\u{feff}').to_lowercase().replace([' ', '-', '/'], "_")
}

fn csv(file: &NamedFile) -> Result<Vec<(u64, Vec<String>)>, ServiceError> {
    let text = String::from_utf8(file.bytes.clone())
        .unwrap_or_else(|_| file.bytes.iter().map(|byte| char::from(*byte)).collect());
    let first = text.lines().next().unwrap_or_default();
    let delimiter = if first.matches(';').count() > first.matches(',').count() { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(file, &error))?;
        if rows.len() >= MAX_ROWS {
            return Err(too_many(file));
        }
        lines.pass(record.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(usize::MAX)));
        rows.push((lines.line, record.iter().map(|cell| cell.trim().to_owned()).collect()));
    }
    Ok(rows)
}

/// Which line of the text a record begins in: the reader's own count stops before blank lines.
struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn pass(&mut self, to: usize) {
        while let Some(byte) = self.text.get(self.at) {
            if self.at >= to && !matches!(byte, b'\r' | b'\n') {
                return;
            }
            self.line += u64::from(*byte == b'\n');
            self.at += 1;
        }
    }
}

fn workbook(file: &NamedFile) -> Result<Vec<(u64, Vec<String>)>, ServiceError> {
    hadir_intake::sheets::check_size(&file.bytes, &hadir_intake::Caps::default()).map_err(|error| {
        ServiceError::bad(
            "bad_workbook",
            error.sentence(&file.name, hadir_intake::Lang::Id),
            error.sentence(&file.name, hadir_intake::Lang::En),
        )
    })?;
    let mut book: calamine::Xlsx<_> =
        calamine::Xlsx::new(Cursor::new(file.bytes.as_slice())).map_err(|error| unreadable(file, &error))?;
    let Some(range) = book.worksheet_range_at(0) else { return Ok(Vec::new()) };
    let range = range.map_err(|error| unreadable(file, &error))?;
    if range.height() > MAX_ROWS {
        return Err(too_many(file));
    }
    let first = range.start().map_or(0, |(row, _)| row);
    Ok(range
        .rows()
        .zip(u64::from(first) + 1..)
        .map(|(cells, line)| (line, cells.iter().map(cell_text).collect()))
        .collect())
}

fn cell_text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string().trim().to_owned(),
    }
}

fn unreadable(file: &NamedFile, error: &dyn std::fmt::Display) -> ServiceError {
    ServiceError::bad(
        "unreadable_sheet",
        format!("{}: tidak terbaca sebagai CSV atau XLSX ({error}); simpan ulang dari spreadsheet", file.name),
        format!("{}: not readable as CSV or XLSX ({error}); save it again from a spreadsheet", file.name),
    )
}

fn too_many(file: &NamedFile) -> ServiceError {
    ServiceError::bad(
        "too_many_rows",
        format!("{}: lebih dari {MAX_ROWS} baris; bagi menjadi beberapa berkas", file.name),
        format!("{}: more than {MAX_ROWS} rows; split it into several files", file.name),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> SheetRows {
        read(&NamedFile { name: "pegawai.csv".into(), bytes: text.as_bytes().to_vec() }).unwrap()
    }

    #[test]
    fn semicolons_and_a_byte_order_mark_are_understood() {
        let sheet = rows("\u{feff}Kode;Nama Unit\nA;Dinas A\n\nB;\"Dinas; B\"\n");

        assert_eq!(sheet.headings, ["kode", "nama_unit"]);
        assert_eq!(sheet.rows[1].get("nama_unit"), Some("Dinas; B"));
        assert_eq!(sheet.rows[1].line, 4);
    }

    #[test]
    fn of_repeated_headings_the_first_counts() {
        assert_eq!(rows("nama,nama\nsatu,dua\n").rows[0].get("nama"), Some("satu"));
    }

    #[test]
    fn an_empty_sheet_is_refused_in_words() {
        let error = read(&NamedFile { name: "a.csv".into(), bytes: Vec::new() }).unwrap_err();

        assert_eq!(error.code, "empty_sheet");
    }
}
