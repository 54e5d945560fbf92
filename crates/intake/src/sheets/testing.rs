//! Sheets for tests.

use super::grid::{Cell, Sheet};

/// A sheet of text cells; an empty text is an empty cell.
pub(crate) fn sheet(name: &str, rows: &[&[&str]]) -> Sheet {
    let cells = rows.iter().enumerate().flat_map(|(row, cells)| {
        cells.iter().enumerate().map(move |(column, text)| (row as u32, column as u32, Cell::Text((*text).to_owned())))
    });
    Sheet::from_cells(name, cells)
}
