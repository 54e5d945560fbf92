//! Reads workbooks back with another library than the one that wrote them, for tests.

use std::io::{Cursor, Read};

use calamine::{Data, Range, Reader, Xlsx};

/// A sheet as another program sees it.
pub struct Sheet {
    /// Values, of formulas the cached ones.
    pub values: Range<Data>,
    formulas: Range<String>,
}

impl Sheet {
    /// The text of a cell, empty when there is none.
    pub fn text(&self, row: u32, column: u32) -> String {
        self.values.get_value((row, column)).map(ToString::to_string).unwrap_or_default()
    }

    /// The formula of a cell, empty when there is none.
    pub fn formula(&self, row: u32, column: u32) -> String {
        self.formulas.get_value((row, column)).cloned().unwrap_or_default()
    }
}

/// Reads a sheet.
pub fn sheet(bytes: &[u8], name: &str) -> Sheet {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).expect("a workbook");
    Sheet {
        values: book.worksheet_range(name).expect("values"),
        formulas: book.worksheet_formula(name).expect("formulas"),
    }
}

/// The raw XML of a part of the workbook.
pub fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut text = String::new();
    zip.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
    text
}
